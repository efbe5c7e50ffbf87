"""Apple Messages' own database: `chat.db` of a Mac, or the same out of an iPhone backup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.json_files import compact
from studio.ingest.formats.imessage.chats import Chats
from studio.ingest.formats.imessage.database import Along, Database, opened
from studio.ingest.formats.imessage.message import COLUMNS, ME, Place, message
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "imessage.v1"
LABEL = "iMessage and SMS (chat.db)"
KIND: ExportKind = "chat"
EXTENSIONS = (".db",)
HOW_TO_EXPORT = (
    "On the Mac, copy chat.db, chat.db-wal and chat.db-shm from ~/Library/Messages into a folder of your own in the "
    "Finder, and give that folder; to read them in place, first allow your terminal Full Disk Access in System "
    "Settings › Privacy & Security. In an unencrypted iPhone backup it is the file "
    "3d0d7e5fb2ce288813306e4d4636395e047a3d28."
)
READS = "Messages, tapbacks, answers, edits, unsent and recently deleted ones, group events, media marks."
LEAVES_OUT = "The files themselves, link previews, app contents, read receipts, tapbacks taken back, contact names."

_MAGIC = b"SQLite format 3\0"
_TELLING = (b"chat_message_join", b"associated_message_guid", b"chat_handle_join", b"message_attachment_join")
_HEAD = 1 << 20
_BACKUP_NAME = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
_NAMES = frozenset(("chat.db", "sms.db", _BACKUP_NAME))
_BESIDE = ("-wal", "-shm", "-journal")
_FOLDERS = frozenset(("Attachments", "StickerCache", "NickNameCache", "Archive", "CloudKitMetaData", "Caches", "Sync"))


def sniff(export: Export) -> float:
    """Sure when an SQLite file holds the tables of Messages; a folder counts when it is that file and its company."""
    members = export.members()
    if members == [""]:
        return _score(export, "", export.name)
    found = _database(export, members)
    if found is None:
        return 0.0
    folder = PurePosixPath(found).parent
    known = sum(
        member == found
        or member in {found + ending for ending in _BESIDE}
        or bool(_FOLDERS & set(PurePosixPath(member).parts[:-1]))
        or (PurePosixPath(member).parent == folder and member.endswith((".plist", ".db-lock")))
        for member in members
    )
    share = known / len(members)
    return 0.95 * share if share > 0.8 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages in the order of their rows.

    Raises:
        InputError: it is damaged, or not the database of Messages.
    """
    members = export.members()
    member = "" if members == [""] else _database(export, members)
    if member is None:
        raise InputError(f"{export.name} holds no chat.db.", fix=HOW_TO_EXPORT, code="no_messages")
    with opened(export, member) as database:
        if not database.has("message", "date", "is_from_me", "handle_id"):
            raise InputError(
                f"{member or export.name} is a database, but not that of Messages.",
                fix=HOW_TO_EXPORT,
                code="no_messages",
            )
        yield from _messages(database)


def _messages(database: Database) -> Iterator[Message | Rejected | Skipped | Facts]:
    chats = Chats(database)
    places = _Places(database, chats)
    deleted = 0
    for row in database.rows("message", COLUMNS):
        place = places.of(row)
        where = f"message[{row['ROWID']}]"
        deleted += place.deleted
        try:
            yield message(row, place, chats, where)
        except ValueError as problem:
            yield Rejected(where, str(problem), _raw(row))
    alone = next(iter(places.seen.items())) if len(places.seen) == 1 else (None, None)
    notes = [f"Your own messages go by “{ME}”; others by their phone number or e-mail address."]
    if chats.merged:
        notes.append(f"{chats.merged} address(es) that Messages holds to be one person's go by the first of them.")
    if deleted:
        notes.append(f"{deleted} message(s) from Recently Deleted are kept, marked as deleted.")
    yield Facts(alone[0], alone[1], tuple(notes), me=ME)


class _Places:
    """Where each message belongs; the joining tables are read along with the messages."""

    def __init__(self, database: Database, chats: Chats) -> None:
        self._chats = chats
        self._in = Along(database.pairs("chat_message_join", "message_id", "chat_id"))
        self._deleted = Along(database.pairs("chat_recoverable_message_join", "message_id", "chat_id"))
        self._attached = Along(database.pairs("message_attachment_join", "message_id", "attachment_id"))
        self.seen: dict[str, str | None] = {}
        """Conversations met so far, with the other person of a direct chat."""

    def of(self, row: Mapping[str, Any]) -> Place:
        """The place of the next row."""
        kept, deleted = self._in.at(row["ROWID"]), self._deleted.at(row["ROWID"])
        chat = next(iter(kept or deleted), None)
        title, other = self._chats.conversation(chat, row.get("handle_id"))
        self.seen[title] = other
        return Place(title, other, bool(deleted and not kept), len(self._attached.at(row["ROWID"])))


def _score(export: Export, member: str, name: str) -> float:
    if not export.head(member, len(_MAGIC)).startswith(_MAGIC):
        return 0.0
    head = export.head(member, _HEAD)
    if sum(telling in head for telling in _TELLING) >= 2:
        return 0.98
    return 0.6 if PurePosixPath(name).name in _NAMES else 0.0


def _database(export: Export, members: list[str]) -> str | None:
    """The one member that is the database; those named like it, or `.db`, are looked at."""
    likely = [name for name in members if name.endswith(".db") or PurePosixPath(name).name == _BACKUP_NAME]
    if not likely and len(members) <= 8:
        likely = [name for name in members if not name.endswith(_BESIDE)]
    found = [name for name in likely[:8] if _score(export, name, name) > 0]
    return found[0] if len(found) == 1 else None


def _raw(row: Mapping[str, Any]) -> str:
    return compact({name: value for name, value in row.items() if value is not None and not isinstance(value, bytes)})
