from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.episodes.talk.proxy import proxy_outcome
from tests.episodes.test_parts import messages
from tests.episodes.verdicts import ENDINGS


def score(*lines: str) -> float | None:
    said = messages(*(("Jo", "text") for _ in lines))
    return proxy_outcome(
        [
            type(m)(m.id, m.source_id, m.conversation, m.sender, m.sent_at, text, m.type)
            for m, text in zip(said, lines, strict=True)
        ]
    )


@pytest.mark.parametrize("line", ["thank you for saying that", "love you", "ok 😘", "you're right", "Danke dir"])
def test_warm_words_screen_as_warm(line: str) -> None:
    found = score("you said seven", line)
    assert found is not None
    assert found > 0


@pytest.mark.parametrize(
    "line", ["whatever", "you never listen", "fine.", "no thank you", "leave me alone 🙄", "what???"]
)
def test_cold_words_screen_as_cold(line: str) -> None:
    found = score("you said seven", line)
    assert found is not None
    assert found < 0


def test_without_either_nothing_is_claimed() -> None:
    assert score("the train is at nine", "platform two") is None
    assert score() is None


def test_the_end_counts_more_than_the_beginning() -> None:
    better, worse = score("whatever", "thank you"), score("thank you", "whatever")
    assert better is not None
    assert worse is not None
    assert better > 0 > worse


def test_only_the_last_lines_are_read_and_the_score_is_bounded() -> None:
    assert score("I hate this", *["the train is at nine"] * 6) is None
    found = score(*["love love love love"] * 6)
    assert found is not None
    assert 0.9 < found <= 1


def told(ending: str) -> float | None:
    lines = [line.split(": ", 1) for line in ending.split("|")]
    made = messages(*(({"M": "Max", "J": "Jo"}[who], "text") for who, _ in lines))
    return proxy_outcome([replace(m, text=text) for m, (_, text) in zip(made, lines, strict=True)], {"Max"})


def test_on_invented_endings_it_is_mostly_right_and_seldom_silent() -> None:
    judged = [(verdict, told(ending)) for verdict, ending in ENDINGS if verdict != "none"]
    spoken = [(verdict, score) for verdict, score in judged if score is not None]
    right = sum((score > 0) == (verdict == "good") for verdict, score in spoken)
    assert len(spoken) >= 0.9 * len(judged)
    assert right >= 0.9 * len(spoken)


def test_small_matters_are_not_judged() -> None:
    assert [told(ending) for verdict, ending in ENDINGS if verdict == "none"] == [None] * 3


def test_an_accepted_apology_counts_more_than_an_ignored_one() -> None:
    accepted, ignored = told("J: you forgot|M: sorry|J: no worries"), told("J: you forgot|M: sorry|J: the bread too")
    assert accepted is not None
    assert ignored is not None
    assert accepted > ignored


def test_the_others_last_question_left_open_counts_against_it() -> None:
    assert told("M: home at six|J: and the car?") == -0.5
    assert told("J: and the car?|M: at six") is None


def test_drying_up_counts_against_it() -> None:
    long = "M: what a day it was at work|J: tell me all about it then|M: well it began with the lift being stuck|"
    long += "J: the old one in the yard|M: yes with the director inside it|J: oh dear what happened next|"
    lively, dry = told(long + "M: he sang to us|J: which song was it|M: the one from the film"), None
    dry = told(long + "M: he sang for an hour|J: hm|M: the song from the film|J: hm")
    assert lively is not None
    assert lively > 0
    assert dry is not None
    assert dry < 0


@given(st.lists(st.tuples(st.sampled_from("MJ"), st.text(max_size=30)), max_size=20))
def test_it_is_always_within_its_bounds(lines: list[tuple[str, str]]) -> None:
    made = messages(*(({"M": "Max", "J": "Jo"}[who], "text") for who, _ in lines))
    found = proxy_outcome([replace(m, text=text) for m, (_, text) in zip(made, lines, strict=True)], {"Max"})
    assert found is None or -1 < found < 1
