from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.ingest.values.date_column import DateColumn, date_column, moment, whole_day


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2016-9-26", "dmy", date(2016, 9, 26)),
        ("2026/08/11", "mdy", date(2026, 8, 11)),
        ("16/03/2015", "dmy", date(2015, 3, 16)),
        ("03/16/2015", "mdy", date(2015, 3, 16)),
        ("02/05/17", "dmy", date(2017, 5, 2)),
        ("02/05/17", "mdy", date(2017, 2, 5)),
        ("02/05/71", "mdy", date(1971, 2, 5)),
        ("4.5.2024", "mdy", date(2024, 5, 4)),
    ],
)
def test_dates(text: str, order: str, expected: date) -> None:
    assert DateColumn(order).day(text) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2024-13-01", "2024-02-30", "0000-01-01", "1/2", "2024-01/02", "32/1/2024"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        DateColumn("dmy").day(text)


@pytest.mark.parametrize(
    ("texts", "said", "order"),
    [
        (["03/04/2024", "17/04/2024"], "", "dmy"),
        (["03/04/2024", "04/17/2024"], "dmy", "mdy"),
        (["03/04/2024"], "mdy", "mdy"),
        (["05/05/2024"], "", "dmy"),
        (["2024-03-04", "3.4.2024"], "", "dmy"),
        ([], "", "dmy"),
    ],
)
def test_the_column_knows_the_order_better_than_the_person(texts: list[str], said: str, order: str) -> None:
    assert date_column("t.csv", texts, said).order == order


@pytest.mark.parametrize("texts", [["03/04/2024"], ["17/04/2024", "04/17/2024"]])
def test_an_order_that_nothing_tells_is_asked_about(texts: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        date_column("t.csv", texts)
    assert caught.value.code == "date_order"
    assert "--date-order mdy" in caught.value.fix


def test_it_says_what_it_decided() -> None:
    assert date_column("t.csv", ["2024-03-04"]).note == ""
    assert "day first" in date_column("t.csv", ["17/04/2024"]).note
    assert "as you said" in date_column("t.csv", ["03/04/2024"], "mdy").note


@pytest.mark.parametrize(
    ("clock", "hour", "minute"),
    [
        ("", 0, 0),
        ("8:14 AM", 8, 14),
        ("08:14 PM", 20, 14),
        ("20:15", 20, 15),
        ("12:00 AM", 0, 0),
        ("7:05\u202fpm", 19, 5),
    ],
)
def test_times_of_day(clock: str, hour: int, minute: int) -> None:
    assert moment(date(2024, 3, 4), clock) == datetime(2024, 3, 4, hour, minute)


def test_a_time_that_is_none_is_refused() -> None:
    for clock in ("noon", "25:00", "8:61"):
        with pytest.raises(ValueError, match="is not a time"):
            moment(date(2024, 3, 4), clock)


def test_a_day_ends_with_the_next() -> None:
    assert whole_day(date(2024, 2, 29)) == (datetime(2024, 2, 29), datetime(2024, 3, 1))
    with pytest.raises(OverflowError):
        whole_day(date.max)


@given(st.dates(), st.sampled_from(["dmy", "mdy"]), st.sampled_from(["-", "/"]))
def test_dates_written_either_way_come_back(day: date, order: str, mark: str) -> None:
    first, second = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    assert DateColumn(order).day(f"{first:02}{mark}{second}{mark}{day.year:04}") == day
    assert DateColumn(order).day(f"{day.year:04}{mark}{day.month}{mark}{day.day}") == day


@given(st.text("0123456789/-. x", max_size=11))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(ValueError):
        DateColumn("dmy").day(text)
