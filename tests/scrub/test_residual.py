"""What may have slipped through, told honestly: planted in one's own style, looked at, bounded."""

from __future__ import annotations

import pytest

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.risk.planting import TURNS, Plant, Planter, Spot
from studio.scrub.risk.residual import in_words, plant, residual, sample, unflagged_lines, upper_bound
from studio.scrub.scan import scan
from studio.store import Store
from tests.scrub.life import BENIGN, episode, live

SETTINGS = Settings()
SMALL = ["i went home early", "ok then", "so tired today", "that was a long one"]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = Home(tmp_path_factory.mktemp("home"))
    store = Store(None)
    live(store)
    store.episodes.put([(episode(100 + n, line), ()) for n, line in enumerate(BENIGN)], origin="import")
    scan(store, home.create(), SETTINGS, processes=1)
    return store


def planter(lines: list[str], seed: int = 1, spots: dict[str, list[Spot]] | None = None) -> Planter:
    return Planter(lines, spots or {}, {"marta", "teo"}, "dmy", seed)


def test_plants_are_written_as_the_person_writes() -> None:
    small = [planter(SMALL, seed).plant("PERSON") for seed in range(40)]
    assert all(one.text == one.text.lower() for one in small)
    assert all(one.small and not one.text.endswith(".") for one in small)
    tidy = [planter(["I went home early."], seed).plant("PERSON") for seed in range(40)]
    assert all(one.text[one.start].isupper() and one.text.endswith(".") for one in tidy)
    assert {one.unlisted for one in small} == {True, False}


def test_the_same_seed_plants_the_same_and_another_does_not() -> None:
    def made(seed: int) -> list[Plant]:
        one = planter(SMALL, seed)
        return [one.plant(entity) for entity in TURNS]

    assert made(5) == made(5) != made(6)
    assert all(one.text[one.start : one.end].strip() and one.entity in TURNS for one in made(5))


def test_what_was_found_is_swapped_for_something_written_like_it() -> None:
    line = "we saw MARTA'S brother on 14 March"
    spots = {"PERSON": [Spot(line, 7, 14)], "DATE": [Spot(line, 26, 34)]}
    made = [planter(SMALL, seed, spots).plant(entity) for seed in range(40) for entity in ("PERSON", "DATE")]
    swapped = [one for one in made if one.swapped]
    assert 20 < len(swapped) < 60
    for one in swapped:
        span = one.text[one.start : one.end]
        assert "MARTA" not in span
        assert one.text.startswith("we saw ")
        assert span.isupper() if one.entity == "PERSON" else span.split()[1].istitle() or span.split()[0].istitle()


def test_names_stand_where_the_person_wrote_he_or_she() -> None:
    lines = ["well she was late again", "The others told him so.", "he's fine, the shed is not"]
    made = [one for seed in range(60) if (one := planter(lines, seed).plant("PERSON")).pronoun]
    assert 10 < len(made) < 40
    for one in made:
        name = one.text[one.start : one.end]
        assert one.text in {f"well {name} was late again", f"The others told {name} so."}
        assert name.islower() == one.text.startswith("well")


def test_half_a_name_is_a_leak() -> None:
    one = Plant("so with Menfen Karsolo then", 8, 22, "PERSON")
    assert one.covered([(8, 22)])
    assert one.covered([(8, 14), (15, 22)])
    assert not one.covered([(8, 14)])
    assert not one.covered([])


def test_recall_is_told_by_kind_and_by_style_with_its_interval(scanned: Store) -> None:
    state = plant(scanned, SETTINGS, 128)
    assert state.planted == 128 == sum(n for n, _ in state.by_entity.values())
    assert set(state.by_entity) == set(TURNS)
    for name, (n, hit) in {**state.by_entity, **state.by_style}.items():
        low, high = state.intervals[name]
        assert low - 1e-9 <= hit / n <= high + 1e-9
    named = state.by_entity["PERSON"][0] + state.by_entity["LOCATION"][0]
    assert state.by_style["listed"][0] + state.by_style["unlisted"][0] == named
    assert state.by_style["listed"][1] / state.by_style["listed"][0] >= 0.9
    assert state.by_style["sure"][1] <= state.found
    told = "\n".join(in_words(state))
    assert "no list knows" in told
    assert "Of 128 planted spans" in told
    assert residual(scanned) == state


def test_a_leak_counts_though_it_is_mended_since(scanned: Store) -> None:
    lines = sample(scanned, 12)
    for line in lines[1:]:
        scanned.scrub.look(line, leak=False)
    clean = residual(scanned)
    assert (clean.looked, clean.leaks) == (11, 0)
    assert clean.upper == pytest.approx(3 / 11)
    scanned.scrub.look("a line that named somebody and is flagged by now", leak=True)
    mended = residual(scanned)
    assert (mended.looked, mended.leaks) == (12, 1)
    assert mended.upper == upper_bound(1, 12)
    assert "1 identified somebody" in in_words(mended)[0]


def test_with_every_line_looked_at_nothing_is_guessed(scanned: Store) -> None:
    for line in unflagged_lines(scanned):
        scanned.scrub.look(line, leak=False)
    state = residual(scanned)
    assert state.upper == state.leaks / state.looked
    assert upper_bound(0, 4, 4) == 0
    assert "You looked at all" in in_words(state)[0]


def test_a_line_is_shown_whole_but_for_who_said_it(store: Store, home: Home) -> None:
    store.people.add(["Ingrid"])
    said = "Ingrid: so late again\nMe: a fair point\nthe upshot: we both said sorry"
    store.episodes.put([(episode(1, said), ())], origin="import")
    scan(store, home, SETTINGS)
    assert unflagged_lines(store) == ["so late again", "a fair point", "the upshot: we both said sorry"]


def test_nothing_known_is_said_to_be_nothing_known(store: Store) -> None:
    told = in_words(residual(store))
    assert "not known" in told[0]
    assert "not known" in told[1]
