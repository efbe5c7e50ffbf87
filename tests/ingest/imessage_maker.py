"""Invented `chat.db` files, and the samples of them: `python -m tests.ingest.imessage_maker` writes them anew."""

from __future__ import annotations

import plistlib
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.ingest.memory import SAMPLES

NOON = 738_244_800
"""2024-05-24 12:00:00 UTC in seconds since 2001."""

OLD = {
    "message": "ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, attributedBody BLOB, date INTEGER, "
    "is_from_me INTEGER, handle_id INTEGER, item_type INTEGER",
    "handle": "ROWID INTEGER PRIMARY KEY, id TEXT",
    "chat": "ROWID INTEGER PRIMARY KEY, guid TEXT, style INTEGER, chat_identifier TEXT, display_name TEXT",
    "chat_message_join": "chat_id INTEGER, message_id INTEGER",
    "chat_handle_join": "chat_id INTEGER, handle_id INTEGER",
    "message_attachment_join": "message_id INTEGER, attachment_id INTEGER",
}
"""Tables as before macOS 10.13, less what is not read."""
NEW = OLD | {
    "message": OLD["message"] + ", subject TEXT, group_title TEXT, group_action_type INTEGER, other_handle INTEGER, "
    "share_status INTEGER, associated_message_type INTEGER, associated_message_guid TEXT, "
    "associated_message_emoji TEXT, message_summary_info BLOB, date_edited INTEGER, date_retracted INTEGER, "
    "thread_originator_guid TEXT, balloon_bundle_id TEXT, is_audio_message INTEGER, cache_has_attachments INTEGER",
    "handle": OLD["handle"] + ", person_centric_id TEXT",
    "chat_recoverable_message_join": "chat_id INTEGER, message_id INTEGER",
}

Row = Mapping[str, Any]


def at(minute: float) -> int:
    """Nanoseconds of a minute after noon."""
    return int((NOON + minute * 60) * 1_000_000_000)


def typedstream(text: str, *, length: bytes | None = None, tail: bytes | None = None) -> bytes:
    """An `attributedBody`, with a length of its own choice when given."""
    raw = text.encode()
    size = len(raw)
    if length is None:
        wide = b"\x81" + size.to_bytes(2, "little") if size < 1 << 16 else b"\x82" + size.to_bytes(4, "little")
        length = bytes([size]) if size < 0x80 else wide
    head = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85"
    after = b"\x86\x84\x02iI\x01\x05\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x00\x86\x86"
    return head + b"\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+" + length + raw + (after if tail is None else tail)


def summary(**info: object) -> bytes:
    """A `message_summary_info`."""
    return plistlib.dumps(info, fmt=plistlib.FMT_BINARY)


def chat_db(
    tables: Mapping[str, Sequence[Row]],
    *,
    schema: Mapping[str, str] = NEW,
    extra: Sequence[str] = (),
    wal: bool = False,
) -> tuple[bytes, bytes]:
    """A database and its write-ahead log; with `wal` the rows are in the log alone."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "chat.db"
        connection = sqlite3.connect(place if wal else ":memory:", isolation_level=None)
        connection.execute("PRAGMA page_size = 512")
        for table, columns in schema.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
        if wal:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA synchronous = OFF")
        for sql in extra:
            connection.execute(sql)
        for table, rows in tables.items():
            for row in rows:
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        if not wal:
            connection.execute("VACUUM")
        log = Path(f"{place}-wal")
        made = (place.read_bytes(), log.read_bytes()) if wal else (connection.serialize(), b"")
        connection.close()
        return made


def messages(*rows: Row) -> bytes:
    """A database of one direct chat with +15550100."""
    numbered = [{"ROWID": n, "guid": f"G-{n}", "date": at(n), "is_from_me": 0, "handle_id": 1} | dict(row)
                for n, row in enumerate(rows, 1)]  # fmt: skip
    return chat_db({**BASE, "message": numbered, "chat_message_join": joins(1, *range(1, len(rows) + 1))})[0]


def joins(chat: int, *rows: int) -> list[Row]:
    """Rows of `chat_message_join`."""
    return [{"chat_id": chat, "message_id": row} for row in rows]


BASE: dict[str, Sequence[Row]] = {
    "handle": [{"ROWID": 1, "id": "+15550100"}],
    "chat": [{"ROWID": 1, "guid": "iMessage;-;+15550100", "style": 45, "chat_identifier": "+15550100"}],
    "chat_handle_join": [{"chat_id": 1, "handle_id": 1}],
}


def ventura() -> bytes:
    """Two direct chats, a group and what newer versions keep."""
    body = typedstream
    return chat_db(
        {
            "handle": [
                {"ROWID": 1, "id": "+15550100", "person_centric_id": "P1"},
                {"ROWID": 2, "id": "jo@example.com", "person_centric_id": "P1"},
                {"ROWID": 3, "id": "+15550111"},
            ],
            "chat": [
                _chat(1, "iMessage;-;+15550100", 45),
                _chat(2, "SMS;-;+15550100", 45),
                _chat(3, "iMessage;+;chat77", 43, display_name="Pub"),
                _chat(4, "iMessage;+;chat78", 43, display_name=""),
            ],
            "chat_handle_join": [
                {"chat_id": chat, "handle_id": one} for chat, one in ((1, 1), (2, 1), (3, 1), (3, 3), (4, 2), (4, 3))
            ],
            "chat_message_join": [*joins(1, *range(1, 8)), *joins(2, 8), *joins(3, 9, 10, 11, 12), *joins(4, 13)],
            "chat_recoverable_message_join": joins(1, 14),
            "message_attachment_join": [{"message_id": m, "attachment_id": m} for m in (3, 12)],
            "message": [
                _row(1, handle_id=1, attributedBody=body("Are you coming tonight?")),
                _row(2, is_from_me=1, text="Yes\nat eight", thread_originator_guid="G-1"),
                _row(3, handle_id=2, attributedBody=body("\ufffcthe view"), cache_has_attachments=1),
                _tap(4, 2000, "p:0/G-3", is_from_me=1, text="Loved an image"),
                _row(5, handle_id=1, attributedBody=body("See you at nine"), date_edited=at(6),
                     message_summary_info=edited("See you at ate", "See you at nine")),
                _row(6, handle_id=1, date_edited=at(7), date_retracted=at(7), message_summary_info=summary(rp=[0])),
                _tap(7, 3000, "p:0/G-3", is_from_me=1),
                _row(8, handle_id=1, text="from the tunnel", subject="SMS"),
                _row(9, handle_id=3, item_type=2, group_title="Pub"),
                _row(10, is_from_me=1, item_type=1, group_action_type=0, other_handle=1),
                _tap(11, 2006, "bp:G-9", handle_id=3, associated_message_emoji="🍺"),
                _tap(12, 1000, "p:0/G-9", handle_id=3, text="\ufffc"),
                _row(13, handle_id=3, text="third round?", is_audio_message=0),
                _row(14, is_from_me=1, text="sent in anger"),
                _row(15, handle_id=3, text="lost its chat"),
                _row(16, handle_id=0, text="\ufffd", balloon_bundle_id="com.apple.Handwriting.HandwritingProvider"),
                _row(17, handle_id=3, date=0, text="no date"),
                _row(18, handle_id=3),
            ],
        }
    )[0]  # fmt: skip


def sierra() -> bytes:
    """An old version: fewer columns, dates in seconds."""
    rows = [
        _row(1, date=NOON, handle_id=1, text="Still on for Sunday?", item_type=0),
        _row(2, date=NOON + 60, is_from_me=1, handle_id=0, text="Yes 👍", item_type=0),
        _row(3, date=NOON + 120, handle_id=1, text="\ufffc", item_type=0),
    ]
    return chat_db(
        {**BASE, "message": rows, "chat_message_join": joins(1, 1, 2, 3),
         "message_attachment_join": [{"message_id": 3, "attachment_id": 1}]},
        schema=OLD,
    )[0]  # fmt: skip


def edited(*versions: str) -> bytes:
    """The history of a message edited from the first of these texts to the last."""
    events = [{"t": typedstream(text), "d": NOON + 60.0 * n} for n, text in enumerate(versions)]
    return summary(ec={"0": events}, ep=[0], otr={"0": {"lo": 0, "le": len(versions[-1])}})


def _chat(number: int, guid: str, style: int, **fields: Any) -> Row:
    return {"ROWID": number, "guid": guid, "style": style, "chat_identifier": guid.rpartition(";")[2]} | fields


def _tap(number: int, kind: int, on: str, **fields: Any) -> Row:
    return _row(number, associated_message_type=kind, associated_message_guid=on, **fields)


def _row(number: int, **fields: Any) -> Row:
    return {"ROWID": number, "guid": f"G-{number}", "date": at(number), "is_from_me": 0} | fields


def main() -> None:
    """Write the samples."""
    folder = SAMPLES / "imessage"
    (folder / "messages_folder").mkdir(parents=True, exist_ok=True)
    (folder / "ventura.db").write_bytes(ventura())
    (folder / "3d0d7e5fb2ce288813306e4d4636395e047a3d28").write_bytes(sierra())
    rows = [{"ROWID": 1, "guid": "G-1", "date": at(1), "is_from_me": 1, "text": "only in the log"}]
    database, log = chat_db({**BASE, "message": rows, "chat_message_join": joins(1, 1)}, schema=OLD, wal=True)
    (folder / "messages_folder" / "chat.db").write_bytes(database)
    (folder / "messages_folder" / "chat.db-wal").write_bytes(log)
    (folder / "messages_folder" / "chat.db-shm").write_bytes(bytes(32))


if __name__ == "__main__":
    main()
