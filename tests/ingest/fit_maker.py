"""A tiny FIT writer, and the invented FIT files of `sample_data/exports/garmin_fit` made with it.

`python -m tests.ingest.fit_maker` writes them anew, byte for byte the same.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from tests.ingest.memory import SAMPLES

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
ENUM, UINT8, SINT16, UINT16, UINT32, TEXT = 0x00, 0x02, 0x83, 0x84, 0x86, 0x07
_CODES = {ENUM: "B", UINT8: "B", SINT16: "h", UINT16: "H", UINT32: "I"}

Value = int | str | Sequence[int]
Fields = Mapping[int, tuple[int, Value]]
"""Field number → base type and value."""

FILE_ID, SESSION, LAP, RECORD, EVENT, ACTIVITY, WEIGHT, MONITORING, INFO = 0, 18, 19, 20, 21, 34, 30, 55, 103
SET, STRESS, TITLE, SPO2, SLEEP_LEVEL, BREATHS, ASSESSMENT, HRV_NIGHT, HRV_VALUE, RESTING = (
    225, 227, 264, 269, 275, 297, 346, 370, 371, 211,
)  # fmt: skip
RUNNING, CYCLING, TRANSITION, SWIMMING, TRAINING = 1, 2, 3, 5, 10


def crc(data: bytes) -> int:
    """The checksum of the FIT protocol."""
    table = [0x0, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401]
    table += [0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400]
    value = 0
    for byte in data:
        for half in (byte & 0xF, byte >> 4):
            value = (value >> 4) ^ table[value & 0xF] ^ table[half]
    return value


def at(text: str) -> int:
    """FIT seconds of an ISO moment in UTC."""
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH).total_seconds())


def packed(kind: int, value: Value) -> bytes:
    """One field's bytes."""
    if isinstance(value, str):
        return value.encode() + b"\0"
    values = [value] if isinstance(value, int) else list(value)
    return struct.pack(f"<{len(values)}{_CODES[kind]}", *values)


def fit(messages: Iterable[tuple[int, Fields]]) -> bytes:
    """A whole FIT file; a definition is written whenever the shape of a message changes."""
    body = bytearray()
    shape: tuple[object, ...] = ()
    for number, fields in messages:
        cells = {field: (kind, packed(kind, value)) for field, (kind, value) in fields.items()}
        now = (number, *((field, len(data), kind) for field, (kind, data) in cells.items()))
        if now != shape:
            shape = now
            body += struct.pack("<BBBHB", 0x40, 0, 0, number, len(cells))
            for field, (kind, data) in cells.items():
                body += struct.pack("<BBB", field, len(data), kind)
        body += b"\0" + b"".join(data for _, data in cells.values())
    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    head = header + struct.pack("<H", crc(header))
    return head + bytes(body) + struct.pack("<H", crc(head + bytes(body)))


def file_id(kind: int, when: str) -> tuple[int, Fields]:
    """Who wrote the file and what it is: 4 an activity, 9 weight, 32 monitoring, 49 sleep."""
    fields: Fields = {0: (ENUM, kind), 1: (UINT16, 1), 2: (UINT16, 2713), 4: (UINT32, at(when))}
    return FILE_ID, fields


def session(start: str, seconds: int, sport: int, sub: int = 0, **more: int) -> tuple[int, Fields]:
    """A session: `metres`, `kcal`, `avg_hr`, `max_hr`, `watts`, `ascent`, `laps` where known."""
    fields: Fields = {
        253: (UINT32, at(start) + seconds),
        2: (UINT32, at(start)),
        5: (ENUM, sport),
        6: (ENUM, sub),
        7: (UINT32, seconds * 1000),
        8: (UINT32, more.get("moving", seconds) * 1000),
        9: (UINT32, more["metres"] * 100 if "metres" in more else 0xFFFFFFFF),
        11: (UINT16, more.get("kcal", 0xFFFF)),
        16: (UINT8, more.get("avg_hr", 0xFF)),
        17: (UINT8, more.get("max_hr", 0xFF)),
        20: (UINT16, more.get("watts", 0xFFFF)),
        22: (UINT16, more.get("ascent", 0xFFFF)),
        26: (UINT16, more.get("laps", 1)),
    }
    return SESSION, fields


def activity(end: str, hours: float | None, sessions: int = 1) -> tuple[int, Fields]:
    """The last message of an activity, with the local time where the watch knew it."""
    local = 0xFFFFFFFF if hours is None else at(end) + int(hours * 3600)
    fields: Fields = {253: (UINT32, at(end)), 5: (UINT32, local), 1: (UINT16, sessions)}
    return ACTIVITY, fields


def points(start: str, count: int, rate: int = 120) -> list[tuple[int, Fields]]:
    """Points ten seconds apart, thirty metres each."""
    first = at(start)
    return [
        (RECORD, {253: (UINT32, first + 10 * n), 5: (UINT32, 3000 * n), 3: (UINT8, rate + n)}) for n in range(count)
    ]


def lap(start: str, seconds: int) -> tuple[int, Fields]:
    """A lap."""
    fields: Fields = {253: (UINT32, at(start) + seconds), 2: (UINT32, at(start)), 7: (UINT32, seconds * 1000)}
    return LAP, fields


def one_set(start: str, seconds: int, rest: bool = False, **more: int) -> tuple[int, Fields]:
    """A set of `category` and `subtype` with `reps` and `kg`, or the rest after one."""
    fields: Fields = {
        254: (UINT32, at(start) + seconds),
        0: (UINT32, seconds * 1000),
        3: (UINT16, more.get("reps", 0xFFFF)),
        4: (UINT16, more["kg"] * 16 if "kg" in more else 0xFFFF),
        5: (UINT8, 0 if rest else 1),
        6: (UINT32, at(start)),
        7: (UINT16, [more.get("category", 0xFFFF), 0xFFFF]),
        8: (UINT16, [more.get("subtype", 0xFFFF), 0xFFFF]),
    }
    return SET, fields


def run() -> bytes:
    """A run in Berlin, in summer, with laps and points."""
    return fit(
        [
            file_id(4, "2026-06-03T16:00:02"),
            (EVENT, {253: (UINT32, at("2026-06-03T16:00:02")), 0: (ENUM, 0), 1: (ENUM, 0)}),
            *points("2026-06-03T16:00:02", 6, 131),
            lap("2026-06-03T16:00:02", 30),
            lap("2026-06-03T16:00:32", 1783),
            session("2026-06-03T16:00:02", 1813, RUNNING, 3, moving=1790, metres=5120, kcal=341, avg_hr=148, max_hr=171,
                    ascent=42, laps=2),
            activity("2026-06-03T16:30:15", 2),
        ]
    )  # fmt: skip


def strength() -> bytes:
    """Strength training without a local time: two exercises, rests, a set of an unknown exercise, an own name."""
    title: Fields = {0: (UINT16, 28), 1: (UINT16, 61), 2: (TEXT, "Goblet squat, slow")}
    return fit(
        [
            file_id(4, "2026-06-04T05:30:00"),
            one_set("2026-06-04T05:31:00", 40, category=0, subtype=1, reps=8, kg=60),
            one_set("2026-06-04T05:31:40", 90, rest=True),
            one_set("2026-06-04T05:33:10", 42, category=0, subtype=1, reps=6, kg=65),
            one_set("2026-06-04T05:34:00", 60, rest=True),
            one_set("2026-06-04T05:35:00", 50, category=28, subtype=61, reps=12, kg=24),
            one_set("2026-06-04T05:37:00", 60, category=19),
            one_set("2026-06-04T05:39:00", 30, reps=15),
            (TITLE, title),
            session("2026-06-04T05:30:00", 2700, TRAINING, 20, kcal=201, avg_hr=101, max_hr=139),
            activity("2026-06-04T06:15:00", None),
        ]
    )


def triathlon() -> bytes:
    """Several sessions in one file, west of Greenwich."""
    return fit(
        [
            file_id(4, "2026-06-07T13:00:00"),
            *points("2026-06-07T13:00:00", 2),
            session("2026-06-07T13:00:00", 900, SWIMMING, 18, metres=750, kcal=190),
            session("2026-06-07T13:15:00", 120, TRANSITION),
            session("2026-06-07T13:17:00", 2400, CYCLING, metres=20000, kcal=520, avg_hr=150, watts=211, ascent=180),
            activity("2026-06-07T13:57:00", -5, 3),
        ]
    )


def no_summary() -> bytes:
    """A ride whose watch stopped before it wrote the summary."""
    return fit([file_id(4, "2026-06-08T17:00:00"), *points("2026-06-08T17:00:00", 5, 99)])


def scale() -> bytes:
    """Two weighings, one without body fat."""
    first: Fields = {253: (UINT32, at("2026-06-01T06:10:00")), 0: (UINT16, 7140), 1: (UINT16, 1830), 13: (UINT16, 229)}
    second: Fields = {253: (UINT32, at("2026-06-02T06:12:00")), 0: (UINT16, 7120), 1: (UINT16, 65535)}
    return fit([file_id(9, "2026-06-01T06:10:00"), (WEIGHT, first), (WEIGHT, second)])


def day() -> bytes:
    """A day on the wrist: counters from local midnight, short times, stress that could not be measured."""
    midnight = at("2026-06-02T22:00:00")
    info: Fields = {253: (UINT32, midnight), 0: (UINT32, midnight + 7200)}

    def steps(after: int, count: int, metres: int, kcal: int) -> tuple[int, Fields]:
        return MONITORING, {
            253: (UINT32, midnight + after), 5: (ENUM, 6), 3: (UINT32, count), 2: (UINT32, metres * 100),
            19: (UINT16, kcal),
        }  # fmt: skip

    def pulse(after: int, rate: int) -> tuple[int, Fields]:
        return MONITORING, {26: (UINT16, (midnight + after) & 0xFFFF), 27: (UINT8, rate)}

    def reading(number: int, field: int, kind: int, after: int, value: int) -> tuple[int, Fields]:
        return number, {253: (UINT32, midnight + after), field: (kind, value)}

    return fit(
        [
            file_id(32, "2026-06-02T22:00:00"),
            (INFO, info),
            steps(28_800, 640, 480, 31),
            pulse(28_860, 61),
            pulse(70_000, 64),
            steps(72_000, 640, 480, 31),
            steps(75_600, 2_100, 1_590, 88),
            steps(86_400 + 3_600, 50, 38, 2),
            (STRESS, {0: (SINT16, 27), 1: (UINT32, midnight + 30_000)}),
            (STRESS, {0: (SINT16, -2), 1: (UINT32, midnight + 30_060)}),
            reading(BREATHS, 0, SINT16, 30_000, 1_420),
            reading(SPO2, 0, UINT8, 30_000, 96),
            reading(RESTING, 0, UINT8, 30_000, 52),
        ]
    )


def night() -> bytes:
    """A night: stages, the end of sleep, HRV and the score."""
    start = at("2026-06-03T21:30:00")
    stages = ((0, 1), (600, 2), (4_200, 3), (7_800, 2), (18_000, 4), (21_600, 0), (22_000, 2))
    local: Fields = {253: (UINT32, start), 3: (UINT32, start + 7_200)}
    return fit(
        [
            file_id(49, "2026-06-03T21:30:00"),
            (162, local),
            *((SLEEP_LEVEL, {253: (UINT32, start + after), 0: (ENUM, level)}) for after, level in stages),
            (EVENT, {253: (UINT32, start + 27_000), 0: (ENUM, 74), 1: (ENUM, 1)}),
            (HRV_VALUE, {253: (UINT32, start + 300), 0: (UINT16, 48 * 128)}),
            (HRV_NIGHT, {253: (UINT32, start + 27_000), 0: (UINT16, 45 * 128), 1: (UINT16, 51 * 128)}),
            (ASSESSMENT, {6: (UINT8, 81)}),
        ]
    )


FILES = {
    "run.fit": run,
    "strength.fit.gz": strength,
    "scale.fit": scale,
    "day.fit": day,
    "night.fit": night,
    "card/ACTIVITY/triathlon.fit": triathlon,
    "card/ACTIVITY/no_summary.fit": no_summary,
}


def main() -> None:
    """Write the samples."""
    for name, make in FILES.items():
        place = SAMPLES / "garmin_fit" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(gzip.compress(make(), mtime=0) if name.endswith(".gz") else make())


if __name__ == "__main__":
    main()
