"""Label: read what happened, say how it went with one key, and on to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.message import Message
from textual.widgets import Input, Static

from studio.core.episode import Why
from studio.core.errors import StudioError
from studio.core.progress import Report, Stop
from studio.label.queue import MODES, Mode
from studio.label.opening import begin
from studio.label.sitting import Sitting
from studio.store.reading import Line
from studio.tui.screens.label_keys import LABEL_KEYS
from studio.tui.screens.label_words import empty_words, evidence_title, last_words, top_line, trail_words
from studio.tui.screens.room import RoomScreen
from studio.tui.widgets.label_entry import TextEntry, TopicRow
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.scheme_panel import SchemePanel
from studio.tui.widgets.transcript import Transcript

TRAIL_BEFORE, TRAIL_AFTER = 14, 4
"""Picks listed on the left: those behind and those ahead."""


class LabelBody(Horizontal):
    """The three columns; tells the screen how much room they have."""

    @dataclass
    class Resized(Message):
        """The room for the columns changed."""

        width: int

    def on_resize(self, event: Resize) -> None:
        """Pass the width on."""
        self.post_message(self.Resized(event.size.width))


class LabelScreen(RoomScreen):
    """Evidence in the middle, the scheme on the right, the trail on the left when there is room.

    One key is one acknowledged action: it is on disk before it is painted. Reading ahead and the first load happen off
    the event loop.
    """

    CSS_PATH = "label.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = LABEL_KEYS

    top = getters.query_one("#label-top", LineBoard)
    heading = getters.query_one("#evidence-title", LineBoard)
    foot = getters.query_one("#evidence-foot", LineBoard)
    evidence = getters.query_one("#evidence", Transcript)
    panel = getters.query_one("#scheme", SchemePanel)
    steps = getters.query_one("#label-trail", LineBoard)
    entry = getters.query_one("#label-entry", TextEntry)
    topic_row = getters.query_one("#label-topics", TopicRow)

    def __init__(self) -> None:
        super().__init__()
        self.sitting: Sitting | None = None
        self.mode: Mode = "mixed"
        self._drafts: dict[tuple[str, str], str] = {}
        self._around: dict[str, list[Line]] = {}
        self._me: frozenset[str] = frozenset()
        self._loaded_for: int | None = None
        self._trouble: StudioError | None = None

    def compose_room(self) -> ComposeResult:
        """A line on top, three columns, and what to do when there is nothing."""
        yield LineBoard("label-top")
        with LabelBody(id="label-body"):
            steps = LineBoard("label-trail")
            steps.border_title = "queue"
            yield steps
            with Vertical(id="label-middle"):
                yield LineBoard("evidence-title")
                yield Transcript("evidence")
                yield LineBoard("evidence-foot")
                yield TopicRow("label-topics")
                yield TextEntry("label-entry")
            yield SchemePanel("scheme")
        yield Static("", id="label-empty", classes="empty-state")

    def on_unmount(self) -> None:
        """Stop reading ahead."""
        if self.sitting is not None:
            self.sitting.close()

    def refresh_room(self) -> None:
        """Begin a queue on first sight, when another room asked for episodes, or when episodes came or went."""
        asked, self.studio.label_picks = self.studio.label_picks, None
        if asked is not None:
            self._load("picks", asked[0], asked[1])
        elif self.sitting is None or (
            self.studio.overview is not None
            and self.studio.overview.episodes not in (self.sitting.queue.total, self._loaded_for)
        ):
            if self.studio.overview is not None:
                self._loaded_for = self.studio.overview.episodes
            self._load(self.mode)
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

    def _load(self, mode: Mode, picks: tuple[str, ...] = (), why: Why = "gap_fill") -> None:
        store, home = self.studio.store, self.studio.home

        def work(report: Report, stop: Stop) -> tuple[Sitting, frozenset[str]]:
            sat = begin(store, home, mode=mode, picks=picks, picks_why=why, report=report, stop=stop)
            return sat, store.people.me()

        self.studio.jobs.start(
            "label-queue", "Looking through your episodes", work, done=self._loaded, failed=self._not_loaded
        )

    def _loaded(self, found: tuple[Sitting, frozenset[str]]) -> None:
        old, (self.sitting, self._me) = self.sitting, found
        self.mode = self.sitting.queue.mode
        self._trouble = None
        if old is not None:
            old.close()
        if self.is_attached:
            self._arrived()

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
            self.query_one("#label-empty", Static).update(empty_words(sat, self.mode, self._trouble))
            self.top.show_lines(top_line(sat, self.mode, self.top.outer_size.width))
            return
        self._paint_evidence()
        self._paint_said()

    def _arrived(self) -> None:
        """A new episode is in view."""
        self._around.clear()
        for widget in (self.entry, self.topic_row):
            if widget.display:
                self._close(widget)
        self.show_all()

    def _paint_evidence(self, *, keep_place: bool = False) -> None:
        sat = self.sitting
        if sat is None or sat.view is None:
            return
        lines = [*self._around.get("before", ()), *sat.view.lines, *self._around.get("after", ())]
        self.heading.show_lines([evidence_title(sat.view, self.heading.size.width)])
        self.evidence.show(lines, self._me, keep_place=keep_place)

    def _paint_said(self) -> None:
        sat = self.sitting
        if sat is None or sat.view is None or sat.scheme is None:
            return
        episode_id = sat.view.episode.id
        drafts = {field: text for (of, field), text in self._drafts.items() if of == episode_id}
        self.panel.show(sat.scheme, sat.shown, self._keys(), drafts, hidden=False)
        self.foot.show_lines([last_words(sat, self._keys())])
        self.top.show_lines(top_line(sat, self.mode, self.top.outer_size.width))
        if self.steps.display:
            self.steps.show_lines(trail_words(sat, TRAIL_BEFORE, TRAIL_AFTER, 26))
        if self.topic_row.display:
            self.topic_row.show(sat.scheme.topics, sat.shown.get("topics") or ())

    def _keys(self) -> dict[str, str]:
        return {
            name: key.split(",")[0]
            for name, _, key in (pair.partition("=") for pair in self.studio.settings.keymap)
            if key
        }

    def _moved(self) -> None:
        self._arrived()

    def action_give(self, field: str, key: str) -> None:
        """A value key: an outcome moves on, anything else stays."""
        sat = self.sitting
        if sat is None or sat.scheme is None:
            return
        dimension = next(d for d in sat.scheme.dimensions if d.name == field)
        choice = dimension.by_key(key)
        if choice is None:
            self.notify(f"{dimension.title}: nothing is on that key.", timeout=3, markup=False)
        elif field == "outcome":
            sat.outcome(choice.value)
            self._moved()
        else:
            sat.give(field, choice.value)
            self._paint_said()

    def action_undo(self) -> None:
        """Take back the last action and show its episode."""
        if self.sitting is not None and self.sitting.undo() is None:
            self.notify("Nothing to undo.", timeout=3)
        self._moved()

    def action_redo(self) -> None:
        """Bring back the last undone action and show its episode."""
        if self.sitting is not None and self.sitting.redo() is None:
            self.notify("Nothing to redo.", timeout=3)
        self._moved()

    def action_skip(self) -> None:
        """Set aside and move on."""
        if self.sitting is not None and self.sitting.skip() is not None:
            self._moved()

    def action_flag(self) -> None:
        """Flag, or take the flag off."""
        if self.sitting is not None and self.sitting.flag() is not None:
            self._paint_said()

    def action_previous(self) -> None:
        """Back one."""
        if self.sitting is not None and self.sitting.back():
            self._moved()

    def action_following(self) -> None:
        """On one, without a label."""
        if self.sitting is not None and self.sitting.view is not None:
            self.sitting.forward()
            self._moved()

    def action_scroll(self, rows: int) -> None:
        """Scroll the evidence."""
        self.evidence.scroll_relative(y=rows, animate=False)

    def action_context(self, side: str) -> None:
        """Open or close what came before or after."""
        sat = self.sitting
        if sat is None or sat.view is None or side not in ("before", "after"):
            return
        if self._around.pop(side, None) is None:
            found = sat.journal.evidence.around(sat.view.episode, "before" if side == "before" else "after")
            if not found:
                self.notify(f"Nothing is recorded {side} this.", timeout=3)
                return
            self._around[side] = found
        self._paint_evidence(keep_place=True)

    def action_history(self) -> None:
        """Show everything ever said about this episode."""
        from studio.tui.screens.label_history import LabelHistory

        sat = self.sitting
        if sat is None or sat.view is None:
            return
        if sat.hidden:
            self.notify("Hidden while you read it a second time.", timeout=3)
            return
        self.app.push_screen(LabelHistory(sat.journal.history(sat.view.episode.id)))

    def action_mode(self) -> None:
        """The next way of choosing."""
        at = MODES.index(self.mode) if self.mode in MODES else -1
        self.mode = MODES[(at + 1) % len(MODES)]
        if self.mode == "uncertain" and self.sitting is not None and not self.sitting.queue.enough_for_uncertain:
            self.mode = MODES[MODES.index(self.mode) + 1]
        self._load(self.mode)

    def action_write(self, field: str) -> None:
        """Open one line for advice, what helped, or a note; a draft left there is still there."""
        sat = self.sitting
        if sat is None or sat.view is None or sat.scheme is None:
            return
        draft = self._drafts.get((sat.view.episode.id, field))
        text = draft if draft is not None else str(sat.shown.get(field) or "")
        self.entry.ask(field, sat.scheme.words.get(field, field.replace("_", " ")), text)

    def action_topics(self) -> None:
        """Open the row of topics."""
        sat = self.sitting
        if sat is None or sat.scheme is None:
            return
        self.topic_row.display = True
        self.topic_row.show(sat.scheme.topics, sat.shown.get("topics") or ())
        self.topic_row.focus()

    @on(Input.Submitted, "#label-entry")
    def _keep_text(self, event: Input.Submitted) -> None:
        sat, field = self.sitting, self.entry.field
        if sat is None or sat.view is None:
            return
        if field == "topic":
            topic = event.value.strip()
            if topic and topic not in (sat.shown.get("topics") or ()):
                sat.toggle_topic(topic)
        else:
            sat.write(field, event.value)
            self._drafts.pop((sat.view.episode.id, field), None)
        self._close(self.entry)
        self._paint_said()

    @on(TextEntry.Left)
    def _keep_draft(self, event: TextEntry.Left) -> None:
        sat = self.sitting
        if sat is not None and sat.view is not None and event.field != "topic":
            key = (sat.view.episode.id, event.field)
            if event.text.strip() == str(sat.shown.get(event.field) or ""):
                self._drafts.pop(key, None)
            else:
                self._drafts[key] = event.text
        self._close(self.entry)
        self._paint_said()

    @on(TopicRow.Toggled)
    def _topic(self, event: TopicRow.Toggled) -> None:
        if self.sitting is not None:
            self.sitting.toggle_topic(event.value)
            self._paint_said()

    @on(TopicRow.Closed)
    def _topics_done(self) -> None:
        self._close(self.topic_row)

    @on(TopicRow.OwnAsked)
    def _own_topic(self) -> None:
        self._close(self.topic_row)
        self.entry.ask("topic", "a topic of your own", "")

    def _close(self, widget: TextEntry | TopicRow) -> None:
        widget.display = False
        self.set_focus(None)
