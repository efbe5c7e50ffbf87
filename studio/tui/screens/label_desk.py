"""The desk of the label screen: it loads a sitting and paints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.message import Message
from textual.widgets import Static

from studio.core.episode import Why
from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.label.codebook.revisions import unrevised
from studio.label.opening import begin
from studio.label.picking.queue import Mode
from studio.label.sitting import Sitting
from studio.tui.keymap import keymap_of, spoken
from studio.tui.plain import one_line
from studio.tui.screens.label_keys import key_rows
from studio.tui.screens.label_words import empty_words, foot_lines, top_line, trail_words
from studio.tui.screens.room import RoomScreen
from studio.tui.widgets.evidence_pane import EvidencePane
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.scheme_panel import PanelState, SchemePanel
from studio.tui.widgets.value_board import ValueBoard

if TYPE_CHECKING:
    from studio.store import Store

TRAIL_BEFORE, TRAIL_AFTER = 14, 4
"""Picks listed on the left: those behind and those ahead."""

QUEUE_JOB = "label-queue"
"""The job that reads a queue."""

Rules = dict[tuple[str, str], str]
"""(field, value) → the person's own line on what it means."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a thread read for the desk."""

    sitting: Sitting
    me: frozenset[str]
    rules: Rules
    warnings: tuple[str, ...]
    """Schemes whose values changed under the same revision."""
    drawn: tuple[str, ...] = ()
    """All of the random audit that was asked for, labelled or not."""


class LabelBody(Horizontal):
    """The three columns; tells the screen how much room they have."""

    @dataclass
    class Resized(Message):
        """The room for the columns changed."""

        width: int

    def on_resize(self, event: Resize) -> None:
        """Pass the width on."""
        self.post_message(self.Resized(event.size.width))


class LabelDesk(RoomScreen):
    """Evidence in the middle, the scheme on the right, the trail on the left when there is room.

    Reading ahead and the first load happen off the event loop.
    """

    CSS_PATH = "label.tcss"
    AUTO_FOCUS = ""

    top = getters.query_one("#label-top", LineBoard)
    pane = getters.query_one("#label-middle", EvidencePane)
    panel = getters.query_one("#scheme", SchemePanel)
    steps = getters.query_one("#label-trail", LineBoard)
    values = getters.query_one("#label-values", ValueBoard)

    def __init__(self) -> None:
        super().__init__()
        self.sitting: Sitting | None = None
        self.mode: Mode = "mixed"
        self._me: frozenset[str] = frozenset()
        self._rules: Rules = {}
        self._loaded_for: int | None = None
        self._asked: tuple[tuple[str, ...], Why] = ((), "gap_fill")
        """What another room asked for last, and why."""
        self._drawn: tuple[str, ...] = ()
        """All of the random audit that the queue goes through; empty for any other queue."""
        self._trouble: StudioError | None = None
        self._revising = False

    def compose_room(self) -> ComposeResult:
        """A line on top, three columns, and what to do when there is nothing."""
        yield LineBoard("label-top")
        with LabelBody(id="label-body"):
            steps = LineBoard("label-trail")
            steps.border_title = "queue"
            yield steps
            yield EvidencePane("label-middle")
            yield SchemePanel("scheme")
        yield ValueBoard("label-values")
        yield Static("", id="label-empty", classes="empty-state")

    def on_unmount(self) -> None:
        """Stop reading ahead."""
        if self.sitting is not None:
            self.sitting.close()

    def refresh_room(self) -> None:
        """Begin a queue on first sight, when another room asked for episodes, or when episodes came or went."""
        if self.studio.label_picks is not None:
            if QUEUE_JOB not in self.studio.jobs.running:
                self._asked, self.studio.label_picks = self.studio.label_picks, None
                self._load("picks")
        elif self.sitting is None or (
            self.studio.overview is not None
            and self.studio.overview.episodes not in (self.sitting.queue.total, self._loaded_for)
        ):
            if self.studio.overview is not None:
                self._loaded_for = self.studio.overview.episodes
            self._load(self.mode, stay=True)
        else:
            self.sitting.refresh()
            self.show_all()

    def overview_changed(self) -> None:
        """Look again, unless looking failed: that is tried anew only when the person comes back."""
        if self._trouble is None:
            self.refresh_room()

    @on(LabelBody.Resized)
    def _fit(self, event: LabelBody.Resized) -> None:
        for name, holds in (("-slim", event.width < 100), ("-tiny", event.width < 60), ("-roomy", event.width >= 120)):
            self.set_class(holds, name)
        self.call_after_refresh(self.show_all)

    def on_screen_suspend(self) -> None:
        """Let the header and the other rooms see what was labelled here."""
        if self.sitting is not None and self.sitting.last is not None and self.studio.is_running:
            self.studio.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter belongs to what is being typed."""
        return not (action == "accept" and self.sitting is not None and self.pane.writing)

    def _load(self, mode: Mode, *, stay: bool = False) -> None:
        """Read a queue; `stay` goes on at the episode in view."""
        store, home, target = self.studio.store, self.studio.home, self.studio.settings.sitting_target
        before = self.sitting
        picks, why = asked, _ = self._asked if mode == "picks" else ((), "gap_fill")
        if before is not None and stay:
            picks = tuple(one for one in picks if one not in before.shown_ids)

        def work(report: Report, stop: Stop) -> Loaded:
            sat = begin(
                store,
                home,
                mode=mode,
                picks=picks,
                picks_why=why,
                target=target,
                after=before,
                report=report,
                stop=stop,
            )
            schemes = sat.journal.schemes
            rules = {rule: text for domain in schemes for rule, text in store.codebook.rules(domain).items()}
            drawn = _drawn_with(store, asked) if mode == "picks" and why == "audit" else ()
            return Loaded(sat, store.people.me(), rules, tuple(unrevised(store, schemes)), drawn)

        self.studio.jobs.start(
            QUEUE_JOB,
            "Looking through your episodes",
            work,
            done=lambda found: self._loaded(found, stay),
            failed=self._not_loaded,
            reads_only=True,
        )

    def _loaded(self, found: Loaded, stay: bool = False) -> None:
        old, self.sitting = self.sitting, found.sitting
        if old is not None and stay:
            self.sitting.stay_with(old)
        self._me, self._rules, self._drawn = found.me, found.rules, found.drawn
        for sentence in found.warnings:
            self.notify(one_line(sentence, 300), severity="warning", timeout=10, markup=False)
        self.mode = self.sitting.queue.mode
        self._trouble = None
        if old is not None:
            old.close(wait=False)
        if self.is_attached:
            self.show_all()
        if self.studio.label_picks is not None and self.is_current:
            self.refresh_room()

    def _not_loaded(self, problem: StudioError) -> None:
        if self.sitting is None:
            self._trouble = problem
            self.show_all()
        else:
            self.mode = self.sitting.queue.mode
            self.studio.show_error(problem)

    def show_all(self) -> None:
        """Paint everything from the sitting."""
        sat = self.sitting
        nothing = sat is None or sat.view is None
        self.set_class(nothing, "-nothing")
        if sat is None or sat.view is None:
            self.pane.close_all()
            self.query_one("#label-empty", Static).update(empty_words(sat, self.mode, self._trouble, self._keys()))
            self.top.show_lines(top_line(sat, self.mode, self.top.outer_size.width, self._drawn))
            return
        self.pane.show(sat.view, self._me)
        self._paint_said()

    def _paint_said(self) -> None:
        sat = self.sitting
        if sat is None or sat.view is None or sat.scheme is None:
            return
        keys = self._keys()
        suggested = {s.field: s.value for s in sat.suggestions}
        drafted = sat.view.draft is not None and not sat.hidden
        state = PanelState(sat.scheme, sat.shown, keys, sat.drafts, suggested, self._means(sat), drafted)
        self.panel.show(state)
        if self.has_class("-tiny"):
            self.values.show(sat.scheme, keymap_of(self.studio.settings), sat.shown)
        self.pane.say(foot_lines(sat, keys))
        self.top.show_lines(top_line(sat, self.mode, self.top.outer_size.width, self._drawn))
        if self.steps.display:
            self.steps.show_lines(trail_words(sat, TRAIL_BEFORE, TRAIL_AFTER, 26))
        if self.pane.topics.display:
            self.pane.topics.show(sat.scheme.topics, sat.shown.get("topics") or ())

    def _means(self, sat: Sitting) -> str:
        """What the value given last means: the person's own rule, or the help of the scheme."""
        change, scheme = sat.last, sat.scheme
        if change is None or scheme is None:
            return ""
        for dimension in scheme.dimensions:
            for choice in dimension.choices:
                if choice.value == change.said:
                    rule = self._rules.get((dimension.name, choice.value)) or choice.help
                    return f"{choice.words}: {rule}" if rule else ""
        return ""

    def key_rows(self) -> dict[str, str]:
        """What the bottom line says of the rows of values, where some of their keys were put elsewhere."""
        return key_rows(self._keys())

    def _keys(self) -> dict[str, str]:
        """Binding id → its first key as a person reads it, where it was put elsewhere."""
        return {name: spoken(given[0]) for name, given in keymap_of(self.studio.settings).items()}


def _drawn_with(store: Store, picks: Sequence[str]) -> tuple[str, ...]:
    """The whole random audit that these belong to; empty when they belong to none."""
    from studio.gaps.audit import audit_of

    ids = audit_of(store).ids
    return ids if picks and set(picks) <= set(ids) else ()
