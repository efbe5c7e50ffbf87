"""Times as logs write them out: with the name of the month, in the language of the app, or ISO."""

from __future__ import annotations

import re
from datetime import datetime

from studio.ingest.values.dates import MONTHS, read_moment

_SHORT = (
    "янв oca sty", "февр фев şub lut", "мар", "апр nis kwi", "mai maj", "июн haz cze", "июл tem lip", "авг ağu sie",
    "сент сен eyl wrz", "окт eki paź", "нояб ноя kas lis", "дек ara gru",
)  # fmt: skip
_MONTHS = MONTHS | {name: number for number, names in enumerate(_SHORT, 1) for name in names.split()} | {"mär": 3}
_NUMBERED = "월月 "
"""What follows the number of a month where months have no names."""
_LONGEST = 64
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]+|\d{1,2}\s?[월月])\.?,?\s+(?:de\s+)?(\d{4}),?\s+(.+)")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4}),?\s+(.+)")


def written_time(text: str) -> datetime:
    """A time such as `15 Sep 2025, 07:48`, `May 24, 2024, 9:30 AM`, `5 9月 2026, 10:00`, or ISO.

    Raises:
        ValueError: it is none.
    """
    if (moment := read_moment(text)) is not None:
        return moment
    short = text[: _LONGEST + 1]
    if len(short) <= _LONGEST and (match := _DAY_FIRST.fullmatch(short)) is not None:
        day, month, year, clock = match.groups()
    elif len(short) <= _LONGEST and (match := _MONTH_FIRST.fullmatch(short)) is not None:
        month, day, year, clock = match.groups()
    else:
        raise ValueError(f"“{text}” is not a time")
    number = int(month.rstrip(_NUMBERED)) if month[0].isdecimal() else _MONTHS.get(month.casefold(), 0)
    if (moment := read_moment(f"{year}-{number}-{day} {clock}")) is None:
        raise ValueError(f"“{text}” is not a time")
    return moment
