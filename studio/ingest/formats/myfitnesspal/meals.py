"""The table of nutrition: a row per meal of a day or, where it has times, per entry; foods have no names in it."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, Table
from studio.ingest.values.date_column import DateColumn, moment, whole_day
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.food import Meal, Nutrient, measured, nutrient, nutrient_column

DEVICE = "MyFitnessPal"

_UNITS = {
    "calories": "kcal", "kilojoules": "kJ", "fat": "g", "saturated fat": "g", "polyunsaturated fat": "g",
    "monounsaturated fat": "g", "trans fat": "g", "cholesterol": "mg", "sodium": "mg", "potassium": "mg",
    "carbohydrates": "g", "fiber": "g", "sugar": "g", "protein": "g", "vitamin a": "%DV", "vitamin c": "%DV",
    "calcium": "%DV", "iron": "%DV",
}  # fmt: skip
"""Units of the columns that do not name one."""
_FOOD = ("food", "food name")
"""Columns that files put together by other tools have beside the meal."""
_OTHER = {"date", "meal", "time", "note", "", *_FOOD}


class Meals:
    """The table, and what its header says."""

    def __init__(self, table: Table, days: DateColumn, notes: list[str]) -> None:
        self.table, self._days = table, days
        found = {place: _nutrient(name) for place, name in enumerate(table.columns) if name not in _OTHER}
        self._columns = {place: what for place, what in found.items() if what is not None}
        self._decimals = decimals_of(table, list(self._columns))
        notes.append(self._decimals.note)
        left = [table.columns[place] for place, what in found.items() if what is None]
        if left:
            notes.append(f"{table.name}: columns without a known unit were left out: {', '.join(left)}.")
        if any(what.unit == "%DV" for what in self._columns.values()):
            notes.append(
                f"{table.name}: vitamins and minerals without a unit are kept as percent of a daily value (%DV); foods "
                "added in recent years give milligrams or micrograms in the same columns, and nothing tells which."
            )

    def read(self) -> Iterator[Measurement | Rejected | Skipped]:
        """A measurement for every number, row by row."""
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
            elif self.table.cell(row, "date").casefold() in ("total", "totals"):
                yield Skipped(self.table.where(row), "a row of totals")
            else:
                try:
                    self.table.check_width(row)
                    meal = self._meal(row)
                except (ValueError, OverflowError) as error:
                    yield self.table.rejected(row, error)
                else:
                    yield from measured(self.table, row, self._columns, self._decimals, meal)

    def _meal(self, row: Row) -> Meal:
        day = self._days.day(self.table.cell(row, "date"))
        clock, *said = (self.table.cell(row, column) for column in ("time", "meal", *_FOOD, "note"))
        start, end = (moment(day, clock), None) if clock else whole_day(day)
        return Meal(start, end, day, DEVICE, ": ".join(part for part in said if part) or None)


def _nutrient(name: str) -> Nutrient | None:
    plain = name.rpartition(" (")[0] or name
    if plain == "energy" or name not in _UNITS:
        return nutrient_column(name)
    return nutrient("energy" if name == "kilojoules" else name, _UNITS[name])
