"""Recipients and chats of a Signal export: what they are called, and how they are known from one export to the next."""

from __future__ import annotations

from typing import Any

from studio.ingest.files.json_fields import Fields, object_of, text_of

NOTE_TO_SELF = "Note to Self"
_DIGITS = 20


def number_text(fields: Fields, name: str) -> str:
    """A 64-bit number, which the export writes as text and leaves out when it is 0.

    Raises:
        ValueError: it is something else.
    """
    value = fields.get(name)
    if value is None:
        return "0"
    if isinstance(value, str) and value.isdecimal() and len(value) <= _DIGITS:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_DIGITS:
        return str(value)
    raise ValueError(f"{name} is no number")


def inner(fields: Fields, name: str) -> Fields:
    """An object inside an object; empty when absent.

    Raises:
        ValueError: it is something else.
    """
    value = fields.get(name)
    return {} if value is None else object_of(value, name)


class People:
    """Who is who; fed with the frames that come before the messages."""

    def __init__(self) -> None:
        self.me: str | None = None
        """The person's own name: the account's, else “Me” once the export shows who that is."""
        self._account = ""
        self._names: dict[str, str] = {}
        self._identities: dict[str, str] = {}
        self._mentions: dict[str, str] = {}
        self._contacts: set[str] = set()
        self._titles: dict[str, str] = {}
        self._taken: set[str] = set()
        self._two: set[str] = set()

    def account(self, frame: Fields) -> None:
        """The person whose export it is."""
        self._account = _joined(frame, "givenName", "familyName")

    def recipient(self, frame: Fields) -> None:
        """A person, a group, or the person's own self.

        Raises:
            ValueError: a field is of a wrong type.
        """
        number = number_text(frame, "id")
        if "self" in frame:
            self.me = self._account or "Me"
            name, identity = self.me, "self"
        elif "contact" in frame:
            contact = inner(frame, "contact")
            name, identity = _contact(contact, number)
            self._contacts.add(number)
            if aci := text_of(contact, "aci"):
                self._mentions[aci] = name
        elif "group" in frame:
            group = inner(frame, "group")
            title = text_of(inner(inner(group, "snapshot"), "title"), "title")
            name, identity = title or "Group without a name", f"group {number}"
        else:
            name = text_of(inner(frame, "callLink"), "name") or ""
            name, identity = name or ("Call link" if "callLink" in frame else "Signal"), f"other {number}"
        self._names[number] = name
        self._identities[number] = identity

    def chat(self, frame: Fields) -> None:
        """A conversation; the second of one title gets a number.

        Raises:
            ValueError: a field is of a wrong type.
        """
        number, recipient = number_text(frame, "id"), number_text(frame, "recipientId")
        own = self._identities.get(recipient) == "self"
        self._titles[number] = self._free(NOTE_TO_SELF if own else self.name(recipient))
        if recipient in self._contacts:
            self._two.add(number)

    def name(self, recipient: str) -> str:
        """What somebody is called."""
        return self._names.get(recipient, f"Unknown {recipient}")

    def identity(self, recipient: str) -> str:
        """How somebody is known in every export of this account."""
        return self._identities.get(recipient, f"unknown {recipient}")

    def mentioned(self, aci: str) -> str:
        """What the account behind a mention is called."""
        return self._mentions.get(aci, "someone")

    def title(self, chat: str) -> str:
        """Title of a chat."""
        if chat not in self._titles:
            self._titles[chat] = self._free(f"Chat {chat}")
        return self._titles[chat]

    def is_with_one(self, chat: str) -> bool:
        """Whether a chat is with one other person."""
        return chat in self._two

    def _free(self, title: str) -> str:
        name, count = title, 1
        while name in self._taken:
            count += 1
            name = f"{title} ({count})"
        self._taken.add(name)
        return name


def _contact(contact: Fields, number: str) -> tuple[str, str]:
    """Name as Signal shows it, and the most lasting thing known of the account."""
    nickname: Any = inner(contact, "nickname")
    phone, username = number_text(contact, "e164"), text_of(contact, "username")
    called = (
        _joined(nickname, "given", "family"),
        _joined(contact, "systemGivenName", "systemFamilyName"),
        _joined(contact, "profileGivenName", "profileFamilyName"),
        f"+{phone}" if phone != "0" else "",
        username,
    )
    known = text_of(contact, "aci") or (phone if phone != "0" else "") or username or f"contact {number}"
    return next((name for name in called if name), f"Unknown {number}"), known


def _joined(fields: Fields, *names: str) -> str:
    return " ".join(part for name in names if (part := (text_of(fields, name) or "").strip()))
