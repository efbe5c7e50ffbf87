"""What a person wrote, on the label screen: hostile text, wrapping, very long threads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.episode import Context
from studio.core.paths import Home
from studio.store import Store
from studio.tui.widgets.wrapping import wrap
from tests.label.life import evening, put
from tests.tui.labelling import here, labelling
from tests.tui.pilot import HOSTILE, screen_text, settled


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "escapes", "direction", "joiners", "templates", "length"])
async def test_hostile_text_is_shown_as_text(store: Store, home: Home, text: str) -> None:
    put(store, evenings=1)
    hostile = replace(
        evening(1), id="h", situation=text, response=text, outcome=text, thread=text, source=text, context=Context()
    )
    store.episodes.put([(hostile, ())], origin="import")
    store.people.add([text])
    async with labelling(store, home) as (pilot, screen):
        while here(screen) != "h":
            await pilot.press("space")
        shown = screen_text(pilot)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        if text.startswith("["):
            assert "[/INST] [red]not red[/red]" in shown
        store.labels.set("h", {"note": text, "advice": text, "topics": [text]})
        await pilot.press("space", "b")
        await pilot.press("j", "enter", "n", "enter", "H")
        await settled(pilot)
        await pilot.press("escape")
        screen.refresh_room()
        await pilot.pause()
        assert "\x1b" not in screen_text(pilot)
        await pilot.press("a")
        assert store.labels.current("h")["outcome"] == "good"


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("a\n\nb", 5, ["a", "", "b"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("ab " + "y" * 12 + " cd", 10, ["ab", "y" * 10, "yy cd"]),
        ("日本語テキスト", 6, ["日本語", "テキス", "ト"]),
    ],
)
def test_wrapping_keeps_every_letter(text: str, width: int, rows: list[str]) -> None:
    assert wrap(text, width) == rows


def test_wrapping_a_very_long_line_is_quick_and_whole() -> None:
    rows = wrap("x" * 20_000, 40)
    assert len(rows) == 500
    assert "".join(rows) == "x" * 20_000


async def test_a_thread_of_thousands_lays_out_bit_by_bit(store: Store, home: Home) -> None:
    from studio.store.episodes import Evidence

    put(store, evenings=1)
    store.episodes.put([(evening(0), [Evidence(f"m000{n % 5}", "situation") for n in range(3000)])], origin="cut")
    async with labelling(store, home) as (pilot, screen):
        await settled(pilot)
        assert screen.pane.transcript.shown_rows >= 3000
        await pilot.press(*["pagedown"] * 5)
        assert screen.pane.transcript.scroll_offset.y >= 40
