"""What happens when scrubbing is killed, the disk is full, the home may not be written to, or the text is hostile."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.dataset.build import build
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.label.journal import Journal
from studio.scrub.review.review import accept_all, surfaces
from studio.scrub.scan import scan
from studio.store import Store
from tests.scrub.life import episode

SETTINGS = Settings(tz="UTC")
NAMES = ("Ingrid", "Wilhelmina", "Bertram", "Rosalind", "Torvald", "Philippa")


def fill(home: Home, count: int) -> None:
    """A home with episodes, each different, that name people."""
    with Store.open(home) as store:
        store.people.add(["Ingrid Solheim"])
        rows = [
            episode(
                n, f"{NAMES[n % 6]} rang on {n % 28 + 1} March about flat {n}, mail b{n}@example.com", f"I said no {n}"
            )
            for n in range(count)
        ]
        store.episodes.put([(one, []) for one in rows], origin="import")


def child(home: Home, what: str, *, own_group: bool = False) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.scrub.scanning_child", str(home.root), what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=own_group,
    )


def killed(process: subprocess.Popen[str]) -> list[str]:
    """Kill it now; the whole lines it had written."""
    process.send_signal(signal.SIGKILL)
    assert process.stdout is not None
    assert process.stderr is not None
    lines = [line.rstrip("\n") for line in process.stdout if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    process.stderr.close()
    return lines


def alive(process: int) -> bool:
    """Whether a process still runs; one that only waits to be cleared away does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def mates_of(parent: int) -> set[int]:
    """Processes that a process started to read with, by what the system says of each."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                told = (entry / "stat").read_text().rpartition(")")[2].split()
                name = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(told[1]) == parent and b"studio.scrub.mate" in name:
                found.add(int(entry.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("moment", ["beginning", "reading"])
def test_a_scan_killed_alone_takes_its_crew_with_it_and_leaves_the_findings_as_they_were(
    home: Home, moment: str
) -> None:
    fill(home, 3_000)
    process = child(home, "scan", own_group=True)
    mates: set[int] = set()
    while len(mates) < 2:
        assert process.poll() is None, process.communicate()
        mates |= mates_of(process.pid)
    assert process.stdout is not None
    if moment == "reading":
        line = process.stdout.readline()
        assert line == "reading\n", process.communicate()
    killed(process)
    limit = time.monotonic() + 30
    while any(alive(mate) for mate in mates):
        assert time.monotonic() < limit, "a reader outlives the scan"
        time.sleep(0.02)
    with Store.open(home) as store:
        assert store.scrub.status().scanned == 0
        assert scan(store, home, SETTINGS, processes=1).texts == 6_000


def test_a_scan_killed_at_any_moment_left_all_of_its_findings_or_none(home: Home) -> None:
    fill(home, 400)
    dice = random.Random(5)
    for _ in range(3):
        process = child(home, "scan")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(dice.random() * 0.6)
        killed(process)
        with Store.open(home) as store:
            status = store.scrub.status()
            assert (status.scanned, status.findings) in {(0, 0), (800, 1_200)}, "all of them or none"


def test_every_decision_that_was_told_is_there_after_a_kill(home: Home) -> None:
    fill(home, 200)
    with Store.open(home) as store:
        scan(store, home, SETTINGS, processes=1)
    process = child(home, "decide")
    assert process.stdout is not None
    told = [process.stdout.readline().rstrip("\n") for _ in range(12)]
    told += killed(process)
    with Store.open(home) as store:
        decided = {f"{s.entity} {s.surface}" for s in surfaces(store, contexts=False) if s.decision == "accept"}
        assert set(told) <= decided
        assert len(decided) <= len(told) + 1
        assert store.scrub.undo()


def test_a_full_disk_is_said_and_nothing_half_is_kept(home: Home) -> None:
    fill(home, 2_000)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

    ended = subprocess.run(
        [sys.executable, "-m", "studio", "scrub", "scan", "--json", "--home", str(home.root)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=full,
    )
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["error"]["code"] == "unwritable", ended.stdout
    assert "Traceback" not in ended.stderr
    with Store.open(home) as store:
        assert store.scrub.status().scanned == 0
        assert len(store.episodes.all()) == 2_000
        assert scan(store, home, SETTINGS, processes=1).texts == 4_000


def test_a_home_that_may_not_be_written_to_is_said(home: Home, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        blocked = tmp_path / "file"
        blocked.write_text("", encoding="utf-8")
        place = blocked / "home"
    else:
        home.root.chmod(0o500)
        place = home.root
    ended = subprocess.run(
        [sys.executable, "-m", "studio", "scrub", "scan", "--home", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    home.root.chmod(0o700)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "cannot be" in ended.stderr


HOSTILE = {
    "a line of a million characters": "Ingrid said " + "so much about Otley " * 50_000,
    "a million letters": "a" * 1_000_000,
    "null bytes": "Ingrid\x00 rang\x00 me",
    "lone surrogates": "Ingrid \ud83d rang \udc00 me",
    "zalgo": "I̴̢n̷g̶r̷i̴d̵ " + "Z̸̧͔a̵l̶g̷o̴ " * 200,
    "right to left": "\u202eIngrid\u202c rang \u2066me\u2069",
    "digits": "1 2 3 4-5 6.7 " * 20_000,
    "capitals": "Anna Tom Will Grace " * 10_000,
    "at signs": "@ a@ @b " * 20_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_goes_from_the_import_to_the_dataset(home: Home, tmp_path: Path, what: str) -> None:
    chat = tmp_path / "WhatsApp Chat with Ingrid.txt"
    lines = []
    for day in range(1, 25):
        said = HOSTILE[what] if day == 12 else f"you were late {day}"
        lines += [
            f"{day:02d}/03/2023, 19:00 - Ingrid: {said}",
            f"{day:02d}/03/2023, 19:01 - Me: I know, I am sorry about {day}",
            f"{day:02d}/03/2023, 19:03 - Ingrid: fine then {day}",
            f"{day:02d}/03/2023, 19:05 - Me: can we talk on day {day}",
        ]
    chat.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    with Store.open(home) as store:
        bring_in(store, home, [chat], me="Me", settings=SETTINGS)
        cut(store)
        journal = Journal(store)
        for n, one in enumerate(store.episodes.all()):
            journal.set(one, {"outcome": ("good", "mixed", "bad")[n % 3], "advice": f"wait {n} minutes"})
        scan(store, home, SETTINGS, processes=1)
        accept_all(store, 0.0)
        made = build(store, home, "us", allow_unreviewed="a test")
        assert made.train > 0
        read = "".join((home.datasets / "us" / f"{split}.jsonl").read_text("utf-8", "surrogatepass")
                       for split in ("train", "valid", "test"))  # fmt: skip
        assert "Ingrid" not in read
