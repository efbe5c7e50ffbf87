"""Rules: what they suggest, in several languages, and that nothing a person wrote breaks them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from studio.core.episode import Context, Domain, Episode
from studio.label.codebook.schemes import schemes_by_domain
from studio.label.suggest.rules_of_thumb import Rules
from studio.label.suggest.suggestion import Suggestion

SCHEMES = schemes_by_domain(None)
RULES = Rules(SCHEMES["relationship"])
TRAINING = Rules(SCHEMES["fitness"])


def talk(situation: str = "", response: str | None = None, proxy: float | None = None) -> Episode:
    at = datetime(2024, 3, 14, 21, tzinfo=UTC)
    return Episode("e1", "relationship", at, situation, response=response, context=Context(proxy_outcome=proxy))


def by_field(found: tuple[Suggestion, ...]) -> dict[str, Suggestion]:
    return {one.field: one for one in found}


def test_cue_words_suggest_a_trigger_and_say_which() -> None:
    one = by_field(RULES.suggest(talk("Jo: the rent, and that bill")))["trigger"]
    assert (one.value, one.source, one.because) == ("money", "rule:cues", "“rent” and “bill”")
    less = by_field(RULES.suggest(talk("Jo: the rent")))["trigger"]
    torn = by_field(RULES.suggest(talk("Jo: the rent, and that bill, and you are late")))["trigger"]
    assert one.score > 0.5 > less.score
    assert torn.score < one.score


def test_cues_are_whole_words_and_speakers_are_no_words() -> None:
    assert "trigger" not in by_field(RULES.suggest(talk("Jo: I was different about payments and translated")))
    assert "trigger" not in by_field(RULES.suggest(talk("Mum: hello\nDad: hi")))
    assert by_field(RULES.suggest(talk("Jo: MUM called")))["trigger"].value == "family"


def test_cues_of_any_script_are_found() -> None:
    scheme = replace(
        SCHEMES["relationship"], cues={"money": ("qué caro", "geld"), "chores": ("洗碗", "설거지"), "family": ("ماما",)}
    )
    rules = Rules(scheme)
    for text, trigger in (
        ("Ana: Que CARO es", "money"), ("Jo: das Geld ist weg", "money"), ("Li: 你没洗碗吗", "chores"),
        ("Min: 설거지를 안 했어", "chores"), ("Amal: ماما اتصلت", "family"),
    ):  # fmt: skip
        assert by_field(rules.suggest(talk(text)))["trigger"].value == trigger


@pytest.mark.parametrize(
    ("response", "style"),
    [
        ("Me: I'm sorry, that was my fault", "repaired"),
        ("Me: Es tut mir leid, du hast recht", "repaired"),
        ("Me: lo siento, tienes razón", "repaired"),
        ("Me: désolé. c’est ma faute", "repaired"),
        ("Me: what happened? what do you need?", "asked"),
        ("Me: that's not my fault, I had to work", "defended"),
        ("Me: whatever. leave me alone", "withdrew"),
        ("Me: ok", "withdrew"),
        ("Me: you never listen. it's your fault", "blamed"),
        ("Me: give me a minute, let me think", "paused"),
        ("Me: haha 😂", "joked"),
        ("Me: how about I cook, and shall we put the bins out", "solved"),
    ],
)
def test_the_words_of_an_answer_suggest_its_style(response: str, style: str) -> None:
    one = by_field(RULES.suggest(talk("Jo: hm", response)))["response_style"]
    assert (one.value, one.source) == (style, "rule:words")
    assert one.because


def test_only_my_own_lines_are_read_for_style() -> None:
    assert by_field(RULES.suggest(talk("x", "Me: shall we go home\nJo: you never listen, your fault")))[
        "response_style"
    ].value == "solved"  # fmt: skip


def test_the_ending_suggests_an_outcome_and_is_silent_near_the_middle() -> None:
    assert by_field(RULES.suggest(talk("x", proxy=0.8)))["outcome"].value == "good"
    assert by_field(RULES.suggest(talk("x", proxy=-0.8)))["outcome"].source == "rule:ending"
    assert (
        by_field(RULES.suggest(talk("x", proxy=-0.9)))["outcome"].score
        > by_field(RULES.suggest(talk("x", proxy=-0.3)))["outcome"].score
    )
    assert "outcome" not in by_field(RULES.suggest(talk("x", proxy=0.1)))
    assert "outcome" not in by_field(RULES.suggest(talk("x")))


@pytest.mark.parametrize(
    ("context", "style"),
    [
        (Context(planned=True, done=False), "skipped"),
        (Context(planned=True, done=True, causes={"cut_short": True}), "cut_short"),
        (Context(causes={"volume_vs_usual": 0.6}), "lighter"),
        (Context(causes={"volume_vs_usual": 1.4}), "heavier"),
        (Context(planned=True, done=True, causes={"volume_vs_usual": 1.0}), "as_planned"),
        (Context(causes={"volume_vs_usual": True}), None),
        (Context(), None),
    ],
)
def test_the_numbers_suggest_what_was_done_to_the_plan(context: Context, style: str | None) -> None:
    day = Episode(
        "f1", "fitness", datetime(2024, 3, 14, 7, tzinfo=UTC), "Slept 6 h. Last lower-body training 48 h ago.",
        response="Bench Press (Barbell): 5 sets, top 80 kg × 5\nOverhead Press: 3 sets", context=context,
    )  # fmt: skip
    found = by_field(TRAINING.suggest(day))
    assert (found["response_style"].value if "response_style" in found else None) == style
    assert found["trigger"].value == "upper"


def test_a_scheme_of_ones_own_gets_only_what_it_knows() -> None:
    shipped = SCHEMES["relationship"]
    own = replace(
        shipped, cues={}, response_style=replace(shipped.response_style, choices=shipped.response_style.choices[:1])
    )
    found = by_field(Rules(own).suggest(talk("Jo: the rent", "Me: sorry, my fault")))
    assert "trigger" not in found
    assert "response_style" not in found


@pytest.mark.parametrize(
    "text",
    ["[/INST]", "\x1b[31mred\x1b[0m", "\u202eRTL", "Z̷̢̛a̸l̴g̵o̶ " * 50, "a\x00b", "\ud800 lone", "", " \n", "x" * 1_000_000,
     "sorry " * 200_000, "?" * 100_000, ":" * 5000, "Me: " * 5000],
    ids=range(13),
)  # fmt: skip
def test_nothing_that_was_written_breaks_a_rule(text: str) -> None:
    kinds: tuple[tuple[Rules, Domain], ...] = ((RULES, "relationship"), (TRAINING, "fitness"))
    for rules, domain in kinds:
        at = datetime(2024, 3, 14, 21, tzinfo=UTC)
        one = Episode("e1", domain, at, text, response=text, outcome=text)
        for found in rules.suggest(one):
            assert 0 <= found.score <= 1
            assert len(found.because) <= 150
            assert found.because.isprintable()
