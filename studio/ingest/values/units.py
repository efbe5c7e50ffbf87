"""Units of training logs, and durations as apps write them."""

from __future__ import annotations

import re

KILOGRAMS = {"kg": 1.0, "kgs": 1.0, "lb": 0.45359237, "lbs": 0.45359237}
"""Kilograms in one unit of weight; the pound is exact by definition."""
METRES = {
    "m": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0, "kms": 1000.0, "kilometers": 1000.0, "kilometres": 1000.0,
    "mi": 1609.344, "mi.": 1609.344, "miles": 1609.344, "ft": 0.3048, "feet": 0.3048, "yd": 0.9144, "yards": 0.9144,
}  # fmt: skip
"""Metres in one unit of distance; the mile, foot and yard are exact by definition."""
LONGEST_WORKOUT = 24 * 3600
"""Seconds beyond which a duration means that the workout was left running."""

_LONGEST_TEXT = 64
_SPOKEN = re.compile(r"(?:(\d{1,9})\s*h\w*\.?)?\s*(?:(\d{1,9})\s*m\w*\.?)?\s*(?:(\d{1,9})\s*s\w*\.?)?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,9}):)?(\d{1,2}):(\d{2})")
_SECONDS = re.compile(r"()()(\d{1,9})")


def read_duration(text: str) -> tuple[float | None, str]:
    """Seconds of `1h 43m`, `38min`, `45s`, `1:05:00` or plain seconds, and what is odd about it, if anything.

    A workout of more than a day was left running, and how long it really took is not known.
    """
    parts = _SECONDS.fullmatch(text) or _CLOCK.fullmatch(text) or _SPOKEN.fullmatch(text[: _LONGEST_TEXT + 1])
    if parts is None or len(text) > _LONGEST_TEXT:
        return None, "rows with a duration that could not be read"
    hours, minutes, rest = (int(part or 0) for part in parts.groups())
    seconds = hours * 3600 + minutes * 60 + rest
    if seconds > LONGEST_WORKOUT:
        return None, "rows of a workout left running for more than a day, so how long it took is not known"
    return (float(seconds), "") if seconds else (None, "")
