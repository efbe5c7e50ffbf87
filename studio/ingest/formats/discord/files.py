"""The files of a Discord export: which are channels, of which kind, and in which order parts follow each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from studio.ingest.files.encoding import decode_head
from studio.ingest.files.json_fields import Fields
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.tables import header_and_row
from studio.ingest.formats.discord.names import (
    CHANNEL_FOLDER,
    PART,
    Channel,
    channel_names,
    channel_of_head,
    channel_of_name,
    folder_id,
)
from studio.ingest.importer import Export

Kind = Literal["json", "csv", "package"]

CSV_HEADER = ("authorid", "author", "date", "content", "attachments", "reactions")
PACKAGE_HEADER = ("id", "timestamp", "contents", "attachments")

_PACKAGE_FILES = ("channel.json", "messages.json", "messages.csv")
_PACKAGE_FOLDERS = frozenset({"account", "activity", "activities", "ads", "messages", "programs", "servers"})
_DATA = (".json", ".csv", ".html", ".htm", ".txt", ".xml", ".md", ".zip", ".db")
_LOOKS = 24
_MOST_OF_IT = 0.9


@dataclass(frozen=True, slots=True)
class File:
    """A file of messages."""

    member: str
    kind: Kind
    channel: Channel
    first: int = 0
    """Id of the message it begins with; 0 where it has none."""
    part: int = 1


@dataclass(frozen=True, slots=True)
class Files:
    """What an export holds."""

    known: tuple[File, ...]
    pages: tuple[str, ...]
    """HTML exports."""
    left_out: tuple[str, ...]


def likelihood(export: Export) -> float:
    """How sure it is that an export is Discord's, by what nearly all of its files are."""
    members = export.members()
    if members == [""]:
        return 0.95 if _sure(export, "") or is_page(export, "") else 0.0
    data = [member for member in members if member.lower().endswith(_DATA) and not _saved_asset(member)]
    package = [member for member in data if _in_package(member)]
    rest = [member for member in data if not _in_package(member)]
    checked = _spread([name for name in package if PurePosixPath(name).name in _PACKAGE_FILES[1:]])
    sure = [_sure(export, name) for name in checked]
    if sure and not any(sure):
        return 0.0
    if any(sure):
        rest = [name for name in rest if not _beside_package(name)]
    looks = [_sure(export, name) or is_page(export, name) for name in _spread(rest)]
    share = sum(looks) / len(looks) if looks else 1.0
    ours = (len(data) - len(rest) + share * len(rest)) / len(data) if any(sure) or any(looks) else 0.0
    return 0.95 * ours if ours >= _MOST_OF_IT else 0.0


def find(export: Export) -> Files:
    """Every file of messages, the HTML pages, and the names of what is neither."""
    members = export.members()
    names = channel_names(export, members)
    known: list[File] = []
    pages: list[str] = []
    left_out: list[str] = []
    for member in members:
        path = PurePosixPath(member or export.name)
        ending = path.suffix.lower()
        if member and (ending not in _DATA or _saved_asset(member) or path.name == "channel.json"):
            continue
        if is_page(export, member):
            pages.append(member)
        elif (file := _file(export, member, names)) is not None:
            known.append(file)
        elif member and not _beside_package(member) and path.name != "index.json":
            left_out.append(member)
    return Files(tuple(known), tuple(pages), tuple(left_out))


def is_page(export: Export, member: str) -> bool:
    """Whether a file is an HTML page of DiscordChatExporter."""
    head = export.head(member)
    return head[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and b"chatlog" in head


def package_rows(export: Export, member: str) -> Literal["json", "csv", ""]:
    """Whether a file lists messages as Discord's data package does, and in which of its two ways."""
    if header_and_row(export, member)[0][:4] == PACKAGE_HEADER:
        return "csv"
    value = glimpse(export.head(member, 16384))
    if not isinstance(value, list) or not value:
        return "json" if value == [] and PurePosixPath(member).name == "messages.json" else ""
    return "json" if any(isinstance(one, dict) and {"ID", "Timestamp"} <= one.keys() for one in value[:20]) else ""


def _sure(export: Export, member: str) -> bool:
    """Whether a file shows in its first bytes that it is one of Discord's."""
    head = export.head(member, 16384)
    if head[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _chat_head(export, member) is not None or bool(package_rows(export, member))
    header, _ = header_and_row(export, member)
    return header in (CSV_HEADER, PACKAGE_HEADER)


def _file(export: Export, member: str, names: dict[str, str]) -> File | None:
    path = PurePosixPath(member or export.name)
    part = int(match[1]) if (match := PART.search(path.stem)) else 1
    if (value := _chat_head(export, member)) is not None:
        return File(member, "json", channel_of_head(value, path), _first_id(value), part)
    if header_and_row(export, member)[0] == CSV_HEADER:
        return File(member, "csv", channel_of_name(path), part=part)
    folder = folder_id(export, member)
    if package_rows(export, member) or (_in_package(member) and CHANNEL_FOLDER.fullmatch(path.parent.name)):
        return File(member, "package", Channel(folder, names.get(folder) or f"Channel {folder}"))
    if path.suffix.lower() == ".json" and not _beside_package(member) and glimpse(export.head(member)) is None:
        return File(member, "json", Channel(folder, names.get(folder) or channel_of_name(path).title), part=part)
    return None


def _chat_head(export: Export, member: str) -> Fields | None:
    """The beginning of a DiscordChatExporter file; None for any other."""
    head = export.head(member, 16384)
    if b'"guild"' not in head or b'"channel"' not in head:
        return None
    value = glimpse(head)
    if not isinstance(value, dict) or not isinstance(value.get("guild"), dict):
        return None
    channel = value.get("channel")
    return value if isinstance(channel, dict) and {"id", "name"} <= channel.keys() else None


def _first_id(value: Fields) -> int:
    messages = value.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    key = str(first.get("id", "")) if isinstance(first, dict) else ""
    return int(key) if re.fullmatch(r"[0-9]{1,20}", key) else 0


def _in_package(member: str) -> bool:
    path = PurePosixPath(member)
    return path.name in _PACKAGE_FILES and (str(path.parent) == "." or bool(CHANNEL_FOLDER.fullmatch(path.parent.name)))


def _beside_package(member: str) -> bool:
    """Whether a file is one that a data package holds beside its messages."""
    path = PurePosixPath(member)
    folders = {part.casefold() for part in path.parts[:-1]}
    return path.name in ("index.json", "channel.json", "README.txt") or bool(folders & _PACKAGE_FOLDERS - {"messages"})


def _saved_asset(member: str) -> bool:
    """Whether a file is a picture or the like that the exporter saved beside a channel."""
    return any(part.endswith("_Files") for part in PurePosixPath(member).parts[:-1])


def _spread(members: Sequence[str]) -> list[str]:
    return list(members[:: max(1, -(-len(members) // _LOOKS))])


def head_of(export: Export, member: str) -> str:
    """The beginning of a file as text, for what is said about one that cannot be read."""
    return decode_head(export.head(member, 4096))
