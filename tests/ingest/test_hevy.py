from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Workout, WorkoutSet
from studio.ingest.formats import hevy, strong
from studio.ingest.importer import Facts, ReadOptions
from studio.ingest.values.written_times import written_time
from tests.ingest.memory import SAMPLES, MemoryExport, sample

HEADER = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_kg,reps,"
    "distance_km,duration_seconds,rpe"
)
AT = '"15 Sep 2025, 07:48"'
MEASURES = "date,weight_kg,fat_percent,neck_in,waist_cm"


def read(*rows: str, header: str = HEADER, unit: str = "") -> list[Any]:
    text = "\n".join([header, *rows]) + "\n"
    return list(hevy.read(MemoryExport("hevy.csv", text.encode()), ReadOptions(unit=unit)))


def sets(*rows: str, header: str = HEADER) -> list[WorkoutSet]:
    return [one for item in read(*rows, header=header) if isinstance(item, Workout) for one in item.sets]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 Sep 2025, 07:48", datetime(2025, 9, 15, 7, 48)),
        ("1 Dec 2025, 10:53", datetime(2025, 12, 1, 10, 53)),
        ("02 Jul 2025, 17:56", datetime(2025, 7, 2, 17, 56)),
        ("2024-05-24 09:30:15", datetime(2024, 5, 24, 9, 30, 15)),
        ("May 24, 2024, 9:30:05 PM", datetime(2024, 5, 24, 21, 30, 5)),
        ("5 Okt. 2025, 18:04", datetime(2025, 10, 5, 18, 4)),
        ("3 déc. 2025, 18:04", datetime(2025, 12, 3, 18, 4)),
        ("3 de dic de 2025, 18:04", datetime(2025, 12, 3, 18, 4)),
        ("5 9月 2026, 10:00", datetime(2026, 9, 5, 10, 0)),
        ("5 1월 2026, 18:17", datetime(2026, 1, 5, 18, 17)),
        ("3 Mär 2026, 12:17", datetime(2026, 3, 3, 12, 17)),
        ("5 янв. 2026, 18:17", datetime(2026, 1, 5, 18, 17)),
        ("5 paź 2025, 18:17", datetime(2025, 10, 5, 18, 17)),
        ("5 Oca 2026, 18:17", datetime(2026, 1, 5, 18, 17)),
        ("1 de dez. de 2025, 9:17 PM", datetime(2025, 12, 1, 21, 17)),
    ],
)
def test_times_in_the_language_of_the_app(text: str, expected: datetime) -> None:
    assert written_time(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31 Feb 2025, 10:00",
        "5 Foo 2025, 10:00",
        "5 13月 2026, 10:00",
        "5 Sep 2025, 25:00",
        "5 Sep 2025, " + "1" * 99,
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        written_time(text)


def test_a_log_with_few_columns_is_still_known() -> None:
    text = (
        b"title,start_time,exercise_title,set_type,weight_lbs,reps,rpe\nLegs,15 Jan 2024 10:00,Squat,warmup,100,10,\n"
    )
    export = MemoryExport("x.csv", text)
    assert hevy.sniff(export) > 0.9
    workout = next(hevy.read(export, ReadOptions()))
    assert isinstance(workout, Workout)
    assert (workout.started_at, workout.sets[0].type) == (datetime(2024, 1, 15, 10), "warmup")
    assert hevy.sniff(MemoryExport("x.csv", b"title,start_time,exercise_title\nA,B,C\n")) == 0


def test_units_stand_in_the_names_of_the_columns() -> None:
    row = f"A,{AT},,,Row,,,0,normal,100,5,2,60,8"
    (metric,) = sets(row)
    (imperial,) = sets(row, header=HEADER.replace("_kg", "_lbs").replace("_km", "_miles"))
    assert (metric.weight_kg, metric.distance_m) == (100.0, 2000.0)
    assert imperial.weight_kg == pytest.approx(45.359237)
    assert imperial.distance_m == pytest.approx(3218.688)


def test_a_weight_column_without_a_unit_is_asked_about() -> None:
    header = HEADER.replace("weight_kg", "weight")
    with pytest.raises(InputError) as caught:
        read(f"A,{AT},,,Row,,,0,normal,100,5,,,", header=header)
    assert caught.value.code == "unit_unknown"
    assert read(f"A,{AT},,,Row,,,0,normal,100,5,,,", header=header, unit="kg")[0].sets[0].weight_kg == 100.0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("normal", "working"),
        ("warmup", "warmup"),
        ("failure", "failure"),
        ("dropset", "drop"),
        ("drop_set", "drop"),
        ("", "working"),
    ],
)
def test_set_types(text: str, kind: str) -> None:
    assert sets(f"A,{AT},,,Row,,,0,{text},100,5,,,")[0].type == kind


def test_an_exercise_done_twice_goes_on_counting_and_keeps_its_place() -> None:
    rows = [
        f"A,{AT},,,{name},,,{index},normal,,5,,," for name, index in (("Run", 0), ("Row", 0), ("Run", 0), ("Run", 1))
    ]
    assert [(one.exercise, one.index) for one in sets(*rows)] == [("Run", 1), ("Row", 1), ("Run", 2), ("Run", 3)]


@pytest.mark.parametrize(
    ("rows", "notes"),
    [
        ([("Run", "a", 0), ("Run", "a", 1)], ["a", None]),
        ([("Run", "a", 0), ("Run", "b", 1)], ["a", "b"]),
        ([("Run", "a", 0), ("Row", "", 0), ("Run", "a", 0)], ["a", None, "a"]),
        ([("Run", "a", 0), ("Run", "a", 0)], ["a", "a"]),
        ([("Run", "a", ""), ("Run", "a", "")], ["a", None]),
    ],
)
def test_the_note_to_an_exercise_stands_at_the_first_set_of_a_run(rows: list[Any], notes: list[str | None]) -> None:
    lines = [f"A,{AT},,,{name},,{note},{index},normal,,5,,," for name, note, index in rows]
    assert [one.note for one in sets(*lines)] == notes


def test_a_note_whose_first_set_is_refused_stands_at_the_next() -> None:
    rows = [f"A,{AT},,,Run,,steady,{index},normal,,{reps},,," for index, reps in ((0, "x"), (1, 5))]
    assert [one.note for one in sets(*rows)] == ["steady"]


@pytest.mark.parametrize(
    ("end", "seconds"),
    [
        ('"15 Sep 2025, 09:13"', 5100.0),
        ("2025-09-15 08:48:30", 3630.0),
        (AT, None),
        ('"15 Sep 2025, 07:00"', None),
        ('"17 Sep 2025, 09:13"', None),
        ("2025-09-15T08:48:30Z", None),
        ("never", None),
        ("", None),
    ],
)
def test_how_long_a_workout_took(end: str, seconds: float | None) -> None:
    workout = read(f"A,{AT},{end},,Row,,,0,normal,100,5,,,")[0]
    assert workout.seconds == seconds


def test_workouts_of_one_name_or_one_time_stay_apart() -> None:
    other = '"16 Sep 2025, 07:48"'
    rows = [f"{title},{at},,,Row,,,0,normal,,5,,," for title, at in (("A", AT), ("A", other), ("B", AT), ("A", AT))]
    assert [len(item.sets) for item in read(*rows) if isinstance(item, Workout)] == [2, 1, 1]


def test_supersets_are_counted_for_the_report() -> None:
    facts = read(f"A,{AT},,,Row,0,,0,normal,,5,,,")[-1]
    assert facts == Facts(notes=("hevy.csv: 1 sets were part of a superset; only their order is kept.",))


def test_body_measurements_are_one_a_cell() -> None:
    items = read('"9 Feb 2025, 07:10",83.5,18.2,15,84', '"10 Feb 2025, 00:00",,,,', header=MEASURES)
    assert [(one.metric, one.value, one.unit) for one in items if isinstance(one, Measurement)] == [
        ("body.weight", 83.5, "kg"),
        ("body.fat", 18.2, "%"),
        ("other.neck", 15.0, "in"),
        ("body.waist", 0.84, "m"),
    ]
    assert len(items) == 6


def test_both_files_together_are_one_export() -> None:
    files = {name: (SAMPLES / "hevy" / name).read_bytes() for name in ("metric.csv", "measurements.csv")}
    assert hevy.sniff(MemoryExport("folder", files)) > 0.9
    assert hevy.sniff(MemoryExport("folder", {**files, "x.csv": b"a,b\n1,2\n"})) == 0.0
    items: list[Any] = list(hevy.read(MemoryExport("folder", {**files, "readme.txt": b"hi"}), ReadOptions()))
    assert any("readme.txt" in note for note in items[-1].notes)


def test_strong_is_not_hevy() -> None:
    for path in (SAMPLES / "strong").glob("*.csv"):
        assert hevy.sniff(sample(f"strong/{path.name}")) == 0.0
    with pytest.raises(InputError, match="not a Hevy export"):
        read("1,2", header="a,b")
    assert strong.sniff(sample("hevy/metric.csv")) == 0.0


@given(st.text(max_size=60))
def test_any_row_gives_a_set_a_reject_or_nothing(row: str) -> None:
    with suppress(InputError):
        for item in read(row.encode("utf-8", "replace").decode()):
            assert isinstance(item, Workout | Rejected | Facts) or item.reason
