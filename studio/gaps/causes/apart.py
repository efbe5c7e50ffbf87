"""Unlabelled episodes that have one of two tangled things without the other, and which of them would tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from studio.gaps.causes.pairs import APART, NOTABLE, Pair, compared
from studio.gaps.causes.suspects import columns, thread_codes
from studio.gaps.causes.tangle import fisher
from studio.gaps.evidence import Evidence, FrameRow

AT_ONCE = 40
"""Labels asked for at once."""
WORTHWHILE = 5
"""Fewest labels asked for where they bring a pair nearer to being told apart, but not all the way."""
MOST_READ, CHUNK = 4_500, 1_500
"""Unlabelled episodes looked at for what was told of them, the newest first, and how many in one go."""
ROUNDS = 12
"""Times at which labels are added before it is given up."""

Told = Mapping[str, Mapping[str, float]]
"""Episode id → what is suspected → its value."""


def unlabelled(evidence: Evidence, most: int = MOST_READ) -> Iterator[tuple[FrameRow, Mapping[str, float]]]:
    """Unlabelled episodes of which anything suspected is told, the newest first, at most so many looked at."""
    newest = evidence.unlabelled[::-1][:most]
    for start in range(0, len(newest), CHUNK):
        rows = [evidence.rows[i] for i in newest[start : start + CHUNK]]
        told = evidence.source.causes(evidence.domain, [r.id for r in rows])
        yield from ((r, told[r.id]) for r in rows if r.id in told)


def untangling(evidence: Evidence, labelled: Sequence[FrameRow], told: Told) -> list[str]:
    """Few unlabelled episodes after whose labels no pair is red any more; none where no labels can do that.

    Args:
        evidence: The frame.
        labelled: The episodes that are compared now, in order of time.
        told: What is suspected of those.
    """
    free: list[tuple[FrameRow, Mapping[str, float]]] = []
    for most in (CHUNK, MOST_READ):
        if most == CHUNK or len(evidence.unlabelled) > CHUNK:
            free = list(unlabelled(evidence, most))
            if found := _untangling(free, labelled, told):
                return found
    return []


def _untangling(
    free: Sequence[tuple[FrameRow, Mapping[str, float]]], labelled: Sequence[FrameRow], told: Told
) -> list[str]:
    chosen: dict[str, FrameRow] = {}
    known = {**told, **{r.id: one for r, one in free}}
    for _ in range(ROUNDS):
        rows = sorted([*labelled, *chosen.values()], key=lambda r: (r.utc, r.id))
        red = [p for p in compared(columns(rows, known), thread_codes(rows)) if p.state == "red"]
        if not red:
            break
        pair = max(red, key=lambda p: p.interval[0])
        kinds = _free((one for one in free if one[0].id not in chosen), pair, rows)
        order = (0, 1) if pair.alone[0] <= pair.alone[1] else (1, 0)
        scarce = kinds[order[0]] or kinds[order[1]]
        room = min(AT_ONCE - len(chosen), max(1, APART - min(pair.alone)))
        if not scarce or room < 1:
            return []
        chosen |= {r.id: r for r in scarce[:room]}
    else:
        return []
    return list(chosen)


def telling(evidence: Evidence, pair: Pair, labelled: Sequence[FrameRow]) -> list[str]:
    """The unlabelled episodes whose labels would loosen an amber pair, or help to; else none.

    Args:
        evidence: The frame.
        pair: What came together.
        labelled: The episodes that its columns are of.
    """
    free = _free(unlabelled(evidence), pair, labelled, AT_ONCE)
    wanted = _wanted(pair, (len(free[0]), len(free[1])))
    now = pair.alone[0] + wanted[0], pair.alone[1] + wanted[1]
    if sum(wanted) < (AT_ONCE if pair.second.time else WORTHWHILE) and not _loose(pair, now):
        return []
    return [row.id for rows, count in zip(free, wanted, strict=True) for row in rows[:count]]


def _free(
    rows: Iterable[tuple[FrameRow, Mapping[str, float]]], pair: Pair, labelled: Sequence[FrameRow], most: int = 10**9
) -> tuple[list[FrameRow], list[FrameRow]]:
    """Episodes with the first alone, and with the second alone, until there are this many of both."""
    found: tuple[list[FrameRow], list[FrameRow]] = ([], [])
    for row, told in rows:
        first = pair.first.of(told)
        second = _after(row, pair.cut, labelled) if pair.second.time else pair.second.of(told)
        if first is None or second is None:
            continue
        if pair.turned:
            second = not second
        if first != second:
            found[0 if first else 1].append(row)
        if min(map(len, found)) >= most:
            break
    return found


def _after(row: FrameRow, cut: float, labelled: Sequence[FrameRow]) -> bool:
    """Whether an episode begins after a place among the labelled ones."""
    return row.utc >= labelled[min(len(labelled) - 1, int(cut) + 1)].utc


def _wanted(pair: Pair, free: tuple[int, int]) -> tuple[int, int]:
    """How many with the first alone and with the second alone to label, the scarcer kind first."""
    alone, added = pair.alone, [0, 0]
    while sum(added) < AT_ONCE:
        now = alone[0] + added[0], alone[1] + added[1]
        if _loose(pair, now):
            break
        order = (0, 1) if now[0] <= now[1] else (1, 0)
        kind = next((k for k in order if added[k] < free[k]), None)
        if kind is None:
            break
        added[kind] += 1
    return added[0], added[1]


def _loose(pair: Pair, alone: tuple[int, int]) -> bool:
    """Whether the pair is expected to be loose once there are so many of either alone."""
    both = pair.together
    neither = pair.n - both - sum(pair.alone)
    first, second = both + alone[0], both + alone[1]
    n = both + neither + sum(alone)
    spread = sqrt(first * (n - first) * second * (n - second))
    phi = (both * neither - alone[0] * alone[1]) / spread if spread else 0.0
    low = fisher(phi, n * pair.n_effective / pair.n)[0] if phi > 0 else 0.0
    return min(alone) >= APART and low < (0.05 if pair.shrinks else NOTABLE)
