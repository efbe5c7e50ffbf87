"""Pictures of findings as inline SVG; shapes and words carry the meaning, colour only helps."""

from __future__ import annotations

from html import escape

from studio.gaps.findings import GridPlot, IntervalPlot, PlotData, TimelinePlot

_INK, _SOFT, _ACCENT, _ALARM = "#4d5f69", "#b9b4a8", "#9a5b00", "#a3321f"
_LEFT, _WIDTH = 190, 480
"""Where the axis begins and how long it is, in pixels."""


def drawings(plot: PlotData) -> list[str]:
    """One SVG element per part of the plot that is there, in the order they are shown."""
    found = []
    if plot.intervals and plot.intervals.rows:
        found.append(interval_svg(plot.intervals))
    if plot.timeline:
        found.append(timeline_svg(plot.timeline))
    if plot.grid:
        found.append(grid_svg(plot.grid))
    return found


def interval_svg(plot: IntervalPlot) -> str:
    """Dots with whiskers on an axis from 0 to 100 %, the tolerated band shaded."""
    bottom = 34 + 26 * len(plot.rows)
    low, high = (_LEFT + edge * _WIDTH for edge in plot.band)
    parts = [_text(0, 14, plot.title)]
    if plot.band[1] > plot.band[0]:
        parts.append(
            f'<rect x="{low:.1f}" y="22" width="{high - low:.1f}" height="{bottom - 22}" fill="{_SOFT}" opacity=".35"/>'
        )
    for k, row in enumerate(plot.rows):
        y = 40 + 26 * k
        a, b, at = (_LEFT + v * _WIDTH for v in (row.low, row.high, row.estimate))
        parts.append(_text(0, y + 4, f"{row.name} (n = {row.n})"))
        parts.append(
            f'<path d="M{a:.1f} {y - 5}v10M{a:.1f} {y}H{b:.1f}M{b:.1f} {y - 5}v10" '
            f'stroke="{_ACCENT}" stroke-width="2" fill="none"/>'
        )
        parts.append(f'<circle cx="{at:.1f}" cy="{y}" r="5" fill="{_ACCENT}"/>')
    for share in (0, 25, 50, 75, 100):
        parts.append(_text(_LEFT + share / 100 * _WIDTH, bottom + 14, f"{share} %", anchor="middle"))
    return _svg(bottom + 20, plot.title, parts)


def timeline_svg(plot: TimelinePlot) -> str:
    """Sessions upwards, labels downwards, the longest stretch without labels framed."""
    width = (_LEFT + _WIDTH) / max(1, len(plot.sessions))
    parts = []
    for counts, base, sign, colour in ((plot.sessions, 70, -1, _INK), (plot.labels, 78, 1, _ACCENT)):
        most = max(counts, default=0) or 1
        for k, count in enumerate(counts):
            tall = 46 * count / most
            top = base - tall if sign < 0 else base
            if count:
                parts.append(
                    f'<rect x="{k * width:.1f}" y="{top:.1f}" width="{width * 0.85:.1f}" '
                    f'height="{tall:.1f}" fill="{colour}"/>'
                )
    if plot.hole:
        first, last = plot.hole
        dash = "" if plot.alarmed else ' stroke-dasharray="4 3"'
        parts.append(
            f'<rect x="{first * width:.1f}" y="18" width="{(last - first + 1) * width:.1f}" height="110" fill="none" '
            f'stroke="{_ALARM}" stroke-width="2"{dash}/>'
        )
        parts.append(_text(min(first * width, _WIDTH), 14, "longest stretch without a label"))
    parts += [_text(0, 144, plot.start), _text(_LEFT + _WIDTH, 144, plot.end, anchor="end")]
    parts.append(_text(300, 144, "above: sessions · below: labels"))
    return _svg(150, "sessions and labels over time", parts)


def grid_svg(plot: GridPlot) -> str:
    """Labels found / expected per part of the week; darker where more was found, framed where too few."""
    parts = [_text(0, 14, "labels / expected, by part of the week")]
    wide = 120
    for c, column in enumerate(plot.columns):
        parts.append(_text(_LEFT / 2 + c * wide + wide / 2, 32, column, anchor="middle"))
    for r, (row, cells) in enumerate(zip(plot.rows, plot.cells, strict=True)):
        y = 40 + 36 * r
        parts.append(_text(0, y + 20, row))
        for c, cell in enumerate(cells):
            x = _LEFT / 2 + c * wide
            full = min(1.0, cell.labelled / cell.expected) if cell.expected else 0.0
            frame = f'stroke="{_ALARM}" stroke-width="3"' if cell.short else f'stroke="{_SOFT}"'
            parts.append(
                f'<rect x="{x:.0f}" y="{y}" width="{wide - 6}" height="30" '
                f'fill="{_ACCENT}" fill-opacity="{0.1 + 0.5 * full:.2f}" {frame}/>'
            )
            mark = " ▲" if cell.short else ""
            parts.append(
                _text(x + wide / 2 - 3, y + 20, f"{cell.labelled} / {cell.expected:.0f}{mark}", anchor="middle")
            )
    return _svg(40 + 36 * len(plot.rows), "labels by part of the week", parts)


def _svg(height: float, title: str, parts: list[str]) -> str:
    width = _LEFT + _WIDTH + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="currentColor">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
