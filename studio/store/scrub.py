"""Findings of a scan, and the person's decisions about each surface, append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE TABLE scanned (text_hash VARCHAR, engine VARCHAR, utc TIMESTAMP)",
    """CREATE TABLE findings (text_hash VARCHAR, start_at INTEGER, end_at INTEGER, entity VARCHAR, surface VARCHAR,
        canonical VARCHAR, surrogate VARCHAR, score DOUBLE, why VARCHAR)""",
    "CREATE SEQUENCE decision_seq",
    """CREATE TABLE decisions (seq BIGINT DEFAULT nextval('decision_seq'), utc TIMESTAMP, surface VARCHAR, entity VARCHAR,
        decision VARCHAR, replacement VARCHAR)""",
]


class ScrubTables:
    """The `scanned`, `findings` and `decisions` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pending(self) -> int:
        """How many unique surfaces still wait for a decision."""
        sql = """SELECT count(*) FROM (SELECT DISTINCT surface, entity FROM findings) f
            WHERE NOT EXISTS (SELECT 1 FROM decisions d WHERE d.surface = f.surface AND d.entity = f.entity)"""
        return int(self._store.value(sql))
