"""Going through what was found: what is listed, what is open, which rows are forms of one name."""

from __future__ import annotations

from dataclasses import replace

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.review.desk import Desk, Surface
from studio.scrub.review.listing import Listing, pick
from studio.scrub.scan import scan
from studio.store import Store
from studio.store.decisions import Decision, Verdict
from tests.scrub.life import live


def surface(
    name: str,
    entity: str = "PERSON",
    canonical: str = "",
    *,
    decision: Decision | None = None,
    score: float = 0.6,
    replacement: str = "Fake",
) -> Surface:
    named = canonical or name
    return Surface(name, entity, 1, replacement, decision, score, "why", key=name.casefold(), canonical=named)


SAM = [
    surface("Sam", canonical="sam"),
    surface("Sammy", canonical="sam"),
    surface("Samuel", canonical="sam", decision="reject"),
    surface("Sam Whitfield", canonical="sam whitfield"),
    surface("sam", entity="ORG", canonical="sam"),
]


def test_the_first_row_of_a_name_takes_its_open_forms_along_and_nobody_else() -> None:
    listing = Listing(SAM)
    assert [s.surface for s in listing.forms(0)] == ["Sam", "Sammy"]
    assert [s.surface for s in listing.forms(1)] == ["Sammy"]
    assert [s.surface for s in listing.forms(3)] == ["Sam Whitfield"]
    assert [listing.is_form(row) for row in range(5)] == [False, True, True, False, False]


def test_what_a_search_hides_is_not_decided_along() -> None:
    listing = Listing(SAM)
    listing.narrow(words="Whit")
    assert [listing[row].surface for row in range(len(listing))] == ["Sam Whitfield"]
    listing.narrow(entity="ORG")
    assert [s.surface for s in listing.forms(0)] == ["sam"]


def test_counts_and_the_next_open_row_follow_decisions() -> None:
    listing = Listing(SAM)
    assert (listing.open["PERSON"], listing.decided) == (3, 1)
    assert listing.put(replace(SAM[0], decision="accept")) == 0
    assert (listing.open["PERSON"], listing.decided) == (2, 2)
    assert listing.next_open(1) == 3
    assert listing.next_open(4) == 1
    assert listing.next_open(1, -1) == 4
    for one in SAM:
        listing.put(replace(one, decision="reject"))
    assert listing.next_open(0) is None
    listing.put(SAM[0])
    assert (listing.open["PERSON"], listing.decided) == (1, 4)


def test_words_are_found_in_the_surface_the_stand_in_and_the_name_it_means() -> None:
    found = [surface("Inge", canonical="person/ingrid"), surface("Bo", replacement="Ingvar"), surface("Teo")]
    assert [s.surface for s in pick(found, words="ING")] == ["Inge", "Bo"]
    assert [s.surface for s in pick(found, words="ingrid")] == ["Inge"]
    assert pick([surface("Teo", decision="accept")], pending=True) == []


def test_like_it_is_of_the_same_kind_and_as_sure() -> None:
    listing = Listing([surface("A", score=0.5), surface("B", score=0.6), surface("C", score=0.9), surface("D", "ORG")])
    assert [s.surface for s in listing.like(1, surer=True)] == ["B", "C"]
    assert [s.surface for s in listing.like(1, surer=False)] == ["A", "B"]


def test_a_desk_takes_decisions_without_reading_again(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings(), processes=1)
    desk = Desk(store)
    listed = desk.surfaces()
    names = [s.surface for s in listed]
    assert names.index("Inge") == names.index("Ingrid") + 1
    chosen = listed[0]
    desk.take({chosen.at: Verdict(*chosen.at, "replace", "Zofia")})
    assert (desk.again(chosen).decision, desk.again(chosen).replacement) == ("replace", "Zofia")
    desk.take({chosen.at: None})
    assert desk.again(chosen) == chosen


def test_counts_kept_through_decisions_are_those_of_a_fresh_look(store: Store, home: Home) -> None:
    live(store)
    scan(store, home, Settings(), processes=1)
    listed = Desk(store, texts=False).surfaces()
    for step in range(4):
        store.scrub.decide([Verdict(*s.at, "accept" if step % 2 else "reject") for s in listed[step : step + 3]])
        if step == 2:
            store.scrub.undo()
            store.scrub.redo()
            store.scrub.undo()
        kept = store.scrub.status()
        store.scrub._cached = None
        assert store.scrub.status() == kept
