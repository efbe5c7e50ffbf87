from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Workout, WorkoutSet
from studio.ingest.formats import fitnotes
from studio.ingest.importer import ReadOptions
from tests.ingest.memory import SAMPLES, MemoryExport

HEADER = "Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment"
BODY = "Date,Time,Measurement,Value,Unit,Comment"


def read(*rows: str, header: str = HEADER, unit: str = "", order: str = "") -> list[Any]:
    text = "\n".join([header, *rows]) + "\n"
    return list(fitnotes.read(MemoryExport("f.csv", text.encode()), ReadOptions(order, unit)))


def only_set(row: str, header: str = HEADER, unit: str = "") -> WorkoutSet:
    found: WorkoutSet = read(row, header=header, unit=unit)[0].sets[0]
    return found


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ("0.0,kgs,0,,,,", None, None),
        ("60.0,kgs,,,,,", "weight_kg", 60.0),
        ("100,lbs,,,,,", "weight_kg", pytest.approx(45.359237)),
        (",,8,,,,", "reps", 8),
        (",,,5.2,km,,", "distance_m", 5200.0),
        (",,,400,m,,", "distance_m", 400.0),
        (",,,1,mi,,", "distance_m", pytest.approx(1609.344)),
        (",,,100,ft,,", "distance_m", pytest.approx(30.48)),
        (",,,,,0:01:30,", "seconds", 90.0),
        (",,,,,1:05:00,", "seconds", 3900.0),
        (",,,,,0:00:00,", None, None),
        (",,,,,,felt heavy", "note", "felt heavy"),
    ],
)
def test_each_field_absent_and_present(cells: str, field: str | None, value: float | str | None) -> None:
    one = only_set(f"2025-07-22,Dip,Chest,{cells}")
    for name in ("weight_kg", "reps", "distance_m", "seconds", "note", "rpe"):
        assert getattr(one, name) == (value if name == field else None)


def test_older_files_name_the_unit_in_the_column() -> None:
    kilograms = "Date,Exercise,Category,Weight (kgs),Reps,Distance,Distance Unit,Time,Comment"
    assert only_set("2019-12-27,Dip,Chest,20,8,,,,", kilograms).weight_kg == 20.0
    assert only_set("2019-12-27,Dip,Chest,20,8,,,,", kilograms, "lb").weight_kg == 20.0


@pytest.mark.parametrize("kind", ["wr", "d", "dt", "wd", "wrd", "w", "t", ""])
def test_a_kind_of_the_app_for_ios_says_what_a_set_measures_and_not_of_which_type_it_is(kind: str) -> None:
    header = "Date,Exercise,Category,Weight (kg),Weight (lbs),Reps,Distance,Distance Unit,Time,Notes,Kind"
    items = read(f"2021-05-20,Plank,Core,42.50,93.70,8,,,1:30,slow,{kind}", header=header)
    one = items[0].sets[0]
    assert (one.type, one.weight_kg, one.seconds, one.note) == ("working", 42.5, 90.0, "slow")
    assert not any("kind" in note for note in items[-1].notes)


def test_a_workout_is_a_day_at_midnight_and_the_report_says_so() -> None:
    workout, facts = read(
        "2025-07-22,Dip,Chest,10,kgs,8,,,,", "2025-07-22,Row,Back,10,kgs,8,,,,", "2025-07-22,Dip,Chest,10,kgs,8,,,,"
    )
    assert workout.started_at == datetime(2025, 7, 22)
    assert [(one.exercise, one.index) for one in workout.sets] == [("Dip", 1), ("Row", 1), ("Dip", 2)]
    assert workout.note == "Chest, Back"
    assert workout.seconds is None
    assert any("its time of day is not known" in note for note in facts.notes)


def test_a_day_keeps_its_name_when_more_is_trained_on_it() -> None:
    early = read("2025-07-22,Dip,Chest,10,kgs,8,,,,")[0]
    late = read("2025-07-22,Dip,Chest,10,kgs,8,,,,", "2025-07-22,Row,Back,10,kgs,8,,,,")[0]
    assert (early.name, early.started_at) == (late.name, late.started_at)


def test_a_weight_without_a_unit_is_asked_about() -> None:
    row = "2025-07-22,Dip,Chest,10,,8,,,,"
    with pytest.raises(InputError) as caught:
        read(row)
    assert caught.value.code == "unit_unknown"
    workout, facts = read(row, unit="lb")
    assert workout.sets[0].weight_kg == pytest.approx(4.5359237)
    assert any("read as lb" in note for note in facts.notes)
    assert read("2025-07-22,Dip,Chest,0.0,,8,,,,")[0].sets[0].weight_kg is None


def test_dates_that_could_be_read_two_ways_are_asked_about() -> None:
    row = "03/04/2025,Dip,Chest,10,kgs,8,,,,"
    with pytest.raises(InputError) as caught:
        read(row)
    assert caught.value.code == "date_order"
    assert read(row, order="mdy")[0].started_at == datetime(2025, 3, 4)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("yesterday,Dip,Chest,10,kgs,8,,,,", "is not a date"),
        ("2025-07-22,,Chest,10,kgs,8,,,,", "no exercise"),
        ("2025-07-22,Dip,Chest,10,stone,8,,,,", "unknown unit"),
        ("2025-07-22,Dip,Chest,10,kgs,8,5,,,", "a distance without a unit"),
        ("2025-07-22,Dip,Chest,10,kgs,8.5,,,,", "whole number"),
        ("2025-07-22,Dip,Chest,10,kgs,8,,,,a,b", "11 values"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_row(row: str, reason: str) -> None:
    refused = read(row)[0]
    assert isinstance(refused, Rejected)
    assert (refused.where, refused.raw) == ("f.csv:2", row)
    assert reason in refused.reason


def test_the_body_tracker_measures() -> None:
    items = read("2026-01-11,07:05:00,Bodyweight,180.5,lbs,after cardio", "2026-01-11,,Left Calf,38,cm,", header=BODY)
    assert items[0] == Measurement(
        "body.weight", datetime(2026, 1, 11, 7, 5), None, 180.5 * 0.45359237, "kg", "FitNotes",
        date(2026, 1, 11), "after cardio",
    )  # fmt: skip
    assert (items[1].metric, items[1].value, items[1].unit) == ("other.left_calf", 38.0, "cm")


def test_both_files_together_are_one_export() -> None:
    files = {name: (SAMPLES / "fitnotes" / name).read_bytes() for name in ("unit_columns.csv", "body_tracker.csv")}
    assert fitnotes.sniff(MemoryExport("folder", files)) > 0.9


@given(st.text(max_size=60))
def test_any_row_gives_a_workout_or_a_reject(row: str) -> None:
    with suppress(InputError):
        for item in read(row.encode("utf-8", "replace").decode())[:-1]:
            assert isinstance(item, Workout) or item.reason
