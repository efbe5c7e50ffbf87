from __future__ import annotations

import io
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ingest.files.xml_pieces import TOKEN_LIMIT, mended, pieces_of
from studio.ingest.files.xml_stream import DEPTH_LIMIT, NAMES_LIMIT, REPAIRS_LIMIT, Elements, attributes_of

ROOT = re.compile(rb"<all[\s>]")


class Slow(io.BytesIO):
    """A file that gives a few bytes at a time, so that everything falls on a border somewhere."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self.step)


class Seen:
    """What a reader was told."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, str, dict[str, str]]] = []
        self.broken: list[tuple[int, str, str]] = []
        self.elements = Elements(
            "all",
            ("one", "group"),
            lambda *told: self.opened.append(told),
            lambda depth, name: None,
            lambda *told: self.broken.append(told),
        )

    def read(self, content: bytes, step: int = 1 << 19, without: bytes = b"") -> Seen:
        line = 0
        for piece in pieces_of(Slow(content, step), ROOT, without=without):
            line = piece.line
            if piece.too_long:
                self.elements.leave_out(line, "too long")
            self.elements.feed(piece.data, line)
        self.elements.finish(line)
        return self

    def values(self) -> list[str]:
        return [attributes.get("v", "") for _, name, attributes in self.opened if name == "one"]


DOCUMENT = (
    '<?xml version="1.0"?>\n<!DOCTYPE all [\n<!ENTITY x "boom">\n broken here >\n]>\n'
    '<all>\n<one v="a&#55357;&#56838;b"/>\n<group><one v="tab&#9;, vt&#11;, half&#xD83D;"/></group>\n'
    '<one v="Tom & Jo &nbsp; &x; &amp; &#10;"/>\n<one v="ü\x0b"/>\n</all>\n'
).encode()


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 4096])
def test_what_apps_write_wrong_is_mended_wherever_a_piece_ends(step: int) -> None:
    seen = Seen().read(DOCUMENT, step)
    assert seen.values() == [
        "a😆b",
        "tab\t, vt�, half�",
        "Tom & Jo &nbsp; &x; & \n",
        "ü ",
    ]
    assert seen.broken == []


def test_entities_never_expand() -> None:
    bomb = b'<!DOCTYPE all [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><all><one v="&b;"/></all>'
    assert Seen().read(bomb).values() == ["&b;"]


def test_a_document_type_after_the_root_is_a_broken_place() -> None:
    seen = Seen().read(b'<all><one v="1"/><!DOCTYPE all [<!ENTITY a "x">]><one v="&a;"/></all>')
    assert seen.values() == ["1", "&a;"]
    assert len(seen.broken) == 1


def test_after_a_broken_place_the_next_element_is_read() -> None:
    seen = Seen().read(b'<all>\n<one v="1"/>\n<one v="2" v="2"/>\n<one v=3/>\n<one v="4"/>\n</all>')
    assert seen.values() == ["1", "4"]
    assert [line for line, _, _ in seen.broken] == [3, 4]
    assert seen.broken[0][2].startswith('<one v="2" v="2"/>')


def test_a_file_that_is_cut_off_keeps_what_came_before() -> None:
    seen = Seen().read(b'<all><one v="1"/><one v="2')
    assert seen.values() == ["1"]
    assert len(seen.broken) == 1
    assert "cut off" in seen.broken[0][1]


@pytest.mark.parametrize(
    "content",
    [
        b"<all>" + b"<group>" * 5000,
        b"<all>" + b"".join(b"<n%d>" % n for n in range(200)),
        b"<all><one " + b"".join(b'a%d="" ' % n for n in range(NAMES_LIMIT + 5)) + b'/><one v="2"/></all>',
        b"<all>" + b"<one <" * 5000,
        b"<all>" + b"<" * 100_000,
        b"<all>" + b"&" * 100_000 + b"</all>",
    ],
    ids=["deep", "deep, many names", "names", "broken", "angles", "ampersands"],
)
def test_hostile_files_are_given_up_soon(content: bytes) -> None:
    seen = Seen().read(content)
    assert len(seen.broken) <= REPAIRS_LIMIT + 1
    assert max([depth for depth, _, _ in seen.opened], default=0) <= DEPTH_LIMIT


def test_a_tag_without_end_is_left_out_in_bounded_memory() -> None:
    class Endless(io.BytesIO):
        left = 40 << 20

        def read(self, size: int | None = -1) -> bytes:
            if self.left == 40 << 20:
                self.left -= 6
                return b'<all>\n<one v="1"/><one v="'
            size = min(size or 0, self.left)
            self.left -= size
            return b"x" * size if size else b""

    tracemalloc.start()
    seen = Seen()
    for piece in pieces_of(Endless(), ROOT):
        if piece.too_long:
            seen.elements.leave_out(piece.line, "too long")
        seen.elements.feed(piece.data, piece.line)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen.values() == ["1"]
    assert [reason for _, reason, _ in seen.broken] == ["too long"]
    assert peak < 6 * TOKEN_LIMIT


@pytest.mark.parametrize("step", [5, 700, 1 << 16])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_long_base64_is_dropped_as_it_passes(step: int, quote: str) -> None:
    data = "QUJD" * 3000 + "=="
    content = f'<all>\n<one v="x data={quote}" data={quote}{data}{quote} w="2"/><one data="QUJD" v="3"/></all>'
    if quote == '"':
        content = content.replace(f'v="x data={quote}"', 'v="x"')
    seen = Seen().read(content.encode(), step, without=b"data")
    (_, _, first), (_, _, second) = seen.opened
    assert first["data"] == ""
    assert first["w"] == "2"
    assert second == {"data": "QUJD", "v": "3"}


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
def test_a_file_is_read_in_the_encoding_it_shows_or_says(encoding: str) -> None:
    said = {"utf-16": "UTF-16", "latin-1": "ISO-8859-1"}.get(encoding, "UTF-8")
    content = f'<?xml version="1.0" encoding="{said}"?>\n<all><one v="é"/></all>'.encode(encoding)
    assert Seen().read(content, 9).values() == ["é"] or Seen().read(content).values() == ["é"]


def test_attributes_of_one_element() -> None:
    assert attributes_of(b'<one v="a&lt;b" w="&#55357;&#56838;"/>') == {"v": "a<b", "w": "😆"}
    assert attributes_of(b'<one v="a"') is None


@given(st.text(), st.sampled_from(["", "&", "&#", "&#55357;", "&#x0;", "\x0b", "&amp;"]))
def test_any_text_in_an_attribute_can_be_read_once_mended(text: str, odd: str) -> None:
    raw = (text.replace("<", "").replace('"', "") + odd).encode("utf-8", "replace")
    assert attributes_of(b'<one v="' + raw + b'"/>') is not None


@given(st.binary())
def test_mending_twice_changes_nothing_more(raw: bytes) -> None:
    once = mended(raw)
    assert mended(once) == once


@given(st.lists(st.sampled_from([b"<all>", b"<one ", b'v="', b'"', b"/>", b"<!--", b"]>", b"&#", b"<", b"</all>"])))
def test_no_bytes_raise(parts: list[bytes]) -> None:
    Seen().read(b"".join(parts), 5)
