from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats import fitbit
from studio.ingest.formats.fitbit.account import _count
from studio.ingest.formats.fitbit.entries import short_moment, unit_of
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

G, J = "Physical Activity_GoogleData", "Global Export Data"
NIGHT = {
    "logId": 1,
    "dateOfSleep": "2026-06-10",
    "startTime": "2026-06-09T22:41:30.000",
    "endTime": "2026-06-10T06:11:30.000",
    "minutesAsleep": 402,
    "mainSleep": True,
}
ACTIVITIES = (
    "Activities\nDate,Calories Burned,Steps,Distance,Floors,Minutes Sedentary,Minutes Lightly Active,"
    "Minutes Fairly Active,Minutes Very Active,Activity Calories\n"
)


def read(files: dict[str, Any] | MemoryExport, **options: str) -> list[Any]:
    if not isinstance(files, MemoryExport):
        plain = {name: one if isinstance(one, str) else json.dumps(one) for name, one in files.items()}
        files = MemoryExport("Fitbit", {name: text.encode() for name, text in plain.items()})
    return [item for item in fitbit.read(files, ReadOptions(**options)) if not isinstance(item, Facts)]


def alone(name: str, content: Any) -> MemoryExport:
    return MemoryExport(name, (content if isinstance(content, str) else json.dumps(content)).encode())


def counts(items: list[Any]) -> Counter[str]:
    return Counter(one.metric if isinstance(one, Measurement) else type(one).__name__ for one in items)


def steps(*stamps: str) -> list[dict[str, str]]:
    return [{"dateTime": stamp, "value": "10"} for stamp in stamps]


def test_minutes_come_from_the_tables_and_from_the_json_only_on_days_without() -> None:
    items = read(
        {
            f"{J}/steps-2026-06-01.json": steps("06/10/26 08:00:00", "06/10/26 08:01:00", "06/11/26 08:00:00"),
            f"{G}/steps_2026-06-01.csv": "timestamp,steps,data source\n2026-06-10T06:00:00Z,9,Watch\n",
        }
    )
    assert counts(items) == {"move.steps": 2, "Skipped": 2}
    assert [one.start.day for one in items if isinstance(one, Measurement)] == [10, 11]


def test_an_older_export_of_json_alone_is_read_whole_as_wall_time() -> None:
    items = read({"steps-2019-03-01.json": steps("03/04/19 08:00:00", "03/04/19 08:01:00")})
    assert [one.start for one in items] == [datetime(2019, 3, 4, 8), datetime(2019, 3, 4, 8, 1)]


def test_nights_and_exercises_come_from_the_json_where_tables_say_the_same() -> None:
    sleeps = "sleep_id,minutes_in_sleep_period,minutes_asleep,start_utc_offset,sleep_start,end_utc_offset,sleep_end\n"
    rows = "1,450,402,+02:00,2026-06-09T20:41:30Z,+02:00,2026-06-10T04:11:30Z\n"
    older = "2,450,402,+02:00,2026-05-09T20:41:30Z,+02:00,2026-05-10T04:11:30Z\n"
    items = read({"UserSleeps_2026.csv": sleeps + rows + older, f"{J}/sleep-2026-06-01.json": [NIGHT]})
    assert counts(items) == {"sleep.asleep": 2, "sleep.in_bed": 1, "Skipped": 1}
    assert {one.day for one in items if isinstance(one, Measurement)} == {date(2026, 6, 10), date(2026, 5, 10)}


def test_what_came_back_through_health_connect_is_skipped_beside_the_same_moment_only() -> None:
    items = read(
        alone(
            "a.csv",
            "timestamp,steps,data source\n"
            "2026-06-10T06:00:00Z,9,Watch\n2026-06-10T06:00:00Z,9,Phone Health Connect\n"
            "2026-06-10T07:00:00Z,4,Phone Health Connect\n",
        )
    )
    assert counts(items) == {"move.steps": 2, "Skipped": 1}


@pytest.mark.parametrize(
    ("name", "stamp", "metric"),
    [
        ("daily_resting_heart_rate.csv", "2026-06-10T22:01:13Z", "recovery.resting_hr"),
        ("renamed.csv", "2026-06-10T00:00:00Z", "recovery.resting_hr"),
        ("renamed.csv", "2026-06-10T08:00:00Z", "heart.rate"),
    ],
)
def test_resting_heart_rates_are_told_from_others_though_their_columns_are_the_same(
    name: str, stamp: str, metric: str
) -> None:
    items = read(alone(name, f"timestamp,beats per minute,data source\n{stamp},61,App\n"))
    assert counts(items) == {metric: 1}


@pytest.mark.parametrize(
    "value", [{"date": "06/10/26", "value": 62.0, "error": 11.2}, {"date": "06/10/26", "value": 62}]
)
def test_resting_heart_rates_of_the_json_are_known_by_their_values(value: dict[str, Any]) -> None:
    items = read({f"{J}/renamed.json": [{"dateTime": "06/10/26 00:00:00", "value": value}]})
    assert [(one.metric, one.value, one.day) for one in items] == [("recovery.resting_hr", 62.0, date(2026, 6, 10))]


def test_a_nap_is_no_night() -> None:
    items = read(alone("sleep-1.json", [NIGHT | {"mainSleep": False}]))
    assert counts(items) == {"nap.asleep": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"dateOfSleep": None},
        {"startTime": 5},
        {"endTime": "2026-06-01T00:00:00.000"},
        {"endTime": "2026-06-10T06:11:30Z"},
        {"minutesAsleep": []},
    ],
    ids=repr,
)
def test_a_night_of_the_wrong_shape_is_refused(change: dict[str, Any]) -> None:
    assert counts(read(alone("sleep-1.json", [NIGHT | change]))) == {"Rejected": 1}


@pytest.mark.parametrize("entry", [5, None, [], "x", {}, {"dateTime": "06/10/26 08:00:00"}], ids=repr)
def test_an_entry_of_the_wrong_shape_is_refused_and_the_next_read(entry: Any) -> None:
    series = steps("06/10/26 08:00:00")
    items = read(alone("steps-2026-06-01.json", [*series, entry, *series]))
    assert counts(items) == {"move.steps": 2, "Rejected": 1}


@pytest.mark.parametrize("value", ["NaN", "-1", "1e99", "", None, {"a": 1}, True])
def test_a_value_that_is_no_number_is_refused(value: Any) -> None:
    series = steps("06/10/26 08:00:00")
    items = read(alone("steps-2026-06-01.json", [*series, {"dateTime": "06/10/26 08:01:00", "value": value}]))
    assert counts(items) == {"move.steps": 1, "Rejected": 1}


def test_a_renamed_series_is_refused_with_what_to_do() -> None:
    export = alone("renamed.json", steps("06/10/26 08:00:00"))
    assert 0.5 <= fitbit.sniff(export) < 0.9
    with pytest.raises(InputError) as refused:
        read(export)
    assert refused.value.code == "quantity_unknown"


def test_distances_of_the_json_are_centimetres_and_of_the_tables_metres() -> None:
    [json_one] = read(
        alone("distance-2026-06-01.json", [{"dateTime": "06/10/26 08:00:00", "value": "230000"}]),
    )
    [csv_one] = read(alone("a.csv", "timestamp,distance,data source\n2026-06-10T08:00:00Z,800.5,App\n"))
    assert (json_one.value, csv_one.value) == (2300, 800.5)


def weight(**more: Any) -> MemoryExport:
    return alone("weight-1.json", [{"logId": 1, "weight": 160.5, "date": "03/01/19", "time": "07:40:00"} | more])


def test_the_mass_index_tells_the_unit_of_a_weight() -> None:
    assert read(weight(bmi=23.7))[0].value == pytest.approx(72.8, abs=0.01)
    assert read(weight(weight=72.8, bmi=23.7))[0].value == 72.8


def test_without_one_the_person_is_asked() -> None:
    with pytest.raises(InputError) as refused:
        read(weight())
    assert refused.value.code == "unit_unknown"
    assert read(weight(), unit="lb")[0].value == pytest.approx(72.8, abs=0.01)


@given(st.floats(1.5, 1.85), st.floats(40, 150))
def test_the_unit_is_found_for_every_common_height(height: float, kilograms: float) -> None:
    bmi = kilograms / height**2
    assert unit_of([kilograms / bmi]) == "kg"
    assert unit_of([kilograms / 0.45359237 / bmi]) == "lb"


def test_a_height_that_both_units_allow_tells_nothing() -> None:
    assert unit_of([1.95**2]) == ""
    assert unit_of([]) == ""


@pytest.mark.parametrize(
    ("text", "value"), [("13,666", 13666), ("1.234.567", 1234567), ("612", 612), ("1 440", 1440), ("N/A", None)]
)
def test_thousands_are_grouped_by_any_sign(text: str, value: float | None) -> None:
    assert _count(text) == value


@given(st.text(max_size=30))
def test_a_short_moment_is_one_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert short_moment(text).year in range(2000, 2100)


def test_the_table_of_fitbit_com_asks_for_the_order_of_its_dates_and_its_unit() -> None:
    row = '"01/02/2019","2,513","13,666","10.4","12","612","221","33","41","1,240"\n'
    with pytest.raises(InputError) as refused:
        read(alone("a.csv", ACTIVITIES + row), unit="kg")
    assert refused.value.code == "date_order"
    with pytest.raises(InputError) as refused:
        read(alone("a.csv", ACTIVITIES + row), date_order="dmy")
    assert refused.value.code == "unit_unknown"
    items = read(alone("a.csv", ACTIVITIES + row), date_order="dmy", unit="lb")
    assert {one.day for one in items} == {date(2019, 2, 1)}
    assert next(one.value for one in items if one.metric == "move.distance") == pytest.approx(10.4 * 1609.344)


def test_a_day_in_a_drawer_is_no_day_without_steps() -> None:
    row = '"2019-03-02","1,604","0","0","0","1,440","0","0","0","0"\n'
    assert counts(read(alone("a.csv", ACTIVITIES + row))) == {"Skipped": 1}


def test_files_without_records_are_skipped_each_with_a_reason() -> None:
    items = read(
        {
            "sleep-1.json": [NIGHT],
            "Biometrics/Glucose 202606.csv": "no data\n",
            "Sleep Score/sleep_score.csv": "sleep_log_entry_id,timestamp,overall_score\n",
            "UserActivityProbabilities_2026.csv": "timestamp,steps,data source\n2026-06-10T06:00:00Z,77777,x\n",
            "Your Profile/Profile.csv": "id,full_name\n1,Jo\n",
            "Your Profile/settings.json": {"a": 1},
            "steps_readme.txt": "Time Series Data Export",
        }
    )
    assert counts(items) == {"sleep.asleep": 1, "Skipped": 6}
    assert all(one.reason for one in items if isinstance(one, Skipped))


def test_a_broken_file_of_many_is_refused_and_the_others_read() -> None:
    whole = json.dumps([NIGHT])
    items = read({"sleep-1.json": whole, "sleep-2.json": whole[:-20]})
    assert [type(one) for one in items] == [Measurement, Rejected]


def test_an_exercise_is_a_workout_with_what_it_took() -> None:
    entry = {"logId": 1, "activityName": "Run", "startTime": "06/10/26 19:00:00", "duration": 1500000}
    items = read(alone("exercise-0.json", [entry | {"distance": 5, "distanceUnit": "Miles", "calories": 0}]))
    assert isinstance(items[0], Workout)
    assert [(one.metric, one.value) for one in items[1:]] == [("activity.distance", pytest.approx(8046.72))]


def test_a_whole_takeout_is_claimed_from_any_depth_but_not_among_other_things() -> None:
    inner = sample("fitbit/takeout")
    files = {name: inner.open(name).read() for name in inner.members()}
    for prefix in ("", "Google Health/", "Takeout/Fitbit/"):
        assert fitbit.sniff(MemoryExport("x", {prefix + name: text for name, text in files.items()})) > 0.5
    mail = {f"Takeout/Mail/{n}.html": b"<html>" for n in range(90)}
    assert (
        fitbit.sniff(MemoryExport("x", {f"Takeout/Fitbit/{name}": text for name, text in files.items()} | mail)) < 0.5
    )


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,value\n2024-01-01,5\n",
        "date,steps\n2024-01-01,5\n",
        "Body\nsome,thing\n",
        '[{"dateTime":"2024-01-01","value":"1"}]',
        '[{"logId":1,"text":"x"}]',
        '{"dateOfSleep":1}',
    ],
)
def test_tables_and_json_of_others_are_not_claimed(text: str) -> None:
    assert fitbit.sniff(alone("sleep-2024.json", text)) == 0
