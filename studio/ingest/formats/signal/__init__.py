"""Signal's own plaintext export: `main.jsonl`, a frame per line, beside `metadata.json` and the attachments' files."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.encoding import decode_head
from studio.ingest.files.json_fields import RAW_LIMIT, Fields, moment_of, object_of, text_of
from studio.ingest.files.lines import Line, lines_of
from studio.ingest.formats.signal.item import Items
from studio.ingest.formats.signal.people import People, inner, number_text
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "signal.v1"
LABEL = "Signal"
KIND: ExportKind = "chat"
EXTENSIONS = (".jsonl",)
HOW_TO_EXPORT = (
    "In Signal on Android or the desktop open Settings, Chats, choose “Export chat history”, and import the folder it "
    "writes, with main.jsonl in it."
)
READS = (
    "Messages of all chats with sender, replies, edits, reactions, mentions, stickers' emoji, polls, calls, deletions."
)
LEAVES_OUT = (
    "Attachments' files, styles of text, earlier versions of edited messages, link previews, stories, settings."
)

LONG_TEXT_LIMIT = 1 << 20
"""Bytes of a text kept in a file of its own."""

_FRAMES = frozenset(
    {
        "account", "recipient", "chat", "chatItem", "stickerPack", "adHocCall", "notificationProfile", "chatFolder",
    }
)  # fmt: skip
_TELLING = frozenset({"account", "recipient", "chat", "chatItem"})


_FILE = re.compile(r"(?:files/)?[0-9a-f]{2}/[0-9a-f]{64}\.\w{1,8}")
_ITS_FILES = 0.1
"""For the attachments alone, named by their hash: no export, but nobody else's notes either."""


def sniff(export: Export) -> float:
    """By the first lines; a folder or zip counts when one such file lies in it, among its own side files."""
    members = export.members()
    if members == [""]:
        return _likeness(export.head())
    ours = _member(export)
    if not ours:
        return _ITS_FILES if all(_FILE.fullmatch(name) for name in members) else 0.0
    near = sum(name == ours or name == "metadata.json" or name.startswith("files/") for name in members)
    return 0.95 * near / len(members) if near > 0.8 * len(members) else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages in the order of the file.

    Raises:
        InputError: no line is a frame of such an export.
    """
    member = _member(export)
    reading = _Reading(export, member)
    if member or export.members() == [""]:
        for line in lines_of(export, member):
            yield from reading.line(line)
    if not reading.frames:
        raise InputError(f"{export.name} is no plaintext export of Signal.", fix=HOW_TO_EXPORT, code="not_recognised")
    yield reading.facts()


class _Reading:
    """One pass over the file."""

    def __init__(self, export: Export, member: str) -> None:
        self._export = export
        self._name = PurePosixPath(member).name or export.name
        self._people = People()
        self._items = Items(self._people, self._long_text)
        self._files: dict[str, str] | None = None
        self._chats: dict[str, str] = {}
        self.frames = 0

    def line(self, line: Line) -> Iterator[Message | Rejected | Skipped]:
        where = f"{self._name}:{line.number}"
        if not line.text.strip():
            return
        try:
            if line.too_long:
                raise ValueError("the line is too long to be one frame")
            found = self._frame(_object(line.text), where)
        except ValueError as problem:
            yield Rejected(where, str(problem), line.text[:RAW_LIMIT])
            return
        if found is not None:
            yield found

    def facts(self) -> Facts:
        notes = []
        if self._items.cut:
            notes.append(f"{self._items.cut} long message(s) are cut off: the files with the rest are not there.")
        alone = next(iter(self._chats)) if len(self._chats) == 1 else None
        title = self._chats[alone] if alone is not None else None
        with_one = alone is not None and self._people.is_with_one(alone)
        return Facts(title, title if with_one else None, tuple(notes), self._people.me)

    def _frame(self, frame: Fields, where: str) -> Message | Skipped | None:
        kind = next((name for name in frame if name in _FRAMES), "")
        if not kind:
            if "backupTimeMs" in frame or "version" in frame:
                return None
            return Skipped(where, "a frame of a kind not known")
        told = inner(frame, kind)
        found = None
        if kind == "chatItem":
            found = self._items.read(told, where)
            number = number_text(told, "chatId")
            self._chats[number] = self._people.title(number)
        elif kind == "adHocCall":
            at = moment_of(int(number_text(told, "callTimestamp")), "callTimestamp")
            title = self._people.name(number_text(told, "recipientId"))
            found = Message(title, None, at, "Call by link", "call", key=f"call {number_text(told, 'callId')}")
        elif kind == "account":
            self._people.account(told)
        elif kind == "recipient":
            self._people.recipient(told)
        elif kind == "chat":
            self._people.chat(told)
        self.frames += 1
        return found

    def _long_text(self, pointer: Fields) -> str | None:
        """The text in the file a pointer names by its hash."""
        if self._files is None:
            self._files = {PurePosixPath(name).stem: name for name in self._export.members() if "files/" in name}
        try:
            digest = base64.b64decode(text_of(inner(pointer, "locatorInfo"), "plaintextHash") or "").hex()
        except binascii.Error:
            return None
        member = self._files.get(digest) if digest else None
        return self._export.head(member, LONG_TEXT_LIMIT).decode("utf-8", "replace") if member else None


def _object(text: str) -> Fields:
    try:
        return object_of(json.loads(text, strict=False), "the line")
    except RecursionError:
        raise ValueError("the line is nested too deeply") from None
    except json.JSONDecodeError:
        raise ValueError("the line is not JSON") from None


def _member(export: Export) -> str:
    """The one file of a folder that is such an export; empty for none or several."""
    top = [name for name in export.members() if name and "/" not in name and not name.startswith("metadata.")]
    found = [name for name in top[:200] if _likeness(export.head(name)) >= 0.5]
    return found[0] if len(found) == 1 else ""


def _likeness(head: bytes) -> float:
    lines = [line for line in decode_head(head).split("\n")[:40] if line.strip()]
    seen: list[dict[str, Any]] = []
    for line in lines[: len(lines) - 1 or 1]:
        try:
            frame = json.loads(line, strict=False)
        except (ValueError, RecursionError):
            continue
        if isinstance(frame, dict):
            seen.append(frame)
    if not seen:
        return 0.0
    ours = sum(len(frame) == 1 and not _TELLING.isdisjoint(frame) for frame in seen)
    begins = "backupTimeMs" in seen[0] and "version" in seen[0]
    if begins:
        return 0.97 if ours or len(seen) == 1 else 0.4
    return 0.9 if ours >= 2 and ours >= 0.8 * len(seen) else 0.0
