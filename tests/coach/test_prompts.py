from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.coach.prompts import SHOT_CHARACTERS, SITUATION_CHARACTERS, Shot, Template, load_template, shot, told
from studio.core.episode import Episode, Labels
from studio.core.errors import UsageError

EPISODE = Episode(
    id="e1",
    domain="relationship",
    started_at=datetime(2025, 3, 1, tzinfo=UTC),
    situation="Jo: you said seven\nMe: I know",
    labels=Labels(outcome="bad"),
)


def test_worked_examples_come_before_the_question_and_are_put_the_same_way() -> None:
    turns = Template(plain="{question}\n\nWhat now?").turns("she is quiet", [Shot("she was late", "ask first")], "")
    assert [t["role"] for t in turns] == ["user", "assistant", "user"]
    assert [t["content"] for t in turns] == ["she was late\n\nWhat now?", "ask first", "she is quiet\n\nWhat now?"]


def test_a_template_with_a_list_takes_no_worked_examples() -> None:
    form = Template(retrieved="{episodes}\n{question}")
    (turn,) = form.turns("what now?", [Shot("a", "b")], "- When x")
    assert turn["content"] == "- When x\nwhat now?"


def test_braces_in_the_question_stay_as_typed() -> None:
    (turn,) = Template(retrieved="{episodes}|{question}").turns("what is {episodes} and {x}?", [], "- When a")
    assert turn["content"] == "- When a|what is {episodes} and {x}?"


def test_a_long_situation_keeps_whole_lines_of_its_end() -> None:
    made = shot("\n".join(f"Jo: line {n}" for n in range(200)), "ask")
    assert len(made.situation) <= SHOT_CHARACTERS
    assert made.situation.startswith("Jo: line ")
    assert made.situation.endswith("Jo: line 199")


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
    form = load_template(path)
    assert form.system == "Be brief."
    assert [t["content"] for t in form.turns("why?", [], "")] == ["Q: why?"]


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
