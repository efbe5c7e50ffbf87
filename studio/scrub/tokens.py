"""Words of a text with their places, shared by every recogniser that reads words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from studio.scrub.lexicon.names import fold

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+")
"""A word as it is written, or a number."""
_BREAK = re.compile(r"[.!?…:;\n\r\"“”(\[*•–—]|[^\w\s,'’&/-]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    start: int
    end: int
    text: str
    low: str
    """Lower case, without a possessive or short verb, drawn-out letters drawn in."""
    title: bool
    """Begins with a capital followed by a small letter, or is a capital letter alone."""
    upper: bool
    """All capitals, two letters or more."""
    opens: bool
    """First word of a sentence, a line or a quotation."""
    gap: str
    """What stands between the word before and this one."""

    @property
    def name_end(self) -> int:
        """Where the word ends without its possessive or short verb."""
        cut = max(self.text.rfind("'"), self.text.rfind("’"))
        if cut > 0 and self.text[cut + 1 :].lower() in {"s", "ll", "d"}:
            return self.start + cut
        return self.end


@lru_cache(maxsize=32)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text, in order."""
    found: list[Word] = []
    at = 0
    for match in WORD.finditer(text):
        raw = match[0]
        gap = text[at : match.start()]
        first = raw[0]
        capital = first.isupper()
        title = capital and (len(raw) == 1 or not raw.isupper())
        opens = not found or (gap != " " and _BREAK.search(gap) is not None)
        found.append(
            Word(
                match.start(),
                match.end(),
                raw,
                fold(raw),
                title,
                capital and len(raw) > 1 and raw.isupper(),
                opens,
                gap,
            )
        )
        at = match.end()
    return tuple(found)


def mostly_capitals(found: tuple[Word, ...]) -> bool:
    """True for a text that is shouted, where capitals tell nothing."""
    letters = [w for w in found if w.text[0].isalpha() and len(w.text) > 1]
    return len(letters) > 3 and sum(w.upper for w in letters) * 2 > len(letters)


def title_case(found: tuple[Word, ...]) -> bool:
    """True for a heading, where every longer word carries a capital."""
    longer = [w for w in found if len(w.text) > 3 and w.text[0].isalpha()]
    return len(longer) > 4 and all(w.title for w in longer)
