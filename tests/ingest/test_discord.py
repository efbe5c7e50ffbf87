from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.formats import discord
from studio.ingest.formats.discord.moments import id_time, read_time
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

GUILD = {"id": "300000000000000001", "name": "Moss Club"}
CHANNEL = {"id": "400000000000000001", "type": "GuildTextChat", "category": "Talk", "name": "general"}
HEADER = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
ANN = {"id": "1", "name": "Ann", "discriminator": "1234"}


def said(content: str = "hi", *, key: str = "1235304736358400000", **more: Any) -> dict[str, Any]:
    told = {"id": key, "type": "Default", "timestamp": "2024-05-01T21:00:00.5+02:00", "content": content, "author": ANN}
    return {**told, **more}


def chat(*messages: Any, guild: Any = None, channel: Any = None) -> bytes:
    told = {"guild": guild or GUILD, "channel": channel or CHANNEL, "messages": list(messages)}
    return json.dumps(told).encode()


def read(content: bytes | dict[str, bytes], *, name: str = "x.json", **options: str) -> list[Any]:
    return list(discord.read(MemoryExport(name, content), ReadOptions(**options)))


def messages(items: list[Any]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


def row(content: str = "hi", *, date: str = "2024-05-01T21:00:00+02:00", author: str = "Ann#1234") -> bytes:
    return f'{HEADER}"1","{author}","{date}","{content}","",""\n'.encode()


def test_a_message_keeps_its_id_time_and_answer() -> None:
    reference = {"messageId": "7", "channelId": CHANNEL["id"]}
    message = messages(read(chat(said(type="Reply", timestampEdited="2024-05-01T21:01:00Z", reference=reference))))[0]
    assert message.key == "1235304736358400000"
    assert message.reply_to == "7"
    assert message.edited
    assert message.sent_at.isoformat() == "2024-05-01T21:00:00.500000+02:00"
    assert message.conversation == "Moss Club #general"
    assert message.sender == "Ann"


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"attachments": [{"url": "a"}]}, "media", "hi"),
        ({"content": "", "attachments": [{"url": "a"}]}, "media", None),
        ({"content": "", "stickers": [{"name": "wave"}]}, "media", None),
        ({"content": "", "embeds": [{"title": "A", "description": "B"}]}, "media", "A\nB"),
        ({"embeds": [{"title": "A"}]}, "text", "hi"),
        ({"content": "", "forwardedMessage": {"content": "from there"}}, "text", "from there"),
        ({"content": "", "forwardedMessage": {"content": "", "attachments": [{}]}}, "media", None),
        ({"content": "Pinned a message.", "type": "ChannelPinnedMessage"}, "system", "Ann pinned a message."),
        ({"content": "", "type": "8"}, "system", "Ann"),
        (
            {"content": "Started a call that lasted 3 minutes.", "type": "Call"},
            "call",
            "Started a call that lasted 3 minutes.",
        ),
        ({"content": "", "type": "Call", "callEndedTimestamp": "2024-05-01T21:10:00+02:00"}, "call", "Call (9 min)"),
        ({"content": "pong", "type": "20"}, "text", "pong"),
        ({"type": "SomethingNew"}, "text", "hi"),
    ],
)
def test_what_a_message_is(fields: dict[str, Any], kind: str, text: str | None) -> None:
    message = messages(read(chat(said(**fields))))[0]
    assert (message.type, message.text) == (kind, text)
    assert (message.sender is None) == (kind == "system")


def test_reactions_name_people_where_the_export_does_and_count_the_rest() -> None:
    reactions = [
        {"emoji": {"name": "👍"}, "count": 3, "users": [{"id": "2", "name": "Bo"}]},
        {"emoji": {"id": "9", "name": "moss"}, "count": 10**20},
    ]
    found = messages(read(chat(said(reactions=reactions))))[0].reactions
    assert [(one.emoji, one.by) for one in found[:4]] == [("👍", "Bo"), ("👍", None), ("👍", None), (":moss:", None)]
    assert len(found) < 100


def test_two_accounts_of_one_name_stay_two_people() -> None:
    other = {"id": "2", "name": "Ann", "discriminator": "9876"}
    third = {"id": "3", "name": "Ann", "discriminator": "0000"}
    items = read(chat(said(), said(author=other), said(author=third), said(author=ANN)))
    assert [item.sender for item in messages(items)] == ["Ann", "Ann#9876", "Ann (2)", "Ann"]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": None}, {"id": 5}, {"timestamp": None}, {"timestamp": "0000-00-00"}, {"timestamp": 12}, {"author": None},
        {"author": {"id": "1", "name": None}}, {"content": ["a"]}, {"type": ["Default"]}, {"reactions": {}},
        {"reactions": [{"emoji": None}]}, {"attachments": "a"}, {"reference": "a"}, {"timestampEdited": 3},
        {"embeds": ["a"], "content": ""}, {"forwardedMessage": 1},
    ],
)  # fmt: skip
def test_a_wrong_type_is_refused_with_its_place_and_reason(fields: dict[str, Any]) -> None:
    items = read(chat(said(), {**said(), **fields}))
    assert [(item.where, bool(item.reason and item.raw)) for item in items if isinstance(item, Rejected)] == [
        ("messages[1]", True)
    ]
    assert len(messages(items)) == 1


def test_an_interrupted_run_is_kept_as_far_as_it_goes() -> None:
    whole = chat(*(said(f"line {n}", key=str(n + 1)) for n in range(9)))
    items = read(whole[: whole.index(b"line 6")])
    assert [item.text for item in messages(items)] == [f"line {n}" for n in range(6)]
    assert [item.where for item in items if isinstance(item, Rejected)] == ["messages[6]"]


def test_a_byte_that_is_no_text_does_not_end_the_file() -> None:
    items = read(chat(said("one"), said("two")).replace(b"one", b"on\xff"))
    assert [item.text for item in messages(items)] == ["on�", "two"]


def test_parts_are_one_conversation_in_order_whatever_they_are_called() -> None:
    files = {"b.json": chat(said("first", key="10")), "a.json": chat(said("second", key="200"))}
    items = read(files, name="export")
    assert [(item.conversation, item.text) for item in messages(items)] == [
        ("Moss Club #general", "first"),
        ("Moss Club #general", "second"),
    ]
    named = {f"general [400000000000000001]{part}.json": chat(said(part)) for part in (" [part 10]", " [part 2]", "")}
    assert [item.text for item in messages(read(named, name="export")) if item.text] == [" [part 2]", " [part 10]"]


def test_channels_of_one_title_stay_apart() -> None:
    other = {**CHANNEL, "id": "400000000000000000"}
    items = read({"a.json": chat(said("a")), "b.json": chat(said("b"), channel=other)}, name="export")
    assert {(item.conversation, item.text) for item in messages(items)} == {
        ("Moss Club #general", "b"),
        ("Moss Club #general (2)", "a"),
    }


def test_a_direct_chat_is_named_after_the_person_shown() -> None:
    channel = {"id": "5", "type": "DirectTextChat", "name": "Annie"}
    items = read(
        chat(said(author={**ANN, "nickname": "Annie"}), guild={"id": "0", "name": "Direct Messages"}, channel=channel)
    )
    told = items[-1]
    assert isinstance(told, Facts)
    assert (told.conversation, told.title_person) == ("Annie", "Ann")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Moss Club - Talk - general [400000000000000001].csv", "Moss Club #general"),
        ("Moss Club - general [400000000000000001] (after 2024-01-01).csv", "Moss Club #general"),
        ("Moss Club - Talk - general [400000000000000001] [part 2].csv", "Moss Club #general"),
        ("Direct Messages - Private - Jo [400000000000000001].csv", "Jo"),
        ("renamed.csv", "renamed"),
    ],
)
def test_a_table_is_called_as_its_file_says(name: str, title: str) -> None:
    assert discord.sniff(MemoryExport(name, row())) > 0.9
    assert messages(read(row(), name=name))[0].conversation == title


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("2024-05-01T21:00:00.0000000+02:00", "2024-05-01T21:00:00+02:00"),
        ("01-May-19 09:05 PM", "2019-05-01T21:05:00"),
        ("05/13/2019 9:05 PM", "2019-05-13T21:05:00"),
        ("13.05.2019 21:05", "2019-05-13T21:05:00"),
    ],
)
def test_dates_of_tables(date: str, at: str) -> None:
    assert messages(read(row(date=date), name="x.csv"))[0].sent_at.isoformat() == at


def test_a_date_that_can_be_read_two_ways_is_asked_about_once() -> None:
    with pytest.raises(InputError) as problem:
        read(row(date="03/04/2024 9:05 PM"), name="x.csv")
    assert problem.value.code == "date_order"
    assert messages(read(row(date="03/04/2024 9:05 PM"), name="x.csv", date_order="mdy"))[0].sent_at.month == 3


def test_the_package_is_one_export_of_the_person_s_own_words() -> None:
    export = sample("discord/package")
    assert discord.sniff(export) > 0.9
    items = list(discord.read(export, ReadOptions()))
    assert {item.sender for item in messages(items)} == {"jo.quill"}
    assert {item.conversation for item in messages(items)} == {"Moss Club #general", "ann"}
    assert all(item.sent_at.utcoffset() == timedelta(0) for item in messages(items))
    assert sum(isinstance(item, (Message, Rejected, Skipped)) for item in items) == 6


@pytest.mark.parametrize("member", ["messages.json", "messages.csv"])
def test_one_channel_of_the_package_stands_alone(member: str) -> None:
    content = sample(f"discord/package/messages/c40000000000000000{1 + member.endswith('csv')}")
    assert discord.sniff(content) > 0.9
    alone = MemoryExport(member, content.open(member).read())
    assert discord.sniff(alone) > 0.9
    told = list(discord.read(alone, ReadOptions()))
    assert {item.sender for item in messages(told)} == {"Me"}
    assert isinstance(told[-1], Facts)
    assert told[-1].me == "Me"


def test_html_is_refused_in_words() -> None:
    page = (
        b'<!DOCTYPE html><html><head><style>.chatlog {}</style></head><body><div class="preamble"></div></body></html>'
    )
    assert discord.sniff(MemoryExport("a.html", page)) > 0.9
    with pytest.raises(InputError) as problem:
        read(page, name="a.html")
    assert problem.value.code == "html_export"


def test_other_files_beside_channels_leave_the_folder_to_be_taken_apart() -> None:
    files = {"a.json": chat(said()), **{f"{n}.csv": b"Date,Weight\n2024-01-01,70\n" for n in range(3)}}
    assert discord.sniff(MemoryExport("mixed", files)) == 0


@given(st.datetimes(datetime(2016, 1, 1), datetime(2040, 1, 1)), st.integers(-48, 48))
def test_a_time_without_offset_gets_the_one_its_id_shows(at: datetime, quarters: int) -> None:
    at = at.replace(microsecond=0)
    key = str((int(at.replace(tzinfo=UTC).timestamp() * 1000) - 1_420_070_400_000) << 22)
    assert id_time(key) == at
    written = at + timedelta(minutes=15 * quarters)
    found = read_time(written.isoformat(), key)
    assert found.utcoffset() == timedelta(minutes=15 * quarters)
    assert found == at.replace(tzinfo=UTC)
