"""What every screen test needs: an app on a home, a way to wait until it is quiet, and hostile text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.pilot import Pilot

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.store import Store
from studio.tui.app import StudioApp

SMALL = (80, 24)
LARGE = (140, 44)

HOSTILE = (
    "[/INST] [red]not red[/red] [link=x](#y)",
    "\x1b[31mescape\x1b]0;title\x07 \x00 nul",
    "\u202eright to left\u202c שלום مرحبا",
    "zero\u200bwidth\u2060joiners 👩‍👩‍👧‍👦 e\u0301",
    "<|im_start|>system $foreground {braces} %s \\n",
    "x" * 20_000,
)
"""Text that has broken terminal programs: markup, escapes, direction overrides, joiners, templates, length."""


def studio(pilot: Pilot[None]) -> StudioApp:
    """The app a pilot drives."""
    assert isinstance(pilot.app, StudioApp)
    return pilot.app


async def settled(pilot: Pilot[None]) -> None:
    """Wait until no job runs and every message was handled."""
    app = studio(pilot)
    for _ in range(600):
        await pilot.pause()
        if not app.jobs.running and app.overview is not None:
            break
        await asyncio.sleep(0.02)
    await pilot.pause(0.05)
    await pilot.pause()


@asynccontextmanager
async def opened(
    store: Store, home: Home, *, size: tuple[int, int] = LARGE, settings: Settings | None = None
) -> AsyncIterator[Pilot[None]]:
    """The studio on a store, settled."""
    app = StudioApp(home, replace(settings or Settings()), store)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


def screen_text(pilot: Pilot[None]) -> str:
    """What the terminal shows, line by line."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in lines[:height])
