"""Pictures of findings in text: shares with their intervals, a timeline with its hole, parts of the week."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from studio.gaps.findings import GridPlot, IntervalPlot, PlotData, TimelinePlot

BLOCKS = " ▁▂▃▄▅▆▇█"
"""Bars of rising height."""
SHADES = "·░▒▓█"
"""From nothing found to as many as expected."""

NAMES_WIDTH = 30
"""Columns for the name of a share and its n."""
MOST_WIDTH = 100
"""Columns beyond which a picture gains nothing."""


class FindingPlot(Widget):
    """Draws whatever a finding wants drawn, as wide as there is room."""

    DEFAULT_CSS = "FindingPlot { height: auto; }"

    _plot = PlotData()

    def show(self, plot: PlotData) -> None:
        """Draw another finding."""
        self._plot = plot
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Draw again for the new width."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """The pictures one below the other."""
        width = max(40, min(MOST_WIDTH, self.size.width or 78))
        parts: list[list[Content]] = []
        if self._plot.intervals and self._plot.intervals.rows:
            parts.append(interval_lines(self._plot.intervals, width))
        if self._plot.timeline:
            parts.append(timeline_lines(self._plot.timeline, width))
        if self._plot.grid:
            parts.append(grid_lines(self._plot.grid, width))
        lines: list[Content] = []
        for part in parts:
            lines += [Content(""), *part] if lines else part
        return Content("\n").join(lines)


def interval_lines(plot: IntervalPlot, width: int) -> list[Content]:
    """One line per share, `├──●──┤` on an axis from 0 to 100 %, `┆` at the edges of the band."""
    span = max(20, width - NAMES_WIDTH - 3)
    banded = plot.band[1] > plot.band[0]
    lines = [Content.styled(plot.title, "$text-muted")]
    for row in plot.rows:
        axis = [" "] * span
        if banded:
            for edge in plot.band:
                axis[_at(edge, span)] = "┆"
        low, high, dot = _at(row.low, span), _at(row.high, span), _at(row.estimate, span)
        for k in range(low, high + 1):
            axis[k] = "─"
        axis[low], axis[high], axis[dot] = "├", "┤", "●"
        name = f"{row.name[: NAMES_WIDTH - 8]} n={row.n}".ljust(NAMES_WIDTH)
        lines.append(Content(name) + Content.styled("".join(axis), "$text-accent"))
    scale = [" "] * (span + 3)
    for share in (0, 25, 50, 75, 100):
        label = f"{share} %"
        start = min(_at(share / 100, span), span + 3 - len(label))
        scale[start : start + len(label)] = label
    lines.append(Content.styled(" " * NAMES_WIDTH + "".join(scale).rstrip(), "$text-muted"))
    if banded:
        band = f"┆ tolerated: {100 * plot.band[0]:.0f}–{100 * plot.band[1]:.0f} %"
        lines.append(Content.styled(" " * NAMES_WIDTH + band, "$text-muted"))
    return lines


def timeline_lines(plot: TimelinePlot, width: int) -> list[Content]:
    """Sessions above, labels below, the longest stretch without labels marked underneath."""
    room = max(20, width - 10)
    sessions, labels = _fitted(plot.sessions, room), _fitted(plot.labels, room)
    columns = len(sessions)
    lines = [
        Content("sessions  ") + Content.styled(_bars(sessions), "$text-muted"),
        Content("labels    ") + Content.styled(_bars(labels), "$text-accent"),
    ]
    if plot.hole:
        first, last = (edge * columns // max(1, len(plot.sessions)) for edge in plot.hole)
        mark = "└┘" if last == first else "└" + "─" * (last - first - 1) + "┘"
        words = "▲ nothing here" if plot.alarmed else "longest stretch, as chance allows"
        start = min(10 + first, max(0, width - len(words)))
        lines.append(Content.styled(" " * (10 + first) + mark, "$text-warning" if plot.alarmed else "$text-muted"))
        lines.append(Content.styled(" " * start + words, "$text-warning" if plot.alarmed else "$text-muted"))
    ends = plot.start + plot.end.rjust(max(len(plot.end) + 1, columns - len(plot.start)))
    lines.append(Content.styled(" " * 10 + ends, "$text-muted"))
    return lines


def grid_lines(plot: GridPlot, width: int) -> list[Content]:
    """Labels / expected per part of the week with a shade; `▲` where there are fewer than chance explains."""
    cell = max(11, min(16, (width - 10) // max(1, len(plot.columns))))
    lines = [Content.styled(" " * 10 + "".join(c.ljust(cell) for c in plot.columns).rstrip(), "$text-muted")]
    for name, cells in zip(plot.rows, plot.cells, strict=True):
        line = Content(name.ljust(10))
        for part in cells:
            full = min(1.0, part.labelled / part.expected) if part.expected else 0.0
            text = f"{SHADES[int(full * 4)] * 2} {part.labelled}/{part.expected:.0f}{' ▲' if part.short else ''}"
            line += Content.styled(text.ljust(cell), "$text-warning" if part.short else "")
        lines.append(line)
    lines.append(Content.styled(" " * 10 + "labels / expected, ▲ too few", "$text-muted"))
    return lines


def _at(share: float, span: int) -> int:
    return min(span - 1, max(0, round(share * (span - 1))))


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
