"""Fields of a JSON object by their type: what is absent or null is empty, what is of another type is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Fields = Mapping[str, Any]
"""A JSON object."""

RAW_LIMIT = 2000
"""Characters of an element that are kept with its rejection."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def raw_json(value: object) -> str:
    """An element as compact JSON for a rejection, cut at `RAW_LIMIT`."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)[:RAW_LIMIT]
    except (ValueError, RecursionError):
        return ""


def object_of(value: object, what: str) -> Fields:
    """The value as an object.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{what} is no object")
    return value


def text_of(fields: Fields, name: str) -> str | None:
    """A text field; None when absent or null.

    Raises:
        ValueError: it is something else.
    """
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"{name} is no text")


def flag_of(fields: Fields, name: str) -> bool:
    """A flag; False when absent or null.

    Raises:
        ValueError: it is neither true nor false.
    """
    value = fields.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise ValueError(f"{name} is neither true nor false")


def list_of(fields: Fields, name: str) -> list[Any]:
    """A list field; empty when absent or null.

    Raises:
        ValueError: it is something else.
    """
    value = fields.get(name)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise ValueError(f"{name} is no list")


def number_of(fields: Fields, name: str) -> float | None:
    """A number field; None when absent or null.

    Raises:
        ValueError: it is something else.
    """
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return float(value)
    raise ValueError(f"{name} is no number")


def moment_of(milliseconds: float, name: str) -> datetime:
    """Milliseconds of the Unix epoch as UTC.

    Raises:
        ValueError: they are no time, or out of any calendar.
    """
    try:
        return _EPOCH + timedelta(milliseconds=int(milliseconds))
    except (ValueError, OverflowError):
        raise ValueError(f"{name} is no time: {str(milliseconds)[:40]}") from None
