"""Garmin Connect: languages, number styles and units of Activities.csv, and the JSON of the account export."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats import garmin
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

HEADER = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Avg Run Cadence,Total Ascent,Avg Stride Length"
)
KM = ReadOptions(unit="kg")
MILES = ReadOptions(unit="lb")


def read(content: str | bytes, options: ReadOptions = KM, name: str = "a.csv") -> list[Any]:
    raw = content.encode() if isinstance(content, str) else content
    return list(garmin.read(MemoryExport(name, raw), options))


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


def values(items: list[Any]) -> dict[str, float]:
    return {one.metric: one.value for one in items if isinstance(one, Measurement)}


def notes(items: list[Any]) -> str:
    return " ".join(items[-1].notes)


def account(kind: str, entries: list[Any]) -> list[Any]:
    whole: object = [{"summarizedActivitiesExport": entries}] if kind == "activities" else entries
    return read(json.dumps(whole), name="x.json")


def test_without_steps_the_unit_is_asked_for() -> None:
    with pytest.raises(InputError) as caught:
        read(table("Running,2026-05-10 10:00:00,false,Run,5.00,300,00:30:00,140,--,10,--"), ReadOptions())
    assert caught.value.code == "unit_unknown"


def test_without_any_distance_nothing_is_asked() -> None:
    items = read(table("Yoga,2026-05-10 10:00:00,false,Yoga,0.00,90,00:30:00,88,--,--,--"), ReadOptions())
    assert values(items) == {"activity.energy": 90.0, "activity.avg_hr": 88.0}


@pytest.mark.parametrize(
    ("options", "metres", "ascent"), [(KM, 5000.0, 10.0), (MILES, 8046.72, 3.05)], ids=["kilometres", "miles"]
)
def test_what_the_person_says_decides_distance_and_height(options: ReadOptions, metres: float, ascent: float) -> None:
    items = read(table("Cycling,2026-05-10 10:00:00,false,Ride,5.00,300,00:30:00,140,--,10,0.00"), options)
    assert (values(items)["activity.distance"], values(items)["activity.ascent"]) == (metres, ascent)


@pytest.mark.parametrize(
    ("distance", "stride", "words"),
    [("6.00", "1.11", "kilometres"), ("3.73", "1.11", "miles"), ("3.73", "3.64", "miles")],
    ids=["metres a step", "metres a step beside miles", "feet a step"],
)
def test_steps_tell_the_unit_even_against_the_person(distance: str, stride: str, words: str) -> None:
    row = f"Running,2026-05-10 10:00:00,false,Run,{distance},300,00:30:00,140,180,10,{stride}"
    for options in (KM, MILES, ReadOptions()):
        assert f"is in {words}" in notes(read(table(row), options))


@pytest.mark.parametrize(
    ("kind", "number", "metres"),
    [
        ("Pool Swimming", '"1,020"', 1020.0),
        ("Schwimmbadschwimmen", "750", 750.0),
        ("Open Water Swimming", "1.90", 1900.0),
    ],
)
def test_swims_are_in_metres_where_the_rest_is_in_kilometres(kind: str, number: str, metres: float) -> None:
    items = read(table(f"{kind},2026-05-10 10:00:00,false,Swim,{number},300,00:30:00,140,--,--,--"))
    assert values(items)["activity.distance"] == metres


def test_a_comma_account_is_read_as_one() -> None:
    items = read(table('Carrera,2026-05-10 10:00:00,false,X,"5,81","1.411",00:33:08,129,--,--,--'))
    assert (values(items)["activity.distance"], values(items)["activity.energy"]) == (5810.0, 1411.0)


def test_dashes_and_zeros_make_no_measurement() -> None:
    items = read(table("Yoga,2026-05-10 10:00:00,false,Yoga,0.00,--,00:30:00,--,--,0,0.00"))
    assert values(items) == {}
    assert items[0] == Workout(items[0].started_at, "Yoga", 1800.0)


@pytest.mark.parametrize(
    "header",
    [
        "Aktivitetstype,Dato,Favoritt,Tittel,Distanse,Kalorier,Tid,Gjennomsnittlig puls,Makspuls",
        "Typ aktywności,Data,Ulubiony,Tytuł,Dystans,Suma kalorii,Czas,Średnie tętno,Maksymalne tętno",
        "Tipo de atividade,Data,Favorito,Título,Distância,Calorias,Tempo total,FC Média,FC máxima",
        "アクティビティタイプ,日付,お気に入り,タイトル,距離,カロリー,タイム,平均心拍数,最大心拍数",
        "Suorituksen tyyppi,Päivämäärä,Suosikki,Otsikko,Matka,Kalorit,Aika,Keskisyke,Maksimisyke",
        "Тип занятия,Дата,Избранное,Название,Расстояние,Калории,Время,Средний пульс,Максимальный пульс",
    ],
)
def test_any_language_is_read_by_its_names_or_by_what_stands_below_them(header: str) -> None:
    text = f'{header}\nX,2026-10-06 08:00:00,false,Town,"10,02",600,00:52:00,160,178\n'
    assert garmin.sniff(MemoryExport("x.bin", text.encode())) > 0.9
    items = read(text)
    assert items[0].seconds == 3120
    assert list(values(items).values()) == [10020, 600, 160, 178]


def test_a_table_whose_third_column_is_no_flag_is_not_taken_by_its_places() -> None:
    text = "a,b,c,d,e,f,g,h,i\nX,2026-10-06 08:00:00,maybe,Town,10,600,00:52:00,160,178\n"
    assert garmin.sniff(MemoryExport("x.csv", text.encode())) == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:31:24", 1884.0), ("26:10", 1570.0), ("02:02:15.3", 7335.0), ("30:00:00", 108_000.0), ("--", None)],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert read(table(f"Yoga,2026-05-10 10:00:00,false,Y,0.00,--,{text},--,--,--,--"))[0].seconds == seconds


def test_a_table_saved_by_a_spreadsheet_asks_for_the_order_of_its_dates() -> None:
    row = "Yoga,7/4/2020 15:36,FALSE,Y,0,--,0:49:12,--,--,--,--"
    with pytest.raises(InputError) as caught:
        read(table(row))
    assert caught.value.code == "date_order"
    assert read(table(row), ReadOptions(date_order="mdy"))[0].started_at.isoformat() == "2020-07-04T15:36:00"


def test_every_row_is_accounted_for() -> None:
    items = list(garmin.read(sample("garmin/activities_km.csv"), ReadOptions()))
    counts = [sum(isinstance(one, kind) for one in items) for kind in (Workout, Skipped, Rejected)]
    assert counts == [4, 1, 2]


@pytest.mark.parametrize(
    "header", ["Activity ID,Activity Date,Activity Name,Activity Type,Distance", "Date,Title,Distance", ""]
)
def test_other_tables_are_not_claimed(header: str) -> None:
    assert garmin.sniff(MemoryExport("Activities.csv", f"{header}\n1,2,3\n".encode())) == 0


def test_nights_stand_in_the_zone_of_their_day() -> None:
    items = list(garmin.read(sample("garmin/account"), KM))
    nights = {
        one.day.isoformat(): one.start.isoformat()
        for one in items
        if isinstance(one, Measurement) and one.metric == "sleep.asleep" and one.day
    }
    assert nights == {"2026-06-02": "2026-06-01T23:04:00+02:00", "2026-06-09": "2026-06-08T22:00:00+00:00"}


@pytest.mark.parametrize(
    ("fields", "metric", "value"),
    [
        ({"averageRespiration": 13.0, "averageRespirationValue": 14.0}, "sleep.respiratory_rate", 13.0),
        ({"averageRespirationValue": 14.0}, "sleep.respiratory_rate", 14.0),
        ({"sleepScores": {"overallScore": 80}, "overallSleepScore": 78}, "sleep.score", 80.0),
        ({"sleepScores": None, "overallSleepScore": 78}, "sleep.score", 78.0),
    ],
)
def test_breaths_and_score_of_a_night_have_two_names(fields: dict[str, Any], metric: str, value: float) -> None:
    night = {
        "calendarDate": "2026-06-01", "sleepStartTimestampGMT": 1780272000000, "sleepEndTimestampGMT": 1780297200000,
    }  # fmt: skip
    assert values(account("nights", [night | fields])) == {metric: value}


def test_zips_inside_are_said_in_words() -> None:
    items = list(garmin.read(sample("garmin/account"), KM))
    assert "unpack the export" in notes(items)
    assert any(isinstance(one, Skipped) and "zip" in one.reason for one in items)


def test_energy_in_kilojoules_is_given_away_by_the_energy_of_rest() -> None:
    entry = {"activityId": 1, "beginTimestamp": 1780466402000, "duration": 3_600_000, "calories": 2092.0}
    assert values(account("activities", [entry | {"bmrCalories": 292.9}]))["activity.energy"] == 500.0
    assert values(account("activities", [entry | {"bmrCalories": 70.0}]))["activity.energy"] == 2092.0


def test_an_account_export_gives_centimetres_and_milliseconds() -> None:
    entry = {"activityId": 1, "beginTimestamp": 1780466402000, "duration": 1_800_500.0, "distance": 500_000.0}
    items = account("activities", [entry])
    assert items[0].seconds == 1800.5
    assert values(items)["activity.distance"] == 5000.0


def test_the_same_entry_of_two_files_counts_once() -> None:
    day = {"calendarDate": "2026-06-02", "totalSteps": 10, "includesWellnessData": True}
    assert [type(one) for one in account("days", [day, day])] == [Measurement, Skipped, Facts]


@pytest.mark.parametrize(
    "entry",
    [
        None,
        5,
        [],
        {"beginTimestamp": "x"},
        {"beginTimestamp": 1e300},
        {"beginTimestamp": 1, "distance": {}},
        {"beginTimestamp": 1, "duration": 1e99},
    ],
)
def test_entries_of_the_wrong_shape_are_refused(entry: object) -> None:
    good = {"activityId": 1, "beginTimestamp": 1780466402000}
    items = account("activities", [good, entry])
    assert [type(one) for one in items] == [Workout, Rejected, Facts]


def test_a_file_that_breaks_off_keeps_what_came_before() -> None:
    whole = json.dumps(
        [{"summarizedActivitiesExport": [{"activityId": n, "beginTimestamp": 1780466402000} for n in range(3)]}]
    )
    items = read(whole[:-20], name="x.json")
    assert [type(one) for one in items] == [Workout, Workout, Rejected, Facts]


@given(
    st.dictionaries(
        st.sampled_from(["calendarDate", "totalSteps", "allDayStress", "maxHeartRate"]),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists),
    )
)
def test_any_day_is_read_or_refused(entry: dict[str, Any]) -> None:
    first = {"calendarDate": "2026-06-02", "totalSteps": 10, "includesWellnessData": True}
    assert len(account("days", [first, entry])) >= 3
