"""WhatsApp “Export chat”: the text file of iOS and Android, alone, in a zip, or in an unpacked folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import PurePath, PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Messages, Rejected
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.files.lines import whole_text
from studio.ingest.formats.whatsapp.body import Reader
from studio.ingest.formats.whatsapp.dates import Calendar, calendar
from studio.ingest.formats.whatsapp.header import HEADERS, Pieces, clock, dialect_of, pieces_of
from studio.ingest.formats.whatsapp.phrases import TITLE
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "whatsapp.v1"
LABEL = "WhatsApp chat"
KIND: ExportKind = "chat"
EXTENSIONS = (".txt", ".zip")
HOW_TO_EXPORT = "In the chat, open its menu and choose “Export chat”, without media; send the file to yourself."
READS = "Messages with sender, time, media and deleted marks, calls, system lines."
LEAVES_OUT = "Pictures, voice and files; reactions and reply links, which the export does not hold."

TEXT_LIMIT = 64 << 20
"""Bytes of chat text read at once; WhatsApp itself stops at 40,000 messages."""

BATCH = 32_768
"""Messages handed on at once."""

_EPOCH = date(1970, 1, 1)
_TEXTS = frozenset({".txt", ".md", ".csv", ".json", ".xml", ".html", ".zip"})
_SIGNAL = re.compile(r"\s*\[\d{4}-\d\d-\d\d(?:,? \d\d:\d\d| \d\d:\d\d:\d\d)\] ")
"""How signal-export begins a message; WhatsApp puts a comma after the date, and seconds behind the time."""
_COPY = re.compile(r"\s*\(\d+\)$")
_STARTS_SAYING = re.compile(r"\s*[^\n:]{1,100}:")


def sniff(export: Export) -> float:
    """Sure when the chat text starts with a message; a zip or folder counts when it holds one chat alone."""
    member = _chat_member(export)
    if member is None:
        return 0.0
    head = decode_head(export.head(member))
    dialect = dialect_of(head)
    if dialect is None:
        return 0.0
    starts = list(HEADERS[dialect].finditer(head))
    if not any(_STARTS_SAYING.match(head, start.end()) for start in starts):
        return 0.3 if _title(export, member) else 0.1
    if _SIGNAL.match(head):
        return 0.4
    before = [line for line in head[: starts[0].start()].splitlines() if line.strip()]
    if not before:
        return 0.95
    return 0.7 if len(starts) > len(before) else 0.4


def read(export: Export, options: ReadOptions) -> Iterator[Messages | Rejected | Facts]:
    """Messages in file order.

    Raises:
        InputError: the dates fit two orders, the file is no text, too long, or holds no message.
    """
    member = _chat_member(export) or ""
    where = PurePosixPath(member).name or export.name
    decoded = decode(whole_text(export, member, limit=TEXT_LIMIT), where=where)
    dialect = dialect_of(decoded.text)
    if dialect is None:
        raise InputError(f"No message was found in {where}.", fix=HOW_TO_EXPORT, code="no_messages")
    pieces = pieces_of(decoded.text, dialect)
    dates = calendar(pieces.days, options.date_order, where)
    reader = Reader(dialect, pieces.rests)
    title = _title(export, member) or reader.names.chat_name()
    conversation = title or reader.names.conversation() or _COPY.sub("", PurePath(where).stem)
    notes = tuple(note for note in (decoded.note, *dates.notes) if note)
    yield Facts(conversation, title or None, notes)
    yield from _before(pieces.before, where)
    yield from _messages(pieces, dates, reader, conversation, where)


def _messages(
    pieces: Pieces, dates: Calendar, reader: Reader, conversation: str, where: str
) -> Iterator[Messages | Rejected]:
    """The messages in batches, and those with a date or a time that does not exist."""
    import numpy as np

    midnights = {written: dates.read(written) for written in set(pieces.days)}
    clocks = {written: clock(written) for written in set(pieces.clocks)}
    days = {written: _microseconds(datetime.combine(day, time())) for written, day in midnights.items() if day}
    hours = {written: _microseconds(datetime.combine(_EPOCH, at)) for written, at in clocks.items() if at is not None}
    for start in range(0, len(pieces.rests), BATCH):
        part = slice(start, start + BATCH)
        day, hour, rests = pieces.days[part], pieces.clocks[part], pieces.rests[part]
        if len(days) < len(midnights) or len(hours) < len(clocks):
            for n, (on, at) in enumerate(zip(day, hour, strict=True)):
                if on not in days or at not in hours:
                    what = f"there is no date {on}" if on not in days else f"there is no time {at}"
                    yield Rejected(f"{where}:{pieces.lines[start + n]}", what, f"{on}, {at} - {rests[n]}")
            kept = [n for n, (on, at) in enumerate(zip(day, hour, strict=True)) if on in days and at in hours]
            day, hour, rests = [day[n] for n in kept], [hour[n] for n in kept], [rests[n] for n in kept]
        wall = np.array([days[on] + hours[at] for on, at in zip(day, hour, strict=True)], "datetime64[us]")
        bodies = reader.bodies(rests)
        yield Messages(conversation, wall, bodies.senders, bodies.texts, bodies.types, bodies.edited)


def _microseconds(moment: datetime) -> int:
    """Since 1970 on the wall clock."""
    return (moment - datetime.combine(_EPOCH, time())) // timedelta(microseconds=1)


def _before(lines: Sequence[str], where: str) -> Iterator[Rejected]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Rejected(f"{where}:{number}", "it stands before the first message", line)


def _chat_member(export: Export) -> str | None:
    """The chat's text: the file itself, or `_chat.txt` or the only text of a flat zip or folder of media."""
    members = export.members()
    if members == [""]:
        return ""
    chats = [m for m in members if PurePosixPath(m).name == "_chat.txt"]
    texts = chats or [m for m in members if PurePosixPath(m).suffix.lower() in _TEXTS]
    if len(texts) != 1 or not texts[0].lower().endswith(".txt"):
        return None
    folder = PurePosixPath(texts[0]).parent
    return texts[0] if all(PurePosixPath(m).parent == folder for m in members) else None


def _title(export: Export, member: str) -> str:
    """The contact or group that the export is named after, or empty."""
    for name in (PurePosixPath(member).name, export.name, PurePath(export.path).parent.name):
        stem = name[:-4] if name.lower().endswith((".txt", ".zip")) else name
        stem = stem if " " in stem else stem.replace("_", " ").replace("%20", " ")
        if found := TITLE.fullmatch(_COPY.sub("", stem)):
            return next(group for group in found.groups() if group).strip()
    return ""
