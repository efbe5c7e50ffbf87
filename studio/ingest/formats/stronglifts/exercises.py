"""The layout of now: a row per exercise, a pair of columns per set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from studio.core.records import Rejected, SetType, Skipped, Workout, WorkoutSet
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.stronglifts.body import BodyWeights
from studio.ingest.values.date_column import DateColumn, moment
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import Session, Sessions, quantity, whole
from studio.ingest.values.units import KILOGRAMS, LONGEST_WORKOUT, read_duration

_SET = re.compile(r"set (\d{1,3}) ?\((reps|kg|lbs?)\)")
_TIMED = re.compile(r"(\d{1,3})[x×](.+)")
_MOST_SETS = 100


def set_columns(header: Sequence[str]) -> list[tuple[int, dict[str, int]]]:
    """Set numbers in order, each with the places of its `reps` and of its weight by unit; empty without both."""
    sets: dict[int, dict[str, int]] = {}
    for place, name in enumerate(header):
        if match := _SET.fullmatch(name):
            sets.setdefault(int(match[1]), {}).setdefault(match[2], place)
    return sorted((number, places) for number, places in sets.items() if "reps" in places and len(places) > 1)


class ExerciseRows:
    """The table, and what its header says."""

    def __init__(self, table: Table, days: DateColumn, weights: BodyWeights, notes: list[str]) -> None:
        self.table, self._days, self._weights, self._notes = table, days, weights, notes
        self._sets = set_columns(table.columns)
        self._date = next(name for name in table.columns if name.startswith("date"))
        places = [place for _, columns in self._sets for place in columns.values()]
        bodily = [name for name in table.columns if name.startswith("body weight")]
        self._decimals = decimals_of(table, [*places, *bodily, "duration (hours)"])
        notes.append(self._decimals.note)
        self._untimed = 0
        self._workout = ("", "", "", "")

    def read(self) -> Iterator[Workout | Rejected | Skipped]:
        """What was refused, then the workouts."""
        sessions = Sessions()
        odd: Counter[str] = Counter()
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            try:
                self.table.check_width(row)
                session = self._session(row, sessions, odd)
            except ValueError as error:
                yield self.table.rejected(row, error)
                continue
            yield from self._row(row, session)
        if self._untimed:
            self._notes.append(f"{self.table.name}: workouts without a start time stand at midnight ({self._untimed}).")
        self._notes += [f"{self.table.name}: {what} ({count})." for what, count in odd.items()]
        yield from sessions.items()

    def _session(self, row: Row, sessions: Sessions, odd: Counter[str]) -> Session:
        if not self.table.cell(row, "exercise"):
            raise ValueError("no exercise")
        if any(said := [self.table.cell(row, column) for column in (self._date, "workout", "workout name")]):
            self._workout = (said[0], said[1], said[2], self.table.cell(row, "start time (h:mm)"))
        else:
            odd.update(["rows without a date, which go on with the workout above"])
        date, number, name, clock = self._workout
        at = moment(self._days.day(date), clock)
        new = sessions.at((date, number, name, clock), at, name or "StrongLifts")
        if not new.sets and not new.skipped:
            self._untimed += not clock
            new.seconds = self._seconds(row, odd)
        self._weights.add(self.table, row, at, self._decimals)
        new.note(self.table.cell(row, "notes") or self.table.cell(row, "note"))
        return new

    def _row(self, row: Row, session: Session) -> Iterator[Rejected]:
        """The sets of a row; one that cannot be right is refused alone."""
        exercise = self.table.cell(row, "exercise")
        done = re.split(r"/", self.table.cell(row, "sets×reps") or self.table.cell(row, "setsxreps"))
        given = 0
        for place, (number, columns) in enumerate(self._sets):
            if not row.cells[columns["reps"]]:
                continue
            given += 1
            try:
                reps = whole(self._decimals.number(row.cells[columns["reps"]]))
                if reps == 0 and len(done) > place and done[place].strip() == "-":
                    session.skip(self.table.where(row), f"set {number} of {exercise} was not done")
                    continue
                quantity("reps", reps)
                kind: SetType = "failure" if reps == 0 else "working"
                session.add(WorkoutSet(exercise, 1, kind, self._weight(row, columns), reps))
            except ValueError as error:
                yield self.table.rejected(row, f"set {number}: {error}")
        if not given:
            yield from self._timed(row, session, exercise)

    def _timed(self, row: Row, session: Session, exercise: str) -> Iterator[Rejected]:
        """Sets by time, of which only the number and the length stand in the row."""
        text = self.table.cell(row, "sets×time") or self.table.cell(row, "setsxtime")
        match = _TIMED.fullmatch(text.replace(" ", ""))
        seconds = read_duration(match[2])[0] if match and not match[2].isdecimal() else None
        if match and seconds and int(match[1]) <= _MOST_SETS:
            for _ in range(int(match[1])):
                session.add(WorkoutSet(exercise, 1, seconds=seconds))
        elif text:
            yield self.table.rejected(row, f"“{text}” does not say how long the sets took")
        else:
            session.skip(self.table.where(row), f"{exercise} without a set")

    def _weight(self, row: Row, columns: dict[str, int]) -> float | None:
        for unit, place in columns.items():
            if unit != "reps" and (value := self._decimals.number(row.cells[place])):
                return quantity("weight", value, KILOGRAMS[unit])
        return None

    def _seconds(self, row: Row, odd: Counter[str]) -> float | None:
        hours = self._decimals.number(self.table.cell(row, "duration (hours)"))
        if not hours or hours < 0:
            return None
        if hours * 3600 > LONGEST_WORKOUT:
            odd.update(["workouts left running for more than a day, so how long they took is not known"])
            return None
        return float(round(hours * 3600))
