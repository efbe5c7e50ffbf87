from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Measurement, Measurements, Rejected, Skipped, Workout
from studio.ingest.formats import apple_health
from studio.ingest.formats.apple_health.lanes import HealthFile
from studio.ingest.formats.apple_health.moments import lived_days, moments
from studio.ingest.importer import Facts, Item, ReadOptions
from tests.ingest.memory import MemoryExport

START, END = "2024-05-01 08:00:00 +0200", "2024-05-01 08:30:00 +0200"


def document(*elements: str, head: str = "") -> bytes:
    return f'{head}<HealthData locale="en_GB">\n{"".join(elements)}</HealthData>\n'.encode()


def record(
    kind: str = "HKQuantityTypeIdentifierStepCount",
    value: str | None = "12",
    unit: str | None = "count",
    start: str = START,
    end: str = END,
    inside: str = "",
) -> str:
    said = f' unit="{unit}"' if unit is not None else ""
    said += f' startDate="{start}" endDate="{end}"'
    said += f' value="{value}"' if value is not None else ""
    tail = f">\n{inside}</Record>\n" if inside else "/>\n"
    return f' <Record type="{kind}" sourceName="Watch"{said}{tail}'


def read(*elements: str, head: str = "") -> list[Item]:
    export = MemoryExport("export.xml", document(*elements, head=head))
    return list(apple_health.read(export, ReadOptions()))


def measured(items: list[Item]) -> list[Measurement]:
    return [one for item in items for one in rows(item)]


def rows(item: Item) -> Iterator[Measurement]:
    if isinstance(item, Measurement):
        yield item
    if not isinstance(item, Measurements):
        return
    assert item.offsets is not None
    assert item.days is not None
    for n, metric in enumerate(item.metrics):
        zone = timezone(timedelta(seconds=int(item.offsets[n])))
        start, end = item.start[n].astype(datetime), item.end[n].astype(datetime)
        note = item.notes[n] if item.notes is not None else None
        yield Measurement(
            metric,
            start.replace(tzinfo=zone),
            end.replace(tzinfo=zone) if end is not None else None,
            float(item.values[n]),
            item.units[n],
            item.devices[n],
            item.days[n].astype(datetime),
            note,
        )


def one(*elements: str) -> Measurement:
    (found,) = measured(read(*elements))
    return found


@pytest.mark.parametrize(
    ("kind", "value", "unit", "metric", "expected", "ours"),
    [
        ("BodyMass", "150", "lb", "body.weight", 68.0388555, "kg"),
        ("BodyMass", "10", "st", "body.weight", 63.5029318, "kg"),
        ("Height", "170", "cm", "body.height", 1.7, "m"),
        ("BodyTemperature", "98.6", "degF", "body.temperature", 37.0, "celsius"),
        ("DistanceWalkingRunning", "2", "mi", "move.distance", 3218.688, "m"),
        ("ActiveEnergyBurned", "418.4", "kJ", "move.energy", 100.0, "kcal"),
        ("ActiveEnergyBurned", "100", "Cal", "move.energy", 100.0, "kcal"),
        ("HeartRate", "1.5", "count/s", "heart.rate", 90.0, "bpm"),
        ("OxygenSaturation", "0.97", "%", "recovery.spo2", 97.0, "%"),
        ("BodyFatPercentage", "22.5", "%", "body.fat", 22.5, "%"),
        ("BloodGlucose", "5.4", "mmol&lt;180.1558800000541&gt;/L", "body.glucose", 5.4, "mmol/L"),
        ("BloodGlucose", "180.1558800000541", "mg/dL", "body.glucose", 10.0, "mmol/L"),
        ("AppleExerciseTime", "3", "min", "move.exercise", 180.0, "s"),
        ("DietaryWater", "1", "L", "food.water", 1000.0, "mL"),
        ("DietarySodium", "1.2", "g", "food.sodium", 1200.0, "mg"),
        ("DietaryVitaminB12", "2", "mcg", "food.vitamin_b12", 2.0, "mcg"),
        ("WalkingStepLength", "71.5", "cm", "other.walking_step_length", 71.5, "cm"),
    ],
)
def test_each_quantity_has_one_unit(kind: str, value: str, unit: str, metric: str, expected: float, ours: str) -> None:
    found = one(record(f"HKQuantityTypeIdentifier{kind}", value, unit))
    assert (found.metric, found.unit) == (metric, ours)
    assert found.value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        ("2024-05-01 23:10:00 +0200", "2024-05-01 23:50:00 +0200", "2024-05-02"),
        ("2024-05-01 23:50:00 +0200", "2024-05-02 00:20:00 +0200", "2024-05-02"),
        ("2024-05-02 06:00:00 +0200", "2024-05-02 07:00:00 +0200", "2024-05-02"),
        ("2024-05-02 08:00:00 +0200", "2024-05-02 16:30:00 +0200", "2024-05-02"),
        ("2024-05-02 17:00:00 +0200", "2024-05-02 18:00:00 +0200", "2024-05-02"),
        ("2024-05-02 18:30:00 +0200", "2024-05-02 20:00:00 +0200", "2024-05-03"),
    ],
)
def test_sleep_belongs_to_the_day_of_waking_up(start: str, end: str, day: str) -> None:
    value = "HKCategoryValueSleepAnalysisAsleepDeep"
    found = one(record("HKCategoryTypeIdentifierSleepAnalysis", value, None, start, end))
    assert (found.metric, str(found.day)) == ("sleep.deep", day)
    assert found.end is not None
    assert found.value == (found.end - found.start).total_seconds()


def test_a_value_of_a_whole_day_belongs_to_that_day() -> None:
    kind = "HKQuantityTypeIdentifierRestingHeartRate"
    found = one(record(kind, "55", "count/min", "2024-05-01 00:00:04 +0200", "2024-05-01 23:58:00 +0200"))
    assert str(found.day) == "2024-05-01"


@pytest.mark.parametrize("inside", ["", '<MetadataEntry key="a" value="1"/>\n'])
@pytest.mark.parametrize("key", ["HKTimeZone", "HKMetadataKeyTimeZone"])
def test_a_zone_of_its_own_corrects_the_offset(inside: str, key: str) -> None:
    zone = f'{inside}<MetadataEntry key="{key}" value="America/New_York"/>\n'
    found = one(record(start="2024-01-10 13:00:00 +0200", end="2024-01-10 13:05:00 +0200", inside=zone))
    assert found.start.isoformat() == "2024-01-10T06:00:00-05:00"
    assert found.end is not None
    assert found.end.isoformat() == "2024-01-10T06:05:00-05:00"


@pytest.mark.parametrize("name", ["Mars/Base", "../../etc/passwd", "x" * 500, "/etc/localtime"])
def test_a_zone_that_is_none_changes_nothing(name: str) -> None:
    found = one(record(inside=f'<MetadataEntry key="HKTimeZone" value="{name}"/>\n'))
    assert found.start.isoformat() == "2024-05-01T08:00:00+02:00"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (record(value="many"), "is not a number"),
        (record(value="nan"), "is not a number"),
        (record(value="1e999"), "is not a number"),
        (record(value=None), "is not a number"),
        (record(unit="dozen"), "unknown unit"),
        (record(unit=None), "without a unit"),
        (record(kind=""), "is no type"),
        (record(start="yesterday"), "is not a time"),
        (record(start="2024-13-01 08:00:00 +0200"), "is not a time"),
        (record(start="2023-02-29 08:00:00 +0200", end="2023-03-29 08:00:00 +0200"), "is not a time"),
        (record(start="2024-05-01 08:00:00"), "is not a time"),
        (record(start=END, end=START), "ends before it starts"),
        (record("HKCategoryTypeIdentifierSleepAnalysis", "Dozing", None), "unknown stage"),
    ],
)
def test_what_cannot_be_is_refused_and_the_next_is_read(written: str, reason: str) -> None:
    items = read(written, record())
    (refused,) = [item for item in items if isinstance(item, Rejected)]
    assert reason in refused.reason
    assert refused.where == "export.xml: Record[0]"
    assert refused.raw.startswith("<Record type=")
    assert [found.value for found in measured(items)] == [12.0]


@pytest.mark.parametrize("start", ["2024-05-01T08:00:00+02:00", "2024-05-01 8:00:00 AM +0200", "2024-05-01 06:00:00Z"])
def test_other_spellings_of_a_moment(start: str) -> None:
    assert one(record(start=start)).start == datetime.fromisoformat("2024-05-01T08:00:00+02:00")


def test_members_of_a_group_count_once_whichever_comes_first() -> None:
    pressure = record("HKQuantityTypeIdentifierBloodPressureSystolic", "120", "mmHg")
    group = f' <Correlation type="x" sourceName="Cuff" startDate="{START}" endDate="{END}">\n{pressure}</Correlation>\n'
    for elements in ((pressure, group), (group, pressure)):
        items = read(*elements)
        assert len(measured(items)) == 1
        assert len([item for item in items if isinstance(item, Skipped)]) == 2


def test_a_member_of_a_group_that_stands_nowhere_else_is_kept() -> None:
    protein = record("HKQuantityTypeIdentifierDietaryProtein", "31", "g")
    items = read(f' <Correlation type="x" sourceName="Food">\n{protein}</Correlation>\n')
    assert [found.metric for found in measured(items)] == ["food.protein"]
    facts = [item for item in items if isinstance(item, Facts)]
    assert facts[-1].notes == ("Records that stand in a group and not on their own as well: 1.",)


def test_a_workout_takes_what_its_statistics_say() -> None:
    inside = (
        '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceCycling" sum="10" unit="km"/>'
        '<WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" sum="837" unit="kJ"/>'
        '<MetadataEntry key="HKTimeZone" value="Europe/Lisbon"/>'
    )
    kind = 'workoutActivityType="HKWorkoutActivityTypeCycling" duration="0.5" durationUnit="hr"'
    items = read(f' <Workout {kind} startDate="{START}" endDate="{END}">{inside}</Workout>\n', record())
    assert items[0] == Workout(
        datetime.fromisoformat("2024-05-01T07:00:00+01:00"), "Cycling", 1800.0, "10.00 km, 200 kcal"
    )
    assert len(measured(items)) == 1


def test_a_mood_is_a_measurement() -> None:
    (found,) = measured(read(f'<StateOfMind startDate="{START}" valence="-0.5" labels="Sad"/>'))
    assert (found.metric, found.value, found.note) == ("mood.valence", -0.5, "Sad")


def test_records_in_comments_are_none() -> None:
    items = read(record(value="1"), " <!-- \n", record(value="2"), " -->\n", record(value="3"))
    assert [found.value for found in measured(items)] == [1.0, 3.0]


def test_a_broken_record_costs_no_other() -> None:
    items = read(record(value="1"), ' <Record type="x" type="y"/>\n', record(value="3"), record(value="4"))
    assert [found.value for found in measured(items)] == [1.0, 3.0, 4.0]
    assert [item.where for item in items if isinstance(item, Rejected)] == ["export.xml:3"]


def test_the_order_of_attributes_does_not_matter() -> None:
    kind = 'unit="count" sourceName="W" type="HKQuantityTypeIdentifierStepCount"'
    written = f' <Record value="7" endDate="{END}" startDate="{START}" {kind}/>'
    assert one(written).value == 7


def test_no_health_data_is_said() -> None:
    with pytest.raises(InputError):
        list(apple_health.read(MemoryExport("export.xml", b"<!DOCTYPE HealthData [\n"), ReadOptions()))


@pytest.mark.parametrize(
    ("names", "sure"),
    [
        (["export.xml"], True),
        (["a/Export.xml", "a/export_cda.xml", "a/workout-routes/1.gpx"], True),
        (["a/export.xml", "b/notes.md", "b/chat.txt"], False),
        (["export.xml", "strong.csv"], False),
        (["a/export.xml", "b/export.xml"], False),
    ],
)
def test_a_group_is_claimed_only_where_all_belongs_together(names: list[str], sure: bool) -> None:
    files = {name: document(record()) if name.lower().endswith("export.xml") else b"<x/>" for name in names}
    assert (apple_health.sniff(MemoryExport("export", files)) >= 0.5) is sure


class Repeated(io.BytesIO):
    """A file made while it is read."""

    def __init__(self, count: int) -> None:
        super().__init__()
        lines = record(inside='<MetadataEntry key="k" value="v"/>\n').encode() * 500
        self.parts = iter([b"<HealthData>\n", *(lines for _ in range(count // 500)), b"</HealthData>\n"])

    def read(self, size: int | None = -1) -> bytes:
        return next(self.parts, b"")


def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for count in (17_000, 34_000):
        tracemalloc.start()
        found = sum(
            len(item.metrics) for item in HealthFile("x").read(Repeated(count)) if isinstance(item, Measurements)
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found == count
    assert peaks[1] < 1.2 * peaks[0]


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)),
    st.integers(-18 * 60, 18 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_every_moment_is_read_as_it_was_written(wall: datetime, zone: timezone) -> None:
    moment = wall.replace(microsecond=0, tzinfo=zone)
    said = f"{moment:%Y-%m-%d %H:%M:%S %z}".encode()
    walls, offsets, right = moments([said, b"x" * 25])
    assert right.tolist() == [True, False]
    assert walls[0].astype(datetime) == moment.replace(tzinfo=None)
    assert timedelta(seconds=int(offsets[0])) == zone.utcoffset(None)


@given(st.text(alphabet="0123456789-+: TZé", min_size=25, max_size=25))
def test_no_text_is_a_moment_by_mistake(text: str) -> None:
    moments([text.encode()[:25].ljust(25)])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)), st.integers(0, 14 * 3600))
def test_sleep_never_belongs_to_a_day_before_it_or_long_after_it(start: datetime, seconds: int) -> None:
    begin = np.array([start], "datetime64[us]")
    end = np.array([start + timedelta(seconds=seconds)], "datetime64[us]")
    day = lived_days(begin, end, np.array([True]))[0].astype(datetime)
    assert 0 <= (day - (start + timedelta(seconds=seconds, microseconds=-1)).date()).days <= 1
