"""Unlabelled episodes that have one of two tangled things without the other, and how many of them would tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from studio.gaps.evidence import Evidence, FrameRow
from studio.gaps.pairs import APART, NOTABLE, STRONG, Pair
from studio.gaps.states import State
from studio.gaps.tangle import fisher

AT_ONCE = 40
"""Labels asked for at once."""
WORTHWHILE = 5
"""Fewest labels asked for where they bring a pair nearer to being told apart, but not all the way."""
MOST_READ, CHUNK = 4_500, 1_500
"""Unlabelled episodes looked at for what was told of them, the newest first, and how many in one go."""


def unlabelled(evidence: Evidence, most: int = MOST_READ) -> Iterator[tuple[FrameRow, Mapping[str, float]]]:
    """Unlabelled episodes of which anything suspected is told, the newest first, at most so many looked at."""
    newest = evidence.unlabelled[::-1][:most]
    for start in range(0, len(newest), CHUNK):
        rows = [evidence.rows[i] for i in newest[start : start + CHUNK]]
        told = evidence.source.causes(evidence.domain, [r.id for r in rows])
        yield from ((r, told[r.id]) for r in rows if r.id in told)


def telling(evidence: Evidence, pair: Pair, labelled: Sequence[FrameRow], state: State) -> list[str]:
    """The unlabelled episodes whose labels would bring a pair out of its state, or well on the way; else none.

    Args:
        evidence: The frame.
        pair: What came together.
        labelled: The episodes that its columns are of.
        state: Red or amber.
    """
    free = _free(evidence, pair, labelled)
    wanted = _wanted(pair, (len(free[0]), len(free[1])), state)
    now = pair.alone[0] + wanted[0], pair.alone[1] + wanted[1]
    if sum(wanted) < (AT_ONCE if pair.second.time else WORTHWHILE) and not _cleared(pair, now, state):
        return []
    return [i for ids, count in zip(free, wanted, strict=True) for i in ids[:count]]


def _free(evidence: Evidence, pair: Pair, labelled: Sequence[FrameRow]) -> tuple[list[str], list[str]]:
    """Unlabelled episodes with the first alone, and with the second alone."""
    found: tuple[list[str], list[str]] = ([], [])
    for row, told in unlabelled(evidence):
        first = pair.first.of(told)
        second = _after(row, pair.cut, labelled) if pair.second.time else pair.second.of(told)
        if first is None or second is None:
            continue
        if pair.turned:
            second = not second
        if first != second:
            found[0 if first else 1].append(row.id)
        if min(map(len, found)) >= AT_ONCE:
            break
    return found


def _after(row: FrameRow, cut: float, labelled: Sequence[FrameRow]) -> bool:
    """Whether an episode begins after a place among the labelled ones."""
    return row.utc >= labelled[min(len(labelled) - 1, int(cut) + 1)].utc


def _wanted(pair: Pair, free: tuple[int, int], state: State) -> tuple[int, int]:
    """How many with the first alone and with the second alone to label, the scarcer kind first."""
    alone, added = pair.alone, [0, 0]
    while sum(added) < AT_ONCE:
        now = alone[0] + added[0], alone[1] + added[1]
        if _cleared(pair, now, state):
            break
        order = (0, 1) if now[0] <= now[1] else (1, 0)
        kind = next((k for k in order if added[k] < free[k]), None)
        if kind is None:
            break
        added[kind] += 1
    return added[0], added[1]


def _cleared(pair: Pair, alone: tuple[int, int], state: State) -> bool:
    """Whether the pair is expected to have left its state once there are so many of either alone."""
    both = pair.together
    neither = pair.n - both - sum(pair.alone)
    first, second = both + alone[0], both + alone[1]
    n = both + neither + sum(alone)
    spread = sqrt(first * (n - first) * second * (n - second))
    phi = (both * neither - alone[0] * alone[1]) / spread if spread else 0.0
    low = fisher(phi, n * pair.n_effective / pair.n)[0] if phi > 0 else 0.0
    if state == "red":
        return min(alone) >= APART or low < STRONG
    return min(alone) >= APART and low < (0.05 if pair.shrinks else NOTABLE)
