"""The table of body measurements: a date and a column per measure, with the unit in its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, Table
from studio.ingest.values.body import body_metric
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.written_times import written_time

COLUMN = re.compile(r"(?P<name>\w+)_(?P<unit>kg|lbs?|percent|cm|in)")
"""A column such as `weight_kg`, `fat_percent` or `left_bicep_in`."""
DEVICE = "Hevy"


class Measures:
    """The table, and what its header says."""

    def __init__(self, table: Table, notes: list[str]) -> None:
        self.table = table
        self._columns = [
            (place, match) for place, name in enumerate(table.columns) if (match := COLUMN.fullmatch(name))
        ]
        self._decimals = decimals_of(table, [place for place, _ in self._columns])
        notes.append(self._decimals.note)

    def read(self) -> Iterator[Measurement | Rejected | Skipped]:
        """A measurement for every cell that holds a number, row by row."""
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            if not any(row.cells[place] for place, _ in self._columns):
                yield Skipped(self.table.where(row), "a row without numbers")
                continue
            try:
                self.table.check_width(row)
                yield from self._row(row)
            except ValueError as error:
                yield self.table.rejected(row, error)

    def _row(self, row: Row) -> Iterator[Measurement | Rejected]:
        at = written_time(self.table.cell(row, "date"))
        for place, match in self._columns:
            try:
                amount = self._decimals.number(row.cells[place])
                if amount is not None:
                    what = body_metric(match["name"], "%" if match["unit"] == "percent" else match["unit"])
                    yield Measurement(what.metric, at, None, what.value(amount), what.unit, DEVICE, at.date())
            except ValueError as error:
                yield self.table.rejected(row, f"{match[0]}: {error}")
