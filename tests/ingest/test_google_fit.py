from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.json_stream import ELEMENT_LIMIT
from studio.ingest.formats import google_fit
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

QUARTER = "Start time,End time,Calories (kcal),Distance (m),Step count\n"
DAY = "Date,Calories (kcal),Distance (m),Step count\n"
STEPS = "com.google.step_count.delta"
HEART = "com.google.heart_rate.bpm"


def read(files: dict[str, str | dict[str, Any]] | MemoryExport) -> list[Any]:
    if not isinstance(files, MemoryExport):
        plain = {name: one if isinstance(one, str) else json.dumps(one) for name, one in files.items()}
        files = MemoryExport("Fit", {name: text.encode() for name, text in plain.items()})
    return [item for item in google_fit.read(files, ReadOptions()) if not isinstance(item, Facts)]


def counts(items: list[Any]) -> Counter[str]:
    return Counter(one.metric if isinstance(one, Measurement) else type(one).__name__ for one in items)


def points(source: str, *values: float, start: int = 1_716_300_000) -> dict[str, Any]:
    listed = [
        {
            "fitValue": [{"value": {"fpVal": value}}],
            "startTimeNanos": (start + 60 * n) * 10**9,
            "endTimeNanos": (start + 60 * n) * 10**9,
        }
        for n, value in enumerate(values)
    ]
    return {"Data Source": source, "Data Points": listed}


def test_a_quarter_hour_takes_its_day_from_the_name_and_its_offset_from_the_cell() -> None:
    [one] = read(MemoryExport("2024-03-31.csv", (QUARTER + "23:45:00.000+02:00,00:00:00.000+02:00,,,30").encode()))
    zone = timezone(timedelta(hours=2))
    assert one.start == datetime(2024, 3, 31, 23, 45, tzinfo=zone)
    assert one.end == datetime(2024, 4, 1, tzinfo=zone)


def test_a_renamed_table_of_quarter_hours_is_refused_with_what_to_do() -> None:
    export = MemoryExport("renamed.csv", (QUARTER + "00:00:00.000+02:00,00:15:00.000+02:00,,,30").encode())
    assert google_fit.sniff(export) > 0.9
    with pytest.raises(InputError) as refused:
        read(export)
    assert refused.value.code == "date_unknown"


def test_totals_are_skipped_where_their_quarter_hours_were_read() -> None:
    items = read(
        {
            "2024-05-01.csv": QUARTER + "08:00:00.000Z,08:15:00.000Z,,,30\n",
            "Daily activity metrics.csv": DAY + "2024-05-01,,,30\n2024-05-02,,,70\n",
        }
    )
    assert [one.value for one in items if isinstance(one, Measurement)] == [30, 70]
    assert [one.where for one in items if isinstance(one, Skipped)] == ["Daily activity metrics.csv:2"]


def test_totals_stay_where_the_quarter_hours_are_empty() -> None:
    items = read(
        {
            "2024-05-01.csv": QUARTER + "08:00:00.000Z,08:15:00.000Z,,,\n",
            "Daily activity metrics.csv": DAY + "2024-05-01,,,30\n",
        }
    )
    assert counts(items) == {"Skipped": 1, "move.steps": 1}


def test_a_row_with_fewer_values_than_columns_is_refused_since_they_may_have_slipped() -> None:
    [one] = read(MemoryExport("a.csv", (DAY + "2024-05-01,1700.5,3000").encode()))
    assert isinstance(one, Rejected)
    assert "3 values for 4 columns" in one.reason


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("abc", "not a number"), ("-5", "below zero"), ("nan", "not a number"), ("1e999", "not a number")],
)
def test_one_bad_value_is_refused_alone(cell: str, reason: str) -> None:
    items = read(MemoryExport("a.csv", (DAY + f"2024-05-01,1700.5,{cell},12").encode()))
    assert counts(items) == {"day.energy": 1, "Rejected": 1, "move.steps": 1}
    assert reason in items[1].reason


@pytest.mark.parametrize("text", ["2024-13-01", "yesterday", "2024-05-01 10:00", "9999-12-31", ""])
def test_a_row_without_a_date_is_refused(text: str) -> None:
    assert counts(read(MemoryExport("a.csv", (DAY + f"{text},1700.5,3000,12").encode()))) == {"Rejected": 1}


def test_merged_points_are_read_and_those_of_single_apps_skipped_one_by_one() -> None:
    items = read(
        {
            "a.json": points(f"raw:{HEART}:com.example.pulse:", 70, 71),
            "b.json": points(f"derived:{HEART}:com.google.android.gms:merge_heart_rate_bpm", 70, 71),
        }
    )
    assert counts(items) == {"Skipped": 2, "heart.rate": 2}


def test_points_of_several_apps_are_all_read_where_nothing_merged_them_each_under_its_app() -> None:
    items = read({"a.json": points(f"raw:{HEART}:com.a:", 70), "b.json": points(f"raw:{HEART}:com.b:", 71)})
    assert [one.device for one in items] == ["com.a", "com.b"]


def test_the_only_stream_is_read_whatever_it_is() -> None:
    source = f"derived:{STEPS}:com.google.android.gms:x:y:derive_step_deltas<-raw:com.google.step_count.cumulative:x"
    assert counts(read({"a.json": points(source, 12)})) == {"move.steps": 1}


def test_what_adds_up_comes_from_the_tables_and_heart_rate_from_the_points() -> None:
    items = read(
        {
            "d.csv": "Date,Average heart rate (bpm),Step count\n2024-05-21,70,900\n",
            "s.json": points(f"derived:{STEPS}:com.google.android.gms:merge_step_deltas", 900),
            "h.json": points(f"derived:{HEART}:com.google.android.gms:merge_heart_rate_bpm", 70),
        }
    )
    assert counts(items) == {"move.steps": 1, "Skipped": 1, "heart.rate": 1}


@pytest.mark.parametrize(
    "point",
    [
        {"fitValue": [{"value": {"fpVal": None}}], "startTimeNanos": 10**18, "endTimeNanos": 10**18},
        {"fitValue": [{"value": {"fpVal": [1]}}], "startTimeNanos": 10**18, "endTimeNanos": 10**18},
        {"fitValue": [{"value": None}], "startTimeNanos": 10**18, "endTimeNanos": 10**18},
        {"fitValue": [], "startTimeNanos": 10**18, "endTimeNanos": 10**18},
        {"fitValue": {"a": 1}, "startTimeNanos": 10**18, "endTimeNanos": 10**18},
        {"fitValue": [{"value": {"fpVal": 1}}], "startTimeNanos": None, "endTimeNanos": 10**18},
        {"fitValue": [{"value": {"fpVal": 1}}], "startTimeNanos": "soon", "endTimeNanos": 10**18},
        {"fitValue": [{"value": {"fpVal": 1}}], "startTimeNanos": 9 * 10**18, "endTimeNanos": 10**18},
        {"fitValue": [{"value": {"fpVal": 1}}], "startTimeNanos": 10**18},
        [],
        None,
        "text",
    ],
    ids=repr,
)
def test_a_point_of_the_wrong_shape_is_refused_and_the_next_read(point: Any) -> None:
    stream = points(f"raw:{HEART}:com.a:", 70)
    stream["Data Points"].insert(0, point)
    items = read({"a.json": stream})
    assert counts(items) == {"Rejected": 1, "heart.rate": 1}
    assert items[0].where == "a.json: Data Points[0]"


def test_sleep_of_one_night_belongs_to_the_day_it_ends_on() -> None:
    bedtime = int(datetime(2024, 5, 20, 22, tzinfo=UTC).timestamp())
    stages = [(0, 3600, 4), (3600, 9000, 5), (9000, 24000, 6), (60000, 61000, 2)]
    listed = [
        {
            "fitValue": [{"value": {"intVal": stage}}],
            "startTimeNanos": (bedtime + start) * 10**9,
            "endTimeNanos": (bedtime + end) * 10**9,
        }
        for start, end, stage in stages
    ]
    source = "derived:com.google.sleep.segment:com.google.android.gms:merged"
    items = read({"a.json": {"Data Source": source, "Data Points": listed}})
    assert [(one.metric, one.day, one.value) for one in items] == [
        ("sleep.light", date(2024, 5, 21), 3600),
        ("sleep.deep", date(2024, 5, 21), 5400),
        ("sleep.rem", date(2024, 5, 21), 15000),
        ("sleep.asleep", date(2024, 5, 21), 1000),
    ]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("2024-05-21T16_02_57.418_03_00_BIKING.json", 3),
        ("2024-05-21T16:02:57.418+03:00_BIKING.json", 3),
        ("2024-05-21T08_02_57.418-05_00_BIKING.json", -5),
        ("2024-05-21T08_02_57.418_03_00_BIKING.json", 0),
        ("ride.json", 0),
    ],
)
def test_a_session_is_shown_in_the_zone_of_its_name_where_that_fits_its_start(name: str, hours: int) -> None:
    session = {
        "fitnessActivity": "road_biking",
        "startTime": "2024-05-21T13:02:57.418Z",
        "endTime": "2024-05-21T13:11:15Z",
    }
    [ride] = read(MemoryExport(name, json.dumps(session).encode()))
    assert isinstance(ride, Workout)
    assert (ride.name, ride.seconds) == ("road biking", 498)
    assert ride.started_at == datetime(2024, 5, 21, 13, 2, 57, tzinfo=UTC)
    assert ride.started_at.utcoffset() == timedelta(hours=hours)


def test_a_session_keeps_an_offset_of_its_own() -> None:
    session = {
        "fitnessActivity": "running",
        "startTime": "2021-05-01T08:00:00.000+02:00",
        "endTime": "2021-05-01T08:30:00.000+02:00",
    }
    [run] = read(MemoryExport("x.json", json.dumps(session).encode()))
    assert (run.started_at.isoformat(), run.seconds) == ("2021-05-01T08:00:00+02:00", 1800)


def test_blood_is_read_from_the_tables_too() -> None:
    header = "Date,Step count,Average oxygen saturation (%),Average blood glucose (mmol/L)\n"
    items = read({"Daily activity metrics.csv": header + "2024-05-21,10,97.5,5.4\n"})
    assert [(one.metric, one.value) for one in items[1:]] == [("recovery.spo2", 97.5), ("body.glucose", 5.4)]


@pytest.mark.parametrize(
    "change",
    [{"startTime": None}, {"endTime": "2024-05-20T00:00:00Z"}, {"fitnessActivity": 7}, {"startTime": "2024-05-21"}],
    ids=repr,
)
def test_a_session_of_the_wrong_shape_is_refused(change: dict[str, Any]) -> None:
    session = {"fitnessActivity": "yoga", "startTime": "2024-05-21T13:00:00Z", "endTime": "2024-05-21T14:00:00Z"}
    assert counts(read({"a.json": session | change})) == {"Rejected": 1}


def test_a_broken_file_of_many_is_refused_alone() -> None:
    good = {"fitnessActivity": "yoga", "startTime": "2024-05-21T13:00:00Z", "endTime": "2024-05-21T14:00:00Z"}
    items = read({"a.json": json.dumps(good)[:-9], "b.json": good})
    assert [type(one) for one in items] == [Rejected, Workout]


def test_a_point_without_an_end_stops_the_file_within_bounds() -> None:
    start = json.dumps(points(f"raw:{HEART}:com.a:", 70))[:-2]
    items = read({"a.json": start + ',{"fitValue":"' + "x" * (ELEMENT_LIMIT + (1 << 20))})
    assert counts(items) == {"heart.rate": 1, "Rejected": 1}


def test_a_takeout_with_other_things_is_left_to_the_walk() -> None:
    fit = sample("google_fit/takeout")
    files = {f"Takeout/Fit/{name}": fit.open(name).read() for name in fit.members()}
    other = {f"Takeout/Mail/{n}.html": b"<html>" for n in range(60)}
    assert google_fit.sniff(MemoryExport("takeout.zip", files)) > 0.9
    assert google_fit.sniff(MemoryExport("takeout.zip", files | other)) < 0.5


@pytest.mark.parametrize(
    "text",
    ["date,steps\n2024-01-01,5\n", "Start time,End time,Task\n1,2,3\n", '{"startTime": 1}', '[{"Data Source": 1}]'],
)
def test_tables_and_json_of_others_are_not_claimed(text: str) -> None:
    assert google_fit.sniff(MemoryExport("Daily activity metrics.csv", text.encode())) == 0
