"""`studio scrub` as a script meets it."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.store import Store
from tests.scrub.life import episode, live

KEYS = {"start", "end", "entity", "text", "surrogate", "score", "why"}


@pytest.fixture
def lived(home: Home) -> Home:
    with Store.open(home) as store:
        live(store)
    return home


def call(capsys: pytest.CaptureFixture[str], home: Home, *arguments: str, exit_code: int = 0) -> Any:
    assert run(["--home", str(home.root), "scrub", *arguments, "--json"]) == exit_code
    return json.loads(capsys.readouterr().out)


def pipe(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lines: bytes,
    *arguments: str,
    exit_code: int = 0,
) -> tuple[list[dict[str, Any]], str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert run(["scrub", "text", *arguments]) == exit_code
    captured = capsys.readouterr()
    return [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_text_is_scrubbed_line_by_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = "é🙂 hey Teo, call 212-555-0187 on 14 March"
    lines = (
        json.dumps({"id": "a", "text": text})
        + "\n\n"
        + json.dumps({"id": 7, "text": "felt better"}, ensure_ascii=False)
    )
    rows, told = pipe(monkeypatch, capsys, lines.encode(), "--person", "Teo Marsh", "--locale", "en_US")
    assert told == ""
    assert [row["id"] for row in rows] == ["a", 7]
    assert set(rows[0]) == {"id", "text", "findings"}
    assert rows[1] == {"id": 7, "text": "felt better", "findings": []}
    found = rows[0]["findings"]
    assert [f["entity"] for f in found] == ["PERSON", "PHONE", "DATE"]
    assert all(set(f) == KEYS for f in found)
    assert all(text[f["start"] : f["end"]] == f["text"] for f in found)
    assert all(f["surrogate"] in rows[0]["text"] and f["text"] not in rows[0]["text"] for f in found)


def test_bad_lines_are_named_and_good_ones_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (
        b'{"id":1,"text":"ok"}\nnot json\n{"id":2}\n[1]\n{"text":5}\n\xff\xfe\n{"id":3,"text":"\\ud800 I told Anna"}\n'
    )
    rows, told = pipe(monkeypatch, capsys, lines)
    assert [row["id"] for row in rows] == [1, 3]
    assert [line.split(":")[0] for line in told.splitlines()] == ["line 2", "line 3", "line 4", "line 5", "line 6"]
    assert "not JSON" in told
    assert "not UTF-8" in told


def test_no_good_line_and_no_locale_are_errors(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, capsys, b"\n", exit_code=0)
    _, told = pipe(monkeypatch, capsys, b"rubbish\n", exit_code=3)
    assert "None of 1 lines" in told
    for locale in ("klingon!", "xx_QQ", ""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id":1,"text":"x"}\n')))
        assert run(["scrub", "text", "--locale", locale or "_"]) == 2
    capsys.readouterr()


def test_the_locale_decides_what_a_number_means(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.key.write_bytes(b"k" * 32)
    line = json.dumps({"id": 1, "text": "since 03/25/2024"}).encode()
    us, _ = pipe(monkeypatch, capsys, line, "--locale", "en_US")
    gb, _ = pipe(monkeypatch, capsys, line, "--locale", "en_GB")
    same = [sorted(found[0]["findings"][0]["surrogate"].split("/")) for found in (us, gb)]
    assert same[0] == same[1], "the same day, in the usual order of each once it can be read both ways"
    line = json.dumps({"id": 1, "text": "since 03/04/2024"}).encode()
    us, _ = pipe(monkeypatch, capsys, line, "--locale", "en_US")
    gb, _ = pipe(monkeypatch, capsys, line, "--locale", "en_GB")
    assert us[0]["findings"][0]["surrogate"] != gb[0]["findings"][0]["surrogate"]


def test_a_scan_and_its_review(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = call(capsys, lived, "status")
    assert before["unscanned"] == before["texts"] > 0
    report = call(capsys, lived, "scan")
    assert set(report) == {"texts", "read", "findings", "surfaces", "pending"}
    rows = call(capsys, lived, "review")
    assert len(rows) == report["surfaces"]
    assert set(rows[0]) >= {"surface", "entity", "count", "replacement", "decision", "score", "why", "contexts"}
    assert {r["entity"] for r in call(capsys, lived, "review", "--entity", "date")} == {"DATE"}
    assert call(capsys, lived, "accept", "ingrid", "14 March")["pending"] == report["pending"] - 2
    assert call(capsys, lived, "reject", "Brighton")["pending"] == report["pending"] - 3
    assert call(capsys, lived, "undo") == {"undone": ["brighton"], "pending": report["pending"] - 2}
    assert call(capsys, lived, "replace", "Brighton", "Smallton")["decided"] == 1
    left = call(capsys, lived, "accept-all", "--above", "0")
    assert left["pending"] == 0
    status = call(capsys, lived, "status")
    assert (status["pending"], status["unscanned"]) == (0, 0)
    assert status["reviewed"] == status["texts"]
    assert {"surface": "Brighton", "entity": "LOCATION", "surrogate": "Smallton"} in call(capsys, lived, "map")


def test_several_are_one_action_and_come_back_by_redo(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    pending = call(capsys, lived, "scan")["pending"]
    assert call(capsys, lived, "accept", "Ingrid", "Brighton", "INGRID") == {"decided": 2, "pending": pending - 2}
    assert call(capsys, lived, "undo") == {"undone": ["ingrid", "brighton"], "pending": pending}
    assert call(capsys, lived, "redo") == {"redone": ["ingrid", "brighton"], "pending": pending - 2}
    assert call(capsys, lived, "redo") == {"redone": [], "pending": pending - 2}
    assert call(capsys, lived, "undo")["pending"] == pending
    assert call(capsys, lived, "reject", "Brighton")["pending"] == pending - 1
    assert call(capsys, lived, "redo")["redone"] == []


def test_the_review_is_narrowed_down(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, lived, "scan")
    rows = call(capsys, lived, "review")
    names = [row["surface"] for row in rows]
    assert names.index("Inge") == names.index("Ingrid") + 1
    assert rows[names.index("Inge")]["canonical"] == rows[names.index("Ingrid")]["canonical"]
    call(capsys, lived, "accept", "Ingrid")
    assert {"Inge"} == {r["surface"] for r in call(capsys, lived, "review", "--pending", "--search", "INGR")}
    assert len(call(capsys, lived, "review", "--limit", "2")) == 2


def test_what_is_unsure_is_kept_at_once(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, lived, "scan")
    before = {r["surface"]: r["score"] for r in call(capsys, lived, "review")}
    decided = call(capsys, lived, "reject-all", "--below", "0.8")["decided"]
    assert decided == sum(score < 0.8 for score in before.values()) > 0
    kept = {r["surface"] for r in call(capsys, lived, "review") if r["decision"] == "reject"}
    assert kept == {surface for surface, score in before.items() if score < 0.8}


def test_what_it_really_is_and_whom_it_means(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, lived, "scan")
    assert call(capsys, lived, "retype", "brighton", "person")["decided"] == 1
    assert call(capsys, lived, "person", "Wilhelmina", "Ingrid Solheim")["decided"] == 1
    rows = {r["surface"]: r for r in call(capsys, lived, "review")}
    assert rows["Brighton"]["as_entity"] == "PERSON"
    assert rows["Wilhelmina"]["person"] == "Ingrid Solheim"
    assert rows["Wilhelmina"]["replacement"] == rows["Ingrid"]["replacement"]
    assert call(capsys, lived, "retype", "Brighton", "planet", exit_code=2)["error"]["code"] == "bad_entity"
    assert call(capsys, lived, "person", "Wilhelmina", " ", exit_code=2)["error"]["code"] == "no_person"


def test_a_line_is_looked_at_and_its_leak_found_everywhere(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        live(store)
        store.episodes.put(
            [(episode(9, "we sat in the heron all evening"), []), (episode(10, "then the heron was shut"), [])],
            origin="import",
        )
    call(capsys, home, "scan")
    line = "we sat in the heron all evening"
    assert line in call(capsys, home, "residual", "--n", "50", "--planted", "0")["sample"]
    assert call(capsys, home, "look", "felt better", "--clean") == {"looked": 1, "leaks": 0, "pending": 8}
    refused = call(capsys, home, "look", line, "--leak", "her", "--entity", "org", exit_code=2)
    assert refused["error"]["code"] == "not_in_line"
    assert call(capsys, home, "look", "nobody wrote this", "--clean", exit_code=2)["error"]["code"] == "not_found"
    assert call(capsys, home, "look", line, "--clean", "--leak", "x", exit_code=2)["error"]["code"] == "usage"
    assert call(capsys, home, "look", line, "--leak", "heron", "--entity", "org")["leaks"] == 1
    (found,) = call(capsys, home, "review", "--search", "heron")
    assert (found["count"], found["entity"], found["decision"], found["why"]) == (2, "ORG", "accept", "you said so")
    assert call(capsys, home, "undo")["undone"] == ["heron"]
    assert call(capsys, home, "review", "--search", "heron") == []
    assert call(capsys, home, "redo")["redone"] == ["heron"]
    assert call(capsys, home, "review", "--search", "heron") == [found]


def test_the_map_goes_to_a_private_file(lived: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, lived, "scan")
    call(capsys, lived, "accept-all", "--above", "0.5")
    path = tmp_path / "map.jsonl"
    assert call(capsys, lived, "map", "--out", str(path))["lines"] == len(path.read_text().splitlines()) > 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_left_is_measured(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, lived, "scan")
    found = call(capsys, lived, "residual", "--n", "3", "--planted", "22")
    assert found["planted"] == 22
    assert len(found["sample"]) == 3
    assert 0 <= found["interval"][0] <= found["found"] / 22 <= found["interval"][1] <= 1


def test_who_could_still_be_recognised_and_what_takes_it_out(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        live(store)
        store.episodes.put([(episode(9, "Ingrid is the mayor now, my brother has epilepsy"), ())], origin="import")
    call(capsys, home, "scan")
    call(capsys, home, "accept-all", "--above", "0")
    people = call(capsys, home, "about")["people"]
    assert [(p["person"], [t["words"] for t in p["traits"]]) for p in people] == [
        ("Ingrid", ["mayor"]), ("my brother", ["epilepsy"]),
    ]  # fmt: skip
    assert people[0]["traits"][0]["act"] == 'studio scrub blur "mayor" --with "something"'
    assert [p["person"] for p in call(capsys, home, "about", people[0]["stand_in"])["people"]] == ["Ingrid"]
    assert run(["--home", str(home.root), "scrub", "about"]) == 0
    assert "my brother: 1 fact" in capsys.readouterr().out
    assert call(capsys, home, "blur", "Mayor", "--with", "boss")["places"] == 1
    assert call(capsys, home, "scan")["pending"] == 0
    assert [p["person"] for p in call(capsys, home, "about")["people"]] == ["my brother"]
    assert call(capsys, home, "blur", "astronaut", exit_code=3)["error"]["code"] == "not_found"


def test_status_names_every_hole(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert "texts not looked through" in call(capsys, lived, "status")["holes"][0]
    call(capsys, lived, "scan")
    holes = call(capsys, lived, "status")["holes"]
    assert any("PERSON to decide" in hole for hole in holes)
    assert any("planted" in hole for hole in holes)
    call(capsys, lived, "accept-all", "--above", "0")
    call(capsys, lived, "residual", "--planted", "12")
    status = call(capsys, lived, "status")
    assert status["holes"] == ["no unflagged line looked at yet: studio scrub residual"]
    assert status["collisions"] == []
    assert status["residual"]["planted"] == 12


def test_wrong_words_change_nothing(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, lived, "scan")
    before = call(capsys, lived, "status")
    assert call(capsys, lived, "accept", "Ingrid", "Nobodaddy", exit_code=3)["error"]["code"] == "not_found"
    assert call(capsys, lived, "review", "--entity", "planet", exit_code=2)["error"]["code"] == "bad_entity"
    assert call(capsys, lived, "accept-all", "--above", "7", exit_code=2)["error"]["code"] == "usage"
    assert call(capsys, lived, "replace", "Ingrid", " ", exit_code=2)["error"]["code"] == "no_replacement"
    assert call(capsys, lived, "status") == before


def test_people_read_it_without_json(lived: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(lived.root), "scrub"]
    for arguments in (
        ["review"],
        ["scan"],
        ["review"],
        ["status"],
        ["accept", "ingrid"],
        ["undo"],
        ["undo"],
        ["map"],
        ["residual", "--planted", "0"],
    ):
        assert run([*home, *arguments]) == 0
    shown = capsys.readouterr().out
    assert "Scan first" in shown
    assert "Next: studio scrub review" in shown
    assert "Nothing to take back." in shown
    assert "not known" in shown
