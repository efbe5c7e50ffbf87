"""Signal: its own plaintext export, and the folders of signal-export."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.core.errors import InputError
from studio.core.records import Message, Reaction, Rejected, Skipped
from studio.ingest.formats import signal, signal_export, whatsapp
from studio.ingest.importer import Facts, Importer, ReadOptions
from tests.ingest.memory import MemoryExport, sample

HEAD: tuple[Any, ...] = (
    {"version": "1", "backupTimeMs": "1763700000000"},
    {"account": {"givenName": "Ben", "familyName": "Ode"}},
    {"recipient": {"id": "1", "self": {}}},
    {"recipient": {"id": "2", "contact": {"aci": "AAEC", "e164": "15550142", "systemGivenName": "Mara"}}},
    {"recipient": {"id": "3", "group": {"snapshot": {"title": {"title": "Flat 3"}}}}},
    {"chat": {"id": "1", "recipientId": "2"}},
    {"chat": {"id": "2", "recipientId": "3"}},
)
LINE: dict[str, Any] = {
    "date": "2024-05-01T19:00:05", "sender": "Jo", "body": "hi  ", "quote": "", "sticker": None, "reactions": [],
    "attachments": [],
}  # fmt: skip


def lines(*frames: Any) -> bytes:
    return "".join(json.dumps(frame, ensure_ascii=False) + "\n" for frame in frames).encode()


def item(**fields: Any) -> dict[str, Any]:
    usual = {"chatId": "1", "authorId": "2", "dateSent": "1753000000000", "incoming": {}}
    if not fields.keys() & {"updateMessage", "stickerMessage", "poll", "remoteDeletedMessage", "viewOnceMessage"}:
        usual["standardMessage"] = {"text": {"body": "hi"}}
    return {"chatItem": {key: value for key, value in {**usual, **fields}.items() if value is not ...}}


def found(importer: Importer, content: Any, name: str = "export.jsonl") -> list[Any]:
    return list(importer.read(MemoryExport(name, content), ReadOptions()))


def only(**fields: Any) -> Message:
    (message,) = [one for one in found(signal, lines(*HEAD, item(**fields))) if isinstance(one, Message)]
    return message


def facts(items: list[Any]) -> Facts:
    (one,) = [item for item in items if isinstance(item, Facts)]
    return one


def test_a_message_has_the_name_signal_shows_and_the_time_in_utc() -> None:
    assert only() == Message(
        "Mara", "Mara", datetime(2025, 7, 20, 8, 26, 40, tzinfo=UTC), "hi", key="1753000000000-AAEC"
    )


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ({"nickname": {"given": "Mo"}, "systemGivenName": "Mara", "profileGivenName": "M"}, "Mo"),
        ({"systemGivenName": "Mara", "systemFamilyName": "Quill", "profileGivenName": "M"}, "Mara Quill"),
        ({"profileGivenName": "M", "e164": "15550142"}, "M"),
        ({"e164": "15550142", "username": "m.1"}, "+15550142"),
        ({"e164": 15550142}, "+15550142"),
        ({"username": "m.1"}, "m.1"),
        ({}, "Unknown 2"),
    ],
)
def test_contacts_are_called_by_the_best_name_there_is(contact: dict[str, Any], name: str) -> None:
    frames = [*HEAD[:3], {"recipient": {"id": "2", "contact": contact}}, *HEAD[4:], item()]
    (message,) = [one for one in found(signal, lines(*frames)) if isinstance(one, Message)]
    assert (message.sender, message.conversation) == (name, name)


@pytest.mark.parametrize(("account", "me"), [({"givenName": "Ben", "familyName": "Ode"}, "Ben Ode"), ({}, "Me")])
def test_own_messages_are_the_accounts_or_me(account: dict[str, Any], me: str) -> None:
    own = item(authorId="1", incoming=..., outgoing={})
    items = found(signal, lines(HEAD[0], {"account": account}, *HEAD[2:], own))
    assert items[0].sender == me
    assert facts(items) == Facts(conversation="Mara", title_person="Mara", me=me)


def test_note_to_self_and_two_chats_of_one_title() -> None:
    twin = {"recipient": {"id": "5", "contact": {"systemGivenName": "Mara"}}}
    chats = [{"chat": {"id": "3", "recipientId": "1"}}, {"chat": {"id": "4", "recipientId": "5"}}]
    items = found(signal, lines(*HEAD, twin, *chats, item(), item(chatId="3"), item(chatId="4"), item(chatId="9")))
    titles = [one.conversation for one in items if isinstance(one, Message)]
    assert titles == ["Mara", "Note to Self", "Mara (2)", "Chat 9"]


def test_an_edited_message_keeps_its_first_time_and_key_and_is_found_by_quotes() -> None:
    edited = item(dateSent="1753000009000", revisions=[item(dateSent="1753000001000")["chatItem"]])
    quote = {"targetSentTimestamp": "1753000009000", "authorId": "2"}
    answer = item(dateSent="1753000010000", standardMessage={"text": {"body": "ok"}, "quote": quote})
    first, second, _ = found(signal, lines(*HEAD, edited, answer))
    assert (first.edited, first.key, first.sent_at.second) == (True, "1753000001000-AAEC", 41)
    assert second.reply_to == first.key


def test_a_quote_whose_message_was_gone_answers_nothing() -> None:
    assert only(standardMessage={"text": {"body": "ok"}, "quote": {"authorId": "2"}}).reply_to is None


def test_mentions_are_written_out_at_utf16_places() -> None:
    ranges = [{"start": 3, "length": 1, "mentionAci": "AAEC"}, {"start": 5, "length": 1, "mentionAci": "x"}]
    text = {"body": "🎉 \ufffc \ufffc!", "bodyRanges": [*ranges, {"start": 0, "length": 2, "style": "BOLD"}]}
    assert only(standardMessage={"text": text}).text == "🎉 @Mara @someone!"


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"remoteDeletedMessage": {}}, "deleted", None),
        ({"stickerMessage": {"sticker": {"emoji": "🐙"}}}, "media", "🐙"),
        ({"viewOnceMessage": {}}, "media", None),
        ({"poll": {"question": "Tea?", "options": [{"option": "yes", "votes": [{}]}, {"option": "no"}]}}, "media",
         "Tea?\n- yes (1)\n- no"),
        ({"standardMessage": {"attachments": [{"pointer": {"contentType": "image/png"}}]}}, "media", None),
        ({"standardMessage": {"text": {"body": "look"}, "attachments": [{}]}}, "media", "look"),
        ({"updateMessage": {"individualCall": {"type": "VIDEO_CALL", "state": "MISSED"}}}, "call",
         "Incoming video call, missed"),
        ({"updateMessage": {"groupCall": {"startedCallTimestamp": "1000", "endedCallTimestamp": "62000"}}}, "call",
         "Group call, 1 min 1 s"),
        ({"updateMessage": {"simpleUpdate": {"type": "CHANGE_NUMBER"}}}, "system", "changed their phone number"),
        ({"updateMessage": {"groupChange": {"updates": [{}, {"groupMemberLeftUpdate": {"aci": "AAEC"}}]}}}, "system",
         "the group changed; group member left: Mara"),
        ({"updateMessage": {"expirationTimerChange": {}}}, "system", "disappearing messages off"),
        ({"updateMessage": {"someNewThing": {}}}, "system", "some new thing"),
    ],
)  # fmt: skip
def test_kinds_of_items(fields: dict[str, Any], kind: str, text: str | None) -> None:
    message = only(**fields)
    assert (message.type, message.text) == (kind, text)
    assert message.sender == (None if kind == "system" else "Mara")


def test_an_outgoing_call_is_ones_own_whoever_the_item_names() -> None:
    assert only(incoming=..., updateMessage={"individualCall": {"direction": "OUTGOING"}}).sender == "Ben Ode"


def test_reactions_say_who_and_when() -> None:
    reaction = {"emoji": "👍", "authorId": "1", "sentTimestamp": "1753000001000"}
    message = only(standardMessage={"text": {"body": "hi"}, "reactions": [reaction, {"emoji": "👀"}]})
    at = datetime(2025, 7, 20, 8, 26, 41, tzinfo=UTC)
    assert message.reactions == (Reaction("👍", "Ben Ode", at), Reaction("👀", "Unknown 0"))


@pytest.mark.parametrize(
    "fields",
    [{"dateSent": "soon"}, {"dateSent": ...}, {"dateSent": "9" * 20}, {"dateSent": -1}, {"dateSent": "9" * 5000},
     {"chatId": True}, {"standardMessage": []}, {"standardMessage": {"text": "hi"}}, {"revisions": {}},
     {"standardMessage": {"text": {"body": ["hi"]}}}, {"standardMessage": {"reactions": ["x"]}}],
)  # fmt: skip
def test_wrong_types_are_refused_one_by_one(fields: dict[str, Any]) -> None:
    refused, _ = found(signal, lines(*HEAD, item(**fields)))
    assert isinstance(refused, Rejected)
    assert refused.where == "export.jsonl:8"


def test_items_that_hold_nothing_and_unknown_frames_are_skipped() -> None:
    items = found(signal, lines(*HEAD, item(standardMessage=...), {"newFrame": {}}, {"stickerPack": {}}))
    assert [type(one) for one in items] == [Skipped, Skipped, Facts]


def test_a_broken_line_costs_only_itself() -> None:
    items = found(signal, lines(*HEAD) + b'{"chatItem":{"x\n\n[1]\n' + b"[" * 9000 + b"\n" + lines(item()))
    assert [type(one) for one in items] == [Rejected, Rejected, Rejected, Message, Facts]


def test_every_item_of_the_sample_is_accounted_for() -> None:
    export = sample("signal/whole")
    frames = [json.loads(line) for line in export.open("main.jsonl").read().splitlines()]
    held = sum("chatItem" in frame or "adHocCall" in frame for frame in frames)
    assert sum(not isinstance(one, Facts) for one in signal.read(export, ReadOptions())) == held


@pytest.mark.parametrize("content", [b"", b"{}\n", b"hello\n", b'{"version":"1"}\n', b'{"chat": 1}\n'])
def test_what_is_no_signal_export_is_refused_in_words(content: bytes) -> None:
    assert signal.sniff(MemoryExport("main.jsonl", content)) < 0.5
    with pytest.raises(InputError):
        found(signal, content)


def exported(**fields: Any) -> Any:
    return found(signal_export, lines({**LINE, **fields}), "x.json")[0]


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({}, "text", "hi"),
        ({"body": " a \n\n b   "}, "text", " a \n\n b "),
        ({"body": "  ", "sticker": "🐙"}, "media", "🐙"),
        ({"body": "  ", "sticker": {"emoji": "", "packId": "p"}}, "media", None),
        ({"body": "look  ", "attachments": [{"name": "a.jpg", "path": "media/a.jpg"}]}, "media", "look"),
        ({"body": "  ", "deleted": True}, "deleted", None),
        ({"body": "Missed voice call  ", "call": True}, "call", "Missed voice call"),
        ({"body": "Incoming call  "}, "call", "Incoming call"),
        ({"body": "Incoming call from Sam?  "}, "text", "Incoming call from Sam?"),
    ],
)
def test_lines_of_data_json(fields: dict[str, Any], kind: str, text: str | None) -> None:
    message = exported(**fields)
    assert (message.type, message.text) == (kind, text)


def test_edits_and_reactions_of_data_json() -> None:
    message = exported(edits=[{"date": "2024-05-01T18:00:00", "body": "ho"}], reactions=[["Al", "👍"], {"emoji": "👀"}])
    assert message.edited
    assert message.reactions == (Reaction("👍", "Al"), Reaction("👀", None))


@pytest.mark.parametrize(
    "fields", [{"date": "now"}, {"date": "1970-01-01T01:00:00"}, {"body": 3}, {"reactions": [1]}, {"sticker": []},
               {"deleted": "yes"}],
)  # fmt: skip
def test_lines_that_cannot_be_messages_are_refused(fields: dict[str, Any]) -> None:
    assert isinstance(exported(**fields), Rejected)


def test_an_event_without_words_is_skipped_and_nobody_is_nobody() -> None:
    assert isinstance(exported(body="  "), Skipped)
    assert exported(sender="No-Sender").sender is None


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("[2020-01-17, 21:49] Jo: Hello\nyou!\n", "text", "Hello\nyou!"),
        ("[2024-05-01 19:00:05] Jo: a: b  \n\n", "text", "a: b"),
        ("[2024-05-01 19:00:05] Jo: \n\n> what?\n> now?\n\nYes  \n\n", "text", "Yes"),
        ("[2024-05-01 19:00:05] Jo: > my own words  \n", "text", "> my own words"),
        ("[2024-05-01 19:00:05] Jo:   ![a.jpg](./media/a.jpg)  [b.pdf](./media/b.pdf)  \n", "media", None),
        ("[2024-05-01 19:00:05] Jo: see [this](https://example.com)  \n", "text", "see [this](https://example.com)"),
        ("[2024-05-01 19:00:05] Jo:   \n(( 🐙 ))\n", "media", "🐙"),
        ("[2024-05-01 19:00:05] Jo: (This message was deleted)\n", "deleted", None),
    ],
)
def test_messages_of_chat_md(text: str, kind: str, said: str | None) -> None:
    message = found(signal_export, text.encode(), "chat.md")[0]
    assert (message.type, message.text, message.sender) == (kind, said, "Jo")


def test_whatsapp_and_signal_tell_their_lines_apart() -> None:
    for text, ours in (
        ("[2019-12-24, 12:23] Jane Doe: Hello\n[2020-01-17, 21:49] John Doe: Hi\n", True),
        ("[2024-05-01 19:00:05] Jane Doe: Hello\n[2024-05-01 19:00:06] Me: Hi\n", True),
        ("[2024-05-01, 19:00:05] Jane Doe: Hello\n[2024-05-01, 19:00:06] John: Hi\n", False),
        ("[24.12.19, 12:23:01] Jane Doe: Hello\n[25.12.19, 12:23:01] John: Hi\n", False),
    ):
        export = MemoryExport("chat.txt", text.encode())
        assert (signal_export.sniff(export) > whatsapp.sniff(export)) is ours


def test_lines_of_a_diary_are_no_chat() -> None:
    for text in (b"[2024-01-01 09:00] Slept badly.\n", b"[2024-01-01 09:00 AM] Note: tea\n", b"[ ] buy: tea\n"):
        assert signal_export.sniff(MemoryExport("journal.txt", text)) < 0.5


def test_a_folder_of_chats_reads_data_json_and_says_why_chat_md_is_left() -> None:
    chat = b"[2024-05-01 19:00:05] Jo: hi  \n\n[2024-05-01 19:00:06] Me: hi  \n\n"
    export = MemoryExport(
        "out", {"Jo/chat.md": chat, "Jo/data.json": lines(LINE), "Jo/media/a.jpg": b"", "Al/chat.md": chat}
    )
    assert signal_export.sniff(export) > 0.9
    items = list(signal_export.read(export, ReadOptions()))
    assert [(one.conversation, one.sender) for one in items if isinstance(one, Message)] == [
        ("Jo", "Jo"), ("Al", "Jo"), ("Al", "Me"),
    ]  # fmt: skip
    assert [one.where for one in items if isinstance(one, Skipped)] == ["Jo/chat.md"]
    other = MemoryExport("out", {"Jo/chat.md": chat, "a.csv": b"", "b.csv": b"", "c.csv": b""})
    assert signal_export.sniff(other) == 0


def test_a_single_file_is_named_after_its_folder() -> None:
    export = MemoryExport("data.json", lines(LINE))
    assert facts(list(signal_export.read(export, ReadOptions()))).conversation == "exports"
