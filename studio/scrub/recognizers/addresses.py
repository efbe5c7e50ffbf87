"""Street addresses, post boxes and postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.places import towns
from studio.scrub.lexicon.words import NAME_WORDS, everyday
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.tokens import words

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
_SMALL_STREET = re.compile(
    r"(?i)\d\w? [a-z'’-]+ (?:[a-z'’-]+ )?(?:st|street|r(?:oa)?d|ave|avenue|lane|ln|boul|blvd|cres|drive|court|close)"
)
_ROMANCE = re.compile(
    r"[Cc]/|[Rr]u[ea] |[Aa]ven|oulevard |hemin |llée |lace |[Vv]ia|iazza |orso |alle |laza |aseo |arrer "
)
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
            r"(?i)(?<![\w.])(?P<no>\d{1,5})[a-z]?\s+(?!(?:min|mins|minutes?|miles?|hours?|hrs?|km|m|metres?|meters?|yards?|"
            r"day|week|bed|more|of|in|on|the|a|to|per|way|long|short|good|bad|new|tennis|squash)\b)"
            r"(?P<street>[a-z][\w'’-]{1,30})(?:\s+[a-z][\w'’-]{1,30})?\s+(?:street|road|avenue|lane|boulevard|crescent|"
            r"(?P<doubtful>st|rd|ave|ln|blvd|drive|court|close|terrace))\b"
        ),
        0.65,
        "a street address, in small letters",
        _SMALL_STREET,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:\d{{1,4}}(?:\s?(?:bis|ter))?,?\s+)?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|"
            rf"[Cc]hemin|[Aa]llée|[Pp]lace|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Cc]alle|"
            rf"[Pp]laza|[Pp]aseo|[Aa]venida|[Rr]ua|[Cc]arrer|[Cc]/)\s*(?<=[\s/])"
            rf"(?:(?:de|del|des|du|de la|della|di|da|do|dos|la|le|les|el|d['’])\s*)*{_CAPITAL}(?:\s(?:de\s|"
            rf"la\s|du\s)*{_CAPITAL}){{0,2}}(?:,?\s+\d{{1,4}}\b)?"
            rf"(?:,?\s+\d{{5}}\s+{_TOWN}(?:\s{_TOWN}){{0,2}}(?!\w))?{_TAIL}"
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
_CODE_TOWN = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}-)?(?P<code>\d{5}|\d{4}(?: ?[A-Z]{2})?|\d{3} \d{2}|\d{2}-\d{3}|\d{4}-\d{3})\s"
    rf"(?P<town>{_TOWN}(?:[ -]{_TOWN}){{0,2}})(?!\w)"
)
"""A postcode of digits in front of a town, as on the Continent."""
_CODE_GATE = re.compile(r"\d\d(?: ?[A-Z]{2})?\s[A-ZÀ-Þ][a-zà-ÿ]")
_ZIP_FOUR = re.compile(r"(?<![\w.+-])\d{5}-\d{4}(?![\w-]|\.\d)")
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
                if _no_street(match[0]) or _doubtful(match):
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
        for match in _CODE_TOWN.finditer(text) if _CODE_GATE.search(text) else ():
            end = _town_end(match)
            if end:
                yield Hit(match.start(), end, "LOCATION", 0.7, "a postcode with its town")
        for match in _ZIP_FOUR.finditer(text):
            yield Hit(*match.span(), "LOCATION", 0.55, "a US postcode in full")


def _town_end(match: re.Match[str]) -> int:
    """Where a town after a postcode ends; 0 where it is none, or the number is a year."""
    code = match["code"]
    if len(code) == 4 and code[:2] in {"18", "19", "20"}:
        return 0
    pieces = re.split(r"([ -])", match["town"])
    for size in range(len(pieces), 0, -2):
        name = "".join(pieces[:size]).rstrip(".'’-")
        if name.lower() in towns() and name.lower() not in everyday():
            return match.start("town") + len(name)
    return 0


def _doubtful(match: re.Match[str]) -> bool:
    """True for small letters such as `10 good court`: a short number, an everyday word, and a word of many meanings."""
    groups = match.groupdict()
    if not groups.get("doubtful"):
        return False
    low = groups["street"].lower()
    return low in everyday() and (len(groups["no"]) < 3 or low not in NAME_WORDS)


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
