from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.metrics import METRICS
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.formats import notes, strong, whoop
from studio.ingest.formats.whoop.columns import LAYOUTS, offset_of
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import SAMPLES, MemoryExport, sample

PREFIX = "Cycle start time,Cycle end time,Cycle timezone"
CYCLES = f"{PREFIX},Recovery score %,Day Strain,Energy burned (cal),Sleep onset,Wake onset,Asleep duration (min)"
SLEEPS = f"{PREFIX},Sleep onset,Wake onset,Sleep performance %,Asleep duration (min),Nap"
WORKOUTS = (
    f"{PREFIX},Workout start time,Workout end time,Activity name,Activity Strain,Energy burned (cal),Max HR (bpm)"
)
JOURNAL = f"{PREFIX},Question text,Answered yes,Notes"


def read(**tables: str) -> list[Any]:
    files = {f"{name}.csv": text.encode() for name, text in tables.items()}
    return list(whoop.read(MemoryExport("whoop.zip", files), ReadOptions()))


def measured(items: list[Any]) -> dict[str, Measurement]:
    return {item.metric: item for item in items if isinstance(item, Measurement)}


@pytest.mark.parametrize("path", sorted(str(p.relative_to(SAMPLES)) for p in (SAMPLES / "whoop").glob("*/*.csv")))
def test_each_file_is_known_alone_and_left_alone_by_others(path: str) -> None:
    export = MemoryExport("renamed.csv", (SAMPLES / path).read_bytes())
    assert whoop.sniff(export) > 0.9
    assert strong.sniff(export) < 0.2
    assert notes.sniff(sample(path)) < 0.2
    assert any(isinstance(item, Measurement) for item in whoop.read(export, ReadOptions()))


def test_other_formats_leave_the_whole_alone() -> None:
    export = sample("whoop/english")
    assert strong.sniff(export) < 0.2
    assert notes.sniff(export) < 0.2


def test_every_metric_is_one_of_the_known_names() -> None:
    items = list(whoop.read(sample("whoop/english"), ReadOptions()))
    names = {item.metric for item in items if isinstance(item, Measurement)}
    assert {name for name in names if not name.startswith("journal.")} <= set(METRICS)
    assert {"recovery.score", "sleep.asleep", "nap.asleep", "day.strain", "activity.energy"} <= names
    assert {name for name in names if name.startswith("journal.")}
    assert isinstance(items[-1], Facts)


def test_sleep_is_not_told_twice_and_blanks_are_filled_from_the_cycle() -> None:
    items = list(whoop.read(sample("whoop/english"), ReadOptions()))
    sleeps = [item for item in items if isinstance(item, Measurement) and item.metric.startswith("sleep.")]
    keys = [(item.metric, item.day) for item in sleeps]
    assert len(keys) == len(set(keys))
    asleep = {item.day: item.value for item in sleeps if item.metric == "sleep.asleep"}
    assert asleep[date(2024, 3, 6)] == 410.5 * 60
    rates = {item.day: item.value for item in sleeps if item.metric == "sleep.respiratory_rate"}
    assert rates[date(2024, 3, 5)] == 14.8


@pytest.mark.parametrize(
    ("onset", "wake", "day"),
    [
        ("2024-03-04 22:30:00", "2024-03-05 06:15:00", date(2024, 3, 5)),
        ("2024-03-05 00:10:00", "2024-03-05 07:00:00", date(2024, 3, 5)),
        ("2024-03-05 03:30:00", "2024-03-05 12:00:00", date(2024, 3, 5)),
        ("2024-03-05 15:00:00", "2024-03-05 23:59:00", date(2024, 3, 5)),
        ("2024-03-05 16:30:00", "2024-03-06 00:01:00", date(2024, 3, 6)),
        ("2024-02-28 23:00:00", "2024-02-29 07:00:00", date(2024, 2, 29)),
        ("2024-12-31 23:00:00", "2025-01-01 09:00:00", date(2025, 1, 1)),
    ],
)
@pytest.mark.parametrize("zone", ["UTCZ", "UTC+14:00", "UTC-11:00", ""])
def test_everything_of_a_cycle_belongs_to_the_day_of_waking(onset: str, wake: str, day: date, zone: str) -> None:
    cycle = f"{onset},,{zone}"
    items = read(
        physiological_cycles=f"{CYCLES}\n{cycle},50,9.1,2000,{onset},{wake},400\n",
        journal_entries=f"{JOURNAL}\n{cycle},Any caffeine?,true,\n",
    )
    found = measured(items)
    assert set(found) == {
        "recovery.score", "day.strain", "day.energy", "sleep.asleep", "journal.any_caffeine",
    }  # fmt: skip
    assert {item.day for item in found.values()} == {day}
    assert found["recovery.score"].start == found["journal.any_caffeine"].start
    assert found["sleep.asleep"].end == found["recovery.score"].start


@pytest.mark.parametrize(
    ("start", "day"), [("2024-03-04 23:16:00", date(2024, 3, 5)), ("2024-03-05 01:30:00", date(2024, 3, 5))]
)
def test_without_a_wake_time_a_usual_night_is_assumed_for_the_day_alone(start: str, day: date) -> None:
    items = read(journal=f"{JOURNAL}\n{start},,UTC+01:00,Any caffeine?,no,\n")
    answer = measured(items)["journal.any_caffeine"]
    assert answer.day == day
    assert answer.start.replace(tzinfo=None) == datetime.fromisoformat(start)


def test_a_journal_finds_its_wake_time_in_the_sleeps_but_not_in_a_nap() -> None:
    cycle = "2024-03-05 02:00:00,,UTC+01:00"
    items = read(
        sleeps=f"{SLEEPS}\n{cycle},2024-03-06 15:00:00,2024-03-06 15:20:00,,20,true\n"
        f"{cycle},2024-03-05 02:00:00,2024-03-05 09:00:00,90,400,false\n",
        journal=f"{JOURNAL}\n{cycle},Any caffeine?,yes,two cups\n",
    )
    answer = measured(items)["journal.any_caffeine"]
    assert answer.start == datetime(2024, 3, 5, 9, tzinfo=timezone(timedelta(hours=1)))
    assert (answer.value, answer.unit, answer.note) == (1.0, "bool", "two cups")


@pytest.mark.parametrize(
    ("text", "hours"),
    [("UTC+01:00", 1), ("UTC-05:00", -5), ("UTCZ", 0), ("Z", 0), ("-05:00", -5), ("GMT-5", -5), ("UTC+05:30", 5.5)],
)
def test_zones(text: str, hours: float) -> None:
    assert offset_of(text).utcoffset(datetime(2024, 1, 1)) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["Mars/Olympus", "+99:00", "UTC+1:99:9"])
def test_a_zone_that_is_none_refuses_the_row(text: str) -> None:
    row = f"2024-03-04 22:30:00,,{text},50,,,,,"
    assert read(cycles=f"{CYCLES}\n{row}\n")[0] == Rejected("cycles.csv:2", f"“{text}” is not a time zone", row)


def test_a_blank_zone_leaves_wall_time() -> None:
    found = measured(read(workouts=f"{WORKOUTS}\n,,,2024-03-05 23:50:00,2024-03-06 00:30:00,Walk,4.2,,\n"))
    assert found["activity.strain"].start == datetime(2024, 3, 5, 23, 50)
    assert found["activity.strain"].end == datetime(2024, 3, 6, 0, 30)
    assert found["activity.strain"].day == date(2024, 3, 5)


def test_an_activity_borrows_the_zone_of_its_cycle() -> None:
    items = read(
        cycles=f"{CYCLES}\n2024-03-04 22:30:00,,UTC+02:00,50,,,,,\n",
        workouts="Cycle start time,Workout start time,Workout end time,Activity name,Activity Strain\n"
        "2024-03-04 22:30:00,2024-03-05 18:00:00,,Walk,4.2\n",
    )
    assert measured(items)["activity.strain"].start.utcoffset() == timedelta(hours=2)


def test_an_activity_without_a_name_has_no_note() -> None:
    row = "2024-03-04 22:30:00,,UTCZ,2024-03-05 18:00:00,,,4.2,300,0"
    found = measured(read(workouts=f"{WORKOUTS}\n{row}\n"))
    assert {name: (item.value, item.unit, item.note) for name, item in found.items()} == {
        "activity.strain": (4.2, "strain", None),
        "activity.energy": (300.0, "kcal", None),
        "activity.max_hr": (0.0, "bpm", None),
    }


def cycle_cells(present: tuple[bool, bool, bool]) -> str:
    return ",".join(value if there else "" for value, there in zip(("61", "12.4", "2400"), present, strict=True))


@pytest.mark.parametrize("present", list(itertools.product([True, False], repeat=3)))
def test_absent_values_make_no_measurement(present: tuple[bool, bool, bool]) -> None:
    items = read(cycles=f"{CYCLES}\n2024-03-04 22:30:00,,UTCZ,{cycle_cells(present)},,,\n")
    names = ("recovery.score", "day.strain", "day.energy")
    assert set(measured(items)) == {name for name, there in zip(names, present, strict=True) if there}
    assert not any(isinstance(item, Rejected) for item in items)


def test_a_value_that_is_no_number_is_refused_alone() -> None:
    items = read(cycles=f"{CYCLES}\n2024-03-04 22:30:00,,UTCZ,high,12.4,,,,\n")
    assert items[0].reason == "recovery score %: “high” is not a number"
    assert list(measured(items)) == ["day.strain"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("monday,,UTCZ,50,,,,,", "“monday” is not a time"),
        (",,UTCZ,50,,,,,", "no cycle start time"),
        ("2024-03-04 22:30:00,,UTCZ,,,,2024-03-05 06:00:00,2024-03-04 06:00:00,400", "before it starts"),
        ("2024-03-04 22:30:00,,UTCZ,50,,,,,,extra", "10 values for 9 columns"),
        ("9999-12-31 22:30:00,,UTCZ,50,,,,,", "date value out of range"),
    ],
)
def test_rows_that_cannot_be_placed_are_refused(row: str, reason: str) -> None:
    rejects = [item for item in read(cycles=f"{CYCLES}\n{row}\n") if isinstance(item, Rejected)]
    assert len(rejects) == 1
    assert reason in rejects[0].reason
    assert rejects[0].raw == row


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("Have any alcoholic drinks?", "journal.have_any_alcoholic_drinks"),
        ("  Felt — stressed?!  ", "journal.felt_stressed"),
        ("¿Dormiste más?", "journal.dormiste_más"),
        ("Слушали музыку?", "journal.слушали_музыку"),
    ],
)
def test_questions_become_metric_names(question: str, metric: str) -> None:
    assert list(measured(read(journal=f"{JOURNAL}\n2024-03-04 22:30:00,,UTCZ,{question},TRUE,\n"))) == [metric]


def test_answers_that_are_missing_or_unclear() -> None:
    rows = ["Q?,,", "Q?,maybe,", "?!,yes,"]
    text = "\n".join([JOURNAL, *(f"2024-03-04 22:30:00,,UTCZ,{row}" for row in rows), JOURNAL])
    blank, unclear, unnamed, header, _facts = read(journal=text.replace("Answered yes,", "Answered yes/no,"))
    assert blank == Skipped("journal.csv:2", "a question without an answer")
    assert unclear.reason == "“maybe” is neither yes nor no"
    assert unnamed.reason == "no question"
    assert header == Skipped("journal.csv:5", "the header line once more")


def test_a_nap_is_told_as_a_nap() -> None:
    row = "2024-03-04 22:30:00,,UTCZ,2024-03-05 23:50:00,2024-03-06 00:20:00,55,25,TRUE"
    found = measured(read(sleeps=f"{SLEEPS}\n{row}\n"))
    assert list(found) == ["nap.asleep"]
    assert (found["nap.asleep"].value, found["nap.asleep"].day) == (1500.0, date(2024, 3, 6))


def test_a_cycle_that_gives_the_times_of_a_nap_takes_its_wake_time_from_the_sleeps() -> None:
    cycle, nap = "2030-01-10 02:40:00,,UTC-07:00", "2030-01-10 19:29:00,2030-01-10 20:27:00"
    items = read(
        cycles=f"{CYCLES}\n{cycle},75,9.5,2100,{nap},390\n",
        sleeps=f"{SLEEPS}\n{cycle},{nap},13,56,true\n{cycle},2030-01-10 02:40:00,2030-01-10 09:18:00,61,283,false\n",
    )
    found = measured(items)
    assert found["recovery.score"].start.hour == 9
    assert found["sleep.asleep"].value == 283 * 60
    assert found["nap.asleep"].value == 56 * 60


def test_a_cycle_that_knows_only_of_a_nap_does_not_tell_it_as_a_night() -> None:
    cycle, nap = "2030-01-10 02:40:00,,UTC-07:00", "2030-01-10 19:29:00,2030-01-10 20:27:00"
    items = read(cycles=f"{CYCLES}\n{cycle},,9.5,2100,{nap},56\n", sleeps=f"{SLEEPS}\n{cycle},{nap},13,56,true\n")
    assert measured(items).keys() == {"day.strain", "day.energy", "nap.asleep"}
    assert measured(items)["day.strain"].day == date(2030, 1, 10)


@pytest.mark.parametrize("unit", ["F", "fahrenheit"])
def test_a_skin_temperature_in_fahrenheit_is_converted(unit: str) -> None:
    header = f"{PREFIX},Recovery score %,Skin temp ({unit}),Wake onset"
    row = "2026-06-01 22:00:00,2026-06-02 22:00:00,UTC-05:00,60,95,2026-06-02 06:00:00"
    skin = measured(read(cycles=f"{header}\n{row}\n"))["recovery.skin_temp"]
    assert (skin.value, skin.unit, skin.day) == (35.0, "celsius", date(2026, 6, 2))
    blank = row.replace(",95,", ",,")
    assert "recovery.skin_temp" not in measured(read(cycles=f"{header}\n{blank}\n"))


def test_activities_with_a_track_have_distance_and_ascent() -> None:
    header = (
        "Workout start time,Workout end time,Activity name,Activity Strain,Energy burned (cal),"
        "Distance (meters),Altitude Gain (meters)"
    )
    rows = "2026-09-06 07:20:00,2026-09-06 07:55:00,Running,13.2,410,6200,40\n"
    found = measured(read(workouts=f"{header}\n{rows}"))
    assert (found["activity.distance"].value, found["activity.ascent"].value) == (6200.0, 40.0)


TRACES = b"hr,accel_x,accel_y,accel_z,skin_temp,ts\n62,0.01,0.2,-0.9,33.1,2024-05-01T00:00:00Z\n"


def test_the_archive_of_all_personal_data_is_known_and_explained() -> None:
    export = MemoryExport("archive", {"metrics-1.csv": TRACES, "metrics-2.csv": TRACES})
    assert whoop.sniff(export) > 0.9
    with pytest.raises(InputError, match="archive of all personal data"):
        list(whoop.read(export, ReadOptions()))
    beside = MemoryExport("both", {"metrics-1.csv": TRACES, "j.csv": JOURNAL.encode() + b"\n"})
    assert [item.where for item in whoop.read(beside, ReadOptions()) if isinstance(item, Skipped)] == ["metrics-1.csv"]


def test_a_journal_alone_says_that_its_days_are_assumed() -> None:
    items = read(journal=f"{JOURNAL}\n2026-06-05 22:37:00,,UTC+01:00,Any alcohol?,TRUE,\n")
    assert "(1)" in items[-1].notes[0]
    assert "the four files" in items[-1].notes[0]


def test_something_else_is_not_read() -> None:
    with pytest.raises(InputError, match="not a WHOOP export"):
        list(whoop.read(MemoryExport("a.csv", b"a,b\n1,2\n"), ReadOptions()))


def test_a_mixed_folder_is_less_sure() -> None:
    files = {"a/sleeps.csv": (SAMPLES / "whoop/english/sleeps.csv").read_bytes(), "b.txt": b"hello", "c.md": b"hi"}
    assert whoop.sniff(MemoryExport("downloads", files)) < 0.5


@given(
    st.floats(0, 21),
    st.integers(0, 8000),
    st.integers(30, 220),
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
)
def test_generated_activities_come_back(strain: float, energy: int, pulse: int, start: datetime) -> None:
    start = start.replace(microsecond=0)
    end = start + timedelta(minutes=40)
    items = read(workouts=f"{WORKOUTS}\n{start},,UTC+03:00,{start},{end},Row,{strain!r},{energy},{pulse}\n")
    found = measured(items)
    values = {name: item.value for name, item in found.items()}
    assert values == {"activity.strain": strain, "activity.energy": energy, "activity.max_hr": pulse}
    assert {(item.start.replace(tzinfo=None), item.day) for item in found.values()} == {(start, start.date())}


@given(st.binary(max_size=300), st.sampled_from([CYCLES, SLEEPS, WORKOUTS, JOURNAL]), st.booleans())
def test_arbitrary_bytes_raise_nothing_but_input_errors(tail: bytes, header: str, row: bool) -> None:
    start = b"2024-03-04 22:30:00,,UTCZ," if row else b""
    for data in (tail, header.encode() + b"\n" + start + tail):
        export = MemoryExport("x", data)
        whoop.sniff(export)
        with suppress(InputError):
            list(whoop.read(export, ReadOptions()))


def test_the_layouts_are_as_wide_as_the_files() -> None:
    assert {kind: len(columns) for kind, columns in LAYOUTS.items()} == {
        "cycles": 26, "sleeps": 18, "workouts": 19, "journal": 6,
    }  # fmt: skip
