"""Pictures as SVG: well-formed whatever a person calls things, inside their frame, and right to the pixel."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from studio.gaps.findings import (
    EffectPlot,
    EffectRow,
    GridCell,
    GridPlot,
    HeatCell,
    HeatPlot,
    IntervalPlot,
    IntervalRow,
    PlotData,
    TimelinePlot,
)
from studio.gaps.pages.svg import drawings, effect_svg, heat_svg, interval_svg
from studio.gaps.pages.svg_parts import WIDTH, likely_width

NAMES = [
    "lateness",
    "お金のこと、家計の話と支払いの遅れについての長い名前",
    "👩‍👩‍👧‍👦 family 🎂 birthday",
    "z" + "\u0301" * 500 + "algo",
    "\u202eright to left\u202c שלום \x00\x1b[31m \ud800 \ufffe",
    '<script>alert("1")</script> & </svg>',
    "W" * 20_000,
]


def everything() -> PlotData:
    names = tuple(NAMES)
    return PlotData(
        intervals=IntervalPlot("shares", tuple(IntervalRow(n, 1, 0, 1, 1_234_567) for n in names), (0.25, 0.75)),
        timeline=TimelinePlot("1 Jan 2024", "31 Dec 2024", (3, 0, 9) * 20, (1,) * 55 + (0,) * 5, (55, 59), True),
        grid=GridPlot(("weekdays",), ("night", "evening"), ((GridCell(4, 4), GridCell(10, 0, True)),)),
        heat=HeatPlot("labels", names, ("good", "bad"), tuple((HeatCell(12_000), HeatCell(0, True)) for _ in names)),
        effects=EffectPlot("points", tuple(EffectRow(n, -1, -1, 1) for n in names), (-0.15, 0.15)),
    )


def lines_of(drawing: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(drawing).iter() if one.tag.endswith("}text")]


def shown(text: ET.Element) -> str:
    return (text.text or "") + "".join(part.tail or "" for part in text)


def test_every_picture_is_well_formed_and_no_words_leave_its_frame() -> None:
    found = drawings(everything())
    assert len(found) == 5
    for drawing in found:
        assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")
        for text in lines_of(drawing):
            size = likely_width(shown(text))
            start = {"start": 0.0, "middle": size / 2, "end": size}[text.get("text-anchor") or ""]
            left = float(text.get("x") or 0) - start
            assert left >= -1, shown(text)
            assert left + size <= WIDTH + 1, shown(text)


def test_a_name_that_does_not_fit_ends_in_dots_and_can_be_read_whole() -> None:
    (row,) = [t for t in lines_of(interval_svg(IntervalPlot("s", (IntervalRow("long " * 30, 0.5, 0, 1, 3),), (0, 0))))
              if shown(t).endswith("…")]  # fmt: skip
    assert row[0].text == ("long " * 30).strip()


@pytest.mark.parametrize("points", [-100, -40, 0, 15, 100])
def test_a_difference_stands_where_its_points_are(points: int) -> None:
    share = points / 100
    drawing = effect_svg(EffectPlot("d", (EffectRow("one", share, max(-1, share - 0.1), min(1, share + 0.1)),)))
    marks = {shown(t): float(t.get("x") or 0) for t in lines_of(drawing) if t.get("text-anchor") == "middle"}
    found = re.search(r'<circle cx="([\d.]+)"', drawing)
    assert found is not None
    wanted = marks["-100"] + (marks["+100"] - marks["-100"]) * (points + 100) / 200
    assert abs(float(found[1]) - wanted) < 0.2


def test_an_alarmed_cell_is_marked_by_shape_and_the_fullest_is_the_darkest() -> None:
    plot = HeatPlot("h", ("one",), ("good", "bad"), ((HeatCell(8), HeatCell(0, True)),))
    drawing = heat_svg(plot)
    assert "0 ▲" in [shown(t) for t in lines_of(drawing)]
    first, second = (float(v) for v in re.findall(r'class="accent" fill="[^"]+" fill-opacity="([\d.]+)"', drawing))
    assert first > second
