from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from studio.core.episode import Episode
from studio.core.paths import Home
from studio.core.settings import load_settings
from studio.episodes.cutting import cut
from studio.episodes.revise import trim
from studio.store import Store
from studio.tui.screens.episodes import EpisodesScreen
from studio.tui.widgets.episode_list import EpisodeList
from tests.episodes.lives import EVENING, START, Lift, Said, say, train, write
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled, studio
from tests.tui.shown import in_room, shows, warned

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


def screen(pilot: Pilot[None]) -> EpisodesScreen:
    shown = pilot.app.screen
    assert isinstance(shown, EpisodesScreen)
    return shown


def said_in(store: Store) -> list[list[str | None]]:
    """The messages of each episode, in order."""
    return [
        [line.text for line in store.episodes.evidence_lines(e.id) if line.kind == "message" and line.part != "context"]
        for e in store.episodes.all()
    ]


async def reasoned(pilot: Pilot[None], store: Store, *texts: str) -> None:
    """Wait until these stand above the messages, however the lines break, and are what the store keeps."""
    told = ""
    for _ in range(20):
        await settled(pilot)
        told = str(screen(pilot).query_one("#told", Static).content)
        if all(text in told for text in texts):
            break
    kept = [reason for e in store.episodes.all() for reason in store.episodes.reasons(e.id)]
    assert all(text in told and any(text in reason for reason in kept) for text in texts), (told, kept)


async def test_join_and_split_from_the_keys_and_back_again(store: Store, home: Home) -> None:
    weeks(store, 2)
    cut(store)
    before = store.episodes.all()
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "2 episodes", "What I did")
        await pilot.press("m")
        await shows(pilot, "1 episodes")
        await reasoned(pilot, store, "begins the conversation", "you joined two", "ends with")
        await pilot.press("m")
        await warned(pilot, "no later one")
        assert store.episodes.count() == 1
        await pilot.press("s")
        await warned(pilot, "press the key again to split there")
        await pilot.press("escape")
        await pilot.pause()
        assert screen(pilot).focused is screen(pilot).listed
        await pilot.press("right", *["down"] * 6)
        assert screen(pilot).records.chosen is not None
        await pilot.press("s")
        await shows(pilot, "2 episodes")
        assert [e.id for e in store.episodes.all()] == [e.id for e in before]
        await pilot.press("u", "u")
        await warned(pilot, "Taken back: merge.")
        await shows(pilot, "2 episodes")
        assert store.episodes.all() == before
        await pilot.press("U")
        await shows(pilot, "1 episodes")
        await pilot.press("u", "u")
        await warned(pilot, "Nothing to undo.")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_edges_are_moved_on_the_messages_themselves(store: Store, home: Home, size: tuple[int, int]) -> None:
    say(store, [Said(m.minutes + 100 * n, m.sender, f"{m.text} {n}") for n in range(3) for m in EVENING])
    cut(store)
    before = said_in(store)
    store.labels.set(store.episodes.all()[2].id, {"outcome": "good"})
    async with opened(store, home, size=size) as pilot:
        await in_room(pilot, "c", "3 episodes", "that day", "you said seven 0")
        await pilot.press("right", "down", "left_square_bracket")
        await reasoned(pilot, store, "you made it begin with “it is half past 0”")
        assert said_in(store)[0] == before[0][1:]
        chosen = screen(pilot).records.chosen
        assert chosen is not None
        assert chosen.text == before[0][1]
        await pilot.press("end", "up", "up", "up", "up", "right_square_bracket")
        await settled(pilot)
        first = screen(pilot).records.entries
        assert [e.text for e in first if e.standing == "own"] == said_in(store)[0]
        await pilot.press("left", "right_curly_bracket", "right_curly_bracket")
        await reasoned(pilot, store, "you made it end with")
        assert sum(map(len, said_in(store))) == sum(map(len, before)) - 1
        while store.labels.depth()[0] > 1:
            await pilot.press("u")
            await settled(pilot)
        assert said_in(store) == before


async def test_a_line_in_view_before_it_can_be_where_it_begins(store: Store, home: Home) -> None:
    ids = say(store, EVENING)
    cut(store)
    trim(store, store.episodes.all()[0].id, first=ids[3])
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "Before it", "it is half past")
        await pilot.press("right", "up", "up")
        chosen = screen(pilot).records.chosen
        assert chosen is not None
        assert (chosen.record_id, chosen.standing) == (ids[1], "before")
        await pilot.press("right_square_bracket")
        await warned(pilot, "cannot end there")
        await pilot.press("s")
        await warned(pilot, "not part of it")
        await pilot.press("left_square_bracket")
        await reasoned(pilot, store, "you made it begin with “it is half past”")
        assert said_in(store) == [[m.text for m in EVENING[1:]]]


async def test_a_labelled_neighbour_refuses_in_words(store: Store, home: Home) -> None:
    say(store, [Said(m.minutes + 100 * n, m.sender, f"{m.text} {n}") for n in range(2) for m in EVENING])
    cut(store)
    store.labels.set(store.episodes.all()[1].id, {"outcome": "bad"})
    before = said_in(store)
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "2 episodes", "you said seven 0")
        await pilot.press("right_curly_bracket")
        await warned(pilot, "which you labelled")
        assert said_in(store) == before


async def test_undo_here_takes_back_a_label_given_elsewhere(store: Store, home: Home) -> None:
    weeks(store, 2)
    cut(store)
    store.labels.set(store.episodes.all()[1].id, {"outcome": "bad"})
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "✕ bad")
        await pilot.press("u")
        await warned(pilot, "Taken back: outcome bad.")
        assert "✕ bad" not in await shows(pilot, "0 labelled")
        assert screen(pilot).listed.cursor == 1


async def test_thousands_of_messages_are_walked(store: Store, home: Home) -> None:
    say(store, [Said(n / 10, ("Jo", "Max")[n % 2], f"line {n} " + "word " * (n % 40)) for n in range(3000)])
    cut(store)
    async with opened(store, home, size=SMALL) as pilot:
        await in_room(pilot, "c", "line 0")
        await pilot.press("right", "end")
        await shows(pilot, "line 2999")
        await pilot.press("pageup", "up", "home", "pagedown", "down")
        chosen = screen(pilot).records.chosen
        assert chosen is not None
        await pilot.press("left_square_bracket")
        await settled(pilot)
        assert said_in(store)[0][0] == chosen.text


async def test_a_training_day_shows_what_was_done_and_is_split_by_workout(store: Store, home: Home) -> None:
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    train(store, 0.1, "Legs", [Lift("Squat", 100, 5)])
    cut(store)
    async with opened(store, home) as pilot:
        await in_room(pilot, "c", "Came from", "Bench Press")
        await pilot.press("right_curly_bracket")
        await warned(pilot, "Only a talk")
        await pilot.press("right", "down", "s")
        await shows(pilot, "2 episodes")
        assert store.episodes.count() == 2


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
        await pilot.press("right", "down", "left_square_bracket")
        await reasoned(pilot, store, "you made it begin with")
        assert "\x1b" not in screen_text(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert len(said_in(store)[0]) == 3


async def test_a_hundred_thousand_are_listed_and_reached(store: Store, home: Home) -> None:
    many = [Episode(f"e{n:06d}", "relationship", START, f"Jo: line {n}") for n in range(100_000)]
    store.episodes.put([(e, ()) for e in many], origin="import")
    async with opened(store, home, size=SMALL) as pilot:
        await in_room(pilot, "c", "100,000 episodes")
        await pilot.press("end")
        await shows(pilot, "line 99999")
        await pilot.press("home", "pagedown", "down", "up", "pageup")
        await settled(pilot)
        assert screen(pilot).listed.cursor == 0
