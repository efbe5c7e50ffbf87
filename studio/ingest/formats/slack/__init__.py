"""Slack export: a folder per conversation with a JSON file per day, and side files of users and channels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.json_files import glimpse, read_json
from studio.ingest.formats.slack.chat import Chat
from studio.ingest.formats.slack.index import CHATS, USERS, Index, index
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "slack.v1"
LABEL = "Slack export"
KIND: ExportKind = "chat"
EXTENSIONS = (".zip", ".json")
HOW_TO_EXPORT = (
    "A workspace owner opens Tools & settings › Workspace settings › Import/Export Data › Export, and downloads the "
    "zip; give it as it is."
)
READS = "Messages of every conversation, threads, reactions, edited and deleted marks, joins, bots, media marks."
LEAVES_OUT = "The files themselves, link previews beside a text, logs of integrations, canvases."

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:-\d+)?\.json")
_TS = re.compile(r"\d{8,11}\.\d{6}")
_SIDE = frozenset((*USERS, *CHATS, "integration_logs.json", "canvases.json", "huddle_transcripts.json", "lists.json",
                   "file_conversations.json"))  # fmt: skip
_LOOKED_AT = 6
"""Days whose shape is looked at."""


def sniff(export: Export) -> float:
    """Sure by the shape of a day's messages; a group counts when it is days, the side files and uploads."""
    members = export.members()
    if members == [""]:
        return 0.9 if _is_day(export, "") else 0.0
    days = [member for member in members if _is_day_name(member)]
    shapes = [_is_day(export, member) for member in days[:_LOOKED_AT]]
    if not any(shapes) or False in shapes:
        return 0.0
    folders = {member.partition("/")[0] for member in days if "/" in member}
    known = sum(
        member in _SIDE or _is_day_name(member) or member.partition("/")[0] in folders | {"__uploads", "attachments"}
        for member in members
    )
    share = known / len(members)
    return 0.95 * share if share > 0.8 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages conversation by conversation, day by day.

    Raises:
        InputError: the only day there is, is damaged; or there is none.
    """
    members = export.members()
    days = sorted(member for member in members if not member or _is_day_name(member))
    if not days:
        raise InputError(f"{export.name} holds no messages.", fix=HOW_TO_EXPORT, code="no_messages")
    folders = {_folder(export, member) for member in days}
    known = index(export, folders)
    chats: dict[str, Chat] = {}
    for day in days:
        folder = _folder(export, day)
        chat = chats.setdefault(folder, Chat(known.titles[folder], known))
        try:
            messages = read_json(export, day)
            if not isinstance(messages, list):
                raise InputError(f"{day or export.name} holds no messages.", fix=HOW_TO_EXPORT, code="no_messages")
        except InputError as problem:
            if len(days) == 1:
                raise
            yield Rejected(day, problem.message, "")
            continue
        for n, message in enumerate(messages):
            yield chat.message(f"{day or export.name}[{n}]", message)
    yield Facts(known.titles[folder] if len(chats) == 1 else None, notes=_notes(known))


def _notes(known: Index) -> tuple[str, ...]:
    notes = list(known.problems)
    if not known.people:
        notes.append("There is no users.json here: people go by the names beside their messages, or by their ids.")
    if known.in_all:
        notes.append(f"{known.in_all} is in every direct chat: if that is you, say --me “{known.in_all}”.")
    return tuple(notes)


def _is_day_name(member: str) -> bool:
    path = PurePosixPath(member)
    return len(path.parts) <= 2 and _DAY.fullmatch(path.name) is not None


def _is_day(export: Export, member: str) -> bool | None:
    """None for a day without messages."""
    shape = glimpse(export.head(member))
    if not isinstance(shape, list):
        return False
    if not shape:
        return None
    first = shape[0]
    ts = first.get("ts") if isinstance(first, dict) else None
    return isinstance(ts, str) and _TS.fullmatch(ts) is not None and first.get("type") == "message"


def _folder(export: Export, member: str) -> str:
    """The conversation's folder: for days that lie bare, the folder the export stands for."""
    if "/" in member:
        return member.partition("/")[0]
    name = PurePath(export.path).parent.name if _DAY.fullmatch(export.name) else PurePath(export.name).stem
    return name or "Slack"
