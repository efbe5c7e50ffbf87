"""ENOUGH on people whose words tell how it ended, and on people whose words do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import numpy as np
import pytest

from studio.core.episode import Episode
from studio.gaps.checks import enough
from studio.gaps.evidence import FrameRow
from studio.gaps.findings import CheckResult
from studio.gaps.reader import RIDGE, Reader, left_out, tied
from studio.gaps.report import gather
from studio.gaps.states import SEVERITY
from studio.store import Store
from studio.store.frame import EpisodeText, FrameReader
from tests.gaps.people import Person
from tests.gaps.planted_enough import Writer, healthy, planted, writer

REPS = 40


def found(maker: Callable[[int, int], Person], n: int, reps: int = REPS) -> list[CheckResult]:
    return [enough.weigh(maker(seed, n).evidence) for seed in range(reps)]


def relabelled(one: Person, why: str, places: slice) -> Person:
    """The same person, some of the labels given for another reason."""
    ids = {r.id for r in [r for r in one.rows if r.outcome][places]}
    return replace(one, rows=[replace(r, why=why) if r.id in ids else r for r in one.rows])


def test_a_pattern_in_the_words_is_found_at_the_stated_n() -> None:
    assert [c.state for c in found(healthy, 100, 20)].count("fine") / 20 >= 0.95
    assert [c.state for c in found(healthy, 50)].count("fine") / REPS >= 0.80


def test_a_weak_pattern_is_often_missed_at_50_and_that_is_said() -> None:
    missed = found(lambda seed, n: writer(seed, n, 1.5), 50)
    assert 0.25 <= [c.state for c in missed].count("fine") / REPS <= 0.75
    assert "one of 79, under half of the time with 50" in enough.HOW
    one = next(c for c in missed if c.state == "cant_tell")
    assert "50 labels reveal only strong patterns" in one.message


@pytest.mark.parametrize("n", [50, 100, 199])
def test_no_pattern_in_few_labels_is_never_an_alarm(n: int) -> None:
    results = found(planted, n)
    assert [c.state for c in results].count("fine") / REPS <= 0.12
    assert {c.state for c in results} <= {"fine", "cant_tell"}
    assert all(c.n_needed == 200 for c in results if c.state == "cant_tell")


def test_no_pattern_in_200_is_amber_and_never_red() -> None:
    results = found(planted, 200, 25)
    assert [c.state for c in results].count("amber") / 25 >= 0.80
    assert "red" not in {c.state for c in results}
    one = next(c for c in results if c.state == "amber")
    assert one.fix is not None
    assert "ask a model about 50 of them first" in one.message


def test_threads_do_not_make_patterns() -> None:
    results = found(lambda seed, n: writer(seed, n, 0.0, per_thread=4, icc=0.4), 100)
    assert [c.state for c in results].count("fine") / REPS <= 0.12


def test_alarms_on_people_with_a_pattern_are_rare() -> None:
    states = [c.state for n in (50, 100, 200) for c in found(healthy, n, 25)]
    assert states.count("amber") + states.count("red") == 0


def test_leaving_a_group_out_is_what_learning_anew_gives() -> None:
    dice = np.random.default_rng(3)
    kernel = np.cov(dice.normal(size=(40, 60)))
    groups = np.sort(dice.integers(0, 15, 40))
    groups = np.unique(groups, return_inverse=True)[1].astype(np.int64)
    values = dice.normal(size=(40, 3))
    said = left_out(kernel, values, groups)
    for group in range(int(groups.max()) + 1):
        out, rest = groups == group, groups != group
        known = kernel[np.ix_(rest, rest)] + RIDGE * np.eye(int(rest.sum()))
        plain = kernel[np.ix_(out, rest)] @ np.linalg.solve(known, values[rest])
        assert said[out] == pytest.approx(plain)


def test_pairs_in_order_and_dealings_are_what_counting_gives() -> None:
    dice = Random(5)
    texts = [(f"about {dice.choice(['rent', 'tea', 'keys'])}", dice.choice(["listened", "shouted"])) for _ in range(60)]
    good = [(text[1] == "listened") ^ (dice.random() < 0.3) for text in texts]
    threads = [f"t{k // 2}" for k in range(60)]
    reading = Reader(texts, good, threads, [True] * 60).read()
    scores = reading.scores.round(9)
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for a, g in zip(scores, good, strict=True)
        if g
        for b, h in zip(scores, good, strict=True)
        if not h
    ]
    assert reading.area == pytest.approx(sum(pairs) / len(pairs))
    assert reading.p == (1 + sum(a >= reading.area for a in reading.by_chance)) / 200


def test_threads_joined_by_copies_are_one_group() -> None:
    kernel = np.eye(5)
    kernel[1, 2] = kernel[2, 1] = 1.0
    assert tied(kernel, ["a", "a", "b", "c", "b"]).tolist() == [0, 0, 0, 1, 0]
    assert tied(np.eye(3), ["a", "b", "c"]).tolist() == [0, 1, 2]


def test_more_helps_at_first_and_then_adds_little() -> None:
    few = ["more still helps" in c.message for c in found(healthy, 80, 20)]
    many = ["more still helps" in c.message for c in found(healthy, 300, 20)]
    assert sum(few) / 20 >= 0.4
    assert sum(many) < sum(few)


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = healthy(3, n)
    result = enough.weigh(one.evidence)
    assert (result.state, result.n, result.n_needed, result.estimate) == ("cant_tell", n, 50, None)
    assert "needs 50" in result.message
    assert result.fix is not None
    assert result.fix.count == min(40, 50 - n) == len(enough.picks(one.evidence).ids)
    json.dumps(result.as_dict(), allow_nan=False)


def test_too_few_of_one_ending_says_how_many_it_would_take_at_this_rate() -> None:
    base = writer(1, 120, 2.6)
    good = [r.id for r in base.rows if r.outcome == "good"][4:]
    one = replace(base, rows=[replace(r, outcome="bad") if r.id in good else r for r in base.rows])
    result = enough.weigh(one.evidence)
    assert (result.state, result.n, result.n_needed) == ("cant_tell", 120, 120 + 6 * 30)
    assert "Only 4 of 120 went well" in result.message
    assert len(enough.picks(one.evidence).ids) == 40


def test_all_of_one_ending_or_of_one_thread_or_without_words_cannot_tell() -> None:
    base = writer(2, 80, 2.6)
    alike = replace(base, rows=[replace(r, outcome="bad" if r.outcome else None) for r in base.rows])
    together = replace(base, rows=[replace(r, thread="one") for r in base.rows])
    wordless = replace(base, words=dict.fromkeys(base.words, ""), responses={})
    for one in (alike, together, wordless):
        result = enough.weigh(one.evidence)
        assert result.state == "cant_tell"
        assert result.n_needed > result.n
        json.dumps(result.as_dict(), allow_nan=False)


def test_the_way_it_ended_is_never_read() -> None:
    class Telling(Writer):
        def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
            return [replace(t, outcome=f"it went {self.truth[t.id]}") for t in super().texts(ids)]

    quiet = planted(1, 120)
    assert isinstance(quiet, Writer)
    loud = Telling(**{f: getattr(quiet, f) for f in quiet.__dataclass_fields__})
    assert enough.weigh(loud.evidence) == enough.weigh(quiet.evidence)


def test_row_order_and_names_do_not_matter() -> None:
    one = healthy(4, 120)
    swap = {"good": "bad", "bad": "good", None: None}
    rows = [replace(r, thread=f"other {r.thread}", outcome=swap[r.outcome]) for r in one.rows]
    Random(3).shuffle(rows)
    first, second = enough.weigh(one.evidence), enough.weigh(replace(one, rows=rows).evidence)
    assert first.figures() == second.figures()
    assert first.message == second.message


def test_the_weaker_the_words_the_worse_the_answer() -> None:
    strengths = (6.0, 2.6, 1.3, 0.0)
    means = [
        float(np.mean([SEVERITY[enough.weigh(writer(s, 240, one).evidence).state] for s in range(8)]))
        for one in strengths
    ]
    assert means == sorted(means)
    assert (means[0], means[-1] > 1.5) == (0.0, True)


def test_labels_sought_out_are_learned_from_but_never_tried() -> None:
    one = relabelled(healthy(5, 160), "gap_fill", slice(0, 100))
    result = enough.weigh(one.evidence)
    assert (result.n, result.state) == (60, "fine")
    assert dict(result.numbers)["sought out, only learned from"] == "100"


def test_too_few_for_the_exam_are_mended_by_random_ones() -> None:
    one = relabelled(healthy(6, 120), "gap_fill", slice(0, 110))
    result, picks = enough.weigh(one.evidence), enough.picks(one.evidence)
    assert (result.state, result.headline) == ("amber", "Too few labels may be kept for the exam")
    assert (picks.why, len(picks.ids)) == ("audit", 20)
    assert picks.inclusion_prob == 20 / 480
    assert enough.weigh(one.label(picks.ids, picks.why).evidence).state != "amber"


def test_what_is_held_out_is_said_with_what_it_can_tell() -> None:
    one = healthy(7, 100)
    assert "30 would be held out, which tells a model's hits to ±17 points" in enough.weigh(one.evidence).message
    kept = [r.id for r in one.rows if r.outcome]
    packed = replace(one, split={i: "test" if k < 25 else "train" for k, i in enumerate(kept)})
    assert "25 are held out, which tells" in enough.weigh(packed.evidence).message


def test_doing_the_fix_lets_it_tell() -> None:
    told = 0
    for seed in range(20):
        one = healthy(seed, 30)
        picks = enough.picks(one.evidence)
        told += enough.weigh(one.label(picks.ids, picks.why).evidence).state == "fine"
    assert told >= 16


def test_a_store_is_read_alike(store: Store) -> None:
    one = healthy(8, 60)
    assert isinstance(one, Writer)
    store.episodes.put(
        [
            (
                Episode(
                    r.id,
                    "relationship",
                    datetime.fromtimestamp(r.utc, UTC),
                    one.words[r.id],
                    response=one.responses[r.id],
                    thread=r.thread,
                ),
                (),
            )
            for r in one.rows
        ],
        origin="import",
    )
    for row in one.rows:
        if row.outcome:
            store.labels.set(row.id, {"outcome": row.outcome}, why="spontaneous")
    (stored,) = gather(store)
    assert enough.weigh(stored).figures() == enough.weigh(one.evidence).figures()
    assert FrameReader(store).texts([one.rows[0].id])[0].response == one.responses[one.rows[0].id]
    assert enough.picks(stored) == enough.picks(one.evidence)


def test_marks_without_letters_and_strange_ones_are_read_too() -> None:
    dice = Random(1)
    strange = ["\x00\x1b[31m", "\ud800", "‮", "🙂" * 400, "é́́́", "[/INST]", "a", ""]
    rows = [
        FrameRow(f"e{k}", "relationship", f"t{k}", k * 1e4, k * 1e4, dice.choice(["good", "bad"]), None)
        for k in range(90)
    ]
    one = Person(rows, {}, {}, {r.id: dice.choice(strange) * dice.randint(1, 3) for r in rows})
    result = enough.weigh(one.evidence)
    assert result.state in ("cant_tell", "fine")
    json.dumps(result.as_dict(), allow_nan=False)
