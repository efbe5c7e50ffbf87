"""The scrub room: one key decides and moves on, both sides in view, hostile text, empty rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import sleep

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from studio.core.paths import Home
from studio.core.progress import Report, Step, Stop
from studio.core.settings import Settings
from studio.scrub.review.review import surfaces
from studio.scrub.risk.residual import sample
from studio.scrub.scan import ScanReport, options_of, scan
from studio.store import Store
from studio.tui.screens.scrub import ScrubScreen
from studio.tui.screens.scrub_looking import LookScreen
from studio.tui.widgets.line_list import LineList
from studio.tui.widgets.question import Question
from studio.tui.widgets.two_sides import TwoSides
from tests.scrub.life import episode, live
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled
from tests.tui.shown import shows, warned


def room(pilot: Pilot[None]) -> ScrubScreen:
    assert isinstance(pilot.app.screen, ScrubScreen)
    return pilot.app.screen


def decisions(store: Store) -> dict[str, str | None]:
    return {s.surface: s.decision for s in surfaces(store, contexts=False)}


def known_names(store: Store) -> Mapping[str, Sequence[str]]:
    """What the last scan knew about names."""
    state = store.scan_memory.state(options_of(Settings()))
    assert state is not None
    return state.roster


async def enter(pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await settled(pilot)


async def choose(pilot: Pilot[None], surface: str) -> None:
    """Put the cursor on a surface."""
    names = [room(pilot).listing[n].surface for n in range(len(room(pilot).listing))]
    room(pilot).listing_widget.action_jump(names.index(surface))
    await pilot.pause()


def scanned(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_an_empty_room_says_what_comes_first(store: Store, home: Home, size: tuple[int, int]) -> None:
    async with opened(store, home, size=size) as pilot:
        await enter(pilot)
        shown = screen_text(pilot)
        assert "Nothing to scrub yet" in shown
        assert "g c" in shown
        assert "Replace" not in shown


async def test_a_scan_starts_from_the_screen(store: Store, home: Home) -> None:
    live(store)
    async with opened(store, home) as pilot:
        await enter(pilot)
        assert "Press s" in screen_text(pilot)
        await pilot.press("s")
        shown = await shows(pilot, "to decide", "Ingrid", "a name on your people list")
        assert "not looked through" not in shown
    assert store.scrub.status().pending > 5


@pytest.mark.parametrize("key", ["x", "escape"])
async def test_a_scan_says_how_far_it_is_and_stops(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    scanned(store, home)
    store.episodes.put([(episode(30, "my friend Zephyr came by"), [])], origin="import")
    before = store.scrub.findings()

    def slow(store: Store, home: Home, settings: Settings, report: Report, stop: Stop) -> ScanReport:
        report(Step(41, 100, "Looking for names", 12.0))
        while True:
            stop.check()
            sleep(0.01)

    monkeypatch.setattr("studio.tui.screens.scrub_scanning.scan", slow)
    async with opened(store, home) as pilot:
        await enter(pilot)
        assert "1 text not looked through: s" in screen_text(pilot)
        await pilot.press("s")
        for _ in range(100):
            await pilot.pause(0.02)
            if "41 %" in screen_text(pilot):
                break
        shown = screen_text(pilot)
        assert "Looking for names … 41 % · 12 s left · x stops" in shown
        assert "x Stop" in shown
        await pilot.press("y")
        assert store.scrub.status().decided["accept"] > 0
        await pilot.press(key)
        await settled(pilot)
        assert isinstance(pilot.app.screen, ScrubScreen)
        assert "1 text not looked through: s" in await shows(pilot, "s Scan")
    assert store.scrub.findings() == before


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_one_key_decides_and_moves_to_the_next(store: Store, home: Home, size: tuple[int, int]) -> None:
    scanned(store, home)
    before = store.scrub.status().pending
    async with opened(store, home, size=size) as pilot:
        await enter(pilot)
        await choose(pilot, "14 March")
        await pilot.press("y")
        second = room(pilot).chosen
        assert second is not None
        assert second.surface != "14 March"
        await pilot.press("n")
        assert decisions(store)["14 March"] == "accept"
        assert decisions(store)[second.surface] == "reject"
        assert f"{before - 2} to decide" in screen_text(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert room(pilot).chosen == second
        assert decisions(store)[second.surface] is None
        assert f"{before - 1} to decide" in screen_text(pilot)
        await pilot.press("U")
        await settled(pilot)
        assert decisions(store)[second.surface] == "reject"


async def test_forms_of_one_name_stand_together_and_are_accepted_together(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "Ingrid")
        shown = screen_text(pilot)
        assert "└ Inge" in shown
        assert "y decides 1 more form of it" in shown
        await pilot.press("y")
        assert (decisions(store)["Ingrid"], decisions(store)["Inge"]) == ("accept", "accept")
        assert decisions(store)["Wilhelmina"] is None
        await pilot.press("u")
        assert (decisions(store)["Ingrid"], decisions(store)["Inge"]) == (None, None)


async def test_keeping_one_form_keeps_no_other(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "Ingrid")
        await pilot.press("n")
        assert (decisions(store)["Ingrid"], decisions(store)["Inge"]) == ("reject", None)
        chosen = room(pilot).chosen
        assert chosen is not None
        assert chosen.surface == "Inge"


async def test_both_sides_show_the_span_underlined(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "Brighton")
        shown = screen_text(pilot)
        assert "you wrote" in shown
        assert "the model reads" in shown
        chosen = room(pilot).chosen
        assert chosen is not None
        sides = room(pilot).query_one("#sides", TwoSides)
        first = [s for s in sides.render_line(1) if s.style and s.style.underline]
        assert [s.text for s in first] == ["Brighton", chosen.replacement]


async def test_words_of_ones_own(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home, size=SMALL) as pilot:
        await enter(pilot)
        first = room(pilot).chosen
        assert first is not None
        await pilot.press("r")
        assert isinstance(pilot.app.focused, Input)
        await pilot.press("escape")
        assert decisions(store)[first.surface] is None
        await pilot.press("r", *first.surface.lower(), "enter")
        await warned(pilot, "is what it replaces")
        assert decisions(store)[first.surface] is None
        await pilot.press("r", *"Zofia", "enter")
        await settled(pilot)
        found = {s.surface: s for s in surfaces(store)}
        assert found[first.surface].replacement == "Zofia"
        assert isinstance(pilot.app.focused, LineList)


async def test_whom_a_word_means_is_looked_for_again_at_once(store: Store, home: Home) -> None:
    live(store)
    store.episodes.put([(episode(7, "so I rang zephyr and we talked for an hour"), [])], origin="import")
    store.episodes.put([(episode(8, "my friend Zephyr said hello"), [])], origin="import")
    scan(store, home, Settings())
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "Zephyr")
        await pilot.press("p", *"Ingrid Solheim", "enter")
        chosen = room(pilot).chosen
        assert chosen is None or chosen.surface != "Zephyr"
        await shows(pilot, "is Ingrid Solheim")
        found = {s.surface: s for s in surfaces(store)}
        assert found["Zephyr"].person == "Ingrid Solheim"
        assert found["Zephyr"].replacement == found["Ingrid"].replacement
        assert not room(pilot)._behind
        assert known_names(store)["zephyr"][0] == "ingrid"
        await pilot.press("u")
        await settled(pilot)
    assert decisions(store)["Zephyr"] is None
    assert "zephyr" not in known_names(store)


async def test_what_a_word_really_is(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "Brighton")
        await pilot.press("t")
        assert isinstance(pilot.app.focused, Question)
        assert "Brighton" in screen_text(pilot)
        await pilot.press("p")
        await settled(pilot)
    assert {s.surface: s.as_entity for s in surfaces(store)}["Brighton"] == "PERSON"


async def test_all_like_it(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "14 March")
        await pilot.press("Y")
        await settled(pilot)
        assert decisions(store)["21 March"] == "accept"
        assert decisions(store)["Ingrid"] is None
        await pilot.press("u")
        await settled(pilot)
        assert decisions(store)["21 March"] is None
        await choose(pilot, "14 March")
        await pilot.press("N")
        assert "Keep 2 dates" in screen_text(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert decisions(store)["21 March"] is None
        await pilot.press("N", "y")
        await settled(pilot)
    assert (decisions(store)["14 March"], decisions(store)["21 March"]) == ("reject", "reject")


async def test_what_is_kept_is_what_was_asked_about_wherever_the_cursor_is_by_then(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "14 March")
        await pilot.press("N")
        await choose(pilot, "Wilhelmina")
        await pilot.press("y")
        await settled(pilot)
    kept = {surface for surface, decision in decisions(store).items() if decision == "reject"}
    assert kept == {"14 March", "21 March"}


async def test_one_type_or_some_words_are_listed_and_esc_lists_all(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        every = len(room(pilot).listing)
        await pilot.press("f", "d")
        assert [s.entity for s in map(room(pilot).listing.__getitem__, range(2))] == ["DATE", "DATE"]
        assert len(room(pilot).listing) == 2
        assert "Ingrid" not in screen_text(pilot).splitlines()[3]
        await pilot.press("escape")
        assert len(room(pilot).listing) == every
        await pilot.press("slash", *"inge")
        assert {room(pilot).listing[n].surface for n in range(len(room(pilot).listing))} == {"Inge"}
        await pilot.press("enter", "y")
        assert decisions(store)["Inge"] == "accept"
        assert decisions(store)["Ingrid"] is None
        await pilot.press("escape")
        assert len(room(pilot).listing) == every
        assert isinstance(pilot.app.screen, ScrubScreen)


async def test_what_is_open_is_gone_to_and_the_last_hole_is_named(store: Store, home: Home) -> None:
    scanned(store, home)
    async with opened(store, home) as pilot:
        await enter(pilot)
        await choose(pilot, "Wilhelmina")
        await pilot.press("y", "home", "tab")
        assert room(pilot).chosen is not None
        while store.scrub.pending():
            await pilot.press("y")
        await settled(pilot)
        assert "✓ all decided · g p packs" in screen_text(pilot)
        await pilot.press("h")
        await settled(pilot)
        assert isinstance(pilot.app.screen, LookScreen)
        await pilot.press(*"n" * 20)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("h")
        await warned(pilot, "No hole is left")


async def test_what_was_not_flagged_is_looked_at(store: Store, home: Home) -> None:
    live(store)
    told = "we sat in the heron all evening"
    store.episodes.put([(episode(9, told), []), (episode(10, "then the heron was shut"), [])], origin="import")
    scan(store, home, Settings())
    assert "heron" not in {s.surface.casefold() for s in surfaces(store, contexts=False)}
    async with opened(store, home) as pilot:
        await enter(pilot)
        await pilot.press("R")
        await shows(pilot, "Does this line identify anybody")
        look = pilot.app.screen
        assert isinstance(look, LookScreen)
        look.lines_list.action_jump(look.lines.index(told))
        await pilot.press("y", *"her", "enter")
        await warned(pilot, "does not stand in that line")
        await pilot.press(*"on", "enter")
        assert isinstance(pilot.app.focused, Question)
        await pilot.press("o")
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        found = {s.surface: s for s in surfaces(store, contexts=False)}
        assert (found["heron"].count, found["heron"].decision, found["heron"].why) == (2, "accept", "you said so")
        assert sorted(store.scrub.looked().values()) == [False, True]
        await pilot.press("u", "u")
        await settled(pilot)
        assert store.scrub.looked() == {}
        assert "heron" not in {s.surface for s in surfaces(store, contexts=False)}
        await pilot.press("escape")
        await shows(pilot, "planted")
    assert told in sample(store, 100)


async def test_keys_can_be_given_to_other_letters(store: Store, home: Home) -> None:
    scanned(store, home)
    settings = replace(Settings(), keymap=("scrub.accept=a", "scrub.scan=z"))
    async with opened(store, home, settings=settings) as pilot:
        await enter(pilot)
        shown = screen_text(pilot)
        assert "a Replace" in shown
        assert "a decides 1 more form" in shown
        await choose(pilot, "14 March")
        await pilot.press("y")
        assert decisions(store)["14 March"] is None
        await pilot.press("a")
        assert decisions(store)["14 March"] == "accept"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_hostile_text_is_shown_and_decided(store: Store, home: Home, size: tuple[int, int]) -> None:
    long = "Zephyrine " + "Q" * 5_000 + "@example.com"
    store.episodes.put(
        [(episode(n, f"{text}\nmy sister Zephyrine said on 14 March {text}"), []) for n, text in enumerate(HOSTILE)]
        + [(episode(99, f"mail {long}\nand @{'h' * 5_000}"), [])],
        origin="import",
    )
    scan(store, home, Settings())
    async with opened(store, home, size=size) as pilot:
        await enter(pilot)
        assert "Zephyrine" in screen_text(pilot)
        for _ in range(len(room(pilot).listing)):
            await pilot.press("down", "space")
        await pilot.press("y", "n", "y", "u", "slash", "[", "/", "]", "escape", "R")
        await settled(pilot)
        await pilot.press("down", "n", "u")
        await settled(pilot)
        assert "\x1b" not in screen_text(pilot)
