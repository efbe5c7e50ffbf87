"""How good the labels are and when it is enough, in the studio: what is told, and the rule that is written there."""

from __future__ import annotations

from datetime import timedelta

from textual.pilot import Pilot
from textual.widgets import Input

from studio.core.clock import now
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.store import Store
from studio.tui.screens.label_quality import QualityScreen
from tests.label.life import put
from tests.tui.labelling import labelling
from tests.tui.pilot import screen_text, settled, studio


async def test_a_rule_is_begun_for_the_value_that_wants_one_and_kept(store: Store, home: Home) -> None:
    put(store, evenings=6)
    for n in range(3):
        for why, trigger, days in (("spontaneous", "tone", 9), ("relabel", "phone", 0)):
            given = {"outcome": "good", "trigger": trigger}
            at = now() - timedelta(days=days)
            store.labels.set(
                f"e{n:03}", given, why="relabel" if why == "relabel" else "spontaneous", sitting=why, at=at
            )
    async with labelling(store, home) as (pilot, _):
        await pilot.press("A")
        await settled(pilot)
        assert isinstance(pilot.app.screen, QualityScreen)
        assert "“phone” and “tone” were taken for each other 3 times" in screen_text(pilot)
        await pilot.press("r")
        entry = pilot.app.screen.query_one("#rule", Input)
        assert entry.value == "relationship.trigger.phone "
        await pilot.press(*"screens", "space", *"at", "space", *"table", "enter")
        assert store.codebook.rules("relationship") == {("trigger", "phone"): "screens at table"}
        await pilot.press("r")
        entry.value = "relationship.outcome.great [/INST]\x1b[31m"
        await pilot.press("enter")
        assert len(store.codebook.rules("relationship")) == 1
        await pilot.press("escape", "escape")
        assert not isinstance(pilot.app.screen, QualityScreen)


async def test_a_sitting_says_once_that_it_is_enough_and_goes_on(store: Store, home: Home) -> None:
    put(store, evenings=8)
    settings = Settings(sitting_target=2, keymap=("label.target=f5",))
    async with labelling(store, home, settings=settings) as (pilot, screen):
        await pilot.press("a")
        assert "1/2 now" in screen_text(pilot)
        assert not told(pilot)
        await pilot.press("a")
        assert "✓ 2/2 now" in screen_text(pilot)
        (said,) = told(pilot)
        assert "6 left. Enough for one sitting" in said
        assert "f5 sets another number" in said
        await pilot.press("a")
        assert told(pilot) == [said]
        assert screen.sitting is not None
        assert screen.sitting.stats.labelled == 3
        await pilot.press("f5")
        assert studio(pilot).settings.sitting_target == 10
        assert "3/10 now" in screen_text(pilot)


def told(pilot: Pilot[None]) -> list[str]:
    """What was said in the corner."""
    return [one.message for one in pilot.app._notifications]
