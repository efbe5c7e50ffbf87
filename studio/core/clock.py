"""Wall time, UTC, zones and where the zone came from."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from studio.core.errors import UsageError

TzSource = Literal["file", "flag", "settings", "system"]
"""Where a record's zone came from: the export itself, `--tz`, the settings, or this machine."""

DAY_STARTS_AT = timedelta(hours=4)
"""A lived day runs from 04:00 to 04:00: what is said at 01:30 belongs to the evening before."""

FARTHEST_ZONE = timedelta(hours=18)
"""No zone in use is farther from UTC than 14 h; ISO 8601 readers accept up to 18."""

GREENWICH = timezone(timedelta(0), "+00:00")
"""A zone whose clocks are those of UTC, for wall times lived there; `UTC` itself marks a bare moment."""

_OFFSET = re.compile(r"^(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?$")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def zone(name: str) -> tzinfo:
    """The zone of an IANA name or an offset such as `+02:00`, `UTC-5`, `UTCZ`.

    Raises:
        UsageError: no such zone.
    """
    if name.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    if name.upper() == "UTCZ":
        return GREENWICH
    if match := _OFFSET.match(name):
        sign = -1 if match[1] == "-" else 1
        away = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if away <= FARTHEST_ZONE:
            return timezone(sign * away) if away else GREENWICH
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"“{name}” is not a time zone I know.",
            fix="Use an IANA name such as Europe/Berlin, or an offset such as +02:00.",
            code="bad_zone",
        ) from None


def zone_name(where: tzinfo) -> str:
    """The name `zone` reads back: an IANA key, or an offset such as `+02:00`."""
    if isinstance(where, ZoneInfo) and where.key:
        return where.key
    offset = where.utcoffset(None) or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def system_zone() -> str:
    """This machine's zone as an IANA name where it can be read, else as today's offset."""
    from pathlib import Path

    link = Path("/etc/localtime")
    if link.is_symlink():
        target = str(link.resolve())
        if "zoneinfo/" in target:
            name = target.split("zoneinfo/", 1)[1]
            try:
                return ZoneInfo(name).key
            except (ZoneInfoNotFoundError, ValueError, OSError):
                pass
    local = datetime.now().astimezone().tzinfo
    return zone_name(local) if local is not None else "+00:00"


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with offset, to the second (microseconds only if there are any)."""
    return None if moment is None else moment.isoformat()


def lived_day(moment: datetime) -> date:
    """The day a moment belongs to for the person who lived it (days start at 04:00 wall time)."""
    return (moment.replace(tzinfo=None) - DAY_STARTS_AT).date()
