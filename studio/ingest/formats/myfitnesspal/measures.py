"""The table of body measures: a row per day, and no unit anywhere in it."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.myfitnesspal.meals import DEVICE
from studio.ingest.importer import ReadOptions
from studio.ingest.values.body import BodyMetric, body_metric, slug
from studio.ingest.values.date_column import DateColumn, moment
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import ASK_UNIT


class Measures:
    """The table, and what the person says about it."""

    def __init__(self, table: Table, days: DateColumn, options: ReadOptions, notes: list[str]) -> None:
        self.table, self._days = table, days
        places = [place for place, name in enumerate(table.columns) if name not in ("date", "")]
        given = [place for place in places if any(row.cells[place] for row in table.rows)]
        if not options.unit and any(table.columns[place] == "weight" for place in given):
            raise InputError(f"{table.name} gives weights without a unit.", fix=ASK_UNIT, code="unit_unknown")
        self._columns = {place: _measure(table.columns[place], options.unit) for place in given}
        self._decimals = decimals_of(table, given)
        notes.append(self._decimals.note)
        if any(what.metric == "body.weight" for what in self._columns.values()):
            notes.append(f"{table.name} gives weights without a unit; they were read as {options.unit}.")
        bare = [table.columns[place] for place, what in self._columns.items() if not what.unit]
        if bare:
            notes.append(f"{table.name} has no unit for {', '.join(bare)}: kept as numbers without one.")

    def read(self) -> Iterator[Measurement | Rejected | Skipped]:
        """A measurement for every number, row by row."""
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
            elif not any(row.cells[place] for place in self._columns):
                yield Skipped(self.table.where(row), "a row without numbers")
            else:
                try:
                    self.table.check_width(row)
                    yield from self._row(row)
                except ValueError as error:
                    yield self.table.rejected(row, error)

    def _row(self, row: Row) -> Iterator[Measurement | Rejected]:
        day = self._days.day(self.table.cell(row, "date"))
        for place, what in self._columns.items():
            try:
                amount = self._decimals.number(row.cells[place])
                if amount is not None:
                    value = what.value(amount)
                    yield Measurement(what.metric, moment(day, ""), None, value, what.unit, DEVICE, day)
            except ValueError as error:
                yield self.table.rejected(row, f"{self.table.columns[place]}: {error}")


def _measure(name: str, unit: str) -> BodyMetric:
    if name == "weight":
        return body_metric(name, unit)
    return body_metric(name, "%") if name == "body fat %" else BodyMetric(f"other.{slug(name)}", "")
