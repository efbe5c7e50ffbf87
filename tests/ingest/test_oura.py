"""Oura: which table is which, nights and naps by the day of waking up, and three generations of files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Measurements, Rejected, Skipped, Workout
from studio.ingest.formats import oura
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

SLEEP = "id;bedtime_start;bedtime_end;day;total_sleep_duration;deep_sleep_duration;average_hrv;type"


def read(content: str | dict[str, str] | dict[str, Any], name: str = "x.csv") -> list[Any]:
    if isinstance(content, dict) and name.endswith(".json"):
        return list(oura.read(MemoryExport(name, json.dumps(content).encode()), ReadOptions()))
    if isinstance(content, dict):
        export = MemoryExport("export", {member: text.encode() for member, text in content.items()})
        return list(oura.read(export, ReadOptions()))
    return list(oura.read(MemoryExport(name, content.encode()), ReadOptions()))


def values(items: list[Any]) -> dict[str, float]:
    return {one.metric: one.value for one in items if isinstance(one, Measurement)}


def night(kind: str, start: str = "2026-05-31T23:00:00+02:00", end: str = "2026-06-01T06:00:00+02:00") -> str:
    return f"{SLEEP}\n1;{start};{end};2026-06-01;25200;5400;65;{kind}\n"


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        ("long_sleep", {"sleep.asleep": 25200.0, "sleep.deep": 5400.0, "recovery.hrv": 65.0}),
        ("sleep", {"nap.asleep": 25200.0}),
        ("late_nap", {"nap.asleep": 25200.0}),
        ("rest", {}),
        ("deleted", {}),
    ],
)
def test_kinds_of_sleep(kind: str, metrics: dict[str, float]) -> None:
    items = read(night(kind))
    assert values(items) == metrics
    assert sum(isinstance(one, Skipped) for one in items) == (0 if metrics else 1)


@pytest.mark.parametrize("kind", ["dream", ""])
def test_an_unknown_kind_of_sleep_is_refused(kind: str) -> None:
    found = [one.reason for one in read(night(kind)) if isinstance(one, Rejected)]
    assert found == [f"unknown type of sleep “{kind}”"]


def test_a_night_is_of_the_day_of_waking_and_in_its_own_zone() -> None:
    one = next(one for one in read(night("long_sleep")) if isinstance(one, Measurement))
    assert (str(one.day), one.start.isoformat()) == ("2026-06-01", "2026-05-31T23:00:00+02:00")


@pytest.mark.parametrize(
    ("cell", "metric"),
    [
        ('{"rem_sleep": 1}', "sleep.score"),
        ('{"previous_night": 1}', "recovery.score"),
        ('{"meet_daily_targets": 1}', "day.score"),
    ],
)
def test_scores_are_told_apart_by_what_they_are_made_of(cell: str, metric: str) -> None:
    items = read(f"id;contributors;day;score;timestamp\n1;{cell};2026-06-01;80;x\n")
    assert values(items) == {metric: 80.0}


@pytest.mark.parametrize(
    ("cell", "value"),
    [('{"average": 97.4}', 97.4), ("97.4", 97.4), ("", None), ("null", None), ('{"average": null}', None)],
)
def test_oxygen_is_a_number_or_json(cell: str, value: float | None) -> None:
    assert values(read(f"id;day;spo2_percentage\n1;2026-06-01;{cell}\n")).get("recovery.spo2") == value


@pytest.mark.parametrize("cell", ["{", '{"average": [1]}', "many", "-3", "1e400", "nan nan"])
def test_numbers_that_are_none_are_refused(cell: str) -> None:
    items = read(f"id;day;spo2_percentage\n1;2026-06-01;{cell}\n")
    assert [type(one) for one in items] == [Rejected, Facts]


def test_a_temperature_may_fall() -> None:
    items = read("id;day;score;temperature_deviation\n1;2026-06-01;81;-0.2\n")
    assert values(items)["recovery.temp_deviation"] == -0.2


def test_single_heart_rates_come_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.ingest.formats.oura.tables._BATCH", 2)
    rows = "".join(f"2026-06-01T09:0{n}:00.000+02:00;6{n};awake\n" for n in range(5))
    items = read(f"timestamp;bpm;source\n{rows}\nno;no;no\n")
    batches = [one for one in items if isinstance(one, Measurements)]
    assert [len(one.metrics) for one in batches] == [2, 2, 1]
    assert batches[0].offsets is not None
    assert batches[0].offsets.tolist() == [7200, 7200]
    assert sum(isinstance(one, Rejected) for one in items) == 1


def test_tables_that_are_not_read_are_skipped_row_by_row() -> None:
    items = read({"sleepmodel.csv": night("long_sleep"), "ringconfiguration.csv": "id;color\n1;a\n2;b\n"})
    assert [one.where for one in items if isinstance(one, Skipped)] == [
        "ringconfiguration.csv:2",
        "ringconfiguration.csv:3",
    ]


def test_one_broken_table_does_not_stop_the_others() -> None:
    huge = "id;day;spo2_percentage\n1;2026-06-01;" + "9" * 200_000 + "\n"
    items = read({"sleepmodel.csv": night("long_sleep"), "dailyspo2.csv": huge})
    assert values(items)["sleep.asleep"] == 25200.0
    assert [one.where for one in items if isinstance(one, Rejected)] == ["dailyspo2.csv"]


def test_the_older_file_has_a_column_twice_and_minutes_of_activity() -> None:
    found = values(list(oura.read(sample("oura/trends.csv"), ReadOptions())))
    assert found["move.exercise"] == 720.0


def test_the_first_json_dates_nights_by_their_evening() -> None:
    items = list(oura.read(sample("oura/oura_2019.json"), ReadOptions()))
    days = {one.metric: str(one.day) for one in items if isinstance(one, Measurement)}
    assert {days[name] for name in ("sleep.asleep", "sleep.score", "recovery.score", "move.steps", "nap.asleep")} == {
        "2019-04-02"
    }


def test_workouts_are_named_in_words() -> None:
    items = list(oura.read(sample("oura/export"), ReadOptions()))
    assert [one.name for one in items if isinstance(one, Workout)] == ["Strength training", "Walking"]


@pytest.mark.parametrize("header", ["day;score", "timestamp,heart_rate", "date,Sleep Score", "Date;Workout Name", ""])
def test_other_tables_are_not_claimed(header: str) -> None:
    assert oura.sniff(MemoryExport("sleepmodel.csv", f"{header}\n1;2\n".encode())) == 0


def test_a_mixed_folder_is_not_claimed_as_a_whole() -> None:
    mixed = MemoryExport("mixed", {"sleepmodel.csv": night("sleep").encode(), "a.csv": b"a,b\n1,2", "b.txt": b"x"})
    assert oura.sniff(mixed) == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"daily_readiness": [{"day": "2026-01-02", "score": 80}]}',
        '{"sleep": {"data": [{"day": "2026-06-02", "bedtime_start": "2026-06-01T22:00:00+00:00",'
        ' "bedtime_end": "2026-06-02T05:00:00+00:00", "total_sleep_duration": 21600}]}}',
    ],
)
def test_one_list_is_enough_wrapped_or_not(text: str) -> None:
    export = MemoryExport("x.json", text.encode())
    assert oura.sniff(export) > 0.9
    assert len([one for one in oura.read(export, ReadOptions()) if isinstance(one, Measurement)]) == 1


@pytest.mark.parametrize("text", ['{"workout": [{"day": "Monday"}]}', '{"daily_sleep": [{"a": 1}]}', '{"sleep": {}}'])
def test_lists_of_others_are_not_claimed(text: str) -> None:
    assert oura.sniff(MemoryExport("x.json", text.encode())) == 0


def test_a_trends_file_without_readiness_is_still_known() -> None:
    text = b"date,Sleep Score,Total Bedtime,Total Sleep Time\n2020-05-01,80,30000,25200\n"
    assert oura.sniff(MemoryExport("x.csv", text)) > 0.9


def test_what_is_not_ouras_is_refused() -> None:
    with pytest.raises(InputError):
        read("a;b\n1;2\n")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda one: (
            st.lists(one, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["day", "steps", "score", "summary_date", "type", "bedtime_start", "bedtime_end", "data"]
                ),
                one,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(entry: Any) -> None:
    whole = {
        "daily_readiness": [{"day": "2026-06-05", "temperature_deviation": 0.1}, entry],
        "sleep": [entry],
        "activity": entry,
    }
    assert values(read(whole, "x.json"))["recovery.temp_deviation"] == 0.1
