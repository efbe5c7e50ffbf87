from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.spans import Replacement, splice

texts = st.text(max_size=60)


@st.composite
def text_and_changes(draw: st.DrawFn) -> tuple[str, list[Replacement]]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Replacement(a, b, draw(st.text(max_size=5))) for a, b in pairs if a < b]


@given(text_and_changes())
def test_what_lies_between_replacements_is_untouched(case: tuple[str, list[Replacement]]) -> None:
    text, changes = case
    expected = "".join(
        text[a:b] + new
        for (a, b, new) in zip(
            [0, *(c.end for c in changes)],
            [*(c.start for c in changes), len(text)],
            [*(c.text for c in changes), ""],
            strict=True,
        )
    )
    assert splice(text, reversed(changes)) == expected


def test_overlapping_replacements_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        splice("abcdef", [Replacement(0, 3, "x"), Replacement(2, 4, "y")])
    with pytest.raises(ValueError, match="outside"):
        splice("abc", [Replacement(1, 9, "x")])


def test_neighbours_do_not_overlap() -> None:
    assert splice("AnnaTom", [Replacement(0, 4, "Eva"), Replacement(4, 7, "Ben")]) == "EvaBen"
