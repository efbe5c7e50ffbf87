"""GPX and TCX files: a workout per track or activity, from what its laps or points add up to."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO

from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats.strava.elements import Element, elements_of
from studio.ingest.values.dates import read_moment

ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:gpx|TrainingCenterDatabase)[\s>]")
"""The start of a GPX or TCX file."""

_EARTH = 6_371_008.8
"""Mean radius in metres."""
_SPORTS = {"1": "Ride", "9": "Run", "10": "Walk", "4": "Hike", "biking": "Cycling", "other": "Workout"}
_JUMP = 5_000.0
"""Metres between two points beyond which the receiver was lost, not the person moving."""
Items = Iterator[Workout | Measurement | Rejected | Skipped]


@dataclass(slots=True)
class _Sum:
    """What the points and laps of one track or activity add up to."""

    name: str = ""
    sport: str = ""
    first: datetime | None = None
    last: datetime | None = None
    metres: float = 0.0
    beats: float = 0.0
    beating: float = 0.0
    most: float = 0.0
    laps: int = 0
    points: int = 0
    of_laps: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """What the laps themselves say: `seconds`, `metres`, `kcal`, `beats` and the seconds `beating`."""
    _place: tuple[float, float] | None = None
    device: str = ""
    notes: list[str] = field(default_factory=list)

    def point(self, at: datetime | None, place: tuple[float, float] | None, rate: float | None) -> None:
        """Take one point."""
        self.points += 1
        if at is not None and (self.first is None or (at.tzinfo is None) == (self.first.tzinfo is None)):
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)
        if place is not None:
            step = _between(self._place, place) if self._place is not None else 0.0
            self.metres += step if step <= _JUMP else 0.0
            self._place = place
        if rate and 0 < rate < 255:
            self.beats, self.beating, self.most = self.beats + rate, self.beating + 1, max(self.most, rate)

    def break_off(self) -> None:
        """A new segment: what lies between it and the last one was not recorded."""
        self._place = None

    def items(self, where: str) -> Items:
        """The workout and its numbers."""
        if self.first is None:
            yield Rejected(where, "it holds no time, so when it was done is not known", self.name[:200])
            return
        lasted = (self.last - self.first).total_seconds() if self.last else 0.0
        seconds = self.of_laps["seconds"] or lasted
        metres = self.of_laps["metres"] or self.metres
        average = (self.of_laps["beats"] or self.beats) / (self.of_laps["beating"] or self.beating or 1.0)
        kind = _SPORTS.get(self.sport.casefold(), self.sport.replace("_", " ").capitalize()) or "Activity"
        parts = [self.name] if self.name else []
        if metres >= 1:
            parts.append(f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m")
        parts += [f"{self.laps} laps"] if self.laps > 1 else []
        note = "\n".join(line for line in (", ".join(parts), *self.notes) if line)
        yield Workout(self.first, kind, seconds or None, note or None)
        end = self.first + timedelta(seconds=round(max(lasted, seconds)))
        values = {
            "activity.distance": (metres, "m"),
            "activity.energy": (self.of_laps["kcal"], "kcal"),
            "activity.avg_hr": (average, "bpm"),
            "activity.max_hr": (self.most, "bpm"),
        }
        for metric, (value, unit) in values.items():
            if value > 0:
                yield Measurement(metric, self.first, end, round(value, 1), unit, self.device or None, note=kind)


def read_tracks(stream: IO[bytes], name: str) -> Items:
    """Every track or activity of a file, and one skipped item per point and lap; damage ends it with words."""
    whole: _Sum | None = None
    count = 0
    for element in elements_of(stream, ROOT):
        if element.broken:
            yield from whole.items(f"{name}[{count}]") if whole is not None and whole.points else ()
            yield Rejected(f"{name}:{element.line}", element.broken, "")
            return
        try:
            if element.name in ("trk", "Activity") and not element.ended:
                whole, count = _Sum(sport=element.attributes.get("Sport", "")), count + 1
            elif whole is not None and element.ended:
                yield from _take(whole, element, name)
        except ValueError as problem:
            yield Rejected(f"{name}:{element.line}", str(problem), element.text[:200])
        if element.ended and element.name in ("rte", "wpt"):
            yield Skipped(f"{name}:{element.line}", "a route or a marked place, not a training")
        if element.ended and element.name in ("trk", "Activity") and whole is not None:
            yield from whole.items(f"{name}[{count - 1}]")
            whole = None


def _take(whole: _Sum, element: Element, name: str) -> Items:
    """Add one closed element to the whole."""
    inside = element.inside
    match element.name:
        case "trkpt" | "Trackpoint":
            yield Skipped(f"{name}:{element.line}", "a point of the track, summed up in the workout")
            whole.point(_moment(inside), _place(element), _number(inside.get("hr") or inside.get("Value")))
        case "Lap":
            yield Skipped(f"{name}:{element.line}", "a lap, summed up in the workout")
            _lap(whole, element)
        case "trkseg":
            whole.break_off()
        case "name" if element.parent == "trk":
            whole.name = element.text
        case "type" if element.parent == "trk":
            whole.sport = element.text
        case "desc" | "Notes" if element.parent in ("trk", "Activity") and element.text:
            whole.notes.append(element.text)
        case "Name" if element.parent == "Creator":
            whole.device = element.text


def _lap(whole: _Sum, lap: Element) -> None:
    """A lap of a TCX file says more than its points."""
    inside = lap.inside
    began = read_moment(lap.attributes.get("StartTime", ""))
    if began is not None and (whole.first is None or whole.laps == 0):
        whole.first = began
    whole.laps += 1
    seconds = _number(inside.get("TotalTimeSeconds")) or 0.0
    average = _number(inside.get("AverageHeartRateBpm")) or 0.0
    whole.of_laps["seconds"] += seconds
    whole.of_laps["metres"] += _number(inside.get("DistanceMeters")) or 0.0
    whole.of_laps["kcal"] += _number(inside.get("Calories")) or 0.0
    whole.of_laps["beats"] += average * seconds
    whole.of_laps["beating"] += seconds if average else 0.0
    whole.most = max(whole.most, _number(inside.get("MaximumHeartRateBpm")) or 0.0)


def _moment(inside: dict[str, str]) -> datetime | None:
    text = inside.get("time") or inside.get("Time") or ""
    found = read_moment(text)
    if text and found is None:
        raise ValueError(f"“{text[:50]}” is not a time")
    return found


def _place(element: Element) -> tuple[float, float] | None:
    latitude = _number(element.attributes.get("lat") or element.inside.get("LatitudeDegrees"))
    longitude = _number(element.attributes.get("lon") or element.inside.get("LongitudeDegrees"))
    if latitude is None or longitude is None:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(f"{latitude:g}, {longitude:g} is no place on earth")
    return latitude, longitude


def _number(text: str | None) -> float | None:
    if not text:
        return None
    value = float(text)
    if not math.isfinite(value) or value > 1e9:
        raise ValueError(f"“{text[:50]}” is out of range")
    return value


def _between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places, by the haversine formula."""
    (first, left), (second, right) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin((right - left) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))
