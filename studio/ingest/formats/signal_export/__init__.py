"""Folders of signal-export, the tool that reads Signal Desktop's database: a `data.json` and a `chat.md` per chat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.encoding import decode_head
from studio.ingest.files.lines import lines_of
from studio.ingest.formats.signal_export import data, markdown
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.titles import distinct

NAME = "signal_export.v1"
LABEL = "Signal (signal-export)"
KIND: ExportKind = "chat"
EXTENSIONS = (".json", ".md", ".txt")
HOW_TO_EXPORT = "Run “sigexport FOLDER” of the free tool signal-export beside Signal Desktop, and import that folder."
READS = (
    "Messages with sender, reactions, edits, stickers' emoji, calls, deletions; chat.md where there is no data.json."
)
LEAVES_OUT = "Attachments' files, quoted words, earlier versions of edited messages, events without words."

OWN = "Me"
"""What the tool calls the person whose Signal it read."""

_KEYS = frozenset({"quote", "sticker", "reactions", "attachments"})
_HEAD = 16384
_CHECKED = 400
"""Files of one folder that are looked into."""
_FILES = frozenset({"data", "chat", "index"})
_ROOT = ("style.css", "chat.js", "exported_stickers/")


def sniff(export: Export) -> float:
    """By the lines of the chat files; a folder or zip counts with all its chats when little else lies in it."""
    members = export.members()
    if members == [""]:
        head = export.head()
        return max(_data_likeness(head), _chat_likeness(head))
    chats = _chats(export)
    if not chats:
        return 0.0
    near = sum(_folder(member) in chats or _beside(member, chats) for member in members)
    return 0.95 * near / len(members) if near > 0.8 * len(members) else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages chat by chat.

    Raises:
        InputError: there is no chat of this shape.
    """
    single = export.members() == [""]
    chats = {"": [""]} if single else _chats(export)
    titles = distinct({folder: _title(export, files[0]) for folder, files in chats.items()})
    senders: set[str] = set()
    count = 0
    for folder, files in chats.items():
        chosen = next((member for member in files if _data_likeness(export.head(member, _HEAD)) >= 0.5), files[0])
        for item in _messages(export, chosen, titles[folder]):
            count += 1
            if isinstance(item, Message) and item.sender is not None:
                senders.add(item.sender)
            yield item
        for member in files:
            if member != chosen:
                yield Skipped(member, f"the same messages as in {PurePosixPath(chosen).name}")
    if not count:
        raise InputError(f"{export.name} holds no chat of signal-export.", fix=HOW_TO_EXPORT, code="not_recognised")
    alone = next(iter(titles.values())) if len(titles) == 1 else None
    others = senders - {OWN}
    yield Facts(
        conversation=alone,
        title_person=others.pop() if alone is not None and OWN in senders and len(others) == 1 else None,
        me=OWN if OWN in senders else None,
    )


def _messages(export: Export, member: str, title: str) -> Iterator[Message | Rejected | Skipped]:
    lines, name = lines_of(export, member), member or export.name
    if _data_likeness(export.head(member, _HEAD)) >= 0.5:
        return data.messages(lines, name, title)
    return markdown.messages(lines, name, title)


def _chats(export: Export) -> dict[str, list[str]]:
    """Folder to the files in it that tell its chat."""
    named = [member for member in export.members() if member.endswith((".json", ".md", ".txt"))]
    found: dict[str, list[str]] = {}
    for n, member in enumerate(named):
        own_name = PurePosixPath(member).stem.casefold() in _FILES and bool(found)
        head = b"" if n >= _CHECKED and own_name else export.head(member, _HEAD)
        if (n >= _CHECKED and own_name) or max(_data_likeness(head), _chat_likeness(head)) >= 0.5:
            found.setdefault(_folder(member), []).append(member)
    return found


def _folder(member: str) -> str:
    return member.rpartition("/")[0]


def _beside(member: str, chats: dict[str, list[str]]) -> bool:
    """Whether a file belongs to the chats: their media, or the tool's own styles and stickers."""
    above, _, last = _folder(member).rpartition("/")
    return member.startswith(_ROOT) or (last == "media" and above in chats)


def _title(export: Export, member: str) -> str:
    """The folder a chat lies in, which the tool names after it; the file's name where it has one of its own."""
    inside = PurePosixPath(member).parent.name if member else ""
    if inside:
        return inside
    name = PurePosixPath(export.name)
    if member:
        return name.stem if name.suffix.lower() == ".zip" else name.name
    above = PurePosixPath(export.path.replace("\\", "/")).parent.name
    return above if name.stem.casefold() in _FILES and above else name.stem


def _data_likeness(head: bytes) -> float:
    if head.lstrip(b"\xef\xbb\xbf \r\n")[:1] != b"{":
        return 0.0
    lines = [line for line in decode_head(head).split("\n")[:12] if line.strip()]
    whole = lines[:-1] or lines
    ours = 0
    for line in whole:
        try:
            one = json.loads(line, strict=False)
        except (ValueError, RecursionError):
            continue
        ours += isinstance(one, dict) and {"date", "sender", "body"} <= one.keys() and len(_KEYS & one.keys()) >= 2
    return 0.95 * ours / len(whole) if ours else 0.0


def _chat_likeness(head: bytes) -> float:
    """How much a text looks like `chat.md`: its first line and all others that begin with a date name a sender."""
    if head.lstrip(b"\xef\xbb\xbf \r\n")[:1] != b"[":
        return 0.0
    lines = decode_head(head).lstrip("\ufeff \n").split("\n")
    dated = [line for line in lines if line.startswith(("[20", "[19"))]
    headers = [found for line in dated if (found := markdown.HEADER.match(line))]
    if not headers or not markdown.HEADER.match(lines[0]) or len(headers) < 0.9 * len(dated):
        return 0.0
    old = [found for found in headers if "," in found[0][:12]]
    if any(len(found[2]) > 5 for found in old):
        return 0.0
    senders = [found[3] for found in headers]
    if old or OWN in senders or len(set(senders)) < len(senders):
        return 0.96
    return 0.6
