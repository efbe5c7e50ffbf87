"""What food logs count: nutrient columns to metrics, and the measurements of a row.

A metric has one unit: what cannot be converted to it says its own in its name, as `food.vitamin_a_iu` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from studio.core.metrics import METRICS
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import Row, Table
from studio.ingest.values.body import slug
from studio.ingest.values.decimals import Decimals

KCAL_PER_KJ = 1 / 4.184

_GRAMS = {"g": 1.0, "mg": 1e-3, "µg": 1e-6}
_MICROGRAM = ("μg", "ug", "mcg")
"""Other ways to write `µg` (U+00B5), the first with a Greek letter."""
_APART = {"IU": "iu", "%DV": "dv"}
"""Units that no other can be converted to, and how they end a metric's name."""
_NAMES = {
    "calories": "energy",
    "carbohydrates": "carbs",
    "sugars": "sugar",
    "fibre": "fiber",
    "saturated": "saturated_fat",
    "monounsaturated": "monounsaturated_fat",
    "polyunsaturated": "polyunsaturated_fat",
    "trans_fats": "trans_fat",
    **{f"b{number}": f"vitamin_b{number}" for number in (1, 2, 3, 5, 6, 12)},
}


@dataclass(frozen=True, slots=True)
class Nutrient:
    """A column of a food log."""

    metric: str
    unit: str
    factor: float


def nutrient(name: str, unit: str) -> Nutrient:
    """The metric of a nutrient in a unit, such as `Fat` in `g`.

    Raises:
        ValueError: the metric has a unit that this one cannot be converted to, or there is no name.
    """
    plain = slug(re.sub(r"\([^()]*\)", " ", name)) or slug(name)
    if not plain:
        raise ValueError("no name of a nutrient")
    unit = _spelled(unit)
    metric = f"food.{_NAMES.get(plain, plain)}"
    if unit in _APART:
        return Nutrient(f"{metric}_{_APART[unit]}", unit, 1.0)
    wanted = METRICS[metric].unit if metric in METRICS else "kcal" if unit == "kJ" else unit
    factor = _factor(unit, wanted, metric)
    if factor is None:
        raise ValueError(f"unknown unit “{unit}” of {name}")
    return Nutrient(metric, wanted, factor)


def nutrient_column(header: str) -> Nutrient | None:
    """The nutrient of a column such as `b12 (cobalamin) (µg)`; None for one that names no unit or an unknown one."""
    name, _, unit = header.rpartition("(")
    if not name or not unit.endswith(")"):
        return None
    try:
        return nutrient(name, unit.removesuffix(")").strip())
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Meal:
    """What the measurements of a row have in common."""

    start: datetime
    end: datetime | None
    day: date
    device: str
    note: str | None


def measured(
    table: Table, row: Row, columns: Mapping[int, Nutrient], decimals: Decimals, meal: Meal
) -> Iterator[Measurement | Rejected | Skipped]:
    """A measurement for every cell that holds a number; a cell that holds none is refused alone."""
    given = False
    for place, what in columns.items():
        try:
            value = decimals.number(row.cells[place])
            if value is not None and value < 0:
                raise ValueError(f"{value:g} is less than nothing")
        except ValueError as error:
            given = True
            yield table.rejected(row, f"{table.columns[place]}: {error}")
            continue
        if value is not None:
            given = True
            yield Measurement(
                what.metric, meal.start, meal.end, value * what.factor, what.unit, meal.device, meal.day, meal.note
            )
    if not given:
        yield Skipped(table.where(row), "a row without numbers")


def _spelled(unit: str) -> str:
    for spelling in (*_GRAMS, *_APART, "kcal", "kJ", "mL"):
        if unit.casefold() == spelling.casefold():
            return spelling
    return "µg" if unit.casefold() in _MICROGRAM else unit


def _factor(unit: str, wanted: str, metric: str) -> float | None:
    if unit == wanted:
        return 1.0
    if unit in _GRAMS and wanted in _GRAMS:
        return _GRAMS[unit] / _GRAMS[wanted]
    if (unit, wanted) == ("kJ", "kcal"):
        return KCAL_PER_KJ
    return 1.0 if (unit, metric) == ("g", "food.water") else None
