"""How a moment is stored: UTC, wall time and zone, three columns."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from studio.core.clock import zone, zone_name


def split_moment(moment: datetime) -> tuple[datetime, datetime, str]:
    """(naive UTC, naive wall time, zone name) of an aware moment.

    Raises:
        ValueError: the moment carries no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} carries no zone")
    return (
        moment.astimezone(UTC).replace(tzinfo=None),
        moment.replace(tzinfo=None),
        zone_name(moment.tzinfo),
    )


def join_moment(utc: datetime | None, tz: str | None) -> datetime | None:
    """The aware moment back from its columns, in its own zone."""
    if utc is None:
        return None
    return utc.replace(tzinfo=UTC).astimezone(_zone(tz or "UTC"))


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    return zone(name)
