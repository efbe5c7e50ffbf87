"""FIT files: sessions and sets, zones, short times and counters, and what damage leaves."""

from __future__ import annotations

import gzip
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.formats import garmin_fit
from studio.ingest.formats.garmin_fit import messages
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest import fit_maker as fit
from tests.ingest.memory import SAMPLES, MemoryExport


def read(content: bytes, name: str = "run.fit") -> list[object]:
    return [one for one in garmin_fit.read(MemoryExport(name, content), ReadOptions()) if not isinstance(one, Facts)]


def workouts(items: list[object]) -> list[Workout]:
    return [one for one in items if isinstance(one, Workout)]


def values(items: list[object]) -> dict[str, float]:
    return {one.metric: one.value for one in items if isinstance(one, Measurement)}


@pytest.mark.parametrize("name", fit.FILES)
def test_the_samples_are_what_the_maker_writes(name: str) -> None:
    written = (SAMPLES / "garmin_fit" / name).read_bytes()
    assert (gzip.decompress(written) if name.endswith(".gz") else written) == fit.FILES[name]()


def test_every_message_is_accounted_for() -> None:
    items = read(fit.run())
    assert len([one for one in items if isinstance(one, Skipped)]) == 11
    assert len(workouts(items)) == 1
    assert len(values(items)) == 5
    assert not [one for one in items if isinstance(one, Rejected)]


def test_a_session_is_in_the_zone_of_the_wrist() -> None:
    (run,) = workouts(read(fit.run()))
    assert run.started_at.isoformat() == "2026-06-03T18:00:02+02:00"
    assert run.seconds == 1790


@pytest.mark.parametrize("hours", [None, 30.0])
def test_without_a_possible_local_time_it_stays_utc(hours: float | None) -> None:
    made = fit.fit([fit.session("2026-06-03T16:00:00", 60, 1), fit.activity("2026-06-03T16:01:00", hours)])
    assert workouts(read(made))[0].started_at.utcoffset() == timedelta(0)


def test_half_hour_zones_survive_a_clock_that_is_a_little_off() -> None:
    number, fields = fit.activity("2026-06-03T16:01:00", 5.5)
    off = (number, {**fields, 5: (fit.UINT32, fit.at("2026-06-03T21:31:03"))})
    made = fit.fit([fit.session("2026-06-03T16:00:00", 60, 1), off])
    assert workouts(read(made))[0].started_at.utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("sport", "sub", "name"),
    [(1, 0, "Running"), (1, 3, "Running, trail"), (5, 17, "Lap swimming"), (10, 20, "Strength training"),
     (4, 15, "Elliptical"), (0, 0, "Activity"), (2, 6, "Indoor cycling")],
)  # fmt: skip
def test_sports_are_named_in_words(sport: int, sub: int, name: str) -> None:
    assert workouts(read(fit.fit([fit.session("2026-06-03T16:00:00", 60, sport, sub)])))[0].name == name


def test_sets_belong_to_the_session_they_were_done_in() -> None:
    made = fit.fit(
        [
            fit.one_set("2026-06-03T16:10:00", 30, category=28, subtype=0, reps=5, kg=100),
            fit.one_set("2026-06-03T17:10:00", 30, category=22, reps=20),
            fit.session("2026-06-03T16:00:00", 1800, 10, 20),
            fit.session("2026-06-03T17:00:00", 1800, 10, 20),
        ]
    )
    first, second = workouts(read(made))
    assert [one.weight_kg for one in first.sets] == [100.0]
    assert [(one.exercise, one.reps, one.weight_kg) for one in second.sets] == [("Push up", 20, None)]


def test_a_set_without_a_session_is_refused() -> None:
    items = read(fit.fit([fit.file_id(4, "2026-06-03T16:00:00"), fit.one_set("2026-06-03T16:00:00", 30, reps=5)]))
    assert [one.reason for one in items if isinstance(one, Rejected)] == ["a set without a session"]


def test_heart_rate_the_session_lacks_comes_from_its_points() -> None:
    made = fit.fit([*fit.points("2026-06-03T16:00:00", 3, 100), fit.session("2026-06-03T16:00:00", 20, 1)])
    assert values(read(made)) == {"activity.avg_hr": 101.0, "activity.max_hr": 102.0}


def test_a_route_is_no_training() -> None:
    items = read(fit.fit([fit.file_id(6, "2026-06-03T16:00:00"), *fit.points("2026-06-03T16:00:00", 3)]))
    assert not workouts(items)
    assert len(items) == 4


def test_numbers_that_cannot_be_are_refused_and_the_training_kept() -> None:
    number, fields = fit.session("2026-06-03T16:00:00", 60, 1, kcal=200)
    items = read(fit.fit([(number, {**fields, 9: (fit.UINT32, 4_000_000_000)})]))
    assert len(workouts(items)) == 1
    assert [one.reason for one in items if isinstance(one, Rejected)] == ["total_distance 4e+07 is out of range"]


def test_short_times_go_on_from_the_last_whole_one_also_over_the_edge() -> None:
    start = (fit.at("2026-06-03T16:00:00") | 0xFFFF) - 10
    pulses = [(fit.MONITORING, {26: (fit.UINT16, (start + more) & 0xFFFF), 27: (fit.UINT8, 60)}) for more in (5, 20)]
    items = read(fit.fit([(fit.INFO, {253: (fit.UINT32, start)}), *pulses]))
    after = [one.start for one in items if isinstance(one, Measurement)]
    assert [moment - messages.utc_of(start, None) for moment in after] == [timedelta(seconds=5), timedelta(seconds=20)]


def test_a_short_time_without_a_whole_one_before_it_is_refused() -> None:
    items = read(fit.fit([(fit.MONITORING, {26: (fit.UINT16, 7), 27: (fit.UINT8, 60)})]))
    assert [type(one) for one in items] == [Rejected]


def test_a_counter_begins_at_zero_only_when_the_file_begins_at_midnight() -> None:
    noon = fit.at("2026-06-03T12:00:00")

    def steps(after: int, count: int) -> tuple[int, fit.Fields]:
        return fit.MONITORING, {253: (fit.UINT32, noon + after), 5: (fit.ENUM, 6), 3: (fit.UINT32, count)}

    items = read(fit.fit([(fit.INFO, {253: (fit.UINT32, noon)}), steps(60, 4_000), steps(120, 4_100)]))
    assert values(items) == {"move.steps": 100.0}


def test_chained_files_are_each_read() -> None:
    assert len(workouts(read(fit.run() + fit.strength()))) == 2


def test_a_wrong_checksum_is_said_and_everything_is_kept() -> None:
    made = fit.run()
    items = read(made[:-1] + bytes([made[-1] ^ 1]))
    assert len(workouts(items)) == 1
    assert [one.reason for one in items if isinstance(one, Rejected)] == [
        "its checksum does not match, so some values may be wrong"
    ]


def test_cut_off_it_gives_what_was_read() -> None:
    items = read(fit.run()[:170])
    (run,) = workouts(items)
    assert run.note == "Put together from its points: the file has no summary."
    assert [one.reason for one in items if isinstance(one, Rejected)] == ["the file breaks off here"]


@pytest.mark.parametrize("size", [12, 14])
def test_a_file_that_was_never_closed_is_read_to_its_end(size: int) -> None:
    made = fit.run()
    head = bytes([size]) + made[1:4] + bytes(4) + made[8:size]
    for content in (head + made[14:], gzip.compress(head + made[14:], mtime=0)):
        items = read(content)
        assert [one.seconds for one in workouts(items)] == [1790]
        assert len([one for one in items if isinstance(one, Rejected)]) == 1


def test_a_session_that_says_only_when_it_ended_began_its_length_before() -> None:
    ended = (fit.SESSION, {253: (fit.UINT32, fit.at("2026-06-03T16:30:00")), 7: (fit.UINT32, 1_800_000)})
    (one,) = workouts(read(fit.fit([fit.file_id(4, "2026-06-03T16:00:00"), ended])))
    assert (one.started_at.hour, one.started_at.minute) == (16, 0)


def test_a_timer_of_zero_gives_way_to_the_time_that_went_by() -> None:
    (one,) = workouts(read(fit.fit([fit.session("2026-06-03T16:00:00", 600, fit.RUNNING, moving=0)])))
    assert one.seconds == 600


def test_one_broken_file_of_many_does_not_stop_the_others() -> None:
    export = MemoryExport(
        "card", {"a.fit": fit.run(), "b.fit": fit.run()[:20], "c.FIT": b"nothing", "d.fit.gz": b"\x1f\x8b"}
    )
    items = list(garmin_fit.read(export, ReadOptions()))
    assert len([one for one in items if isinstance(one, Workout)]) == 1
    assert {one.where.partition(":")[0] for one in items if isinstance(one, Rejected)} == {"b.fit", "c.FIT", "d.fit.gz"}


@pytest.mark.parametrize("content", [b"", b"\x0e\x20T\x08\xff\xff\x00\x00.FIT\x00\x00", gzip.compress(b"no", mtime=0)])
def test_a_single_file_that_holds_nothing_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        read(content)


def test_a_gzip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garmin_fit, "FILE_LIMIT", 100)
    with pytest.raises(InputError, match="larger than it can be"):
        read(gzip.compress(fit.run()), "run.fit.gz")


def test_recognised_by_its_first_bytes_whatever_its_name() -> None:
    assert garmin_fit.sniff(MemoryExport("notes.txt", fit.run())) > 0.9
    assert garmin_fit.sniff(MemoryExport("notes", gzip.compress(fit.run()))) > 0.9
    assert garmin_fit.sniff(MemoryExport("run.fit", b"Activity Type,Date\n")) == 0
    mixed = MemoryExport("mixed", {"a.fit": fit.run(), "b.csv": b"a,b", "c.csv": b"a,b"})
    assert garmin_fit.sniff(mixed) == 0


@pytest.mark.parametrize("name", fit.FILES)
def test_any_damage_ends_in_words(name: str) -> None:
    chance = random.Random(name)
    made = fit.FILES[name]()
    for _ in range(120):
        spoiled = bytearray(made[: chance.randint(14, len(made))])
        for _ in range(chance.randint(0, 5)):
            spoiled[chance.randrange(12, len(spoiled))] = chance.randrange(256)
        with suppress(InputError):
            read(bytes(spoiled))
