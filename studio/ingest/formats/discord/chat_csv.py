"""A channel as DiscordChatExporter writes it in CSV: no ids, no kinds, reactions only counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Message, MessageType, Reaction, Rejected, Skipped
from studio.ingest.files.tables import Row, Table, read_table
from studio.ingest.formats.discord.chat_json import COUNTED, Senders
from studio.ingest.formats.discord.moments import order_of, read_local_time
from studio.ingest.importer import Export

_TAG = re.compile(r"#(\d{4})\Z")
_REACTION = re.compile(r"\s*([^,]{1,100}?) \((\d{1,9})\)(?:,|\Z)")
_CALL = re.compile(r"Started a call that lasted [\d,.]+ minutes\.")
_SYSTEM = re.compile(
    r"Pinned a message\.|Joined the server\.|Started a thread\.|Left the group\.|Changed the channel icon\."
    r"|(?:Added|Removed) .{1,100} (?:to|from) the group\.|(?:Added|Removed) a recipient\.|Changed the channel name\."
)


def read_csv(
    export: Export, member: str, title: str, senders: Senders, date_order: str
) -> Iterator[Message | Rejected | Skipped]:
    """The messages of one table, in its order.

    Raises:
        InputError: its dates can be read two ways (`date_order`).
    """
    try:
        table = read_table(export, member)
    except InputError as problem:
        if not member:
            raise
        yield Rejected(member, problem.message, "")
        return
    order = order_of([table.cell(row, "date") for row in table.rows], date_order, table.name)
    for row in table.rows:
        try:
            table.check_width(row)
            yield _message(table, row, title, senders, order)
        except ValueError as problem:
            yield Rejected(table.where(row), str(problem), row.raw)


def _message(table: Table, row: Row, title: str, senders: Senders, order: str) -> Message | Skipped:
    if table.repeats_header(row):
        return Skipped(table.where(row), "the header line once more")
    author, account = table.cell(row, "author"), table.cell(row, "authorid")
    if not author:
        raise ValueError("no author")
    tag = _TAG.search(author)
    sender = senders.name(account or author, _TAG.sub("", author), tag[1] if tag else "")
    text, attached = table.cell(row, "content") or None, table.cell(row, "attachments")
    sent_at = read_local_time(table.cell(row, "date"), order)
    if text is None and not attached:
        return Skipped(table.where(row), "a message of which the export kept neither words nor files")
    kind = _kind(text, attached)
    if kind == "system" and text:
        text, sender_or_none = f"{sender} {text[0].lower()}{text[1:]}", None
    else:
        sender_or_none = sender
    reactions = tuple(
        Reaction(match[1], None)
        for match in _REACTION.finditer(table.cell(row, "reactions"))
        for _ in range(min(int(match[2]), COUNTED))
    )
    return Message(title, sender_or_none, sent_at, text, kind, reactions=reactions)


def _kind(text: str | None, attached: str) -> MessageType:
    if attached or text is None:
        return "media"
    if _CALL.fullmatch(text):
        return "call"
    return "system" if _SYSTEM.fullmatch(text) else "text"
