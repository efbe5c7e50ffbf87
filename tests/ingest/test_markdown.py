from __future__ import annotations

from typing import Any

import pytest

from studio.ingest.values.markdown import dated_sections, first_heading, front_matter, mood, tags


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("time: 10:30\nmood: no\nn: 1_0", {"time": "10:30", "mood": "no", "n": "1_0"}),
        ("Tags: [a, b]", {"tags": ["a", "b"]}),
        ("", {}),
    ],
)
def test_front_matter_values_stay_as_written(block: str, fields: dict[str, Any]) -> None:
    matter = front_matter(f"---\n{block}\n---\nBody\n")
    assert (matter.fields, matter.body, matter.problem) == (fields, "Body\n", "")


@pytest.mark.parametrize("block", ["title: a: b", "name: @x", "\tx: 1", "[" * 5000, "x: *nobody", "? [a]\n: b"])
def test_broken_front_matter_is_kept_as_text_and_reported(block: str) -> None:
    text = f"---\n{block}\n---\nBody\n"
    matter = front_matter(text)
    assert matter.fields == {}
    assert matter.body == text
    assert "kept as text" in matter.problem


@pytest.mark.parametrize(
    "text", ["---\nno end", "Words\n---\na: b\n---\n", "---\njust words\n---\nmore", "----\na: b\n---\n"]
)
def test_a_rule_is_not_front_matter(text: str) -> None:
    matter = front_matter(text)
    assert (matter.fields, matter.body, matter.problem) == ({}, text, "")


def test_a_huge_block_is_not_parsed() -> None:
    assert "too long" in front_matter("---\n" + "a: b\n" * 20_000 + "---\nx").problem


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("#one and #two/three, #one again", ("one", "two/three")),
        ("# Heading\n## Another", ()),
        ("#fff #A1B2C3 #00ff00aa #123", ()),
        ("#dad #café #y2024", ("dad", "café", "y2024")),
        ("`#code` and ```\n#block\n``` and ~~~\n#more", ()),
        ("https://x.org/#part [here](#part) [[Note#part]] &#39; a#b \\#no", ()),
        ("(#yes) *#also*", ("yes", "also")),
    ],
)
def test_inline_tags(body: str, found: tuple[str, ...]) -> None:
    assert tags({}, body) == found


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ()),
        ({"tags": "run, legs"}, ("run", "legs")),
        ({"tags": ["#run", "legs/day", ""]}, ("run", "legs/day")),
        ({"tag": "one"}, ("one",)),
        ({"tags": {"a": "b"}}, ()),
        ({"tags": ["Run"], "tag": "run"}, ("Run",)),
    ],
)
def test_front_matter_tags(fields: dict[str, Any], found: tuple[str, ...]) -> None:
    assert tags(fields, "") == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/5", -1),
        ("3/5", 0),
        ("5/5", 1),
        ("4.5/5", 0.75),
        ("1/10", -1),
        ("10/10", 1),
        ("5,5 / 10", 0),
        ("-1", -1),
        ("+1", 1),
        ("0.4", 0.4),
        ("0", 0),
        ("-0,5", -0.5),
    ],
)
def test_a_mood_on_a_known_scale(text: str, value: float) -> None:
    assert mood({"mood": text}, "") == pytest.approx(value)
    assert mood({}, f"Words\nmood:: {text}\nmore") == pytest.approx(value)
    assert mood({}, f"Words [mood:: {text}] more") == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "good", "4", "1", "7/5", "0/5", "3/7", "-3", "2.5", "🙂"])
def test_a_mood_on_no_known_scale(text: str) -> None:
    assert mood({"mood": text}, "") is None
    assert mood({}, f"mood:: {text}") is None


def test_a_mood_in_code_or_in_a_sentence_is_none() -> None:
    assert mood({}, "`mood:: 3/5` and my mood:: 3/5") is None


def test_headings_are_split_off() -> None:
    assert first_heading("\n# C# and F#\nx") == ("C# and F#", "x")
    assert first_heading("#tag first\nx") == ("", "#tag first\nx")


def test_dated_headings_split_at_one_depth() -> None:
    body = "intro\n## 2024-05-01\none\n### 2024-05-02 10:00\ndeeper\n## 2024-05-03\ntwo\n"
    before, sections = dated_sections(body, "")
    assert before == "intro"
    assert [(part.line, part.title, part.text) for part in sections] == [
        (2, "2024-05-01", "one\n### 2024-05-02 10:00\ndeeper"),
        (6, "2024-05-03", "two"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "## 2024-05-01\nonly one",
        "## Plan for the weeks between 2024-05-01 and the summer holidays we wanted\nx\n## 2024-05-03\ny",
        "- 2024-05-01 milk\n\n- 2024-05-02 bread\n",
        "On 14 March 2024 we spoke.\n\nOn 15 March 2024 we did not.\n",
        "```\n## 2024-05-01\n## 2024-05-02\n```\n",
        "words\n2024-05-01\nmore words\n2024-05-02\n",
    ],
)
def test_what_does_not_split(body: str) -> None:
    assert dated_sections(body, "") == (body, [])


@pytest.mark.parametrize("text", ["```\n" * 50_000, " \n" * 100_000, "# " + " " * 100_000 + "x", "[ " * 100_000])
def test_long_monotonous_texts_are_only_text(text: str) -> None:
    assert tags({}, text) == ()
    assert mood({}, text) is None
    assert dated_sections(text, "") == (text, [])
