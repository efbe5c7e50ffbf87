"""JSON arrays of any size, element by element: memory stays flat, and no element is larger or deeper than a bound."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from studio.core.errors import InputError
from studio.core.records import Rejected
from studio.ingest.files.json_files import read_json
from studio.ingest.importer import Export

ELEMENT_LIMIT = 4 << 20
"""Bytes of one element beyond which reading stops; real ones have a few hundred."""
DEPTH_LIMIT = 64
"""Brackets within brackets beyond which reading stops; real exports have a dozen."""

_PIECE = 1 << 16
_PLAIN = bytes(set(range(256)) - set(b'[]{}"'))


class _Refused(ValueError):
    """What is about to be read could take any amount of memory; says why."""


class _Metered:
    """A stream that stops at an element without end or depth, and shows broken UTF-8 as “�”."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._since = 0
        self._depth = _Depth()

    def read(self, size: int = _PIECE) -> bytes:
        if self._since > ELEMENT_LIMIT:
            raise _Refused(f"an element of more than {ELEMENT_LIMIT >> 20} MiB")
        piece = self._stream.read(size)
        told = self._decoder.decode(piece, final=not piece).encode("utf-8")
        while piece and not told:
            piece = self._stream.read(size)
            told = self._decoder.decode(piece, final=not piece).encode("utf-8")
        self._since += len(told)
        if told and not self._depth.stays_within(told):
            raise _Refused(f"brackets nested more than {DEPTH_LIMIT} deep")
        return told

    def moved(self) -> None:
        self._since = 0


class _Depth:
    """Follows how deep brackets are nested, outside of strings, a piece at a time."""

    def __init__(self) -> None:
        self._open = 0
        self._in_string = False
        self._escape = b""

    def stays_within(self, piece: bytes) -> bool:
        """Whether no place of the next piece is deeper than `DEPTH_LIMIT`."""
        text = self._escape + piece
        self._escape = b""
        if b"\\" in text:
            text = text.replace(b"\\\\", b"")
            if text.endswith(b"\\"):
                text, self._escape = text[:-1], b"\\"
            text = text.replace(b'\\"', b"")
        parts = text.translate(None, _PLAIN).split(b'"')
        signs = b"".join(parts[self._in_string :: 2])
        self._in_string ^= len(parts) % 2 == 0
        for _ in range(DEPTH_LIMIT):
            fewer = signs.replace(b"{}", b"").replace(b"[]", b"")
            if len(fewer) == len(signs):
                break
            signs = fewer
        else:
            return False
        closed = signs.count(b"]") + signs.count(b"}")
        self._open = max(self._open - closed, 0) + len(signs) - closed
        return self._open <= DEPTH_LIMIT


def elements(export: Export, member: str, prefix: str, *, exact: bool = False) -> Iterator[Any | Rejected]:
    """The elements under a prefix such as `Data Points.item`; where the JSON breaks off, a last `Rejected`.

    Args:
        export: The export.
        member: One of its members.
        prefix: Where the elements are.
        exact: Numbers as they are written: integers of any length, and `Decimal` for the others. Else they are `float`
            and integers of 64 bits, and a longer one breaks the file.
    """
    import ijson

    where = member or export.name
    count = 0
    with export.open(member) as raw:
        stream = _Metered(raw)
        try:
            for one in ijson.items(stream, prefix, use_float=not exact, buf_size=_PIECE):
                stream.moved()
                count += 1
                yield one
        except _Refused as reason:
            yield Rejected(f"{where}[{count}]", f"{reason}; the rest was not read", "")
        except (ijson.JSONError, ValueError):
            yield Rejected(f"{where}[{count}]", "the JSON breaks off here; the rest could not be read", "")


def entries_of(export: Export, member: str, key: str) -> Iterator[Any | Rejected] | None:
    """The list under a key of a file's object, or what comes of it before the file breaks off; None if there is none.

    Args:
        export: The export.
        member: One of its members; what is too large to be read at once is streamed.
        key: Name of the list.

    Raises:
        InputError: the file is no text, or breaks off before the first entry.
    """
    try:
        whole = read_json(export, member)
    except InputError as problem:
        begun = elements(export, member, f"{key}.item", exact=True)
        first = next(begun, None) if problem.code in ("damaged", "too_long") else None
        if first is None or isinstance(first, Rejected):
            raise
        return chain([first], begun)
    listed = whole.get(key) if isinstance(whole, dict) else None
    return iter(listed) if isinstance(listed, list) else None
