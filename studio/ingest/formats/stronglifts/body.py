"""Body weight, which the app repeats with every workout until the person changes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from studio.core.records import Measurement
from studio.ingest.files.tables import Row, Table
from studio.ingest.values.body import body_metric
from studio.ingest.values.decimals import Decimals

_COLUMN = re.compile(r"body weight(?:\s*\((kg|lbs?)\))?")
_CELL = re.compile(r"([\d.,]+)\s*(kg|lbs?)?")


class BodyWeights:
    """Body weights by workout."""

    def __init__(self) -> None:
        self._seen: dict[datetime, float] = {}

    def __bool__(self) -> bool:
        return bool(self._seen)

    def add(self, table: Table, row: Row, at: datetime, decimals: Decimals) -> None:
        """The body weight of a row, of whose columns the first that holds one counts.

        Raises:
            ValueError: it is no weight, or has no unit.
        """
        for name in table.columns:
            column = _COLUMN.fullmatch(name)
            text = table.cell(row, name).casefold() if column else ""
            if column is None or not text or not text.strip("0., "):
                continue
            cell = _CELL.fullmatch(text)
            amount = decimals.number(cell[1]) if cell else None
            if cell is None or amount is None:
                raise ValueError(f"“{text}” is not a body weight")
            self._seen.setdefault(at, body_metric("weight", cell[2] or column[1] or "").value(amount))
            return

    def changes(self) -> Iterator[Measurement]:
        """A measurement for the first weight and for each that differs from the one before, in order of time."""
        before = None
        for at, kilograms in sorted(self._seen.items()):
            if kilograms != before:
                yield Measurement("body.weight", at, None, kilograms, "kg", "StrongLifts", at.date())
            before = kilograms
