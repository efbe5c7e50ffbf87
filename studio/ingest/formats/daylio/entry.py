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


def plain(text: str, *, escaped: bool = False) -> str:
    """A note without the HTML its editor may leave: lines for `<br>`, dashes for list items; other text is kept.

    Args:
        text: The note.
        escaped: True where the app is known to write `&amp;` for `&`; otherwise only a note with tags is unescaped.
    """
    if not _MARKUP.search(text):
        return html.unescape(text).replace("\xa0", " ") if escaped and "&" in text else text
    lined = _MARKUP.sub("", _ITEM.sub("- ", _BREAK.sub("\n", text)))
    return html.unescape(lined).replace("\xa0", " ").rstrip("\n")


def note(at: datetime, title: str, text: str, tags: Iterable[str], mood: float | None) -> Note | None:
    """An entry as a note, or None when it says nothing at all."""
    kept = {tag.casefold(): tag for tag in tags if tag}
    if not (title or text.strip() or kept or mood is not None):
        return None
    return Note(at, title or None, text, tuple(kept.values()), mood)
