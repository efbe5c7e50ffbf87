"""Schemes: what ships, a person's own, and every way a file can be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import StudioError, UsageError
from studio.core.paths import Home
from studio.label.codebook.scheme_file import MOST_BYTES
from studio.label.codebook.schemes import (
    RESERVED_KEYS,
    SHIPPED,
    VALUE_KEYS,
    Scheme,
    all_schemes,
    load_scheme,
    read_scheme,
    schemes_by_domain,
)

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
    assert {"u", "i", "x", "h", "n", "b", "j", "g", "U", "!", " ", "[", "]", "m", "B", "/", "up"} <= set(RESERVED_KEYS)
    assert not set(VALUE_KEYS) & set(RESERVED_KEYS)
    for scheme in all_schemes().values():
        keys = [choice.key for d in (scheme.outcome, scheme.trigger, scheme.response_style) for choice in d.choices]
        assert set(keys) <= set(VALUE_KEYS)
        assert len(set(keys)) == len(keys)


def test_every_shipped_value_says_what_it_means_and_outcomes_have_a_colour() -> None:
    for scheme in all_schemes().values():
        assert all(d.help for d in scheme.dimensions)
        assert all(c.help for d in (scheme.outcome, scheme.trigger, scheme.response_style) for c in d.choices)
        assert [c.colour for c in scheme.outcome.choices] == ["success", "warning", "error", "muted"]


def test_keys_titles_help_and_colours_are_the_persons_to_choose(home: Home) -> None:
    text = OWN.replace('q = "paused"', 'k = "paused"').replace('a = "good"', 'q = "good"')
    text = text.replace('title = "trigger"', 'title = "what it was about"')
    text = text.replace('unknown = "muted"', 'money = "accent"\nunknown = "none"')
    own(home, text)
    scheme = schemes_by_domain(home)["relationship"]
    assert scheme.trigger.title == "what it was about"
    on = {key: scheme.on_key(key) for key in "kq1a"}
    assert {key: (d.name, c.value) for key, found in on.items() if found for d, c in [found]} == {
        "k": ("response_style", "paused"), "q": ("outcome", "good"), "1": ("trigger", "money"),
    }  # fmt: skip
    assert [c.colour for c in (*scheme.trigger.choices[:2], *scheme.outcome.choices[-1:])] == ["accent", "", ""]


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
    with pytest.raises(StudioError, match=r"Two of your schemes, ours and theirs.*ours\.toml and .*theirs\.toml"):
        schemes_by_domain(home)


def test_two_of_one_name_and_the_name_of_another_domain_are_refused(home: Home) -> None:
    path = own(home, OWN, "a.toml")
    own(home, OWN, "b.toml")
    with pytest.raises(StudioError, match=r"a\.toml and .*b\.toml"):
        all_schemes(home)
    path.unlink()
    own(home, OWN.replace('name = "relationship"', 'name = "fitness"'), "b.toml")
    with pytest.raises(StudioError, match="the name of the scheme for fitness"):
        all_schemes(home)


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ('a = "good"', 'a = "great"', 'a = "great"', "“great” is no outcome"),
        ('a = "good"\n', "", "[outcome]", "every outcome once: good is missing"),
        ('a = "good"', 'a = "bad"', 'd = "bad"', "“bad” is on two keys"),
        ('q = "paused"', 'u = "paused"', 'u = "paused"', r"“u” is no key for response_style.*\(undo\)"),
        ('q = "paused"', 'Q = "paused"', 'Q = "paused"', "“Q” is no key for response_style"),
        ('q = "paused"', '9 = "paused"', '9 = "paused"', "the key “9” is on trigger and on response_style"),
        ('q = "paused"', 'q = "paused"\nq = "asked_on"', 'q = "asked_on"', r"“q” stands twice in \[response_style\]"),
        ("[words]", "[outcome]", "[outcome]", r"the table \[outcome\] stands twice"),
        ('q = "paused"', 'q = "paused', 'q = "paused', "not valid TOML: Illegal character"),
        ('    "future", "past",\n]', '    "future", "past",', "values = [", "not valid TOML"),
        ('bad = "error"', 'bad = "red"', 'bad = "red"', "“red” is no colour for bad"),
        ('bad = "error"', 'bed = "error"', 'bed = "error"', "“bed” is no value"),
        ('repaired = "You', 'repared = "You', 'repared = "You', "“repared” is no value and no field"),
        ('title = "trigger"', "title = 7", "title = 7", "`title` must be text, not a number"),
        ('"partner", "parents"', '7, "parents"', "values = [", "a list of words"),
        ("phone = [", 'phone = "x" # [', 'phone = "x"', "the cues of phone must be a list of words"),
        ("revision = 1", "revision = 1.5", "revision = 1.5", "whole number from 1"),
        ("revision = 1", "revision = 99999999999999999999", "revision = 9", "whole number from 1"),
        ("[words]", "[intensity]", "[intensity]", "“intensity” is no key of a scheme"),
        ("[words]", '[former]\ntrigger.phone = ["tone"]\n[words]', "trigger.phone", "a former value and a value"),
        ("[words]", '[former]\ntrigger.car = ["bus"]\n[words]', "trigger.car", "“bus” is no value of trigger"),
        ("[words]", '[former]\noutcome.ok = ["good"]\n[words]', "outcome.ok", "“outcome” is no field whose"),
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
        (b"name = ", "line 1: not valid TOML"),
        (b'name = "x"\n\xff\xfe\x00', "line 2: it is not UTF-8"),
        (b" \n", "it is empty"),
        (b"# " + b"x" * MOST_BYTES * 16, "longer than 64 KB"),
        (b"a = " + b"[" * 20_000, "not valid TOML"),
        (b'name = "x"\nrevision = ' + b"1" * 9_000, "not valid TOML"),
        (b'name = "x"\nrevision = 1\ndomain = "fitness"\n', "table \\[outcome\\] is missing"),
        (b'name = "x"\nrevision = 1\ndomain = "fitness"\noutcome = 3\n', "outcome must be a table"),
    ],
)
def test_a_broken_file_is_a_clear_error(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(StudioError, match=expected):
        read_scheme(path)


def test_a_folder_a_link_to_nowhere_and_a_byte_order_mark(home: Home) -> None:
    home.schemes.mkdir()
    folder = home.schemes / "relationship.toml"
    folder.mkdir()
    with pytest.raises(StudioError, match=r"relationship\.toml: it is no file"):
        all_schemes(home)
    folder.rmdir()
    folder.symlink_to(home.root / "nowhere")
    with pytest.raises(StudioError, match="it cannot be read"):
        all_schemes(home)
    folder.unlink()
    folder.write_bytes(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode())
    assert all_schemes(home)["relationship"].own


@pytest.mark.parametrize(
    ("old", "new", "offered"),
    [
        ("[colours]", "[colors]", "Did you mean “colours”?"),
        ('d = "bad"', 'd = "badd"', "Did you mean “bad”?"),
        ('domain = "relationship"', 'domain = "relationships"', "Did you mean “relationship”?"),
        ("[words]", "[intensity]", "A scheme has these four fields"),
        ('y = "joked"', 'y = "Joked a bit!"', 'y = "joked_a_bit"'),
    ],
)
def test_the_nearest_word_is_offered_and_a_field_of_ones_own_is_explained(
    home: Home, old: str, new: str, offered: str
) -> None:
    own(home, OWN.replace(old, new, 1))
    with pytest.raises(StudioError) as caught:
        all_schemes(home)
    assert offered in caught.value.fix


@given(
    st.sampled_from(["relationship", "fitness"]),
    st.integers(0, 200),
    st.sampled_from(["drop", "twice", "cut", "put", "swap"]),
    st.integers(0, 120),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["[", "]", '"', "=", "{", "'" * 3]),
)
def test_any_one_line_changed_reads_or_is_a_named_mistake(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: int, how: str, column: int, text: str
) -> None:
    lines = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    at %= len(lines)
    line = lines[at]
    changed = {
        "drop": [], "twice": [line, line], "cut": [line[:column]], "put": [line[:column] + text + line[column:]],
        "swap": [text],
    }[how]  # fmt: skip
    lines[at : at + 1] = changed
    path = tmp_path_factory.mktemp("mutant") / f"{name}.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_or_mistake(path)
    if not isinstance(found, StudioError):
        assert set(found.outcome.values) == {"good", "mixed", "bad", "unknown"}
        return
    assert str(path) in found.message
    assert found.fix
    named = re.search(r", line (\d+): ", found.message)
    assert named or "missing" in found.message or "must be" in found.message, found.message
    assert named is None or 1 <= int(named[1]) <= "\n".join(lines).count("\n") + 1


def read_or_mistake(path: Path) -> Scheme | StudioError:
    try:
        return read_scheme(path)
    except StudioError as problem:
        return problem


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
