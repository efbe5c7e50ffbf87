"""`studio label suggestions`, `acceptance`, `advice`, `pairs`, `suggest`: JSON keys, words, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.label.suggest.suggesting import Suggestion, offered
from studio.store import Store
from studio.store.label_events import Given
from tests.label.life import put


@pytest.fixture
def life(home: Home) -> Home:
    with Store.open(home) as store:
        put(store, evenings=8, training_days=1)
        store.labels.set_many(
            [Given(f"e00{n}", {"outcome": "good" if n % 2 else "bad", "trigger": "lateness",
                               "response_style": "repaired" if n % 2 else "defended"}) for n in range(6)]
        )  # fmt: skip
    return home


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["label", *arguments, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return code, found


def test_suggestions_come_with_score_source_and_reason(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "suggestions", "e007")
    assert (code, found["episode_id"]) == (0, "e007")
    assert isinstance(found["hidden"], bool)
    trigger = next(s for s in found["suggestions"] if s["field"] == "trigger")
    assert trigger["value"] == "lateness"
    assert set(trigger) == {"field", "value", "score", "source", "because"}
    assert run(["label", "suggestions", "e007"]) == 0
    assert "trigger: lateness  0." in capsys.readouterr().out
    assert told(capsys, "suggestions", "nobody")[0] == 2


def test_acceptance_says_when_it_cannot_tell(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "acceptance") == (0, {"rates": []})
    one = Suggestion("trigger", "lateness", 0.7, "rule:cues", "“late”")
    values = {"outcome": "good", "trigger": "lateness"}
    with Store.open(life) as store:
        store.labels.give(Given("e006", values, offered=offered([one], False, values, taken=True)))
    (rate,) = told(capsys, "acceptance")[1]["rates"]
    assert (rate["source"], rate["field"], rate["accepted"], rate["state"]) == ("rule:cues", "trigger", 1, "cant_tell")
    assert len(rate["interval"]) == 2
    assert run(["label", "acceptance"]) == 0
    assert "can't tell yet" in capsys.readouterr().out


def test_advice_is_drafted_or_said_to_be_missing(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "advice", "e000")
    assert code == 0
    assert found["draft"]["of"] == 5
    assert found["draft"]["counts"] == {"good": 3, "mixed": 0, "bad": 2}
    assert "you repaired in 3: 3 went well." in found["draft"]["text"]
    assert "Few of each. Repair first." in found["draft"]["text"]
    assert set(found["draft"]["styles"][0]) == {"style", "n", "good", "interval"}
    assert told(capsys, "advice", "f000") == (0, {"episode_id": "f000", "draft": None})
    assert run(["label", "advice", "f000"]) == 0
    assert "Fewer than 3" in capsys.readouterr().out


def test_pairs_are_listed_and_written(life: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert told(capsys, "pairs") == (0, {"pairs": [], "out": None})
    assert run(["label", "set", "e000", "--better", "I will call when I leave"]) == 0
    path = tmp_path / "pairs.jsonl"
    code, found = told(capsys, "pairs", "--out", str(path))
    assert (code, found["out"]) == (0, str(path))
    (pair,) = found["pairs"]
    assert (pair["chosen"], pair["rejected"]) == ("I will call when I leave", "I'm sorry")
    assert json.loads(path.read_text(encoding="utf-8")) == pair
    assert run(["label", "pairs"]) == 0
    assert "better: I will call when I leave" in capsys.readouterr().out
    assert told(capsys, "pairs", "--out", str(tmp_path))[0] == 2


def test_suggest_without_a_tuned_model_says_what_to_do(life: Home, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "suggest")
    assert (code, found["error"]["code"]) == (1, "no_model")
    code, found = told(capsys, "suggest", "--run", "nobody", "--n", "3")
    assert (code, found["error"]["code"]) == (1, "not_found")
