"""`studio models`, `studio train`, `studio runs`: keys, exit codes, and nothing fetched unasked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from tests.train import lessons
from tests.train.test_models import model_folder
from tests.train.test_run import CONTRACT


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    """The last JSON line that a command printed."""
    assert run([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_models_are_listed_and_added(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "models", "list") == []
    folder = model_folder(tmp_path / "own")
    added = said(capsys, "models", "add", str(folder))
    assert set(added) == {"name", "path", "bytes", "parameters", "bits", "architecture", "toy"}
    assert said(capsys, "models", "list") == [added]
    assert run(["models", "list"]) == 0
    assert "own" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (["models", "add", "mlx-community/Some-4bit"], 2, "download_not_confirmed"),
        (["train", "d", "--model", "mlx-community/Some-4bit"], 2, "download_not_confirmed"),
        (["models", "add", "/no/such/folder"], 3, "no_model"),
        (["train", "d", "--model", "tiny"], 1, "no_model"),
        (["train", "d", "--model", "own"], 3, "no_dataset"),
        (["train", "d", "--model", "own", "--preset", "swift"], 2, "usage"),
        (["train", "d", "--model", "own", "--iters", "0"], 2, "usage"),
        (["train", "d", "--model", "own", "--resume", "r1"], 2, "usage"),
        (["train", "d"], 2, "usage"),
        (["models", "plan", "own", "--dataset", "d"], 3, "no_dataset"),
        (["runs", "show", "r1"], 2, "usage"),
        (["runs", "delete", "r1"], 2, "usage"),
        (["runs", "stop", "../r1"], 2, "usage"),
        (["runs", "fuse", "r1", "--out", "x"], 2, "usage"),
    ],
)
def test_refusals_have_a_code_a_fix_and_change_nothing(
    home: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], exit_code: int, code: str
) -> None:
    model_folder(home.models / "own")
    error = said(capsys, *arguments, code=exit_code)["error"]
    assert error["code"] == code
    assert error["fix"]
    assert said(capsys, "runs", "list") == []


def test_the_plan_tells_what_it_assumes(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    model_folder(home.models / "own")
    lessons.write(home.datasets / "d")
    planned = said(capsys, "models", "plan", "own", "--dataset", "d")
    assert planned["fits"] is True
    assert planned["examples"] == 60
    assert planned["assumptions"]
    assert run(["models", "plan", "own", "--dataset", "d"]) == 0
    assert "assuming" in capsys.readouterr().out


@pytest.mark.mlx
def test_a_run_from_start_to_fused_model(
    toy_home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(toy_home.root))
    lessons.write(toy_home.datasets / "us", 30, 5, 5)
    assert run(["train", "us", "--model", "tiny", "--preset", "quick", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {event["event"] for event in events} == {"plan", "train", "valid", "checkpoint", "done"}
    done = events[-1]
    assert set(done) == CONTRACT | {"event"}
    (listed,) = said(capsys, "runs", "list")
    assert (listed["id"], listed["state"], listed["usable"]) == (done["run_id"], "done", True)
    assert said(capsys, "runs", "show", done["run_id"][:6])["events"] == events
    fused = said(capsys, "runs", "fuse", done["run_id"], "--out", str(tmp_path / "fused"))
    assert said(capsys, "models", "add", fused["path"])["toy"] is True
    assert said(capsys, "runs", "fuse", done["run_id"], "--out", fused["path"], code=2)["error"]["code"] == "out_taken"
    assert said(capsys, "runs", "stop", done["run_id"], code=2)["error"]["code"] == "usage"
    assert run(["train", "us", "--model", "fused", "--iters", "2"]) == 0
    human = capsys.readouterr()
    assert "Held-out test loss" in human.out
    assert "held-out loss" in human.err
    assert said(capsys, "runs", "delete", done["run_id"]) == {"run_id": done["run_id"]}
    assert [entry["id"] == done["run_id"] for entry in said(capsys, "runs", "list")] == [False]
    assert not (toy_home.runs / done["run_id"]).exists()


@pytest.mark.mlx
@pytest.mark.parametrize("how", ["interrupt", "other process"])
def test_an_interrupt_keeps_the_best_and_exits_130(toy_home: Home, how: str) -> None:
    lessons.write(toy_home.datasets / "us", 48, 6, 6)
    studio = [sys.executable, "-m", "studio", "--home", str(toy_home.root)]
    command = [*studio, "train", "us", "--model", "tiny", "--preset", "thorough", "--batch-size", "2", "--json"]
    events: list[dict[str, Any]] = []
    asked = False
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as training:
        assert training.stdout is not None
        for line in training.stdout:
            events.append(json.loads(line))
            if asked or events[-1]["event"] != "checkpoint":
                continue
            asked = True
            if how == "interrupt":
                os.kill(training.pid, signal.SIGINT)
            else:
                asking = [*studio, "runs", "stop", events[0]["run_id"], "--json"]
                assert subprocess.run(asking, capture_output=True, check=False).returncode == 0
    assert training.returncode == 130
    assert [event["event"] for event in events[-2:]] == ["stopped", "done"]
    assert events[-1]["stopped_by"] == "user"
    assert (Path(events[-1]["adapter_path"]) / "adapters.safetensors").exists()
