"""Formats of other packages: found by their entry point, and broken ones break nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

GOOD = """
from datetime import datetime
from studio.core.records import Note
from studio.ingest.importer import Facts

NAME = "moonlog.v1"
LABEL = "Moon log"
KIND = "journal"
EXTENSIONS = (".moon",)
HOW_TO_EXPORT = "Ask the moon."
READS = "Lines."
LEAVES_OUT = "Stars."

def sniff(export):
    if export.members() != [""]:
        raise RuntimeError("folders confuse me")
    return 0.99 if export.head().startswith(b"MOON") else 0.0

def read(export, options):
    for line in export.open().read().decode().splitlines()[1:]:
        if line == "eclipse":
            raise RuntimeError("dark")
        yield Note(datetime(2024, 5, 1), None, line)
    yield Facts()
"""
BROKEN = "import not_there_at_all\n"
HALF = "NAME = 'half.v1'\n"
TAKEN = GOOD.replace("moonlog.v1", "strong.v1")


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    """A folder on the path with one good format, and three that are not."""
    place = tmp_path / "site"
    for name, code in (("moon_good", GOOD), ("moon_broken", BROKEN), ("moon_half", HALF), ("moon_taken", TAKEN)):
        (place / f"{name}-1.0.dist-info").mkdir(parents=True)
        (place / f"{name}.py").write_text(code)
        (place / f"{name}-1.0.dist-info" / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        )
        (place / f"{name}-1.0.dist-info" / "entry_points.txt").write_text(f"[studio.formats]\n{name} = {name}\n")
    return place


def studio(plugins: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(plugins)!r}); from studio.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_format_of_another_package_is_listed_and_a_broken_one_is_told(plugins: Path, tmp_path: Path) -> None:
    ran = studio(plugins, tmp_path / "home", "formats")
    assert ran.returncode == 0
    assert "moonlog.v1" in ran.stdout
    assert "Traceback" not in ran.stderr
    for name, why in (("broken", "cannot be loaded"), ("half", "it has no LABEL"), ("taken", "strong.v1 is taken")):
        (line,) = [line for line in ran.stderr.splitlines() if f"moon_{name}" in line]
        assert why in line


def test_it_reads_beside_ours_and_its_breaking_keeps_nothing(plugins: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.moon").write_text("MOON\nfull tonight\n")
    (folder / "b.moon").write_text("MOON\nnew\neclipse\n")
    ran = studio(plugins, tmp_path / "home", "import", str(folder))
    assert "moonlog.v1: 1 records" in ran.stdout
    assert "broke on b.moon: RuntimeError: dark" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 1
    listed = studio(plugins, tmp_path / "home", "records")
    assert "full tonight" in listed.stdout
    assert "eclipse" not in listed.stdout
