from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.core.similarity import jaccard, shingles, similar_pairs

texts = st.lists(st.text(alphabet="abcd ", max_size=20), max_size=12)


@given(texts, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_exactly_the_pairs_that_brute_force_finds(some: list[str], least: float) -> None:
    found = {(i, j): alike for i, j, alike in similar_pairs(some, least)}
    brute = {
        (i, j): alike
        for i in range(len(some))
        for j in range(i + 1, len(some))
        if (alike := jaccard(shingles(some[i]), shingles(some[j]))) >= least and shingles(some[i])
    }
    assert found == brute


def test_a_copy_with_a_few_words_changed_is_still_alike() -> None:
    words = [f"word{n}" for n in range(70)]
    copy = [*words[:64], *(f"other{n}" for n in range(6))]
    assert jaccard(shingles(" ".join(words)), shingles(" ".join(copy))) > 0.7


def test_case_and_spacing_do_not_matter() -> None:
    assert shingles("You  SAID\nseven") == shingles("you said seven")
