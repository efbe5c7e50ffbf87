"""One element of `messages` as a record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from studio.core.records import Message, Reaction, Rejected, Skipped
from studio.ingest.formats.telegram.media import MEDIA, described, joined
from studio.ingest.formats.telegram.moments import local, sent_at
from studio.ingest.formats.telegram.service import said

COUNTED_LIMIT = 100
"""Most reactions taken of one emoji on one message when the export only counts them."""

_NEVER = ("1970", "1969")
"""Years in which older exports say a message was edited that never was."""


class Messages:
    """Reads messages, and keeps who wrote under which account."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        """Account, such as `user42`, to the name it wrote under."""
        self.forwarded = 0

    def read(self, raw: Any, conversation: str, where: str) -> Message | Rejected | Skipped:
        """One message; what it cannot be says why."""
        try:
            if not isinstance(raw, dict):
                raise ValueError("it is no message")
            kind = raw.get("type")
            if kind == "message":
                return self._message(raw, conversation)
            if kind == "service":
                return self._service(raw, conversation)
            if kind == "unsupported":
                return Skipped(where, "Telegram could not export what this message holds")
            raise ValueError("it is of no known type")
        except ValueError as problem:
            return Rejected(where, str(problem), json.dumps(raw, ensure_ascii=False)[:2000])

    def _message(self, raw: dict[str, Any], conversation: str) -> Message:
        at = sent_at(raw)
        text = raw.get("text")
        if type(text) is not str:
            text = joined(raw.get("text_entities") if text is None else text)
        media = not MEDIA.isdisjoint(raw)
        if media and not text:
            text = described(raw)
        if "forwarded_from" in raw:
            self.forwarded += 1
        return Message(
            conversation,
            self._name(raw, "from"),
            at,
            text or None,
            "media" if media else "text",
            edited="edited" in raw and _edited(raw),
            reply_to=_answered(raw) if "reply_to_message_id" in raw else None,
            key=_key(raw),
            reactions=tuple(self._reactions(raw["reactions"], at.tzinfo)) if "reactions" in raw else (),
        )

    def _service(self, raw: dict[str, Any], conversation: str) -> Message:
        at = sent_at(raw)
        actor = self._name(raw, "actor")
        kind, text = said(raw, actor)
        return Message(conversation, actor if kind == "call" else None, at, text, kind, key=_key(raw))

    def _name(self, raw: dict[str, Any], key: str) -> str | None:
        """The name, for a deleted account one made from its number; None where the export names nobody."""
        name, account = raw.get(key), raw.get(f"{key}_id")
        if name is not None and not isinstance(name, str):
            raise ValueError(f"“{key}” is no name")
        if isinstance(account, int) and not isinstance(account, bool):
            account = f"user{account}"
        elif account is not None and not isinstance(account, str):
            raise ValueError(f"“{key}_id” is no account")
        if not name:
            return deleted_account(account) if account else None
        if account:
            self.names[account] = name
        return name

    def _reactions(self, listed: Any, zone: tzinfo | None) -> Iterator[Reaction]:
        for one in _dicts(listed, "reactions"):
            emoji = one.get("emoji") or _REACTIONS.get(one.get("type", ""), "custom emoji")
            if not isinstance(emoji, str):
                raise ValueError("a reaction is no emoji")
            recent = _dicts(one.get("recent", []), "recent reactions")
            for by in recent:
                at = local(by["date"], zone) if by.get("date") is not None else None
                yield Reaction(emoji, self._name(by, "from"), at)
            count = one.get("count", len(recent))
            if not isinstance(count, int):
                raise ValueError("a count of reactions is no number")
            for _ in range(min(count, COUNTED_LIMIT) - len(recent)):
                yield Reaction(emoji, None)


_REACTIONS = {"paid": "⭐", "custom_emoji": "custom emoji"}


def deleted_account(account: str) -> str:
    """What an account without a name is called: it keeps its number, so that two stay apart."""
    return f"Deleted Account {account.removeprefix('user')}"


def _edited(raw: dict[str, Any]) -> bool:
    edited = raw["edited"]
    if not isinstance(edited, str):
        raise ValueError("“edited” is no date")
    return not edited.startswith(_NEVER)


def _key(raw: dict[str, Any]) -> str | None:
    number = raw.get("id")
    if number is None or (isinstance(number, int) and not isinstance(number, bool)):
        return None if number is None else str(number)
    raise ValueError("its id is no number")


def _answered(raw: dict[str, Any]) -> str | None:
    """Id of the message answered, where it stands in the same chat."""
    number = raw["reply_to_message_id"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("what it answers is no id")
    return str(number) if "reply_to_peer_id" not in raw else None


def _dicts(listed: Any, what: str) -> list[dict[str, Any]]:
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not isinstance(listed, list) or len(found) != len(listed):
        raise ValueError(f"its {what} are no list of objects")
    return found
