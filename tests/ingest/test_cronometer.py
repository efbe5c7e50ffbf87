from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Note, Rejected, Skipped, Workout
from studio.ingest.formats import cronometer
from studio.ingest.importer import ReadOptions
from studio.ingest.values.food import nutrient, nutrient_column
from tests.ingest.memory import SAMPLES, MemoryExport, load

SERVINGS = "Day,Time,Group,Food Name,Amount,Energy (kcal),Protein (g),Category"
DAILY = "Date,Energy (kcal),Carbs (g),Fat (g),Protein (g),Completed"
GROUPED = DAILY.replace("Date,", "Date,Group,")
EXERCISES = "Day,Group,Exercise,Minutes,Calories Burned"
BIOMETRICS = "Day,Time,Group,Metric,Unit,Amount"


def read(**tables: tuple[str, ...]) -> list[Any]:
    files = {f"{name}.csv": ("\n".join(rows) + "\n").encode() for name, rows in tables.items()}
    export = MemoryExport("c", files if len(files) > 1 else next(iter(files.values())))
    return list(cronometer.read(export, ReadOptions()))


def values(items: list[Any]) -> list[tuple[str, float, str]]:
    return [(item.metric, item.value, item.unit) for item in items if isinstance(item, Measurement)]


@pytest.mark.parametrize(
    ("header", "metric", "unit", "factor"),
    [
        ("energy (kcal)", "food.energy", "kcal", 1.0),
        ("energy (kj)", "food.energy", "kcal", pytest.approx(1 / 4.184)),
        ("b12 (cobalamin) (µg)", "food.vitamin_b12", "µg", 1.0),
        ("folate (\u03bcg)", "food.folate", "µg", 1.0),
        ("vitamin a (iu)", "food.vitamin_a_iu", "IU", 1.0),
        ("vitamin a (µg)", "food.vitamin_a", "µg", 1.0),
        ("trans-fats (g)", "food.trans_fat", "g", 1.0),
        ("saturated (g)", "food.saturated_fat", "g", 1.0),
        ("omega-3 (g)", "food.omega_3", "g", 1.0),
        ("water (g)", "food.water", "mL", 1.0),
        ("net carbs (g)", "food.net_carbs", "g", 1.0),
        ("sodium (g)", "food.sodium", "mg", pytest.approx(1000.0)),
        ("calcium (µg)", "food.calcium", "mg", pytest.approx(0.001)),
    ],
)
def test_nutrients_by_their_column(header: str, metric: str, unit: str, factor: float) -> None:
    found = nutrient_column(header)
    assert found is not None
    assert (found.metric, found.unit, found.factor) == (metric, unit, factor)


@pytest.mark.parametrize("header", ["completed", "protein", "(g)", "energy (furlongs)", "protein (iu) (l)", ""])
def test_columns_that_are_no_nutrients(header: str) -> None:
    assert nutrient_column(header) is None


def test_a_unit_that_cannot_be_converted_is_not_mixed_with_others() -> None:
    assert nutrient("Vitamin D", "IU").metric != nutrient("Vitamin D", "µg").metric
    assert nutrient("Calcium", "%DV").metric != nutrient("Calcium", "mg").metric


def test_a_serving_keeps_its_meal_food_and_amount() -> None:
    items = read(
        servings=(SERVINGS, '2016-9-26,8:14 AM ,Breakfast,"Oats, Rolled","0.52 Serving (22 tsp, whole)",303.2,,')
    )
    assert values(items) == [("food.energy", 303.2, "kcal")]
    assert items[0].note == "Breakfast: Oats, Rolled, 0.52 Serving (22 tsp, whole)"
    assert (items[0].start, items[0].end, items[0].device) == (datetime(2016, 9, 26, 8, 14), None, "Cronometer")


def test_a_serving_without_a_time_belongs_to_the_day() -> None:
    item = read(servings=("Day,Food Name,Amount,Energy (kcal)", "2016-9-26,Oats,80 g,303.2"))[0]
    assert (item.start, item.end) == (datetime(2016, 9, 26), datetime(2016, 9, 27))


def test_daily_totals_do_not_count_beside_servings_of_the_same_day() -> None:
    items = read(
        daily=(DAILY, "2026-09-24,428,58,5,11,true", "2026-09-25,1800,200,60,90,true"),
        servings=(SERVINGS, "2026-09-24,,Lunch,Oats,80 g,428,11,"),
    )
    assert [item.start.day for item in items if isinstance(item, Measurement) and item.metric == "food.energy"] == [
        24,
        25,
    ]
    assert Skipped("daily.csv:2", "the total of a day whose servings are taken") in items


def test_servings_without_numbers_leave_the_day_to_its_total() -> None:
    items = read(
        daily=(DAILY, "2026-09-24,428,58,5,11,true"),
        servings=("Day,Time,Group,Food Name,Amount,Category", "2026-09-24,,Lunch,Egg,2 each,Dairy"),
    )
    assert len(values(items)) == 4
    assert Skipped("servings.csv:2", "a row without numbers") in items


def test_a_total_counts_only_where_its_parts_are_missing() -> None:
    rows = ("2026-09-24,Lunch,300,1,1,1,true", "2026-09-24,Total,300,1,1,1,true", "2026-09-25,Total,500,1,1,1,true")
    items = read(daily=(GROUPED, *rows))
    assert [value for metric, value, _ in values(items) if metric == "food.energy"] == [300.0, 500.0]
    assert Skipped("c:3", "a total of the rows of the same day") in items


@pytest.mark.parametrize("cells", ["0,0,0,0,false", "0.0,0.00,,0,false"])
def test_a_day_of_zeros_is_no_fast(cells: str) -> None:
    assert read(daily=(DAILY, f"2026-09-24,{cells}"))[0] == Skipped("c:2", "a day on which nothing was logged")


def test_exercise_takes_energy_off() -> None:
    workout, energy, _ = read(exercises=(EXERCISES, "2026-09-24,Uncategorized,Skating (Garmin),68.5,-275.85"))
    assert workout == Workout(datetime(2026, 9, 24), "Skating (Garmin)", 4110.0)
    assert (energy.metric, energy.value, energy.unit) == ("activity.energy", 275.85, "kcal")


def test_a_trackers_day_is_no_workout() -> None:
    items = read(
        exercises=(
            EXERCISES,
            "2026-07-15,Uncategorized,Active Energy Balance (Apple Health),0.0,-402.21",
            "2026-07-15,Uncategorized,Daily Activity (Garmin),107.0,-527",
            "2026-07-15,Uncategorized,Daily Activity (Garmin),0,",
        )
    )
    assert values(items) == [
        ("other.calorie_adjustment", 402.21, "kcal"), ("move.active", 6420.0, "s"),
        ("other.calorie_adjustment", 527.0, "kcal"),
    ]  # fmt: skip
    assert [item.where for item in items if isinstance(item, Skipped)] == ["c:4"]
    assert not [item for item in items if isinstance(item, Workout)]


def test_blood_pressure_is_two_measurements() -> None:
    items = read(biometrics=(BIOMETRICS, "2026-09-24,08:05 AM,,Blood Pressure,mmHg,120/80"))
    assert values(items) == [("body.systolic", 120.0, "mmHg"), ("body.diastolic", 80.0, "mmHg")]


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ("Weight,lbs,100", ("body.weight", pytest.approx(45.359237), "kg")),
        ("Weight (Garmin),kg,83.524", ("body.weight", 83.524, "kg")),
        ("Body Temperature,°F,98.6", ("body.temperature", pytest.approx(37.0), "celsius")),
        ("Blood Glucose,mmol/L,5.1", ("body.glucose", 5.1, "mmol/L")),
        ("Resting Heart Rate,bpm,52", ("recovery.resting_hr", 52.0, "bpm")),
        ("Sleep,hours,7.5", ("sleep.asleep", 27000.0, "s")),
        ("Recovery (Garmin),%,73", ("other.recovery", 73.0, "%")),
    ],
)
def test_biometrics(cells: str, value: tuple[str, float, str]) -> None:
    assert values(read(biometrics=(BIOMETRICS, f"2026-09-24,,,{cells}"))) == [value]


@pytest.mark.parametrize(
    "cells", ["Weight,stones,12", "Weight,,80", "Weight,kg,0", "Blood Pressure,mmHg,120", ",kg,80", "Sleep,hours,7:30"]
)
def test_biometrics_that_cannot_be_right_are_refused(cells: str) -> None:
    assert isinstance(read(biometrics=(BIOMETRICS, f"2026-09-24,,,{cells}"))[0], Rejected)


def test_where_a_biometric_came_from_is_noted() -> None:
    assert read(biometrics=(BIOMETRICS, "2026-09-24,,,Weight (Garmin),kg,83.5"))[0].note == "Garmin"


def test_notes_are_notes() -> None:
    note, empty, _ = read(notes=("Day,Group,Note", '2026-09-24,Dinner,"Too much,\ntoo late"', "2026-09-25,,"))
    assert note == Note(datetime(2026, 9, 24), None, "Too much,\ntoo late", ("Dinner",))
    assert isinstance(empty, Skipped)


def test_each_file_is_known_alone_and_all_together() -> None:
    together = SAMPLES / "cronometer" / "together"
    assert cronometer.sniff(load(together)) > 0.9
    for path in together.iterdir():
        assert cronometer.sniff(MemoryExport("renamed.csv", path.read_bytes())) > 0.9


@given(st.text(max_size=60), st.sampled_from([SERVINGS, DAILY, GROUPED, EXERCISES, BIOMETRICS, "Day,Group,Note"]))
def test_any_row_gives_records_or_rejects(row: str, header: str) -> None:
    with suppress(InputError):
        for item in read(table=(header, row.encode("utf-8", "replace").decode()))[:-1]:
            assert isinstance(item, Workout | Measurement | Note) or item.reason
