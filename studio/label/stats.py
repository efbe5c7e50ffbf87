"""One sitting in numbers: how many, how fast, how far to the target."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from time import monotonic

AWAY_AFTER = 900.0
"""Seconds on one episode after which the person was elsewhere; no time is recorded then."""


@dataclass(slots=True)
class SittingStats:
    """Counts of one sitting; a label taken back does not count."""

    target: int = 0
    """Labels after which the sitting is said to be enough; 0 for none."""
    labelled: int = 0
    seconds: list[float] = field(default_factory=list)
    """What each label took, of those that were not given after a break."""
    began: float = field(default_factory=monotonic)
    told: bool = False
    """Whether reaching the target was said already."""

    def gave(self, seconds: float | None) -> None:
        """Count a first outcome and the seconds it took; None after a break."""
        self.labelled += 1
        if seconds is not None:
            self.seconds.append(seconds)

    def took_back(self) -> None:
        """Count one less."""
        self.labelled = max(0, self.labelled - 1)

    @property
    def median(self) -> float | None:
        """Median seconds a label took; None before the first."""
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def minutes(self) -> float:
        """Minutes since the sitting began."""
        return (monotonic() - self.began) / 60

    @property
    def reached(self) -> bool:
        """True once the target is met."""
        return 0 < self.target <= self.labelled

    def say_once(self) -> bool:
        """True the first time it is asked after the target was met."""
        if not self.reached or self.told:
            return False
        self.told = True
        return True

    def aim(self, target: int) -> None:
        """Set another target; meeting it is said anew."""
        self.target = target
        self.told = self.reached
