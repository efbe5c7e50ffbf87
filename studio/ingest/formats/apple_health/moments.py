"""Dates of an Apple Health export, thousands at a time, and the day that each interval belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from studio.core.clock import DAY_STARTS_AT, zone
from studio.core.errors import UsageError
from studio.ingest.values.dates import read_moment

if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from studio.core.records import Days, Seconds, Wall

    Truths = np.ndarray[Any, np.dtype[np.bool_]]

NIGHT_STARTS_AT = 18
"""Sleep that ends after this hour belongs to the night to come, so to the next date, on which the person wakes up.

An interval that ends by then belongs to the date of its end: nights, mornings of shift workers, and naps.
"""

ZONE_KEYS = ("HKTimeZone", "HKMetadataKeyTimeZone")
"""Under which a record names the zone it was made in."""
ZONE = re.compile(rb'key="(?:HKTimeZone|HKMetadataKeyTimeZone)"\s+value="([A-Za-z0-9_+/-]{1,64})"')

_UNREADABLE = b" " * 25


def offset_text(raw: bytes) -> bytes:
    """A moment with an offset in any usual spelling, as `2024-05-01 17:30:00 +0200`; 25 spaces when it is none."""
    moment = aware_moment(raw.decode("utf-8", "replace"))
    return _UNREADABLE if moment is None else f"{moment:%Y-%m-%d %H:%M:%S %z}".encode().rjust(25, b"0")[:25]


def aware_moment(text: str) -> datetime | None:
    """A moment that carries its offset; None for anything else."""
    moment = read_moment(text[:64].replace("\u202f", " "))
    return None if moment is None or moment.tzinfo is None else moment


def moments(texts: Sequence[bytes]) -> tuple[Wall, Seconds, Truths]:
    """Wall times, offsets in seconds, and which of the texts are moments at all; each text has 25 bytes."""
    import numpy as np

    said = np.frombuffer(b"".join(texts), np.uint8).reshape(-1, 25)
    wall, offset, right = _read(said)
    for n in np.flatnonzero(~right).tolist():
        spelt = np.frombuffer(offset_text(texts[n]), np.uint8).reshape(1, 25)
        wall[n : n + 1], offset[n : n + 1], right[n : n + 1] = _read(spelt)
    return wall, offset, right


def _read(said: np.ndarray[Any, np.dtype[np.uint8]]) -> tuple[Wall, Seconds, Truths]:
    import numpy as np

    digits = np.ascontiguousarray(said.T).astype(np.int32) - 48

    def pair(at: int) -> Any:
        return digits[at] * 10 + digits[at + 1]

    numbers = digits[[0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 21, 22, 23, 24]]
    right = (numbers >= 0).all(0) & (numbers <= 9).all(0)
    for at, sign in ((4, "-"), (7, "-"), (10, " "), (13, ":"), (16, ":"), (19, " ")):
        right &= digits[at] == ord(sign) - 48
    minus, plus = digits[20] == ord("-") - 48, digits[20] == ord("+") - 48
    year, month, day = pair(0) * 100 + pair(2), pair(5), pair(8)
    hour, minute, second, away = pair(11), pair(14), pair(17), pair(21) * 3600 + pair(23) * 60
    right &= (minus | plus) & (year >= 1900) & (year < 2200) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    right &= (hour < 24) & (minute < 60) & (second < 60) & (away <= 18 * 3600)
    months = np.where(right, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + np.where(right, day - 1, 0)
    right &= dates.astype("datetime64[M]") == months
    wall = dates.astype("datetime64[us]") + (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")
    return wall, np.where(minus, -away, away).astype(np.int32), right


def in_zone(zones: Mapping[int, str], start: Wall, end: Wall, offset: Seconds) -> None:
    """Correct rows whose records name the zone they were made in, in place: the export writes all in one offset."""
    for row, name in zones.items():
        away = offset_in(name, (start[row].item() or datetime.min).replace(tzinfo=UTC), int(offset[row]))
        shift = away - int(offset[row])
        start[row] += shift * 1_000_000
        end[row] += shift * 1_000_000
        offset[row] = away


def offset_in(name: str, wall: datetime, offset: int) -> int:
    """Seconds east of UTC in a zone, at a wall time written with an offset; that offset when there is no such zone."""
    from datetime import timedelta

    if not name or len(name) > 64:
        return offset
    try:
        away = (wall - timedelta(seconds=offset)).astimezone(zone(name)).utcoffset()
    except (UsageError, OverflowError):
        return offset
    return offset if away is None else int(away.total_seconds())


def lived_days(start: Wall, end: Wall, nightly: Truths) -> Days:
    """The day of each interval: the date of waking up for those of the night, else the lived day of its middle."""
    import numpy as np

    waking = end + np.timedelta64((24 - NIGHT_STARTS_AT) * 3600, "s") - np.timedelta64(1, "us")
    middle = start + (end - start) // 2 - np.timedelta64(int(DAY_STARTS_AT.total_seconds()), "s")
    days: Days = np.where(nightly, waking, middle).astype("datetime64[D]")
    return days
