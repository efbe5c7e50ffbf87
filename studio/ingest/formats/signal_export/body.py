"""What signal-export says of a message, whichever of its files says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from studio.core.records import Message, MessageType, Reaction, Skipped

NOBODY = frozenset({"No-Sender", "None", ""})
"""What stands for a sender the tool does not know."""

_CALL = re.compile(r"(?:Incoming|Outgoing|Missed)(?: (?:voice|video|group|adhoc|direct))? call(?: \([^()\n]{1,60}\))?")


@dataclass(frozen=True, slots=True)
class Body:
    """A message without sender and time."""

    text: str
    """With the two spaces the tool puts behind every body."""
    sticker: str | None = None
    attached: bool = False
    deleted: bool = False
    call: bool = False
    edited: bool = False
    reactions: tuple[Reaction, ...] = ()


def message(conversation: str, sender: str | None, at: datetime, body: Body, where: str) -> Message | Skipped:
    """The message; none for an event that the tool writes down without words.

    Raises:
        ValueError: it has no time.
    """
    if at.year <= 1970:
        raise ValueError("the tool found no time for it")
    text = body.text.removesuffix("  ")
    kind: MessageType = "text"
    if body.deleted:
        kind, text = "deleted", ""
    elif body.call or _CALL.fullmatch(text):
        kind = "call"
    elif body.sticker is not None or body.attached:
        kind, text = "media", text or body.sticker or ""
    elif not text:
        return Skipped(where, "an event without words")
    known = None if sender is None or sender in NOBODY else sender
    return Message(conversation, known, at, text or None, kind, edited=body.edited, reactions=body.reactions)
