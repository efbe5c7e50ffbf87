"""The widget that draws whatever a finding wants drawn."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from studio.gaps.findings import PlotData
from studio.tui.widgets.pictures.cells import grid_lines, heat_lines
from studio.tui.widgets.pictures.effects import effect_lines
from studio.tui.widgets.pictures.intervals import interval_lines
from studio.tui.widgets.pictures.timeline import timeline_lines

MOST_WIDTH = 100
"""Columns beyond which a picture gains nothing."""


class FindingPlot(Widget):
    """Draws the pictures of one finding one below the other, as wide as there is room."""

    DEFAULT_CSS = "FindingPlot { height: auto; }"

    _plot = PlotData()

    def show(self, plot: PlotData) -> None:
        """Draw another finding; nothing is shown where it has no picture."""
        self._plot = plot
        self.display = bool(self._parts(MOST_WIDTH))
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Draw again for the new width."""
        self.refresh(layout=True)

    def render(self) -> Content:
        """The pictures with an empty line between."""
        lines: list[Content] = []
        for part in self._parts(max(40, min(MOST_WIDTH, self.size.width or 78))):
            lines += [Content(""), *part] if lines else part
        return Content("\n").join(lines)

    def _parts(self, width: int) -> list[list[Content]]:
        plot = self._plot
        parts: list[list[Content]] = []
        if plot.intervals and plot.intervals.rows:
            parts.append(interval_lines(plot.intervals, width))
        if plot.timeline:
            parts.append(timeline_lines(plot.timeline, width))
        if plot.grid:
            parts.append(grid_lines(plot.grid, width))
        if plot.heat and plot.heat.rows:
            parts.append(heat_lines(plot.heat, width))
        if plot.effects and plot.effects.rows:
            parts.append(effect_lines(plot.effects, width))
        return parts
