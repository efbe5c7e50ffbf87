"""The tables of food: one row per serving, and one per day (or per meal of a day, with a `Total`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, Table
from studio.ingest.values.date_column import DateColumn, moment, whole_day
from studio.ingest.values.decimals import Decimals, decimals_of
from studio.ingest.values.food import Meal, Nutrient, measured, nutrient_column

DEVICE = "Cronometer"
HEADER_AGAIN = "the header line once more"

_OTHER = {"day", "date", "time", "group", "food name", "amount", "category", "completed", ""}


class Servings:
    """The table of servings; the days of which it gives numbers are added to `covered`."""

    def __init__(self, table: Table, days: DateColumn, covered: set[date], notes: list[str]) -> None:
        self.table, self._days, self._covered = table, days, covered
        self._columns, self._decimals = _nutrients(table, notes)

    def read(self) -> Iterator[Measurement | Rejected | Skipped]:
        """A measurement for every number, row by row."""
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), HEADER_AGAIN)
                continue
            try:
                self.table.check_width(row)
                meal = self._meal(row)
            except (ValueError, OverflowError) as error:
                yield self.table.rejected(row, error)
                continue
            for item in measured(self.table, row, self._columns, self._decimals, meal):
                if isinstance(item, Measurement):
                    self._covered.add(meal.day)
                yield item

    def _meal(self, row: Row) -> Meal:
        day = self._days.day(self.table.cell(row, "day"))
        clock, food, amount = (self.table.cell(row, column) for column in ("time", "food name", "amount"))
        start, end = (moment(day, clock), None) if clock else whole_day(day)
        served = ", ".join(part for part in (food, amount) if part)
        return Meal(
            start, end, day, DEVICE, ": ".join(part for part in (group(self.table, row), served) if part) or None
        )


class DailySummary:
    """The table of daily totals; days in `covered` are left to their servings."""

    def __init__(self, table: Table, days: DateColumn, covered: set[date], notes: list[str]) -> None:
        self.table, self._days, self._covered = table, days, covered
        self._columns, self._decimals = _nutrients(table, notes)
        self._parted = {table.cell(row, "date") for row in table.rows if not _is_total(table, row)}

    def read(self) -> Iterator[Measurement | Rejected | Skipped]:
        """A measurement for every number, row by row."""
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), HEADER_AGAIN)
                continue
            try:
                self.table.check_width(row)
                text = self.table.cell(row, "date")
                day = self._days.day(text)
                start, end = whole_day(day)
            except (ValueError, OverflowError) as error:
                yield self.table.rejected(row, error)
                continue
            if reason := self._why_not(row, day, text):
                yield Skipped(self.table.where(row), reason)
            else:
                named = None if _is_total(self.table, row) else group(self.table, row) or None
                meal = Meal(start, end, day, DEVICE, named)
                yield from measured(self.table, row, self._columns, self._decimals, meal)

    def _why_not(self, row: Row, day: date, text: str) -> str:
        if day in self._covered:
            return "the total of a day whose servings are taken"
        if _is_total(self.table, row) and text in self._parted:
            return "a total of the rows of the same day"
        given = [cell for place in self._columns if (cell := row.cells[place])]
        return "a day on which nothing was logged" if given and not any(cell.strip("0.,") for cell in given) else ""


def group(table: Table, row: Row) -> str:
    """The meal or part of the day that a row is filed under; empty for none."""
    name = table.cell(row, "group")
    return "" if name.casefold() == "uncategorized" else name


def _is_total(table: Table, row: Row) -> bool:
    return table.cell(row, "group").casefold() == "total"


def _nutrients(table: Table, notes: list[str]) -> tuple[dict[int, Nutrient], Decimals]:
    found = {place: nutrient_column(name) for place, name in enumerate(table.columns) if name not in _OTHER}
    left = [table.columns[place] for place, what in found.items() if what is None]
    if left:
        notes.append(f"{table.name}: columns without a known unit were left out: {', '.join(left)}.")
    columns = {place: what for place, what in found.items() if what is not None}
    decimals = decimals_of(table, list(columns))
    notes.append(decimals.note)
    return columns, decimals
