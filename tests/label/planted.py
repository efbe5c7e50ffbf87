"""Invented labelled episodes in which the words go with the trigger, or do not."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from studio.core.episode import Episode
from studio.store import Store
from studio.store.label_events import Given

SPEAKS = {
    "money": ("rentel", "billow", "sparing", "coined", "walletto", "tollen"),
    "lateness": ("trainy", "clocker", "waitle", "seveny", "haster", "minuto"),
    "chores": ("dishel", "vacuo", "laundra", "binner", "moppet", "sinken"),
    "tone": ("snappel", "shouto", "voicer", "sharpel", "hissen", "barken"),
}
"""Trigger → invented words; none is a cue of a scheme."""
TRIGGERS = tuple(SPEAKS)
_CHANCE = random.Random(5)
_FILLER = ["".join(_CHANCE.choices("abcdefghiklmnoprstu", k=_CHANCE.randint(3, 8))) for _ in range(400)]


def episode(n: int, trigger: str, seed: int = 0) -> Episode:
    """The n-th episode; three of its twenty words speak of the trigger."""
    chance = random.Random(f"{seed}.{n}.{trigger}")
    words = [*chance.sample(_FILLER, 17), *chance.sample(SPEAKS[trigger], 3)]
    chance.shuffle(words)
    at = datetime(2024, 1, 1, 19, tzinfo=UTC) + timedelta(days=n)
    said = " ".join(chance.sample(_FILLER, 6))
    return Episode(f"p{seed}-{n:04}", "relationship", at, f"Jo: {' '.join(words)}", response=f"Me: {said}")


def life(store: Store, count: int, *, pattern: bool, seed: int = 0) -> list[tuple[Episode, dict[str, Any]]]:
    """Put in labelled episodes; with a pattern the trigger is what the words speak of, else it is drawn."""
    chance = random.Random(seed)
    made = []
    for n in range(count):
        spoken = chance.choice(TRIGGERS)
        trigger = spoken if pattern else chance.choice(TRIGGERS)
        made.append((episode(n, spoken, seed), {"outcome": chance.choice(("good", "bad")), "trigger": trigger}))
    store.episodes.put([(e, ()) for e, _ in made], origin="import")
    store.labels.set_many([Given(e.id, labels) for e, labels in made])
    return made
