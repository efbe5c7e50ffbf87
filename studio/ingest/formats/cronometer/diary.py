"""The tables beside food: exercises, biometrics, notes."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date, datetime

from studio.core.records import Measurement, Note, Rejected, Skipped, Workout
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.cronometer.nutrition import DEVICE, group
from studio.ingest.values.body import body_metric
from studio.ingest.values.date_column import DateColumn, moment, whole_day
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.units import LONGEST_WORKOUT

_PRESSURE = re.compile(r"(\d{2,3}(?:[.,]\d+)?)\s*/\s*(\d{2,3}(?:[.,]\d+)?)")

Item = Measurement | Note | Workout | Rejected | Skipped


class Diary(ABC):
    """A table with a day, sometimes a time, and one entry a row."""

    numbers: tuple[str, ...] = ()
    """Its number columns."""

    def __init__(self, table: Table, days: DateColumn, notes: list[str]) -> None:
        self.table, self._days = table, days
        self._decimals = decimals_of(table, self.numbers)
        notes.append(self._decimals.note)

    def read(self) -> Iterator[Item]:
        """Row by row."""
        yield from self.table.each(self._row)

    def _row(self, row: Row) -> Iterator[Item]:
        day = self._days.day(self.table.cell(row, "day"))
        yield from self.entry(row, day, moment(day, self.table.cell(row, "time")))

    @abstractmethod
    def entry(self, row: Row, day: date, at: datetime) -> Iterator[Item]:
        """What a row says.

        Raises:
            ValueError: it cannot be right.
        """

    def _number(self, row: Row, column: str) -> float | None:
        return self._decimals.number(self.table.cell(row, column))


_TOTALS = ("daily activity (", "active energy balance (")
"""How the names begin under which a tracker's energy of a whole day stands among the exercises."""


class Exercises(Diary):
    """Exercises; the energy is negative, as it is taken off what was eaten."""

    numbers = ("minutes", "calories burned")

    def __init__(self, table: Table, days: DateColumn, notes: list[str]) -> None:
        super().__init__(table, days, notes)
        notes.append(f"{table.name}: an exercise is a workout, and its energy a measurement beside it.")

    def entry(self, row: Row, day: date, at: datetime) -> Iterator[Item]:
        """A workout and its energy."""
        name, minutes, burned = (
            self.table.cell(row, "exercise"),
            self._number(row, "minutes"),
            self._number(row, "calories burned"),
        )
        if not name:
            raise ValueError("no exercise")
        seconds = (minutes or 0) * 60
        if not 0 <= seconds <= LONGEST_WORKOUT:
            raise ValueError(f"{minutes:g} minutes are no exercise")
        total = name.casefold().startswith(_TOTALS)
        start, end = (at, None) if self.table.cell(row, "time") and not total else whole_day(day)
        if not total:
            yield Workout(at, name, seconds or None, group(self.table, row) or None)
        elif seconds:
            yield Measurement("move.active", start, end, seconds, "s", DEVICE, day, name)
        elif not burned:
            yield Skipped(self.table.where(row), "the day's activity of a tracker, without numbers")
        if burned:
            metric = "other.calorie_adjustment" if total else "activity.energy"
            yield Measurement(metric, start, end, abs(burned), "kcal", DEVICE, day, name)


class Biometrics(Diary):
    """One measure a row; blood pressure is two."""

    numbers = ("amount",)

    def entry(self, row: Row, day: date, at: datetime) -> Iterator[Item]:
        """A measurement, or two."""
        name, unit, amount = (self.table.cell(row, column) for column in ("metric", "unit", "amount"))
        plain, opened, source = name.removesuffix(")").rpartition("(")
        plain, note = (plain.strip(), source) if plain and opened and name.endswith(")") else (name, None)
        if not amount:
            yield Skipped(self.table.where(row), "a measure without an amount")
            return
        values = [(plain, amount)]
        if plain.casefold() == "blood pressure":
            both = _PRESSURE.fullmatch(amount)
            if both is None:
                raise ValueError(f"“{amount}” is not a blood pressure")
            values = [("systolic", both[1]), ("diastolic", both[2])]
        for what, text in values:
            metric, value = body_metric(what, unit), self._decimals.number(text)
            if value is not None:
                yield Measurement(metric.metric, at, None, metric.value(value), metric.unit, DEVICE, day, note)


class Notes(Diary):
    """Notes to a day."""

    def entry(self, row: Row, day: date, at: datetime) -> Iterator[Item]:
        """The note."""
        text, filed = self.table.cell(row, "note"), group(self.table, row)
        yield (
            Note(at, None, text, (filed,) if filed else ()) if text else Skipped(self.table.where(row), "an empty note")
        )
