"""Two suspected causes side by side: how far they came together, and what each is worth with the other held equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from studio.gaps.causes.suspects import LEAST_SIDE, SAME_BY_DEFINITION, Column
from studio.gaps.causes.tangle import chance, counts, differences, fisher, redrawn, standardised, thread_effect
from studio.gaps.states import State
from studio.gaps.statistics.intervals import benjamini_hochberg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 60
"""Labelled episodes of which both are known, below which nothing is said."""
STRONG, NOTABLE = 0.5, 0.3
"""Edges of the size of a correlation."""
APART = 10
"""Episodes with the one alone, and with the other alone, below which they cannot be told apart."""
SHRINKS = 0.03
"""Change of a difference, by holding the other equal, that is no alarm."""
FALSE_SHARE = 0.02
"""Share of false ones among the pairs that stand (Benjamini and Hochberg)."""
RARE, RARE_BEGIN = 0.01, 0.03
"""Share of circular shifts at which two may be as close by chance alone; and a yes/no cause and calendar time."""
UNLIKELY = 0.05
"""P value of a correlation from which on a change by holding the other equal is taken for chance."""
EXAMINED = 6
"""Pairs whose changes are drawn again, the largest first."""

Span = tuple[float, float, float]
"""Estimate, low and high."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How much oftener it went well with something than without, -1..1."""

    crude: Span
    alike: Span | None
    """Among episodes alike in the other thing (Mantel–Haenszel); None where those are alike in this one as well."""
    change: Span | None
    """Crude less alike."""

    @property
    def shrinks(self) -> bool:
        """True when holding the other equal changes it by more than `SHRINKS` for sure."""
        return self.change is not None and (self.change[1] > SHRINKS or self.change[2] < -SHRINKS)

    @property
    def flips(self) -> bool:
        """True when the two have opposite signs (Simpson)."""
        return self.shrinks and self.alike is not None and self.crude[0] * self.alike[0] < 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns on the labelled episodes of which both are known."""

    first: Column
    second: Column
    places: NDArray[np.int64]
    """Those episodes."""
    high: NDArray[np.bool_]
    """Whether the first is high in each."""
    other: NDArray[np.bool_]
    """Whether the second is, or is low where the two go against each other."""
    cut: float
    """Values of the second above this are high; for calendar time, the place that best parts the first's."""
    r: float
    """Phi for two yes/no columns, else Spearman's."""
    n_effective: float
    p: float
    rank: float
    stands: bool = False
    effects: tuple[Effect, Effect] | None = None
    """Of the first with the second held equal, and the other way round; None until they are examined."""

    @property
    def n(self) -> int:
        """Labelled episodes of which both are known."""
        return len(self.places)

    @property
    def turned(self) -> bool:
        """True when the one came with the absence of the other."""
        return self.r < 0

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the size of the correlation."""
        return fisher(self.r, self.n_effective)

    @property
    def together(self) -> int:
        """Episodes with both."""
        return int((self.high & self.other).sum())

    @property
    def alone(self) -> tuple[int, int]:
        """Episodes with the first alone, and with the second alone."""
        return int((self.high & ~self.other).sum()), int((~self.high & self.other).sum())

    @property
    def few(self) -> bool:
        """Too few episodes that tell the two apart."""
        return min(self.alone) < APART

    @property
    def shrinks(self) -> bool:
        """True when the effect of either changes by holding the other equal."""
        return self.effects is not None and any(e.shrinks for e in self.effects)

    @property
    def _close(self) -> bool:
        return self.stands if self.second.time else self.p < UNLIKELY

    @property
    def state(self) -> State:
        """What the pair says by itself."""
        low, high = self.interval
        drifts = self.second.time and not self.first.yes_no
        if self.stands and self.few and low > STRONG and not drifts:
            return "red"
        if (self.shrinks and self._close) or (self.stands and (low > NOTABLE or (self.few and abs(self.r) > NOTABLE))):
            return "amber"
        return "fine" if high < STRONG else "cant_tell"


def compared(columns: Sequence[Column], threads: NDArray[np.int64]) -> list[Pair]:
    """Every pair known of at least `LEAST` episodes, without effects.

    Args:
        columns: As `suspects.columns` gives them.
        threads: Place of each labelled episode's thread.
    """
    import numpy as np

    whole = {c.name: standardised(c.values) for c in columns if np.isfinite(c.values).all()}
    found = [
        pair
        for first, second in combinations(columns, 2)
        if frozenset({first.name, second.name}) not in SAME_BY_DEFINITION
        and (pair := _pair(first, second, threads, whole)) is not None
    ]
    kept = benjamini_hochberg([p.p for p in found], FALSE_SHARE)
    return [replace(p, stands=k or _unmatched(p)) for p, k in zip(found, kept, strict=True)]


def pairs(columns: Sequence[Column], good: NDArray[np.bool_], threads: NDArray[np.int64]) -> list[Pair]:
    """The same, those that might matter with their effects.

    Args:
        columns: As `suspects.columns` gives them.
        good: Whether each labelled episode went well.
        threads: Place of each one's thread.
    """
    found = compared(columns, threads)
    changes = [_change(p, good) for p in found]
    order = sorted(range(len(found)), key=lambda k: -changes[k])
    near = {k for k in order[:EXAMINED] if changes[k] > SHRINKS}
    return [examined(p, good, threads) if k in near else p for k, p in enumerate(found)]


def known_of(columns: Sequence[Column]) -> int:
    """The most labelled episodes of which two columns are known."""
    import numpy as np

    seen = [np.isfinite(c.values) for c in columns]
    return max((int((a & b).sum()) for a, b in combinations(seen, 2)), default=0)


def examined(pair: Pair, good: NDArray[np.bool_], threads: NDArray[np.int64]) -> Pair:
    """The pair with the effects of both and their 95 % intervals, threads drawn again."""
    import numpy as np

    if pair.effects is not None:
        return pair
    codes = np.unique(threads[pair.places], return_inverse=True)[1]
    table = counts(pair.high, pair.other, good[pair.places], codes)
    again = redrawn(table.reshape(len(table), 8)).reshape(-1, 2, 2, 2)
    whole = table.sum(0)
    ways = _effect(whole, again), _effect(whole.swapaxes(0, 1), again.swapaxes(1, 2))
    return replace(pair, effects=ways)


def _pair(
    first: Column, second: Column, threads: NDArray[np.int64], whole: Mapping[str, NDArray[np.float64]]
) -> Pair | None:
    import numpy as np

    if first.name in whole and second.name in whole:
        places, codes, x, y = np.arange(len(threads)), threads, whole[first.name], whole[second.name]
    else:
        places = np.flatnonzero(np.isfinite(first.values) & np.isfinite(second.values))
        codes = np.unique(threads[places], return_inverse=True)[1]
        x, y = (standardised(column.values[places]) for column in (first, second))
    if len(places) < LEAST:
        return None
    r = float((x * y).mean())
    high = first.values[places] > first.edge
    cut = _best_cut(high, places) if second.time else second.edge
    other = second.values[places] > cut
    if min(int(high.sum()), int((~high).sum())) < LEAST_SIDE:
        return None
    effect = thread_effect(x, y, codes)
    p, rank = chance(x, y)
    turned = ~other if r < 0 else other
    return Pair(first, second, places, high, turned, cut, r, len(places) / effect, p, rank)


def _best_cut(high: NDArray[np.bool_], places: NDArray[np.int64]) -> float:
    """The moment that best parts the high ones from the low ones, `LEAST_SIDE` on each side of it."""
    import numpy as np

    n = len(high)
    before = np.arange(1, n)
    highs = np.cumsum(high)[:-1]
    share = high.mean()
    phi = np.abs(highs - before * share) / np.sqrt(before * (n - before))
    phi[: LEAST_SIDE - 1] = phi[n - LEAST_SIDE :] = -1.0
    return float(places[int(np.argmax(phi))]) + 0.5


def _unmatched(pair: Pair) -> bool:
    """Stronger than at nearly every circular shift, as where both began at the same time."""
    began = pair.second.time and pair.first.yes_no
    return pair.interval[0] > STRONG and pair.rank <= max(RARE_BEGIN if began else RARE, 2.5 / pair.n)


def _change(pair: Pair, good: NDArray[np.bool_]) -> float:
    """The larger change of the two effects."""
    import numpy as np

    table = counts(pair.high, pair.other, good[pair.places], np.zeros(pair.n, dtype=np.int64))[0]
    found = []
    for one in (table, table.swapaxes(0, 1)):
        crude, alike = differences(one)
        found.append(abs(float(crude - alike)))
    return max((c for c in found if c == c), default=0.0)


def _effect(whole: NDArray[np.float64], again: NDArray[np.float64]) -> Effect:
    import numpy as np

    crude, alike = (float(d) for d in differences(whole))
    spread = differences(again)
    if not np.isfinite(alike):
        return Effect(_span(crude, spread[0]), None, None)
    return Effect(_span(crude, spread[0]), _span(alike, spread[1]), _span(crude - alike, spread[0] - spread[1]))


def _span(estimate: float, drawn: NDArray[np.float64]) -> Span:
    import numpy as np

    low, high = np.quantile(drawn, (0.025, 0.975))
    return estimate, float(low), float(high)
