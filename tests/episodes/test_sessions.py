from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import UsageError
from studio.episodes.talk.sessions import (
    DEFAULT_MINUTES,
    LEAST_MINUTES,
    MOST_MINUTES,
    chosen_gap,
    learn_gap,
    spell_minutes,
    stretches,
)
from studio.store import Store
from tests.episodes.lives import Said, say


def mixture(
    seed: int, *, answers: float, pauses: float, share: float = 0.9, n: int = 4000, spread: float = 1.1
) -> list[tuple[float, bool]]:
    """(seconds, is a pause between talks): two log-normal kinds of silence with the given medians."""
    chance = random.Random(seed)
    made = []
    for _ in range(n):
        pause = chance.random() > share
        made.append((chance.lognormvariate(math.log(pauses if pause else answers), 0.8 if pause else spread), pause))
    return made


def errors(made: list[tuple[float, bool]], minutes: float) -> int:
    return sum((seconds > minutes * 60) != pause for seconds, pause in made)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("answers", "pauses"), [(40, 6 * 3600), (90, 9 * 3600), (20, 4 * 3600), (240, 20 * 3600)])
def test_the_learned_gap_errs_about_as_little_as_the_best_one_can(seed: int, answers: float, pauses: float) -> None:
    made = mixture(seed, answers=answers, pauses=pauses)
    choice = learn_gap([seconds for seconds, _ in made])
    best = min(errors(made, minutes) for minutes in range(LEAST_MINUTES, MOST_MINUTES + 1, 5))
    assert choice.learned
    assert errors(made, choice.minutes) <= best + 0.005 * len(made)


def test_a_fast_and_a_slow_person_get_different_gaps() -> None:
    fast = learn_gap([s for s, _ in mixture(1, answers=15, pauses=2 * 3600)])
    slow = learn_gap([s for s, _ in mixture(1, answers=600, pauses=40 * 3600)])
    assert fast.minutes < slow.minutes


def test_minute_resolution_does_not_mislead() -> None:
    made = mixture(3, answers=40, pauses=6 * 3600)
    exact = learn_gap([s for s, _ in made]).minutes
    rounded = learn_gap([float(int(s // 60) * 60) for s, _ in made]).minutes
    assert abs(math.log(exact / rounded)) < 0.5


def test_too_few_silences_give_the_stated_default() -> None:
    choice = learn_gap([60.0] * 20 + [40000.0] * 5)
    assert (choice.minutes, choice.learned) == (DEFAULT_MINUTES, False)
    assert "too few" in choice.why
    assert "1 h" in choice.why


def test_one_hill_gives_the_default() -> None:
    chance = random.Random(4)
    choice = learn_gap([chance.lognormvariate(math.log(900), 0.9) for _ in range(2000)])
    assert (choice.minutes, choice.learned) == (DEFAULT_MINUTES, False)


@given(st.lists(st.floats(min_value=0, max_value=1e9), max_size=200))
def test_the_gap_is_always_within_its_bounds_and_explained(seconds: list[float]) -> None:
    choice = learn_gap(seconds)
    assert LEAST_MINUTES <= choice.minutes <= MOST_MINUTES
    assert choice.why.endswith(".")


@pytest.mark.parametrize("minutes", [0, -5, 100_000])
def test_a_gap_out_of_bounds_is_refused(minutes: int) -> None:
    with pytest.raises(UsageError, match=str(minutes)):
        chosen_gap(minutes)


def test_a_session_ends_with_the_silence_and_with_the_conversation(store: Store) -> None:
    say(store, [Said(0, "Jo", "a"), Said(60, "Max", "b"), Said(121, "Jo", "c"), Said(122, "Ann", "d", "text", "Ann")])
    cut = [[m.text for m in run] for run in stretches(store.records.messages(), 60)]
    assert sorted(cut) == [["a", "b"], ["c"], ["d"]]


def test_system_and_deleted_lines_do_not_keep_a_session_alive(store: Store) -> None:
    say(store, [Said(0, "Jo", "a"), Said(40, None, "Jo changed the icon", "system"), Said(80, "Max", None, "deleted")])
    say(store, [Said(100, "Max", "b")])
    assert [len(run) for run in stretches(store.records.messages(), 60)] == [1, 1]
    assert store.episodes.silences() == [6000.0]


def test_minutes_are_spelled_out() -> None:
    assert [spell_minutes(n) for n in (5, 60, 80)] == ["5 min", "1 h", "1 h 20 min"]
