"""What apps beside the training log measure of a body: names and units to metrics."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.core.metrics import METRICS
from studio.ingest.values.units import KILOGRAMS

Unit = tuple[float, float]
"""Factor and offset from a unit to the metric's own."""

_MASS = {**{name: (factor, 0.0) for name, factor in KILOGRAMS.items()}, "st": (6.35029318, 0.0), "g": (0.001, 0.0)}
_LENGTH: dict[str, Unit] = {"m": (1, 0), "cm": (0.01, 0), "mm": (0.001, 0), "in": (0.0254, 0), "ft": (0.3048, 0)}
_TIME: dict[str, Unit] = {"h": (3600, 0), "hr": (3600, 0), "hours": (3600, 0), "min": (60, 0), "minutes": (60, 0)}
_PULSE: dict[str, Unit] = {"bpm": (1, 0)}
_PERCENT: dict[str, Unit] = {"%": (1, 0)}
_TEMPERATURE: dict[str, Unit] = {
    "°c": (1, 0), "c": (1, 0), "celsius": (1, 0), "°f": (5 / 9, -160 / 9), "f": (5 / 9, -160 / 9),
}  # fmt: skip
_KNOWN: dict[str, tuple[str, dict[str, Unit]]] = {
    "weight": ("body.weight", _MASS),
    "bodyweight": ("body.weight", _MASS),
    "body weight": ("body.weight", _MASS),
    "lean mass": ("body.lean_mass", _MASS),
    "lean body mass": ("body.lean_mass", _MASS),
    "fat": ("body.fat", _PERCENT),
    "fat percent": ("body.fat", _PERCENT),
    "body fat": ("body.fat", _PERCENT),
    "body fat %": ("body.fat", _PERCENT),
    "height": ("body.height", _LENGTH),
    "waist": ("body.waist", _LENGTH),
    "waist size": ("body.waist", _LENGTH),
    "body temperature": ("body.temperature", _TEMPERATURE),
    "blood glucose": ("body.glucose", {"mmol/l": (1, 0), "mg/dl": (1 / 18.0182, 0)}),
    "systolic": ("body.systolic", {"mmhg": (1, 0)}),
    "diastolic": ("body.diastolic", {"mmhg": (1, 0)}),
    "heart rate": ("heart.rate", _PULSE),
    "resting heart rate": ("recovery.resting_hr", _PULSE),
    "sleep": ("sleep.asleep", _TIME),
    "steps": ("move.steps", {"steps": (1, 0), "count": (1, 0), "": (1, 0)}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyMetric:
    """A metric, and how to get to its unit."""

    metric: str
    unit: str
    factor: float = 1.0
    offset: float = 0.0

    def value(self, amount: float) -> float:
        """An amount of the export in the metric's unit.

        Raises:
            ValueError: no body measures so little.
        """
        if self.metric.startswith("body.") and amount <= 0:
            raise ValueError(f"{amount:g} cannot be right")
        return amount * self.factor + self.offset


def body_metric(name: str, unit: str) -> BodyMetric:
    """The metric of a measure such as `Bodyweight` in `lbs`; `other.<name>` as it stands for one that is not known.

    Raises:
        ValueError: the measure is known and the unit is not, or it has no name.
    """
    plain = " ".join(name.replace("_", " ").split()).casefold()
    if plain not in _KNOWN:
        if not slug(name):
            raise ValueError("no name of what was measured")
        return BodyMetric(f"other.{slug(name)}", unit)
    metric, units = _KNOWN[plain]
    if unit.casefold() not in units:
        raise ValueError(f"unknown unit “{unit}” of {name}" if unit else f"no unit of {name}")
    return BodyMetric(metric, METRICS[metric].unit, *units[unit.casefold()])


def slug(name: str) -> str:
    """A name as the last part of a metric's: `Left Bicep` is `left_bicep`."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")
