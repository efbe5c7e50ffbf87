"""`studio people`: who may be one person, and the person's own decision."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run

CHAT = "13/02/2023, 14:42 - Tom Baker: hi\n13/02/2023, 14:43 - ~tom baker 🦄: ho\n14/02/2023, 09:00 - Al: x\n"


def says(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def _chat(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Friends.txt"
    path.write_text(CHAT, encoding="utf-8")
    assert run(["import", str(path), "--tz", "UTC", "--me", "Al", "--quiet"]) == 0


@pytest.mark.usefixtures("_chat")
def test_a_suggestion_is_shown_with_commands_that_do_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    [suggestion] = says(capsys, "people")["suggestions"]
    assert suggestion.keys() == {"keep", "other", "why"}
    assert run(["people"]) == 0
    out = capsys.readouterr().out
    command = next(line for line in out.splitlines() if "people merge" in line)
    assert run(shlex.split(command)[1:]) == 0
    after = says(capsys, "people")
    assert after["suggestions"] == []
    merged = {one["name"]: (one["aliases"], one["messages"]) for one in after["people"]}
    assert merged[suggestion["keep"]] == ([suggestion["other"]], 2)


@pytest.mark.usefixtures("_chat")
def test_a_refused_suggestion_does_not_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    [one] = says(capsys, "people")["suggestions"]
    assert says(capsys, "people", "apart", one["other"], one["keep"])["suggestions"] == []
    assert says(capsys, "people")["suggestions"] == []
    assert len(says(capsys, "people")["people"]) == 3


def test_names_like_options_can_be_merged_as_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("-x-", "-X-"):
        assert run(["people", "add", "--", name]) == 0
    capsys.readouterr()
    assert run(["people"]) == 0
    command = next(line for line in capsys.readouterr().out.splitlines() if "people merge" in line)
    assert run(shlex.split(command)[1:]) == 0
    assert [one["aliases"] for one in says(capsys, "people")["people"]] == [["-x-"]]


def test_nobody_is_merged_or_parted(capsys: pytest.CaptureFixture[str]) -> None:
    assert says(capsys, "people", "add", "Jo")["people"][0]["messages"] == 0
    assert says(capsys, "people", "merge", "Jo", "Nobody", code=1)["error"]["code"] == "not_found"
    assert says(capsys, "people", "apart", "Jo", "Jo", code=1)["error"]["code"] == "one_person"
    assert says(capsys, "people", "merge", "Jo", code=2)["error"]
