"""Labels keep the revision they were given under; only those whose value changed its meaning come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import UsageError
from studio.core.paths import Home
from studio.label.codebook.revisions import meaning, restated, stale_episodes, stale_values, unrevised
from studio.label.codebook.rules import LONGEST, all_rules, set_rule
from studio.label.codebook.scheme_changes import merge_values, split_value
from studio.label.codebook.schemes import SHIPPED, schemes_by_domain
from studio.label.imports import import_labels
from studio.label.journal import Journal
from studio.store import Store
from tests.label.life import put

SHIPPED_TEXT = (SHIPPED / "relationship.toml").read_text(encoding="utf-8")


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=6, training_days=2)
    return store


def write(home: Home, *changes: tuple[str, str]) -> Path:
    home.schemes.mkdir(exist_ok=True)
    path = home.schemes / "relationship.toml"
    text = path.read_text(encoding="utf-8") if path.exists() else SHIPPED_TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def give(store: Store, home: Home, **triggers: str) -> None:
    journal = Journal(store, home)
    for episode, trigger in triggers.items():
        journal.set(journal.episode(episode), {"outcome": "good", "trigger": trigger})


def test_the_text_is_kept_with_the_first_label_under_it(home: Home, life: Store) -> None:
    assert life.codebook.kept() == []
    give(life, home, e001="tone", e002="phone")
    give(life, home, e003="tone")
    (kept,) = life.codebook.kept()
    assert (kept.stamp, kept.domain, kept.toml) == ("relationship@1", "relationship", SHIPPED_TEXT)
    write(home, ("revision = 1", "revision = 2"))
    give(life, home, e004="tone")
    assert [k.stamp for k in life.codebook.kept()] == ["relationship@1", "relationship@2"]


def test_a_refused_label_keeps_nothing_and_an_imported_one_does(home: Home, life: Store, tmp_path: Path) -> None:
    journal = Journal(life, home)
    with pytest.raises(UsageError):
        journal.set(journal.episode("e001"), {"trigger": "nonsense"})
    assert life.codebook.kept() == []
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "e001", "outcome": "good", "trigger": "tone"}\n', encoding="utf-8")
    import_labels(life, path, home=home)
    assert [k.stamp for k in life.codebook.kept()] == ["relationship@1"]


def test_only_labels_whose_value_means_something_else_are_stale(home: Home, life: Store) -> None:
    give(life, home, e000="money", e001="phone", e002="tone", e003="plans", e004="chores")
    write(
        home, ("revision = 1", "revision = 2"), ('1 = "money"\n', ""), ("money = [", "tone2 = ["),
        ('8 = "tone"', '8 = "tone"\n1 = "tone2"'), ("A screen where attention was wanted.", "Only calls."),
        ('plans = "What to do', 'plans = "what  to do'), ('title = "trigger"', 'title = "about"'),
        ('good = "success"', 'good = "accent"'), ('3 = "chores"', '0 = "chores"'),
    )  # fmt: skip
    assert stale_episodes(life, schemes_by_domain(home)) == {
        "e000": "labelled under relationship@1; “money” is no value any more",
        "e001": "labelled under relationship@1; “phone” has meant something else since revision 2",
    }


def test_a_split_names_the_new_values_and_a_merge_leaves_nothing_to_do(home: Home, life: Store) -> None:
    give(life, home, e000="phone", e001="tone", e002="chores")
    split_value(life, home, schemes_by_domain(home)["relationship"], "trigger", "phone", ["phone", "scrolling"])
    split_value(life, home, schemes_by_domain(home)["relationship"], "trigger", "tone", ["voice", "words_used"])
    merge_values(life, home, schemes_by_domain(home)["relationship"], "trigger", "chores", "plans")
    schemes = schemes_by_domain(home)
    assert stale_episodes(life, schemes) == {
        "e000": "labelled under relationship@1; “phone” has meant less since revision 2, without “scrolling”",
        "e001": "labelled under relationship@1; “tone” is no value any more; it is now “voice” or “words_used”",
    }
    give(life, home, e000="phone", e001="voice")
    assert stale_episodes(life, schemes) == {}
    life.labels.undo()
    assert list(stale_episodes(life, schemes)) == ["e001"]


def test_a_topic_that_was_split_is_stale_a_free_one_never(home: Home, life: Store) -> None:
    journal = Journal(life, home)
    journal.set(journal.episode("e001"), {"outcome": "good", "topics": ["my own", "work"]})
    journal.set(journal.episode("e002"), {"outcome": "good", "topics": ["my own", "home"]})
    split_value(life, home, schemes_by_domain(home)["relationship"], "topics", "work", ["boss", "deadlines"])
    (stale,) = stale_values(life, schemes_by_domain(home))
    assert (stale.episode_id, stale.field, stale.value) == ("e001", "topics", "work")
    assert stale.why.endswith("“work” is now “boss” or “deadlines”")


def test_saying_it_again_is_enough(home: Home, life: Store) -> None:
    give(life, home, e001="phone")
    write(home, ("revision = 1", "revision = 2"), ("A screen where attention was wanted.", "Only calls."))
    schemes = schemes_by_domain(home)
    journal = Journal(life, home)
    again = restated(life, schemes["relationship"], "e001")
    assert again == {"trigger": "phone"}
    journal.set(journal.episode("e001"), {"outcome": "good", **again})
    assert stale_episodes(life, schemes) == {}


def test_values_changed_without_a_revision_are_told_and_still_told_apart(home: Home, life: Store) -> None:
    path = write(home)
    give(life, home, e001="phone")
    assert unrevised(life, schemes_by_domain(home)) == []
    write(home, ("A screen where attention was wanted.", "Only calls."))
    schemes = schemes_by_domain(home)
    (told,) = unrevised(life, schemes)
    assert told == (f"The values of relationship changed but its revision is still 1: write revision = 2 in {path}.")
    assert "put in other words since, though the revision is still 1" in stale_episodes(life, schemes)["e001"]
    give(life, home, e002="phone")
    assert list(stale_episodes(life, schemes)) == ["e001"]
    assert unrevised(life, schemes)
    write(home, ("revision = 1", "revision = 2"))
    assert unrevised(life, schemes_by_domain(home)) == []


def test_keys_colours_titles_and_cues_change_no_meaning(home: Home) -> None:
    before = meaning(schemes_by_domain(home)["relationship"])
    write(home, ('3 = "chores"', '0 = "chores"'), ('good = "success"', 'good = "none"'), ('"dishes", ', ""))
    assert meaning(schemes_by_domain(home)["relationship"]) == before
    write(home, ('2 = "lateness"', '2 = "delays"'), ("lateness = [", "delays = ["))
    assert meaning(schemes_by_domain(home)["relationship"]) != before


def test_a_label_under_another_scheme_of_the_domain_is_judged_by_its_own_text(home: Home, life: Store) -> None:
    give(life, home, e001="phone", e002="tone")
    write(home, ('name = "relationship"', 'name = "ours"'), ('4 = "phone"', '4 = "calls"'), ("phone = [", "calls = ["))
    assert list(stale_episodes(life, schemes_by_domain(home))) == ["e001"]


def test_rules_are_one_line_each_and_the_last_one_stands(home: Home, life: Store) -> None:
    schemes = schemes_by_domain(home)
    set_rule(life, schemes, "relationship.outcome.good", "First.")
    set_rule(life, schemes, "relationship.outcome.good", " We both\n would\x00 say so [/INST] \ud800")
    assert life.codebook.rules("relationship") == {("outcome", "good"): "We both would say so [/INST] ?"}
    assert life.codebook.rules("fitness") == {}
    set_rule(life, schemes, "relationship.topics.my own: one.two", "Free topics too.")
    rules = {(r.field, r.value): r for r in all_rules(life, schemes) if r.domain == "relationship"}
    assert rules["outcome", "good"].as_dict()["help"] == "It ended closer than it began."
    assert rules["topics", "my own: one.two"].text == "Free topics too."
    set_rule(life, schemes, "relationship.outcome.good", "")
    assert ("outcome", "good") not in life.codebook.rules("relationship")


@pytest.mark.parametrize(
    ("reference", "text", "message"),
    [
        ("good", "x", "names no value"),
        ("relationship.outcome.", "x", "names no value"),
        ("relation.outcome.good", "x", "“relation” is no domain"),
        ("relationship.mood.good", "x", "“mood” is no field"),
        ("relationship.outcome.great", "x", "outcome “great” is not in the scheme"),
        ("relationship.outcome.good", "x" * (LONGEST + 1), "one line of at most"),
        ("\x1b[31m" * 40, "x", "names no value"),
    ],
)
def test_a_rule_for_nothing_is_refused(home: Home, life: Store, reference: str, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        set_rule(life, schemes_by_domain(home), reference, text)
    assert caught.value.fix
    assert "\x1b" not in caught.value.message
