from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from studio.episodes.talk.parts import VOICE, divide
from studio.store.records import StoredMessage
from tests.episodes.lives import START

ME = frozenset({"Max"})


def messages(*turns: tuple[str, str]) -> list[StoredMessage]:
    return [
        StoredMessage(f"m{n}", "src", "Jo", who, START + timedelta(minutes=n), f"text {n}", kind)
        for n, (who, kind) in enumerate(turns)
    ]


def shape(turns: str) -> tuple[str, str, str] | None:
    """J and M speak; j and m only react."""
    who = {"j": "Jo", "m": "Max"}
    made = messages(*((who[t.lower()], "text" if t.isupper() else "reaction") for t in turns))
    parts = divide(made, ME)
    if parts is None:
        return None
    begin, end = len(parts.situation), len(parts.situation) + len(parts.response)
    return turns[:begin], turns[begin:end], turns[end:]


def test_the_other_opens() -> None:
    assert shape("JJMMJM") == ("JJ", "MM", "JM")


def test_i_open_and_answer_the_reply() -> None:
    assert shape("MMJJMJ") == ("MMJJ", "M", "J")


def test_i_open_and_never_answer() -> None:
    assert shape("MMJJ") == ("", "MM", "JJ")


def test_nothing_follows() -> None:
    assert shape("JM") == ("J", "M", "")


def test_a_reaction_neither_answers_nor_interrupts() -> None:
    assert shape("JmJMjMJ") == ("JmJ", "MjM", "J")
    assert shape("JMjJ") == ("J", "M", "jJ")


def test_one_voice_is_no_episode() -> None:
    assert [shape(turns) for turns in ("JJJ", "MM", "", "Jm", "jM")] == [None] * 5


turn = st.tuples(st.sampled_from(["Max", "Jo", "Ann"]), st.sampled_from(["text", "media", "call", "reaction"]))


@given(st.lists(turn, max_size=12))
def test_every_message_of_a_two_voice_session_is_in_exactly_one_part(turns: list[tuple[str, str]]) -> None:
    made = messages(*turns)
    voiced = {who == "Max" for who, kind in turns if kind in VOICE}
    parts = divide(made, ME)
    assert (parts is not None) == (voiced == {True, False})
    if parts is not None:
        assert [*parts.situation, *parts.response, *parts.outcome] == made
        spoken = [m for m in parts.response if m.type in VOICE]
        assert spoken
        assert all(m.sender == "Max" for m in spoken)
