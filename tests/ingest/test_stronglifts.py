from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats import stronglifts
from studio.ingest.formats.stronglifts.exercises import set_columns
from studio.ingest.formats.stronglifts.wide import exercise_blocks
from studio.ingest.importer import ReadOptions
from tests.ingest.memory import MemoryExport

HEADER = (
    "Date (yyyy/mm/dd),Workout,Workout Name,Body Weight (KG),Exercise,Sets×Reps,Sets×Time,Duration (hours),"
    "Start Time (h:mm),Notes,Set 1 (Reps),Set 1 (KG),Set 2 (Reps),Set 2 (KG)"
)
WIDE = (
    "Date,Note,Workout,Body Weight,Exercise 1,Weight (KG),Weight (LB),Set 1,Set 2,"
    "Exercise 2,Weight (KG),Weight (LB),Set 1"
)


def read(*rows: str, header: str = HEADER, order: str = "") -> list[Any]:
    text = "\n".join([header, *rows]) + "\n"
    return list(stronglifts.read(MemoryExport("s.csv", text.encode()), ReadOptions(date_order=order)))


def workouts(*rows: str, header: str = HEADER) -> list[Workout]:
    return [item for item in read(*rows, header=header) if isinstance(item, Workout)]


def row(
    sets: str, planned: str = "", timed: str = "", exercise: str = "Squat", number: int = 1, hours: str = ""
) -> str:
    return f"2026/08/11,{number},Workout A,,{exercise},{planned},{timed},{hours},6:56 PM,,{sets}"


def test_every_pair_of_columns_is_a_set() -> None:
    (workout,) = workouts(row("5,55,4,57.5"))
    assert workout.started_at == datetime(2026, 8, 11, 18, 56)
    assert [(one.index, one.reps, one.weight_kg, one.type) for one in workout.sets] == [
        (1, 5, 55.0, "working"),
        (2, 4, 57.5, "working"),
    ]


def test_rows_of_one_workout_are_gathered_and_workouts_of_one_day_stay_apart() -> None:
    found = workouts(row("5,55,,"), row("5,40,,", exercise="Bench Press"), row("5,55,,", number=2))
    assert [len(workout.sets) for workout in found] == [2, 1]


def test_a_failed_set_is_kept_and_one_not_done_is_skipped() -> None:
    skipped, workout, _ = read(row("0,55,0,55", planned="0/-"))
    assert skipped == Skipped("s.csv:2", "set 2 of Squat was not done")
    assert [(one.reps, one.type) for one in workout.sets] == [(0, "failure")]


@pytest.mark.parametrize(
    ("timed", "seconds"),
    [("2×1:00", [60.0, 60.0]), ("1x45s", [45.0]), ("3×60", None), ("999×1:00", None), ("soon", None)],
)
def test_sets_by_time(timed: str, seconds: list[float] | None) -> None:
    items = read(row(",,,", timed=timed))
    if seconds is None:
        assert isinstance(items[0], Rejected)
    else:
        assert [one.seconds for one in items[0].sets] == seconds


def test_a_row_without_a_date_goes_on_with_the_workout_above() -> None:
    items = read(row("5,55,,"), ",,,,Bench Press,,,,,,5,40,,")
    assert [one.exercise for one in items[0].sets] == ["Squat", "Bench Press"]
    assert any("go on with the workout above" in note for note in items[-1].notes)
    assert isinstance(read(",,,,Bench Press,,,,,,5,40,,")[0], Rejected)


def test_an_exercise_without_a_set_is_skipped() -> None:
    assert read(row(",,,"))[0] == Skipped("s.csv:2", "Squat without a set")


def test_a_set_that_cannot_be_right_is_refused_alone() -> None:
    refused, workout, _ = read(row("5,55,many,55"))
    assert refused.reason == "set 2: “many” is not a number"
    assert len(workout.sets) == 1


@pytest.mark.parametrize(
    ("hours", "seconds"), [("0.75", 2700.0), ("0.0094444", 34.0), ("", None), ("30", None), ("0", None)]
)
def test_duration_in_hours(hours: str, seconds: float | None) -> None:
    assert workouts(row("5,55,,", hours=hours))[0].seconds == seconds


def test_units_stand_in_the_columns() -> None:
    (workout,) = workouts(row("5,100,,"), header=HEADER.replace("(KG)", "(LB)"))
    assert workout.sets[0].weight_kg == pytest.approx(45.359237)


def test_body_weight_is_taken_when_it_changes() -> None:
    rows = [
        f"2026/08/{day},{day},A,{weight},Squat,,,,,,5,55,,"
        for day, weight in ((11, 83.5), (13, 83.5), (15, 83), (17, ""))
    ]
    found = [(item.start.day, item.value) for item in read(*rows) if isinstance(item, Measurement)]
    assert found == [(11, 83.5), (15, 83.0)]


def test_older_files_hold_a_workout_a_row() -> None:
    (workout,) = workouts("16/03/2015,tired,B,84KG,Squat,60,130,5,0,Bench press,,90,5", header=WIDE)
    assert (workout.started_at, workout.name, workout.note) == (datetime(2015, 3, 16), "Workout B", "tired")
    assert [(one.exercise, one.reps, one.type) for one in workout.sets] == [
        ("Squat", 5, "working"),
        ("Squat", 0, "failure"),
        ("Bench press", 5, "working"),
    ]
    assert workout.sets[0].weight_kg == 60.0
    assert workout.sets[2].weight_kg == pytest.approx(40.8233133)


def test_older_dates_that_could_be_read_two_ways_are_asked_about() -> None:
    line = "02/05/17,,A,64.5kg,Squat,50,110,5,5,,,,"
    with pytest.raises(InputError) as caught:
        read(line, header=WIDE)
    assert caught.value.code == "date_order"
    assert read(line, header=WIDE, order="mdy")[0].started_at == datetime(2017, 2, 5)


def test_a_body_weight_without_a_unit_is_refused() -> None:
    assert isinstance(read("16/03/2015,,A,84,Squat,60,130,5,5,,,,", header=WIDE)[0], Rejected)


def test_headers_with_and_without_sets() -> None:
    assert set_columns(("set 1 (reps)", "set 1 (kg)", "set 2 (reps)")) == [(1, {"reps": 0, "kg": 1})]
    assert exercise_blocks(("date", "exercise", "set 1")) == []
    with pytest.raises(InputError, match="not a StrongLifts export"):
        read("1,2", header="date,exercise")


@given(st.text(max_size=80), st.sampled_from([HEADER, WIDE]))
def test_any_row_gives_records_or_rejects(line: str, header: str) -> None:
    with suppress(InputError):
        for item in read(line.encode("utf-8", "replace").decode(), header=header)[:-1]:
            assert isinstance(item, Workout | Measurement) or item.reason
