"""Wall time of an export to UTC: which zone, where it came from, and which of the two hours when clocks go back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from studio.core.clock import TzSource, system_zone, zone, zone_name
from studio.core.settings import Settings

if TYPE_CHECKING:
    from studio.core.records import Wall

YEARS = range(1900, 2200)
"""Years a record may be of; anything else is a misread date."""

_CLEARLY_BACK = timedelta(minutes=2)
"""A step back this large in the repeated hour is the clock; a smaller one is two phones disagreeing."""


def zone_for(tz: str | None, settings: Settings) -> tuple[tzinfo, TzSource]:
    """The zone of exports that carry none: `--tz`, else the settings, else this machine's.

    Raises:
        UsageError: no such zone.
    """
    if tz:
        return zone(tz), "flag"
    if settings.tz:
        return zone(settings.tz), "settings"
    return zone(system_zone()), "system"


class Localiser:
    """Attaches a zone to the moments of one export, asked in file order."""

    def __init__(self, where: tzinfo) -> None:
        self._zone = where
        self.name = zone_name(where)
        self.aware = ""
        """Zone of the latest moment that carried its own; empty while none did."""
        self.instants = False
        """Whether a moment came that says when and not where."""
        self.walls = False
        """Whether a wall time came that carries no zone."""
        self._offsets: dict[date, timedelta | None] = {}
        self._last = datetime.min
        self._late = False

    def utc(self, moment: datetime) -> tuple[datetime, datetime, str]:
        """(naive UTC, naive wall time, zone name) of a wall time, or of a moment that carries its own offset.

        A moment in UTC says when, not where: it is shown on the clock of the person's zone.
        """
        if moment.tzinfo is UTC:
            self.instants = True
            return moment.replace(tzinfo=None), moment.astimezone(self._zone).replace(tzinfo=None), self.name
        if moment.tzinfo is not None:
            self.aware = zone_name(moment.tzinfo)
            return moment.astimezone(UTC).replace(tzinfo=None), moment.replace(tzinfo=None), self.aware
        self.walls = True
        offset = self._offset_on(moment.date())
        if offset is None:
            offset = self._offset_at(moment)
        return moment - offset, moment, self.name

    def utc_of(self, wall: Wall) -> Wall:
        """Naive UTC of many naive wall times, in file order; NaT stays NaT."""
        import numpy as np

        self.walls = self.walls or len(wall) > 0
        days, places = np.unique(wall.astype("datetime64[D]"), return_inverse=True)
        offsets = [timedelta(0) if np.isnat(day) else self._offset_on(day.astype(date)) for day in days]
        away = np.array([offset if offset is not None else timedelta(0) for offset in offsets], "timedelta64[us]")
        utc: Wall = wall - away[places]
        for n in np.flatnonzero(np.isin(places, [n for n, offset in enumerate(offsets) if offset is None])).tolist():
            utc[n] = np.datetime64(self.utc(wall[n].astype(datetime))[0], "us")
        return utc

    def known_offset(self, seconds: int) -> str:
        """The name of an offset that an export carries itself."""
        self.aware = zone_name(timezone(timedelta(seconds=seconds)))
        return self.aware

    def _offset_on(self, day: date) -> timedelta | None:
        if day not in self._offsets:
            self._offsets[day] = self._offset_all(day)
        return self._offsets[day]

    def _offset_all(self, day: date) -> timedelta | None:
        """The offset that holds all day long, or None on a day the clocks change."""
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        offsets = {(start + timedelta(hours=hours)).utcoffset() for hours in (0, 6, 12, 18, 24)}
        offsets |= {(start + timedelta(hours=hours)).replace(fold=1).utcoffset() for hours in (0, 24)}
        return offsets.pop() if len(offsets) == 1 else None

    def _offset_at(self, moment: datetime) -> timedelta:
        first = moment.replace(tzinfo=self._zone).utcoffset() or timedelta(0)
        second = moment.replace(tzinfo=self._zone, fold=1).utcoffset() or timedelta(0)
        if first <= second or abs(moment - self._last) >= timedelta(hours=3):
            self._late = False
        elif self._last - moment >= _CLEARLY_BACK:
            self._late = True
        self._last = moment
        return second if self._late and first > second else first
