from __future__ import annotations

from studio.episodes.cutting import cut
from studio.episodes.regions import region
from studio.store import Store
from tests.episodes.lives import Lift, measure, train, write

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
        "Slept 7 h 24 min. Recovery 61 %, HRV 58 ms, resting heart rate 52 bpm. Strain the day before 14.2. "
        "Last lower-body training 47 h ago. Last 7 days: 1 workout, 2 sets, 8 reps, 815 kg lifted."
    )
    assert episode.response == (
        "Legs B, 1 h 00 min\nSquat (Barbell): 2 sets, top 105 kg × 3 at RPE 8.5\nPlank: 1 set\n"
        "In all 3 sets, 8 reps, 815 kg lifted.\nNote: felt strong"
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
        "Push, 1 h 00 min\nBench Press: 1 set, top 80 kg × 5\nIn all 1 set, 5 reps, 400 kg lifted.\nRunning, 30 min"
    )
    assert {logged, echo} <= {e.record_id for e in store.episodes.evidence(episode.id)}


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


def test_regions() -> None:
    told = {
        "Leg Press": "lower", "Bench Press": "upper", "Seated Leg Curl": "lower", "Bicep Curl": "upper",
        "Standing Calf Raise": "lower", "Lateral Raise": "upper", "Plank": None,
    }  # fmt: skip
    assert {name: region(name) for name in told} == told
