"""How the label screen looks: every size, dark and light, with what people paste and what breaks terminals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from studio.core.episode import Episode
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.store import Store
from studio.store.episodes import Evidence
from studio.tui.app import StudioApp
from tests.label.life import COLUMNS
from tests.tui.labelling import arrived
from tests.tui.pilot import settled, studio

SAID = (
    ("Jo", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3, "situation"),
    ("Jo", "👩‍👩‍👧‍👦 family 👍🏽 ok e\u0301 🇩🇪 🤷‍♀️ and plain words to see where the line ends", "situation"),
    ("Me", "שלום, אני כבר בדרך. مرحبا، أنا في الطريق now in English", "response"),
    ("Me", "我知道了，对不起，我应该早点告诉你的，我们晚上再谈好吗？きょうは遅い。미안해요", "response"),
    ("Jo", "[/INST] [bold red]not red[/] [link=x](#y) <|im_end|> {braces} %s $accent", "situation"),
    ("Jo", "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J bell\x07 null\x00 \u202egnp.exe\u202c", "outcome"),
    ("Jo", "it's always traffic. late again", "outcome"),
)  # fmt: skip
"""Long words, joined emoji, right to left, wide letters, markup and escapes."""


def put_hostile(store: Store) -> None:
    """One conversation of hostile lines, and a second plain episode behind it."""
    began = datetime(2024, 3, 14, 21, 4)
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    evidence = []
    for n, (sender, text, part) in enumerate(SAID):
        at = began + timedelta(minutes=2 * n)
        row = (f"m{n}", "s1", n, "Jo", sender, at, at, "UTC", text.replace("\x00", "\ufffd"), "text", False, None)
        for name, value in zip(COLUMNS, row, strict=True):
            columns[name].append(value)
        evidence.append(Evidence(f"m{n}", part))
    with store.transaction() as cursor:
        store.records.insert(cursor, "messages", columns)
    at = began.replace(tzinfo=UTC)
    episode = Episode(
        id="e0", domain="relationship", started_at=at, ended_at=at + timedelta(minutes=12), thread="t0",
        situation="Jo: " + SAID[0][1], response="Me: " + SAID[2][1], outcome="Jo: " + SAID[6][1],
    )  # fmt: skip
    store.episodes.put([(episode, evidence)], origin="cut")
    store.people.add(["Me"], role="me")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"])
def test_hostile_words_at_every_size_in_the_dark_and_in_the_light(
    snap_compare: Any, monkeypatch: pytest.MonkeyPatch, store: Store, home: Home, size: tuple[int, int], theme: str
) -> None:
    monkeypatch.setattr("studio.label.sitting.monotonic", lambda: 100.0)
    put_hostile(store)

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot)
        studio(pilot).go("label")
        await arrived(pilot)
        await pilot.press("2", "w")
        await settled(pilot)

    assert snap_compare(StudioApp(home, Settings(theme=theme), store), terminal_size=size, run_before=story)
