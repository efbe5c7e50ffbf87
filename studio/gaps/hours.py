"""Where in the week labels fall against where the sessions are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.gaps.evidence import Evidence
from studio.gaps.statistics.intervals import benjamini_hochberg, design_effect

DRAWS = 999
"""Seeded draws that chance is judged by; the least p-value is 1/1000."""
SEED = 20_240_501
"""Fixed: the same record always gets the same answer."""
CELLS = 8
ENOUGH_EXCESS = 0.05
"""Distance above chance at which a fix stops adding."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Eight parts of the week (0..3 weekday night, morning, afternoon, evening; 4..7 the weekend's)."""

    labelled: tuple[int, ...]
    sessions: tuple[int, ...]
    distance: float
    """Total variation distance between labels and sessions, 0..1."""
    mean_by_chance: float
    chance: tuple[float, float]
    """The middle 95 % of the distance over the draws."""
    p: float
    short: tuple[bool, ...]
    """Parts that hold fewer labels than chance explains (Benjamini–Hochberg, 10 %)."""

    @property
    def excess(self) -> float:
        """Distance above what chance shows on average."""
        return self.distance - self.mean_by_chance

    @property
    def expected(self) -> tuple[float, ...]:
        """Labels each part would hold if they were spread like the sessions."""
        n, total = sum(self.labelled), sum(self.sessions)
        return tuple(n * s / total for s in self.sessions)

    def shortest(self) -> list[int]:
        """The parts to name: those that are short, else the one that lacks most."""
        named = [j for j in range(CELLS) if self.short[j]]
        return named or [max(range(CELLS), key=lambda j: (self.expected[j] - self.labelled[j], -j))]

    def shortfall(self) -> tuple[int, float, float]:
        """Of the parts named: labels there, labels expected there, share of the sessions there."""
        named = self.shortest()
        return (
            sum(self.labelled[j] for j in named),
            sum(self.expected[j] for j in named),
            sum(self.sessions[j] for j in named) / sum(self.sessions),
        )

    def where(self, rows: Sequence[str], columns: Sequence[str]) -> str:
        """The parts named, in words: `on weekends`, `on weekday evenings and weekend nights`."""
        named = set(self.shortest())
        lived = {j for j in range(CELLS) if self.sessions[j]}
        whole = [r for r in range(len(rows)) if len(mine := lived & set(range(4 * r, 4 * r + 4))) > 1 and mine <= named]
        words = []
        for r, row in enumerate(rows):
            parts = [f"{columns[j % 4]}s" for j in sorted(named) if j // 4 == r]
            if parts:
                words.append(f"on {row}" if r in whole else f"on {row[:-1]} {_listed(parts)}")
        return _listed(words)

    def fill(self, free: Sequence[int]) -> list[int]:
        """How many more labels per part bring the distance near chance, taking from `free` per part."""
        total = sum(self.sessions)
        share = [s / total for s in self.sessions]
        counts, added = list(self.labelled), [0] * CELLS
        for _ in range(4 * sum(counts)):
            n = sum(counts)
            lacking = [share[j] - counts[j] / n for j in range(CELLS)]
            if sum(map(abs, lacking)) / 2 - self.mean_by_chance <= ENOUGH_EXCESS:
                break
            open_parts = [j for j in range(CELLS) if added[j] < free[j] and lacking[j] > 0]
            if not open_parts:
                break
            j = max(open_parts, key=lambda j: (lacking[j], -j))
            counts[j] += 1
            added[j] += 1
        return added


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def hour_week(evidence: Evidence) -> Hours:
    """Compare labels with sessions over the parts of the week by `DRAWS` draws without replacement.

    As many are drawn as the labels count for: their number over the mean design effect over threads, the parts weighed
    by what they lack to the whole (Rao & Scott 1981, JASA 76:221). The evidence must hold at least one label.
    """
    import numpy as np

    cells = evidence.week_cells
    sessions = np.bincount(cells, minlength=CELLS)
    labelled = np.bincount(cells[np.array(evidence.labelled, dtype=np.int64)], minlength=CELLS)
    n, total = int(labelled.sum()), int(sessions.sum())
    share = sessions / total
    drawn = max(1, round(n / _effect(evidence, share.tolist())))
    draws = np.random.default_rng(SEED).multivariate_hypergeometric(sessions, drawn, size=DRAWS)
    distance = float(np.abs(labelled / n - share).sum() / 2)
    by_chance = np.abs(draws / drawn - share).sum(axis=1) / 2
    p = (1 + int((by_chance >= distance - 1e-12).sum())) / (DRAWS + 1)
    fewer = [(1 + int(k)) / (DRAWS + 1) for k in (draws / drawn <= labelled / n + 1e-12).sum(axis=0)]
    low, high = (float(q) for q in np.quantile(by_chance, (0.025, 0.975)))
    return Hours(
        tuple(int(v) for v in labelled),
        tuple(int(v) for v in sessions),
        distance,
        float(by_chance.mean()),
        (low, high),
        p,
        tuple(benjamini_hochberg(fewer)),
    )


def _effect(evidence: Evidence, share: Sequence[float]) -> float:
    rows = [evidence.rows[i] for i in evidence.labelled]
    threads = [r.thread for r in rows]
    if len(set(threads)) == len(rows):
        return 1.0
    cells = [int(evidence.week_cells[i]) for i in evidence.labelled]
    parts = [(1 - share[j], design_effect([c == j for c in cells], threads)) for j in range(CELLS) if share[j] > 0]
    whole = sum(rest for rest, _ in parts)
    return sum(rest * effect for rest, effect in parts) / whole if whole > 0 else 1.0
