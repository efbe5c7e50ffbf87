"""What the pictures of findings share as SVG: the frame, its colours, and text fitted by its likely width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import escape

INK, SOFT, ACCENT, ALARM = "#66788a", "#b9b4a8", "#b06a00", "#c2452f"
"""Colours that stand out from white and from black; a page may set others by the classes of the shapes."""

LEFT, AXIS, RIGHT = 200, 350, 210
"""Pixels for names, for an axis, and for figures behind it."""
GAP = 20
"""Pixels between names and an axis, so that a word at its beginning has room."""
WIDTH = LEFT + GAP + AXIS + GAP + RIGHT
"""Pixels of every picture."""

_SIZE = 13
_MARKS = 4
"""Most characters that are drawn on one place, such as a letter and its accents."""
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_READ = 400


def clean(text: str) -> str:
    """Text on one line without what XML forbids, turns the direction of writing, or piles up on one letter."""
    found, marks = [], 0
    for letter in _HIDDEN.sub(" ", text[:_READ]):
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks < _MARKS:
            found.append(letter)
    return " ".join("".join(found).split())


def likely_width(text: str) -> float:
    """Pixels that the text takes at 13 px in a common sans-serif face, on the wide side."""
    return sum(map(_letter, text))


def fit(text: str, room: float) -> str:
    """The text cleaned, cut with `…` where it would be wider than `room` pixels."""
    text = clean(text)
    if likely_width(text) <= room:
        return text
    used, kept = _letter("…"), 0
    for letter in text:
        used += _letter(letter)
        if used > room:
            break
        kept += 1
    return text[:kept].rstrip(" \u200d") + "…"


def words(x: float, y: float, text: str, *, anchor: str = "start", room: float = 0, quiet: bool = False) -> str:
    """A line of text, cut to `room` pixels where given; what was cut can be read by pointing at it."""
    shown = fit(text, room) if room else clean(text)
    whole = f"<title>{escape(clean(text))}</title>" if shown != clean(text) else ""
    soft = ' fill-opacity=".75"' if quiet else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{soft}>{whole}{escape(shown)}</text>'


def box(x: float, y: float, width: float, height: float, kind: str, extra: str = "") -> str:
    """A filled rectangle; `kind` is one of the classes ink, soft, accent, alarm."""
    size = f'width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} class="{kind}" fill="{_COLOURS[kind]}"{extra}/>'


def line(path: str, kind: str, extra: str = "") -> str:
    """A stroke along a path."""
    return f'<path d="{path}" class="{kind}-line" stroke="{_COLOURS[kind]}" fill="none"{extra}/>'


def dot(x: float, y: float) -> str:
    """An estimate."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="accent" fill="{ACCENT}"/>'


def svg(height: float, title: str, parts: Sequence[str]) -> str:
    """One picture that needs nothing else."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="{_SIZE}" fill="currentColor">'
        f"<title>{escape(clean(title))}</title>{''.join(parts)}</svg>"
    )


_COLOURS = {"ink": INK, "soft": SOFT, "accent": ACCENT, "alarm": ALARM}


def _letter(letter: str) -> float:
    if unicodedata.combining(letter) or letter in "\u200b\u200c\u200d\u2060\ufe0f":
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.08 * _SIZE
    if letter in "mwMW%@…—":
        return 0.95 * _SIZE
    return (0.74 if letter.isupper() else 0.33 if letter in "iljtf.,:;|'! ()[]" else 0.6) * _SIZE
