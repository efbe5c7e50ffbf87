"""The report as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from studio.core.errors import UsageError
from studio.gaps.pages.page import as_html, as_markdown, write_report
from studio.gaps.report import GapReport, weigh_evidence
from tests.gaps.people import Person, person
from tests.gaps.test_svg import everything

HOSTILE = '<script>alert(1)</script> & "quoted" | ](x) [/INST] \x1b[31m <img src=http://a.test/x>'


def hostile() -> GapReport:
    one = person(3, 60, "hole")
    kept = [r.id for r in one.rows if r.outcome]
    one.words[kept[0]] = one.words[kept[1]] = HOSTILE + one.words[kept[2]]
    return weigh_evidence([Person(one.rows, one.guesses, one.truth, one.words).evidence])


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onload"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_needs_nothing_else_and_escapes_what_people_wrote() -> None:
    page = as_html(hostile())
    tags = Tags()
    tags.feed(page)
    assert "svg" in tags.seen
    assert not tags.seen & {"script", "img", "link", "iframe"}
    assert "<script>alert(1)</script>" in tags.text
    assert page.replace("http://www.w3.org/2000/svg", "").replace("http://a.test/x", "").count("http") == 0


def test_markdown_holds_the_same_findings() -> None:
    found = hostile()
    page = as_markdown(found)
    assert "<script>" not in page.replace("    " + HOSTILE, "")
    for check in found.checks:
        assert check.question in page
    assert page.count("<svg") >= 3
    named = replace(found.checks[0], headline="None about a|b `c` [l](javascript:1)", state="red")
    shown = as_markdown(replace(found, checks=(named, *found.checks[1:])))
    assert "[l](javascript:1)" not in shown.replace("\\[l\\]", "")
    assert "\\[l\\](javascript:1)" in shown


def told() -> GapReport:
    """A report with every kind of picture, a note of the person, and names of any letters."""
    found = weigh_evidence([person(1, 60, "bad_only", frame=200).evidence])
    checks = list(found.checks)
    checks[0] = replace(checks[0], attested=True, attested_note=f"it was a hard year\n# {HOSTILE}")
    last = replace(checks[-1], plot=everything(), state="red", headline="Two things always came together")
    return replace(found, checks=(*checks[:-1], last))


def test_it_opens_with_what_was_found_and_what_cannot_be_told() -> None:
    found = told()
    unsure = [c for c in found.checks if c.state == "cant_tell"]
    for page in (as_html(found), as_markdown(found).replace("\\", "")):
        first = page[page.index("60 of 200 episodes are labelled; 0 of them") :][:1_500]
        assert "“Two things always came together”" in first
        assert f"“{found.checks[0].headline}” you said that this is how it really is" in first
        assert f"What cannot be told yet ({len(unsure)}): “{escape(unsure[0].question, quote=False)}”" in unescape(
            first
        )
        assert "about 95 times in 100" in page
    rows = re.findall(r"<tr><td class=\"state\">([^<]+)</td>", as_html(found))
    assert len(rows) == len(found.checks)
    states = [row.split(" (")[0] for row in rows]
    assert states[0] == "▲ red"
    assert rows.index("▲ red (as it is)") > max(k for k, state in enumerate(states) if state == "○ can't tell")
    assert states[-1] == "✓ fine"


def test_both_files_show_the_same_pictures_and_every_picture_is_readable() -> None:
    found = told()
    one, other = (re.findall(r"<svg.*?</svg>", page) for page in (as_html(found), as_markdown(found)))
    assert one == other
    assert len(one) > 5
    for drawing in one:
        ElementTree.fromstring(drawing)


def test_markdown_tables_hold_whatever_a_person_wrote() -> None:
    lines = as_markdown(told()).splitlines()
    for above, line in pairwise(lines):
        if above.startswith("|") and line.startswith("|"):
            assert len(re.split(r"(?<!\\)\|", above)) == len(re.split(r"(?<!\\)\|", line)), line
    assert not any(line.startswith("# ") for line in lines[1:])


@pytest.mark.parametrize("name", ["r.md", "r.html", "R.HTML"])
def test_the_file_is_private_and_whole(tmp_path: Path, name: str) -> None:
    size = write_report(hostile(), tmp_path / name)
    written = tmp_path / name
    assert written.stat().st_size == size
    assert written.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["r.pdf", "r", "no-such-folder/r.md"])
def test_other_endings_and_missing_folders_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        write_report(hostile(), tmp_path / name)
    assert not list(tmp_path.iterdir())
