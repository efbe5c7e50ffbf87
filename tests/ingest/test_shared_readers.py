"""What every format reads with gives the same whatever the bytes are and wherever a read ends."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import unicodedata
import zipfile
from contextlib import suppress
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Rejected
from studio.ingest.files import lines as lines_module
from studio.ingest.files.access import nfc
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.files.gzip_file import plain_file, plain_head
from studio.ingest.files.html_tags import HtmlTags
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.json_stream import elements
from studio.ingest.files.lines import lines_of, whole_text
from studio.ingest.files.tables import header_and_row, read_table
from studio.ingest.files.xml_pieces import pieces_of
from studio.ingest.files.xml_stream import Elements
from studio.ingest.files.zip_listing import check_listing
from tests.ingest.memory import MemoryExport
from tests.ingest.test_json_reader import values

LIMIT = 40
"""Bytes of a line in these tests, in place of megabytes."""


class Slow(io.BytesIO):
    """A file that gives a few bytes at a time, so that everything falls on a border somewhere."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self.step if size is None or size < 0 else min(size, self.step))


class SlowExport(MemoryExport):
    """One file, read a few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__("a", content)
        self._content, self._step = content, step

    def open(self, member: str = "") -> IO[bytes]:
        return Slow(self._content, self._step)


steps = st.integers(1, 70)
lines = st.lists(st.binary(max_size=60) | st.sampled_from([b"", b"\r", b"x" * 41, b"\xef\xbb\xbf"]), max_size=8)


@given(lines, steps, st.booleans())
def test_lines_are_those_of_a_plain_split(found: list[bytes], step: int, marked: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "LINE_LIMIT", LIMIT)
        raw = b"\xef\xbb\xbf" * marked + b"\n".join(found)
        told = list(lines_of(SlowExport(raw, step)))
    plain = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    plain = plain if plain[-1] else plain[:-1]
    assert [line.number for line in told] == list(range(1, len(plain) + 1))
    for line, whole in zip(told, plain, strict=True):
        assert line.too_long == (len(whole) > LIMIT)
        if not line.too_long:
            assert line.text == whole.removesuffix(b"\r").decode("utf-8", "replace")


@given(lines, st.integers(1, 200))
def test_a_whole_text_is_the_file_or_refused_for_a_line_or_its_size(found: list[bytes], limit: int) -> None:
    raw = b"\n".join(found)
    longest = max(map(len, raw.replace(b"\r", b"\n").split(b"\n")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "LINE_LIMIT", LIMIT)
        patch.setattr(lines_module, "_PIECE", LIMIT // 3)
        try:
            assert whole_text(MemoryExport("a", raw), limit=limit) == raw
            refused = ""
        except InputError as problem:
            refused = problem.code
    assert refused in ({"damaged"} if longest > LIMIT else set()) | ({"too_long"} if len(raw) > limit else {""})


@given(values)
def test_a_glimpse_of_a_whole_value_is_the_value(value: Any) -> None:
    assert glimpse(json.dumps({"a": value}).encode()) == {"a": value}
    assert glimpse(json.dumps([value], ensure_ascii=False).encode("utf-8", "replace")) is not None


@given(values, st.data())
def test_a_glimpse_of_a_beginning_has_its_shape(value: Any, data: st.DataObject) -> None:
    raw = json.dumps([value, value]).encode()
    seen = glimpse(raw[: data.draw(st.integers(0, len(raw)))])
    assert seen is None or isinstance(seen, list)


@given(st.binary(max_size=300), st.sampled_from([b"", b"{", b'["', b'{"a":', b"\xff\xfe", b"\xef\xbb\xbf["]))
def test_a_glimpse_of_any_bytes_is_a_value_or_nothing(raw: bytes, start: bytes) -> None:
    assert glimpse(start + raw) is None or isinstance(glimpse(start + raw), list | dict)


@given(st.lists(values, max_size=4), values, steps)
def test_streamed_elements_are_those_of_the_whole(found: list[Any], other: Any, step: int) -> None:
    whole = {"before": other, "list": found, "after": [other]}
    export = SlowExport(json.dumps(whole).encode(), step)
    assert list(elements(export, "", "list.item")) == found
    listed = SlowExport(json.dumps([whole, other, whole]).encode(), step)
    again = found + (other.get("list", []) if isinstance(other, dict) else []) + found
    assert list(elements(listed, "", "item.list.item")) == again or isinstance(other, dict)


@given(st.binary(max_size=200), steps)
def test_streamed_elements_of_any_bytes_end_in_words(raw: bytes, step: int) -> None:
    found = list(elements(SlowExport(b'{"list":[' + raw, step), "", "list.item"))
    assert isinstance(found[-1], Rejected)


cells = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t\"'"), max_size=12)


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_comes_back_as_it_was_written(rows: list[list[str]], separator: str, end: str) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *rows])
    table = read_table(MemoryExport("a.csv", written.getvalue().encode()), "")
    kept = [tuple(_read_back(cell) for cell in row) for row in rows if any(cell.strip() for cell in row)]
    assert table.columns == ("one", "two", "three")
    assert [row.cells for row in table.rows] == kept


def _read_back(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


@given(st.binary(max_size=400), st.sampled_from([b"", b"a,b\n", b'a;"b', b"\xff\xfea\0"]))
def test_a_table_of_any_bytes_is_read_or_refused(raw: bytes, start: bytes) -> None:
    export = MemoryExport("a.csv", start + raw)
    header_and_row(export, "")
    with suppress(InputError):
        table = read_table(export, "")
        assert all(len(row.cells) >= len(table.columns) for row in table.rows)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    text = decode_head(raw)
    assert "\r" not in text
    if text:
        assert decode(raw, where="a").text == text


class Told:
    """What was called back, the words between two tags joined."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []
        self.tags = HtmlTags(
            lambda name, given: self.events.append(("open", (name, given))),
            lambda name: self.events.append(("close", name)),
            self.say,
        )

    def say(self, text: str) -> None:
        if self.events and self.events[-1][0] == "words":
            text = self.events.pop()[1] + text
        self.events.append(("words", text))

    def read(self, page: str, step: int) -> tuple[list[tuple[str, Any]], int]:
        for at in range(0, len(page), step):
            self.tags.feed(page[at : at + step])
        self.tags.close()
        return self.events, self.tags.line


MARKS = ["<", ">", "<b>", "</b>", "<br/>", '<a href="', '"', "'", "<!--", "-->", "<![", "<style>", "</style>", "&amp;",
         "&#x3c;", "&", ";", "=", " ", "\n", "x", "<3", "</", "<!DOCTYPE html>", "<a b=c d='e>f'>"]  # fmt: skip


@given(st.lists(st.sampled_from(MARKS), max_size=14).map("".join), steps)
def test_a_page_is_told_alike_wherever_a_read_ends(page: str, step: int) -> None:
    assert Told().read(page, step) == Told().read(page, 10_000)


def test_tags_are_told_with_their_attributes_and_words() -> None:
    page = '<!DOCTYPE html>\n<!-- <b> --><P CLASS="a&amp;b" hidden id=7>1 &lt; 2 <3</p><style>a<b>c</style><![x]>ende'
    assert Told().read(page, 3)[0] == [
        ("words", "\n"),
        ("open", ("p", {"class": "a&b", "hidden": "", "id": "7"})),
        ("words", "1 < 2 <3"),
        ("close", "p"),
        ("open", ("style", {})),
        ("close", "style"),
        ("words", "ende"),
    ]


def xml_events(raw: bytes, step: int) -> list[Any]:
    """What an XML reader tells of a file, without the text of broken places."""
    told: list[Any] = []
    found = Elements(
        "all",
        ("one",),
        lambda *opened: told.append(opened),
        lambda *closed: told.append(closed),
        lambda line, reason, text: told.append(reason),
    )
    line = 0
    for piece in pieces_of(Slow(raw, step), re.compile(rb"<all[\s>]")):
        line = piece.line
        found.feed(piece.data, line)
    found.finish(line)
    return told


tags = st.sampled_from([b'<one v="1"/>', b"<one>", b"</one>", b"text &amp; &#128512; ", b'<one v="&#55357;&#56838;"/>',
                        b"\xc3\xa9", b"<two a='b'></two>", b"<!-- x -->", b"\n"])  # fmt: skip


@given(st.lists(tags, max_size=10).map(b"".join), steps)
def test_whole_xml_is_told_alike_wherever_a_read_ends(inside: bytes, step: int) -> None:
    raw = b'<?xml version="1.0"?>\n<all>' + inside + b"</all>"
    broken = inside.count(b"<one>") != inside.count(b"</one>") or b"</one>" in inside.partition(b"<one>")[0]
    if not broken:
        assert xml_events(raw, step) == xml_events(raw, 10_000)
    else:
        xml_events(raw, step)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=3), st.integers(0, 50), steps)
def test_a_gzip_gives_what_was_packed(parts: list[bytes], zeros: int, step: int) -> None:
    raw = b"".join(gzip.compress(part) for part in parts) + bytes(zeros)
    with plain_file(SlowExport(raw, step), "", 10_000) as stream:
        assert stream.read() == b"".join(parts)
    assert plain_head(MemoryExport("a", raw), "", 20) == parts[0][:20]


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_gzip_cut_or_spoiled_is_damaged(part: bytes, data: st.DataObject) -> None:
    raw = gzip.compress(part)
    cut = raw[: data.draw(st.integers(2, len(raw) - 1))]
    for spoiled in (cut, raw + b"more", raw[:-8] + bytes([raw[-8] ^ 1]) + raw[-7:]):
        with pytest.raises(InputError, match="damaged"), plain_file(MemoryExport("a", spoiled), "", 10_000) as stream:
            stream.read()
        plain_head(MemoryExport("a", spoiled), "", 20)


def test_a_gzip_that_unpacks_to_too_much_is_refused_as_it_is_read() -> None:
    bomb = gzip.compress(bytes(5_000_000))
    with pytest.raises(InputError, match="larger"), plain_file(MemoryExport("a", bomb), "", 1_000_000) as stream:
        stream.read()


@given(st.text() | st.text(st.sampled_from("aée\u0301\u0323\u1100\u1161")))
def test_texts_are_composed_as_unicode_has_it(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)


def test_a_letter_under_a_pile_of_marks_stays_as_it_is() -> None:
    piled = "a" + "\u0301\u0323" * 100_000
    assert nfc(piled) == piled


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0/"), min_size=1), max_size=5)
)
def test_the_list_of_any_zip_of_python_is_measured(names: list[str]) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in dict.fromkeys(names):
            archive.writestr(name, b"x")
        archive.comment = b"PK\x05\x06 is what an end begins with"
    length = sum(46 + len(name.encode()) for name in dict.fromkeys(names))
    check_listing(raw, "a.zip", length)
    with pytest.raises(InputError, match="the list of its members"):
        check_listing(raw, "a.zip", length - 1)
