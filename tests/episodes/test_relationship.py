from __future__ import annotations

import pytest

from studio.core.errors import StudioError
from studio.episodes.cutting import cut
from studio.episodes.talk.lines import I_START
from studio.store import Store
from tests.episodes.lives import EVENING, Said, say, write

DAY = 24 * 60


def test_an_evening_becomes_one_episode(store: Store) -> None:
    ids = say(store, EVENING)
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.situation == "Jo: you said seven\nJo: it is half past"
    assert episode.response == "Me: I know. I'm sorry, traffic\nMe: can I make it up to you?"
    assert episode.outcome == "Jo: ok. thank you for saying that\nMe: love you"
    assert episode.people == ("Jo",)
    assert (episode.context.started_by, episode.context.words_me, episode.context.words_other) == ("other", 14, 13)
    assert episode.context.proxy_outcome is not None
    assert episode.context.proxy_outcome > 0
    evidence = store.episodes.evidence(episode.id)
    assert [e.record_id for e in evidence] == ids
    assert [e.part for e in evidence] == ["situation"] * 2 + ["response"] * 2 + ["outcome"] * 2


def test_when_i_open_and_never_answer_the_opening_is_what_i_did(store: Store) -> None:
    say(store, [Said(0, "Max", "we need to talk"), Said(5, "Jo", "not now")])
    cut(store)
    (episode,) = store.episodes.all()
    assert (episode.situation, episode.response, episode.outcome) == (I_START, "Me: we need to talk", "Jo: not now")
    assert episode.context.started_by == "me"


def test_what_followed_is_borrowed_from_the_next_day_and_shares_its_thread(store: Store) -> None:
    say(
        store,
        [Said(0, "Jo", "are you ok?"), Said(1, "Max", "yes"), Said(13 * 60, "Jo", "morning"), Said(781, "Max", "hi")],
    )
    cut(store, gap_minutes=60)
    first, second = store.episodes.all()
    assert first.outcome == "(next day) Jo: morning\n(next day) Me: hi"
    assert first.thread == second.thread
    own = [e.record_id for e in store.episodes.evidence(first.id) if e.part != "context"]
    assert len(own) == 2


def test_nothing_is_borrowed_after_a_day_or_from_another_conversation(store: Store) -> None:
    say(
        store, [Said(0, "Jo", "?"), Said(1, "Max", "yes"), Said(2 * DAY, "Jo", "hello"), Said(2 * DAY + 1, "Max", "hi")]
    )
    say(store, [Said(60, "Ann", "x", "text", "Ann"), Said(61, "Max", "y", "text", "Ann")])
    cut(store, gap_minutes=30)
    assert [e.outcome for e in store.episodes.all()] == [None, None, None]


def test_a_day_is_one_thread_and_a_late_night_carries_over(store: Store) -> None:
    talk = [Said(0, "Jo", "a"), Said(1, "Max", "b"), Said(2, "Jo", "c")]
    midnight, early, later = (
        [Said(m.minutes + 60 * hours, m.sender, f"{m.text} {hours}") for m in talk] for hours in (7, 10, 48)
    )
    say(store, [*talk, *midnight, *early, *later])
    cut(store, gap_minutes=60)
    threads = [e.thread for e in store.episodes.all()]
    assert threads[0] == threads[1] == threads[2], "02:00 is the evening before, 05:00 begins within six hours of it"
    assert threads[3] != threads[0]


def test_mood_is_that_of_the_days_own_notes(store: Store) -> None:
    say(store, EVENING)
    write(store, 60, "rough evening", mood=-0.5)
    write(store, 2 * DAY, "therapy: he named it first", mood=1.0)
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.context.mood == -0.5


def test_the_response_is_what_followed_the_coldest_line_and_the_reasons_say_so(store: Store) -> None:
    say(
        store,
        [
            Said(0, "Jo", "home at last"),
            Said(1, "Max", "there is soup"),
            Said(5, "Jo", "you never listen, leave me alone"),
            Said(6, "Max", "I hear you"),
            Said(7, "Max", "I'm sorry"),
            Said(9, "Jo", "that hurt"),
            Said(12, "Max", "I know"),
            Said(14, "Jo", "good night"),
        ],
    )
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.response == "Me: I hear you\nMe: I'm sorry"
    assert episode.situation.endswith("Jo: you never listen, leave me alone")
    assert episode.outcome == "Jo: that hurt\nMe: I know\nJo: good night"
    assert store.episodes.reasons(episode.id) == [
        "begins the conversation",
        "your answer is the first after “you never listen, leave me alone”, the coldest line",
        "ends with “good night”",
    ]


def test_media_calls_and_reactions_are_marked(store: Store) -> None:
    say(
        store,
        [
            Said(0, "Jo", None, "media"),
            Said(1, "Jo", "IMG-20240311-WA0001.jpg (file attached)\nlook", "media"),
            Said(2, "Jo", "audio omitted", "media"),
            Said(3, "Jo", "Missed voice call", "call"),
            Said(4, "Max", "[b]nice[/b]"),
            Said(5, "Jo", "❤", "reaction"),
        ],
    )
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.situation.splitlines() == [
        "Jo: [media]", "Jo: [photo] look", "Jo: [voice message]", "Jo: [call: Missed voice call]",
    ]  # fmt: skip
    assert episode.response == "Me: [b]nice[/b]"
    assert episode.outcome == "Jo: [reacted ❤]"


def test_an_alias_counts_as_the_person(store: Store) -> None:
    say(store, [Said(0, "Jo (work)", "hi"), Said(1, "Max M.", "hello")])
    store.people.alias("Max", "Max M.")
    store.people.alias("Jo (work)", "Josephine")
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.response == "Me: hello"
    assert episode.people == ("Jo (work)",)


def test_not_knowing_who_is_me_names_the_candidates(store: Store) -> None:
    say(store, EVENING, me=None)
    with pytest.raises(StudioError, match=r"Jo.*Max|Max.*Jo") as caught:
        cut(store)
    assert caught.value.code == "who_am_i"
    assert "studio people role NAME me" in caught.value.fix
