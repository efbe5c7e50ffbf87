"""SHORTCUT on people whose endings can, or cannot, be guessed from what an episode carries."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from studio.core.episode import Context, Episode
from studio.gaps.beside.association import areas, codes, cramers_v, design_effects, reshuffled
from studio.gaps.beside.guessing import tie
from studio.gaps.beside.nuisances import first_words, nuisances
from studio.gaps.checks import shortcut
from studio.gaps.evidence import FrameRow
from studio.gaps.report import fill_picks, gather
from studio.gaps.states import SEVERITY, State
from studio.gaps.statistics.intervals import design_effect
from studio.store import Store
from studio.store.frame import GivenAt, Mark, ReadAgain, Voice
from tests.gaps.people import Person, person
from tests.gaps.planted_shortcut import Way, healthy, planted

WAYS: tuple[Way, ...] = ("source", "sources", "voices", "opening", "length", "hour", "weekend", "sitting")
DAY = 86_400.0


def state(one: Person) -> State:
    return shortcut.weigh(one.evidence).state


def exact(first: tuple[int, int], second: tuple[int, int]) -> Person:
    """(Labels, how many of them went well) from a chat and from notes, an hour apart, a hundred more of each unread."""
    told = [("chat", k < first[1]) for k in range(first[0])] + [("notes", k < second[1]) for k in range(second[0])]
    told += [(("chat", "notes")[k % 2], k % 4 < 2) for k in range(200)]
    n = first[0] + second[0]
    rows = [
        FrameRow(f"e{k:04d}", "relationship", f"t{k}", k * 9e4, k * 9e4, "bad" if k < n else None, None)
        for k in range(len(told))
    ]
    rows = [replace(r, outcome=("bad", "good")[told[k][1]] if r.outcome else None) for k, r in enumerate(rows)]
    truth = {r.id: "good" if told[k][1] else "bad" for k, r in enumerate(rows)}
    guesses = {i: 0.5 if t == "good" else -0.5 for i, t in truth.items()}
    marked = {r.id: Mark(told[k][0], 10) for k, r in enumerate(rows)}
    return Person(rows, guesses, truth, {r.id: "so it went" for r in rows}, marked=marked)


@pytest.mark.parametrize("n", [50, 100])
def test_healthy_people_are_hardly_ever_alarmed(n: int) -> None:
    found = Counter(state(healthy(seed, n)) for seed in range(80))
    assert found["red"] / 80 <= 0.025
    assert found["amber"] / 80 <= 0.08


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_giving_it_away_is_red_and_named(way: Way) -> None:
    looks = [shortcut._look(planted(seed, 50, way).evidence) for seed in range(20)]
    assert sum(look.state == "red" for look in looks) / 20 >= 0.90
    wanted: str = "source" if way == "sources" else way
    named: list[str] = [look.strongest.nuisance.kind for look in looks if look.strongest is not None]
    assert named.count(wanted) >= 18


def test_a_gap_of_forty_points_is_found_less_often_and_that_is_said() -> None:
    found = Counter(state(planted(seed, 50, share=0.7)) for seed in range(40))
    assert found["red"] / 40 < 0.80
    assert "40 points" in shortcut.HOW


@pytest.mark.parametrize("n", [0, 1, 5, 29, 39])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = exact((n, 0), (0, 0))
    found = shortcut.weigh(one.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 40)
    assert found.fix is not None
    assert found.fix.count == 40 - n == len(shortcut.picks(one.evidence).ids)
    assert "NaN" not in json.dumps(found.as_dict())


def test_alike_in_everything_is_no_error() -> None:
    bare = replace(exact((60, 60), (0, 0)), rows=[replace(r, wall=3e4) for r in exact((60, 60), (0, 0)).rows[:60]])
    for one in (
        bare,
        replace(bare, words=dict.fromkeys(bare.words, "")),
        exact((60, 60), (60, 60)),
        exact((60, 0), (60, 0)),
    ):
        found = shortcut.weigh(one.evidence)
        assert found.state in ("fine", "cant_tell")
        assert "NaN" not in json.dumps(found.as_dict())
        assert "Infinity" not in json.dumps(found.as_dict())
        assert found.n_needed > 0


def test_more_bias_never_lowers_severity() -> None:
    ranks = [SEVERITY[state(exact((60, 30 - k), (60, 30 + k)))] for k in range(31)]
    assert ranks == sorted(ranks)
    assert ranks[-1] == SEVERITY["red"]


def test_order_and_names_do_not_matter() -> None:
    one = planted(4, 80, share=0.75)
    other = {"good": "bad", "bad": "good", None: None}
    rows = [replace(r, thread=f"x{r.thread}", outcome=other[r.outcome]) for r in one.rows]
    Random(3).shuffle(rows)
    again = replace(one, rows=rows, guesses={i: -g for i, g in one.guesses.items()})
    a, b = shortcut.weigh(one.evidence), shortcut.weigh(again.evidence)
    assert (a.state, a.n_needed, a.fix and a.fix.count) == (b.state, b.n_needed, b.fix and b.fix.count)
    assert (a.estimate, *a.interval) == pytest.approx((b.estimate, *b.interval))


@pytest.mark.parametrize("way", ["source", "sources", "opening", "length"])
def test_doing_the_fix_clears_red(way: Way) -> None:
    reds = cleared = 0
    for seed in range(15):
        one = planted(seed, 100, way)
        before, picks = shortcut.weigh(one.evidence), shortcut.picks(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        assert before.fix is not None
        assert (len(set(picks.ids)), picks.why) == (before.fix.count, "gap_fill")
        cleared += state(one.label(picks.ids, picks.why)) != "red"
    assert reds >= 12
    assert cleared / reds >= 0.80


def test_where_nothing_is_left_to_label_it_says_what_templates_show() -> None:
    one = exact((50, 5), (50, 45))
    found = shortcut.weigh(replace(one, rows=one.rows[:100]).evidence)
    assert found.state == "red"
    assert found.fix is not None
    assert found.fix.why == "rebuild"
    assert "45 of 50 from notes went well, 5 of 50 from chat" in found.message
    assert shortcut.picks(replace(one, rows=one.rows[:100]).evidence).ids == ()


def test_a_sitting_that_was_sought_out_or_drawn_raises_no_alarm() -> None:
    one = person(3, 60, good=0.5)
    free = [r.id for r in one.rows if r.outcome is None and one.truth[r.id] == "good"][:40]
    for why in ("gap_fill", "audit"):
        mended = one.label(free, why)
        moments = {r.id: GivenAt(2e9 + DAY * (r.why == why), "later" if r.why == why else "first") for r in mended.rows}
        kinds = {t.nuisance.kind for t in shortcut._look(replace(mended, moments=moments).evidence).ties}
        assert "sitting" not in kinds
        assert state(replace(mended, moments=moments)) not in ("amber", "red")


def test_a_sitting_is_mended_by_reading_it_again() -> None:
    one = planted(2, 100, "sitting")
    found, picks = shortcut.weigh(one.evidence), shortcut.picks(one.evidence)
    assert (found.state, picks.why) == ("red", "relabel")
    assert "A model never sees the sitting" in found.message
    again = [ReadAgain(i, one.truth[i], one.truth[i]) for i in picks.ids]
    assert state(replace(one, again=again)) not in ("amber", "red")


def test_openings_that_name_the_matter_are_no_template() -> None:
    one = planted(1, 100, "opening")
    assert state(one) == "red"
    begins = {i: first_words(words) for i, words in one.words.items()}
    matter = replace(one, answers={"trigger": {i: begin.split()[0] for i, begin in begins.items()}})
    found = shortcut._look(matter.evidence)
    assert "opening" not in {t.nuisance.kind for t in found.ties}
    assert first_words("  Session 12: he came late") == "session #"
    assert first_words("# He came, and then\nmore") == "he came and"
    assert first_words("") == ""


def test_design_effect_and_v_agree_with_their_sources() -> None:
    dice = np.random.default_rng(5)
    for _ in range(20):
        member, cluster = dice.integers(0, 3, 80), dice.integers(0, 30, 80)
        hits = (dice.random(80) < dice.random(30)[cluster]).astype(np.float64)
        found = design_effects(hits, member, cluster)
        for g in range(3):
            inside = [(bool(h), str(c)) for h, c, m in zip(hits, cluster, member, strict=True) if m == g]
            assert found[g] == pytest.approx(design_effect([h for h, _ in inside], [c for _, c in inside]))
        n, yes = np.bincount(member).astype(np.float64), np.bincount(member, hits).astype(np.float64)
        chi2 = chi2_contingency(np.array([yes, n - yes]), correction=False).statistic
        phi2, wide = max(0.0, chi2 / 80 - 2 / 79), min(3 - 4 / 79, 2 - 1 / 79) - 1
        assert cramers_v(yes[None, :], n)[0] == pytest.approx((phi2 / wide) ** 0.5)
    order = reshuffled(codes(["a", "a", "b", "c", "c", "c"]), 50)
    assert all(sorted(one) == list(range(6)) and list(one).index(1) == list(one).index(0) + 1 for one in order)
    tied = areas(np.array([[0.0], [1.0], [1.0], [2.0]]), np.array([[0.0], [1.0], [0.0], [1.0]]))
    assert tied[0] == pytest.approx(0.875)


def test_mixed_endings_are_asked_both_ways() -> None:
    one = exact((60, 30), (60, 30))
    turned = [
        replace(r, outcome="mixed") if one.marked[r.id].source == "notes" and r.outcome == "bad" else r
        for r in one.rows
    ]
    found = shortcut.weigh(replace(one, rows=turned).evidence)
    assert found.state == "red"
    assert "badly" in found.message


def test_a_store_tells_where_it_came_from(store: Store) -> None:
    one, at = planted(6, 100), datetime(2024, 1, 1, tzinfo=UTC)
    episodes = [
        Episode(
            r.id,
            "relationship",
            at + timedelta(seconds=r.utc - one.rows[0].utc),
            one.words[r.id],
            response="I waited",
            outcome="it went on " * (9 if one.truth[r.id] == "bad" else 1),
            source=one.marked[r.id].source,
            thread=r.thread,
            context=Context(proxy_outcome=one.guesses[r.id]),
        )
        for r in one.rows
    ]
    store.episodes.put([(e, ()) for e in episodes], origin="import")
    for r in one.rows:
        if r.outcome:
            store.labels.set(r.id, {"outcome": one.truth[r.id]}, why="spontaneous")
    (evidence,) = gather(store)
    assert evidence.source.formats([one.rows[0].id]) == {one.rows[0].id: one.marked[one.rows[0].id].source}
    found = shortcut.weigh(evidence)
    assert (found.state, found.headline) == ("red", "The outcome could be guessed from where it came from")
    for i in fill_picks(store, "shortcut") if found.fix else []:
        store.labels.set(i, {"outcome": one.truth[i]}, why="gap_fill")
    (evidence,) = gather(store)
    assert shortcut.weigh(evidence).state != "red"


def test_talks_without_a_word_of_theirs_are_a_group() -> None:
    one = person(1, 80)
    heard = {r.id: Voice(None, 90, 0 if k % 2 else 50) for k, r in enumerate(one.rows)}
    rows = replace(one, heard=heard).evidence
    groups = {n.kind: n.groups for n in nuisances(rows, rows.decided(frozenset({"spontaneous"})))}
    assert set(groups["voices"]) == {"without a word of theirs", "where they are heard"}
    assert all(tie(n, "good").n <= 80 for n in nuisances(rows, rows.decided(frozenset({"spontaneous"}))))
