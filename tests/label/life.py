"""A small invented life to label: evenings in one chat, training days, notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from studio.core.episode import Context, Episode
from studio.store import Store
from studio.store.episodes import Evidence

BEGAN = datetime(2024, 3, 14, 21, 4)
SAID = (
    ("Jo", "you said seven, now it is late", "situation"),
    ("Me", "I know. I'm sorry, traffic", "response"),
    ("Jo", "it's always traffic", "situation"),
    ("Me", "I hear you. can I make it up to you tomorrow? I will cook, and the phone stays in the hall", "response"),
    ("Jo", "ok. thank you for saying that", "outcome"),
)
COLUMNS = (
    "id", "source_id", "ordinal", "conversation", "sender", "utc", "wall", "tz", "text", "type", "edited", "reply_to",
)  # fmt: skip


MATTERS = (
    "the train stood outside the station", "a friend wanted the boxes back", "nobody had watered the balcony",
    "we forgot the neighbour's parcel", "your office keeps calling at dinner", "the garage asks for the old tyres",
    "two of the plates are broken now", "I had cooked the soup you like", "the guests were asking where you were",
    "it rained into the open window", "the cat hid under the stairs again", "our tickets were for the early show",
    "I read the letter from the school", "half of the shelf still lies in the hall", "they cut down the big chestnut",
    "somebody parked across the gate", "the heating made that noise again",
)  # fmt: skip
"""What else was said, so that no two evenings are told alike."""


def evening(n: int) -> Episode:
    """The n-th evening: ten minutes, two days apart, four to a thread."""
    matters = ", ".join(MATTERS[(n * step + n // 17) % len(MATTERS)] for step in (1, 3, 5, 7))
    at = (BEGAN + timedelta(days=2 * n)).replace(tzinfo=UTC)
    return Episode(
        id=f"e{n:03}", domain="relationship", started_at=at, ended_at=at + timedelta(minutes=8), thread=f"t{n // 4}",
        situation=f"Jo: you said seven, now it is late: {matters}", response="Me: I'm sorry", outcome="Jo: ok",
        context=Context(proxy_outcome=(n % 5 - 2) / 2),
    )  # fmt: skip


def training_day(n: int) -> Episode:
    """The n-th training day."""
    at = datetime(2024, 3, 14, 7, 30, tzinfo=UTC) + timedelta(days=2 * n)
    return Episode(id=f"f{n:03}", domain="fitness", started_at=at, situation="Squat 5 × 5 at 80 kg, slept 6 h")


def put(store: Store, *, evenings: int = 20, training_days: int = 0) -> None:
    """Store the life."""
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    episodes: list[tuple[Episode, list[Evidence]]] = []
    for n in range(evenings):
        evidence = []
        for m, (sender, text, part) in enumerate(SAID):
            at = BEGAN + timedelta(days=2 * n, minutes=2 * m)
            row = (f"m{n:03}{m}", "s1", 10 * n + m, "Jo", sender, at, at, "UTC", text, "text", False, None)
            for name, value in zip(COLUMNS, row, strict=True):
                columns[name].append(value)
            evidence.append(Evidence(f"m{n:03}{m}", part))
        episodes.append((evening(n), evidence))
    with store.transaction() as cursor:
        store.records.insert(cursor, "messages", columns)
    store.episodes.put(episodes, origin="cut")
    store.episodes.put([(training_day(n), []) for n in range(training_days)], origin="cut")
    store.people.add(["Me"], role="me")
