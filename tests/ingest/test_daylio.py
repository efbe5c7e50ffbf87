from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Note, Rejected
from studio.ingest.formats import daylio
from studio.ingest.formats.daylio.entry import plain
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note\n"
MOODS = [
    {"id": 1, "custom_name": "", "mood_group_id": 1},
    {"id": 6, "custom_name": "on edge", "mood_group_id": 4},
    {"id": 7, "custom_name": "??", "mood_group_id": 9},
]


def read(content: str | bytes | dict[str, bytes], name: str = "daylio.csv") -> list[Any]:
    raw = content.encode() if isinstance(content, str) else content
    return list(daylio.read(MemoryExport(name, raw), ReadOptions()))


def row(time: str = "9:00", mood: str = "good", activities: str = "", note: str = "") -> Any:
    return read(f'{HEADER}2024-05-01,1 May,Wednesday,{time},{mood},{activities},,"{note}"\n')[0]


def backup(*entries: dict[str, Any], **more: Any) -> bytes:
    tags = [{"id": 14, "name": "friends"}, {"id": 15, "name": "work"}]
    return json.dumps({"version": 15, "customMoods": MOODS, "tags": tags, "dayEntries": entries, **more}).encode()


def zipped(content: bytes, name: str = "backup.daylio") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("assets/photos/1", b"\xff\xd8")
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("time", "clock"),
    [
        ("10:04 AM", "10:04"), ("6:50 pm", "18:50"), ("14:03", "14:03"), ("12:20 am", "00:20"), ("12:20 PM", "12:20"),
        ("6:50\u202fp. m.", "18:50"), ("下午6:50", "18:50"), ("오전 9:05", "09:05"), ("9.24 pm", "21:24"),
        ("6:50 em", "18:50"), ("kl. 18.50", "18:50"), ("6:50 ÖS", "18:50"), ("6:50 م", "18:50"), ("18 h 50", "18:50"),
        ("", "00:00"),
    ],
)  # fmt: skip
def test_the_clock_in_every_spelling(time: str, clock: str) -> None:
    assert row(time).written_at.strftime("%H:%M") == clock


@given(st.times())
def test_any_time_of_a_12_hour_clock_comes_back(time: Any) -> None:
    assert row(time.strftime("%I:%M %p").lstrip("0")).written_at == datetime(2024, 5, 1, time.hour, time.minute)


@pytest.mark.parametrize("time", ["25:00", "9:75", "noon", "9:00 xm"])
def test_no_such_time_is_refused(time: str) -> None:
    assert isinstance(row(time), Rejected)


@pytest.mark.parametrize(
    ("mood", "level"), [("rad", 1), ("Good", 0.5), ("meh", 0), ("bad", -0.5), ("awful", -1), ("on edge", None)]
)
def test_the_five_moods_have_a_level_and_others_are_kept_by_name(mood: str, level: float | None) -> None:
    note = row(mood=mood)
    assert note.mood == level
    assert note.tags == ((mood,) if level is None else ())


def test_a_mood_without_a_level_is_told_of_once() -> None:
    lines = "2024-05-01,1 May,Wednesday,9:00,on edge,,,\n" * 2
    facts = read(HEADER + lines)[-1]
    assert isinstance(facts, Facts)
    assert "“on edge” (2)" in facts.notes[0]


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("a<br>b<br/><BR />c", "a\nb\n\nc"),
        ("<p>one &amp; two</p><ul><li>x</li></ul>", "one & two\n- x"),
        ("I <3 you & a<b, 5 > 4", "I <3 you & a<b, 5 > 4"),
        ("Fish &amp; chips &lt;3&nbsp;us", "Fish & chips <3 us"),
        ("Who knows.<br><br>Am I [[here]]?", "Who knows.\n\nAm I [[here]]?"),
        ("R&copy, &c, &#39;so&#39;", "R&copy, &c, 'so'"),
        ("", ""),
    ],
)
def test_notes_lose_their_markup_and_nothing_else(note: str, text: str) -> None:
    assert plain(note) == text


@pytest.mark.parametrize("entry", [{"datetime": 1_702_800_000}, {"datetime": 1_702_800_000_000}])
def test_an_instant_without_an_offset_is_in_utc_and_may_count_seconds(entry: dict[str, int]) -> None:
    note = read(backup({**entry, "note": "Tea.", "mood": 1}), name="backup.json")[0]
    assert note.written_at == datetime(2023, 12, 17, 8, tzinfo=UTC)


def test_a_scale_is_a_tag_with_its_value() -> None:
    header = HEADER.replace("activities", "activities,scales")
    scales = "Sleep Quality:\u00a08/10\u00a0points | Sleep Time:\u00a08:00"
    note = read(f"{header}2026-05-01,1 May,Friday,9:00,good,walk,{scales},,\n")[0]
    assert note.tags == ("walk", "Sleep Quality: 8/10 points", "Sleep Time: 8:00")


def test_the_same_day_twice_and_quotes_and_lines_are_kept() -> None:
    text = '2024-05-01,1 May,Wednesday,9:00,good,,"A, b","She said ""yes"".\nThen left."\n'
    items = read("\ufeff" + HEADER + text + text.replace("9:00", "8:00"))
    assert [(note.title, note.text) for note in items[:2]] == [("A, b", 'She said "yes".\nThen left.')] * 2


ENTRY = {"id": 1, "month": 0, "day": 24, "year": 2023, "hour": 11, "minute": 36, "datetime": 1674556607764,
         "timeZoneOffset": 3600000, "mood": 1, "note": "x", "note_title": "", "tags": [14]}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("encoded", [False, True])
def test_a_backup_in_every_wrapping(packed: bool, encoded: bool) -> None:
    content = base64.encodebytes(backup(ENTRY)) if encoded else backup(ENTRY)
    content = zipped(content) if packed else content
    for export in (MemoryExport("x.daylio", content), MemoryExport("x", {"backup.daylio": content, "assets/1": b""})):
        assert daylio.sniff(export) > 0.5
        note = next(iter(daylio.read(export, ReadOptions())))
        assert isinstance(note, Note)
        assert (note.written_at.isoformat(), note.mood, note.tags) == ("2023-01-24T11:36:47+01:00", 1.0, ("friends",))


@pytest.mark.parametrize(
    ("fields", "level", "tags"),
    [
        ({"mood": 6}, -0.5, ("on edge", "friends")),
        ({"mood": 7}, None, ("??", "friends")),
        ({"mood": 99}, None, ("friends",)),
        ({"tags": [15, 77, "x"]}, 1.0, ("work",)),
        ({"tags": None, "isFavorite": True}, 1.0, ("favorite",)),
    ],
)
def test_moods_and_activities_by_number(fields: dict[str, Any], level: float | None, tags: tuple[str, ...]) -> None:
    note = read(backup({**ENTRY, **fields}))[0]
    assert (note.mood, note.tags) == (level, tags)


def test_months_count_from_zero_where_only_the_wall_clock_is_kept() -> None:
    entry = {key: value for key, value in ENTRY.items() if key != "datetime"}
    assert read(backup({**entry, "month": 1}))[0].written_at == datetime(2023, 2, 24, 11, 36)


@pytest.mark.parametrize(
    "fields",
    [
        {"datetime": -5}, {"datetime": 1 << 60}, {"timeZoneOffset": 10**9}, {"datetime": None, "month": 12},
        {"datetime": None, "year": "2023"}, {"note": 5}, {"tags": "a"}, {"mood": "good"},
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_the_next_is_read(fields: dict[str, Any]) -> None:
    items = read(backup({**ENTRY, **fields}, ENTRY))
    assert [type(item).__name__ for item in items] == ["Rejected", "Note", "Facts"]


@pytest.mark.parametrize(
    "content",
    [b"eyJ2", b'{"dayEntries": 5}', b'{"dayEntries": [', zipped(b"", "other"), zipped(b"no base64!")],
    ids=["cut off", "wrong type", "open", "no backup", "no base64"],
)
def test_a_damaged_backup_is_an_error_in_words(content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read(content, "x.daylio")
    assert caught.value.code in ("damaged", "not_recognised")


def test_what_a_backup_holds_besides_is_told() -> None:
    facts = read(backup(ENTRY, goalEntries=[{}, {}], assets=[]))[-1]
    assert facts.notes == ("Not taken, though the backup holds them: goal check-ins (2).",)


def test_other_tables_are_left_to_others() -> None:
    assert daylio.sniff(MemoryExport("daylio.csv", b"date,mood,activities\n2024-05-01,good,walk\n")) == 0.0
    assert daylio.sniff(MemoryExport("a.txt", b"every day is the same")) == 0.0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_backup_that_an_editor_saved_anew_is_read(encoding: str) -> None:
    content = backup({"datetime": 1_702_800_000_000, "timeZoneOffset": 0, "mood": 1}).decode().encode(encoding)
    assert daylio.sniff(MemoryExport("x.json", content)) > 0.9
    assert isinstance(read({"x.json": content}, name="folder")[0], Note)
