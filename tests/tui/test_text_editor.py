"""Writing while one labels: keep, leave, many lines, paste, undo, drafts as one types; and looking for words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events, on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from studio.tui.theme import DARK
from studio.tui.widgets.find_bar import FindBar
from studio.tui.widgets.text_editor import MOST, TextEditor, writable
from studio.tui.widgets.transcript import Transcript
from tests.tui.pilot import HOSTILE
from tests.tui.test_transcript import said


class Desk(App[None]):
    """Evidence, a find bar, an editor; what they say is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.heard: list[tuple[str, Any]] = []

    def compose(self) -> ComposeResult:
        yield Transcript("evidence")
        yield FindBar("find")
        yield TextEditor("editor")

    @on(TextEditor.Kept)
    def kept(self, event: TextEditor.Kept) -> None:
        self.heard.append(("kept", (event.field, event.text)))

    @on(TextEditor.Left)
    def left(self, event: TextEditor.Left) -> None:
        self.heard.append(("left", (event.field, event.text)))

    @on(TextEditor.Draft)
    def draft(self, event: TextEditor.Draft) -> None:
        self.heard.append(("draft", (event.field, event.text)))

    @on(FindBar.Closed)
    def closed(self) -> None:
        self.heard.append(("closed", None))


@asynccontextmanager
async def writing(text: str = "") -> AsyncIterator[tuple[Pilot[None], TextEditor, list[tuple[str, Any]]]]:
    app = Desk()
    async with app.run_test(size=(60, 24)) as pilot:
        editor = app.query_one(TextEditor)
        editor.ask("advice", "What would you tell yourself?", text)
        await pilot.pause()
        yield pilot, editor, app.heard


def screen(pilot: Pilot[None]) -> str:
    return "\n".join("".join(s.text for s in strip) for strip in pilot.app.screen._compositor.render_strips())


async def test_enter_keeps_one_line_and_breaks_a_text_of_many() -> None:
    async with writing() as (pilot, editor, heard):
        await pilot.press(*"wait")
        assert "Enter keeps" in screen(pilot)
        await pilot.press("enter")
        assert heard[-1] == ("kept", ("advice", "wait"))
        await pilot.press("ctrl+j", *"a day")
        assert "Ctrl+S keeps" in screen(pilot)
        await pilot.press("enter", *"ok", "ctrl+s")
        assert heard[-1] == ("kept", ("advice", "wait\na day\nok"))
        assert editor.size.height == 3


async def test_escape_leaves_it_and_what_was_typed_is_told_before_that() -> None:
    async with writing("tea") as (pilot, _, heard):
        await pilot.press(*" helps")
        await pilot.pause(0.5)
        assert heard[-1] == ("draft", ("advice", "tea helps"))
        await pilot.press("s", "escape")
        assert heard[-1] == ("left", ("advice", "tea helpss"))
        await pilot.pause(0.5)
        assert [kind for kind, _ in heard][-1:] == ["left"]


async def test_a_draft_of_one_field_is_never_told_as_another() -> None:
    async with writing() as (pilot, editor, heard):
        await pilot.press(*"first")
        editor.ask("note", "Anything else?", "second")
        await pilot.pause(0.5)
        assert heard[-1] == ("draft", ("advice", "first"))
        await pilot.press("!")
        await pilot.pause(0.5)
        assert heard[-1] == ("draft", ("note", "second!"))


async def test_undo_and_redo_inside_end_where_the_field_began() -> None:
    async with writing("kept before") as (pilot, editor, _):
        await pilot.press("ctrl+z")
        assert editor.text == "kept before"
        editor.post_message(events.Paste(" and\nmore"))
        await pilot.pause()
        assert editor.text == "kept before and\nmore"
        await pilot.press("ctrl+z")
        assert editor.text == "kept before"
        await pilot.press("ctrl+y")
        assert editor.text == "kept before and\nmore"


async def test_a_paste_of_many_lines_from_any_system_is_one_text() -> None:
    async with writing() as (pilot, editor, heard):
        pilot.app.post_message(events.Paste("one\r\ntwo\rthree\u2028four\x0bfive\n"))
        await pilot.pause()
        assert editor.text == "one\ntwo\nthree\nfour\nfive\n"
        assert editor.size.height == 6
        pilot.app.post_message(events.Paste("line\n" * 40))
        await pilot.pause()
        assert editor.size.height == 8
        await pilot.press("ctrl+s")
        assert heard[-1][1][1].count("\n") == 45


async def test_a_paste_that_is_too_long_is_refused_whole_and_says_so() -> None:
    async with writing("mine ") as (pilot, editor, _):
        pilot.app.post_message(events.Paste("x" * 1_000_000))
        await pilot.pause()
        assert editor.text == "mine "
        assert [f"{MOST:,}" in note.message for note in pilot.app._notifications] == [True]
        pilot.app.post_message(events.Paste("y" * (MOST - 5)))
        await pilot.pause()
        await pilot.press("z")
        assert len(editor.text) == MOST


@pytest.mark.parametrize("text", [*HOSTILE, "z" + "\u0301" * 300, "half \ud800 a pair", "\x00\x00"], ids=range(9))
async def test_hostile_text_is_written_and_kept_as_text(text: str) -> None:
    text = text[: MOST - 10]
    async with writing() as (pilot, editor, heard):
        pilot.app.post_message(events.Paste(text))
        await pilot.pause()
        assert editor.text == writable(text)
        assert not {"\x1b", "\x00", "\u202e", "\ud800"} & set(screen(pilot))
        editor.ask("note", text, text)
        await pilot.pause()
        await pilot.press("home", "right", "a", "end", "b", "backspace", "left", "ctrl+s")
        field, kept = heard[-1][1]
        assert field == "note"
        assert kept.encode("utf-8")
        assert len(kept) == len(writable(text)) + 1
        if "[/INST]" in text:
            assert "/INST] [red]not red[/red]" in screen(pilot)


async def test_the_marks_that_turn_writing_are_kept_and_not_obeyed() -> None:
    async with writing("\u200fשלום\u202e abc") as (pilot, _, heard):
        assert not {"\u200f", "\u202e"} & set(screen(pilot))
        await pilot.press("enter")
        assert heard[-1][1][1] == "\u200fשלום\u202e abc"


async def test_looking_for_words_under_the_evidence() -> None:
    app = Desk()
    async with app.run_test(size=(60, 24)) as pilot:
        evidence, bar = app.query_one(Transcript), app.query_one(FindBar)
        evidence.show(said("I am late", "late again", *["…"] * 30, "too late"))
        bar.open(evidence)
        await pilot.press(*"LATE")
        assert "1 of 3" in screen(pilot)
        await pilot.press("enter", "enter")
        assert "3 of 3" in screen(pilot)
        assert "too late" in screen(pilot)
        await pilot.press("up")
        assert "2 of 3" in screen(pilot)
        await pilot.press("x")
        assert "none" in screen(pilot)
        await pilot.press("backspace", "escape")
        assert app.heard == [("closed", None)]
        assert not bar.display
        assert evidence.match_words == "1 of 3"
        bar.open(evidence)
        await pilot.press(*"[/")
        pilot.app.post_message(events.Paste(HOSTILE[1]))
        await pilot.pause()
        assert "\x1b" not in screen(pilot)
