"""Schemes: what ships, a person's own, and every way a file can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import StudioError, UsageError
from studio.core.paths import Home
from studio.label.schemes import SHIPPED, all_schemes, load_scheme, read_scheme, schemes_by_domain

OWN = (SHIPPED / "relationship.toml").read_text(encoding="utf-8")


def own(home: Home, text: str, name: str = "relationship.toml") -> Path:
    home.schemes.mkdir(exist_ok=True)
    path = home.schemes / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_ones_have_the_fields_words_on_the_fields_keys() -> None:
    relationship, fitness = load_scheme("relationship"), load_scheme("fitness")
    assert relationship.outcome.values == fitness.outcome.values == ("good", "mixed", "bad", "unknown")
    assert "".join(c.key for c in relationship.outcome.choices) == "asdf"
    assert relationship.trigger.values == (
        "money", "lateness", "chores", "phone", "family", "tiredness", "plans", "tone", "intimacy",
    )  # fmt: skip
    assert relationship.response_style.values == (
        "paused", "repaired", "asked", "defended", "withdrew", "joked", "solved", "blamed",
    )  # fmt: skip
    assert fitness.trigger.values == ("upper", "lower", "cardio", "full_body")
    assert fitness.response_style.values == ("as_planned", "lighter", "heavier", "swapped", "cut_short", "skipped")
    assert fitness.trigger.title == "focus"
    assert fitness.trigger.choices[3].words == "full body"


def test_no_value_sits_on_a_key_the_screen_needs() -> None:
    taken = {"u", "i", "x", "h", "n", "b", "j", "g"}
    for scheme in all_schemes().values():
        for dimension in (scheme.outcome, scheme.trigger, scheme.response_style):
            assert not taken & {choice.key for choice in dimension.choices}


def test_ones_own_takes_the_place_of_the_shipped(home: Home) -> None:
    own(
        home,
        OWN.replace("revision = 1", "revision = 4")
        .replace('9 = "intimacy"', '9 = "the_dog"')
        .replace("intimacy = [", "the_dog = ["),
    )
    scheme = schemes_by_domain(home)["relationship"]
    assert scheme.stamp == "relationship@4"
    assert "the_dog" in scheme.trigger.values
    assert scheme.as_dict()["own"] is True
    assert schemes_by_domain(home)["fitness"].as_dict()["own"] is False


def test_one_of_another_name_serves_its_domain_and_two_are_too_many(home: Home) -> None:
    own(home, OWN.replace('name = "relationship"', 'name = "ours"'), "ours.toml")
    assert schemes_by_domain(home)["relationship"].name == "ours"
    own(home, OWN.replace('name = "relationship"', 'name = "theirs"'), "theirs.toml")
    with pytest.raises(StudioError, match="Two of your schemes, ours and theirs"):
        schemes_by_domain(home)


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ('a = "good"', 'a = "great"', 'a = "great"', "“great” is no outcome"),
        ('a = "good"\n', "", "[outcome]", "every outcome once: good is missing"),
        ('a = "good"', 'a = "bad"', 'd = "bad"', "“bad” is on two keys"),
        ('q = "paused"', 'u = "paused"', 'u = "paused"', "“u” is no key for response_style"),
        ('q = "paused"', 'q = "Paused!"', 'q = "Paused!"', "must be a word in lower case"),
        ('q = "paused"', "q = 3", "q = 3", "must be a word in lower case"),
        ("revision = 1", "revision = 0", "revision = 0", "whole number from 1"),
        ("revision = 1", "revision = true", "revision = true", "whole number from 1"),
        ('name = "relationship"', 'name = "My Scheme"', 'name = "My Scheme"', "short word"),
        ('domain = "relationship"', 'domain = "work"', 'domain = "work"', "'work' is not known"),
        ('title = "topics"', "colour = 1", "colour = 1", "“colour” is no key of topics"),
        ('"partner", "parents"', '"partner", "partner"', "values = [", "each once"),
        ("[words]", "[wordz]", "[wordz]", "“wordz” is no key of a scheme"),
        ("what_helped =", "what_hurt =", "what_hurt =", "“what_hurt” is no free-text field"),
        ("phone = [", "phones = [", "phones = [", "“phones” is no trigger"),
        ('good = "It', 'good = 5 # "It', "good = 5", "good must be text"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(home: Home, old: str, new: str, line: str, expected: str) -> None:
    assert old in OWN
    text = OWN.replace(old, new, 1)
    path = own(home, text)
    with pytest.raises(StudioError, match=expected) as caught:
        all_schemes(home)
    assert str(path) in caught.value.message
    named = int(caught.value.message.split("line ")[1].split(":")[0])
    assert text.splitlines()[named - 1].startswith(line)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name = ", "not valid TOML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'name = "x"\nrevision = 1\ndomain = "fitness"\n', "table \\[outcome\\] is missing"),
        (b'name = "x"\nrevision = 1\ndomain = "fitness"\noutcome = 3\n', "outcome must be a table"),
    ],
)
def test_a_broken_file_is_a_clear_error(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(StudioError, match=expected):
        read_scheme(path)


def test_values_are_checked_and_the_known_ones_listed() -> None:
    scheme = load_scheme("fitness")
    scheme.check("trigger", "upper")
    scheme.check("topics", ["anything"])
    with pytest.raises(UsageError) as caught:
        scheme.check("trigger", "money")
    assert caught.value.fix == "Use one of: upper, lower, cardio, full_body."
    with pytest.raises(UsageError, match="no field"):
        scheme.check("colour", "red")
    with pytest.raises(UsageError, match="No scheme is called"):
        load_scheme("nope")
