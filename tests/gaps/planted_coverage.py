"""People who left one kind of situation out of their labels, and people who did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from tests.gaps.people import TRIGGERS, WORDS, Person, person

Told = Literal["said", "name", "words", "nothing"]
"""How a kind shows: said of every episode, its name among the words, a few of its words, or not at all."""

SECOND = TRIGGERS[1]
"""The second commonest kind."""

SPOKEN: Mapping[str, tuple[str, ...]] = {
    "money": ("bank", "rent", "budget", "salary", "loan", "price"),
    "lateness": ("waiting", "traffic", "clock", "hurry", "delay", "bus"),
    "chores": ("dishes", "laundry", "vacuum", "bins", "floor", "sink"),
    "phone": ("screen", "scrolling", "texting", "notification", "app", "call"),
    "family": ("mother", "sister", "cousin", "visit", "uncle", "wedding"),
    "tiredness": ("asleep", "exhausted", "yawning", "couch", "nap", "coffee"),
    "plans": ("trip", "tickets", "calendar", "cancelled", "booking", "guests"),
    "tone": ("shouting", "sarcastic", "snapped", "voice", "sigh", "whisper"),
}
"""Kind → the words it is spoken of in."""


def life(seed: int, n: int, told: Told = "said", *, per_thread: int = 1, frame: int = 600) -> Person:
    """Labels at random over kinds of very unequal shares; all episodes of a thread are of one kind."""
    one = person(seed, n, per_thread=per_thread, frame=frame)
    dice = np.random.default_rng([seed, 41])
    of = dict(one.answers["trigger"])
    first: dict[str, str] = {}
    for row in one.rows:
        of[row.id] = first.setdefault(row.thread, of[row.id])
    words = {i: f"{text} {_spoken(dice, of[i], told)}".strip() for i, text in one.words.items()}
    answers = {**one.answers, "trigger": of}
    everywhere = frozenset(of) if told == "said" else frozenset()
    return replace(one, words=words, answers=answers, opened=everywhere)


def left_out(
    seed: int, n: int, told: Told = "said", *, kind: str = SECOND, as_likely: float = 0.03, per_thread: int = 1
) -> Person:
    """The same, but episodes of one kind were labelled only so many times as likely as the rest."""
    one = life(seed, n, told, per_thread=per_thread)
    of = one.answers["trigger"]
    dice = np.random.default_rng([seed, 43])
    odds = np.array([as_likely if of[r.id] == kind else 1.0 for r in one.rows])
    ids = dice.choice([r.id for r in one.rows], n, replace=False, p=odds / odds.sum())
    bare = replace(one, rows=[replace(r, outcome=None, why=None) for r in one.rows])
    return bare.label([str(i) for i in ids], "spontaneous")


def _spoken(dice: np.random.Generator, kind: str, told: Told) -> str:
    if told == "words":
        return " ".join(dice.choice(SPOKEN[kind], 3, replace=False))
    return kind if told == "name" else ""


def planted(seed: int, n: int) -> Person:
    """Somebody who labelled the second commonest kind 3 % as likely as the rest."""
    return left_out(seed, n)


def healthy(seed: int, n: int) -> Person:
    """Somebody who labelled at random."""
    return life(seed, n)


__all__ = ["SECOND", "SPOKEN", "WORDS", "healthy", "left_out", "life", "planted"]
