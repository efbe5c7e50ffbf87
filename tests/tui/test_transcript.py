"""The evidence as it is read: who speaks, what is sought, the odd letters of real people, and very long talks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from studio.store.reading import Line
from studio.tui.theme import DARK, LIGHT
from studio.tui.widgets.matching import fold, matches
from studio.tui.widgets.transcript import Transcript
from studio.tui.widgets.wrapping import wrap_spans
from tests.tui.pilot import HOSTILE

BEGAN = datetime(2024, 3, 14, 21, 4, tzinfo=UTC)


class Reading(App[None]):
    """A transcript and nothing else."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        for known in (DARK, LIGHT):
            self.register_theme(known)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield Transcript("evidence")


@asynccontextmanager
async def reading(
    lines: list[Line], *, size: tuple[int, int] = (60, 20), theme: str = "studio-dark"
) -> AsyncIterator[tuple[Pilot[None], Transcript]]:
    async with Reading(theme).run_test(size=size) as pilot:
        transcript = pilot.app.query_one(Transcript)
        transcript.show(lines, frozenset({"Me"}))
        await pilot.pause()
        yield pilot, transcript


def said(*texts: str, speakers: tuple[str, ...] = ("Jo", "Me"), part: str = "situation") -> list[Line]:
    return [
        Line(BEGAN + timedelta(seconds=20 * n), speakers[n % len(speakers)], text, part) for n, text in enumerate(texts)
    ]


def screen_of(pilot: Pilot[None]) -> list[str]:
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def marked(pilot: Pilot[None]) -> tuple[list[str], list[str]]:
    """(stretches of the present match, stretches of the others) on the screen, top to bottom."""
    transcript = pilot.app.query_one(Transcript)
    at, found = transcript._style("at"), transcript._style("found")
    strips = pilot.app.screen._compositor.render_strips()
    pieces = [(s.text, s.style) for strip in strips for s in strip]
    return (
        [text for text, style in pieces if style and style.bgcolor == at.bgcolor and style.bold],
        [text for text, style in pieces if style and style.underline and style.color == found.color],
    )


async def test_what_is_sought_is_marked_and_one_goes_from_match_to_match() -> None:
    talk = said("I am so sorry", "no. SORRY is not enough", *["…"] * 40, "so\u0301rry again")
    async with reading(talk) as (pilot, transcript):
        assert transcript.find("sorry") == 3
        await pilot.pause()
        assert transcript.match_words == "1 of 3"
        assert marked(pilot) == (["sorry"], ["SORRY"])
        assert transcript.step_match(1) == "2 of 3"
        await pilot.pause()
        assert marked(pilot) == (["SORRY"], ["sorry"])
        assert transcript.step_match(1) == "3 of 3"
        await pilot.pause()
        assert marked(pilot) == (["so\u0301rry"], [])
        assert transcript.step_match(1) == "1 of 3"
        assert transcript.step_match(-1) == "3 of 3"
        assert transcript.find("") == 0
        await pilot.pause()
        assert marked(pilot) == ([], [])


async def test_a_match_that_breaks_over_two_rows_is_marked_on_both() -> None:
    async with reading(said("we said we would never talk of the holiday again"), size=(40, 20)) as (pilot, transcript):
        assert transcript.find("never talk of the holiday") == 1
        await pilot.pause()
        here, _ = marked(pilot)
        assert len(here) > 1
        assert "".join(here).replace(" ", "") == "nevertalkoftheholiday"


async def test_a_search_outlives_the_context_that_opens_and_the_next_episode() -> None:
    async with reading(said("late again")) as (pilot, transcript):
        transcript.find("late")
        before = [Line(BEGAN - timedelta(minutes=3), "Jo", "you are late", "context")]
        transcript.show(before + said("late again"), frozenset({"Me"}), keep_place=True)
        await pilot.pause()
        assert transcript.match_words == "1 of 2"
        transcript.show(said("nothing of the kind"), frozenset({"Me"}))
        await pilot.pause()
        assert transcript.match_words == "none"
        assert marked(pilot) == ([], [])


@pytest.mark.parametrize("theme", ["studio-dark", "studio-light"])
async def test_speakers_differ_by_name_by_bar_and_by_colour_and_stay_the_same(theme: str) -> None:
    talk = said("one", "two", "three", "four", "five", speakers=("Me", "Jo", "Ada", "Kim", "Lou"))
    async with reading(talk, theme=theme) as (pilot, transcript):

        def looks() -> dict[str, tuple[str, object]]:
            rows = [list(transcript.render_line(y)) for y in range(5)]
            return {row[2].text.strip(): (row[3].text, row[2].style and row[2].style.color) for row in rows}

        first = looks()
        assert len({bar for bar, _ in first.values()}) == 5
        assert len({colour for _, colour in first.values()}) == 5
        transcript.show(list(reversed(talk)), frozenset({"Me"}))
        await pilot.pause()
        assert looks() == first


async def test_notes_nights_and_training_have_their_marks() -> None:
    lines = [
        Line(BEGAN, "Squat (Barbell), paused", "5 × 100 kg", "response"),
        Line(BEGAN, "Squat (Barbell), paused", "100 kg: 5, 5, 4", "response"),
        Line(BEGAN + timedelta(hours=9), None, "Night after: slept 4 h 10 min, usually 7 h 20 min", "after"),
        Line(BEGAN + timedelta(days=2), "Therapy", "he named it first this time", "note"),
        Line(None, None, "what was said before", "situation"),
        Line(None, None, "and then", "situation"),
    ]
    async with reading(lines, size=(100, 30)) as (pilot, _):
        shown = "\n".join(screen_of(pilot))
        assert "▌ 21:04 Squat (Barbell), paus…" in shown
        assert shown.count("Squat") == 1
        assert "▹ after" in shown
        assert "✎ note  Therapy" in shown
        assert "── Sat 16 Mar 2024" in shown
        assert shown.count("what led up to it") == 1


@pytest.mark.parametrize("text", [*HOSTILE, "z" + "\u0301" * 500, "half \ud800 a pair", "日本語" * 40], ids=range(9))
async def test_the_odd_letters_of_real_people_stay_in_their_rows(text: str) -> None:
    async with reading([*said(text, text), Line(None, None, text, "outcome")]) as (pilot, transcript):
        transcript.find(text[:30])
        await pilot.pause()
        rows = screen_of(pilot)
        shown = "\n".join(rows)
        assert not {"\x1b", "\x00", "\u202e", "\ud800"} & set(shown)
        assert all(cell_len(row) == 60 for row in rows if "\u0301" not in row)
        assert ("␛[31m" in shown) == ("\x1b" in text)
        assert transcript.match_words != "none" or "\x1b" in text or "\u202e" in text or "\ud800" in text


async def test_a_talk_of_ten_thousand_lines_is_searched_to_its_end_and_a_message_of_a_megabyte_is_cut() -> None:
    talk = said(*[f"line {n} of a long évening" for n in range(10_000)], "the end of it", "x" * 1_000_000)
    async with reading(talk) as (pilot, transcript):
        assert transcript.find("the end") == 1
        await pilot.pause()
        assert "the end of it" in "\n".join(screen_of(pilot))
        assert transcript.find("more characters") == 1
        await pilot.pause()
        assert "and 960,000 more characters" in " ".join(" ".join(screen_of(pilot)).split()).replace("┃ ", "")
        assert transcript.find("evening") == 10_000


LETTERS = st.lists(
    st.sampled_from(["a", "B", " ", "日", "é", "e\u0301", "\n", "ß", "İ", "’", "👩‍👩‍👧", "\u200b"]), max_size=40
).map("".join)


@given(text=LETTERS, width=st.integers(3, 12))
def test_rows_hold_every_letter_in_order(text: str, width: int) -> None:
    at = 0
    for begin, end in wrap_spans(text, width):
        assert at <= begin <= end
        assert not text[at:begin].strip()
        at = end
    assert not text[at:].strip()


@given(text=LETTERS, begin=st.integers(0, 40), length=st.integers(1, 6))
def test_whatever_stands_in_a_text_is_found_there(text: str, begin: int, length: int) -> None:
    sought = fold(text[begin : begin + length].upper())
    if sought:
        found = matches(text, fold(text), sought)
        assert found
        assert all(fold(text[a:b]) == sought for a, b in found if "ß" not in text[a:b])


def test_capitals_accents_and_curly_quotes_make_no_difference() -> None:
    text = "I’m at the CAFE\u0301 in the Straße"
    for sought, there in (("i'm", "I’m"), ("café", "CAFE\u0301"), ("strasse", "Straße"), ("STRASS", "Straß")):
        assert [text[a:b] for a, b in matches(text, fold(text), fold(sought))] == [there]
