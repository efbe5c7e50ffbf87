"""Values of the account's JSON: moments, days, and numbers that may stand for “not known”."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone
from typing import Any

from studio.ingest.files.json_fields import Fields, moment_of, number_of, text_of

FARTHEST = 14 * 3600
"""Seconds that a place on earth can be away from UTC."""

_MOST = 1e7
_KILOCALORIE = 4.184
_RESTING_PER_HOUR = 160.0
"""Kilocalories that no body burns at rest in an hour; a larger figure is in kilojoules."""


def start_of(entry: Fields) -> datetime:
    """When an activity began, in local time when the entry gives both.

    Raises:
        ValueError: it does not say.
    """
    utc = number_of(entry, "beginTimestamp") or number_of(entry, "startTimeGmt")
    local = number_of(entry, "startTimeLocal")
    if utc is None:
        raise ValueError("no start time")
    at = moment_of(utc, "beginTimestamp").replace(microsecond=0)
    away = 0 if local is None else round((local - utc) / 900_000) * 900
    if local is None or abs(away) > FARTHEST:
        return at
    return at.astimezone(timezone(timedelta(seconds=away)))


def energy_of(entry: Fields, seconds: float | None) -> float | None:
    """Kilocalories; some accounts hold kilojoules, which the figure for rest gives away."""
    value, resting = (positive_of(entry, field, 1.0) for field in ("calories", "bmrCalories"))
    if value and resting and seconds and resting / seconds * 3600 > _RESTING_PER_HOUR:
        return value / _KILOCALORIE
    return value


def positive_of(entry: Fields, field: str, by: float) -> float | None:
    """A number above zero times a factor; None when it is absent, zero, or a negative that stands for “not known”.

    Raises:
        ValueError: it is no number, or beyond all reason.
    """
    value = number_of(entry, field)
    if value is None or value <= 0:
        return None
    if not math.isfinite(value) or value * by > _MOST:
        raise ValueError(f"{field} {value:g} is out of range")
    return float(value * by)


def stress_of(entry: Fields) -> float | None:
    """The mean stress of the whole day."""
    whole = entry.get("allDayStress")
    parts: Any = whole.get("aggregatorList") if isinstance(whole, dict) else None
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict) and part.get("type") == "TOTAL":
            return positive_of(part, "averageStressLevel", 1.0)
    return None


def date_of(entry: Fields) -> date:
    """The calendar day of an entry.

    Raises:
        ValueError: it has none.
    """
    text = text_of(entry, "calendarDate") or ""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"“{text}” is not a date") from None


def stamp_of(text: str | None) -> datetime | None:
    """A time such as `2026-06-01T22:04:00.0` without its zone; None for a blank.

    Raises:
        ValueError: it is none.
    """
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"“{text}” is not a time") from None
