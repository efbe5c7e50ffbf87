"""The teach screen: what it says when empty, how it teaches, and that a run outlives it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot

from studio.core.paths import Home
from studio.store import Store
from studio.store.datasets import Dataset
from studio.tui.app import StudioApp
from tests.train import lessons
from tests.tui.pilot import HOSTILE, SMALL, opened, screen_text, settled


def packed(store: Store, home: Home, name: str = "us") -> None:
    folder = lessons.write(home.datasets / name, 36, 6, 6)
    manifest = json.dumps({"name": name, "hash": "h"})
    store.datasets.record(
        Dataset(name, "h", str(folder), datetime(2026, 3, 1, tzinfo=UTC), manifest), {}, publish=lambda: None
    )


async def until(pilot: Pilot[None], words: str, seconds: float = 60) -> str:
    text = ""
    for _ in range(int(seconds / 0.1)):
        await pilot.pause(0.1)
        text = screen_text(pilot)
        if words in text:
            return text
    raise AssertionError(f"“{words}” never came:\n{text}")


async def test_an_empty_room_says_what_to_press(store: Store, home: Home) -> None:
    async with opened(store, home, size=SMALL) as pilot:
        app = pilot.app
        assert isinstance(app, StudioApp)
        app.go("train")
        await settled(pilot)
        text = screen_text(pilot)
        assert "Pack a dataset first: g p" in text
        assert "Make the toy" in text
        await pilot.press("s", "x", "d", "m", "p")
        assert not app.jobs.running


async def test_hostile_names_are_shown_as_written(store: Store, home: Home) -> None:
    for name in HOSTILE[:3]:
        store.runs.start(f"r{abs(hash(name))}", name, name, home.runs / "x", {"model_path": "/none"})
    async with opened(store, home, size=SMALL) as pilot:
        app = pilot.app
        assert isinstance(app, StudioApp)
        app.go("train")
        await settled(pilot)
        assert "[/INST]" in screen_text(pilot)
        assert "interrupted" in screen_text(pilot)


@pytest.mark.mlx
async def test_a_run_outlives_the_screen_and_can_be_stopped(store: Store, toy_home: Home) -> None:
    packed(store, toy_home)
    async with opened(store, toy_home, size=SMALL) as pilot:
        app = pilot.app
        assert isinstance(app, StudioApp)
        app.go("train")
        await until(pilot, "36 examples")
        await pilot.press("p", "p")
        await until(pilot, "thorough, 5 epochs")
        await pilot.press("s")
        text = await until(pilot, "tokens/s")
        assert "to beat" in text
        app.go("home")
        await pilot.pause(0.3)
        assert app.supervisor.running
        app.go("train")
        await until(pilot, "tokens/s")
        await pilot.press("x")
        text = await until(pilot, "stopped by you")
        assert "better" in text
        await settled(pilot)
        run = store.runs.all()[0]
        assert (run.state, run.usable) == ("stopped", True)
