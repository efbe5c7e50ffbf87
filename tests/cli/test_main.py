from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.cli.main import commands, run
from studio.core.health import examine
from studio.core.paths import Home


def test_global_options_in_either_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = str(tmp_path / "h")
    assert run(["--home", home, "--json", "status"]) == 0
    before = json.loads(capsys.readouterr().out)
    assert run(["status", "--home", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == before
    assert before["messages"] == 0
    assert before["next"].startswith("Bring in")


def test_status_has_every_promised_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--json"]) == 0
    keys = set(json.loads(capsys.readouterr().out))
    assert keys >= {
        "messages", "notes", "workouts", "measurements", "people", "sessions", "episodes", "labelled",
        "findings_pending", "datasets", "runs", "next",
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [["nonsense"], ["status", "--colour"], ["episodes", "show"], ["ask"]])
def test_wrong_usage_is_exit_2_with_a_way_out(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*arguments, "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "usage"
    assert error["message"]
    assert "--help" in error["fix"]


def test_an_error_goes_to_stderr_without_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["people", "role", "Nobody", "me"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Nobody" in said.err


def test_words_in_another_encoding_than_the_terminals_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["people", "add", "Jos\udce9", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_text"
    assert run(["people"]) == 0
    assert "Jos" not in capsys.readouterr().out


def test_a_terminal_of_another_encoding_gets_utf_8(home: Home) -> None:
    told = [sys.executable, "-m", "studio", "--home", str(home.root), "people", "add", "Zoë 😀", "--json"]
    made = subprocess.run(told, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert json.loads(made.stdout.decode("utf-8"))["people"][0]["name"] == "Zoë 😀"


def test_no_export_turns_the_order_of_the_terminal_around(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["people", "role", "Jo \u202e\x1b[2J\u2066", "me"]) == 1
    assert "“Jo ��[2J�”" in capsys.readouterr().err


def test_a_fault_of_ours_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("studio.store.overview.overview", broken)
    assert run(["status"]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "ZeroDivisionError" in said


def test_without_a_terminal_the_screens_say_what_to_do() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "studio"], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert ran.returncode == 2
    assert "terminal" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_every_command_explains_itself() -> None:
    for path, text in commands().items():
        assert text, f"studio {path} has no help"
        assert text.strip()[0].isupper(), path


def test_the_promised_commands_are_there() -> None:
    promised = """demo status doctor formats import sources records people/add people/alias people/role people/merge
    people/forget episodes/cut episodes/list episodes/show episodes/import episodes/export episodes/merge episodes/split
    label/set label/undo label/redo label/next label/skip label/flag label/history label/agreement label/schemes
    gaps/audit gaps/fill gaps/attest gaps/report scrub/text scrub/scan scrub/review scrub/accept scrub/reject
    scrub/replace scrub/accept-all scrub/residual scrub/status scrub/map dataset/build dataset/list dataset/show
    dataset/export dataset/check models/tiny train ask"""
    there = {path.replace(" ", "/") for path in commands()}
    missing = [
        name for name in promised.split() if name not in there and not any(t.startswith(name + "/") for t in there)
    ]
    assert not missing


def test_doctor_looks_at_everything(home: Home) -> None:
    checks = {check.id: check for check in examine(home)}
    assert {"python", "mlx", "blas", "memory", "disk", "scrub", "home"} <= set(checks)
    assert checks["mlx"].state == "ok"
    home.root.chmod(0o755)
    assert {c.id: c for c in examine(home)}["home"].state == "warn"
