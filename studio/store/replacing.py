"""A new export in place of earlier ones of the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from studio.store.records import TABLES
from studio.store.sources import Source

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

SAME_EXPORT = 0.5
"""Share of an earlier source's records from which a new export that holds them is one of the same thing."""


def stand_in(
    store: Store,
    cursor: duckdb.DuckDBPyConnection,
    source: Source,
    conversations: Sequence[str],
    older: Sequence[str],
) -> None:
    """Let a source, whose records are written, stand in for earlier ones, inside the caller's transaction.

    Of chats the conversations go that the new one holds too. Of the rest the records go that it holds too, and the
    whole earlier source when that is most of it, or when it is a journal of the same file name. A source left without
    records goes; the records of one that stays are counted anew.

    Args:
        store: Where all of them are.
        cursor: Inside the caller's transaction.
        source: The new one.
        conversations: The chats it holds.
        older: Ids of the earlier sources it may replace.
    """
    if source.kind == "chat":
        cursor.execute(
            """DELETE FROM messages WHERE source_id IN (SELECT unnest(?::VARCHAR[]))
                AND conversation IN (SELECT unnest(?::VARCHAR[]))""",
            [list(older), list(conversations)],
        )
    else:
        shared = _shared(cursor, source.source_id, older)
        names = {old.source_id: PurePath(old.path).name for old in store.sources.all()}
        for old in older:
            namesake = source.kind == "journal" and names.get(old) == PurePath(source.path).name
            if namesake or shared.get(old, 0.0) >= SAME_EXPORT:
                store.records.remove(cursor, old)
        for table in TABLES:
            cursor.execute(
                f"""DELETE FROM {table} WHERE source_id IN (SELECT unnest(?::VARCHAR[]))
                    AND id IN (SELECT id FROM {table} WHERE source_id = ?)""",
                [list(older), source.source_id],
            )
    for old in older:
        _count_anew(store, cursor, old)


def _shared(cursor: duckdb.DuckDBPyConnection, source_id: str, others: Sequence[str]) -> dict[str, float]:
    """Other source → the share of its records that this source holds too, 0..1."""
    pieces = [
        f"""SELECT source_id, count(*) AS held, count(*) FILTER (
            WHERE id IN (SELECT id FROM {table} WHERE source_id = ?)) AS shared FROM {table}
            WHERE source_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY source_id"""
        for table in TABLES
    ]
    sql = f"SELECT source_id, sum(shared) / sum(held) FROM ({' UNION ALL '.join(pieces)}) GROUP BY source_id"
    args = [argument for _ in TABLES for argument in (source_id, list(others))]
    return {other: float(share) for other, share in cursor.execute(sql, args).fetchall()}


def _count_anew(store: Store, cursor: duckdb.DuckDBPyConnection, source_id: str) -> None:
    tables = ("messages", "notes", "sets", "measurements", "plans")
    counted = " + ".join(f"(SELECT count(*) FROM {table} WHERE source_id = $1)" for table in tables)
    alone = "(SELECT count(*) FROM workouts WHERE source_id = $1 AND id NOT IN (SELECT workout_id FROM sets))"
    row = cursor.execute(f"SELECT {counted} + {alone}", [source_id]).fetchone()
    if row is None or not row[0]:
        store.sources.remove(cursor, source_id)
    else:
        cursor.execute("UPDATE sources SET records = ? WHERE id = ?", [row[0], source_id])
