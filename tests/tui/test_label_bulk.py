"""Many at once: marking, one key for all that is marked, suggestions taken together, filters, undo of the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from studio.core.episode import Episode
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.label.bulk import Bulk
from studio.label.journal import Journal
from studio.label.suggest.suggesting import Suggester
from studio.label.suggest.suggestion import Suggestion
from studio.store import Store
from studio.store.search import episodes_with
from studio.tui.screens.label import LabelScreen
from studio.tui.screens.label_bulk import BulkScreen
from tests.label.life import evening, put, training_day
from tests.tui.labelling import arrived, here
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled, studio


class Sure(Suggester):
    """Suggests `good` for every episode and `money` for every second, surer from one to the next; hides every fifth."""

    def of(self, episode: Episode) -> tuple[Suggestion, ...]:
        n = int(episode.id[1:])
        score = 0.5 + n / 40
        trigger = (Suggestion("trigger", "money", score, "rule:cues", ""),) if n % 2 else ()
        return (Suggestion("outcome", "good", score, "own labels", ""), *trigger)

    def hidden(self, episode_id: str) -> bool:
        return int(episode_id[1:]) % 5 == 0


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=12, training_days=3)
    return store


@asynccontextmanager
async def bulk(
    store: Store,
    home: Home,
    *,
    size: tuple[int, int] = LARGE,
    suggesting: bool = True,
    settings: Settings | None = None,
) -> AsyncIterator[tuple[Pilot[None], BulkScreen, list[int | None]]]:
    journal = Journal(store, home)
    suggester = Sure(store, journal.schemes) if suggesting else None
    async with opened(store, home, size=size, settings=settings) as pilot:
        studio(pilot).go("label")
        await arrived(pilot)
        ended: list[int | None] = []
        screen = BulkScreen(journal, suggester)
        pilot.app.push_screen(screen, ended.append)
        await settled(pilot)
        yield pilot, screen, ended


async def test_what_is_marked_gets_one_value_by_one_key_and_one_undo_takes_it_all_back(life: Store, home: Home) -> None:
    async with bulk(life, home) as (pilot, _screen, ended):
        shown = screen_text(pilot)
        assert "talks · 12 without an outcome · none marked" in shown
        assert "none of them counts as a random pick" in shown
        await pilot.press("space", "space", "down", "space")
        assert "3 marked" in screen_text(pilot)
        await pilot.press("a")
        assert "good on 3, as one action" in screen_text(pilot)
        assert [life.labels.current(f"e{n:03}") for n in (0, 1, 3)] == [{"outcome": "good"}] * 3
        assert {event.why for event in life.labels.history("e001")} == {"spontaneous"}
        assert life.labels.depth() == (1, 0)
        assert "9 without an outcome" in screen_text(pilot)
        await pilot.press("u")
        assert life.labels.current("e001") == {}
        assert "12 without an outcome" in screen_text(pilot)
        await pilot.press("U")
        assert life.labels.current("e003") == {"outcome": "good"}
        await pilot.press("escape")
        await settled(pilot)
        assert ended == [3]
        assert isinstance(pilot.app.screen, LabelScreen)


async def test_without_a_mark_the_one_under_the_cursor_is_meant_and_a_trigger_leaves_it_listed(
    life: Store, home: Home
) -> None:
    async with bulk(life, home) as (pilot, screen, _):
        await pilot.press("down", "1", "w")
        assert life.labels.current("e001") == {"trigger": "money", "response_style": "repaired"}
        assert screen.listed.here is not None
        assert screen.listed.here.id == "e001"
        assert "✓ money · repaired" in screen_text(pilot)
        await pilot.press("d")
        assert screen.listed.here.id == "e002"


async def test_ranges_and_all_and_none(life: Store, home: Home) -> None:
    async with bulk(life, home) as (pilot, screen, _):
        await pilot.press("v", "down", "down", "down", "v")
        assert screen.listed.marked == {"e000", "e001", "e002", "e003"}
        await pilot.press("asterisk")
        assert len(screen.listed.marked) == 12
        await pilot.press("asterisk")
        assert not screen.listed.marked
        await pilot.press("end", "shift+up", "shift+up")
        assert screen.listed.marked == {"e011", "e010", "e009"}


async def test_sure_suggestions_are_counted_before_they_are_taken_and_held_back_ones_are_not(
    life: Store, home: Home
) -> None:
    async with bulk(life, home) as (pilot, screen, _):
        shown = screen_text(pilot)
        assert "good .53 · money .53" in shown
        assert screen.bulk.shown["e005"] == ()
        screen.threshold = 0.7
        await pilot.press("Y")
        # 8 and 9 and 11 are as sure as that; 10 is held back; the odd ones have a trigger too
        assert "Enter takes 5 suggestions ≥ 0.70 on 3" in screen_text(pilot)
        await pilot.press("greater_than_sign")
        assert "Enter takes 2 suggestions ≥ 0.75 on 1" in screen_text(pilot)
        await pilot.press("less_than_sign", "enter")
        assert "5 suggestions on 3, as one action" in screen_text(pilot)
        assert life.labels.current("e009") == {"outcome": "good", "trigger": "money"}
        assert life.labels.current("e010") == {}
        assert life.labels.depth() == (1, 0)
        await pilot.press("Y", "escape", "d")
        assert life.labels.current("e000") == {"outcome": "bad"}
    logged = dict(life.rows("SELECT episode_id || ' ' || field, verdict FROM suggestion_log WHERE NOT hidden"))
    assert logged == {f"e{n:03} outcome": "accepted" for n in (8, 9, 11)} | {
        "e009 trigger": "accepted",
        "e011 trigger": "accepted",
    }
    assert life.rows("SELECT field, verdict, given FROM suggestion_log WHERE hidden") == [("outcome", "edited", "bad")]


async def test_filters_by_words_and_by_suggested_trigger_and_the_other_kind(life: Store, home: Home) -> None:
    life.episodes.put([(replace(evening(7), situation="Jo: the Café again"), ())], origin="import")
    async with bulk(life, home) as (pilot, screen, _):
        await pilot.press("slash", *"cafe", "enter")
        await settled(pilot)
        assert [line.id for line in screen.listed.lines] == ["e007"]
        assert "1 of 12 listed" in screen_text(pilot)
        await pilot.press("slash", *"zebra", "enter")
        await settled(pilot)
        assert "Nothing here has that" in screen_text(pilot)
        await pilot.press("escape", "T", "1")
        assert [line.id for line in screen.listed.lines] == ["e001", "e003", "e007", "e009", "e011"]
        await pilot.press("asterisk", "2")
        assert life.labels.current("e009") == {"trigger": "lateness"}
        assert life.labels.current("e002") == {}
        await pilot.press("escape", "tab")
        await settled(pilot)
        assert "training days · 3 without" in screen_text(pilot)
        await pilot.press("a")
        assert life.labels.current("f000") == {"outcome": "good"}


async def test_after_a_filter_that_finds_nothing_the_keys_of_the_list_are_back(life: Store, home: Home) -> None:
    async with bulk(life, home) as (pilot, _, _):
        await pilot.press("slash")
        shown = screen_text(pilot)
        assert "other kind" not in shown.splitlines()[-1]
        await pilot.press(*"tab", "tab", *"le", "enter")
        await settled(pilot)
        assert "Nothing here has that" in screen_text(pilot)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("space", "space", "1")
        assert "money on 2" in screen_text(pilot)
        await pilot.press("u")
        assert "taken back: money on 2" in screen_text(pilot)


async def test_every_value_is_printed_however_narrow(life: Store, home: Home) -> None:
    async with bulk(life, home, size=SMALL) as (pilot, _, _):
        values = " ".join(screen_text(pilot).split())
        assert "7 plans" in values
        assert "9 intimacy" in values
        assert "p blamed" in values


async def test_a_training_day_is_listed_by_what_was_done(life: Store, home: Home) -> None:
    day = replace(training_day(7), response="Upper A, 1 h 06 min\nBench Press: 80 kg: 6, 7")
    life.episodes.put([(day, [])], origin="cut")
    async with bulk(life, home) as (pilot, _, _):
        await pilot.press("tab")
        await settled(pilot)
        assert "Upper A, 1 h 06 min" in screen_text(pilot)
        assert "Squat 5 × 5" in screen_text(pilot)


async def test_enter_opens_the_one_under_the_cursor_alone(life: Store, home: Home) -> None:
    async with bulk(life, home) as (pilot, _, ended):
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        screen = await arrived(pilot)
        assert ended == [0]
        assert here(screen) == "e002"


async def test_a_hundred_at_a_time_are_written_in_a_thread_as_one_action(store: Store, home: Home) -> None:
    put(store, evenings=150)
    async with bulk(store, home, suggesting=False) as (pilot, _, ended):
        await pilot.press("asterisk", "f")
        await settled(pilot)
        assert "unknown on 150, as one action" in screen_text(pilot)
        assert "Every one of these has an outcome" in screen_text(pilot)
        assert store.labels.depth() == (1, 0)
        await pilot.press("u")
        assert "150 without an outcome" in screen_text(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert ended == [0]


@pytest.mark.parametrize("text", [*HOSTILE, "日本語" * 50], ids=range(7))
async def test_hostile_text_is_listed_and_sought_as_text(store: Store, home: Home, text: str) -> None:
    put(store, evenings=1)
    store.episodes.put([(replace(evening(1), id="e001", situation=text, response=text), ())], origin="import")
    async with bulk(store, home, size=SMALL) as (pilot, screen, _):
        await pilot.press("end", "slash")
        screen.entry.value = text[:100]
        await pilot.press("enter")
        await settled(pilot)
        shown = screen_text(pilot)
        assert not {"\x1b", "\x00", "\u202e"} & set(shown)
        assert all(len(row) >= 40 for row in shown.split("\n"))


async def test_remapped_value_keys_act_and_are_printed(life: Store, home: Home) -> None:
    settings = Settings(keymap=("label.value.a=d", "label.value.d=a"))
    async with bulk(life, home, settings=settings) as (pilot, _, _ended):
        assert "d good  s mixed  a bad" in screen_text(pilot)
        await pilot.press("d")
        assert life.labels.current("e000") == {"outcome": "good"}


def test_words_are_found_whatever_their_capitals_and_accents(life: Store) -> None:
    life.episodes.put([(replace(evening(50), id="x", situation="Être là", response="100 % sure"), ())], origin="import")
    assert episodes_with(life, "etre LÀ") == {"x"}
    assert episodes_with(life, "% sure être") == {"x"}
    assert episodes_with(life, "   ") == frozenset()
    assert episodes_with(life, "x' OR 1=1 \x00 \ud800") == frozenset()


def test_an_action_over_many_is_whole_after_a_restart(home: Home) -> None:
    with Store.open(home) as first:
        put(first, evenings=30)
        bulk_of = Bulk(first, Journal(first, home))
        bulk_of.give(bulk_of.rows(), {"outcome": "mixed"})
    with Store.open(home) as again:
        assert again.labels.depth() == (1, 0)
        again.labels.undo()
        assert len(Bulk(again, Journal(again, home)).rows()) == 30
