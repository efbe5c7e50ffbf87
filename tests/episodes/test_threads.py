"""The same conflict over days is one thread, and nothing else is."""

from __future__ import annotations

import pytest

from studio.episodes.cutting import cut
from studio.store import Store
from studio.store.reading import EvidenceReader
from tests.episodes.lives import Said, say

DAY = 24 * 60
FIGHT = (
    Said(0, "Jo", "you lost the allotment keys, you never listen"),
    Said(1, "Max", "whatever"),
    Said(3, "Jo", "that is unfair"),
)


def later(days: float, *said: tuple[str, str], conversation: str = "Jo") -> list[Said]:
    return [Said(days * DAY + n, who, text, conversation=conversation) for n, (who, text) in enumerate(said)]


def small_talk(days: float, number: int) -> list[Said]:
    return later(
        days, ("Jo", f"{chr(97 + number % 26) * 5}{chr(97 + number // 26)} came"), ("Max", "nice"), ("Jo", "yes")
    )


def threads(store: Store) -> list[str | None]:
    cut(store, gap_minutes=60)
    return [e.thread for e in store.episodes.all()]


def why(store: Store, place: int) -> str:
    return next(r for r in store.episodes.reasons(store.episodes.all()[place].id) if r.startswith("takes up"))


@pytest.mark.parametrize(
    ("days", "opening"),
    [
        (1, "about yesterday"), (2, "what you said on Monday, I am still sad"), (2.02, "we still need to talk"),
        (1, "wegen gestern"), (3, "lo del lunes me dolió"), (1, "pour hier, je voulais dire"),
    ],
)  # fmt: skip
def test_a_talk_that_looks_back_is_of_the_thread_it_looks_back_at(store: Store, days: float, opening: str) -> None:
    say(store, [*FIGHT, *later(days, ("Max", opening), ("Jo", "ok"))])
    first, second = threads(store)
    assert first == second
    assert why(store, 1).startswith("takes up Monday's talk: “")


@pytest.mark.parametrize(
    "said",
    [
        later(8, ("Max", "what you said on Sunday"), ("Jo", "ok")),
        later(5, ("Max", "we still need to talk"), ("Jo", "ok")),
        later(1, ("Max", "the parcel came"), ("Jo", "ok")),
        later(2, ("Max", "about yesterday"), ("Jo", "ok")),
        later(1, ("Ann", "about yesterday"), ("Max", "ok"), conversation="Ann"),
    ],
    ids=["too long ago", "no word shared, days ago", "nothing looks back", "no such day", "another conversation"],
)
def test_without_a_link_a_later_talk_is_a_thread_of_its_own(store: Store, said: list[Said]) -> None:
    say(store, [*FIGHT, *said])
    first, second = threads(store)
    assert first != second


def test_an_answer_to_a_message_of_an_earlier_day_joins(store: Store) -> None:
    ids = say(store, [*FIGHT, *later(2, ("Max", "true"), ("Jo", "ok"))])
    with store.transaction() as cursor:
        cursor.execute("UPDATE messages SET reply_to = ? WHERE id = ?", [ids[0], ids[3]])
    first, second = threads(store)
    assert first == second
    assert why(store, 1) == "takes up Monday's talk: it answers a message of it"


def test_two_cold_talks_that_share_rare_words_are_one_conflict_and_the_place_counts_them(store: Store) -> None:
    again = later(4, ("Jo", "the allotment keys again, I'm fed up"), ("Max", "leave it"), ("Jo", "typical"))
    between = [m for n in range(60) for m in small_talk(-62 + n if n < 58 else n - 56.7, n)]
    say(store, [*FIGHT, *between, *again])
    found = threads(store)
    fight, second = (next(e for e in store.episodes.all() if begun in e.situation) for begun in ("you lost", "again"))
    assert fight.thread == second.thread
    assert found.count(fight.thread) == 2
    (reason,) = [r for r in store.episodes.reasons(second.id) if r.startswith("takes up")]
    assert reason == "takes up Monday's talk: “allotment, keys”"
    place = EvidenceReader(store).place(second)
    assert place is not None
    assert (place.nth, place.of) == (2, 2)


def test_words_everybody_uses_all_the_time_join_nothing(store: Store) -> None:
    usual = [
        m
        for n in range(24)
        for m in later(n * 2, ("Jo", "the allotment keys, I'm fed up"), ("Max", "leave it"), ("Jo", "fine then"))
    ]
    say(store, usual)
    assert len(set(threads(store))) == 24


def test_a_thread_never_grows_beyond_two_weeks(store: Store) -> None:
    chain = [m for n in range(1, 30) for m in later(n, ("Max", "about yesterday"), ("Jo", "I'm fed up with this"))]
    say(store, [*FIGHT, *chain])
    cut(store, gap_minutes=60)
    spans: dict[str, list[int]] = {}
    for e in store.episodes.all():
        assert e.thread is not None
        spans.setdefault(e.thread, []).append(e.started_at.toordinal())
    assert max(max(days) - min(days) for days in spans.values()) == 14
