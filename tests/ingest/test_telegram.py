"""Telegram: what its JSON holds, what it breaks, and what it leaves to guess."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Reaction, Rejected, Skipped
from studio.ingest.formats import telegram
from studio.ingest.formats.telegram.chats import headers
from studio.ingest.formats.telegram.escapes import Mended, mended
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

SUMMER = timezone(timedelta(hours=2))


def message(**fields: Any) -> dict[str, Any]:
    usual = {"id": 1, "type": "message", "date": "2024-05-01T10:00:00", "from": "Jo", "from_id": "user1", "text": "hi"}
    return {key: value for key, value in {**usual, **fields}.items() if value is not ...}


def chat(*messages: Any, name: str | None = "Jo", number: int = 1, kind: str = "personal_chat") -> dict[str, Any]:
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


def account(*chats: Any, **sections: Any) -> dict[str, Any]:
    return {"about": "your data", **sections, "chats": {"about": "all chats", "list": list(chats)}}


def export(content: Any) -> MemoryExport:
    return MemoryExport("renamed.json", content if isinstance(content, bytes) else json.dumps(content).encode())


def items(content: Any) -> list[Any]:
    return list(telegram.read(export(content), ReadOptions()))


def records(content: Any) -> list[Message]:
    return [item for item in items(content) if isinstance(item, Message)]


def only(**fields: Any) -> Message:
    (found,) = records(chat(message(**fields)))
    return found


def refusal(**fields: Any) -> str:
    (found,) = [item for item in items(chat(message(**fields))) if isinstance(item, Rejected)]
    assert found.where == "messages[0]"
    assert found.raw
    return found.reason


def facts(content: Any) -> Facts:
    (found,) = [item for item in items(content) if isinstance(item, Facts)]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ", "plain "),
        ("", None),
        ([], None),
        (["see ", {"type": "link", "text": "example.com"}, "."], "see example.com."),
        ([{"type": "bold", "text": "Link:"}, {"type": "text_link", "text": "x", "href": "y"}], "Link:x"),
    ],
)
def test_parts_of_a_text_are_joined_with_nothing_between(text: Any, expected: str | None) -> None:
    assert only(text=text).text == expected


def test_text_entities_stand_in_for_a_missing_text() -> None:
    assert only(text=..., text_entities=[{"type": "plain", "text": "a"}, {"type": "code", "text": "b"}]).text == "ab"


@pytest.mark.parametrize("text", [7, {"text": "a"}, [["a"]], [{"type": "bold"}], [None]])
def test_a_text_that_is_none_is_refused(text: Any) -> None:
    assert "text" in refusal(text=text)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date_unixtime": "1714550400"}, datetime(2024, 5, 1, 10, tzinfo=SUMMER)),
        ({"date_unixtime": 1714557600}, datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ({"date_unixtime": "1714575600"}, datetime(2024, 5, 1, 10, tzinfo=timezone(timedelta(hours=-5)))),
        ({}, datetime(2024, 5, 1, 10)),
        ({"date": ..., "date_unixtime": "1714550400"}, datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ({"date_unixtime": "1514550400"}, datetime(2017, 12, 29, 12, 26, 40, tzinfo=UTC)),
    ],
)
def test_the_offset_is_what_lies_between_local_and_unix_time(fields: dict[str, Any], expected: datetime) -> None:
    found = only(**fields).sent_at
    assert found == expected
    assert found.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    "fields",
    [{"date": ...}, {"date": 5}, {"date": "soon"}, {"date_unixtime": "x"}, {"date": ..., "date_unixtime": 10**19}],
)
def test_a_message_without_a_time_is_refused(fields: dict[str, Any]) -> None:
    assert refusal(**fields)


@pytest.mark.parametrize(
    ("edited", "expected"),
    [("2024-05-01T10:01:00", True), ("1970-01-01T05:00:00", False), ("1969-12-31T19:00:00", False), (..., False)],
)
def test_1970_means_never_edited(edited: Any, expected: bool) -> None:
    assert only(edited=edited).edited is expected


def test_accounts_are_numbers_in_old_exports_and_words_in_new_ones() -> None:
    for number in (42, "user42"):
        personal = {"user_id": 42, "first_name": "Ben", "last_name": "Ode"}
        content = account(chat(message(**{"from": "Benny", "from_id": number})), personal_information=personal)
        assert facts(content).me == "Benny"


def test_the_owner_is_named_by_the_account_when_they_wrote_nothing() -> None:
    personal = {"user_id": 42, "first_name": "Ben", "last_name": ""}
    assert facts(account(chat(message()), personal_information=personal)).me == "Ben"


def test_in_a_chat_by_itself_the_owner_is_the_one_it_is_not_with() -> None:
    content = chat(message(), message(id=2, **{"from": "Ben", "from_id": "user9"}))
    assert facts(content) == Facts(conversation="Jo", title_person="Jo", me="Ben")


def test_a_deleted_account_keeps_its_number() -> None:
    (found,) = records(chat(message(**{"from": None, "from_id": "user7"}), name=None, number=7))
    assert (found.conversation, found.sender) == ("Deleted Account 7", "Deleted Account 7")


@pytest.mark.parametrize("kind", ["saved_messages", "replies", "verification_codes"])
def test_chats_without_a_name_have_telegrams(kind: str) -> None:
    content = account({"type": kind, "id": 1, "messages": [message()]})
    assert records(content)[0].conversation == kind.replace("_", " ").title()


def test_two_chats_of_one_name_are_told_apart_by_id_whatever_their_order() -> None:
    first, second = chat(message(), number=9), chat(message(), number=2)
    for content in (account(first, second), account(second, first)):
        titles = {item.conversation for item in records(content)}
        assert titles == {"Jo", "Jo (2)"}
    assert [item.conversation for item in records(account(first, second))] == ["Jo (2)", "Jo"]


def test_left_chats_are_read_too() -> None:
    content = {
        **account(chat(message())),
        "left_chats": {"about": "", "list": [chat(message(), name="Choir", number=3)]},
    }
    assert [item.conversation for item in records(content)] == ["Jo", "Choir"]


def test_keys_in_any_order_are_understood() -> None:
    content = json.dumps(account(chat(message())), sort_keys=True)
    assert content.index('"messages"') < content.index('"name"')
    assert records(content.encode())[0].conversation == "Jo"


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"media_type": "sticker", "file": "s.webp", "sticker_emoji": "😆"}, "media", "😆"),
        ({"photo": "(File not included. Change data exporting settings to download.)"}, "media", None),
        ({"photo": "p.jpg", "text": "look"}, "media", "look"),
        ({"media_type": "voice_message", "file": "a.ogg"}, "media", None),
        ({"location_information": None}, "media", None),
        ({"place_name": "Pier 4", "address": "Harbour"}, "media", "Pier 4, Harbour"),
        ({"contact_information": {"first_name": "Al", "last_name": "", "phone_number": "+1 555 0100"}}, "media",
         "Al, +1 555 0100"),
        ({"poll": {"question": "Tea?", "answers": [{"text": "yes", "voters": 1, "chosen": True}]}}, "media",
         "Tea?\n- yes (1) ✓"),
        ({"game_title": "Snake", "game_description": "eat"}, "media", "Snake: eat"),
    ],
)  # fmt: skip
def test_media_say_what_words_can(fields: dict[str, Any], kind: str, text: str | None) -> None:
    found = only(**{"text": "", **fields})
    assert (found.type, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"action": "phone_call", "duration_seconds": 62}, "call", "Call, 1 min 2 s"),
        ({"action": "phone_call", "discard_reason": "missed"}, "call", "Call, missed"),
        ({"action": "phone_call"}, "call", "Call"),
        ({"action": "group_call", "duration": 3600}, "call", "Group call, 1 h"),
        ({"action": "invite_members", "members": ["Al", None]}, "system", "Jo invited Al, someone"),
        ({"action": "invite_members", "members": ["Jo"]}, "system", "Jo joined the group"),
        ({"action": "some_new_thing"}, "system", "Jo: some new thing"),
        ({"information_text": "Told by the server"}, "system", "Told by the server"),
    ],
)
def test_what_telegram_says_itself(fields: dict[str, Any], kind: str, text: str) -> None:
    found = only(**{"type": "service", "from": ..., "actor": "Jo", "actor_id": "user1", "text": "", **fields})
    assert (found.type, found.text, found.sender) == (kind, text, "Jo" if kind == "call" else None)


def test_a_reply_into_another_chat_answers_nothing_here() -> None:
    assert only(reply_to_message_id=5).reply_to == "5"
    assert only(reply_to_message_id=5, reply_to_peer_id="channel3").reply_to is None


def test_reactions_hang_on_their_message() -> None:
    recent = [{"from": "Al", "from_id": "user2", "date": "2024-05-01T10:02:00"}]
    found = only(
        date_unixtime="1714550400",
        reactions=[{"type": "emoji", "emoji": "🔥", "count": 3, "recent": recent}, {"type": "paid", "count": 1}],
    )
    at = datetime(2024, 5, 1, 10, 2, tzinfo=SUMMER)
    assert found.reactions == (Reaction("🔥", "Al", at), *[Reaction("🔥", None)] * 2, Reaction("⭐", None))


def test_counted_reactions_are_bounded() -> None:
    assert len(only(reactions=[{"type": "emoji", "emoji": "🔥", "count": 10**12}]).reactions) == 100


def test_what_telegram_could_not_export_is_skipped() -> None:
    assert isinstance(items(chat({"id": 1, "type": "unsupported"}))[0], Skipped)


@pytest.mark.parametrize(
    "fields",
    [{"from": ["Jo"]}, {"from_id": {}}, {"id": "1"}, {"edited": 0}, {"type": "odd"}, {"reply_to_message_id": "x"},
     {"reactions": {}}, {"reactions": [1]}, {"reactions": [{"type": "emoji", "emoji": "a", "count": "many"}]},
     {"type": "service"}, {"type": ["message"]}, {"text": [{"text": 1}]}],
)  # fmt: skip
def test_wrong_types_are_refused_one_by_one(fields: dict[str, Any]) -> None:
    assert refusal(**fields)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (rb"a\x0Bb", "a\x0bb"), (rb"\x1F\x0b", "\x1f\x0b"), (rb"C:\\x64", "C:\\x64"), (rb"\\\x0B", "\\\x0b"),
        (rb"\\\\x0B", "\\\\x0B"), (b"plain", "plain"),
    ],
)  # fmt: skip
def test_control_characters_that_are_no_json_are_mended(written: bytes, meant: str) -> None:
    content = json.dumps(chat(message(text="@"))).encode().replace(b"@", written)
    assert records(content)[0].text == meant


@given(st.lists(st.sampled_from([b"\\", b"\\\\", b"x", b"0B", b"a", b"\\x1f", b'"']), max_size=40), st.integers(1, 7))
def test_mending_does_not_depend_on_where_reads_end(parts: list[bytes], size: int) -> None:
    raw, read = b"".join(parts), b""
    stream = Mended(io.BytesIO(raw))
    while piece := stream.read(size):
        read += piece
    assert read == mended(raw) == re.sub(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})", rb"\1\\u00\2", raw)


def test_a_damaged_message_costs_only_itself() -> None:
    content = json.dumps(account(chat(message(), message(id=2, text="@"), message(id=3)), chat(message(), number=2)))
    found = items(content.replace("@", '"').encode())
    assert [item.key for item in found if isinstance(item, Message)] == ["1", "3", "1"]
    (refused,) = [item for item in found if isinstance(item, Rejected)]
    assert (refused.where, refused.raw.count('"id"')) == ("chats[0].messages[1]", 1)


def test_a_file_cut_off_gives_what_came_before() -> None:
    content = json.dumps(chat(message(), message(id=2))).encode()
    found = items(content[:-20])
    assert [type(item) for item in found] == [Message, Rejected, Facts]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 5000, b'{"a": 1}', b'{"messages": 3}', b'{"chats": {"list": []}}']
)
def test_what_is_no_chat_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        items(content)
    assert caught.value.fix


def test_html_asks_for_json() -> None:
    page = b'<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_wrap">'
    export = MemoryExport("messages.html", page)
    assert telegram.sniff(export) >= 0.5
    with pytest.raises(InputError) as caught:
        list(telegram.read(export, ReadOptions()))
    assert caught.value.code == "html_export"
    both = MemoryExport("x", {"messages.html": page, "result.json": json.dumps(chat(message())).encode()})
    assert telegram.sniff(both) >= 0.5
    kinds = [type(item) for item in telegram.read(both, ReadOptions())]
    assert kinds == [Message, Skipped, Facts]


def test_a_folder_is_claimed_with_its_media_and_not_with_anything_else() -> None:
    own = json.dumps(chat(message())).encode()
    assert telegram.sniff(MemoryExport("a", {"r.json": own, "photos/p.jpg": b"", "files/notes.csv": b"a,b"})) > 0.9
    assert telegram.sniff(MemoryExport("a", {"r.json": own, "strong.csv": b"", "diary.md": b""})) == 0
    assert telegram.sniff(MemoryExport("a", {"one.json": own, "two.json": own})) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"messages": [{"sender_name": "Jo", "timestamp_ms": 1, "content": "hi", "type": "Generic"}], "title": "Jo"},
        {"messages": [{"id": "1", "type": "Default", "timestamp": "2024", "content": "a"}], "guild": {}},
        {"messages": []},
        {"chats": {"list": [{"name": "a"}]}},
        [{"type": "message", "user": "U1", "text": "hi", "ts": "1.2"}],
    ],
)
def test_others_json_is_left_to_them(other: Any) -> None:
    assert telegram.sniff(export(other)) < 0.5


def test_a_head_that_ends_before_the_chats_is_recognised() -> None:
    whole = json.dumps(
        account(chat(message()), personal_information={"user_id": 1}, contacts={"about": "", "list": []})
    )
    assert telegram.sniff(export(whole[: whole.index('"chats"')].encode())) >= 0.5


def test_heads_of_chats_are_found_without_parsing() -> None:
    content = json.dumps(account(chat(message(text='"messages": ["')), chat(name='A "quoted" one', number=5)), indent=1)
    assert [(found.name, found.id) for found in headers(io.BytesIO(content.encode()))] == [
        ("Jo", 1), ('A "quoted" one', 5),
    ]  # fmt: skip


def test_every_element_of_the_samples_is_accounted_for() -> None:
    whole = json.loads(sample("telegram/account").open("result.json").read())
    held = sum(len(one["messages"]) for part in ("chats", "left_chats") for one in whole[part]["list"])
    found = list(telegram.read(sample("telegram/account"), ReadOptions()))
    assert sum(not isinstance(item, Facts) for item in found) == held
