from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.formats import day_one
from studio.ingest.formats.day_one.rich_text import plain_of, written
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport

UUID = "6A1F0C52B7D94E0FA3C85D2E9B417F60"


def entry(**fields: Any) -> dict[str, Any]:
    return {"uuid": UUID, "creationDate": "2024-03-09T05:30:12Z", "timeZone": "America/Chicago", **fields}


def journal(*entries: object) -> bytes:
    return json.dumps({"metadata": {"version": "1.0"}, "entries": list(entries)}).encode()


def read(content: bytes | dict[str, bytes], name: str = "Journal.json") -> list[Any]:
    return list(day_one.read(MemoryExport(name, content), ReadOptions()))


def only(**fields: Any) -> Note:
    note = read(journal(entry(**fields)))[0]
    assert isinstance(note, Note)
    return note


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/Chicago", "2024-03-08T23:30:12-06:00"),
        ("America\\/Chicago", "2024-03-08T23:30:12-06:00"),
        ("GMT+02:00", "2024-03-09T07:30:12+02:00"),
        ("Nowhere/Such", "2024-03-09T05:30:12+00:00"),
        ("", "2024-03-09T05:30:12+00:00"),
    ],
)
def test_an_entry_is_of_the_day_it_was_where_it_was_written(zone: str, at: str) -> None:
    assert only(text="x", timeZone=zone).written_at.isoformat() == at


def test_an_all_day_entry_has_only_its_date() -> None:
    assert only(text="x", isAllDay=True).written_at == datetime(2024, 3, 8)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"It was good\. Really\! \- yes \(almost\)", "It was good. Really! - yes (almost)"),
        (r"C:\new and \\", "C:\\new and \\"),
        ("a\u2028b", "a\nb"),
        ("a\n\u200b\nb\u200bc", "a\n\nb\u200bc"),
        ("![](dayone-moment://0C1D)\n\nafter", "after"),
        ("before\n\n![](dayone-moment:/video/0C1D)\n\nafter", "before\n\nafter"),
        ("so ![](dayone-moment:/audio/0C1D) so", "so  so"),
        ("see [that day](dayone2://view?entryId=6A1F) and [a page](https://example.com)",
         "see that day and [a page](https://example.com)"),
        ("```\nx \\* y\n```", "```\nx \\* y\n```"),
    ],
)  # fmt: skip
def test_text_is_as_it_was_typed(markdown: str, text: str) -> None:
    assert written(markdown) == text


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([{"text": "a "}, {"text": "b", "attributes": {"bold": True}}, {"text": "\nc"}], "a b\nc"),
        ([{"text": "T\n", "attributes": {"line": {"header": 1}}}, {"text": "x"}], "# T\nx"),
        ([{"text": "one\ntwo\n", "attributes": {"line": {"listStyle": "numbered"}}}], "1. one\n2. two"),
        ([{"text": "a\n", "attributes": {"line": {"listStyle": "checkbox", "checked": True}}}], "- [x] a"),
        ([{"text": "a"}, {"embeddedObjects": [{"type": "photo", "identifier": "X"}]}, {"text": "b"}], "a\nb"),
        ([{"text": "q", "attributes": {"line": {"quote": True}}}], "> q"),
        ([{"text": "a\n\nb\n"}], "a\n\nb"),
        ([{"text": 5}, "no", {"text": "x", "attributes": []}], "x"),
    ],
)
def test_rich_text_becomes_lines(runs: list[Any], text: str) -> None:
    assert plain_of(json.dumps({"contents": runs})) == text
    assert plain_of({"contents": runs}) == text


@given(st.lists(st.text(alphabet="ab \n", max_size=8), max_size=6))
def test_runs_without_styles_are_their_text(parts: list[str]) -> None:
    assert plain_of(json.dumps({"contents": [{"text": part} for part in parts]})) == "".join(parts).strip("\n")


def test_the_heading_that_opens_a_text_is_its_title() -> None:
    note = only(text="# Late \\- again\n\nWe talked\\.")
    assert (note.title, note.text) == ("Late - again", "We talked.")
    assert only(text="# Late").text == "Late"
    assert only(text="\\# not a title").title is None


def test_tags_and_stars() -> None:
    assert only(text="x", tags=["us", "Us", " "], starred=True).tags == ("us", "starred")
    assert only(text="x", starred=False).tags == ()
    assert only(text="x").key == UUID


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"creationDate": None}, "no creation date"),
        ({"creationDate": "0000-00-00T00:00:00Z"}, "is not a date"),
        ({"creationDate": 5}, "creationDate is no text"),
        ({"tags": "us"}, "tags"),
        ({"tags": [None]}, "tags"),
        ({"starred": "yes"}, "starred"),
        ({"text": 5}, "text is no text"),
        ({"text": None, "richText": "{"}, "no JSON"),
        ({"text": None, "richText": "[" * 100_000}, "no JSON|deep"),
        ({"text": None, "richText": "{}"}, "no contents"),
        ({"uuid": 7}, "uuid"),
        ({"creationDate": "0001-01-01T00:00:00Z"}, ""),
    ],
)
def test_a_wrong_entry_is_refused_and_the_next_is_read(fields: dict[str, Any], reason: str) -> None:
    refused, fine, _facts = read(journal({**entry(text="x"), **fields}, entry(text="y")))
    assert isinstance(refused, Rejected)
    assert re.search(reason, refused.reason)
    assert isinstance(fine, Note)


def test_an_entry_of_a_photo_alone_is_skipped() -> None:
    items = read(journal(entry(text="![](dayone-moment://A)", photos=[{"identifier": "A"}]), entry(), "no"))
    assert [type(item).__name__ for item in items] == ["Skipped", "Skipped", "Rejected", "Facts"]
    assert items[0] == Skipped("entries[0]", "an entry of media alone, without a text")


def test_journals_of_one_export_are_told_apart_by_a_tag() -> None:
    one = {"Us.json": journal(entry(text="a")), "photos/x.jpeg": b"\xff\xd8"}
    assert read(one)[0].tags == ()
    assert [note.tags for note in read({**one, "Training.json": journal(entry(text="b"))})[:2]] == [
        ("Us",), ("Training",),
    ]  # fmt: skip


def test_one_broken_journal_of_several_is_refused_alone() -> None:
    items = read({"Us.json": journal(entry(text="a")), "Broken.json": b'{"entries": ['})
    assert [type(item).__name__ for item in items] == ["Note", "Rejected", "Facts"]
    with pytest.raises(InputError):
        read(b'{"entries": [')


def test_a_classic_entry_is_dated_in_its_own_zone() -> None:
    plist = (
        b'<?xml version="1.0"?><plist version="1.0"><dict><key>Creation Date</key><date>2014-10-23T22:36:33Z</date>'
        b"<key>Entry Text</key><string>Hello.</string></dict></plist>"
    )
    assert read(plist, "A.doentry")[0].written_at == datetime(2014, 10, 23, 22, 36, 33, tzinfo=UTC)
    entities = b'<!DOCTYPE plist [<!ENTITY a "aaaa">]>' + plist.replace(b"Hello.", b"&a;")
    assert isinstance(read(entities, "A.doentry")[0], Rejected)


@pytest.mark.parametrize(
    "content",
    [
        b'{"entries": [{"title": "a", "body": "b", "date": "2024-05-01", "time": "09:00"}], "tags": {}}',
        b'{"messages": [], "name": "x"}',
        b'{"metadata": {"version": "1"}, "entries": [{"id": 5}]}',
        b'[{"creationDate": "2024-05-01T00:00:00Z"}]',
    ],
)
def test_other_json_is_left_to_others(content: bytes) -> None:
    assert day_one.sniff(MemoryExport("Journal.json", content)) == 0.0


def test_a_first_entry_larger_than_the_first_bytes_is_still_known() -> None:
    content = json.dumps({"metadata": {"version": "1.0"}, "entries": [{"richText": "x" * 90_000, **entry()}]}).encode()
    assert day_one.sniff(MemoryExport("renamed.dat", content)) > 0.5


def test_a_folder_of_other_things_is_left_to_the_walk() -> None:
    files = {"Us.json": journal(entry(text="a")), **{f"2024-05-{n:02d}.md": b"x" for n in range(1, 9)}}
    assert day_one.sniff(MemoryExport("mine", files)) == 0.0


def test_a_journal_that_breaks_off_keeps_the_entries_before() -> None:
    whole = json.dumps({"metadata": {"version": "1.0"}, "entries": [entry(text=f"Entry {n}") for n in range(3)]})
    for cut in (whole[:-30], whole.replace('"Entry 2"', "\0")):
        items = read(cut.encode())
        assert [type(one) for one in items] == [Note, Note, Rejected, Facts]
        assert items[2].where == "entries[2]"
