"""The rows of a training plan: what each plans, and what of it no number can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import PlannedSet, Skipped
from studio.ingest.files.tables import Row, Table
from studio.ingest.formats.plan.columns import PlanColumns
from studio.ingest.importer import ReadOptions
from studio.ingest.values.date_column import date_column
from studio.ingest.values.decimals import decimals_of
from studio.ingest.values.lifting import ASK_UNIT, quantity, whole
from studio.ingest.values.units import KILOGRAMS, METRES, read_duration

UNNAMED = "Training"
"""What a planned session without a name is called."""

_REST = re.compile(r"rest|rest day|day off|off|ruhetag|pause|-", re.IGNORECASE)
_LEAST = re.compile(r"(\d{1,5})\s*(?:(?:-|–|—|to)\s*\d{1,5}|\+)?\s*(?:(?:/|per\b|each\b|ea\b|a side)[\w .]*)?", re.I)
_HELD = r"s(?:ecs?|econds?)?|min(?:s|utes?)?"
_HELD_RANGE = re.compile(rf"(\d{{1,5}})\s*(?:{_HELD})?\s*(?:-|–|—|to)\s*\d{{1,5}}\s*({_HELD})\.?", re.IGNORECASE)
_CROSSED = re.compile(r"(\d{1,3})\s*[x×*]\s*(\S.*)", re.IGNORECASE)
_OPEN = re.compile(r"amrap|max|maximum|(?:to )?failure|all|-", re.IGNORECASE)
_WEIGHT = re.compile(r"([+-]?[\d.,]+)\s*(kgs?|lbs?)?", re.IGNORECASE)
_UNWEIGHED = re.compile(r"bw|body ?weight|-|.*%.*", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}.*")


class PlanRows:
    """One table of planned exercises.

    Args:
        table: The table.
        columns: What its columns hold.
        options: What the person said about it.
        notes: Gets a sentence about everything that was decided.

    Raises:
        InputError: weights without a unit (`unit_unknown`), or dates that could be read two ways (`date_order`).
    """

    def __init__(self, table: Table, columns: PlanColumns, options: ReadOptions, notes: list[str]) -> None:
        self._table, self._columns = table, columns
        dates = (_bare(table.cell(row, columns.date)) for row in table.rows)
        self._days = date_column(table.name, dates, options.date_order)
        notes += [table.note, self._days.note]
        numbers = (columns.weight, columns.distance, columns.rpe, columns.duration)
        self._decimals = decimals_of(table, (name for name in numbers if name))
        notes.append(self._decimals.note)
        self._unit = columns.weight_unit
        self._date = self._session = ""
        if any(self._lacks_unit(row) for row in table.rows):
            if not options.unit:
                raise InputError(f"{table.name} gives weights without a unit.", fix=ASK_UNIT, code="unit_unknown")
            self._unit = options.unit
            notes.append(f"{table.name} gives weights without a unit; they were read as {options.unit}.")

    def row(self, row: Row) -> Iterator[PlannedSet | Skipped]:
        """What one row plans.

        Raises:
            ValueError: it cannot be right.
        """
        date, session, exercise = (self._cell(row, name) for name in ("date", "session", "exercise"))
        if date:
            self._date, self._session = date, session
        self._session = session or self._session
        if not self._date:
            raise ValueError("no date")
        day = self._days.day(_bare(self._date))
        if not (session or exercise):
            raise ValueError("neither a session nor an exercise")
        if _REST.fullmatch(exercise or session):
            yield Skipped(self._table.where(row), "a day of rest")
            return
        remarks: list[str] = []
        sets, reps, seconds = self._sets_and_reps(row, remarks)
        yield PlannedSet(
            day,
            self._session or UNNAMED,
            exercise or None,
            sets,
            reps,
            self._weight(row, remarks),
            quantity("rpe", self._decimals.number(self._cell(row, "rpe").lstrip("@"))),
            self._distance(row),
            self._duration(row) or seconds,
            "; ".join(remark for remark in (*remarks, self._cell(row, "notes")) if remark) or None,
        )

    def _cell(self, row: Row, what: str) -> str:
        return self._table.cell(row, getattr(self._columns, what))

    def _sets_and_reps(self, row: Row, remarks: list[str]) -> tuple[int | None, int | None, float | None]:
        """How many sets, of how many repetitions or seconds."""
        sets, reps = self._cell(row, "sets"), self._cell(row, "reps") or self._cell(row, "crossed")
        if crossed := _CROSSED.fullmatch(reps) or _CROSSED.fullmatch(sets):
            sets, reps = crossed[1], crossed[2].strip()
        count = whole(quantity("reps", _least(sets, "sets", remarks)))
        if ranged := _HELD_RANGE.fullmatch(reps):
            remarks.append(f"reps: {reps}")
            reps = ranged[1] + ranged[2]
        if reps[-1:].isalpha() and not _OPEN.fullmatch(reps) and (held := read_duration(reps)[0]) is not None:
            return count, None, held
        return count, whole(quantity("reps", _least(reps, "reps", remarks))), None

    def _weight(self, row: Row, remarks: list[str]) -> float | None:
        text = self._cell(row, "weight")
        if _UNWEIGHED.fullmatch(text):
            remarks.append(text.strip("-"))
            return None
        found = _WEIGHT.fullmatch(text)
        if text and found is None:
            raise ValueError(f"“{text}” is not a weight")
        if found is None or not (value := self._decimals.number(found[1])):
            return None
        unit = (found[2] or self._table.cell(row, "weight unit") or self._table.cell(row, "unit")).casefold()
        unit = unit or self._columns.weight_unit or self._unit
        if unit not in KILOGRAMS:
            raise ValueError(f"unknown unit “{unit}”")
        return quantity("weight", value, KILOGRAMS[unit])

    def _lacks_unit(self, row: Row) -> bool:
        found = _WEIGHT.fullmatch(self._cell(row, "weight"))
        said = self._table.cell(row, "weight unit") or self._table.cell(row, "unit") or self._columns.weight_unit
        return found is not None and any(digit in "123456789" for digit in found[1]) and not (found[2] or said)

    def _distance(self, row: Row) -> float | None:
        value = self._decimals.number(self._cell(row, "distance"))
        unit = self._columns.distance_unit or self._table.cell(row, "distance unit").casefold()
        if value and unit not in METRES:
            raise ValueError(f"unknown unit “{unit}”" if unit else "a distance without a unit")
        return quantity("distance", value, METRES[unit]) if value else None

    def _duration(self, row: Row) -> float | None:
        text, factor = self._cell(row, "duration"), self._columns.seconds_each
        if factor and not text[-1:].isalpha():
            return quantity("seconds", self._decimals.number(text), factor)
        seconds, oddity = read_duration(text)
        if oddity:
            raise ValueError(f"“{text}” is not a duration")
        return quantity("seconds", seconds)


def _least(text: str, what: str, remarks: list[str]) -> float | None:
    """The number of a cell, or the least of a range; what a number cannot hold becomes a remark."""
    if not text:
        return None
    if _OPEN.fullmatch(text):
        remarks.append(f"{what}: {text}" if text != "-" else "")
        return None
    found = _LEAST.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}” is not a number of {what}")
    remarks.append("" if text.isdecimal() else f"{what}: {text}")
    return float(found[1])


def _bare(text: str) -> str:
    """A date without the midnight that spreadsheets write behind it."""
    return _TIME_OF_DAY.sub("", text)
