"""How often gap checks are wrong on people who are well, and how often they see a planted fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from studio.gaps.checks import CHECKS
from studio.gaps.report import weigh_evidence
from tests.gaps import (
    planted_coverage,
    planted_enough,
    planted_mood_logging,
    planted_shortcut,
    planted_tangled_causes,
    second_generator,
)
from tests.gaps.people import Person, person
from tests.gaps.test_consistency import again, of_four
from tests.gaps.test_no_counterexample import one_sided
from tests.gaps.test_one_voice import talker
from tests.gaps.test_outcome_missing import unfinished
from tests.gaps.test_recall_lag import lagging
from tests.gaps.test_selection import audited
from tests.gaps.test_survivorship import athlete
from tests.gaps.told_whole import told_whole

HEALTHY = 300
"""People without a fault that false alarms are counted on, for each number of labels."""
PLANTED = 120
"""People with a fault that misses are counted on."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault at a number of labels, and how often it has to be seen."""

    check: str
    fault: str
    n: int
    people: Callable[[int], Person]
    """Seed → a person."""
    least: float = 0.80
    """Share of reds."""
    weak: bool = False
    """The catalogue marks it as weak; the least is then what it measured."""


POWER = (
    Planted("outcome_mix", "10 % good kept", 100, lambda s: person(s, 100, "bad_only")),
    Planted("selection", "60 % good, 20 % kept", 100, lambda s: audited(_chosen(s, 0.2))),
    Planted("selection", "30 % kept, 30 at random", 100, lambda s: audited(_chosen(s, 0.3)), 0.50, weak=True),
    Planted("mood_logging", "odds 2.5 per standard deviation", 100, lambda s: planted_mood_logging.planted(s, 100)),
    Planted("time", "8 weeks of 52 empty", 100, lambda s: person(s, 100, "hole")),
    Planted("time", "no weekends", 50, lambda s: person(s, 50, "weekends")),
    Planted("coverage", "a situation 3 % as likely", 100, lambda s: planted_coverage.planted(s, 100)),
    Planted("no_counterexample", "a trigger never good", 100, lambda s: one_sided(s, 100)),
    Planted("one_voice", "80 % mine, 50 % lived", 100, lambda s: talker(s, 100, 0.8)),
    Planted("one_voice", "80 % mine, 50 % lived", 50, lambda s: talker(s, 50, 0.8), 0.50, weak=True),
    Planted("tangled_causes", "phi .75", 100, lambda s: planted_tangled_causes.planted(s, 100)),
    Planted("shortcut", "ending goes with the source, 70 points", 100, lambda s: planted_shortcut.planted(s, 100)),
    Planted("consistency", "kappa .30, 60 again", 120, lambda s: again(of_four(s), 60, 0.30, seed=s)),
    Planted("consistency", "kappa .30, 40 again", 120, lambda s: again(of_four(s), 40, 0.30, seed=s), 0.65, weak=True),
    Planted("recall_lag", "late ones 40 points worse", 160, lambda s: lagging(s, 160, 0.40)),
    Planted("recall_lag", "late ones 30 points worse", 160, lambda s: lagging(s, 160, 0.30), 0.60, weak=True),
    Planted("outcome_missing", "8 against 50 % open", 200, lambda s: unfinished(s, 200, 0.5, 0.08), 0.40, weak=True),
    Planted("survivorship", "dropped 1 standard deviation less ready", 100, lambda s: athlete(s, 100, shift=1.0)),
)  # fmt: skip


def rows(row: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """False alarms, power, and both on people of another kind, each made a row by the given function."""
    yield from _false_alarms(row)
    for one in POWER:
        yield from _power(one, row)
    yield from _pattern(row)
    for what, share, limit, at_least in second_generator.rows():
        yield row(what, share, limit, "share", at_least=at_least)


def _chosen(seed: int, kept_good: float) -> Person:
    return person(seed, 100, "bad_only", good=0.6, kept_good=kept_good)


def _false_alarms(row: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for n in (50, 100, 200):
        states = [weigh_evidence([told_whole(seed, n).evidence]).checks for seed in range(HEALTHY)]
        for place, check in enumerate(CHECKS):
            red = sum(checks[place].state == "red" for checks in states) / HEALTHY
            yield row(f"{check.ID} red on healthy people, n = {n}", red, 0.025, "share")
        some = sum(any(c.state == "red" for c in checks) for checks in states) / HEALTHY
        yield row(f"any red on healthy people, n = {n}", some, 0.05, "share")


def _power(one: Planted, row: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    (check,) = (c for c in CHECKS if one.check == c.ID)
    states = [check.weigh(one.people(seed).evidence).state for seed in range(PLANTED)]
    red, seen = (sum(s in wanted for s in states) / PLANTED for wanted in ({"red"}, {"red", "amber"}))
    what = f"{one.check}: {one.fault}, n = {one.n}{' (weak)' if one.weak else ''}"
    if seen >= 0.90 > one.least > red and not one.weak:
        yield row(f"{what}: red or amber", seen, 0.90, "share", at_least=True)
    else:
        yield row(f"{what}: red", red, one.least, "share", at_least=True)


def _pattern(row: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """ENOUGH is a gate and never red: how often it finds a pattern that is there, and one that is not."""
    (enough,) = (c for c in CHECKS if c.ID == "enough")
    for n, least in ((50, 0.80), (100, 0.95)):
        found = sum(enough.weigh(planted_enough.healthy(s, n).evidence).state == "fine" for s in range(PLANTED))
        yield row(f"enough: a pattern that is there is found, n = {n}", found / PLANTED, least, "share", at_least=True)
    for n in (50, 100):
        found = sum(enough.weigh(planted_enough.planted(s, n).evidence).state == "fine" for s in range(PLANTED))
        yield row(f"enough: a pattern that is not there is found, n = {n}", found / PLANTED, 0.05, "share")
