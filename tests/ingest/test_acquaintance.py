from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ingest.acquaintance import Suggestion, plain_name, suggestions
from studio.store.people import Person

ZALGO = "T̷̢̛o̵͓̓m̶̰͝"
RTL = "\u200f"


def person(name: str, *aliases: str, role: str | None = None, messages: int = 0) -> Person:
    return Person(name, role, tuple(sorted(aliases)), None, messages)


def pairs(*people: Person | str, apart: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    everybody = sorted((one if isinstance(one, Person) else person(one) for one in people), key=lambda one: one.name)
    return [(one.keep, one.other) for one in suggestions(everybody, apart)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë Müller", "zoe muller"),
        ("~Zoë", "Zoë"),
        ("Jo 🦄", "Jo"),
        ("Jo 🏳️‍🌈", "JO"),
        (f"{RTL}Omar", "Omar"),
        ("Ｊｏ", "Jo"),
        (ZALGO, "Tom"),
        ("Søren", "soren"),
        ("Łukasz", "Lukasz"),
        ("O'Brien", "O’Brien"),
        ("Anna-Lena", "Anna Lena"),
        ("Jürgen", "Ju\u0308rgen"),
        ("STRASSER", "straßer"),
        ("Ёлка", "елка"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_one_name_in_two_spellings_is_suggested(one: str, other: str) -> None:
    [found] = suggestions([person(one), person(other)])
    assert {found.keep, found.other} == {one, other}
    assert found.why.startswith("the same name but for")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("🦄", "🐙"),
        ("🦄", "🦄🦄"),
        ("~", RTL),
        ("...", "!!!"),
        ("", "  "),
        ("Jo", "Joe"),
        ("कि", "कु"),
        ("김", "갬"),
        ("Me", "me"),
        ("Anna B", "Anna C"),
        ("田中", "中田"),
    ],
)
def test_two_names_are_not_one(one: str, other: str) -> None:
    assert pairs(one, other) == []


@pytest.mark.parametrize(
    "number",
    [
        "0170 5551234",
        "0170-555 1234",
        "(0170) 5551234",
        "+49 (170) 555-1234",
        "0049 170 5551234",
        "49 170 5551234",
        f"{RTL}+49 170 5551234\u202c",
        "~+49\u00a0170\u00a05551234",
        "+49\u2011170\u20115551234",
        "٠١٧٠٥٥٥١٢٣٤",
    ],
)
def test_one_number_in_two_ways_is_suggested(number: str) -> None:
    [found] = suggestions([person("+491705551234"), person(number)])
    assert "the same phone number" in found.why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+49 170 5551234", "+43 170 5551234"),
        ("+49 170 5551234", "0170 5551235"),
        ("5551234", "+1 415 555 1234"),
        ("+1 415 555 0100", "+1 212 555 0100"),
    ],
)
def test_two_numbers_are_not_one(one: str, other: str) -> None:
    assert pairs(one, other) == []


def test_a_number_without_a_country_is_nobodys_where_two_countries_have_it() -> None:
    assert pairs("+49 170 5551234", "+43 170 5551234", "0170 5551234") == []


def test_a_number_known_to_somebody_is_theirs() -> None:
    jo = person("Jo Berg", "+49 170 5551234")
    assert pairs(jo, "0170 5551234") == [("Jo Berg", "0170 5551234")]


def test_the_same_address_is_suggested_whatever_stands_around_it() -> None:
    assert pairs("Jo <Jo.Berg@Example.com>", "jo.berg@example.com") != []
    assert pairs("jo@googlemail.com", "jo@gmail.com") != []
    assert pairs("jo@example.com", "jo@example.org") == []


def test_a_name_that_is_the_front_of_an_address_is_suggested() -> None:
    assert pairs("Jo Berg", "jo.berg+chat@example.com") == [("Jo Berg", "jo.berg+chat@example.com")]
    assert pairs("Joberg", "jo_berg@example.com") != []
    assert pairs("Info", "info@example.com") == []
    assert pairs("Jo Berg", "jo.berg@example.com", "joberg@example.org") == []


def test_a_first_name_is_suggested_where_it_fits_one_full_name_only() -> None:
    assert pairs("Tom", "Tom Baker") == [("Tom Baker", "Tom")]
    assert pairs("Tom", "Tom Baker", "Tom Hardy") == []
    assert pairs("T", "T Baker") == []
    assert pairs("Me", "Me Too") == []
    assert pairs("Baker", "Tom Baker") == []
    assert pairs("🦄 Tom", "tom baker") == [("tom baker", "🦄 Tom")]


def test_two_who_are_the_person_themself_are_suggested() -> None:
    [found] = suggestions([person("Me", role="me", messages=900), person("Tom", role="me", messages=2)])
    assert found == Suggestion("Tom", "Me", "both are marked as you")


def test_people_of_different_roles_are_two() -> None:
    assert pairs(person("Jo", role="me"), person("JO", role="friend")) == []
    assert pairs(person("Jo", role="friend"), person("JO")) == [("Jo", "JO")]


def test_the_name_that_stays_is_that_of_a_role_then_a_name_then_the_most_written() -> None:
    assert pairs(person("jo"), person("JO", role="partner")) == [("JO", "jo")]
    assert pairs(person("Jo", messages=1), person("JO", messages=5)) == [("JO", "Jo")]
    assert pairs(person("Zoe", "+49 170 5551234"), person("0170 5551234", messages=99))[0][0] == "Zoe"


def test_what_was_refused_is_not_suggested_again_but_others_of_the_name_are() -> None:
    assert pairs("Jo", "JO", apart=(("JO", "Jo"),)) == []
    assert pairs("Jo", "JO", "jo", apart=(("JO", "Jo"),)) == [("JO", "jo")]
    assert pairs(person("Jo", "Jojo"), "JO", apart=(("JO", "Jojo"),)) == []


def test_a_pair_is_suggested_once_with_all_that_speaks_for_it() -> None:
    [found] = suggestions([person("Jo Berg", "jo@example.com"), person("jo berg", "JO@example.com")])
    assert found.why == "the same e-mail address; the same name but for capitals, accents, emoji or signs"


def test_what_is_one_person_already_is_not_suggested() -> None:
    assert pairs(person("Jo Berg", "Jo", "JO", "jo.berg@example.com", "Jo Berg 🦄")) == []


def test_a_thousand_names_of_one_person_are_a_thousand_suggestions_and_no_more() -> None:
    everybody = [person("Jo" + "🦄" * n) for n in range(1000)]
    found = suggestions(everybody)
    assert len(found) == 999
    assert {one.keep for one in found} == {"Jo"}


def test_a_name_as_long_as_a_book_is_no_trouble() -> None:
    assert pairs("a" * 100_000 + "@", "@" * 100_000, "+" * 100_000, "1" * 100_000, "(" * 100_000) == []


@given(st.lists(st.text(max_size=12) | st.from_regex(r"\+?[\d ]{8,14}", fullmatch=True), max_size=8, unique=True))
def test_any_names_give_pairs_of_different_people_once_each(names: list[str]) -> None:
    found = suggestions([person(name) for name in sorted(names)])
    asked = [frozenset((one.keep, one.other)) for one in found]
    assert len(set(asked)) == len(asked)
    assert all(pair in set(map(frozenset, combinations(names, 2))) for pair in asked)


@given(st.text(max_size=30))
def test_a_plain_name_is_its_own_plain_name(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)
