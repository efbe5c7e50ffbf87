"""What both exports of Daylio share: mood levels, notes with a little HTML, and an entry as a note."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import datetime

from studio.core.records import Note

LEVELS = {"rad": 1.0, "good": 0.5, "meh": 0.0, "bad": -0.5, "awful": -1.0}
"""The five moods every Daylio begins with, from best to worst."""

_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|ul|ol|h[1-6])>", re.IGNORECASE)
_ITEM = re.compile(r"<li(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:p|div|span|font|b|i|u|s|em|strong|strike|del|ul|ol|li|h[1-6]|a|br)(?:\s[^<>]{0,400})?/?>", re.IGNORECASE
)

_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7});")
"""Characters as the editor writes them; nobody types these."""


def plain(text: str) -> str:
    """A note without the HTML its editor leaves: lines for `<br>`, dashes for list items, `&` for `&amp;`."""
    if not _MARKUP.search(text):
        return _unescaped(text)
    return _unescaped(_MARKUP.sub("", _ITEM.sub("- ", _BREAK.sub("\n", text)))).rstrip("\n")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda one: html.unescape(one[0]).replace("\xa0", " "), text)


def note(at: datetime, title: str, text: str, tags: Iterable[str], mood: float | None) -> Note | None:
    """An entry as a note, or None when it says nothing at all."""
    kept = {tag.casefold(): tag for tag in tags if tag}
    if not (title or text.strip() or kept or mood is not None):
        return None
    return Note(at, title or None, text, tuple(kept.values()), mood)
