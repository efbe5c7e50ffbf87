"""Dates move together: what lay between them stays, and so does how they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.scrub.calendar import Order, read, shift, whole_months

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
SHIFTS = st.integers(-26, 26).map(lambda weeks: weeks * 7)
FULL = (
    "{d} {B} {y}",
    "{d} {b} {y}",
    "{d}{o} {B} {y}",
    "{d}{o} of {B} {y}",
    "{B} {d}, {y}",
    "{b} {d}{o} {y}",
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m:02d}/{d:02d}",
    "{d:02d}/{m:02d}/{y}",
    "{d:02d}.{m:02d}.{y}",
)


def written(form: str, day: date) -> str:
    suffix = "th" if 10 < day.day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return form.format(d=day.day, m=day.month, y=day.year, B=f"{day:%B}", b=f"{day:%b}", o=suffix)


@given(st.sampled_from(FULL), DAYS, SHIFTS)
def test_a_full_date_moves_exactly_and_comes_back(form: str, day: date, days: int) -> None:
    assume("{b}" not in form or 5 not in {day.month, (day + timedelta(days=days)).month})  # May is its own short form
    moved = shift(written(form, day), days)
    assert moved == written(form, day + timedelta(days=days))
    assert shift(moved, -days) == written(form, day)


@given(st.sampled_from(FULL), st.sampled_from(FULL), DAYS, DAYS, SHIFTS)
def test_intervals_survive_whatever_the_form(one: str, other: str, first: date, second: date, days: int) -> None:
    moved = [shift(written(form, day), days) for form, day in ((one, first), (other, second))]
    read_back = [read(m) for m in moved if m is not None]
    assert [r is None for r in read_back] == [False, False]
    a, b = (r.first for r in read_back if r is not None)
    assert a - b == first - second


@given(st.integers(1, 31), SHIFTS)
def test_a_day_alone_comes_back(day: int, days: int) -> None:
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    moved = shift(f"{day}{suffix}", days)
    assert moved is not None
    assert shift(moved, -days) == f"{day}{suffix}"


@pytest.mark.parametrize(
    ("surface", "days", "moved"),
    [
        ("14 March", 21, "4 April"),
        ("14th", 21, "4th"),
        ("MARCH 14", 21, "APRIL 4"),
        ("14 mar", 21, "4 apr"),
        ("14/03", 21, "04/04"),
        ("March 2020", 63, "May 2020"),
        ("03/2020", 63, "05/2020"),
        ("14. März 2024", 21, "4. April 2024"),
        ("14 mars", 21, "4 avril"),
        ("14 de marzo de 2024", 21, "4 de abril de 2024"),
        ("10-12 March", 7, "17-19 March"),
        ("28-30 March 2024", 7, "4-6 April 2024"),
        ("24-26 March 2024", 7, "31 March – 2 April 2024"),
        ("14 March '24", 365, "14 March '25"),
        ("5/6/21", 7, "12/6/21"),
    ],
)
def test_it_is_written_as_it_was(surface: str, days: int, moved: str) -> None:
    assert shift(surface, days) == moved


@pytest.mark.parametrize(("order", "moved"), [("dmy", "11/04/2024"), ("mdy", "03/11/2024")])
def test_the_order_decides_what_could_be_both(order: Order, moved: str) -> None:
    surface = {"dmy": "04/04/2024", "mdy": "03/04/2024"}[order]
    assert shift(surface, 7, order) == moved
    assert shift("03/25/2024", 7, order) == ("04/01/2024" if order == "mdy" else shift("03/25/2024", 7, "mdy"))


@pytest.mark.parametrize("surface", ["31/02/2024", "99/99/2024", "yesterday", "Monday", "8/10 pain", "", "30 February"])
def test_what_is_no_date_is_none(surface: str) -> None:
    assert shift(surface, 7) is None


def test_a_month_never_stands_still() -> None:
    assert [whole_months(days) for days in (7, -7, 35, -182, 0)] == [1, -1, 1, -6, 0]


@pytest.mark.parametrize(
    ("surface", "days", "moved"),
    [
        ("Q3 2019", 91, "Q4 2019"),
        ("Q4 ’19", 91, "Q1 ’20"),
        ("4-Mar-17", 14, "18-Mar-17"),
        ("Jun-87", -30, "May-87"),
        ("20240226", 7, "20240304"),
        ("25 februari 2025", 7, "4 maart 2025"),
        ("3 sierpnia 2020", 28, "31 sierpnia 2020"),
        ("28 de dezembro de 2021", 7, "4 de janeiro de 2022"),
    ],
)
def test_quarters_months_with_a_dash_dates_in_one_and_more_languages(surface: str, days: int, moved: str) -> None:
    assert shift(surface, days) == moved
