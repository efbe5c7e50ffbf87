"""The label room and the others: what they ask for, and what they changed meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.paths import Home
from studio.store import Store
from tests.label.life import evening, put
from tests.tui.labelling import arrived, here, labelling
from tests.tui.pilot import SMALL, opened, screen_text, settled, studio


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=12)
    return store


async def test_another_room_can_ask_for_episodes(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        studio(pilot).go("home")
        await settled(pilot)
        studio(pilot).open_label(["e009", "e001"], "audit")
        await settled(pilot)
        screen = await arrived(pilot)
        assert here(screen) == "e009"
        await pilot.press("a")
        assert here(screen) == "e001"
        assert life.labels.history("e009")[-1].why == "audit"


async def test_what_was_asked_for_stays_asked_for_when_the_queue_is_read_again(life: Store, home: Home) -> None:
    async with opened(life, home) as pilot:
        studio(pilot).open_label(["e009", "e001", "e004"], "audit")
        await settled(pilot)
        screen = await arrived(pilot)
        await pilot.press("a", "B")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert here(screen) == "e001"
        await pilot.press("a")
        assert here(screen) == "e004"
        await pilot.press("a")
        assert "all that were asked for" in screen_text(pilot)


async def test_what_is_asked_for_while_a_queue_is_read_comes_after_it(life: Store, home: Home) -> None:
    async with opened(life, home) as pilot:
        studio(pilot).go("label")
        await pilot.pause()
        studio(pilot).go("home")
        studio(pilot).open_label(["e009"], "audit")
        await settled(pilot)
        screen = await arrived(pilot)
        await settled(pilot)
        assert here(screen) == "e009"


async def test_coming_back_shows_what_the_other_rooms_did(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        studio(pilot).go("home")
        await settled(pilot)
        life.episodes.put([(replace(evening(40), id="new"), ())], origin="import")
        life.episodes.remove([first])
        studio(pilot).changed()
        studio(pilot).go("label")
        await settled(pilot)
        screen = await arrived(pilot)
        assert here(screen) != first


async def test_beside_the_open_panel_of_a_small_terminal_the_values_stay_in_view(life: Store, home: Home) -> None:
    async with labelling(life, home, size=SMALL) as (pilot, _):
        await pilot.press("ctrl+t")
        await settled(pilot)
        await pilot.press("escape", "1")
        shown = screen_text(pilot)
        assert "outcome  a good" in shown
        assert "▸1 money" in shown
