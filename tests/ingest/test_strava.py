"""Strava: columns that come twice, UTC in any language, metres that are none, and GPX and TCX tracks."""

from __future__ import annotations

import csv
import gzip
import io
from typing import Any

import pytest

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats import strava
from studio.ingest.formats.strava.columns import places_of
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest import fit_maker
from tests.ingest.memory import MemoryExport, sample

HEADER = ["Activity ID", "Activity Date", "Activity Name", "Activity Type", "Elapsed Time", "Distance", "Elapsed Time"]
HEADER += ["Moving Time", "Distance", "Average Speed"]
GPX = '<gpx creator="x"><trk><name>T</name><trkseg>{}</trkseg></trk></gpx>'
POINT = '<trkpt lat="{}" lon="13.4"><time>2026-06-03T16:0{}:00Z</time></trkpt>'


def read(content: str | bytes, options: ReadOptions | None = None, name: str = "activities.csv") -> list[Any]:
    raw = content.encode() if isinstance(content, str) else content
    return list(strava.read(MemoryExport(name, raw), options or ReadOptions()))


def table(date: str = "May 23, 2026, 12:40:57 PM", **more: str) -> str:
    cells = ["1", date, "Run", "Run", "600", more.get("shown", "2.00"), "600", more.get("moving", "600")]
    cells += [more.get("metres", "2000.0"), more.get("speed", "")]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADER, cells])
    return out.getvalue()


def metres(items: list[Any]) -> float | None:
    found = [one.value for one in items if isinstance(one, Measurement) and one.metric == "activity.distance"]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("May 23, 2026, 12:40:57 PM", "2026-05-23T12:40:57"),
        ("May 23, 2026, 12:40:57\u202fAM", "2026-05-23T00:40:57"),
        ("Sept 3, 2026, 1:05:09 PM", "2026-09-03T13:05:09"),
        ("Sep 12, 2026, 6:15:00 AM", "2026-09-12T06:15:00"),
        ("21.07.2026, 15:09:27", "2026-07-21T15:09:27"),
        ("14 févr. 2026, 17:20:30", "2026-02-14T17:20:30"),
        ("23 may 2026, 17:20:30", "2026-05-23T17:20:30"),
        ("23 de mayo de 2026, 17:20:30", "2026-05-23T17:20:30"),
        ("23/05/2026, 17:20:30", "2026-05-23T17:20:30"),
        ("2016-11-05 14:21:18", "2016-11-05T14:21:18"),
        ("9. maj 2026 19.00.05", "2026-05-09T19:00:05"),
        ("9.5.2026 klo 19.00.05", "2026-05-09T19:00:05"),
        ("9 мар. 2026 г., 19:00:05", "2026-03-09T19:00:05"),
        ("9 paź 2026, 19:00:05", "2026-10-09T19:00:05"),
        ("2026. máj. 9. 19:00:05", "2026-05-09T19:00:05"),
        ("2026. 5. 9. 오후 7:00:05", "2026-05-09T19:00:05"),
        ("2026年5月9日 19:00:05", "2026-05-09T19:00:05"),
    ],
)
def test_dates_of_any_language_are_utc(text: str, moment: str) -> None:
    assert read(table(text))[0].started_at.isoformat() == f"{moment}+00:00"


def test_a_time_that_cannot_be_read_is_never_taken_for_midnight() -> None:
    assert isinstance(read(table("9 May 2026, 7 o'clock"))[0], Rejected)


def test_dates_that_can_be_read_two_ways_are_asked_for() -> None:
    with pytest.raises(InputError) as caught:
        read(table("03/05/2026, 17:20:30"))
    assert caught.value.code == "date_order"
    assert read(table("03/05/2026, 17:20:30"), ReadOptions(date_order="dmy"))[0].started_at.month == 5


@pytest.mark.parametrize(
    ("cells", "unit", "expected"),
    [
        ({"metres": "2000.0", "shown": "2.00"}, "", 2000.0),
        ({"metres": "2000.0", "shown": "1.24"}, "", 2000.0),
        ({"metres": "1500.0", "shown": "1,500", "moving": "1800"}, "", 1500.0),
        ({"metres": "2.0", "shown": "2.00", "speed": "3.33"}, "", 2000.0),
        ({"metres": "2.0", "shown": "2.00", "speed": "5.36"}, "", 3218.69),
        ({"metres": "2.0", "shown": "2.00"}, "kg", 2000.0),
        ({"metres": "2.0", "shown": "2.00"}, "lb", 3218.69),
        ({"metres": "2.0", "shown": "2.00"}, "", None),
        ({"metres": "0.0", "shown": "0.00"}, "", None),
    ],
)
def test_the_second_distance_is_metres_unless_nobody_moves_so_slowly(
    cells: dict[str, str], unit: str, expected: float | None
) -> None:
    assert metres(read(table(**cells), ReadOptions(unit=unit))) == expected


def test_columns_that_come_twice_are_told_apart() -> None:
    places = places_of([name.casefold() for name in HEADER])
    assert (places["elapsed"], places["shown"], places["distance"]) == (6, 5, 8)


def test_headers_in_spans_and_in_languages_without_a_list_are_read() -> None:
    assert strava.sniff(sample("strava/french.csv")) > 0.9
    (run, *_) = strava.read(sample("strava/french.csv"), ReadOptions())
    assert isinstance(run, Workout)
    assert (run.name, run.seconds) == ("Course à pied", 1980.0)


@pytest.mark.parametrize(
    "header",
    [
        "ID de l’activité,Date de l’activité,Nom de l’activité,Type d’activité,Temps écoulé,Distance,"
        "Durée de déplacement",
        "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Verstreken tijd,Afstand,Beweegtijd",
        "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Tiempo transcurrido,Distancia,"
        "Tiempo en movimiento",
    ],
)
def test_a_header_with_some_of_the_columns_is_known_in_a_few_languages(header: str) -> None:
    text = f'{header}\n1,"9 mai 2026, 19:00:00",Tour,Run,620,2000,600\n'
    assert strava.sniff(MemoryExport("a.csv", text.encode())) > 0.9
    items = read(text)
    assert (items[0].seconds, metres(items)) == (600, 2000)


def test_every_row_is_accounted_for() -> None:
    items = list(strava.read(sample("strava/english.csv"), ReadOptions()))
    assert [sum(isinstance(one, kind) for one in items) for kind in (Workout, Rejected, Skipped, Facts)] == [3, 2, 0, 1]


def test_files_of_activities_that_are_listed_are_not_read_again() -> None:
    items = list(strava.read(sample("strava/bulk"), ReadOptions()))
    assert sum(isinstance(one, Workout) for one in items) == 1
    assert [one.reason for one in items if isinstance(one, Skipped)].count(
        "the same activity in full, already listed in activities.csv"
    ) == 2


def test_a_fit_file_of_the_archive_is_never_taken_out_of_it() -> None:
    alone = MemoryExport("201.fit.gz", gzip.compress(fit_maker.run()))
    assert strava.sniff(alone) == 0
    alone.path = "/exports/export_1.zip/activities/201.fit.gz"
    assert strava.sniff(alone) == 0.98


@pytest.mark.parametrize("header", ["id,name,type", "Activity Type,Date,Title,Distance", "Aktivitäts-ID,Datum", ""])
def test_other_tables_are_not_claimed(header: str) -> None:
    assert strava.sniff(MemoryExport("activities.csv", f"{header}\n1,2,3\n".encode())) == 0


def test_a_track_is_one_workout_and_its_points_are_summed_up() -> None:
    items = read(GPX.format(POINT.format("52.50", 0) + POINT.format("52.51", 5)), name="a.gpx")
    assert [type(one) for one in items] == [Skipped, Skipped, Workout, Measurement]
    assert metres(items) == pytest.approx(1112, abs=1)
    assert items[2].seconds == 300


def test_a_receiver_that_was_lost_adds_no_distance() -> None:
    assert metres(read(GPX.format(POINT.format("52.50", 0) + POINT.format("53.50", 5)), name="a.gpx")) is None


@pytest.mark.parametrize(
    "point",
    ['<trkpt lat="x" lon="1"/>', '<trkpt lat="99" lon="1"/>', '<trkpt lat="nan" lon="1"/>',
     '<trkpt lat="1" lon="1"><time>never</time></trkpt>'],
)  # fmt: skip
def test_a_point_that_makes_no_sense_is_refused_and_the_rest_kept(point: str) -> None:
    items = read(GPX.format(POINT.format("52.50", 0) + point + POINT.format("52.51", 5)), name="a.gpx")
    assert sum(isinstance(one, Workout) for one in items) == 1
    assert sum(isinstance(one, Rejected) for one in items) == 1


def test_a_track_that_breaks_off_gives_what_was_read() -> None:
    items = read(GPX.format(POINT.format("52.50", 0) + POINT.format("52.51", 5))[:-20], name="a.gpx")
    assert [type(one) for one in items] == [Skipped, Skipped, Workout, Measurement, Rejected]


def test_a_document_type_is_dropped_so_that_nothing_expands() -> None:
    bomb = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + GPX.replace("T<", "&b;<")
    items = read(bomb.format(POINT.format("52.50", 0) + POINT.format("52.51", 5)), name="a.gpx")
    assert "aaaa" not in str(items)


def test_elements_nested_without_end_are_refused() -> None:
    items = read("<gpx>" + "<a>" * 100_000, name="a.gpx")
    assert [one.reason for one in items] == ["more than 64 elements inside each other"]


def test_blanks_before_the_root_of_a_tcx_do_not_matter() -> None:
    (ride,) = (one for one in strava.read(sample("strava/ride.tcx.gz"), ReadOptions()) if isinstance(one, Workout))
    assert (ride.name, ride.seconds, ride.note) == ("Cycling", 900.0, "4.00 km, 2 laps\nKnee hurt a little")


def test_routes_of_other_exports_are_left_to_them() -> None:
    route = MemoryExport("route.gpx", GPX.format(POINT.format("52.50", 0)).encode())
    assert strava.sniff(route) == 0.9
    route.path = "/exports/apple_health_export/workout-routes/route.gpx"
    assert strava.sniff(route) == 0


def test_a_gzip_that_is_broken_is_said() -> None:
    packed = gzip.compress(GPX.format(POINT.format("52.50", 0) * 2000).encode())
    items = read(packed[:-30], name="a.gpx.gz")
    assert isinstance(items[-1], Rejected)
