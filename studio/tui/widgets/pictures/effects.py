"""Differences of two shares with their intervals on one axis around zero."""

from __future__ import annotations

from textual.content import Content

from studio.gaps.findings import EffectPlot, EffectRow
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.pictures.fitting import beneath, fit, names_width, place, scale


def effect_lines(plot: EffectPlot, width: int) -> list[Content]:
    """One line per difference, `├──●──┤` on an axis from -100 to 100 points, `│` at zero, `┆` at the band's edges."""
    names = names_width(width)
    span = (width - names - 4) // 2 * 2 - 1
    banded = plot.band[1] > plot.band[0]
    lines = [Content.styled(one_line(plot.title, width), QUIET)]
    for row in plot.rows:
        points = f" {100 * row.estimate:+.0f} "
        name = fit(row.name, names - len(points)) + points
        axis = _axis(row, plot.band if banded else (), span)
        lines.append(Content(name) + Content.styled(axis, "$text-accent"))
    marks = [((1 + points / 100) / 2, f"{points:+d}" if points else "0") for points in (-100, -50, 0, 50, 100)]
    lines.append(beneath(scale(span, marks), names, width))
    lines.append(beneath("points · │ no difference", names, width))
    if banded:
        lines.append(beneath(f"┆ band: {100 * plot.band[0]:+.0f} to {100 * plot.band[1]:+.0f}", names, width))
    return lines


def _axis(row: EffectRow, band: tuple[float, ...], span: int) -> str:
    axis = [" "] * span
    for edge in band:
        axis[place((1 + edge) / 2, span)] = "┆"
    zero = place(0.5, span)
    axis[zero] = "│"
    low, high, dot = (place((1 + value) / 2, span) for value in (row.low, row.high, row.estimate))
    for k in range(low, high + 1):
        axis[k] = "┼" if k == zero else "─"
    axis[low], axis[high], axis[dot] = "├", "┤", "●"
    return "".join(axis)
