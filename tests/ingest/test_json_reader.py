"""JSON pulled from a stream is what the whole file holds, wherever the reads end."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ingest.files.json_reader import Broken, JsonReader

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Drips:
    """A few bytes at a time."""

    def __init__(self, raw: bytes, most: int) -> None:
        self._raw, self._most = raw, most

    def read(self, size: int, /) -> bytes:
        piece, self._raw = self._raw[: self._most], self._raw[self._most :]
        return piece


@given(st.lists(values, max_size=5), st.integers(1, 9), st.sampled_from([None, 1]), st.booleans())
def test_elements_are_those_of_the_whole(items: list[Any], most: int, indent: int | None, ascii_only: bool) -> None:
    raw = json.dumps(items, indent=indent, ensure_ascii=ascii_only).encode()
    assert list(JsonReader(Drips(raw, most)).elements()) == items


@given(st.dictionaries(st.text(), values, max_size=5), st.integers(1, 9), st.lists(st.booleans(), min_size=5))
def test_fields_are_taken_or_skipped(fields: dict[str, Any], most: int, taken: list[bool]) -> None:
    reader = JsonReader(Drips(json.dumps(fields).encode(), most))
    found: dict[str, Any] = {}
    wanted = dict(zip(fields, taken, strict=False))
    for key in reader.fields():
        if wanted[key]:
            found[key] = reader.value()
        else:
            reader.skip()
    assert found == {key: value for key, value in fields.items() if wanted[key]}


@given(st.lists(values, min_size=1, max_size=3), st.integers(1, 9), st.data())
def test_what_is_cut_off_is_said(items: list[Any], most: int, data: st.DataObject) -> None:
    raw = json.dumps(items).encode()
    with pytest.raises(Broken):
        list(JsonReader(Drips(raw[: data.draw(st.integers(0, len(raw) - 1))], most)).elements())


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 5000, b"[1,,", b'["a" "b"', b"nul", b'["\xff', b"[" + b"1" * 9000])
def test_nonsense_ends_in_words(raw: bytes) -> None:
    with pytest.raises(Broken):
        list(JsonReader(Drips(raw, 1 << 20)).elements())


def test_a_value_above_the_limit_is_not_read() -> None:
    reader = JsonReader(Drips(b'["' + b"a" * 5000, 100), limit=1000)
    with pytest.raises(Broken, match="too long"):
        list(reader.elements())


def test_damage_is_passed_over_to_where_the_next_value_begins() -> None:
    reader = JsonReader(Drips(b'[{"n":1},{"n":oops},{"n":3}]', 5))
    found: list[Any] = []
    with pytest.raises(Broken):
        found += reader.elements()
    assert reader.recover(re.compile(r'(?P<next>\{"n":\d)'))[0] == "next"
    assert list(reader.elements(inside=True)) == [{"n": 3}]
