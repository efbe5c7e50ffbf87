"""People whose words tell how it ended, and people whose words do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp
from random import Random

import numpy as np

from studio.store.frame import EpisodeText
from tests.gaps.people import WORDS, Person, person

TONES = (
    ("asked what was wrong and listened", "said I feel worried and waited", "took a break, then came back to it"),
    ("made tea and sat down beside", "thanked first, then answered", "held hands for a moment"),
    ("looked at the screen and nodded", "answered in one word", "left the room for an hour"),
    ("said you always do this", "brought up last summer again", "raised my voice and blamed"),
)
"""Ways to respond, each in wordings of its own, from what helps most to what helps least."""
LEAN = np.array([1.0, 0.45, -0.45, -1.0])
SETTINGS = ("the rent", "being late", "the dishes", "the phone", "her mother", "no sleep", "the trip", "my tone")
STRONG = 2.6
"""Log odds from one end of `LEAN` to its middle with which who knew them would put 89 % of pairs in order."""


@dataclass
class Writer(Person):
    """A person whose episodes say what was done, too."""

    responses: dict[str, str] = field(default_factory=dict)
    odds: dict[str, float] = field(default_factory=dict)
    """Log odds with which each really was to go well."""

    def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
        return [EpisodeText(i, self.words[i], self.responses.get(i, ""), "") for i in ids]


def writer(seed: int, n: int, strength: float, *, frame: int = 600, per_thread: int = 1, icc: float = 0.0) -> Writer:
    """Somebody of whose episodes the response leans the ending by so much; the threads lean it too.

    Args:
        seed: Makes it repeatable.
        n: Labels given, to a random choice.
        strength: Log odds between the most and the least helpful response, halved; 0 is no pattern.
        frame: Episodes lived.
        per_thread: Episodes per thread.
        icc: Likeness of endings within a thread, as a share of variance on the log-odds scale.
    """
    base = person(seed, n, frame=frame, per_thread=per_thread)
    dice, pen = np.random.default_rng([seed, 41]), Random(seed)
    tones = dice.choice(4, size=frame, p=[0.2, 0.25, 0.3, 0.25])
    leans = {k: float(v) for k, v in enumerate(dice.normal(0, np.sqrt(3.29 * icc / (1 - icc)), frame))}
    odds, words, responses, truth = {}, {}, {}, {}
    number = {t: k for k, t in enumerate(dict.fromkeys(r.thread for r in base.rows))}
    for row, tone in zip(base.rows, tones, strict=True):
        odds[row.id] = float(strength * LEAN[tone] + leans[number[row.thread]])
        setting = SETTINGS[min(len(SETTINGS) - 1, int(pen.paretovariate(0.8)) - 1)]
        words[row.id] = f"It was about {setting} again. {' '.join(pen.choices(WORDS, k=12))}"
        said = pen.choice(TONES[tone])
        responses[row.id] = f"{' '.join(pen.choices(WORDS, k=4))} I {said} {' '.join(pen.choices(WORDS, k=3))}"
        truth[row.id] = "good" if pen.random() < 1 / (1 + exp(-odds[row.id])) else "bad"
    rows = [replace(r, outcome=truth[r.id] if r.outcome else None) for r in base.rows]
    return Writer(rows, base.guesses, truth, words, responses=responses, odds=odds)


def planted(seed: int, n: int) -> Person:
    """Nothing in the words tells how it ended."""
    return writer(seed, n, 0.0)


def healthy(seed: int, n: int) -> Person:
    """The words tell a good deal."""
    return writer(seed, n, STRONG)
