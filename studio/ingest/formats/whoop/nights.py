"""Rows to measurements: the wake time of each cycle, from whichever file tells it, dates all that hangs on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, number
from studio.ingest.formats.whoop.columns import ACTIVITY, DAY, GPS, NAP, RECOVERY, SLEEP, Metrics, WhoopFile
from studio.ingest.values.dates import read_moment

USUAL_NIGHT = timedelta(hours=8)
"""How long after a cycle's start the person wakes up, where the export does not say when."""
DEVICE = "WHOOP"


@dataclass(frozen=True, slots=True)
class _Span:
    """What the measurements of a row have in common."""

    start: datetime
    end: datetime | None
    day: date
    note: str | None = None

    def measure(self, file: WhoopFile, row: Row, metrics: Metrics) -> Iterator[Measurement | Rejected]:
        """A measurement for every value that is there; one that is no number is refused alone."""
        if self.end is not None and self.end < self.start:
            raise ValueError(f"it ends at {self.end:%Y-%m-%d %H:%M}, before it starts")
        for column, (metric, unit, factor) in metrics.items():
            try:
                value = number(file.cell(row, column))
            except ValueError as error:
                yield Rejected(file.table.where(row), f"{column}: {error}", row.raw)
                continue
            if value is not None:
                yield Measurement(metric, self.start, self.end, value * factor, unit, DEVICE, self.day, self.note)


class Nights:
    """What cycles and sleeps tell the other rows: the zone, the wake time, and which numbers sleeps.csv has."""

    def __init__(self, files: Iterable[WhoopFile]) -> None:
        self._offsets: dict[str, str] = {}
        self._wakes: dict[str, tuple[WhoopFile, Row]] = {}
        self._measured: set[tuple[str, str]] = set()
        self._naps: set[tuple[str, ...]] = set()
        self._guessed = 0
        for file in sorted(files, key=lambda file: file.kind != "sleeps"):
            for row in file.table.rows:
                cycle = file.cell(row, "cycle start time")
                self._offsets.setdefault(cycle, file.cell(row, "cycle timezone"))
                if file.kind == "sleeps" and _is_nap(file, row):
                    self._naps.add(_sleep(file, row))
                elif file.kind in {"cycles", "sleeps"}:
                    if read_moment(file.cell(row, "wake onset")) and _sleep(file, row) not in self._naps:
                        self._wakes.setdefault(cycle, (file, row))
                    if file.kind == "sleeps":
                        self._measured |= {(cycle, column) for column in SLEEP if file.cell(row, column)}

    def notes(self) -> list[str]:
        """What had to be assumed, for the report."""
        if not self._guessed:
            return []
        return [
            "Journal answers of cycles of which no file says when you woke up stand on the day eight hours after the "
            f"cycle began; import the four files of an export together to have them right ({self._guessed})."
        ]

    def cycle(self, file: WhoopFile, row: Row) -> Iterator[Measurement | Rejected]:
        """Recovery at waking up, strain of the cycle, and what sleeps.csv does not say of its sleep."""
        cycle, offset = file.cell(row, "cycle start time"), self._offset(file, row)
        start = self._required(file, row, "cycle start time")
        day, woke = self._day(file, row, start), self._wake(file, row)
        yield from _Span(woke or start, None, day).measure(file, row, RECOVERY)
        if (skin := file.celsius(row)) is not None:
            yield Measurement("recovery.skin_temp", woke or start, None, skin, "celsius", DEVICE, day)
        yield from _Span(start, file.moment(row, "cycle end time", offset), day).measure(file, row, DAY)
        nap = _sleep(file, row) in self._naps and (cycle, "asleep duration min") not in self._measured
        rest = {name: to for name, to in SLEEP.items() if (cycle, name) not in self._measured and not nap}
        asleep = file.moment(row, "sleep onset", offset) or start
        yield from _Span(asleep, file.moment(row, "wake onset", offset), day).measure(file, row, rest)

    def sleep(self, file: WhoopFile, row: Row) -> Iterator[Measurement | Rejected]:
        """A night by its wake date, or a nap."""
        nap = file.flag(row, "nap")
        start = file.moment(row, "sleep onset", self._offset(file, row))
        if start is None:
            if nap:
                raise ValueError("a nap without a time")
            start = self._required(file, row, "cycle start time")
        end = file.moment(row, "wake onset", self._offset(file, row))
        usual = timedelta(0) if nap else USUAL_NIGHT
        day = (end or start + usual).date()
        yield from _Span(start, end, day).measure(file, row, NAP if nap else SLEEP)

    def workout(self, file: WhoopFile, row: Row) -> Iterator[Measurement | Rejected]:
        """An activity by the date it began."""
        start = self._required(file, row, "workout start time")
        end = file.moment(row, "workout end time", self._offset(file, row))
        note = file.cell(row, "activity name") or None
        yield from _Span(start, end, start.date(), note).measure(file, row, {**ACTIVITY, **GPS})

    def answer(self, file: WhoopFile, row: Row) -> Iterator[Measurement | Skipped]:
        """A yes or no to a question, by the wake date of its cycle."""
        question, answer = file.cell(row, "question text"), file.flag(row, "answered yes")
        slug = re.sub(r"[\W_]+", "_", question.casefold()).strip("_")
        if not slug:
            raise ValueError("no question")
        if answer is None:
            yield Skipped(file.table.where(row), "a question without an answer")
            return
        start = self._required(file, row, "cycle start time")
        woke = self._wake(file, row)
        self._guessed += woke is None
        day, moment = self._day(file, row, start), woke or start
        note = file.cell(row, "notes") or None
        yield Measurement(f"journal.{slug}", moment, None, float(answer), "bool", DEVICE, day, note)

    def _offset(self, file: WhoopFile, row: Row) -> str:
        return file.cell(row, "cycle timezone") or self._offsets.get(file.cell(row, "cycle start time"), "")

    def _required(self, file: WhoopFile, row: Row, column: str) -> datetime:
        moment = file.moment(row, column, self._offset(file, row))
        if moment is None:
            raise ValueError(f"no {column}")
        return moment

    def _wake(self, file: WhoopFile, row: Row) -> datetime | None:
        """When the person woke up in a row's cycle, in that cycle's zone."""
        night = self._wakes.get(file.cell(row, "cycle start time"))
        return None if night is None else night[0].moment(night[1], "wake onset", self._offset(*night))

    def _day(self, file: WhoopFile, row: Row, start: datetime) -> date:
        return (self._wake(file, row) or start + USUAL_NIGHT).date()


def _sleep(file: WhoopFile, row: Row) -> tuple[str, ...]:
    """What tells one sleep from another: cycles.csv sometimes gives the times of a nap for those of the night."""
    return tuple(file.cell(row, column) for column in ("cycle start time", "sleep onset", "wake onset"))


def _is_nap(file: WhoopFile, row: Row) -> bool:
    try:
        return bool(file.flag(row, "nap"))
    except ValueError:
        return False
