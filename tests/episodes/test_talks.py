"""Where talks begin and end: against invented conversations whose talks are known, and by the reasons given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.episodes.talk.joints import call_seconds
from studio.episodes.talk.sessions import stretches
from studio.episodes.talk.talks import Talk, talks
from studio.store.records import StoredMessage
from tests.episodes.corpus import CORPUS, GAP_MINUTES, Chat, chat
from tests.episodes.lives import START


def found(runs: Iterable[Sequence[StoredMessage]]) -> set[str]:
    """Ids of first messages, that of the conversation itself left out: it is no feat to find it."""
    return {run[0].id for run in runs} - {chat.messages[0].id for chat in CORPUS}


def weigh(cut: set[str]) -> tuple[float, float]:
    """(recall, precision) of boundaries over the whole corpus."""
    true = set().union(*(one.begins for one in CORPUS)) - {one.messages[0].id for one in CORPUS}
    return len(cut & true) / len(true), len(cut & true) / len(cut)


def test_more_true_boundaries_are_found_and_fewer_false_ones_than_by_silence_alone() -> None:
    said = [m for one in CORPUS for m in one.messages]
    recall, precision = weigh(found(talk.messages for talk in talks(said, GAP_MINUTES)))
    alone_recall, alone_precision = weigh(found(stretches(said, GAP_MINUTES)))
    assert recall > alone_recall + 0.1
    assert precision > alone_precision + 0.1
    assert min(recall, precision) >= 0.9


def one_chat(text: str) -> Chat:
    return chat("one", text)


def cut(text: str, gap: int = GAP_MINUTES) -> list[Talk]:
    return talks(one_chat(text).messages, gap)


def test_a_farewell_and_a_greeting_part_what_silence_would_not() -> None:
    first, second = cut("0 J off to bed\n1 M good night\n25 J hey, are you still up\n1 M just")
    assert first.ends == "ends with “good night”"
    assert second.begins == "begins with “hey” after 25 min, when “good night” had closed the talk before"


def test_another_matter_after_a_farewell_begins_a_talk_but_a_late_thought_does_not() -> None:
    matter = "0 J the boiler leaks\n1 M bye\n{} J grandma's necklace turned up behind the wardrobe\n1 M where"
    assert [len(t.messages) for t in cut(matter.format(25))] == [2, 2]
    assert [len(t.messages) for t in cut(matter.format(5))] == [4]


def test_a_repair_an_answer_and_a_quotation_bridge_a_long_pause_and_say_so() -> None:
    fight = "0 J you said seven\n1 M traffic\n2 J leave it\n80 {}\n1 M ok"
    repaired, answered = fight.format("M sorry about before, I was late"), "0 J dinner at eight?\n90 M yes\n1 J good"
    quoted = fight.format("M “you said seven” — I know")
    for text, why in (
        (repaired, "“sorry about before” takes it up again"),
        (answered, "it answers “dinner at eight?”"),
        (quoted, "“you said seven” takes it up again"),
    ):
        (talk,) = cut(text)
        assert talk.goes_on.endswith(why)
    assert len(cut(fight.format("M the parcel came"))) == 2
    assert len(cut(repaired.replace("80", "300"))) == 2


def test_a_reply_bridges_a_pause_and_no_farewell_parts_it_from_what_it_answers() -> None:
    said = list(one_chat("0 J which colour\n1 M bye\n100 M green\n1 J hm").messages)
    assert len(talks(said, GAP_MINUTES)) == 2
    said[2] = replace(said[2], reply_to=said[0].id)
    (talk,) = talks(said, GAP_MINUTES)
    assert "it answers a message from before" in talk.goes_on


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Voice call, 12 min", 720), ("Call, 1 h 5 min 3 s", 3903), ("Outgoing call, 3:07", 187), ("1:02:03", 3723),
        ("Started a call that lasted 34 minutes.", 2040), ("Missed voice call", 0), (None, 0),
    ],
)  # fmt: skip
def test_how_long_a_call_took_is_read_from_its_words(text: str | None, seconds: int) -> None:
    assert call_seconds(text) == seconds


SMALL = "3 J the oven is at two hundred\n3 M basil or parsley\n"
FIGHT = """1 J you never listen
1 M whatever
1 J that is unfair
1 M I'm fed up with this
1 J leave me alone
1 M you always do that
2 M I'm sorry
1 J ok
"""


def test_a_fight_is_cut_out_of_a_long_talk_with_a_few_lines_around_it() -> None:
    before, fight, after = cut(SMALL * 15 + FIGHT + SMALL * 15)
    assert "begins where the tone turns: “you never listen”" in fight.begins
    texts = [m.text for m in fight.messages]
    assert texts.index("you never listen") == 3
    assert "I'm sorry" in texts
    assert before.ends == "ends where the tone turns"
    assert after.begins.startswith("begins where the tone is calm again")
    assert len(before.messages) + len(fight.messages) + len(after.messages) == 68


def test_a_short_or_evenly_cold_talk_stays_whole() -> None:
    assert len(cut(SMALL * 3 + FIGHT + SMALL * 3)) == 1
    assert len(cut((SMALL + "1 J whatever\n") * 20)) == 1


texts = st.sampled_from(
    [
        "bye",
        "good night",
        "hey",
        "good morning",
        "you never listen",
        "sorry about before",
        "so",
        "what?",
        "“so what”",
        "",
    ]
)
said = st.lists(
    st.tuples(st.floats(0, 400), st.sampled_from(["Max", "Jo"]), texts, st.sampled_from(["text", "call", "media"])),
    max_size=60,
)


@given(said, st.sampled_from([1, 20, 60, 480]))
def test_every_message_is_in_exactly_one_talk_and_every_talk_says_why(
    lines: list[tuple[float, str, str, str]], gap: int
) -> None:
    at, messages = START, []
    for n, (wait, who, text, kind) in enumerate(lines):
        at += timedelta(minutes=wait)
        messages.append(StoredMessage(f"m{n}", "s", "Jo", who, at, text, kind))
    made = talks(messages, gap)
    assert [m for talk in made for m in talk.messages] == messages
    assert all(talk.begins.startswith("begins") and talk.ends.startswith("ends") for talk in made)
    assert [talks(talk.messages, gap)[0].messages[0] for talk in made] == [talk.messages[0] for talk in made]


def test_a_group_that_never_falls_silent_is_parted_once_a_day_at_its_longest_pause() -> None:
    (first,) = one_chat("0 J so").messages
    minutes = [n * 9 + 12 * (n >= 131) for n in range(700)]
    said = [
        replace(first, id=f"m{n}", sender="Jo" if n % 3 else "Me", sent_at=START + timedelta(minutes=at))
        for n, at in enumerate(minutes)
    ]
    found = talks(said, GAP_MINUTES)
    assert [m.id for talk in found for m in talk.messages] == [m.id for m in said]
    assert all(talk.messages[-1].sent_at - talk.messages[0].sent_at <= timedelta(hours=24) for talk in found)
    assert [found[1].messages[0].id, found[1].begins] == [
        "m131", "begins after 21 min, in a talk that went on for more than a day",
    ]  # fmt: skip
