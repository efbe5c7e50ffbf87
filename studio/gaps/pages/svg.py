"""Pictures of findings as inline SVG; shapes and words carry the meaning, colour only helps."""

from __future__ import annotations

from studio.gaps.findings import EffectPlot, GridPlot, HeatPlot, IntervalPlot, PlotData, TimelinePlot
from studio.gaps.pages.svg_parts import AXIS, GAP, LEFT, RIGHT, WIDTH, box, dot, line, svg, words

_ROW = 26
_FIGURES = LEFT + GAP + AXIS + GAP
"""Where the figures behind an axis begin."""


def drawings(plot: PlotData) -> list[str]:
    """One SVG element per part of the plot that is there, in the order they are shown."""
    found = []
    if plot.intervals and plot.intervals.rows:
        found.append(interval_svg(plot.intervals))
    if plot.timeline:
        found.append(timeline_svg(plot.timeline))
    if plot.grid:
        found.append(grid_svg(plot.grid))
    if plot.heat and plot.heat.rows:
        found.append(heat_svg(plot.heat))
    if plot.effects and plot.effects.rows:
        found.append(effect_svg(plot.effects))
    return found


def interval_svg(plot: IntervalPlot) -> str:
    """Dots with whiskers on an axis from 0 to 100 %, the tolerated band shaded."""
    bottom = 34 + _ROW * len(plot.rows)
    parts = [words(0, 14, plot.title, room=WIDTH), *_band(*plot.band, bottom)]
    for k, row in enumerate(plot.rows):
        y = 40 + _ROW * k
        parts.append(words(0, y + 4, row.name, room=LEFT))
        parts += _whisker(row.estimate, row.low, row.high, y)
        found = f"{100 * row.estimate:.0f} % ({100 * row.low:.0f}–{100 * row.high:.0f}), n = {row.n:,}"
        parts.append(words(_FIGURES, y + 4, found, room=RIGHT))
    parts += [words(_x(p / 100), bottom + 16, f"{p} %", anchor="middle", quiet=True) for p in (0, 25, 50, 75, 100)]
    low, high = plot.band
    if high > low:
        parts.append(words(0, bottom + 16, f"shaded band: {100 * low:.0f}–{100 * high:.0f} %", quiet=True))
    return svg(bottom + 24, plot.title, parts)


def effect_svg(plot: EffectPlot) -> str:
    """Dots with whiskers on an axis from -100 to 100 points, a line at zero, the tolerated band shaded."""
    bottom = 34 + _ROW * len(plot.rows)
    low, high = plot.band
    parts = [words(0, 14, plot.title, room=WIDTH), *_band((1 + low) / 2, (1 + high) / 2, bottom)]
    parts.append(line(f"M{_x(0.5):.1f} 22V{bottom}", "ink"))
    for k, row in enumerate(plot.rows):
        y = 40 + _ROW * k
        parts.append(words(0, y + 4, row.name, room=LEFT))
        estimate, low_end, high_end = ((1 + value) / 2 for value in (row.estimate, row.low, row.high))
        parts += _whisker(estimate, low_end, high_end, y)
        found = f"{100 * row.estimate:+.0f} points ({100 * row.low:+.0f} to {100 * row.high:+.0f})"
        parts.append(words(_FIGURES, y + 4, found, room=RIGHT))
    for points in (-100, -50, 0, 50, 100):
        said = f"{points:+d}" if points else "0"
        parts.append(words(_x((1 + points / 100) / 2), bottom + 16, said, anchor="middle", quiet=True))
    if high > low:
        parts.append(words(0, bottom + 16, f"shaded band: {100 * low:+.0f} to {100 * high:+.0f}", quiet=True))
    return svg(bottom + 24, plot.title, parts)


def timeline_svg(plot: TimelinePlot) -> str:
    """Sessions upwards, labels downwards, the longest stretch without labels framed."""
    width = WIDTH / max(1, len(plot.sessions))
    parts = []
    for counts, base, sign, kind in ((plot.sessions, 70, -1, "ink"), (plot.labels, 78, 1, "accent")):
        most = max(counts, default=0) or 1
        for k, count in enumerate(counts):
            tall = 46 * count / most
            if count:
                parts.append(box(k * width, base - tall if sign < 0 else base, width * 0.85, tall, kind))
    if plot.hole:
        first, last = plot.hole
        dash = ' stroke-width="2"' if plot.alarmed else ' stroke-width="2" stroke-dasharray="4 3"'
        left, right = max(1, first * width), min(WIDTH - 1, (last + 1) * width)
        parts.append(line(f"M{left:.1f} 19H{right:.1f}V128H{left:.1f}z", "alarm", dash))
        mark = "▲ " if plot.alarmed else ""
        parts.append(words(min(left, WIDTH - 230), 14, f"{mark}longest stretch without a label"))
    parts += [words(0, 146, plot.start, quiet=True), words(WIDTH, 146, plot.end, anchor="end", quiet=True)]
    parts.append(words(WIDTH / 2, 146, "above: sessions · below: labels", anchor="middle", quiet=True))
    return svg(154, "sessions and labels over time", parts)


def grid_svg(plot: GridPlot) -> str:
    """Labels found / expected per part of the week; darker where more was found, framed where too few."""
    title = "labels / expected, by part of the week"
    rows = [
        (
            name,
            [
                (
                    min(1.0, cell.labelled / cell.expected) if cell.expected else 0.0,
                    f"{cell.labelled:,} / {cell.expected:.0f}",
                    cell.short,
                )
                for cell in cells
            ],
        )
        for name, cells in zip(plot.rows, plot.cells, strict=True)
    ]
    short = any(short for _, cells in rows for _, _, short in cells)
    return _cells(title, plot.columns, rows, "▲ fewer than chance explains" if short else "", left=110)


def heat_svg(plot: HeatPlot) -> str:
    """Labels per kind and outcome; darker where there are more, framed with `▲` where the finding speaks of them."""
    most = max((cell.n for cells in plot.cells for cell in cells), default=0) or 1
    rows = [
        (name, [(cell.n / most, f"{cell.n:,}", cell.alarmed) for cell in cells])
        for name, cells in zip(plot.rows, plot.cells, strict=True)
    ]
    alarmed = any(alarmed for _, cells in rows for _, _, alarmed in cells)
    return _cells(plot.title, plot.columns, rows, "▲ what this is about" if alarmed else "", left=LEFT)


def _cells(
    title: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, list[tuple[float, str, bool]]]],
    legend: str,
    *,
    left: int,
) -> str:
    wide = min(140.0, (WIDTH - left - GAP) / max(1, len(columns)))
    start = left + GAP
    parts = [words(0, 14, title, room=WIDTH)]
    for c, column in enumerate(columns):
        parts.append(words(start + c * wide + (wide - 6) / 2, 34, column, anchor="middle", room=wide - 6, quiet=True))
    for r, (name, cells) in enumerate(rows):
        y = 42 + 34 * r
        parts.append(words(0, y + 19, name, room=left))
        for c, (full, said, alarmed) in enumerate(cells):
            x = start + c * wide
            parts.append(box(x, y, wide - 6, 28, "accent", f' fill-opacity="{0.05 + 0.5 * full:.2f}"'))
            edge = f"M{x:.1f} {y}h{wide - 6:.1f}v28h-{wide - 6:.1f}z"
            parts.append(line(edge, "alarm" if alarmed else "soft", ' stroke-width="3"' if alarmed else ""))
            parts.append(words(x + (wide - 6) / 2, y + 19, f"{said} ▲" if alarmed else said, anchor="middle"))
    bottom = 42 + 34 * len(rows)
    if legend:
        parts.append(words(start, bottom + 12, legend, quiet=True))
        bottom += 16
    return svg(bottom + 4, title, parts)


def _x(share: float) -> float:
    return LEFT + GAP + min(1.0, max(0.0, share)) * AXIS


def _band(low: float, high: float, bottom: float) -> list[str]:
    """The axis, and the shaded part of it that is tolerated."""
    shaded = [box(_x(low), 22, _x(high) - _x(low), bottom - 22, "soft", ' opacity=".35"')] if high > low else []
    ticks = "".join(f"M{_x(k / 4):.1f} {bottom}v4" for k in range(5))
    return [*shaded, line(f"M{_x(0):.1f} {bottom}H{_x(1):.1f}{ticks}", "soft")]


def _whisker(estimate: float, low: float, high: float, y: float) -> list[str]:
    a, b = _x(low), _x(high)
    path = f"M{a:.1f} {y - 5}v10M{a:.1f} {y}H{b:.1f}M{b:.1f} {y - 5}v10"
    return [line(path, "accent", ' stroke-width="2"'), dot(_x(estimate), y)]
