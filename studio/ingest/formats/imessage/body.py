"""What Messages packs into blobs: styled text (`attributedBody`) and the history of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SLOT = "\ufffc"
"""Stands for an attachment."""
_APP = "\ufffd"
"""Stands for what an app shows."""
_PLIST_LIMIT = 4 << 20


@dataclass(frozen=True, slots=True)
class History:
    """Edits and parts taken back, from `message_summary_info`."""

    edited: bool = False
    retracted: bool = False
    """True when at least one part was unsent."""
    last: str | None = None
    """The text after the last edit, where the history keeps it."""


def styled_text(blob: bytes) -> str | None:
    """The text inside an `attributedBody` typedstream; None when it holds none.

    The length before the text is 1 byte, or 0x81 and 2 bytes, or 0x82 and 4; where it cannot be right, the text goes
    on to the mark that ends it.
    """
    start = blob.find(b"+", blob.find(b"NSString") + 1) + 1 if b"NSString" in blob else 0
    if not 0 < start < len(blob):
        return None
    length = blob[start]
    wide = {0x81: 2, 0x82: 4}.get(length, 0)
    start += 1
    if wide:
        length = int.from_bytes(blob[start : start + wide], "little")
        start += wide
    end = blob.find(b"\x86\x84", start)
    if end >= 0 and (start + length > len(blob) or b"NSDictionary" in blob[start : start + length]):
        length = end - start
    return blob[start : start + length].decode("utf-8", "replace")


def without_slots(text: str | None, *, app: bool) -> tuple[str | None, int]:
    """A text without the places where attachments stand, and how many of them there were.

    Args:
        text: As stored.
        app: Whether an app made the message, so that U+FFFD is a place too.
    """
    if text is None:
        return None, 0
    slots = text.count(_SLOT)
    bare = text.replace(_SLOT, "") if slots else text
    if app or not bare.strip(_APP + " \n"):
        bare = bare.replace(_APP, "")
    return (bare if bare.strip() else None), slots


def history(blob: object) -> History:
    """What `message_summary_info` says; nothing when it is missing or damaged."""
    if not isinstance(blob, bytes) or not blob.startswith(b"bplist") or len(blob) > _PLIST_LIMIT:
        return History()
    import plistlib

    try:
        info = plistlib.loads(blob, fmt=plistlib.FMT_BINARY)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, MemoryError):
        return History()
    if not isinstance(info, dict):
        return History()
    edits = info.get("ec")
    events = edits if isinstance(edits, dict) else {}
    return History(bool(events) or bool(info.get("ep")), bool(info.get("rp")), _last(events))


def _last(events: Mapping[Any, Any]) -> str | None:
    """The last version of every edited part, a line each."""
    parts: list[str] = []
    for part in sorted((part for part in events if str(part).isdecimal()), key=lambda part: int(str(part)[:9])):
        versions = events[part]
        newest = versions[-1] if isinstance(versions, list) and versions else None
        blob = newest.get("t") if isinstance(newest, dict) else None
        if isinstance(blob, bytes) and (text := styled_text(blob)):
            parts.append(text)
    return "\n".join(parts) or None
