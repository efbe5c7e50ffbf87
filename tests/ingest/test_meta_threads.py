from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.formats import instagram, messenger
from studio.ingest.importer import Facts, ReadOptions
from studio.ingest.meta.words import reaction_in, repaired, without_edited
from tests.ingest.memory import MemoryExport, sample

NOON = 1_714_564_800_000
ROOTS = (
    "messages",
    "your_activity_across_facebook/messages",
    "your_facebook_activity/messages",
    "your_instagram_activity/messages",
)
SECTIONS = ("inbox", "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover")


def said(content: str | None = "hi", *, who: str = "Ann Lee", at: int = 0, **more: Any) -> dict[str, Any]:
    told = {} if content is None else {"content": content}
    return {"sender_name": who, "timestamp_ms": NOON + at * 1000, **told, **more}


def thread(*messages: Any, title: str = "Ann Lee", people: tuple[str, ...] = ("Ann Lee", "Me Too")) -> bytes:
    told = {"participants": [{"name": name} for name in people], "messages": list(messages), "title": title}
    return json.dumps(told).encode()


def read(content: bytes | dict[str, bytes], *, name: str = "x.json", app: Any = messenger) -> list[Any]:
    return list(app.read(MemoryExport(name, content), ReadOptions()))


def messages(items: list[Any]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


def one(**fields: Any) -> Any:
    return read(thread(said(**fields)))[0]


def facts(items: list[Any]) -> Facts:
    assert isinstance(items[-1], Facts)
    return items[-1]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("section", SECTIONS)
def test_all_roots_and_sections_are_known_at_every_depth(root: str, section: str) -> None:
    path = f"{root}/{section}/annlee_abc123/message_1.json"
    own, other = (instagram, messenger) if "instagram" in root else (messenger, instagram)
    parts = path.split("/")
    for depth in range(len(parts)):
        inside = "/".join(parts[depth:])
        export = MemoryExport("export", {inside: thread(said())})
        export.path = "/".join(["/exports", *parts[:depth]])
        assert own.sniff(export) > 0.9
        assert other.sniff(export) == 0
        assert [item.text for item in messages(list(own.read(export, ReadOptions())))] == ["hi"]


def test_numbered_files_follow_time_and_not_their_names() -> None:
    folder = "inbox/annlee_abc123/message_"
    files = {
        f"{folder}{n}.json": thread(said(f"{n}b", at=at + 1), said(f"{n}a", at=at))
        for n, at in ((1, 900), (2, 800), (10, 0))
    }
    told = [message.text for message in messages(read(files))]
    assert told == ["10a", "10b", "2a", "2b", "1a", "1b"]


def test_one_broken_file_is_refused_and_the_others_are_read() -> None:
    items = read({"inbox/a_1/message_1.json": b"{this is not json", "inbox/b_2/message_1.json": thread(said())})
    refused = [item for item in items if isinstance(item, Rejected)]
    assert [item.where for item in refused] == ["inbox/a_1/message_1.json"]
    assert refused[0].raw.startswith("{this")
    assert len(messages(items)) == 1
    assert facts(items).conversation == "Ann Lee"


def test_a_file_cut_off_gives_what_came_before_the_cut() -> None:
    whole = thread(*(said(f"line {n}", at=n) for n in range(9)))
    items = read({"inbox/ann_1/message_1.json": whole[: whole.index(b"line 5")]})
    assert [item.text for item in messages(items)] == [f"line {n}" for n in range(5)]
    assert [item.where for item in items if isinstance(item, Rejected)] == ["inbox/ann_1/message_1.json:messages[5]"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cafÃ©", "café"),
        ("café", "café"),
        ("😀", "😀"),
        ("ð\x9f\x98\x80", "😀"),
        ("Ã", "Ã"),
        ("Zoë", "Zoë"),
        ("a", "a"),
    ],
)
def test_text_is_repaired_only_where_it_was_written_wrongly(written: str, meant: str) -> None:
    assert repaired(written) == meant


@given(st.text())
def test_what_meta_does_to_a_text_is_undone(text: str) -> None:
    bytes_as_characters = text.encode("utf-8", "replace").decode("latin-1")
    assert repaired(bytes_as_characters).encode("utf-8", "replace") == text.encode("utf-8", "replace")


def test_names_titles_reactions_and_a_byte_order_mark_are_repaired_too() -> None:
    wrong = "ZoÃ«"
    content = thread(
        said("x", who=wrong, reactions=[{"reaction": "â\x9d¤", "actor": wrong, "timestamp": NOON // 1000}]),
        title=wrong,
        people=(wrong, "Me Too"),
    )
    message = messages(read(b"\xef\xbb\xbf" + content))[0]
    assert (message.conversation, message.sender) == ("Zoë", "Zoë")
    assert message.reactions[0].emoji == "❤"
    assert message.reactions[0].by == "Zoë"
    assert message.reactions[0].at == datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"content": None, "photos": [{"uri": "a"}]}, "media", None),
        ({"content": "look", "videos": [{"uri": "a"}]}, "media", "look"),
        ({"content": None, "sticker": {"uri": "a"}}, "media", None),
        ({"content": None, "audio_files": [{"uri": "a"}]}, "media", None),
        ({"content": None, "files": [{"uri": "a"}]}, "media", None),
        ({"content": None, "gifs": [{"uri": "a"}]}, "media", None),
        ({"content": None, "share": {"link": "https://example.com"}}, "media", "https://example.com"),
        (
            {"content": "Ann sent an attachment.", "share": {"link": "https://example.com"}},
            "media",
            "https://example.com",
        ),
        ({"content": "Ann Lee sent an attachment."}, "media", None),
        ({"content": "You sent an attachment."}, "media", None),
        ({"content": "Du hast einen Anhang gesendet."}, "media", None),
        ({"content": "Mum sent an attachment."}, "text", "Mum sent an attachment."),
        ({"content": "Liked a message"}, "reaction", "❤️"),
        ({"content": "Reacted 😂 to your message "}, "reaction", "😂"),
        ({"content": "Hat mit „😂“ auf deine Nachricht reagiert"}, "reaction", "😂"),
        ({"content": "Reacted badly to your message"}, "text", "Reacted badly to your message"),
        ({"content": "Ann called you.", "call_duration": 65}, "call", "Ann called you. (1 min 5 s)"),
        ({"content": None, "call_duration": 0, "missed": True}, "call", "Missed call"),
        ({"content": None, "type": "Call"}, "call", "Call"),
        ({"content": "You called me yesterday"}, "text", "You called me yesterday"),
        ({"content": "Ann started a video chat."}, "call", "Ann started a video chat."),
        ({"content": None, "is_unsent": True}, "deleted", None),
        ({"content": "x", "is_unsent": False}, "text", "x"),
        ({"content": None, "is_taken_down": True}, "deleted", None),
        ({"content": "Kim joined.", "type": "Subscribe", "users": [{"name": "Kim"}]}, "system", "Kim joined."),
        ({"content": "Ann Lee named the group Ropes."}, "system", "Ann Lee named the group Ropes."),
        ({"content": " two\nlines "}, "text", " two\nlines "),
    ],
)
def test_what_a_message_is(fields: dict[str, Any], kind: str, text: str | None) -> None:
    message = one(**fields)
    assert (message.type, message.text) == (kind, text)
    assert (message.sender is None) == (kind == "system")


@pytest.mark.parametrize(
    "fields",
    [
        {"timestamp_ms": "soon"}, {"timestamp_ms": None}, {"timestamp_ms": True}, {"timestamp_ms": 12},
        {"timestamp_ms": 10**30}, {"timestamp_ms": -1}, {"sender_name": None}, {"sender_name": ["a"]},
        {"content": ["a"]}, {"content": {"a": 1}}, {"reactions": {}}, {"reactions": [1]}, {"reactions": [{}]},
        {"photos": "a"}, {"share": "a"}, {"is_unsent": "no"}, {"call_duration": "9"}, {"type": 3},
    ],
)  # fmt: skip
def test_a_wrong_type_is_refused_with_its_place_and_reason(fields: dict[str, Any]) -> None:
    items = read(thread(said("fine"), {**said("bad"), **fields}))
    refused = [item for item in items if isinstance(item, Rejected)]
    assert [item.where for item in refused] == ["messages[1]"]
    assert refused[0].reason
    assert "bad" in refused[0].raw or "content" in fields
    assert len(messages(items)) == 1


def test_what_left_no_trace_is_a_pseudo_row() -> None:
    assert isinstance(one(content=None, is_geoblocked_for_viewer=True), Skipped)
    assert isinstance(one(content=""), Skipped)


def test_an_edited_twin_is_marked_and_both_are_kept() -> None:
    items = read(thread(said("Last year 😭 (edited)", at=9), said("Last year")), app=instagram)
    assert [(item.text, item.edited) for item in messages(items)] == [("Last year", False), ("Last year 😭", True)]
    assert "1 message(s) are marked as edited" in facts(items).notes[0]
    assert without_edited(" (edited)") == (" (edited)", False)


def test_senders_whose_name_is_blank_get_meta_s_own_word_for_them() -> None:
    nameless = {"timestamp_ms": NOON, "content": "x"}
    for app, name in ((messenger, "Facebook user"), (instagram, "Instagram User")):
        items = read(thread(said("y", who="", at=1), nameless), app=app)
        assert {item.sender for item in messages(items)} == {name}
        assert "2 message(s) have no sender" in facts(items).notes[0]


def test_threads_of_one_title_stay_apart_and_one_thread_in_two_sections_is_one() -> None:
    items = read(
        {
            "inbox/sam_aaa1/message_1.json": thread(said("a"), title="Sam"),
            "inbox/sam_bbb2/message_1.json": thread(said("b"), title="Sam"),
            "e2ee_cutover/sam_aaa1/message_1.json": thread(said("c", at=-9), title="Sam"),
        }
    )
    told = [(item.conversation, item.text) for item in messages(items)]
    assert told == [("Sam", "c"), ("Sam", "a"), ("Sam (2)", "b")]


def test_the_encrypted_download_is_read() -> None:
    items = read(sample("messenger/encrypted")._files, name="encrypted")
    assert len(messages(items)) == 5
    assert sum(isinstance(item, Skipped) for item in items) == 1


def owned(*threads: tuple[str, ...]) -> Facts:
    files = {
        f"inbox/t_{n}/message_1.json": thread(said(who=names[0]), title=names[0], people=names)
        for n, names in enumerate(threads)
    }
    return facts(read(files))


def test_who_the_person_is_follows_from_three_threads_and_is_only_said_of_fewer() -> None:
    assert owned(("A", "Me"), ("B", "Me"), ("C", "Me")).me == "Me"
    assert owned(("A", "Me"), ("B", "Me")).me is None
    assert "Me is in 2 of 2" in owned(("A", "Me"), ("B", "Me")).notes[0]
    assert owned(("A", "Me"), ("B", "Me"), ("C", "D")).me is None
    assert owned(("A", "Me"), ("A", "Me"), ("A", "Me")).me is None
    assert owned(("Facebook user", "Me"), ("Facebook user", "Me"), ("Facebook user", "Me")).me == "Me"


def test_the_name_the_export_itself_gives_is_the_person_s() -> None:
    form = {"autofill_information_v2": {"FULL_NAME": ["Me Too"]}}
    items = read(
        {
            "messages/inbox/a_1/message_1.json": thread(said()),
            "messages/autofill_information.json": json.dumps(form).encode(),
        }
    )
    assert facts(items).me == "Me Too"
    assert "autofill_information.json" in facts(items).notes[-1]


def test_a_thread_of_two_is_named_after_the_other() -> None:
    assert facts(read(thread(said()))).title_person == "Ann Lee"
    assert facts(read(thread(said(), people=("Ann Lee", "Kim", "Me Too")))).title_person is None


def test_html_is_refused_in_words() -> None:
    export = sample("messenger/pages")
    assert messenger.sniff(export) > 0.9
    with pytest.raises(InputError, match="HTML") as problem:
        list(messenger.read(export, ReadOptions()))
    assert problem.value.code == "html_export"
    assert "JSON" in problem.value.fix


def test_a_whole_account_is_left_to_be_taken_apart() -> None:
    files = {f"your_facebook_activity/posts/{n}.json": b'{"posts": []}' for n in range(5)}
    files["your_facebook_activity/messages/inbox/a_1/message_1.json"] = thread(said())
    assert messenger.sniff(MemoryExport("facebook.zip", files)) == 0


def test_two_downloads_in_one_folder_are_left_to_be_taken_apart() -> None:
    files = {f"{year}/messages/inbox/a_1/message_1.json": thread(said()) for year in (2023, 2024)}
    assert messenger.sniff(MemoryExport("old", files)) == 0


@pytest.mark.parametrize(
    "content",
    [b'{"messages":[{"id":1,"type":"message","date":"x"}]}', b'{"messages":[{"creator":{"name":"a"}}]}', b"[]", b"{}"],
)
def test_other_chats_are_left_alone(content: bytes) -> None:
    for app in (messenger, instagram):
        assert app.sniff(MemoryExport("message_1.json", content)) == 0


@given(st.text(max_size=80))
def test_no_text_breaks_the_search_for_reactions(text: str) -> None:
    found = reaction_in(text)
    assert found is None or found


@pytest.mark.parametrize(("name", "title"), [("Ann Lee_12", "Ann Lee"), ("Ann Lee", "Ann Lee"), ("_7", "_7")])
def test_an_encrypted_thread_is_called_without_its_number(name: str, title: str) -> None:
    told = {"senderName": "Ann Lee", "text": "hi", "timestamp": NOON, "type": "text", "isUnsent": False, "media": []}
    content = json.dumps({"participants": ["Ann Lee", "Me Too"], "threadName": name, "messages": [told]}).encode()
    assert [item.conversation for item in messages(read(content))] == [title]
