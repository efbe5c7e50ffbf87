from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.formats import slack
from studio.ingest.formats.slack.text import shown
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

PEOPLE = {"U1": "Ana Ruiz"}
CHANNELS = {"C1": "general"}
TS = "1704450000.000100"


def read(messages: object, **side: object) -> list[Any]:
    files = {f"{name}.json": json.dumps(value).encode() for name, value in side.items()}
    export = MemoryExport("export", {**files, "general/2024-01-05.json": json.dumps(messages).encode()})
    return list(slack.read(export, ReadOptions()))


def only(**fields: object) -> Any:
    return read([{"type": "message", "user": "U1", "text": "hi", "ts": TS} | fields])[0]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<@U1> hi", "@Ana Ruiz hi"),
        ("<@U2|bo>", "@bo"),
        ("<@U2>", "@U2"),
        ("<#C1|>", "#general"),
        ("<#C9|old>", "#old"),
        ("<!channel> <!here|here>", "@channel @here"),
        ("<!subteam^S1|@ops>", "@ops"),
        ("<!date^1704450000^{date}|Jan 5>", "Jan 5"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        ("<http://example.com|example.com>", "example.com"),
        ("<https://example.com|the site>", "the site (https://example.com)"),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        ("a &lt;b&gt; &amp;amp; &quot;", "a <b> &amp; &quot;"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("1 < 2\nand > 0", "1 < 2\nand > 0"),
    ],
)
def test_markup_becomes_what_slack_shows(markup: str, text: str) -> None:
    assert shown(markup, PEOPLE, CHANNELS) == text


@given(st.text(alphabet="<>&;@#!|^ampltgU1 \n"))
def test_no_markup_is_too_strange(text: str) -> None:
    assert isinstance(shown(text, PEOPLE, CHANNELS), str)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "text"),
        ({"subtype": "channel_topic"}, "system"),
        ({"subtype": "something_new"}, "system"),
        ({"subtype": "bot_message"}, "text"),
        ({"subtype": "tombstone"}, "deleted"),
        ({"subtype": "huddle_thread"}, "call"),
        ({"files": [{"id": "F1"}]}, "media"),
        ({"files": []}, "text"),
        ({"subtype": "file_share", "file": {"id": "F1"}}, "media"),
        ({"text": ""}, "media"),
    ],
)
def test_what_a_subtype_means(fields: dict[str, object], kind: str) -> None:
    assert only(**fields).type == kind


@pytest.mark.parametrize(
    "fields",
    [
        {"ts": None},
        {"ts": "soon"},
        {"ts": 1704450000.0001},
        {"ts": "99999999999999999999"},
        {"text": 5},
        {"user": ["U1"]},
        {"subtype": {}},
        {"thread_ts": 7},
        {"type": "file"},
    ],
)
def test_a_field_of_a_wrong_type_is_refused_with_its_reason(fields: dict[str, object]) -> None:
    item = only(**fields)
    assert isinstance(item, Rejected)
    assert item.where == "general/2024-01-05.json[0]"
    assert item.reason
    assert item.raw.startswith("{")


@pytest.mark.parametrize("fields", [{"reactions": 5}, {"reactions": [3, {"name": 1}, {"name": "x", "users": 9}]}])
def test_a_strange_reaction_does_not_cost_the_message(fields: dict[str, object]) -> None:
    assert only(**fields).reactions in ((), only().reactions)


def test_a_reaction_counted_higher_than_its_users_keeps_its_count() -> None:
    item = only(reactions=[{"name": "eyes", "users": ["U1"], "count": 3}])
    assert [reaction.by for reaction in item.reactions] == ["U1", None, None]


def test_the_parent_of_a_thread_answers_nothing() -> None:
    assert only(thread_ts=TS).reply_to is None
    assert only(thread_ts="1704440000.000100").reply_to == "1704440000.000100"


def test_a_message_that_stands_twice_counts_once_and_another_of_the_same_moment_has_a_key_of_its_own() -> None:
    first = {"type": "message", "user": "U1", "text": "hi", "ts": TS}
    one, two, three, _ = read([first, first, first | {"text": "ho"}])
    assert (one.key, three.key) == (TS, f"{TS} (2)")
    assert isinstance(two, Skipped)


def test_one_broken_day_of_two_is_refused_and_the_other_read() -> None:
    good = json.dumps([{"type": "message", "user": "U1", "text": "hi", "ts": TS}]).encode()
    export = MemoryExport("x", {"general/2024-01-05.json": good, "general/2024-01-06.json": b"[{"})
    items = list(slack.read(export, ReadOptions()))
    assert [type(item) for item in items] == [Message, Rejected, Facts]
    with pytest.raises(InputError):
        list(slack.read(MemoryExport("2024-01-06.json", b"[{"), ReadOptions()))


def test_broken_side_files_are_told_and_done_without() -> None:
    export = sample("slack/workspace").changed("users.json", b"[{").changed("dms.json", b'[{"id": 4, "members": 3}]')
    items: list[Any] = list(slack.read(export, ReadOptions()))
    assert any("users.json" in note for note in items[-1].notes)
    assert {item.conversation for item in items if isinstance(item, Message)} >= {"D0AB12CD", "general"}


def test_two_direct_chats_of_the_same_people_stay_apart() -> None:
    day = json.dumps([{"type": "message", "user": "U1", "text": "hi", "ts": TS}]).encode()
    dms = json.dumps([{"id": "D1", "members": ["U1", "U2"]}, {"id": "D2", "members": ["U1", "U2"]}]).encode()
    export = MemoryExport("x", {"dms.json": dms, "D1/2024-01-05.json": day, "D2/2024-01-05.json": day})
    titles = [item.conversation for item in slack.read(export, ReadOptions()) if isinstance(item, Message)]
    assert titles == ["U1, U2", "U1, U2 (2)"]


def test_a_folder_of_something_else_is_left_alone() -> None:
    whole = sample("slack/workspace")
    files = {member: whole.open(member).read() for member in whole.members()}
    assert slack.sniff(MemoryExport("x", files)) > 0.9
    assert slack.sniff(MemoryExport("x", files | {f"other/{n}.txt": b"a" for n in range(9)})) == 0
    assert slack.sniff(MemoryExport("x", {"general/2024-01-05.json": b'[{"date": "2024"}]'})) == 0
    assert slack.sniff(MemoryExport("x", {"users.json": files["users.json"]})) == 0


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "a < b & "}, {"type": "user", "user_id": "U1"}],
        },
        {
            "type": "rich_text_list",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
                {"type": "rich_text_section", "elements": [{"type": "emoji", "name": "tada"}]},
            ],
        },
    ],
}


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([RICH], "a < b & @Ana Ruiz\none\n:tada:"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "Done"}}, {"type": "divider"}], "Done"),
        (
            [{"type": "section", "text": {"text": "*now*"}, "fields": [{"text": "by"}, {"text": "<@U1>"}]}],
            "*now*\nby\n@Ana Ruiz",
        ),
        ([{"type": "image", "alt_text": "a cat"}], "a cat"),
        ([{"type": "section", "text": {"text": 5}}, 3], None),
        ({"no": "list"}, None),
    ],
)
def test_words_that_stand_in_blocks_alone(blocks: object, text: str | None) -> None:
    users = [{"id": "U1", "real_name": "Ana Ruiz"}]
    message = read([{"type": "message", "user": "U1", "text": "", "ts": TS, "blocks": blocks}], users=users)[0]
    assert (message.text, message.type) == (text, "text" if text else "media")


def test_blocks_within_blocks_have_an_end() -> None:
    deep: dict[str, Any] = {"type": "section", "text": {"text": "down here"}}
    for _ in range(40):
        deep = {"type": "context", "elements": [deep]}
    assert only(text="", blocks=[deep]).text is None


def test_a_comment_on_a_file_and_slackbot_have_names() -> None:
    said = only(user=None, subtype="file_comment", comment={"user": "U1", "comment": "nice"}, text="nice")
    assert (said.sender, said.type) == ("U1", "text")
    assert only(user="USLACKBOT").sender == "Slackbot"
