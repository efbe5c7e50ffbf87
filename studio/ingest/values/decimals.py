"""How a table writes its numbers: with a decimal point or a decimal comma, decided once for the whole table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from studio.ingest.files.tables import Table

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_MARKED = re.compile(r"[+-]?[\d.,]*[.,][\d.,]*")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_GROUPED = {
    ".": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?"),
    ",": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d*)?"),
}
"""Numbers with this decimal mark, thousands grouped by the other one or not."""


@dataclass(frozen=True, slots=True)
class Decimals:
    """The decimal mark of a table."""

    mark: str = "."
    """`.` or `,`, or empty when the table uses both."""
    note: str = ""
    """What was decided, for the import report; empty when there was nothing to decide."""

    def number(self, text: str) -> float | None:
        """A number as this table writes it; None for a blank.

        Raises:
            ValueError: the text is no finite number, or could be two.
        """
        plain = "".join(text.split())
        if not plain:
            return None
        if "," in plain or plain.count(".") > 1 or (self.mark != "." and "." in plain):
            plain = self._pointed(plain)
        value = float(plain) if _NUMBER.fullmatch(plain) else math.nan
        if not math.isfinite(value):
            raise ValueError(f"“{text.strip()}” is not a number")
        return value

    def _pointed(self, plain: str) -> str:
        """The number with a decimal point and without groups; empty when it is none."""
        if not self.mark and _EITHER.fullmatch(plain):
            raise ValueError(f"“{plain}” may have decimals or thousands: the table writes both ways")
        mark = self.mark if self.mark and _GROUPED[self.mark].fullmatch(plain) else _sure_mark(plain)
        if not mark or not _GROUPED[mark].fullmatch(plain):
            return ""
        return plain.replace("." if mark == "," else ",", "").replace(mark, ".")


def decimals_of(table: Table, columns: Iterable[str | int]) -> Decimals:
    """The decimal mark of a table, from all cells of its number columns.

    Args:
        table: The table.
        columns: Names or places of the columns that hold numbers; names it does not have are left out.
    """
    places = [column if isinstance(column, int) else _place(table, column) for column in columns]
    marked = {
        cell
        for row in table.rows
        for place in places
        if place >= 0 and ("," in (cell := row.cells[place]) or "." in cell) and _MARKED.fullmatch(cell)
    }
    commas = any("," in cell for cell in marked)
    marks = {_sure_mark(cell) for cell in marked} - {""}
    if len(marks) > 1:
        return Decimals("", f"{table.name} writes some decimals with a point and some with a comma.")
    if marks == {","}:
        return Decimals(",", f"{table.name} writes decimals with a comma.")
    return Decimals(".", f"{table.name} groups thousands with a comma." if commas else "")


def _place(table: Table, column: str) -> int:
    return table.columns.index(column) if column in table.columns else -1


def _sure_mark(cell: str) -> str:
    """The decimal mark of a number that can be read in one way only; else empty."""
    point, comma = cell.rfind("."), cell.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    mark, other = (".", ",") if point >= 0 else (",", ".")
    if cell.count(mark) > 1:
        return other
    return "" if _EITHER.fullmatch(cell) else mark
