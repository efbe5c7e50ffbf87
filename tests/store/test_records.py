"""Records, sources and people as stored: no duplicates, whole transactions, and back out in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import StudioError
from studio.core.records import Rejected
from studio.store import Store
from studio.store.sources import Source

AT = datetime(2024, 5, 1, 18, 0)


def source(source_id: str, **changes: Any) -> Source:
    values: dict[str, Any] = {
        "source_id": source_id, "path": f"/exports/{source_id}", "format": "whatsapp.v1", "kind": "chat",
        "file_hash": f"hash of {source_id}", "conversation": "Jo", "records": 2, "pseudo_rows": 0, "rejected": 1,
        "duplicates": 0, "people": ("Jo", "Al"), "first_at": AT.replace(tzinfo=UTC), "last_at": None, "tz": "UTC",
        "tz_source": "file", "imported_at": AT, "seconds": 0.5, "notes": ("a note",),
    }  # fmt: skip
    return Source(**{**values, **changes})


def messages(source_id: str, texts: Mapping[str, str | None]) -> dict[str, Sequence[Any]]:
    n = len(texts)
    return {
        "id": list(texts), "source_id": [source_id] * n, "ordinal": list(range(n)), "conversation": ["Jo"] * n,
        "sender": [None] * n, "utc": [AT] * n, "wall": [AT] * n, "tz": ["Europe/Berlin"] * n,
        "text": list(texts.values()), "type": ["text"] * n, "edited": [False] * n, "reply_to": [None] * n,
    }  # fmt: skip


def test_rows_are_new_by_id_within_and_across_inserts(store: Store) -> None:
    with store.transaction() as cursor:
        assert store.records.insert(cursor, "messages", messages("a", {"m1": "x", "m2": None})) == 2
        assert store.records.insert(cursor, "messages", messages("b", {"m2": "y", "m3": "z"})) == 1
        assert store.records.insert(cursor, "messages", messages("b", {})) == 0
        assert store.records.held(cursor, "messages", ["m1", "m3", "m9"]) == 2
        assert store.records.held(cursor, "messages", []) == 0
    assert [(r["id"], r["source_id"], r["text"]) for r in store.records.listing(None, "message", None)] == [
        ("m1", "a", "x"),
        ("m2", "a", None),
        ("m3", "b", "z"),
    ]
    assert [m.sent_at.isoformat() for m in store.records.messages_by_id(["m3"])] == ["2024-05-01T20:00:00+02:00"]


def test_only_record_tables_may_be_written(store: Store) -> None:
    with store.transaction() as cursor:
        with pytest.raises(ValueError, match="no record table"):
            store.records.insert(cursor, "people", {"id": ["x"]})
        with pytest.raises(ValueError, match="no record table"):
            store.records.held(cursor, "people", ["x"])


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.transaction() as cursor:
            store.records.insert(cursor, "messages", messages("a", {"m1": "x"}))
            store.sources.add(cursor, source("a"), [])
            store.people.register(cursor, ["Jo"], role="me")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert store.records.counts()["messages"] == 0
    assert store.sources.all() == []
    assert store.people.all() == []


def test_a_source_comes_back_as_it_was_with_its_rejects_in_order(store: Store) -> None:
    rejects = [Rejected(f"f:{n}", "why", "raw \u0000 text") for n in range(3)]
    with store.transaction() as cursor:
        store.sources.add(cursor, source("a"), rejects)
        store.sources.add(cursor, source("ab", first_at=None, conversation=None, notes=()), [])
    assert store.sources.get("ab") == source("ab", first_at=None, conversation=None, notes=())
    assert store.sources.rejects("a") == rejects
    assert store.sources.holding("whatsapp.v1", "hash of a") == source("a")
    assert store.sources.holding("strong.v1", "hash of a") is None
    with store.transaction() as cursor:
        store.sources.add(cursor, source("a", records=9), rejects[:1])
    assert [s.records for s in store.sources.all() if s.source_id == "a"] == [9]
    assert store.sources.rejects("a") == rejects[:1]


def test_an_id_is_found_by_itself_before_it_is_a_prefix_of_others(store: Store) -> None:
    with store.transaction() as cursor:
        for name in ("s1", "s12", "s2"):
            store.sources.add(cursor, source(name), [])
    assert (found := store.sources.get("s1")) is not None
    assert found.source_id == "s1"
    assert store.sources.get("s") is None
    assert (found := store.sources.get("s12")) is not None


def test_removing_a_source_takes_its_records_and_no_others(store: Store) -> None:
    with store.transaction() as cursor:
        store.records.insert(cursor, "messages", messages("a", {"m1": "x"}))
        store.records.insert(cursor, "messages", messages("b", {"m2": "y"}))
        store.records.remove(cursor, "a")
    assert [r["id"] for r in store.records.listing(None, None, None)] == ["m2"]


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=8))
def test_text_comes_back_letter_for_letter(texts: list[str | None]) -> None:
    with Store(None) as store:
        with store.transaction() as cursor:
            store.records.insert(cursor, "messages", messages("a", {f"m{n}": text for n, text in enumerate(texts)}))
        assert [r["text"] for r in store.records.listing(None, None, None)] == texts


def test_roles_are_given_once_and_changed_only_on_purpose(store: Store) -> None:
    store.people.add(["Jo", "Jo", "Al"])
    store.people.add(["Jo"], role="partner")
    store.people.add(["Jo"], role="me")
    assert {p.name: p.role for p in store.people.all()} == {"Al": None, "Jo": "partner"}
    store.people.set_role("Jo", "me")
    store.people.alias("Jo", "Joanna")
    assert store.people.me() == {"Jo", "Joanna"}
    store.people.set_role("Joanna", None)
    assert store.people.me() == frozenset()


def test_merging_keeps_every_name_and_the_role(store: Store) -> None:
    store.people.add(["Jo"])
    store.people.add(["+49 151"], role="partner")
    store.people.alias("+49 151", "work phone")
    store.people.merge("Jo", "+49 151")
    store.people.merge("Jo", "work phone")
    (person,) = store.people.all()
    assert (person.name, person.role, person.aliases) == ("Jo", "partner", ("+49 151", "work phone"))
    store.people.add(["+49 151"])
    assert len(store.people.all()) == 1
    with pytest.raises(StudioError, match="Nobody"):
        store.people.merge("Jo", "Bo")
    store.people.forget("work phone")
    assert store.people.all() == []
