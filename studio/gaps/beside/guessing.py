"""Whether the ending could be guessed from what an episode carries besides what was said and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import atanh, ceil, sqrt, tanh
from statistics import NormalDist
from typing import TYPE_CHECKING

from studio.core.shares import Z95, newcombe
from studio.gaps.beside.association import areas, codes, cramers_v, design_effects, held_out_guesses, reshuffled
from studio.gaps.beside.nuisances import Nuisance
from studio.gaps.evidence import FrameRow
from studio.gaps.states import MOST_ASKED, State
from studio.gaps.statistics.auc import Auc, auc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Real = NDArray[np.float64]

BAND = 0.15
"""Differences of two shares up to this, either way, are no alarm."""
V_BAND = 0.30
"""The same of Cramér's V, where there are more than two groups."""
AREA = 0.70
"""Area under the curve from which on a number, or everything together, is an alarm."""
HINT_AREA = 0.65
LEAST = 40
"""Labels below which nothing is said."""
Z_RED, Z_AMBER = NormalDist().inv_cdf(0.9875), NormalDist().inv_cdf(0.95)
"""Two-sided 97.5 % and 90 %: as several things are asked at once, wider than the usual 95 % and 80 %."""
DRAWS = 499
"""Seeded orders that chance is judged by."""
P_RED, P_AMBER = 0.004, 0.02
PLAIN = 6.0
"""Standard errors from which on chance is not asked any more."""

_WEEK = 604_800.0


@dataclass(frozen=True)
class Tie:
    """One nuisance against one outcome."""

    nuisance: Nuisance
    outcome: str
    """`good` or `bad`: what the shares are of."""
    hits: Real
    """0 or 1 per row of the nuisance."""
    cluster: NDArray[np.int64]
    """Thread or week of each, whichever makes them more alike."""
    effects: Real
    """Design effect of each group."""

    @property
    def n(self) -> int:
        """Labels of which it is known."""
        return len(self.hits)

    @cached_property
    def sizes(self) -> list[int]:
        """Rows of each group."""
        import numpy as np

        return [int(v) for v in np.bincount(self.nuisance.member)]

    @cached_property
    def shares(self) -> list[float]:
        """Share of each group that went that way."""
        import numpy as np

        return [float(v) / n for v, n in zip(np.bincount(self.nuisance.member, self.hits), self.sizes, strict=True)]

    @property
    def n_effective(self) -> float:
        """The same less what likeness within threads or weeks takes away."""
        return sum(n / float(e) for n, e in zip(self.sizes, self.effects, strict=True))

    @property
    def size(self) -> float:
        """How large it is, 0..1: the difference of two groups, V of more, twice the area of a number above a half."""
        if self.nuisance.values is not None:
            return abs(2 * self._area.area - 1)
        return abs(self.shares[0] - self.shares[1]) if len(self.sizes) == 2 else self._v

    def reach(self, z: float = Z95) -> tuple[float, float]:
        """Interval of `size` on the same scale, below 0 where the other direction is possible."""
        if self.nuisance.values is not None:
            low, high = (2 * edge - 1 for edge in self._area.interval(z))
            return (low, high) if self._area.area >= 0.5 else (-high, -low)
        if len(self.sizes) == 2:
            (a, b), (n_a, n_b) = self.shares, (n / float(e) for n, e in zip(self.sizes, self.effects, strict=True))
            low, high = newcombe(a, n_a, b, n_b, z)
            return (low, high) if a >= b else (-high, -low)
        middle, wide = atanh(min(self._v, 1 - 1e-9)), z / sqrt(max(1.0, self.n_effective - 3))
        return tanh(middle - wide), tanh(middle + wide)

    @property
    def edge(self) -> float:
        """Size up to which it is no alarm."""
        return V_BAND if self.nuisance.values is None and len(self.sizes) > 2 else BAND

    @cached_property
    def state(self) -> State:
        """What it says."""
        if self.n < LEAST:
            return "cant_tell"
        if self.nuisance.values is not None:
            area = (1 + self.size) / 2
            if area >= AREA and self.reach(Z_RED)[0] > BAND:
                return "red"
            if area >= HINT_AREA and self.reach(Z_AMBER)[0] > BAND:
                return "amber"
        elif len(self.sizes) == 2:
            if self.reach(Z_RED)[0] > BAND:
                return "red"
            if self.reach(Z_AMBER)[0] > BAND:
                return "amber"
        elif self._v > V_BAND and self.p <= P_RED:
            return "red"
        elif self.reach(Z_AMBER)[0] > V_BAND / 2 and self.p <= P_AMBER:
            return "amber"
        low, high = self.reach()
        return "fine" if high <= self.edge and low >= -self.edge else "cant_tell"

    @cached_property
    def p(self) -> float:
        """How often as large a V comes up when whole clusters change places; the least there is where it is plain."""
        import numpy as np

        if self.n_effective * self._v**2 > PLAIN**2 + 3 * len(self.sizes):
            return 1 / (DRAWS + 1)
        groups = np.eye(len(self.sizes))[self.nuisance.member]
        drawn = cramers_v(self.hits[reshuffled(self.cluster, DRAWS)] @ groups, np.array(self.sizes, dtype=np.float64))
        return (1 + int((drawn >= self._v - 1e-9).sum())) / (DRAWS + 1)

    @property
    def needed(self) -> int:
        """Labels at which an interval as wide as this one about leaves the nearest edge out."""
        if self.n < LEAST or self.state != "cant_tell":
            return LEAST
        low, high = self.reach()
        away = abs(self.edge - self.size)
        wide = (high - self.size) if self.size < self.edge else (self.size - low)
        if away * sqrt(MOST_ASKED) <= wide * sqrt(self.n):
            return max(self.n + 1, MOST_ASKED)
        return max(LEAST, self.n + 1, ceil(self.n * (wide / away) ** 2))

    def outlying(self, group: int, hits: Sequence[float], sizes: Sequence[float]) -> float:
        """Share of a group less that of all the others, with these counts."""
        rest = sum(sizes) - sizes[group]
        return hits[group] / sizes[group] - (sum(hits) - hits[group]) / rest

    @cached_property
    def _area(self) -> Auc:
        values = self.nuisance.values
        if values is None or self.hits.min() == self.hits.max():
            return Auc(0.5, 0.5 / sqrt(max(1, self.n)))
        return auc(list(values[self.hits > 0]), list(values[self.hits == 0]), self.n / self.n_effective)

    @cached_property
    def _v(self) -> float:
        import numpy as np

        hits = np.bincount(self.nuisance.member, self.hits).astype(np.float64)
        return float(cramers_v(hits[None, :], np.array(self.sizes, dtype=np.float64))[0])


def tie(nuisance: Nuisance, outcome: str) -> Tie:
    """How a nuisance goes with an outcome."""
    import numpy as np

    hits = np.array([r.outcome == outcome for r in nuisance.rows], dtype=np.float64)
    threads, weeks = clusterings(nuisance.rows)
    by_thread, by_week = (design_effects(hits, nuisance.member, c) for c in (threads, weeks))
    weekly = bool((by_week * np.bincount(nuisance.member)).sum() > (by_thread * np.bincount(nuisance.member)).sum())
    return Tie(nuisance, outcome, hits, weeks if weekly else threads, np.maximum(by_thread, by_week))


def clusterings(rows: Sequence[FrameRow]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The thread of each row, and its week."""
    import numpy as np

    weeks = np.floor(np.array([r.wall for r in rows]) / _WEEK).astype(np.int64)
    return codes([r.thread for r in rows]), np.unique(weeks, return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Together:
    """How well everything guesses at once, of episodes held out by thread."""

    area: float
    """.5 is no better than chance; 0 labels give that too."""
    error: float
    p: float
    """1 where the area is too small to ask."""
    n: int

    @property
    def state(self) -> State:
        """What it says; it can raise an alarm or say nothing."""
        if self.n < LEAST:
            return "cant_tell"
        if self.area >= AREA and self.p <= P_RED:
            return "red"
        return "amber" if self.area >= HINT_AREA and self.p <= P_AMBER else "fine"


def together(rows: Sequence[FrameRow], found: Sequence[Tie], outcome: str) -> Together:
    """Guess the outcome of held-out threads from all nuisances but the sitting, by ridge regression.

    Args:
        rows: Labelled episodes.
        found: What they differ in.
        outcome: The one to be guessed.
    """
    import numpy as np

    place = {r.id: k for k, r in enumerate(rows)}
    columns = []
    for one in found:
        nuisance = one.nuisance
        if one.outcome != outcome or nuisance.kind == "sitting":
            continue
        at = np.array([place[r.id] for r in nuisance.rows], dtype=np.int64)
        groups = [nuisance.values] if nuisance.values is not None else np.eye(len(one.sizes))[nuisance.member].T
        for values in groups:
            column = np.full(len(rows), values.mean())
            column[at] = values
            columns.append(column)
    hits = np.array([r.outcome == outcome for r in rows], dtype=np.float64)
    if not columns or len(rows) < LEAST or hits.min() == hits.max():
        return Together(0.5, 0.5, 1.0, len(rows))
    table, (cluster, weeks) = np.stack(columns, axis=1), clusterings(rows)
    flat = np.zeros(len(rows), dtype=np.int64)
    if design_effects(hits, flat, weeks)[0] > design_effects(hits, flat, cluster)[0]:
        cluster = weeks
    guesses = held_out_guesses(table, hits[:, None], cluster)
    area = float(areas(guesses, hits[:, None])[0])
    effect = max(float(design_effects(hits, flat, one)[0]) for one in (cluster, weeks))
    error = auc(list(guesses[hits > 0, 0]), list(guesses[hits == 0, 0]), effect).error
    if area < HINT_AREA:
        return Together(area, error, 1.0, len(rows))
    if any(one.state == "red" for one in found) or area - 0.5 > PLAIN * error:
        return Together(area, error, 1 / (DRAWS + 1), len(rows))
    drawn = hits[reshuffled(cluster, DRAWS)].T
    by_chance = areas(held_out_guesses(table, drawn, cluster), drawn)
    return Together(area, error, (1 + int((by_chance >= area - 1e-9).sum())) / (DRAWS + 1), len(rows))
