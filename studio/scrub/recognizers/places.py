"""Towns, regions, countries and parks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import names
from studio.scrub.lexicon.places import LONGEST, cities, towns
from studio.scrub.lexicon.words import EXERCISE, STAYS, everyday, looks_english
from studio.scrub.people import Roster
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.tokens import Word, mostly_capitals, title_case, words

_IN = frozenset(word_list("in"))
_AT = frozenset(word_list("at"))
_LIVING = frozenset(word_list("living"))
_BEFORE = _IN | _AT
_VISITED = frozenset(word_list("visited"))
"""Words after a town in `the Leeds office`."""
_BEING = frozenset(word_list("being"))
"""Words in front of `from` in `she's from Leeds`."""
_FEATURES_FIRST = frozenset(word_list("features_first"))
_FEATURES = frozenset(word_list("features"))


class PlaceRecognizer(PlainRecognizer):
    """Towns, regions and countries, by name list and by the words in front.

    Args:
        roster: The people list, whose words are no places.
        memory: Lower-case places learned elsewhere in the corpus.
    """

    ENTITIES = ("LOCATION",)
    GATE = re.compile(r"[A-ZÀ-Þ]|\b(?:in|from|near|to|at)\b")

    def __init__(self, roster: Roster, memory: frozenset[str] = frozenset()) -> None:
        self.roster = roster
        self.memory = memory
        super().__init__()

    def hits(self, text: str) -> Iterator[Hit]:
        """Places, the longest name first."""
        found = words(text)
        shouted, heading = mostly_capitals(found), title_case(found)
        known, everyday_words = cities(), everyday()
        i = 0
        while i < len(found):
            word = found[i]
            if (word.title and not shouted) or (
                word.low not in everyday_words and (word.low in known or (i and found[i - 1].low in _BEFORE))
            ):
                hit, used = self._at(found, i, shouted, heading)
                if hit is not None:
                    yield hit
                i += used
            else:
                i += 1

    def _at(self, found: tuple[Word, ...], i: int, shouted: bool, heading: bool) -> tuple[Hit | None, int]:
        word = found[i]
        if not word.text[0].isalpha():
            return None, 1
        capital = word.title and not shouted
        if not capital:
            return self._small(found, i), 1
        run = _capital_run(found, i)
        for size in range(min(run, LONGEST), 1, -1):
            hit = self._listed(found, i, size, heading)
            if hit is not None:
                return hit, size
        for size in range(2, min(run, 4) + 1):
            if (
                found[i + size - 1].low in _FEATURES
                and word.low not in {"the", "a", "my", "our"}
                and not (word.opens and word.low in everyday() and size == 2)
            ):
                return _hit(found, i, size, 0.6, "a place by its last word"), size
        hit = self._listed(found, i, 1, heading)
        if hit is not None:
            return hit, 1
        if word.low in _FEATURES_FIRST and run > 1 and found[i + 1].low not in everyday():
            return _hit(found, i, 2, 0.6, "a place by its first word"), 2
        return self._cued(found, i, heading), 1

    def _listed(self, found: tuple[Word, ...], i: int, size: int, heading: bool) -> Hit | None:
        low = " ".join(w.low for w in found[i : i + size])
        if (len(low) < 4 or low not in towns()) and not (size == 1 and low in self.memory):
            return None
        cued, living = _place_cue(found, i)
        if size > 1:
            return _hit(found, i, size, 0.8 if cued else 0.65, "a place name")
        if low in STAYS or low in self.roster.words:
            return None
        if i + 1 < len(found) and found[i + 1].low in EXERCISE and found[i + 1].gap in {" ", "-"}:
            return None
        named = low in names().first or low in names().last
        if low in everyday():
            return _hit(found, i, 1, 0.55, "a place name after a cue") if cued and living and not heading else None
        if cued:
            return _hit(found, i, 1, 0.8 if not named or living else 0.72, "a place name after a cue")
        if low in self.memory:
            return _hit(found, i, 1, 0.65, "a place learned elsewhere in your texts")
        after = found[i + 1].low if i + 1 < len(found) and found[i + 1].gap == " " else ""
        if after in _VISITED and i and found[i - 1].low in {"the", "our", "my", "his", "her", "their"} and not named:
            return _hit(found, i, 1, 0.55, "a place name in front of what is there")
        if named and (low in names().known or low not in cities()):
            return None
        if low in cities():
            return _hit(found, i, 1, 0.6 if not found[i].opens else 0.5, "a place name")
        return None if found[i].opens or heading else _hit(found, i, 1, 0.45, "the name of a small town")

    def _small(self, found: tuple[Word, ...], i: int) -> Hit | None:
        low = found[i].low
        if (
            len(low) < 4
            or i == 0
            or low not in towns()
            or low in everyday()
            or low in self.roster.words
            or looks_english(low)
        ):
            return None
        cued, living = _place_cue(found, i)
        if not cued or (not living and (len(low) < 5 or low in names().first or low not in cities())):
            return None
        return _hit(found, i, 1, 0.6, "a place name after a cue, in small letters")

    def _cued(self, found: tuple[Word, ...], i: int, heading: bool) -> Hit | None:
        word = found[i]
        low = word.low
        cued, living = _place_cue(found, i)
        if (
            not cued
            or heading
            or word.opens
            or low in STAYS
            or looks_english(low)
            or low in self.roster.words
            or len(low) < 3
        ):
            return None
        if low in names().first or not (living or found[i - 1].low in _IN):
            return None
        if word.end != word.name_end:
            return None
        return _hit(found, i, 1, 0.6 if living else 0.45, "an unusual word after words for where somebody is")


def _hit(found: tuple[Word, ...], i: int, size: int, score: float, why: str) -> Hit:
    return Hit(found[i].start, found[i + size - 1].name_end, "LOCATION", score, why)


def _capital_run(found: tuple[Word, ...], i: int) -> int:
    """Words with a capital, one space apart, from `i` on (a `de` or `upon` between them included)."""
    size = 1
    while i + size < len(found) and size < LONGEST:
        word = found[i + size]
        inner = (
            word.low in {"de", "upon", "of", "la", "del", "am", "on", "da", "do"}
            and i + size + 1 < len(found)
            and found[i + size + 1].title
        )
        if word.gap not in {" ", "-"} or not (word.title or inner):
            break
        size += 1
    return size


def _place_cue(found: tuple[Word, ...], i: int) -> tuple[bool, bool]:
    """(a preposition of place stands before, words of living or travelling stand before that)."""
    if i == 0 or found[i].gap != " ":
        return False, False
    before = found[i - 1].low
    living = any(w.low in _LIVING for w in found[max(0, i - 5) : i - 1])
    if before == "from" and i > 1 and found[i - 2].text.lower().replace("’", "'") in _BEING:
        return True, True
    if before in _IN:
        return True, living
    return (before in _AT and living), living
