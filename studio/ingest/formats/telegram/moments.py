"""When a message was sent: the local time the export shows, and the Unix time that tells its offset."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

_EPOCH = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)
_WIDEST = 15 * 3600
"""No zone is further from UTC, in seconds."""

_zones: dict[int, timezone] = {0: UTC}


def sent_at(raw: dict[str, Any]) -> datetime:
    """Aware where the export holds a Unix time, else the local time without a zone.

    Raises:
        ValueError: neither is a time.
    """
    shown, unix = raw.get("date"), raw.get("date_unixtime")
    if shown is None and unix is None:
        raise ValueError("it has no date")
    if unix is None:
        return local(shown)
    seconds = _unix(unix)
    if shown is None:
        return _utc(seconds)
    wall = local(shown)
    if wall.tzinfo is not None:
        return wall
    zone = _zone((wall - _EPOCH) // _SECOND - seconds)
    return _utc(seconds) if zone is None else wall.replace(tzinfo=zone)


def local(shown: Any, zone: tzinfo | None = None) -> datetime:
    """A time as the export shows it.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(shown, str):
        raise ValueError("its date is no text")
    try:
        moment = datetime.fromisoformat(shown)
    except ValueError:
        raise ValueError(f"“{shown[:40]}” is no date") from None
    return moment if zone is None else moment.replace(tzinfo=zone)


def _zone(offset: int) -> timezone | None:
    """The zone so many seconds east of UTC; None for what no zone can be."""
    zone = _zones.get(offset)
    if zone is None:
        if offset % 60 or abs(offset) > _WIDEST:
            return None
        zone = _zones[offset] = timezone(timedelta(seconds=offset))
    return zone


def _utc(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"{seconds} is no time") from None


def _unix(value: Any) -> int:
    if isinstance(value, str) and len(value) < 20:
        try:
            return int(value)
        except ValueError:
            pass
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"“{str(value)[:40]}” is no Unix time")
