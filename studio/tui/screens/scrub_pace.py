"""How fast one decides, and how long what is left will take at that pace."""

from __future__ import annotations

from collections import deque
from statistics import median
from time import monotonic

FROM = 5
"""Decisions from which a pace is told."""

PAUSE = 60.0
"""A longer gap between two decisions is a pause, in seconds."""


class DecidingPace:
    """The gaps between the latest decisions of this sitting."""

    def __init__(self) -> None:
        self._gaps: deque[float] = deque(maxlen=30)
        self._latest: float | None = None

    def decided(self) -> None:
        """A decision was made now."""
        moment = monotonic()
        if self._latest is not None and moment - self._latest < PAUSE:
            self._gaps.append(moment - self._latest)
        self._latest = moment

    def left(self, pending: int) -> float | None:
        """Seconds that many decisions take at the usual pace; None before it is known."""
        return median(self._gaps) * pending if len(self._gaps) >= FROM else None
