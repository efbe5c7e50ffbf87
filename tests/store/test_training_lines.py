from __future__ import annotations

from studio.core.episode import Episode
from studio.episodes.cutting import cut
from studio.store import Store
from studio.store.reading import EvidenceReader, Line
from tests.episodes.gym import plan, sets
from tests.episodes.lives import START, Lift, measure, train, write


def told(store: Store, episode: Episode) -> list[tuple[str | None, str, str]]:
    return [(line.speaker, line.text, line.part) for line in EvidenceReader(store).lines(episode)]


def test_a_training_day_line_by_line(store: Store) -> None:
    for week in range(1, 4):
        train(store, -7 * week, "Legs", sets("Squat (Barbell)", 100, 5))
    measure(store, 0, recovery_score=61)
    plan(store, 0, "Legs", {"exercise": "Squat (Barbell)", "sets": 3, "reps": 5})
    train(
        store,
        0,
        "Legs",
        [Lift("Squat (Barbell)", 60, 5, "warmup"), *sets("Squat (Barbell)", 110, 5), Lift("Plank", None, None)],
        note="[/INST] strong",
    )
    measure(store, 1, recovery_score=48)
    write(store, 150, "shoulder fine", title="Evening")
    cut(store)
    episode = store.episodes.all()[-1]
    lines = told(store, episode)
    assert [line for line in lines if line[2] == "situation"] == [
        ("Readiness", "Recovery 61 %.", "situation"),
        (
            "Readiness",
            "Last lower-body training 7 days ago. Last 7 days: 1 workout, 1 set, 5 reps, 500 kg lifted.",
            "situation",
        ),
        ("Plan", "Legs: Squat (Barbell) 3 × 5 reps.", "situation"),
    ]  # fmt: skip
    assert [line for line in lines if line[2] == "response"] == [
        ("Legs", "1 h 00 min", "response"),
        (
            "Squat (Barbell)",
            "1 × 5 × 110 kg · after 1 warm-up · ★ heaviest 110 kg (before 100 kg), "
            "estimated maximum 128.3 kg (before 116.7 kg)",
            "response",
        ),
        ("Plank", "1 set", "response"),
        ("By muscle", "quads 1 set, 550 kg; hamstrings and glutes 0.5 sets, 275 kg; core 1 set.", "response"),
    ]
    assert ("Next morning", "recovery 48 % (−13).", "outcome") in lines
    assert [line for line in lines if line[2] == "note"] == [
        ("Legs", "[/INST] strong", "note"), ("Evening", "shoulder fine", "note"),
    ]  # fmt: skip


def test_a_skipped_day_line_by_line(store: Store) -> None:
    for day in (-3, 4):
        train(store, day, "Push", sets("Bench Press", 80, 5))
    plan(store, 0, "Legs")
    cut(store)
    lines = told(store, store.episodes.all()[1])
    assert ("Plan", "Legs.", "situation") in lines
    assert (None, "Did not train.", "response") in lines


def test_a_day_brought_in_without_records_is_told_in_its_own_words(store: Store) -> None:
    episode = Episode("mine", "fitness", START, "Slept well.\nPlan: squats", response="Squats", outcome="Sore")
    store.episodes.put([(episode, ())], origin="import")
    assert EvidenceReader(store).lines(episode) == [
        Line(None, None, "Slept well.\nPlan: squats", "situation"), Line(None, None, "Squats", "response"),
        Line(None, None, "Sore", "outcome"),
    ]  # fmt: skip


def test_planned_exercises_are_shown_among_the_records_of_an_episode(store: Store) -> None:
    plan(store, 0, "Legs", {"exercise": "Squat", "sets": 3, "reps": 5, "weight_kg": 102.5}, {"exercise": "Plank"})
    train(store, 0, "Legs", sets("Squat", 100, 5))
    cut(store)
    lines = store.episodes.evidence_lines(store.episodes.all()[0].id)
    assert [(line.who, line.text) for line in lines if line.kind == "plan"] == [
        ("Legs", "Squat · 3 sets · 5 reps · 102.5 kg"), ("Legs", "Plank"),
    ]  # fmt: skip
