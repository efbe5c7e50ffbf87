"""Invented plans and weeks of training put straight into a store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from studio.core.ids import content_id
from studio.store import Store
from tests.episodes.lives import START, Lift, train


def sets(exercise: str, weight: float | None, reps: int | None, count: int = 1) -> list[Lift]:
    """So many equal sets."""
    return [Lift(exercise, weight, reps)] * count


def plan(store: Store, day: int, name: str, *exercises: dict[str, Any]) -> list[str]:
    """Put a planned session in, `day` days after `START`; returns the ids of its rows."""
    rows: list[dict[str, Any]] = [*exercises] or [{}]
    names = ("exercise", "sets", "reps", "weight_kg", "rpe", "distance_m", "seconds", "note")
    ids = [content_id("p", day, name, n) for n in range(len(rows))]
    with store.transaction() as cursor:
        store.records.insert(
            cursor,
            "plans",
            {
                "id": ids, "source_id": ["plan"] * len(rows), "ordinal": [day * 100 + n for n in range(len(rows))],
                "day": [(START + timedelta(days=day)).date()] * len(rows), "tz": ["Europe/Berlin"] * len(rows),
                "name": [name] * len(rows), **{key: [row.get(key) for row in rows] for key in names},
            },
        )  # fmt: skip
    return ids


def mondays(store: Store, weeks: Iterable[int], *, also: int | None = 3, count: int = 5) -> None:
    """Squats every Monday of these weeks, and rows on another weekday of every week up to the last."""
    weeks = list(weeks)
    for week in weeks:
        train(store, 7 * week, "Legs", sets("Squat (Barbell)", 100, 5, count))
    for week in range(max(weeks) + 1) if also is not None else ():
        train(store, 7 * week + (also or 0), "Pull", sets("Seated Row", 60, 8, count))
