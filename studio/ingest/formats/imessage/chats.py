"""Who is behind a handle, and which conversation a chat is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.ingest.formats.imessage.database import Database
from studio.ingest.values.titles import distinct, joined

_GROUP = 43
_DIRECT = 45
_NO_CHAT = "Messages without a chat"


class Chats:
    """Names of people and titles of conversations.

    Handles that Messages itself holds to be one person (`person_centric_id`) go by the first of their addresses, and
    direct chats with that person are one conversation, whether sent over SMS or iMessage; so are chats of the same
    identifier. Groups are told apart by their identifier.
    """

    def __init__(self, database: Database) -> None:
        self._names: dict[int, str] = {}
        self._same: dict[str, str] = {}
        self.merged = 0
        """Handles that go by another address of the same person."""
        self._read_handles(database)
        members: dict[int, list[int]] = {}
        for own, handle in database.pairs("chat_handle_join", "chat_id", "handle_id"):
            members.setdefault(own, []).append(handle)
        titles = {f"d:{name}": name for name in self._names.values()} | {"": _NO_CHAT}
        self._keys: dict[int, str] = {}
        if database.has("chat"):
            for chat in database.rows("chat", ("guid", "style", "chat_identifier", "display_name", "room_name")):
                people = [self._names[one] for one in members.get(chat["ROWID"], ()) if one in self._names]
                key, title, named = self._place(chat, list(dict.fromkeys(people)))
                self._keys[chat["ROWID"]] = key
                if named or key not in titles:
                    titles[key] = title
        self._titles = distinct(titles)

    def name(self, handle: object) -> str | None:
        """A person's phone number or e-mail address, by handle."""
        return self._names.get(handle) if isinstance(handle, int) else None

    def conversation(self, chat: int | None, handle: object) -> tuple[str, str | None]:
        """Title of the conversation a message belongs to, and the other person where there is just one."""
        key = self._keys.get(chat) if chat is not None else None
        if key is None:
            name = self.name(handle)
            key = f"d:{name}" if name else ""
        return self._titles[key], (key[2:] or None) if key.startswith("d:") else None

    def _read_handles(self, database: Database) -> None:
        first: dict[str, str] = {}
        if not database.has("handle", "id"):
            return
        for handle in database.rows("handle", ("id", "person_centric_id")):
            address = handle["id"]
            if not isinstance(address, str) or not address:
                continue
            person = handle.get("person_centric_id")
            name = self._same.get(address, address)
            if isinstance(person, str) and person:
                name = first.setdefault(person, name)
            self._same.setdefault(address, name)
            self.merged += name != address
            self._names[handle["ROWID"]] = name

    def _place(self, chat: Mapping[str, Any], people: list[str]) -> tuple[str, str, bool]:
        """Key and title of a chat, and whether the title was given by a person."""
        identifier = _text(chat, "chat_identifier") or _text(chat, "guid")
        given = _text(chat, "display_name").strip()
        style = chat.get("style")
        direct = style == _DIRECT or (style != _GROUP and ";+;" not in _text(chat, "guid") and len(people) <= 1)
        if direct:
            other = self._same.get(identifier, identifier) or (people[0] if people else "")
            return f"d:{other}", given or other or _NO_CHAT, bool(given)
        key = f"g:{identifier or chat['ROWID']}"
        return key, given or joined(people) or identifier or _NO_CHAT, bool(given)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
