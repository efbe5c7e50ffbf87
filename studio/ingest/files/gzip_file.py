"""Files that may be gzipped, unpacked as they are read and never beyond a bound."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from studio.core.errors import InputError
from studio.ingest.importer import Export

GZIP = b"\x1f\x8b"
"""First bytes of a gzip."""

_WITH_HEADER = 31
_PIECE = 1 << 16


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Unpacked:
    """What a gzip holds, one packed stream after the other; zeros after the last one are passed over."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._packed = b""
        self._unpacker = zlib.decompressobj(_WITH_HEADER)

    def read(self, size: int = _PIECE, /) -> bytes:
        """Up to so many bytes; none at the end.

        Raises:
            EOFError: it is cut off.
            zlib.error: it is damaged, or something else follows it.
        """
        while True:
            if self._unpacker.eof and not self._next():
                return b""
            packed = self._packed or self._source.read(_PIECE)
            found = self._unpacker.decompress(packed, size)
            self._packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data
            if found:
                return found
            if not packed:
                raise EOFError("it is cut off")

    def _next(self) -> bool:
        packed = self._packed.lstrip(b"\0")
        while not packed:
            read = self._source.read(_PIECE)
            if not read:
                return False
            packed = read.lstrip(b"\0")
        self._packed, self._unpacker = packed, zlib.decompressobj(_WITH_HEADER)
        return True


class _Bounded(io.RawIOBase):
    """The bytes of a stream, up to a number of them; damage and excess are said in words."""

    def __init__(self, source: _Readable, limit: int, name: str) -> None:
        self._source = source
        self._left = limit
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not isinstance(buffer, bytearray | memoryview):
            raise TypeError("a writable buffer is needed")
        view = memoryview(buffer).cast("B")
        try:
            piece = self._source.read(len(view))
        except (OSError, EOFError, zlib.error) as problem:
            raise InputError(
                f"{self._name} is damaged: {problem}.", fix="Export or copy it again.", code="damaged"
            ) from None
        self._left -= len(piece)
        if self._left < 0:
            raise InputError(
                f"{self._name} is larger than it can be when unpacked.", fix="Check the file.", code="too_long"
            )
        view[: len(piece)] = piece
        return len(piece)


@contextmanager
def plain_file(export: Export, member: str, limit: int) -> Iterator[IO[bytes]]:
    """A member as bytes, unpacked when it is a gzip.

    Args:
        export: Where it is.
        member: Its name there; empty for a single file.
        limit: Unpacked bytes it may have.

    Raises:
        InputError: while reading, when the gzip is damaged or there are more bytes than the limit.
    """
    packed = export.head(member, 2) == GZIP
    with export.open(member) as raw:
        source: _Readable = _Unpacked(raw) if packed else raw
        yield io.BufferedReader(_Bounded(source, limit, member or export.name))


def plain_head(export: Export, member: str, size: int) -> bytes:
    """The first bytes of a member, unpacked when it is a gzip; empty when that is damaged."""
    head = export.head(member, max(size, 4096))
    if not head.startswith(GZIP):
        return head[:size]
    try:
        return zlib.decompressobj(_WITH_HEADER).decompress(head, size)
    except zlib.error:
        return b""
