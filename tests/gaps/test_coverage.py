"""COVERAGE on people of whom it is known what every episode is about."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from math import isfinite, sqrt
from random import Random

import numpy as np
import pytest
from scipy import stats

from studio.gaps.checks import coverage
from studio.gaps.evidence import FrameRow
from studio.gaps.findings import CheckResult
from studio.gaps.situations.kinds import chance_of_so_few, evenness, seen_share
from studio.gaps.states import SEVERITY
from studio.store import Store
from studio.store.frame import FrameReader
from tests.gaps.people import Person, replace_rows
from tests.gaps.planted_coverage import SECOND, SPOKEN, Told, healthy, left_out, life, planted
from tests.gaps.records import keep

REPS = 60


def weigh(one: Person) -> CheckResult:
    return coverage.weigh(one.evidence)


def states(people: list[Person]) -> dict[str, float]:
    found = Counter(str(weigh(one).state) for one in people)
    return {state: found[state] / len(people) for state in SEVERITY}


def told(frame: dict[str, int], **labelled: int) -> Person:
    """Kind → unlabelled episodes; kind → labelled ones. Every other ended well."""
    rows: list[FrameRow] = []
    of: dict[str, str] = {}
    for kind, n in [*labelled.items(), *((kind, -n) for kind, n in frame.items())]:
        for _ in range(abs(n)):
            k = len(rows)
            outcome = ("good" if k % 2 else "bad") if n > 0 else None
            rows.append(FrameRow(f"e{k}", "relationship", f"t{k}", k * 9e3, k * 9e3, outcome, None))
            of[f"e{k}"] = kind
    truth = {r.id: r.outcome or "good" for r in rows}
    words = {i: f"talk of {kind}" for i, kind in of.items()}
    return Person(rows, {}, truth, words, answers={"trigger": of}, opened=frozenset(of))


@pytest.mark.parametrize("shown", ["said", "words"])
@pytest.mark.parametrize("n", [50, 200])
def test_healthy_people_are_hardly_ever_alarmed(n: int, shown: Told) -> None:
    found = states([life(seed, n, shown) for seed in range(25 if shown == "words" else 80)])
    assert found["red"] <= 0.025
    assert found["amber"] <= 0.08


def test_threads_of_one_kind_do_not_raise_false_alarms() -> None:
    found = states([life(seed, 100, per_thread=6) for seed in range(REPS)])
    assert (found["red"], found["amber"]) <= (0.025, 0.08)


@pytest.mark.parametrize("shown", ["said", "name", "words"])
def test_a_kind_left_out_is_red_at_the_stated_n_however_it_shows(shown: Told) -> None:
    reps = REPS if shown == "said" else 20
    assert states([left_out(seed, 100, shown) for seed in range(reps)])["red"] >= 0.90
    early = states([left_out(seed, 50, shown) for seed in range(reps)])
    assert early["red"] + early["amber"] >= 0.90


def test_rarer_kinds_need_more_labels_as_is_said() -> None:
    def red(share: int, n: int) -> bool:
        one = told({"rare": 10 * share, "else": 1000 - 10 * share - n}, **{"else": n})
        return weigh(one).state == "red"

    assert [red(share, n) for share, n in ((20, 50), (10, 100), (5, 200))] == [True] * 3
    assert [red(share, n) for share, n in ((10, 50), (5, 100))] == [False] * 2
    assert "20 % of all, with 100 where 10 %, with 200 where 5 %" in coverage.HOW


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    found = weigh(told({"money": 100, "tone": 100}, money=n))
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert "this needs 30" in found.message
    assert found.fix is not None
    assert found.fix.count == 30 - n == len(coverage.picks(told({"money": 100, "tone": 100}, money=n).evidence).ids)


@pytest.mark.parametrize(
    "one",
    [
        Person([], {}, {}, {}),
        told({}, money=60),
        told({"money": 300}, money=60),
        told({"money": 300}, **{f"k{k}": 1 for k in range(60)}),
        replace(told({"money": 300}, money=60), answers={}, words={f"e{k}": "" for k in range(360)}),
        replace(told({"money": 300}, tone=60), opened=frozenset()),
    ],
)
def test_whatever_is_missing_every_number_is_one(one: Person) -> None:
    found = weigh(one)
    assert found.n_needed > 0
    assert all(isfinite(x) and 0 <= x <= 1 for x in (found.estimate or 0.0, *found.interval))
    json.dumps(found.as_dict(), allow_nan=False)
    picks = coverage.picks(one.evidence)
    assert len(set(picks.ids)) == len(picks.ids) == (found.fix.count if found.fix else 0)


def test_the_words_and_the_picture_name_the_kind() -> None:
    found = weigh(told({"money": 200, "tone": 500, "chores": 200}, tone=70, chores=30))
    assert (found.state, found.estimate, found.headline) == ("red", 0.0, "None about money")
    assert found.message.startswith("0 of 100 labelled are about money (0–4 %); of all 1,000 episodes it is 20 %")
    assert found.fix is not None
    assert (found.fix.action, found.fix.why) == ("label 15 about money", "gap_fill")
    assert found.plot.heat is not None
    assert found.plot.heat.rows == ("money", "tone", "chores")
    assert [[cell.n for cell in row] for row in found.plot.heat.cells] == [[0, 0, 0], [35, 0, 35], [15, 0, 15]]
    assert [row[0].alarmed for row in found.plot.heat.cells] == [True, False, False]
    assert found.plot.intervals is not None
    assert [r.estimate for r in found.plot.intervals.rows] == [0.0, 0.2]


def test_many_kinds_are_summed_in_the_picture() -> None:
    found = weigh(told({f"k{k}": 40 for k in range(16)}, **{f"k{k}": 5 for k in range(16)}))
    assert found.plot.heat is not None
    assert (len(found.plot.heat.rows), found.plot.heat.rows[-1]) == (10, "the rest")
    assert sum(cell.n for row in found.plot.heat.cells for cell in row) == 80


def test_fewer_of_a_kind_never_lower_severity() -> None:
    ranks = [
        SEVERITY[weigh(told({"money": 200, "tone": 600}, **({"money": k} if k else {}), tone=100 - k)).state]
        for k in range(25, -1, -1)
    ]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])


def test_all_labels_count_whatever_they_were_given_for() -> None:
    one = told({"money": 200, "tone": 600}, tone=100, money=15)
    assert weigh(one).state == "fine"
    rows = [replace(r, why=why) for r, why in zip(one.rows, ["audit", "gap_fill", "relabel"] * 400, strict=False)]
    assert weigh(replace_rows(one, rows)).figures() == weigh(one).figures()


def test_what_was_set_aside_is_no_gap() -> None:
    one = told({"money": 200, "tone": 600}, tone=100)
    aside = frozenset(i for i, kind in one.answers["trigger"].items() if kind == "money")
    assert weigh(one).state == "red"
    assert weigh(replace(one, aside=aside)).state == "fine"


def test_too_many_kinds_labelled_once_are_red() -> None:
    one = told({f"k{k}": 3 for k in range(60)}, **{f"k{k}": 1 for k in range(40)})
    found = weigh(one)
    assert (found.state, found.headline) == ("red", "Many situations are of a kind you labelled once or never")
    picks = coverage.picks(one.evidence)
    assert found.fix is not None
    assert len(picks.ids) == found.fix.count
    assert weigh(one.label(picks.ids, picks.why)).state != "red"


def test_first_topics_stand_in_where_nobody_says_triggers() -> None:
    one = told({"money": 200, "tone": 600}, tone=100)
    by_topic = weigh(replace(one, answers={"topics": one.answers["trigger"]}))
    assert by_topic.figures() == weigh(one).figures()


def test_words_that_tell_nothing_cannot_tell() -> None:
    found = weigh(life(1, 100, "nothing"))
    assert (found.state, found.fix) == ("cant_tell", None)
    assert "hardly more than chance" in found.message


def test_cue_words_find_a_kind_that_has_many_words() -> None:
    one = left_out(3, 100, "name", as_likely=0.0)
    dice = np.random.default_rng(5)
    of = one.answers["trigger"]
    words = {i: f"about the {dice.choice(SPOKEN[of[i]])}" for i in one.words}
    scattered = replace(one, words=words)
    assert weigh(scattered).state != "red"
    cued = weigh(replace(scattered, cue_words={k: list(v) for k, v in SPOKEN.items()}))
    assert (cued.state, cued.headline) == ("red", f"None that speak of {SECOND}")


def test_pictures_and_calls_are_no_kind() -> None:
    one = life(3, 100, "nothing")
    marked = {
        i: f"{text}\nMe: [media] {'[voice message]' if n % 2 else '[call: 3 min]'}"
        for n, (i, text) in enumerate(one.words.items())
    }
    found, usual = (coverage.weigh(replace(one, words=words).evidence) for words in (marked, one.words))
    assert found == usual


def test_a_word_is_not_believed_against_what_was_said() -> None:
    one = left_out(3, 100, "name", as_likely=0.0)
    assert weigh(one).state == "red"
    of = one.answers["trigger"]
    kept = [r.id for r in one.rows if r.outcome is not None]
    said = {**of, **dict.fromkeys(kept[:20], SECOND)}
    assert SECOND not in weigh(replace(one, answers={**one.answers, "trigger": said})).headline


@pytest.mark.parametrize("shown", ["said", "words"])
def test_doing_the_fix_clears_red(shown: Told) -> None:
    reds = cleared = 0
    for seed in range(30 if shown == "said" else 12):
        one = left_out(seed, 100, shown)
        before, picks = weigh(one), coverage.picks(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        assert before.fix is not None
        assert (len(set(picks.ids)), picks.why) == (before.fix.count, "gap_fill")
        of = one.answers["trigger"]
        assert sum(of[i] == SECOND for i in picks.ids) >= 0.8 * len(picks.ids)
        cleared += weigh(one.label(picks.ids, picks.why)).state not in ("red", "amber")
    assert reds >= 10
    assert cleared / reds >= 0.80


@pytest.mark.parametrize("shown", ["said", "words"])
def test_order_and_names_do_not_matter(shown: Told) -> None:
    one = left_out(4, 100, shown)
    rows = [replace(r, thread=f"other {r.thread}", outcome="mixed" if r.outcome else None) for r in one.rows]
    Random(3).shuffle(rows)
    again = replace_rows(one, rows)
    assert weigh(again).figures() == weigh(one).figures()
    assert coverage.picks(again.evidence) == coverage.picks(one.evidence)
    renamed = {i: f"my {kind}" for i, kind in one.answers["trigger"].items()}
    other = replace(one, answers={**one.answers, "trigger": renamed})
    assert weigh(other).figures() == weigh(one).figures()


def test_the_formulas_are_the_published_ones() -> None:
    for hits, n, share in ((0, 50, 0.2), (3, 80, 0.1), (12, 200, 0.15)):
        assert chance_of_so_few(hits, n, share) == pytest.approx(stats.binom.cdf(hits, n, share), rel=1e-9)
    assert chance_of_so_few(5, 5, 0.3) == 1.0
    counts = [10, 7, 2, 2, 1, 1, 1]
    assert evenness(counts) == pytest.approx(stats.entropy(counts) / np.log(len(counts)))
    assert seen_share(counts) == pytest.approx((1 - 3 / 24, sqrt(3 * (1 - 3 / 24) + 2 * 2) / 24))


def test_planted_and_healthy_people_can_be_had_by_number() -> None:
    assert weigh(planted(1, 100)).state == "red"
    assert weigh(healthy(1, 100)).state == "fine"


def test_a_store_tells_what_was_said_without_an_outcome(store: Store) -> None:
    one = left_out(2, 60, as_likely=0.0)
    keep(store, one)
    of = one.answers["trigger"]
    for row in one.rows:
        if row.outcome is None:
            store.labels.set(row.id, {"trigger": of[row.id], "topics": [of[row.id], "home"]})
    reader = FrameReader(store)
    assert reader.said("trigger") == of
    assert set(reader.first_topics()) == {r.id for r in one.rows if r.outcome is None}
    assert all(of[i] == topic for i, topic in reader.first_topics().items())
    store.codebook.keep("mine", 1, "relationship", "x", '[cues]\nmoney = ["rent", "bill"]\n')
    assert reader.cues("relationship") == {"money": ["rent", "bill"]}
    assert reader.cues("fitness") == {}


def test_what_a_person_typed_is_shown_on_one_line_and_cut() -> None:
    found = weigh(told({"a\nb " + "x" * 10_000: 200, "tone": 600}, tone=100))
    assert (found.state, found.headline) == ("red", f"None about a b {'x' * 56}")
    assert len(found.message) < 400
