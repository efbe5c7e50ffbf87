"""How alike two texts are, for near copies that must not sit on both sides of a split."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

SHINGLE = 5
"""Characters in a shingle."""


def shingles(text: str) -> frozenset[str]:
    """The set of overlapping 5-character pieces of a text, case and white space folded."""
    folded = " ".join(text.lower().split())
    if len(folded) <= SHINGLE:
        return frozenset({folded}) if folded else frozenset()
    return frozenset(folded[i : i + SHINGLE] for i in range(len(folded) - SHINGLE + 1))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """|A ∩ B| / |A ∪ B|, 0 when both are empty."""
    if not left and not right:
        return 0.0
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def similar_pairs(texts: Sequence[str], at_least: float) -> Iterator[tuple[int, int, float]]:
    """Every pair `(i, j, jaccard)`, i < j, whose shingle sets are at least that alike.

    Exact: prefix filtering (Bayardo et al. 2007) only skips pairs that cannot reach the threshold.
    """
    sets = [shingles(text) for text in texts]
    frequency = Counter(piece for one in sets for piece in one)
    order = sorted(range(len(sets)), key=lambda i: len(sets[i]))
    index: dict[str, list[int]] = defaultdict(list)
    for j in order:
        size = len(sets[j])
        if not size:
            continue
        rare_first = sorted(sets[j], key=lambda piece: (frequency[piece], piece))
        prefix = rare_first[: size - int(at_least * size) + 1]
        seen: set[int] = set()
        for piece in prefix:
            for i in index[piece]:
                if i in seen or len(sets[i]) < at_least * size:
                    continue
                seen.add(i)
                alike = jaccard(sets[i], sets[j])
                if alike >= at_least:
                    yield (i, j, alike) if i < j else (j, i, alike)
        for piece in prefix:
            index[piece].append(j)
