"""How good every active day was, as something else than the labels tells it, beside how much of it was logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.gaps.evidence import MENDED, OWN_CHOICE, Evidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

DAY_STARTS_AT = 4 * 3600.0
"""A lived day begins at 04:00 on the wall: what is said at 01:30 belongs to the evening before."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class MoodSource:
    """What tells how good a day was."""

    noun: str
    """After “your”."""
    where: str
    """Where it is from, after “from”."""
    lowest: float
    highest: float


SOURCES = {
    "mood": MoodSource("mood", "the mood kept with your episodes", -1.0, 1.0),
    "readiness": MoodSource("readiness", "the readiness kept with your episodes", 0.0, 100.0),
    "notes": MoodSource("mood", "the moods in your journal", -1.0, 1.0),
    "mood.valence": MoodSource("mood", "the states of mind your phone kept", -1.0, 1.0),
    "recovery.score": MoodSource("recovery score", "your wearable", 0.0, 100.0),
}
"""Name → what it is, the first choice first: those kept with the episodes, then what was brought in beside them."""
KEPT_WITH_EPISODES = ("mood", "readiness")


@dataclass(frozen=True, slots=True)
class DayMoods:
    """The active days on which one source tells how good they were, in order of time."""

    source: MoodSource
    mood: NDArray[np.float64]
    """One value per day, in the source's own unit."""
    sessions: Counts
    """Episodes per day, at least 1."""
    chosen: Counts
    """Of those, labelled by the person's own choice."""
    mended: Counts
    """The same, with those labelled to fill what was missing."""
    places: Counts
    """Of every episode of the frame, the place of its day here; -1 where its mood is not known."""
    active: int
    """Active days, whether their mood is known or not."""

    def __len__(self) -> int:
        return len(self.mood)

    @property
    def logged(self) -> int:
        """Days with a label of the person's own choice."""
        return int((self.chosen > 0).sum())


def lived_days(evidence: Evidence) -> Counts:
    """The lived day of every episode, in days since 1970, in the order of the frame."""
    import numpy as np

    wall = np.array([r.wall for r in evidence.rows], dtype=np.float64)
    return np.floor((wall - DAY_STARTS_AT) / DAY).astype(np.int64)


def day_moods(evidence: Evidence) -> list[DayMoods]:
    """What every source that knows any active day tells, in the order of `SOURCES`."""
    import numpy as np

    told = evidence.source.day_moods(evidence.domain)
    if not evidence.rows or not any(told.values()):
        return []
    days, inverse = np.unique(lived_days(evidence), return_inverse=True)
    sessions = np.bincount(inverse, minlength=len(days))
    whys = [(i, evidence.rows[i].why or "spontaneous") for i in evidence.labelled]
    chosen, mended = (
        np.bincount(inverse[np.array([i for i, why in whys if why in wanted], dtype=np.int64)], minlength=len(days))
        for wanted in (OWN_CHOICE, MENDED)
    )
    found = []
    for name, source in SOURCES.items():
        values = told.get(name)
        if not values:
            continue
        mood = np.array([values.get(day, np.nan) for day in days.tolist()], dtype=np.float64)
        known = np.isfinite(mood)
        if known.any():
            places = np.where(known, np.cumsum(known) - 1, -1)[inverse]
            found.append(
                DayMoods(source, mood[known], sessions[known], chosen[known], mended[known], places, len(days))
            )
    return found
