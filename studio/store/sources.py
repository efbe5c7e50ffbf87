"""Sources and rejects: where every record came from, and every line that was not taken."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import TzSource
from studio.core.records import Rejected
from studio.store.moments import join_moment

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = [
    """CREATE TABLE sources (
        id VARCHAR PRIMARY KEY, path VARCHAR, format VARCHAR, kind VARCHAR, file_hash VARCHAR, conversation VARCHAR,
        records BIGINT, pseudo_rows BIGINT, rejected BIGINT, duplicates BIGINT, people VARCHAR,
        first_utc TIMESTAMP, last_utc TIMESTAMP, tz VARCHAR, tz_source VARCHAR, imported_at TIMESTAMP, seconds DOUBLE)""",
    "CREATE TABLE rejects (source_id VARCHAR, ordinal BIGINT, place VARCHAR, reason VARCHAR, raw VARCHAR)",
]


@dataclass(frozen=True, slots=True)
class Source:
    """One export that was brought in."""

    source_id: str
    path: str
    format: str
    kind: str
    """`chat`, `journal` or `fitness`."""
    file_hash: str
    conversation: str | None
    records: int
    pseudo_rows: int
    rejected: int
    duplicates: int
    """Records that were in the store already."""
    people: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    tz: str
    tz_source: TzSource
    imported_at: datetime
    """Naive UTC."""
    seconds: float


class Sources:
    """The `sources` and `rejects` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, cursor: duckdb.DuckDBPyConnection, source: Source, rejects: Iterable[Rejected]) -> None:
        """Record a source and its rejects inside the caller's transaction; an earlier row of the same id is replaced."""
        utc = [m.astimezone(UTC).replace(tzinfo=None) if m else None for m in (source.first_at, source.last_at)]
        self.remove(cursor, source.source_id)
        cursor.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                source.source_id, source.path, source.format, source.kind, source.file_hash, source.conversation,
                source.records, source.pseudo_rows, source.rejected, source.duplicates,
                json.dumps(source.people, ensure_ascii=False), *utc, source.tz, source.tz_source,
                source.imported_at, source.seconds,
            ],
        )  # fmt: skip
        rows = [[source.source_id, n, r.where, r.reason, r.raw] for n, r in enumerate(rejects)]
        if rows:
            cursor.executemany("INSERT INTO rejects VALUES (?, ?, ?, ?, ?)", rows)

    def remove(self, cursor: duckdb.DuckDBPyConnection, source_id: str) -> None:
        """Forget a source and its rejects (not its records) inside the caller's transaction."""
        cursor.execute("DELETE FROM rejects WHERE source_id = ?", [source_id])
        cursor.execute("DELETE FROM sources WHERE id = ?", [source_id])

    def all(self) -> list[Source]:
        """Every source, in the order they were brought in."""
        return [_source(row) for row in self._store.rows("SELECT * FROM sources ORDER BY imported_at, id")]

    def get(self, source_id: str) -> Source | None:
        """One source by id, or by a prefix of it that only one has."""
        rows = self._store.rows("SELECT * FROM sources WHERE starts_with(id, ?)", [source_id])
        return _source(rows[0]) if len(rows) == 1 else None

    def rejects(self, source_id: str) -> list[Rejected]:
        """What was refused from a source, in file order."""
        rows = self._store.rows(
            "SELECT place, reason, raw FROM rejects WHERE source_id = ? ORDER BY ordinal", [source_id]
        )
        return [Rejected(*row) for row in rows]


def _source(row: tuple[Any, ...]) -> Source:
    values = list(row)
    tz = values[13]
    values[10] = tuple(json.loads(values[10]))
    values[11] = join_moment(values[11], tz)
    values[12] = join_moment(values[12], tz)
    return Source(*values)
