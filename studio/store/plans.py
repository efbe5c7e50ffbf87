"""Planned training: what was meant to be done on a day, set by set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE plans (id VARCHAR, source_id VARCHAR, day DATE, tz VARCHAR, name VARCHAR, ordinal INTEGER,
        exercise VARCHAR, sets INTEGER, reps INTEGER, weight_kg DOUBLE, rpe DOUBLE, seconds DOUBLE, distance_m DOUBLE,
        note VARCHAR)""",
]


class Plans:
    """The `plans` table: one row per planned exercise, or one without an exercise for a session named only."""

    def __init__(self, store: Store) -> None:
        self._store = store
