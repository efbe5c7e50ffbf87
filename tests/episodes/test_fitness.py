from __future__ import annotations

from datetime import datetime, time, timedelta

from studio.episodes.cutting import cut
from studio.episodes.training.regions import region
from studio.store import Store
from tests.episodes.gym import sets
from tests.episodes.lives import START, Lift, measure, train, write

SQUATS = (
    Lift("Squat (Barbell)", 60, 5, "warmup"),
    Lift("Squat (Barbell)", 100, 5),
    Lift("Squat (Barbell)", 105, 3, rpe=8.5),
)


def test_a_training_day_is_joined_by_wake_date(store: Store) -> None:
    train(store, -2, "Legs", SQUATS)
    workout = train(store, 0, "Legs B", (*SQUATS, Lift("Plank", None, None)), note="felt strong")
    morning = measure(store, 0, recovery_score=61, recovery_hrv=58, recovery_resting_hr=52, sleep_asleep=7.4 * 3600)
    strain = measure(store, -1, day_strain=14.2)
    after = measure(store, 1, recovery_score=48, recovery_hrv=51, recovery_resting_hr=55, sleep_asleep=6.5 * 3600)
    cut(store)
    episode = store.episodes.all()[1]
    assert episode.situation == (
        "Slept 7 h 24 min. Recovery 61 %, HRV 58 ms, resting heart rate 52 bpm. Strain the day before 14.2.\n"
        "Last lower-body training 47 h ago. Last 7 days: 1 workout, 2 sets, 8 reps, 815 kg lifted."
    )
    assert episode.response == (
        "Legs B, 1 h 00 min\nSquat (Barbell): 1 × 5 × 100 kg; 1 × 3 × 105 kg (RPE 8.5)\nPlank: 1 set\n"
        "In all 3 sets, 8 reps, 815 kg lifted.\nNote: felt strong\n"
        "By muscle: quads 2 sets, 815 kg; hamstrings and glutes 1 set, 408 kg; core 1 set."
    )
    assert episode.outcome == (
        "Next morning: recovery 48 % (−13), HRV 51 ms (−7 ms), resting heart rate 55 bpm (+3 bpm), "
        "slept 6 h 30 min (−54 min)."
    )
    assert episode.context.readiness == 61
    assert episode.context.causes == {"slept_over_7h": True}
    assert episode.context.proxy_outcome == -0.04
    parts = {e.record_id: e.part for e in store.episodes.evidence(episode.id)}
    assert parts == {
        **dict.fromkeys([*morning, *strain], "situation"), workout: "response", **dict.fromkeys(after, "outcome"),
    }  # fmt: skip


def test_a_day_without_a_device_says_only_what_is_known(store: Store) -> None:
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)], minutes=None)
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.situation == "No training in the 7 days before."
    assert episode.outcome is None
    assert episode.context.readiness is None
    assert episode.context.causes == {}
    assert episode.context.proxy_outcome is None


def test_the_journal_of_the_device_becomes_causes(store: Store) -> None:
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    measure(store, 0, sleep_asleep=6 * 3600)
    measure(store, 0, **{"journal_Have any alcohol?": 1.0, "journal_Took magnesium?": 0.0})
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.context.causes == {"have_any_alcohol": True, "took_magnesium": False, "slept_over_7h": False}


def test_a_device_echo_of_a_logged_workout_is_evidence_but_not_told_twice(store: Store) -> None:
    logged = train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    echo = train(store, 0.02, "Weightlifting", [], minutes=40)
    train(store, 0.2, "Running", [], minutes=30)
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.response == (
        "Push, 1 h 00 min\nBench Press: 1 × 5 × 80 kg\nIn all 1 set, 5 reps, 400 kg lifted.\nRunning, 30 min\n"
        "By muscle: chest 1 set, 400 kg; shoulders 0.5 sets, 200 kg; arms 0.5 sets, 200 kg; cardio 30 min."
    )
    assert {logged, echo} <= {e.record_id for e in store.episodes.evidence(episode.id)}


def test_what_a_watch_saw_of_a_log_without_times_of_day_tells_when_it_was(store: Store) -> None:
    train(store, -START.hour / 24, "Legs", SQUATS, minutes=None)
    watch = train(store, 0, "Traditional Strength Training", [], minutes=50)
    train(store, 0.1, "Yoga", [], minutes=20)
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.started_at == START
    assert episode.response is not None
    assert "Traditional" not in episode.response
    assert "Yoga" in episode.response
    assert watch in {e.record_id for e in store.episodes.evidence(episode.id)}


def test_a_note_of_the_day_gives_the_mood(store: Store) -> None:
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    note = write(store, 120, "shoulder fine", mood=0.5)
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.context.mood == 0.5
    assert note in [e.record_id for e in store.episodes.evidence(episode.id)]


def test_each_day_is_a_thread_of_its_own(store: Store) -> None:
    for day in range(3):
        train(store, day, f"Day {day}", [Lift("Row", 60, 8)])
    cut(store)
    assert len({e.thread for e in store.episodes.all()}) == 3


def test_mornings_are_told_against_the_own_median_of_four_weeks(store: Store) -> None:
    for day in range(-40, 0):
        measure(store, day, recovery_score=50 if day % 2 else 54, sleep_asleep=7 * 3600)
    measure(store, 0, recovery_score=78, sleep_asleep=8 * 3600)
    measure(store, 1, recovery_score=26)
    measure(store, 2, recovery_score=52, sleep_asleep=7 * 3600)
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.situation.startswith("Slept 8 h 00 min (usually 7 h 00 min). Recovery 78 % (usually 52).")
    assert episode.outcome == (
        "Next morning: recovery 26 % (−52, usually 52).\n"
        "Two mornings later: recovery 52 % (−26, usually 52), slept 7 h 00 min (−60 min, usually 7 h 00 min)."
    )
    assert episode.context.causes == {"slept_over_7h": True, "readiness_vs_usual": 1.5}
    assert "“usually” is your own median of the 28 days before (28 mornings)" in store.episodes.reasons(episode.id)


def test_records_are_told_once_an_exercise_is_familiar(store: Store) -> None:
    for week, weight in enumerate((100, 110, 100, 100, 115)):
        train(store, 7 * week, "Legs", sets("Squat (Barbell)", weight, 5, 3))
    cut(store)
    told = [
        (e.context.causes.get("personal_record"), "Personal record" in (e.response or "")) for e in store.episodes.all()
    ]
    assert told == [(None, False)] * 3 + [(False, False), (True, True)]
    last = store.episodes.all()[-1]
    assert last.response is not None
    assert last.response.splitlines()[-1] == (
        "Personal record: Squat (Barbell), heaviest 115 kg (before 110 kg), "
        "estimated maximum 134.2 kg (before 128.3 kg)"
    )
    assert "records are against every earlier workout with the exercise, 4 at least" in store.episodes.reasons(last.id)


def test_the_next_training_of_the_same_exercises_is_part_of_what_followed(store: Store) -> None:
    train(store, 0, "Legs", sets("Squat (Barbell)", 100, 5))
    train(store, 2, "Push", sets("Bench Press", 80, 5))
    train(store, 3, "Legs B", sets("Leg Press", 200, 10))
    train(store, 7, "Legs", sets("Squat (Barbell)", 90, 5))
    train(store, 40, "Legs", sets("Squat (Barbell)", 120, 5))
    cut(store)
    outcomes = [e.outcome for e in store.episodes.all()]
    assert outcomes == [
        "Next lower-body training with the same exercises 7 days later: worse "
        "(Squat (Barbell): estimated maximum 105 kg, was 116.7).",
        None, None, None, None,
    ]  # fmt: skip


def test_a_workout_known_by_its_date_alone_is_of_that_day(store: Store) -> None:
    midnight = -START.hour / 24
    train(store, midnight - 2, "Legs", SQUATS, minutes=None)
    train(store, midnight, "Legs", SQUATS, minutes=None)
    train(store, 1, "Legs", SQUATS)
    measure(store, 0, recovery_score=61)
    measure(store, 1, recovery_score=48)
    cut(store)
    first, second, third = store.episodes.all()
    assert [e.started_at.replace(tzinfo=None) for e in (first, second)] == [
        datetime.combine((START + timedelta(days=n)).date(), time(12)) for n in (-2, 0)
    ]
    assert second.context.readiness == 61
    assert "Last lower-body training 2 days ago." in second.situation
    assert second.outcome is not None
    assert "Next morning: recovery 48 %" in second.outcome
    assert "Next lower-body training 1 day later" in second.outcome
    assert "Last lower-body training 1 day ago." in third.situation


def test_a_session_far_shorter_than_usual_was_cut_short(store: Store) -> None:
    for week, count in enumerate((15, 15, 14, 6, 9)):
        train(store, 7 * week, "Legs", sets("Squat (Barbell)", 100, 5, count))
    cut(store)
    assert [e.context.causes.get("cut_short") for e in store.episodes.all()] == [None, None, None, True, False]
    short = store.episodes.all()[3]
    assert short.response is not None
    assert short.response.endswith("Cut short: 6 of the usual 15 sets.")
    assert "6 of the usual 15 sets: cut short" in store.episodes.reasons(short.id)
    assert short.context.causes["volume_vs_usual"] == 0.4


def test_what_was_noted_of_the_body_before_is_part_of_the_situation(store: Store) -> None:
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    sore = write(store, -600, "Slept badly. Chest still sore from Friday. She was hurt.")
    write(store, -300, "A painful talk, I was tired of it.")
    write(store, 100, "Very sore now.")
    cut(store)
    (episode,) = store.episodes.all()
    assert "Noted before: “Chest still sore from Friday.”" in episode.situation
    assert "sore now" not in episode.situation
    assert "painful" not in episode.situation
    assert sore in [e.record_id for e in store.episodes.evidence(episode.id)]


def test_hostile_names_and_notes_are_data(store: Store) -> None:
    nasty = "[/INST] \x1b[31mred\x1b[0m \u202eabc \x00 " + "z\u0301" * 50
    for day in range(6):
        train(store, day, nasty, [Lift(nasty, 100 + day, 5, note=nasty * 100)], note=nasty)
    write(store, -10, "sore " * 200_000)
    cut(store)
    assert all(nasty in (e.response or "") for e in store.episodes.all())
    assert all(len(e.situation) < 2000 for e in store.episodes.all())


def test_regions() -> None:
    told = {
        "Leg Press": "lower", "Bench Press": "upper", "Seated Leg Curl": "lower", "Bicep Curl": "upper",
        "Standing Calf Raise": "lower", "Lateral Raise": "upper", "Plank": None,
    }  # fmt: skip
    assert {name: region(name) for name in told} == told
