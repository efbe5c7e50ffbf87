"""People who wrote down what they suspect matters: tangled two by two, or each by itself."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from studio.gaps.evidence import FrameRow
from tests.gaps.people import Person, person

FRAME = 600
DAY = 86_400.0


def planted(seed: int, n: int, *, phi: float = 0.75) -> Person:
    """“supplement” goes with “slept_over_7h” (correlation phi over the frame); how it went follows the sleep alone."""
    one = person(seed, n, frame=FRAME)
    dice = np.random.default_rng([seed, 41])
    slept = dice.random(len(one.rows)) < 0.5
    supplement = np.where(dice.random(len(one.rows)) < (1 + phi) / 2, slept, ~slept)
    went = dice.random(len(one.rows)) < np.where(slept, 0.8, 0.3)
    suspected = {
        r.id: {"supplement": float(a), "slept_over_7h": float(b)}
        for r, a, b in zip(one.rows, supplement, slept, strict=True)
    }
    return ended(replace(one, suspected=suspected), went)


def healthy(seed: int, n: int, *, per_thread: int = 1, icc: float = 0.0, kept: float = 0.8) -> Person:
    """Five causes, each slow by itself (AR(1) from day to day), one rare, two in numbers; a good night helps.

    Args:
        seed: Makes it repeatable.
        n: Labels given.
        per_thread: Sessions per thread.
        icc: Likeness of outcomes within a thread.
        kept: How much of a cause is left the day after.
    """
    one = person(seed, n, frame=FRAME, per_thread=per_thread, icc=icc)
    dice = np.random.default_rng([seed, 43])
    days = np.array([int(r.utc // 86_400) for r in one.rows])
    places = days - days.min()
    drift = np.empty((int(places.max()) + 1, 5))
    drift[0] = dice.standard_normal(5)
    for day in range(1, len(drift)):
        drift[day] = kept * drift[day - 1] + np.sqrt(1 - kept * kept) * dice.standard_normal(5)
    felt = drift[places]
    suspected = {
        r.id: {
            "supplement": float(v[0] > 0),
            "slept_over_7h": float(v[1] > -0.3),
            "alcohol": float(v[2] > 1.0),
            "coffee": float(max(0, round(2 + 1.5 * v[3]))),
            "steps": float(round(8000 + 2500 * v[4])),
        }
        for r, v in zip(one.rows, felt, strict=True)
    }
    helped = (felt[:, 1] > -0.3) & (dice.random(len(one.rows)) < 0.4)
    went = np.array([one.truth[r.id] == "good" for r in one.rows])
    return ended(replace(one, suspected=suspected), went | helped)


def ended(one: Person, went: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Person:
    """The same person and choice of labels, with each of the frame ended well or badly as told."""
    truth = {r.id: "good" if w else "bad" for r, w in zip(one.rows, went, strict=True)}
    rows = [replace(r, outcome=truth[r.id] if r.outcome else None) for r in one.rows]
    return replace(one, truth=truth, rows=rows)


def begun(seed: int, n: int, *, share: float = 0.5) -> Person:
    """“supplement” began after this share of the frame and was kept up; “coffee” came and went."""
    one = person(seed, n, frame=FRAME)
    dice = np.random.default_rng([seed, 47])
    coffee = dice.random(len(one.rows)) < 0.5
    suspected = {
        r.id: {"supplement": float(k >= share * len(one.rows)), "coffee": float(c)}
        for k, (r, c) in enumerate(zip(one.rows, coffee, strict=True))
    }
    return replace(one, suspected=suspected)


def exact(both: int, first: int, second: int, neither: int, *, free: tuple[int, int] = (0, 0)) -> Person:
    """So many labelled with either, one or none of “supplement” and “slept_over_7h”, in a random order; all ended well
    where they slept; and so many unlabelled with the first, or the second, alone."""
    kinds = [(1.0, 1.0)] * both + [(1.0, 0.0)] * first + [(0.0, 1.0)] * second + [(0.0, 0.0)] * neither
    Random(1).shuffle(kinds)
    labelled = len(kinds)
    kinds += [(1.0, 0.0)] * free[0] + [(0.0, 1.0)] * free[1]
    rows = []
    for k, (_, slept) in enumerate(kinds):
        outcome = ("good" if slept else "bad") if k < labelled else None
        at = k * DAY if k < labelled else (k - labelled) * DAY + 60
        rows.append(FrameRow(f"e{k}", "fitness", f"t{k}", at, at, outcome, "spontaneous" if outcome else None))
    suspected = {f"e{k}": {"supplement": a, "slept_over_7h": b} for k, (a, b) in enumerate(kinds)}
    truth = {f"e{k}": "good" if b else "bad" for k, (_, b) in enumerate(kinds)}
    return Person(rows, dict.fromkeys(truth, 0.0), truth, dict.fromkeys(truth, "a day"), suspected=suspected)
