"""JSON arrays of any size, element by element: memory stays flat, and no element is larger than a bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from studio.core.records import Rejected
from studio.ingest.importer import Export

ELEMENT_LIMIT = 4 << 20
"""Bytes of one element beyond which reading stops; real ones have a few hundred."""

_PIECE = 1 << 16


class _TooLong(ValueError):
    pass


class _Metered:
    """A stream that refuses to go on when no element came out of its last `ELEMENT_LIMIT` bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._since = 0
        self._start = True

    def read(self, size: int = _PIECE) -> bytes:
        if self._since > ELEMENT_LIMIT:
            raise _TooLong
        piece = self._stream.read(size)
        if self._start:
            self._start, piece = False, piece.removeprefix(b"\xef\xbb\xbf")
        self._since += len(piece)
        return piece

    def moved(self) -> None:
        self._since = 0


def elements(export: Export, member: str, prefix: str) -> Iterator[Any | Rejected]:
    """The elements under a prefix such as `Data Points.item`; where the JSON breaks off, a last `Rejected`."""
    import ijson

    where = member or export.name
    count = 0
    with export.open(member) as raw:
        stream = _Metered(raw)
        try:
            for one in ijson.items(stream, prefix, use_float=True, buf_size=_PIECE):
                stream.moved()
                count += 1
                yield one
        except _TooLong:
            size = ELEMENT_LIMIT >> 20
            yield Rejected(f"{where}[{count}]", f"an element of more than {size} MiB; the rest was not read", "")
        except (ijson.JSONError, UnicodeDecodeError):
            yield Rejected(f"{where}[{count}]", "the JSON breaks off here; the rest could not be read", "")
