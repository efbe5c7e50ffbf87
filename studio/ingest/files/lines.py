"""Text exports line by line: any size, no line longer than a bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from studio.core.errors import InputError
from studio.ingest.importer import Export

LINE_LIMIT = 4 << 20
"""Bytes beyond which a line is not read; real ones have a few hundred."""

_PIECE = 1 << 20
_CUT_OFF = "Export it again; the file may have been cut off or changed by an editor."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    number: int
    """1-based."""
    text: str
    """Without its line end; broken UTF-8 shows as “�”."""
    too_long: bool = False
    """True when the line goes on beyond `LINE_LIMIT`; the text is its first 200 characters."""


def whole_text(export: Export, member: str = "", *, limit: int, fix: str = "Split it, and import the parts.") -> bytes:
    """A text member as a whole; one that is too large is refused as soon as that shows.

    Args:
        export: The export.
        member: One of its members.
        limit: Most bytes it may have.
        fix: What to do about one that has more.

    Raises:
        InputError: it has more, or a line of more than `LINE_LIMIT`.
    """
    name = member or export.name
    parts: list[bytes] = []
    size = line = 0
    with export.open(member) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            parts.append(piece)
            ends = [at for end in (b"\n", b"\r") for at in (piece.find(end), piece.rfind(end)) if at >= 0]
            longest = line + (min(ends) if ends else len(piece))
            line = len(piece) - max(ends) - 1 if ends else longest
            if longest > LINE_LIMIT:
                told = f"{name} has a line of more than {LINE_LIMIT >> 20} MiB."
                raise InputError(told, fix=_CUT_OFF, code="damaged")
            if size > limit:
                raise InputError(f"{name} is larger than {limit >> 20} MiB.", fix=fix, code="too_long")
    return b"".join(parts)


def lines_of(export: Export, member: str = "") -> Iterator[Line]:
    """The lines of a UTF-8 member, read a piece at a time; a mark at the start is dropped."""
    with export.open(member) as stream:
        rest, number, dropping = b"", 0, False
        start = stream.read(3)
        while len(start) < 3 and (more := stream.read(3 - len(start))):
            start += more
        for piece in chain([start.removeprefix(b"\xef\xbb\xbf")], iter(lambda: stream.read(_PIECE), b"")):
            *whole, rest = (rest + piece).split(b"\n")
            for raw in whole:
                number += 1
                if dropping:
                    dropping = False
                else:
                    yield _line(number, raw)
            if len(rest) > LINE_LIMIT:
                if not dropping:
                    yield Line(number + 1, _text(rest[:200]), too_long=True)
                rest, dropping = b"", True
        if rest and not dropping:
            yield _line(number + 1, rest)


def _line(number: int, raw: bytes) -> Line:
    if len(raw) > LINE_LIMIT:
        return Line(number, _text(raw[:200]), too_long=True)
    return Line(number, _text(raw))


def _text(raw: bytes) -> str:
    return raw.removesuffix(b"\r").decode("utf-8", "replace")
