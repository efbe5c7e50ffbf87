"""Half-open character spans, and replacing them without moving their neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """Replace `text[start:end]` by `text`."""

    start: int
    end: int
    text: str


def splice(text: str, replacements: Iterable[Replacement]) -> str:
    """`text` with every replacement made.

    Raises:
        ValueError: two replacements overlap, or one lies outside the text.
    """
    pieces: list[str] = []
    at = 0
    for change in sorted(replacements, key=lambda r: (r.start, r.end)):
        if change.start < at or change.end > len(text) or change.end < change.start:
            raise ValueError(f"span {change.start}..{change.end} overlaps another or lies outside the text")
        pieces.append(text[at : change.start])
        pieces.append(change.text)
        at = change.end
    pieces.append(text[at:])
    return "".join(pieces)
