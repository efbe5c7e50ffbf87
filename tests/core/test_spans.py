from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.spans import Replacement, longest_first, splice

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


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=12))
def test_the_longest_spans_win_and_none_overlap(pairs: list[tuple[int, int]]) -> None:
    spans = [Replacement(a, a + n, "") for a, n in pairs]
    kept = longest_first(spans)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for span in spans:
        rivals = [k for k in kept if k.start < span.end and span.start < k.end]
        assert rivals
        assert max(k.end - k.start for k in rivals) >= span.end - span.start
