"""Dates in chat and notes; relative words, weekdays, times of day, sets and scores are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.calendar import FORMS, Kind, Order, understand
from studio.scrub.recognizers.base import Hit, PlainRecognizer

_SCORES: dict[Kind, tuple[float, str]] = {
    "iso": (0.9, "a date"),
    "numeric": (0.8, "a date"),
    "numeric_month": (0.6, "a month and a year"),
    "short": (0.6, "a day and a month after a cue"),
    "day_month": (0.85, "a day and a month"),
    "month_day": (0.85, "a month and a day"),
    "range": (0.85, "days of a month"),
    "month_range": (0.85, "days of a month"),
    "month_year": (0.75, "a month and a year"),
    "day": (0.6, "a day of the month"),
}
_WORDY = re.compile(
    r"(?i)\d(?:st|nd|rd|th)\b|\b(?:jan|feb|fév|mar|mär|apr|avr|abr|ma[iyg]|jun|jui|jul|giu|lug|aug|aoû|ago|"
    r"sep|set|oct|okt|ott|nov|dec|déc|dez|dic|ene|gen)"
)
_NUMERIC = re.compile(r"\d[-/.]\d")
_TRAINING = re.compile(r"(?i)^\s*(?:x\s?\d|×|kgs?\b|lbs?\b|reps?\b|sets?\b|rpe\b|@|%|out of|pain\b|mins?\b|seconds?\b)")
_COUNTED = re.compile(
    r"(?i)(?:\bx\s?|×\s?|@\s?|\breps?:?\s|\bsets?:?\s|\brpe\s|\bsplits?:?\s|\bpain\s|\bmood\s|\bversion\s|\bv)$"
)
_DAY_CUE = re.compile(
    r"(?i)\b(?:on|since|until|till|by|before|after|from|dated?|due|born|dob|"
    r"mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|\w+day),?(?:\s+the)?\s+$"
)
_DOT_CUE = re.compile(r"(?i)\b(?:am|den|dem|vom|bis|zum|seit|le|du|il|el)\s+$")
_THE_CUE = re.compile(
    r"(?i)\b(?:on|by|until|till|since|before|after|from|around|for|to|of|is|"
    r"was|and|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|"
    r"sat|sun),?\s+(?:the\s+)?$"
)
_AFTER_DAY = re.compile(
    r"(?i)^(?:[.,;:!?)\n\"”…-]|\s*$|\s+(?:and|at|but|we|i|he|she|they|it|because|"
    r"so|when|was|is|with|in|for|to|you|if|or|though|around|about|as|after|before|"
    r"then|"
    r"that|this|please|ok|our|my|her|his|has|had|not|which|i'm|we're|he's|she's|it's)\b)"
)
_FRACTIONS = frozenset({"1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "24/7", "9/5", "50/50", "7/11"})
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
        wordy, numeric = _WORDY.search(text) is not None, _NUMERIC.search(text) is not None
        taken: list[tuple[int, int]] = []
        for kind, pattern in FORMS:
            if not (numeric if kind in {"iso", "numeric", "short", "numeric_month"} else wordy):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if any(s < end and start < e for s, e in taken):
                    continue
                if understand(kind, match, self.order) is None or not self._meant(text, kind, match):
                    continue
                taken.append((start, end))
                score, why = _SCORES[kind]
                yield Hit(start, end, "DATE", score, why)

    @staticmethod
    def _meant(text: str, kind: Kind, match: re.Match[str]) -> bool:
        """Whether a form is meant as a date where it stands."""
        before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 16]
        if kind in {"iso", "numeric_month", "month_year"}:
            return True
        if _TRAINING.match(after) or _COUNTED.search(before):
            return False
        if kind == "numeric":
            return (
                len(match["y"]) == 4
                or _DAY_CUE.search(before) is not None
                or (match["s"] != "-" and len(match["a"] + match["b"]) > 2)
            )
        if kind == "short":
            if match["s"] == ".":
                return _DOT_CUE.search(before) is not None
            return match[0] not in _FRACTIONS and _DAY_CUE.search(before) is not None
        if kind == "day":
            return _THE_CUE.search(before) is not None and _AFTER_DAY.match(after) is not None
        month = match["mon"]
        if month in _VERB_MONTHS and not (match["o"] or match["y"]):
            return False
        return kind != "month_day" or not re.match(r"(?i)\s*(?:miles?|km|people|days|weeks|minutes)\b", after)
