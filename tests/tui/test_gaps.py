"""The weighing room, driven by keys."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from studio.core.paths import Home
from studio.gaps import report
from studio.gaps.findings import (
    EffectPlot,
    EffectRow,
    GridCell,
    GridPlot,
    HeatCell,
    HeatPlot,
    IntervalPlot,
    IntervalRow,
    TimelinePlot,
)
from studio.store import Store
from studio.tui.app import StudioApp
from studio.tui.screens.gaps import REPORT_NAME, GapsScreen
from studio.tui.widgets.pictures.cells import grid_lines, heat_lines
from studio.tui.widgets.pictures.effects import effect_lines
from studio.tui.widgets.pictures.intervals import interval_lines
from studio.tui.widgets.pictures.timeline import timeline_lines
from tests.gaps.people import Fault, person
from tests.gaps.planted_tangled_causes import exact
from tests.gaps.records import keep, label
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled


def life(store: Store, fault: Fault = "hole", *, words: str = "") -> None:
    one = person(1, 80, fault, frame=240)
    if words:
        kept = [r.id for r in one.rows if r.outcome]
        one.words[kept[0]] = one.words[kept[1]] = words
    keep(store, one)


async def room(pilot: Pilot[None]) -> GapsScreen:
    app = pilot.app
    assert isinstance(app, StudioApp)
    app.go("gaps")
    await settled(pilot)
    assert isinstance(app.screen, GapsScreen)
    return app.screen


async def test_the_worst_finding_is_open_with_its_picture_and_its_fix(store: Store, home: Home) -> None:
    life(store)
    for size in (SMALL, LARGE):
        async with opened(store, home, size=size) as pilot:
            await room(pilot)
            text = screen_text(pilot)
            assert "▲ red" in text
            assert "Nothing labelled" in text
            assert "[Enter] label 5 from there" in text
            assert "sessions  " in text
            assert "▲ nothing here" in text
            await pilot.press("end")
            await pilot.pause()
            assert "✓ fine" in screen_text(pilot)


async def test_enter_takes_exactly_the_picks_to_the_label_room(
    store: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    life(store)
    wanted = tuple(report.fill_picks(store, "time"))
    async with opened(store, home) as pilot:
        screen = await room(pilot)
        asked: list[tuple[tuple[str, ...], str]] = []
        monkeypatch.setattr(screen.studio, "open_label", lambda picks, why: asked.append((tuple(picks), why)))
        await pilot.press("enter")
        await settled(pilot)
        assert asked == [(wanted, "gap_fill")]
        await pilot.press("a")
        await settled(pilot)
        assert asked[1][1] == "audit"
        assert len(asked[1][0]) == 30


async def test_a_note_marks_the_finding_and_stops_its_nagging(store: Store, home: Home) -> None:
    life(store)
    async with opened(store, home, size=SMALL) as pilot:
        screen = await room(pilot)
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(pilot.app.focused, Input)
        await pilot.press("escape")
        assert store.attestations.all() == []
        await pilot.press("t", *"we were apart", "enter")
        await settled(pilot)
        assert [(said.check_id, said.note) for said in store.attestations.all()] == [("time", "we were apart")]
        assert screen.chosen is not None
        assert screen.chosen.attested
        text = screen_text(pilot)
        assert "(as it is: we were apart)" in text
        assert "1 as it is" in text
        assert "[Enter] label 5" not in text


async def test_what_was_said_can_be_taken_back_and_said_again(store: Store, home: Home) -> None:
    life(store)
    async with opened(store, home, size=SMALL) as pilot:
        screen = await room(pilot)
        await pilot.press("T")
        await settled(pilot)
        assert store.attestations.all() == []
        await pilot.press("t", *"apart", "enter")
        await settled(pilot)
        assert "Take back" in screen_text(pilot)
        await pilot.press("T")
        await settled(pilot)
        assert store.attestations.latest() == {}
        assert screen.chosen is not None
        assert (screen.chosen.id, screen.chosen.attested) == ("time", False)
        assert "[Enter] label 5 from there" in screen_text(pilot)
        await pilot.press("t", "enter")
        await settled(pilot)
        assert store.attestations.latest()["time"].note == "apart"
        await pilot.press("t")
        await settled(pilot)
        assert store.attestations.latest() == {}
        assert [said.withdrawn for said in store.attestations.all()] == [False, True, False, True]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_list_is_in_the_order_of_need_and_keys_read_all_of_a_finding(
    store: Store, home: Home, size: tuple[int, int]
) -> None:
    life(store)
    async with opened(store, home, size=size) as pilot:
        screen = await room(pilot)
        assert screen.report is not None
        shown = screen_text(pilot)
        states = Counter(check.state for check in screen.report.checks)
        first = f"1 red · {states['cant_tell']} can't tell · {states['fine']} fine — 80 of 240 labelled, 0 at random"
        assert first in shown
        order = [option.id for option in screen.findings.options]
        assert len(order) == len(screen.report.checks)
        needs = [screen.report.check(str(one)).state for one in order]
        assert needs == ["red"] * 1 + ["cant_tell"] * states["cant_tell"] + ["fine"] * states["fine"]
        assert "Space Read on" in shown or "space Read on" in shown
        detail = screen.query_one("#detail")
        await pilot.press("w")
        await pilot.pause()
        for _ in range(12):
            await pilot.press("pageup")
        assert (screen.findings.highlighted, detail.scroll_y) == (0, 0)
        seen = ""
        for _ in range(12):
            seen += screen_text(pilot)
            await pilot.press("space")
            await pilot.pause()
        assert "Nothing labelled" in seen
        assert screen.chosen is not None
        assert screen.chosen.how.split()[-1] in seen
        await pilot.press("pagedown")
        assert screen.findings.highlighted == 0


async def test_why_shows_the_rule_and_report_writes_it(store: Store, home: Home) -> None:
    life(store)
    async with opened(store, home, size=SMALL) as pilot:
        screen = await room(pilot)
        assert not screen.query_one("#how", Static).display
        await pilot.press("w")
        await pilot.pause()
        assert screen.query_one("#how", Static).display
        assert screen.chosen is not None
        assert screen.chosen.how[:40] in screen_text(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert (home.root / REPORT_NAME).read_text(encoding="utf-8").startswith("<!doctype html>")


async def test_hostile_words_are_shown_as_words(store: Store, home: Home) -> None:
    for text in HOSTILE:
        with Store(None) as other:
            life(other, "healthy", words=text)
            async with opened(other, home, size=SMALL) as pilot:
                screen = await room(pilot)
                assert screen.chosen is not None
                assert screen.chosen.id == "leak"
                assert "\x1b" not in screen_text(pilot)
                if text.startswith("[/INST]"):
                    assert "[/INST] [red]not red[/red]" in screen_text(pilot)


async def test_what_comes_with_a_red_selection_hangs_under_it(store: Store, home: Home) -> None:
    one = person(1, 60, "bad_only", frame=200)
    keep(store, one)
    label(store, one, report.audit_picks(store), "audit")
    async with opened(store, home, size=LARGE) as pilot:
        screen = await room(pilot)
        assert screen.chosen is not None
        assert screen.chosen.id == "selection"
        assert "\n   └ ▲ red        You mostly kept" in screen_text(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert screen.chosen.id == "outcome_mix"
        assert "Shown under “What you kept went well less often than the rest”" in screen_text(pilot)


async def test_an_empty_room_says_what_to_press(store: Store, home: Home) -> None:
    async with opened(store, home, size=SMALL) as pilot:
        await room(pilot)
        assert "Nothing to weigh yet" in screen_text(pilot)
        assert "g c" in screen_text(pilot)
        await pilot.press("enter", "t", "w", "o")
        await settled(pilot)


def test_an_interval_is_drawn_where_its_numbers_are() -> None:
    plot = IntervalPlot("share", (IntervalRow("all of it", 0.5, 0.25, 0.75, 40),), (0.25, 0.75))
    drawn = interval_lines(plot, 80)
    line, scale = drawn[1].plain, drawn[2].plain
    assert line.index("├") == scale.index("25 %")
    assert line.index("●") == scale.index("50 %")
    assert line.index("┤") == scale.index("75 %")
    assert all(len(part.plain) <= 80 for part in drawn)


def test_a_timeline_marks_its_hole() -> None:
    plot = TimelinePlot("1 Jan 2024", "31 Dec 2024", (3,) * 60, (1,) * 20 + (0,) * 20 + (1,) * 20, (20, 39), True)
    drawn = [line.plain for line in timeline_lines(plot, 100)]
    assert drawn[1][10 + 19] != " "
    assert drawn[1][10 + 20 : 10 + 40].strip() == ""
    assert drawn[2].index("└") == 10 + 20
    assert drawn[2].index("┘") == 10 + 39
    narrow = [line.plain for line in timeline_lines(plot, 40)]
    assert all(len(line) <= 40 for line in narrow)


def test_a_grid_marks_what_is_short_by_shape() -> None:
    cells = (GridCell(4.0, 4), GridCell(10.0, 0, True))
    drawn = [line.plain for line in grid_lines(GridPlot(("weekdays",), ("night", "evening"), (cells,)), 80)]
    assert "██ 4/4" in drawn[1]
    assert "·· 0/10 ▲" in drawn[1]


def test_a_difference_is_drawn_on_its_side_of_zero() -> None:
    rows = (EffectRow("as it looks", 0.5, 0.25, 0.75), EffectRow("like with like", 0.0, -0.5, 0.5))
    first, second, scale = (line.plain for line in effect_lines(EffectPlot("points", rows), 80)[1:4])
    assert "+50" in first
    assert first.index("●") == scale.index("+50")
    assert first.index("│") == scale.index(" 0 ") + 1 == second.index("●")
    assert second.index("├") == scale.index("-50")
    assert "┼" not in first


@pytest.mark.parametrize("width", [48, 78, 100])
def test_names_of_any_letters_leave_the_columns_in_line(width: int) -> None:
    names = ("lateness", "お金のこと、家計の話と支払いの遅れ", "👩‍👩‍👧‍👦 birthday 🎂", "z" + "\u0301" * 500, *HOSTILE)
    cells = tuple((HeatCell(1_200), HeatCell(0, True)) for _ in names)
    heat = heat_lines(HeatPlot("labels", names, ("good", "bad"), cells), width)
    assert len({line.cell_length for line in heat[2:-1]}) == 1
    assert all("██ 1,200" in line.plain and "·· 0 ▲" in line.plain for line in heat[2:-1])
    effects = effect_lines(EffectPlot("points", tuple(EffectRow(n, -1, -1, 1) for n in names), (-0.1, 0.1)), width)
    shares = interval_lines(IntervalPlot("s", tuple(IntervalRow(n, 1, 0, 1, 9) for n in names), (0.2, 0.8)), width)
    for drawn in (heat, effects, shares):
        assert all(line.cell_length <= width for line in drawn)
        assert not any("\x1b" in line.plain or "\u202e" in line.plain for line in drawn)


async def test_a_plan_is_said_where_no_label_would_mend_it(store: Store, home: Home) -> None:
    keep(store, exact(48, 1, 1, 50), domain="fitness")
    async with opened(store, home) as pilot:
        screen = await room(pilot)
        screen.findings.highlighted = screen.findings.get_option_index("tangled_causes")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, GapsScreen)
        (said,) = pilot.app._notifications
        assert "alternate one of the two for 4 weeks" in said.message
