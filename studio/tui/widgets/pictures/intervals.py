"""Shares with their intervals on one axis."""

from __future__ import annotations

from textual.content import Content

from studio.gaps.findings import IntervalPlot
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.pictures.fitting import beneath, fit, names_width, place, scale


def interval_lines(plot: IntervalPlot, width: int) -> list[Content]:
    """One line per share, `├──●──┤` on an axis from 0 to 100 %, `┆` at the edges of the band."""
    names = names_width(width)
    span = width - names - 3
    banded = plot.band[1] > plot.band[0]
    lines = [Content.styled(one_line(plot.title, width), QUIET)]
    for row in plot.rows:
        axis = [" "] * span
        if banded:
            for edge in plot.band:
                axis[place(edge, span)] = "┆"
        low, high, dot = place(row.low, span), place(row.high, span), place(row.estimate, span)
        for k in range(low, high + 1):
            axis[k] = "─"
        axis[low], axis[high], axis[dot] = "├", "┤", "●"
        n = f" n={row.n:,} "
        name = fit(row.name, names - len(n)).rstrip() + n
        lines.append(Content(fit(name, names)) + Content.styled("".join(axis), "$text-accent"))
    marks = [(share / 100, f"{share} %") for share in (0, 25, 50, 75, 100)]
    lines.append(beneath(scale(span, marks), names, width))
    if banded:
        band = f"┆ band: {100 * plot.band[0]:.0f}–{100 * plot.band[1]:.0f} %"
        lines.append(beneath(band, names, width))
    return lines
