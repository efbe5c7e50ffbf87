"""Records inside of a `Correlation`: by Apple's word they also stand on their own, and count once."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from studio.core.records import Skipped
from studio.ingest.formats.apple_health.columns import BATCH, Columns
from studio.ingest.formats.apple_health.kinds import Kind


@dataclass(frozen=True, slots=True)
class Inner:
    """A record inside of a group."""

    number: int
    kind: Kind
    start: bytes
    end: bytes
    value: bytes
    mark: int


class Repeats:
    """Which records inside of groups were, or will be, seen outside of them as well.

    Of blood pressure and food, which stand in groups, eight bytes a record are remembered. One that is found nowhere
    else by the end of the file is a record of its own.
    """

    def __init__(self, columns: Columns, where: str) -> None:
        self._columns = columns
        self._where = where
        self._outside = array("q")
        self._inner: list[Inner] = []
        self._unmatched: list[Inner] = []
        self._count = 0

    @property
    def waiting(self) -> int:
        """Records inside of groups that were not looked up yet."""
        return len(self._inner)

    def add(self, code: int, start: str, end: str, value: str) -> None:
        """Take a record inside of a group."""
        row = start.encode("utf-8", "replace"), end.encode("utf-8", "replace"), value.encode("utf-8", "replace")
        kind = self._columns.table.kinds[code]
        self._inner.append(Inner(self._count, kind, *row, _mark(kind, *row)))
        self._count += 1

    def note(self) -> None:
        """Remember the rows that the columns hold, those that may stand in groups as well."""
        columns = self._columns
        kinds = columns.table.kinds
        if any(kind.grouped for kind in kinds):
            rows = zip(columns.codes, columns.starts, columns.ends, columns.values, strict=True)
            self._outside.extend(_mark(kinds[row[0]], *row[1:]) for row in rows if kinds[row[0]].grouped)

    def settle(self) -> Iterator[Skipped]:
        """Tell those that were seen outside of their group from those that were not yet."""
        import numpy as np

        marks = np.array([one.mark for one in self._inner], np.int64)
        seen = np.isin(marks, np.frombuffer(self._outside, np.int64)) if self._outside else np.zeros(len(marks), bool)
        for one, repeated in zip(self._inner, seen.tolist(), strict=True):
            if repeated or not one.kind.grouped or len(self._unmatched) >= BATCH:
                yield Skipped(
                    f"{self._where}: Correlation Record[{one.number}]", "inside a group, and once more on its own"
                )
            else:
                self._unmatched.append(one)
        self._inner = []

    def rest(self) -> Iterator[Skipped]:
        """At the end of the file: hand the columns what stood in groups only."""
        self._inner, self._unmatched = self._inner + self._unmatched, []
        yield from self.settle()
        for one in self._unmatched:
            code = self._columns.table.number(one.kind.type, one.kind.unit, one.kind.device)
            self._columns.add(code, one.start, one.end, one.value)
        if self._unmatched:
            self._columns.guesses["Records that stand in a group and not on their own as well"] += len(self._unmatched)
        self._unmatched = []


def _mark(kind: Kind, start: bytes, end: bytes, value: bytes) -> int:
    return hash((kind.type, kind.unit, kind.device, start, end, value))
