"""Where an episode begins and ends, changed and taken back without losing one's place."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from studio.core.paths import Home
from studio.store import Store
from studio.tui.screens.label import LabelScreen
from tests.label.life import put
from tests.tui.labelling import here, labelling
from tests.tui.pilot import SMALL, screen_text, settled


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=12)
    return store


async def pressed(pilot: Pilot[None], screen: LabelScreen, key: str, undone: int) -> str:
    """Press a key and wait until so many actions can be taken back; what is shown then."""
    await pilot.press(key)
    for _ in range(100):
        await settled(pilot)
        if screen.sitting is not None and screen.sitting.undo_depth == undone:
            await pilot.pause()
            return screen_text(pilot)
        await pilot.pause(0.02)
    raise AssertionError(f"{key} did nothing:\n{screen_text(pilot)}")


async def test_what_is_trimmed_or_joined_is_told_and_taken_back_in_place(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        await pilot.press("space", "space")
        first = here(screen)
        assert "last: left out the last" in await pressed(pilot, screen, "right_square_bracket", 1)
        assert "last: left out the first" in await pressed(pilot, screen, "left_square_bracket", 2)
        assert "taken back: made to begin" in await pressed(pilot, screen, "u", 1)
        assert "taken back: made to begin" in await pressed(pilot, screen, "u", 0)
        assert here(screen) == first
        assert "last: joined with the" in await pressed(pilot, screen, "m", 1)
        assert "of 11" in screen_text(pilot)
        shown = await pressed(pilot, screen, "u", 0)
        assert "taken back: joined" in shown
        assert "of 12" in shown
        assert here(screen) == first
        await pilot.press("b")
        assert here(screen) != first
        await pilot.press("space", "a")
        assert life.labels.current(first)["outcome"] == "good"


async def test_many_at_once_and_back_again_keep_the_place(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        await pilot.press("space", "space", "space")
        first = here(screen)
        await pilot.press("B")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert here(screen) == first


async def test_context_is_seen_when_it_opens(life: Store, home: Home) -> None:
    async with labelling(life, home, size=SMALL) as (pilot, screen):
        while here(screen) in ("e000", "e011"):
            await pilot.press("space")
        assert "·" not in gutters(screen)
        await pilot.press("comma")
        rows = gutters(screen)
        assert "·" in rows[: rows.index("▌")]
        await pilot.press("full_stop")
        rows = gutters(screen)
        assert "·" in rows[rows.index("▪") :]


def gutters(screen: LabelScreen) -> str:
    """The mark that begins each row in view: `·` is context, the others are the episode's own lines."""
    transcript = screen.pane.transcript
    strips = [transcript.render_line(y) for y in range(transcript.size.height)]
    return "".join("".join(segment.text for segment in strip)[:1] or " " for strip in strips)
