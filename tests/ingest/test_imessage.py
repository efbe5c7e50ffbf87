from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.container import open_export
from studio.ingest.formats import imessage
from studio.ingest.formats.imessage.body import History, history, styled_text, without_slots
from studio.ingest.formats.imessage.message import moment
from studio.ingest.importer import Export, Facts, ReadOptions
from tests.ingest.imessage_maker import BASE, NEW, OLD, at, chat_db, edited, joins, messages, summary, typedstream
from tests.ingest.memory import SAMPLES, MemoryExport, sample


def read(database: bytes | Export) -> list[Any]:
    export = MemoryExport("chat.db", database) if isinstance(database, bytes) else database
    return list(imessage.read(export, ReadOptions()))


def only(**fields: Any) -> Any:
    return read(messages(fields))[0]


def chats(*rows: dict[str, Any], handles: list[dict[str, Any]], members: list[tuple[int, int]]) -> list[str]:
    """Titles of chats that hold a message each."""
    said = [
        {"ROWID": n, "guid": f"G-{n}", "date": at(n), "is_from_me": 1, "text": "hi"} for n in range(1, len(rows) + 1)
    ]
    tables = {
        "handle": handles,
        "chat": list(rows),
        "chat_handle_join": [{"chat_id": chat, "handle_id": handle} for chat, handle in members],
        "message": said,
        "chat_message_join": [{"chat_id": row["ROWID"], "message_id": n} for n, row in enumerate(rows, 1)],
    }
    return [item.conversation for item in read(chat_db(tables)[0]) if isinstance(item, Message)]


@pytest.mark.parametrize("length", [0, 1, 42, 127, 128, 255, 256, 65_535, 65_536, 70_000])
def test_styled_text_of_any_length(length: int) -> None:
    assert styled_text(typedstream("x" * length)) == "x" * length


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_styled_text_in_any_script(text: str) -> None:
    assert styled_text(typedstream(text)) == text


def test_styled_text_with_a_length_that_cannot_be_ends_at_its_mark() -> None:
    assert styled_text(typedstream("Extra", length=b"\x81\xff\x7f")) == "Extra"
    assert styled_text(typedstream("Extra", length=b"\x7f")) == "Extra"


@given(st.binary(max_size=200))
def test_no_blob_is_too_strange(blob: bytes) -> None:
    for one in (blob, b"NSString" + blob, b"NSString+" + blob, b"bplist00" + blob):
        assert isinstance(styled_text(one), str | None)
        assert isinstance(history(one), History)


@pytest.mark.parametrize(
    ("text", "app", "bare", "slots"),
    [
        (None, False, None, 0),
        ("hi", False, "hi", 0),
        ("\ufffc", False, None, 1),
        ("\ufffc \n look", False, " \n look", 1),
        ("\ufffc\ufffc", False, None, 2),
        ("\ufffd", False, None, 0),
        ("\ufffdGame", True, "Game", 0),
        ("broken \ufffd byte", False, "broken \ufffd byte", 0),
        ("  ", False, None, 0),
    ],
)
def test_places_of_attachments_are_no_text(text: str | None, app: bool, bare: str | None, slots: int) -> None:
    assert without_slots(text, app=app) == (bare, slots)


@pytest.mark.parametrize("value", [738_244_800, 738_244_800_000_000_000, 738_244_800_999_999_999, 738_244_800.5])
def test_a_date_in_seconds_or_nanoseconds(value: float) -> None:
    assert moment(value) == datetime(2024, 5, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, None, "soon", b"1", 9e30, -(2**63)])
def test_a_date_that_is_none_is_refused(value: object) -> None:
    if value == -(2**63):
        assert moment(value).year == 1708
        return
    with pytest.raises(ValueError, match="date"):
        moment(value)


@pytest.mark.parametrize(
    ("code", "sign"),
    [(2000, "❤️"), (2001, "👍"), (2002, "👎"), (2003, "😂"), (2004, "‼️"), (2005, "❓"), (2006, "🍺"), (2007, "sticker")],
)
@pytest.mark.parametrize("on", ["p:0/A-1", "p:12/A-1", "bp:A-1", "A-1"])
def test_a_tapback_answers_the_message_it_hangs_on(code: int, sign: str, on: str) -> None:
    item = only(
        associated_message_type=code, associated_message_guid=on, associated_message_emoji="🍺", text="Loved “x”"
    )
    assert (item.type, item.text, item.reply_to) == ("reaction", sign, "A-1")


@pytest.mark.parametrize("code", [3000, 3006, 3007, 4000])
def test_a_tapback_taken_back_is_counted_and_skipped(code: int) -> None:
    assert isinstance(only(associated_message_type=code, associated_message_guid="p:0/A-1"), Skipped)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"item_type": 1, "group_action_type": 0, "other_handle": 9}, "+15550100 added someone to the conversation"),
        ({"item_type": 1, "group_action_type": 0, "other_handle": 1}, "+15550100 changed their phone number"),
        (
            {"item_type": 1, "group_action_type": 1, "other_handle": 9},
            "+15550100 removed someone from the conversation",
        ),
        ({"item_type": 2, "group_title": "Pub", "is_from_me": 1}, "Me named the conversation “Pub”"),
        ({"item_type": 2}, "+15550100 took the conversation's name away"),
        ({"item_type": 3}, "+15550100 left the conversation"),
        ({"item_type": 3, "group_action_type": 1}, "+15550100 changed the group photo"),
        ({"item_type": 4, "share_status": 0}, "+15550100 started sharing location"),
        ({"item_type": 4, "share_status": 1}, "+15550100 stopped sharing location"),
        ({"item_type": 5}, "+15550100 kept an audio message"),
        ({"item_type": 99}, "+15550100 did something (event 99)"),
    ],
)
def test_an_event_of_the_conversation_is_a_system_line(fields: dict[str, Any], said: str) -> None:
    item = only(**fields)
    assert (item.type, item.sender, item.text) == ("system", None, said)


def test_an_edit_keeps_the_last_version_even_where_only_the_history_has_it() -> None:
    item = only(date_edited=at(9), message_summary_info=edited("one", "two"))
    assert (item.text, item.edited, item.type) == ("two", True, "text")


@pytest.mark.parametrize("fields", [{"message_summary_info": summary(rp=[0])}, {"date_retracted": at(2)}])
def test_a_message_that_was_wholly_unsent_is_deleted(fields: dict[str, Any]) -> None:
    assert (only(**fields).type, only(**fields).text) == ("deleted", None)
    assert (only(text="rest", **fields).type, only(text="rest", **fields).edited) == ("text", True)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"text": "\ufffc"}, "media"),
        ({"text": "\ufffd", "balloon_bundle_id": "com.apple.messages.MSMessageExtensionBalloonPlugin:x"}, "media"),
        ({"text": "https://example.com", "balloon_bundle_id": "com.apple.messages.URLBalloonProvider"}, "text"),
        ({"is_audio_message": 1}, "media"),
        ({"cache_has_attachments": 1}, "media"),
        ({"text": "hi", "cache_has_attachments": 0}, "text"),
    ],
)
def test_what_is_media(fields: dict[str, Any], kind: str) -> None:
    assert only(**fields).type == kind


@pytest.mark.parametrize("fields", [{"text": b"\x00\x01"}, {"date": "soon", "text": "x"}, {"guid": b"1", "text": "x"},
                                    {"attributedBody": b"nothing in it"}])  # fmt: skip
def test_a_field_of_a_wrong_type_is_refused(fields: dict[str, Any]) -> None:
    item = only(**fields)
    assert isinstance(item, Rejected)
    assert item.where == "message[1]"


def test_broken_utf8_shows_and_stops_nothing() -> None:
    database = chat_db(BASE, extra=["INSERT INTO message (guid, date, is_from_me, text) VALUES "
                                    f"('G', {at(1)}, 1, CAST(x'6869ff' AS TEXT))"])[0]  # fmt: skip
    assert read(database)[0].text == "hi\ufffd"


def test_own_messages_go_by_me() -> None:
    items = read(messages({"is_from_me": 1, "text": "a", "handle_id": 0}, {"text": "b"}))
    assert [item.sender for item in items[:2]] == ["Me", "+15550100"]
    assert items[-1].me == "Me"
    assert items[-1].title_person == "+15550100"


def test_one_person_over_sms_and_imessage_is_one_conversation() -> None:
    handles = [{"ROWID": 1, "id": "+15550100", "person_centric_id": "P"},
               {"ROWID": 2, "id": "jo@example.com", "person_centric_id": "P"}]  # fmt: skip
    rows = [{"ROWID": n, "style": 45, "chat_identifier": one} for n, one in
            enumerate(("+15550100", "+15550100", "jo@example.com"), 1)]  # fmt: skip
    assert chats(*rows, handles=handles, members=[(1, 1), (2, 1), (3, 2)]) == ["+15550100"] * 3
    apart = [dict(handle, person_centric_id=None) for handle in handles]
    assert chats(*rows, handles=apart, members=[(1, 1), (2, 1), (3, 2)]) == ["+15550100", "+15550100", "jo@example.com"]


def test_groups_of_one_name_stay_apart() -> None:
    rows = [{"ROWID": n, "style": 43, "chat_identifier": f"chat{n}", "display_name": "Pub"} for n in (1, 2)]
    assert chats(*rows, handles=[], members=[]) == ["Pub", "Pub (2)"]


def test_an_old_version_lacks_columns_and_joins() -> None:
    rows = [{"ROWID": 1, "date": 738_244_800, "is_from_me": 0, "handle_id": 1, "text": "hi"}]
    schema = {"message": OLD["message"], "handle": OLD["handle"]}
    item = read(chat_db({"handle": [{"ROWID": 1, "id": "+15550100"}], "message": rows}, schema=schema)[0])[0]
    assert (item.conversation, item.text) == ("+15550100", "hi")


def test_what_only_the_log_holds_is_read(tmp_path: Path) -> None:
    rows = [{"ROWID": 1, "guid": "G", "date": at(1), "is_from_me": 1, "text": "in the log"}]
    database, log = chat_db({**BASE, "message": rows, "chat_message_join": joins(1, 1)}, wal=True)
    assert read(database) == [Facts(notes=read(database)[0].notes, me="Me")]
    for name in ("chat.db", "renamed"):
        (tmp_path / name).write_bytes(database)
        (tmp_path / f"{name}-wal").write_bytes(log)
        assert read(open_export(tmp_path / name))[0].text == "in the log"
        assert (tmp_path / f"{name}-wal").read_bytes() == log
    assert not (tmp_path / "chat.db-shm").exists()


def test_a_folder_counts_when_it_is_the_database_and_its_company() -> None:
    folder = sample("imessage/messages_folder")
    files = {member: folder.open(member).read() for member in folder.members()}
    assert imessage.sniff(folder) > 0.9
    assert imessage.sniff(MemoryExport("Messages", files | {f"Attachments/ab/{n}.heic": b"x" for n in range(20)})) > 0.9
    assert imessage.sniff(MemoryExport("Messages", files | {f"{n}.txt": b"x" for n in range(20)})) == 0


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE message (id INTEGER, body TEXT)")
    connection.close()
    content = (tmp_path / "x.db").read_bytes()
    assert imessage.sniff(MemoryExport("journal.db", content)) == 0
    with pytest.raises(InputError, match="not that of Messages"):
        read(content)


def hostile(*sql: str, without: str = "") -> bytes:
    schema = {table: columns for table, columns in NEW.items() if table != without}
    return chat_db({}, schema=schema, extra=sql)[0]


ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT x AS date, 1 AS is_from_me, 1 AS handle_id FROM n"
)


@pytest.mark.parametrize(
    "database",
    [
        b"SQLite format 3\0",
        b"SQLite format 3\0" + bytes(4000),
        hostile(f"CREATE VIEW message AS {ENDLESS}", without="message"),
        hostile("CREATE VIRTUAL TABLE message USING fts5(date, is_from_me, handle_id)", without="message"),
    ],
)
def test_a_hostile_database_is_refused(database: bytes) -> None:
    with pytest.raises(InputError):
        read(database)


def test_a_hostile_view_in_a_side_table_is_not_run() -> None:
    database = hostile(f"CREATE VIEW chat_message_join AS {ENDLESS}", without="chat_message_join")
    assert [type(item) for item in read(database)] == [Facts]


def test_a_generated_column_is_not_run() -> None:
    columns = NEW["message"].replace("text TEXT", "text TEXT AS (hex(zeroblob(70000000)))")
    schema = NEW | {"message": columns}
    row = "INSERT INTO message (guid, date, is_from_me, handle_id) VALUES ('G', 5, 1, 1)"
    assert isinstance(read(chat_db({}, schema=schema, extra=[row])[0])[0], Skipped)


def test_the_original_is_not_touched() -> None:
    before = {path: path.stat().st_mtime_ns for path in (SAMPLES / "imessage").rglob("*")}
    read(open_export(SAMPLES / "imessage" / "messages_folder"))
    assert {path: path.stat().st_mtime_ns for path in (SAMPLES / "imessage").rglob("*")} == before
