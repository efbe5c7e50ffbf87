"""How long all gap checks take on a large record, and how often they are wrong on people who are well."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pyarrow as pa

from studio.gaps.report import weigh
from studio.store import Store
from tests.bench import gap_power
from tests.gaps.people import RESPONSES, TRIGGERS, WORDS

SIZES = ((10_000, 0.5), (100_000, 3.0))
"""Episodes in the frame, and the seconds that all checks may take."""
LABELLED = 2_000


def rows() -> list[dict[str, Any]]:
    """One row per budget: seconds, false alarms, power."""
    return [*_speed(), *gap_power.rows(_row)]


def _row(what: str, ours: float, target: float, unit: str, *, at_least: bool = False) -> dict[str, Any]:
    """A figure against its own target: the ratio is how many times better than the target it is."""
    ratio = ours / target if at_least else target / max(ours, 1e-9)
    wanted = f"{'at least' if at_least else 'at most'} {target:g}"
    return {
        "what": f"{what} ({wanted})",
        "ours": round(ours, 4),
        "peer": None,
        "ratio": round(min(ratio, 1e6), 2),
        "target": 1.0,
        "unit": unit,
        "holds": ratio >= 1,
    }


def _speed() -> list[dict[str, Any]]:
    found = []
    for episodes, budget in SIZES:
        with Store(None) as store:
            fill_store(store, episodes, LABELLED)
            began = time.perf_counter()
            weigh(store)
            found.append(
                _row(
                    f"all checks, {episodes:,} episodes, {LABELLED:,} labelled",
                    time.perf_counter() - began,
                    budget,
                    "s",
                )
            )
    return found


def fill_store(store: Store, episodes: int, labelled: int) -> None:
    """Put invented episodes and labels straight into the tables, a column at a time."""
    dice = np.random.default_rng(11)
    ids = [f"e{k:07d}" for k in range(episodes)]
    start = np.datetime64("2022-01-01T00:00:00", "us")
    utc = start + np.sort(dice.integers(0, 3 * 365 * 86_400, episodes)) * np.timedelta64(1_000_000, "us")
    words = np.array(WORDS)
    texts = [" ".join(row) for row in words[dice.integers(0, len(words), (episodes, 24))]]
    told = [
        json.dumps(
            {
                "proxy_outcome": float(guess),
                "mood": float(mood),
                "started_by": "me" if mine else "other",
                "words_me": 80,
                "words_other": 70,
                "causes": {"coffee": bool(coffee), "slept_over_7h": bool(slept)},
            }
        )
        for guess, mood, mine, coffee, slept in zip(
            *dice.uniform(-1, 1, (2, episodes)).round(2), *dice.integers(0, 2, (3, episodes)), strict=True
        )
    ]
    table = pa.table(
        {
            "id": ids,
            "thread": [f"t{k // 3}" for k in range(episodes)],
            "utc": pa.array(utc),
            "text": texts,
            "context": told,
        }
    )
    chosen = np.sort(dice.choice(episodes, labelled, replace=False))
    said = {
        "outcome": dice.choice(["good", "bad"], labelled, p=[0.2, 0.8]),
        "trigger": dice.choice(TRIGGERS, labelled),
        "response_style": dice.choice(RESPONSES, labelled),
    }
    labels = pa.table(
        {
            "id": [ids[k] for k in chosen] * len(said),
            "field": [field for field in said for _ in chosen],
            "value": [json.dumps(str(v)) for values in said.values() for v in values],
        }
    )
    with store.transaction() as cursor:
        cursor.register("incoming", table)
        cursor.execute(
            """INSERT INTO episodes (id, domain, thread, utc, wall, tz, situation, response, outcome, context, origin)
            SELECT id, 'relationship', thread, utc, utc, 'UTC', text, left(text, 60), NULL, context, 'import'
            FROM incoming"""
        )
        cursor.unregister("incoming")
        cursor.register("incoming", labels)
        cursor.execute(
            """INSERT INTO label_events (action, utc, kind, episode_id, field, value, why)
            SELECT 'a' || id, '2025-01-01', 'set', id, field, value, 'spontaneous' FROM incoming"""
        )
        cursor.unregister("incoming")
