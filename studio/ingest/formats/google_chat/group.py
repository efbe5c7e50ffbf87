"""The messages of one Google Chat group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from studio.core.records import Message, Reaction, Rejected
from studio.ingest.files.json_files import compact
from studio.ingest.formats.google_chat.moments import moment

_LANGUAGE = (
    "its date “{date}” is written in a way that is not read; set the Google account's language to English and "
    "export again"
)


class Group:
    """Reads the messages of one group; ids that come twice are told apart.

    Args:
        title: What the conversation is called.
        prefix: What places in the report begin with.
        people: E-mail address → name of its members.
    """

    def __init__(self, title: str, prefix: str, people: Mapping[str, str]) -> None:
        self._title = title
        self._prefix = prefix
        self._people = people
        self._ids: dict[str, int] = {}
        self._topics: dict[str, str] = {}

    def message(self, n: int, raw: object) -> Message | Rejected:
        """Element `n` of `messages`."""
        try:
            return self._read(raw)
        except ValueError as problem:
            return Rejected(f"{self._prefix}messages[{n}]", str(problem), compact(raw))

    def _read(self, raw: object) -> Message:
        if not isinstance(raw, dict):
            raise ValueError("it is no message")
        created = _text(raw, "created_date")
        at = moment(created)
        if at is None:
            raise ValueError(_LANGUAGE.format(date=created[:80]) if created else "it has no date")
        text = _text(raw, "text") or None
        gone = raw.get("message_state") == "DELETED" or "deletion_metadata" in raw
        media = bool(raw.get("attached_files")) or (text is None and bool(raw.get("annotations")))
        key = self._key(_text(raw, "message_id"))
        edited = bool(raw.get("previous_message_versions") or raw.get("updated_date"))
        return Message(
            self._title,
            self._sender(raw.get("creator")),
            at,
            None if gone else text,
            "deleted" if gone else "media" if media else "text",
            edited and not gone,
            self._answers(raw, key),
            key,
            tuple(self._reactions(raw.get("reactions"))),
        )

    def _sender(self, creator: object) -> str | None:
        if not creator:
            return None
        if not isinstance(creator, dict):
            raise ValueError("its creator is no person")
        email = _text(creator, "email")
        return _text(creator, "name") or self._people.get(email) or email or None

    def _key(self, own: str) -> str | None:
        if not own:
            return None
        self._ids[own] = count = self._ids.get(own, 0) + 1
        return own if count == 1 else f"{own} ({count})"

    def _answers(self, raw: Mapping[str, Any], key: str | None) -> str | None:
        """The message that is quoted, else the one its topic began with."""
        topic = _text(raw, "topic_id")
        first = self._topics.setdefault(topic, key) if topic and key else None
        quoted = raw.get("quoted_message_metadata")
        said = _text(quoted, "message_id") if isinstance(quoted, dict) else ""
        return said or (first if first != key else None)

    def _reactions(self, raw: object) -> Iterator[Reaction]:
        for one in raw if isinstance(raw, list) else []:
            emoji = one.get("emoji") if isinstance(one, dict) else None
            if not isinstance(emoji, dict):
                continue
            custom = emoji.get("custom_emoji")
            sign = _text(emoji, "unicode") or (_text(custom, "shortcode") if isinstance(custom, dict) else "")
            emails = one.get("reactor_emails")
            for email in emails if sign and isinstance(emails, list) else []:
                yield Reaction(sign, self._people.get(email, email) if isinstance(email, str) else None)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its {name} is no text")
    return value
