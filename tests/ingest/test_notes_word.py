from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.core.records import Note, Rejected
from studio.ingest.formats import notes
from studio.ingest.formats.notes.docx import read_docx
from studio.ingest.importer import Facts, ReadOptions
from studio.ingest.sniff import recognise
from tests.ingest import docx
from tests.ingest.memory import MODIFIED, MemoryExport


def read(name: str, content: bytes | dict[str, bytes]) -> list[object]:
    return list(notes.read(MemoryExport(name, content), ReadOptions()))


def test_the_sample_is_what_its_maker_makes() -> None:
    assert docx.SAMPLE.read_bytes() == docx.sample()


def test_a_word_file_is_read_from_disk_alone_and_among_notes(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sessions.docx").write_bytes(docx.sample())
    (tmp_path / "mine" / "2024-05-01.md").write_text("Words.")
    for path in (tmp_path / "mine" / "sessions.docx", tmp_path / "mine"):
        (found,) = recognise(path).found
        assert found.importer.NAME == "notes.v1"
        read_notes = [one for one in notes.read(found.export, ReadOptions()) if isinstance(one, Note)]
        assert [one.written_at.day for one in read_notes if one.date_source == "heading"] == [14, 28]


def test_a_document_that_says_no_date_is_of_the_time_its_file_last_changed(tmp_path: Path) -> None:
    path = tmp_path / "mine.docx"
    path.write_bytes(docx.docx(docx.paragraph("Felt calm.")))
    os.utime(path, (MODIFIED, MODIFIED))
    (found,) = recognise(path).found
    note, _facts = notes.read(found.export, ReadOptions())
    assert isinstance(note, Note)
    assert (note.date_source, note.written_at) == ("mtime", datetime.fromtimestamp(MODIFIED))


def test_without_another_date_a_document_is_of_the_day_it_was_first_saved() -> None:
    content = docx.docx(docx.paragraph("Felt calm."), created="2024-03-01T09:00:00Z")
    note, facts = read("mine.docx", content)
    assert isinstance(note, Note)
    assert (note.written_at, note.date_source) == (datetime(2024, 3, 1, 9, tzinfo=UTC), "export")
    assert isinstance(facts, Facts)
    assert facts.notes == ("1 note without any date: dated by when the document was first saved.",)
    (dated, _facts) = read("2024-05-01.docx", content)
    assert isinstance(dated, Note)
    assert dated.date_source == "file_name"


def test_what_word_keeps_but_does_not_show_is_left_out() -> None:
    box = "<w:p><w:r><w:t>shown</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    choice = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice>'
        "<mc:Fallback><w:r><w:t>once</w:t></w:r></mc:Fallback></mc:AlternateContent>"
    )
    body = docx.docx(box + f"<w:p>{choice}<w:del><w:r><w:t>no</w:t></w:r></w:del></w:p>")
    assert read_docx(MemoryExport("a.docx", body), "").text == "shown\nonce"


@pytest.mark.parametrize(
    ("body", "head", "code"),
    [
        ("<w:p/>", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', "unsafe"),
        ("<w:p>", "", "damaged"),
    ],
)
def test_a_document_type_is_refused_and_damage_is_said(body: str, head: str, code: str) -> None:
    content = docx.docx(body, head=head)
    with pytest.raises(InputError) as caught:
        read("a.docx", content)
    assert caught.value.code == code
    refused = read("mine", {"a.docx": content, "2024-05-01.md": b"Words."})[0]
    assert isinstance(refused, Rejected)


def test_a_zip_that_is_no_document_is_no_note(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("x.bin", b"\0\1\2")
    content = (tmp_path / "a.docx").read_bytes()
    assert notes.sniff(MemoryExport("a.docx", content)) < 0.5


def test_a_document_without_dates_is_not_taken_from_among_other_things() -> None:
    content = docx.docx(docx.paragraph("An invoice."))
    assert notes.sniff(MemoryExport("invoice.docx", content)) < 0.5


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("date:: 2024-05-01\nWords.", 1),
        ("Words [date:: [[2024-05-02]]] and more.", 2),
        ("- created:: 2024-05-03 21:30\nWords.", 3),
        ("---\ndate: 2024-05-04\n---\ndate:: 2024-05-01\nWords.", 4),
    ],
)
def test_an_inline_field_dates_a_note(text: str, day: int) -> None:
    note = read("a.md", text.encode())[0]
    assert isinstance(note, Note)
    assert (note.written_at.day, note.date_source) == (day, "front_matter")


def test_inline_tags_count_with_those_of_the_front_matter() -> None:
    note = read("2024-05-01.md", b"---\ntags: [us]\n---\ntags:: #evening, kitchen\nWords #calm and `date:: x`.")[0]
    assert isinstance(note, Note)
    assert note.tags == ("us", "evening", "kitchen", "calm")
