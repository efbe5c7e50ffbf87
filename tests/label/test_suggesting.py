"""What is suggested, what is held back, and what is logged beside a label."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.core.episode import Context, Episode
from studio.core.errors import StoppedError
from studio.core.progress import Step, Stop
from studio.label.codebook.schemes import schemes_by_domain
from studio.label.suggest.suggesting import FLOOR, Suggester, Suggestion, offered
from studio.store import Store
from studio.store.label_events import Given
from studio.store.suggestions import Guess
from tests.label.planted import episode, life

SCHEMES = schemes_by_domain(None)
AT = datetime(2024, 3, 14, 21, tzinfo=UTC)
LATE = Episode(
    "e1", "relationship", AT, "Jo: late again, stuck in traffic", response="Me: sorry, my fault",
    context=Context(proxy_outcome=0.7),
)  # fmt: skip
RENT = Suggestion("trigger", "money", 0.8, "rule:cues", "“rent”")


def told(suggester: Suggester, one: Episode) -> dict[str, tuple[str, str]]:
    return {s.field: (s.value, s.source) for s in suggester.of(one)}


def test_rules_suggest_before_anything_was_labelled(store: Store) -> None:
    suggester = Suggester(store, SCHEMES)
    assert told(suggester, LATE) == {
        "outcome": ("good", "rule:ending"),
        "trigger": ("lateness", "rule:cues"),
        "response_style": ("repaired", "rule:words"),
    }
    assert all(FLOOR <= s.score <= 1 for s in suggester.of(LATE))
    elsewhere: Any = "elsewhere"
    assert suggester.of(replace(LATE, domain=elsewhere)) == ()


def test_a_rule_that_is_often_wrong_falls_silent(store: Store) -> None:
    suggester = Suggester(store, SCHEMES)
    before = {s.field: s.score for s in suggester.of(LATE)}
    for n in range(30):
        suggester.learn(replace(LATE, id=f"x{n}"), {"outcome": "good", "trigger": "tone"})
    after = {s.field: s.score for s in suggester.of(LATE)}
    assert "trigger" not in after
    assert after["outcome"] > before["outcome"]
    assert after["response_style"] == before["response_style"]


def test_a_label_changed_twice_counts_once(store: Store) -> None:
    once, often = Suggester(store, SCHEMES), Suggester(store, SCHEMES)
    once.learn(LATE, {"outcome": "good", "trigger": "lateness"})
    for labels in ({"trigger": "tone"}, {"outcome": "bad", "trigger": "tone"}, {}, {"outcome": "good",
                   "trigger": "lateness"}):  # fmt: skip
        often.learn(LATE, labels)
    assert once.of(LATE) == often.of(LATE)


def test_own_labels_speak_once_warm_and_what_is_learned_meanwhile_is_kept(store: Store) -> None:
    life(store, 120, pattern=True)
    suggester = Suggester(store, SCHEMES)
    fresh = episode(9001, "money", 99)
    assert "trigger" not in told(suggester, fresh)
    steps: list[Step] = []

    def meanwhile(step: Step) -> None:
        if not steps:
            suggester.learn(fresh, {"outcome": "good", "trigger": "money"})
        steps.append(step)

    suggester.warm(meanwhile)
    assert told(suggester, episode(9002, "money", 99))["trigger"] == ("money", "own labels")
    assert fresh.id in {row.episode_id for row in suggester.own["relationship"].rows}
    assert steps[-1].total
    stop = Stop()
    stop.set()
    with pytest.raises(StoppedError):
        suggester.warm(stop=stop)
    assert told(suggester, episode(9002, "money", 99))["trigger"] == ("money", "own labels")


def test_advice_is_the_same_while_another_thread_learns(store: Store) -> None:
    made = life(store, 300, pattern=True)
    suggester = Suggester(store, SCHEMES)
    suggester.warm()
    here = episode(9003, "money", 99)
    expected = suggester.record().draft(here, {"trigger": "money"})
    assert expected is not None
    over = threading.Event()

    def learn() -> None:
        while not over.is_set():
            for one, labels in made[:20]:
                suggester.learn(one, labels)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    other = threading.Thread(target=learn)
    other.start()
    try:
        drafts = [suggester.record().draft(here, {"trigger": "money"}) for _ in range(40)]
    finally:
        over.set()
        other.join()
        sys.setswitchinterval(before)
    assert drafts == [expected] * len(drafts)


def test_a_models_guess_is_suggested_as_sure_as_its_record_allows(store: Store) -> None:
    shy = replace(LATE, situation="Jo: hm", response=None, context=Context())
    store.episodes.put([(replace(shy, id=f"g{n}"), ()) for n in range(21)], origin="import")
    store.suggestions.put([Guess(f"g{n}", "trigger", "tone", 0.9, "tuned:r1", "likeliest of 9") for n in range(21)])
    store.suggestions.put([Guess("g20", "trigger", "gone_from_scheme", 0.99, "tuned:r2", "")])
    suggester = Suggester(store, SCHEMES)
    suggester.warm()
    (one,) = suggester.of(replace(shy, id="g20"))
    assert (one.value, one.source) == ("tone", "tuned:r1")
    assert one.score == pytest.approx(0.9)
    store.labels.set_many([Given(f"g{n}", {"outcome": "bad", "trigger": "money"}) for n in range(20)])
    suggester.warm()
    assert suggester.of(replace(shy, id="g20")) == ()


def test_ten_to_twenty_percent_are_held_back_and_always_the_same(store: Store) -> None:
    suggester = Suggester(store, SCHEMES)
    ids = [f"e{n}" for n in range(2000)]
    hidden = {i for i in ids if suggester.hidden(i)}
    assert 0.10 < len(hidden) / len(ids) < 0.20
    again, other, never = (
        Suggester(store, SCHEMES, **how) for how in ({}, {"seed": 14}, {"hide_share": 0})
    )  # fmt: skip
    assert hidden == {i for i in reversed(ids) if again.hidden(i)}
    assert hidden != {i for i in ids if other.hidden(i)}
    assert not any(never.hidden(i) for i in (*ids, "\ud800", ""))


@pytest.mark.parametrize(
    ("given", "verdict", "said"),
    [
        ({"outcome": "good", "trigger": "money"}, "accepted", "money"),
        ({"trigger": "money"}, "accepted", "money"),
        ({"outcome": "good", "trigger": "tone"}, "edited", "tone"),
        ({"outcome": "good"}, "rejected", None),
    ],
)
def test_a_verdict_is_what_the_field_came_to_say(given: dict[str, Any], verdict: str, said: str | None) -> None:
    (one,) = offered([RENT], False, given, taken=False)
    assert (one.verdict, one.given, one.hidden, one.score) == (verdict, said, False, 0.8)


def test_an_empty_field_before_an_outcome_is_no_verdict_and_topics_are_among_several() -> None:
    assert offered([RENT], False, {"response_style": "asked"}, taken=False) == ()
    topic = Suggestion("topics", "work", 0.6, "rule:cues", "“work”")
    assert offered([topic], True, {"outcome": "bad", "topics": ["home", "work"]}, taken=False)[0].verdict == "accepted"
    assert offered([topic], True, {"outcome": "bad", "topics": ["home"]}, taken=False)[0].given == "home"


@pytest.mark.parametrize(
    "text",
    ["[/INST]", "\x1b[31mred", "\u202eRTL", "Z̷̢̛a̸l̴" * 40, "a\x00b", "\ud800", "", "x" * 1_000_000, "a b " * 250_000],
    ids=range(9),
)
def test_nothing_that_was_written_breaks_it(store: Store, text: str) -> None:
    life(store, 40, pattern=True)
    suggester = Suggester(store, SCHEMES)
    suggester.warm()
    one = Episode("h", "relationship", AT, text, response=text, outcome=text)
    suggester.learn(one, {"outcome": "good", "trigger": text[:50], "topics": [text[:50]]})
    for found in suggester.of(one):
        assert found.because.isprintable()
