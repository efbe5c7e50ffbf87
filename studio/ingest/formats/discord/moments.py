"""Times of Discord messages: written out, or in the id itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from studio.core.errors import InputError
from studio.ingest.values.dates import MONTHS, common_order, find_date, undecided

_FIRST = datetime(2015, 1, 1)
"""When Discord's ids begin to count, in UTC."""
_QUARTER = timedelta(minutes=15)
_SHORT = re.compile(r"(\d{1,2})-([^\W\d_]{3})-(\d{2}) (\d{1,2}):(\d{2}) ([AaPp])[Mm]")


def id_time(key: str | None) -> datetime | None:
    """When an id was given out, as naive UTC; None when it is no such id."""
    if key is None or not re.fullmatch(r"[0-9]{15,20}", key):
        return None
    return _FIRST + timedelta(milliseconds=int(key) >> 22)


def read_time(text: str | None, key: str | None) -> datetime:
    """A time as ISO 8601; one without an offset gets the one that its message's id shows.

    Raises:
        ValueError: there is no time, or it is none.
    """
    if not text:
        raise ValueError("no time")
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text[:60]}” is no time") from None
    told = id_time(key)
    if at.tzinfo is not None or told is None:
        return at
    offset = _QUARTER * round((at - told) / _QUARTER)
    return at.replace(tzinfo=timezone(offset)) if abs(offset) <= timedelta(hours=14) else at


def order_of(texts: list[str], said: str, where: str) -> str:
    """How the dates of a table are to be read, where their numbers leave a choice.

    Raises:
        InputError: they can be read two ways and nobody said which (`date_order`).
    """
    if said:
        return said
    order = common_order(texts)
    if not order and any(undecided(text) for text in texts):
        raise InputError(
            f"The dates in {where} could be day/month or month/day.",
            fix="Say which with --date-order dmy or --date-order mdy, or export again as JSON.",
            code="date_order",
        )
    return order


def read_local_time(text: str, order: str) -> datetime:
    """A time as ISO 8601, or as older versions of the exporter wrote it by the language of the computer.

    Raises:
        ValueError: it is none.
    """
    try:
        return read_time(text, None)
    except ValueError:
        if match := _SHORT.fullmatch(text.strip()):
            month = MONTHS.get(match[2].casefold())
            hour = int(match[4]) % 12 + (12 if match[6] in "Pp" else 0)
            if month and hour < 24:
                return datetime(2000 + int(match[3]), month, int(match[1]), hour, int(match[5]))
        found = find_date(text, order)
        if found is None:
            raise
        return found.at
