"""`studio gaps` as a script meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.gaps.checks import CHECKS
from studio.gaps.report import audit_picks
from studio.store import Store
from tests.gaps.people import person
from tests.gaps.records import keep, label


@pytest.fixture
def kept(home: Home) -> Home:
    """A home of somebody who kept the bad ones and left out eight weeks of nothing."""
    with Store.open(home) as store:
        keep(store, person(1, 60, "bad_only", frame=200))
    return home


def said(capsys: pytest.CaptureFixture[str], home: Home, *arguments: str, exit_code: int = 0) -> dict[str, Any]:
    assert run(["--home", str(home.root), "gaps", *arguments, "--json"]) == exit_code
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_the_report_has_the_keys_that_scripts_rely_on(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, kept)
    assert (found["n_frame"], found["n_episodes"], found["n_labelled"], found["n_audit"]) == (200, 200, 60, 0)
    assert [c["id"] for c in found["checks"]] == [check.ID for check in CHECKS]
    keys = {
        "id",
        "question",
        "state",
        "n",
        "n_effective",
        "n_needed",
        "estimate",
        "interval",
        "message",
        "fix",
        "attested",
    }
    for check in found["checks"]:
        assert keys <= set(check)
    mix = found["checks"][0]
    assert mix["state"] == "red"
    assert set(mix["fix"]) == {"action", "count", "why"}
    assert mix["interval"][0] < mix["estimate"] < mix["interval"][1] < 0.25


def test_one_check_alone(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert [c["id"] for c in said(capsys, kept, "--check", "time")["checks"]] == ["time"]
    problem = said(capsys, kept, "--check", "vibes", exit_code=2)["error"]
    assert problem["code"] == "unknown_check"
    assert ", ".join(check.ID for check in CHECKS) in problem["fix"]


def test_in_words(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gaps", "--home", str(kept.root)]) == 0
    out = capsys.readouterr().out
    assert "▲ red  You mostly kept the ones that went badly" in out
    assert "→ find" in out
    assert "studio gaps fill outcome_mix" in out


def test_what_comes_with_a_red_selection_is_said_under_it(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(kept) as store:
        label(store, person(1, 60, "bad_only", frame=200), audit_picks(store), "audit")
    checks = {c["id"]: c for c in said(capsys, kept)["checks"]}
    assert checks["selection"]["state"] == "red"
    assert checks["outcome_mix"]["folded_under"] == "selection"
    assert run(["gaps", "--home", str(kept.root)]) == 0
    out = capsys.readouterr().out
    assert "    ▲ red  You mostly kept the ones that went badly" in out
    assert "Shown under “What you kept went well less often than the rest”" in out
    assert out.index("studio gaps fill selection") < out.index("studio gaps fill outcome_mix")


def test_an_empty_home_cannot_tell(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, home)
    assert found["n_frame"] == 0
    assert {c["state"] for c in found["checks"]} == {"cant_tell"}


def test_audit_draws_and_remembers_the_chance(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, kept, "audit", "--n", "14")
    assert (found["why"], found["count"], len(set(found["ids"]))) == ("audit", 14, 14)
    assert found["picks"][0] == {"id": found["ids"][0], "why": "audit", "inclusion_prob": 0.1}
    with Store.open(kept) as store:
        assert store.attestations.draws() == dict.fromkeys(found["ids"], 0.1)
    assert len(said(capsys, kept, "audit")["ids"]) == 30
    assert said(capsys, kept, "audit", "--n", "0", exit_code=2)["error"]["code"] == "usage"


def test_fill_names_exactly_the_episodes_of_the_fix(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = said(capsys, kept, "--check", "outcome_mix")["checks"][0]["fix"]["count"]
    found = said(capsys, kept, "fill", "OUTCOME_MIX")
    assert (found["check"], found["why"], found["count"]) == ("outcome_mix", "gap_fill", wanted)
    assert len(set(found["ids"])) == wanted
    assert said(capsys, kept, "fill", "leak", exit_code=4)["error"]["code"] == "nothing_to_fill"


def test_attest_keeps_the_state_and_marks_it(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, kept, "attest", "outcome_mix", "--note", "it was a hard year")
    assert (found["attested"], found["state"]) == (True, "red")
    again = said(capsys, kept, "--check", "outcome_mix")["checks"][0]
    assert (again["attested"], again["state"], again["attested_note"]) == (True, "red", "it was a hard year")
    assert said(capsys, kept, "attest", "outcome_mix", exit_code=2)["error"]["code"] == "usage"


def test_what_was_said_can_be_taken_back(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = said(capsys, kept, "attest", "outcome_mix", "--withdraw", exit_code=4)["error"]
    assert nothing["code"] == "nothing_to_withdraw"
    said(capsys, kept, "attest", "outcome_mix", "--note", "it was a hard year")
    both = said(capsys, kept, "attest", "outcome_mix", "--note", "x", "--withdraw", exit_code=2)["error"]
    assert both["code"] == "usage"
    assert said(capsys, kept, "--check", "outcome_mix")["checks"][0]["attested"] is True
    found = said(capsys, kept, "attest", "OUTCOME_MIX", "--withdraw")
    assert (found["id"], found["attested"], found["state"]) == ("outcome_mix", False, "red")
    assert said(capsys, kept, "--check", "outcome_mix")["checks"][0]["attested"] is False
    with Store.open(kept) as store:
        assert [(one.note, one.state) for one in store.attestations.all()] == [
            ("it was a hard year", "red"),
            ("", "withdrawn"),
        ]
    said(capsys, kept, "attest", "outcome_mix", "--note", "it really was")
    assert said(capsys, kept, "--check", "outcome_mix")["checks"][0]["attested_note"] == "it really was"


def test_an_audit_gives_its_open_ones_first_and_tops_up(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, kept, "audit", "--n", "10")["ids"]
    assert said(capsys, kept, "audit", "--n", "10")["ids"] == first
    one = person(1, 60, "bad_only", frame=200)
    with Store.open(kept) as store:
        label(store, one, first[:3], "audit")
        store.labels.mark("skip", first[3])
        extra = person(9, 0, frame=20)
        keep(store, extra)
    again = said(capsys, kept, "audit", "--n", "10")["ids"]
    assert again[:6] == first[4:]
    assert len(set(again)) == 10
    assert not set(again) & set(first[:4])
    assert run(["gaps", "audit", "--n", "10", "--home", str(kept.root)]) == 0
    assert "Random audit: 3 of 14 done, 1 set aside (counted as missing)." in capsys.readouterr().out


def test_report_writes_a_file(kept: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "gaps.html"
    assert said(capsys, kept, "report", "--out", str(out))["path"] == str(out)
    assert "<svg" in out.read_text(encoding="utf-8")
    assert (
        said(capsys, kept, "report", "--out", str(tmp_path / "gaps.pdf"), exit_code=2)["error"]["code"] == "bad_ending"
    )


def test_check_does_not_go_with_a_command(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, kept, "--check", "time", "audit", exit_code=2)["error"]["code"] == "usage"
