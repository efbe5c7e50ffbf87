"""The table of sets, a row each: exercises carry no number, so one that comes twice is told by its runs of rows.

Units stand in the columns' names: `weight_kg` or `weight_lbs`, `distance_km` or `distance_miles`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from studio.core.errors import InputError
from studio.core.records import Rejected, Skipped, Workout, WorkoutSet
from studio.ingest.files.tables import Row, Table
from studio.ingest.importer import ReadOptions
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import ASK_UNIT, SET_TYPES, Session, Sessions, quantity, whole
from studio.ingest.values.units import KILOGRAMS, LONGEST_WORKOUT, METRES
from studio.ingest.values.written_times import written_time


class Log:
    """One table of sets."""

    def __init__(self, table: Table, options: ReadOptions, notes: list[str]) -> None:
        self.table = table
        self._notes = notes
        self._weights = _in_units(table, "weight", KILOGRAMS)
        self._distances = _in_units(table, "distance", METRES)
        if not self._weights and table.columns.count("weight"):
            if not options.unit:
                raise InputError(f"{table.name} gives weights without a unit.", fix=ASK_UNIT, code="unit_unknown")
            self._weights = [("weight", KILOGRAMS[options.unit])]
            notes.append(f"{table.name} gives weights without a unit; they were read as {options.unit}.")
        numbers = ("reps", "rpe", "duration_seconds", *(name for name, _ in (*self._weights, *self._distances)))
        self._decimals = decimals_of(table, numbers)
        notes.append(self._decimals.note)
        self._run: tuple[Session, str, str] | None = None
        self._last = -1

    def read(self) -> Iterator[Workout | Rejected | Skipped]:
        """What was refused, then the workouts."""
        sessions = Sessions()
        odd: Counter[str] = Counter()
        supersets = 0
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            try:
                self.table.check_width(row)
                session = self._session(row, sessions, odd)
                session.add(self._set(row, session))
            except ValueError as error:
                yield self.table.rejected(row, error)
                continue
            session.note(self.table.cell(row, "description"))
            supersets += self.table.cell(row, "superset_id") != ""
        self._notes += [f"{self.table.name}: {what} ({count})." for what, count in odd.items()]
        if supersets:
            self._notes.append(
                f"{self.table.name}: {supersets} sets were part of a superset; only their order is kept."
            )
        yield from sessions.items()

    def _session(self, row: Row, sessions: Sessions, odd: Counter[str]) -> Session:
        title, start, end = (self.table.cell(row, name) for name in ("title", "start_time", "end_time"))
        session = sessions.at((title, start), written_time(start), title)
        if session.seconds is None and end:
            seconds = _between(session.started_at, end)
            session.seconds = seconds if 0 < seconds <= LONGEST_WORKOUT else None
            odd.update(["rows with an end that cannot be right"] if session.seconds is None else [])
        return session

    def _set(self, row: Row, session: Session) -> WorkoutSet:
        exercise = self.table.cell(row, "exercise_title")
        if not exercise:
            raise ValueError("no exercise_title")
        said = self.table.cell(row, "set_type").casefold().replace("_", " ")
        if said not in SET_TYPES:
            raise ValueError(f"unknown set_type “{said}”")
        return WorkoutSet(
            exercise,
            index=1,
            type=SET_TYPES[said],
            weight_kg=self._first(row, "weight", self._weights),
            reps=whole(self._first(row, "reps", [("reps", 1.0)])),
            rpe=self._first(row, "rpe", [("rpe", 1.0)]),
            distance_m=self._first(row, "distance", self._distances),
            seconds=self._first(row, "seconds", [("duration_seconds", 1.0)]),
            note=self._note(row, session, exercise),
        )

    def _first(self, row: Row, what: str, columns: list[tuple[str, float]]) -> float | None:
        found = (quantity(what, self._decimals.number(self.table.cell(row, name)), factor) for name, factor in columns)
        return next((value for value in found if value is not None), None)

    def _note(self, row: Row, session: Session, exercise: str) -> str | None:
        """The note to an exercise, which every row of a run repeats, at the first of them."""
        note, index = self.table.cell(row, "exercise_notes"), self.table.cell(row, "set_index")
        place = int(index) if index.isdecimal() and len(index) < 9 else self._last + 1
        before, self._run = self._run, (session, exercise, note)
        again = before is not None and before[0] is session and before[1:] == (exercise, note) and place > self._last
        self._last = place
        return note if note and not again else None


def _in_units(table: Table, what: str, factors: dict[str, float]) -> list[tuple[str, float]]:
    """The columns of a measure with the unit in their name."""
    names = [name for name in table.columns if name.startswith(f"{what}_")]
    return [(name, factors[unit]) for name in names if (unit := name.removeprefix(f"{what}_")) in factors]


def _between(start: datetime, end: str) -> float:
    """Seconds from a start to an end; 0 where the end is no time, or only one of them has a zone."""
    try:
        return (written_time(end) - start).total_seconds()
    except (ValueError, TypeError):
        return 0.0
