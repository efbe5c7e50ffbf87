"""Strong, a strength log: CSV with one row per set, in several dialects that the header line alone tells apart.

Columns are found by name. The weight unit stands in the column's name, in a column of its own, is the column's name,
or stands nowhere; then the person has to say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from studio.core.errors import InputError
from studio.core.records import Rejected, SetType, Skipped, Workout, WorkoutSet
from studio.ingest.dates import read_moment
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.tables import Row, Table, csv_members, header_and_row, number, read_table
from studio.ingest.units import KILOGRAMS, METRES, read_duration

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
_SET_TYPES: dict[str, SetType] = {
    "w": "warmup", "warm up": "warmup", "warmup": "warmup", "d": "drop", "drop set": "drop", "drop": "drop",
    "f": "failure", "failure": "failure", "normal": "working", "working": "working", "": "working",
}  # fmt: skip
_LIMITS = {"weight": (-500, 2000), "reps": (0, 10_000), "rpe": (0, 10), "distance": (0, 2e6), "seconds": (0, 864_000)}
_DISTANCE_BESIDE = {"kg": "km", "lb": "mi"}
_ASK_UNIT = "Say --unit kg or --unit lb, whichever the app was set to when you logged."


def sniff(export: Export) -> float:
    """How sure this is a Strong export: by the columns of its tables, never by its name."""
    ours = _members(export)
    return 0.98 * len(ours) / len(export.members()) if ours else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Workout | Rejected | Skipped | Facts]:
    """Workouts in the order of their first row, and before them what was refused or skipped.

    Raises:
        InputError: no such table, a damaged one, or weights without a unit (`unit_unknown`).
    """
    logs = [_Log(read_table(export, member), options) for member in _members(export)]
    if not logs:
        raise InputError(
            f"{export.name} is not a Strong export: no table with the columns Workout Name, Exercise Name, Set Order.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    for log in logs:
        yield from log.read()
    yield Facts(notes=tuple(note for log in logs for note in log.notes))


def _members(export: Export) -> list[str]:
    return [member for member in csv_members(export) if set(header_and_row(export, member)[0]) >= _REQUIRED]


@dataclass(slots=True)
class _Session:
    """A workout while its rows are gathered."""

    started_at: datetime
    name: str
    seconds: float | None = None
    notes: list[str] = field(default_factory=list)
    sets: list[WorkoutSet] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, one: WorkoutSet) -> None:
        self.counts[one.exercise] += 1
        self.sets.append(replace(one, index=self.counts[one.exercise]))

    def note(self, text: str) -> None:
        if text and text not in self.notes:
            self.notes.append(text)


class _Log:
    """One table and what its header says."""

    def __init__(self, table: Table, options: ReadOptions) -> None:
        self.table = table
        self.notes = [table.note] if table.note else []
        self._weight, self._weight_unit = table.measure("weight", KILOGRAMS)
        self._distance, self._distance_unit = table.measure("distance", METRES)
        self._duration = next((name for name in table.columns if "duration" in name), "")
        self._weight_unit = self._weight_unit or self._said_unit("weight unit", KILOGRAMS) or options.unit
        self._distance_unit = self._distance_unit or self._said_unit("distance unit", METRES)
        if not self._weight_unit and self._lacks_unit(self._weight, "weight unit"):
            raise InputError(f"{table.name} gives weights without a unit.", fix=_ASK_UNIT, code="unit_unknown")
        if not self._distance_unit and self._lacks_unit(self._distance, "distance unit"):
            self._distance_unit = _DISTANCE_BESIDE.get(self._weight_unit[:2], "")
            taken = f"read as {self._distance_unit}" if self._distance_unit else "left out: say --unit kg or --unit lb"
            self.notes.append(f"{table.name} gives distances without a unit; they were {taken}.")

    def read(self) -> Iterator[Workout | Rejected | Skipped]:
        """What was refused or skipped, row by row, then the workouts."""
        sessions: dict[tuple[str, ...], _Session] = {}
        odd: Counter[str] = Counter()
        for row in self.table.rows:
            order = " ".join(self.table.cell(row, "set order").split()).casefold()
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            try:
                self.table.check_width(row)
                session = self._session(row, sessions, odd)
                if order in _PSEUDO:
                    session.note(self.table.cell(row, "notes") if order == "note" else "")
                else:
                    session.add(self._set(row, order))
                session.note(self.table.cell(row, "workout notes"))
            except ValueError as error:
                yield Rejected(self.table.where(row), str(error), row.raw)
                continue
            if order in _PSEUDO:
                yield Skipped(self.table.where(row), _PSEUDO[order])
        self.notes += [f"{self.table.name}: {what} ({count})." for what, count in odd.items()]
        for session in sessions.values():
            if session.sets or session.notes:
                note = "\n".join(session.notes) or None
                yield Workout(session.started_at, session.name, session.seconds, note, tuple(session.sets))

    def _session(self, row: Row, sessions: dict[tuple[str, ...], _Session], odd: Counter[str]) -> _Session:
        date, name = self.table.cell(row, "date"), self.table.cell(row, "workout name")
        started_at = read_moment(date)
        if started_at is None:
            raise ValueError(f"“{date}” is not a date")
        number_in_file = self.table.cell(row, "workout #")
        key = ("#", number_in_file) if number_in_file else (date, name)
        if key not in sessions:
            sessions[key] = _Session(started_at, name)
        seconds, oddity = read_duration(self.table.cell(row, self._duration))
        sessions[key].seconds = seconds if sessions[key].seconds is None else sessions[key].seconds
        odd.update([oddity] if oddity else [])
        return sessions[key]

    def _set(self, row: Row, order: str) -> WorkoutSet:
        exercise = self.table.cell(row, "exercise name")
        if not exercise:
            raise ValueError("no exercise name")
        kind = _SET_TYPES.get(self.table.cell(row, "set type").casefold() if order.isdecimal() else order or "?")
        if kind is None:
            raise ValueError(f"unknown set order or type “{order}”")
        kilograms = self._unit(row, "weight unit", self._weight_unit, KILOGRAMS)
        metres = self._unit(row, "distance unit", self._distance_unit, METRES)
        reps = self._amount(row, "reps", "reps")
        if reps is not None and reps != int(reps):
            raise ValueError(f"{reps} is not a whole number of reps")
        return WorkoutSet(
            exercise,
            index=1,
            type=kind,
            weight_kg=self._amount(row, "weight", self._weight, kilograms),
            reps=None if reps is None else int(reps),
            rpe=self._amount(row, "rpe", "rpe"),
            distance_m=self._amount(row, "distance", self._distance, metres),
            seconds=self._amount(row, "seconds", "seconds"),
            note=self.table.cell(row, "notes") or None,
        )

    def _amount(self, row: Row, what: str, column: str, factor: float | None = 1.0) -> float | None:
        """A value in SI; None for a blank or a zero, which is how the app writes “nothing entered”."""
        value = number(self.table.cell(row, column))
        if not value or factor is None:
            return None
        low, high = _LIMITS[what]
        if not low <= value * factor <= high:
            raise ValueError(f"{what} {value:g} is out of range")
        return value * factor

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
