"""Splitting: threads and near copies stay on one side, and an episode once given a side keeps it for ever."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studio.core.similarity import similar_pairs
from studio.store.datasets import SPLITS

COPY = 0.8
"""Jaccard similarity of 5-character shingles from which two episodes are copies."""

HELD_OUT_WHYS = frozenset({None, "spontaneous", "audit"})
"""Only labels given for these reasons may be held out: episodes sought out to fill a gap, because the model was
unsure, or to be labelled twice would bias every estimate (Farquhar et al. 2021)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An episode that is to be given a side."""

    id: str
    thread: str | None
    text: str
    """Situation, response and outcome as written."""
    may_be_held_out: bool = True


@dataclass(slots=True)
class Assignment:
    """Who is where."""

    sides: dict[str, str] = field(default_factory=dict)
    """Episode id → `train`, `valid` or `test`."""
    fresh: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Episode id → (side, thread) of those given one for the first time."""
    dropped: dict[str, str] = field(default_factory=dict)
    """Episode id → why it can be on no side."""

    def of(self, side: str) -> list[str]:
        """Ids on a side, sorted."""
        return sorted(i for i, s in self.sides.items() if s == side)


def assign(
    candidates: Sequence[Candidate],
    *,
    seed: int,
    valid: float,
    test: float,
    frozen: Mapping[str, str] | None = None,
    frozen_threads: Mapping[str, str] | None = None,
) -> Assignment:
    """Give every candidate a side.

    A cluster (threads joined by near copies, single linkage) with a frozen member follows the strictest of its frozen
    sides; a new one, in an order drawn by the seed, goes where most is missing from the fractions, if it fits there.
    Validation gets one cluster at least whenever there are two.

    Args:
        candidates: In any order.
        seed: Draws the order of new clusters.
        valid: Fraction for validation, 0..0.5.
        test: Fraction for the test, 0..0.5.
        frozen: Episode id → side given earlier.
        frozen_threads: Thread → strictest side an episode of it was given earlier.
    """
    frozen, frozen_threads = frozen or {}, frozen_threads or {}
    made = Assignment()
    new: list[list[Candidate]] = []
    for cluster in clusters(candidates):
        given = [frozen[c.id] for c in cluster if c.id in frozen]
        given += [frozen_threads[c.thread] for c in cluster if c.thread in frozen_threads and c.thread is not None]
        if given:
            _follow(cluster, max(given, key=SPLITS.index), frozen, made)
        else:
            new.append(cluster)
    new.sort(key=lambda cluster: _draw(seed, min(c.id for c in cluster)))
    total = len(made.sides) + sum(len(cluster) for cluster in new)
    wanted = {"valid": max(1, round(valid * total)) if valid else 0, "test": round(test * total)}
    for side in ("valid", "test"):
        wanted[side] -= sum(s == side for s in made.sides.values())
    sides = [_side(cluster, wanted) for cluster in new]
    if valid and "valid" not in (*sides, *made.sides.values()):
        _one_for_validation(new, sides, learns=any(s == "train" for s in made.sides.values()))
    for cluster, side in zip(new, sides, strict=True):
        for one in cluster:
            made.sides[one.id] = side
            made.fresh[one.id] = (side, one.thread)
    return made


def clusters(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Candidates tied together by a thread or by being near copies of each other, in order of their smallest id."""
    ordered = sorted(candidates, key=lambda c: c.id)
    parent = list(range(len(ordered)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first_of: dict[str, int] = {}
    texts: dict[str, int] = {}
    for i, one in enumerate(ordered):
        if one.thread is not None:
            parent[root(i)] = root(first_of.setdefault(one.thread, i))
        if folded := " ".join(one.text.lower().split()):
            parent[root(i)] = root(texts.setdefault(folded, i))
    holders = list(texts.values())
    for left, right, _ in similar_pairs(list(texts), COPY):
        parent[root(holders[left])] = root(holders[right])
    groups: dict[int, list[Candidate]] = defaultdict(list)
    for i, one in enumerate(ordered):
        groups[root(i)].append(one)
    return sorted(groups.values(), key=lambda group: group[0].id)


def _follow(cluster: Sequence[Candidate], side: str, frozen: Mapping[str, str], made: Assignment) -> None:
    """Put a cluster where its frozen members are; those that may not be there are on no side."""
    for one in cluster:
        was = frozen.get(one.id)
        if was is not None and was != side:
            made.dropped[one.id] = "tied_to_held_out"
        elif side != "train" and not one.may_be_held_out:
            made.dropped[one.id] = "sought_out_and_tied_to_held_out"
        else:
            made.sides[one.id] = side
            if was is None:
                made.fresh[one.id] = (side, one.thread)


def _side(cluster: Sequence[Candidate], wanted: dict[str, int]) -> str:
    if all(one.may_be_held_out for one in cluster):
        for side in sorted(wanted, key=lambda s: (-wanted[s], s != "valid")):
            if len(cluster) <= wanted[side]:
                wanted[side] -= len(cluster)
                return side
    return "train"


def _one_for_validation(new: Sequence[Sequence[Candidate]], sides: list[str], *, learns: bool) -> None:
    """Move the smallest suitable new cluster from training to validation, if something stays to learn from."""
    places = [n for n, side in enumerate(sides) if side == "train"]
    suitable = [n for n in places if all(one.may_be_held_out for one in new[n])]
    if suitable and (learns or len(places) > 1):
        sides[min(suitable, key=lambda n: len(new[n]))] = "valid"


def _draw(seed: int, key: str) -> bytes:
    return hashlib.blake2b(f"{seed}\x1f{key}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
