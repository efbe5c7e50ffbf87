"""Waiting for what the terminal is to show."""

from __future__ import annotations

import asyncio

from textual.pilot import Pilot

from tests.tui.pilot import screen_text, settled, studio


async def shows(pilot: Pilot[None], *texts: str) -> str:
    """The screen's text, once it holds all of these."""
    told = ""
    for _ in range(100):
        await settled(pilot)
        told = screen_text(pilot)
        if all(text in told for text in texts):
            return told
        await asyncio.sleep(0.02)
    raise AssertionError(f"not shown: {[text for text in texts if text not in told]}\n{told}")


async def in_room(pilot: Pilot[None], letter: str, *texts: str) -> str:
    """The screen's text in the room with this letter, once it holds all of these."""
    await pilot.press("g", letter)
    return await shows(pilot, *texts)


async def warned(pilot: Pilot[None], text: str) -> None:
    """Wait until a notification says so."""
    for _ in range(100):
        await settled(pilot)
        if any(text in notice.message for notice in studio(pilot)._notifications):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"not said: {text}")
