"""Planned training: what was meant to be done on a day, exercise by exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE plans (id VARCHAR, source_id VARCHAR, ordinal BIGINT, day DATE, tz VARCHAR, name VARCHAR,
        exercise VARCHAR, sets INTEGER, reps INTEGER, weight_kg DOUBLE, rpe DOUBLE, distance_m DOUBLE, seconds DOUBLE,
        note VARCHAR)""",
]
"""One row per planned exercise, or one without an exercise for a session known by its name."""


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A planned exercise, or a planned session without one, as stored."""

    id: str
    source_id: str
    day: date
    tz: str
    """Zone of the person when it was brought in."""
    name: str
    exercise: str | None
    sets: int | None
    reps: int | None
    weight_kg: float | None
    rpe: float | None
    distance_m: float | None
    seconds: float | None
    note: str | None


class Plans:
    """The `plans` table; rows come in as records do, with ids derived from their content."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[StoredPlan]:
        """Every planned exercise, by day and then as it was written down."""
        return self._read("", [])

    def by_id(self, ids: Sequence[str]) -> list[StoredPlan]:
        """The named ones, by day and then as they were written down."""
        return self._read("WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)])

    def _read(self, where: str, args: list[Any]) -> list[StoredPlan]:
        sql = f"""SELECT id, source_id, day, tz, name, exercise, sets, reps, weight_kg, rpe, distance_m, seconds, note
            FROM plans {where} ORDER BY day, source_id, ordinal"""
        return [StoredPlan(*row) for row in self._store.rows(sql, args)]
