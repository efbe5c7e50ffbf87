from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.coach.prompts import SITUATION_CHARACTERS, Template, load_template, told
from studio.core.episode import Episode, Labels
from studio.core.errors import UsageError

EPISODE = Episode(
    id="e1",
    domain="relationship",
    started_at=datetime(2025, 3, 1, tzinfo=UTC),
    situation="Jo: you said seven\nMe: I know",
    labels=Labels(outcome="bad"),
)


def test_the_question_is_the_last_turn_and_the_system_line_the_first() -> None:
    history = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    turns = Template(system="S").messages(history, "what now?", "")
    assert [t["role"] for t in turns] == ["system", "user", "assistant", "user"]
    assert turns[-1]["content"] == "what now?"


def test_braces_in_the_question_stay_as_typed() -> None:
    turns = Template().messages([], "what is {episodes} and {x}?", "- When a")
    assert turns[-1]["content"].endswith("what is {episodes} and {x}?")
    assert turns[-1]["content"].count("- When a") == 1


def test_an_episode_is_told_as_a_sequence_never_as_a_cause() -> None:
    line = told(EPISODE, EPISODE.situation, "sorry")
    assert line == "- When Jo: you said seven / Me: I know, I said sorry, and then it went badly."
    assert not {"because", "caused", "led"} & set(line.split())


def test_long_situations_keep_their_end() -> None:
    line = told(EPISODE, "x" * 5000 + "the end", None)
    assert len(line) < SITUATION_CHARACTERS + 80
    assert "the end" in line


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('system = "Be brief."\nplain = "Q: {question}"\n')
    turns = load_template(path).messages([], "why?", "")
    assert [t["content"] for t in turns] == ["Be brief.", "Q: why?"]


@pytest.mark.parametrize(
    ("text", "named"),
    [("sistem = 'x'", "sistem"), ("plain = '{qestion}'", "qestion"), ("plain = 3", "plain"), ("= =", "mine")],
)
def test_a_wrong_template_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=named):
        load_template(path)


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_template(tmp_path / "nowhere.toml")
