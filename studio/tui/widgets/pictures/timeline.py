"""Sessions and labels over time, with the longest stretch that has no label."""

from __future__ import annotations

from textual.content import Content

from studio.gaps.findings import TimelinePlot
from studio.tui.theme import QUIET

BLOCKS = " ▁▂▃▄▅▆▇█"
"""Bars of rising height."""


def timeline_lines(plot: TimelinePlot, width: int) -> list[Content]:
    """Sessions above, labels below, the longest stretch without labels marked underneath."""
    room = max(20, width - 10)
    sessions, labels = _fitted(plot.sessions, room), _fitted(plot.labels, room)
    columns = len(sessions)
    lines = [
        Content("sessions  ") + Content.styled(_bars(sessions), QUIET),
        Content("labels    ") + Content.styled(_bars(labels), "$text-accent"),
    ]
    if plot.hole:
        first, last = (edge * columns // max(1, len(plot.sessions)) for edge in plot.hole)
        mark = "└┘" if last == first else "└" + "─" * (last - first - 1) + "┘"
        words = "▲ nothing here" if plot.alarmed else "longest stretch, as chance allows"
        start = min(10 + first, max(0, width - len(words)))
        lines.append(Content.styled(" " * (10 + first) + mark, "$text-warning" if plot.alarmed else QUIET))
        lines.append(Content.styled(" " * start + words, "$text-warning" if plot.alarmed else QUIET))
    ends = plot.start + plot.end.rjust(max(len(plot.end) + 1, columns - len(plot.start)))
    lines.append(Content.styled(" " * 10 + ends, QUIET))
    return lines


def _fitted(counts: tuple[int, ...], room: int) -> list[int]:
    """The counts in at most `room` columns, neighbours added up."""
    columns = min(room, len(counts))
    fitted = [0] * columns
    for k, count in enumerate(counts):
        fitted[k * columns // len(counts)] += count
    return fitted


def _bars(counts: list[int]) -> str:
    most = max(counts, default=0) or 1
    return "".join(BLOCKS[0 if not c else max(1, round(8 * c / most))] for c in counts)
