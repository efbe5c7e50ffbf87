"""Dates in chat and notes; relative words, weekdays, times of day, sets and scores are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from studio.scrub.calendar import FORMS, MONTH_NAMES, Kind, Order, understand
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.tokens import words

_SCORES: dict[Kind, tuple[float, str]] = {
    "iso": (0.9, "a date"),
    "compact": (0.6, "a date written in one"),
    "numeric": (0.8, "a date"),
    "numeric_month": (0.6, "a month and a year"),
    "short": (0.6, "a day and a month after a cue"),
    "day_month": (0.85, "a day and a month"),
    "month_day": (0.85, "a month and a day"),
    "range": (0.85, "days of a month"),
    "month_range": (0.85, "days of a month"),
    "month_year": (0.75, "a month and a year"),
    "quarter": (0.7, "a quarter of a year"),
    "day": (0.6, "a day of the month"),
    "iso_week": (0.8, "a week of a year"),
    "week_year": (0.7, "a week of a year"),
}
_ORDINAL = re.compile(r"(?i)\d(?:st|nd|rd|th)\b|\bq[1-4]")
_NUMERIC = re.compile(
    r"\d[-/.]\d|(?:19|20)\d{6}|(?:19|20)\d\d-?W\d|[kKwW]\s?\d{1,2}(?:,?\s|/)\s*(?:of\s+)?(?:19|20)\d\d"
)
_TRAINING = re.compile(r"(?i)^\s*(?:x\s?\d|×|kgs?\b|lbs?\b|reps?\b|sets?\b|rpe\b|@|%|out of|pain\b|mins?\b|seconds?\b)")
_COUNTED = re.compile(
    r"(?i)(?:\bx\s?|×\s?|@\s?|\breps?:?\s|\bsets?:?\s|\brpe\s|\bsplits?:?\s|\bpain\s|\bmood\s|\bversion\s|\bv)$"
)
_DAY_CUE = re.compile(
    r"(?i)\b(?:on|since|until|till|by|before|after|from|dated?|due|born|dob|"
    r"mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|\w+day|appointment|appt|bday|exam|see you|week of|weekend of|"
    r"expires|exp|admitted|discharged|started|joined|ended|signed|issued|valid|birthday(?: is| was)|"
    r"(?:booked|scheduled|set|moved|planned|rescheduled|due) (?:for|to)|"
    r"deadline|visit|session|wedding|d\.?o\.?b\.?|birth),?:?(?:\s+the)?\s+$"
)
_HEADS = re.compile(r"\s?(?::\s|[-–—]\s|session\b|entry\b|note|log\b)")
"""What follows a date at the head of a line."""
_THE = re.compile(r"(?i)\bthe\s+$")
_MET = re.compile(r"(?i)\.?\s(?:session|appointment|meeting|visit|entry|note)")
_LINKS = re.compile(r"(?i)\.?\s?(?:-|–|—|to|till|until|and|or|&|,)\s?$")
_DOT_CUE = re.compile(r"(?i)\b(?:am|den|dem|vom|bis|zum|seit|ab|le|du|il|el)\s+$")
_THE_CUE = re.compile(
    r"(?i)\b(?:on|by|until|till|since|before|after|from|around|for|to|of|is|"
    r"was|and|or|due|dated|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|"
    r"sat|sun),?\s+(?:the\s+)?$"
)
_AFTER_DAY = re.compile(
    r"(?i)^(?:[.,;:!?)\n\"”…-]|\s*$|\s+(?:and|at|but|we|i|he|she|they|it|because|works?|instead|"
    r"so|when|was|is|with|in|for|to|you|if|or|though|around|about|as|after|before|"
    r"then|"
    r"of (?:next|this|last|the|every|each) month|"
    r"that|this|please|ok|our|my|her|his|has|had|not|which|i'm|we're|he's|she's|it's)\b)"
)
_FRACTIONS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "24/7", "9/5", "50/50", "7/11"})
_DIGITS_ONLY = frozenset({"iso", "compact", "numeric", "short", "numeric_month", "iso_week", "week_year"})
_MONTH_FIRST = frozenset({"month_range", "month_day", "month_year"})
_VERB_MONTHS = frozenset({"may", "march", "mar", "mars", "sep", "mai"})


class ChatDateRecognizer(PlainRecognizer):
    """Days, and months of a year.

    Args:
        order: What `03/04/2024` means where it could be both.
    """

    ENTITIES = ("DATE",)
    GATE = re.compile(r"\d")

    def __init__(self, order: Order = "dmy") -> None:
        self.order = order
        super().__init__()

    def hits(self, text: str) -> Iterator[Hit]:
        """Dates; where two forms fit, the longer comes first."""
        wordy, numeric = _wordy(text), _NUMERIC.search(text) is not None
        month_first = wordy and _month_first(text)
        taken: list[tuple[int, int]] = []
        for kind, pattern in FORMS:
            if not (numeric if kind in _DIGITS_ONLY else wordy) or (kind in _MONTH_FIRST and not month_first):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(s < end and start < e for s, e in taken):
                    continue
                linked = _linked(text, taken, start)
                if understand(kind, match, self.order) is None or not self._meant(text, kind, match, linked):
                    continue
                score, why = _SCORES[kind]
                if kind == "day" and not linked and _THE_CUE.search(text[max(0, start - 24) : start]) is None:
                    score = 0.5 if _PLANNED.match(text[end : end + 16]) else 0.45
                taken.append((start, end))
                yield Hit(start, end, "DATE", score, why)

    @staticmethod
    def _meant(text: str, kind: Kind, match: re.Match[str], linked: bool) -> bool:
        """Whether a form is meant as a date where it stands; `linked` after another date and a word such as `to`."""
        before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 16]
        if kind in {"iso", "numeric_month", "quarter", "iso_week", "week_year"}:
            return True
        if kind == "month_year":
            return len(match["y"].lstrip("'’")) == 4 or match["y"][0] in "'’" or match["mon"][0].isupper()
        if _TRAINING.match(after) or _COUNTED.search(before):
            return False
        if kind == "compact":
            return _DAY_CUE.search(before) is not None or not before.strip()
        if kind == "numeric":
            return (
                len(match["y"]) == 4
                or _DAY_CUE.search(before) is not None
                or (match["s"] != "-" and len(match["a"] + match["b"]) > 2)
            )
        if kind == "short":
            return _short_meant(match, before, after, linked)
        if kind == "day":
            the = _THE.search(before) is not None
            return (linked or the or _THE_CUE.search(before) is not None) and _AFTER_DAY.match(after) is not None
        month = match["mon"]
        if month in _VERB_MONTHS and not (match["o"] or match["y"] or _DAY_CUE.search(before)):
            return False
        return kind != "month_day" or not re.match(r"(?i)\s*(?:miles?|km|people|days|weeks|minutes)\b", after)


_PLANNED = re.compile(r"(?i)\s+(?:works?|instead|is (?:fine|good|ok|free|out|best))\b")


def _month_first(text: str) -> bool:
    """Whether the name of a month stands in front of a number, or of a word such as `the`."""
    return any(
        a.low in MONTH_NAMES and (b.text.isdecimal() or b.low in {"the", "of", "de"}) for a, b in pairwise(words(text))
    )


def _wordy(text: str) -> bool:
    """Whether a text names a month, a day by its order, or a quarter."""
    return any(word.low in MONTH_NAMES for word in words(text)) or _ORDINAL.search(text) is not None


def _linked(text: str, taken: list[tuple[int, int]], start: int) -> bool:
    """Whether a date stands just before, with nothing but a word such as `to` between."""
    return any(
        end < start <= end + 8 and _LINKS.fullmatch(text[end:start].replace("the ", "").strip() + " ")
        for _, end in taken
    )


def _short_meant(match: re.Match[str], before: str, after: str, linked: bool) -> bool:
    """Whether two numbers alone are a day and a month: after a cue, after another date, or at the head of a line."""
    cued = linked or _DAY_CUE.search(before) is not None
    if _THE.search(before) and _MET.match(after):
        return True
    if match["s"] == ".":
        closed = after.startswith(".") and (len(after) == 1 or after[1] in " ,:\n")
        heads = not before.rpartition("\n")[2] and _HEADS.match(after[1:]) is not None
        return _DOT_CUE.search(before) is not None or ((cued or heads) and closed and len(match["a"] + match["b"]) == 4)
    if match[0] in _FRACTIONS:
        return False
    rated = match["b"] in {"5", "10"} and int(match["a"]) <= int(match["b"])
    return cued or (not before.rpartition("\n")[2] and not rated and _HEADS.match(after) is not None)
