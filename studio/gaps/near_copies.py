"""Near copies among episodes: who resembles whom, and which of them belong together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.core.similarity import similar_pairs

COPY = 0.8
"""Jaccard similarity from which two episodes are copies."""
ALIKE = 0.5
"""Jaccard similarity from which two episodes resemble each other."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places in the list of texts, and how alike they are."""

    left: int
    right: int
    alike: float


class NearCopies:
    """Every pair of texts at least `ALIKE`, kept by distinct text so that a text repeated often costs nothing.

    Args:
        texts: One per episode; empty ones resemble nothing.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        holders: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            if folded := " ".join(text.lower().split()):
                holders[folded].append(place)
        self.groups: list[list[int]] = list(holders.values())
        """Places of the episodes that share a text, one group per distinct text."""
        self.links: list[tuple[int, int, float]] = list(similar_pairs(list(holders), ALIKE))
        """(group, group, similarity) of distinct texts."""

    def pairs(self, at_least: float) -> Iterator[Pair]:
        """One pair per two similar groups, and one inside each group of identical texts."""
        for group in self.groups:
            if len(group) > 1:
                yield Pair(group[0], group[1], 1.0)
        for i, j, alike in self.links:
            if alike >= at_least:
                yield Pair(self.groups[i][0], self.groups[j][0], alike)

    def clusters(self) -> list[list[int]]:
        """Places tied together by copies (single linkage at `COPY`), two or more each, in order."""
        parent = list(range(len(self.groups)))

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        for i, j, alike in self.links:
            if alike >= COPY:
                parent[root(i)] = root(j)
        members: dict[int, list[int]] = defaultdict(list)
        for i, group in enumerate(self.groups):
            members[root(i)] += group
        return sorted(sorted(places) for places in members.values() if len(places) > 1)

    def across(self, sides: Sequence[str], at_least: float, below: float = 2.0) -> tuple[int, Pair | None]:
        """How many pairs with a similarity in [at_least, below) lie on different sides, and the most similar."""
        count, closest = 0, None
        for i, j, alike in self._within(at_least, below):
            left, right = self.groups[i], self.groups[j]
            found = _across(left, right, sides)
            if not found:
                continue
            count += found if i != j else found // 2
            if closest is None or alike > closest.alike:
                a, b = next((a, b) for a in left for b in right if sides[a] != sides[b])
                closest = Pair(min(a, b), max(a, b), alike)
        return count, closest

    def exposed(self, sides: Sequence[str], at_least: float, home: str = "train") -> set[int]:
        """Places away from `home` that have a copy at home."""
        found: set[int] = set()
        for i, j, _ in self._within(at_least, 2.0):
            for one, other in ((self.groups[i], self.groups[j]), (self.groups[j], self.groups[i])):
                if any(sides[p] == home for p in other):
                    found.update(p for p in one if sides[p] != home)
        return found

    def _within(self, at_least: float, below: float) -> Iterator[tuple[int, int, float]]:
        if at_least <= 1.0 < below:
            yield from ((i, i, 1.0) for i, group in enumerate(self.groups) if len(group) > 1)
        yield from (link for link in self.links if at_least <= link[2] < below)


def _across(left: Sequence[int], right: Sequence[int], sides: Sequence[str]) -> int:
    a, b = Counter(sides[p] for p in left), Counter(sides[p] for p in right)
    return sum(m * k for s, m in a.items() for t, k in b.items() if s != t)
