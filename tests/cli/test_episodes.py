from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.store import Store
from tests.episodes.lives import EVENING, Said, say
from tests.episodes.test_exchange import MINIMAL, jsonl


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = run([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def lived(home: Home) -> Home:
    with Store.open(home) as store:
        say(store, [*EVENING, *(Said(m.minutes + 3000, m.sender, f"{m.text} again") for m in EVENING)])
    return home


def test_cut_list_show(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, made = told(capsys, "episodes", "cut")
    assert code == 0
    assert (made["created"], made["total"], made["sessions"], made["gap_minutes"]) == (2, 2, 2, 60)
    assert "too few" in made["gap_why"]
    code, listed = told(capsys, "episodes", "list", "--limit", "1")
    assert len(listed["episodes"]) == 1
    code, shown = told(capsys, "episodes", "show", listed["episodes"][0]["id"][:8])
    assert code == 0
    assert [e["part"] for e in shown["evidence"]] == ["situation"] * 2 + ["response"] * 2 + ["outcome"] * 2
    assert shown["evidence"][0]["text"] == "you said seven"
    assert run(["episodes", "show", shown["id"]]) == 0
    human = capsys.readouterr().out
    assert "Came from" in human
    assert shown["evidence"][0]["record_id"] in human


def test_labelled_and_unlabelled(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "episodes", "cut")
    with Store.open(lived) as store:
        store.labels.set(store.episodes.all()[0].id, {"outcome": "good"})
    assert len(told(capsys, "episodes", "list", "--labelled")[1]["episodes"]) == 1
    assert len(told(capsys, "episodes", "list", "--unlabelled")[1]["episodes"]) == 1
    assert len(told(capsys, "episodes", "list")[1]["episodes"]) == 2


def test_the_gap_of_the_flag_wins_over_the_settings(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    lived.settings.write_text("session_gap_minutes = 5000\n")
    code, made = told(capsys, "episodes", "cut")
    assert (code, made["sessions"], made["gap_minutes"], made["gap_learned"]) == (0, 1, 5000, False)
    assert told(capsys, "episodes", "cut", "--gap", "90")[1]["sessions"] == 2
    code, failed = told(capsys, "episodes", "cut", "--gap", "0")
    assert (code, failed["error"]["code"]) == (2, "bad_gap")


def test_merge_and_split(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "episodes", "cut")
    ids = [e["id"] for e in told(capsys, "episodes", "list")[1]["episodes"]]
    code, made = told(capsys, "episodes", "merge", *ids)
    assert (code, made["gone"]) == (0, ids)
    shown = told(capsys, "episodes", "show", made["episode"]["id"])[1]
    code, halves = told(capsys, "episodes", "split", shown["id"], "--at", shown["evidence"][6]["record_id"])
    assert (code, [e["id"] for e in halves["episodes"]]) == (0, ids)


def test_import_and_export(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = jsonl(tmp_path / "in.jsonl", MINIMAL, {**MINIMAL, "id": "e2", "weather": "rain"})
    assert run(["episodes", "import", str(path)]) == 0
    assert f"{path}:2: unknown key weather" in capsys.readouterr().err
    code, made = told(capsys, "episodes", "import", str(path))
    assert (code, made["unchanged"], made["rejected"][0]["line"]) == (0, 1, 2)
    out = tmp_path / "out.jsonl"
    assert told(capsys, "episodes", "export", str(out)) == (0, {"episodes": 1, "path": str(out)})
    assert json.loads(out.read_text())["id"] == "e1"
    code, failed = told(capsys, "episodes", "export", str(tmp_path))
    assert (code, failed["error"]["code"]) == (1, "unwritable")


def test_failures_have_codes(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "episodes", "cut")[1]["error"]["code"] == "no_records"
    assert told(capsys, "episodes", "show", "x")[1]["error"]["code"] == "not_found"
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    code, failed = told(capsys, "episodes", "import", str(empty))
    assert (code, failed["error"]["code"]) == (3, "no_episodes")
    with Store.open(home) as store:
        say(store, EVENING, me=None)
    code, failed = told(capsys, "episodes", "cut")
    assert (code, failed["error"]["code"]) == (1, "who_am_i")
    assert "Jo" in failed["error"]["message"]
