"""Finding words as people remember them: capitals, accents and curly quotes make no difference."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from itertools import accumulate

_ALIKE = {"’": "'", "‘": "'", "“": '"', "”": '"', "\n": " ", "\t": " ", "\u00a0": " ", "\u202f": " "}


class _Folding(dict[int, str]):
    """Code point → what it is compared as; each is worked out once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        alike = _ALIKE.get(character)
        if alike is None:
            parts = unicodedata.normalize("NFD", character.casefold())
            alike = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
        self[code] = alike
        if len(alike) != 1:
            _UNEVEN.add(character)
        return alike


_FOLDING = _Folding()
_UNEVEN: set[str] = set()
"""Characters met so far that are compared as none or as several."""


def fold(text: str) -> str:
    """The text as it is compared."""
    return text.lower() if text.isascii() and text.isprintable() else text.translate(_FOLDING)


def matches(text: str, folded: str, sought: str) -> list[tuple[int, int]]:
    """(begin, end) in `text` of every place that reads like `sought`, left to right, none overlapping.

    Args:
        text: As it is shown.
        folded: `fold(text)`.
        sought: Already folded; empty finds nothing.
    """
    if not sought or sought not in folded:
        return []
    places: list[int] = []
    at = folded.find(sought)
    while at >= 0:
        places.append(at)
        at = folded.find(sought, at + len(sought))
    if _UNEVEN.isdisjoint(text):
        return [(place, place + len(sought)) for place in places]
    ends = list(accumulate(len(_FOLDING[ord(character)]) for character in text))
    return [(bisect_right(ends, place), _end(ends, place + len(sought))) for place in places]


def _end(ends: list[int], folded_end: int) -> int:
    """Index after the last character of a match, with the accents and joiners that follow it."""
    at = bisect_left(ends, folded_end)
    return bisect_right(ends, ends[at]) if ends[at] == folded_end else at + 1
