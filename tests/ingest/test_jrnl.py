from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.formats import jrnl, notes, whatsapp
from studio.ingest.formats.jrnl.text import tags, title_and_body
from studio.ingest.importer import ReadOptions
from tests.ingest.memory import MemoryExport

ENTRY = {"title": "T", "body": "B", "date": "2024-05-01", "time": "09:00", "tags": [], "starred": False}


def read(content: str, name: str = "journal.txt", order: str = "") -> list[Any]:
    return list(jrnl.read(MemoryExport(name, content.encode()), ReadOptions(date_order=order)))


def exported(*entries: object) -> str:
    return json.dumps({"tags": {}, "entries": entries})


@pytest.mark.parametrize(
    ("line", "title", "text", "starred"),
    [
        ("Title. And body", "Title.", "And body", False),
        ("Really?! Yes.", "Really?!", "Yes.", False),
        ("No end", "No end", "No end", False),
        ("Version 2.5 is out. Good.", "Version 2.5 is out.", "Good.", False),
        ("Starred *", "Starred", "Starred", True),
        ("“Said so.” Then left", "“Said so.”", "Then left", False),
        ("One line\nand a body\n\nwith a gap\n", "One line", "and a body\n\nwith a gap", False),
    ],
)
def test_title_body_and_star(line: str, title: str, text: str, starred: bool) -> None:
    note = read(f"[2024-05-01 09:00] {line}\n")[0]
    assert (note.title, note.text, "starred" in note.tags) == (title, text, starred)


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("2024-05-01 09:00", datetime(2024, 5, 1, 9)),
        ("2024-05-01 09:00:30 PM", datetime(2024, 5, 1, 21, 0, 30)),
        ("13.05.2024 09:00", datetime(2024, 5, 13, 9)),
        ("05/13/2024 09:00", datetime(2024, 5, 13, 9)),
    ],
)
def test_dates_in_the_formats_people_set(date: str, at: datetime) -> None:
    assert read(f"[{date}] x\n")[0].written_at == at


def test_dates_that_nothing_decides_are_asked_about() -> None:
    with pytest.raises(InputError) as caught:
        read("[03/04/2024 09:00] x\n")
    assert caught.value.code == "date_order"
    assert read("[03/04/2024 09:00] x\n", order="dmy")[0].written_at == datetime(2024, 4, 3, 9)


def test_brackets_in_a_body_open_no_entry() -> None:
    items = read("[2024-05-01 09:00] List\n[ ] one\n[x] two\n[see 2023] three\n[2024-05-02] four\n")
    assert len(items) == 2
    assert items[0].text.count("\n") == 3


def test_the_old_shape_without_brackets() -> None:
    items = read("2013-06-09 15:39 First.\nMore\n\n2013-06-10 15:40 Second *\n")
    assert [(item.title, item.tags) for item in items[:2]] == [("First.", ()), ("Second", ("starred",))]


@pytest.mark.parametrize("dates", [("2013-06-09", "2013-06-10", "2019-08-03"), ("9.6.2013", "10.6.2013", "3.8.2019")])
def test_in_a_file_of_bare_dates_one_in_brackets_opens_no_entry(dates: tuple[str, str, str]) -> None:
    text = f"{dates[0]} 15:39 First.\n\n{dates[1]} 15:40 Second.\n\n[{dates[2]} 12:55] Some chat\n"
    assert jrnl.sniff(MemoryExport("a.journal", text.encode())) > 0.9
    items = [item for item in read(text, order="dmy") if isinstance(item, Note)]
    assert [(item.written_at.day, item.text) for item in items] == [
        (9, "First."),
        (10, f"[{dates[2]} 12:55] Some chat"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("with @kim and #rest/day", ["kim", "rest/day"]),
        ("mail a@b.com, #1 and (@no)", []),
        ("@Kim @kim", ["kim"]),
    ],
)
def test_tags(text: str, found: list[str]) -> None:
    assert [tag.casefold() for tag in tags(text)] == found


CHAT = "[2024-05-01 09:00] Me: hi\n\n[2024-05-01 09:01] Jo: hello\n\n[2024-05-01 09:02] Me: so\n"


def test_a_chat_is_not_taken_for_a_journal() -> None:
    assert jrnl.sniff(MemoryExport("chat.md", CHAT.encode())) < 0.5
    commas = CHAT.replace(" 09", ", 09")
    assert jrnl.sniff(MemoryExport("chat.txt", commas.encode())) == 0.0


@pytest.mark.parametrize(
    "text",
    ["[2024-05-01 09:00] Gym: legs\n\n[2024-05-02 09:00] Rested\n", "2013-06-09 15:39 One.\n\n2013-06-10 15:40 Two\n"],
)
def test_a_journal_is_jrnl_before_it_is_notes_or_a_chat(text: str) -> None:
    export = MemoryExport("2024.txt", text.encode())
    assert jrnl.sniff(export) > 0.5
    assert jrnl.sniff(export) > max(notes.sniff(export), whatsapp.sniff(export))


@pytest.mark.parametrize("text", ["# Diary\n\n## 2024-05-01\nx\n", "2024-05-01 ran 5 km\n\n2024-05-02 rested\n", "x\n"])
def test_a_diary_with_headings_is_left_to_notes(text: str) -> None:
    assert jrnl.sniff(MemoryExport("diary.txt", text.encode())) < 0.5


def test_json_tags_lose_their_mark() -> None:
    note = read(exported({**ENTRY, "tags": ["@kim", "#rest"], "starred": True}), "a.json")[0]
    assert note == Note(datetime(2024, 5, 1, 9), "T", "B", ("kim", "rest", "starred"))
    alone = read(json.dumps(ENTRY), "a.json")[0]
    assert alone.title == "T"


@pytest.mark.parametrize(
    "fields", [{"date": "x"}, {"date": None}, {"title": 5}, {"tags": "a"}, {"tags": [1]}, {"starred": "yes"}]
)
def test_a_wrong_entry_is_refused_and_the_next_is_read(fields: dict[str, Any]) -> None:
    items = read(exported({**ENTRY, **fields}, ENTRY, 5), "a.json")
    assert [type(item).__name__ for item in items] == ["Rejected", "Note", "Rejected", "Facts"]


def test_an_empty_entry_is_skipped_and_a_text_above_refused() -> None:
    above, empty, _facts = read("Words.\n[2024-05-01 09:00] \n")
    assert above == Rejected("journal.txt:1", "text above the first entry, without a date", "Words.")
    assert empty == Skipped("journal.txt:2", "an entry without a text")


def test_a_folder_of_days_is_one_journal() -> None:
    files = {f"2020/08/{day}.txt": f"[2020-08-{day} 08:31] Day {day}.\n".encode() for day in (29, 30, 31)}
    assert jrnl.sniff(MemoryExport("journal", files)) > 0.9
    assert jrnl.sniff(MemoryExport("journal", {**files, "a.md": b"x"})) == 0.0


words = st.text(alphabet="ab .!*\n", max_size=30)


@given(words)
def test_title_and_body_lose_no_letter(text: str) -> None:
    title, body, _starred = title_and_body(text)
    assert [char for char in title + body if char in "ab.!"] == [char for char in text if char in "ab.!"]


def test_an_export_that_breaks_off_keeps_the_entries_before() -> None:
    items = read(exported(*[ENTRY] * 3)[:-20], name="journal.json")
    assert [type(one).__name__ for one in items] == ["Note", "Note", "Rejected", "Facts"]
    assert items[2].where == "entries[2]"
