"""Writing in the label room: free texts, drafts, the reason of a flag, topics."""

from __future__ import annotations

import pytest

from studio.core.paths import Home
from studio.store import Store
from studio.tui.widgets.label_entry import TopicRow
from studio.tui.widgets.text_editor import TextEditor
from tests.label.life import put
from tests.tui.labelling import arrived, here, labelling
from tests.tui.pilot import screen_text


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=12)
    return store


async def test_free_text_is_kept_by_enter_and_drafted_by_escape(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("i")
        entry = screen.query_one(TextEditor)
        assert entry.has_focus
        await pilot.press(*"wait a d", "escape")
        assert not entry.display
        assert life.labels.current(first) == {}
        assert "✎i advice wait a d" in screen_text(pilot)
        assert here(screen) == first
        await pilot.press("i", *"ay", "enter")
        assert life.labels.current(first) == {"advice": "wait a day"}
        assert "✎" not in screen_text(pilot)
        await pilot.press("h", *"tea", "enter", "n", *"long", "enter")
        assert life.labels.current(first) == {"advice": "wait a day", "what_helped": "tea", "note": "long"}
        await pilot.press("i", "escape", "a")
        assert life.labels.current(first)["outcome"] == "good"


async def test_a_draft_waits_while_one_moves_about(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("n", *"later", "escape", "space")
        assert here(screen) != first
        assert "✎" not in screen_text(pilot)
        await pilot.press("M", "w")
        screen = await arrived(pilot)
        assert "because: a text you began to write waits here" in screen_text(pilot)
        assert here(screen) == first
        await pilot.press("n", "enter")
        assert life.labels.current(first) == {"note": "later"}


async def test_advice_from_the_record_that_was_only_looked_at_is_no_draft_of_ones_own(life: Store, home: Home) -> None:
    for n in range(8):
        life.labels.set(f"e{n:03}", {"trigger": "lateness", "response_style": "paused", "outcome": "good"})
    async with labelling(life, home) as (pilot, screen):
        first, sat = here(screen), screen.sitting
        assert sat is not None
        await pilot.press("2")
        for _ in range(100):
            if sat.drafted_advice() is not None:
                break
            await pilot.pause(0.05)
        await pilot.press("i")
        assert screen.query_one(TextEditor).text.startswith("In 8 like this, you paused in 8")
        await pilot.press("escape")
        assert life.drafts.of(first) == {}
        await pilot.press("i", "right", *" then sleep", "escape")
        assert life.drafts.of(first)["advice"].endswith("then sleep")
        await pilot.press("I", "i", "enter", "I")
        assert life.labels.current(first)["advice"].endswith("then sleep")


async def test_a_reason_half_typed_waits_for_the_flag_as_well(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("!", "!", *"she was", "escape", "space", "b", "!", *" ill", "enter")
        assert life.labels.flag_reasons() == {first: "she was ill"}
        assert life.drafts.of(first) == {}


async def test_topics_by_letter_and_ones_own(life: Store, home: Home) -> None:
    async with labelling(life, home) as (pilot, screen):
        first = here(screen)
        await pilot.press("j")
        assert screen.query_one(TopicRow).has_focus
        await pilot.press("a", "e", "a", "plus")
        await pilot.press(*"the dog", "enter")
        assert life.labels.current(first) == {"topics": ["work", "the dog"]}
        assert "work, the dog" in screen_text(pilot)
        await pilot.press("j", "z", "question_mark", "enter", "s")
        assert here(screen) != first
