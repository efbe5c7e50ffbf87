"""From a file to the store: ids, zones, who is who, doing it twice, stopping and being killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import HomeBusyError, InputError, StoppedError, StudioError, UsageError
from studio.core.paths import Home
from studio.core.progress import Step, Stop
from studio.core.records import Measurement, Message, Note, Record, Workout, WorkoutSet
from studio.core.settings import Settings
from studio.ingest.localise import Localiser, zone_for
from studio.ingest.pipeline import bring_in, gather
from studio.ingest.rows import Rows
from studio.ingest.taking import Request
from studio.store import Store
from studio.store.sources import Source

BERLIN = Settings(tz="Europe/Berlin")


def chat(lines: int, *, start: int = 0) -> str:
    first = datetime(2023, 2, 13, 14, 0)
    return "".join(
        f"{first + timedelta(minutes=7 * n):%d/%m/%Y, %H:%M} - {'Al' if n % 3 else 'Jo'}: message {n // 4}\n"
        for n in range(start, lines)
    )


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def once(store: Store, home: Home, path: Path, **said: Any) -> Source:
    (source,) = bring_in(store, home, [path], settings=said.pop("settings", BERLIN), **said)
    return source


def test_importing_twice_adds_nothing(store: Store, home: Home, tmp_path: Path) -> None:
    path = write(tmp_path / "WhatsApp Chat with Jo.txt", chat(50))
    first = once(store, home, path)
    before = list(store.records.listing(None, None, None))
    again = once(store, home, path)
    renamed = once(store, home, path.rename(tmp_path / "other name.txt"))
    assert (first.records, first.duplicates) == (50, 0)
    assert (again.records, again.duplicates) == (renamed.records, renamed.duplicates) == (50, 50)
    assert first.source_id == again.source_id == renamed.source_id
    assert list(store.records.listing(None, None, None)) == before
    assert [s.duplicates for s in store.sources.all()] == [0]


def test_the_same_words_in_the_same_minute_are_two_messages(store: Store, home: Home, tmp_path: Path) -> None:
    path = write(tmp_path / "c.txt", "13/02/2023, 14:42 - Jo: ok\n" * 3)
    assert once(store, home, path).duplicates == 0
    assert store.records.counts()["messages"] == 3


def test_a_longer_export_of_the_same_chat_adds_only_what_is_new(store: Store, home: Home, tmp_path: Path) -> None:
    once(store, home, write(tmp_path / "WhatsApp Chat with Jo.txt", chat(50)))
    longer = once(store, home, write(tmp_path / "WhatsApp Chat with Jo (1).txt", chat(80, start=20)))
    assert (longer.records, longer.duplicates) == (60, 30)
    assert store.records.counts()["messages"] == 80


def test_replace_swaps_the_earlier_export_and_keeps_ids(store: Store, home: Home, tmp_path: Path) -> None:
    once(store, home, write(tmp_path / "WhatsApp Chat with Jo.txt", chat(50)))
    once(store, home, write(tmp_path / "WhatsApp Chat with Al.txt", chat(5)))
    ids = {r["id"] for r in store.records.listing(None, None, None) if r["conversation"] == "Jo"}
    newer = once(store, home, write(tmp_path / "WhatsApp Chat with Jo (1).txt", chat(60, start=10)), replace=True)
    assert (newer.records, newer.duplicates) == (50, 0)
    now = {r["id"] for r in store.records.listing(None, None, None) if r["conversation"] == "Jo"}
    assert len(now & ids) == 40
    assert [s.conversation for s in store.sources.all()] == ["Al", "Jo"]
    same = once(store, home, tmp_path / "WhatsApp Chat with Jo (1).txt", replace=True)
    assert (same.duplicates, len(store.sources.all())) == (0, 2)


def test_the_zone_and_where_it_came_from(store: Store, home: Home, tmp_path: Path) -> None:
    path = write(tmp_path / "c.txt", "13/07/2023, 14:42 - Jo: hi\n")
    assert once(store, home, path).tz_source == "settings"
    (record,) = store.records.listing(None, None, None)
    assert record["sent_at"] == "2023-07-13T14:42:00+02:00"
    flagged = once(store, home, path, tz="America/New_York", replace=True)
    assert (flagged.tz, flagged.tz_source) == ("America/New_York", "flag")
    assert next(store.records.listing(None, None, None))["sent_at"] == "2023-07-13T14:42:00-04:00"
    assert once(store, home, path, settings=Settings(), replace=True).tz_source == "system"
    with pytest.raises(UsageError):
        once(store, home, path, tz="Mars/Olympus")


def test_the_hour_that_comes_twice_is_told_apart(store: Store, home: Home, tmp_path: Path) -> None:
    times = ["02:10", "02:50", "02:49", "02:05", "02:40", "03:10"]
    once(store, home, write(tmp_path / "c.txt", "".join(f"29/10/2023, {at} - Jo: {at}\n" for at in times)))
    stored = [m.sent_at for m in store.records.messages()]
    assert [m.utcoffset() for m in stored] == [timedelta(hours=h) for h in (2, 2, 2, 1, 1, 1)]
    assert [m.strftime("%H:%M") for m in stored] == ["02:10", "02:49", "02:50", "02:05", "02:40", "03:10"]


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"]),
)
def test_a_wall_time_keeps_its_face(moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    utc, wall, tz = Localiser(zone).utc(moment)
    back = utc.replace(tzinfo=UTC).astimezone(zone)
    exists = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
    assert (wall, tz) == (moment, name)
    assert back.replace(tzinfo=None) == moment or not exists


def test_an_aware_moment_keeps_its_own_zone() -> None:
    where = Localiser(zone_for("Europe/Berlin", Settings())[0])
    utc, wall, tz = where.utc(datetime.fromisoformat("2023-07-13T14:42:00-05:00"))
    assert (utc.hour, wall.hour, tz, where.aware) == (19, 14, "-05:00", "-05:00")


@pytest.mark.parametrize(
    ("name", "said", "settings_me", "expected"),
    [
        ("WhatsApp Chat with Jo.txt", None, "", {"Al"}),
        ("c.txt", None, "", set()),
        ("c.txt", "Al", "", {"Al"}),
        ("c.txt", "al", "", {"Al"}),
        ("c.txt", None, "Jo", {"Jo"}),
        ("WhatsApp Chat with Jo.txt", "Jo", "", {"Jo"}),
    ],
)
def test_who_the_person_is(
    store: Store, home: Home, tmp_path: Path, name: str, said: str | None, settings_me: str, expected: set[str]
) -> None:
    source = once(store, home, write(tmp_path / name, chat(9)), me=said, settings=Settings(me=settings_me, tz="UTC"))
    assert store.people.me() == expected
    assert source.people == ("Al", "Jo")
    assert any("taken to be Al" in note for note in source.notes) == (expected == {"Al"} and said is None)


def test_a_known_role_settles_who_the_person_is(store: Store, home: Home, tmp_path: Path) -> None:
    store.people.add(["Alexander"], role="me")
    store.people.alias("Alexander", "Al")
    source = once(store, home, write(tmp_path / "c.txt", chat(9)))
    assert store.people.me() == {"Alexander", "Al"}
    assert not any("not known" in note for note in source.notes)
    assert [p.name for p in store.people.all()] == ["Alexander", "Jo"]


def test_a_name_that_is_nobodys_is_asked_about(store: Store, home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Nobody in this chat") as asked:
        once(store, home, write(tmp_path / "c.txt", chat(9)), me="Bo")
    assert "Al, Jo" in asked.value.fix
    assert store.records.counts()["messages"] == 0


def test_the_settings_decide_a_date_order_only_when_the_file_cannot(store: Store, home: Home, tmp_path: Path) -> None:
    path = write(tmp_path / "c.txt", "01/02/2023, 14:42 - Jo: hi\n")
    with pytest.raises(InputError) as asked:
        once(store, home, path)
    assert asked.value.code == "date_order"
    source = once(store, home, path, settings=Settings(tz="UTC", date_order="mdy"))
    assert (source.first_at or datetime.min).month == 1
    assert any("date_order" in note for note in source.notes)
    told = write(tmp_path / "d.txt", "14/02/2023, 14:42 - Jo: hi\n")
    assert (once(store, home, told, settings=Settings(tz="UTC", date_order="mdy")).first_at or datetime.min).month == 2


def test_rejects_are_kept_with_reason_and_words(store: Store, home: Home, tmp_path: Path) -> None:
    source = once(store, home, write(tmp_path / "c.txt", "junk\n" + chat(3) + "31/02/2023, 10:00 - Jo: never\n"))
    rejects = store.sources.rejects(source.source_id)
    assert [(r.where, r.raw) for r in rejects] == [("c.txt:1", "junk"), ("c.txt:5", "31/02/2023, 10:00 - Jo: never")]
    assert (source.records, source.rejected) == (3, 2)


def test_a_file_of_rejects_alone_is_refused(store: Store, home: Home, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Nothing in"):
        once(store, home, write(tmp_path / "c.txt", "31/02/2023, 10:00 - Jo: never\n"), format_name="whatsapp")
    assert store.sources.all() == []


def test_what_is_good_is_kept_beside_what_is_not(store: Store, home: Home, tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", chat(5))
    (tmp_path / "bad.bin").write_bytes(bytes(range(256)))
    haul = gather(store, [tmp_path / "bad.bin", good, tmp_path / "none"], Request(), settings=BERLIN)
    assert [s.records for s in haul.sources] == [5]
    assert [r.problem.exit_code for r in haul.refused] == [3, 1]
    with pytest.raises(StudioError, match="does not exist"):
        bring_in(store, home, [tmp_path / "none"], settings=BERLIN)
    with pytest.raises(InputError, match=r"not recognised.*does not exist"):
        bring_in(store, home, [tmp_path / "bad.bin", tmp_path / "none"], settings=BERLIN)


def test_a_damaged_member_leaves_nothing_of_its_export(store: Store, home: Home, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Jo.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("_chat.txt", chat(9000))
    raw = bytearray(path.read_bytes())
    raw[-4000:-3900] = bytes(100)
    path.write_bytes(raw)
    with pytest.raises(InputError, match="damaged"):
        bring_in(store, home, [path], settings=BERLIN)
    assert not any(store.records.counts().values())


def test_stopping_leaves_nothing_of_the_export(store: Store, home: Home, tmp_path: Path) -> None:
    stop = Stop()
    steps: list[Step] = []

    def report(step: Step) -> None:
        steps.append(step)
        stop.set()

    with pytest.raises(StoppedError):
        once(store, home, write(tmp_path / "c.txt", chat(9000)), report=report, stop=stop)
    assert steps
    assert not any(store.records.counts().values())
    assert store.people.all() == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.ingest.pipeline import bring_in
from studio.store import Store
from studio.store.sources import Sources
home, good, big, when = Home(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
with Store.open(home) as store:
    bring_in(store, home, [good], settings=Settings(tz="UTC"))
    if when == "reading":
        bring_in(store, home, [big], settings=Settings(tz="UTC"), report=die)
    Sources.add = die
    bring_in(store, home, [big], settings=Settings(tz="UTC"))
"""


@pytest.mark.parametrize("when", ["reading", "writing"])
def test_a_killed_import_leaves_nothing_of_itself_and_all_of_what_was_before(tmp_path: Path, when: str) -> None:
    home = Home(tmp_path / "home")
    good = write(tmp_path / "WhatsApp Chat with Jo.txt", chat(20))
    big = write(tmp_path / "WhatsApp Chat with Al.txt", chat(20_000))
    command = [sys.executable, "-c", _KILLED, str(home.root), str(good), str(big), when]
    ended = subprocess.run(command, check=False, timeout=120, env={**os.environ})
    assert ended.returncode == -signal.SIGKILL
    with Store.open(home) as store:
        assert [s.conversation for s in store.sources.all()] == ["Jo"]
        assert store.records.counts()["messages"] == 20
        assert once(store, home, big).duplicates == 0
        assert store.records.counts()["messages"] == 20_020


def test_a_second_process_is_told_who_holds_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    code = "import sys; from pathlib import Path; from studio.core.paths import Home; from studio.store import Store\n"
    code += "s = Store.open(Home(Path(sys.argv[1]))); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(HomeBusyError):
            Store.open(home)
        holder.communicate("")


def test_ids_of_every_kind_come_from_the_content(store: Store) -> None:
    at = datetime(2024, 5, 1, 18, 0)
    lifts = (WorkoutSet("Squat", 1, weight_kg=80.0, reps=5), WorkoutSet("Squat", 2, weight_kg=80.0, reps=5))
    records: list[Record] = [
        Message("Jo", None, at, None, "system"),
        Message("Jo", "", at, ""),
        Note(at, None, "a day"),
        Note(at, "", "a day"),
        Workout(at, "Legs", sets=lifts),
        Workout(at, "Walk"),
        Measurement("sleep.asleep", at, at, 27000.0, "s"),
        Measurement("sleep.asleep", at, at, 27100.0, "s"),
    ]

    def ids(source: str) -> list[str]:
        with store.intake(source) as intake:
            rows = Rows(source, Localiser(UTC), intake)
            assert [rows.add(record) for record in records] == [None] * len(records)
            rows.flush()
            assert rows.records == 9
            assert intake.written() == 4
            with intake.transaction():
                pass
            taken = [record_id for columns in rows.tables().values() for record_id in columns["id"]]
        taken += [r["id"] for r in store.records.listing(source, "message", None)]
        taken += [r["id"] for r in store.records.listing(source, "measurement", None)]
        with store.transaction() as cursor:
            store.records.remove(cursor, source)
        return taken

    first = ids("a")
    assert first == ids("b")
    assert len(set(first)) == 10


def test_a_record_of_an_impossible_year_is_rejected(store: Store) -> None:
    records: list[Record] = [
        Message("Jo", "Al", datetime(202, 1, 1), "hi"),
        Note(datetime(9999, 12, 31), None, "x"),
        Workout(datetime(1, 1, 1), "x"),
        Measurement("journal.x", datetime(2500, 1, 1), None, 1.0, "bool"),
    ]
    with store.intake("s") as intake:
        rows = Rows("s", Localiser(UTC), intake)
        for record in records:
            refused = rows.add(record)
            assert refused is not None
            assert "year" in refused.reason
        assert rows.records == 0
