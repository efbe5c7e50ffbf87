"""How common each kind of episode is among the labels against how common it is in all, and which are hardly shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from random import Random

from studio.core.shares import Z80, Z95, wilson
from studio.gaps.evidence import Evidence, FrameRow
from studio.gaps.findings import HeatCell, HeatPlot
from studio.gaps.situations.kinds import Kinds, chance_of_so_few
from studio.gaps.states import MOST_ASKED, SEVERITY, State
from studio.gaps.statistics.intervals import benjamini_hochberg
from studio.gaps.wording import agreeing

LEAST = 30
"""Labels below which nothing is said."""
LEAST_SHARE = 0.05
"""Share of all episodes below which a kind is not asked about."""
LEAST_EXPECTED = 5
"""Labels one would expect of a kind, below which it is not asked about."""
HALF = 0.5
"""Share of what would be expected below which a kind is hardly shown."""
AMBER_Q, RED_Q = 0.10, 0.02
"""Share of false alarms tolerated among the kinds alarmed."""
SAME = 0.5
"""Share of the smaller one's episodes from which on two alarmed kinds are said as one."""
SHOWN = 10
"""Rows of the picture."""
COLUMNS = ("good", "mixed", "bad", "unknown")
"""Outcomes across, the last where there is any."""
LONGEST = 60
"""Characters of a value that are shown."""
MOST_NAMED = 4
"""Words that name a kind."""


@dataclass(frozen=True)
class ShownKind:
    """One kind: its share among the labels and in all."""

    kinds: Kinds
    column: int
    n: int
    """Labels whose kind is known."""
    n_effective: float
    share: float
    """Among the labels."""
    whole: float
    """In all episodes."""
    also: tuple[str, ...] = ()
    """Other words by which the same episodes are told."""

    @property
    def value(self) -> str:
        """The value that was said, or the words."""
        return self.kinds.names[self.column]

    @property
    def name(self) -> str:
        """As shown."""
        if self.kinds.said:
            return _short(self.value)
        words = dict.fromkeys(word for some in (self.value, *self.also) for word in some.split(", "))
        return ", ".join(_short(word) for word in list(words)[:MOST_NAMED])

    @property
    def about(self) -> str:
        """What such episodes are, after a number."""
        return f"about {self.name}" if self.kinds.said else f"that speak of {self.name}"

    @property
    def are(self) -> str:
        """The same after `12 labelled`."""
        if self.kinds.said:
            return f"{agreeing(self.hits, 'is', 'are')} about {self.name}"
        return f"{agreeing(self.hits, 'speaks', 'speak')} of {self.name}"

    @property
    def hits(self) -> int:
        """Labels of the kind."""
        return round(self.share * self.n)

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share among the labels, 95 %."""
        return wilson(self.share, self.n_effective)

    @property
    def edge(self) -> float:
        """Share among the labels below which the kind is hardly shown."""
        return HALF * self.whole

    @cached_property
    def state(self) -> State:
        """By the intervals alone; fine only with labels enough to tell."""
        if self.interval[1] < self.edge:
            return "red"
        if wilson(self.share, self.n_effective, Z80)[1] < self.edge:
            return "amber"
        return "fine" if self.needed <= self.n else "cant_tell"

    @property
    def needed(self) -> int:
        """Labels with which it would be red, were there none of the kind: z²(1/edge - 1), times the design effect."""
        effect = self.n / self.n_effective
        most = max(Z95 * Z95 * (1 / self.edge - 1) * effect, LEAST_EXPECTED / self.whole)
        return min(MOST_ASKED, max(LEAST, ceil(most + 1e-9)))

    @property
    def chance(self) -> float:
        """Of so few labels of the kind, were they drawn from all."""
        return chance_of_so_few(self.share * self.n_effective, self.n_effective, self.whole)

    @cached_property
    def members(self) -> Mapping[str, float]:
        """Unlabelled id → how much of the kind it shows."""
        full = self.kinds.fullness[:, self.column].tolist()
        return {row.id: one for row, one in zip(self.kinds.rest, full, strict=True) if one > 0}

    @cached_property
    def labelled(self) -> frozenset[str]:
        """Labelled ids of the kind."""
        of = self.kinds.of_labelled[:, self.column].tolist()
        return frozenset(row.id for row, one in zip(self.kinds.labelled, of, strict=True) if one > 0)

    def missing(self, added: int = 0) -> int:
        """Labels of the kind that bring its share among all labels to the edge, `added` being given already."""
        n = self.kinds.n_labelled + added
        return max(0, ceil((self.edge * n - self.share * self.kinds.n_labelled - added) / (1 - self.edge)))


def judged(kinds: Sequence[Kinds]) -> list[ShownKind]:
    """The kinds that are common enough to be asked about, in every way of telling them."""
    found = []
    for one in kinds:
        n = len(one.labelled)
        if n < LEAST or not one.names:
            continue
        kept, whole = one.shares()
        effects = one.design_effects()
        for column, (share, all_share, effect) in enumerate(
            zip(kept.tolist(), whole.tolist(), effects.tolist(), strict=True)
        ):
            if all_share >= LEAST_SHARE and n * all_share >= LEAST_EXPECTED:
                found.append(ShownKind(one, column, n, n / effect, share, all_share))
    return found


def hardly_shown(cells: Sequence[ShownKind]) -> tuple[State, list[ShownKind]]:
    """Red or amber with the kinds that are hardly shown, the worst first; fine with none.

    Each must lie below its edge, and be too rare for chance among so many kinds (Benjamini-Hochberg).
    """
    states: tuple[tuple[State, float], ...] = (("red", RED_Q), ("amber", AMBER_Q))
    for state, q in states:
        chances = [c.chance if SEVERITY[c.state] >= SEVERITY[state] else 1.0 for c in cells]
        found = [c for c, stands in zip(cells, benjamini_hochberg(chances, q), strict=True) if stands]
        if found:
            return state, _distinct(sorted(found, key=lambda c: (c.chance, -c.whole, c.value)))
    return "fine", []


def queue(evidence: Evidence, alarms: Sequence[ShownKind], most: int) -> list[str]:
    """Unlabelled episodes of the kinds, the fullest of each thread in turn, until none is below its edge any more."""
    taken: dict[str, None] = {}
    for alarm in alarms:
        line = [i for i in _turns(evidence, alarm) if i not in taken]
        have = sum(i in alarm.members for i in taken)
        count = alarm.missing() - have
        count = min(len(line), most - len(taken), -(-max(0, count) // 5) * 5)
        taken |= dict.fromkeys(line[:count])
    return list(taken)


def table(
    rows: Sequence[FrameRow], values: Mapping[str, str], alarms: Sequence[ShownKind], cells: Sequence[ShownKind]
) -> HeatPlot | None:
    """Labels per kind and outcome: alarmed kinds, then the values that were said, or the commonest kinds if none was.

    At most `SHOWN` rows, the rest of the values summed; None without labels.

    Args:
        rows: The labelled ones.
        values: Episode id → value that was said.
        alarms: Kinds that are hardly shown.
        cells: Every kind that was asked about.
    """
    lines: dict[str, tuple[frozenset[str], bool]] = {c.name: (c.labelled, True) for c in alarms[: SHOWN // 2]}
    said: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.id in values:
            said[_short(values[row.id])].append(row.id)
    if not said:
        common = sorted(cells, key=lambda c: (-c.whole, c.value))
        others = {c.name: (c.labelled, False) for c in common if c.name not in lines}
        lines |= dict(list(others.items())[: SHOWN - len(lines)])
    fresh = [v for v in sorted(said, key=lambda v: (-len(said[v]), v)) if v not in lines]
    room = SHOWN - len(lines)
    shown = fresh if len(fresh) <= room else fresh[: room - 1]
    lines |= {v: (frozenset(said[v]), False) for v in shown}
    if rest := frozenset(i for v in fresh[len(shown) :] for i in said[v]):
        lines["the rest"] = (rest, False)
    if not lines:
        return None
    went = {r.id: r.outcome for r in rows}
    columns = tuple(o for o in COLUMNS if o != "unknown" or o in went.values())
    counts = tuple(
        tuple(HeatCell(sum(went[i] == o for i in ids), alarmed) for o in columns) for ids, alarmed in lines.values()
    )
    return HeatPlot("labels of each kind, and how they went", tuple(lines), columns, counts)


def _short(value: str) -> str:
    return " ".join(value[:LONGEST].replace("_", " ").split())


def _turns(evidence: Evidence, alarm: ShownKind) -> list[str]:
    threads: dict[str, list[str]] = defaultdict(list)
    thread_of = {r.id: r.thread for r in alarm.kinds.rest if r.id in alarm.members}
    order = sorted(alarm.members)
    Random(evidence.frame_hash).shuffle(order)
    for i in sorted(order, key=lambda i: -alarm.members[i]):
        threads[thread_of[i]].append(i)
    turns = [(place, -alarm.members[i], k, i) for k, ids in enumerate(threads.values()) for place, i in enumerate(ids)]
    return [i for *_, i in sorted(turns)]


def _distinct(found: Sequence[ShownKind]) -> list[ShownKind]:
    """Without those that are mostly the same episodes as a worse one, which takes their words."""
    kept: list[tuple[ShownKind, frozenset[str]]] = []
    also: dict[int, list[str]] = defaultdict(list)
    for one in found:
        episodes = frozenset(one.members) | one.labelled
        for place, (other, theirs) in enumerate(kept):
            small = min(len(episodes), len(theirs))
            if small and len(episodes & theirs) >= SAME * small:
                if not other.kinds.said and not one.kinds.said:
                    also[place].append(one.value)
                break
        else:
            kept.append((one, episodes))
    return [
        ShownKind(c.kinds, c.column, c.n, c.n_effective, c.share, c.whole, tuple(also[place]))
        for place, (c, _) in enumerate(kept)
    ]
