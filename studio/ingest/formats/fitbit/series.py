"""Rows of Fitbit's tables to measurements, and which days were read already from a better place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from studio.core.clock import zone
from studio.core.errors import UsageError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.tables import Row, Table, number
from studio.ingest.formats.fitbit.families import SOURCE, STAGES, Family
from studio.ingest.values.dates import read_moment

NOT_MEASURED_SPO2 = 50.0
"""Percent that Fitbit writes where it could not measure the blood's oxygen."""

_ONE_DAY = timedelta(days=1)


class Covered:
    """Which days of which quantity were read, and from which rank of source."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, date], int] = {}

    def takes(self, quantity: str, rank: int, day: date) -> bool:
        """Whether a day is still to be read from a source of this rank; then it is."""
        return self._best.setdefault((quantity, day), rank) >= rank


def day_span(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight, wall time."""
    start = datetime.combine(day, time())
    return start, start + _ONE_DAY


class Series:
    """One table of a family."""

    def __init__(self, table: Table, family: Family, covered: Covered) -> None:
        self._table = table
        self._family = family
        self._covered = covered
        self._native = {table.cell(row, family.start) for row in table.rows if not _came_back(table.cell(row, SOURCE))}

    def read(self) -> Iterator[Measurement | Workout | Rejected | Skipped]:
        """Its rows in file order."""
        if not self._table.rows:
            yield Skipped(self._table.name, "a header without rows")
        for row in self._table.rows:
            if self._table.repeats_header(row):
                yield Skipped(self._table.where(row), "the header line once more")
                continue
            try:
                self._table.check_width(row)
                yield from self._row(row)
            except (ValueError, OverflowError) as problem:
                yield Rejected(self._table.where(row), str(problem), row.raw[:2000])

    def _row(self, row: Row) -> Iterator[Measurement | Workout | Rejected | Skipped]:
        family, where = self._family, self._table.where(row)
        start = self._moment(row, family.start)
        end = self._moment(row, family.end) if family.end else None
        if end is not None and (end.tzinfo is None) != (start.tzinfo is None):
            raise ValueError("only one of the times has a zone")
        if end is not None and end < start:
            raise ValueError(f"it ends at {end:%Y-%m-%d %H:%M}, before it starts")
        day = (end or start).date() if family.quantity == "sleep" or family.per == "night" else start.date()
        source = self._table.cell(row, SOURCE)
        if _came_back(source) and self._table.cell(row, family.start) in self._native:
            yield Skipped(where, "the same moment came back through Health Connect")
        elif not self._covered.takes(family.quantity, family.rank, day):
            yield Skipped(where, f"{family.quantity} of this day was read from a better table or log")
        elif family.per == "span" and end is not None:
            metric = self._stage(row) if family.quantity == "sleep" else "move.sedentary"
            of = day if family.quantity == "sleep" else None
            yield Measurement(metric, start, end, (end - start).total_seconds(), "s", source or None, of)
        else:
            found = list(self._values(row, start, end, day))
            if family.per == "exercise":
                name = self._table.cell(row, "activity_name") or "Exercise"
                seconds = (end - start).total_seconds() if end is not None else None
                yield Workout(start, name, seconds)
            elif not found:
                yield Skipped(where, "nothing was measured")
            yield from found

    def _values(
        self, row: Row, start: datetime, end: datetime | None, day: date
    ) -> Iterator[Measurement | Rejected | Skipped]:
        family, whole_day = self._family, None
        if family.per == "day" and start.time() == time():
            start, end = day_span(day)
            whole_day = day
        elif family.per in {"night", "day"}:
            whole_day = day
        device = self._table.cell(row, SOURCE) or None
        note = self._table.cell(row, family.note) or None
        if family.per == "exercise":
            note = self._table.cell(row, "activity_name") or None
        for column, (metric, unit, factor) in family.values.items():
            text = self._table.cell(row, column)
            if not text or text.casefold() in {"nan", "null", "n/a"}:
                continue
            try:
                value = number(text)
            except ValueError as problem:
                yield Rejected(self._table.where(row), f"{column}: {problem}", row.raw[:2000])
                continue
            if value is None:
                continue
            if reason := self._no_value(row, metric, value):
                yield Skipped(self._table.where(row), reason)
                continue
            said = column if family.noted else note
            yield Measurement(metric, start, end, value * factor, unit, device, whole_day, said)

    def _no_value(self, row: Row, metric: str, value: float) -> str:
        """Why a number stands for nothing measured; empty when it does not."""
        if metric == "recovery.spo2" and value == NOT_MEASURED_SPO2:
            return "50 %, which Fitbit writes where it could not measure"
        if metric == "other.stress_score" and self._table.cell(row, "status").casefold() != "ready":
            return "a day without a score"
        if metric == "recovery.resting_hr" and value == 0:
            return "a day without a resting heart rate"
        return ""

    def _stage(self, row: Row) -> str:
        stage = self._table.cell(row, "sleep_stage_type").casefold()
        if stage not in STAGES:
            raise ValueError(f"stage of sleep “{stage}” is not known")
        return STAGES[stage]

    def _moment(self, row: Row, column: str) -> datetime:
        """A time, in the offset of its own column where the table has one."""
        text = self._table.cell(row, column)
        moment = read_moment(text) or read_moment(text.removesuffix("+0000") + "Z")
        if moment is None:
            raise ValueError(f"“{text}” is not a time")
        which = "end" if column.endswith("_end") else "start"
        offset = self._table.cell(row, f"{which}_utc_offset") or self._table.cell(row, "utc_offset")
        if not offset or moment.tzinfo is None:
            return moment
        try:
            return moment.astimezone(zone(offset))
        except UsageError:
            raise ValueError(f"“{offset}” is no offset from UTC") from None


def _came_back(source: str) -> bool:
    return source.casefold().endswith("health connect")
