"""`studio label many`: what matches is listed, labelled as one action, and taken back by one undo."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.store import Store
from tests.label.life import put


@pytest.fixture
def filled(home: Home) -> Home:
    with Store.open(home) as store:
        put(store, evenings=8, training_days=2)
    return home


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["label", *arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_what_matches_is_listed_and_labelled_as_one_action(filled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    listed = said(capsys, "many", "--limit", "3")
    assert (listed["matched"], listed["labelled"], listed["action"]) == (8, 0, None)
    assert [e["id"] for e in listed["episodes"]] == ["e000", "e001", "e002"]
    assert said(capsys, "many", "--containing", "SEVEN late")["matched"] == 8
    assert said(capsys, "many", "--containing", "zebra", "--outcome", "good")["labelled"] == 0
    assert said(capsys, "many", "--outcome", "mixed", "--trigger", "lateness")["labelled"] == 8
    assert said(capsys, "many")["matched"] == 0
    assert said(capsys, "many", "--domain", "fitness")["matched"] == 2
    assert {(back := said(capsys, "undo"))["episode_id"], *back["also"]} == {f"e00{n}" for n in range(8)}
    assert said(capsys, "many")["matched"] == 8


def test_suggestions_are_accepted_from_a_score_on(filled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    given = said(capsys, "many", "--accept", "0.5")
    taken = [e for e in given["episodes"] if e["suggested"]]
    assert given["labelled"] == len(taken) > 0
    with Store.open(filled) as store:
        for episode in taken:
            assert store.labels.current(episode["id"]) == episode["suggested"]
        assert {event.why for e in taken for event in store.labels.history(e["id"])} == {"spontaneous"}
        assert store.labels.depth() == (1, 0)


def test_what_cannot_be_is_refused(filled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["label", "many", "--trigger", "zebra"]) == 2
    assert "Use one of" in capsys.readouterr().err
    assert run(["label", "many", "--outcome", "good", "--accept", "0.8"]) == 2
    assert run(["label", "many", "--accept", "2"]) == 2
    with Store.open(filled) as store:
        assert store.labels.depth() == (0, 0)
