"""What Apple calls a quantity, and what it is here: metric, and the factor from each unit Health may show it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from studio.ingest.values.units import METRES

T = TypeVar("T")

Reading = Literal["number", "fraction", "seconds", "one"]
"""How a value comes about: the number as given, a fraction that is shown as percent, the length of the interval in
seconds, or a fixed number for a category."""

TOPS = (
    "Record", "Correlation", "Workout", "ActivitySummary", "ClinicalRecord", "Audiogram", "VisionPrescription",
    "StateOfMind", "ExportDate", "Me",
)  # fmt: skip
"""Elements right below the root."""
NOT_READ = {
    "ActivitySummary": "a daily sum of the records",
    "Correlation": "a group of records, which are taken one by one",
    "ClinicalRecord": "a clinical record, which is not read",
    "Audiogram": "a hearing test, which is not read",
    "VisionPrescription": "a prescription for glasses, which is not read",
}
"""Those that carry no record of their own, and why."""

KILOCALORIES = {"kcal": 1.0, "cal": 0.001, "Cal": 1.0, "kJ": 1 / 4.184, "J": 1 / 4184.0}
_KILOGRAMS = {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "oz": 0.028349523125, "st": 6.35029318}
LENGTHS = {"cm": 0.01, "mm": 0.001, "in": 0.0254, **METRES}
_GRAMS = {"g": 1.0, "mg": 1e-3, "mcg": 1e-6, "kg": 1e3, "oz": 28.349523125, "lb": 453.59237}
_MILLIGRAMS = {unit: grams * 1e3 for unit, grams in _GRAMS.items()}
_MILLILITRES = {
    "mL": 1.0, "L": 1000.0, "dL": 100.0, "cL": 10.0, "fl_oz_us": 29.5735295625, "fl_oz_imp": 28.4130625,
    "cup_us": 236.5882365, "cup_imp": 284.130625, "pt_us": 473.176473, "pt_imp": 568.26125,
}  # fmt: skip
DURATIONS = {"s": 1.0, "ms": 0.001, "min": 60.0, "hr": 3600.0}
_RATE = {"count/min": 1.0, "count/s": 60.0}
_MILLISECONDS = {"ms": 1.0, "s": 1000.0}
_PRESSURE = {"mmHg": 1.0, "kPa": 7.500615758, "cmAq": 0.735559}
_GLUCOSE = {"mg/dL": 1 / 18.01558800000541, "mmol<180.1558800000541>/L": 1.0, "mmol/L": 1.0}
_OXYGEN = dict.fromkeys(("mL/min·kg", "mL/kg*min", "mL/(kg*min)", "ml/(kg*min)", "mL/kg·min", "mL/min*kg"), 1.0)
_COUNT = {"count": 1.0}

_QUANTITIES: dict[str, tuple[str, str, dict[str, float]]] = {
    "BodyMass": ("body.weight", "kg", _KILOGRAMS),
    "LeanBodyMass": ("body.lean_mass", "kg", _KILOGRAMS),
    "BodyMassIndex": ("body.bmi", "kg/m2", {"count": 1.0, "kg/m²": 1.0, "kg/m^2": 1.0}),
    "Height": ("body.height", "m", LENGTHS),
    "WaistCircumference": ("body.waist", "m", LENGTHS),
    "HeartRate": ("heart.rate", "bpm", _RATE),
    "WalkingHeartRateAverage": ("heart.walking_rate", "bpm", _RATE),
    "RestingHeartRate": ("recovery.resting_hr", "bpm", _RATE),
    "HeartRateVariabilitySDNN": ("recovery.hrv_sdnn", "ms", _MILLISECONDS),
    "RespiratoryRate": ("body.respiratory_rate", "rpm", _RATE),
    "BloodPressureSystolic": ("body.systolic", "mmHg", _PRESSURE),
    "BloodPressureDiastolic": ("body.diastolic", "mmHg", _PRESSURE),
    "BloodGlucose": ("body.glucose", "mmol/L", _GLUCOSE),
    "VO2Max": ("body.vo2max", "mL/min/kg", _OXYGEN),
    "StepCount": ("move.steps", "count", _COUNT),
    "FlightsClimbed": ("move.floors", "count", _COUNT),
    "DistanceWalkingRunning": ("move.distance", "m", LENGTHS),
    "DistanceCycling": ("move.cycling", "m", LENGTHS),
    "DistanceSwimming": ("move.swimming", "m", LENGTHS),
    "ActiveEnergyBurned": ("move.energy", "kcal", KILOCALORIES),
    "BasalEnergyBurned": ("move.basal_energy", "kcal", KILOCALORIES),
    "AppleExerciseTime": ("move.exercise", "s", DURATIONS),
    "AppleStandTime": ("move.stand", "s", DURATIONS),
    "DietaryEnergyConsumed": ("food.energy", "kcal", KILOCALORIES),
    "DietaryWater": ("food.water", "mL", _MILLILITRES),
    "DietaryProtein": ("food.protein", "g", _GRAMS),
    "DietaryCarbohydrates": ("food.carbs", "g", _GRAMS),
    "DietaryFatTotal": ("food.fat", "g", _GRAMS),
    "DietaryFatSaturated": ("food.saturated_fat", "g", _GRAMS),
    "DietaryFatMonounsaturated": ("food.monounsaturated_fat", "g", _GRAMS),
    "DietaryFatPolyunsaturated": ("food.polyunsaturated_fat", "g", _GRAMS),
    "DietaryFiber": ("food.fiber", "g", _GRAMS),
    "DietarySugar": ("food.sugar", "g", _GRAMS),
    "DietaryCholesterol": ("food.cholesterol", "mg", _MILLIGRAMS),
    "DietarySodium": ("food.sodium", "mg", _MILLIGRAMS),
    "DietaryPotassium": ("food.potassium", "mg", _MILLIGRAMS),
    "DietaryCalcium": ("food.calcium", "mg", _MILLIGRAMS),
    "DietaryIron": ("food.iron", "mg", _MILLIGRAMS),
    "DietaryMagnesium": ("food.magnesium", "mg", _MILLIGRAMS),
    "DietaryCaffeine": ("food.caffeine", "mg", _MILLIGRAMS),
    "DietaryVitaminC": ("food.vitamin_c", "mg", _MILLIGRAMS),
}
_FRACTIONS = {"BodyFatPercentage": "body.fat", "OxygenSaturation": "recovery.spo2"}
_TEMPERATURES = {"BodyTemperature": "body.temperature", "AppleSleepingWristTemperature": "recovery.skin_temp"}
_DEGREES = {"degC": (1.0, 0.0), "degF": (1 / 1.8, -32 / 1.8), "K": (1.0, -273.15)}
_SLEEP = {
    "InBed": "sleep.in_bed", "Asleep": "sleep.asleep", "AsleepUnspecified": "sleep.asleep", "AsleepCore": "sleep.light",
    "AsleepDeep": "sleep.deep", "AsleepREM": "sleep.rem", "Awake": "sleep.awake",
}  # fmt: skip
_PREFIX = re.compile(r"^HK(?:QuantityTypeIdentifier|CategoryTypeIdentifier|DataTypeIdentifier|DataType|)(?=[A-Z])")
_WORDS = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z][a-z]+|[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the records of one type, unit and, for categories, value are."""

    metric: str
    unit: str
    reading: Reading = "number"
    factor: float = 1.0
    shift: float = 0.0
    """Added after the factor: degrees Fahrenheit."""
    note: str | None = None


def meaning_of(kind: str, unit: str | None, category: str | None) -> Meaning:
    """What a record is.

    Args:
        kind: Its type.
        unit: Its unit, None when it has none.
        category: Its value, for a type that is a category.

    Raises:
        ValueError: a unit or stage of sleep that is not known, or no type.
    """
    if category is not None:
        return _category(plain(kind), category)
    name = plain(kind)
    if not snake(name):
        raise ValueError(f"“{kind}” is no type of record")
    if unit is None:
        raise ValueError("a quantity without a unit")
    if name in _QUANTITIES:
        metric, ours, factors = _QUANTITIES[name]
        return Meaning(metric, ours, factor=_known(factors, unit))
    if name in _FRACTIONS:
        _known({"%": 1.0}, unit)
        return Meaning(_FRACTIONS[name], "%", "fraction", 100.0)
    if name in _TEMPERATURES:
        factor, shift = _known(_DEGREES, unit)
        return Meaning(_TEMPERATURES[name], "celsius", factor=factor, shift=shift)
    if name.startswith("Dietary"):
        return Meaning(f"food.{snake(name.removeprefix('Dietary'))}", unit)
    return Meaning(f"other.{snake(name)}", unit)


def is_category(kind: str) -> bool:
    """Whether the values of a type are words."""
    return kind.startswith("HKCategoryType")


def grouped(kind: str) -> bool:
    """Whether records of a type also stand in `Correlation` elements: blood pressure and food."""
    return "BloodPressure" in kind or "Dietary" in kind


def plain(kind: str) -> str:
    """A type without the prefix all types share."""
    return _PREFIX.sub("", kind)


def snake(name: str) -> str:
    """`AppleStandHour` as `apple_stand_hour`."""
    return "_".join(_WORDS.findall(name)).lower()[:80]


def spaced(name: str) -> str:
    """`TraditionalStrengthTraining` as `Traditional Strength Training`."""
    return " ".join(_WORDS.findall(name))


def _category(name: str, value: str) -> Meaning:
    if name == "SleepAnalysis":
        stage = _SLEEP.get(value.removeprefix("HKCategoryValueSleepAnalysis"))
        if stage is None:
            raise ValueError(f"unknown stage of sleep “{value[:80]}”")
        return Meaning(stage, "s", "seconds")
    if name == "MindfulSession":
        return Meaning("mind.mindful", "s", "seconds")
    if not snake(name):
        raise ValueError("no type of record")
    said = value.removeprefix("HKCategoryValue").removeprefix(name)
    if name == "AppleStandHour":
        return Meaning("other.apple_stand_hour", "bool", "one", 0.0 if said == "Idle" else 1.0, note=spaced(said))
    note = spaced(said) if value.startswith("HK") else value
    return Meaning(f"other.{snake(name)}", "count", "one", note=None if said in ("", "NotApplicable") else note)


def _known(table: Mapping[str, T], unit: str) -> T:
    if unit not in table:
        raise ValueError(f"unknown unit “{unit[:40]}”")
    return table[unit]
