"""The tables of a Fitbit export: what each measures, told by its columns, and which is read where two say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

Values = Mapping[str, tuple[str, str, float]]
"""Column → metric, its unit, and the factor from the column's unit to it."""
Per = Literal["moment", "day", "span", "night", "exercise"]

SOURCE = "data source"


@dataclass(frozen=True, slots=True)
class Family:
    """Tables of one shape."""

    quantity: str
    """What is read only once a day, from the family of the lowest rank that has it."""
    rank: int
    values: Values
    per: Per = "moment"
    start: str = "timestamp"
    end: str = ""
    note: str = ""
    """Column whose text goes with every value."""
    noted: bool = False
    """Whether the column's name goes with every value."""


def _one(column: str, metric: str, unit: str, factor: float = 1.0) -> Values:
    return {column: (metric, unit, factor)}


_SPO2 = "oxygen saturation percentage"
_RMSSD = "root mean square of successive differences milliseconds"
_ACTIVE = ("move.active", "s", 60.0)
_SLEEPS: Values = {
    "minutes_asleep": ("sleep.asleep", "s", 60.0),
    "minutes_in_sleep_period": ("sleep.in_bed", "s", 60.0),
}
_EXERCISE: Values = {
    "tracker_total_calories": ("activity.energy", "kcal", 1.0),
    "tracker_total_distance_mm": ("activity.distance", "m", 0.001),
    "tracker_total_altitude_mm": ("activity.ascent", "m", 0.001),
    "tracker_avg_heart_rate": ("activity.avg_hr", "bpm", 1.0),
    "tracker_peak_heart_rate": ("activity.max_hr", "bpm", 1.0),
}
RESTING = Family("resting", 0, _one("beats per minute", "recovery.resting_hr", "bpm"), "day")
MINUTE_SPO2 = Family("spo2", 1, _one("value", "recovery.spo2", "%"))

_GOOGLE: dict[str, Family] = {
    "steps": Family("steps", 0, _one("steps", "move.steps", "count")),
    "distance": Family("distance", 0, _one("distance", "move.distance", "m")),
    "calories": Family("calories", 0, _one("calories", "move.total_energy", "kcal")),
    "floors": Family("floors", 0, _one("floors", "move.floors", "count")),
    "beats per minute": Family("heart", 0, _one("beats per minute", "heart.rate", "bpm")),
    "weight grams": Family("weight", 0, _one("weight grams", "body.weight", "kg", 0.001)),
    "height millimeters": Family("height", 0, _one("height millimeters", "body.height", "m", 0.001)),
    "fat percentage": Family("fat", 0, _one("fat percentage", "body.fat", "%")),
    "body fat percentage": Family("fat", 0, _one("body fat percentage", "body.fat", "%")),
    "temperature celsius": Family("wrist", 0, _one("temperature celsius", "other.wrist_temperature", "celsius")),
    "nightly temperature celsius": Family(
        "skin", 0, _one("nightly temperature celsius", "recovery.skin_temp", "celsius"), "day"
    ),
    "average heart rate variability milliseconds": Family(
        "hrv", 0, _one("average heart rate variability milliseconds", "recovery.hrv", "ms"), "day"
    ),
    "average percentage": Family("spo2", 0, _one("average percentage", "recovery.spo2", "%"), "day"),
    "breaths per minute": Family("breath", 0, _one("breaths per minute", "sleep.respiratory_rate", "rpm"), "day"),
    "daily vo2 max value": Family("vo2max", 0, _one("daily vo2 max value", "body.vo2max", "mL/min/kg"), "day"),
    _SPO2: Family("spo2", 1, _one(_SPO2, "recovery.spo2", "%")),
    _RMSSD: Family("rmssd", 0, _one(_RMSSD, "other.hrv", "ms")),
    "total minutes": Family(
        "zones", 0, _one("total minutes", "other.active_zone_minutes", "min"), note="heart rate zone"
    ),
}
"""Tables with the column `data source`, by the column that tells what they measure."""

_OTHERS: dict[tuple[str, ...], Family] = {
    ("light", "moderate", "very", SOURCE): Family(
        "active", 0, {"light": _ACTIVE, "moderate": _ACTIVE, "very": _ACTIVE}, noted=True
    ),
    ("start time", "end time", SOURCE): Family("sedentary", 0, {}, "span", "start time", "end time"),
    ("timestamp", "rmssd", "nremhr", "entropy"): Family("hrv", 1, _one("rmssd", "recovery.hrv", "ms"), "day"),
    ("timestamp", "rmssd", "coverage", "low_frequency"): Family("rmssd", 1, _one("rmssd", "other.hrv", "ms")),
    ("timestamp", "daily_respiratory_rate"): Family(
        "breath", 1, _one("daily_respiratory_rate", "sleep.respiratory_rate", "rpm"), "day"
    ),
    ("timestamp", "average_value", "lower_bound", "upper_bound"): Family(
        "spo2", 0, _one("average_value", "recovery.spo2", "%"), "day"
    ),
    ("sleep_start", "sleep_end", "temperature_samples", "nightly_temperature"): Family(
        "skin", 1, _one("nightly_temperature", "recovery.skin_temp", "celsius"), "night", "sleep_start", "sleep_end"
    ),
    ("sleep_log_entry_id", "timestamp", "overall_score"): Family("score", 0, _one("overall_score", "sleep.score", "%")),
    ("date", "readiness_score_value"): Family(
        "readiness", 0, _one("readiness_score_value", "recovery.score", "%"), "day", "date"
    ),
    ("date", "updated_at", "stress_score", "status"): Family(
        "stress", 0, _one("stress_score", "other.stress_score", "points"), "day", "date"
    ),
    ("date_time", "heart_zone_id", "total_minutes"): Family(
        "zones", 1, _one("total_minutes", "other.active_zone_minutes", "min"), start="date_time", note="heart_zone_id"
    ),
    ("sleep_id", "sleep_stage_type", "sleep_stage_start", "sleep_stage_end"): Family(
        "sleep", 1, {}, "span", "sleep_stage_start", "sleep_stage_end"
    ),
    ("sleep_id", "minutes_asleep", "sleep_start", "sleep_end"): Family(
        "sleep", 1, _SLEEPS, "night", "sleep_start", "sleep_end"
    ),
    ("exercise_id", "exercise_start", "exercise_end", "activity_name"): Family(
        "exercise", 1, _EXERCISE, "exercise", "exercise_start", "exercise_end"
    ),
}
"""Tables told by several columns; the first whose columns are all there."""

STAGES = {
    "light": "sleep.light",
    "deep": "sleep.deep",
    "rem": "sleep.rem",
    "awake": "sleep.awake",
    "wake": "sleep.awake",
    "asleep": "sleep.asleep",
    "restless": "sleep.awake",
}
IGNORED = ("useractivityprobabilities", "usersensorcompressiontoken")
"""Names of files that hold what Fitbit's own models made, gigabytes of it."""
_TRACKS = {"distance millimeters", "latitude", "infrared to red signal ratio", "heart rate zone type"}


def family_of(header: tuple[str, ...], member: str) -> Family | None:
    """The family of a table by its columns; the name decides only between resting and other heart rates."""
    columns = set(header)
    if columns & _TRACKS:
        return None
    for marks, family in _OTHERS.items():
        if columns >= set(marks):
            return family
    name = PurePosixPath(member).name.casefold()
    if header[:1] == ("timestamp",) and SOURCE in columns:
        found = next((family for column, family in _GOOGLE.items() if column in columns), None)
        resting = found is not None and found.quantity == "heart" and "resting" in name
        return RESTING if resting else found
    return MINUTE_SPO2 if header == ("timestamp", "value") and "spo2" in name else None
