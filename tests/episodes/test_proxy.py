from __future__ import annotations

import pytest

from studio.episodes.proxy import proxy_outcome
from tests.episodes.test_parts import messages


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
