"""The one-line header: whose home, the eight rooms with their marks, and what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from studio.tui.outlook import marks
from studio.tui.plain import one_line
from studio.tui.rooms import ROOMS
from studio.tui.theme import MARK_STYLES, MARKS, QUIET

if TYPE_CHECKING:
    from studio.tui.app import StudioApp


class RoomHeader(Static):
    """`Studio · us   1 in ✓  2 cut ✓ …   ⏺ idle`; narrower terminals drop words, never marks."""

    def update_from(self, app: StudioApp) -> None:
        """Show the app's present state."""
        wide = self.size.width >= 118
        current = app.current_mode
        states = marks(app.overview, app.gap_report) if app.overview else {}
        parts: list[Content] = [Content.styled("Studio", "bold $text-accent")]
        if wide:
            parts.append(Content.styled(f" · {one_line(app.home.root.name, 16)}", QUIET))
        parts.append(Content(" "))
        for room in ROOMS:
            state = states.get(room.name, "empty")
            here = room.name == current
            name = f" {room.number} {room.short} " if wide else f" {room.number}{room.short if here else ''}"
            parts.append(Content.styled(name, "bold reverse" if here else ""))
            parts.append(Content.styled(MARKS[state], MARK_STYLES[state]))
        parts.append(Content.styled("   " + _background(app), QUIET))
        self.update(Content.assemble(*parts))

    def on_resize(self) -> None:
        """Fit the words to the new width."""
        from studio.tui.app import StudioApp

        if isinstance(self.app, StudioApp):
            self.update_from(self.app)


def _background(app: StudioApp) -> str:
    jobs = list(app.jobs.running.values())
    if not jobs:
        return "· idle"
    job = jobs[-1]
    share = ""
    if job.step and job.step.total:
        share = f" {100 * job.step.done / job.step.total:.0f} %"
    more = f" +{len(jobs) - 1}" if len(jobs) > 1 else ""
    return f"▸ {one_line(job.label, 24)}{share}{more}"
