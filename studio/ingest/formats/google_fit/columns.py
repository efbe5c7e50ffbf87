"""The columns of Google Fit's activity tables: what they measure, and which say the same as data points."""

from __future__ import annotations

import re

ADDS_UP = {
    "step count": ("move.steps", "count", 1.0),
    "distance (m)": ("move.distance", "m", 1.0),
    "calories (kcal)": ("move.total_energy", "kcal", 1.0),
    "move minutes count": ("move.active", "s", 60.0),
    "heart minutes": ("move.exercise", "s", 60.0),
    "heart points": ("other.heart_points", "points", 1.0),
}
VALUES = {
    "average heart rate (bpm)": ("heart.rate", "bpm", 1.0),
    "max heart rate (bpm)": ("day.max_hr", "bpm", 1.0),
    "min heart rate (bpm)": ("other.min_heart_rate", "bpm", 1.0),
    "average weight (kg)": ("body.weight", "kg", 1.0),
    "average systolic blood pressure (mmhg)": ("body.systolic", "mmHg", 1.0),
    "average diastolic blood pressure (mmhg)": ("body.diastolic", "mmHg", 1.0),
    "average oxygen saturation (%)": ("recovery.spo2", "%", 1.0),
    "average blood glucose (mmol/l)": ("body.glucose", "mmol/L", 1.0),
}
OF_A_DAY = {"move.total_energy": "day.energy", "heart.rate": "day.avg_hr"}
LASTED = {
    "inactive": "move.sedentary",
    "sleep": "sleep.asleep",
    "light sleeping": "sleep.light",
    "deep sleeping": "sleep.deep",
    "rem sleeping": "sleep.rem",
    "awake mid-sleeping": "sleep.awake",
    "meditating": "mind.mindful",
    "guided breathing": "mind.mindful",
}
LEFT = re.compile(r"(?:(?:low|high) (?:lat|long)itude \(deg\)|.* speed \(m/s\)|(?:max|min) weight \(kg\))")
DURATION = re.compile(r"(.+) duration \(ms\)")
CLOCK = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:(Z)|([+-])(\d{2}):(\d{2}))?")
POINTS_OF = {
    "com.google.step_count.delta": "step count",
    "com.google.distance.delta": "distance (m)",
    "com.google.calories.expended": "calories (kcal)",
    "com.google.active_minutes": "move minutes count",
    "com.google.heart_minutes": "heart points",
}
LEFT_TO_POINTS = {
    "com.google.heart_rate.bpm": ("average heart rate (bpm)", "max heart rate (bpm)", "min heart rate (bpm)"),
    "com.google.weight": ("average weight (kg)",),
    "com.google.blood_pressure": (
        "average systolic blood pressure (mmhg)",
        "average diastolic blood pressure (mmhg)",
    ),
}
EVENING = 18
"""Hour from which sleep belongs to the night that ends the next morning."""


def table_kind(header: tuple[str, ...], first: tuple[str, ...]) -> str:
    """`days` or `quarters` for the columns of an activity table, else empty."""
    marks = sum(name in ADDS_UP or name in VALUES or bool(LEFT.fullmatch(name)) for name in header)
    if header[:1] == ("date",) and marks >= 2:
        return "days"
    if header[:2] == ("start time", "end time") and marks and (not first or CLOCK.fullmatch(first[0])):
        return "quarters"
    return ""
