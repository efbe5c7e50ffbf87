"""Unlabelled episodes in the order in which a machine guesses that they went one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from studio.gaps.evidence import Evidence

OPPOSITE = {"good": "bad", "bad": "good"}
"""Outcome → the one it is set against."""
PRECISION = 0.6
"""Share of likely ones that are expected to prove so; sizes a fix."""


def likeliest(evidence: Evidence, wanted: str, among: Collection[str] | None = None) -> list[str]:
    """Unlabelled ids, likeliest first, taking one of each thread in turn; in random order where nothing is guessed.

    Args:
        evidence: The frame of one domain.
        wanted: `good` or `bad`.
        among: The ids that may be named; every unlabelled one unless given.
    """
    import random

    rows = [r for r in (evidence.rows[i] for i in evidence.unlabelled) if among is None or r.id in among]
    guesses = evidence.guesses
    sign = 1 if wanted == "good" else -1
    leaning = [r for r in rows if sign * guesses.get(r.id, 0.0) > 0]
    if not leaning:
        return random.Random(evidence.frame_hash).sample(sorted(r.id for r in rows), len(rows))
    threads: dict[str, list[str]] = defaultdict(list)
    for row in sorted(leaning, key=lambda r: (-sign * guesses[r.id], r.id)):
        threads[row.thread].append(row.id)
    turns = [(place, -sign * guesses[i], i) for ids in threads.values() for place, i in enumerate(ids)]
    return [i for _, _, i in sorted(turns)]
