"""Dates move together: what lay between them stays, and so does how they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.calendar import Order, read, shift, whole_months
from studio.scrub.review import review
from studio.scrub.scan import corpus, scan
from studio.scrub.surrogates.holidays import telltales
from studio.store import Store
from tests.scrub.life import episode

DAYS = st.dates(date(1971, 1, 1), date(2039, 6, 30)) | st.sampled_from(
    [date(2024, 2, 29), date(2000, 2, 29), date(2023, 12, 31), date(2024, 1, 1), date(2020, 12, 31), date(2021, 1, 3)]
)
SHIFTS = st.integers(-26, 26).map(lambda weeks: weeks * 7)
FULL = (
    "{d} {B} {y}",
    "{d} {b} {y}",
    "{d}{o} {B} {y}",
    "{d}{o} of {B} {y}",
    "{d} {B}, {y}",
    "{d} {B} '{y:.2}",
    "{d}. {G} {y}",
    "{B} {d}, {y}",
    "{b} {d}{o} {y}",
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m:02d}/{d:02d}",
    "{y}{m:02d}{d:02d}",
    "{d:02d}/{m:02d}/{y}",
    "{d:02d}.{m:02d}.{y}",
    "{d:02d}-{m:02d}-{y}",
    "{d:02d}/{m:02d}/{y:.2}",
    "{y}-W{w:02d}-{u}",
)
"""Ways of writing a whole date; `{y:.2}` is a year in two digits."""
PLAIN = ("{d} {B}", "{B} {d}{o}", "{d}{o} of {B}", "{d:02d}/{m:02d}")
"""Ways of writing a date without its year."""
GERMAN = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


class Year(int):
    """A year that can be written in two digits."""

    def __format__(self, form: str) -> str:
        return f"{self % 100:02d}" if form == ".2" else f"{int(self)}"


def written(form: str, day: date) -> str:
    suffix = "th" if 10 < day.day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    iso = day.isocalendar()
    return form.format(
        d=day.day, m=day.month, y=Year(iso.year if "{w" in form else day.year), B=f"{day:%B}", b=f"{day:%b}",
        G=GERMAN[day.month - 1], o=suffix, w=iso.week, u=iso.weekday,
    )  # fmt: skip


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


@given(st.sampled_from(PLAIN), st.sampled_from(PLAIN), DAYS, st.integers(0, 364), SHIFTS, st.sampled_from([2023, 2024]))
def test_intervals_survive_without_a_year(one: str, other: str, day: date, apart: int, days: int, year: int) -> None:
    length = 366 if year == 2024 else 365
    assume((day.month, day.day) != (2, 29) or year == 2024)
    first = day.replace(year=year)
    second = date(year, 1, 1) + timedelta(days=((first - date(year, 1, 1)).days + apart) % length)
    moved = [shift(written(form, d), days, plain=year) for form, d in ((one, first), (other, second))]
    read_back = [read(m, plain=year) for m in moved if m is not None]
    new_first, new_second = (r.first for r in read_back if r is not None)
    assert (new_second - new_first).days % length == apart
    assert (new_first - first).days % length == days % length


@given(st.integers(1970, 2060), st.integers(1, 12), st.integers(0, 60), SHIFTS)
def test_months_of_a_year_keep_their_distance(year: int, month: int, apart: int, days: int) -> None:
    counts = [year * 12 + month - 1, year * 12 + month - 1 + apart]
    moved = [shift(f"{date(n // 12, n % 12 + 1, 1):%B %Y}", days) for n in counts]
    read_back = [read(m) for m in moved if m is not None]
    first, second = (r.first.year * 12 + r.first.month for r in read_back if r is not None)
    assert second - first == apart


@given(DAYS, st.integers(1, 9), SHIFTS)
def test_a_range_keeps_its_length_over_months_and_years(day: date, length: int, days: int) -> None:
    last = day + timedelta(days=length)
    assume(last.month == day.month)
    moved = shift(f"{day.day}-{last.day} {day:%B %Y}", days)
    assert moved is not None
    new_first, new_last = day + timedelta(days=days), last + timedelta(days=days)
    if new_first.month == new_last.month:
        assert moved == f"{new_first.day}-{new_last.day} {new_first:%B %Y}"
    else:
        year = f" {new_first.year}" if new_first.year != new_last.year else ""
        assert moved == f"{new_first.day} {new_first:%B}{year} – {new_last.day} {new_last:%B %Y}"


@given(st.sampled_from(FULL), DAYS, SHIFTS)
def test_the_weekday_beside_a_date_stays_true(form: str, day: date, days: int) -> None:
    reading = read(shift(written(form, day), days) or "")
    assert reading is not None
    assert reading.first.weekday() == day.weekday()


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
        ("5/06/2024", 7, "12/06/2024"),
        ("28-30 December 2024", 35, "1-3 February 2025"),
        ("2024-W11", 21, "2024-W14"),
        ("2024W52", 14, "2025W02"),
        ("week 9 of 2024", 7, "week 10 of 2024"),
        ("KW 52/2024", 7, "KW 1/2025"),
        ("Q1 2024", 35, "Q2 2024"),
        ("29 February", 7, "7 March"),
        ("28 Dec", 119, "26 Apr"),
    ],
)
def test_it_is_written_as_it_was(surface: str, days: int, moved: str) -> None:
    assert shift(surface, days) == moved


@pytest.mark.parametrize(("order", "moved"), [("dmy", "11/04/2024"), ("mdy", "03/11/2024")])
def test_the_order_decides_what_could_be_both(order: Order, moved: str) -> None:
    surface = {"dmy": "04/04/2024", "mdy": "03/04/2024"}[order]
    assert shift(surface, 7, order) == moved
    assert shift("03/25/2024", 7, order) == {"mdy": "04/01/2024", "dmy": "01/04/2024"}[order]
    assert shift("03/14/2024", 7, order) == "03/21/2024"


@pytest.mark.parametrize(
    "surface",
    [
        "31/02/2024",
        "99/99/2024",
        "yesterday",
        "Monday",
        "8/10 pain",
        "",
        "30 February",
        "29 February 2023",
        "2023-W53",
        "week 4 of 12",
    ],
)
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


def test_a_holiday_near_a_day_that_moves_is_told(store: Store, home: Home) -> None:
    said = (
        "We fought on Christmas Eve, 24 December 2023, over the tree",
        "Easter was quiet and we saw nobody",
        "on 12 March 2024 we spoke, and in Ramadan 2024 too",
        "Christmas Eve again: 3 January 2024 was better",
    )
    store.episodes.put([(episode(n, text), []) for n, text in enumerate(said)], origin="import")
    scan(store, home, Settings())
    found = {t.holiday: (t.texts, t.words) for t in telltales(store, corpus(store))}
    assert found.keys() == {"christmas eve", "ramadan"}
    assert found["christmas eve"][0] == 2
    assert found["ramadan"] == (1, "12 March 2024 we spoke, and in Ramadan")
    review.decide(store, "12 March 2024", "reject")
    assert {t.holiday for t in telltales(store, corpus(store))} == {"christmas eve"}
