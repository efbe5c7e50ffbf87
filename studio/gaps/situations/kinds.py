"""Kinds of episode, told by what was said of them or by their words, for labelled and unlabelled ones alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from studio.gaps.evidence import Evidence, FrameRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_READ = 600
"""Episodes with and without a label that are read, as many of each."""
MOST_SAID = 10_000
"""The same where it is said what they are about."""
READ = 800
"""Characters at the end of a situation that are read."""
MOST_WORDS = 300
"""Words that are looked at, the commonest first."""
RARE, USUAL = 0.015, 0.9
"""Shares of the episodes between which a word tells a kind from the rest."""
STRETCH = 8
"""Neighbours in time that are read together, so that threads are seen whole."""
LINK_Z, LINK_LIFT = 5.0, 1.5
"""Two words belong together when they meet by so many standard errors, and so many times, oftener than by chance."""
LINK_LEAST = 5
"""Meetings of two words below which nothing is concluded."""
LEAST_PAIRS = 30
"""Pairs of one thread below which its episodes count as all alike."""

_WORD = re.compile(r"[^\W\d_][\w]{2,}")
_MARK = re.compile(r"\[(?:media|photo|voice message|video|sticker|gif|contact|document|call|reacted)\b[^\]\n]{0,80}\]")
"""What stands in a transcript for something that was not words."""
_JOINING = """
    the and but for nor not you your yours she her hers his him they them their our ours who whom what when where
    why how that this these those there here with from into onto over under about after before again then than too
    very was were are been being has have had did does done doing will would could should can may might must just
    only also some any all both each more most other such own same out off its it's i'm don't didn't because while
    until monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december morning afternoon evening night today yesterday tomorrow weekend week
    """
_NO_KIND = frozenset(_JOINING.split())
"""Words that join others or tell the time: they are in every kind."""


@dataclass(frozen=True)
class Kinds:
    """Which of some episodes are of which kind; one episode may be of several or none."""

    names: tuple[str, ...]
    """As shown; may be the person's own words."""
    said: bool
    """True when the kinds are what was said of the episodes, False when their words tell them."""
    labelled: Sequence[FrameRow]
    rest: Sequence[FrameRow]
    """Unlabelled."""
    of_labelled: NDArray[np.float32]
    """Labelled × kinds, 1 where it is of the kind."""
    of_rest: NDArray[np.float32]
    """Unlabelled × kinds."""
    fullness: NDArray[np.float32]
    """Unlabelled × kinds: how much of the kind each shows; 0 where it is not of it."""
    n_labelled: int
    """In the whole frame, read or not."""
    n_rest: int

    def shares(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Share of each kind among the labelled, and among all episodes."""
        import numpy as np

        kept, left = (_mean(part) for part in (self.of_labelled, self.of_rest))
        whole = (self.n_labelled * kept + self.n_rest * left) / max(1, self.n_labelled + self.n_rest)
        return kept, np.asarray(whole)

    def design_effects(self) -> NDArray[np.float64]:
        """How many times wider each kind's share among the labelled varies than of independent episodes, at least 1.

        1 + (m - 1) · ρ, m being the size-weighted mean thread among the labelled and ρ the likeness of a kind within
        threads, by the pairs of episodes of one thread: (share of pairs both of the kind - f²) / (f - f²). With fewer
        than `LEAST_PAIRS` pairs, ρ is taken as 1.
        """
        import numpy as np

        sizes = Counter(r.thread for r in self.labelled)
        n = len(self.labelled)
        if len(sizes) == n:
            return np.ones(len(self.names))
        mean_size = sum(m * m for m in sizes.values()) / n
        rows = [*self.labelled, *self.rest]
        place: dict[str, int] = {}
        threads = np.array([place.setdefault(r.thread, len(place)) for r in rows])
        of = np.concatenate([self.of_labelled, self.of_rest]).astype(np.float64)
        order = np.argsort(threads, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(threads[order]) > 0])
        hits, members = np.add.reduceat(of[order], starts, axis=0), np.diff(np.r_[starts, len(rows)])
        pairs = float((members * (members - 1)).sum())
        if pairs < 2 * LEAST_PAIRS:
            return np.full(len(self.names), mean_size)
        share = of.mean(axis=0)
        both = (hits * (hits - 1)).sum(axis=0) / pairs
        alike = np.clip((both - share * share) / np.maximum(share * (1 - share), 1e-9), 0.0, 1.0)
        return np.asarray(1 + (mean_size - 1) * alike)


def said_kinds(evidence: Evidence, values: Mapping[str, str], least: float, *, all_of_the_rest: bool = False) -> Kinds:
    """Kinds by a value that was said of both labelled and unlabelled episodes; those without one are left out.

    Args:
        evidence: The frame of one domain.
        values: Episode id → value.
        least: Share of the episodes of which half is enough for a value to make a kind.
        all_of_the_rest: Keep the unlabelled without a value, as ones of no kind: shares in all are then lower bounds.
    """
    import numpy as np

    labelled, rest = (
        [evidence.rows[i] for i in sampled(places, MOST_SAID)] for places in (evidence.labelled, evidence.unlabelled)
    )
    labelled = [r for r in labelled if r.id in values]
    rest = [r for r in rest if all_of_the_rest or r.id in values]
    counts = Counter(values[r.id] for r in (*labelled, *rest) if r.id in values)
    enough = least / 2 * (len(labelled) + len(rest))
    names = tuple(sorted((v for v, n in counts.items() if n >= enough), key=lambda v: (-counts[v], v)))
    place = {value: k for k, value in enumerate(names)}
    sizes = (len(evidence.labelled), len(evidence.unlabelled))
    parts = []
    for rows in (labelled, rest):
        codes = np.array([place.get(values.get(r.id, ""), -1) for r in rows], dtype=np.int64)
        parts.append((codes[:, None] == np.arange(len(names))).astype(np.float32))
    return Kinds(names, True, labelled, rest, parts[0], parts[1], parts[1], *sizes)


def word_kinds(evidence: Evidence, least: float, cues: Mapping[str, Sequence[str]]) -> Kinds:
    """Kinds by words, whichever label an episode has: single ones, some that keep meeting, and cue words of a value.

    Words that keep meeting make a kind of the episodes with one of them, and another of those with two. Labels play no
    part in which words these are.

    Args:
        evidence: The frame of one domain.
        least: Share of the episodes below which nothing makes a kind.
        cues: Value → words that speak of it.
    """
    import numpy as np

    labelled = [evidence.rows[i] for i in sampled(evidence.labelled)]
    rest = [evidence.rows[i] for i in sampled(evidence.unlabelled)]
    read = evidence.source.texts([r.id for r in (*labelled, *rest)])
    texts = {t.id: _MARK.sub(" ", t.situation[-READ:].lower()) for t in read}
    docs = [frozenset(_WORD.findall(texts.get(r.id, ""))) - _NO_KIND for r in (*labelled, *rest)]
    words, has = _matrix(docs)
    bundles = _bundles(has)
    names, flags, fullness = list(words), [has], [has]
    for bundle in bundles:
        found = has[:, bundle].sum(axis=1, keepdims=True)
        for enough in (1, 2):
            names.append(", ".join(words[k] for k in bundle[:4]))
            flags.append((found >= enough).astype(np.float32))
            fullness.append(found * (found >= enough))
    for value, some in sorted(cues.items()):
        needles = re.compile(rf"\b(?:{'|'.join(re.escape(w.lower()) for w in some)})\b") if some else None
        if needles is not None:
            found = np.array([[len(set(needles.findall(texts.get(r.id, ""))))] for r in (*labelled, *rest)], np.float32)
            names.append(value.replace("_", " "))
            flags.append((found > 0).astype(np.float32))
            fullness.append(found)
    of, full = np.concatenate(flags, axis=1), np.concatenate(fullness, axis=1)
    n = len(labelled)
    kinds = Kinds(
        tuple(names), False, labelled, rest, of[:n], of[n:], full[n:], len(evidence.labelled), len(evidence.unlabelled)
    )
    _, whole = kinds.shares()
    kept = np.flatnonzero((whole >= least) & (whole <= USUAL))
    return Kinds(
        tuple(names[k] for k in kept), False, labelled, rest, of[:n, kept], of[n:, kept], full[n:, kept],
        kinds.n_labelled, kinds.n_rest,
    )  # fmt: skip


def sampled(places: Sequence[int], most: int = MOST_READ) -> list[int]:
    """At most so many of some places in time, in stretches spread evenly over all."""
    blocks = -(-len(places) // STRETCH)
    wanted = most // STRETCH
    if blocks <= wanted:
        return list(places)
    starts = [k * blocks // wanted * STRETCH for k in range(wanted)]
    return [place for start in starts for place in places[start : start + STRETCH]]


def _matrix(docs: Sequence[frozenset[str]]) -> tuple[list[str], NDArray[np.float32]]:
    """The words that are neither rare nor in nearly every text, and texts × words."""
    import numpy as np

    counts = Counter(word for doc in docs for word in doc)
    n = len(docs)
    usual = [w for w, k in counts.items() if RARE * n <= k <= USUAL * n and k > 1]
    words = sorted(usual, key=lambda w: (-counts[w], w))[:MOST_WORDS]
    place = {word: k for k, word in enumerate(words)}
    has = np.zeros((n, len(words)), dtype=np.float32)
    down, across = [], []
    for row, doc in enumerate(docs):
        found = [place[w] for w in doc if w in place]
        across += found
        down += [row] * len(found)
    has[down, across] = 1
    return words, has


def _bundles(has: NDArray[np.float32]) -> list[list[int]]:
    """Groups of columns that meet oftener than chance, each word in one at most, the best connected first."""
    import numpy as np

    n, width = has.shape
    if width < 2 or n < 2:
        return []
    meet = has.T @ has
    counts = np.diag(meet)
    expected = np.outer(counts, counts) / n
    spread = np.sqrt(np.maximum(expected * (1 - counts[:, None] / n) * (1 - counts[None, :] / n), 1e-9))
    strength = (meet - expected) / spread
    linked = (strength >= LINK_Z) & (meet >= LINK_LIFT * expected) & (meet >= LINK_LEAST)
    np.fill_diagonal(linked, False)
    free = linked.any(axis=1)
    found = []
    degree = linked.sum(axis=1)
    for seed in sorted(np.flatnonzero(free).tolist(), key=lambda k: (-int(degree[k]), k)):
        if not free[seed]:
            continue
        bundle = [seed]
        near = np.flatnonzero(linked[seed] & free).tolist()
        for other in sorted(near, key=lambda k: (-float(strength[seed, k]), k)):
            if linked[other, bundle].sum() * 2 >= len(bundle):
                bundle.append(other)
        free[bundle] = False
        if len(bundle) > 1:
            found.append(sorted(bundle))
    return found


def _mean(part: NDArray[np.float32]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(part.mean(axis=0, dtype=np.float64)) if len(part) else np.zeros(part.shape[1])


def chance_of_so_few(hits: float, n: float, share: float) -> float:
    """P(K ≤ hits) of a binomial; n and hits may be effective numbers and are then taken down to whole ones."""
    whole, most = int(n), int(hits)
    if whole <= most:
        return 1.0
    if share >= 1:
        return 0.0
    term = (1 - share) ** whole
    total = term
    for k in range(most):
        term *= (whole - k) / (k + 1) * share / (1 - share)
        total += term
    return min(1.0, total)


def evenness(counts: Sequence[int]) -> float:
    """Entropy of some counts over that of equal ones, 0..1 (Pielou 1966); 1 for one kind or none."""
    from math import log

    n, k = sum(counts), len([c for c in counts if c])
    if k < 2:
        return 1.0
    return -sum(c / n * log(c / n) for c in counts if c) / log(k)


def seen_share(counts: Sequence[int]) -> tuple[float, float]:
    """Share of all situations that are of a kind seen before, 1 - f₁/n (Good 1953), and its standard error.

    √(f₁(1 - f₁/n) + 2f₂) / n (Esty 1983), f₁ and f₂ being the kinds seen once and twice.
    """
    n = sum(counts)
    once, twice = (sum(c == k for c in counts) for k in (1, 2))
    return 1 - once / n, sqrt(max(0.0, once * (1 - once / n)) + 2 * twice) / n
