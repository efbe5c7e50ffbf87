"""Street addresses, postcodes, parks and towns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import names
from studio.scrub.lexicon.places import cities, longest, towns
from studio.scrub.lexicon.words import EXERCISE, STAYS, everyday, looks_english
from studio.scrub.people import Roster
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.tokens import Word, mostly_capitals, title_case, words

_STREET = (
    r"(?:Street|Str|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Court|Ct|Place|"
    r"Pl|Boulevard|Blvd|Way|Terrace|Ter|Close|Crescent|Cres|Square|Sq|Gardens|"
    r"Gdns|Grove|"
    r"Parkway|Pkwy|Highway|Hwy|Circle|Cir|Row|Mews|Walk|Trail|Trl|Quay|Rise|"
    r"Hill|View|Green|Alley|Loop|Plaza|Turnpike|Pike|Path)"
)
_CAPITAL = r"(?:[A-ZÀ-Þ][\w'’.\-]{0,30}|\d{1,3}(?:st|nd|rd|th))"
_TOWN = r"[A-ZÀ-Þ][a-zà-ÿ'’.\-]{1,30}"
_ZIP = r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
_TAIL = (
    r"(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|Fl|#)\.?\s*#?[\w-]{1,6})?"
    rf"(?:,\s*{_TOWN}(?:\s{_TOWN}){{0,2}}(?!\w))?(?:,?\s+[A-Z]{{2}}\b)?(?:,?\s+{_ZIP}\b)?"
)
_NUMBERED = re.compile(r"\d[A-Za-z]?,?\s+[A-ZÀ-Þ\d]")
_SMALL_STREET = re.compile(r"\d.*(?:treet|oad|venue|ane|oulevard|rescent)\b", re.IGNORECASE)
_ROMANCE = re.compile(r"[Rr]u[ea] |[Aa]ven|oulevard |hemin |llée |lace |[Vv]ia|iazza |orso |alle |laza |aseo |arrer ")
_GERMANIC = re.compile(
    r"(?:stra[sß]s?e|str\.|[Ww]eg|latz|gasse|llee|ufer|amm|laan|straat|gracht|plein|kade|gatan|vägen|gata|vej|gade) \d"
)
_STREETS = re.compile(r" (?:Street|Road|Avenue|Lane|Drive|Crescent|Boulevard|Terrace|Mews|Close)\b")
_BOX = re.compile(r"(?i)box \d")

_FORMS: tuple[tuple[re.Pattern[str], float, str, re.Pattern[str]], ...] = (
    (
        re.compile(
            rf"(?<![\w.])(?:(?:Flat|Apt|Apartment|Unit|Suite)\s+\w{{1,5}},?\s+)?\d{{1,5}}[A-Za-z]?(?:[-–/]\d{{1,5}})?,"
            rf"?\s+(?:{_CAPITAL}\s+){{1,4}}{_STREET}\b\.?{_TAIL}"
        ),
        0.9,
        "a street address",
        _NUMBERED,
    ),
    (
        re.compile(
            r"(?i)(?<![\w.])\d{1,5}[a-z]?\s+(?!(?:min|mins|minutes?|miles?|hours?|km|"
            r"m|day|week|bed|more|of|in|on|the|a|to|per|way|long)\b)[a-z][\w'’-]+(?:\s+[a-z][\w'’-]+)?\s+(?:street|"
            r"road|avenue|lane|boulevard|crescent)\b"
        ),
        0.65,
        "a street address, in small letters",
        _SMALL_STREET,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:\d{{1,4}}(?:\s?(?:bis|ter))?,?\s+)?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|"
            rf"[Cc]hemin|[Aa]llée|[Pp]lace|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Cc]alle|"
            rf"[Pp]laza|[Pp]aseo|[Aa]venida|[Rr]ua|[Cc]arrer)\s+"
            rf"(?:(?:de|del|des|du|de la|della|di|da|do|dos|la|le|les|el|d['’])\s*)*{_CAPITAL}(?:\s(?:de\s|"
            rf"la\s|du\s)*{_CAPITAL}){{0,2}}(?:,?\s+\d{{1,4}}\b)?{_TAIL}"
        ),
        0.8,
        "a street address",
        _ROMANCE,
    ),
    (
        re.compile(
            rf"(?<!\w)[A-ZÄÖÜ][\wäöüß.\-]{{0,30}}(?:\s[A-ZÄÖÜ][\wäöüß\-]{{0,30}})?[\s-]?(?:straße|strasse|"
            rf"str\.|weg|platz|gasse|allee|ufer|damm|laan|straat|gracht|plein|kade|gatan|"
            rf"vägen|gata|vej|gade|Straße|Strasse|Weg|Platz|Allee|Damm)\s+\d{{1,4}}\s?[a-z]?\b(?:,"
            rf"?\s+\d{{4,5}}(?:\s?[A-Z]{{2}})?\s+{_CAPITAL})?"
        ),
        0.85,
        "a street address",
        _GERMANIC,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:{_CAPITAL}\s+){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Crescent|"
            rf"Boulevard|Terrace|Mews|Close)\b(?!\s+(?:workout|sign))"
        ),
        0.6,
        "a street",
        _STREETS,
    ),
    (re.compile(r"(?i)\bp\.?\s?o\.?\s?box\s+\d{1,6}\b"), 0.85, "a post box", _BOX),
)
_POSTCODE = re.compile(
    r"(?i)\b(?:zip(?:\s?code)?|post\s?code|postal code|plz|cap)\b(?:\s+(?:is|"
    r"was))?[:\s]+([A-Z]{0,2}\d[\w-]{2,8}(?:\s\d[A-Z]{2})?)"
)
_CODED = re.compile(r"\d.{0,5}\d")
_STATED = re.compile(r"[A-Z]{2},? \d{5}")
_STATE_ZIP = re.compile(rf"(?<!\w)({_CAPITAL}(?:\s{_CAPITAL}){{0,2}}),?\s+[A-Z]{{2}},?\s+\d{{5}}(?:-\d{{4}})?\b")


class AddressRecognizer(PlainRecognizer):
    """Street addresses in the forms of the US, the UK and Europe; postcodes after a cue or a state."""

    ENTITIES = ("ADDRESS", "LOCATION")

    def hits(self, text: str) -> Iterator[Hit]:
        """Addresses and postcodes."""
        for pattern, score, why, gate in _FORMS:
            for match in pattern.finditer(text) if gate.search(text) else ():
                start, end = match.start(), match.end()
                if _no_street(match[0]):
                    continue
                if why == "a street":
                    start = _past_plain_words(text, start, end)
                    if len(text[start:end].split()) < 2:
                        continue
                yield Hit(start, end, "ADDRESS", score, why)
        for match in _POSTCODE.finditer(text) if _CODED.search(text) else ():
            yield Hit(*match.span(1), "LOCATION", 0.8, "a postcode after a cue")
        for match in _STATE_ZIP.finditer(text) if _STATED.search(text) else ():
            yield Hit(match.start(), match.end(), "LOCATION", 0.75, "a town with its postcode")


_LIFTED = frozenset(word_list("lifted"))
"""Words of an exercise's name in front of `Row` or `Walk`."""


def _no_street(matched: str) -> bool:
    """True for what runs over a line's end, and for an exercise: `8 Bent Over Row`."""
    return "\n" in matched or not _LIFTED.isdisjoint(word.low for word in words(matched))


def _past_plain_words(text: str, start: int, end: int) -> int:
    """Past everyday words in front of a street's name, such as `The`."""
    while start < end:
        first = text[start:end].split(" ", 1)
        if len(first) < 2 or first[0].lower() not in {
            "the",
            "on",
            "in",
            "at",
            "our",
            "my",
            "from",
            "to",
            "of",
            "and",
            "a",
            "i",
            "off",
        }:
            return start
        start += len(first[0]) + 1
    return start


_IN = frozenset(word_list("in"))
_AT = frozenset(word_list("at"))
_LIVING = frozenset(word_list("living"))
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
            if (word.title and not shouted) or (word.low in known and word.low not in everyday_words):
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
        for size in range(min(run, longest()), 0, -1):
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
        if named and (low in names().known or low not in cities()):
            return None
        if low in cities():
            return _hit(found, i, 1, 0.6 if not found[i].opens else 0.5, "a place name")
        return None if found[i].opens or heading else _hit(found, i, 1, 0.45, "the name of a small town")

    def _small(self, found: tuple[Word, ...], i: int) -> Hit | None:
        low = found[i].low
        if (
            len(low) < 5
            or i == 0
            or low not in cities()
            or low in everyday()
            or low in self.roster.words
            or looks_english(low)
        ):
            return None
        cued, living = _place_cue(found, i)
        if not cued or (low in names().first and not living):
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
    while i + size < len(found) and size < longest():
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
    if before in _IN:
        return True, living
    return (before in _AT and living), living
