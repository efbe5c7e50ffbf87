"""The middle of the label screen: what happened, what came before and after, search, and where one writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from studio.label.views import View
from studio.store.reading import EvidenceReader, Line
from studio.tui.screens.label_words import evidence_title
from studio.tui.widgets.find_bar import FindBar
from studio.tui.widgets.label_entry import TopicRow
from studio.tui.widgets.line_board import LineBoard
from studio.tui.widgets.text_editor import TextEditor
from studio.tui.widgets.transcript import Transcript

Side = Literal["before", "after"]


class EvidencePane(Vertical):
    """Shows one episode at a time; every part of it opens and closes by key."""

    heading = getters.query_one("#evidence-title", LineBoard)
    transcript = getters.query_one("#evidence", Transcript)
    foot = getters.query_one("#evidence-foot", LineBoard)
    find_bar = getters.query_one("#label-find", FindBar)
    topics = getters.query_one("#label-topics", TopicRow)
    editor = getters.query_one("#label-entry", TextEditor)

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._view: View | None = None
        self._me: frozenset[str] = frozenset()
        self._around: dict[Side, Sequence[Line]] = {}

    def compose(self) -> ComposeResult:
        """Title, evidence, two lines beneath it, and what opens on demand."""
        yield LineBoard("evidence-title")
        yield Transcript("evidence")
        yield LineBoard("evidence-foot")
        yield FindBar("label-find")
        yield TopicRow("label-topics")
        yield TextEditor("label-entry")

    def show(self, view: View, me: frozenset[str]) -> None:
        """Show an episode; what was open of another one closes."""
        if self._view is None or view.episode.id != self._view.episode.id:
            self._around.clear()
            self.close_all()
        self._view, self._me = view, me
        self._paint(keep_place=False)

    def say(self, lines: Sequence[Content]) -> None:
        """Show lines beneath the evidence."""
        self.foot.show_lines(lines)

    def repaint(self) -> None:
        """Fit everything to a new size."""
        self._paint(keep_place=True)

    def toggle_context(self, side: Side, evidence: EvidenceReader) -> bool:
        """Open or close what came before or after; False when nothing is recorded there."""
        if self._view is None:
            return False
        if self._around.pop(side, None) is not None:
            self._paint(keep_place=True)
            return True
        found = evidence.around(self._view.episode, side)
        if not found:
            return False
        self._around[side] = found
        lines = self._paint(keep_place=True)
        self.transcript.bring(len(found) if side == "before" else lines - len(found))
        return True

    def find(self) -> None:
        """Open the search line."""
        self.find_bar.open(self.transcript)

    @property
    def writing(self) -> bool:
        """True while something is typed here."""
        return self.editor.display or self.find_bar.display or self.topics.display

    def close_all(self) -> None:
        """Close what was opened on demand and give the keys back."""
        for widget in (self.find_bar, self.topics, self.editor):
            if widget.display:
                self.close(widget)

    def close(self, widget: FindBar | TopicRow | TextEditor) -> None:
        """Close one of them."""
        widget.display = False
        self.screen.set_focus(None)

    def _paint(self, *, keep_place: bool) -> int:
        """Show what is open; returns how many lines."""
        view = self._view
        if view is None:
            return 0
        calm = [Line(None, "Then", view.calm, "after")] if view.calm else []
        lines = [*self._around.get("before", ()), *view.lines, *calm, *self._around.get("after", ())]
        self.heading.show_lines([evidence_title(view, self.heading.size.width)])
        self.transcript.show(lines, self._me, keep_place=keep_place)
        return len(lines)

    @on(FindBar.Closed)
    def _search_done(self, event: FindBar.Closed) -> None:
        event.stop()
        self.close(self.find_bar)
