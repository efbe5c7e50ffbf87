"""FitNotes, a strength log: CSV with one row per set and a date without time, and the CSV of its body tracker.

Units stand in columns of their own, in older files in the column's name. A workout is a day, as the app has no other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout, WorkoutSet
from studio.ingest.claims import share, strangers, tables_by_kind
from studio.ingest.files.tables import Row, Table, read_table
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.body import body_metric
from studio.ingest.values.date_column import DateColumn, date_column, moment
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import ASK_UNIT, SET_TYPES, Sessions, quantity, whole
from studio.ingest.values.units import KILOGRAMS, METRES, read_duration

NAME = "fitnotes.v1"
LABEL = "FitNotes"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv",)
HOW_TO_EXPORT = (
    "In FitNotes open the menu ⋮ and Settings, choose “Spreadsheet Export” for the workouts and for the body tracker, "
    "and save the .csv files; the .fitnotes backup is not read."
)
READS = "Sets by day with weight, reps, distance, time, comments; categories; body tracker."
LEAVES_OUT = "Times of day, names and durations of workouts, which the export does not hold."

_SETS = {"date", "exercise", "category", "reps"}
_SIGNS = {"weight unit", "weight (kgs)", "weight (lbs)", "weight (kg)", "distance unit"}
_BODY = {"date", "time", "measurement", "value", "unit"}
_MEASURES = re.compile(r"[wrdt]{1,4}")
"""A kind in which the app for iOS names what a set has: weight, reps, distance, time."""
_HEADER = "the header line once more"
_UNTIMED = "the export gives dates only, so each workout stands at midnight and its time of day is not known"
WORKOUT = "Workout"
"""What each workout is called; a name from its content would change with the next export of the same day."""


def sniff(export: Export) -> float:
    """How sure this is a FitNotes export: by the columns of its tables, never by its name."""
    return 0.96 * share(export, tables_by_kind(export, _kind))


def read(export: Export, options: ReadOptions) -> Iterator[Workout | Measurement | Rejected | Skipped | Facts]:
    """Workouts by day, and the body tracker row by row.

    Raises:
        InputError: no such table, a damaged one, weights without a unit (`unit_unknown`), or dates that could be read
            two ways (`date_order`).
    """
    members = tables_by_kind(export, _kind)
    if not members:
        raise InputError(
            f"{export.name} is not a FitNotes export: no table with the columns Date, Exercise, Category, Reps.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    notes = strangers(export, members)
    for member, kind in members.items():
        table = read_table(export, member)
        days = date_column(table.name, (table.cell(row, "date") for row in table.rows), options.date_order)
        notes += [table.note, days.note]
        yield from (_Sets(table, days, options, notes) if kind == "sets" else _Body(table, days, notes)).read()
    yield Facts(notes=tuple(note for note in notes if note))


def _kind(header: tuple[str, ...]) -> str:
    columns = set(header)
    if columns >= _SETS and columns & _SIGNS:
        return "sets"
    return "body" if columns >= _BODY else ""


class _Body:
    """The table of the body tracker: one measure a row."""

    def __init__(self, table: Table, days: DateColumn, notes: list[str]) -> None:
        self.table, self._days = table, days
        self._decimals = decimals_of(table, ("value",))
        notes.append(self._decimals.note)

    def read(self) -> Iterator[Measurement | Rejected | Skipped]:
        for row in self.table.rows:
            try:
                yield Skipped(self.table.where(row), _HEADER) if self.table.repeats_header(row) else self._row(row)
            except ValueError as error:
                yield self.table.rejected(row, error)

    def _row(self, row: Row) -> Measurement:
        self.table.check_width(row)
        date, clock, name, value, unit = (
            self.table.cell(row, column) for column in ("date", "time", "measurement", "value", "unit")
        )
        day, amount = self._days.day(date), self._decimals.number(value)
        if amount is None:
            raise ValueError("no value")
        what = body_metric(name, unit)
        at, comment = moment(day, clock), self.table.cell(row, "comment") or None
        return Measurement(what.metric, at, None, what.value(amount), what.unit, LABEL, day, comment)


class _Sets:
    """The table of sets."""

    def __init__(self, table: Table, days: DateColumn, options: ReadOptions, notes: list[str]) -> None:
        self.table, self._days, self._notes = table, days, notes
        named = {f"weight ({unit})": unit for unit in KILOGRAMS} | {"weight": ""}
        self._weights = [(name, named[name]) for name in table.columns if name in named]
        self._decimals = decimals_of(table, ("reps", "distance", *(name for name, _ in self._weights)))
        notes.append(self._decimals.note)
        self._said = options.unit
        if any(self._lacks_unit(row) for row in table.rows):
            if not self._said:
                raise InputError(f"{table.name} gives weights without a unit.", fix=ASK_UNIT, code="unit_unknown")
            notes.append(f"{table.name} gives weights without a unit; they were read as {self._said}.")

    def read(self) -> Iterator[Workout | Rejected | Skipped]:
        """What was refused, then the workouts."""
        sessions = Sessions()
        odd: Counter[str] = Counter()
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), _HEADER)
                continue
            try:
                self.table.check_width(row)
                day = self._days.day(self.table.cell(row, "date"))
                one = self._set(row, odd)
                session = sessions.at((day.isoformat(),), moment(day, ""), WORKOUT)
                session.add(one)
            except ValueError as error:
                yield self.table.rejected(row, error)
                continue
            session.label(self.table.cell(row, "category"))
        self._notes.append(f"{self.table.name}: {_UNTIMED}.")
        self._notes += [f"{self.table.name}: {what} ({count})." for what, count in odd.items()]
        yield from sessions.items()

    def _set(self, row: Row, odd: Counter[str]) -> WorkoutSet:
        exercise = self.table.cell(row, "exercise")
        if not exercise:
            raise ValueError("no exercise")
        said = self.table.cell(row, "kind").casefold()
        kind = SET_TYPES.get("" if _MEASURES.fullmatch(said) else said)
        odd.update([] if kind else ["sets of a kind that is not known, read as working sets"])
        seconds, oddity = read_duration(self.table.cell(row, "time"))
        odd.update([oddity] if oddity else [])
        return WorkoutSet(
            exercise,
            index=1,
            type=kind or "working",
            weight_kg=next((kilograms for name in self._weights if (kilograms := self._weight(row, *name))), None),
            reps=whole(quantity("reps", self._decimals.number(self.table.cell(row, "reps")))),
            distance_m=self._distance(row),
            seconds=quantity("seconds", seconds),
            note=self.table.cell(row, "comment") or self.table.cell(row, "notes") or None,
        )

    def _weight(self, row: Row, column: str, unit: str) -> float | None:
        value = self._decimals.number(self.table.cell(row, column))
        unit = unit or self.table.cell(row, "weight unit").casefold() or self._said
        if value and unit not in KILOGRAMS:
            raise ValueError(f"unknown unit “{unit}”")
        return quantity("weight", value, KILOGRAMS[unit]) if value else None

    def _distance(self, row: Row) -> float | None:
        value = self._decimals.number(self.table.cell(row, "distance"))
        unit = self.table.cell(row, "distance unit").casefold()
        if value and unit not in METRES:
            raise ValueError(f"unknown unit “{unit}”" if unit else "a distance without a unit")
        return quantity("distance", value, METRES[unit]) if value else None

    def _lacks_unit(self, row: Row) -> bool:
        weight = self.table.cell(row, "weight")
        return any(digit in "123456789" for digit in weight) and not self.table.cell(row, "weight unit")
