"""Day One Classic: one property list per entry, `….doentry`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.json_fields import RAW_LIMIT
from studio.ingest.formats.day_one.entry import Entries, flag, listed, titled
from studio.ingest.formats.day_one.rich_text import written
from studio.ingest.importer import Export
from studio.ingest.values.markdown import first_heading

ENTRY_LIMIT = 16 << 20
"""Bytes of one entry; real ones have a few thousand."""

_XML = re.compile(rb"<plist[\s>].*<key>(?:Creation Date|Entry Text)</key>", re.DOTALL)


def is_classic(head: bytes) -> bool:
    """Whether these are the first bytes of a Classic entry."""
    if head.startswith(b"bplist00"):
        return b"Entry Text" in head
    return bool(_XML.search(head[:16384]))


def read_classic(export: Export, member: str, entries: Entries) -> Note | Rejected | Skipped:
    """The note of one `.doentry`."""
    where = member or export.name
    with export.open(member) as stream:
        raw = stream.read(ENTRY_LIMIT + 1)
    try:
        fields = _fields(raw)
        created = fields.get("Creation Date")
        if not isinstance(created, datetime):
            raise ValueError("no creation date")
        zone = _text(fields, "Time Zone")
        at = entries.moment(created.replace(microsecond=0, tzinfo=UTC).isoformat(), zone)
        heading, below = first_heading(_text(fields, "Entry Text").replace("\u2028", "\n"))
        title, text = titled(written(heading), written(below))
        if not text.strip():
            return Skipped(where, "an entry without a text")
        tags = listed(fields.get("Tags"), ["starred"] if flag(fields, "Starred") else [])
        return Note(at, title, text, tags, key=_text(fields, "UUID") or None)
    except (ValueError, OverflowError) as problem:
        return Rejected(where, str(problem), raw[:RAW_LIMIT].decode("utf-8", "replace"))


def _fields(raw: bytes) -> dict[str, Any]:
    """The property list of an entry.

    Raises:
        ValueError: it is none, or larger than `ENTRY_LIMIT`.
    """
    import plistlib
    from xml.parsers.expat import ExpatError

    if len(raw) > ENTRY_LIMIT:
        raise ValueError(f"the entry is larger than {ENTRY_LIMIT >> 20} MiB")
    try:
        fields = plistlib.loads(raw)
    except (ExpatError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as problem:
        raise ValueError(f"the entry is damaged: {str(problem) or type(problem).__name__}") from None
    if not isinstance(fields, dict):
        raise ValueError("the entry is no dictionary")
    return fields


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return value or ""
