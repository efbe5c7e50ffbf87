"""What the person suspects matters, as columns over the labelled episodes, calendar time among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from studio.gaps.evidence import FrameRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONSEQUENCES = frozenset({"cut_short", "personal_record", "volume_vs_usual"})
"""What an import tells of a training itself: part of how it went, known only afterwards, and all from the same sets.

Left out, as each would seem to come with the outcome and with the others by its definition alone.
"""
SAME_BY_DEFINITION = (frozenset({"slept_over_7h", "readiness_vs_usual"}),)
"""Pairs not compared: a device's recovery score is worked out from the night before, among other things."""
MOST = 8
"""Causes compared, those known of the most labelled episodes first."""
LEAST_SIDE = 10
"""Labelled episodes on each side of a cause (yes and no, high and low) below which it is not compared."""
TIME = ""
"""Name of the column of calendar time; no cause of the person's has an empty name."""


@dataclass(frozen=True, slots=True)
class Column:
    """One suspected cause, or calendar time."""

    name: str
    values: NDArray[np.float64]
    """One per labelled episode, in order of time; NaN where it is not known."""
    edge: float
    """Values above it are high, or yes."""
    yes_no: bool
    ticked: bool
    """Only ever told as yes, so that an episode of which it is not told counts as no."""

    @property
    def time(self) -> bool:
        """True for calendar time."""
        return self.name == TIME

    def of(self, told: Mapping[str, float] | None) -> bool | None:
        """High, low, or None where it is not known, in an episode of which this is told."""
        if self.ticked:
            return bool(told and self.name in told)
        return None if not told or self.name not in told else told[self.name] > self.edge


def columns(rows: Sequence[FrameRow], told: Mapping[str, Mapping[str, float]]) -> list[Column]:
    """Up to `MOST` causes that vary, the best known first, and calendar time after them.

    Args:
        rows: Labelled episodes in order of time.
        told: Episode id → name → value.
    """
    import numpy as np

    known = [told.get(r.id, {}) for r in rows]
    names = {name for name in set(chain.from_iterable(known)) if name.strip() and name not in CONSEQUENCES}
    ticked = {n for n in names if all(one.get(n, 1.0) == 1.0 for one in known)}
    listed = _listed(known, every=len(ticked) == len(names), alone=len(names) == 1)
    found = []
    for name in names:
        tick = name in ticked
        values = np.array(
            [one.get(name, 0.0 if tick and on else np.nan) for one, on in zip(known, listed, strict=True)]
        )
        column = _column(name, values, ticked=tick)
        if column is not None:
            found.append(column)
    found.sort(key=lambda c: (-int(np.isfinite(c.values).sum()), c.name))
    if not found:
        return []
    clock = np.arange(len(rows), dtype=np.float64)
    return [*found[:MOST], Column(TIME, clock, (len(rows) - 1) / 2, yes_no=False, ticked=False)]


def thread_codes(rows: Sequence[FrameRow]) -> NDArray[np.int64]:
    """Place of each episode's thread, in the order in which they first come up."""
    import numpy as np

    places: dict[str, int] = {}
    return np.array([places.setdefault(r.thread, len(places)) for r in rows], dtype=np.int64)


def _listed(known: Sequence[Mapping[str, float]], *, every: bool, alone: bool) -> list[bool]:
    """Where something not told is a no: where anything is told; in a record of ticks alone, as long as it was kept."""
    places = [k for k, one in enumerate(known) if one]
    if not every or not places:
        return [bool(one) for one in known]
    if alone:
        return [True] * len(known)
    return [places[0] <= k <= places[-1] for k in range(len(known))]


def _column(name: str, values: NDArray[np.float64], *, ticked: bool) -> Column | None:
    import numpy as np

    seen = values[np.isfinite(values)]
    distinct = np.unique(seen)
    if len(distinct) < 2:
        return None
    edge = float(distinct[0]) if len(distinct) == 2 else float(np.median(seen))
    if not (seen > edge).any():
        edge = float(distinct[-2])
    above = int((seen > edge).sum())
    if min(above, len(seen) - above) < LEAST_SIDE:
        return None
    return Column(name, values, edge, yes_no=len(distinct) == 2, ticked=ticked)
