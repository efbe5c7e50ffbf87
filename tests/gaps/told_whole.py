"""Healthy people of whom everything a check can ask for is known: moods, causes, voices, sources, readings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.store.frame import Mark, ReadAgain, Voice
from tests.gaps.people import Person
from tests.gaps.planted_mood_logging import feeler, lasting

CAUSES = ("slept_over_7h", "coffee", "walk", "alcohol")
SOURCES = ("whatsapp.v1", "notes.v1", "telegram.v1")
READINGS = 40
KAPPA = 0.85


def told_whole(seed: int, n: int) -> Person:
    """A year with AR(.7) moods and n labels chosen by chance; nothing goes with anything."""
    dice = np.random.default_rng([seed, 61])
    one = feeler(seed, n)
    ids = [r.id for r in one.rows]
    started = dice.random(len(ids)) < 0.55
    heard = {i: Voice("me" if me else "other", int(dice.poisson(80)), 80) for i, me in zip(ids, started, strict=True)}
    days = {name: lasting(dice, len(ids), 0.5) > 0 for name in CAUSES}
    suspected = {i: {name: float(held[k]) for name, held in days.items()} for k, i in enumerate(ids)}
    marked = {i: Mark(str(dice.choice(SOURCES)), int(dice.integers(60, 600))) for i in ids}
    outcomes = {r.id: r.outcome for r in one.rows if r.outcome}
    again = []
    for i in dice.permutation(sorted(outcomes))[:READINGS]:
        other = "bad" if outcomes[i] == "good" else "good"
        again.append(ReadAgain(str(i), outcomes[i], other if dice.random() > (1 + KAPPA) / 2 else outcomes[i]))
    return replace(one, heard=heard, suspected=suspected, marked=marked, again=again)
