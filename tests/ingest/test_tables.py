from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.ingest.files.tables import fold, header_and_row, number, read_table
from studio.ingest.values.dates import common_order, find_date, read_moment, undecided
from studio.ingest.values.units import KILOGRAMS, METRES, read_duration
from tests.ingest.memory import MemoryExport


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_comes_from_the_header_line(separator: str) -> None:
    text = separator.join(["Date", "Notes"]) + "\n" + separator.join(["1", '"a,b;c\td"']) + "\n"
    table = read_table(MemoryExport("t.csv", text.encode()), "")
    assert table.columns == ("date", "notes")
    assert table.rows[0].cells == ("1", "a,b;c\td")


def test_rows_keep_their_line_and_raw_text_across_line_breaks() -> None:
    data = b'\xef\xbb\xbfsep=;\r\nA;B\r\n1;"two\r\nlines"\r\n\r\n3;4\r\n'
    table = read_table(MemoryExport("t.csv", data), "")
    assert [(row.line, row.cells, row.raw) for row in table.rows] == [
        (3, ("1", "two\nlines"), '1;"two\nlines"'),
        (6, ("3", "4"), "3;4"),
    ]
    assert table.where(table.rows[1]) == "t.csv:6"


def test_short_rows_are_filled_and_long_ones_told() -> None:
    table = read_table(MemoryExport("t.csv", b"a,b,c\n1\n1,2,3,\n1,2,3,4\n"), "")
    assert table.rows[0].cells == ("1", "", "")
    table.check_width(table.rows[1])
    with pytest.raises(ValueError, match="4 values for 3 columns"):
        table.check_width(table.rows[2])


def test_a_record_quoted_as_a_whole_is_opened() -> None:
    table = read_table(MemoryExport("t.csv", b'a;b\n"1;""x;y"""\n'), "")
    assert table.rows[0].cells == ("1", "x;y")


def test_header_and_first_row_come_from_the_first_bytes() -> None:
    export = MemoryExport("t.csv", b"Weight\xc2\xa0(kg), REPS \n60,5\n")
    assert header_and_row(export, "") == (("weight (kg)", "reps"), ("60", "5"))
    assert header_and_row(MemoryExport("t.csv", b"\0\1\2"), "") == ((), ())


def test_binary_and_unclosed_quotes_are_input_errors() -> None:
    with pytest.raises(InputError, match="not a text file"):
        read_table(MemoryExport("t.csv", b"PK\x03\x04\0\0\0"), "")
    with pytest.raises(InputError, match="cannot be read as a table"):
        read_table(MemoryExport("t.csv", b'a,b\n"' + b"x\n" * 100_000), "")


def test_latin_1_is_read_and_said() -> None:
    table = read_table(MemoryExport("t.csv", "a,b\nÜbung,é\n".encode("latin-1")), "")
    assert table.rows[0].cells == ("Übung", "é")
    assert "not UTF-8" in table.note


@given(st.lists(st.lists(st.text(alphabet="ab,;\"' é\n", max_size=6), min_size=2, max_size=4), max_size=5))
def test_rows_written_as_csv_come_back(rows: list[list[str]]) -> None:
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["one", "two", "three", "four"])
    writer.writerows(rows)
    table = read_table(MemoryExport("t.csv", out.getvalue().encode()), "")
    expected = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert [list(row.cells[: len(want)]) for row, want in zip(table.rows, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  ", None),
        ("82,5", 82.5),
        ("82.5", 82.5),
        ("-20", -20.0),
        ("1,020.5", 1020.5),
        ("1.020,5", 1020.5),
        ("1\u202f020,5", 1020.5),
        ("1,020,000", 1_020_000.0),
        ("1.0E-4", 1e-4),
        (".5", 0.5),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["abc", "NaN", "Infinity", "1e999", "1_000", "0x10", "1.2.3", "--1", "5 reps"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(text)


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_every_finite_number_comes_back_with_point_or_comma(value: float) -> None:
    assert number(repr(value)) == value
    assert number(repr(value).replace(".", ",")) == value


def test_folding() -> None:
    assert fold("\ufeff Workout\u00a0 #\t") == "workout #"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 43m", 6180.0),
        ("38min", 2280.0),
        ("45s", 45.0),
        ("35m", 2100.0),
        ("2h", 7200.0),
        ("1h 2m 3s", 3723.0),
        ("3725", 3725.0),
        ("1:05:00", 3900.0),
        ("12:30", 750.0),
        ("24h", 86400.0),
        ("", None),
        ("0", None),
        ("0m", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert read_duration(text) == (seconds, "")


@pytest.mark.parametrize("text", ["264h 1m", "86401", "99999999s"])
def test_a_workout_left_running_has_no_duration(text: str) -> None:
    seconds, odd = read_duration(text)
    assert seconds is None
    assert "left running" in odd


def test_a_duration_that_is_none_is_told() -> None:
    assert read_duration("soon") == (None, "rows with a duration that could not be read")


def test_units_are_exact() -> None:
    assert KILOGRAMS["lb"] * 100 == 45.359237
    assert (METRES["mi."], METRES["km"]) == (1609.344, 1000.0)
    assert METRES["ft"] * 5280 == pytest.approx(METRES["mi"])
    assert METRES["yd"] * 1760 == pytest.approx(METRES["mi"])


EVENING = datetime(2024, 5, 1, 17, 46, 10)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01 17:46:10", EVENING),
        ("2024-05-01 5:46:10\u202fPM", EVENING),
        ("2024-05-01 05:46:10 p.m.", EVENING),
        ("2024-05-01 12:00:00 AM", datetime(2024, 5, 1)),
        ("2024-05-01 12:00:00 PM", datetime(2024, 5, 1, 12)),
        ("2024-05-01T17:46:10", EVENING),
        ("2024-05-01T17:46:10.123Z", EVENING.replace(tzinfo=UTC)),
        ("2024-05-01T17:46:10-03:30", EVENING.replace(tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
        ("2024-05-01 17:46", datetime(2024, 5, 1, 17, 46)),
        ("2024-05-01", datetime(2024, 5, 1)),
        ("2024-13-45", None),
        ("2024-05-01 25:00", None),
        ("2024-05-01T10:00+99:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))
def test_every_moment_is_read_back_on_both_clocks(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert read_moment(f"{moment:%Y-%m-%d %H:%M:%S}") == moment
    assert read_moment(f"{moment:%Y-%m-%d} {moment.hour % 12 or 12}:{moment:%M:%S}\u202f{moment:%p}") == moment


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-05-01 walk", datetime(2024, 5, 1)),
        ("2024_05_01", datetime(2024, 5, 1)),
        ("note 20240501", datetime(2024, 5, 1)),
        ("202405012130", datetime(2024, 5, 1, 21, 30)),
        ("01.05.2024", datetime(2024, 5, 1)),
        ("1. Mai 2024", datetime(2024, 5, 1)),
        ("May 1st, 2024 at 9:15 pm", datetime(2024, 5, 1, 21, 15)),
        ("Session 12 — 14 March 2024", datetime(2024, 3, 14)),
        ("14 de março de 2024", datetime(2024, 3, 14)),
        ("le 3 août 2024", datetime(2024, 8, 3)),
        ("2024-05-03 21:30 Late", datetime(2024, 5, 3, 21, 30)),
        ("18/03/2024", datetime(2024, 3, 18)),
        ("03/18/2024", datetime(2024, 3, 18)),
        ("04/04/2024", datetime(2024, 4, 4)),
    ],
)
def test_dates_inside_a_text(text: str, at: datetime) -> None:
    found = find_date(text)
    assert found is not None
    assert found.at == at


@pytest.mark.parametrize(
    "text",
    ["03/04/2024", "2024-13-01", "31.02.2024", "+49 20240599", "1.2.3", "April 2024", "3 Marys 2024", "9999-01-01"],
)
def test_what_is_no_date(text: str) -> None:
    assert find_date(text) is None


def test_slashed_dates_need_an_order() -> None:
    dates = ["03/04/2024", "18/04/2024"]
    assert undecided(dates[0])
    assert not undecided(dates[1])
    assert common_order(dates) == "dmy"
    assert common_order(["03/04/2024", "03/18/2024"]) == "mdy"
    assert common_order(["18/03/2024", "03/18/2024"]) == ""
    assert common_order(["03/04/2024", "05/05/2024"]) == ""
    for order, month in (("dmy", 4), ("mdy", 3)):
        found = find_date("03/04/2024", order)
        assert found is not None
        assert found.at.month == month
