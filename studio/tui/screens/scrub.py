"""Room 5, scrub: what identifies people, most frequent first; what was written beside what the model reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input

from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.scrub.review import review
from studio.scrub.review.desk import Surface
from studio.scrub.risk.residual import Residual, plant, residual, sample
from studio.store.decisions import Decision, Verdict
from studio.tui.plain import one_line
from studio.tui.screens.scrub_desk import At, ScrubDesk
from studio.tui.screens.scrub_looking import LookScreen
from studio.tui.screens.scrub_words import PLURALS, TYPES
from studio.tui.widgets.question import Answer, Question

LOOKS = 20
"""Unflagged lines shown in a row."""

OF_THE_ROOM = frozenset(
    ("accept", "reject", "rename", "retype", "person", "like", "scan", "stop", "undo", "redo", "residual", "hole",
     "filter", "search", "open", "more")
)  # fmt: skip
"""Actions that are no keys while something is typed or asked."""


class ScrubScreen(ScrubDesk):
    """A list of surfaces; one key decides and moves on."""

    CSS_PATH = "scrub.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "accept", "Replace", id="scrub.accept", tooltip="Replace it by its stand-in, everywhere"),
        Binding("n", "reject", "Keep", id="scrub.reject", tooltip="Keep it: it identifies nobody"),
        Binding("r", "rename", "Rename", id="scrub.rename", tooltip="Replace it by words of your own"),
        Binding("t", "retype", "Type", id="scrub.retype", tooltip="Say what it really is"),
        Binding("p", "person", "This is…", id="scrub.person", tooltip="Say whom it means; they are looked for again"),
        Binding("Y", "like(True)", "All like it", id="scrub.accept_like", tooltip="Replace all of its kind as sure"),
        Binding("s", "scan", "Scan", id="scrub.scan", tooltip="Look through texts that are new or changed"),
        Binding("x", "stop", "Stop", id="scrub.stop", tooltip="Stop looking; what was found before stays"),
        Binding("u", "undo", "Undo", id="scrub.undo", tooltip="Take back the latest decision"),
        Binding("U,ctrl+r", "redo", "Redo", show=False, id="scrub.redo", tooltip="Bring back what was taken back"),
        Binding("R", "residual", "Not flagged", id="scrub.residual", tooltip="Look at lines nothing was found in"),
        Binding("h", "hole", "Next hole", id="scrub.hole", tooltip="What still stands between this and packing"),
        Binding("f", "filter", "Only…", id="scrub.filter", tooltip="List only one type"),
        Binding("slash", "search", "Find", id="scrub.search", tooltip="List only what holds these words"),
        Binding("tab", "open(1)", "Next", id="scrub.next", tooltip="The next without a decision", priority=True),
        Binding(
            "shift+tab", "open(-1)", "Before", show=False, id="scrub.previous", tooltip="The one before without one",
            priority=True,
        ),
        Binding("space", "more", "More", id="scrub.more", tooltip="More places where it stands"),
        Binding(
            "N", "like(False)", "Keep like it", show=False, id="scrub.reject_like", tooltip="Keep all no surer than it"
        ),
    ]  # fmt: skip

    _asked: tuple[str, At | None] = ("", None)
    """What the entry or the question is about, and of which surface."""

    _to_keep: Sequence[Surface] = ()
    """What the person is asked whether to keep, whatever is listed by the time of the answer."""

    def _store(self, verdicts: Sequence[Verdict], *, onward: bool = True) -> None:
        self.studio.store.scrub.decide(verdicts)
        self._pace.decided()
        self._renew({(v.key, v.entity): v for v in verdicts}, onward=onward)

    def _decide(self, decision: Decision, words: str | None = None) -> None:
        at = self.place
        if at is None:
            return
        wanted = self.listing.forms(at) if decision == "accept" else [self.listing[at]]
        self._store([review.verdict(s, decision, words) for s in wanted])
        if len(wanted) > 1:
            told = ", ".join(one_line(s.surface, 30) for s in wanted[:5])
            self.notify(f"{told}: replaced. {self._key('scrub.undo', 'u')} takes it back.", markup=False)

    def action_accept(self) -> None:
        """Replace the chosen surface by its stand-in, and the undecided forms under it."""
        self._decide("accept")

    def action_reject(self) -> None:
        """Keep the chosen surface."""
        self._decide("reject")

    def action_like(self, surer: bool) -> None:
        """Replace every undecided surface of its entity that is as sure, or keep all that are no surer."""
        at = self.place
        if at is None:
            return
        wanted = self.listing.like(at, surer=surer)
        if not wanted:
            self.notify("None of its kind waits for a decision.", markup=False)
        elif surer:
            self._all(wanted, "accept")
        else:
            kind = PLURALS[self.listing[at].entity]
            self._to_keep = wanted
            answers = [Answer("y", f"yes, the model may read all {len(wanted)}", "keep"), Answer("n", "no", "")]
            self.question.ask("keep", f"Keep {len(wanted)} {kind} found no more surely than this one?", answers)

    def _all(self, wanted: Sequence[Surface], decision: Decision) -> None:
        verdicts, store = [review.verdict(s, decision) for s in wanted], self.studio.store
        done = f"{len(wanted)} {'replaced' if decision == 'accept' else 'kept'}."

        def work(report: Report, stop: Stop) -> None:
            store.scrub.decide(verdicts)

        def decided(_: None) -> None:
            self._renew({(v.key, v.entity): v for v in verdicts}, onward=True)
            self.notify(f"{done} {self._key('scrub.undo', 'u')} takes them back.", markup=False)

        self.studio.jobs.start("scrub-all", "deciding", work, done=decided, reads_only=True)

    def action_undo(self) -> None:
        """Take back the latest action, and go where it was made."""
        self._step(self.studio.store.scrub.step_back, "Nothing to take back.")

    def action_redo(self) -> None:
        """Bring back the action that was taken back last."""
        self._step(self.studio.store.scrub.step_forth, "Nothing to bring back.")

    def _step(self, act: Callable[[], tuple[list[Verdict], dict[At, Verdict | None]]], nothing: str) -> None:
        moved, standing = act()
        if not moved:
            self.notify(nothing, markup=False)
            return
        keys = [(v.key, v.entity) for v in moved]
        if self.listing.narrowed and self.listing.row_of(keys[0]) is None and self.listing.find(keys[0]) is not None:
            self._narrow()
        at = self.listing.row_of(keys[0])
        if at is not None:
            self.listing_widget.action_jump(at)
        self._renew(standing, onward=False)
        if any(v.person for v in moved) or any(self.listing.find(key) is None for key in keys):
            self.scanning.begin()

    def action_rename(self) -> None:
        """Ask for words of one's own."""
        if self.chosen is not None:
            self._ask("rename", "what the model reads instead")

    def action_person(self) -> None:
        """Ask whom it means."""
        if self.chosen is not None:
            known = one_line(", ".join(self._people[:4]), 50)
            self._ask("person", f"who is it?{f' ({known} …)' if known else ''}")
            self.entry.suggester = SuggestFromList(self._people, case_sensitive=False)

    def action_search(self) -> None:
        """Ask for words to list only what holds them."""
        self._ask("search", "list only what holds these words")
        self.entry.value = self.listing.words

    def _ask(self, name: str, question: str) -> None:
        self._asked = name, self.chosen.at if self.chosen else None
        self.entry.suggester = None
        self.entry.border_title = Content(f"{question} · Enter takes it, Esc leaves")
        self.entry.value = ""
        self.entry.display = True
        self.entry.focus()

    @on(Input.Changed, "#entry")
    def _typed(self, message: Input.Changed) -> None:
        if self.entry.display and self._asked[0] == "search":
            self._narrow(words=message.value)

    @on(Input.Submitted, "#entry")
    def _entered(self, message: Input.Submitted) -> None:
        words, (what, at) = message.value.strip(), self._asked
        surface = self.listing.find(at) if at is not None else None
        self._close_entry()
        if what == "search" or not words or surface is None:
            return
        if what == "rename":
            try:
                review.check_replacement(words, [surface])
            except StudioError as problem:
                self.studio.show_error(problem)
            else:
                self._warn_if_somebody(words)
                self._store([review.verdict(surface, "replace", words)])
            return
        store, home, settings = self.studio.store, self.studio.home, self.studio.settings

        def named() -> Surface:
            return review.this_is(store, home, settings, surface.surface, surface.entity, words)

        self._choose("scrub-person", surface, named, scan=True)

    def _warn_if_somebody(self, words: str) -> None:
        """Say when the person's own stand-in is something found in the texts: two would read the same."""
        known = next((s for s in self.listing.every if s.surface.casefold() == words.casefold()), None)
        if known is not None:
            self.notify(f"“{one_line(words, 40)}” stands in your texts too.", severity="warning", markup=False)

    def _choose(self, job: str, surface: Surface, act: Callable[[], Surface], *, scan: bool) -> None:
        """Have a stand-in chosen in a thread; the cursor goes on at once, the row follows when it is on disk."""
        store = self.studio.store

        def work(report: Report, stop: Stop) -> dict[At, Verdict]:
            act()
            return store.scrub.standing([surface.at])

        def done(standing: dict[At, Verdict]) -> None:
            self._waiting.discard(surface.at)
            self._pace.decided()
            self._renew(standing, onward=False)
            if scan:
                self.scanning.begin()

        def failed(problem: StudioError) -> None:
            self._waiting.discard(surface.at)
            self._renew({}, onward=False)
            self.studio.show_error(problem)

        started = self.studio.jobs.start(
            f"{job} {surface.at}", "choosing a stand-in", work, done=done, failed=failed, reads_only=True
        )
        if started is not None:
            self._waiting.add(surface.at)
            at = self.listing.row_of(surface.at)
            self.listing_widget.renew([at] if at is not None else [])
            if at is not None and at == self.place and (following := self.listing.next_open(at)) is not None:
                self.listing_widget.action_jump(following)

    def _close_entry(self) -> None:
        self.entry.display = False
        self.listing_widget.focus()

    def action_retype(self) -> None:
        """Ask what it really is."""
        chosen = self.chosen
        if chosen is not None:
            self._asked = "type", chosen.at
            answers = [Answer(key, word, entity) for key, word, entity in TYPES if entity != chosen.entity]
            self.question.ask("type", f"What is “{one_line(chosen.surface[:200], 40)}” really?", answers)

    def action_filter(self) -> None:
        """Ask which type is to be listed."""
        there = {s.entity for s in self.listing.every}
        answers = [Answer(key, f"{PLURALS[e]} {self.listing.open[e]}", e) for key, _, e in TYPES if e in there]
        self.question.ask("only", "List only which?", [*answers, Answer("*", "all", "")])

    @on(Question.Answered)
    def _answered(self, message: Question.Answered) -> None:
        self.listing_widget.focus()
        if message.about == "only":
            self._narrow(entity=message.value or None)
        elif message.about == "keep":
            if message.value and (wanted := self._still_open(self._to_keep)):
                self._all(wanted, "reject")
        elif message.about == "type" and (at := self._asked[1]) is not None and (surface := self.listing.find(at)):
            store, home, settings, to = self.studio.store, self.studio.home, self.studio.settings, message.value
            self._choose(
                "scrub-type",
                surface,
                lambda: review.retype(store, home, settings, surface.surface, surface.entity, to),
                scan=False,
            )

    def _still_open(self, asked: Sequence[Surface]) -> list[Surface]:
        """Those that are still there without a decision."""
        now = (self.listing.find(s.at) for s in asked)
        return [s for s in now if s is not None and s.decision is None]

    @on(Question.Dropped)
    def _dropped(self) -> None:
        self.listing_widget.focus()

    def action_open(self, by: int) -> None:
        """To the next surface without a decision, or the one before."""
        at = self.listing.next_open(self.place or 0, by) if len(self.listing) else None
        if at is None:
            self._narrow()
            at = self.listing.next_open(self.place or 0, by)
        if at is not None:
            self.listing_widget.action_jump(at)

    def action_more(self) -> None:
        """The next places where it stands."""
        self.sides.turn()

    def action_scan(self) -> None:
        """Look through every text that is new or changed."""
        self.scanning.begin(asked=True)

    def action_stop(self) -> None:
        """Stop looking."""
        self.scanning.stop()

    def action_hole(self) -> None:
        """To what still stands between this and packing: undecided, not looked through, not tested."""
        if self.listing.open.total():
            self.action_open(1)
        elif self.acts("scan"):
            self.action_scan()
        elif self.left is not None and self.left.unflagged and not (self.left.looked and self.left.planted):
            self.action_residual()
        else:
            go = self._key("app.go", "g")
            self.notify(f"No hole is left: everything is decided. {go} p packs.", markup=False)

    def action_residual(self) -> None:
        """Test with planted spans if that was not done, then show unflagged lines to be looked at."""
        studio = self.studio

        def work(report: Report, stop: Stop) -> tuple[Residual, list[str]]:
            state = residual(studio.store)
            if not state.planted and state.unflagged:
                state = plant(studio.store, studio.settings, report=report, stop=stop)
            return state, sample(studio.store, LOOKS)

        studio.jobs.start("scrub-residual", "testing with planted names", work, done=self._sampled, reads_only=True)

    def _sampled(self, found: tuple[Residual, list[str]]) -> None:
        self.left, lines = found
        if not self.is_attached:
            return
        if self.listing.every:
            self._show_head()
        if not lines:
            self.notify("Every unflagged line was looked at already.", markup=False)
        elif self.is_current:
            self.studio.push_screen(LookScreen(lines, self.left, self.scanning.begin), self._looked)

    def _looked(self, again: bool | None) -> None:
        if again:
            self.action_residual()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what does something is among the keys; while words or an answer are asked for, none of the room is."""
        if action in OF_THE_ROOM:
            return self.acts(action) and not isinstance(self.focused, (Input, Question))
        return super().check_action(action, parameters)

    def acts(self, action: str) -> bool:
        """Whether an action of the room would do something now."""
        if self.desk is None:
            return False
        running = self.scanning.step is not None
        if action == "scan":
            return not running and (self.desk.unscanned > 0 or self._behind)
        if action == "stop":
            return running
        if action in {"residual", "hole"}:
            return self.left is not None and self.left.unflagged > 0 if action == "residual" else not self.desk.empty
        if action in {"undo", "redo"}:
            return action == "redo" or self.listing.decided > 0
        if action == "open":
            return self.listing.open.total() > 0
        if action == "more":
            return self.sides.more
        if action in {"filter", "search"}:
            return bool(self.listing.every)
        return self.chosen is not None

    def action_back(self) -> None:
        """Leave what is asked, stop a scan that was asked for, list all again; then leave the room."""
        if self.entry.display:
            searched = self._asked[0] == "search"
            self._close_entry()
            if searched:
                self._narrow()
        elif self.scanning.asked_for:
            self.scanning.stop()
        elif self.listing.narrowed and self.focused is self.listing_widget:
            self._narrow()
        else:
            super().action_back()
