"""What the documentation says exists, exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.cli.main import commands
from studio.tui.rooms import ROOMS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "studio/help").glob("*.md"))]

_COMMAND = re.compile(r"`studio ((?:[a-z][a-z-]* ?)+)")
_LINK = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    there = set(commands())
    groups = {path.split()[0] for path in there}
    for named in _COMMAND.findall(page.read_text(encoding="utf-8")):
        words = named.split()
        path = next((" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in there), None)
        assert path or (words == [words[0]] and words[0] in groups), f"{page.name} names `studio {named}`"


_TOLD = re.compile(r"(?:: |\(|“|`)studio ([a-z]+(?:-[a-z]+)*)((?: [a-z]+(?:-[a-z]+)*)?)")


def test_every_command_an_error_points_to_exists() -> None:
    there = set(commands())
    groups = {path.split()[0] for path in there}
    for source in sorted((ROOT / "studio").rglob("*.py")):
        for first, second in _TOLD.findall(source.read_text(encoding="utf-8")):
            alone = first in there
            known = alone or f"{first}{second}" in there or (first in groups and not second)
            assert known, f"{source.relative_to(ROOT)} points to `studio {first}{second}`"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links {target}"


def test_every_room_has_a_page_and_a_line_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    order = [readme.find(f"{room.number}. **{room.title}**") for room in ROOMS]
    assert all(place > 0 for place in order)
    assert order == sorted(order)
    for room in ROOMS:
        page = (ROOT / f"studio/help/{room.name}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {room.number} {room.title}")
        assert "Without the screens:" in page


def test_the_two_commands_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_readme_lists_every_format_as_it_is() -> None:
    from studio.help.formats import written_into

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert written_into(readme) == readme, "run python -m studio.help.formats"


def test_names_of_this_machine_stay_out() -> None:
    import subprocess

    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    marks = ("/simple" + "/", "index" + "-url", str(ROOT) + "/")
    for name in listed.split("\0"):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".json", ".jsonl", ".txt"} or path.name in {"Makefile", "run"}:
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not [m for m in marks if m in text], name
