"""The fight inside a long talk: where cold lines stand close together and come fast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median

from studio.store.records import StoredMessage

LONG = 40
"""Messages of the shortest talk that a fight is cut out of."""
FEWEST_COLD = 4
"""Cold lines that make a fight."""
NEAR_LINES = 8
"""Lines between two cold lines of one fight at most."""
NEAR = timedelta(minutes=20)
"""Time between two cold lines of one fight at most."""
LEAST_SHARE = 0.25
"""Share of a fight's lines that are cold at least."""
RATIO = 4.0
"""How many times rarer cold lines must be outside it."""
LEAD, TRAIL = 3, 6
"""Lines kept before the first cold line, and after the last."""
LEFT_OVER = 12
"""Fewer lines than this before or after a fight stay with it."""


def flare(messages: Sequence[StoredMessage], cold: Sequence[float]) -> tuple[int, int] | None:
    """The half-open stretch of a long talk that is a fight, or None.

    A run of cold lines (1 or more) by at least two people, none far from the next, with a quarter of its lines cold,
    four times as many as outside, and answered at least as fast as the rest of the talk.

    Args:
        messages: One talk.
        cold: How cold each message is.
    """
    if len(messages) < LONG:
        return None
    hot = [n for n, c in enumerate(cold) if c >= 1]
    if len(hot) < FEWEST_COLD:
        return None
    run = max(_runs(messages, hot), key=len)
    if len(run) < FEWEST_COLD:
        return None
    start, stop = max(0, run[0] - LEAD), min(len(messages), run[-1] + 1 + TRAIL)
    start, stop = (0 if start < LEFT_OVER else start), (len(messages) if len(messages) - stop < LEFT_OVER else stop)
    outside = len(messages) - (stop - start)
    if outside < LEFT_OVER:
        return None
    core = messages[run[0] : run[-1] + 1]
    share, elsewhere = len(run) / len(core), (len(hot) - len(run)) / outside
    talked = len({m.sender for m in core}) > 1
    if not talked or share < LEAST_SHARE or share < RATIO * elsewhere:
        return None
    rest = [*_waits(messages[:start]), *_waits(messages[stop:])]
    return (start, stop) if median(_waits(core)) <= median(rest or [0.0]) else None


def _runs(messages: Sequence[StoredMessage], hot: Sequence[int]) -> list[list[int]]:
    runs = [[hot[0]]]
    for n in hot[1:]:
        last = runs[-1][-1]
        near = n - last <= NEAR_LINES and messages[n].sent_at - messages[last].sent_at <= NEAR
        if near:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _waits(messages: Sequence[StoredMessage]) -> list[float]:
    return [(b.sent_at - a.sent_at).total_seconds() for a, b in pairwise(messages)]
