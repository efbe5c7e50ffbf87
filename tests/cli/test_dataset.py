from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.store import Store
from studio.store.decisions import Told, Verdict
from tests.cli.test_episodes import told
from tests.dataset.packed import lived, review


@pytest.fixture
def labelled(home: Home) -> Home:
    with Store.open(home) as store:
        lived(store, 20)
        review(store)
    return home


def test_build_list_show_export(labelled: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, made = told(capsys, "dataset", "build", "us", "--view", "advice", "--view", "predict", "--seed", "3")
    assert code == 0
    assert {"name", "hash", "path", "train", "valid", "test", "excluded", "tokens", "gates"} <= made.keys()
    assert made["tokens"].keys() >= {"train", "p50", "p95", "max", "method"}
    assert (made["train"] + made["valid"] + made["test"], made["seed"], made["views"]) == (40, 3, ["advice", "predict"])
    assert Path(made["path"], "train.jsonl").exists()
    listed = told(capsys, "dataset", "list")[1]["datasets"]
    assert [(d["name"], d["hash"]) for d in listed] == [("us", made["hash"])]
    shown = told(capsys, "dataset", "show", "us")[1]
    assert [turn["role"] for turn in shown["example"]] == ["system", "user", "assistant"]
    assert run(["dataset", "show", "us"]) == 0
    assert shown["example"][2]["content"] in capsys.readouterr().out
    code, handed = told(capsys, "dataset", "export", "us", "--format", "openai", "--out", str(tmp_path / "out"))
    assert (code, sum(handed["files"].values())) == (0, 40)
    code, failed = told(capsys, "dataset", "export", "us", "--format", "dpo", "--out", str(tmp_path))
    assert (code, failed["error"]["code"]) == (2, "unknown_format")


def test_a_build_keeps_the_gap_checks_and_show_tells_the_card(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        lived(store, 60, outcomes=["bad", "bad", "bad", "good"], triggers=["money", "chores"])
        lived(store, 40, first=60, outcomes=["good", "bad"], triggers=["money", "chores", "money"], why="audit")
        review(store)
    checks = {c["id"]: c for c in told(capsys, "gaps")[1]["checks"]}
    code, made = told(capsys, "dataset", "build", "us", "--weights", "poststratify")
    assert code == 0
    assert [mark["id"] for mark in made["gaps"]] == list(checks)
    assert all(mark["n"] == checks[mark["id"]]["n"] for mark in made["gaps"])
    assert made["weights"]["margins"] == ["outcome", "situation"]
    assert sum(made["audited"].values()) == 40
    assert "gaps" in {gate["id"] for gate in made["gates"]}
    assert told(capsys, "dataset", "list")[1]["datasets"][0]["gaps"] == made["gaps"]
    assert told(capsys, "dataset", "show", "us")[1]["manifest"]["gaps"] == made["gaps"]
    assert run(["dataset", "show", "us"]) == 0
    shown = capsys.readouterr().out
    for part in ("gap checks when it was built", "random audit of 40 labels, by outcome and by situation (2 kinds)"):
        assert part in shown


def test_gates_exit_with_four(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, failed = told(capsys, "dataset", "build", "us")
    assert (code, failed["error"]["code"]) == (4, "gate_enough")
    with Store.open(home) as store:
        lived(store, 20)
    code, failed = told(capsys, "dataset", "build", "us")
    assert (code, failed["error"]["code"]) == (4, "gate_reviewed")
    assert "80 texts" in failed["error"]["message"]
    assert not (home.datasets / "us").exists()
    code, made = told(capsys, "dataset", "build", "us", "--allow-unreviewed", "a trial with invented words")
    assert (code, made["unreviewed"]["why"]) == (0, "a trial with invented words")
    assert run(["dataset", "export", "us", "--format", "mlx", "--out", str(home.root / "out")]) == 0
    assert "“a trial with invented words”: 80 texts not reviewed" in capsys.readouterr().err


def test_an_old_file_is_looked_through_with_what_is_decided_by_now(
    labelled: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    made = told(capsys, "dataset", "build", "us")[1]
    assert (made["rescan"]["hash"], made["rescan"]["remaining"]) == (made["hash"], {})
    path = Path(made["path"], "train.jsonl")
    before = told(capsys, "dataset", "check", str(path), "--look")[1]
    assert (before["dataset"]["unchanged"], before["look"]["remaining"]) == (True, {})
    with Store.open(labelled) as store:
        store.scrub.decide([Verdict("lantern", "SECRET", "accept")], told=[Told("lantern", "SECRET")])
    after = told(capsys, "dataset", "check", str(path), "--look")[1]
    assert after["look"]["remaining"]["SECRET"] > 0
    assert after["dataset"]["rescan"]["remaining"] == {}
    assert run(["dataset", "check", str(path), "--look"]) == 0
    shown = capsys.readouterr()
    assert "“lantern” still stands there" in shown.err
    assert "lantern" not in shown.out
    code, failed = told(capsys, "dataset", "build", "us")
    assert (code, failed["error"]["code"]) == (4, "gate_remaining")


def test_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"prompt": "a", "completion": "b"}) + "\n{oops\n")
    code, made = told(capsys, "dataset", "check", str(path))
    assert (code, made["good"], made["bad"][0]["line"]) == (0, 1, 2)
    assert run(["dataset", "check", str(path)]) == 0
    assert f"{path}:2: not JSON" in capsys.readouterr().err
    path.write_text("")
    code, failed = told(capsys, "dataset", "check", str(path))
    assert (code, failed["error"]["code"]) == (3, "no_examples")
