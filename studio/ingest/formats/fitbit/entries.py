"""What the entries of Fitbit's JSON look like: which log they are of, what they measure, their times and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from statistics import median
from typing import Any

from studio.ingest.files.json_stream import elements
from studio.ingest.importer import Export
from studio.ingest.values.dates import read_moment
from studio.ingest.values.units import KILOGRAMS

MINUTES = {
    "steps": ("steps", "move.steps", "count", 1.0),
    "distance": ("distance", "move.distance", "m", 0.01),
    "calories": ("calories", "move.total_energy", "kcal", 1.0),
    "floors": ("floors", "move.floors", "count", 1.0),
}
"""Series of a value a minute: quantity, metric, unit, and the factor to it."""
DAYS = {
    "lightly_active_minutes": ("active", "move.active", "light"),
    "moderately_active_minutes": ("active", "move.active", "moderate"),
    "very_active_minutes": ("active", "move.active", "very"),
    "sedentary_minutes": ("sedentary", "move.sedentary", None),
}
"""Series of a value a day: quantity, metric, note."""
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}) (\d{2}):(\d{2}):(\d{2})")
_TALLEST, _SMALLEST = 2.2, 1.25
"""Metres between which the height lies that weight and body mass index give in the right unit."""


def log_kind(found: Any) -> str:
    """`sleep`, `exercise`, `weight` or `series` for the first bytes of a Fitbit log, else empty."""
    first = found[0] if isinstance(found, list) and found else None
    if not isinstance(first, dict):
        return ""
    if "dateOfSleep" in first and ("minutesAsleep" in first or "levels" in first or "logId" in first):
        return "sleep"
    if "logId" in first and "activityName" in first:
        return "exercise"
    if {"logId", "weight", "date", "time"} <= first.keys():
        return "weight"
    stamp = first.get("dateTime")
    short = isinstance(stamp, str) and _SHORT.fullmatch(stamp) is not None
    return "series" if short and first.keys() <= {"dateTime", "value"} else ""


def quantity(member: str, found: Any) -> str:
    """What a series measures: by its values, else by the words of its file's name; empty when neither tells."""
    first = found[0] if isinstance(found, list) and found else None
    value = first.get("value") if isinstance(first, dict) else None
    if isinstance(value, dict):
        resting = "value" in value and bool({"error", "date"} & value.keys())
        return "heart_rate" if "bpm" in value else "resting" if resting else "other"
    name = PurePosixPath(member).name.casefold().replace(" ", "_")
    known = (*DAYS, *MINUTES, "altitude")
    return max((word for word in known if word in name), key=len, default="")


def weight_unit(export: Export, members: list[str]) -> str:
    """`kg` or `lb`, as the body mass indexes beside the weights tell by the height they give; else empty."""
    ratios = [
        weight / bmi
        for member in members
        for entry in elements(export, member, "item")
        if isinstance(entry, dict)
        and (weight := amount(entry.get("weight"))) is not None
        and (bmi := amount(entry.get("bmi")))
    ]
    return unit_of(ratios)


def unit_of(ratios: Sequence[float]) -> str:
    """The one unit, `kg` or `lb`, in which weights divided by their body mass indexes give a person's height."""
    square = median(ratios) if ratios else 0.0
    fits = [unit for unit in ("kg", "lb") if _SMALLEST**2 <= square * KILOGRAMS[unit] <= _TALLEST**2]
    return fits[0] if len(fits) == 1 else ""


def short_moment(text: Any) -> datetime:
    """A time such as `06/10/26 16:39:00`: month, day, year.

    Raises:
        ValueError: it is none.
    """
    match = _SHORT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"“{str(text)[:40]}” is not a time")
    month, day, year, hour, minute, second = (int(part) for part in match.groups())
    return datetime(2000 + year, month, day, hour, minute, second)


def log_moment(text: Any) -> datetime:
    """A time in either of the ways Fitbit writes it.

    Raises:
        ValueError: it is none.
    """
    found = read_moment(text) if isinstance(text, str) else None
    return found if found is not None else short_moment(text)


def amount(value: Any) -> float | None:
    """A number, also one written as text; None for anything else, or below zero."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    return float(value) if good else None


def required(value: Any) -> float:
    """A number that has to be there.

    Raises:
        ValueError: it is not.
    """
    found = amount(value)
    if found is None:
        raise ValueError(f"“{str(value)[:40]}” is not a number")
    return found
