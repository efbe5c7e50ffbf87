"""Law 2: killed at any instant, every acknowledged action is there and none is half there."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Any

from studio.core.paths import Home
from studio.store import Store
from tests.killing import told_until_killed
from tests.label.life import put

ROUNDS = 6

State = tuple[list[tuple[str, str, dict[str, Any]]], list[tuple[str, str, dict[str, Any]]]]


def after(state: State, about: dict[str, Any]) -> State:
    """The state once the announced action was done."""
    done, undone = list(state[0]), list(state[1])
    kind = about["about"]
    if kind == "undo":
        if done:
            undone.append(done.pop())
    elif kind == "redo":
        if undone:
            done.append(undone.pop())
    else:
        done.append((kind, about["episode"], about["values"]))
        undone.clear()
    return done, undone


def matches(store: Store, state: State) -> bool:
    """Whether the store says exactly this."""
    done, undone = state
    expected: dict[str, dict[str, Any]] = {}
    for kind, episode, values in done:
        if kind == "set":
            expected.setdefault(episode, {}).update(values)
    marked = {kind: {e for k, e, _ in done if k == kind} for kind in ("skip", "flag")}
    ids = [f"e{n:03}" for n in range(20)]
    return (
        store.labels.current_of(ids) == expected
        and store.labels.skipped() == marked["skip"]
        and store.labels.flagged() == marked["flag"]
        and store.labels.depth() == (len(done), len(undone))
    )


def label_until_killed(home: Home, seed: int, dice: random.Random) -> list[dict[str, Any]]:
    """Every line the child got out before it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.label.labelling_child", str(home.root), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    )
    return told_until_killed(child, dice, lines=(1, 120), pause=0.004)


def test_killed_at_random_moments_nothing_acknowledged_is_lost(home: Home) -> None:
    dice = random.Random(20240314)
    with Store.open(home) as store:
        put(store)
    state: State = ([], [])
    acknowledged = 0
    for round_number in range(ROUNDS):
        told = label_until_killed(home, 1000 + round_number, dice)
        pending: dict[str, Any] | None = None
        for line in told:
            if "about" in line:
                pending = line
            elif "did" in line:
                assert pending is not None
                state, pending = after(state, pending), None
                acknowledged += 1
        with Store.open(home) as store:
            as_acknowledged = matches(store, state)
            if not as_acknowledged:
                assert pending is not None, f"round {round_number}: an acknowledged action is missing or half there"
                state = after(state, pending)
                assert matches(store, state), f"round {round_number}: the last action is half there"
    assert acknowledged > ROUNDS
