"""One `sms`, `mms` or `call` element as a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from studio.core.records import Message, MessageType
from studio.ingest.files.xml_stream import Attributes
from studio.ingest.formats.sms_backup.threads import ME, Threads, known

Reader = Callable[[Threads, Attributes], Message]
"""Makes a message of an element."""

_BOXES = {
    "1": "", "2": "", "3": "Drafts, never sent", "4": "Messages that were still waiting to be sent",
    "5": "Messages that could not be sent", "6": "Messages that were still waiting to be sent",
}  # fmt: skip
_CALLS = {
    "1": "Incoming call", "2": "Outgoing call", "3": "Missed call", "4": "Voicemail", "5": "Rejected call",
    "6": "Blocked call", "7": "Call answered on another device",
}  # fmt: skip
_SELF = "insert-address-token"
_FROM = "137"
_LAYOUT = "application/smil"
_SECONDS = range(10**9, 4 * 10**9)
"""Dates that can only be seconds: as milliseconds they would be of 1970."""
_EARLIEST = 631_152_000_000
"""1990 in milliseconds: no text message was sent before."""
_SENT = "2"


def text_message(threads: Threads, said: Attributes) -> Message:
    """An `sms` element.

    Raises:
        ValueError: no date, or a kind of message that is not known.
    """
    sent_at, box = moment(said.get("date")), said.get("type", "")
    own = _box(threads, box)
    number = known(said.get("address")) or ""
    name = threads.name(number, said.get("contact_name"))
    text = _joined(known(said.get("subject")), known(said.get("body")))
    return Message(threads.title([number]), ME if own else name, sent_at, text)


def parts_message(threads: Threads, said: Attributes, parts: list[Attributes], addresses: list[Attributes]) -> Message:
    """An `mms` element with its parts and addresses.

    Raises:
        ValueError: no date, or a kind of message that is not known.
    """
    sent_at, box = moment(said.get("date")), said.get("msg_box", "")
    own = _box(threads, box)
    numbers = [number for number in (known(said.get("address")) or "").split("~") if number and number != _SELF]
    contacts = (known(said.get("contact_name")) or "").split(", ")
    if len(contacts) != len(numbers):
        contacts = []
    for number, contact in zip(numbers, contacts, strict=False):
        threads.name(number, contact)
    senders = [found for one in addresses if one.get("type") == _FROM and (found := known(one.get("address")))]
    sender = next((one for one in senders if one != _SELF), "") or (numbers[0] if len(numbers) == 1 else "")
    numbers = numbers or ([sender] if sender else [])
    texts = [text for part in parts if _is_text(part) and (text := known(part.get("text")))]
    text = _joined(known(said.get("sub")), "\n".join(texts) or None)
    media = any(not _is_text(part) and part.get("ct") != _LAYOUT for part in parts)
    kind: MessageType = "media" if media or text is None else "text"
    who = ME if own else (threads.name(sender) if sender else None)
    return Message(threads.title(numbers), who or threads.name(""), sent_at, text, kind)


def call(threads: Threads, said: Attributes) -> Message:
    """A `call` element.

    Raises:
        ValueError: no date, or a kind of call that is not known.
    """
    sent_at, kind = moment(said.get("date")), said.get("type", "")
    if kind not in _CALLS:
        raise ValueError(f"unknown type of call “{kind[:20]}”")
    number = known(said.get("number")) or ""
    name = threads.name(number, said.get("contact_name"))
    seconds = _whole(known(said.get("duration")) or "0", "duration")
    lasted = f", {seconds // 60}:{seconds % 60:02d}" if seconds else ""
    sender = ME if kind == _SENT else name
    return Message(threads.title([number]), sender, sent_at, f"{_CALLS[kind]}{lasted}", "call")


def moment(text: str | None) -> datetime:
    """Milliseconds since 1970, or seconds as some phones keep them of MMS, as a moment in UTC.

    Raises:
        ValueError: it is none, or before there were such messages.
    """
    milliseconds = _whole(known(text) or "", "date")
    milliseconds *= 1000 if milliseconds in _SECONDS else 1
    if milliseconds < _EARLIEST or milliseconds > 4 * 10**12:
        raise ValueError(f"there cannot be a message of date {milliseconds}")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=milliseconds // 1000)


def _box(threads: Threads, box: str) -> bool:
    """Whether a message of this box is the person's own."""
    if box not in _BOXES:
        raise ValueError(f"unknown type of message “{box[:20]}”")
    if _BOXES[box]:
        threads.remarks[_BOXES[box]] += 1
    return box != "1"


def _is_text(part: Attributes) -> bool:
    return part.get("ct", "").startswith("text/plain")


def _joined(subject: str | None, body: str | None) -> str | None:
    lines = [text for text in (subject, body) if text]
    return "\n".join(lines) or None


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ValueError(f"“{text[:40]}” is not a {what}")
    return int(text)
