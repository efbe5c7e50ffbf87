"""One chat item as a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studio.core.records import Message, MessageType, Reaction, Skipped
from studio.ingest.files.json_fields import Fields, flag_of, list_of, moment_of, object_of, text_of
from studio.ingest.formats.signal.people import People, inner, number_text
from studio.ingest.formats.signal.update import updated


@dataclass(frozen=True, slots=True)
class _Said:
    """What an item says, without who and when."""

    type: MessageType
    text: str | None
    told: Fields
    """What reactions and a quote hang on."""


class Items:
    """Reads chat items.

    Args:
        people: Who is who.
        long_text: Reads the file that holds the whole of a text too long for the item; None where it is not there.
    """

    def __init__(self, people: People, long_text: Callable[[Fields], str | None]) -> None:
        self._people = people
        self._long_text = long_text
        self._first: dict[tuple[str, str], str] = {}
        self.cut = 0
        """Long texts of which only the beginning is there."""

    def read(self, item: Fields, where: str) -> Message | Skipped:
        """A message, or why there is none.

        Raises:
            ValueError: a field is of a wrong type.
        """
        chat, author = number_text(item, "chatId"), number_text(item, "authorId")
        call = inner(inner(item, "updateMessage"), "individualCall")
        outgoing = "outgoing" in item or call.get("direction") == "OUTGOING"
        said = self._said(item, outgoing=outgoing)
        if said is None:
            return Skipped(where, "an item of a kind that holds nothing")
        revisions = list_of(item, "revisions")
        sent = number_text(object_of(revisions[0], "a revision") if revisions else item, "dateSent")
        if sent == "0":
            raise ValueError("it has no date")
        key = None
        if said.type != "system":
            key = f"{sent}-{self._people.identity(author)}"
            for earlier in (*revisions, item) if revisions else ():
                self._first[chat, f"{number_text(earlier, 'dateSent')}-{self._people.identity(author)}"] = key
        return Message(
            self._people.title(chat),
            None if said.type == "system" else self._sender(author, outgoing=outgoing),
            moment_of(int(sent), "dateSent"),
            said.text or None,
            said.type,
            edited=bool(revisions),
            reply_to=self._answered(chat, inner(said.told, "quote")),
            key=key,
            reactions=tuple(self._reactions(said.told)),
        )

    def _said(self, item: Fields, *, outgoing: bool) -> _Said | None:
        if "standardMessage" in item:
            return self._standard(inner(item, "standardMessage"))
        if "updateMessage" in item:
            update = updated(inner(item, "updateMessage"), self._people, outgoing=outgoing)
            return _Said(*update, {}) if update else None
        if "remoteDeletedMessage" in item:
            return _Said("deleted", None, {})
        for name, describe in _OTHERS.items():
            if name in item:
                told = inner(item, name)
                return _Said("media", describe(told), told)
        if "directStoryReplyMessage" in item:
            told = inner(item, "directStoryReplyMessage")
            words = inner(told, "textReply")
            return _Said("text", self._body(words) if words else text_of(told, "emoji"), told)
        return None

    def _standard(self, told: Fields) -> _Said:
        text = self._body(told)
        attachments = [inner(object_of(one, "an attachment"), "pointer") for one in list_of(told, "attachments")]
        if not text:
            text = next((caption for one in attachments if (caption := text_of(one, "caption"))), None)
        return _Said("media" if attachments else "text", text, told)

    def _body(self, told: Fields) -> str | None:
        text = inner(told, "text")
        body = text_of(text, "body")
        if "longText" in told:
            whole = self._long_text(inner(told, "longText"))
            self.cut += whole is None
            body = whole if whole is not None else body
        return self._with_names(body, list_of(text, "bodyRanges")) if body else body

    def _with_names(self, body: str, ranges: list[object]) -> str:
        """Mentions, which stand as one placeholder each, written out; places count UTF-16 units."""
        mentions = []
        for one in ranges:
            spot = object_of(one, "a body range")
            if aci := text_of(spot, "mentionAci"):
                mentions.append((int(number_text(spot, "start")), int(number_text(spot, "length")), aci))
        if not mentions:
            return body
        units, done = body.encode("utf-16-le", "surrogatepass"), 0
        pieces: list[str] = []
        for start, length, aci in sorted(mentions):
            if start >= done:
                pieces += [
                    units[2 * done : 2 * start].decode("utf-16-le", "replace"),
                    f"@{self._people.mentioned(aci)}",
                ]
                done = start + length
        return "".join(pieces) + units[2 * done :].decode("utf-16-le", "replace")

    def _sender(self, author: str, *, outgoing: bool) -> str:
        return (self._people.me or "Me") if outgoing else self._people.name(author)

    def _answered(self, chat: str, quote: Fields) -> str | None:
        target = number_text(quote, "targetSentTimestamp")
        if target == "0":
            return None
        key = f"{target}-{self._people.identity(number_text(quote, 'authorId'))}"
        return self._first.get((chat, key), key)

    def _reactions(self, told: Fields) -> Iterator[Reaction]:
        for one in list_of(told, "reactions"):
            reaction = object_of(one, "a reaction")
            if emoji := text_of(reaction, "emoji"):
                sent = int(number_text(reaction, "sentTimestamp"))
                by = self._people.name(number_text(reaction, "authorId"))
                yield Reaction(emoji, by, moment_of(sent, "sentTimestamp") if sent else None)


def _sticker(told: Fields) -> str | None:
    return text_of(inner(told, "sticker"), "emoji")


def _contact(told: Fields) -> str | None:
    contact = inner(told, "contact")
    name = inner(contact, "name")
    parts = [text_of(name, key) for key in ("prefix", "givenName", "middleName", "familyName", "suffix")]
    numbers = [text_of(object_of(one, "a number"), "value") for one in list_of(contact, "number")]
    called = " ".join(part for part in parts if part) or text_of(contact, "organization")
    return ", ".join(part for part in (called, *numbers) if part) or None


def _poll(told: Fields) -> str | None:
    lines = [text_of(told, "question") or ""]
    for one in list_of(told, "options"):
        option = object_of(one, "an option")
        votes = len(list_of(option, "votes"))
        lines.append(f"- {text_of(option, 'option') or ''}{f' ({votes})' if votes else ''}")
    return "\n".join(lines + (["(ended)"] if flag_of(told, "hasEnded") else []))


def _payment(told: Fields) -> str | None:
    amount, note = text_of(told, "amountMob"), text_of(told, "note")
    return ": ".join(part for part in (f"Payment of {amount} MOB" if amount else "Payment", note) if part)


_OTHERS: dict[str, Callable[[Fields], str | None]] = {
    "stickerMessage": _sticker,
    "contactMessage": _contact,
    "poll": _poll,
    "paymentNotification": _payment,
    "giftBadge": lambda told: "Gift badge",
    "viewOnceMessage": lambda told: None,
}
