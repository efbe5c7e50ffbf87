"""A simple reader: does the wording tell how it ended? Kernel ridge on letter pieces, tried on threads unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from studio.core.shares import Z80

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

DRAWS = 199
"""Times the endings are dealt out anew; the least p-value is 1/200."""
SEED = 20_240_717
"""Fixed: the same record always gets the same answer."""
HALVES = 4
"""Times the threads are cut in two halves, each learning for the other."""
PIECE = 4
"""Bytes in a piece."""
BITS = 10
"""Pieces are counted in 2 to the power of this many columns, for each part of an episode."""
CAPS = (600, 600)
"""Characters read of the situation and of the response."""
RIDGE = 2.0
"""Penalty, in multiples of the mean squared length of a text."""
SAME = 0.97
"""Cosine from which two texts are tied together like a thread."""

_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader could tell of episodes whose whole thread it had not seen."""

    scores: Floats
    """One per episode; the higher, the likelier it went well."""
    by_chance: Floats
    """Share of pairs put in the right order, each time the endings were dealt out anew."""
    area: float
    """The same share with the endings as they are."""

    @property
    def p(self) -> float:
        """Chance of a share at least this high if wording and ending had nothing to do with each other."""
        return (1 + int((self.by_chance >= self.area - 1e-12).sum())) / (len(self.by_chance) + 1)


@dataclass(frozen=True, slots=True)
class Growth:
    """Share of pairs put in the right order after reading half of the threads, and after reading all others."""

    half: float
    whole: float
    error: float
    """Standard error of the difference, over threads."""

    @property
    def improving(self) -> bool:
        """Whether the 80 % interval of what the second half added lies above nothing."""
        return self.whole - self.half - Z80 * self.error > 0


class Reader:
    """Reads some labelled episodes, every one in the light of those of other threads.

    Args:
        texts: Situation and response of each.
        good: Whether it went well; both kinds occur.
        threads: The thread of each.
        counted: Which of them it is tried on; all are learned from.
    """

    def __init__(
        self, texts: Sequence[tuple[str, str]], good: Sequence[bool], threads: Sequence[str], counted: Sequence[bool]
    ) -> None:
        import numpy as np

        kernel = likeness(texts)
        self.groups = tied(kernel, threads)
        """Number of the group of each, from 0: threads joined by copies."""
        mean = kernel.mean(axis=0)
        self.kernel = kernel - mean - mean[:, None] + mean.mean()
        """Inner products of the texts less their mean, scaled to mean squared length 1; moved so that those of two
        different texts are 0 on average, else leaving one out would tell of its ending."""
        self.kernel /= max(float(np.trace(self.kernel)) / len(texts), 1e-9)
        self.kernel += 1 / max(1, len(texts) - 1)
        self.good = np.asarray(good, dtype=np.bool_)
        self.counted = np.asarray(counted, dtype=np.bool_)

    def read(self) -> Reading:
        """How well the endings are told apart, and how well `DRAWS` dealings of them are; whole threads are dealt."""
        import numpy as np

        dealt = self._dealt()
        ends = np.concatenate([self.good[None], dealt]).T
        scores = left_out(self.kernel, ends - self.good.mean(), self.groups)
        areas = _areas(scores[self.counted], ends[self.counted])
        return Reading(scores[:, 0], areas[1:], float(areas[0]))

    def grow(self, scores: Floats) -> Growth:
        """Compare `scores`, made from all other threads, with those made from half of the threads.

        The threads are cut in two `HALVES` times; a half is read by who learned from the other. Of each episode the
        share of opposite ones that it is rightly ordered with counts (DeLong et al. 1988), its gain averaged over cuts.
        """
        import numpy as np

        dice = np.random.default_rng(SEED)
        counted, good = self.counted, self.good
        whole = _placements(scores[counted], good[counted])
        half = np.zeros_like(whole)
        for _ in range(HALVES):
            seen = _first_half(dice.permutation(int(self.groups.max()) + 1), self.groups)
            made = np.zeros(len(good))
            for learned in (seen, ~seen):
                made[~learned] = self._taught(learned)
            for side in (seen[counted], ~seen[counted]):
                half[side] += _placements(made[counted][side], good[counted][side]) / HALVES
        return _growth(half, whole, good[counted], self.groups[counted])

    def _taught(self, learned: NDArray[np.bool_]) -> Floats:
        """Scores of the others by who learned from these."""
        import numpy as np

        known = self.kernel[np.ix_(learned, learned)]
        known[np.diag_indices(len(known))] += RIDGE
        weights = np.linalg.solve(known, self.good[learned] - self.good.mean())
        scores: Floats = self.kernel[np.ix_(~learned, learned)] @ weights
        return scores

    def _dealt(self) -> NDArray[np.bool_]:
        import numpy as np

        dice = np.random.default_rng(SEED)
        order = np.argsort(self.groups, kind="stable")
        keys = dice.random((DRAWS, int(self.groups.max()) + 1))[:, self.groups[order]]
        dealt = np.empty((DRAWS, len(order)), dtype=np.bool_)
        dealt[:, order] = self.good[order][np.argsort(keys, axis=1, kind="stable")]
        return dealt


def likeness(texts: Sequence[tuple[str, str]]) -> Floats:
    """Inner products of texts: hashed pieces of `PIECE` bytes, roots of counts times log rarity, each part of length 1.

    Args:
        texts: Situation and response of each; an empty part is like nothing.
    """
    import numpy as np

    total = np.zeros((len(texts), len(texts)))
    for part, cap in enumerate(CAPS):
        table = _counted([" ".join(text[part][:cap].lower().split()) for text in texts])
        held = np.count_nonzero(table, axis=0)
        np.sqrt(table, out=table)
        table *= np.log((len(texts) + 1) / (held + 0.5)).astype(np.float32)
        table /= np.maximum(np.sqrt(np.einsum("ij,ij->i", table, table)), 1e-9)[:, None]
        total += table @ table.T
    return total


def _counted(texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts × columns: how often each piece occurs."""
    import numpy as np

    coded = [f" {text} ".encode("utf-8", "surrogatepass") if text else b"" for text in texts]
    written = np.frombuffer(b"".join(coded), dtype=np.uint8).astype(np.uint32)
    of = np.repeat(np.arange(len(texts)), [len(one) for one in coded])
    size = max(0, len(written) - PIECE + 1)
    hashed = np.zeros(size, dtype=np.uint32)
    for k, factor in enumerate(_FACTORS[:PIECE]):
        hashed = (hashed ^ written[k : k + size]) * np.uint32(factor)
    inside = of[:size] == of[PIECE - 1 :] if size else np.zeros(0, dtype=np.bool_)
    cells = (of[:size] << BITS) + (hashed >> np.uint32(32 - BITS))
    counts = np.bincount(cells[inside], minlength=len(texts) << BITS)
    return counts.reshape(len(texts), 1 << BITS).astype(np.float32)


def tied(kernel: Floats, threads: Sequence[str]) -> Places:
    """Number of the group of each text, from 0 in order: same thread, or texts at least `SAME` alike, at any remove."""
    import numpy as np

    number = {thread: k for k, thread in reversed(list(enumerate(threads)))}
    first = np.array([number[thread] for thread in threads])
    size = np.sqrt(np.maximum(np.diag(kernel), 1e-9))
    left, right = np.nonzero(np.triu(kernel >= SAME * size * size[:, None], k=1))
    lowest = first.copy()
    while True:
        before = lowest.copy()
        np.minimum.at(lowest, left, before[right])
        np.minimum.at(lowest, right, before[left])
        by_thread = lowest.copy()
        np.minimum.at(by_thread, first, lowest)
        lowest = by_thread[first]
        if (lowest == before).all():
            break
    groups: Places = np.unique(lowest, return_inverse=True)[1].astype(np.int64)
    return groups


def left_out(kernel: Floats, values: Floats, groups: Places) -> Floats:
    """What kernel ridge says of each episode when its whole group is left out, without learning anew.

    With P the inverse of kernel plus `RIDGE` on its diagonal, the misses of a group B are the solution of
    P[B, B] · misses = (P · values)[B].

    Args:
        kernel: Inner products, n × n.
        values: What is learned, n × any number of columns, centred.
        groups: Number of the group of each.
    """
    import numpy as np

    inverse = np.linalg.inv(kernel + RIDGE * np.eye(len(kernel)))
    missed = inverse @ values
    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups)
    begins = np.cumsum(sizes) - sizes
    for size in np.unique(sizes):
        members = order[begins[sizes == size][:, None] + np.arange(size)]
        if size == 1:
            missed[members[:, 0]] /= inverse[members, members]
            continue
        blocks = inverse[members[:, :, None], members[:, None, :]]
        missed[members] = np.linalg.solve(blocks, missed[members])
    found: Floats = values - missed
    return found


def _areas(scores: Floats, ends: NDArray[np.bool_]) -> Floats:
    """Per column, the share of pairs of a good and a bad one in which the good one scores higher, ties half."""
    import numpy as np

    rounded, high = np.round(scores.T, 9), ends.T
    n = high.sum(axis=1)
    pairs = n * (high.shape[1] - n)
    order = np.argsort(rounded, axis=1)
    lined_up = np.take_along_axis(rounded, order, axis=1)
    wins = np.take_along_axis(high, order, axis=1) @ np.arange(high.shape[1], dtype=np.float64) - n * (n - 1) / 2
    for k in np.flatnonzero((np.diff(lined_up, axis=1) == 0).any(axis=1)):
        good, bad = np.sort(rounded[k, high[k]]), rounded[k, ~high[k]]
        below = np.searchsorted(good, bad, side="left") + np.searchsorted(good, bad, side="right")
        wins[k] = (len(good) - below / 2).sum()
    areas: Floats = np.where(pairs > 0, wins / np.maximum(pairs, 1), 0.5)
    return areas


def _placements(scores: Floats, good: NDArray[np.bool_]) -> Floats:
    """Per episode, the share of those that ended the other way which it is on the right side of; ties half."""
    import numpy as np

    rounded = np.round(scores, 9)
    above = (rounded[:, None] > rounded) + 0.5 * (rounded[:, None] == rounded)
    share_of_bad = above[:, ~good].mean(axis=1) if (~good).any() else np.full(len(good), 0.5)
    share_of_good = 1 - above[:, good].mean(axis=1) if good.any() else np.full(len(good), 0.5)
    found: Floats = np.where(good, share_of_bad, share_of_good)
    return found


def _first_half(order: Places, groups: Places) -> NDArray[np.bool_]:
    """Which episodes are of the groups that come first in an order and hold half of all episodes."""
    import numpy as np

    place = np.argsort(order)
    sizes = np.bincount(groups)[order]
    taken = np.cumsum(sizes) - sizes / 2 <= len(groups) / 2
    seen: NDArray[np.bool_] = taken[place[groups]]
    return seen


def _growth(half: Floats, whole: Floats, good: NDArray[np.bool_], groups: Places) -> Growth:
    import numpy as np

    gain = whole - half
    means, weights = [], np.zeros(len(good))
    for kind in (good, ~good):
        means.append((float(half[kind].mean()), float(whole[kind].mean())))
        weights[kind] = (gain[kind] - gain[kind].mean()) / kind.sum()
    spread = np.bincount(groups, weights)
    held = max(2, len(np.unique(groups)))
    error = sqrt(float((spread**2).sum()) * held / (held - 1))
    (half_good, whole_good), (half_bad, whole_bad) = means
    return Growth((half_good + half_bad) / 2, (whole_good + whole_bad) / 2, error)
