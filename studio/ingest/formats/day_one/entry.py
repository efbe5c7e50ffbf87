"""One entry of a Day One journal, from its JSON object or its Classic property list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from studio.core.clock import zone
from studio.core.errors import UsageError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.json_fields import raw_json
from studio.ingest.formats.day_one.rich_text import plain_of, written
from studio.ingest.values.dates import read_moment
from studio.ingest.values.markdown import first_heading

_SAID = {
    "zone": "{n} with a time zone nobody knows: dated in UTC.",
    "no zone": "{n} without a time zone: dated in UTC.",
    "rich": "{n} without plain text: read from the rich text.",
}


class Entries:
    """Turns entries into notes, and gathers what the import report should say of them."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def remarks(self) -> tuple[str, ...]:
        """Plain sentences for the import report."""
        return tuple(
            text.format(n="1 entry" if self._counts[what] == 1 else f"{self._counts[what]} entries")
            for what, text in _SAID.items()
            if self._counts[what]
        )

    def note(self, where: str, entry: object, journal: str = "") -> Note | Rejected | Skipped:
        """The note of one entry of an export.

        Args:
            where: Place of the entry, for the report.
            entry: The JSON object.
            journal: Name of the journal, a tag where the export holds several.
        """
        if not isinstance(entry, dict):
            return Rejected(where, "the entry is no object", raw_json(entry))
        try:
            return self._note(where, entry, journal)
        except (ValueError, OverflowError) as problem:
            return Rejected(where, str(problem), raw_json(entry))

    def _note(self, where: str, entry: Mapping[str, Any], journal: str) -> Note | Skipped:
        title, text = _words(entry)
        if not text.strip():
            media = any(entry.get(kind) for kind in ("photos", "videos", "audios", "pdfAttachments"))
            return Skipped(where, "an entry of media alone, without a text" if media else "an entry without a text")
        at = self.moment(_text(entry, "creationDate"), _text(entry, "timeZone"))
        if flag(entry, "isAllDay"):
            at = datetime.combine(at.date(), time())
        self._counts["rich"] += not _text(entry, "text").strip()
        tags = listed(entry.get("tags"), [journal], ["starred"] if flag(entry, "starred") else [])
        return Note(at, title, text, tags, key=_text(entry, "uuid") or None)

    def moment(self, date: str, zone_name: str) -> datetime:
        """When an entry was written, in the zone it was written in.

        Raises:
            ValueError: there is no such date.
        """
        at = read_moment(date)
        if at is None:
            raise ValueError(f"“{date[:80]}” is not a date" if date else "no creation date")
        if at.tzinfo is None:
            return at
        name = zone_name.replace("\\/", "/").strip()
        try:
            return at.astimezone(zone(name) if name else UTC)
        except UsageError:
            self._counts["zone"] += 1
            return at
        finally:
            self._counts["no zone"] += not name


def _words(entry: Mapping[str, Any]) -> tuple[str | None, str]:
    """Title and text; the title is the heading that opens the text."""
    markdown = _text(entry, "text")
    if markdown.strip() or entry.get("richText") is None:
        heading, below = first_heading(markdown.replace("\u2028", "\n"))
        return titled(written(heading), written(below))
    return titled(*first_heading(plain_of(entry["richText"])))


def titled(heading: str, below: str) -> tuple[str | None, str]:
    """Title and text of a note; a heading with nothing below it is both."""
    below = below.strip("\n")
    return heading.strip() or None, below if below.strip() else heading.strip()


def listed(*sources: object) -> tuple[str, ...]:
    """Tags of several lists, each once.

    Raises:
        ValueError: one is no list of texts.
    """
    found: dict[str, str] = {}
    for source in sources:
        if not isinstance(source, list | None) or not all(isinstance(tag, str) for tag in source or []):
            raise ValueError("its tags are no list of texts")
        for tag in source or []:
            if tag.strip():
                found.setdefault(tag.strip().casefold(), tag.strip())
    return tuple(found.values())


def flag(entry: Mapping[str, Any], key: str) -> bool:
    """A yes or no that may be absent.

    Raises:
        ValueError: it is neither.
    """
    value = entry.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{key} is neither true nor false")
    return bool(value)


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return value
