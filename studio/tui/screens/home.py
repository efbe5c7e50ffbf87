"""The week as a row of rooms, and the one thing to do next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from studio.tui.outlook import next_step
from studio.tui.rooms import ROOMS, Room
from studio.tui.screens.room import RoomScreen
from studio.tui.theme import MARK_STYLES, MARKS, QUIET

if TYPE_CHECKING:
    from studio.gaps.report import GapReport
    from studio.store.overview import Mark, Overview

BARS = "▁▂▃▄▅▆▇█"


class RoomCard(Static):
    """One room on the home screen: mark, counts, and what it says."""

    can_focus = True

    def __init__(self, room: Room) -> None:
        super().__init__(id=f"card-{room.name}", classes="card")
        self.room = room
        self.border_title = f"{room.number} {room.title}"

    def show(self, counts: Overview, gaps: GapReport | None) -> None:
        """Show the room's state and counts; for the gaps, what they were last found to be."""
        state = counts.marks[self.room.name]
        lines = _LINES[self.room.name](counts) if state != "empty" else [self.room.empty]
        if self.room.name == "gaps" and gaps is not None and state != "empty":
            state, lines = _weighed(gaps)
        mark = Content.styled(MARKS[state], MARK_STYLES[state])
        body = Content("\n").join(Content(line) for line in lines)
        self.update(Content.assemble(mark, " ", body))


class HomeScreen(RoomScreen):
    """Eight cards and the next step."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(r.number),
                f"app.room('{r.name}')",
                r.title,
                id=f"home.{r.name}",
                show=False,
                tooltip=f"Open {r.title}",
            )
            for r in ROOMS
        ),
        Binding(
            "enter",
            "open",
            "Do the next thing",
            id="home.next",
            tooltip="Open the room on focus, else do the next thing",
        ),
        Binding("left,up", "focus_previous_card", "Previous", id="home.previous", show=False),
        Binding("right,down", "focus_next_card", "Next", id="home.following", show=False),
        Binding("d", "demo", "Demo", id="home.demo", tooltip="How to see Studio with an invented life"),
    ]

    def compose_room(self) -> ComposeResult:
        """The cards, the next step."""
        with VerticalScroll(id="week"), Grid(id="cards"):
            for room in ROOMS:
                yield RoomCard(room)
        yield Static("", id="next")

    def refresh_room(self) -> None:
        """Show the counts once they are there."""
        counts = self.studio.overview
        if counts is None:
            return
        for card in self.query(RoomCard):
            card.show(counts, self.studio.gap_report)
        step = next_step(counts, self.studio.gap_report)
        self.query_one("#next", Static).update(
            Content.assemble(("Next ▸ ", "bold $text-accent"), step.text, ("  [Enter]", QUIET))
        )

    def action_open(self) -> None:
        """Open the focused card's room, else the next step's."""
        if isinstance(self.focused, RoomCard):
            self.studio.go(self.focused.room.name)
        elif self.studio.overview is not None:
            self.studio.go(next_step(self.studio.overview, self.studio.gap_report).room)

    def action_focus_next_card(self) -> None:
        """Move on."""
        self.focus_next(RoomCard)

    def action_focus_previous_card(self) -> None:
        """Move back."""
        self.focus_previous(RoomCard)

    def action_demo(self) -> None:
        """Say how the demo is opened: it lives in a home of its own, never in the person's."""
        self.notify("Leave with Ctrl+Q and run `studio demo`: it has a home of its own.", markup=False, timeout=8)


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _bring_in(n: Overview) -> list[str]:
    logs = f"{_many(n.notes, 'note')} · {_many(n.workouts, 'workout')}"
    refused = f"{_many(n.rejected, 'line')} not read" if n.rejected else "every line read"
    return [_many(n.messages, "message"), logs, refused]


def _episodes(n: Overview) -> list[str]:
    return [_many(n.episodes, "episode"), _many(n.threads, "thread"), _many(n.sessions, "session")]


def _label(n: Overview) -> list[str]:
    most = max(n.labelled_by_day, default=0)
    bars = "".join(BARS[min(7, 8 * count // (most + 1))] for count in n.labelled_by_day)
    return [f"{n.labelled:,} of {n.episodes:,}", bars or "not begun", f"{n.audited:,} picked at random"]


def _gaps(n: Overview) -> list[str]:
    if n.labelled < 30:
        return ["can't tell yet", f"needs {30 - n.labelled} more labels"]
    return [f"{_many(n.labelled, 'label')} to weigh", "against all you lived"]


def _weighed(report: GapReport) -> tuple[Mark, list[str]]:
    """Mark and lines of the gaps card once the checks have run."""
    states = Counter[str](check.state for check in report.checks)
    told = [f"{states[state]} {word}" for state, word in _GAP_WORDS if states[state]]
    worst = report.nagging
    return ("needs_you" if worst else "ready"), [" · ".join(told), worst.headline if worst else "nothing new to settle"]


def _scrub(n: Overview) -> list[str]:
    if not n.scanned:
        return ["not looked at yet"]
    waiting = f"{n.findings_pending:,} to decide" if n.findings_pending else "all decided"
    return [f"{_many(n.scanned, 'text')} looked at", waiting]


def _dataset(n: Overview) -> list[str]:
    return [f"{n.datasets:,} packed", f"newest: {n.dataset_newest}"] if n.datasets else ["nothing packed yet"]


def _train(n: Overview) -> list[str]:
    return [_many(n.runs, "run"), f"{n.runs_done:,} finished"] if n.runs else ["nothing taught yet"]


def _talk(n: Overview) -> list[str]:
    asked = f"{_many(n.turns, 'question')} asked" if n.turns else "ask the first question"
    return [asked, "Ctrl+T from anywhere"]


_GAP_WORDS = (("red", "red"), ("amber", "amber"), ("cant_tell", "can't tell"), ("fine", "fine"))

_LINES = {
    "bring_in": _bring_in,
    "episodes": _episodes,
    "label": _label,
    "gaps": _gaps,
    "scrub": _scrub,
    "dataset": _dataset,
    "train": _train,
    "talk": _talk,
}
