from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ingest.files.tables import read_table
from studio.ingest.values.decimals import Decimals, decimals_of
from tests.ingest.memory import MemoryExport


def decimals(*cells: str) -> Decimals:
    text = "n\tm\n" + "".join(f'"{cell}"\t\n' for cell in cells)
    return decimals_of(read_table(MemoryExport("t.csv", text.encode()), ""), ["n", "gone"])


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["62.5"], "."),
        (["62,5"], ","),
        (["0,125"], ","),
        (["1,204.5"], "."),
        (["1.204,5"], ","),
        (["1,204,500"], "."),
        (["1.204.500"], ","),
        (["1,204"], "."),
        (["1.204"], "."),
        (["1,204", "3.5"], "."),
        (["1.204", "3,5"], ","),
        (["2.4", "8,5"], ""),
        (["", "twelve", "a,b"], "."),
    ],
)
def test_the_whole_table_says_which_mark_is_the_decimal_one(cells: list[str], mark: str) -> None:
    assert decimals(*cells).mark == mark


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1,204", "3.5"], [1204.0, 3.5]),
        (["1.204", "3,5"], [1204.0, 3.5]),
        (["2.4", "8,5", "12"], [2.4, 8.5, 12.0]),
        (["1,204.5", "-20", "+3", ".5", "5."], [1204.5, -20.0, 3.0, 0.5, 5.0]),
        (["1.204.500,25", "1 204,5"], [1204500.25, 1204.5]),
        (["1e3"], [1000.0]),
    ],
)
def test_every_cell_is_read_by_that(cells: list[str], values: list[float]) -> None:
    how = decimals(*cells)
    assert [how.number(cell) for cell in cells] == values


def test_a_number_that_could_be_two_is_refused_where_the_table_writes_both_ways() -> None:
    with pytest.raises(ValueError, match="both ways"):
        decimals("2.4", "8,5", "1,204").number("1,204")


@pytest.mark.parametrize(
    "text", ["ten", "1,2,3", "1..2", ",", ".", "1,23.4", "NaN", "inf", "1e999", "٣٫٥", "0x10", "1_000"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        Decimals().number(text)


def test_a_blank_is_none() -> None:
    assert Decimals().number("  ") is None


def test_it_says_what_it_decided() -> None:
    assert decimals("62.5").note == ""
    assert decimals("62,5").note == "t.csv writes decimals with a comma."
    assert decimals("1,204").note == "t.csv groups thousands with a comma."
    assert "some with a comma" in decimals("2.4", "8,5").note


@given(st.integers(-(10**9), 10**9), st.integers(0, 4), st.sampled_from([".", ","]), st.booleans())
def test_numbers_written_either_way_come_back(units: int, places: int, mark: str, grouped: bool) -> None:
    value = units / 10**places
    text = f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"
    if mark == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    assert Decimals(mark).number(text) == pytest.approx(value)


@given(st.text("0123456789.,+-eE ", max_size=12), st.sampled_from([".", ",", ""]))
def test_any_text_is_a_finite_number_or_refused(text: str, mark: str) -> None:
    with suppress(ValueError):
        value = Decimals(mark).number(text)
        assert value is None or abs(value) < float("inf")
