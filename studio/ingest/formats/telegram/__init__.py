"""Telegram Desktop's `result.json`: one chat, or a whole account with its chats and left chats, of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.json_files import glimpse
from studio.ingest.formats.telegram.chats import TYPES
from studio.ingest.formats.telegram.escapes import mended
from studio.ingest.formats.telegram.walk import Walk
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "telegram.v1"
LABEL = "Telegram"
KIND: ExportKind = "chat"
EXTENSIONS = (".json", ".html")
HOW_TO_EXPORT = (
    "In Telegram Desktop open Settings, Advanced, “Export Telegram data” (or a chat's ⋮ menu, “Export chat history”), "
    "and choose the format “Machine-readable JSON”."
)
READS = (
    "Messages of all chats with sender, time zone, replies, edits, reactions, stickers' emoji, polls, places, calls."
)
LEAVES_OUT = "Media files, link targets and formatting, contacts, sessions, stories, reaction counts above 100."

_MESSAGE_TYPES = ("message", "service", "unsupported")
_FOLDERS = frozenset(
    {
        "chats", "photos", "files", "stickers", "video_files", "voice_messages", "round_video_messages", "contacts",
        "profile_pictures", "stories", "css", "images", "js", "lists",
    }
)  # fmt: skip
_PAGE = (b'class="page_wrap', b'class="pull_left userpic_wrap"', b"<title>Exported Data</title>")


def sniff(export: Export) -> float:
    """By the shape of the JSON; a folder or zip counts when it is one export with its media."""
    members = export.members()
    if members == [""]:
        return max(_likeness(export.head()), 0.9 * _is_page(export.head()))
    top = [member for member in members if "/" not in member and member.endswith((".json", ".html"))]
    data, pages = _parts(export, top) if len(top) <= 200 else ([], [])
    if len(data) > 1 or not (data or pages):
        return 0.0
    ours = {*data, *pages}
    near = sum(member in ours or member.partition("/")[0] in _FOLDERS for member in members)
    return 0.95 * near / len(members) if near > 0.8 * len(members) else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages in file order, chat after chat.

    Raises:
        InputError: the file is damaged from its start, holds no chat, or is the HTML export.
    """
    members = export.members()
    if members == [""]:
        data, pages = ([""], []) if not _is_page(export.head()) else ([], [""])
    else:
        data, pages = _parts(export, [member for member in members if member.endswith((".json", ".html"))])
    if pages and not data:
        raise InputError(
            f"{export.name} is Telegram's HTML export.",
            fix=f"Export it once more as JSON. {HOW_TO_EXPORT}",
            code="html_export",
        )
    walks = [Walk(export, member) for member in data]
    for walk in walks:
        yield from walk.items()
    if not any(walk.chats for walk in walks):
        raise InputError(f"{export.name} holds no Telegram chat.", fix=HOW_TO_EXPORT, code="not_recognised")
    for page in pages:
        yield Skipped(page, f"the same messages as in {data[0]}, as a web page")
    if len(walks) == 1:
        yield walks[0].facts()


def _parts(export: Export, members: list[str]) -> tuple[list[str], list[str]]:
    """Those that are Telegram's data, and those that are its web pages."""
    data = [member for member in members if member.endswith(".json") and _likeness(export.head(member)) >= 0.5]
    pages = [member for member in members if member.endswith(".html") and _is_page(export.head(member))]
    return data, pages


def _is_page(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" and sum(mark in head for mark in _PAGE) >= 2


def _likeness(head: bytes) -> float:
    seen = glimpse(mended(head))
    if not isinstance(seen, dict):
        return 0.0
    if "messages" in seen:
        return _chat_likeness(seen)
    chats = seen.get("chats", seen.get("left_chats"))
    listed = chats.get("list") if isinstance(chats, dict) else None
    if isinstance(listed, list):
        return max((_chat_likeness(chat) for chat in listed[:8] if isinstance(chat, dict)), default=0.4)
    sections = {"personal_information", "profile_pictures", "contacts", "frequent_contacts", "sessions", "stories"}
    if isinstance(seen.get("about"), str) and len(sections & seen.keys()) >= 1 and "chats" not in seen:
        return 0.8
    return 0.0


def _chat_likeness(chat: dict[str, Any]) -> float:
    """How much an object looks like a chat of Telegram's, by its type and its first messages."""
    messages = chat.get("messages", [])
    if not isinstance(messages, list):
        return 0.0
    known = isinstance(kind := chat.get("type"), str) and kind in TYPES
    if not messages:
        return 0.9 if known and isinstance(chat.get("id"), int) else 0.0
    first = [one for one in messages[:8] if isinstance(one, dict)]
    if not first or any(one.get("type") not in _MESSAGE_TYPES for one in first[:-1]):
        return 0.0
    dated = [one for one in first if one.keys() & {"date", "date_unixtime"} and "text" in one and "type" in one]
    if known:
        return 0.98
    return 0.9 if dated and all(one.keys() & {"from", "actor", "from_id"} for one in dated) else 0.0
