"""Label: read what happened, say how it went with one key, and on to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from studio.core.errors import StudioError
from studio.label.picking.queue import Mode
from studio.label.sitting import Sitting
from studio.tui.screens.label_keys import LABEL_KEYS
from studio.tui.screens.label_modes import ModeScreen
from studio.tui.screens.label_words import reached_words
from studio.tui.screens.label_writing import LabelWriting
from studio.tui.widgets.evidence_pane import Side

TARGETS = (10, 20, 30, 50, 100, 200, 0)
"""Labels that make a sitting, in the order `T` goes through them; 0 for no end."""


class LabelScreen(LabelWriting):
    """The keys: one is one acknowledged action, on disk before it is painted."""

    BINDINGS: ClassVar[list[BindingType]] = LABEL_KEYS

    def action_value(self, key: str) -> None:
        """A value key: an outcome moves on, anything else stays."""
        sat = self.sitting
        if sat is None or sat.scheme is None or self._revising:
            return
        found = sat.scheme.on_key(key)
        if found is None:
            self.notify(f"Nothing is on {key} in this scheme.", timeout=3, markup=False)
            return
        dimension, choice = found
        if dimension.name == "outcome":
            sat.outcome(choice.value)
            self._moved_on(sat)
        else:
            sat.give(dimension.name, choice.value)
            self._paint_said()

    def action_accept(self) -> None:
        """Take everything suggested; with an outcome among it, on to the next."""
        sat = self.sitting
        if sat is None or sat.view is None or self._revising:
            return
        if sat.accept() is None:
            why = "held back here, to see how much they sway you" if sat.held_back else "for this one yet"
            self.notify(f"Nothing is suggested {why}.", timeout=4, markup=False)
            return
        self._moved_on(sat)

    def _moved_on(self, sat: Sitting) -> None:
        self.show_all()
        self._audit_over(sat)
        if sat.stats.say_once():
            self.notify(reached_words(sat, self._keys()), timeout=10, markup=False)

    def action_undo(self) -> None:
        """Take back the last action and show its episode."""
        if self.sitting is not None and self.sitting.undo() is None:
            self.notify("Nothing to undo.", timeout=3)
        self._turned()

    def action_redo(self) -> None:
        """Bring back the last undone action and show its episode."""
        if self.sitting is not None and self.sitting.redo() is None:
            self.notify("Nothing to redo.", timeout=3)
        self._turned()

    def _turned(self) -> None:
        sat = self.sitting
        if sat is not None and sat.last is not None and sat.last.many:
            self._load(self.mode, stay=True)
        self.show_all()

    def action_skip(self) -> None:
        """Set aside and move on."""
        if self.sitting is not None and self.sitting.skip() is not None:
            self.show_all()
            self._audit_over(self.sitting)

    def _audit_over(self, sat: Sitting) -> None:
        """After the last one of a random audit, back to the gaps, which say what it showed."""
        drawn, queue = self._drawn, sat.queue
        if sat.view is None and drawn and all(queue.is_labelled(one) or queue.is_skipped(one) for one in drawn):
            self.studio.go("gaps")

    def action_previous(self) -> None:
        """Back one."""
        if self.sitting is not None and self.sitting.back():
            self.show_all()

    def action_following(self) -> None:
        """On one, without a label."""
        if self.sitting is not None and self.sitting.view is not None:
            self.sitting.forward()
            self.show_all()

    def action_scroll(self, rows: int) -> None:
        """Scroll the evidence."""
        self.pane.transcript.scroll_relative(y=rows, animate=False)

    def action_context(self, side: Side) -> None:
        """Open or close what came before or after."""
        sat = self.sitting
        if sat is not None and sat.view is not None and not self.pane.toggle_context(side, sat.journal.evidence):
            self.notify(f"Nothing is recorded {side} this.", timeout=3)

    def action_find(self) -> None:
        """Search in the evidence."""
        if self.sitting is not None and self.sitting.view is not None:
            self.pane.find()

    def action_revise(self, how: str) -> None:
        """Trim, extend or join the episode in view, in a thread; `u` takes it back."""
        from studio.tui.screens.label_revising import REVISED, REVISED_TO, revise

        sat = self.sitting
        if sat is None or sat.view is None or self._revising:
            return
        store, episode, sitting = self.studio.store, sat.view.episode, sat.journal.sitting

        def revised(made: tuple[list[str], str]) -> None:
            self._revising = False
            if self.sitting is not None:
                self.sitting.revised(*made, REVISED_TO[how])
                self.show_all()

        self._revising = (
            self.studio.jobs.start(
                "label-revise",
                REVISED[how],
                lambda report, stop: revise(store, episode, how, sitting),
                done=revised,
                failed=self._not_revised,
                reads_only=True,
            )
            is not None
        )

    def _not_revised(self, problem: StudioError) -> None:
        self._revising = False
        self.studio.show_error(problem)

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
        """Choose how the next ones come."""
        if self.sitting is not None:
            self.app.push_screen(ModeScreen(self.sitting.queue, self.mode), self._choose_mode)

    def _choose_mode(self, mode: Mode | None) -> None:
        if mode is not None:
            self._load(mode)

    def action_target(self) -> None:
        """The next number of labels that makes a sitting."""
        settings = self.studio.settings
        at = TARGETS.index(settings.sitting_target) if settings.sitting_target in TARGETS else -1
        target = TARGETS[(at + 1) % len(TARGETS)]
        self.studio.save_settings(replace(settings, sitting_target=target))
        if self.sitting is not None:
            self.sitting.stats.aim(target)
        self.app.clear_notifications()
        self.notify(f"A sitting is {target} labels." if target else "No end is set.", timeout=3)
        self._paint_said()

    def action_bulk(self) -> None:
        """Label many at once, in a list."""
        from studio.tui.screens.label_bulk import BulkScreen

        if self.sitting is not None:
            self.app.push_screen(BulkScreen(self.sitting.journal, self.sitting.suggester), self._bulk_done)

    def _bulk_done(self, given: int | None) -> None:
        self.studio.changed()
        if given is not None and self.studio.label_picks is None:
            self._load(self.mode, stay=True)

    def action_quality(self) -> None:
        """How steady the labels are, and how good the suggestions."""
        from studio.tui.screens.label_quality import Quality, QualityScreen, read_quality

        sat, store = self.sitting, self.studio.store
        if sat is None:
            return
        schemes, stats, left = sat.journal.schemes, sat.stats, sat.queue.left

        def shown(quality: Quality) -> None:
            self.app.push_screen(QualityScreen(quality, store))

        self.studio.jobs.start(
            "label-quality",
            "Comparing your labels",
            lambda report, stop: read_quality(store, schemes, stats, left),
            done=shown,
            reads_only=True,
        )
