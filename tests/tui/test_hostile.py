"""Law 5: what a person wrote is data on every screen, never markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.core.episode import Context, Episode
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.ingest.pipeline import bring_in
from studio.store import Store
from studio.store.turns import Turn
from studio.tui.rooms import ROOMS, Room
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled, studio

BEGAN = datetime(2025, 3, 1, 19, 0)


def hostile_chat(folder: Path) -> Path:
    """An Android export in which names, words and the chat's own name are hostile."""
    lines = []
    for evening in range(12):
        for turn in range(5):
            at = BEGAN + timedelta(days=evening, minutes=3 * turn)
            who = "Jo [red]" if turn % 2 else "Me [/INST]"
            lines.append(f"{at:%d/%m/%Y, %H:%M} - {who}: {HOSTILE[(evening + turn) % len(HOSTILE)]}")
    path = folder / "WhatsApp Chat with Jo [red].txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def hostile(store: Store, home: Home, tmp_path: Path) -> Store:
    """A record in which everything a person could have written is hostile."""
    from studio.episodes.cutting import cut
    from studio.scrub.scan import scan

    settings = Settings(tz="Europe/London")
    bring_in(store, home, [hostile_chat(tmp_path)], me="Me [/INST]", settings=settings)
    cut(store)
    extra = [
        Episode(
            id=f"x{n}",
            domain="relationship",
            started_at=datetime(2025, 5, 1, tzinfo=UTC) + timedelta(days=n),
            situation=text,
            response=text,
            outcome=text,
            people=("Jo [red]",),
            context=Context(causes={text[:40]: True}),
        )
        for n, text in enumerate(HOSTILE)
    ]
    store.episodes.put([(e, ()) for e in extra], origin="import")
    for n, episode in enumerate(store.episodes.all()):
        words = HOSTILE[n % len(HOSTILE)]
        outcome = ("good", "bad", "mixed")[n % 3]
        store.labels.set(episode.id, {"outcome": outcome, "advice": words, "note": words, "topics": [words[:40]]})
        if n > 8:
            break
    scan(store, home, settings)
    store.turns.add(Turn("t1", datetime.now(UTC), "c", "tuned", None, HOSTILE[0], HOSTILE[1], ("x0",), {}))
    return store


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "140x44"])
@pytest.mark.parametrize("room", ROOMS, ids=lambda r: r.name)
async def test_every_screen_survives_hostile_text(
    hostile: Store, home: Home, room: Room, size: tuple[int, int]
) -> None:
    async with opened(hostile, home, size=size) as pilot:
        await pilot.press(str(room.number))
        await settled(pilot)
        assert pilot.app.current_mode == room.name
        for key in ("down", "down", "up", "right", "question_mark", "escape"):
            await pilot.press(key)
            await settled(pilot)
        shown = screen_text(pilot)
        assert "\x1b" not in shown
        assert "\u202e" not in shown


async def test_brackets_are_shown_as_they_were_written(hostile: Store, home: Home) -> None:
    async with opened(hostile, home, size=LARGE) as pilot:
        studio(pilot).open_label(["x0"], "gap_fill")
        await settled(pilot)
        assert "[/INST] [red]not red[/red] [link=x](#y)" in screen_text(pilot)


async def test_a_hostile_question_and_answer_stay_text_in_the_panel(store: Store, home: Home) -> None:
    from studio.tui.panels.conversation import Block

    async with opened(store, home, size=LARGE) as pilot:
        await pilot.press("ctrl+t")
        await settled(pilot)
        block = Block(HOSTILE[0], tuned=True, pieces=[HOSTILE[4], HOSTILE[1]], state="speaking")
        studio(pilot).conversation.blocks.append(block)
        await pilot.pause(0.3)
        shown = screen_text(pilot)
        assert "[/INST]" in shown
        assert "<|im_start|>" in shown


def test_records_keep_hostile_text_to_the_letter(hostile: Store) -> None:
    kept = {message.text for message in hostile.records.messages()}
    assert HOSTILE[0] in kept
    assert HOSTILE[4] in kept
