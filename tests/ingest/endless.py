"""An export whose one member goes on and on: made up as it is read, counted, and never read without a bound."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from tests.ingest.memory import MODIFIED, MemoryExport

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CLAIMED = 1 << 30
"""What `size` says, whatever is made up in the end."""
MOST_AT_ONCE = 65 << 20
"""Bytes of one read: the whole-file readers go up to 64 MiB."""


class EndlessFile(io.RawIOBase):
    """Some bytes, then one filler over and over.

    Args:
        start: What the file begins with.
        filler: What follows.
        size: Where it ends after all.
    """

    def __init__(self, start: bytes, filler: bytes, size: int) -> None:
        super().__init__()
        self._start, self._size, self._at = start, size, 0
        self._filler = filler * ((1 << 20) // len(filler))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readall(self) -> bytes:
        assert self._size - self._at <= MOST_AT_ONCE, "read without a bound"
        raw = bytearray(MOST_AT_ONCE)
        return bytes(raw[: self.readinto(raw)])

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        assert len(view) <= MOST_AT_ONCE, f"{len(view):,} bytes read at once"
        if self._at < len(self._start):
            found = memoryview(self._start)[self._at : self._at + len(view)]
        else:
            found = memoryview(self._filler)[: max(0, min(len(view), self._size - self._at))]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)


class EndlessExport(MemoryExport):
    """An export with one member replaced by an endless file.

    Args:
        export: The export.
        member: Which of its members.
        start: What that one begins with.
        filler: What follows.
        size: Bytes made up in the end.
    """

    def __init__(self, export: MemoryExport, member: str, start: bytes, filler: bytes, size: int) -> None:
        super().__init__(export.name, {one: export.open(one).read() for one in export.members()})
        self._endless, self._start, self._filler, self._made = member, start, filler, size

    def open(self, member: str = "") -> IO[bytes]:
        if member != self._endless:
            return super().open(member)
        return io.BufferedReader(EndlessFile(self._start, self._filler, self._made), 1 << 16)

    def head(self, member: str = "", size: int = 65536) -> bytes:
        with self.open(member) as stream:
            return stream.read(size)

    def size(self, member: str = "") -> int:
        return CLAIMED if member == self._endless else super().size(member)

    def modified(self, member: str = "") -> float | None:
        return MODIFIED
