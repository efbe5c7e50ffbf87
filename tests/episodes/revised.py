"""Evenings to revise, and everything that can be said of the episodes of a store."""

from __future__ import annotations

from typing import Any

from studio.core.episode import Episode
from studio.episodes.cutting import cut
from studio.store import Store
from tests.episodes.lives import EVENING, Said, say

TWO = [*EVENING, *(Said(m.minutes + 120, m.sender, f"{m.text} again") for m in EVENING)]

State = tuple[list[Episode], dict[str, list[tuple[str, str]]], dict[str, list[str]], dict[str, str], list[str]]


def two(store: Store) -> tuple[str, str]:
    """Two episodes of one evening; their ids."""
    say(store, TWO)
    cut(store, gap_minutes=60)
    first, second = store.episodes.all()
    return first.id, second.id


def evenings(store: Store, count: int) -> list[str]:
    """As many talks, two hours from one to the next; the ids of their messages."""
    found = say(store, [Said(m.minutes + 120 * n, m.sender, f"{m.text} {n}") for n in range(count) for m in EVENING])
    cut(store, gap_minutes=60)
    return found


def state(store: Store) -> State:
    """Episodes with labels, evidence, reasons, origins and flags of those there are."""
    episodes = store.episodes.all()
    ids = [e.id for e in episodes]
    evidence: dict[str, Any] = {i: [(r.record_id, r.part) for r in store.episodes.evidence(i)] for i in ids}
    flagged = sorted(store.labels.flagged() & set(ids))
    return episodes, evidence, {i: store.episodes.reasons(i) for i in ids}, store.episodes.origins(), flagged
