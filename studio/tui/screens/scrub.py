"""Room 5, scrub: what identifies people, most frequent first; what was written beside what the model reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.scrub import review
from studio.scrub.desk import Desk, Surface
from studio.scrub.residual import Residual, plant, residual, sample
from studio.scrub.scan import ScanReport, scan
from studio.store.overview import Overview
from studio.store.scrub import Decision
from studio.tui.plain import one_line, plain
from studio.tui.screens.room import RoomScreen
from studio.tui.screens.scrub_words import TYPES, both_sides, head, row
from studio.tui.widgets.question import Answer, Question

LOOKS = 20
"""Unflagged lines shown in a row."""

SHOWN = 6
"""Contexts of the chosen surface on show."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a load in a thread brings."""

    desk: Desk
    surfaces: list[Surface]
    left: Residual
    people: list[str]


class ScrubScreen(RoomScreen):
    """A list of surfaces; one key decides and moves on."""

    CSS_PATH = "scrub.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "accept", "Replace", id="scrub.accept", tooltip="Replace it by its stand-in, everywhere"),
        Binding("n", "reject", "Keep", id="scrub.reject", tooltip="Keep it: it identifies nobody"),
        Binding("r", "rename", "Rename", id="scrub.rename", tooltip="Replace it by words of your own"),
        Binding("t", "retype", "Type", id="scrub.retype", tooltip="Say what it really is"),
        Binding("p", "person", "This is…", id="scrub.person", tooltip="Say whom it means"),
        Binding(
            "Y", "accept_like", "All like it", id="scrub.accept_like", tooltip="Replace all of its kind as sure as it"
        ),
        Binding("u", "undo", "Undo", id="scrub.undo", tooltip="Take back the latest decision"),
        Binding("s", "scan", "Scan", id="scrub.scan", tooltip="Look through texts that are new"),
        Binding(
            "R", "residual", "Residual", id="scrub.residual", tooltip="Look at unflagged lines, test with planted ones"
        ),
    ]

    listing = getters.query_one("#surfaces", OptionList)
    entry = getters.query_one("#entry", Input)
    question = getters.query_one("#asked", Question)

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.surfaces: list[Surface] = []
        self.left: Residual | None = None
        self._people: list[str] = []
        self._counted: tuple[int, ...] = ()
        self._again = False
        self._lines: list[str] = []
        self._asked = ""

    def compose_room(self) -> ComposeResult:
        """The list above; below, both sides of where the chosen one stands."""
        yield Static("", id="nothing", classes="empty-state", markup=False)
        with Container(id="desk"):
            yield Static("", id="head", markup=False)
            yield OptionList(id="surfaces", markup=False)
            with Horizontal(id="sides"):
                with VerticalScroll(id="wrote", classes="card", can_focus=False):
                    yield Static("", id="wrote-text", markup=False)
                with VerticalScroll(id="reads", classes="card", can_focus=False):
                    yield Static("", id="reads-text", markup=False)
            yield Question("asked")
            yield Input(id="entry")

    def on_mount(self) -> None:
        """Begin with nothing asked."""
        self.entry.display = False
        self.question.display = False
        self.query_one("#desk").display = False
        self.query_one("#nothing", Static).update(plain("Reading …"))
        self.query_one("#wrote").border_title = Content("you wrote")
        self.query_one("#reads").border_title = Content("the model reads")

    def refresh_room(self) -> None:
        """Read again what was found, in a thread."""
        self._counted = _counted(self.studio.overview)
        store = self.studio.store

        def work(report: Report, stop: Stop) -> _Loaded:
            desk = Desk(store)
            return _Loaded(desk, desk.surfaces(), residual(store), [p.name for p in store.people.all()])

        if self.studio.jobs.start("scrub-desk", "reading", work, done=self._show) is None:
            self._again = True

    def overview_changed(self) -> None:
        """Read again only when texts or people changed, never after a decision of one's own."""
        if _counted(self.studio.overview) != self._counted:
            self.refresh_room()

    def focus_room(self) -> None:
        """Give the keys to the list."""
        if self.query_one("#desk").display:
            self.listing.focus()

    @property
    def place(self) -> int | None:
        """Position of the chosen surface."""
        at = self.listing.highlighted
        return at if at is not None and at < len(self.surfaces) else None

    @property
    def chosen(self) -> Surface | None:
        """The surface that is open."""
        return None if self.place is None else self.surfaces[self.place]

    def _show(self, loaded: _Loaded) -> None:
        if self._again:
            self._again = False
            self.call_later(self.refresh_room)
        if not self.is_attached:
            return
        before = self.chosen
        self.desk, self.surfaces, self.left, self._people = loaded.desk, loaded.surfaces, loaded.left, loaded.people
        self.query_one("#desk").display = bool(self.surfaces)
        self.query_one("#nothing").display = not self.surfaces
        if not self.surfaces:
            self.query_one("#nothing", Static).update(plain(self._empty_words()))
            return
        self.listing.clear_options()
        self.listing.add_options([Option(row(s, self._width)) for s in self.surfaces])
        same = [i for i, s in enumerate(self.surfaces) if before and (s.key, s.entity) == (before.key, before.entity)]
        self.listing.highlighted = same[0] if same and before and before.decision is None else 0
        self._show_head()
        if self.focused is None:
            self.listing.focus()
        self._open()

    def _empty_words(self) -> str:
        assert self.desk is not None
        if self.desk.empty:
            return "Nothing to scrub yet.\nPress g c to cut episodes first."
        if self.desk.unscanned:
            count = self.desk.unscanned
            return f"{count} texts have not been looked through.\nPress s to look for names, places and dates."
        return "✓ Nothing that identifies anybody was found.\nPress R to look at some lines yourself."

    @property
    def _width(self) -> int:
        return max(60, self.listing.size.width or self.size.width)

    def on_resize(self) -> None:
        """Fit the rows to the new width."""
        if self.surfaces:
            self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        for at, surface in enumerate(self.surfaces):
            self.listing.replace_option_prompt_at_index(at, row(surface, self._width))
        self._show_head()

    def _show_head(self) -> None:
        unscanned = self.desk.unscanned if self.desk else 0
        self.query_one("#head", Static).update(head(self.surfaces, self.left, unscanned))

    @on(OptionList.OptionHighlighted, "#surfaces")
    def _open(self) -> None:
        if self.desk is None or self.chosen is None:
            return
        wrote, reads = both_sides(self.desk.contexts(self.chosen, SHOWN))
        self.query_one("#wrote-text", Static).update(wrote)
        self.query_one("#reads-text", Static).update(reads)
        for side in ("#wrote", "#reads"):
            self.query_one(side, VerticalScroll).scroll_home(animate=False)

    def _renew(self, *, onward: bool) -> None:
        """Show the decisions that stand now; `onward` moves to the next undecided surface."""
        if self.desk is None:
            return
        self._again |= "scrub-desk" in self.studio.jobs.running
        keys = [s.at for s in self.surfaces]
        standing = self.studio.store.scrub.standing(keys)
        self.desk.take({key: standing.get(key) for key in keys})
        for at, surface in enumerate(self.surfaces):
            now = self.desk.again(surface)
            if now != surface:
                self.surfaces[at] = now
                self.listing.replace_option_prompt_at_index(at, row(now, self._width))
        at = self.place or 0
        if onward:
            order = [*range(at + 1, len(self.surfaces)), *range(at)]
            at = next((i for i in order if self.surfaces[i].decision is None), at)
        self.listing.highlighted = at
        self._show_head()
        self._open()
        self.studio.changed()

    def _decide(self, decision: Decision, replacement: str | None = None) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        try:
            review.decide(self.studio.store, chosen.surface, decision, replacement, chosen.entity)
        except StudioError as problem:
            self.studio.show_error(problem)
            return
        self._renew(onward=True)

    def action_accept(self) -> None:
        """Replace the chosen surface by its stand-in."""
        self._decide("accept")

    def action_reject(self) -> None:
        """Keep the chosen surface."""
        self._decide("reject")

    def action_accept_like(self) -> None:
        """Replace every undecided surface of the same entity that is at least as sure."""
        chosen = self.chosen
        if chosen is not None:
            count = review.accept_all(self.studio.store, chosen.score, chosen.entity)
            self._renew(onward=True)
            self.notify(f"{count} replaced. u takes them back.", markup=False)

    def action_undo(self) -> None:
        """Take back the latest decision, and go where it was made."""
        taken = self.studio.store.scrub.undo()
        if not taken:
            self.notify("Nothing to take back.", markup=False)
            return
        self._renew(onward=False)
        places = [i for i, s in enumerate(self.surfaces) if (s.key, s.entity) == (taken[0].key, taken[0].entity)]
        if places:
            self.listing.highlighted = places[0]

    def action_rename(self) -> None:
        """Ask for words of one's own."""
        if self.chosen is not None:
            self._ask("rename", "what the model reads instead · Enter keeps it, Esc leaves it")

    def action_person(self) -> None:
        """Ask whom it means."""
        if self.chosen is not None:
            self.entry.suggester = SuggestFromList(self._people, case_sensitive=False)
            known = one_line(", ".join(self._people[:6]), 60)
            self._ask("person", f"who is it? {known} · Enter")

    def _ask(self, about: str, placeholder: str) -> None:
        if about != "person":
            self.entry.suggester = None
        self._asked = about
        self.entry.placeholder = placeholder
        self.entry.value = ""
        self.entry.display = True
        self.entry.focus()

    @on(Input.Submitted, "#entry")
    def _entered(self, message: Input.Submitted) -> None:
        value, chosen = message.value.strip(), self.chosen
        about = self._asked
        self._close_entry()
        if not value or chosen is None:
            return
        if about == "rename":
            self._decide("replace", value)
            return
        studio = self.studio

        def work(report: Report, stop: Stop) -> Surface:
            return review.this_is(studio.store, studio.home, studio.settings, chosen.surface, chosen.entity, value)

        studio.jobs.start("scrub-person", "choosing a stand-in", work, done=lambda _: self._renew(onward=True))

    def _close_entry(self) -> None:
        self.entry.display = False
        self.listing.focus()

    def action_retype(self) -> None:
        """Ask what it really is."""
        chosen = self.chosen
        if chosen is not None:
            answers = [Answer(key, word, entity) for key, word, entity in TYPES if entity != chosen.entity]
            self.question.ask("type", f"What is “{one_line(chosen.surface, 40)}” really?", answers)

    @on(Question.Answered)
    def _answered(self, message: Question.Answered) -> None:
        if message.about == "look":
            self._looked(message.value == "leak")
            return
        self.listing.focus()
        chosen, studio = self.chosen, self.studio
        if chosen is None:
            return

        def work(report: Report, stop: Stop) -> Surface:
            return review.retype(
                studio.store, studio.home, studio.settings, chosen.surface, chosen.entity, message.value
            )

        studio.jobs.start("scrub-type", "choosing a stand-in", work, done=lambda _: self._renew(onward=True))

    @on(Question.Dropped)
    def _dropped(self) -> None:
        self._lines = []
        self.listing.focus()

    def action_scan(self) -> None:
        """Look through every text that was not looked through yet."""
        studio = self.studio

        def work(report: Report, stop: Stop) -> ScanReport:
            return scan(studio.store, studio.home, studio.settings, report, stop)

        if studio.jobs.start("scrub-scan", "looking for names", work, done=self._scanned) is None:
            studio.jobs.stop("scrub-scan")
            self.notify("Stopping the scan.", markup=False)

    def _scanned(self, report: ScanReport) -> None:
        self.notify(f"{report.read} of {report.texts} texts read: {report.pending} to decide.", markup=False)
        if self.is_attached:
            self.refresh_room()

    def action_residual(self) -> None:
        """Test with planted spans if that was not done, then show unflagged lines one at a time."""
        studio = self.studio

        def work(report: Report, stop: Stop) -> tuple[Residual, list[str]]:
            state = residual(studio.store)
            if not state.planted:
                state = plant(studio.store, studio.settings, report=report, stop=stop)
            return state, sample(studio.store, LOOKS)

        studio.jobs.start("scrub-residual", "testing with planted names", work, done=self._sampled)

    def _sampled(self, found: tuple[Residual, list[str]]) -> None:
        self.left, self._lines = found
        self._show_head()
        if not self._lines:
            self.notify("Every unflagged line was looked at already.", markup=False)
        else:
            self._next_look()

    def _next_look(self) -> None:
        if not self._lines:
            self.left = residual(self.studio.store)
            self._show_head()
            self.focus_room()
            return
        line = one_line(self._lines[0], 260)
        answers = [Answer("n", "nobody", "clean"), Answer("y", "yes, somebody", "leak")]
        self.query_one("#desk").display = True
        self.query_one("#nothing").display = False
        self.question.ask("look", f"Does this identify anybody? ({len(self._lines)} left)  {line}", answers)

    def _looked(self, leak: bool) -> None:
        line = self._lines.pop(0)
        self.studio.store.scrub.look(line, leak)
        if leak:
            self.notify("Noted. Add the name with: studio people add NAME, then press s.", markup=False)
        self._next_look()

    def action_back(self) -> None:
        """Leave what is asked first, then the room."""
        if self.entry.display:
            self._close_entry()
        else:
            super().action_back()


def _counted(overview: Overview | None) -> tuple[int, ...]:
    """The counts a reload depends on."""
    return (overview.episodes, overview.labelled, overview.scanned, overview.people) if overview else ()
