"""`studio label …`: exit codes, JSON keys, and that what was said is there in the next process."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.cli.main import commands, run
from studio.core.paths import Home
from studio.store import Store
from tests.cli.told import told
from tests.label.life import put


@pytest.fixture
def life(home: Home) -> Home:
    with Store.open(home) as store:
        put(store, evenings=6, training_days=2)
    return home


def test_set_undo_redo_history(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, one = told(
        capsys, "label", "set", "e001", "--outcome", "good", "--trigger", "tone", "--response-style", "repaired",
        "--topic", "work", "--topic", "my own", "--what-helped", "a walk", "--advice", "[/INST]",
        "--note", "-", "--why", "audit",
    )  # fmt: skip
    assert code == 0
    assert one["labels"] == {
        "outcome": "good", "trigger": "tone", "response_style": "repaired", "topics": ["work", "my own"],
        "what_helped": "a walk", "advice": "[/INST]", "note": "-",
    }  # fmt: skip
    assert told(capsys, "label", "set", "e001", "--clear", "note", "--outcome", "bad")[1]["labels"].get("note") is None
    code, back = told(capsys, "label", "undo")
    assert (code, back["done"], back["episode_id"], back["labels"]["outcome"]) == (0, True, "e001", "good")
    assert told(capsys, "label", "redo")[1]["labels"]["outcome"] == "bad"
    assert told(capsys, "label", "redo") == (0, {"done": False, "kind": "redo"})
    code, history = told(capsys, "label", "history", "e001")
    assert [e["kind"] for e in history["events"]] == ["set"] * 9 + ["undo", "redo"]
    assert {"seq", "action", "at", "kind", "field", "value", "previous", "target", "why", "scheme"} <= set(
        history["events"][0]
    )
    assert history["events"][7]["why"] == "audit"
    for command in ("undo", "history e001", "redo"):
        assert run(["label", *command.split()]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["set", "e999", "--outcome", "good"], "No single episode is called “e999”"),
        (["set", "e00", "--outcome", "good"], "No single episode is called “e00”"),
        (["set", "e001", "--trigger", "monei"], "trigger “monei” is not in the scheme relationship@1"),
        (["set", "f001", "--trigger", "money"], "trigger “money” is not in the scheme fitness@1"),
        (["set", "e001", "--outcome", "great"], "'great' is not one of 'good', 'mixed', 'bad', 'unknown'"),
        (["set", "e001"], "No label was given"),
        (["skip", "nobody"], "No single episode"),
        (["history", ""], "No single episode"),
        (["set", "e001", "--outcome", "good", "--inclusion-prob", "0.5"], "Only a random pick has a chance"),
        (["flag", "e001", "--off", "--reason", "later"], "no reason"),
        (["next", "--n", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage_is_exit_2_and_says_what_exists(
    life: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, found = told(capsys, "label", *arguments)
    assert code == 2
    assert message in found["error"]["message"]
    assert found["error"]["fix"]
    with Store.open(life) as store:
        assert store.labels.depth() == (0, 0)


def test_next_is_the_same_until_something_is_labelled(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    first = told(capsys, "label", "next", "--n", "3")[1]
    assert told(capsys, "label", "next", "--n", "3")[1] == first
    pick = first["picks"][0]
    assert {"id", "why", "because", "inclusion_prob", "domain", "started_at", "situation"} <= set(pick)
    assert (pick["why"], pick["inclusion_prob"]) == ("audit", 1 / 8)
    assert (first["total"], first["left"], first["mode"]) == (8, 8, "mixed")
    run(["label", "set", pick["id"], "--outcome", "good", "--why", pick["why"], "--inclusion-prob", "0.125"])
    assert told(capsys, "label", "history", pick["id"])[1]["events"][-1]["inclusion_prob"] == 1 / 8
    after = told(capsys, "label", "next")[1]
    assert after["picks"][0]["id"] != pick["id"]
    assert after["picks"][0]["why"] == "gap_fill"
    assert (after["labelled"], after["left"]) == (1, 7)


def test_next_in_every_mode(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, "label", "next", "--why", "audit", "--n", "9")[1]["picks"]) == 8
    assert told(capsys, "label", "next", "--domain", "fitness", "--n", "9")[1]["total"] == 2
    assert told(capsys, "label", "next", "--why", "relabel")[1]["picks"] == []
    assert run(["label", "next", "--why", "relabel"]) == 0
    assert "a week" in capsys.readouterr().out
    code, refused = told(capsys, "label", "next", "--why", "uncertain")
    assert (code, refused["error"]["code"]) == (4, "too_few_labels")
    assert run(["label", "next", "--n", "2"]) == 0
    assert "because: every second pick is random" in capsys.readouterr().out


def test_an_empty_home_says_what_to_do(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["label", "next"]) == 0
    assert "studio episodes cut" in capsys.readouterr().out
    assert told(capsys, "label", "undo") == (0, {"done": False, "kind": "undo"})
    assert told(capsys, "label", "agreement")[1]["state"] == "cant_tell"


def test_skip_and_flag_on_and_off(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "label", "skip", "e001")[1]["value"] is True
    assert told(capsys, "label", "flag", "e002")[1]["kind"] == "flag"
    assert told(capsys, "label", "flag", "e003", "--reason", "[/INST] later")[1]["reason"] == "[/INST] later"
    flagged = told(capsys, "label", "flagged")[1]
    assert flagged == {"flagged": ["e002", "e003"], "reasons": {"e003": "[/INST] later"}, "set_aside": ["e001"]}
    run(["label", "flag", "e003", "--off"])
    assert told(capsys, "label", "next", "--n", "20")[1]["left"] == 7
    run(["label", "skip", "e001", "--off"])
    run(["label", "flag", "e002", "--off"])
    assert told(capsys, "label", "flagged")[1] == {"flagged": [], "reasons": {}, "set_aside": []}


def test_import_tells_the_bad_lines(life: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "e001", "outcome": "good"}\nnonsense\n', encoding="utf-8")
    code, found = told(capsys, "label", "import", str(path))
    assert (code, found["taken"], found["rejected"][0]["line"]) == (0, 1, 2)
    assert run(["label", "import", str(path)]) == 0
    shown = capsys.readouterr()
    assert "1 labels taken, 1 lines kept out." in shown.out
    assert "labels.jsonl, line 2: it is not JSON" in shown.err
    path.write_bytes(b"\x00\xff" * 40)
    assert told(capsys, "label", "import", str(path))[1]["error"]["code"] == "nothing_usable"
    assert run(["label", "import", str(path)]) == 3
    assert run(["label", "import", str(tmp_path / "nowhere")]) == 3


def test_every_command_documents_its_json() -> None:
    for path, text in commands().items():
        if path.startswith(("label ", "episodes ", "keys")):
            assert text is not None
            assert "--json:" in text, path
