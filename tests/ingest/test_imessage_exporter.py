from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Reaction, Rejected, Skipped
from studio.ingest.formats import imessage_exporter
from studio.ingest.formats.imessage_exporter.entries import is_attachment, moment, tapback
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

HEAD = "May 17, 2022  5:29:42 PM"


def read(content: str, name: str = "Jo.txt") -> list[Any]:
    return list(imessage_exporter.read(MemoryExport(name, content.encode()), ReadOptions()))


def block(body: str, who: str = "Jo", head: str = HEAD) -> str:
    return f"{head}\n{who}\n{body}\n\n"


def page(body: str) -> str:
    return f'<html><body><div class="message"><div class="received"><p><span class="timestamp">{HEAD}</span>' + (
        f'<span class="sender">Jo</span></p>{body}</div></div></body></html>'
    )


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("May 17, 2022  5:29:42 PM", datetime(2022, 5, 17, 17, 29, 42)),
        ("May 17, 2022 12:00:00 AM", datetime(2022, 5, 17)),
        ("May 17, 2022 12:00:00 PM (Read by you after 5 seconds)", datetime(2022, 5, 17, 12)),
        ("Feb 30, 2022  1:00:00 AM", None),
        ("May 17, 2022 13:00:00 PM", None),
        ("Mai 17, 2022  1:61:00 AM", None),
        ("", None),
    ],
)
def test_the_hour_is_padded_with_a_space(stamp: str, at: datetime | None) -> None:
    assert moment(stamp) == at


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2100, 1, 1)))
def test_every_stamp_comes_back(at: datetime) -> None:
    at = at.replace(microsecond=0)
    stamp = f"{at:%b %d, %Y} {at.hour % 12 or 12:2}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"
    assert read(block("hi", head=stamp))[0].sent_at == at


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Loved by Jo", Reaction("❤️", "Jo")),
        ("Emphasized by Ana Ruiz", Reaction("‼️", "Ana Ruiz")),
        ("☕️ by Jo", Reaction("☕️", "Jo")),
        ("Sticker from Jo: /a/b.heic (App: Memoji)", Reaction("sticker", "Jo")),
        ("Outline Sticker from Jo: /a/b.heic", Reaction("sticker", "Jo")),
        ("Sticker from Jo not found!", Reaction("sticker", "Jo")),
        ("written by Jo", None),
        ("words", None),
        ("x" * 9999, None),
    ],
)
def test_tapbacks(line: str, found: Reaction | None) -> None:
    assert tapback(line) == found


@pytest.mark.parametrize("title", ["Reactions:", "Tapbacks:"])
@pytest.mark.parametrize("indent", ["", "    "])
def test_tapbacks_hang_on_their_message(title: str, indent: str) -> None:
    item = read(block(f"hi\n{title}\n{indent}Loved by Me\n{indent}Liked by Ana"))[0]
    assert (item.text, item.reactions) == ("hi", (Reaction("❤️", "Me"), Reaction("👍", "Ana")))
    assert read(block(f"{title}\nmore to come"))[0].text == f"{title}\nmore to come"


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("/Users/jo/Library/Messages/Attachments/0a/10/X-Y/IMG 1.HEIC", True),
        ("~/Library/Messages/Attachments/0a/10/X-Y/no_ending", True),
        ("attachments/3/4567.jpeg", True),
        ("C:\\export\\attachments\\3\\1.jpeg", True),
        ("Attachment missing!", True),
        ("Sticker from Jo: /a/b.heic", True),
        ("/r/books has a list.", False),
        ("https://example.com/attachments/1.jpeg", False),
        ("see a/b.txt", False),
        ("x" * 100_000, False),
    ],
)
def test_a_path_is_an_attachment(line: str, is_one: bool) -> None:
    assert is_attachment(line) is is_one
    if "\\" not in line:
        assert (read(block(line))[0].type == "media") is is_one


@pytest.mark.parametrize(
    "body",
    [
        "one\n\nMay 01, 2019 10:30:00 AM was the day\nlast",
        "one\nMay 01, 2019 10:30:00 AM\nlast",
        "one\n\nMay 01, 2019 10:30:00 AM\n\nlast",
        "one\n\nMay 01, 2019 10:30:00 AM Jo ate\n\nlast",
        "  led by spaces\n\n\n    and indented",
        "This message was deleted from the conversation, they said",
        "Sent with Confetti",
    ],
)
def test_a_body_stays_as_it_was_written(body: str) -> None:
    items = read(block(body) + block("next", head="May 18, 2022  5:29:42 PM"))
    assert [item.text for item in items[:-1]] == [body, "next"]


def test_an_answer_is_counted_once() -> None:
    answer = "May 17, 2022  5:31:00 PM\nMe\nYes\n"
    below = "".join(f"    {line}\n" for line in answer.splitlines())
    twice = read(f"{HEAD}\nJo\nIn?\n{below}\n{answer}This message responded to an earlier message.\n\n")
    assert [type(item) for item in twice] == [Message, Skipped, Message, Facts]
    once = read(f"{HEAD}\nJo\nIn?\n{below}\n")
    assert [getattr(item, "text", "") for item in once[:2]] == ["In?", "Yes"]
    other = read(
        f"{HEAD}\nJo\nIn?\n{below}\n{answer.replace('Me', 'Ana')}This message responded to an earlier message.\n\n"
    )
    assert [type(item) for item in other] == [Message, Message, Message, Facts]


def test_two_answers_of_one_second_are_both_kept() -> None:
    below = f"    {HEAD}\n    Me\n    Yes\n\n"
    place = f"{HEAD}\nMe\nYes\nThis message responded to an earlier message.\n\n"
    kinds = [type(item) for item in read(f"{HEAD}\nJo\nIn?\n{below}{below}\n{place}{place}")]
    assert kinds.count(Message) == 3
    assert kinds.count(Skipped) == 2


@pytest.mark.parametrize(
    "said",
    ["You named the conversation A b", "Jo added Ana Ruiz to the conversation.",
     "Jo removed Ana from the conversation.",
     "Jo left the conversation.", "You changed the group photo.", "Jo removed the chat background.",
     "Jo changed their phone number.", "You kept an audio message."],
)  # fmt: skip
def test_announcements_are_system_lines(said: str) -> None:
    item = read(f"{HEAD} {said}\n\n" + block("hi"))[0]
    assert (item.type, item.sender, item.text) == ("system", None, said)
    item = read(
        f'<html><div class="announcement"><p><span class="timestamp">{HEAD}</span> {said}</p></div>', "Jo.html"
    )[0]
    assert (item.type, item.sender, item.text) == ("system", None, said)


@pytest.mark.parametrize("who", ["You", "Jo Lind"])
@pytest.mark.parametrize("html", [False, True])
def test_an_unsent_message_is_deleted(who: str, html: bool) -> None:
    content = f"{HEAD} {who} unsent a message!\n\n"
    if html:
        content = f'<html><div class="announcement"><span class="timestamp">{HEAD}</span> {who} unsent a message!</div>'
    item = read(content)[0]
    assert (item.type, item.text, item.sender) == ("deleted", None, "Me" if who == "You" else who)


def test_a_part_unsent_leaves_the_rest_edited() -> None:
    item = read(block("one\nThey unsent this message part!"))[0]
    assert (item.type, item.text, item.edited) == ("text", "one", True)


def test_several_parts_of_which_one_was_edited() -> None:
    item = read(block(f"first part\n{HEAD} a\nstill a\nEdited 4 seconds later: b\nstill b"))[0]
    assert (item.text, item.edited) == ("first part\nb\nstill b", True)


@pytest.mark.parametrize(
    ("content", "me"),
    [
        (block("a", "Me") + block("b"), "Me"),
        (block("a", "Mara", f"{HEAD} (Read by them after 1 second)") + block("b"), "Mara"),
        (block("a", "Mara") + block("b", "Jo", f"{HEAD} (Read by Mara after 1 hour, 2 seconds)"), "Mara"),
        (block("a", "Mara") + block("b"), None),
    ],
)
def test_who_the_owner_is(content: str, me: str | None) -> None:
    assert read(content)[-1].me == me


def test_what_stands_before_the_first_message_is_refused_line_by_line() -> None:
    items = read("\ufeffnotes of mine\n\nmore\n\n" + block("hi"))
    assert [item.where for item in items if isinstance(item, Rejected)] == ["Jo.txt:1", "Jo.txt:3"]


@pytest.mark.parametrize(
    "content", ["", "words\n", "<html></html>", "<html><style>" + "x" * 9999, "<html><" + "a" * 9999]
)
def test_a_file_without_a_message_is_refused(content: str) -> None:
    with pytest.raises(InputError):
        read(content)


@pytest.mark.parametrize(
    "content",
    ["<html>" + "<div>" * 50_000, "<html>" + "<" * 1_000_000, "<html>" + '<div class="message">' * 20_000,
     "<html>" + "&" * 500_000, page("</p>" * 50_000), block("added " * 200_000), block("(Read by a after " * 90_000),
     f"{HEAD} " + "a added " * 200_000 + "\n\n", f"    {HEAD}\n" * 50_000, block(f"    {HEAD}\n    Me\n" * 20_000)],
)  # fmt: skip
def test_hostile_text_ends_soon(content: str) -> None:
    with suppress(InputError):
        read(content)


def test_a_message_too_long_is_refused() -> None:
    long = "x" * 1000 + "\n"
    items = read(block(long * 9000) + block("hi"))
    assert [type(item) for item in items] == [Rejected, Message, Facts]
    items = read(page(f'<span class="bubble">{long * 9000}</span>') + page('<span class="bubble">hi</span>'))
    assert isinstance(items[0], Rejected)


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ('<span class="bubble">a &amp; b<br>c</span>', "text", "a & b\nc"),
        ('<span class="bubble">one</span><span class="bubble">two</span>', "text", "one\ntwo"),
        ('<img src="attachments/1.jpeg">', "media", None),
        ('<video controls><source src="a.mp4"></video><span class="bubble">look</span>', "media", "look"),
        ('<a href="attachments/1.pdf">Click to download</a>', "media", None),
        ('<span class="attachment_error">Attachment missing!</span>', "media", None),
        ('<div class="app"><div class="name">Game</div></div>', "media", None),
        ('<span class="bubble"><b>bo<i>ld</i></b> <a href="https://example.com">link</a></span>', "text", "bold link"),
        ('<span class="unsent">They unsent this message part!</span>', "deleted", None),
        ('<span class="shareplay"><hr>SharePlay Message Ended</span>', "system", "Jo: SharePlay Message Ended"),
    ],
)
def test_what_html_shows(body: str, kind: str, text: str | None) -> None:
    item = read(page(f'<hr><div class="message_part">{body}</div>'), "Jo.html")[0]
    assert (item.type, item.text) == (kind, text)


@pytest.mark.parametrize(
    "tapbacks",
    ['<div class="tapbacks"><hr><p>Tapbacks:</p>'
     '<div class="tapback"><span class="tapback"><b>Loved</b> by Ana</span></div></div>',
     '<div class="reactions"><hr><p>Reactions:</p><p><span class="reaction"><b>Loved</b> by Ana</span></p></div>',
     '<div class="reactions"><div class="reaction"><span><b>Loved</b> by Ana</span></div></div>'],
)  # fmt: skip
def test_tapbacks_in_html(tapbacks: str) -> None:
    item = read(page(f'<span class="bubble">hi</span>{tapbacks}'))[0]
    assert (item.text, item.reactions) == ("hi", (Reaction("❤️", "Ana"),))


def test_a_sticker_as_a_tapback_is_no_media() -> None:
    body = '<div class="reaction"><img src="a.png"><span class="reaction">from Ana</span></div>'
    item = read(page(f'<span class="bubble">hi</span><div class="reactions">{body}</div>'))[0]
    assert (item.type, item.reactions) == ("text", (Reaction("sticker", "Ana"),))


def test_a_page_that_breaks_off_says_where() -> None:
    whole = page('<span class="bubble">hi</span>')
    items = read(whole + page('<span class="bubble">lost</span>').removesuffix("</div></div></body></html>"))
    assert [type(item) for item in items] == [Message, Rejected, Facts]


def test_html_of_another_kind_and_other_texts_are_left_alone() -> None:
    folder = sample("imessage_exporter/folder")
    files = {member: folder.open(member).read() for member in folder.members()}
    assert imessage_exporter.sniff(folder) > 0.9
    assert imessage_exporter.sniff(MemoryExport("x", files | {"diary.txt": b"dear diary\n"})) == 0
    assert imessage_exporter.sniff(MemoryExport("x.html", b'<html><div class="message">hi</div></html>')) == 0
    assert imessage_exporter.sniff(MemoryExport("x.txt", b"May 17, 2022\nI walked.\n")) == 0
