"""Room 8: the panel itself, wide, and which run is talking."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studio.store.runs import Run
from studio.tui.panels.coach import CoachPanel
from studio.tui.plain import plain
from studio.tui.screens.room import RoomScreen
from studio.tui.theme import MARKS


class TalkScreen(RoomScreen):
    """Ask the coach, choose who answers."""

    CSS_PATH = "talk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "question", "Ask", id="talk.question", tooltip="Put the cursor in the question"),
        Binding("r", "runs", "Runs", id="talk.runs", tooltip="Choose which run answers"),
    ]

    def compose_room(self) -> ComposeResult:
        """The runs on the left when wide, the conversation."""
        with Horizontal():
            with Vertical(id="runs", classes="card") as side:
                side.border_title = "who answers"
                yield OptionList(id="run-list", markup=False)
                yield Static("", id="run-note", classes="muted")
            yield CoachPanel()

    def refresh_room(self) -> None:
        """List the runs that can answer."""
        runs = [run for run in self.studio.store.runs.all() if run.usable]
        listed = self.query_one("#run-list", OptionList)
        if [option.id for option in listed.options] == [run.id for run in runs]:
            return
        listed.clear_options()
        stale = self.studio.store.stale.reasons("run")
        marks = {run.id: f"{MARKS['needs_you']} stale  " if run.id in stale else "" for run in runs}
        listed.add_options([Option(plain(f"{marks[run.id]}{_told(run)}"), id=run.id) for run in runs])
        note = (
            "Enter: this one answers" if runs else "No run yet. Teach a model first (g t); the base answers meanwhile."
        )
        self.query_one("#run-note", Static).update(note)

    def on_screen_resume(self) -> None:
        """Come in ready to ask."""
        super().on_screen_resume()
        self.query_one(CoachPanel).focus_question()

    @on(OptionList.OptionSelected, "#run-list")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if self.studio.conversation.busy:
            self.notify("It is still answering: Ctrl+X stops it.", markup=False)
            return
        self.studio.conversation.forget()
        self.studio.coach.choose(event.option_id)
        self.notify(f"Run {event.option_id} answers from now on.", markup=False)
        self.query_one(CoachPanel).focus_question()

    def toggle_panel(self) -> None:
        """The panel is here already: put the cursor in it."""
        self.action_question()

    def _match_panel(self, *, focus: bool = False) -> None:
        """No side panel beside the panel itself."""

    def action_question(self) -> None:
        """Put the cursor in the question."""
        self.query_one(CoachPanel).focus_question()

    def action_runs(self) -> None:
        """Choose who answers."""
        self.query_one("#run-list").focus()

    def action_back(self) -> None:
        """From the question to the room, from the room to the week."""
        if self.focused is not None and self.focused.id == "question":
            self.set_focus(None)
        else:
            self.studio.go("home")


def _told(run: Run) -> str:
    losses = ""
    if run.result:
        base, best = run.result.get("base_valid_loss"), run.result.get("best_valid_loss")
        if base is not None and best is not None:
            losses = f"\nheld-out loss {base:.2f} → {best:.2f}"
    return f"{run.id} · {run.dataset}{losses}"
