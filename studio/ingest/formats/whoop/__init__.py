"""WHOOP: a zip or folder of four CSV files about cycles, sleeps, activities and journal answers.

The files and their headers are in the language of the app, in the order of the English ones: columns are found by
their English names, else by their place. A cycle runs from falling asleep to falling asleep; the lived day of all that
hangs on it is the date on which the person woke up in it, not the date on which it began.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.dates import read_moment
from studio.ingest.formats.whoop.columns import (
    ACTIVITY,
    DAY,
    LAYOUTS,
    NAP,
    RECOVERY,
    SLEEP,
    Metrics,
    WhoopFile,
    kind_of,
    plain,
)
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.tables import Row, csv_members, header_and_row, number, read_table

NAME = "whoop.v1"
LABEL = "WHOOP"
KIND: ExportKind = "fitness"
EXTENSIONS = (".zip", ".csv")
HOW_TO_EXPORT = (
    "In the WHOOP app open the menu, choose “Export WHOOP Data” (in other versions More → App Settings → Data Export) "
    "and “Create Export”; within a day an e-mail brings a .zip, which you can give here as it is."
)
READS = "Recovery, sleep, naps, strain, activities, journal answers, each by the day you woke up."
LEAVES_OUT = "Heart-rate traces, which this export does not hold."

USUAL_NIGHT = timedelta(hours=8)
"""How long after a cycle's start the person wakes up, where the export does not say when."""
DEVICE = "WHOOP"


def sniff(export: Export) -> float:
    """How sure this is a WHOOP export: by the columns of its tables, in any language."""
    members = csv_members(export)
    kinds = [kind for member in members if (kind := kind_of(*header_and_row(export, member)))]
    return 0.97 * len(kinds) / len(export.members()) if kinds else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Measurement | Rejected | Skipped | Facts]:
    """Measurements of the cycles, then sleeps, activities and journal answers, each in file order.

    Raises:
        InputError: none of the tables is one of WHOOP's, or one is damaged.
    """
    files: list[WhoopFile] = []
    for member in csv_members(export):
        header, first = header_and_row(export, member)
        if kind := kind_of(header, first):
            files.append(WhoopFile(kind, read_table(export, member), plain(header)))
    if not files:
        raise InputError(f"{export.name} is not a WHOOP export.", fix=HOW_TO_EXPORT, code="not_recognised")
    files.sort(key=lambda file: list(LAYOUTS).index(file.kind))
    nights = _Nights(files)
    readers = {"cycles": nights.cycle, "sleeps": nights.sleep, "workouts": nights.workout, "journal": nights.answer}
    for file in files:
        for row in file.table.rows:
            try:
                if file.table.repeats_header(row):
                    yield Skipped(file.table.where(row), "the header line once more")
                else:
                    file.table.check_width(row)
                    yield from readers[file.kind](file, row)
            except (ValueError, OverflowError) as error:
                yield Rejected(file.table.where(row), str(error), row.raw)
    yield Facts(notes=tuple(file.table.note for file in files if file.table.note))


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


class _Nights:
    """What cycles and sleeps tell the other rows: the zone, the wake time, and which numbers sleeps.csv has."""

    def __init__(self, files: Iterable[WhoopFile]) -> None:
        self._offsets: dict[str, str] = {}
        self._wakes: dict[str, tuple[WhoopFile, Row]] = {}
        self._measured: set[tuple[str, str]] = set()
        for file in files:
            for row in file.table.rows:
                cycle = file.cell(row, "cycle start time")
                self._offsets.setdefault(cycle, file.cell(row, "cycle timezone"))
                if file.kind == "cycles" or (file.kind == "sleeps" and not _is_nap(file, row)):
                    if read_moment(file.cell(row, "wake onset")):
                        self._wakes.setdefault(cycle, (file, row))
                    if file.kind == "sleeps":
                        self._measured |= {(cycle, column) for column in SLEEP if file.cell(row, column)}

    def cycle(self, file: WhoopFile, row: Row) -> Iterator[Measurement | Rejected]:
        """Recovery at waking up, strain of the cycle, and what sleeps.csv does not say of its sleep."""
        cycle, offset = file.cell(row, "cycle start time"), self._offset(file, row)
        start = self._required(file, row, "cycle start time")
        day, woke = self._day(file, row, start), self._wake(file, row)
        yield from _Span(woke or start, None, day).measure(file, row, RECOVERY)
        yield from _Span(start, file.moment(row, "cycle end time", offset), day).measure(file, row, DAY)
        rest = {name: to for name, to in SLEEP.items() if (cycle, name) not in self._measured}
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
        yield from _Span(start, end, start.date(), note).measure(file, row, ACTIVITY)

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
        day, moment = self._day(file, row, start), self._wake(file, row) or start
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


def _is_nap(file: WhoopFile, row: Row) -> bool:
    try:
        return bool(file.flag(row, "nap"))
    except ValueError:
        return False
