"""People whose endings can be guessed from where an episode came from, when, or how it looks; and people like them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from studio.store.frame import GivenAt, Mark, Voice
from tests.gaps.people import LABELLED, Person, person

Way = Literal["source", "sources", "voices", "opening", "length", "hour", "weekend", "sitting"]

DAY = 86_400.0
OPENINGS = ("Session note: we spoke of", "He came in and", "Again it began when", "After work we")
OFTEN = (0.5, 0.25, 0.15, 0.1)


def healthy(seed: int, n: int) -> Person:
    """Four exports, one after the other and unlike in number; notes with a template; fights of three; AR moods.

    How an episode went depends on its thread and on a slow mood, and on nothing that it carries. Labels were given in
    order of time, ten in a sitting.
    """
    dice = np.random.default_rng([seed, 31])
    one = person(seed, n, good=float(dice.uniform(0.3, 0.75)), icc=0.4, per_thread=int(dice.integers(1, 5)))
    ids = [r.id for r in one.rows]
    turn = np.searchsorted(np.cumsum(OFTEN), np.linspace(0, 0.999, len(ids)) * 0.7 + dice.random(len(ids)) * 0.3)
    mood = np.zeros(len(ids))
    for k in range(1, len(ids)):
        mood[k] = 0.9 * mood[k - 1] + 0.44 * dice.normal()
    flipped = dice.random(len(ids)) < 0.1 * np.abs(mood)
    truth = {i: ("good" if m > 0 else "bad") if f else one.truth[i] for i, m, f in zip(ids, mood, flipped, strict=True)}
    begins = np.where(turn == 0, 0, dice.choice(4, len(ids), p=OFTEN))
    return _dressed(replace(one, truth=truth), dice, [int(t) for t in turn], [int(b) for b in begins])


def planted(seed: int, n: int, way: Way = "source", share: float = 0.85) -> Person:
    """Of n labels, this share went the way that what they carry goes with; in the frame the two are unrelated."""
    dice = np.random.default_rng([seed, 37])
    one = person(seed, 0, good=0.5)
    ids = [r.id for r in one.rows]
    sources = dice.choice(4, len(ids), p=(0.3, 0.3, 0.2, 0.2)) if way == "sources" else dice.choice(2, len(ids))
    begins = dice.choice(4, len(ids), p=OFTEN)
    one = _dressed(one, dice, [int(s) for s in sources], [int(b) for b in begins])
    wall = np.array([r.wall for r in one.rows])
    sizes = np.array([len(one.words[i]) for i in ids])
    rule = {
        "source": sources == 0,
        "sources": sources < 2,
        "voices": np.array([not one.heard[i].words_other for i in ids]),
        "opening": begins == 0,
        "length": sizes > np.median(sizes),
        "hour": np.mod(wall, DAY) >= 18 * 3600,
        "weekend": (np.floor(wall / DAY).astype(np.int64) + 3) % 7 >= 5,
        "sitting": dice.random(len(ids)) < 0.5,
    }[way]
    good = np.array([one.truth[i] == "good" for i in ids])
    chosen: set[int] = set()
    for matches in dice.random(n) < share:
        side = dice.random() < 0.5
        free = [k for k in np.flatnonzero((rule == side) & (good == (side == matches))) if int(k) not in chosen]
        if free:
            chosen.add(int(dice.choice(free)))
    kept = [ids[k] for k in sorted(chosen)]
    moments = {i: GivenAt(LABELLED, "") for i in kept}
    if way == "sitting":
        moments = {ids[k]: GivenAt(LABELLED + DAY * bool(rule[k]), f"s{int(rule[k])}") for k in chosen}
    return replace(one.label(kept, "spontaneous"), moments=moments)


def _dressed(one: Person, dice: np.random.Generator, sources: list[int], begins: list[int]) -> Person:
    """The same life with sources, openings, lengths and voices; labels follow the truth, ten a sitting."""
    names = ("whatsapp.v1", "notes.v1", "telegram.v1", "markdown.v1")
    words = {
        r.id: f"{OPENINGS[b]} {one.words[r.id]} " * int(1 + dice.gamma(2.0, 1.5))
        for r, b in zip(one.rows, begins, strict=True)
    }
    marked = {r.id: Mark(names[s], len(words[r.id])) for r, s in zip(one.rows, sources, strict=True)}
    heard = {
        r.id: Voice("me" if dice.random() < 0.5 else "other", 80, 0 if dice.random() < 0.4 else 70) for r in one.rows
    }
    rows = [replace(r, outcome=one.truth[r.id] if r.outcome else None) for r in one.rows]
    kept = [r.id for r in rows if r.outcome]
    moments = {i: GivenAt(LABELLED + k // 10 * DAY + k % 10 * 60, "") for k, i in enumerate(kept)}
    return replace(one, rows=rows, words=words, marked=marked, heard=heard, moments=moments)
