"""Keys: every one is listed, can be put elsewhere, and acts there at once; what cannot be meant is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from studio.core.errors import UsageError
from studio.core.paths import Home
from studio.core.settings import Settings, load_settings, save_settings
from studio.store import Store
from studio.tui.keymap import checked, in_the_way, keys, problems, refusal, spoken, told_at_start
from studio.tui.screens.keys import KeysScreen
from studio.tui.widgets.line_input import LineInput
from tests.label.life import put
from tests.tui.labelling import arrived, here
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled, studio


@asynccontextmanager
async def choosing(
    store: Store, home: Home, *, size: tuple[int, int] = LARGE, settings: Settings | None = None
) -> AsyncIterator[Pilot[None]]:
    """The keys, open over the label room."""
    put(store, evenings=6)
    async with opened(store, home, size=size, settings=settings) as pilot:
        studio(pilot).go("label")
        await arrived(pilot)
        pilot.app.push_screen(KeysScreen())
        await settled(pilot)
        yield pilot


async def test_a_new_key_is_found_pressed_saved_and_acts_at_once(store: Store, home: Home) -> None:
    async with choosing(store, home) as pilot:
        assert "Type to find" in screen_text(pilot)
        await pilot.press(*"label.note", "enter")
        assert "Press the new key" in screen_text(pilot)
        await pilot.press("N")
        assert "is on N now" in screen_text(pilot)
        assert load_settings(home).keymap == ("label.note=N",)
        await pilot.press("escape", "N")
        await settled(pilot)
        assert pilot.app.focused is not None
        await pilot.press("escape", "n")
        assert pilot.app.focused is None
        pilot.app.push_screen(KeysScreen())
        await settled(pilot)
        await pilot.press(*"label.note", "enter", "backspace")
        assert load_settings(home).keymap == ()


async def test_a_key_that_is_taken_is_named_and_can_be_swapped(store: Store, home: Home) -> None:
    async with choosing(store, home) as pilot:
        await pilot.press(*"label.value.a", "enter", "d")
        assert "d is taken here" in screen_text(pilot)
        assert load_settings(home).keymap == ()
        await pilot.press("enter")
        assert load_settings(home).keymap == ("label.value.a=d", "label.value.d=a")
        await pilot.press("escape")
        await settled(pilot)
        first = here(await arrived(pilot))
        await pilot.press("d")
        assert store.labels.current(first) == {"outcome": "good"}


async def test_keys_that_act_everywhere_stay_and_cannot_be_taken(store: Store, home: Home) -> None:
    async with choosing(store, home) as pilot:
        await pilot.press(*"label.note", "enter")
        for wanted, words in (("g", "Go to a room"), ("question_mark", "What this room is for"), ("ctrl+t", "Press")):
            await pilot.press(wanted)
            assert words in screen_text(pilot)
        assert load_settings(home).keymap == ()
        await pilot.press("escape")
        await pilot.press(*["backspace"] * 10, *"app.go", "enter")
        assert "acts everywhere and stays what it is" in screen_text(pilot)


async def test_the_arrow_keys_move_in_the_list_and_can_be_given_too(store: Store, home: Home) -> None:
    async with choosing(store, home, size=SMALL) as pilot:
        await pilot.press(*"evidence up", "enter", "shift+up")
        assert load_settings(home).keymap == ("label.up=shift+up",)
        await pilot.press("enter", "up", "escape")
        assert load_settings(home).keymap == ()


async def test_nothing_found_is_said_and_hostile_words_are_words(store: Store, home: Home) -> None:
    hostile = Settings(keymap=("label.note=[/INST]", "[red]=x", f"label.undo={HOSTILE[1]}"))
    async with choosing(store, home, settings=hostile) as pilot:
        for text in HOSTILE:
            pilot.app.screen.query_one("#keys-filter", LineInput).value = text[:200]
            await pilot.pause()
            shown = screen_text(pilot)
            assert "Nothing is called that" in shown
            assert not {"\x1b", "\x00", "\u202e"} & set(shown)


async def test_a_keymap_that_cannot_be_meant_is_told_at_the_start_with_its_line(store: Store, home: Home) -> None:
    settings = Settings(keymap=("label.note=a", "label.nte=l", "label.undo=g", "label.skip=foo", "label.on="))
    save_settings(home, settings)
    async with opened(store, home, settings=settings) as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            if pilot.app._notifications:
                break
        (note,) = pilot.app._notifications
        assert "settings.toml, line 2: a does something else in the same place" in note.message
        assert "line 3: no key has the id “label.nte”; label.note?" in note.message
        assert "line 4: g acts everywhere" in note.message
        assert "line 5: “foo” is no key" in note.message
        assert "1 more" in note.message


def test_no_two_keys_of_one_place_begin_on_the_same_key() -> None:
    for key in keys():
        for default in key.default:
            others = [other.id for other in in_the_way(key, default, {}) if other.room != "everywhere"]
            assert not others, (key.id, default, others)
            assert key.fixed or not refusal(key, default) or key.id == "help.close"


def test_every_key_says_what_it_does_and_where() -> None:
    assert len({key.id for key in keys()}) == len(keys()) > 100
    for key in keys():
        assert key.words, key.id
        assert key.room, key.id


def test_a_key_is_checked_before_it_is_saved() -> None:
    settings = checked(Settings(), "label.note", ["N", "f5"])
    assert settings.keymap == ("label.note=N,f5",)
    assert problems(settings) == []
    assert checked(settings, "label.note", ["n"]).keymap == ()
    for name, wanted, words in (
        ("label.note", ["g"], "acts everywhere"),
        ("label.note", ["i"], "does something else in the same place"),
        ("label.note", ["no key"], "is no key"),
        ("episodes.cut", ["j"], "does something else"),
        ("app.quit", ["x"], "stays what it is"),
        ("label.nte", ["x"], "No key has the id"),
    ):
        with pytest.raises(UsageError, match=words):
            checked(settings, name, wanted)


def test_nothing_is_told_of_a_keymap_that_is_fine(home: Home) -> None:
    assert told_at_start(home, Settings()) == ""
    assert told_at_start(home, Settings(keymap=("label.note=N", "label.value.a=d", "label.value.d=a"))) == ""
    assert [spoken(key) for key in ("exclamation_mark", "ctrl+r", "shift+up", "N")] == ["!", "Ctrl+R", "Shift+↑", "N"]
