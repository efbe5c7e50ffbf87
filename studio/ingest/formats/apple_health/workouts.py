"""Workouts and moods of an Apple Health export."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

from studio.core.metrics import METRICS
from studio.core.records import Measurement, Workout
from studio.ingest.files.xml_stream import Attributes
from studio.ingest.formats.apple_health.moments import aware_moment, offset_in
from studio.ingest.formats.apple_health.names import DURATIONS, KILOCALORIES, LENGTHS, spaced

_MOODS = ("kind", "labels", "associations")


class WorkoutParts:
    """One `Workout` element and what stands inside."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.zone = ""
        self._distance = amount(attributes.get("totalDistance"), attributes.get("totalDistanceUnit"), LENGTHS)
        self._energy = amount(
            attributes.get("totalEnergyBurned"), attributes.get("totalEnergyBurnedUnit"), KILOCALORIES
        )

    def statistics(self, attributes: Attributes) -> None:
        """Take distance and energy of a `WorkoutStatistics`, where the workout itself does not say them."""
        kind, total, unit = attributes.get("type", ""), attributes.get("sum"), attributes.get("unit")
        if "Distance" in kind and self._distance is None:
            self._distance = amount(total, unit, LENGTHS)
        elif kind.endswith("ActiveEnergyBurned") and self._energy is None:
            self._energy = amount(total, unit, KILOCALORIES)

    def workout(self) -> Workout:
        """The workout.

        Raises:
            ValueError: it has no start, or a duration in an unknown unit.
        """
        said = self.attributes
        start, end = aware_moment(said.get("startDate", "")), aware_moment(said.get("endDate", ""))
        if start is None:
            raise ValueError(f"“{said.get('startDate', '')[:80]}” is not a time")
        if end is not None and end < start:
            raise ValueError("it ends before it starts")
        seconds = amount(said.get("duration"), said.get("durationUnit") or "min", DURATIONS)
        if seconds is None and end is not None:
            seconds = (end - start).total_seconds()
        if self.zone and (written := start.utcoffset()) is not None:
            away = offset_in(self.zone, start.replace(tzinfo=UTC), int(written.total_seconds()))
            start = start.astimezone(timezone(timedelta(seconds=away)))
        kind = said.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")
        return Workout(start, spaced(kind) or "Workout", None if seconds is None else round(seconds, 3), self._note())

    def _note(self) -> str | None:
        parts = [f"{self._distance / 1000:.2f} km"] if self._distance else []
        parts += [f"{self._energy:.0f} kcal"] if self._energy else []
        device = self.attributes.get("sourceName")
        return ", ".join([*parts, *([device] if device else [])]) or None


def mood(attributes: Attributes) -> Measurement:
    """A state of mind.

    Raises:
        ValueError: it has no time, or no valence between -1 and 1.
    """
    start = aware_moment(attributes.get("startDate", ""))
    valence = amount(attributes.get("valence"), "1", {"1": 1.0}, signed=True)
    if start is None or valence is None or abs(valence) > 1:
        raise ValueError("a state of mind without a time or valence")
    note = "; ".join(attributes[name] for name in _MOODS if attributes.get(name)) or None
    unit = METRICS["mood.valence"].unit
    return Measurement("mood.valence", start, None, valence, unit, attributes.get("sourceName"), note=note)


def amount(text: str | None, unit: str | None, factors: dict[str, float], *, signed: bool = False) -> float | None:
    """A number in our unit; None where there is none, or in a unit that is not known."""
    factor = factors.get(unit or "")
    try:
        value = float(text or "") * (factor or 1.0)
    except ValueError:
        return None
    finite = -1e12 < value < 1e12 and (signed or value >= 0)
    return value if finite and factor is not None else None
