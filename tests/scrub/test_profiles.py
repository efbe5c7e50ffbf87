"""Facts that tell who somebody is without a name: what still stands, of whom, and how it is taken out."""

from __future__ import annotations

import pytest

from studio.core.errors import InputError, UsageError
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.review.review import accept_all, decide
from studio.scrub.risk.facts import facts
from studio.scrub.risk.profiles import Profile, Trait, blur, profiles
from studio.scrub.scan import scan
from studio.store import Store
from tests.scrub.life import BENIGN, episode

SETTINGS = Settings()

TELLING = (
    ("she works as a lighthouse keeper now", "lighthouse keeper", "job", 2),
    ("I'm the mayor, they all know me", "mayor", "job", 3),
    ("he is a midwife", "midwife", "job", 2),
    ("he was in his late thirties", "late thirties", "age", 2),
    ("my dad is Estonian", "Estonian", "origin", 2),
    ("she was diagnosed with epilepsy", "epilepsy", "condition", 3),
    ("that was before the car crash", "car crash", "event", 3),
    ("my twin rang", "twin", "relation", 2),
    ("we have six kids", "six kids", "relation", 2),
    ("since she did her phd", "phd", "schooling", 2),
    ("I was born in Tarnmoor", "Tarnmoor", "birth", 3),
    ("I work at Bellweather Yard", "Bellweather Yard", "employer", 3),
)


@pytest.mark.parametrize(("line", "words", "kind", "weight"), TELLING)
def test_facts_are_found_in_a_line(line: str, words: str, kind: str, weight: int) -> None:
    assert [(line[f.start : f.end], f.kind, f.weight) for f in facts(line)] == [(words, kind, weight)]


def test_lines_that_tell_nothing_are_left_alone() -> None:
    told = {line: [line[f.start : f.end] for f in facts(line)] for line in BENIGN}
    assert {line: words for line, words in told.items() if words} == {}


@pytest.fixture
def life(store: Store, home: Home) -> Store:
    store.people.add(["Ingrid Solheim"])
    texts = (
        "Ingrid: I'm the mayor, I can't just leave\nMe: you were born in Tarnmoor, you can",
        "Ingrid's sister Wilhelmina was arrested again. She is Danish",
        "my brother has epilepsy and I have it too",
        "Ingrid: as the mayor I see it daily\nMe: I know",
        "We drove to Brighton and Ingrid slept",
    )
    store.episodes.put([(episode(n, text), ()) for n, text in enumerate(texts)], origin="import")
    scan(store, home.create(), SETTINGS, processes=1)
    accept_all(store)
    return store


def of(store: Store, person: str) -> Profile:
    return next(p for p in profiles(store) if p.person == person)


def words(profile: Profile) -> list[tuple[str, str]]:
    return [(t.kind, t.words) for t in profile.traits]


def test_each_fact_stands_with_whom_it_is_told_of(life: Store) -> None:
    assert words(of(life, "Ingrid")) == [("job", "mayor")]
    assert of(life, "Ingrid").traits[0].count == 2
    assert words(of(life, "Wilhelmina")) == [("event", "arrested"), ("origin", "Danish")]
    assert words(of(life, "my brother")) == [("condition", "epilepsy")]
    assert {p.person for p in profiles(life)} == {"Ingrid", "Wilhelmina", "my brother"}


def test_contexts_are_what_the_model_reads(life: Store) -> None:
    ingrid = of(life, "Ingrid")
    assert ingrid.stand_in
    assert ingrid.stand_in != "Ingrid"
    for profile in profiles(life):
        for trait in profile.traits:
            assert trait.contexts
            for context in trait.contexts:
                assert trait.words.casefold() in context.casefold()
                assert "ingrid" not in context.casefold()
                assert "wilhelmina" not in context.casefold()


def test_the_most_recognisable_come_first_and_no_chance_is_claimed(life: Store) -> None:
    ranked = profiles(life)
    assert [p.rank for p in ranked] == sorted((p.rank for p in ranked), reverse=True)
    assert ranked[0].person == "Wilhelmina"
    assert ranked[0].in_words() == "2 facts of 2 kinds still stand, 1 of them few people share"


def test_what_was_kept_is_a_fact_and_one_act_takes_it_back(life: Store, home: Home) -> None:
    decide(life, "Brighton", "reject")
    kept = [t for p in profiles(life) for t in p.traits if t.kept]
    assert [(t.kind, t.words, t.kept) for t in kept] == [("place", "Brighton", "LOCATION")]
    assert "accept" in kept[0].act
    blur(life, "brighton")
    assert not [t for p in profiles(life) for t in p.traits if t.kept]


def test_one_act_takes_a_fact_out_everywhere(life: Store, home: Home) -> None:
    trait: Trait = blur(life, "MAYOR", "boss")
    assert trait.words == "mayor"
    scan(life, home, SETTINGS, processes=1)
    texts = [life.scrub.scrubbed(e.situation) for e in life.episodes.all()]
    assert all(text is not None for text in texts)
    assert not any("mayor" in str(text).casefold() for text in texts)
    assert sum("boss" in str(text) for text in texts) == 2
    assert not [t for p in profiles(life) for t in p.traits if t.words.casefold() in {"mayor", "boss"}]
    life.scrub.undo()
    scan(life, home, SETTINGS, processes=1)
    assert [t.words for t in of(life, "Ingrid").traits] == ["mayor"]
    with pytest.raises(InputError, match="no fact"):
        blur(life, "astronaut")
    with pytest.raises(UsageError, match="tag"):
        blur(life, "mayor", "[JOB]")


HOSTILE = {
    "one word": "x" * 1_000_000,
    "jobs": "nurse " * 60_000,
    "cues": "she is a nurse " * 20_000,
    "who": "she i my you " * 40_000,
    "born": "born in " * 60_000,
    "signs": "\ud800\x00\u202e" * 100_000,
    "zalgo": "e\u0301\u0300\u0302" * 80_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_are_read_in_one_go(name: str, store: Store, home: Home) -> None:
    line = HOSTILE[name]
    for fact in facts(line):
        assert 0 <= fact.start < fact.end <= len(line)
    store.episodes.put([(episode(0, line[:60_000].encode("utf-8", "replace").decode()), ())], origin="import")
    scan(store, home.create(), SETTINGS, processes=1)
    assert all(p.traits for p in profiles(store))
