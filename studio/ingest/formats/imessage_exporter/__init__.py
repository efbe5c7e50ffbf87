"""imessage-exporter: a text or HTML file per conversation, made on a Mac or from an iPhone backup."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Message, MessageType, Rejected, Skipped
from studio.ingest.files.encoding import decode_head
from studio.ingest.files.lines import lines_of
from studio.ingest.formats.imessage_exporter import txt
from studio.ingest.formats.imessage_exporter.entries import Entry, moment, read_by
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.titles import distinct

NAME = "imessage_exporter.v1"
LABEL = "imessage-exporter (txt or HTML)"
KIND: ExportKind = "chat"
EXTENSIONS = (".txt", ".html")
HOW_TO_EXPORT = (
    "Run “imessage-exporter -f txt” (or “-f html”, which also keeps answers) and give the folder it wrote, by default "
    "~/imessage_export; its terminal needs Full Disk Access in System Settings › Privacy & Security."
)
READS = "Messages, tapbacks, answers (HTML), last versions of edited ones, unsent and deleted ones, announcements."
LEAVES_OUT = "The files themselves, earlier versions of edited messages, effects, read receipts."

_HEAD = 1 << 18
_TWICE = "the same answer stands in its place further down"
_LOOKED_AT = 24
"""Chats of a folder whose first lines are looked at."""


def sniff(export: Export) -> float:
    """Sure when a chat begins as the tool writes it; a folder counts when it is such chats and their attachments."""
    members = export.members()
    if members == [""]:
        return 0.95 if _is_chat(export, "") else 0.0
    chats = [member for member in members if member.lower().endswith(EXTENSIONS) and not _is_attached(member)]
    looked = chats[:: max(1, len(chats) // _LOOKED_AT)]
    if not chats or not all(_is_chat(export, member) for member in looked):
        return 0.0
    share = sum(member in set(chats) or _is_attached(member) for member in members) / len(members)
    return 0.95 * share if share > 0.8 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages chat by chat, in file order.

    Raises:
        InputError: there is no message in it.
    """
    members = export.members()
    chats = [name for name in members if not name or (name.lower().endswith(EXTENSIONS) and not _is_attached(name))]
    found = 0
    me = _Owner()
    titles = distinct({name: PurePosixPath(name or export.name).stem or export.name for name in chats})
    for member in chats:
        where = member or export.name
        chat = _Chat(titles[member])
        for item in _entries(export, member, where):
            found += isinstance(item, Entry)
            if isinstance(item, Entry):
                me.look(item)
            yield from chat.take(item) if isinstance(item, Entry) else (item,)
        yield from chat.rest()
    if not found:
        raise InputError(f"No message was found in {export.name}.", fix=HOW_TO_EXPORT, code="no_messages")
    yield Facts(titles[chats[0]] if len(chats) == 1 else None, me=me.name())


class _Owner:
    """Whose export it is: “Me”, unless the tool was told another name."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._me = False

    def look(self, entry: Entry) -> None:
        """Learn from one message: what “them” have read is the owner's, and who else has read it is the owner."""
        reader = read_by(entry.stamp)
        self._me = self._me or entry.sender == "Me"
        if reader == "them" and entry.sender:
            self._names.add(entry.sender)
        elif reader not in ("", "you", "them"):
            self._names.add(reader)

    def name(self) -> str | None:
        """The owner's name, or None while it cannot be told."""
        return "Me" if self._me else self._names.pop() if len(self._names) == 1 else None


class _Chat:
    """The messages of one file; an answer is written twice, and counted once."""

    def __init__(self, conversation: str) -> None:
        self._conversation = conversation
        self._below: defaultdict[tuple[str | None, str, str | None], deque[Entry]] = defaultdict(deque)

    def take(self, entry: Entry) -> Iterator[Message | Rejected | Skipped]:
        """The records of the next entry."""
        known = _known(entry)
        if entry.nested:
            self._below[known].append(entry)
            return
        parent = None
        if (entry.answers or entry.key) and (below := self._below.get(known)):
            first = below.popleft()
            parent = first.parent
            if not below:
                del self._below[known]
            yield Skipped(first.where, _TWICE)
        yield self._record(entry, parent)

    def rest(self) -> Iterator[Message | Rejected | Skipped]:
        """Answers that stand nowhere else."""
        for entry in (entry for below in self._below.values() for entry in below):
            yield self._record(entry, entry.parent)
        self._below.clear()

    def _record(self, entry: Entry, parent: str | None) -> Message | Rejected | Skipped:
        at, text = moment(entry.stamp), entry.text
        if at is None:
            said = "\n".join(part for part in (entry.stamp, entry.sender, text) if part)
            return Rejected(entry.where, f"there is no time “{entry.stamp[:60]}”", said[:2000])
        kind: MessageType = "media" if entry.media else "text"
        if entry.system is not None:
            return Message(self._conversation, None, at, entry.system, "system", key=entry.key)
        if text is None and not entry.media and not entry.unsent and not entry.removed:
            return Skipped(entry.where, "a message of which imessage-exporter wrote nothing")
        if entry.removed or (entry.unsent and text is None and not entry.media):
            kind = "deleted"
        sender = "Me" if entry.sender == "You" else entry.sender
        edited = entry.edited or (entry.unsent and kind != "deleted")
        return Message(self._conversation, sender, at, text, kind, edited, parent, entry.key, tuple(entry.reactions))


def _known(entry: Entry) -> tuple[str | None, str, str | None]:
    return (entry.key, "", None) if entry.key else (None, str(moment(entry.stamp)), entry.sender)


def _entries(export: Export, member: str, where: str) -> Iterator[Entry | Rejected | Skipped]:
    if _is_html(export.head(member, 512)):
        from studio.ingest.formats.imessage_exporter import html

        with export.open(member) as stream:
            yield from html.entries(stream, where)
    else:
        yield from txt.entries(lines_of(export, member), where)


def _is_chat(export: Export, member: str) -> bool:
    head = export.head(member, _HEAD)
    if _is_html(head[:512]):
        return b'class="message"' in head and b'class="timestamp"' in head and b'class="sender"' in head
    lines = [line for line in decode_head(head[:8192]).split("\n")[:50] if line.strip()]
    return len(lines) > 1 and (txt.begins(lines[0], lines[1]) or txt.begins(lines[0], ""))


def _is_html(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype html"))


def _is_attached(member: str) -> bool:
    return any(part.casefold() in ("attachments", "stickercache") for part in PurePosixPath(member).parts[:-1])
