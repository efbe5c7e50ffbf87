"""The sections of fitbit.com's table: titles, headers, and the lines under them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from studio.core.errors import InputError
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.files.tables import fold
from studio.ingest.importer import Export

_LIMIT = 32 << 20
TITLES = {"body", "foods", "activities", "sleep"}
_HEADERS = (
    {"date", "weight", "bmi", "fat"},
    {"date", "calories in"},
    {"date", "calories burned", "steps", "distance"},
    {"start time", "end time", "minutes asleep"},
)
_WIDEST = 64


@dataclass(frozen=True, slots=True)
class Line:
    """A line of values, with the section and the columns it stands under."""

    number: int
    cells: tuple[str, ...]
    raw: str
    section: str
    columns: tuple[str, ...]

    def cell(self, column: str) -> str:
        """The value in a column; empty where there is no such column."""
        return self.cells[self.columns.index(column)] if column in self.columns else ""


def is_account(head: bytes) -> bool:
    """Whether a file begins with a section of fitbit.com's table."""
    lines = [line for line in decode_head(head).splitlines() if line.strip(", \t\ufeff")][:2]
    if len(lines) < 2 or not _title(lines[0].split(",")[0]):
        return False
    columns = {fold(cell.strip('" ')) for cell in lines[1].split(",")}
    return any(columns >= header for header in _HEADERS)


def lines_of_table(export: Export, member: str) -> Iterator[Line]:
    """The lines of values.

    Raises:
        InputError: it is too long, or no text.
    """
    with export.open(member) as stream:
        raw = stream.read(_LIMIT + 1)
    if len(raw) > _LIMIT:
        raise InputError(f"{export.name} is too long.", fix="Export a month at a time.", code="too_long")
    section = ""
    columns: tuple[str, ...] = ()
    texts = decode(raw, where=member or export.name).text.splitlines(keepends=True)
    for n, text in enumerate(texts, 1):
        try:
            cells = tuple(cell.strip() for cell in next(csv.reader(io.StringIO(text)), []))
        except csv.Error:
            cells = (text.strip(),)
        if not any(cells):
            continue
        if not any(cells[1:]) and _title(cells[0]):
            section, columns = _title(cells[0]), ()
        elif not columns:
            columns = tuple(fold(cell) for cell in cells[:_WIDEST])
        else:
            padded = cells + ("",) * (len(columns) - len(cells))
            yield Line(n, padded, text.rstrip("\r\n"), section, columns)


def _title(text: str) -> str:
    title = fold(text.strip('" '))
    return title if title in TITLES or title.startswith("food log") else ""
