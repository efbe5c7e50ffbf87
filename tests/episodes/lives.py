"""Invented records put straight into a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from studio.core.clock import lived_day
from studio.core.ids import content_id
from studio.store import Store

START = datetime(2024, 3, 11, 19, 0, tzinfo=UTC)
"""A Monday evening."""


@dataclass(frozen=True)
class Said:
    """One invented message."""

    minutes: float
    """After `START`."""
    sender: str | None
    text: str | None
    type: str = "text"
    conversation: str = "Jo"


def say(store: Store, messages: Iterable[Said], *, me: str | None = "Max") -> list[str]:
    """Put messages in, in the order given; returns their ids."""
    rows = list(messages)
    at = [(START + timedelta(minutes=m.minutes)).replace(tzinfo=None) for m in rows]
    ids = [content_id("m", m.conversation, m.minutes, m.sender, m.text, n) for n, m in enumerate(rows)]
    columns: dict[str, Sequence[Any]] = {
        "id": ids,
        "source_id": ["src"] * len(rows),
        "ordinal": list(range(len(rows))),
        "conversation": [m.conversation for m in rows],
        "sender": [m.sender for m in rows],
        "utc": at,
        "wall": at,
        "tz": ["UTC"] * len(rows),
        "text": [m.text for m in rows],
        "type": [m.type for m in rows],
        "edited": [False] * len(rows),
        "reply_to": [None] * len(rows),
    }
    with store.transaction() as cursor:
        store.records.insert(cursor, "messages", columns)
    store.people.add({m.sender for m in rows if m.sender and m.sender != me})
    if me:
        store.people.add([me], role="me")
    return ids


def write(store: Store, minutes: float, text: str, *, mood: float | None = None, title: str | None = None) -> str:
    """Put a note in."""
    at = (START + timedelta(minutes=minutes)).replace(tzinfo=None)
    note_id = content_id("n", minutes, text)
    with store.transaction() as cursor:
        store.records.insert(
            cursor,
            "notes",
            {
                "id": [note_id], "source_id": ["notes"], "ordinal": [int(minutes)], "utc": [at], "wall": [at],
                "tz": ["UTC"], "title": [title], "text": [text], "tags": [["diary"]], "mood": [mood],
                "date_source": ["export"],
            },
        )  # fmt: skip
    return note_id


@dataclass(frozen=True)
class Lift:
    """One invented set."""

    exercise: str
    weight_kg: float | None
    reps: int | None
    type: str = "working"
    rpe: float | None = None
    note: str | None = None


def train(
    store: Store, day: float, name: str, lifts: Sequence[Lift], *, minutes: float | None = 60, note: str | None = None
) -> str:
    """Put a workout in, `day` days after `START`."""
    at = (START + timedelta(days=day)).replace(tzinfo=None)
    workout = content_id("w", day, name)
    count = len(lifts)
    with store.transaction() as cursor:
        store.records.insert(
            cursor,
            "workouts",
            {
                "id": [workout], "source_id": ["gym"], "ordinal": [round(day * 100)], "utc": [at], "wall": [at],
                "tz": ["UTC"], "name": [name], "seconds": [minutes * 60 if minutes else None], "note": [note],
            },
        )  # fmt: skip
        store.records.insert(
            cursor,
            "sets",
            {
                "id": [content_id("x", workout, n) for n in range(count)],
                "source_id": ["gym"] * count,
                "ordinal": list(range(count)),
                "workout_id": [workout] * count,
                "exercise": [s.exercise for s in lifts],
                "position": list(range(1, count + 1)),
                "type": [s.type for s in lifts],
                "weight_kg": [s.weight_kg for s in lifts],
                "reps": [s.reps for s in lifts],
                "rpe": [s.rpe for s in lifts],
                "distance_m": [None] * count,
                "seconds": [None] * count,
                "note": [s.note for s in lifts],
            },
        )
    return workout


def measure(store: Store, day: int, **values: float) -> list[str]:
    """Put measurements in for the lived day `day` days after `START`; `recovery_score=61` means `recovery.score`."""
    wake = (START + timedelta(days=day)).replace(hour=7, tzinfo=None)
    names = [name.replace("_", ".", 1) for name in values]
    count = len(names)
    ids = [content_id("d", day, name) for name in names]
    with store.transaction() as cursor:
        store.records.insert(
            cursor,
            "measurements",
            {
                "id": ids, "source_id": ["band"] * count, "ordinal": list(range(count)), "metric": names,
                "utc": [wake] * count, "wall": [wake] * count, "tz": ["UTC"] * count, "end_utc": [None] * count,
                "end_wall": [None] * count, "value": [float(v) for v in values.values()], "unit": [""] * count,
                "device": ["band"] * count, "day": [lived_day(wake)] * count, "note": [None] * count,
            },
        )  # fmt: skip
    return ids


EVENING = (
    Said(0, "Jo", "you said seven"),
    Said(1, "Jo", "it is half past"),
    Said(3, "Max", "I know. I'm sorry, traffic"),
    Said(4, "Max", "can I make it up to you?"),
    Said(9, "Jo", "ok. thank you for saying that"),
    Said(11, "Max", "love you"),
)
"""A talk that somebody else opened."""
