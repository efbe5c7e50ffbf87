from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.formats import apple_journal
from studio.ingest.formats.apple_journal.page import read_page
from studio.ingest.importer import ReadOptions
from tests.ingest.memory import MemoryExport

START = '<html><head><title></title></head><body><p class="p1"><span class="s1"><div class=\'pageContainer\'>'


def page(body: str = "", *, header: str = "", grid: str = "", title: str = "", prompt: str = "") -> str:
    parts = [f'<div class="pageHeader">{header}</div>', f'<div class="assetGrid">{grid}</div>' if grid else ""]
    parts += [f"<div class='reflectionPrompt'>{prompt}</div>" if prompt else ""]
    parts += [f"<div class='title'>{title}</div>" if title else ""]
    closing = '<p class="p1"><span class="s1"></div></div></span></p></body></html>'
    return START + "".join(parts) + "<div class='bodyText'></span></p>\n" + body + closing


def read(content: str | dict[str, str], name: str = "2024-11-03.html", order: str = "") -> list[Any]:
    files = content.encode() if isinstance(content, str) else {path: text.encode() for path, text in content.items()}
    return list(apple_journal.read(MemoryExport(name, files), ReadOptions(date_order=order)))


def tile(kind: str, *texts: str) -> str:
    inside = "".join(f'<div class="gridItemOverlayText gridItemOverlayHeader">{text}</div>' for text in texts)
    return f'<div id="X" class="gridItem assetType_{kind}">{inside}<img src="../Resources/X.heic"/></div>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<p class="p2"><span class="s2">One.</span></p>\n<p class="p3">Two.</p>', "One.\nTwo."),
        ('<p class="p2">a</p><p class="p3"><span></span><br></p><p class="p2">b</p>', "a\n\nb"),
        ('<p class="p2">a<br>b</p>', "a\nb"),
        ('<p class="p2">a &amp; b &lt;3 &#8217;</p>', "a & b <3 ’"),
        ('<p class="p2">a<span class="Apple-converted-space">\u00a0 </span>b\u00a0c</p>', "a b\u00a0c"),
        ('<ul class="ul1"><li class="li2">x</li><li class="li2"><p class="p2">y</p></li></ul>', "- x\n- y"),
        ("<ol><li>x</li><li>y</li></ol>", "1. x\n2. y"),
        ("<p>a\nb  c</p>", "a b c"),
        ('<p class="p2">a</p><style>p {x: y}</style><!-- no --><p class="p2">b</p>', "a\nb"),
    ],
)
def test_the_body_is_its_lines(body: str, text: str) -> None:
    assert read(page(body))[0].text == text


def test_an_older_page_without_a_body_part_is_its_paragraphs() -> None:
    text = START + '<div class="pageHeader">Sunday, 3 November 2024</div></span></p><p class="p2">Words.</p></div>'
    assert read(text)[0].text == "Words."


@pytest.mark.parametrize(
    ("name", "header", "at", "source"),
    [
        ("2024-11-03_A_walk.html", "Monday, 4 November 2024", datetime(2024, 11, 3), "file_name"),
        ("2024-11-03_(1).html", "", datetime(2024, 11, 3), "file_name"),
        ("renamed.html", "Sunday, 17 December 2023", datetime(2023, 12, 17), "heading"),
        ("renamed.html", "Sunday, December 17, 2023", datetime(2023, 12, 17), "heading"),
        ("renamed.html", "Sonntag, 17. Dezember 2023", datetime(2023, 12, 17), "heading"),
        ("renamed.html", "dimanche 17 décembre 2023", datetime(2023, 12, 17), "heading"),
        ("renamed.html", "2023年12月17日 星期日", datetime(2023, 12, 17), "heading"),
        ("renamed.html", "воскресенье, 17 декабря 2023 г.", datetime(2023, 12, 17), "heading"),
        ("renamed.html", "söndag 17 maj 2026", datetime(2026, 5, 17), "heading"),
        ("renamed.html", "domingo, 17 de diciembre de 2023", datetime(2023, 12, 17), "heading"),
    ],
)
def test_the_date_is_in_the_name_else_above_the_entry(name: str, header: str, at: datetime, source: str) -> None:
    note = read(page("<p>x</p>", header=header), name)[0]
    assert (note.written_at, note.date_source) == (at, source)


def test_an_entry_nobody_can_date_is_refused_with_what_it_said() -> None:
    assert read(page("<p>x</p>", header="someday"), "a.html")[0] == Rejected(
        "a.html", "no date in its name, and none that can be read in it", "someday"
    )


@pytest.mark.parametrize(
    ("grid", "tags", "mood"),
    [
        (tile("stateOfMind", "Slightly Pleasant, Calm", "Family"), ("Calm", "Family"), 0.33),
        (tile("stateOfMind", "Sad, Overwhelmed"), ("Sad", "Overwhelmed"), None),
        (tile("contact", "Mum"), ("person: Mum",), None),
        (tile("multiPinMap", "Old Mill"), ("place: Old Mill",), None),
        (tile("workoutIcon", "Run", "5 km"), ("workout: Run · 5 km",), None),
        (tile("photo", "0:42") + tile("audio", "0:42") + tile("livePhoto"), (), None),
        (tile("newKind", "Something"), ("newKind: Something",), None),
    ],
)
def test_tiles_are_tags_and_media_is_left_out(grid: str, tags: tuple[str, ...], mood: float | None) -> None:
    note = read(page("<p>x</p>", grid=grid))[0]
    assert (note.tags, note.mood, note.text) == (tags, mood, "x")


def test_a_title_that_stands_below_its_empty_part_is_the_title() -> None:
    top = START + '<div class="pageHeader">3 November 2024</div><div class="title"></div></div></span>'
    text = (
        f'{top}<span class="s2">A long day </span><span><div class="bodyText"></div></span></p><p class="p2">Words.</p>'
    )
    note = read(text)[0]
    assert (note.title, note.text) == ("A long day", "Words.")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_page_in_another_encoding_is_recognised(encoding: str) -> None:
    export = MemoryExport("2024-11-03.html", page('<p class="p2">Wörter.</p>').encode(encoding))
    assert apple_journal.sniff(export) > 0.9
    assert isinstance(next(apple_journal.read(export, ReadOptions())), Note)


def test_the_question_answered_stands_above_the_answer() -> None:
    assert read(page("<p>The run.</p>", prompt="What helped?"))[0].text == "> What helped?\n\nThe run."


def test_title_alone_media_alone_and_nothing() -> None:
    note = read(page(title="Only a title"))[0]
    assert (note.title, note.text) == ("Only a title", "Only a title")
    assert read(page(grid=tile("photo")))[0] == Skipped("2024-11-03.html", "an entry of media alone, without a text")
    assert read(page())[0] == Skipped("2024-11-03.html", "an entry without a text")


def test_a_folder_is_claimed_with_its_index_and_resources() -> None:
    files = {"Entries/2024-11-03.html": page("<p>x</p>"), "index.html": "<html></html>", "Resources/a.json": "{}"}
    for prefix in ("", "AppleJournalEntries/"):
        export = {prefix + path: text for path, text in files.items()}
        assert apple_journal.sniff(MemoryExport("j", {k: v.encode() for k, v in export.items()})) > 0.5
        assert [type(item).__name__ for item in read(export, "j")] == ["Note", "Skipped", "Facts"]


def test_other_pages_are_no_entries() -> None:
    other = "<html><body><div class='title'>Shop</div></body></html>"
    assert apple_journal.sniff(MemoryExport("2024-11-03.html", other.encode())) == 0.0
    with pytest.raises(InputError, match="no entry"):
        read("<html><body><p>Shop</p></body></html>")
    items = read({"2024-11-03.html": page("<p>x</p>"), "2024-11-04.html": "<p>Shop</p>"}, "j")
    assert [type(item).__name__ for item in items] == ["Note", "Rejected", "Facts"]


@given(st.text(alphabet="<>/\"'! -=abpdiv&;\n", max_size=200))
def test_any_markup_is_read_without_a_traceback(text: str) -> None:
    read_page(page(text))
    assert isinstance(read(page(f"<p>kept</p>{text}<p>x"))[0], Note)
