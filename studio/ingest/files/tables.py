"""CSV exports as tables: the separator from the header line, columns by name, every row with its line and raw text."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from studio.core.errors import InputError
from studio.core.records import Rejected, Skipped
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.files.lines import whole_text
from studio.ingest.importer import Export

T = TypeVar("T")

TABLE_LIMIT = 128 << 20
"""Bytes of one table read at once; a lifetime of sets takes 10 MB."""

COLUMNS_LIMIT = 4096
"""Columns of a table; real ones have a hundred."""
CELLS_LIMIT = 10_000_000
"""Cells of a table read at once, a row counting for four more: some 700 MB when nearly all are filled."""

RAW_LIMIT = 2000
"""Characters kept of a row that is refused."""

_ROW_WEIGHS = 4
_REASON_LIMIT = 300
_CUT_OFF = "Export it again; the file may have been cut off or changed by an editor."
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table."""

    line: int
    """1-based line of the file on which the record starts."""
    cells: tuple[str, ...]
    """Values without surrounding blanks, as many as there are columns or more."""
    raw: str
    """The record as it stands in the file."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: folded column names and its rows."""

    name: str
    """Member or file name, for messages."""
    columns: tuple[str, ...]
    """Column names, folded by `fold`."""
    rows: tuple[Row, ...]
    note: str
    """What was guessed about its encoding; empty when nothing was."""

    def where(self, row: Row) -> str:
        """Where a row stands, such as `sleeps.csv:12`."""
        return f"{self.name}:{row.line}"

    def rejected(self, row: Row, reason: object) -> Rejected:
        """A row that is refused, with the beginning of its text."""
        said = str(reason)
        return Rejected(
            self.where(row), said if len(said) <= _REASON_LIMIT else said[:_REASON_LIMIT] + "…", row.raw[:RAW_LIMIT]
        )

    def each(self, read_row: Callable[[Row], Iterable[T]]) -> Iterator[T | Rejected | Skipped]:
        """What every row gives; a header once more is skipped, a row that cannot be right is refused whole."""
        for row in self.rows:
            if self.repeats_header(row):
                yield Skipped(self.where(row), "the header line once more")
                continue
            try:
                self.check_width(row)
                found = list(read_row(row))
            except (ValueError, OverflowError) as problem:
                yield self.rejected(row, problem)
            else:
                yield from found

    def cell(self, row: Row, column: str) -> str:
        """A row's value in a column; empty where the table has no such column."""
        return row.cells[self.columns.index(column)] if column in self.columns else ""

    def measure(self, what: str, factors: Container[str]) -> tuple[str, str]:
        """The column of a measure and the unit its name gives: `weight`, `weight (kg)`, or the unit alone."""
        for name in self.columns:
            rest = name.removeprefix(what).strip()
            unit = rest.strip("() ") if rest.startswith("(") else name
            if name == what or unit in factors:
                return name, unit if unit in factors else ""
        return "", ""

    def check_width(self, row: Row) -> None:
        """Whether a row has no more values than there are columns; more mean that its values have slipped.

        Raises:
            ValueError: it has more.
        """
        if any(row.cells[len(self.columns) :]):
            raise ValueError(f"{len(row.cells)} values for {len(self.columns)} columns")

    def repeats_header(self, row: Row) -> bool:
        """Whether a row is the header once more, as in files put together by hand."""
        return tuple(fold(cell) for cell in row.cells[: len(self.columns)]) == self.columns


def fold(name: str) -> str:
    """A column name for comparison: lower case, blanks (also no-break ones) collapsed, no byte-order mark."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def number(text: str) -> float | None:
    """A number with a decimal point or comma; None for a blank.

    Raises:
        ValueError: the text is no finite number.
    """
    plain = "".join(text.split())
    if not plain:
        return None
    point, comma = plain.rfind("."), plain.rfind(",")
    if comma > point:
        plain = plain.replace(".", "").replace(",", ".") if plain.count(",") == 1 else plain.replace(",", "")
    else:
        plain = plain.replace(",", "")
    value = float(plain) if _NUMBER.fullmatch(plain) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"“{text.strip()}” is not a number")
    return value


def csv_members(export: Export) -> list[str]:
    """The members that may be tables: the file itself, or what ends in `.csv`."""
    members = export.members()
    if members == [""]:
        return members
    return [name for name in members if name.casefold().endswith(".csv")]


def header_and_row(export: Export, member: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Folded column names and the first row of a member, from its first bytes; empty when it is no table."""
    return _start(export.head(member))


@lru_cache(maxsize=8)
def _start(head: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = list(_records(decode_head(head), limit=2))
    header = tuple(fold(cell) for cell in found[0].cells) if found else ()
    return header, found[1].cells if len(found) > 1 else ()


def read_table(export: Export, member: str) -> Table:
    """A member as a table.

    Raises:
        InputError: the member is larger than `TABLE_LIMIT`, not text, or its quotes never close.
    """
    name = member or export.name
    decoded = decode(whole_text(export, member, limit=TABLE_LIMIT), where=name)
    _check_size(decoded.text, name)
    try:
        records = list(_records(decoded.text))
    except csv.Error as error:
        raise InputError(
            f"{name} cannot be read as a table: {error}.",
            fix=_CUT_OFF,
            code="damaged",
        ) from None
    if not records:
        return Table(name, (), (), decoded.note)
    columns = tuple(fold(cell) for cell in records[0].cells)
    rows = tuple(_padded(row, len(columns)) for row in records[1:])
    return Table(name, columns, rows, decoded.note)


def _check_size(text: str, name: str) -> None:
    """Refuse what would take a hundred times its bytes: a few hundred columns and millions of rows are no export."""
    rows, separator = text.count("\n") + 1, _separator(text)
    columns = _header(text).count(separator) + 1
    if columns > COLUMNS_LIMIT:
        raise InputError(f"{name} has {columns:,} columns.", fix="Choose the file the app made.", code="damaged")
    if max(rows * columns, text.count(separator)) + rows * _ROW_WEIGHS > CELLS_LIMIT:
        raise InputError(
            f"{name} has {rows:,} lines, which is too many to read at once.",
            fix="Split it, and import the parts.",
            code="too_long",
        )


def _padded(row: Row, width: int) -> Row:
    missing = width - len(row.cells)
    return Row(row.line, row.cells + ("",) * missing, row.raw) if missing > 0 else row


def _records(text: str, limit: int | None = None) -> Iterator[Row]:
    """Records that hold anything, the header among them; a record that is one quoted line is opened once more."""
    taken: list[str] = []

    def feed() -> Iterator[str]:
        for line in _lines(text):
            taken.append(line)
            yield line

    separator = _separator(text)
    reader = csv.reader(feed(), delimiter=separator)
    line, found = 1, 0
    try:
        for cells in reader:
            raw, count = "".join(taken).rstrip("\r\n"), len(taken)
            taken.clear()
            cells = _opened(cells, separator)
            if any(cell.strip() for cell in cells) and not (found == 0 and _names_separator(cells, raw)):
                found += 1
                yield Row(line, tuple(cell.strip() for cell in cells), raw)
            line += count
            if found == limit:
                return
    except csv.Error:
        if limit is None:
            raise


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, one at a time: a copy of the whole text would take four bytes a character."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _opened(cells: list[str], separator: str) -> list[str]:
    """The values of a record that was quoted as a whole, as some exports of 2018 are; else the cells as they are."""
    if len(cells) == 1 and separator in cells[0] and "\n" not in cells[0] and "\r" not in cells[0]:
        return next(csv.reader([cells[0]], delimiter=separator), cells)
    return cells


def _names_separator(cells: Sequence[str], raw: str) -> bool:
    """Whether this is the line `sep=;` with which spreadsheets announce their separator."""
    return len(cells) <= 2 and raw.casefold().startswith("sep=")


def _separator(text: str) -> str:
    """The separator that the header line holds most of."""
    return max(_SEPARATORS, key=_header(text).count)


def _header(text: str) -> str:
    """The first line that names columns; empty when there is none."""
    named = (line for line in _lines(text) if line.strip() and not line.casefold().startswith("sep="))
    return next(named, "")
