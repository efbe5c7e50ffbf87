from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from textual.widgets import Static

from studio.core.episode import Episode
from studio.core.paths import Home
from studio.store import Store
from studio.tui.rooms import ROOMS, Room
from tests.tui.pilot import SMALL, opened, screen_text, settled, studio


def lived(store: Store, episodes: int, labelled: int) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC)
    store.episodes.put(
        [(Episode(f"e{n}", "relationship", first + timedelta(days=n), "Jo: hi"), ()) for n in range(episodes)],
        origin="import",
    )
    for n in range(labelled):
        store.labels.set(f"e{n}", {"outcome": "good" if n % 4 < 2 else "bad"}, why="audit" if n % 2 else "spontaneous")


async def test_an_empty_home_says_what_to_press(store: Store, home: Home) -> None:
    async with opened(store, home, size=SMALL) as pilot:
        shown = screen_text(pilot)
        for room in ROOMS:
            assert f"{room.number} {room.title}" in shown
        assert "Press 1" in shown
        assert "Next ▸ Bring in an export" in shown


async def test_every_card_fits_at_80_by_24(store: Store, home: Home) -> None:
    lived(store, 412, 143)
    async with opened(store, home, size=SMALL) as pilot:
        shown = screen_text(pilot)
        assert "412 episodes" in shown
        assert "143 of 412" in shown
        assert "8 Talk" in shown


async def test_the_next_step_follows_the_week(store: Store, home: Home) -> None:
    lived(store, 60, 0)
    async with opened(store, home) as pilot:
        line = pilot.app.screen.query_one("#next", Static)
        assert "Label 50 more" in str(line.render())
        lived(store, 60, 60)
        studio(pilot).changed()
        await settled(pilot)
        assert "Look for names" in str(line.render())


@pytest.mark.parametrize("room", ROOMS, ids=lambda r: r.name)
async def test_a_number_opens_its_room_and_escape_comes_back(store: Store, home: Home, room: Room) -> None:
    async with opened(store, home, size=SMALL) as pilot:
        await pilot.press(str(room.number))
        await settled(pilot)
        assert pilot.app.current_mode == room.name
        for _ in range(3):
            await pilot.press("escape")
            await settled(pilot)
            if pilot.app.current_mode == "home":
                break
        assert pilot.app.current_mode == "home"


async def test_g_and_a_letter_goes_anywhere(store: Store, home: Home) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("g", "s")
        await settled(pilot)
        assert pilot.app.current_mode == "scrub"
        await pilot.press("g", "h")
        await settled(pilot)
        assert pilot.app.current_mode == "home"


async def test_help_lists_the_keys_of_the_screen(store: Store, home: Home) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("question_mark")
        await settled(pilot)
        assert "The week" in screen_text(pilot)
        await pilot.press("end")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "Open or close the side panel" in shown
        assert "Go to a room by its letter" in shown
        await pilot.press("escape")
        await settled(pilot)
        assert "Next ▸" in screen_text(pilot)


async def test_the_panel_opens_from_anywhere_and_stays_open(store: Store, home: Home) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert "asking the tuned model" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.press("g", "w")
        await settled(pilot)
        assert pilot.app.current_mode == "gaps"
        assert "asking the tuned model" in screen_text(pilot)
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert "asking the tuned model" not in screen_text(pilot)


async def test_without_a_model_the_panel_says_what_to_do(store: Store, home: Home) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("ctrl+t")
        await settled(pilot)
        await pilot.press(*"hello", "enter")
        await settled(pilot)
        assert "There is no model to ask yet" in screen_text(pilot)


async def test_the_palette_finds_a_room_by_name(store: Store, home: Home) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("colon")
        await pilot.pause(0.3)
        await pilot.press(*"scrub")
        await pilot.pause(0.5)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert pilot.app.current_mode == "scrub"


async def test_light_and_dark_is_remembered(store: Store, home: Home) -> None:
    from studio.core.settings import load_settings

    async with opened(store, home) as pilot:
        await pilot.app.run_action("theme")
        await settled(pilot)
        assert pilot.app.theme == "studio-light"
    assert load_settings(home).theme == "light"
