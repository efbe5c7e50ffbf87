"""TANGLED_CAUSES on people whose suspected causes are known to be tangled, or not."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from studio.cli.main import run
from studio.core.errors import GateError
from studio.core.paths import Home
from studio.gaps import report
from studio.gaps.causes.suspects import columns
from studio.gaps.causes.tangle import differences, fisher, standardised
from studio.gaps.checks import tangled_causes
from studio.gaps.states import SEVERITY
from studio.store import Store
from studio.store.frame import FrameReader
from tests.gaps.people import Person, person
from tests.gaps.planted_tangled_causes import begun, exact, healthy, planted
from tests.gaps.records import keep

REPS = 60


def states(n: int, people: Callable[[int, int], Person], reps: int = REPS) -> list[str]:
    return [tangled_causes.weigh(people(seed, n).evidence).state for seed in range(reps)]


def test_two_things_that_came_together_are_red_at_the_stated_n() -> None:
    assert states(100, planted).count("red") / REPS >= 0.80
    found = states(60, planted, 30)
    assert found.count("red") + found.count("amber") >= 27


def test_what_the_trials_found_is_said() -> None:
    found = states(200, planted, 30)
    assert 0.15 <= found.count("red") / 30 <= 0.8
    assert found.count("red") + found.count("amber") == 30
    assert "with 200 it is often amber" in tangled_causes.HOW


def test_looser_ties_are_amber_where_the_difference_shrinks() -> None:
    found = states(100, lambda seed, n: planted(seed, n, phi=0.5), 40)
    assert found.count("amber") >= 36
    assert found.count("red") <= 2


def test_healthy_people_are_hardly_ever_alarmed() -> None:
    for n in (60, 100):
        found = states(n, healthy, 80)
        assert found.count("red") / 80 <= 0.025
        assert found.count("amber") / 80 <= 0.08


def test_threads_do_not_raise_false_alarms() -> None:
    found = states(100, lambda seed, n: healthy(seed, n, per_thread=5, icc=0.4))
    assert found.count("red") / REPS <= 0.025
    assert found.count("amber") / REPS <= 0.08


def test_what_began_halfway_is_tangled_with_time() -> None:
    found = [tangled_causes.weigh(begun(seed, 100).evidence) for seed in range(12)]
    assert [f.state for f in found].count("red") >= 11
    assert all("“supplement”" in f.headline and "stretch of time" in f.headline for f in found if f.state == "red")
    assert all(f.fix is not None and f.fix.count > 0 for f in found)


def test_the_finding_counts_what_tells_them_apart_and_names_no_reason() -> None:
    found = tangled_causes.weigh(exact(41, 4, 6, 49).evidence)
    assert found.state == "red"
    assert "On 41 of 45 days with “supplement” there was also “slept_over_7h”." in found.message
    assert "Only 4 days" in found.message
    assert "this record can't" in found.message
    assert found.estimate == pytest.approx((41 * 49 - 24) / math.sqrt(45 * 55 * 47 * 53))
    rows = found.plot.effects.rows if found.plot.effects else ()
    assert [r.name.split(":")[1] for r in rows] == [
        " all",
        " alike in “supplement”",
        " all",
        " alike in “slept_over_7h”",
    ]
    assert all(-1 <= r.low <= r.estimate <= r.high <= 1 for r in rows)


@pytest.mark.parametrize("n", [0, 1, 5, 29, 59])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = exact(n // 2, 0, 0, n - n // 2, free=(50, 50))
    found = tangled_causes.weigh(one.evidence)
    assert (found.state, found.n_needed) == ("cant_tell", 60)
    assert found.n <= n
    assert "60" in found.message
    assert found.fix is not None
    assert len(tangled_causes.picks(one.evidence).ids) == found.fix.count > 0
    json.dumps(found.as_dict(), allow_nan=False)


def test_a_record_without_suspicions_says_what_to_bring() -> None:
    one = person(1, 100)
    found = tangled_causes.weigh(one.evidence)
    assert (found.state, found.n, found.estimate, found.applies) == ("cant_tell", 0, None, False)
    assert found.fix is not None
    assert found.fix.why == "plan"
    assert "what you suspect matters" in found.fix.action
    assert tangled_causes.picks(one.evidence).ids == ()


def test_what_never_varied_or_hardly_ever_is_not_compared() -> None:
    always = tangled_causes.weigh(exact(100, 0, 0, 0).evidence)
    assert (always.state, always.estimate) == ("cant_tell", None)
    assert tangled_causes.weigh(exact(5, 0, 0, 95).evidence).state == "cant_tell"


def test_severity_never_falls_as_two_things_come_closer() -> None:
    found = [tangled_causes.weigh(exact(25 + k, 25 - k, 25 - k, 25 + k).evidence) for k in range(26)]
    ranks = [SEVERITY[f.state] for f in found]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])
    assert all(f.n_needed > f.n for f in found if f.state == "cant_tell")
    for f in found:
        json.dumps(f.as_dict(), allow_nan=False)


def test_order_names_and_how_a_cause_is_written_do_not_matter() -> None:
    one = planted(4, 90)
    rows = [replace(r, thread=f"other {r.thread}") for r in one.rows]
    Random(3).shuffle(rows)
    before, again = (tangled_causes.weigh(p.evidence) for p in (one, replace(one, rows=rows)))
    assert before == again
    assert tangled_causes.picks(one.evidence) == tangled_causes.picks(replace(one, rows=rows).evidence)
    swapped = [replace(r, outcome={"good": "bad", "bad": "good"}.get(r.outcome or "")) for r in one.rows]
    ticked = {i: {name: v for name, v in c.items() if v} for i, c in one.suspected.items()}
    turned = {
        i: {"supplement": 1 - c["supplement"], "slept_over_7h": c["slept_over_7h"]} for i, c in one.suspected.items()
    }
    counted = {
        i: {"supplement": 200 + 200 * c["supplement"], "slept_over_7h": c["slept_over_7h"]}
        for i, c in one.suspected.items()
    }
    for other in (replace(one, rows=swapped), *(replace(one, suspected=s) for s in (turned, counted))):
        found = tangled_causes.weigh(other.evidence)
        assert (found.state, found.n) == (before.state, before.n)
        assert found.interval == pytest.approx(before.interval)
    only_yes = tangled_causes.weigh(replace(one, suspected=ticked).evidence)
    assert only_yes.state == before.state
    assert only_yes.n >= before.n - 5


def test_numbers_are_compared_by_rank() -> None:
    one = planted(2, 100)
    dice = np.random.default_rng(5)
    hours = {
        i: {"dose": c["supplement"], "hours": 6 + 2 * c["supplement"] + dice.random()} for i, c in one.suspected.items()
    }
    found = tangled_causes.weigh(replace(one, suspected=hours).evidence)
    assert found.state == "red"
    assert "high “hours”" in found.message


def test_what_an_import_tells_of_the_training_itself_is_left_out() -> None:
    one = exact(50, 0, 0, 50)
    names = {"supplement": "cut_short", "slept_over_7h": "personal_record"}
    same = {i: {names[k]: v for k, v in c.items()} for i, c in one.suspected.items()}
    assert tangled_causes.weigh(replace(one, suspected=same).evidence).state == "cant_tell"
    names = {"supplement": "readiness_vs_usual", "slept_over_7h": "slept_over_7h"}
    derived = {i: {names[k]: v for k, v in c.items()} for i, c in one.suspected.items()}
    assert tangled_causes.weigh(replace(one, suspected=derived).evidence).state not in ("amber", "red")


def test_the_eight_best_known_are_compared_and_time() -> None:
    one = exact(30, 20, 20, 30)
    many = {f"e{k}": {f"c{j}": float((k * (j + 3)) % 17 > 8) for j in range(12) if k % 12 <= j + 4} for k in range(100)}
    found = columns(one.evidence.rows, many)
    assert [c.name for c in found] == ["c10", "c11", "c7", "c8", "c9", "c6", "c5", "c4", ""]


def test_doing_the_fix_clears_red() -> None:
    reds = cleared = 0
    for seed in range(30):
        one = planted(seed, 100)
        before, picks = tangled_causes.weigh(one.evidence), tangled_causes.picks(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        assert before.fix is not None
        assert (len(picks.ids), picks.why) == (before.fix.count, "gap_fill")
        assert all(one.suspected[i]["supplement"] != one.suspected[i]["slept_over_7h"] for i in picks.ids)
        cleared += tangled_causes.weigh(one.label(picks.ids, picks.why).evidence).state != "red"
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_where_nothing_unlabelled_tells_them_apart_there_is_a_plan(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    one = exact(48, 1, 1, 50)
    found = tangled_causes.weigh(one.evidence)
    assert found.fix is not None
    assert (found.state, found.fix.why, found.fix.count) == ("red", "plan", 28)
    assert "drawn by lot" in found.fix.action
    assert tangled_causes.picks(one.evidence).ids == ()
    with Store.open(home) as store:
        keep(store, one, domain="fitness")
        with pytest.raises(GateError) as refused:
            report.fill(store, "tangled_causes")
    assert "drawn by lot" in refused.value.fix
    assert "dataset build" not in refused.value.fix
    assert run(["--home", str(home.root), "gaps", "--check", "tangled_causes"]) == 0
    assert f"→ {found.fix.action}\n" in capsys.readouterr().out


def test_labels_that_would_not_tell_them_apart_are_not_asked_for() -> None:
    for free in ((3, 3), (40, 0)):
        one = exact(80, 0, 2, 80, free=free)
        found, picks = tangled_causes.weigh(one.evidence), tangled_causes.picks(one.evidence)
        assert found.fix is not None
        assert (found.state, found.fix.why, picks.ids) == ("red", "plan", ())


def test_effects_and_correlations_agree_with_other_implementations() -> None:
    """Mantel and Haenszel's is the coefficient of a linear model of the outcome with one level per stratum."""
    dice = np.random.default_rng(8)
    for _ in range(20):
        table = dice.integers(1, 30, (2, 2, 2)).astype(float)
        crude, alike = differences(table)
        stratum, exposed, good = (axis.ravel().astype(float) for axis in np.indices(table.shape))
        for found, terms in ((crude, [exposed]), (alike, [exposed, stratum])):
            design = sm.add_constant(np.column_stack(terms))
            assert found == pytest.approx(sm.WLS(good, design, weights=table.ravel()).fit().params[1])
    x, y = dice.integers(0, 6, 80).astype(float), dice.random(80)
    r = float((standardised(x) * standardised(y)).mean())
    assert r == pytest.approx(stats.spearmanr(x, y).statistic)
    known = stats.pearsonr(standardised(x), standardised(y) + standardised(x))
    low, high = known.confidence_interval()
    assert fisher(float(known.statistic), 80) == pytest.approx((low, high))


def test_a_store_tells_what_was_suspected(store: Store) -> None:
    one = planted(2, 100)
    keep(store, one)
    reader = FrameReader(store)
    assert reader.causes("relationship") == one.suspected
    assert reader.causes("relationship", [one.rows[3].id]) == {one.rows[3].id: one.suspected[one.rows[3].id]}
    kept = report.weigh(store).check("tangled_causes")
    alone = tangled_causes.weigh(one.evidence)
    assert (kept.state, kept.interval, kept.message) == (alone.state, alone.interval, alone.message)


def test_by_commands_from_a_file_to_a_mended_record(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = exact(50, 3, 3, 50, free=(12, 12))
    file = tmp_path / "episodes.jsonl"
    lines = []
    for row in one.rows:
        told = {name: bool(v) for name, v in one.suspected[row.id].items()}
        started = f"{np.datetime64(int(1_700_000_000 + row.utc), 's')}+00:00"
        line = {
            "id": row.id,
            "domain": "fitness",
            "started_at": started,
            "situation": "a day",
            "context": {"causes": told},
        }
        if row.outcome:
            line |= {"labels": {"outcome": row.outcome}, "why_labelled": "spontaneous"}
        lines.append(json.dumps(line))
    file.write_text("\n".join(lines), encoding="utf-8")

    def said(*arguments: str) -> dict[str, Any]:
        assert run(["--home", str(home.root), *arguments, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert isinstance(found, dict)
        return found

    said("episodes", "import", str(file))
    assert said("gaps", "--check", "tangled_causes")["checks"][0]["state"] == "red"
    picks = said("gaps", "fill", "tangled_causes")
    assert (picks["why"], picks["count"]) == ("gap_fill", 14)
    with Store.open(home) as store:
        for episode_id in picks["ids"]:
            store.labels.set(episode_id, {"outcome": one.truth[episode_id]}, why="gap_fill")
    assert said("gaps", "--check", "tangled_causes")["checks"][0]["state"] == "amber"
