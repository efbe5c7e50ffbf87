"""A channel as DiscordChatExporter writes it in JSON, message by message, as far as the file goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from studio.core.records import Message, MessageType, Reaction, Rejected, Skipped
from studio.ingest.files.json_fields import RAW_LIMIT, Fields, list_of, number_of, object_of, raw_json, text_of
from studio.ingest.files.json_stream import elements
from studio.ingest.formats.discord.files import head_of
from studio.ingest.formats.discord.moments import read_time
from studio.ingest.importer import Export

SYSTEM = frozenset(
    {
        "RecipientAdd", "RecipientRemove", "ChannelNameChange", "ChannelIconChange", "ChannelPinnedMessage",
        "GuildMemberJoin", "ThreadCreated", "1", "2", "4", "5", "6", "7", "8", "9", "10", "11", "12", "14", "15", "16",
        "17", "18", "21", "22",
    }
)  # fmt: skip
"""Kinds of message that Discord writes itself; newer kinds come as numbers."""
COUNTED = 50
"""At most so many reactions of one emoji are taken where the export only counts them."""


@dataclass(slots=True)
class Senders:
    """One name per account: a second account of the same name gets its discriminator, or a number."""

    _names: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _shown: dict[str, str] = field(default_factory=dict)

    def name(self, account: str, name: str, discriminator: str = "", nickname: str = "") -> str:
        """What to call the sender of an account id."""
        if account in self._names:
            return self._names[account]
        given, n = name, 1
        while given in self._taken:
            n += 1
            given = f"{name}#{discriminator}" if n == 2 and discriminator.strip("0") else f"{name} ({n})"
        self._taken.add(given)
        self._names[account] = given
        self._shown.setdefault(nickname or name, given)
        return given

    def called(self, shown: str | None) -> str | None:
        """The sender who is shown under a name; None when nobody is."""
        return shown if shown in self._taken else self._shown.get(shown or "")


def read_json_chat(export: Export, member: str, title: str, senders: Senders) -> Iterator[Message | Rejected | Skipped]:
    """The messages of one file; where it breaks off, a rejection says so after the last whole one."""
    where = f"{member}:messages" if member else "messages"
    for n, element in enumerate(elements(export, member, "messages.item")):
        if isinstance(element, Rejected):
            raw = element.raw if n else head_of(export, member)[:RAW_LIMIT]
            yield replace(element, where=f"{where}[{n}]" if n else member or export.name, raw=raw)
            continue
        try:
            yield _message(element, f"{where}[{n}]", title, senders)
        except ValueError as problem:
            yield Rejected(f"{where}[{n}]", str(problem), raw_json(element))


def _message(element: object, where: str, title: str, senders: Senders) -> Message | Skipped:
    fields = object_of(element, "the message")
    key = text_of(fields, "id")
    if not key:
        raise ValueError("no id")
    sent_at = read_time(text_of(fields, "timestamp"), key)
    sender = _sender(fields, senders)
    text, kind = _said(fields)
    if kind == "system":
        text = _told_of(sender, text)
    elif kind == "call":
        text = _call(fields, key, text)
    elif text is None and kind == "text":
        return Skipped(where, "a message of which the export kept neither words nor files")
    reactions = tuple(reaction for one in list_of(fields, "reactions") for reaction in _reactions(one, senders))
    return Message(
        conversation=title,
        sender=None if kind == "system" else sender,
        sent_at=sent_at,
        text=text,
        type=kind,
        edited=bool(text_of(fields, "timestampEdited")),
        reply_to=_answered(fields),
        key=key,
        reactions=reactions,
    )


def _sender(fields: Fields, senders: Senders) -> str:
    author = object_of(fields.get("author"), "the author")
    name, account = text_of(author, "name"), text_of(author, "id")
    if not name:
        raise ValueError("the author has no name")
    return senders.name(
        account or name, name, text_of(author, "discriminator") or "", text_of(author, "nickname") or ""
    )


def _said(fields: Fields) -> tuple[str | None, MessageType]:
    """The words of a message and what it is."""
    kind = fields.get("type", "Default")
    if not isinstance(kind, (str, int)):
        raise ValueError("type is no text")
    text = text_of(fields, "content") or None
    if str(kind) in SYSTEM:
        return text, "system"
    if str(kind) in ("Call", "3"):
        return text, "call"
    forwarded = fields.get("forwardedMessage")
    parts = [fields] if forwarded is None else [fields, object_of(forwarded, "forwardedMessage")]
    text = text or next((said for part in parts if (said := text_of(part, "content"))), None)
    if any(list_of(part, name) for part in parts for name in ("attachments", "stickers")):
        return text, "media"
    embeds = [embed for part in parts for embed in list_of(part, "embeds")]
    if text is None and embeds:
        return _embedded(embeds), "media"
    return text, "text"


def _embedded(embeds: list[object]) -> str | None:
    """Titles and descriptions of cards that stand alone, as bots write them."""
    lines = [
        line
        for embed in embeds
        for name in ("title", "description")
        if (line := text_of(object_of(embed, "an embed"), name))
    ]
    return "\n".join(lines) or None


def _told_of(sender: str, text: str | None) -> str | None:
    """A line about the channel with who did it, whom the exporter names apart, as in “Jo pinned a message.”."""
    return f"{sender} {text[0].lower()}{text[1:]}" if text else sender


def _call(fields: Fields, key: str, text: str | None) -> str:
    if text:
        return text
    ended = text_of(fields, "callEndedTimestamp")
    if not ended:
        return "Call"
    start, end = read_time(text_of(fields, "timestamp"), key), read_time(ended, None)
    if (start.tzinfo is None) != (end.tzinfo is None):
        return "Call"
    return f"Call ({max(end - start, timedelta(0)).total_seconds() // 60:.0f} min)"


def _answered(fields: Fields) -> str | None:
    """The message answered or pinned, when it is one of this channel."""
    if fields.get("reference") is None or fields.get("forwardedMessage") is not None:
        return None
    return text_of(object_of(fields["reference"], "reference"), "messageId")


def _reactions(element: object, senders: Senders) -> Iterator[Reaction]:
    fields = object_of(element, "a reaction")
    emoji = object_of(fields.get("emoji"), "the emoji of a reaction")
    name = text_of(emoji, "name")
    if not name:
        raise ValueError("a reaction without its emoji")
    shown = f":{name}:" if text_of(emoji, "id") else name
    users = list_of(fields, "users")
    for user in users:
        person = object_of(user, "who reacted")
        called = text_of(person, "name")
        account = text_of(person, "id") or called
        discriminator = text_of(person, "discriminator") or ""
        yield Reaction(shown, senders.name(account, called, discriminator) if account and called else None)
    count = number_of(fields, "count") or 0
    if count > len(users):
        for _ in range(int(min(count - len(users), COUNTED))):
            yield Reaction(shown, None)
