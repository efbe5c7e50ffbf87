"""What devices and food logs measure: one name and one unit per quantity, whichever app it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fold = Literal["sum", "night", "mean", "last", "max"]
"""How the values of a day become one.

`sum` adds intervals, one device at a time, so that a phone and a watch that counted the same steps count once; `night`
adds the stages of one device's night and takes the device that saw most; `mean`, `last` and `max` say it themselves.
"""


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity."""

    unit: str
    """The unit its values are stored in."""
    fold: Fold


_SECONDS = {
    "night": (
        "sleep.asleep", "sleep.in_bed", "sleep.light", "sleep.deep", "sleep.rem", "sleep.awake", "nap.asleep",
    ),
    "last": ("sleep.need", "sleep.debt", "sleep.latency", "day.stress", "day.restored"),
    "sum": ("move.active", "move.exercise", "move.stand", "move.sedentary", "mind.mindful"),
}  # fmt: skip
_PERCENT = {
    "last": (
        "recovery.score", "sleep.performance", "sleep.efficiency", "sleep.consistency", "sleep.score", "day.score",
        "body.fat",
    ),
    "mean": ("recovery.spo2",),
}  # fmt: skip
_FOOD_GRAMS = (
    "food.protein", "food.carbs", "food.net_carbs", "food.fat", "food.saturated_fat", "food.monounsaturated_fat",
    "food.polyunsaturated_fat", "food.trans_fat", "food.fiber", "food.sugar", "food.alcohol",
)  # fmt: skip
_FOOD_MILLIGRAMS = (
    "food.cholesterol", "food.sodium", "food.potassium", "food.calcium", "food.iron", "food.magnesium", "food.caffeine",
    "food.vitamin_c",
)  # fmt: skip

METRICS: dict[str, Metric] = {
    **{name: Metric("s", "night") for name in _SECONDS["night"]},
    **{name: Metric("s", "last") for name in _SECONDS["last"]},
    **{name: Metric("s", "sum") for name in _SECONDS["sum"]},
    **{name: Metric("%", "last") for name in _PERCENT["last"]},
    **{name: Metric("%", "mean") for name in _PERCENT["mean"]},
    **{name: Metric("g", "sum") for name in _FOOD_GRAMS},
    **{name: Metric("mg", "sum") for name in _FOOD_MILLIGRAMS},
    "recovery.resting_hr": Metric("bpm", "last"),
    "recovery.hrv": Metric("ms", "last"),
    "recovery.hrv_sdnn": Metric("ms", "mean"),
    "recovery.skin_temp": Metric("celsius", "last"),
    "recovery.temp_deviation": Metric("celsius", "last"),
    "day.strain": Metric("strain", "last"),
    "day.energy": Metric("kcal", "last"),
    "day.max_hr": Metric("bpm", "max"),
    "day.avg_hr": Metric("bpm", "last"),
    "sleep.respiratory_rate": Metric("rpm", "last"),
    "activity.strain": Metric("strain", "max"),
    "activity.energy": Metric("kcal", "sum"),
    "activity.distance": Metric("m", "sum"),
    "activity.ascent": Metric("m", "sum"),
    "activity.max_hr": Metric("bpm", "max"),
    "activity.avg_hr": Metric("bpm", "mean"),
    "activity.avg_power": Metric("W", "mean"),
    "move.steps": Metric("count", "sum"),
    "move.distance": Metric("m", "sum"),
    "move.cycling": Metric("m", "sum"),
    "move.swimming": Metric("m", "sum"),
    "move.floors": Metric("count", "sum"),
    "move.energy": Metric("kcal", "sum"),
    "move.basal_energy": Metric("kcal", "sum"),
    "move.total_energy": Metric("kcal", "sum"),
    "heart.rate": Metric("bpm", "mean"),
    "heart.walking_rate": Metric("bpm", "mean"),
    "body.weight": Metric("kg", "last"),
    "body.lean_mass": Metric("kg", "last"),
    "body.bmi": Metric("kg/m2", "last"),
    "body.height": Metric("m", "last"),
    "body.waist": Metric("m", "last"),
    "body.temperature": Metric("celsius", "mean"),
    "body.respiratory_rate": Metric("rpm", "mean"),
    "body.systolic": Metric("mmHg", "mean"),
    "body.diastolic": Metric("mmHg", "mean"),
    "body.glucose": Metric("mmol/L", "mean"),
    "body.vo2max": Metric("mL/min/kg", "last"),
    "food.energy": Metric("kcal", "sum"),
    "food.water": Metric("mL", "sum"),
    "mood.valence": Metric("1", "mean"),
}
"""Name → what it is. `move.energy` is without the basal part, `move.total_energy` with it; `mood.valence` runs from
-1 to 1.

Three families are open: `journal.<question>` (yes and no as 1 and 0, unit `bool`), `food.<nutrient>` with the unit the
export gives, and `other.<name>` for what an export measures and this table does not know, unit and value as they stand.
"""


def fold_of(metric: str) -> Fold:
    """How the values of a day become one, for any name."""
    known = METRICS.get(metric)
    if known is not None:
        return known.fold
    return "sum" if metric.startswith("food.") else "last"
