from __future__ import annotations

import pytest
from textual.widgets import OptionList

from studio.core.episode import Episode
from studio.core.paths import Home
from studio.core.settings import load_settings
from studio.episodes.cutting import cut
from studio.store import Store
from studio.tui.screens.episodes import EpisodesScreen
from studio.tui.widgets.episode_list import EpisodeList
from tests.episodes.lives import EVENING, START, Lift, Said, say, train, write
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled, studio
from tests.tui.shown import in_room, shows

DAY = 24 * 60


def weeks(store: Store, days: int = 6) -> None:
    say(store, [Said(m.minutes + day * DAY, m.sender, f"{m.text} {day}") for day in range(days) for m in EVENING])


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_from_nothing_to_episodes(store: Store, home: Home, size: tuple[int, int]) -> None:
    async with opened(store, home, size=size) as pilot:
        await in_room(pilot, "c", "Press g i")
        weeks(store)
        studio(pilot).changed()
        await shows(pilot, "36 messages")
        assert "Press c to cut" in screen_text(pilot)
        await pilot.press("c")
        told = await shows(pilot, "6 episodes")
        assert "1 h of silence" in told
        assert "What led up to it" in told
        assert "Jo: you said seven 0" in told


async def test_who_is_me_is_asked_and_remembered(store: Store, home: Home) -> None:
    weeks(store)
    store.people.forget("Max")
    async with opened(store, home, size=SMALL) as pilot:
        await in_room(pilot, "c", "36 messages")
        await pilot.press("c")
        await shows(pilot, "Which of these is you?")
        names = [option.id for option in pilot.app.screen.query_one("#who", OptionList).options]
        await pilot.press(*["down"] * names.index("Max"), "enter")
        await shows(pilot, "6 episodes")
        assert store.people.me() == {"Max"}
        assert store.episodes.count() == 6


async def test_the_threshold_is_moved_cut_and_kept(store: Store, home: Home) -> None:
    say(store, [Said(m.minutes + 100 * n, m.sender, f"{m.text} {n}") for n in range(4) for m in EVENING])
    cut(store)
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "4 sessions")
        await pilot.press("plus", "plus", "plus")
        assert "2 h of silence end a talk: 1 sessions" in screen_text(pilot)
        assert "press c to cut again" in screen_text(pilot)
        await pilot.press("c")
        await settled(pilot)
        assert load_settings(home).session_gap_minutes == 120
        assert store.episodes.count() == 1
        await pilot.press("minus", "0", "c")
        await settled(pilot)
        assert load_settings(home).session_gap_minutes == 0
        assert store.episodes.count() == 4


async def test_moving_opens_and_enter_labels(store: Store, home: Home) -> None:
    weeks(store)
    train(store, 2, "Push", [Lift("Bench Press", 80, 5)])
    note = write(store, 30, "slept badly", title="Monday")
    cut(store)
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "Monday")
        assert note
        await pilot.press("end", "up")
        await shows(pilot, "you said seven 4")
        listed = pilot.app.screen.query_one(EpisodeList)
        chosen = listed.chosen
        await pilot.press("l")
        await pilot.pause()
        assert studio(pilot).current_mode == "label"
        assert chosen is not None
        assert store.episodes.get(chosen.id) is not None


async def test_join_and_split_from_the_keys(store: Store, home: Home) -> None:
    weeks(store, 2)
    cut(store)
    ids = [e.id for e in store.episodes.all()]
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "2 episodes", "What I did")
        await pilot.press("m")
        await shows(pilot, "1 episodes")
        await pilot.press("m")
        await settled(pilot)
        assert store.episodes.count() == 1
        await pilot.press("s")
        await pilot.pause()
        assert "the second half begins with" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert store.episodes.count() == 1
        await pilot.press("s", *["down"] * 5, "enter")
        await shows(pilot, "2 episodes")
        assert [e.id for e in store.episodes.all()] == ids


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_is_shown_as_it_is(store: Store, home: Home, hostile: str) -> None:
    say(store, [Said(0, hostile[:40], hostile), Said(1, "Max", hostile), Said(2, hostile[:40], hostile)])
    write(store, 5, hostile, title=hostile)
    cut(store)
    async with opened(store, home) as pilot:
        told = await in_room(pilot, "c", "What led up to it")
        assert "\x1b" not in told
        if hostile.startswith("["):
            assert "[red]not red[/red]" in told
        await pilot.press("s")
        await pilot.pause()


async def test_a_hundred_thousand_are_listed_and_reached(store: Store, home: Home) -> None:
    many = [Episode(f"e{n:06d}", "relationship", START, f"Jo: line {n}") for n in range(100_000)]
    store.episodes.put([(e, ()) for e in many], origin="import")
    async with opened(store, home, size=SMALL) as pilot:
        await in_room(pilot, "c", "100,000 episodes")
        await pilot.press("end")
        await shows(pilot, "line 99999")
        await pilot.press("home", "pagedown", "down", "up", "pageup")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EpisodesScreen)
        assert screen.listed.cursor == 0
