"""The figures behind a picture as tables, for a reader that shows no pictures."""

from __future__ import annotations

from dataclasses import dataclass

from studio.gaps.findings import PlotData


@dataclass(frozen=True, slots=True)
class Figures:
    """One picture as a table."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figures(plot: PlotData) -> list[Figures]:
    """One table per part of the plot that has figures of its own, in the order of the pictures."""
    found = []
    if plot.intervals and plot.intervals.rows:
        low, high = (f"{100 * edge:.0f}" for edge in plot.intervals.band)
        band = f" (tolerated {low}–{high} %)" if low != high else ""
        shares = tuple(
            (r.name, f"{100 * r.estimate:.0f} %", f"{100 * r.low:.0f}–{100 * r.high:.0f} %", f"{r.n:,}")
            for r in plot.intervals.rows
        )
        found.append(Figures(plot.intervals.title + band, ("", "found", "interval", "n"), shares))
    if plot.grid:
        week = tuple(
            (name, *(f"{cell.labelled} / {cell.expected:.0f}{' ▲' if cell.short else ''}" for cell in cells))
            for name, cells in zip(plot.grid.rows, plot.grid.cells, strict=True)
        )
        found.append(Figures("labels / expected, by part of the week", ("", *plot.grid.columns), week))
    if plot.heat and plot.heat.rows:
        kinds = tuple(
            (name, *(f"{cell.n:,}{' ▲' if cell.alarmed else ''}" for cell in cells))
            for name, cells in zip(plot.heat.rows, plot.heat.cells, strict=True)
        )
        found.append(Figures(plot.heat.title, ("", *plot.heat.columns), kinds))
    if plot.effects and plot.effects.rows:
        points = tuple(
            (r.name, f"{100 * r.estimate:+.0f}", f"{100 * r.low:+.0f} to {100 * r.high:+.0f}")
            for r in plot.effects.rows
        )
        found.append(Figures(plot.effects.title, ("", "points", "interval"), points))
    return found
