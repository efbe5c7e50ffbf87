"""A `chat.db` opened from a private copy: nothing of the original is touched, nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.ingest.files.access import damaged, told
from studio.ingest.importer import Export

if TYPE_CHECKING:
    import sqlite3

_PIECE = 1 << 20
_VALUE_LIMIT = 64 << 20
"""Bytes one text or blob may have."""
_STEPS = 1_000_000
_PATIENCE = 1_000
"""How many times `_STEPS` steps of SQLite's machine may pass without a row."""


class Database:
    """The tables of one `chat.db`; columns are asked for by name, and those the version lacks are None."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._waited = 0
        self._columns = {table: self._listed(table) for table in self._tables()}
        connection.set_progress_handler(self._impatient, _STEPS)

    def has(self, table: str, *columns: str) -> bool:
        """Whether it is a table (no view, nothing virtual) with all these columns."""
        return set(columns) <= self._columns.get(table, frozenset()) and table in self._columns

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Rows in the order of their ROWID, one at a time; missing columns are absent from them.

        Raises:
            InputError: the table is damaged.
        """
        there = ["ROWID", *(column for column in columns if column in self._columns[table])]
        before: int | None = None
        for row in self._select(f"SELECT {', '.join(there)} FROM {table} ORDER BY ROWID"):
            fields = dict(zip(there, row, strict=True))
            if before is not None and fields["ROWID"] <= before:
                raise damaged(self._where, f"its table {table} runs in a circle")
            before = fields["ROWID"]
            yield fields

    def pairs(self, table: str, by: str, value: str) -> Iterator[tuple[int, int]]:
        """Two number columns of a table that joins others, in the order of the first; none where it is missing."""
        if self.has(table, by, value):
            yield from self._select(
                f"SELECT {by}, {value} FROM {table} WHERE typeof({by}) = 'integer' AND typeof({value}) = 'integer' "
                f"ORDER BY {by}, {value}"
            )

    def _tables(self) -> list[str]:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        return [row[0] for row in self._select(sql)]

    def _listed(self, table: str) -> frozenset[str]:
        return frozenset(row[0] for row in self._select("SELECT name FROM pragma_table_info(?)", table))

    def _select(self, sql: str, *values: str) -> Iterator[Any]:
        with _said(self._where):
            self._waited = 0
            for row in self._connection.execute(sql, values):
                self._waited = 0
                yield row

    def _impatient(self) -> int:
        self._waited += 1
        return int(self._waited > _PATIENCE)


class Along:
    """Pairs read beside rows that come in the same order, so that neither is held in memory."""

    def __init__(self, pairs: Iterator[tuple[int, int]]) -> None:
        self._pairs = pairs
        self._next = next(pairs, None)

    def at(self, row: int) -> list[int]:
        """What is paired with a row; rows must be asked for in order."""
        found: list[int] = []
        while self._next is not None and self._next[0] <= row:
            if self._next[0] == row:
                found.append(self._next[1])
            self._next = next(self._pairs, None)
        return found


@contextmanager
def opened(export: Export, member: str) -> Iterator[Database]:
    """The database of an export, with what its write-ahead log adds.

    Raises:
        InputError: it is damaged, or no SQLite at all.
        StudioError: there is no room for the copy.
    """
    import sqlite3
    import tempfile
    from urllib.parse import quote

    where = member or export.name
    with tempfile.TemporaryDirectory(prefix="studio-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "chat.db"
        with export.open(member) as source:
            _copy(source, copy)
        log = _beside(export, member)
        if log is not None:
            with log:
                _copy(log, Path(folder) / "chat.db-wal")
        connection = None
        with _said(where):
            connection = sqlite3.connect(f"file:{quote(str(copy))}?mode=rw", uri=True, isolation_level=None)
        try:
            with _said(where):
                _distrust(connection)
                database = Database(connection, where)
            yield database
        finally:
            connection.close()


def _distrust(connection: sqlite3.Connection) -> None:
    import sqlite3

    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE_LIMIT)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in (
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "mmap_size = 0",
        "synchronous = OFF",
        "query_only = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _beside(export: Export, member: str) -> IO[bytes] | None:
    if not member:
        return export.beside("-wal")
    log = f"{member}-wal"
    return export.open(log) if log in export.members() else None


def _copy(source: IO[bytes], target: Path) -> None:
    with told(str(target)), target.open("wb") as copy:
        while piece := source.read(_PIECE):
            copy.write(piece)


@contextmanager
def _said(where: str) -> Iterator[None]:
    """Say in words what SQLite finds broken."""
    import sqlite3

    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        reason = "names in it are no text" if isinstance(problem, UnicodeDecodeError) else problem
        raise InputError(
            f"{where} is damaged: {reason}.",
            fix="Quit Messages, and copy chat.db together with chat.db-wal and chat.db-shm again.",
            code="damaged",
        ) from problem
