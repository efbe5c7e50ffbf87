"""People whose moods are known, with and without a leaning towards logging on bad days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.gaps.evidence import FrameRow
from tests.gaps.people import Person, person

DAY = 86_400.0


def planted(seed: int, n: int) -> Person:
    """A year of 600 episodes of which n are logged, 2.5 times as readily per standard deviation of a worse mood."""
    return feeler(seed, n, odds=2.5)


def healthy(seed: int, n: int) -> Person:
    """The same year, logged whatever the mood."""
    return feeler(seed, n)


def feeler(
    seed: int, n: int, *, odds: float = 1.0, memory: float = 0.7, frame: int = 600, streaks: float = 0
) -> Person:
    """Someone with a mood every day.

    Args:
        seed: Makes it repeatable.
        n: Labels given.
        odds: How much more readily an episode is logged for every standard deviation that the mood is lower.
        memory: Likeness of the mood from one day to the next, AR(1).
        frame: Episodes in the year.
        streaks: Standard deviation of the zeal to log, which lasts for days (AR .8) whatever the mood.
    """
    one = person(seed, 0, frame=frame, good=0.5)
    dice = np.random.default_rng([seed, 31])
    days = [int(r.wall // DAY) for r in one.rows]
    first, last = min(days) - 1, max(days)
    moods = lasting(dice, last - first + 1, memory)
    zeal = streaks * lasting(dice, last - first + 1, 0.8)
    lived = np.array([int((r.wall - 4 * 3600) // DAY) - first for r in one.rows])
    felt = {r.id: float(np.clip(moods[k] / 3, -1, 1)) for r, k in zip(one.rows, lived, strict=True)}
    eager = np.exp(-np.log(odds) * moods[lived] + zeal[lived]) * dice.exponential(size=frame) ** -1
    ids = [one.rows[int(k)].id for k in np.argsort(-eager)[:n]]
    return replace(one, felt=felt).label(ids, "spontaneous")


def diarist(seed: int, days: int, *, odds: float = 1.0, memory: float = 0.7, logs: float = 0.3) -> Person:
    """Someone with one episode a day, each logged or not by the odds of that day's mood."""
    dice = np.random.default_rng([seed, 37])
    moods = lasting(dice, days, memory)
    chance = 1 / (1 + (1 - logs) / logs * np.exp(np.log(odds) * moods))
    kept = dice.random(days) < chance
    went = dice.random(days) < 0.5
    rows = [
        FrameRow(f"d{k:04d}", "relationship", f"t{k}", (k + 0.5) * DAY, (k + 0.5) * DAY, None, None)
        for k in range(days)
    ]
    truth = {r.id: "good" if good else "bad" for r, good in zip(rows, went, strict=True)}
    felt = {r.id: float(np.clip(m / 3, -1, 1)) for r, m in zip(rows, moods, strict=True)}
    words = {r.id: f"day {k}" for k, r in enumerate(rows)}
    one = Person(rows, dict.fromkeys(truth, 0.0), truth, words, felt=felt)
    return one.label([r.id for r, yes in zip(rows, kept, strict=True) if yes], "spontaneous")


def lasting(dice: np.random.Generator, days: int, memory: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A series of unit variance that remembers: AR(1)."""
    noise = dice.standard_normal(days + 100)
    for k in range(1, len(noise)):
        noise[k] = memory * noise[k - 1] + np.sqrt(1 - memory**2) * noise[k]
    return np.asarray(noise[100:])
