"""Activities.csv of Garmin Connect: one row per activity, in the language, number style and units of the account.

The header never says whether distances are kilometres or miles. Rows that give steps and their length tell, since the
two multiply to the distance; else the person has to say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.garmin.columns import NUMBERS, SWIMS, places_of
from studio.ingest.importer import ReadOptions
from studio.ingest.values.date_column import DateColumn, date_column, moment
from studio.ingest.values.dates import read_moment
from studio.ingest.values.decimals import Decimals, decimals_of

DEVICE = "Garmin"
UNITS = {"km": (1000.0, 1.0, 1.0), "mi": (1609.344, 0.9144, 0.3048)}
"""Unit of the account → metres in it, in its unit of the pool (m, yd), and in its unit of height (m, ft)."""

_LONGEST_POOL = 20.0
"""A swim with a larger number is in metres or yards, one with a smaller number in kilometres or miles."""
_RATIOS = {"km": (1.0,), "mi": (1000 / 1609.344, 1 / 5.28)}
"""Distance × 1000 over steps × stride: with strides in metres, or in feet beside miles."""
_NEAR = 0.12
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?")
_LIMITS = {"distance": 5e6, "calories": 60_000, "avg_hr": 254, "max_hr": 254, "ascent": 50_000, "avg_power": 5_000}
_METRICS = {
    "distance": ("activity.distance", "m"), "calories": ("activity.energy", "kcal"),
    "avg_hr": ("activity.avg_hr", "bpm"), "max_hr": ("activity.max_hr", "bpm"), "ascent": ("activity.ascent", "m"),
    "avg_power": ("activity.avg_power", "W"),
}  # fmt: skip
_ASK_UNIT = "Say --unit kg if Garmin Connect shows kilometres, or --unit lb if it shows miles."


@dataclass(slots=True)
class _Styles:
    """How one file writes dates and numbers."""

    decimals: Decimals
    dates: DateColumn


class ActivityTable:
    """One Activities.csv.

    Args:
        table: The table.
        options: What the person said about units and dates.

    Raises:
        InputError: neither the file nor the person says the unit (`unit_unknown`) or the date order (`date_order`).
    """

    def __init__(self, table: Table, options: ReadOptions) -> None:
        self.table = table
        self._places = places_of(table.columns, table.rows[0].cells if table.rows else ())
        days = [self._text(row, "date").partition(" ")[0] for row in table.rows]
        dates = date_column(table.name, days, options.date_order)
        self._styles = _Styles(decimals_of(table, [self._places[one] for one in NUMBERS if one in self._places]), dates)
        self.notes = [note for note in (table.note, self._styles.decimals.note, dates.note) if note]
        self._unit = self._decide(options)

    def read(self) -> Iterator[Workout | Measurement | Rejected | Skipped]:
        """A workout per row, followed by its numbers."""
        yield from self.table.each(self._activity)

    def _activity(self, row: Row) -> Iterator[Workout | Measurement]:
        kind = self._text(row, "type")
        if not kind:
            raise ValueError("no activity type")
        began = self._moment(row)
        seconds = self._clock(row, "time")
        end = began + timedelta(seconds=round(self._clock(row, "elapsed") or seconds or 0.0))
        values = {what: self._value(row, what, kind) for what in _METRICS}
        yield Workout(began, kind, seconds, self._note(row, kind, values["distance"]))
        for what, (metric, unit) in _METRICS.items():
            value = values[what]
            if value:
                yield Measurement(metric, began, end, value, unit, DEVICE, began.date(), kind)

    def _note(self, row: Row, kind: str, metres: float | None) -> str | None:
        title = self._text(row, "title")
        parts = [title] if title and title != kind else []
        if metres:
            parts.append(f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m")
        for what in ("sets", "reps"):
            count = self._number(row, what)
            parts += [f"{count:.0f} {what}"] if count else []
        return ", ".join(parts) or None

    def _value(self, row: Row, what: str, kind: str) -> float | None:
        """A number in SI; None for a blank or a zero, which stands for nothing measured."""
        value = self._number(row, what)
        if not value:
            return None
        if what in ("distance", "ascent"):
            value = round(value * self._factor(what, value, kind), 2)
        if not 0 < value <= _LIMITS[what]:
            raise ValueError(f"{self.table.columns[self._places[what]]} {value:g} is out of range")
        return value

    def _factor(self, what: str, value: float, kind: str) -> float:
        long, pool, height = UNITS[self._unit or "km"]
        if what == "ascent":
            return height
        return pool if _swims(kind) and value > _LONGEST_POOL else long

    def _decide(self, options: ReadOptions) -> str:
        """`km` or `mi`: what the steps say, else what the person says.

        Raises:
            InputError: nobody says it, and there is a distance or a height.
        """
        ratios = [ratio for row in self.table.rows if (ratio := self._ratio(row)) is not None]
        if ratios:
            found = median(ratios)
            for unit, expected in _RATIOS.items():
                if any(abs(found / one - 1) <= _NEAR for one in expected):
                    words = "kilometres" if unit == "km" else "miles"
                    self.notes.append(f"{self.table.name} is in {words}: steps times stride length say so.")
                    return unit
        said = {"kg": "km", "lb": "mi"}.get(options.unit[:2], "")
        if said:
            self.notes.append(f"{self.table.name} does not say its unit; distances were read as {said}, as you said.")
        elif any(self._measured(row) for row in self.table.rows):
            raise InputError(
                f"{self.table.name} does not say whether it is in kilometres or miles.",
                fix=_ASK_UNIT,
                code="unit_unknown",
            )
        return said

    def _ratio(self, row: Row) -> float | None:
        """How the distance of a row compares to its steps times their length."""
        try:
            distance, stride, steps = (self._number(row, what) for what in ("distance", "stride", "steps"))
            cadence, seconds = self._number(row, "cadence"), self._clock(row, "time")
        except ValueError:
            return None
        if cadence and seconds:
            steps = cadence * seconds / 60
        return distance * 1000 / (steps * stride) if distance and stride and steps else None

    def _measured(self, row: Row) -> bool:
        return any(digit in "123456789" for what in ("distance", "ascent") for digit in self._text(row, what))

    def _text(self, row: Row, what: str) -> str:
        return row.cells[self._places[what]] if what in self._places else ""

    def _number(self, row: Row, what: str) -> float | None:
        text = self._text(row, what).lstrip("'")
        return None if not text.strip("-") else self._styles.decimals.number(text)

    def _clock(self, row: Row, what: str) -> float | None:
        """Seconds of `01:05:10`, `26:10` or `00:02:15.3`; None for a blank or a zero."""
        text = self._text(row, what)
        if not text.strip("-"):
            return None
        match = _CLOCK.fullmatch(text)
        if match is None:
            raise ValueError(f"“{text}” is no duration")
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return float(hours * 3600 + minutes * 60 + seconds) or None

    def _moment(self, row: Row) -> datetime:
        text = self._text(row, "date")
        found = read_moment(text)
        if found is None:
            day, _, clock = text.partition(" ")
            found = moment(self._styles.dates.day(day), clock)
        return found


def _swims(kind: str) -> bool:
    folded = kind.casefold()
    return any(word in folded for word in SWIMS)
