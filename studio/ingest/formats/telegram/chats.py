"""The chats of an export: what each is called, so that two of one name stay apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from studio.ingest.files.json_reader import JsonReader
from studio.ingest.formats.telegram.escapes import mended
from studio.ingest.formats.telegram.message import deleted_account
from studio.ingest.values.titles import distinct

TYPES = frozenset(
    {
        "personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes", "private_group",
        "private_supergroup", "public_supergroup", "private_channel", "public_channel",
    }
)  # fmt: skip
"""What Telegram says a chat is."""

_UNNAMED = {"saved_messages": "Saved Messages", "replies": "Replies", "verification_codes": "Verification Codes"}
SECTIONS = ("chats", "left_chats")
"""Parts of a whole account that list chats."""
HEADER = ("name", "type", "id")
"""Keys of a chat besides its messages."""

_NAME = re.compile(rb'"name"\s*:\s*(null|"(?:[^"\\]|\\.)*")\s*,\s*\Z')
_TYPE_AND_ID = re.compile(rb'"type"\s*:\s*"([a-z_]*)"\s*,\s*"id"\s*:\s*(-?\d{1,20})\s*,\s*"messages"\s*:\s*\[')
_PIECE = 4 << 20
_LOOK_BACK = 4096
_NEAR = 160


@dataclass(frozen=True, slots=True)
class Chat:
    """What stands before the messages of a chat."""

    name: str | None
    type: str
    id: int | None

    @property
    def title(self) -> str:
        """Its name, or what Telegram calls a chat that has none."""
        if self.name:
            return self.name
        if self.type in _UNNAMED:
            return _UNNAMED[self.type]
        return deleted_account(str(self.id)) if self.id is not None else "Telegram chat"

    @property
    def other(self) -> str:
        """Account of the other person of a two-person chat; empty for every other chat."""
        return f"user{self.id}" if self.type in ("personal_chat", "bot_chat") and self.id is not None else ""


class Titles:
    """Titles of chats, told apart by their ids: the second “Jo” is “Jo (2)”, whatever the order in the file."""

    def __init__(self, chats: Iterator[Chat]) -> None:
        self._titles = distinct({_order(chat): chat.title for chat in chats})
        self._taken = set(self._titles.values())

    def of(self, chat: Chat) -> str:
        """The title of a chat; one that was not listed gets the next free number."""
        key = _order(chat)
        if self._titles.get(key, "").startswith(chat.title):
            return self._titles[key]
        title, count = chat.title, 1
        while title in self._taken:
            count += 1
            title = f"{chat.title} ({count})"
        self._taken.add(title)
        if chat.id is not None:
            self._titles[key] = title
        return title


def chat_of(header: dict[str, Any]) -> Chat:
    """A chat from the keys before its messages; what has a wrong type counts as absent."""
    name, kind, number = header.get("name"), header.get("type"), header.get("id")
    is_number = isinstance(number, int) and not isinstance(number, bool) and abs(number) < _LARGEST
    return Chat(
        name if isinstance(name, str) else None, kind if isinstance(kind, str) else "", number if is_number else None
    )


def headers(stream: IO[bytes]) -> Iterator[Chat]:
    """The chats of a file, found by how Telegram writes their heads, without parsing the messages."""
    before = b""
    while piece := stream.read(_PIECE):
        text = before + piece
        at = text.find(b'"messages"')
        while at >= 0:
            start = text.rfind(b'"type"', max(0, at - _NEAR), at)
            if start >= 0 and (found := _TYPE_AND_ID.match(text, start)):
                yield Chat(_name(text[max(0, start - _LOOK_BACK) : start]), found[1].decode("ascii"), int(found[2]))
            at = text.find(b'"messages"', at + 1)
        before = text[-_LOOK_BACK:]


def late_headers(json_text: JsonReader, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Names, types and ids of all chats, wherever they stand.

    Raises:
        Broken: the file is damaged.
    """
    header: dict[str, Any] = {}
    for key in json_text.fields():
        if key in HEADER:
            header[key] = json_text.value()
        elif not place and key in SECTIONS and json_text.peek() == "{":
            for inner in json_text.fields():
                if inner == "list" and json_text.peek() == "[":
                    for number in json_text.entries():
                        yield from late_headers(json_text, f"{key}[{number}].")
                else:
                    json_text.skip()
        else:
            json_text.skip()
    yield place, header


def _name(before: bytes) -> str | None:
    found = _NAME.search(before)
    try:
        name = json.loads(mended(found[1]).decode("utf-8", "replace"), strict=False) if found else None
    except ValueError:
        return None
    return name if isinstance(name, str) else None


_LARGEST = 10**20


def _order(chat: Chat) -> str:
    """A key that sorts as ids do; a person and a group may have one number."""
    return f"{(chat.id or 0) + _LARGEST:021d} {chat.type}"
