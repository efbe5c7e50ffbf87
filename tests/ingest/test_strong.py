from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Rejected, Skipped, Workout, WorkoutSet
from studio.ingest.formats import notes, strong, whoop
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import SAMPLES, MemoryExport, sample

HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight (kg),Reps,Distance (meters),Seconds,"
    "Notes,Workout Notes,RPE"
)
UNITS = {"s1_comma": "kg", "s1_ten_columns": "lb"}


def read(text: str | bytes, unit: str = "") -> list[Any]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(strong.read(MemoryExport("strong.csv", data), ReadOptions(unit=unit)))


def only_set(row: str, header: str = HEADER, unit: str = "") -> WorkoutSet:
    workouts = [item for item in read(f"{header}\n{row}\n", unit) if isinstance(item, Workout)]
    assert len(workouts) == 1
    assert len(workouts[0].sets) == 1
    return workouts[0].sets[0]


@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "strong").glob("*.csv")))
def test_other_formats_leave_it_alone(name: str) -> None:
    export = sample(f"strong/{name}")
    assert whoop.sniff(export) < 0.2
    assert notes.sniff(export) < 0.2
    assert strong.sniff(MemoryExport("diary.md", (SAMPLES / "strong" / name).read_bytes())) > 0.9


def test_a_file_with_only_a_header_holds_no_workouts() -> None:
    assert list(strong.read(sample("strong/header_only.csv"), ReadOptions())) == [Facts()]


def test_weights_without_a_unit_are_asked_about_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="without a unit") as caught:
        next(strong.read(sample("strong/s1_comma.csv"), ReadOptions()))
    assert caught.value.code == "unit_unknown"
    assert "--unit kg" in caught.value.fix
    assert "--unit lb" in caught.value.fix


def test_no_unit_is_needed_where_no_weight_is_given() -> None:
    header = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance"
    row = "2024-05-01 10:00:00,Run,Running,1,0.0,,5.0"
    items = read(f"{header}\n{row}\n")
    assert isinstance(items[0], Workout)
    assert items[0].sets[0].distance_m is None
    assert items[-1].notes == (
        "strong.csv gives distances without a unit; they were left out: say --unit kg or --unit lb.",
    )


@pytest.mark.parametrize(("unit", "metres"), [("kg", 5000.0), ("lb", 8046.72)])
def test_distances_without_a_unit_follow_the_weights(unit: str, metres: float) -> None:
    header = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance"
    one = only_set("2024-05-01 10:00:00,Run,Running,1,10,,5.0", header, unit)
    assert one.distance_m == pytest.approx(metres)


def test_the_file_knows_its_unit_better_than_the_person() -> None:
    assert only_set("2024-05-01 10:00:00,A,1h,Dip,1,10,8,,,,,", unit="lb").weight_kg == 10.0


def test_a_blank_unit_is_the_one_the_other_rows_name() -> None:
    header = "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps"
    text = f"{header}\n2024-05-01 10:00:00;A;Dip;1;10;lbs;8\n2024-05-01 10:00:00;A;Dip;2;10;;8\n"
    workout = read(text)[0]
    assert [one.weight_kg for one in workout.sets] == pytest.approx([4.5359237, 4.5359237])


def test_a_blank_unit_among_two_is_asked_about() -> None:
    header = "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps"
    rows = (
        "2024-05-01 10:00:00;A;Dip;1;10;lbs;8\n2024-05-01 10:00:00;A;Dip;2;10;kg;8\n2024-05-01 10:00:00;A;Dip;3;9;;8\n"
    )
    with pytest.raises(InputError):
        read(f"{header}\n{rows}")
    assert read(f"{header}\n{rows}", "kg")[0].sets[2].weight_kg == 9.0


def test_an_unknown_unit_is_refused() -> None:
    header = "Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps"
    items = read(f"{header}\n2024-05-01 10:00:00;A;Dip;1;10;stone;8\n", "kg")
    assert items[0] == Rejected("strong.csv:2", "unknown unit “stone”", "2024-05-01 10:00:00;A;Dip;1;10;stone;8")


ABSENT = WorkoutSet("Dip", 1)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        (("", "", "", "", "", "", ""), None, None),
        (("0", "0", "0", "0", "", "", "0"), None, None),
        (("12.5", "", "", "", "", "", ""), "weight_kg", 12.5),
        (('"12,5"', "", "", "", "", "", ""), "weight_kg", 12.5),
        (("-20", "", "", "", "", "", ""), "weight_kg", -20.0),
        (("", "8.0", "", "", "", "", ""), "reps", 8),
        (("", "", "400", "", "", "", ""), "distance_m", 400.0),
        (("", "", "", "45", "", "", ""), "seconds", 45.0),
        (("", "", "", "", "easy", "", ""), "note", "easy"),
        (("", "", "", "", "", "", "6.5"), "rpe", 6.5),
    ],
)
def test_each_field_absent_and_present(cells: tuple[str, ...], field: str | None, value: float | str | None) -> None:
    one = only_set(f"2024-05-01 10:00:00,A,1h,Dip,1,{','.join(cells)}")
    for name in ("weight_kg", "reps", "distance_m", "seconds", "note", "rpe"):
        assert getattr(one, name) == (value if name == field else getattr(ABSENT, name))


@pytest.mark.parametrize(
    ("order", "kind"),
    [("1", "working"), ("W", "warmup"), ("w", "warmup"), ("D", "drop"), ("F", "failure"), ("W2", "warmup")],
)
def test_set_types(order: str, kind: str) -> None:
    assert only_set(f"2024-05-01 10:00:00,A,1h,Dip,{order},10,8,,,,,").type == kind


@pytest.mark.parametrize("order", ["", "X", "12W", "²"])
def test_an_unknown_set_order_is_refused(order: str) -> None:
    row = f"2024-05-01 10:00:00,A,1h,Dip,{order},10,8,,,,,"
    assert isinstance(read(f"{HEADER}\n{row}\n")[0], Rejected)


def test_a_date_may_be_written_out() -> None:
    text = HEADER + '\n"Aug 28, 2017 2:32 PM",A,1h,Dip,1,10,8,,,,,\n'
    items = list(strong.read(MemoryExport("strong.csv", text.encode()), ReadOptions(unit="kg")))
    assert isinstance(items[0], Workout)
    assert items[0].started_at == datetime(2017, 8, 28, 14, 32)


def test_a_set_type_column_is_used_where_there_is_one() -> None:
    one = only_set("2024-05-01 10:00:00,A,1h,Dip,3,10,8,,,,,,Drop Set", HEADER + ",Set Type")
    assert one.type == "drop"


def test_sets_are_counted_per_exercise_and_workout() -> None:
    rows = ["Dip,W", "Row,1", "Dip,1", "Dip,Rest Timer", "Dip,2"]
    text = "\n".join([HEADER, *(f"2024-05-01 10:00:00,A,1h,{row},10,8,,,,," for row in rows)])
    text += "\n2024-05-02 10:00:00,A,1h,Dip,1,10,8,,,,,\n"
    skipped, first, second, _facts = read(text)
    assert isinstance(skipped, Skipped)
    assert [(one.exercise, one.index) for one in first.sets] == [("Dip", 1), ("Row", 1), ("Dip", 2), ("Dip", 3)]
    assert [(one.exercise, one.index) for one in second.sets] == [("Dip", 1)]


def test_a_workout_of_notes_alone_is_kept_and_one_of_timers_is_not() -> None:
    rows = ("2024-05-01 10:00:00,A,1h,Dip,Note,,,,,sore elbow,,", "2024-05-02 10:00:00,B,1h,Dip,Rest Timer,,,,90,,,")
    text = "\n".join([HEADER, *rows])
    workouts = [item for item in read(text) if isinstance(item, Workout)]
    assert workouts == [Workout(datetime(2024, 5, 1, 10), "A", 3600.0, "sore elbow")]


def test_several_logs_in_a_folder_are_read_together() -> None:
    files = {name: (SAMPLES / "strong" / name).read_bytes() for name in ("s4_2018.csv", "s4_2019.csv")}
    export = MemoryExport("folder", {**files, "readme.txt": b"hello"})
    assert 0.5 < strong.sniff(export) < 0.7
    assert sum(isinstance(item, Workout) for item in strong.read(export, ReadOptions())) == 3


def test_something_else_is_not_read() -> None:
    with pytest.raises(InputError, match="not a Strong export"):
        read("a,b\n1,2\n")


def lines() -> st.SearchStrategy[WorkoutSet]:
    weights = st.none() | st.integers(1, 4000).map(lambda quarter: quarter / 4)
    note = st.none() | st.text(alphabet='xé,;"\n', min_size=1, max_size=8).map(str.strip).filter(bool)
    return st.builds(
        WorkoutSet,
        exercise=st.sampled_from(["Dip", "Bench Press, Flat", "Übung „A“"]),
        index=st.just(1),
        type=st.sampled_from(["working", "warmup", "drop", "failure"]),
        weight_kg=weights,
        reps=st.none() | st.integers(1, 100),
        rpe=st.none() | st.sampled_from([6.0, 6.5, 10.0]),
        distance_m=st.none() | st.integers(1, 50_000).map(float),
        seconds=st.none() | st.integers(1, 7200).map(float),
        note=note,
    )


@given(st.lists(lines(), min_size=1, max_size=8), st.sampled_from([",", ";"]))
def test_generated_sets_come_back(sets: list[WorkoutSet], separator: str) -> None:
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(HEADER.split(","))
    orders = {"working": "1", "warmup": "W", "drop": "D", "failure": "F"}
    for one in sets:
        values = [one.weight_kg, one.reps, one.distance_m, one.seconds, one.note, None, one.rpe]
        writer.writerow(["2024-05-01 10:00:00", "A", "1h", one.exercise, orders[one.type], *values])
    workout = read(out.getvalue())[0]
    bare = [(s.exercise, s.type, s.weight_kg, s.reps, s.rpe, s.distance_m, s.seconds, s.note) for s in workout.sets]
    assert bare == [(s.exercise, s.type, s.weight_kg, s.reps, s.rpe, s.distance_m, s.seconds, s.note) for s in sets]


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing_but_input_errors(tail: bytes) -> None:
    for data in (tail, HEADER.encode() + b"\n" + tail, HEADER.replace(" (kg)", "").encode() + b"\n" + tail):
        strong.sniff(MemoryExport("x", data))
        with suppress(InputError):
            read(data)
