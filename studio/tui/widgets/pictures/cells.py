"""Counts in rows and columns: parts of the week, and kinds of episode by how they went."""

from __future__ import annotations

from textual.content import Content

from studio.gaps.findings import GridPlot, HeatPlot
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.pictures.fitting import beneath, fit

SHADES = "·░▒▓█"
"""From none to as many as expected, or as the fullest cell holds."""

_NAMES_MOST, _NAMES_LEAST = 34, 8
"""Columns for the name of a kind."""


def grid_lines(plot: GridPlot, width: int) -> list[Content]:
    """Labels / expected per part of the week with a shade; `▲` where there are fewer than chance explains."""
    cell = max(11, min(16, (width - 10) // max(1, len(plot.columns))))
    lines = [Content.styled(" " * 10 + "".join(c.ljust(cell) for c in plot.columns).rstrip(), QUIET)]
    for name, cells in zip(plot.rows, plot.cells, strict=True):
        line = Content(name.ljust(10))
        for part in cells:
            full = min(1.0, part.labelled / part.expected) if part.expected else 0.0
            text = f"{SHADES[int(full * 4)] * 2} {part.labelled}/{part.expected:.0f}{' ▲' if part.short else ''}"
            line += Content.styled(text.ljust(cell), "$text-warning" if part.short else "")
        lines.append(line)
    lines.append(Content.styled(" " * 10 + "labels / expected, ▲ too few", QUIET))
    return lines


def heat_lines(plot: HeatPlot, width: int) -> list[Content]:
    """Labels per kind and outcome with a shade for how many; `▲` on the cells the finding speaks of."""
    most = max((part.n for cells in plot.cells for part in cells), default=0) or 1
    texts = [
        [f"{_shade(part.n, most) * 2} {part.n:,}{' ▲' if part.alarmed else ''}" for part in cells]
        for cells in plot.cells
    ]
    cell = 2 + max((len(text) for row in texts for text in row), default=5)
    heads = [one_line(head, 14) for head in plot.columns]
    cell = max(cell, 2 + max(map(len, heads), default=0))
    names = max(_NAMES_LEAST, min(_NAMES_MOST, width - cell * len(heads)))
    lines = [Content.styled(one_line(plot.title, width), QUIET)]
    lines.append(Content.styled(" " * names + "".join(fit(head, cell) for head in heads).rstrip(), QUIET))
    for name, row, cells in zip(plot.rows, texts, plot.cells, strict=True):
        line = Content(fit(name, names - 1) + " ")
        for text, part in zip(row, cells, strict=True):
            line += Content.styled(text.ljust(cell), "$text-warning" if part.alarmed else "")
        lines.append(line)
    alarmed = any(part.alarmed for cells in plot.cells for part in cells)
    lines.append(beneath("·· none, ██ the most" + (", ▲ what this is about" if alarmed else ""), 0, width))
    return lines


def _shade(n: int, most: int) -> str:
    return SHADES[0 if not n else max(1, round(4 * n / most))]
