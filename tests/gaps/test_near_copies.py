"""Near copies against brute force, over texts that take each way through the counting."""

from __future__ import annotations

from random import Random

import pytest

from studio.core.similarity import jaccard, shingles, similar_pairs
from studio.gaps.near_copies import ALIKE, NearCopies
from tests.gaps.people import WORDS

ALPHABETS = {
    "few letters": "ab é",
    "letters": "abcdefgh ",
    "many kinds of characters": "".join(chr(0x4E00 + k) for k in range(6_000)),
    "lone surrogates and the last character": "a\ud800\U0010ffff ",
}


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS.keys())
def test_exactly_the_pairs_of_brute_force(alphabet: str) -> None:
    dice = Random(4)
    texts = ["".join(dice.choices(alphabet, k=dice.choice([0, 1, 3, 5, 6, 14, 40]))) for _ in range(60)]
    texts += [f"{text}x" for text in texts[:25]]
    texts.append(alphabet)
    texts.append(alphabet[::-1])
    sets = [shingles(text) for text in texts]
    for least in (0.2, 0.5, 0.8, 1.0):
        brute = {
            (i, j): alike
            for i in range(len(sets))
            for j in range(i + 1, len(sets))
            if sets[i] and (alike := jaccard(sets[i], sets[j])) >= least
        }
        assert {(i, j): alike for i, j, alike in similar_pairs(texts, least)} == brute


def test_texts_of_every_length_and_likeness_are_found_as_by_brute_force() -> None:
    dice = Random(5)
    letters = "abcdefghijklmnopqrstuvwxyz "
    texts = []
    for length in (6, 30, 150, 1_000, 12_000):
        base = "".join(dice.choices(letters, k=length))
        for changed in (0.0, 0.02, 0.05, 0.1, 0.14, 0.2, 0.4):
            texts.append("".join(dice.choice(letters) if dice.random() < changed else c for c in base))
    dice.shuffle(texts)
    sets = [shingles(text) for text in texts]
    for least in (0.3, 0.5, 0.8):
        pairs = [(i, j) for i in range(len(sets)) for j in range(i + 1, len(sets))]
        brute = [(i, j, alike) for i, j in pairs if (alike := jaccard(sets[i], sets[j])) >= least]
        assert list(similar_pairs(texts, least)) == brute
        assert len(brute) >= 10


def test_common_words_everywhere_hide_no_pair() -> None:
    dice = Random(6)
    texts = [" ".join(["once upon a time there was", *dice.choices(WORDS, k=8)]) for _ in range(150)]
    sets = [shingles(text) for text in texts]
    found = {(i, j) for i, j, _ in similar_pairs(texts, 0.4)}
    assert found == {(i, j) for j in range(150) for i in range(j) if jaccard(sets[i], sets[j]) >= 0.4}
    assert found


def test_across_counts_every_pair_of_episodes() -> None:
    dice = Random(8)
    base = [" ".join(dice.choices(WORDS, k=12)) for _ in range(12)]
    texts = [dice.choice(base) + dice.choice(["", " x", " so much more was said then"]) for _ in range(80)] + ["", ""]
    sides = [dice.choice(["train", "valid", "test"]) for _ in texts]
    copies = NearCopies(texts)
    for low, high in ((0.8, 2.0), (ALIKE, 0.8)):
        pairs = [
            (i, j)
            for j in range(len(texts))
            for i in range(j)
            if texts[i] and sides[i] != sides[j] and low <= jaccard(shingles(texts[i]), shingles(texts[j])) < high
        ]
        count, closest = copies.across(sides, low, high)
        assert count == len(pairs)
        assert closest is not None
        assert (closest.left, closest.right) in pairs
    seen = copies.exposed(sides, 0.8)
    assert seen == {
        i
        for i in range(len(texts))
        if sides[i] != "train"
        and any(
            sides[j] == "train" and texts[j] and texts[i] and jaccard(shingles(texts[i]), shingles(texts[j])) >= 0.8
            for j in range(len(texts))
        )
    }


def test_clusters_hold_what_copies_tie_together() -> None:
    words = [f"word{k}" for k in range(60)]
    texts = [" ".join(words), " ".join([*words[1:], "a"]), " ".join([*words[2:], "a", "b"]), "something else", ""]
    assert NearCopies(texts).clusters() == [[0, 1, 2]]
