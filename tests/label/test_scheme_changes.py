"""Merging and splitting values: the file keeps its comments, labels keep their history, one undo takes it back."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.clock import now
from studio.core.episode import Why
from studio.core.errors import StudioError, UsageError
from studio.core.paths import Home
from studio.label.agreement import agreement
from studio.label.codebook.scheme import Scheme
from studio.label.codebook.scheme_changes import merge_values, new_scheme, split_value
from studio.label.codebook.scheme_edit import divided, merged
from studio.label.codebook.scheme_file import parse_scheme
from studio.label.codebook.schemes import SHIPPED, schemes_by_domain
from studio.label.journal import Journal
from studio.store import Store
from tests.label.life import put

SHIPPED_TEXT = (SHIPPED / "relationship.toml").read_text(encoding="utf-8")


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=6, training_days=2)
    return store


def scheme(home: Home) -> Scheme:
    return schemes_by_domain(home)["relationship"]


def test_a_merge_changes_the_file_and_every_label_and_one_undo_brings_the_labels_back(home: Home, life: Store) -> None:
    journal = Journal(life, home)
    for n, trigger in enumerate(("phone", "chores", "phone", "tone")):
        why: Why | None = "audit" if n == 2 else None
        journal.set(journal.episode(f"e{n:03}"), {"outcome": "good", "trigger": trigger}, why=why, inclusion_prob=0.25)
    before = {n: life.labels.history(f"e{n:03}") for n in range(4)}
    done = merge_values(life, home, scheme(home), "trigger", "phone", "tone")
    assert (done.scheme.stamp, done.episodes, done.backup) == ("relationship@2", 2, None)
    assert [life.labels.current(f"e{n:03}")["trigger"] for n in range(4)] == ["tone", "chores", "tone", "tone"]
    history = life.labels.history("e002")
    assert history[: len(before[2])] == before[2]
    assert (history[-1].previous, history[-1].value, history[-1].scheme) == ("phone", "tone", "relationship@2")
    assert (history[-1].why, history[-1].inclusion_prob) == ("audit", 0.25)
    life.labels.undo()
    assert [life.labels.current(f"e{n:03}")["trigger"] for n in range(4)] == ["phone", "chores", "phone", "tone"]
    life.labels.redo()
    assert life.labels.current("e000")["trigger"] == "tone"


def test_the_persons_comments_order_and_former_file_stay(home: Home, life: Store) -> None:
    path = home.schemes / "ours.toml"
    mine = SHIPPED_TEXT.replace('name = "relationship"', 'name = "ours"').replace(
        '4 = "phone"', '4 = "phone"  # the black mirror'
    )
    home.schemes.mkdir()
    path.write_text(mine + "# the end\n", encoding="utf-8")
    done = split_value(life, home, scheme(home), "trigger", "phone", ["phone", "scrolling"])
    assert done.backup == path.with_name("ours.toml.1.bak")
    assert done.backup.read_text(encoding="utf-8") == mine + "# the end\n"
    text = path.read_text(encoding="utf-8")
    assert '4 = "phone"  # the black mirror\n0 = "scrolling"\n' in text
    kept = [line for line in mine.split("\n") if line.startswith("#")]
    assert [line for line in text.split("\n") if line in kept] == kept
    assert path.stat().st_mode & 0o777 == 0o600
    merge_values(life, home, scheme(home), "trigger", "scrolling", "phone")
    assert scheme(home).stamp == "ours@3"
    assert "scrolling" not in scheme(home).trigger.values
    assert len(list(home.schemes.glob("*.bak"))) == 2


def test_a_split_changes_no_label_and_the_old_value_is_offered_no_more(home: Home, life: Store) -> None:
    journal = Journal(life, home)
    journal.set(journal.episode("e001"), {"outcome": "bad", "response_style": "asked"})
    done = split_value(life, home, scheme(home), "response_style", "asked", ["asked_kindly", "asked_sharply"])
    assert (done.action, done.episodes) == (None, 1)
    assert life.labels.current("e001")["response_style"] == "asked"
    now_is = scheme(home)
    assert now_is.response_style.by_key("e") == now_is.response_style.by_value("asked_kindly")
    assert "asked" not in now_is.response_style.values
    with pytest.raises(UsageError, match="response_style “asked” is not in") as caught:
        Journal(life, home).set(journal.episode("e002"), {"response_style": "asked"})
    assert "It became “asked_kindly” or “asked_sharply”." in caught.value.fix


def test_topics_merge_and_split_too_and_former_values_are_followed(home: Home, life: Store) -> None:
    journal = Journal(life, home)
    journal.set(journal.episode("e001"), {"outcome": "good", "topics": ["past", "work", "future"]})
    merge_values(life, home, scheme(home), "topics", "past", "future")
    assert life.labels.current("e001")["topics"] == ["future", "work"]
    split_value(life, home, scheme(home), "topics", "future", ["next year", "old age"])
    assert scheme(home).became("topics", "past") == ("next year", "old age")
    assert {"next year", "old age"} <= set(scheme(home).topics.values)
    assert not {"past", "future"} & set(scheme(home).topics.values)


def test_topics_of_any_letters_survive_merges_and_splits(home: Home, life: Store) -> None:
    journal = Journal(life, home)
    strange = ['[/INST] "x"', "= [ ] #", "שלום", "it's", "👩‍👩‍👧 a.b"]
    split_value(life, home, scheme(home), "topics", "work", strange)
    assert [v for v in scheme(home).topics.values if v in strange] == strange
    journal.set(journal.episode("e001"), {"outcome": "good", "topics": strange})
    for topic in strange[1:]:
        merge_values(life, home, scheme(home), "topics", topic, strange[0])
    assert life.labels.current("e001")["topics"] == strange[:1]
    assert scheme(home).became("topics", "work") == (strange[0],)
    split_value(life, home, scheme(home), "topics", strange[0], [strange[0], "new"])
    split_value(life, home, scheme(home), "topics", strange[0], [strange[0], "newer"])
    assert scheme(home).became("topics", "work") == (strange[0], "newer", "new")


def test_a_merge_stopped_half_way_is_finished_by_the_next(home: Home, life: Store) -> None:
    journal = Journal(life, home)
    journal.set(journal.episode("e001"), {"outcome": "good", "trigger": "phone"})
    home.schemes.mkdir()
    (home.schemes / "relationship.toml").write_text(merged(scheme(home), "trigger", "phone", "tone"), encoding="utf-8")
    done = merge_values(life, home, scheme(home), "trigger", "phone", "tone")
    assert (done.scheme.stamp, done.episodes, done.backup) == ("relationship@2", 1, None)
    assert life.labels.current("e001")["trigger"] == "tone"


def test_a_merge_is_no_second_reading_and_settles_what_was_confused(home: Home, life: Store) -> None:
    for n, (first, second) in enumerate((("phone", "tone"), ("tone", "tone"))):
        week_ago = now() - timedelta(days=9)
        life.labels.set(f"e{n:03}", {"outcome": "good", "trigger": first}, sitting="a", at=week_ago)
        life.labels.set(f"e{n:03}", {"outcome": "good", "trigger": second}, why="relabel", sitting="b")
    life.labels.set("e002", {"outcome": "good", "trigger": "phone"}, why="relabel", sitting="b")
    (trigger,) = agreement(life, schemes_by_domain(home)).fields
    assert (trigger.n, trigger.raw) == (2, 0.5)
    merge_values(life, home, scheme(home), "trigger", "phone", "tone")
    (trigger,) = agreement(life, schemes_by_domain(home)).fields
    assert (trigger.n, trigger.raw) == (2, 1)


@pytest.mark.parametrize(
    ("field", "old", "new", "message"),
    [
        ("outcome", "mixed", ["so", "la"], "The outcomes are always"),
        ("advice", "a", ["b", "c"], "no field of the scheme"),
        ("trigger", "phones", ["a", "b"], "has no value “phones”"),
        ("trigger", "phone", ["calls"], "two or more"),
        ("trigger", "phone", ["calls", "calls"], "two or more"),
        ("trigger", "phone", ["Calls", "b"], "“Calls” cannot be a value"),
        ("trigger", "phone", ["x\n", "b"], "cannot be a value"),
        ("topics", "work", ["boss", " "], "“ ” cannot be a topic"),
        ("topics", "work", ["boss", "\x1b[2J"], "cannot be a topic"),
        ("topics", "work", ["boss", "\ud800"], "cannot be a topic"),
        ("topics", "\ud800", ["boss", "b"], "has no value"),
        ("trigger", "phone", ["tone", "b"], "“tone” is a value of trigger already"),
        ("trigger", "phone", [f"v{n}" for n in range(30)], "keys are free"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_and_nothing_is_written(
    home: Home, life: Store, field: str, old: str, new: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        split_value(life, home, scheme(home), field, old, new)
    assert caught.value.fix
    assert not home.schemes.exists()


def test_a_merge_that_makes_no_sense_is_refused(home: Home, life: Store) -> None:
    for old, into, message in [
        ("phone", "phone", "into itself"),
        ("fone", "tone", "no value “fone”"),
        ("\ud800\x00", "tone", "no value"), ("phone", "tones", "Did you mean “tone”"),
    ]:  # fmt: skip
        with pytest.raises(UsageError) as caught:
            merge_values(life, home, scheme(home), "trigger", old, into)
        assert message in f"{caught.value.message} {caught.value.fix}"
    assert not home.schemes.exists()
    split_value(life, home, scheme(home), "trigger", "phone", ["calls", "scrolling"])
    with pytest.raises(UsageError, match="“phone” was a value of trigger before"):
        split_value(life, home, scheme(home), "trigger", "tone", ["phone", "voice"])


def test_a_layout_that_cannot_be_edited_by_line_is_left_alone() -> None:
    table = tomllib.loads(SHIPPED_TEXT)
    inline = ", ".join(f'{k} = "{v}"' for k, v in table["trigger"].items())
    body = SHIPPED_TEXT[SHIPPED_TEXT.index("[outcome]") :]
    without = body[: body.index("# Values are")] + body[body.index("[response_style]") :]
    text = f'name = "ours"\nrevision = 1\ndomain = "relationship"\ntrigger = {{{inline}}}\n{without}'
    found = parse_scheme(text, Path("ours.toml"), own=True)
    with pytest.raises(StudioError, match="cannot be changed line by line"):
        merged(found, "trigger", "phone", "tone")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_merges_and_splits_leave_a_scheme_that_reads(data: st.DataObject) -> None:
    now_is = parse_scheme(SHIPPED_TEXT, Path("relationship.toml"))
    for step in range(data.draw(st.integers(1, 5))):
        name = data.draw(st.sampled_from(["trigger", "response_style", "topics"]))
        values = now_is.dimension(name).values
        old = data.draw(st.sampled_from(values))
        if data.draw(st.booleans()) and len(values) > 1:
            into = data.draw(st.sampled_from([v for v in values if v != old]))
            text = merged(now_is, name, old, into)
            expected = [v for v in values if v != old]
        else:
            new = [*([old] if data.draw(st.booleans()) else [f"s{step}"]), f"t{step}"]
            text = divided(now_is, name, old, new)
            expected = [v for v in values if v != old] + new
        after = parse_scheme(text, Path("relationship.toml"))
        assert sorted(after.dimension(name).values) == sorted(expected)
        assert after.revision == now_is.revision + 1
        for other in ("outcome", "trigger", "response_style", "topics"):
            assert other == name or after.dimension(other) == now_is.dimension(other)
        assert set(after.became(name, old)) <= set(after.dimension(name).values)
        now_is = after


def test_a_new_scheme_is_a_commented_copy_and_never_a_second_one(home: Home) -> None:
    made = new_scheme(home, "ours", "fitness")
    assert made.path is not None
    text = made.path.read_text(encoding="utf-8")
    assert text.startswith("# Your own scheme for fitness")
    assert (made.name, made.revision, schemes_by_domain(home)["fitness"]) == ("ours", 1, made)
    with pytest.raises(UsageError, match="already"):
        new_scheme(home, "another", "fitness")
    with pytest.raises(UsageError, match="the name of the scheme for fitness"):
        new_scheme(home, "fitness", "relationship")
    with pytest.raises(UsageError, match="cannot be the name"):
        new_scheme(home, "../up", "relationship")
