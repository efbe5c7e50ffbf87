"""The tables behind the gate: findings, stand-ins, decisions, looks."""

from __future__ import annotations

import pytest

from studio.core.ids import text_hash
from studio.core.paths import Home
from studio.core.settings import Settings, save_settings
from studio.core.spans import Replacement
from studio.store import Store
from studio.store.decisions import Told
from studio.store.scrub import StoredFinding, Verdict, stand_in

TEXT = "Ada met ada in Rome"


def finding(start: int, end: int, entity: str = "PERSON", surrogate: str = "Una") -> StoredFinding:
    surface = TEXT[start:end]
    return StoredFinding(
        start, end, entity, surface, surface.casefold(), f"{entity}/{surface}", surrogate, 0.9, "said so"
    )


FOUND = {text_hash(TEXT): [finding(0, 3), finding(8, 11, surrogate="una"), finding(15, 19, "LOCATION", "Ilkmere")]}


@pytest.fixture
def scanned(store: Store) -> Store:
    store.scrub.put("o", FOUND, {"PERSON/ada": "Una"})
    return store


def test_a_text_is_read_only_when_all_of_it_is_decided(scanned: Store) -> None:
    assert scanned.scrub.scrubbed(TEXT) is None
    scanned.scrub.decide([Verdict("ada", "PERSON", "accept")])
    assert scanned.scrub.replacements(TEXT) is None
    scanned.scrub.decide([Verdict("rome", "LOCATION", "reject")])
    assert scanned.scrub.replacements(TEXT) == [Replacement(0, 3, "Una"), Replacement(8, 11, "una")]
    assert scanned.scrub.scrubbed(TEXT) == "Una met una in Rome"
    assert scanned.scrub.scrubbed_many([TEXT, "other", "  "]) == ["Una met una in Rome", None, "  "]


def test_ones_own_words_take_the_capitals_of_each_place(scanned: Store) -> None:
    scanned.scrub.decide([Verdict("ada", "PERSON", "replace", "Zofia"), Verdict("rome", "LOCATION", "accept")])
    assert scanned.scrub.scrubbed(TEXT) == "Zofia met zofia in Ilkmere"
    assert stand_in(finding(0, 3, "ID"), Verdict("ada", "ID", "replace", "x-1")) == "x-1"


def test_an_action_is_undone_as_a_whole_and_the_one_before_stands_again(scanned: Store) -> None:
    scanned.scrub.decide([Verdict("ada", "PERSON", "reject")])
    both = [Verdict("ada", "PERSON", "accept"), Verdict("rome", "LOCATION", "accept")]
    scanned.scrub.decide(both)
    assert scanned.scrub.status().decided == {"accept": 2, "reject": 0, "replace": 0}
    assert scanned.scrub.undo() == both
    assert scanned.scrub.verdicts() == {("ada", "PERSON"): Verdict("ada", "PERSON", "reject")}
    assert scanned.scrub.undo() == [Verdict("ada", "PERSON", "reject")]
    assert scanned.scrub.undo() == []
    assert scanned.scrub.pending() == 2


def test_status_counts_surfaces_not_places(scanned: Store) -> None:
    status = scanned.scrub.status()
    assert (status.findings, status.surfaces, status.pending) == (3, 2, 2)
    assert status.pending_by_entity == {"LOCATION": 1, "PERSON": 1}


def test_another_people_list_makes_every_scan_stale(scanned: Store) -> None:
    assert scanned.scrub.fresh() == {text_hash(TEXT)}
    scanned.people.add(["Grace"])
    assert scanned.scrub.fresh() == set()
    assert (scanned.scrub.status().scanned, scanned.scrub.status().stale) == (0, 1)
    assert scanned.scrub.scrubbed(TEXT) is None


def test_other_settings_make_every_scan_stale(home: Home) -> None:
    save_settings(home, Settings(phone_regions=("GB",)))
    with Store.open(home) as store:
        store.scrub.put("o", {text_hash(TEXT): []}, {})
        assert store.scrub.scrubbed(TEXT) == TEXT
        save_settings(home, Settings(phone_regions=("GB",), theme="light"))
        assert store.scrub.scrubbed(TEXT) == TEXT, "colours decide nothing"
        save_settings(home, Settings(phone_regions=("GB", "DE")))
        assert store.scrub.fresh() == set()
        assert store.scrub.scrubbed(TEXT) is None
        save_settings(home, Settings(phone_regions=("GB",)))
        assert store.scrub.scrubbed(TEXT) == TEXT
        home.settings.write_text("phone_regions = ", encoding="utf-8")
        assert store.scrub.scrubbed(TEXT) is None


def test_a_text_counts_as_scanned_by_what_was_in_force_when_it_was_read(store: Store) -> None:
    began = store.scrub.engine()
    store.people.add(["Grace"])
    store.scrub.put("o", FOUND, {}, engine=began)
    assert store.scrub.fresh() == set()


def test_scanning_again_takes_the_place_of_what_was_found(scanned: Store) -> None:
    scanned.scrub.put("o", {text_hash(TEXT): [finding(0, 3)]}, {})
    assert scanned.scrub.status().findings == 1
    assert scanned.scrub.surrogates() == {}


def test_texts_that_are_gone_are_dropped(scanned: Store) -> None:
    assert scanned.scrub.forget_texts([text_hash(TEXT)]) == 0
    assert scanned.scrub.forget_texts([]) == 1
    assert scanned.scrub.status().findings == 0


def test_a_write_that_fails_leaves_nothing_half_done(scanned: Store) -> None:
    with pytest.raises(ValueError, match="broken argument"):
        scanned.scrub.put("o", {"h": [finding(0, 3)]}, _Uneven())
    assert scanned.scrub.status().findings == 3
    assert "h" not in scanned.scrub.fresh()


class _Uneven(dict[str, str]):
    """A mapping that breaks in the middle of being written."""

    def __bool__(self) -> bool:
        raise ValueError("broken argument")


def test_a_leak_goes_and_comes_back_with_the_decision_about_its_words(store: Store) -> None:
    store.scrub.look("a line", leak=False)
    leak = [Verdict("ada", "PERSON", "accept")]
    store.scrub.decide(leak, told=[Told("Ada", "PERSON")], leaks=["so Ada then"])
    both = {text_hash("a line"): False, text_hash("so Ada then"): True}
    assert store.scrub.looked() == both
    assert store.scrub.undo() == leak
    assert (store.scrub.looked(), store.scrub.told()) == ({text_hash("a line"): False}, [])
    assert store.scrub.redo() == leak
    assert (store.scrub.looked(), store.scrub.told()) == (both, [Told("Ada", "PERSON")])
    store.scrub.undo()
    assert store.scrub.looked() == {text_hash("a line"): False}


def test_looks_and_plantings_are_kept(store: Store) -> None:
    store.scrub.look("a line", leak=True)
    store.scrub.look("a line", leak=False)
    assert store.scrub.looked() == {text_hash("a line"): False}
    store.scrub.put_planted({"PERSON": (10, 9)})
    store.scrub.put_planted({"DATE": (4, 4)})
    assert store.scrub.planted() == {"DATE": (4, 4)}
    store.people.add(["Grace"])
    assert store.scrub.planted() == {}
