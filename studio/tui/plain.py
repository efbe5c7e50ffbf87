"""The one door through which text a person wrote enters a widget: as data, never as markup."""

from __future__ import annotations

import re
from functools import lru_cache

from textual.content import Content
from textual.style import Style

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")


def visible(text: str) -> str:
    """Text with control characters as their pictures (`␛`) or `�`, no direction overrides, tabs as spaces."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return _BIDI.sub("", _CONTROL.sub(_picture, unified))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "�"


def plain(text: str, style: str | Style = "") -> Content:
    """The text exactly as written, brackets and all, ready for any widget."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


def one_line(text: str, width: int = 0) -> str:
    """The text on one line, cut with `…` when longer than `width` cells (0: never cut)."""
    flat = visible(_BREAKS.sub(" ⏎ ", text.strip()))
    if width and len(flat) > width:
        return flat[: max(0, width - 1)] + "…"
    return flat


def plain_line(text: str, width: int = 0, style: str | Style = "") -> Content:
    """`one_line` as content for a widget."""
    flat = one_line(text, width)
    return Content.styled(flat, style) if style else Content(flat)


@lru_cache(maxsize=64)
def accent(name: str) -> str:
    """A theme colour as a style string, such as `accent("warning")` → `$text-warning`."""
    return f"$text-{name}"
