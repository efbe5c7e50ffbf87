"""Words of a text with their places, shared by every recogniser that reads words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from studio.scrub.lexicon.names import fold

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+")
"""A word as it is written, or a number."""
_BREAK = re.compile(r"[.!?…:;\n\r\"“”(\[*•–—]|[^\w\s,'’&/-]")


class Word(NamedTuple):
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
        if self.text.isalpha():
            return self.end
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
        start, end = match.span()
        raw, gap = text[start:end], text[at:start]
        title = upper = False
        if raw[0].isupper():
            upper = len(raw) > 1 and raw.isupper()
            title = not upper
        opens = not found or (gap != " " and _BREAK.search(gap) is not None)
        found.append(Word(start, end, raw, fold(raw), title, upper, opens, gap))
        at = end
    return tuple(found)


def mostly_capitals(found: tuple[Word, ...]) -> bool:
    """True for a text that is shouted, where capitals tell nothing."""
    letters = [w for w in found if w.text[0].isalpha() and len(w.text) > 1]
    return len(letters) > 3 and sum(w.upper for w in letters) * 2 > len(letters)


def title_case(found: tuple[Word, ...]) -> bool:
    """True for a heading, where every longer word carries a capital."""
    longer = 0
    for word in found:
        if len(word.text) > 3 and word.text[0].isalpha():
            if not word.title:
                return False
            longer += 1
    return longer > 4
