"""The layout of before: a row per workout, a block of columns per exercise, all exercises' columns of one name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from studio.core.records import Rejected, SetType, Skipped, Workout, WorkoutSet
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.stronglifts.body import BodyWeights
from studio.ingest.values.date_column import DateColumn, moment
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import Session, quantity, whole
from studio.ingest.values.units import KILOGRAMS

_EXERCISE = re.compile(r"exercise \d{1,3}")
_WEIGHT = re.compile(r"weight \((kg|lbs?)\)")
_SET = re.compile(r"set \d{1,3}")


@dataclass(frozen=True, slots=True)
class Block:
    """Places of an exercise's columns."""

    exercise: int
    weights: tuple[tuple[int, str], ...]
    """In kilograms and in pounds, of which either may be rounded."""
    sets: tuple[int, ...]
    """Repetitions, a column per set."""


def exercise_blocks(header: Sequence[str]) -> list[Block]:
    """The blocks of a header; empty where it is not of this layout."""
    starts = [place for place, name in enumerate(header) if _EXERCISE.fullmatch(name)]
    blocks: list[Block] = []
    for start, end in pairwise([*starts, len(header)]):
        inside = range(start + 1, end)
        weights = tuple((place, match[1]) for place in inside if (match := _WEIGHT.fullmatch(header[place])))
        sets = tuple(place for place in inside if _SET.fullmatch(header[place]))
        if weights and sets:
            blocks.append(Block(start, weights, sets))
    return blocks


class WorkoutRows:
    """The table, and what its header says."""

    def __init__(self, table: Table, days: DateColumn, weights: BodyWeights, notes: list[str]) -> None:
        self.table, self._days, self._weights, self._notes = table, days, weights, notes
        self._blocks = exercise_blocks(table.columns)
        numbers = [place for block in self._blocks for place in (*block.sets, *(place for place, _ in block.weights))]
        self._decimals = decimals_of(table, numbers)
        notes.append(self._decimals.note)

    def read(self) -> Iterator[Workout | Rejected | Skipped]:
        """Workouts row by row, each after its sets that were refused."""
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            try:
                self.table.check_width(row)
                at = moment(self._days.day(self.table.cell(row, "date")), "")
                self._weights.add(self.table, row, at, self._decimals)
            except ValueError as error:
                yield self.table.rejected(row, error)
                continue
            name = self.table.cell(row, "workout")
            session = Session(at, f"Workout {name}" if name else "StrongLifts")
            session.note(self.table.cell(row, "note") or self.table.cell(row, "notes"))
            yield from self._sets(row, session)
            if session.sets or session.notes:
                yield from session.items()
            elif not any(row.cells[place] for block in self._blocks for place in block.sets):
                yield Skipped(self.table.where(row), "a workout without a set")
        self._notes.append(f"{self.table.name}: workouts stand at midnight, as the export gives dates only.")

    def _sets(self, row: Row, session: Session) -> Iterator[Rejected]:
        for block in self._blocks:
            exercise = row.cells[block.exercise]
            for place in block.sets:
                if not row.cells[place]:
                    continue
                try:
                    if not exercise:
                        raise ValueError("no exercise")
                    reps = whole(self._decimals.number(row.cells[place]))
                    quantity("reps", reps)
                    kind: SetType = "failure" if reps == 0 else "working"
                    session.add(WorkoutSet(exercise, 1, kind, self._weight(row, block), reps))
                except ValueError as error:
                    yield self.table.rejected(row, f"{self.table.columns[place]}: {error}")

    def _weight(self, row: Row, block: Block) -> float | None:
        for place, unit in block.weights:
            if value := self._decimals.number(row.cells[place]):
                return quantity("weight", value, KILOGRAMS[unit])
        return None
