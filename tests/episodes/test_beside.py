"""What stands beside a talk: the notes about it, the night after it, the calm that followed."""

from __future__ import annotations

import pytest

from studio.episodes.cutting import cut
from studio.store import Store
from studio.store.reading import EvidenceReader, Line
from tests.episodes.lives import EVENING, START, Said, measure, say, write

DAY = 24 * 60
FIGHT = (
    Said(0, "Jo", "you never listen"),
    Said(1, "Max", "whatever"),
    Said(3, "Jo", "that is unfair, the accordion is mine"),
)


def beside(store: Store) -> list[str]:
    cut(store)
    episode = store.episodes.all()[0]
    return [e.record_id for e in store.episodes.evidence(episode.id) if e.part == "context"]


def lines(store: Store, part: str) -> list[Line]:
    reader = EvidenceReader(store)
    return [line for line in reader.lines(store.episodes.all()[0]) if line.part == part]


def test_the_days_own_note_and_a_later_one_that_names_the_person_are_beside_a_fight(store: Store) -> None:
    say(store, FIGHT)
    own = write(store, 60, "rough evening")
    named = write(store, 2 * DAY, "therapy: jo named it first", title="Session")
    write(store, 3 * DAY, "ran ten kilometres with Jolanda")
    write(store, 5 * DAY, "Jo again")
    assert beside(store) == [own, named]
    assert [(line.speaker, line.text) for line in lines(store, "note")] == [
        (None, "rough evening"), ("Session", "therapy: jo named it first"),
    ]  # fmt: skip


def test_a_friendly_talk_is_not_what_every_note_of_the_week_is_about(store: Store) -> None:
    say(store, EVENING)
    write(store, 2 * DAY, "saw Jo's mother")
    assert beside(store) == []


def test_a_rare_word_tells_what_a_note_is_about(store: Store) -> None:
    other = [
        Said(-DAY * (n + 6) + k, who, f"{word * 3} today")
        for n, word in enumerate("abcdefghijklmnopqrstuvwxyz")
        for k, who in enumerate(("Jo", "Max"))
    ]
    say(store, [*other, Said(0, "Jo", "the accordion is out of tune"), Said(1, "Max", "I'll ring the tuner")])
    told = write(store, 2 * DAY, "sold the accordion")
    write(store, 2 * DAY + 1, "today was long")
    cut(store)
    talk = store.episodes.all()[-1]
    assert [e.record_id for e in store.episodes.evidence(talk.id) if e.part == "context"] == [told]
    assert store.episodes.reasons(talk.id)[-1] == "the note of 13 Mar may be about it: it speaks of “accordion” too"


def nights(store: Store, hours: float, *, before: int) -> None:
    for day in range(1 - before, 1):
        measure(store, day, sleep_asleep=(7 + day % 3 / 3) * 3600.0, recovery_score=60 + day % 3)
    measure(store, 1, sleep_asleep=hours * 3600.0, recovery_score=31)


def test_the_measured_night_after_is_told_beside_the_usual_one(store: Store) -> None:
    say(store, FIGHT)
    nights(store, 4 + 1 / 6, before=20)
    assert len(beside(store)) == 2
    assert [(line.speaker, line.text) for line in lines(store, "after")] == [
        ("Night after", "slept 4 h 10 min, usually 7 h 20 min; recovery 31 %, usually 61 %")
    ]


def test_the_usual_is_not_told_of_too_few_nights_and_only_of_the_last_four_weeks(store: Store) -> None:
    say(store, FIGHT)
    nights(store, 4, before=5)
    for day in range(-60, -40):
        measure(store, day, sleep_asleep=3 * 3600.0)
    assert [line.text for line in lines_after_cut(store)] == ["slept 4 h 00 min; recovery 31 %"]


def lines_after_cut(store: Store) -> list[Line]:
    cut(store)
    return lines(store, "after")


def test_without_a_measured_night_nothing_is_told(store: Store) -> None:
    say(store, FIGHT)
    measure(store, 0, sleep_asleep=7 * 3600.0)
    assert lines_after_cut(store) == []


@pytest.mark.parametrize(
    ("later", "calm"),
    [
        ([], None),
        ([Said(2 * DAY + 60, "Jo", "leave me alone"), Said(2 * DAY + 61, "Max", "whatever")], "2 days calm"),
        ([Said(300, "Jo", "leave me alone"), Said(301, "Max", "whatever")], "4 h calm"),
        (
            [
                Said(DAY, "Jo", "lovely day"),
                Said(DAY + 1, "Max", "yes"),
                Said(3 * DAY, "Jo", "soup"),
                Said(3 * DAY + 9, "Max", "ok"),
            ],
            "3 days calm, as far as the record goes",
        ),
    ],
    ids=["nothing followed", "days", "hours", "no cold talk followed"],
)
def test_how_long_it_was_calm_afterwards(store: Store, later: list[Said], calm: str | None) -> None:
    say(
        store,
        [
            *FIGHT,
            *later,
            Said(DAY, "Ann", "leave me alone", conversation="Ann"),
            Said(DAY + 1, "Max", "whatever", conversation="Ann"),
        ],
    )
    cut(store, gap_minutes=60)
    fight = next(e for e in store.episodes.all() if e.started_at == START)
    assert EvidenceReader(store).calm_after(fight) == calm


def test_people_made_one_are_called_by_the_main_name_and_labels_stay(store: Store) -> None:
    say(
        store,
        [
            Said(0, "Jo (work)", "you never listen"),
            Said(1, "Max", "whatever"),
            Said(90, "Jo (work)", "soup?"),
            Said(91, "Max M.", "yes"),
            Said(92, "Jo (work)", "now"),
            Said(93, "Max M.", "coming"),
            Said(94, "Jo (work)", "good"),
        ],
    )
    store.people.alias("Max", "Max M.")
    cut(store, gap_minutes=60)
    labelled, other = store.episodes.all()
    store.labels.set(labelled.id, {"outcome": "bad"})
    store.people.add(["Josephine"])
    store.people.merge("Josephine", "Jo (work)")
    assert store.episodes.all()[0].people == ("Josephine",)
    reader = EvidenceReader(store)
    assert {line.speaker for line in reader.lines(labelled)} == {"Josephine", "Max"}
    assert {line.speaker for line in reader.around(labelled, "after")} == {"Josephine", "Max"}
    shown = reader.episode(labelled.id)
    assert shown is not None
    assert shown.people == ("Josephine",)
    cut(store, gap_minutes=60)
    kept, again = store.episodes.all()
    assert (kept.id, kept.labels.outcome) == (labelled.id, "bad")
    assert (again.id, again.situation) == (other.id, "Josephine: soup?")
