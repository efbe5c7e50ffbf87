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
        first_utc TIMESTAMP, last_utc TIMESTAMP, tz VARCHAR, tz_source VARCHAR, imported_at TIMESTAMP, seconds DOUBLE,
        notes VARCHAR)""",
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
    """Records the export holds: messages, notes, measurements, sets, and workouts that list no set."""
    pseudo_rows: int
    """Rows that carry no record of their own, such as rest timers."""
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
    notes: tuple[str, ...] = ()
    """Plain sentences about what was decided or guessed while reading it."""


class Sources:
    """The `sources` and `rejects` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, cursor: duckdb.DuckDBPyConnection, source: Source, rejects: Iterable[Rejected]) -> None:
        """Record a source and its rejects in the caller's transaction; an earlier row of the same id is replaced."""
        utc = [m.astimezone(UTC).replace(tzinfo=None) if m else None for m in (source.first_at, source.last_at)]
        self.remove(cursor, source.source_id)
        cursor.execute(
            f"INSERT INTO sources VALUES ({', '.join('?' * 18)})",
            [
                source.source_id, source.path, source.format, source.kind, source.file_hash, source.conversation,
                source.records, source.pseudo_rows, source.rejected, source.duplicates,
                json.dumps(source.people, ensure_ascii=False), *utc, source.tz, source.tz_source,
                source.imported_at, source.seconds, json.dumps(source.notes, ensure_ascii=False),
            ],
        )  # fmt: skip
        _keep(cursor, source.source_id, list(rejects))

    def remove(self, cursor: duckdb.DuckDBPyConnection, source_id: str) -> None:
        """Forget a source and its rejects (not its records) inside the caller's transaction."""
        cursor.execute("DELETE FROM rejects WHERE source_id = ?", [source_id])
        cursor.execute("DELETE FROM sources WHERE id = ?", [source_id])

    def known(self, cursor: duckdb.DuckDBPyConnection, source_id: str) -> bool:
        """Whether there is such a source, as seen in the caller's transaction."""
        return cursor.execute("SELECT 1 FROM sources WHERE id = ?", [source_id]).fetchone() is not None

    def all(self) -> list[Source]:
        """Every source, in the order they were brought in."""
        return [_source(row) for row in self._store.rows("SELECT * FROM sources ORDER BY imported_at, id")]

    def get(self, source_id: str) -> Source | None:
        """One source by id, or by a prefix of it that only one has."""
        rows = self._store.rows("SELECT * FROM sources WHERE starts_with(id, ?)", [source_id])
        exact = [row for row in rows if row[0] == source_id] or rows
        return _source(exact[0]) if len(exact) == 1 else None

    def holding(self, format_name: str, digest: str) -> Source | None:
        """The source of a format that was read from exactly these bytes."""
        sql = "SELECT * FROM sources WHERE format = ? AND file_hash = ? ORDER BY imported_at LIMIT 1"
        row = self._store.row(sql, [format_name, digest])
        return _source(row) if row else None

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
    values[17] = tuple(json.loads(values[17] or "[]"))
    return Source(*values)


def _keep(cursor: duckdb.DuckDBPyConnection, source_id: str, rejects: list[Rejected]) -> None:
    if not rejects:
        return
    import pyarrow as pa

    incoming = pa.table(
        {
            "source_id": [source_id] * len(rejects),
            "ordinal": range(len(rejects)),
            "place": [r.where for r in rejects],
            "reason": [r.reason for r in rejects],
            "raw": [r.raw for r in rejects],
        }
    )
    cursor.register("incoming_rejects", incoming)
    try:
        cursor.execute("INSERT INTO rejects SELECT source_id, ordinal, place, reason, raw FROM incoming_rejects")
    finally:
        cursor.unregister("incoming_rejects")
