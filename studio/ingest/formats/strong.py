"""Strong, a strength log: CSV with one row per set, in several dialects that the header line alone tells apart.

Columns are found by name. The weight unit stands in the column's name, in a column of its own, is the column's name,
or stands nowhere; then the person has to say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from studio.core.errors import InputError
from studio.core.records import Rejected, Skipped, Workout, WorkoutSet
from studio.ingest.claims import share, strangers
from studio.ingest.files.tables import Row, Table, csv_members, header_and_row, read_table
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import ASK_UNIT, SET_TYPES, Session, Sessions, quantity, whole
from studio.ingest.values.units import KILOGRAMS, METRES, read_duration
from studio.ingest.values.written_times import written_time

NAME = "strong.v1"
LABEL = "Strong"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv",)
HOW_TO_EXPORT = (
    "In Strong open Profile, tap the gear for Settings, choose “Export Strong Data” (“Export Data” on Android) "
    "and save the .csv file it offers."
)
READS = "Workouts, sets with weight, reps, RPE, distance, time, notes."
LEAVES_OUT = "Rest timers; supersets, which the export does not hold."

_REQUIRED = {"date", "workout name", "exercise name", "set order"}
_PSEUDO = {"rest timer": "a rest timer", "note": "a note to the exercise, kept with the workout"}
_DISTANCE_BESIDE = {"kg": "km", "lb": "mi"}


def sniff(export: Export) -> float:
    """How sure this is a Strong export: by the columns of its tables, never by its name."""
    return 0.98 * share(export, _members(export))


def read(export: Export, options: ReadOptions) -> Iterator[Workout | Rejected | Skipped | Facts]:
    """What was refused, then workouts in the order of their first row, each after its rows that are no sets.

    Raises:
        InputError: no such table, a damaged one, or weights without a unit (`unit_unknown`).
    """
    members = _members(export)
    logs = [_Log(read_table(export, member), options) for member in members]
    if not logs:
        raise InputError(
            f"{export.name} is not a Strong export: no table with the columns Workout Name, Exercise Name, Set Order.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    for log in logs:
        yield from log.read()
    notes = [note for log in logs for note in log.notes if note]
    yield Facts(notes=(*notes, *strangers(export, members)))


def _members(export: Export) -> list[str]:
    return [member for member in csv_members(export) if set(header_and_row(export, member)[0]) >= _REQUIRED]


class _Log:
    """One table and what its header says."""

    def __init__(self, table: Table, options: ReadOptions) -> None:
        self.table = table
        self._weight, self._weight_unit = table.measure("weight", KILOGRAMS)
        self._distance, self._distance_unit = table.measure("distance", METRES)
        self._duration = next((name for name in table.columns if "duration" in name), "")
        self._decimals = decimals_of(table, (self._weight, self._distance, "reps", "rpe", "seconds"))
        self.notes = [table.note, self._decimals.note]
        self._weight_unit = self._weight_unit or self._said_unit("weight unit", KILOGRAMS)
        self._distance_unit = self._distance_unit or self._said_unit("distance unit", METRES)
        if not self._weight_unit and self._lacks_unit(self._weight, "weight unit"):
            if not options.unit:
                raise InputError(f"{table.name} gives weights without a unit.", fix=ASK_UNIT, code="unit_unknown")
            self.notes.append(f"{table.name} gives weights without a unit; they were read as {options.unit}.")
        self._weight_unit = self._weight_unit or options.unit
        if not self._distance_unit and self._lacks_unit(self._distance, "distance unit"):
            self._distance_unit = _DISTANCE_BESIDE.get(self._weight_unit[:2], "")
            taken = f"read as {self._distance_unit}" if self._distance_unit else "left out: say --unit kg or --unit lb"
            self.notes.append(f"{table.name} gives distances without a unit; they were {taken}.")

    def read(self) -> Iterator[Workout | Rejected | Skipped]:
        """What was refused or repeats the header, then the workouts."""
        sessions = Sessions()
        odd: Counter[str] = Counter()
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            try:
                self.table.check_width(row)
                self._take(row, self._session(row, sessions, odd))
            except ValueError as error:
                yield self.table.rejected(row, error)
        self.notes += [f"{self.table.name}: {what} ({count})." for what, count in odd.items()]
        yield from sessions.items()

    def _take(self, row: Row, session: Session) -> None:
        order = " ".join(self.table.cell(row, "set order").split()).casefold()
        if order in _PSEUDO:
            session.note(self.table.cell(row, "notes") if order == "note" else "")
            session.skip(self.table.where(row), _PSEUDO[order])
        else:
            session.add(self._set(row, order))
        session.note(self.table.cell(row, "workout notes"))

    def _session(self, row: Row, sessions: Sessions, odd: Counter[str]) -> Session:
        date, name = self.table.cell(row, "date"), self.table.cell(row, "workout name")
        started_at = _moment(date)
        number_in_file = self.table.cell(row, "workout #")
        session = sessions.at(("#", number_in_file) if number_in_file else (date, name), started_at, name)
        seconds, oddity = read_duration(self.table.cell(row, self._duration))
        session.seconds = seconds if session.seconds is None else session.seconds
        odd.update([oddity] if oddity else [])
        return session

    def _set(self, row: Row, order: str) -> WorkoutSet:
        exercise = self.table.cell(row, "exercise name")
        if not exercise:
            raise ValueError("no exercise name")
        tag = order.rstrip("0123456789") if order[:1].isalpha() else order
        kind = SET_TYPES.get(self.table.cell(row, "set type").casefold() if order.isdecimal() else tag or "?")
        if kind is None:
            raise ValueError(f"unknown set order or type “{order}”")
        kilograms = self._unit(row, "weight unit", self._weight_unit, KILOGRAMS)
        metres = self._unit(row, "distance unit", self._distance_unit, METRES)
        return WorkoutSet(
            exercise,
            index=1,
            type=kind,
            weight_kg=self._amount(row, "weight", self._weight, kilograms),
            reps=whole(self._amount(row, "reps", "reps")),
            rpe=self._amount(row, "rpe", "rpe"),
            distance_m=self._amount(row, "distance", self._distance, metres),
            seconds=self._amount(row, "seconds", "seconds"),
            note=self.table.cell(row, "notes") or None,
        )

    def _amount(self, row: Row, what: str, column: str, factor: float | None = 1.0) -> float | None:
        value = self._decimals.number(self.table.cell(row, column))
        return None if factor is None else quantity(what, value, factor)

    def _unit(self, row: Row, column: str, usual: str, factors: dict[str, float]) -> float | None:
        unit = self.table.cell(row, column).casefold() or usual
        if unit and unit not in factors:
            raise ValueError(f"unknown unit “{unit}”")
        return factors[unit] if unit else None

    def _said_unit(self, column: str, factors: dict[str, float]) -> str:
        """The unit that a unit column names, when it names only one."""
        said = {self.table.cell(row, column).casefold() for row in self.table.rows} & set(factors)
        return said.pop() if len(said) == 1 else ""

    def _lacks_unit(self, measure: str, column: str) -> bool:
        """Whether any row gives more than a zero of a measure, and no unit to it."""
        rows = (row for row in self.table.rows if not self.table.cell(row, column))
        return any(digit in "123456789" for row in rows for digit in self.table.cell(row, measure))


def _moment(text: str) -> datetime:
    try:
        return written_time(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date") from None
