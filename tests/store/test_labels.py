"""Label events: current labels, undo and redo without end, against a model that is a plain list."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from studio.core.paths import Home
from studio.core.progress import Stop
from studio.store import Store
from studio.store.label_events import CARRIED, Given
from studio.store.labels import LabelEvents
from tests.label.life import put

EPISODES = ("e000", "e001", "e002")


def test_set_keeps_what_was_before_and_clears_with_none(store: Store) -> None:
    labels = store.labels
    labels.set("e1", {"outcome": "good", "topics": ["work", "home"]})
    labels.set("e1", {"outcome": "bad", "topics": None})
    assert labels.current("e1") == {"outcome": "bad"}
    last = labels.history("e1")[-2:]
    assert [(e.field, e.value, e.previous) for e in last] == [
        ("outcome", "bad", "good"),
        ("topics", None, ["work", "home"]),
    ]


def test_the_view_and_the_short_way_say_the_same(store: Store) -> None:
    put(store, evenings=3)
    store.labels.set("e000", {"outcome": "good", "trigger": "money", "note": "“quoted” \\ [/INST]"})
    store.labels.set("e000", {"trigger": None})
    store.labels.set("e001", {"outcome": "mixed"})
    store.labels.undo()
    episode = store.episodes.all()[0]
    assert episode.labels.outcome == store.labels.current("e000")["outcome"] == "good"
    assert episode.labels.trigger is None
    assert episode.labels.note == store.labels.current("e000")["note"]
    assert store.labels.current_of(["e000", "e001"]) == {"e000": store.labels.current("e000")}


def test_undo_twice_redo_twice_is_where_it_began(store: Store) -> None:
    labels = store.labels
    for outcome in ("good", "mixed", "bad"):
        labels.set("e1", {"outcome": outcome})
    labels.undo()
    labels.undo()
    assert labels.current("e1") == {"outcome": "good"}
    labels.redo()
    labels.redo()
    assert labels.current("e1") == {"outcome": "bad"}
    assert labels.redo() is None


def test_something_new_ends_what_could_be_brought_back(store: Store) -> None:
    labels = store.labels
    labels.set("e1", {"outcome": "good"})
    labels.undo()
    labels.set("e2", {"outcome": "bad"})
    assert labels.redo() is None
    assert labels.depth() == (1, 0)
    assert labels.current("e1") == {}


def test_nothing_to_undo_says_none(store: Store) -> None:
    assert store.labels.undo() is None
    assert store.labels.redo() is None
    assert store.labels.history("e1") == []


def test_undo_and_redo_outlive_a_restart(home: Home) -> None:
    with Store.open(home) as first:
        first.labels.set("e1", {"outcome": "good"})
        first.labels.set("e1", {"outcome": "bad", "trigger": "money"})
        first.labels.mark("flag", "e1")
        first.labels.undo()
        first.labels.undo()
    with Store.open(home) as second:
        assert second.labels.depth() == (1, 2)
        assert second.labels.current("e1") == {"outcome": "good"}
        second.labels.redo()
        assert second.labels.current("e1") == {"outcome": "bad", "trigger": "money"}
        second.labels.redo()
        assert second.labels.flagged() == {"e1"}
        for _ in range(3):
            assert second.labels.undo() is not None
        assert second.labels.current("e1") == {}


def test_undo_says_what_it_took_back(store: Store) -> None:
    store.labels.set("e1", {"outcome": "good"}, why="audit", inclusion_prob=0.25)
    event = store.labels.undo()
    assert event is not None
    assert (event.kind, event.episode_id, event.value, event.why, event.inclusion_prob) == (
        "set", "e1", "good", "audit", 0.25,
    )  # fmt: skip


def test_marks_come_off_again(store: Store) -> None:
    store.labels.mark("skip", "e1")
    store.labels.mark("flag", "e2")
    store.labels.mark("flag", "e2", False)
    assert store.labels.skipped() == {"e1"}
    assert store.labels.flagged() == frozenset()
    store.labels.undo()
    assert store.labels.flagged() == {"e2"}


def test_many_at_once_are_single_actions(store: Store) -> None:
    given = [Given(f"e{n}", {"outcome": "good", "topics": ("a",)}) for n in range(150)]
    assert len(set(store.labels.set_many(given))) == 150
    assert store.labels.depth() == (150, 0)
    store.labels.undo()
    assert store.labels.current("e149") == {}
    assert store.labels.current("e148") == {"outcome": "good", "topics": ["a"]}


def test_hundreds_at_once_keep_their_order_and_every_letter(store: Store) -> None:
    texts = [f"{n} [/INST] \x1b[31m \u202eשלום é 👩‍👧 '; -- {{}}" for n in range(300)]
    moments = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(300)]
    told = zip(texts, moments, strict=True)
    store.labels.set_many([Given("e000", {"note": text}, "audit", 0.25, "s", "x@1", 1.5, at) for text, at in told])
    history = store.labels.history("e000")
    assert [event.value for event in history] == texts
    assert [event.previous for event in history] == [None, *texts[:-1]]
    assert [event.at for event in history] == moments
    assert {(e.why, e.inclusion_prob, e.sitting, e.scheme, e.seconds) for e in history} == {
        ("audit", 0.25, "s", "x@1", 1.5)
    }
    assert store.labels.standing("e000") == LabelEvents(store).standing("e000")
    assert store.labels.give_as_one([Given(f"e{n}", {"outcome": "good"}) for n in range(300)]) is not None
    store.labels.undo()
    assert store.labels.current_of([f"e{n}" for n in range(300)]) == {}


def test_a_broken_one_among_many_leaves_nothing_behind(store: Store) -> None:
    store.labels.set("e0", {"outcome": "good"})
    with pytest.raises(TypeError):
        store.labels.set_many([Given("e1", {"outcome": "good"}), Given("e2", {"note": object()})])
    assert store.labels.current("e1") == {}
    assert store.labels.depth() == (1, 0)


def test_a_relabel_changes_the_value_but_not_the_provenance(store: Store) -> None:
    put(store, evenings=1)
    then = datetime(2024, 4, 1, tzinfo=UTC)
    store.labels.set("e000", {"outcome": "good"}, why="audit", inclusion_prob=0.5, at=then, sitting="one")
    store.labels.set("e000", {"outcome": "bad"}, why="relabel", at=then + timedelta(days=9), sitting="two")
    store.labels.set("e000", {"outcome": "mixed"}, why="relabel", at=then + timedelta(days=9), sitting="two")
    episode = store.episodes.all()[0]
    assert (episode.labels.outcome, episode.why_labelled, episode.labelled_at) == ("mixed", "audit", then)
    assert [(r.first, r.second) for r in store.labels.readings()] == [("good", "mixed")]


def test_days_count_what_stands(store: Store) -> None:
    at = datetime(2024, 4, 1, 12, tzinfo=UTC)
    store.labels.set("e1", {"outcome": "good"}, at=at, seconds=10)
    store.labels.set("e2", {"outcome": "good"}, at=at, seconds=30)
    store.labels.set("e3", {"outcome": "good"}, at=at + timedelta(days=1), seconds=5)
    store.labels.undo()
    assert [(d.day.day, d.labels, d.median_seconds) for d in store.labels.days()] == [(1, 2, 20.0)]
    assert store.labels.given_since(at + timedelta(hours=1)) == (0, None)


whys = st.sampled_from(["audit", "spontaneous", "relabel", "gap_fill"])
sayings = st.tuples(
    st.sampled_from(["outcome", "topics", "note", "undo", "redo", "skip"]),
    st.sampled_from([None, "good", "bad"]),
    whys,
    st.sampled_from([None, 0.25]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(sayings, max_size=8))
def test_one_episode_read_alone_says_what_the_view_of_all_says(said: list[tuple[str, Any, Any, float | None]]) -> None:
    with Store(None) as store:
        put(store, evenings=1)
        then = datetime(2024, 4, 1, tzinfo=UTC)
        for n, (kind, value, why, chance) in enumerate(said):
            if kind in ("undo", "redo"):
                store.labels.undo() if kind == "undo" else store.labels.redo()
            elif kind == "skip":
                store.labels.mark("skip", "e000", value is not None)
            else:
                shown = [value] if kind == "topics" and value else value
                at = then + timedelta(days=n)
                store.labels.set("e000", {kind: shown}, why=why, inclusion_prob=chance, at=at, sitting=f"s{n}")
        assert store.episodes.get("e000") == store.episodes.all()[0]
        chance_of_all = store.value("SELECT inclusion_prob FROM current_labels WHERE episode_id = 'e000'")
        assert store.labels.standing("e000").inclusion_prob == chance_of_all


Values = dict[str, Any]
texts = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
some_values = st.dictionaries(st.sampled_from(("outcome", "trigger", "note")), texts, min_size=1)
of_many = st.lists(st.tuples(st.sampled_from(EPISODES), some_values), min_size=1, max_size=4)


class LabelMachine(RuleBasedStateMachine):
    """Random labelling against two Python lists; what is kept in memory against what a new process reads."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(None)
        self.done: list[tuple[str, list[tuple[str, Values]]]] = []
        self.undone: list[tuple[str, list[tuple[str, Values]]]] = []

    def teardown(self) -> None:
        self.store.close()

    def _did(self, kind: str, *said: tuple[str, Values]) -> None:
        self.done.append((kind, list(said)))
        self.undone.clear()

    @rule(episode=st.sampled_from(EPISODES), values=some_values, why=whys, chance=st.sampled_from([None, 0.25]))
    def set(self, episode: str, values: Values, why: Any, chance: float | None) -> None:
        self.store.labels.set(episode, values, why=why, inclusion_prob=chance)
        self._did("set", (episode, values))

    @rule(said=of_many)
    def set_many(self, said: list[tuple[str, Values]]) -> None:
        self.store.labels.set_many([Given(episode, values) for episode, values in said])
        for one in said:
            self._did("set", one)

    @rule(said=of_many)
    def give_as_one(self, said: list[tuple[str, Values]]) -> None:
        self.store.labels.give_as_one([Given(episode, values) for episode, values in said])
        self._did("set", *said)

    @rule(episode=st.sampled_from(EPISODES), said=of_many)
    def revise(self, episode: str, said: list[tuple[str, Values]]) -> None:
        told = json.dumps({"what": "trim", "gone": [], "made": []})
        given = [Given(of, values, sitting=CARRIED) for of, values in said]
        self.store.labels.revise(episode, "trim", lambda _: told, carried=given)
        self._did("set", (episode, {}), *said)

    @rule(episode=st.sampled_from(EPISODES), value=st.booleans())
    def skip(self, episode: str, value: bool) -> None:
        self.store.labels.mark("skip", episode, value)
        self._did("skip", (episode, {"skip": value}))

    @rule(episode=st.sampled_from(EPISODES), value=st.booleans())
    def flag(self, episode: str, value: bool) -> None:
        self.store.labels.mark("flag", episode, value)
        self._did("flag", (episode, {"flag": value}))

    @rule()
    def undo(self) -> None:
        event = self.store.labels.undo()
        assert (event is not None) == bool(self.done)
        if event is not None:
            self.undone.append(self.done.pop())
            assert {event.episode_id, *event.also} == {of for of, _ in self.undone[-1][1]}

    @rule()
    def redo(self) -> None:
        event = self.store.labels.redo()
        assert (event is not None) == bool(self.undone)
        if event is not None:
            self.done.append(self.undone.pop())
            assert {event.episode_id, *event.also} == {of for of, _ in self.done[-1][1]}

    @rule()
    def restart(self) -> None:
        """Read everything off the log, as a new process does."""
        self.store.__dict__["labels"] = LabelEvents(self.store)

    @rule()
    def ready(self) -> None:
        self.store.labels.ready_undo(Stop())

    @invariant()
    def current_is_what_stands(self) -> None:
        labels, anew = self.store.labels, LabelEvents(self.store)
        stands: dict[str, Values] = {episode: {} for episode in EPISODES}
        marked: dict[str, Values] = {episode: {} for episode in EPISODES}
        for kind, said in self.done:
            for of, values in said:
                (stands if kind == "set" else marked)[of].update(values)
        for episode in EPISODES:
            assert labels.current(episode) == {k: v for k, v in stands[episode].items() if v is not None}
            assert labels.standing(episode) == anew.standing(episode)
        assert labels.current_of(EPISODES) == {e: c for e in EPISODES if (c := labels.current(e))}
        assert labels.skipped() == {e for e in EPISODES if marked[e].get("skip")}
        assert labels.flagged() == {e for e in EPISODES if marked[e].get("flag")}
        assert labels.depth() == anew.depth() == (len(self.done), len(self.undone))


TestLabelMachine = LabelMachine.TestCase
TestLabelMachine.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
