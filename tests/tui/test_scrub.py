"""The scrub room: one key decides and moves on, both sides in view, hostile text, empty rooms."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.review import surfaces
from studio.scrub.scan import scan
from studio.store import Store
from studio.tui.screens.scrub import ScrubScreen
from studio.tui.widgets.question import Question
from tests.scrub.life import episode, live
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled


def room(pilot: Pilot[None]) -> ScrubScreen:
    assert isinstance(pilot.app.screen, ScrubScreen)
    return pilot.app.screen


def decisions(store: Store) -> dict[str, str | None]:
    return {s.surface: s.decision for s in surfaces(store, contexts=False)}


async def enter(pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await settled(pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_an_empty_room_says_what_comes_first(store: Store, home: Home, size: tuple[int, int]) -> None:
    async with opened(store, home, size=size) as pilot:
        await enter(pilot)
        shown = screen_text(pilot)
        assert "Nothing to scrub yet" in shown
        assert "g c" in shown


async def test_a_scan_starts_from_the_screen(store: Store, home: Home) -> None:
    live(store)
    async with opened(store, home) as pilot:
        await enter(pilot)
        assert "Press s" in screen_text(pilot)
        await pilot.press("s")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "to decide" in shown
        assert "Ingrid" in shown
        assert "a name on your people list" in shown
    assert store.scrub.status().pending > 5


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_one_key_decides_and_moves_to_the_next(store: Store, home: Home, size: tuple[int, int]) -> None:
    live(store)
    scan(store, home, Settings())
    before = store.scrub.status().pending
    async with opened(store, home, size=size) as pilot:
        await enter(pilot)
        first = room(pilot).chosen
        assert first is not None
        await pilot.press("y")
        second = room(pilot).chosen
        assert second is not None
        assert second.surface != first.surface
        await pilot.press("n")
        assert decisions(store)[first.surface] == "accept"
        assert decisions(store)[second.surface] == "reject"
        assert f"{before - 2} to decide" in screen_text(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert room(pilot).chosen == second
        assert decisions(store)[second.surface] is None
        assert f"{before - 1} to decide" in screen_text(pilot)


async def test_both_sides_show_the_span_underlined(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())
    async with opened(store, home) as pilot:
        await enter(pilot)
        shown = screen_text(pilot)
        assert "you wrote" in shown
        assert "the model reads" in shown
        chosen = room(pilot).chosen
        assert chosen is not None
        for side, word in (("#wrote-text", chosen.surface), ("#reads-text", chosen.replacement)):
            content = room(pilot).query_one(side, Static).visual
            rendered = room(pilot).query_one(side, Static).render_line(0)
            assert content is not None
            under = "".join(s.text for s in rendered if s.style and s.style.underline)
            assert under.casefold() == word.casefold()


async def test_words_of_ones_own(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())
    async with opened(store, home, size=SMALL) as pilot:
        await enter(pilot)
        first = room(pilot).chosen
        assert first is not None
        await pilot.press("r")
        assert isinstance(pilot.app.focused, Input)
        await pilot.press("escape")
        assert decisions(store)[first.surface] is None
        await pilot.press("r", *"Zofia", "enter")
        await settled(pilot)
        found = {s.surface: s for s in surfaces(store)}
        assert found[first.surface].replacement == "Zofia"
        assert isinstance(pilot.app.focused, OptionList)


async def test_whom_a_word_means(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())
    async with opened(store, home) as pilot:
        await enter(pilot)
        names = [s.surface for s in room(pilot).surfaces]
        room(pilot).listing.highlighted = names.index("Wilhelmina")
        await pilot.press("p", *"Ingrid Solheim", "enter")
        await settled(pilot)
    found = {s.surface: s for s in surfaces(store)}
    assert found["Wilhelmina"].person == "Ingrid Solheim"
    assert found["Wilhelmina"].replacement == found["Ingrid"].replacement


async def test_what_a_word_really_is(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())
    async with opened(store, home) as pilot:
        await enter(pilot)
        names = [s.surface for s in room(pilot).surfaces]
        room(pilot).listing.highlighted = names.index("Brighton")
        await pilot.press("t")
        assert isinstance(pilot.app.focused, Question)
        assert "Brighton" in screen_text(pilot)
        await pilot.press("p")
        await settled(pilot)
    assert {s.surface: s.as_entity for s in surfaces(store)}["Brighton"] == "PERSON"


async def test_all_like_it(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())
    async with opened(store, home) as pilot:
        await enter(pilot)
        names = [s.surface for s in room(pilot).surfaces]
        room(pilot).listing.highlighted = names.index("14 March")
        await pilot.press("Y")
        await settled(pilot)
        assert decisions(store)["21 March"] == "accept"
        assert decisions(store)["Ingrid"] is None
        await pilot.press("u")
        await settled(pilot)
    assert decisions(store)["21 March"] is None


async def test_what_was_not_flagged_is_looked_at(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())
    async with opened(store, home) as pilot:
        await enter(pilot)
        await pilot.press("R")
        await settled(pilot)
        assert "Does this identify anybody?" in screen_text(pilot)
        await pilot.press("n", "y")
        await pilot.press("escape")
        await settled(pilot)
        assert "planted" in screen_text(pilot)
    assert sorted(store.scrub.looked().values()) == [False, True]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_hostile_text_is_shown_and_decided(store: Store, home: Home, size: tuple[int, int]) -> None:
    store.episodes.put(
        [(episode(n, f"{text}\nmy sister Zephyrine said on 14 March {text}"), []) for n, text in enumerate(HOSTILE)],
        origin="import",
    )
    scan(store, home, Settings())
    async with opened(store, home, size=size) as pilot:
        await enter(pilot)
        assert "Zephyrine" in screen_text(pilot)
        for _ in range(len(room(pilot).surfaces)):
            await pilot.press("down")
        await pilot.press("y", "n", "y", "u")
        await settled(pilot)
        assert "\x1b" not in screen_text(pilot)
