"""Files stay small by being about one thing."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for top in ("studio", "tests", "sample_data") for p in (ROOT / top).rglob("*.py"))

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
TOP_LEVEL = {
    "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", ".ci", ".gitignore", "schemas", "sample_data",
    "studio", "tests",
}  # fmt: skip


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_its_room_allows(path: Path) -> None:
    place = path.relative_to(ROOT)
    most = 400
    if place.parts[:3] == ("studio", "ingest", "formats") or place.parts[:3] == ("studio", "dataset", "formats"):
        most = 200
    if place == Path("studio/tui/app.py"):
        most = 250
    assert lines(path) <= most, f"{place} has {lines(path)} lines; {most} is the most"


def test_names_say_what_the_value_is() -> None:
    bad = [p for p in SOURCES if p.stem in FORBIDDEN_NAMES or p.parent.name in FORBIDDEN_NAMES]
    assert not bad


def test_nothing_else_lies_at_the_top() -> None:
    import subprocess

    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {name.split("/", 1)[0] for name in listed.stdout.split("\0") if name}
    assert tops <= TOP_LEVEL, sorted(tops - TOP_LEVEL)


def test_every_screen_stands_beside_its_stylesheet() -> None:
    from studio.tui.rooms import ROOMS

    screens = ROOT / "studio/tui/screens"
    missing = [r.name for r in ROOMS if not (screens / f"{r.name}.tcss").exists()]
    assert not missing


def test_no_suppressed_checks() -> None:
    marks = ("# type: " + "ignore", "# no" + "qa", "typing." + "cast", "TO" + "DO", "FIX" + "ME")
    found = [
        f"{p.relative_to(ROOT)}: {mark}"
        for p in SOURCES
        for mark in marks
        if mark in p.read_text(encoding="utf-8") and p.name != "test_shape.py"
    ]
    assert not found
