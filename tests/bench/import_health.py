"""Apple Health: an export into a new home, beside healthkit-to-sqlite, and memory from 100 thousand to 2 million."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.bench import Row

PEER = "healthkit-to-sqlite"
RECORDS, FEW, MANY = 500_000, 100_000, 2_000_000
MEMORY = 300
"""Most MiB that an import of any size may take."""

_WATCH = (
    'sourceName="Sam’s Apple Watch" sourceVersion="10.4" device="&lt;&lt;HKDevice: 0x3015b9590&gt;, name:Apple Watch, '
    'manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:10.4, creation date:2023-12-17 17:25:03 GMT&gt;"'
)
_PHONE = (
    'sourceName="Sam’s iPhone" sourceVersion="17.4" device="&lt;&lt;HKDevice: 0x3015b9590&gt;, name:iPhone, '
    'manufacturer:Apple Inc., model:iPhone, hardware:iPhone14,5, software:17.4&gt;"'
)
_TYPES = (
    ("ActiveEnergyBurned", _WATCH, "kcal", "{:.3f}", 0.1, 9.0, 60, 40),
    ("HeartRate", _WATCH, "count/min", "{:.0f}", 45, 170, 0, 30),
    ("StepCount", _PHONE, "count", "{:.0f}", 1, 400, 300, 12),
    ("DistanceWalkingRunning", _PHONE, "km", "{:.5f}", 0.001, 0.4, 300, 12),
    ("RespiratoryRate", _WATCH, "count/min", "{:.1f}", 11, 20, 0, 3),
    ("HeartRateVariabilitySDNN", _WATCH, "ms", "{:.4f}", 15, 120, 60, 2),
    ("OxygenSaturation", _WATCH, "%", "{:.2f}", 0.9, 1.0, 0, 1),
)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took."""

    cpu_seconds: float
    """User and system, children included."""
    peak_mib: float
    """Most memory it held at once."""


def rows() -> list[Row]:
    """CPU beside the peer, peak memory, and how much of it depends on the size of the export.

    A small import goes first, so that all byte code lies ready, as the installer leaves the peer's. Both run twice in
    turn, and the better run of each counts, because a busy machine makes CPU seconds longer.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        export = write_export(place / "export.xml", RECORDS)
        _bring_in(place / "first", write_export(place / "small.xml", 100))
        peer = _peer(place)
        pairs = [(_bring_in(place / f"home{n}", export), _peer_run(peer, export, place / f"{n}.db")) for n in range(2)]
        ours, theirs = (min(one.cpu_seconds for one in side) for side in zip(*pairs, strict=True))
        few = _bring_in(place / "few", write_export(export, FEW))
        many = _bring_in(place / "many", write_export(export, MANY))
    speed = theirs / ours
    flat = few.peak_mib / many.peak_mib
    return [
        Row(f"Apple Health, {RECORDS:,} records, CPU", ours, theirs, speed, 3.0, "s"),
        Row(f"Apple Health, {FEW:,} records, peak memory", few.peak_mib, None, MEMORY / few.peak_mib, 1.0, "MiB"),
        Row(f"Apple Health, {MANY:,} records, peak memory", many.peak_mib, None, MEMORY / many.peak_mib, 1.0, "MiB"),
        Row("Apple Health, memory of few beside many records", many.peak_mib, few.peak_mib, flat, 0.8, "MiB"),
    ]


def write_export(path: Path, count: int) -> Path:
    """An export of so many records, in the order and with the attributes that a phone writes, about 450 bytes each."""
    chance = random.Random(7)
    moment = datetime(2019, 1, 1, 0, 0, 3)
    total = sum(share for *_, share in _TYPES)
    with path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData ANY>\n]>\n')
        out.write('<HealthData locale="en_GB">\n <ExportDate value="2026-03-02 08:00:00 +0000"/>\n')
        for name, source, unit, shape, low, high, lasts, share in _TYPES:
            for _ in range(round(count * share / total)):
                moment += timedelta(seconds=chance.randint(30, 400))
                end = moment + timedelta(seconds=chance.randint(0, lasts))
                start, value = f"{moment:%Y-%m-%d %H:%M:%S} +0000", shape.format(chance.uniform(low, high))
                told = f'startDate="{start}" endDate="{end:%Y-%m-%d %H:%M:%S} +0000" value="{value}"'
                out.write(
                    f' <Record type="HKQuantityTypeIdentifier{name}" {source} unit="{unit}" creationDate="{start}" '
                )
                if name == "HeartRate":
                    out.write(
                        f'{told}>\n  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n </Record>\n'
                    )
                else:
                    out.write(f"{told}/>\n")
            moment = datetime(2019, 1, 1, 0, 0, 3)
        out.write("</HealthData>\n")
    return path


def _bring_in(home: Path, export: Path) -> Spent:
    command = [sys.executable, "-m", "studio", "--home", str(home), "import", str(export), "--tz", "UTC", "--json"]
    return spent(command, Path(__file__).resolve().parents[2], {"PYTHONPYCACHEPREFIX": str(home.parent / "bytecode")})


def _peer(place: Path) -> Path:
    """The peer, installed from the package index into an environment of its own."""
    python = place / "peer" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(place / "peer")], check=True)
    command = [str(python), "-m", "pip", "install", "--quiet", PEER]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return python.with_name(PEER)


def _peer_run(peer: Path, export: Path, out: Path) -> Spent:
    return spent([str(peer), "--xml", str(export), str(out)], out.parent)


def spent(command: list[str], folder: Path, said: dict[str, str] | None = None) -> Spent:
    """Run a command to its end; it has to succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= said or {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        if process.returncode:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {told.read()[-2000:]}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)
