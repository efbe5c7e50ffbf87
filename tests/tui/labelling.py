"""The label screen, opened and ready."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.store import Store
from studio.tui.screens.label import LabelScreen
from tests.tui.pilot import LARGE, opened, settled, studio


@asynccontextmanager
async def labelling(
    store: Store, home: Home, *, size: tuple[int, int] = LARGE, settings: Settings | None = None
) -> AsyncIterator[tuple[Pilot[None], LabelScreen]]:
    """The label screen with its queue loaded."""
    async with opened(store, home, size=size, settings=settings) as pilot:
        studio(pilot).go("label")
        yield pilot, await arrived(pilot)


async def arrived(pilot: Pilot[None]) -> LabelScreen:
    """Wait until the label screen has a queue."""
    for _ in range(100):
        await settled(pilot)
        screen = pilot.app.screen
        if isinstance(screen, LabelScreen) and screen.sitting is not None:
            await pilot.pause()
            return screen
    raise AssertionError("the label screen never got its queue")


def here(screen: LabelScreen) -> str:
    assert screen.sitting is not None
    assert screen.sitting.view is not None
    return screen.sitting.view.episode.id
