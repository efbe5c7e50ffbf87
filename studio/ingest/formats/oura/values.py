"""Values of Oura's cells and JSON fields: a number, a text, a day or a moment, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

Entry = Mapping[str, Any]
"""Field → text of a cell, or value of a JSON object."""

_BLANK = {"", "none", "null", "nan"}
_SIGNED = {"temperature_deviation", "temperature_delta", "temperature deviation (°c)"}


def number_of(entry: Entry, field: str, most: float) -> float | None:
    """A number between plus and minus `most`; None for a blank.

    Raises:
        ValueError: it is none, or out of range.
    """
    value = _inside(entry.get(field))
    if value is None or (isinstance(value, str) and value.strip().casefold() in _BLANK):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{field} is no number")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"{field} “{str(value)[:50]}” is no number") from None
    if not -20 <= found <= most:
        raise ValueError(f"{field} {found:g} is out of range")
    if found < 0 and field not in _SIGNED:
        raise ValueError(f"{field} {found:g} is out of range")
    return found


def text_of(entry: Entry, field: str) -> str:
    """A text; empty for a blank.

    Raises:
        ValueError: it is something else.
    """
    value = entry.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{field} is no text")
    return "" if value.strip().casefold() in _BLANK else value.strip()


def day_of(entry: Entry, field: str = "day") -> date:
    """A date.

    Raises:
        ValueError: it is none.
    """
    text = text_of(entry, field)
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"“{text[:50]}” is not a date") from None


def moment_of(entry: Entry, field: str) -> datetime | None:
    """A moment with its offset, seconds kept; None for a blank.

    Raises:
        ValueError: it is none.
    """
    text = text_of(entry, field)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        raise ValueError(f"“{text[:50]}” is not a time") from None


def _inside(value: Any) -> Any:
    """The average of `{"average": 97.4}`, which cells hold as JSON; anything else as it is."""
    if isinstance(value, str) and value.startswith("{") and len(value) < 1000:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value.get("average") if isinstance(value, dict) else value
