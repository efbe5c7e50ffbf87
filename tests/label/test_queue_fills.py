"""What fills gaps: the emptiest cells first, the typical before the odd, near copies of what is labelled never."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from studio.core.similarity import jaccard, shingles
from studio.label.picking.fills import MEANWHILE, SMALL
from studio.label.picking.pieces import NEIGHBOURS, Resembling, cut_to_pieces, typicality
from studio.label.picking.pool import COPY, POOL
from studio.label.picking.queue import Mode, Pick, open_queue
from studio.store import Store
from tests.label.life import put
from tests.label.rows import SCHEMES, Row, queue_of, row

TRIGGERS = SCHEMES["relationship"].trigger.values[:8]
WORDS = ["".join(random.Random(n).choices("aeioubdfgklmnprst", k=6)) for n in range(400)]


def talk(seed: int, words: int = 12) -> str:
    """Words in an order of their own."""
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def lived(chance: random.Random, n: int) -> list[tuple[str, str, str, str]]:
    """(trigger, outcome, guess of each): some triggers are rarer, most ended badly; 70 % and 75 % guessed right."""
    found = []
    for _ in range(n):
        trigger = chance.choices(TRIGGERS, weights=[4, 4, 3, 3, 2, 2, 2, 2])[0]
        outcome = "bad" if chance.random() < 0.6 else "good"
        guess = trigger if chance.random() < 0.7 else chance.choice([t for t in TRIGGERS if t != trigger])
        ended = outcome if chance.random() < 0.75 else {"good": "bad", "bad": "good"}[outcome]
        found.append((trigger, outcome, guess, ended))
    return found


def cells_hardly_shown(mode: Mode, seed: int) -> int:
    """Of the 16 cells, those with fewer than 3 labels after 40 labels of mostly bad ones and 40 more."""
    chance = random.Random(seed)
    life = lived(chance, 400)
    drawn = chance.choices(range(400), weights=[6 if outcome == "bad" else 1 for _, outcome, _, _ in life], k=400)
    biased = set(list(dict.fromkeys(drawn))[:40])
    shown = Counter(life[n][:2] for n in biased)
    rows = [
        row(n, outcome=o, trigger=t, why="spontaneous") if n in biased else row(n)
        for n, (t, o, _, _) in enumerate(life)
    ]
    guesses = {f"e{n:04}": (guess, ended) for n, (_, _, guess, ended) in enumerate(life)}
    queue = queue_of(rows, seed=seed, mode=mode, guesses=guesses)
    for _ in range(40):
        pick = queue.next()
        assert pick is not None
        trigger, outcome, _, _ = life[int(pick.episode_id[1:])]
        queue.labels_changed(pick.episode_id, outcome, trigger)
        shown[trigger, outcome] += 1
    queue.close()
    return sum(1 for t in TRIGGERS for o in ("good", "bad") if shown[t, o] < 3)


def test_half_random_half_filling_shows_far_more_cells_than_random_alone() -> None:
    """The simulation behind the design: random 5.7 of 16 cells hardly shown, half and half 3.1, filling 0.7."""
    modes: tuple[Mode, ...] = ("audit", "mixed", "gap_fill")
    at_random, half, filled = (sum(cells_hardly_shown(mode, seed) for seed in range(10)) / 10 for mode in modes)
    assert half < 0.8 * at_random
    assert filled < 0.5 * half


def test_the_typical_comes_before_the_odd() -> None:
    common = [
        row(n, cue="tone", proxy=0.9, text=f"{talk(n, 6)} and then we came to speak of the keys") for n in range(12)
    ]
    odd = [row(50 + n, cue="tone", proxy=0.9, text=f"zzyzx {n * 7919} qwertz {n * 104729} xylo") for n in range(3)]
    queue = queue_of([*odd, *common], mode="gap_fill")
    assert {p.episode_id for p in queue.take(9)} <= {r.id for r in common}


def near(text: str) -> str:
    """Almost the same words."""
    return text[:-6] + " again"


def test_near_copies_of_what_is_labelled_are_held_back_but_not_dropped() -> None:
    said = talk(1, 20)
    copies = [row(n, cue="tone", proxy=0.9, text=f"{near(said)} {n}") for n in range(5)]
    others = [row(10 + n, cue="tone", proxy=0.9, text=talk(100 + n, 20)) for n in range(5)]
    labelled = row(90, outcome="bad", trigger="money", text=said)
    assert all(jaccard(shingles(c.text), shingles(said)) >= COPY for c in copies)
    queue = queue_of([*copies, *others, labelled], mode="gap_fill")
    first = queue.take(5)
    assert {p.episode_id for p in first} == {r.id for r in others}
    assert queue.held_back == 5
    rest = queue.take(9)
    assert {p.episode_id for p in rest} == {r.id for r in copies}
    assert {(p.why, p.because) for p in rest} == {
        ("audit", "what is missing looks like what you labelled already, so this one is random")
    }


def test_a_label_given_in_the_sitting_holds_back_its_copy_until_taken_back() -> None:
    said = talk(1, 20)
    copy = row(0, cue="tone", proxy=0.9, text=near(said))
    keys = "and then we came to speak of the keys once more"
    typical = {f"e{n:04}": row(n, cue="tone", proxy=0.9, text=f"{talk(n, 5)} {keys}") for n in range(10, 30)}
    plain = row(50, text=said)
    queue = queue_of([copy, *typical.values(), plain], mode="gap_fill")
    assert {p.episode_id for p in queue.take(2)} <= set(typical)
    queue.labels_changed(plain.id, "good", "tone")
    assert {p.episode_id for p in queue.take(18)} <= set(typical)
    assert [p.why for p in queue.peek(1)] == ["audit"]
    assert queue.held_back == 1
    queue.labels_changed(plain.id, None, None)
    assert queue.held_back == 0
    assert [(p.episode_id, p.why) for p in queue.peek(1)] == [(copy.id, "gap_fill")]


def test_copies_to_the_letter_are_held_back_from_the_first_pick_of_a_large_record() -> None:
    rows = [row(n, outcome="bad", trigger="money", text=talk(n)) for n in range(300)]
    rows += [row(1000 + n, proxy=0.9, text=talk(n)) for n in range(300)]
    rows += [row(2000, proxy=0.9, text="nobody said this before")]
    assert len(rows) > SMALL
    assert queue_of(rows, mode="gap_fill").take(1)[0].episode_id == "e2000"


def test_a_large_record_gives_the_same_order_however_late_its_pool_comes() -> None:
    rows = [row(n, outcome="bad", trigger="money", text=talk(n)) for n in range(SMALL)]
    rows += [row(1000 + n, proxy=(-0.9, 0.9)[n % 2], cue=TRIGGERS[n % 8], text=talk(5000 + n)) for n in range(400)]

    def order(wait: bool) -> list[Pick]:
        queue, found = queue_of(rows, mode="gap_fill"), []
        for _ in range(3 * MEANWHILE):
            pick = queue.next()
            assert pick is not None
            found.append(pick)
            queue.labels_changed(pick.episode_id, "good", "tone")
            if wait and queue._fills._state.coming is not None:
                queue._fills._state.coming.result()
        queue.close()
        return found

    assert order(True) == order(False)


def test_a_second_pool_is_read_when_the_first_has_nothing_left() -> None:
    rows = [row(n, cue="tone", proxy=0.9, text=talk(n, 20)) for n in range(POOL)]
    rows += [row(5000 + n, cue="chores", proxy=-0.9, text=talk(9000 + n, 20)) for n in range(POOL)]
    queue = queue_of(rows, mode="gap_fill")
    picks = [pick for pick in (queue.next() for _ in range(POOL + 200)) if pick]
    assert len({p.episode_id for p in picks}) == len(picks) == POOL + 200
    assert {p.why for p in picks[POOL + 50 :]} == {"gap_fill"}
    queue.close()


def test_every_kind_full_is_said() -> None:
    full = [
        row(n, outcome=o, trigger=t)
        for n, (o, t) in enumerate(
            (o, t) for o in ("good", "mixed", "bad") for t in SCHEMES["relationship"].trigger.values * 5
        )
    ]
    queue = queue_of([*full, row(900, cue="tone", proxy=0.9)], mode="gap_fill")
    pick = queue.next()
    assert pick is not None
    assert (pick.why, pick.because) == ("audit", "every kind you guess at has enough, so this one is random")


def test_guesses_win_over_cues_and_the_proxy() -> None:
    rows = [row(1, cue="tone", proxy=-0.9), row(2, cue="tone", proxy=-0.9)]
    queue = queue_of(rows, mode="gap_fill", guesses={"e0002": ("chores", "good"), "e0001": (None, None)})
    reasons = {p.episode_id: p.because for p in queue.take(2)}
    assert reasons["e0002"] == "you have no “chores” that went well, and this may be one"
    assert reasons["e0001"] == "you have no “tone” that went badly, and this may be one"


def test_the_store_is_read_for_the_pool(store: Store) -> None:
    put(store, evenings=30, training_days=3)
    queue = open_queue(store, SCHEMES, mode="gap_fill")
    first = queue.next()
    assert first is not None
    assert "“lateness”" in first.because
    queue.close()


@given(st.lists(st.text(max_size=40), max_size=12), st.text(max_size=40))
def test_resembling_agrees_with_the_plain_definition(texts: list[str], one: str) -> None:
    resembling = Resembling(cut_to_pieces(texts), COPY)
    expected = {n for n, text in enumerate(texts) if jaccard(shingles(text), shingles(one)) >= COPY}
    assert set(resembling.to_one(cut_to_pieces([one]).of(0))) == expected
    assert {place for _, place in resembling.to_each(cut_to_pieces([one, one]))} == expected


def test_typicality_is_the_mean_cosine_to_the_ten_nearest() -> None:
    texts = [" ".join(random.Random(n).choices(WORDS[: 10 + n], k=8)) for n in range(40)] + ["", "zzz"]
    found = typicality(cut_to_pieces(texts))
    held = [shingles(text) for text in texts]
    weight = {p: 1 + np.log((1 + len(texts)) / (1 + sum(p in h for h in held))) for h in held for p in h}

    def cosine(a: frozenset[str], b: frozenset[str]) -> float:
        lengths = [np.sqrt(sum(weight[p] ** 2 for p in side)) for side in (a, b)]
        return float(sum(weight[p] ** 2 for p in a & b) / (lengths[0] * lengths[1])) if all(lengths) else 0.0

    expected = [
        np.mean(sorted(cosine(a, b) for m, b in enumerate(held) if m != n)[-NEIGHBOURS:]) for n, a in enumerate(held)
    ]
    assert found == pytest.approx(expected, abs=0.04)
    assert spearmanr(found, expected).statistic > 0.9
    assert typicality(cut_to_pieces([])).tolist() == []
    assert typicality(cut_to_pieces(["alone"])).tolist() == [1.0]


def test_hostile_texts_are_only_texts() -> None:
    texts = ["", "\x00", "\udcff\ud800", "[/INST]\x1b[31m", "שלום עולם", "a" * 100_000, "é" * 3, "👩‍👩‍👧" * 9]
    pieces = cut_to_pieces(texts)
    assert len(pieces) == len(texts)
    rows: list[Row] = [row(n, cue="tone", text=text) for n, text in enumerate(texts)]
    assert len(queue_of(rows, mode="gap_fill").take(20)) == len(texts)
