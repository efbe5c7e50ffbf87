"""`studio label schemes …`, rules, stale and agreement: exit codes, JSON keys, and files on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.label.codebook.schemes import SHIPPED
from studio.store import Store
from tests.cli.told import told
from tests.label.life import put


@pytest.fixture
def life(home: Home) -> Home:
    with Store.open(home) as store:
        put(store, evenings=6, training_days=2)
    return home


def test_schemes_are_listed_and_a_broken_one_stops_every_label(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "label", "schemes")[1]
    assert [s["name"] for s in found["schemes"]] == ["fitness", "relationship"]
    assert found["unrevised"] == []
    assert found["schemes"][1]["outcome"][0] == {
        "key": "a", "value": "good", "help": "It ended closer than it began.", "colour": "success",
    }  # fmt: skip
    assert found["schemes"][0]["titles"]["trigger"] == "focus"
    assert run(["label", "schemes"]) == 0
    assert "fitness@1 (fitness)" in capsys.readouterr().out
    life.schemes.mkdir()
    text = (SHIPPED / "fitness.toml").read_text(encoding="utf-8")
    line = text.split("\n").index('4 = "full_body"') + 1
    (life.schemes / "fitness.toml").write_text(text.replace("4 = ", "u = "), encoding="utf-8")
    code, broken = told(capsys, "label", "schemes")
    assert (code, broken["error"]["code"]) == (1, "bad_scheme")
    assert f"fitness.toml, line {line}: “u” is no key for trigger" in broken["error"]["message"]
    assert "Allowed: 1 2 3" in broken["error"]["fix"]
    assert told(capsys, "label", "set", "e001", "--outcome", "good")[0] == 1
    assert told(capsys, "label", "schemes", "check", str(life.schemes / "fitness.toml"))[0] == 1


def test_a_new_scheme_is_written_checked_and_used(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, made = told(capsys, "label", "schemes", "new", "ours", "--domain", "relationship")
    assert (code, made["scheme"]["name"], made["scheme"]["own"]) == (0, "ours", True)
    path = Path(made["path"])
    assert path == life.schemes / "ours.toml"
    assert told(capsys, "label", "schemes", "check", str(path))[1]["ok"] is True
    assert run(["label", "schemes", "check", str(path)]) == 0
    assert "It reads well." in capsys.readouterr().out
    assert told(capsys, "label", "set", "e001", "--trigger", "monei")[1]["error"]["message"].endswith("ours@1.")
    code, refused = told(capsys, "label", "schemes", "new", "theirs", "--domain", "relationship")
    assert (code, str(path) in refused["error"]["message"]) == (2, True)
    assert told(capsys, "label", "schemes", "check", str(life.root))[0] == 1
    assert told(capsys, "label", "schemes", "new", "x")[0] == 2


def test_merge_split_stale_and_undo(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for episode, trigger in (("e001", "phone"), ("e002", "chores"), ("e003", "phone")):
        run(["label", "set", episode, "--outcome", "good", "--trigger", trigger])
    assert told(capsys, "label", "stale")[1] == {"stale": [], "episodes": 0, "unrevised": []}
    code, done = told(capsys, "label", "schemes", "merge", "relationship.trigger", "phone", "tone")
    assert (code, done["scheme"], done["changed"], done["backup"]) == (0, "relationship@2", 2, None)
    assert told(capsys, "label", "undo")[1]["labels"]["trigger"] == "phone"
    stale = told(capsys, "label", "stale")[1]
    assert [s["episode_id"] for s in stale["stale"]] == ["e001", "e003"]
    assert "it is now “tone”" in stale["stale"][0]["why"]
    assert told(capsys, "label", "redo")[1]["labels"]["trigger"] == "tone"
    code, done = told(capsys, "label", "schemes", "split", "relationship.trigger", "chores", "dishes", "tidying")
    assert (code, done["scheme"], done["stale"], done["action"]) == (0, "relationship@3", 1, None)
    assert Path(done["backup"]).exists()
    assert run(["label", "stale"]) == 0
    assert "“chores” is no value any more; it is now “dishes” or “tidying”" in capsys.readouterr().out
    run(["label", "set", "e002", "--trigger", "tidying"])
    assert told(capsys, "label", "stale")[1]["episodes"] == 0
    assert [e["value"] for e in told(capsys, "label", "history", "e002")[1]["events"]] == ["good", "chores", "tidying"]


def test_values_changed_without_a_revision_are_told(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(told(capsys, "label", "schemes", "new", "ours", "--domain", "relationship")[1]["path"])
    run(["label", "set", "e001", "--trigger", "phone"])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("A screen where attention was wanted.", "Calls."), encoding="utf-8")
    assert "its revision is still 1" in told(capsys, "label", "schemes")[1]["unrevised"][0]
    assert told(capsys, "label", "stale")[1]["unrevised"]
    assert run(["label", "schemes"]) == 0
    assert "revision = 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["schemes", "merge", "relationship.outcome", "good", "bad"], "The outcomes are always"),
        (["schemes", "merge", "relationship", "good", "bad"], "is no field of a domain"),
        (["schemes", "merge", "nobody.trigger", "a", "b"], "is no field of a domain"),
        (["schemes", "split", "relationship.trigger", "phone", "calls"], "two or more"),
        (["schemes", "nope"], "No such command"),
        (["rules", "relationship.outcome.good"], "What does"),
        (["rules", "relationship.outcome.great", "x"], "outcome “great” is not in the scheme"),
        (["set", "e001", "--response-style", "pawsed"], "response_style “pawsed” is not in the scheme"),
    ],
)
def test_wrong_usage_is_exit_2_with_what_exists(
    life: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, found = told(capsys, "label", *arguments)
    assert code == 2
    assert message in found["error"]["message"]
    assert found["error"]["fix"]
    assert not life.schemes.exists()


def test_rules_are_written_listed_and_taken_away(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, written = told(capsys, "label", "rules", "relationship.outcome.good", "We both would say so.")
    assert (code, written["rules"][0]["rule"]) == (0, "We both would say so.")
    rules = told(capsys, "label", "rules")[1]["rules"]
    assert [r["value"] for r in rules if r["rule"]] == ["good"]
    assert {(r["domain"], r["field"]) for r in rules} >= {("fitness", "trigger"), ("relationship", "topics")}
    assert run(["label", "rules"]) == 0
    assert "relationship.outcome.good  We both would say so." in capsys.readouterr().out
    assert told(capsys, "label", "rules", "relationship.outcome.good", "")[1]["rules"][0]["rule"] is None


def test_agreement_has_its_keys_whether_or_not_it_can_tell(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "label", "agreement")
    assert (code, found["state"], found["kappa"], found["ac1"], found["fields"]) == (0, "cant_tell", None, None, [])
    assert {"n", "needed", "raw", "interval", "ac1_interval", "confused", "message", "drift", "advice"} <= set(found)
    assert run(["label", "agreement"]) == 0
    assert "studio label next --why relabel" in capsys.readouterr().out
