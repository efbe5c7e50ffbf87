"""The activity tables: a row a day, or a row a quarter-hour of the day that the file is named after."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, Table, number
from studio.ingest.formats.google_fit.columns import (
    ADDS_UP,
    CLOCK,
    DURATION,
    EVENING,
    LASTED,
    LEFT,
    LEFT_TO_POINTS,
    OF_A_DAY,
    POINTS_OF,
    VALUES,
)
from studio.ingest.values.dates import find_date, read_moment


class Activity:
    """What the tables of one export hold, and which of it is better read elsewhere.

    Args:
        points: Types of the data points that are read too.
        sleep_elsewhere: Whether sessions or data points tell the nights.
    """

    def __init__(self, points: Collection[str], *, sleep_elsewhere: bool) -> None:
        self.notes: list[str] = []
        self._left = {column for kind in points for column in LEFT_TO_POINTS.get(kind, ())}
        self._sleep_elsewhere = sleep_elsewhere
        self._columns: set[str] = set()
        self._covered: dict[date, str] = {}

    def learn(self, tables: Sequence[Table]) -> None:
        """Take note of the columns there are, before anything is read."""
        self._columns = {name for table in tables for name in table.columns if table.rows}
        self.notes += [table.note for table in tables if table.note]
        unknown = sorted(name for name in self._columns if not self._known(name))
        if unknown:
            self.notes.append(f"Columns that are not known were left out: {', '.join(unknown[:12])}.")

    def holds(self, kind: str) -> str:
        """Why data points of a type are not read: the tables hold the same; empty when they do not."""
        column = POINTS_OF.get(kind, "")
        return f"the activity tables hold the same under “{column}”" if column in self._columns else ""

    def quarters(self, table: Table, *, alone: bool) -> Iterator[Measurement | Rejected | Skipped]:
        """The quarter-hours of one day.

        Raises:
            InputError: it is the only file, and its name does not say which day it is of.
        """
        named = find_date(PurePosixPath(table.name).name)
        if named is None and alone:
            raise InputError(
                f"{table.name} gives times without a date: the day stands only in the name Google gave the file.",
                fix="Give the file its name back, such as 2024-05-01.csv.",
                code="date_unknown",
            )
        for row in table.rows:
            try:
                if named is None:
                    raise ValueError("times without a date: the file's name does not give the day")
                start, end = self._span(table, row, named.at.date())
            except (ValueError, OverflowError) as problem:
                yield _refused(table, row, problem)
                continue
            for item in self._cells(table, row, start, end, None):
                if isinstance(item, Measurement):
                    self._covered.setdefault(named.at.date(), table.name)
                yield item

    def days(self, table: Table) -> Iterator[Measurement | Rejected | Skipped]:
        """The totals of days whose quarter-hours were not read."""
        for row in table.rows:
            text = table.cell(row, "date")
            start = read_moment(text)
            if table.repeats_header(row):
                yield Skipped(table.where(row), "the header line once more")
            elif start is None or start != datetime.combine(start.date(), time()):
                yield _refused(table, row, ValueError(f"“{text}” is not a date"))
            elif start.date() in self._covered:
                yield Skipped(table.where(row), f"a total of the quarter-hours in {self._covered[start.date()]}")
            elif start.year > 9000:
                yield _refused(table, row, ValueError(f"there cannot be a record of the year {start.year}"))
            else:
                yield from self._cells(table, row, start, start + timedelta(days=1), start.date())

    def _cells(
        self, table: Table, row: Row, start: datetime, end: datetime, day: date | None
    ) -> Iterator[Measurement | Rejected | Skipped]:
        """A measurement for every value that is there; a row without any is skipped."""
        try:
            table.check_width(row)
            given = len(next(csv.reader([row.raw], delimiter=max(",;\t", key=row.raw.count)), []))
            if given < len(table.columns):
                raise ValueError(f"{given} values for {len(table.columns)} columns: which is which cannot be told")
        except (ValueError, csv.Error) as problem:
            yield _refused(table, row, problem)
            return
        found = False
        for column, text in zip(table.columns, row.cells, strict=False):
            meaning = self._meaning(column) if text else None
            if meaning is None:
                continue
            found = True
            metric, unit, factor = meaning
            try:
                value = (number(text) or 0.0) * factor
                if value < 0:
                    raise ValueError(f"{value:g} is below zero")
            except ValueError as problem:
                yield _refused(table, row, ValueError(f"{column}: {problem}"))
                continue
            if day is not None:
                metric = OF_A_DAY.get(metric, metric)
            of = _night(start) if day is None and metric.startswith("sleep.") else day
            yield Measurement(metric, start, end, value, unit, day=of)
        if not found:
            yield Skipped(table.where(row), "nothing was measured")

    def _meaning(self, column: str) -> tuple[str, str, float] | None:
        if column in self._left:
            return None
        if column in ADDS_UP or column in VALUES:
            return ADDS_UP.get(column) or VALUES.get(column)
        if not (lasted := DURATION.fullmatch(column)):
            return None
        slug = re.sub(r"[\W_]+", "_", lasted[1]).strip("_")
        metric = LASTED.get(lasted[1], f"other.{slug}_duration")
        return None if metric.startswith("sleep.") and self._sleep_elsewhere else (metric, "s", 0.001)

    def _known(self, column: str) -> bool:
        named = column in {"date", "start time", "end time", ""} or column in ADDS_UP or column in VALUES
        return named or bool(LEFT.fullmatch(column) or DURATION.fullmatch(column))

    def _span(self, table: Table, row: Row, day: date) -> tuple[datetime, datetime]:
        start = _at(day, table.cell(row, "start time"))
        end = _at(day, table.cell(row, "end time"))
        if (start.tzinfo is None) != (end.tzinfo is None):
            raise ValueError("only one of the times has an offset")
        return start, end if end > start else end + timedelta(days=1)


def _at(day: date, text: str) -> datetime:
    match = CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not a time")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    moment = datetime.combine(day, time(hour, minute, second))
    if match[4]:
        return moment.replace(tzinfo=UTC)
    if not match[5]:
        return moment
    away = timedelta(hours=int(match[6]), minutes=int(match[7]))
    return moment.replace(tzinfo=timezone(-away if match[5] == "-" else away))


def _night(start: datetime) -> date:
    return start.date() + timedelta(days=int(start.hour >= EVENING))


def _refused(table: Table, row: Row, problem: Exception) -> Rejected:
    return Rejected(table.where(row), str(problem), row.raw[:2000])
