"""A second family of synthetic people, unlike `people`, told only through a file that the commands take.

Conflicts come in self-exciting bursts, threads are lognormal in size and alike within (ICC .4), true good shares are
drawn from Beta(4, 4), 15 % went mixed, weeks have moods, guesses are right in 70 % and lean to bad, and half of the
people label whole threads at a time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from studio.cli.main import run

Plan = Literal["healthy", "bad_only", "hole", "weekends", "one_voice", "late", "missing", "survivors"]

ICC = 0.4
MIXED = 0.15
WEEKS = 60
START = datetime(2023, 3, 6, tzinfo=UTC)
HOLE = (0.40, 0.56)
HEALTHY = 150
"""People without a fault, for each number of labels."""
PLANTED = 80
"""People with each fault."""
FAULTS: tuple[tuple[str, Plan, int, float], ...] = (
    ("outcome_mix", "bad_only", 100, 0.80),
    ("time", "hole", 100, 0.80),
    ("time", "weekends", 100, 0.80),
    ("one_voice", "one_voice", 100, 0.60),
    ("recall_lag", "late", 200, 0.50),
    ("outcome_missing", "missing", 200, 0.15),
    ("survivorship", "survivors", 100, 0.80),
)
"""Check, fault, labels, least share of reds to expect in this family."""


def life(seed: int, n: int, plan: Plan = "healthy") -> list[dict[str, Any]]:
    """Episodes as `schemas/episode.v1.json` has them, n of them labelled by the person's own choice.

    Args:
        seed: Makes it repeatable.
        n: Labels.
        plan: What is wrong with the choice of what was labelled, or with the labels.
    """
    dice = np.random.default_rng([seed, 4242])
    if plan == "survivors":
        return _trainings(dice, seed, n)
    frame = int(dice.integers(300, 901))
    good = float(np.clip(dice.beta(4, 4), 0.3, 0.7))
    mood = _autoregressive(dice)
    days = _bursts(dice, frame)
    threads = _threads(dice, frame)
    went = _endings(dice, threads, good, mood[(days // 7).astype(np.int64)])
    hours = dice.choice(
        [1, 7, 9, 12, 15, 18, 20, 21, 22], size=frame, p=[0.03, 0.07, 0.08, 0.12, 0.1, 0.2, 0.2, 0.12, 0.08]
    )
    moments = [START + timedelta(days=float(d // 1), hours=int(h)) for d, h in zip(days, hours, strict=True)]
    triggers = dice.integers(0, 7, size=int(threads.max()) + 1)[threads]
    mine = dice.random(frame) < dice.beta(6, 6)
    kept = _kept(dice, plan, n, threads, went, moments, mine)
    unfinished = dice.uniform(0, 0.2)
    lines = []
    for k in range(frame):
        line: dict[str, Any] = {
            "id": f"s{seed}-{k:04d}",
            "domain": "relationship",
            "started_at": moments[k].isoformat(),
            "thread": f"c{seed}-{threads[k]}",
            "situation": " ".join(f"w{w}" for w in dice.integers(0, 300, 20)),
            "context": {"started_by": "me" if mine[k] else "other", "words_me": 40, "words_other": 41},
        }
        if dice.random() < 0.9:
            right = dice.random() < (0.63 if went[k] == "good" else 0.77)
            up = (went[k] == "good") == right if went[k] != "mixed" else dice.random() < 0.45
            line["context"]["proxy_outcome"] = 0.7 if up else -0.7
        if k in kept:
            late = dice.random() < 0.5
            outcome = str(went[k])
            if plan == "late" and late and outcome == "good" and dice.random() < 0.7:
                outcome = "bad"
            left = {"bad": 0.5, "good": 0.08, "mixed": 0.2}[outcome] if plan == "missing" else unfinished
            if plan in ("healthy", "missing") and dice.random() < left:
                outcome = "unknown"
            line["labels"] = {"outcome": outcome, "trigger": f"kind {triggers[k]}"}
            line["why_labelled"] = "spontaneous"
            days_after = dice.uniform(8, 60) if late else dice.uniform(0, 1.9)
            line["labelled_at"] = (moments[k] + timedelta(days=float(days_after))).isoformat()
        lines.append(line)
    return lines


def states(lines: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Check id → its state, as `studio episodes import` and `studio gaps --json` tell it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "episodes.jsonl"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
        home = ["--home", str(Path(folder) / "home")]
        _said([*home, "episodes", "import", str(path), "--json"])
        return {check["id"]: check["state"] for check in _said([*home, "gaps", "--json"])["checks"]}


def rows() -> list[tuple[str, float, float, bool]]:
    """(what, share, limit, whether the share is to be at least that) over everybody: some minutes."""
    found = []
    for n in (50, 100, 200):
        people = [states(life(seed, n)) for seed in range(HEALTHY)]
        for check in people[0]:
            red = sum(one[check] == "red" for one in people) / HEALTHY
            found.append((f"{check} red on healthy people of another kind, n = {n}", red, 0.025, False))
    for check, plan, n, least in FAULTS:
        red = sum(states(life(seed, n, plan))[check] == "red" for seed in range(PLANTED)) / PLANTED
        found.append((f"{check} red on {plan} of another kind, n = {n}", red, least, True))
    return found


def _said(arguments: list[str]) -> dict[str, Any]:
    out = StringIO()
    with redirect_stdout(out), redirect_stderr(StringIO()):
        code = run(arguments)
    assert code == 0, out.getvalue()
    said = json.loads(out.getvalue())
    assert isinstance(said, dict)
    return said


def _autoregressive(dice: np.random.Generator) -> NDArray[np.float64]:
    weeks = np.zeros(WEEKS)
    for k in range(1, WEEKS):
        weeks[k] = 0.8 * weeks[k - 1] + dice.normal(0, 0.6)
    return weeks


def _bursts(dice: np.random.Generator, frame: int) -> NDArray[np.float64]:
    """Days of a Hawkes process: what happens breeds half an event more within a day or so."""
    rate = np.exp(0.5 * dice.normal(size=WEEKS))
    found: list[float] = []
    while len(found) < frame:
        open_ones = [7 * float(dice.choice(WEEKS, p=rate / rate.sum()) + dice.random())]
        while open_ones:
            day = open_ones.pop()
            if day < 7 * WEEKS:
                found.append(day)
            open_ones += [day + float(dice.exponential(0.8)) for _ in range(int(dice.poisson(0.55)))]
    return np.sort(dice.permutation(np.array(found))[:frame])


def _threads(dice: np.random.Generator, frame: int) -> NDArray[np.int64]:
    sizes = np.maximum(1, np.round(dice.lognormal(0.5, 0.8, size=frame))).astype(np.int64)
    return np.repeat(np.arange(frame), sizes)[:frame]


def _endings(
    dice: np.random.Generator, threads: NDArray[np.int64], good: float, mood: NDArray[np.float64]
) -> NDArray[np.str_]:
    strength = (1 - ICC) / ICC
    share = dice.beta(good * strength, (1 - good) * strength, size=int(threads.max()) + 1).clip(0.001, 0.999)[threads]
    well = dice.random(len(threads)) < 1 / (1 + np.exp(-np.log(share / (1 - share)) - 0.5 * mood))
    return np.where(dice.random(len(threads)) < MIXED, "mixed", np.where(well, "good", "bad"))


def _kept(
    dice: np.random.Generator,
    plan: Plan,
    n: int,
    threads: NDArray[np.int64],
    went: NDArray[np.str_],
    moments: Sequence[datetime],
    mine: NDArray[np.bool_],
) -> frozenset[int]:
    """Places that the person labelled."""
    places = np.arange(len(threads))
    if plan == "hole":
        low, high = (int(edge * len(places)) for edge in HOLE)
        places = np.concatenate([places[:low], places[high:]])
    if plan == "weekends":
        places = np.array([k for k in range(len(threads)) if moments[k].weekday() < 5])
    kind = {"bad_only": went == "good", "one_voice": mine}.get(plan)
    if kind is not None:
        wanted = min(int(dice.binomial(n, 0.1 if plan == "bad_only" else 0.8)), int(kind.sum()))
        some = dice.choice(places[kind], wanted, replace=False)
        rest = dice.choice(places[~kind], min(n - wanted, int((~kind).sum())), replace=False)
        return frozenset(int(k) for k in np.concatenate([some, rest]))
    if dice.random() < 0.5:
        return frozenset(int(k) for k in dice.choice(places, min(n, len(places)), replace=False))
    turn = dice.permutation(int(threads.max()) + 1)[threads[places]]
    return frozenset(int(k) for k in places[np.argsort(turn, kind="stable")][:n])


def _trainings(dice: np.random.Generator, seed: int, planned: int) -> list[dict[str, Any]]:
    """A plan of which a fifth was dropped, on mornings one standard deviation less ready, none of those labelled."""
    lines: list[dict[str, Any]] = []
    for k in range(planned):
        done = bool(dice.random() >= 0.2)
        ready = float(np.clip(dice.normal(60 if done else 45, 15), 0, 100))
        moment = START + timedelta(days=2 * k, hours=18)
        line: dict[str, Any] = {
            "id": f"f{seed}-{k}",
            "domain": "fitness",
            "started_at": moment.isoformat(),
            "situation": " ".join(f"w{w}" for w in dice.integers(0, 300, 12)),
            "context": {"planned": True, "done": done, "readiness": ready},
        }
        if done and dice.random() < 0.6:
            line["labels"] = {"outcome": str(dice.choice(["good", "bad"]))}
        lines.append(line)
    return lines
