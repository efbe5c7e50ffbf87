"""Synthetic people: a year of sessions in bursts, threads, proxies, and labels with one planted fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from studio.gaps.evidence import Evidence, FrameRow
from studio.gaps.report import frames
from studio.store.frame import EpisodeText, GivenAt, Mark, ReadAgain, Training, Voice

Fault = Literal["healthy", "bad_only", "good_only", "hole", "weekends", "copies"]

YEAR = 365
START = 1_704_067_200.0
"""2024-01-01 00:00, a Monday."""
LABELLED = START + 3 * YEAR * 86_400.0
"""When labels were given, unless said otherwise: long after."""
HOLE = (0.40, 0.56)
"""Share of the frame in which nothing is labelled, where a hole is planted: 8 weeks of 52."""

WORDS = [
    "kettle",
    "train",
    "garden",
    "ladder",
    "violin",
    "harbour",
    "pepper",
    "window",
    "anchor",
    "candle",
    "mirror",
    "saddle",
    "button",
    "thunder",
    "basket",
    "meadow",
    "copper",
    "lantern",
    "ribbon",
    "cellar",
    "orchard",
    "marble",
    "whistle",
    "feather",
    "carpet",
    "compass",
    "blanket",
    "hammer",
    "pillow",
    "rocket",
]

TRIGGERS = ["money", "lateness", "chores", "phone", "family", "tiredness", "plans", "tone"]
RESPONSES = ["paused", "asked", "defended", "withdrew"]


@dataclass
class Person:
    """A life and what was kept of it; satisfies the checks' `Source`."""

    rows: list[FrameRow]
    guesses: dict[str, float]
    truth: dict[str, str]
    """How every episode really went."""
    words: dict[str, str]
    split: dict[str, str] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()
    at_random: frozenset[str] = frozenset()
    again: list[ReadAgain] = field(default_factory=list)
    moments: dict[str, GivenAt] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Label field → episode id → what would be said, once it is labelled."""
    opened: frozenset[str] = frozenset()
    """Something was said of them, but not how they ended."""
    heard: dict[str, Voice] = field(default_factory=dict)
    trained: dict[str, Training] = field(default_factory=dict)
    felt: dict[str, float] = field(default_factory=dict)
    """Episode id → mood that day, from elsewhere."""
    measured: dict[str, dict[int, float]] = field(default_factory=dict)
    """What tells how days were → lived day since 1970 → value."""
    suspected: dict[str, dict[str, float]] = field(default_factory=dict)
    marked: dict[str, Mark] = field(default_factory=dict)
    cue_words: dict[str, list[str]] = field(default_factory=dict)

    def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
        return [EpisodeText(i, self.words[i], "", "") for i in ids]

    def proxies(self, ids: Sequence[str]) -> Mapping[str, float]:
        return {i: self.guesses[i] for i in ids if i in self.guesses}

    def messages_between(self, start: float, end: float) -> int:
        return 10 * sum(start <= r.utc <= end for r in self.rows)

    def splits(self) -> Mapping[str, str]:
        return self.split

    def skipped(self) -> frozenset[str]:
        return self.aside

    def drawn(self) -> frozenset[str]:
        return self.at_random

    def said(self, field: str) -> Mapping[str, str]:
        kept = {r.id for r in self.rows if r.outcome is not None} | self.opened
        return {i: value for i, value in self.answers.get(field, {}).items() if i in kept}

    def first_topics(self) -> Mapping[str, str]:
        return self.said("topics")

    def cues(self, domain: str) -> Mapping[str, Sequence[str]]:
        return self.cue_words

    def begun(self) -> frozenset[str]:
        return self.opened - {r.id for r in self.rows if r.outcome is not None}

    def read_again(self) -> list[ReadAgain]:
        return self.again

    def due_again(self) -> frozenset[str]:
        return frozenset(r.id for r in self.rows if r.outcome is not None)

    def given(self) -> Mapping[str, GivenAt]:
        late = {r.id: GivenAt(LABELLED, "") for r in self.rows if r.outcome is not None}
        return late | self.moments

    def voices(self, domain: str) -> Mapping[str, Voice]:
        return self.heard

    def trainings(self, domain: str) -> Mapping[str, Training]:
        return self.trained

    def moods(self, domain: str) -> Mapping[str, float]:
        return self.felt

    def day_moods(self, domain: str) -> Mapping[str, Mapping[int, float]]:
        rested = {i: t.readiness for i, t in self.trained.items() if t.readiness is not None}
        return {"mood": self._by_day(self.felt), "readiness": self._by_day(rested)} | self.measured

    def _by_day(self, values: Mapping[str, float]) -> dict[int, float]:
        days: dict[int, list[float]] = {}
        for row in sorted(self.rows, key=lambda r: r.utc):
            if row.id in values:
                days.setdefault(int((row.wall - 4 * 3600) // 86_400), []).append(values[row.id])
        return {day: sum(found) / len(found) for day, found in days.items()}

    def causes(self, domain: str, ids: Sequence[str] | None = None) -> Mapping[str, Mapping[str, float]]:
        return self.suspected if ids is None else {i: self.suspected[i] for i in ids if i in self.suspected}

    def formats(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {i: self.marked[i].source for i in ids if i in self.marked and self.marked[i].source}

    def marks(self, domain: str) -> Mapping[str, Mark]:
        plain = {r.id: Mark("", len(self.words.get(r.id, ""))) for r in self.rows}
        return plain | self.marked

    @property
    def evidence(self) -> Evidence:
        (only,) = frames(self.rows, self)
        return only

    def label(self, ids: Sequence[str], why: str) -> Person:
        """The same person after labelling these truthfully."""
        wanted = frozenset(ids)
        rows = [replace(r, outcome=self.truth[r.id], why=why) if r.id in wanted else r for r in self.rows]
        return replace_rows(self, rows)


def replace_rows(person: Person, rows: list[FrameRow]) -> Person:
    return replace(person, rows=rows)


def person(
    seed: int,
    n: int,
    fault: Fault = "healthy",
    *,
    frame: int = 600,
    good: float = 0.55,
    kept_good: float = 0.10,
    icc: float = 0.0,
    per_thread: int = 1,
) -> Person:
    """A person with a frame of sessions and n labels.

    Args:
        seed: Makes it repeatable.
        n: Labels given.
        fault: What is wrong with the choice of what was labelled.
        frame: Sessions in the year.
        good: Share that really went well.
        kept_good: Share of good ones among the labels, where `bad_only` (or its mirror, `good_only`) is planted.
        icc: Likeness of outcomes within a thread.
        per_thread: Sessions per thread.
    """
    dice = np.random.default_rng([seed, 7])
    days = _days(dice, frame)
    hours = dice.choice([2, 8, 13, 16, 20, 21, 22], size=frame, p=[0.04, 0.14, 0.12, 0.15, 0.25, 0.2, 0.1])
    starts = START + days * 86_400.0 + hours * 3_600.0 + dice.uniform(0, 3_600, frame)
    starts.sort()
    threads = np.arange(frame) // per_thread
    went = _outcomes(dice, threads, good, icc)
    ids = [f"e{seed}-{i:05d}" for i in range(frame)]
    accurate = dice.random(frame) < 0.75
    guesses = {i: float(0.8 if w == a else -0.8) for i, w, a in zip(ids, went, accurate, strict=True)}
    truth = {i: "good" if w else "bad" for i, w in zip(ids, went, strict=True)}
    chosen = frozenset(int(k) for k in _choose(dice, n, fault, went, starts, kept_good))
    rows = [
        FrameRow(
            ids[k],
            "relationship",
            f"t{seed}-{threads[k]}",
            float(starts[k]),
            float(starts[k]),
            truth[ids[k]] if k in chosen else None,
            "spontaneous" if k in chosen else None,
        )
        for k in range(frame)
    ]
    words = {i: " ".join(dice.choice(WORDS, 14)) for i in ids}
    if fault == "copies":
        kept = sorted(chosen)
        for a, b in zip(kept[:6], kept[6:12], strict=True):
            words[ids[b]] = words[ids[a]] + " x"
    return Person(rows, guesses, truth, words, answers=_answers(seed, ids))


def _answers(seed: int, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """What set every episode off, a few kinds far more often than the rest, and how it was met."""
    dice = np.random.default_rng([seed, 11])
    often = 1 / np.arange(1, len(TRIGGERS) + 1)
    triggers = dice.choice(TRIGGERS, size=len(ids), p=often / often.sum())
    responses = dice.choice(RESPONSES, size=len(ids), p=[0.4, 0.3, 0.2, 0.1])
    return {
        "trigger": {i: str(value) for i, value in zip(ids, triggers, strict=True)},
        "response_style": {i: str(value) for i, value in zip(ids, responses, strict=True)},
    }


def _days(dice: np.random.Generator, frame: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Busy and quiet weeks, and a holiday without any session."""
    weight = np.repeat(dice.gamma(2.0, size=53), 7)[:YEAR]
    weight[200:214] = 0.0
    return dice.choice(YEAR, size=frame, p=weight / weight.sum()).astype(np.float64)


def _outcomes(
    dice: np.random.Generator, threads: np.ndarray[tuple[int], np.dtype[np.int64]], good: float, icc: float
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if icc <= 0:
        return np.asarray(dice.random(len(threads)) < good)
    strength = (1 - icc) / icc
    shares = dice.beta(good * strength, (1 - good) * strength, size=int(threads.max()) + 1)
    return np.asarray(dice.random(len(threads)) < shares[threads])


def _choose(
    dice: np.random.Generator,
    n: int,
    fault: Fault,
    went: np.ndarray[tuple[int], np.dtype[np.bool_]],
    starts: np.ndarray[tuple[int], np.dtype[np.float64]],
    kept_good: float,
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    places = np.arange(len(went))
    if fault in ("bad_only", "good_only"):
        scarce = went if fault == "bad_only" else ~went
        few = min(int(dice.binomial(n, kept_good)), int(scarce.sum()))
        many = min(n - few, int((~scarce).sum()))
        picked = [dice.choice(places[scarce], few, replace=False), dice.choice(places[~scarce], many, replace=False)]
        return np.concatenate(picked)
    if fault == "hole":
        low, high = (int(edge * len(places)) for edge in HOLE)
        places = np.concatenate([places[:low], places[high:]])
    if fault == "weekends":
        weekday = (np.floor(starts / 86_400).astype(np.int64) + 3) % 7
        places = places[weekday < 5]
    return dice.choice(places, min(n, len(places)), replace=False)
