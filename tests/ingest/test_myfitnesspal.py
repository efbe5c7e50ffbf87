from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats import myfitnesspal
from studio.ingest.importer import ReadOptions
from tests.ingest.memory import SAMPLES, MemoryExport

FOOD = "Date,Meal,Time,Calories,Fat (g),Cholesterol,Protein (g),Vitamin C,Calcium,Note"
EXERCISE = "Date,Exercise,Type,Exercise Calories,Exercise Minutes,Sets,Reps Per Set,Kilograms,Steps,Note"
EXPORT = SAMPLES / "myfitnesspal" / "File-Export-2026-03-01-to-2026-03-07"


def read(header: str, *rows: str, unit: str = "", name: str = "m.csv") -> list[Any]:
    text = "\n".join([header, *rows]) + "\n"
    return list(myfitnesspal.read(MemoryExport(name, text.encode()), ReadOptions(unit=unit)))


def values(items: list[Any]) -> list[Any]:
    return [(item.metric, item.value, item.unit) for item in items if isinstance(item, Measurement)]


def test_a_meal_makes_a_measurement_for_every_number_and_names_itself() -> None:
    items = read(FOOD, "2026-03-01,Second Breakfast,,518.0,29,120,,,5.3,")
    assert values(items) == [
        ("food.energy", 518.0, "kcal"),
        ("food.fat", 29.0, "g"),
        ("food.cholesterol", 120.0, "mg"),
        ("food.calcium_dv", 5.3, "%DV"),
    ]
    assert {(item.note, item.device, item.start, item.end) for item in items[:-1]} == {
        ("Second Breakfast", "MyFitnessPal", datetime(2026, 3, 1), datetime(2026, 3, 2))
    }


def test_an_entry_with_a_time_stands_there() -> None:
    entry = read(FOOD, "2026-03-01,Snacks,10:20 PM,95,,,,,,")[0]
    assert (entry.start, entry.end, entry.day.isoformat()) == (datetime(2026, 3, 1, 22, 20), None, "2026-03-01")


def test_kilojoules_become_kilocalories() -> None:
    header = FOOD.replace("Calories", "Kilojoules")
    assert values(read(header, "2026-03-01,Lunch,,4184,,,,,,")) == [("food.energy", pytest.approx(1000.0), "kcal")]


def test_blank_cells_make_nothing_and_a_blank_row_is_skipped() -> None:
    assert read(FOOD, "2026-03-01,Lunch,,,,,,,,")[0] == Skipped("m.csv:2", "a row without numbers")


def test_columns_without_any_unit_and_the_name_of_a_food_are_read_too() -> None:
    plain = "Date,Meal,Calories,Fat,Saturated Fat,Sodium,Protein"
    assert myfitnesspal.sniff(MemoryExport("x.csv", f"{plain}\n2026-01-01,Lunch,1,2,3,4,5\n".encode())) > 0.9
    assert ("food.sodium", 4.0, "mg") in values(read(plain, "2026-01-01,Lunch,1,2,3,4,5"))
    named = "Date,Meal,Food,Calories,Fat (g),Protein (g)"
    assert read(named, '2024-01-15,Breakfast,"Oatmeal, rolled",150,3,5')[0].note == "Breakfast: Oatmeal, rolled"


def test_vitamins_are_said_to_be_percents_or_amounts() -> None:
    assert any("nothing tells which" in note for note in read(FOOD, "2026-03-01,Lunch,,1,,,,2,280,")[-1].notes)


@pytest.mark.parametrize(("header", "known"), [("Date,Body Fat %,Weight", True), ("Date,Weight", False)])
def test_body_measures_under_another_name_are_known_by_their_spelling(header: str, known: bool) -> None:
    export = MemoryExport("progress.csv", f"{header}\n2026-01-01,18,80\n".encode())
    assert (myfitnesspal.sniff(export) >= 0.5) == known


def test_totals_are_skipped() -> None:
    assert read(FOOD, "Totals,,,2000,,,,,,")[0] == Skipped("m.csv:2", "a row of totals")


def test_a_cell_that_is_no_number_is_refused_alone() -> None:
    refused, fat, _ = read(FOOD, "2026-03-01,Lunch,,lots,3,,,,,")
    assert isinstance(refused, Rejected)
    assert refused.reason == "calories: “lots” is not a number"
    assert fat.metric == "food.fat"


def test_a_thousand_is_no_decimal() -> None:
    rows = ('2026-03-01,Lunch,,"1,204",3.5,,,,,', '2026-03-01,Dinner,,"1,000",3.5,,,,,')
    assert [item.value for item in read(FOOD, *rows) if isinstance(item, Measurement) and item.unit == "kcal"] == [
        1204,
        1000,
    ]


def test_weights_have_no_unit_and_are_asked_about() -> None:
    with pytest.raises(InputError) as caught:
        read("Date,Weight", "2026-03-01,85.5")
    assert caught.value.code == "unit_unknown"
    assert values(read("Date,Weight", "2026-03-01,100", unit="lb")) == [("body.weight", pytest.approx(45.359237), "kg")]
    assert values(read("Date,Weight,Body Fat %", "2026-03-01,,18.5")) == [("body.fat", 18.5, "%")]


def test_other_measures_are_kept_without_a_unit() -> None:
    items = read("Date,Body Fat %,Neck", "2026-03-01,,38")
    assert values(items) == [("other.neck", 38.0, "")]
    assert any("no unit for neck" in note for note in items[-1].notes)


@pytest.mark.parametrize("name", ['"Walking, 3.5 mph"', '"""Walking, 3.5 mph"""'])
def test_cardio_is_a_workout_with_its_energy_beside_it(name: str) -> None:
    workout, energy, _ = read(EXERCISE, f"2026-03-02,{name},Cardio,178.0,18,,,,,by the river")
    assert workout == Workout(datetime(2026, 3, 2), "Walking, 3.5 mph", 1080.0, "by the river")
    assert (energy.metric, energy.value, energy.note) == ("activity.energy", 178.0, "Walking, 3.5 mph")


def test_a_calorie_adjustment_is_no_workout() -> None:
    items = read(EXERCISE, "2026-03-01,MFP iOS calorie adjustment,Cardio,14.0,1,,,,1829,")
    assert values(items) == [("other.calorie_adjustment", 14.0, "kcal"), ("move.steps", 1829.0, "count")]


def test_strength_rows_of_a_day_are_one_workout_with_sets_alike() -> None:
    rows = ("2026-03-03,Bench Press,Strength,,,3,10,60.0,,ok", "2026-03-03,Pull Ups,Strength,,,,8,,,")
    (workout,) = (item for item in read(EXERCISE, *rows) if isinstance(item, Workout))
    assert [(one.exercise, one.index, one.reps, one.weight_kg, one.note) for one in workout.sets] == [
        ("Bench Press", 1, 10, 60.0, "ok"),
        ("Bench Press", 2, 10, 60.0, None),
        ("Bench Press", 3, 10, 60.0, None),
        ("Pull Ups", 1, 8, None, None),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ",Cardio,100,10,,,,,",
        "Run,Cardio,100,1500,,,,,",
        "Dip,Strength,,,1000,5,,,",
        "Dip,Strength,,,1.5,5,,,",
        "Run,Cardio,,-1,,,,,",
    ],
)
def test_exercise_that_cannot_be_right_is_refused(cells: str) -> None:
    assert isinstance(read(EXERCISE, f"2026-03-03,{cells}")[0], Rejected)


def test_the_three_files_are_one_export_and_known_alone_but_for_the_weights() -> None:
    files = {path.name: path.read_bytes() for path in EXPORT.iterdir()}
    assert myfitnesspal.sniff(MemoryExport("export.zip", files)) > 0.9
    assert myfitnesspal.sniff(MemoryExport("x.zip", {**files, "other.csv": b"a,b\n1,2\n"})) == 0.0
    for name, content in files.items():
        weights = name.startswith("Measurement")
        assert (myfitnesspal.sniff(MemoryExport("renamed.csv", content)) > 0.5) is not weights
        assert myfitnesspal.sniff(MemoryExport(name, content)) > 0.5


def test_a_measurement_file_without_measures_is_no_harm() -> None:
    export = MemoryExport(
        "x", {"Measurement-Summary.csv": b"Date\n", "food.csv": f"{FOOD}\n2026-03-01,Lunch,,5,,,,,,\n".encode()}
    )
    assert myfitnesspal.sniff(export) > 0.9
    assert len(values(list(myfitnesspal.read(export, ReadOptions())))) == 1


@given(st.text(max_size=60), st.sampled_from([FOOD, EXERCISE, "Date,Weight,Body Fat %"]))
def test_any_row_gives_records_or_rejects(row: str, header: str) -> None:
    with suppress(InputError):
        for item in read(header, row.encode("utf-8", "replace").decode(), unit="kg")[:-1]:
            assert isinstance(item, Workout | Measurement) or item.reason
