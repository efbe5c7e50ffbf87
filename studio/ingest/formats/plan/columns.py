"""The columns of a training plan, by the many names people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NAMES = {
    "date": ("date", "planned date", "training date", "datum", "day"),
    "session": (
        "session", "session name", "planned session", "planned workout", "workout", "workout name", "training",
        "routine", "name", "title", "einheit",
    ),
    "exercise": ("exercise", "exercise name", "planned exercise", "movement", "lift", "activity", "übung"),
    "sets": ("sets", "planned sets", "target sets", "sätze"),
    "reps": ("reps", "planned reps", "target reps", "repetitions", "wiederholungen"),
    "crossed": ("sets x reps", "sets × reps", "sets*reps", "sets/reps", "scheme"),
    "rpe": ("rpe", "planned rpe", "target rpe"),
    "notes": ("notes", "note", "comment", "comments", "notizen"),
}  # fmt: skip
_DURATIONS = {
    "minutes": 60.0, "min": 60.0, "mins": 60.0, "duration (min)": 60.0, "duration min": 60.0, "minuten": 60.0,
    "seconds": 1.0, "sec": 1.0, "secs": 1.0, "duration (s)": 1.0, "hours": 3600.0,
    "duration": 0.0, "time": 0.0,
}  # fmt: skip
_BESIDE = ("weight unit", "unit", "distance unit", "day", "weekday", "week", "block", "phase", "tempo", "rest", "#")
_WEIGHT = re.compile(r"(?:(?:planned |target )?(?:weight|load)|gewicht)?[ (\[]*(kgs?|lbs?)?[)\]]*")
_DISTANCE = re.compile(r"(?:(?:planned |target )?distance|distanz)?[ (\[]*(km|m|mi|miles|meters|metres|yd)?[)\]]*")

KNOWN = frozenset((*(name for names in _NAMES.values() for name in names), *_DURATIONS, *_BESIDE))
"""Columns that a plan may have, besides weights and distances."""
PLANNED = re.compile(r"session\b|session name|planned |target |einheit")
"""Begins a column that a plan has and a log has not."""


@dataclass(frozen=True, slots=True)
class PlanColumns:
    """Which column of a table holds what; empty for what it does not hold."""

    date: str
    session: str
    exercise: str
    sets: str
    reps: str
    crossed: str
    """Sets and repetitions in one cell, such as `3x5`."""
    rpe: str
    notes: str
    duration: str
    seconds_each: float
    """Seconds in one unit of the duration; 0 when each cell says its own."""
    weight: str
    weight_unit: str
    distance: str
    distance_unit: str

    @property
    def measures(self) -> int:
        """How many columns are weights and distances."""
        return bool(self.weight) + bool(self.distance)


def plan_columns(header: Sequence[str]) -> PlanColumns:
    """The columns of a folded header."""
    plain = {name.replace("_", " "): name for name in reversed(header) if name}
    found = {what: next((plain[name] for name in names if name in plain), "") for what, names in _NAMES.items()}
    duration = next((name for name in _DURATIONS if name in plain), "")
    weight, weight_unit = _measured(plain, _WEIGHT)
    distance, distance_unit = _measured(plain, _DISTANCE)
    return PlanColumns(
        **found,
        duration=plain.get(duration, ""),
        seconds_each=_DURATIONS.get(duration, 0.0),
        weight=weight,
        weight_unit=weight_unit,
        distance=distance,
        distance_unit=distance_unit,
    )


def _measured(plain: dict[str, str], shape: re.Pattern[str]) -> tuple[str, str]:
    for name, column in plain.items():
        if found := shape.fullmatch(name):
            return column, found[1] or ""
    return "", ""
