"""How strongly groups go with an outcome, and how often chance alone shows as much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.gaps.statistics.intervals import ASSUMED_ICC

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

SEED = 20_240_501
"""Fixed: the same record always gets the same answer."""
FOLDS = 5
RIDGE = 3.0
"""Penalty on standardised columns, in episodes."""


def codes(names: list[str]) -> Whole:
    """A number per distinct name, in the order in which they first come up."""
    import numpy as np

    found: dict[str, int] = {}
    return np.array([found.setdefault(name, len(found)) for name in names], dtype=np.int64)


def design_effects(hits: Real, member: Whole, cluster: Whole) -> Real:
    """`intervals.design_effect` of every group at once.

    Args:
        hits: 0 or 1 per episode.
        member: Group of each, 0, 1, …; every group has a member.
        cluster: Cluster of each.

    Returns:
        One value per group.
    """
    import numpy as np

    groups = int(member.max()) + 1
    _, pairs = np.unique(member * (int(cluster.max()) + 1) + cluster, return_inverse=True)
    sizes = np.bincount(pairs).astype(np.float64)
    owner = np.zeros(len(sizes), dtype=np.int64)
    owner[pairs] = member
    n = np.bincount(member, minlength=groups).astype(np.float64)
    share = np.bincount(member, weights=hits, minlength=groups) / n
    clusters = np.bincount(owner, minlength=groups)
    squares = np.bincount(owner, weights=(np.bincount(pairs, weights=hits) - share[owner] * sizes) ** 2)
    mean_size = np.bincount(owner, weights=sizes**2) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        found = clusters / (clusters - 1) * squares / n**2 / (share * (1 - share) / (n - 1))
    found = np.where((share <= 0) | (share >= 1), 1 + (mean_size - 1) * ASSUMED_ICC, found)
    found = np.where(clusters == 1, n, found)
    found = np.where((clusters == n) | (n < 2), 1.0, found)
    return np.maximum(1.0, found)


def cramers_v(hits: Real, n: Real) -> Real:
    """Cramér's V of groups and a yes-or-no outcome, corrected for few episodes (Bergsma 2013).

    Args:
        hits: (draws, groups) how many of each group went that way.
        n: (groups,) size of each, all positive.

    Returns:
        (draws,) values 0..1; 0 where all went the same way.
    """
    import numpy as np

    total, groups = float(n.sum()), len(n)
    share = hits.sum(axis=1, keepdims=True) / total
    spread = share * (1 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = ((hits - n * share) ** 2 / (n * spread)).sum(axis=1)
    phi2 = np.where(spread[:, 0] > 0, chi2 / total, 0.0)
    phi2 = np.maximum(0.0, phi2 - (groups - 1) / (total - 1))
    columns, rows = groups - 1 - (groups - 1) ** 2 / (total - 1), 1 - 1 / (total - 1)
    return np.asarray(np.minimum(1.0, np.sqrt(phi2 / min(columns, rows))))


def reshuffled(cluster: Whole, draws: int) -> Whole:
    """(draws, n) orders in which whole clusters change places and keep their own order within."""
    import numpy as np

    places = np.random.default_rng(SEED).random((draws, int(cluster.max()) + 1))
    return np.argsort(places[:, cluster], axis=1, kind="stable")


def held_out_guesses(columns: Real, outcomes: Real, cluster: Whole) -> Real:
    """What ridge regression on the columns says of episodes that it was not fitted on, whole clusters held out.

    Args:
        columns: (n, d).
        outcomes: (n, draws) 0 or 1.
        cluster: (n,) of each episode.

    Returns:
        (n, draws), in no unit: only their order counts.
    """
    import numpy as np

    spread = columns.std(axis=0)
    scaled = (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    order = np.random.default_rng(SEED).permutation(int(cluster.max()) + 1)
    fold = (order % FOLDS)[cluster]
    found = np.zeros_like(outcomes)
    for k in range(FOLDS):
        kept = fold != k
        if kept.all() or not kept.any():
            continue
        x, y = scaled[kept], outcomes[kept]
        centre = x.mean(axis=0)
        x = x - centre
        weights = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ (y - y.mean(axis=0)))
        found[~kept] = (scaled[~kept] - centre) @ weights
    return np.asarray(found.round(9))


def areas(guesses: Real, outcomes: Real) -> Real:
    """Area under the curve of every draw, ties counting half (Mann and Whitney); .5 where all went the same way.

    Args:
        guesses: (n, draws).
        outcomes: (n, draws) 0 or 1.
    """
    import numpy as np

    n, draws = guesses.shape
    found = np.full(draws, 0.5)
    for j in range(draws):
        values, place = np.unique(guesses[:, j], return_inverse=True)
        yes = np.bincount(place, weights=outcomes[:, j], minlength=len(values))
        no = np.bincount(place, minlength=len(values)) - yes
        if 0 < yes.sum() < n:
            below = np.concatenate([[0.0], np.cumsum(no)[:-1]])
            found[j] = float((yes * (below + no / 2)).sum() / (yes.sum() * no.sum()))
    return found
