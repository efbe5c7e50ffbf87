from __future__ import annotations

import pytest

from studio.core.errors import StudioError
from studio.ingest.acquaintance import suggestions
from studio.store import Store


def names(store: Store) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    return {one.name: (one.role, one.aliases) for one in store.people.all()}


def test_a_merged_person_is_found_under_every_name_with_the_role_kept(store: Store) -> None:
    store.people.add(["Tom", "Thomas Berg"], role=None)
    store.people.add(["Tommy"], role="friend")
    store.people.alias("Tommy", "T.")
    store.people.merge("Thomas Berg", "Tom", "Tommy")
    assert names(store) == {"Thomas Berg": ("friend", ("T.", "Tom", "Tommy"))}
    assert {store.people.resolve(name) for name in ("Tom", "Tommy", "T.", "Thomas Berg")} == {"Thomas Berg"}


def test_being_oneself_is_never_lost_in_a_merge(store: Store) -> None:
    store.people.add(["Tom"], role="friend")
    store.people.add(["Me"], role="me")
    store.people.merge("Tom", "Me")
    assert names(store) == {"Tom": ("me", ("Me",))}
    assert store.people.me() == {"Tom", "Me"}


def test_people_merged_twice_over_end_at_one(store: Store) -> None:
    store.people.add(["a", "b", "c"])
    store.people.merge("b", "a")
    store.people.merge("c", "a")
    assert names(store) == {"c": (None, ("a", "b"))}
    store.people.merge("a", "b")
    assert names(store) == {"c": (None, ("a", "b"))}


def test_a_later_import_finds_the_merged_person(store: Store) -> None:
    store.people.add(["Jo", "Joanna"])
    store.people.merge("Joanna", "Jo")
    store.people.add(["Jo", "Joanna", "Al", "Al"], role=None)
    store.people.add(["Jo"], role="partner")
    assert names(store) == {"Al": (None, ()), "Joanna": ("partner", ("Jo",))}


def test_an_alias_that_is_somebody_becomes_one_with_them(store: Store) -> None:
    store.people.add(["Jo", "Joanna"])
    store.people.alias("Jo", "Joanna")
    store.people.alias("Jo", "Jo")
    assert names(store) == {"Jo": (None, ("Joanna",))}


def test_a_refused_suggestion_stays_refused_after_merges_and_goes_with_the_person(store: Store) -> None:
    store.people.add(["Jo", "JO", "Johanna"])
    assert [(one.keep, one.other) for one in suggestions(store.people.all())] == [("JO", "Jo")]
    store.people.part("Jo", "JO")
    store.people.part("JO", "Jo")
    assert suggestions(store.people.all(), store.people.apart()) == []
    store.people.merge("Johanna", "Jo")
    assert store.people.apart() in ([("JO", "Johanna")], [("Johanna", "JO")])
    assert suggestions(store.people.all(), store.people.apart()) == []
    store.people.merge("Johanna", "JO")
    assert store.people.apart() == []


def test_forgetting_somebody_forgets_what_was_refused(store: Store) -> None:
    store.people.add(["Jo", "JO"])
    store.people.part("Jo", "JO")
    store.people.forget("JO")
    assert store.people.apart() == []


def test_one_person_cannot_be_two(store: Store) -> None:
    store.people.add(["Jo", "JO"])
    store.people.merge("Jo", "JO")
    with pytest.raises(StudioError) as refused:
        store.people.part("Jo", "JO")
    assert refused.value.code == "one_person"


def test_nothing_is_merged_where_one_of_the_names_is_nobodys(store: Store) -> None:
    store.people.add(["a", "b"])
    with pytest.raises(StudioError):
        store.people.merge("a", "b", "nobody")
    assert names(store) == {"a": (None, ()), "b": (None, ())}


def test_a_thousand_are_merged_at_once(store: Store) -> None:
    everybody = [f"Jo {n}" for n in range(1000)]
    store.people.add(everybody)
    store.people.merge(*everybody)
    [(name, (_, aliases))] = names(store).items()
    assert (name, len(aliases)) == ("Jo 0", 999)


def test_hostile_names_are_names(store: Store) -> None:
    hostile = ["'; DROP TABLE people; --", "\u202eevil", "", "a" * 10_000, "🦄"]
    store.people.add(hostile)
    store.people.merge(hostile[0], *hostile[1:])
    assert {store.people.resolve(name) for name in hostile} == {hostile[0]}
