"""Google Chat in a Google Takeout: a folder per group with `messages.json` and `group_info.json`, and who you are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.json_files import JSON_LIMIT, glimpse, read_json
from studio.ingest.files.json_stream import elements
from studio.ingest.formats.google_chat.group import Group
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.titles import distinct, joined

NAME = "google_chat.v1"
LABEL = "Google Chat (Takeout)"
KIND: ExportKind = "chat"
EXTENSIONS = (".json", ".zip")
HOW_TO_EXPORT = (
    "At takeout.google.com deselect all, choose Google Chat, create the export and give the zip; with the account's "
    "language set to English its dates are sure to be read."
)
READS = "Messages of every group, answers, quotes, reactions, edited and deleted marks, media marks, who you are."
LEAVES_OUT = "The files themselves, link previews, calendar and call cards, memberships."

_CHAT = "messages.json"
_SIDE = ("group_info.json", "user_info.json")
_LOOKED_AT = 12
"""Chats of a folder whose shape is looked at."""


def sniff(export: Export) -> float:
    """Sure by the shape of `messages.json`; a folder counts when it holds such files and what belongs to them."""
    members = export.members()
    if members == [""]:
        return 0.95 if _is_chat(export, "") else 0.0
    chats = [member for member in members if member.endswith(_CHAT)]
    shapes = [_is_chat(export, member) for member in chats[:_LOOKED_AT]]
    if not any(shapes) or False in shapes:
        return 0.0
    folders = {PurePosixPath(member).parent for member in chats} - {PurePosixPath()}
    known = sum(
        member.endswith((_CHAT, *_SIDE)) or (not member.endswith(".json") and PurePosixPath(member).parent in folders)
        for member in members
    )
    share = known / len(members)
    return 0.95 * share if share > 0.8 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages group by group, in file order.

    Raises:
        InputError: the only file there is, is damaged or no Google Chat.
    """
    members = export.members()
    chats = [member for member in members if not member or member.endswith(_CHAT)]
    if not chats:
        raise InputError(f"{export.name} holds no messages.", fix=HOW_TO_EXPORT, code="no_messages")
    owner = _owner(export, members)
    people = {chat: _people(export, chat, members) for chat in chats}
    titles = distinct({chat: _title(export, chat, members, people[chat], owner) for chat in chats})
    for chat in chats:
        try:
            messages = _messages(export, chat)
        except InputError as problem:
            if len(chats) == 1:
                raise
            yield Rejected(chat, problem.message, "")
            continue
        group = Group(titles[chat], f"{chat}:" if chat else "", people[chat])
        for n, message in enumerate(messages):
            yield message if isinstance(message, Rejected) else group.message(n, message)
    alone = chats[0] if len(chats) == 1 else None
    others = [name for name in people[alone].values() if name != owner] if alone is not None else []
    title_person = others[0] if owner and len(others) == 1 else None
    yield Facts(titles[alone] if alone is not None else None, title_person, me=owner or None)


def _is_chat(export: Export, member: str) -> bool | None:
    """None for a file of the right shape without any message."""
    shape = glimpse(export.head(member))
    messages = shape.get("messages") if isinstance(shape, dict) else None
    if not isinstance(messages, list):
        return False
    if not messages:
        return None
    first = messages[0]
    return (
        isinstance(first, dict) and "created_date" in first and bool({"creator", "topic_id", "message_id"} & set(first))
    )


def _messages(export: Export, member: str) -> Iterable[Any]:
    if export.size(member) > JSON_LIMIT:
        return elements(export, member, "messages.item")
    whole = read_json(export, member)
    messages = whole.get("messages") if isinstance(whole, dict) else None
    if not isinstance(messages, list):
        raise InputError(f"{member or export.name} holds no messages.", fix=HOW_TO_EXPORT, code="no_messages")
    return messages


def _owner(export: Export, members: list[str]) -> str:
    """The name in the one `user_info.json` there is, or empty."""
    mine = [member for member in members if member.endswith("user_info.json")]
    user = _side(export, mine[0]).get("user") if len(mine) == 1 else None
    return _named(user)


def _people(export: Export, chat: str, members: list[str]) -> dict[str, str]:
    """E-mail address → name, as `group_info.json` lists them."""
    listed = _info(export, chat, members).get("members")
    known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {email: _named(one) for one in known if isinstance(email := one.get("email"), str)}


def _title(export: Export, chat: str, members: list[str], people: dict[str, str], owner: str) -> str:
    """The name of the space, else the others in it, else who wrote."""
    name = _info(export, chat, members).get("name")
    if isinstance(name, str) and name.strip():
        return name
    if others := [one for one in people.values() if one and one != owner]:
        return joined(others)
    try:
        creators = [message.get("creator") for message in _messages(export, chat) if isinstance(message, dict)]
    except InputError:
        creators = []
    wrote = dict.fromkeys(_named(creator) for creator in creators)
    others = [one for one in wrote if one and one != owner]
    return joined(others) or PurePosixPath(chat).parent.name or "Google Chat"


def _info(export: Export, chat: str, members: list[str]) -> dict[str, Any]:
    beside = f"{chat.removesuffix(_CHAT)}group_info.json"
    return _side(export, beside) if chat and beside in members else {}


def _side(export: Export, member: str) -> dict[str, Any]:
    try:
        whole = read_json(export, member)
    except InputError:
        return {}
    return whole if isinstance(whole, dict) else {}


def _named(person: object) -> str:
    if not isinstance(person, dict):
        return ""
    name, email = person.get("name"), person.get("email")
    return name if isinstance(name, str) and name else email if isinstance(email, str) else ""
