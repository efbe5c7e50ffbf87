"""Half-open character spans, and replacing them without moving their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Spanned(Protocol):
    """Anything with half-open character offsets."""

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """One past the last character."""
        ...


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


SpanT = TypeVar("SpanT", bound=Spanned)


def longest_first(spans: Sequence[SpanT]) -> list[SpanT]:
    """The spans without overlaps, a longer one winning over a shorter, in reading order."""
    kept: list[SpanT] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= k.start or span.start >= k.end for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)
