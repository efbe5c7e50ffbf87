"""Times as Hevy writes them: in the language of the app, or ISO."""

from __future__ import annotations

import re
from datetime import datetime

from studio.ingest.dates import MONTHS, read_moment

_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]+|\d{1,2}\s?月)\.?,?\s+(?:de\s+)?(\d{4}),?\s+(.+)")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4}),?\s+(.+)")


def read_time(text: str) -> datetime:
    """A time as Hevy writes it: `15 Sep 2025, 07:48`, `May 24, 2024, 9:30 AM`, `5 9月 2026, 10:00`, or ISO.

    Raises:
        ValueError: it is none.
    """
    if (moment := read_moment(text)) is not None:
        return moment
    if (match := _DAY_FIRST.fullmatch(text)) is not None:
        day, month, year, clock = match.groups()
    elif (match := _MONTH_FIRST.fullmatch(text)) is not None:
        month, day, year, clock = match.groups()
    else:
        raise ValueError(f"“{text}” is not a time")
    number = int(month.rstrip("月 ")) if month[0].isdecimal() else MONTHS.get(month.casefold(), 0)
    if (moment := read_moment(f"{year}-{number}-{day} {clock}")) is None:
        raise ValueError(f"“{text}” is not a time")
    return moment
