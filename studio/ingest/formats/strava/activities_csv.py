"""activities.csv of Strava's bulk export: one row per activity, times in UTC, the second distance in metres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.strava.columns import places_of
from studio.ingest.importer import ReadOptions
from studio.ingest.values.dates import common_order, find_date, read_moment, undecided
from studio.ingest.values.decimals import decimals_of

DEVICE = "Strava"
METRICS = {
    "distance": ("activity.distance", "m", 1e7), "calories": ("activity.energy", "kcal", 60_000.0),
    "avg_hr": ("activity.avg_hr", "bpm", 254.0), "max_hr": ("activity.max_hr", "bpm", 254.0),
    "ascent": ("activity.ascent", "m", 50_000.0), "power": ("activity.avg_power", "W", 5_000.0),
}  # fmt: skip
"""Column → metric, unit, and the most that can be."""

_TEXTS = ("id", "date", "name", "type", "description", "private", "file")
_CLOCK = re.compile(
    r"(?<![\d.])(?P<after>오후|下午|午後)?\s?(?P<H>\d{1,2})([:.])(?P<M>\d{2})\3(?P<S>\d{2})(?!\d)(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\b)?"
)
_LONGEST = 60 * 86_400.0
_SCALES = {1.0: "", 1000.0: "kilometres", 1609.344: "miles"}
_NEAR = 0.2
_STANDING = 0.05
"""Metres per second slower than which nobody logs a distance."""


class ActivityTable:
    """One activities.csv.

    Args:
        table: The table.
        options: What the person said about dates and units.

    Raises:
        InputError: nothing tells which number of its dates is the day (`date_order`).
    """

    def __init__(self, table: Table, options: ReadOptions) -> None:
        self.table = table
        self.notes = [table.note] if table.note else []
        self._places = places_of(table.columns)
        texts = {self._places.get(what) for what in (*_TEXTS, "shown")} - {self._places.get("distance")}
        self._decimals = decimals_of(table, [n for n in range(len(table.columns)) if n not in texts])
        self._shown = decimals_of(table, [self._places["shown"]] if "shown" in self._places else [])
        self._unit = {"kg": 1000.0, "lb": 1609.344}.get(options.unit[:2], 0.0)
        dates = [self._text(row, "date") for row in table.rows]
        self._order = common_order(dates) or options.date_order
        if not self._order and any(undecided(text) for text in dates):
            raise InputError(
                f"The dates of {table.name} can be read two ways.",
                fix="Say --date-order dmy or --date-order mdy, whichever the app wrote.",
                code="date_order",
            )
        self._odd: dict[str, int] = {}

    def read(self) -> Iterator[Workout | Measurement | Rejected | Skipped]:
        """A workout per row, followed by its numbers."""
        yield from self.table.each(self._activity)
        self.notes += [f"{self.table.name}: {what} ({count})." for what, count in self._odd.items()]

    def _activity(self, row: Row) -> Iterator[Workout | Measurement]:
        kind = self._text(row, "type")
        if not kind:
            raise ValueError("no activity type")
        began = self._moment(row)
        elapsed, moving = self._number(row, "elapsed", _LONGEST), self._number(row, "moving", _LONGEST)
        values = {what: self._number(row, what, most) for what, (_, _, most) in METRICS.items()}
        values["distance"] = self._metres(row, values["distance"], moving or elapsed)
        end = began + timedelta(seconds=round(elapsed or moving or 0.0))
        yield Workout(began, kind, moving or elapsed, self._note(row, kind, values["distance"]))
        for what, (metric, unit, _) in METRICS.items():
            value = values[what]
            if value:
                yield Measurement(metric, began, end, round(value, 2), unit, DEVICE, note=kind)

    def _metres(self, row: Row, given: float | None, seconds: float | None) -> float | None:
        """The second distance in metres. Speed and time show where it is in kilometres or miles after all."""
        if not given or not seconds:
            return given
        speed = self._number(row, "speed", 1e4)
        if speed:
            for scale, words in _SCALES.items():
                if abs(speed * seconds / (given * scale) - 1) <= _NEAR:
                    self._note_odd(f"distances in {words}, as the average speed shows" if words else "")
                    return given * scale
            return given
        if given / seconds >= _STANDING or given != self._shown.number(self._text(row, "shown")):
            return given
        if self._unit:
            self._note_odd("distances that cannot be metres, read in the unit you said")
            return given * self._unit
        self._note_odd("distances left out, which cannot be metres: say --unit kg for km, lb for miles")
        return None

    def _note_odd(self, what: str) -> None:
        if what:
            self._odd[what] = self._odd.get(what, 0) + 1

    def _note(self, row: Row, kind: str, metres: float | None) -> str | None:
        title = self._text(row, "name")
        parts = [title] if title and title != kind else []
        if metres:
            parts.append(f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m")
        lines = [", ".join(parts), self._text(row, "description"), self._text(row, "private")]
        return "\n".join(line for line in lines if line) or None

    def _moment(self, row: Row) -> datetime:
        """The start in UTC, which is what Strava writes in every language."""
        text = " ".join(self._text(row, "date").split())
        found = read_moment(text)
        if found is None and (day := find_date(text, self._order)) is not None:
            clock = _CLOCK.search(text)
            found = day.at.replace(hour=0, minute=0) + _since_midnight(clock) if clock else day.at
            if clock is None and re.search(r"\d", text[: day.start] + text[day.end :]):
                found = None
        if found is None:
            raise ValueError(f"“{text}” is not a date")
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def _text(self, row: Row, what: str) -> str:
        return row.cells[self._places[what]] if what in self._places else ""

    def _number(self, row: Row, what: str, most: float) -> float | None:
        """A number; None for a blank or a zero, which stands for nothing measured."""
        value = self._decimals.number(self._text(row, what))
        if not value:
            return None
        if not 0 < value <= most:
            raise ValueError(f"{self.table.columns[self._places[what]]} {value:g} is out of range")
        return value


def _since_midnight(clock: re.Match[str]) -> timedelta:
    hour, minute, second = (int(clock[part]) for part in "HMS")
    half = clock["half"] or ("p" if clock["after"] else "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"“{clock[0]}” is not a time")
    return timedelta(hours=hour, minutes=minute, seconds=second)
