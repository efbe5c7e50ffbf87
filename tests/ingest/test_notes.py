from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.formats import notes, strong, whoop
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MODIFIED, MemoryExport, sample

TEXTS = ["therapy.txt", "dated_headings.md", "2024-02-03-latin.txt"]


def read(files: dict[str, str] | str, name: str = "note.md", order: str = "") -> list[Any]:
    content = files.encode() if isinstance(files, str) else {path: text.encode() for path, text in files.items()}
    return list(notes.read(MemoryExport(name, content), ReadOptions(date_order=order)))


def only(files: dict[str, str] | str, name: str = "note.md", order: str = "") -> Note:
    found = [item for item in read(files, name, order) if isinstance(item, Note)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", ["journal", *TEXTS])
def test_other_formats_leave_them_alone(name: str) -> None:
    assert strong.sniff(sample(f"notes/{name}")) < 0.2
    assert whoop.sniff(sample(f"notes/{name}")) < 0.2


CHATS = [
    "[1/29/24, 12:24:03 PM] Mallory: Hey!\n[1/29/24, 12:25:00\u202fPM] Jo: \u200eimage omitted\nand more\n",
    "\u200e[05.08.23, 17:52:02] Jo: Bin da\n[05.08.23, 17:53:00] ~ Kim: ok\n",
    "22.08.18, 14:42 - Jo: hallo\n22.08.18, 14:43 - Kim: hi\n22.08.18, 14:44 - Kim: hi: again\n",
    "2023/12/20, 5:46 pm - Jo: one\n2023/12/20, 5:47 pm - Kim: two\n2023/12/20, 5:48 pm - Jo: three\n",
    "1.2.2023 klo 21.25 - Jo: moi\n1.2.2023 klo 21.26 - Kim: no moi\n1.2.2023 klo 21.27 - Jo: jep\n",
    "2023/12/20 下午5:10 - Jo: 好\n2023/12/20 下午5:11 - Kim: 好\n2023/12/20 下午5:12 - Jo: 好\n",
]


@pytest.mark.parametrize("text", CHATS)
def test_a_chat_is_not_taken_for_a_note(text: str) -> None:
    export = MemoryExport("WhatsApp Chat with Jo.txt", text.encode())
    assert max(notes.sniff(export), strong.sniff(export), whoop.sniff(export)) < 0.2
    assert read({"chat.txt": text, "2024-05-01.md": "Mine."})[0] == Skipped(
        "chat.txt", "it looks like an exported chat: import it on its own"
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"Words in a table,\n"),
        ("a.txt", b"a,b,c\n1,2,3\n4,5,6\n"),
        ("a.txt", b'{"a": 1}\n'),
        ("a.txt", b"<html><body>x</body></html>"),
        ("a.txt", b"\x00\x01\x02\x03 binary"),
        ("a.md", b"\x89PNG\r\n\x1a\n\x00\x00\x00"),
        ("a.txt", b""),
        ("a.pdf", b"Some words."),
        ("README.md", b"# What is in here\nSome words."),
    ],
)
def test_what_is_no_prose_is_left_to_others(name: str, data: bytes) -> None:
    assert notes.sniff(MemoryExport(name, data)) < 0.2


@pytest.mark.parametrize(
    ("name", "text", "least", "most"),
    [
        ("a.txt", "Just some prose, undated.", 0.3, 0.3),
        ("2024-05-01.txt", "Just some prose.", 0.5, 1),
        ("a.txt", "14 March 2024\n\nProse.", 0.5, 1),
        ("a.md", "Just some prose.", 0.5, 1),
        ("a.md", "---\nmood: 3/5\n---\nProse.", 0.8, 1),
        ("a.txt", "14 March 2024\n\nProse.\n\n21 March 2024\n\nMore.", 0.8, 1),
    ],
)
def test_dates_make_it_surer(name: str, text: str, least: float, most: float) -> None:
    assert least <= notes.sniff(MemoryExport(name, text.encode())) <= most


def test_a_folder_with_other_data_beside_is_left_to_its_parts() -> None:
    journal = {f"journal/2024-05-{day:02d}.md": b"Words." for day in range(1, 20)}
    assert notes.sniff(MemoryExport("mine", journal)) > 0.5
    assert notes.sniff(MemoryExport("mine", {**journal, "journal/table.csv": b"a,b\n"})) > 0.5
    assert notes.sniff(MemoryExport("mine", {**journal, "whoop/sleeps.csv": b"a,b\n"})) < 0.5
    assert notes.sniff(MemoryExport("mine", {**journal, "chat/_chat.txt": CHATS[0].encode()})) < 0.5
    code = {f"code/{n}.py": b"x = 1\n" for n in range(20)}
    assert notes.sniff(MemoryExport("mine", {**journal, **code, "code/2024-05-01.md": b"x"})) < 0.5
    assert notes.sniff(MemoryExport("mine", {"photos/a.png": b"x"})) == 0.0


@pytest.mark.parametrize(
    ("path", "text", "at", "source"),
    [
        ("2024-05-02.md", "---\ndate: 2024-05-01\n---\nx", datetime(2024, 5, 1), "front_matter"),
        ("2024-05-02.md", "---\nCreated: 2024-05-01 21:30\n---\nx", datetime(2024, 5, 1, 21, 30), "front_matter"),
        ("a.md", "---\nday: '[[2024-05-01]]'\n---\nx", datetime(2024, 5, 1), "front_matter"),
        ("a.md", "---\nday: [[2024-05-01]]\n---\nx", datetime(2024, 5, 1), "front_matter"),
        ("a.md", "---\ndatum: 1. Mai 2024\n---\nx", datetime(2024, 5, 1), "front_matter"),
        ("a.md", "---\ndate: 2024-05-01\ntime: 10:30\n---\nx", datetime(2024, 5, 1, 10, 30), "front_matter"),
        ("a.md", "---\ncreated: 2024-05-02\ndate: 2024-05-01\n---\nx", datetime(2024, 5, 1), "front_matter"),
        ("2024-05-02.md", "---\ndate: 2024-13-45\n---\nx", datetime(2024, 5, 2), "file_name"),
        ("2024-05-02 walk.md", "# 3 May 2024\nx", datetime(2024, 5, 2), "file_name"),
        ("2023/01/20240502.md", "x", datetime(2024, 5, 2), "file_name"),
        ("2024_05_02.txt", "x", datetime(2024, 5, 2), "file_name"),
        ("02.05.2024.txt", "x", datetime(2024, 5, 2), "file_name"),
        ("202405022130.md", "x", datetime(2024, 5, 2, 21, 30), "file_name"),
        ("2024/05/14.md", "x", datetime(2024, 5, 14), "folder"),
        ("2024/05/14/walk.md", "x", datetime(2024, 5, 14), "folder"),
        ("2024/May/walk.md", "x", datetime(2024, 5, 1), "folder"),
        ("2024/05-May/14 Tuesday.md", "x", datetime(2024, 5, 14), "folder"),
        ("journal/2024-05/walk.md", "x", datetime(2024, 5, 1), "folder"),
        ("2024-05-14/walk.md", "# 15 May 2024\nx", datetime(2024, 5, 14), "folder"),
        ("2024/05/walk.md", "# 15 May 2024\nx", datetime(2024, 5, 15), "heading"),
        ("2024/05/walk.md", "# 15 June 2024\nx", datetime(2024, 5, 1), "folder"),
        ("2024/13/walk.md", "# 15 June 2024\nx", datetime(2024, 6, 15), "heading"),
        ("a.md", "# Tuesday, 14 May 2024\nx", datetime(2024, 5, 14), "heading"),
        ("a.txt", "Date: 2024-05-14\nx", datetime(2024, 5, 14), "heading"),
        ("a.md", "On 14 May 2024 we talked.", datetime.fromtimestamp(MODIFIED), "mtime"),
    ],
)
def test_the_date_ladder(path: str, text: str, at: datetime, source: str) -> None:
    note = only({path: text})
    assert (note.written_at, note.date_source) == (at, source)


def test_a_single_file_uses_its_own_name() -> None:
    assert only("x", "2024-05-02.md").date_source == "file_name"


def test_an_offset_in_the_front_matter_is_kept() -> None:
    note = only("---\ndate: 2024-05-01T09:00:00+02:00\n---\nx")
    assert note.written_at == datetime(2024, 5, 1, 9, tzinfo=timezone(timedelta(hours=2)))


def test_what_was_guessed_about_dates_is_said() -> None:
    items = read({"2024/05/a.md": "x", "b.md": "x", "2024-05-01.md": "---\ndate: 2024-13-45\n---\nx"})
    assert isinstance(items[-1], Facts)
    assert len(items[-1].notes) == 3
    assert any("dated on the first of it" in note for note in items[-1].notes)
    assert any("when the file last changed" in note for note in items[-1].notes)
    assert any("that is none" in note for note in items[-1].notes)


def test_slashed_dates_are_decided_over_the_whole_export() -> None:
    files = {"a.md": "# 03/04/2024\nx", "b.md": "# 18/04/2024\nx"}
    assert [item.written_at for item in read(files)[:2]] == [datetime(2024, 4, 3), datetime(2024, 4, 18)]
    sections = "## 03/04/2024\none\n\n## 03/18/2024\ntwo\n"
    assert [item.written_at.day for item in read(sections)[:2]] == [4, 18]


def test_slashed_dates_that_nothing_decides_are_asked_about() -> None:
    with pytest.raises(InputError, match="day or month first") as caught:
        read("# 03/04/2024\nx")
    assert caught.value.code == "date_order"
    refused = read({"a.md": "---\ndate: 03/04/2024\n---\nx", "2024-05-01.md": "y"})[0]
    assert isinstance(refused, Rejected)
    assert "--date-order" in refused.reason
    assert only("# 03/04/2024\nx", order="mdy").written_at == datetime(2024, 3, 4)
    assert only("# 03/04/2024\nx", "2024-05-01.md").date_source == "file_name"


def test_a_note_of_mood_alone_is_kept_and_an_empty_one_is_not() -> None:
    assert only("---\nmood: 1/5\n---\n", "2024-05-01.md") == Note(
        datetime(2024, 5, 1), None, "", mood=-1.0, date_source="file_name"
    )
    assert read("---\ntags: x\n---\n \n", "2024-05-01.md")[0] == Skipped("2024-05-01.md", "a note without a text")


@pytest.mark.parametrize(
    ("name", "text", "title", "body"),
    [
        ("2024-05-01.md", "---\ntitle: Said\n---\n# Heading\nx", "Said", "# Heading\nx"),
        ("2024-05-01.md", "# Heading ##\n\nx\n", "Heading", "x"),
        ("2024-05-01.md", "Heading\n=======\nx", "Heading", "x"),
        ("2024-05-01 Walk.md", "x", "2024-05-01 Walk", "x"),
        ("2024-05-01 Wed.md", "x", None, "x"),
        ("2024-05-01.md", "# Felt good", "Felt good", "Felt good"),
    ],
)
def test_titles(name: str, text: str, title: str | None, body: str) -> None:
    note = only(text, name)
    assert (note.title, note.text) == (title, body)


def test_a_session_whose_date_stands_below_its_title() -> None:
    text = "Session 12\nDate: 14 March 2024\nClient: K.\n\nWords.\n\nSession 13\nDate: 28 March 2024\n\nMore.\n"
    first, second, _facts = read(text, "therapy.txt")
    assert (first.title, first.text, first.written_at) == ("Session 12", "Client: K.\n\nWords.", datetime(2024, 3, 14))
    assert (second.title, second.text, second.written_at) == ("Session 13", "More.", datetime(2024, 3, 28))


def test_a_log_of_one_liners_keeps_its_words() -> None:
    found = [
        item.text for item in read("2024-05-01 ran 5 km\n\n2024-05-02 rested\n", "log.txt") if isinstance(item, Note)
    ]
    assert found == ["2024-05-01 ran 5 km", "2024-05-02 rested"]


def test_text_above_the_first_heading_is_a_note_of_its_own() -> None:
    text = "---\ntags: couple\n---\nSome words before.\nAnd more.\n\n## 2024-05-02\none #x\n\n## 2024-05-03\ntwo\n"
    before, one, two, _facts = read(text)
    assert (before.text, before.written_at, before.date_source) == (
        "Some words before.\nAnd more.",
        datetime(2024, 5, 2),
        "heading",
    )
    assert (one.tags, two.tags) == (("couple", "x"), ("couple",))


def test_templates_and_attachments_are_left_out() -> None:
    files = {
        "README.md": "x",
        "Templates/a.md": "x",
        "sub/attachments/b.txt": "x",
        ".trash/c.md": "x",
        "2024-05-01.md": "mine",
        "p.png": "x",
    }
    items = read(files)
    assert sum(isinstance(item, Skipped) for item in items) == 4
    assert sum(isinstance(item, Note) for item in items) == 1


def test_names_and_text_are_composed() -> None:
    name = unicodedata.normalize("NFD", "Café 2024-05-01.md")
    note = only({name: unicodedata.normalize("NFD", "# Über\nGrüße")})
    assert (note.title, note.text) == ("Über", "Grüße")
    assert read({name: " "})[0] == Skipped(unicodedata.normalize("NFC", name), "a note without a text")


def test_a_binary_member_is_refused_and_a_binary_file_is_an_error() -> None:
    export = MemoryExport("mine", {"a.md": b"\0\0\0\1", "2024-05-01.md": b"mine"})
    refused, note, _facts = notes.read(export, ReadOptions())
    assert refused == Rejected("a.md", "a.md is not a text file.", "")
    assert isinstance(note, Note)
    with pytest.raises(InputError, match="not a text file"):
        list(notes.read(MemoryExport("a.md", b"\0\0\0\1"), ReadOptions()))


def test_line_ends_and_byte_order_marks_do_not_matter() -> None:
    note = only("\ufeff---\r\nmood: 5/5\r\n---\r\n# T\r\none\r\ntwo\r\n", "2024-05-01.md")
    assert (note.mood, note.title, note.text) == (1.0, "T", "one\ntwo")


words = st.text(alphabet="abc é.!?", min_size=1, max_size=30).filter(lambda text: bool(text.strip(" .!?")))


@given(
    st.dictionaries(st.dates(datetime(2000, 1, 1).date(), datetime(2090, 1, 1).date()), words, min_size=2, max_size=6)
)
def test_a_generated_diary_comes_back(diary: dict[Any, str]) -> None:
    text = "\n".join(f"## {day}\n\n{entry}\n" for day, entry in diary.items())
    found = [(item.written_at.date(), item.text) for item in read(text) if isinstance(item, Note)]
    assert found == list(diary.items())


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"---\n", b"---\ndate: 2024-05-01\n---\n", b"## 2024-05-01\nx\n## "])
)
def test_arbitrary_bytes_raise_nothing_but_input_errors(tail: bytes, start: bytes) -> None:
    for export in (MemoryExport("a.txt", start + tail), MemoryExport("vault", {"a.md": start + tail})):
        notes.sniff(export)
        with suppress(InputError):
            list(notes.read(export, ReadOptions()))


def test_headings_alone_above_the_first_entry_are_no_note() -> None:
    text = b"# 2024\n\n## May\n\n### 2024-05-01 09:00 First.\n\nBody.\n\n### 2024-05-02 Second.\n\nMore.\n"
    first, *found = notes.read(MemoryExport("a.md", text), ReadOptions())
    assert isinstance(first, Skipped)
    assert sum(isinstance(one, Note) for one in found) == 2
