"""Tags and words of an HTML page of any size, in one pass: nothing is scanned twice, whatever is left open."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

_TAG = re.compile(r"""<(/?)([A-Za-z][^\s<>/"']{0,60}+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)""")
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'<>]++))?""")
_CODE = frozenset({"style", "script"})
_ENTITY = 40
"""Characters a reference such as `&nbsp;` may have."""


class HtmlTags:
    """Calls back for every tag and for the words between two of them, as the page is fed.

    Args:
        opened: Called with the name of an element that begins, in small letters, and its attributes.
        closed: Called with the name of an element that ends.
        words: Called with text, references such as `&amp;` resolved; long text comes in parts.
    """

    def __init__(
        self,
        opened: Callable[[str, dict[str, str]], None],
        closed: Callable[[str], None],
        words: Callable[[str], None],
    ) -> None:
        self.line = 1
        """Line of the tag or text that is told or waited for."""
        self.waiting = ""
        """What was fed and is not whole yet."""
        self._opened, self._closed, self._words = opened, closed, words
        self._until = ""

    def feed(self, text: str) -> None:
        """Read on."""
        text, at = self.waiting + text, 0
        while at < len(text):
            if self._until:
                end = self._passed(text, at)
            else:
                end = self._tag(text, at) if text[at] == "<" else self._said(text, at)
            if end <= at:
                break
            self.line += text.count("\n", at, end)
            at = end
        self.waiting = text[at:]

    def close(self) -> None:
        """The page ends here: what waits is words."""
        if self.waiting and not self._until:
            self._words(unescape(self.waiting))
        self.waiting = ""

    def _passed(self, text: str, at: int) -> int:
        """Where what is passed over ends, as far as it is here."""
        end = text.find(self._until, at)
        if end < 0:
            return max(at, len(text) - len(self._until) + 1)
        self._until, end = "", end + (len(self._until) if self._until == "-->" else 0)
        return end

    def _said(self, text: str, at: int) -> int:
        """Where the words that begin here end."""
        end = text.find("<", at)
        if end < 0:
            half = text.rfind("&", max(at, len(text) - _ENTITY))
            end = half if half >= 0 and ";" not in text[half:] else len(text)
        if end > at:
            self._words(unescape(text[at:end]))
        return end

    def _tag(self, text: str, at: int) -> int:
        """Where the tag that begins here ends; `at` when more is needed to tell."""
        if text.startswith("<!--", at):
            self._until = "-->"
            return at + 4
        found = _TAG.match(text, at)
        if found is None:
            return self._no_tag(text, at)
        after = text[found.end() : found.end() + 1]
        if after == "<":
            self._words(unescape(found[0]))
            return found.end()
        if after != ">":
            return at
        name = found[2].lower()
        if found[1]:
            self._closed(name)
        else:
            self._opened(name, _attributes(found[3]))
            self._until = f"</{name}" if name in _CODE else ""
        return found.end() + 1

    def _no_tag(self, text: str, at: int) -> int:
        if len(text) - at < 4:
            return at
        if text[at + 1] in "!?":
            return text.find(">", at) + 1 or at
        self._words("<")
        return at + 1


def _attributes(text: str) -> dict[str, str]:
    """The first of each name counts, as browsers have it."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(value[1:-1] if value[:1] in ('"', "'") else value))
    return found
