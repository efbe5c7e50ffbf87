"""Telephone numbers: of the regions in the settings, with a country code, or after a word that says so."""

from __future__ import annotations

import re
from typing import Any

from studio.scrub.presidio import PhoneRecognizer, RecognizerResult
from studio.scrub.recognizers.base import explained

_SEVEN_DIGITS = re.compile(r"\d(?:[\s().+/\-]{0,3}\d){6}")
_CUE = re.compile(
    r"\b(?:phone|call|ring|text|tel|telephone|mobile|mob|cell|number|whatsapp|landline|office|fax|sms|reach|dial|num|"
    r"handy)\b|☎|📞"
)
_OTHERS = re.compile(
    r"\b(?:account|acct|order|invoice|tracking|claim|member|membership|policy|card|ssn|iban|nhs|mrn|passport|"
    r"licen[cs]e|customer|case|serial|imei|pesel|bsn|tfn|aadhaar|sort code|a/c|sin|"
    r"ref|reference|booking|patient|routing)\b[^.]{0,14}$"
)
"""Words of other numbers, before a number of a telephone's shape."""
_DATE_LIKE = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})(?:,?\s\d{1,2}(?:[:.]?\d\d)?)?$|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/ ]\s?(?:19|20)\d\d$")
_SHAPED = re.compile(
    r"(?<![\w.+/-])(?:\+\d{1,3}[ .\-]?(?:\(0\)[ ]?)?(?:\(?\d{1,5}\)?[ .\-]?){2,"
    r"5}\d|\(?0\d{2,4}\)?[ .\-]?\d{3,4}[ .\-]?\d{3,4}|0\d(?:[ .\-]\d\d){4}|\(\d{3}\)[ .\-]?\d{3}[ "
    r".\-]\d{4}|\d{3}[ .\-]\d{3}[ .\-]\d{4}|\d{3}-\d{4})(?![\w/]|[.,:-]\d)"
)
_CUED = re.compile(
    r"(?i)(?:\b(?:phone|call|ring|text|tel|telephone|mobile|mob|cell|whatsapp|landline|fax|sms|reach|dial|handy|"
    r"(?:my|her|his|the|new|our|their|your) (?:number|num))\b|☎|📞)[^\d\n(+]{0,16}"
    r"(\+?\(?\d(?:[ ().\-/]{0,2}\d){6,14})(?![\w/]|[.,:-]\d)"
)
"""A number of any region after a word for a telephone."""
_EXTENSION = re.compile(r"(?i),?\s?(?:ext(?:ension)?\.?|x)\s?\d{1,6}\b")


class RegionalPhoneRecognizer(PhoneRecognizer):
    """Telephone numbers of some regions, and of any region when written with a country code or after a cue.

    Args:
        regions: ISO codes.
    """

    def __init__(self, regions: tuple[str, ...]) -> None:
        super().__init__(supported_regions=regions or ("US",), leniency=1)
        self.name = "PhoneRecognizer"

    def may(self, text: str) -> bool:
        """Only texts with seven digits close together."""
        return _SEVEN_DIGITS.search(text) is not None

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """What was found, each number once, its extension with it."""
        found: dict[tuple[int, int], tuple[float, str]] = {}
        for region in self.supported_regions:
            self._matched(text, region, found)
        for shaped in _SHAPED.finditer(text):
            surface = shaped[0].rstrip(" .-")
            span = (shaped.start(), shaped.start() + len(surface))
            if _free(found, span) and _shaped(text, surface, span[0]):
                found[span] = 0.65, "the shape of a telephone number"
        for cued in _CUED.finditer(text):
            span = cued.span(1)
            if _free(found, span) and not _other(text, cued[1], span[0]) and not _YEARS.match(cued[1]):
                found[span] = 0.65, "a number after a word for a telephone"
        return [
            explained(self, "PHONE_NUMBER", start, _extended(text, end), score, why)
            for (start, end), (score, why) in found.items()
        ]

    @staticmethod
    def _matched(text: str, region: str, found: dict[tuple[int, int], tuple[float, str]]) -> None:
        import phonenumbers

        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=1):
            surface = text[match.start : match.end]
            valid = phonenumbers.is_valid_number(match.number)
            digits = sum(c.isdigit() for c in surface)
            least = 8 if valid and surface[0] == "0" and not surface.isdigit() else 9
            if not surface.startswith(("+", "(", "00")) and (digits < least or (surface.isdigit() and not valid)):
                near = text[max(0, match.start - 30) : match.end + 12].lower()
                if not _CUE.search(near):
                    continue
            if _other(text, surface, match.start):
                continue
            score = 0.85 if valid else 0.6
            span = (match.start, match.end)
            if span not in found or found[span][0] < score:
                found[span] = score, f"a telephone number ({region})"


def _free(found: dict[tuple[int, int], tuple[float, str]], span: tuple[int, int]) -> bool:
    return not any(start < span[1] and span[0] < end for start, end in found)


def _extended(text: str, end: int) -> int:
    """Where a number ends with its extension."""
    match = _EXTENSION.match(text, end)
    return match.end() if match else end


def _other(text: str, surface: str, start: int) -> bool:
    """Whether a number is a date, or of another kind by the words in front."""
    return _OTHERS.search(text[max(0, start - 30) : start].lower()) is not None or _DATE_LIKE.match(surface) is not None


def _shaped(text: str, surface: str, start: int) -> bool:
    """Whether digits of a telephone number's shape are one: seven need a cue, and no other kind may fit."""
    digits = sum(c.isdigit() for c in surface)
    if _other(text, surface, start) or digits > 15:
        return False
    return digits >= 9 or _CUE.search(text[max(0, start - 30) : start].lower()) is not None
