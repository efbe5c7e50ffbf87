from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from studio.core.episode import DOMAINS, Episode, Labels, Outcome
from studio.core.errors import InputError
from studio.dataset.render import render, shorten, texts_of
from studio.dataset.templates import VIEWS, form, parse, read_template, shipped_template
from tests.dataset.packed import START

EPISODE = Episode(
    "e1",
    "relationship",
    START,
    "Jo: you said {seven}",
    response="Me: I know",
    outcome="Jo: ok",
    labels=Labels("good", ("lateness",), advice="own it first"),
)

ENDED: tuple[Outcome, ...] = ("good", "mixed", "bad")

MINE = """
name = "repair.v1"
view = "repair"
[system]
relationship = "Be brief."
[relationship]
prompt = "{situation} {{x}}"
completion = "{advice|what_helped|note}{note?}"
"""


def turns(view: str, episode: Episode = EPISODE) -> tuple[tuple[str, str], ...] | str:
    return render(episode, shipped_template(view), lambda text: text)


def test_advice_asks_for_what_goes_well() -> None:
    made = turns("advice")
    assert not isinstance(made, str)
    assert [role for role, _ in made] == ["system", "user", "assistant"]
    assert made[1][1] == "Jo: you said {seven}\n\nHow should I answer so that it goes well?"
    assert made[2][1] == "own it first"


@pytest.mark.parametrize("outcome", ENDED)
def test_what_followed_is_learned_with_the_ending_in_the_prompt(outcome: Outcome) -> None:
    episode = replace(EPISODE, labels=Labels(outcome))
    for view in ("predict", "pattern"):
        made = turns(view, episode)
        assert not isinstance(made, str)
        assert f"This had a {outcome} ending." in made[1][1]
    made = turns("predict", episode)
    assert made[2][1] == "It was followed by:\nJo: ok"


def test_one_prompt_has_one_ending_so_how_common_it_is_cannot_be_learned() -> None:
    """Where the prompt is the same, what the completion says of the ending is the same: it is given and not guessed."""
    for view in VIEWS:
        said: dict[str, set[str]] = {}
        for domain, outcome in product(DOMAINS, ENDED):
            made = turns(view, replace(EPISODE, domain=domain, labels=Labels(outcome, advice="own it first")))
            assert not isinstance(made, str)
            said.setdefault(made[1][1], set()).add(made[2][1])
        assert all(len(completions) == 1 for completions in said.values())


def test_what_was_done_when_it_ended_badly_is_never_advice() -> None:
    bad = replace(EPISODE, labels=Labels("bad", advice="own it first", what_helped="a walk"))
    made = turns("advice", bad)
    assert not isinstance(made, str)
    assert made[2][1] == "own it first"
    assert not any(text in made[1][1] + made[2][1] for text in ("I know", "Jo: ok", "a walk"))
    alone = replace(EPISODE, labels=Labels("bad", what_helped="a walk"))
    assert turns("advice", alone) == "advice_no_advice_or_what_helped"


@pytest.mark.parametrize(
    ("prompt", "completion", "ending"),
    [
        ("{situation}", "{advice|what_helped}", "none"),
        ("{situation} {judged}", "{response}", "asked"),
        ("{situation}", "{response}", "taught"),
        ("{situation}", "{advice|outcome}", "taught"),
        ("{situation} {response}", "{a_ending}", "taught"),
        ("{situation} {a_ending}", "{note?}{judged}", "asked"),
    ],
)
def test_a_template_says_where_the_ending_stands(prompt: str, completion: str, ending: str) -> None:
    text = MINE.replace("{situation} {{x}}", prompt).replace("{advice|what_helped|note}{note?}", completion)
    assert parse(text, "mine.toml").ending == ending


def test_no_view_that_comes_with_studio_learns_how_common_endings_are() -> None:
    assert {view: shipped_template(view).ending for view in VIEWS} == {
        "advice": "none", "predict": "asked", "pattern": "asked",
    }  # fmt: skip


def test_pattern_puts_the_ending_into_the_prompt() -> None:
    made = turns("pattern")
    assert not isinstance(made, str)
    assert "This had a good ending." in made[1][1]
    assert made[2][1] == "When I said:\nMe: I know\nthey responded:\nJo: ok\nThat was followed by a good ending."


CAUSES = re.compile(
    r"\b(because|caus(e|es|ed|al|ing)|due to|owing to|thanks to|leads? to|led to|result(s|ed)? (in|from)|as a result"
    r"|therefore|thus|hence|consequen\w+|made (it|them|me)|made .* worse|why|effects? of|affect(s|ed)?|triggered)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("view", VIEWS)
def test_no_template_claims_a_cause(view: str) -> None:
    whole = files("studio.dataset.templates").joinpath(f"{view}.toml").read_text(encoding="utf-8")
    assert CAUSES.findall(whole) == []
    for domain, outcome in product(DOMAINS, ENDED):
        made = turns(view, replace(EPISODE, domain=domain, labels=Labels(outcome, advice="own it first")))
        assert not isinstance(made, str)
        assert CAUSES.findall(" ".join(content for _, content in made)) == []


def test_words_for_causes_would_be_found() -> None:
    for said in ("which led to a fight", "It went badly because", "Tea caused it", "due to sleep", "As a result,"):
        assert CAUSES.search(said)


@pytest.mark.parametrize(
    ("view", "change", "reason"),
    [
        ("advice", {"labels": Labels("good")}, "advice_no_advice_or_what_helped"),
        ("predict", {"response": None}, "predict_no_response"),
        ("predict", {"labels": Labels("unknown")}, "predict_outcome_unknown"),
        ("pattern", {"outcome": None}, "pattern_no_outcome_text"),
        ("pattern", {"outcome": " \n"}, "pattern_no_outcome_text"),
    ],
)
def test_what_is_missing_is_the_reason(view: str, change: dict[str, Any], reason: str) -> None:
    episode = replace(EPISODE, **change)
    assert turns(view, episode) == reason


def test_what_helped_stands_in_for_advice() -> None:
    for outcome in ENDED[:2]:
        made = turns("advice", replace(EPISODE, labels=Labels(outcome, what_helped="a walk")))
        assert not isinstance(made, str)
        assert made[2][1] == "a walk"


def test_only_scrubbed_text_is_rendered() -> None:
    asked: list[str] = []

    def scrubbed(text: str) -> str:
        asked.append(text)
        return "SAFE"

    made = render(EPISODE, shipped_template("pattern"), scrubbed)
    assert not isinstance(made, str)
    assert set(asked) <= set(texts_of(EPISODE).values())
    rendered = " ".join(content for _, content in made)
    assert not any(text in rendered for text in texts_of(EPISODE).values())


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    template = read_template(path)
    made = render(EPISODE, template, lambda text: text)
    assert made == (("system", "Be brief."), ("user", "Jo: you said {seven} {x}"), ("assistant", "own it first"))
    assert render(replace(EPISODE, domain="fitness"), template, str) == "repair_not_for_fitness"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("{situation}", "{situatoin}", "{situatoin} is not a place"),
        ("{advice|what_helped|note}", "{advice|trigger}", "{trigger} is not a place"),
        ("{{x}}", "{x", "a lone {"),
        ('view = "repair"', 'view = "Re Pair"', "Re Pair"),
        ('view = "repair"', "view = 3", "view is missing"),
        ("prompt =", "promt =", "needs a prompt and a completion"),
        ("[system]", "[sistem]", "unknown key sistem"),
        ('relationship = "Be brief."', "", "relationship is missing"),
        ("name =", "name", "not TOML"),
    ],
)
def test_a_bad_template_is_refused_by_name(old: str, new: str, named: str) -> None:
    assert old in MINE
    with pytest.raises(InputError, match=named.replace("{", r"\{").replace("}", r"\}")):
        parse(MINE.replace(old, new, 1), "mine.toml")


def test_a_missing_template_and_an_unknown_view_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_template(tmp_path / "none.toml")
    with pytest.raises(InputError, match="poetry"):
        shipped_template("poetry")


def test_outcomes_are_cut_between_words() -> None:
    assert shorten("a\nb\nc\nd\ne") == "a\nb\nc\nd …"
    assert shorten("one two") == "one two"
    long = "word " * 200
    assert shorten(long).endswith("word …")
    assert len(shorten(long)) < 330


def test_values_are_never_read_as_places() -> None:
    assert form("{situation}", "x").fill(lambda _: "{outcome}") == "{outcome}"
