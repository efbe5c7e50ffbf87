from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.store import Store
from tests.episodes.lives import EVENING, Lift, Said, say, train
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


def test_what_there_is_none_of_is_said_truly(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["episodes", "list"]) == 0
    assert "studio episodes cut" in capsys.readouterr().out
    told(capsys, "episodes", "cut")
    assert run(["episodes", "list", "--labelled"]) == 0
    assert capsys.readouterr().out == "None of 2 episodes.\n"


def test_a_cut_of_workouts_alone_speaks_of_no_silences(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    assert run(["episodes", "cut"]) == 0
    assert capsys.readouterr().out == "1 new of 1 episodes.\n"


def test_a_chat_of_one_voice_says_what_an_episode_needs(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        say(store, [Said(0, "Me", "hello"), Said(1, "Me", "anybody")])
    assert run(["episodes", "cut"]) == 0
    assert "words of yours and of somebody else" in capsys.readouterr().out


def test_episodes_joined_count_as_one_labelled(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "episodes", "cut")
    one, other = (e["id"] for e in told(capsys, "episodes", "list")[1]["episodes"])
    told(capsys, "label", "set", one, "--outcome", "good")
    told(capsys, "label", "set", other, "--outcome", "good")
    assert told(capsys, "status")[1]["labelled"] == 2
    told(capsys, "episodes", "merge", one, other)
    assert told(capsys, "status")[1]["labelled"] == 1


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


def test_trim_and_extend_and_undo(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "episodes", "cut")
    first, second = (e["id"] for e in told(capsys, "episodes", "list")[1]["episodes"])
    records = [e["record_id"] for e in told(capsys, "episodes", "show", first)[1]["evidence"]]
    told(capsys, "label", "set", first, "--outcome", "good")
    code, made = told(capsys, "episodes", "trim", first, "--from", records[1], "--to", records[4])
    assert (code, made["gone"], made["taken_from"]) == (0, first, [])
    assert made["episode"]["labels"]["outcome"] == "good"
    shown = told(capsys, "episodes", "show", made["episode"]["id"])[1]
    assert [e["record_id"] for e in shown["evidence"]] == records[1:5]
    assert shown["reasons"] == [
        "your answer is the first after “it is half past”",
        "you made it begin with “it is half past”",
        "you made it end with “ok. thank you for saying that”",
    ]
    assert run(["label", "history", shown["id"]]) == 0
    assert f"trim            out of {first}" in capsys.readouterr().out
    code, made = told(capsys, "episodes", "extend", shown["id"], "--after", "3")
    assert (code, made["taken_from"]) == (0, [second])
    code, failed = told(capsys, "episodes", "extend", made["episode"]["id"])
    assert (code, failed["error"]["code"]) == (2, "usage")
    code, undone = told(capsys, "label", "undo")
    assert (undone["undone_kind"], undone["episode_id"]) == ("revise", shown["id"])
    assert undone["revision"] == {
        "what": "extend",
        "gone": [shown["id"], second],
        "made": [made["episode"]["id"], undone["revision"]["made"][1]],
    }
    assert run(["label", "undo"]) == 0
    assert capsys.readouterr().out.startswith(f"Taken back: trim; now {first}: outcome: good")
    assert [e["id"] for e in told(capsys, "episodes", "list")[1]["episodes"]] == [first, second]


def test_show_tells_the_thread(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "episodes", "cut")
    first = told(capsys, "episodes", "list")[1]["episodes"][0]["id"]
    record = told(capsys, "episodes", "show", first)[1]["evidence"][3]["record_id"]
    told(capsys, "label", "set", first, "--topic", "trust")
    halves = told(capsys, "episodes", "split", first, "--at", record)[1]["episodes"]
    told(capsys, "label", "set", halves[1]["id"], "--outcome", "bad")
    shown = told(capsys, "episodes", "show", halves[0]["id"])[1]
    assert [(e["id"], e["outcome"]) for e in shown["thread_episodes"]] == [
        (halves[0]["id"], None),
        (halves[1]["id"], "bad"),
    ]
    assert shown["thread_episodes"][0]["started_at"] == "2024-03-11T19:00:00+00:00"
    assert run(["episodes", "show", halves[0]["id"]]) == 0
    human = capsys.readouterr().out
    assert "In the same thread" in human
    assert "you made it end with" in human


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "x"],
        ["merge", "x", "y"],
        ["split", "x", "--at", "m"],
        ["trim", "x", "--to", "m"],
        ["extend", "x", "--after", "1"],
    ],
)
def test_an_unknown_id_is_a_usage_error_that_says_what_there_is(
    lived: Home, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert "studio episodes cut" in told(capsys, "episodes", *arguments)[1]["error"]["fix"]
    told(capsys, "episodes", "cut")
    ids = [e["id"] for e in told(capsys, "episodes", "list")[1]["episodes"]]
    code, failed = told(capsys, "episodes", *arguments)
    assert (code, failed["error"]["code"]) == (2, "not_found")
    assert all(i in failed["error"]["fix"] for i in ids)


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
