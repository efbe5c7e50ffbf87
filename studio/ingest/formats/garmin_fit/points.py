"""What the points of an activity add up to."""

from __future__ import annotations

from dataclasses import dataclass

from studio.ingest.formats.garmin_fit.messages import FitMessage

FARTHEST = 2e6
"""Metres beyond which a distance is not believed."""


@dataclass(slots=True)
class Trace:
    """What the points of an activity add up to; used only where a summary is missing."""

    first: int | None = None
    last: int | None = None
    count: int = 0
    metres: float = 0.0
    beats: float = 0.0
    beating: int = 0
    most: float = 0.0

    def add(self, point: FitMessage) -> None:
        """Take one `record` message; numbers that are none are passed over, for the point itself is only counted."""
        at = point.moment()
        if at is None:
            return
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)
        self.count += 1
        distance, rate = point.values.get("distance"), point.values.get("heart_rate")
        if isinstance(distance, int | float) and distance < FARTHEST:
            self.metres = max(self.metres, float(distance))
        if isinstance(rate, int | float) and 0 < rate < 255:
            self.beats, self.beating, self.most = self.beats + rate, self.beating + 1, max(self.most, float(rate))
