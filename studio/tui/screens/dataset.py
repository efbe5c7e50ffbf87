"""Room 6, pack: what would go in and what not, what the gates say, and an example as the model reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studio.core.errors import GateError, StudioError
from studio.core.manifest import Gate, Manifest
from studio.core.progress import Report, Stop
from studio.dataset.build import build, check_name
from studio.dataset.card import card
from studio.dataset.plan import Plan, Wish, draw_up
from studio.dataset.reasons import in_words
from studio.dataset.shelf import examples, manifest_of
from studio.gaps.marks import marks_at_build
from studio.scrub.risk.rescan import Leftovers, looker
from studio.store.datasets import SPLITS, Dataset
from studio.store.overview import Overview
from studio.tui.plain import one_line, plain
from studio.tui.screens.room import RoomScreen
from studio.tui.theme import MARK_STYLES, MARKS, QUIET

GATES = {"passed": "done", "warned": "partly", "overridden": "partly", "refused": "needs_you"}
"""Gate state → mark."""
ROOMS = {
    "reviewed": "scrub",
    "enough": "label",
    "apart": "label",
    "held_out": "label",
    "endings": "dataset",
    "weights": "gaps",
    "gaps": "gaps",
    "residual": "scrub",
    "remaining": "scrub",
}
"""Gate → the room in which to do something about it."""
SIDES = {"train": "to learn from", "valid": "for validation", "test": "for the exam"}
PLAN = "plan"
"""Id of the first line of the shelf: what a build would make now."""
MOST_SHOWN = 400
"""Examples of a dataset that can be leafed through here."""

Turns = Sequence[tuple[str, str]]
"""(role, content)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One example to look at."""

    side: str
    turns: Turns


class DatasetScreen(RoomScreen):
    """The plan and the shelf on the left, an example on the right."""

    AUTO_FOCUS = ""
    CSS_PATH = "dataset.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "build", "Build", id="dataset.build", tooltip="Freeze a dataset under a name"),
        Binding("f", "mend", "Mend", id="dataset.mend", tooltip="Go where the first open gate is mended"),
        Binding("w", "weights", "Weights", id="dataset.weights", tooltip="Repeat what you label too seldom, or not"),
        Binding("right,n", "turn(1)", "Next", id="dataset.next", tooltip="The next example"),
        Binding("left,p", "turn(-1)", "Before", id="dataset.before", tooltip="The example before"),
    ]

    shelf = getters.query_one("#shelf", OptionList)
    asked = getters.query_one("#name", Input)

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self.weighted = False
        self.pages: Sequence[Page] = ()
        self.page = 0
        self._drawn: Overview | None = None
        self._again = False

    def compose_room(self) -> ComposeResult:
        """What goes in, the shelf, the example."""
        yield Static("", id="nothing", classes="empty-state", markup=False)
        with Container(id="packing"):
            with Vertical(id="left"):
                with VerticalScroll(id="plan", classes="card"):
                    yield Static("", id="told", markup=False)
                yield OptionList(id="shelf", classes="card", markup=False)
            with VerticalScroll(id="example", classes="card"):
                yield Static("", id="read", markup=False)
        yield Input(id="name", placeholder="a name for the dataset · Enter builds, Esc leaves it", max_length=64)

    def on_mount(self) -> None:
        """Begin with nothing asked."""
        self.asked.display = self.query_one("#packing").display = False
        self.query_one("#plan").border_title = "what would go in"
        self.shelf.border_title = "datasets"
        self.query_one("#nothing", Static).update(plain("Reading …"))

    def refresh_room(self) -> None:
        """Draw the plan up again, in a thread."""
        store, weighted = self.studio.store, self.weighted
        self._drawn = self.studio.overview

        def work(report: Report, stop: Stop) -> tuple[Plan, list[Dataset]]:
            wish = Wish(weights="poststratify" if weighted else "none")
            return draw_up(store, wish, gaps=marks_at_build(store), report=report), store.datasets.all()

        if self.studio.jobs.start("pack-plan", "planning the dataset", work, done=self._show) is None:
            self._again = True

    def overview_changed(self) -> None:
        """Plan again only when something was counted differently."""
        if self.studio.overview != self._drawn:
            self.refresh_room()

    def focus_room(self) -> None:
        """Give the keys to the shelf."""
        self.shelf.focus()

    def _show(self, drawn: tuple[Plan, list[Dataset]]) -> None:
        if self._again:
            self._again = False
            self.call_later(self.refresh_room)
        if not self.is_attached:
            return
        self.plan, datasets = drawn
        nothing = not datasets and not self.plan.episodes
        self.query_one("#packing").display = not nothing
        self.query_one("#nothing").display = nothing
        if nothing:
            self.query_one("#nothing", Static).update(plain(_what_to_do(self.plan)))
            return
        place = self.shelf.highlighted or 0
        chosen = self.shelf.get_option_at_index(place).id if self.shelf.option_count else PLAN
        self.shelf.clear_options()
        self.shelf.add_option(Option("what a build would make now", id=PLAN))
        stale = self.studio.store.stale.reasons("dataset")
        self.shelf.add_options([Option(_on_shelf(d, stale.get(d.name)), id=d.name) for d in datasets])
        ids = [option.id for option in self.shelf.options]
        self.shelf.highlighted = ids.index(chosen) if chosen in ids else 0
        if self.focused is None:
            self.shelf.focus()
        self._open(chosen if chosen in ids else PLAN)

    @on(OptionList.OptionHighlighted, "#shelf")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        self._open(event.option_id)

    def _open(self, name: str | None) -> None:
        """Leaf through the plan, or through a dataset as it lies on disk."""
        plan = self.query_one("#plan", VerticalScroll)
        told = Content("")
        try:
            if name in (None, PLAN):
                self.pages, plan.border_title = self._planned(), "what would go in"
                told = _told(self.plan) if self.plan else told
            else:
                made = manifest_of(self.studio.store, str(name))
                stale = self.studio.store.stale.reason("dataset", made.name)
                told, plan.border_title = _card(made, stale), one_line(made.name)
                self.pages = self._packed(made.name)
        except StudioError as problem:
            self.pages = ()
            self.studio.show_error(problem)
        self.query_one("#told", Static).update(told)
        plan.scroll_home(animate=False)
        self.page = 0
        self._read()

    def _planned(self) -> list[Page]:
        if self.plan is None:
            return []
        return [
            Page(side, one.messages)
            for side in SPLITS
            for one in self.plan.examples[side][:MOST_SHOWN]
            if not one.unreviewed
        ]

    def _packed(self, name: str) -> list[Page]:
        found: list[Page] = []
        for side in SPLITS:
            for count, turns in enumerate(examples(self.studio.home, name, side)):
                if count == MOST_SHOWN:
                    break
                found.append(Page(side, [(turn["role"], turn["content"]) for turn in turns]))
        return found

    def _read(self) -> None:
        card, text = self.query_one("#example", VerticalScroll), self.query_one("#read", Static)
        card.scroll_home(animate=False)
        if not self.pages:
            card.border_title = "as the model reads it"
            text.update(
                plain("No example is reviewed yet, so the model would read none.\nPress g s to scrub and review.")
            )
            return
        page = self.pages[self.page]
        card.border_title = f"as the model reads it · {self.page + 1} of {len(self.pages)} · {SIDES[page.side]}"
        parts: list[Content | str | tuple[str, str]] = []
        for role, content in page.turns:
            parts += [(role, "$text-accent bold"), "\n", plain(content), "\n\n"]
        text.update(Content.assemble(*parts))

    def action_turn(self, by: int) -> None:
        """Another example."""
        if self.pages:
            self.page = (self.page + by) % len(self.pages)
            self._read()

    def action_weights(self) -> None:
        """With weights, or without."""
        self.weighted = not self.weighted
        self.refresh_room()

    def action_mend(self) -> None:
        """Go where the first gate that did not pass is mended."""
        gates: Sequence[Gate] = self.plan.gates if self.plan else ()
        for state in ("refused", "warned"):
            for gate in gates:
                if gate.state == state:
                    self.studio.go(ROOMS[gate.id])
                    return
        self.notify("Every gate is passed: press b to build.", markup=False)

    def action_build(self) -> None:
        """Ask for a name, unless a gate refuses."""
        if self.plan is None:
            return
        if (gate := self.plan.refused) is not None:
            self.notify(f"{gate.message}\n{gate.fix}", severity="warning", markup=False)
            return
        self.asked.display = True
        self.asked.value = ""
        self.asked.focus()

    @on(Input.Submitted, "#name")
    def _named(self, event: Input.Submitted) -> None:
        name = event.value.strip()
        self._leave_name()
        store, home, settings = self.studio.store, self.studio.home, self.studio.settings
        weights = "poststratify" if self.weighted else "none"

        def work(report: Report, stop: Stop) -> Manifest:
            check_name(name)
            seen: list[Leftovers] = []
            look, gaps = looker(store, settings, report, seen.append, stop), marks_at_build(store)
            try:
                return build(store, home, name, weights=weights, gaps=gaps, look=look, report=report)
            except GateError as refused:
                places = [one_line(line, 72) for found in seen for line in found.in_words()[:2]]
                raise GateError("\n".join([refused.message, *places]), fix=refused.fix, code=refused.code) from refused

        if self.studio.jobs.start("pack", "packing", work, done=self._built) is None:
            self.notify("It is packing already.", markup=False)

    def _built(self, made: Manifest) -> None:
        held = made.valid + made.test
        told = f"{one_line(made.name)}: {made.train:,} to learn from, {held:,} held out. g t teaches."
        self.notify(told, markup=False)
        if self.is_attached:
            self.refresh_room()

    def _leave_name(self) -> None:
        self.asked.display = False
        self.shelf.focus()

    def action_back(self) -> None:
        """Out of the name, else back to the week."""
        if self.asked.display:
            self._leave_name()
        else:
            super().action_back()


def _what_to_do(plan: Plan) -> str:
    waiting = plan.excluded.get("not_labelled", 0)
    if waiting:
        return f"{waiting:,} episodes wait for a label.\nPress g l and label a few, with advice to yourself."
    return "Nothing to pack yet.\nBring something in (g i), cut it (g c) and label a few (g l)."


def _told(plan: Plan) -> Content:
    counts = " · ".join(f"{len(plan.examples[side]):,} {SIDES[side]}" for side in SPLITS)
    parts: list[Content | str | tuple[str, str]] = [f"{len(plan.episodes):,} episodes → {counts}"]
    views: dict[str, int] = {}
    for side in SPLITS:
        for one in plan.examples[side]:
            views[one.view] = views.get(one.view, 0) + 1
    if views:
        parts += ["\n", (", ".join(f"{count:,} {view}" for view, count in views.items()), QUIET)]
    parts.append("\n")
    for gate in plan.gates:
        mark = GATES[gate.state]
        parts += ["\n", (f"{MARKS[mark]} ", MARK_STYLES[mark]), plain(gate.message)]
        if gate.state in ("refused", "warned"):
            parts += ["\n  ", (gate.fix, QUIET)]
    if plan.weights.copies:
        told = ", ".join(f"{outcome} × {times:g}" for outcome, times in plan.weights.copies.items())
        parts += ["\n", (f"  repeated: {told}", QUIET)]
    if plan.excluded:
        parts += ["\n\n", ("left out", "$text-accent bold")]
        parts += [f"\n{count:>6,}  {in_words(reason)}" for reason, count in plan.excluded.items()]
    return Content.assemble(*parts)


def _card(made: Manifest, stale: str | None) -> Content:
    parts: list[Content | str | tuple[str, str]] = []
    if stale is not None:
        parts += [("▲ stale: ", "$text-warning"), plain(stale)]
    for heading, lines in card(made).items():
        parts += ["\n\n" if parts else "", (heading, "$text-accent bold")]
        for line in lines:
            parts += ["\n", plain(line)]
    return Content.assemble(*parts)


def _on_shelf(dataset: Dataset, stale: str | None) -> Content:
    try:
        made = Manifest.from_json(dataset.manifest)
    except StudioError:
        return plain(f"{MARKS['failed']} {one_line(dataset.name)}")
    counts = f"  {made.train:,} + {made.valid:,} + {made.test:,}  {dataset.built_at:%d %b %H:%M}"
    if stale is not None:
        return plain(f"{MARKS['needs_you']} {one_line(dataset.name)}  stale{counts}")
    mark = "partly" if made.unreviewed else "done"
    return plain(f"{MARKS[mark]} {one_line(dataset.name)}{counts}")
