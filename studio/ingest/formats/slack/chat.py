"""The messages of one Slack conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from studio.core.records import Message, MessageType, Reaction, Rejected, Skipped
from studio.ingest.files.json_files import compact
from studio.ingest.formats.slack.blocks import words
from studio.ingest.formats.slack.index import Index, called, said, texts
from studio.ingest.formats.slack.text import shown

_TS = re.compile(r"(\d{1,11})(?:\.\d{1,9})?")
_TALK = frozenset(
    ("bot_message", "me_message", "thread_broadcast", "reply_broadcast", "file_share", "file_mention", "file_comment",
     "slackbot_response", "assistant_app_thread", "document_mention")
)  # fmt: skip
_CALLS = frozenset(("huddle_thread", "sh_room_created", "sh_room_shared"))
_GONE = frozenset(("tombstone", "message_deleted"))
_EVENTS = {
    "message_changed": "an edit: the message itself holds its last text",
    "message_replied": "a note that a thread was answered",
}
_BUILT_IN = {"USLACKBOT": "Slackbot"}
_REACTIONS_LIMIT = 1000


class Chat:
    """Reads the messages of one conversation.

    Args:
        title: What the conversation is called.
        known: Users and channels of the export.
    """

    def __init__(self, title: str, known: Index) -> None:
        self._title = title
        self._known = known
        self._seen: dict[str, list[tuple[str, str]]] = {}

    def message(self, where: str, raw: object) -> Message | Rejected | Skipped:
        """One element of a day's file."""
        try:
            if not isinstance(raw, dict):
                raise ValueError("it is no message")
            return self._read(where, raw)
        except ValueError as problem:
            return Rejected(where, str(problem), compact(raw))

    def _read(self, where: str, raw: Mapping[str, Any]) -> Message | Skipped:
        subtype = _text(raw, "subtype")
        if subtype in _EVENTS:
            return Skipped(where, _EVENTS[subtype])
        ts = _text(raw, "ts")
        at = _moment(ts)
        if raw.get("type", "message") != "message":
            raise ValueError(f"it is a {raw.get('type')}, no message")
        text = self._body(raw)
        seen = self._seen.setdefault(ts, [])
        if (_text(raw, "user"), text) in seen:
            return Skipped(where, "the same message stands before")
        seen.append((_text(raw, "user"), text))
        kind = _kind(raw, subtype, text)
        thread = _text(raw, "thread_ts")
        return Message(
            self._title,
            None if kind == "system" or subtype == "tombstone" else self._sender(raw),
            at,
            None if kind == "deleted" else text or None,
            kind,
            isinstance(raw.get("edited"), dict),
            thread if thread and thread != ts else None,
            ts if len(seen) == 1 else f"{ts} ({len(seen)})",
            tuple(self._reactions(raw.get("reactions"))),
        )

    def _sender(self, raw: Mapping[str, Any]) -> str | None:
        comment = raw.get("comment")
        user = _text(raw, "user") or (said(comment, "user") if isinstance(comment, dict) else "")
        if name := self._known.people.get(user) or _BUILT_IN.get(user):
            return name
        for side in ("user_profile", "bot_profile"):
            profile = raw.get(side)
            if isinstance(profile, dict) and (name := called(profile)):
                return name
        return said(raw, "username") or user or said(raw, "bot_id") or None

    def _body(self, raw: Mapping[str, Any]) -> str:
        """The text; a message without one says what its blocks or its cards say."""
        text = _text(raw, "text") or words(raw.get("blocks"))
        if not text:
            cards = raw.get("attachments")
            lines = [_card(card) for card in cards if isinstance(card, dict)] if isinstance(cards, list) else []
            text = "\n".join(line for line in lines if line)
        return shown(text, self._known.people, self._known.channels)

    def _reactions(self, raw: object) -> Iterator[Reaction]:
        for one in raw if isinstance(raw, list) else []:
            name = said(one, "name") if isinstance(one, dict) else ""
            if not name:
                continue
            users = texts(one.get("users"))
            for user in users:
                yield Reaction(name, self._known.people.get(user, user))
            count = one.get("count")
            for _ in range(len(users), min(count, _REACTIONS_LIMIT) if isinstance(count, int) else 0):
                yield Reaction(name, None)


def _kind(raw: Mapping[str, Any], subtype: str, text: str) -> MessageType:
    if subtype in _GONE:
        return "deleted"
    if subtype in _CALLS:
        return "call"
    if subtype and subtype not in _TALK:
        return "system"
    return "media" if raw.get("files") or raw.get("file") or not text else "text"


def _card(card: Mapping[str, Any]) -> str:
    parts = [said(card, name) for name in ("pretext", "title", "text")]
    return "\n".join(part for part in parts if part) or words(card.get("blocks")) or said(card, "fallback")


def _moment(ts: str) -> datetime:
    match = _TS.fullmatch(ts)
    if match is None:
        raise ValueError(f"its ts “{ts[:40]}” is no moment" if ts else "it has no ts")
    return datetime.fromtimestamp(int(match[1]), UTC)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its {name} is no text")
    return value
