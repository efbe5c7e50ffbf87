from __future__ import annotations

import pytest

from studio.core.errors import GateError
from studio.core.manifest import GapMark
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.dataset.build import build
from studio.scrub.forgetting import forget
from studio.store import Store
from studio.store.decisions import Told, Verdict
from studio.train.spec import RunSpec
from studio.tui.screens.dataset import DatasetScreen
from tests.dataset.packed import WORDS, lived, review
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled, studio
from tests.tui.shown import in_room, shows, warned


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_from_nothing_to_a_dataset(store: Store, home: Home, size: tuple[int, int]) -> None:
    async with opened(store, home, size=size) as pilot:
        await in_room(pilot, "p", "Nothing to pack yet.")
        lived(store, 20)
        studio(pilot).changed()
        await shows(pilot, "20 labelled episodes make examples")
        assert "No example is reviewed yet" in screen_text(pilot)
        await pilot.press("b")
        await pilot.pause()
        assert not pilot.app.screen.query_one("#name").display
        review(store)
        screen = pilot.app.screen
        assert isinstance(screen, DatasetScreen)
        screen.refresh_room()
        told = await shows(pilot, "as the model reads it · 1 of 60")
        assert "How should I answer" in told or size == SMALL
        await pilot.press("b", *"us", "enter")
        await shows(pilot, "✓ us  42 + 9 + 9")
        assert store.datasets.get("us") is not None
        assert (home.datasets / "us" / "train.jsonl").exists()


async def test_an_example_is_shown_as_it_lies_on_disk(store: Store, home: Home) -> None:
    lived(store, 10)
    review(store)
    build(store, home, "us", views=["advice"])
    async with opened(store, home) as pilot:
        await in_room(pilot, "p", "✓ us", "1 of 30")
        await pilot.press("down")
        await shows(pilot, "1 of 10 · to learn from")
        await pilot.press("n", "n", "p")
        assert "2 of 10" in screen_text(pilot)
        await pilot.press("p", "p")
        assert "10 of 10 · for the exam" in screen_text(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DatasetScreen)
        line = (home.datasets / "us" / "test.jsonl").read_text().splitlines()[-1]
        assert all(content in line for _, content in screen.pages[-1].turns if "\n" not in content)


async def test_the_card_of_a_dataset_stands_beside_its_examples(store: Store, home: Home) -> None:
    lived(store, 60, outcomes=["bad", "bad", "good"])
    review(store)
    build(store, home, "us", views=["advice"], gaps=[GapMark("selection", "red", 80), GapMark("time", "fine", 60)])
    async with opened(store, home, size=LARGE) as pilot:
        await in_room(pilot, "p", "what would go in", "gap check")
        await pilot.press("down")
        told = await shows(pilot, "red: selection (n = 80)")
        assert "fine: time (n = 60)" in told
        assert "none: every example stands once" in told
        assert "what would go in" not in told
        await pilot.press("up")
        await shows(pilot, "what would go in")


async def test_open_gaps_are_mended_in_their_room(store: Store, home: Home) -> None:
    lived(store, 150, outcomes=["bad"])
    review(store)
    async with opened(store, home, size=LARGE) as pilot:
        await in_room(pilot, "p", "outcome mix (red)")
        await pilot.press("f")
        await settled(pilot)
        assert studio(pilot).current_mode == "gaps"


async def test_what_is_left_out_is_said_and_mended_elsewhere(store: Store, home: Home) -> None:
    lived(store, 4)
    lived(store, 6, first=4, outcomes=["unknown"], advice=False)
    review(store)
    async with opened(store, home) as pilot:
        told = await in_room(pilot, "p", "left out")
        assert "▲ Only 4 labelled episodes" in told
        assert "6  advice: you wrote neither advice nor what helped" in told
        await pilot.press("f")
        await settled(pilot)
        assert studio(pilot).current_mode == "label"


async def test_weights_are_shown_before_they_are_used(store: Store, home: Home) -> None:
    lived(store, 60, outcomes=["bad", "bad", "good"])
    lived(store, 40, first=60, outcomes=["good", "good", "bad"], why="audit")
    review(store)
    async with opened(store, home) as pilot:
        assert "repeated" not in await in_room(pilot, "p", "what would go in")
        await pilot.press("w")
        await shows(pilot, "Weighted to the random audit (40 labels)")
        assert "repeated: good ×" in screen_text(pilot)
        await pilot.press("b", *"w1", "escape")
        await pilot.pause()
        assert store.datasets.count() == 0


async def test_a_refusal_says_where_and_nothing_is_built(store: Store, home: Home) -> None:
    lived(store, 20)
    review(store)
    store.scrub.decide([Verdict("river", "SECRET", "accept")], told=[Told(word, "SECRET") for word in WORDS])
    async with opened(store, home, size=LARGE) as pilot:
        await in_room(pilot, "p", "1 of 60")
        await pilot.press("b", *"us", "enter")
        await warned(pilot, "still stands there")
        assert store.datasets.count() == 0


async def test_a_bad_name_is_an_error_and_no_folder(store: Store, home: Home) -> None:
    lived(store, 10)
    review(store)
    async with opened(store, home) as pilot:
        await in_room(pilot, "p", "1 of 30")
        await pilot.press("b", "full_stop", "full_stop", "slash", "x", "enter")
        await warned(pilot, "cannot name a dataset")
        assert store.datasets.count() == 0


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_is_shown_as_it_is(store: Store, home: Home, hostile: str) -> None:
    for episode in lived(store, 9):
        store.labels.set(episode.id, {"advice": hostile})
    review(store)
    async with opened(store, home) as pilot:
        told = await in_room(pilot, "p", "assistant")
        assert "\x1b" not in told
        if hostile.startswith("["):
            assert "[red]not red[/red]" in told


async def test_what_was_made_of_somebody_forgotten_is_marked_in_every_room(store: Store, home: Home) -> None:
    lived(store, 10)
    review(store)
    build(store, home, "us", views=["advice"])
    run = home.runs / "r1"
    (run / "adapter").mkdir(parents=True)
    (run / "adapter" / "adapters.safetensors").write_bytes(b"weights")
    store.runs.start("r1", "us", "tiny", run, {"model_path": str(home.models / "tiny")})
    store.runs.end("r1", "done", None)
    store.people.add(["Jo"])
    forget(store, home, Settings(), "Jo", "someone")
    async with opened(store, home, size=LARGE) as pilot:
        await in_room(pilot, "p", "▲ us  stale")
        await pilot.press("down")
        await shows(pilot, "▲ stale: 10 of its 10 episodes held")
        await in_room(pilot, "t", "stale: It was taught with the dataset us")
        with pytest.raises(GateError, match="The dataset us is stale"):
            studio(pilot).supervisor.start(RunSpec("us", "tiny"))
        await in_room(pilot, "k", "▲ stale")
