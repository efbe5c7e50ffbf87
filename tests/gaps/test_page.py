"""The report as a file."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from studio.core.errors import UsageError
from studio.gaps.page import as_html, as_markdown, write_report
from studio.gaps.report import GapReport, weigh_evidence
from tests.gaps.people import Person, person

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
