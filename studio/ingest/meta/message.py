"""One message of a thread, in the shape of the account download or of the end-to-end encrypted one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from studio.core.records import Message, MessageType, Reaction, Skipped
from studio.ingest.files.json_fields import Fields, flag_of, list_of, moment_of, number_of, object_of, text_of
from studio.ingest.meta.words import (
    reaction_in,
    repaired,
    says_called,
    says_changed,
    says_sent,
    without_edited,
)

_MEDIA = ("photos", "videos", "audio_files", "files", "gifs", "media")
_ADMIN_TYPES = frozenset({"Subscribe", "Unsubscribe"})
_MILLISECONDS = 10**11
"""From here on a number of the epoch counts milliseconds (as seconds it would be the year 5138)."""


@dataclass(frozen=True, slots=True)
class _Said:
    text: str | None
    type: MessageType = "text"
    edited: bool = False


def read_message(element: object, conversation: str, nobody: str) -> Message | Skipped:
    """A message, or `Skipped` where the export kept no trace of what it was.

    Args:
        element: An element of `messages`.
        conversation: Title of the thread.
        nobody: What to call a sender whose name the export has blanked.

    Raises:
        ValueError: a field is missing or of the wrong type; says which.
    """
    fields = object_of(element, "the message")
    sender = sender_of(fields) or nobody
    sent_at = _sent_at(fields)
    said = _said(fields, sender)
    if said is None:
        return Skipped("", "a message of which the export kept neither words nor files")
    return Message(
        conversation=conversation,
        sender=None if said.type == "system" else sender,
        sent_at=sent_at,
        text=said.text,
        type=said.type,
        edited=said.edited,
        reactions=tuple(_reaction(one) for one in list_of(fields, "reactions")),
    )


def sender_of(fields: Fields) -> str:
    """Who wrote a message; empty where the export blanked the name.

    Raises:
        ValueError: the name is no text.
    """
    name = "sender_name" if "sender_name" in fields else "senderName"
    found = fields.get(name, "")
    if not isinstance(found, str):
        raise ValueError(f"{name} is no text")
    return repaired(found).strip()


def _sent_at(fields: Fields) -> datetime:
    name = "timestamp_ms" if "timestamp_ms" in fields else "timestamp"
    value = number_of(fields, name)
    if value is None:
        raise ValueError("no time")
    if 0 < value < _MILLISECONDS and name == "timestamp":
        return moment_of(value * 1000, name)
    if not value >= _MILLISECONDS:
        raise ValueError(f"{name} is no time: {str(value)[:40]}")
    return moment_of(value, name)


def _said(fields: Fields, sender: str) -> _Said | None:
    """What a message says and is; None for nothing."""
    text = text_of(fields, "content" if "content" in fields else "text")
    text = repaired(text) if text and text.strip() else None
    kind = text_of(fields, "type")
    if flag_of(fields, "is_unsent") or flag_of(fields, "isUnsent"):
        return _Said(text, "deleted")
    if (call := _call(fields, kind, text)) is not None:
        return _Said(call, "call")
    if kind in _ADMIN_TYPES:
        return _Said(text, "system")
    if _has_media(fields):
        return _with_media(fields, text, sender)
    if text is None:
        return _without_words(fields, kind)
    return _words(text, sender)


def _call(fields: Fields, kind: str | None, text: str | None) -> str | None:
    """The words of a call with how long it took; None when the message is no call."""
    seconds = number_of(fields, "call_duration")
    missed = flag_of(fields, "missed")
    if seconds is None and kind != "Call" and not missed:
        return None
    words = text or ("Missed call" if missed else "Call")
    if not seconds or not 0 < seconds < 10**7:
        return words
    minutes, rest = divmod(int(seconds), 60)
    return f"{words} ({minutes} min {rest} s)" if minutes else f"{words} ({rest} s)"


def _has_media(fields: Fields) -> bool:
    sticker, share = fields.get("sticker"), fields.get("share")
    for name, value in (("sticker", sticker), ("share", share)):
        if value is not None and not isinstance(value, (dict, list)):
            raise ValueError(f"{name} is no object")
    found = [list_of(fields, name) for name in _MEDIA]
    return any(found) or bool(sticker) or bool(share)


def _with_media(fields: Fields, text: str | None, sender: str) -> _Said:
    share = fields.get("share")
    link = text_of(share, "link") if isinstance(share, dict) else None
    if text is not None and says_sent(text, sender):
        text = None
    if text is None:
        return _Said(repaired(link) if link else None, "media")
    caption, edited = without_edited(text)
    return _Said(caption, "media", edited)


def _without_words(fields: Fields, kind: str | None) -> _Said | None:
    if flag_of(fields, "is_taken_down") or flag_of(fields, "is_unsent_image_by_messenger_kid_parent"):
        return _Said(None, "deleted")
    return _Said(None, "media") if kind == "Share" else None


def _words(text: str, sender: str) -> _Said:
    if (emoji := reaction_in(text)) is not None:
        return _Said(emoji, "reaction")
    if says_sent(text, sender):
        return _Said(None, "media")
    if says_called(text, sender):
        return _Said(text, "call")
    if says_changed(text, sender):
        return _Said(text, "system")
    words, edited = without_edited(text)
    return _Said(words, edited=edited)


def _reaction(element: object) -> Reaction:
    fields = object_of(element, "a reaction")
    emoji, actor = text_of(fields, "reaction"), text_of(fields, "actor")
    if not emoji:
        raise ValueError("a reaction without its emoji")
    at = number_of(fields, "timestamp")
    by = repaired(actor) if actor else None
    if not at:
        return Reaction(repaired(emoji), by)
    return Reaction(repaired(emoji), by, moment_of(at if at >= _MILLISECONDS else at * 1000, "timestamp"))
