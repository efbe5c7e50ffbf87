"""Invented labelled episodes, reviewed or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from studio.core.episode import Episode, Why
from studio.core.ids import text_hash
from studio.dataset.render import texts_of
from studio.store import Store
from studio.store.label_events import Given

START = datetime(2024, 3, 11, 19, 0, tzinfo=UTC)

WORDS = (
    "river", "lantern", "pocket", "marble", "thunder", "velvet", "orchard", "compass", "saffron", "meadow", "copper",
    "whistle", "harbor", "feather", "cinder", "willow", "anchor", "puzzle", "ribbon", "canyon", "timber", "blossom",
)  # fmt: skip


def prose(seed: object, words: int = 14) -> str:
    """Text that resembles no other."""
    chance = random.Random(str(seed))
    return " ".join(chance.choice(WORDS) + str(chance.randrange(100)) for _ in range(words))


def lived(
    store: Store,
    count: int,
    *,
    outcomes: Sequence[str] = ("good", "bad", "mixed"),
    triggers: Sequence[str] = (),
    why: Why = "spontaneous",
    first: int = 0,
    thread_of: int = 1,
    advice: bool = True,
) -> list[Episode]:
    """Put labelled episodes in, `thread_of` to a thread, outcomes and triggers in turn."""
    episodes = [
        Episode(
            id=f"e{n:04d}",
            domain="relationship",
            started_at=START + timedelta(days=n),
            thread=f"t{n // thread_of}",
            situation=f"Jo: {prose(('s', n))}",
            response=f"Me: {prose(('r', n))}",
            outcome=f"Jo: {prose(('o', n))}",
        )
        for n in range(first, first + count)
    ]
    store.episodes.put([(e, ()) for e in episodes], origin="import")
    store.labels.set_many(
        [
            Given(
                e.id,
                {
                    "outcome": outcomes[n % len(outcomes)],
                    **({"trigger": triggers[n % len(triggers)]} if triggers else {}),
                    **({"advice": f"advice {prose(('a', e.id), 5)}"} if advice else {}),
                },
                why=why,
                at=START + timedelta(days=400),
            )
            for n, e in enumerate(episodes)
        ]
    )
    return store.episodes.all()


def review(store: Store) -> None:
    """Record every text as scanned, with nothing found in it."""
    texts = {text for e in store.episodes.all() for text in texts_of(e).values()}
    store.scrub.put("", {text_hash(text): [] for text in texts}, {})
