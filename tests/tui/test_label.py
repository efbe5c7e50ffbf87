"""The label screen: stories told in keys, the text of hostile people, small terminals, a few pictures."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pexpect
import pyte
import pytest
from textual.pilot import Pilot
from textual.widgets import Markdown

from studio.core.clock import now
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.store import Store
from studio.tui.app import StudioApp
from studio.tui.screens.label import LabelScreen
from tests.label.life import put
from tests.tui.labelling import arrived, here, labelling
from tests.tui.pilot import SMALL, opened, screen_text, settled, studio


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=12, training_days=0)
    return store


async def test_an_outcome_is_one_key_and_the_next_one_is_there(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        shown = screen_text(pilot)
        assert "because: every second pick is random" in shown
        assert "you said seven, now it is late" in shown
        assert "half random, half by need · 0 of 12" in shown
        await pilot.press("2", "w", "a")
        assert here(screen) != first
        assert life.labels.current(first) == {"trigger": "lateness", "response_style": "repaired", "outcome": "good"}
        shown = screen_text(pilot)
        assert "1 of 12" in shown
        assert "⟲ 3 undo" in shown
        assert "1/30 now" in shown
        assert "last: good" in shown


async def test_a_value_key_marks_the_panel_and_stays(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("1")
        assert "▸1 money" in screen_text(pilot)
        await pilot.press("3")
        shown = screen_text(pilot)
        assert "▸3 chores" in shown
        assert "▸1 money" not in shown
        await pilot.press("3")
        assert "▸" not in screen_text(pilot).split("trigger")[1].split("your response")[0]
        assert here(screen) == first


async def test_u_goes_back_to_where_it_was_said_and_redo_forward(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("a")
        second = here(screen)
        await pilot.press("d")
        await pilot.press("u")
        assert here(screen) == second
        await pilot.press("u")
        assert here(screen) == first
        assert life.labels.current(first) == {}
        await pilot.press("U", "ctrl+r")
        assert life.labels.current(first) == {"outcome": "good"}
        assert life.labels.current(second) == {"outcome": "bad"}
        await pilot.press("ctrl+r")
        assert life.labels.depth() == (2, 0)


async def test_what_another_process_labelled_can_be_undone_here(life: Store, home: Home) -> None:
    life.labels.set("e007", {"outcome": "bad"}, sitting="yesterday")
    async with labelling(life, home) as (pilot, screen):
        await pilot.press("u")
        assert here(screen) == "e007"
        assert life.labels.current("e007") == {}


async def test_skip_flag_and_history(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("exclamation_mark")
        assert "⚑ 1" in screen_text(pilot)
        await pilot.press("4", "H")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "trigger: phone" in shown
        assert "flag" in shown
        await pilot.press("escape", "x")
        await settled(pilot)
        assert here(screen) != first
        assert life.labels.skipped() == {first}


async def test_context_opens_and_closes_and_the_arrows_scroll(life: Store, home: Home) -> None:
    async with labelling(life, home, size=SMALL) as (pilot, screen):
        rows = screen.pane.transcript.shown_rows
        while here(screen) in ("e000", "e011"):
            await pilot.press("space")
        await pilot.press("comma", "full_stop")
        assert screen.pane.transcript.shown_rows > rows
        await pilot.press("up", "pageup", "pagedown", "down")
        await pilot.press("comma", "full_stop")
        assert screen.pane.transcript.shown_rows == rows
        await pilot.press("comma", "space", "b")
        assert screen.pane.transcript.shown_rows == rows


async def test_the_end_says_what_is_left_to_do(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        for _ in range(12):
            await pilot.press("s")
        shown = screen_text(pilot)
        assert "12 of 12 are labelled" in shown
        assert "b back" in shown
        await pilot.press("a", "1", "x", "i", "j", "comma", "H", "exclamation_mark", "space")
        assert life.labels.depth() == (12, 0)
        await pilot.press("b")
        assert here(screen)
        await pilot.press("u")
        assert life.labels.depth() == (11, 1)


async def test_nothing_to_label_says_what_to_press(store: Store, home: Home) -> None:
    async with labelling(store, home, size=SMALL) as (pilot, _):
        assert "Nothing to label yet" in screen_text(pilot)
        assert "press g c" in screen_text(pilot)
        await pilot.press("a", "u", "U", "x", "b", "space")
        assert store.labels.depth() == (0, 0)


async def test_a_broken_scheme_says_which_line(life: Store, home: Home) -> None:
    home.schemes.mkdir()
    (home.schemes / "ours.toml").write_text('name = "ours"\nrevision = 0\n', encoding="utf-8")
    async with opened(life, home) as pilot:
        studio(pilot).go("label")
        await settled(pilot)
        await settled(pilot)
        assert "line 2: `revision` must be a whole number from 1" in " ".join(screen_text(pilot).split())


async def test_modes_go_round_and_a_second_reading_is_blind(life: Store, home: Home) -> None:
    life.labels.set("e004", {"outcome": "good", "trigger": "money"}, why="audit", at=now() - timedelta(days=9))
    async with labelling(life, home) as (pilot, screen):
        for letter, expected in (("r", "random audit"), ("n", "filling gaps"), ("2", "second reading")):
            await pilot.press("M", letter)
            screen = await arrived(pilot)
            assert expected in screen_text(pilot)
        assert here(screen) == "e004"
        assert "▸1 money" not in screen_text(pilot)
        await pilot.press("H", "s")
        assert [(r.first, r.second) for r in life.labels.readings()] == [("good", "mixed")]
        assert "1 of 12 are labelled" in screen_text(pilot)
        for letter, expected in (
            ("w", "texts begun ·"),
            ("x", "set aside ·"),
            ("!", "flagged ·"),
            ("m", "half random"),
        ):
            await pilot.press("M", "exclamation_mark" if letter == "!" else letter)
            await arrived(pilot)
            assert expected in screen_text(pilot)


async def test_what_is_told_in_the_corner_does_not_pile_up(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, _):
        await pilot.press("u", "u", "u", "U")
        await settled(pilot)
        assert [one.message for one in pilot.app._notifications] == ["Nothing to undo.", "Nothing to redo."]
        await pilot.press("T", "T", "T")
        await settled(pilot)
        assert [one.message for one in pilot.app._notifications] == ["A sitting is 200 labels."]


@pytest.mark.parametrize("size", [(40, 12), (20, 5), (8, 3)])
async def test_a_terminal_too_small_for_anything_still_takes_labels(
    life: Store, home: Home, size: tuple[int, int]
) -> None:
    async with labelling(life, home, size=SMALL) as (pilot, screen):
        first = here(screen)
        await pilot.press("ctrl+t")
        await pilot.resize_terminal(*size)
        await settled(pilot)
        await pilot.press("escape", "comma", "n", "y", "escape", "!", "a")
        await settled(pilot)
        assert life.labels.current(first) == {"outcome": "good"}
        await pilot.press("M", "escape", "A", "escape", "B")
        await settled(pilot)


async def test_remapped_keys_act_and_are_shown(life: Store, home: Home) -> None:
    settings = Settings(keymap=("label.value.a=k", "label.value.1=m", "label.note=l"))
    async with labelling(life, home, settings=settings) as (pilot, screen):
        first = here(screen)
        assert "k good" in screen_text(pilot)
        assert "m money" in screen_text(pilot)
        assert "l note" in screen_text(pilot)
        assert screen_text(pilot).splitlines()[-1].startswith(" k s d f outcome→next  m234567890 trigger  q-p response")
        await pilot.press("m", "k")
        assert life.labels.current(first) == {"trigger": "money", "outcome": "good"}


async def test_the_help_lists_a_row_of_values_once(life: Store, home: Home) -> None:
    async with labelling(life, home, settings=Settings(keymap=("label.value.s=k",))) as (pilot, _):
        await pilot.press("question_mark")
        await settled(pilot)
        told = pilot.app.screen.query_one(Markdown).source
        assert "| `a k d f` | outcome→next |" in told
        assert "| `1-9` | trigger |" in told
        assert "panel shows on" not in told
        assert "Focus" not in told


async def test_every_binding_has_an_id_a_tooltip_and_a_group() -> None:
    bindings = LabelScreen._merge_bindings().key_to_bindings
    own = [b for many in bindings.values() for b in many if (b.id or "").startswith("label.")]
    assert len(own) > 35
    assert all(b.tooltip and b.group for b in own)
    ids = [b.id for b in own if "," not in b.key]
    assert len({(b.id, b.action) for b in own}) == len(set(ids))


@pytest.mark.parametrize("size", [SMALL, (100, 30), (120, 40), (200, 60)])
async def test_every_size_shows_the_keys(life: Store, home: Home, size: tuple[int, int]) -> None:
    async with labelling(life, home, size=size) as (pilot, _):
        shown = screen_text(pilot)
        assert "because:" in shown
        assert "a good" in shown
        assert "n note" in shown
        assert ("▸· " in shown) == (size[0] >= 120)


def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes, so that pictures are the same everywhere."""
    monkeypatch.setattr("studio.label.sitting.monotonic", lambda: 100.0)


@pytest.mark.parametrize(
    ("name", "size", "theme", "keys"),
    [
        ("wide after a few", (140, 40), "dark", "2 w a d 1"),
        ("small and light", SMALL, "light", "2 w"),
        ("topics open", (120, 36), "dark", "j b e"),
        ("advice half typed", SMALL, "dark", "3 i w a i t"),
    ],
    ids=["wide", "small-light", "topics", "advice"],
)
def test_it_looks_like_this(
    snap_compare: Any,
    monkeypatch: pytest.MonkeyPatch,
    life: Store,
    home: Home,
    name: str,
    size: tuple[int, int],
    theme: str,
    keys: str,
) -> None:
    still(monkeypatch)

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot)
        studio(pilot).go("label")
        await arrived(pilot)
        await pilot.press(*keys.split())
        await settled(pilot)

    app = StudioApp(home, Settings(theme=theme), life)
    assert snap_compare(app, terminal_size=size, run_before=story), name


def settled_part(shown: str) -> list[str]:
    """The screen between header and keys, without what is learned in a thread meanwhile."""
    return re.sub(r"\d+%|[≈ ]i advice [ …]", "", shown).split("\n")[1:-1]


@pytest.mark.pty
def test_what_a_real_terminal_shows_after_many_keys_is_what_a_whole_repaint_shows(home: Home) -> None:
    """Only changed lines are sent; a line forgotten would stay wrong on the terminal and nowhere else."""
    with Store.open(home) as opened_store:
        put(opened_store, evenings=12)
    terminal = pyte.Screen(140, 40)
    stream = pyte.ByteStream(terminal)
    environment = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    command = ["-m", "studio", "--home", str(home.root)]
    child = pexpect.spawn(sys.executable, command, dimensions=(40, 140), env=environment, timeout=60)
    child.delaybeforesend = None

    def until(text: str, without: str = "\x00") -> str:
        for _ in range(300):
            with suppress(pexpect.TIMEOUT):
                stream.feed(child.read_nonblocking(65536, timeout=0.1))
                continue
            shown = "\n".join(terminal.display)
            if text in shown and without not in shown:
                return shown
        raise AssertionError(f"{text!r} never came:\n" + "\n".join(terminal.display))

    try:
        until("Next ▸")
        child.send("gl")
        until("because:")
        story = ("2wa", "⟲ 3 undo"), ("1qd3", "⟲ 7 undo"), ("u,", "⟲ 6 undo"), (".xs", "⟲ 8 undo"), ("bb4", "▸4 phone")
        for keys, text in story:
            child.send(keys)
            piecewise = until(text)
        child.send("?")
        until("Esc closes")
        child.send("\x1b")
        until("▸4 phone", without="Esc closes")
        child.setwinsize(39, 139)
        terminal.resize(39, 139)
        until("▸4 phone")
        child.setwinsize(40, 140)
        terminal.resize(40, 140)
        assert settled_part(until("▸4 phone")) == settled_part(piecewise)
    finally:
        child.terminate(force=True)
        child.wait()
    with Store.open(home) as again:
        assert again.labels.depth() == (9, 0)
