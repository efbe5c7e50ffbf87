"""The random audit as a sitting of its own, and weighing beside the person who labels."""

from __future__ import annotations

import asyncio
import threading

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from studio.core.paths import Home
from studio.gaps import report
from studio.gaps.audit import audit_of
from studio.gaps.report import GapReport, audit_draw, weigh
from studio.store import Store
from studio.tui.screens import gaps as gaps_room
from studio.tui.screens.gaps import GapsScreen
from studio.tui.screens.label import LabelScreen
from tests.gaps.people import person
from tests.gaps.records import keep
from tests.tui.labelling import arrived, here
from tests.tui.pilot import LARGE, opened, screen_text, settled, studio


@pytest.fixture
def life(store: Store) -> Store:
    keep(store, person(1, 60, "bad_only", frame=160))
    return store


async def gaps(pilot: Pilot[None]) -> GapsScreen:
    studio(pilot).go("gaps")
    await settled(pilot)
    assert isinstance(pilot.app.screen, GapsScreen)
    return pilot.app.screen


async def test_an_audit_goes_on_where_it_stopped_and_ends_with_what_it_showed(life: Store, home: Home) -> None:
    drawn = audit_draw(life, 6).ids
    async with opened(life, home, size=LARGE) as pilot:
        room = await gaps(pilot)
        assert not room.query_one("#audit", Static).display
        await pilot.press("a")
        label = await arrived(pilot)
        assert here(label) == drawn[0]
        assert "random audit 0/6" in screen_text(pilot)
        await pilot.press("d")
        await pilot.press("x")
        assert "random audit 1/6 · 1 set aside" in screen_text(pilot)
        await pilot.press("a")
        room = await gaps(pilot)
        assert "Random audit: 2 of 6 done, 1 set aside (counted as missing). a goes on." in screen_text(pilot)
        await pilot.press("a")
        label = await arrived(pilot)
        assert here(label) == drawn[3]
        assert "random audit 2/6 · 1 set aside" in screen_text(pilot)
        await pilot.press("a", "a", "a")
        await settled(pilot)
        assert pilot.app.screen is room
        assert "Random audit: 5 of 6 done, 1 set aside" in screen_text(pilot)
        assert room.chosen is not None
        assert room.chosen.id == "selection"
        assert room.chosen.headline in screen_text(pilot)
        assert [life.labels.history(i)[-1].why for i in drawn if i != drawn[1]] == ["audit"] * 5
        await pilot.press("a")
        await settled(pilot)
        assert pilot.app.screen is room
        assert "a again draws 30 more" in screen_text(pilot)
        assert len(life.attestations.draws()) == 6
        await pilot.press("a")
        await arrived(pilot)
        assert "random audit 0/30" in screen_text(pilot)


async def test_a_slip_on_the_last_one_can_still_be_undone(life: Store, home: Home) -> None:
    (only,) = audit_draw(life, 1).ids
    async with opened(life, home, size=LARGE) as pilot:
        room = await gaps(pilot)
        await pilot.press("a")
        await arrived(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert pilot.app.screen is room
        studio(pilot).go("label")
        label = await arrived(pilot)
        await pilot.press("u")
        assert here(label) == only
        assert life.labels.current(only).get("outcome") is None
        assert "random audit 0/1" in screen_text(pilot)


class SlowScale:
    """Weighs as ever, but not before it is allowed to."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_end = threading.Event()

    def weigh(self, store: Store) -> GapReport:
        self.begun += 1
        while not self.may_end.wait(0.001):
            sum(range(2_000))
        return weigh(store)


async def test_labels_typed_while_weighing_runs_are_all_kept(
    life: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowScale()
    monkeypatch.setattr(gaps_room, "weigh", slow.weigh)
    wanted = audit_draw(life, 12).ids
    typed = "asdfasdfasda"
    said = {"a": "good", "s": "mixed", "d": "bad", "f": "unknown"}
    async with opened(life, home, size=LARGE) as pilot:
        try:
            studio(pilot).go("gaps")
            await pilot.pause()
            studio(pilot).open_label(wanted, "gap_fill")
            for _ in range(600):
                await pilot.pause(0.01)
                screen = pilot.app.screen
                if isinstance(screen, LabelScreen) and screen.sitting is not None:
                    break
            assert slow.begun == 1
            await pilot.press(*typed)
            assert "gaps" in studio(pilot).jobs.running
            found = [life.labels.history(i)[-1].value for i in wanted]
            assert found == [said[key] for key in typed]
        finally:
            slow.may_end.set()
        await settled(pilot)
        studio(pilot).go("gaps")
        await settled(pilot)
        assert "72 of 160 labelled" in screen_text(pilot)
        studio(pilot).go("home")
        await settled(pilot)
        found_now = studio(pilot).gap_report
        assert found_now is not None
        assert found_now.n_labelled == 72


async def test_what_was_weighed_for_the_room_is_told_where_the_person_went(
    life: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowScale()
    monkeypatch.setattr(gaps_room, "weigh", slow.weigh)
    monkeypatch.setattr("studio.tui.idle.QUIET", 3_600.0)
    async with opened(life, home, size=LARGE) as pilot:
        try:
            studio(pilot).go("gaps")
            await pilot.pause()
            studio(pilot).go("home")
            await pilot.pause()
            studio(pilot).go("gaps")
            await pilot.pause()
            studio(pilot).go("home")
            await pilot.pause()
            assert "1 red" not in screen_text(pilot)
        finally:
            slow.may_end.set()
        await settled(pilot)
        assert "1 red" in screen_text(pilot)
        assert slow.begun == 1


async def test_weighing_waits_for_a_pause_and_then_tells_the_home_card(
    life: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    def counted(store: Store) -> GapReport:
        begun.append(1)
        return weigh(store)

    monkeypatch.setattr(report, "weigh", counted)
    monkeypatch.setattr("studio.tui.idle.QUIET", 3_600.0)
    async with opened(life, home, size=LARGE) as pilot:
        studio(pilot).go("label")
        await arrived(pilot)
        await pilot.press(*"asda")
        studio(pilot).go("home")
        await settled(pilot)
        assert not begun
        assert "red" not in screen_text(pilot)
        idle = studio(pilot).idle
        idle._pauses._until = 0.0
        for _ in range(600):
            await asyncio.sleep(0.02)
            await pilot.pause()
            if studio(pilot).gap_report is not None:
                break
        await settled(pilot)
        assert begun
        assert "1 red" in screen_text(pilot)


def test_what_is_gone_and_what_is_set_aside_is_told_apart(life: Store) -> None:
    first = audit_draw(life, 4).ids
    assert audit_of(life).open == first
    life.labels.set(first[0], {"outcome": "good"}, why="audit")
    life.labels.mark("skip", first[1])
    life.episodes.remove([first[2]])
    found = audit_of(life)
    assert (found.ids, found.open, found.done, found.aside) == ((first[0], first[1], first[3]), (first[3],), 1, 1)
    assert audit_draw(life, 4).ids[0] == first[3]
    assert len(audit_of(life).open) == 4
