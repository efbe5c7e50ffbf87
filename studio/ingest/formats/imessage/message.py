"""A row of the table `message` to a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from studio.core.records import Message, MessageType, Skipped
from studio.ingest.formats.imessage.body import history, styled_text, without_slots
from studio.ingest.formats.imessage.chats import Chats

ME = "Me"
"""What the owner's own messages go by: the database holds no name of theirs."""
COLUMNS = (
    "guid", "text", "attributedBody", "subject", "date", "is_from_me", "handle_id", "item_type", "group_title",
    "group_action_type", "other_handle", "share_status", "associated_message_type", "associated_message_guid",
    "associated_message_emoji", "message_summary_info", "date_edited", "date_retracted", "thread_originator_guid",
    "balloon_bundle_id", "is_audio_message", "cache_has_attachments",
)  # fmt: skip

_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_NANOSECONDS_FROM = 10**12
"""Dates at least this large count nanoseconds; before macOS 10.13 they counted seconds."""
_TAPBACKS = {2000: "❤️", 2001: "👍", 2002: "👎", 2003: "😂", 2004: "‼️", 2005: "❓", 2006: "", 2007: "sticker"}
_STICKER = 1000
_ACTIONS = {
    (1, 0): "added {other} to the conversation",
    (1, 1): "removed {other} from the conversation",
    (3, 0): "left the conversation",
    (3, 1): "changed the group photo",
    (3, 2): "removed the group photo",
    (3, 4): "changed the chat background",
    (3, 6): "removed the chat background",
    (4, 0): "started sharing location",
    (4, 1): "stopped sharing location",
}
_EVENTS = {2: "took the conversation's name away", 5: "kept an audio message", 6: "ended SharePlay"}
_LINK = "com.apple.messages.URLBalloonProvider"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs."""

    conversation: str
    other: str | None
    """The one other person of a direct chat."""
    deleted: bool
    """Whether the message lies among the recently deleted."""
    attachments: int


def message(row: Mapping[str, Any], place: Place, chats: Chats, where: str) -> Message | Skipped:
    """One row.

    Raises:
        ValueError: a field is not what it should be; the text says which.
    """
    at = moment(row.get("date"))
    kind = row.get("associated_message_type") or 0
    tapped = _guid(row, "associated_message_guid")
    sender = ME if row.get("is_from_me") == 1 else chats.name(row.get("handle_id")) or place.other
    key = _text(row, "guid") or None
    if isinstance(kind, int) and 3000 <= kind < 4000:
        return Skipped(where, "a tapback taken back")
    if kind == 4000:
        return Skipped(where, "a vote in a poll")
    if kind in _TAPBACKS:
        sign = _TAPBACKS[kind] or _text(row, "associated_message_emoji") or "emoji"
        return Message(place.conversation, sender, at, sign, "reaction", reply_to=tapped, key=key)
    if row.get("item_type"):
        said = _announcement(row, sender, chats)
        return Message(place.conversation, None, at, said, "system", key=key)
    text, media, edited, unsent = _content(row, place)
    answered = tapped if kind == _STICKER else _text(row, "thread_originator_guid") or None
    if text is None and not media and not unsent and kind != _STICKER:
        if row.get("attributedBody"):
            raise ValueError("its text could not be decoded")
        return Skipped(where, "an empty row: no text and no attachment")
    shape: MessageType = "text" if text is not None and not media else "media"
    if place.deleted or (unsent and text is None and not media):
        shape = "deleted"
    return Message(place.conversation, sender, at, text, shape, edited, answered, key)


def moment(value: object) -> datetime:
    """Nanoseconds or seconds since 2001-01-01 UTC.

    Raises:
        ValueError: there is no date, or none that can be.
    """
    if not isinstance(value, int | float) or not value:
        raise ValueError("it has no date")
    seconds = value // 1_000_000_000 if abs(value) >= _NANOSECONDS_FROM else value
    try:
        return _EPOCH + timedelta(seconds=int(seconds))
    except (OverflowError, ValueError):
        raise ValueError(f"its date {value} cannot be") from None


def _content(row: Mapping[str, Any], place: Place) -> tuple[str | None, bool, bool, bool]:
    """Text, whether there is media, whether it was edited, and whether something was unsent."""
    past = history(row.get("message_summary_info"))
    raw = _text(row, "text") or None
    blob = row.get("attributedBody")
    if raw is None and isinstance(blob, bytes):
        raw = styled_text(blob)
    app = _text(row, "balloon_bundle_id")
    text, slots = without_slots(raw, app=bool(app))
    attachments = place.attachments or slots
    if text is None and not attachments and past.last:
        text = without_slots(past.last, app=False)[0]
    subject = _text(row, "subject")
    if subject.strip():
        text = subject if text is None else f"{subject}\n{text}"
    unsent = past.retracted or bool(row.get("date_retracted"))
    media = bool(attachments or row.get("is_audio_message") == 1 or (app and app != _LINK))
    media = media or (text is None and not unsent and row.get("cache_has_attachments") == 1)
    edited = text is not None and (past.edited or unsent or bool(row.get("date_edited")))
    return text, media, edited, unsent


def _announcement(row: Mapping[str, Any], sender: str | None, chats: Chats) -> str:
    item = row["item_type"]
    what = row.get("share_status") if item == 4 else row.get("group_action_type")
    action = (item, what or 0)
    title = _text(row, "group_title")
    other = chats.name(row.get("other_handle")) or "someone"
    if item == 2 and title:
        done = f"named the conversation “{title}”"
    elif action == (1, 0) and row.get("other_handle") == row.get("handle_id") and row.get("handle_id"):
        done = "changed their phone number"
    else:
        done = _ACTIONS.get(action, "").format(other=other) or _EVENTS.get(item) or f"did something (event {item})"
    return f"{sender or 'Someone'} {done}"


def _guid(row: Mapping[str, Any], name: str) -> str | None:
    """The message a tapback hangs on, without the part (`p:0/`) or the balloon (`bp:`) it names."""
    value = _text(row, name)
    return value.rpartition("/")[2].removeprefix("bp:") or None


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its {name} is no text")
    return value
