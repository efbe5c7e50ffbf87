"""The table of exercise: a row per exercise and day, cardio with minutes and energy, strength with sets and reps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from studio.core.records import Measurement, Rejected, Skipped, Workout, WorkoutSet
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.myfitnesspal.meals import DEVICE
from studio.ingest.values.date_column import DateColumn, moment, whole_day
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import Session, Sessions, quantity, whole
from studio.ingest.values.units import KILOGRAMS, LONGEST_WORKOUT

_WEIGHTS = {"kilograms": KILOGRAMS["kg"], "pounds": KILOGRAMS["lb"]}
_NUMBERS = ("exercise calories", "exercise minutes", "sets", "reps per set", "steps", *_WEIGHTS)
_ADJUSTMENT = "calorie adjustment"
_MOST_SETS = 100


class Exercise:
    """The table, and what its header says."""

    def __init__(self, table: Table, days: DateColumn, notes: list[str]) -> None:
        self.table, self._days, self._notes = table, days, notes
        self._decimals = decimals_of(table, _NUMBERS)
        notes.append(self._decimals.note)

    def read(self) -> Iterator[Workout | Measurement | Rejected | Skipped]:
        """Cardio row by row with its energy and steps, then the strength training of each day."""
        strength = Sessions()
        counts: Counter[str] = Counter()
        for row in self.table.rows:
            if self.table.repeats_header(row):
                yield Skipped(self.table.where(row), "the header line once more")
                continue
            try:
                self.table.check_width(row)
                found = self._row(row, strength, counts)
            except (ValueError, OverflowError) as error:
                yield self.table.rejected(row, error)
            else:
                yield from found
        yield from strength.items()
        self._notes += [f"{self.table.name}: {what} ({count})." for what, count in counts.items()]
        self._notes.append(f"{self.table.name} gives dates only, so exercise stands at midnight.")

    def _row(self, row: Row, strength: Sessions, counts: Counter[str]) -> list[Workout | Measurement | Skipped]:
        day = self._days.day(self.table.cell(row, "date"))
        name = _unquoted(self.table.cell(row, "exercise"))
        numbers = {column: self._number(row, column) for column in _NUMBERS}
        if not name:
            raise ValueError("no exercise")
        note = self.table.cell(row, "note") or None
        found: list[Workout | Measurement | Skipped] = []
        adjusts = _ADJUSTMENT in name.casefold()
        energy = list(self._measured(day, name, numbers, "other.calorie_adjustment" if adjusts else "activity.energy"))
        if adjusts:
            counts.update(["calorie adjustments of a tracker, which are no workouts"])
            return [*energy] or [Skipped(self.table.where(row), "a calorie adjustment without numbers")]
        if self.table.cell(row, "type").casefold() == "strength" or numbers["sets"] or numbers["reps per set"]:
            sets = list(_sets(name, numbers, note))
            session: Session = strength.at((day.isoformat(),), moment(day, ""), "Strength training")
            for one in sets:
                session.add(one)
            counts.update(["rows of strength training give one number for all sets, so each set repeats it"])
        else:
            minutes = numbers["exercise minutes"] or 0
            if minutes * 60 > LONGEST_WORKOUT:
                raise ValueError(f"{minutes:g} minutes are more than a day")
            found.append(Workout(moment(day, ""), name, minutes * 60 or None, note))
        return [*found, *energy]

    def _measured(self, day: date, name: str, numbers: dict[str, float | None], energy: str) -> Iterator[Measurement]:
        start, end = whole_day(day)
        for metric, unit, value in (
            (energy, "kcal", numbers["exercise calories"]),
            ("move.steps", "count", numbers["steps"]),
        ):
            if value:
                yield Measurement(metric, start, end, value, unit, DEVICE, day, name)

    def _number(self, row: Row, column: str) -> float | None:
        value = self._decimals.number(self.table.cell(row, column))
        if value is not None and value < 0 and column != "exercise calories":
            raise ValueError(f"{column} {value:g} is less than nothing")
        return value


def _sets(name: str, numbers: dict[str, float | None], note: str | None) -> Iterator[WorkoutSet]:
    """As many sets as the row counts, each with the row's repetitions and weight; the note stands at the first."""
    many = whole(numbers["sets"]) or 1
    if many > _MOST_SETS:
        raise ValueError(f"{many} sets are more than {_MOST_SETS}")
    weight = next(
        (quantity("weight", numbers[unit], factor) for unit, factor in _WEIGHTS.items() if numbers[unit]), None
    )
    reps = whole(quantity("reps", numbers["reps per set"]))
    for index in range(many):
        yield WorkoutSet(name, index + 1, weight_kg=weight, reps=reps, note=None if index else note)


def _unquoted(name: str) -> str:
    """A name without the quotation marks that newer exports put around it."""
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] == '"' else name
