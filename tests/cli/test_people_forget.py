"""`studio people forget`: nothing without a yes, everything listed, and the marks it leaves shown where they count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.store import Store
from tests.scrub.farewell import everywhere, lived


def says(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def _lived(home: Home, tmp_path: Path) -> None:
    with Store.open(home) as store:
        lived(store, home, tmp_path / "exports")


@pytest.mark.usefixtures("_lived")
def test_a_person_is_listed_then_forgotten_and_what_was_made_of_them_is_stale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    told = says(capsys, "people", "forget", "Quillon Ferrow", "--list")
    assert (told["forgotten"]["done"], told["forgotten"]["counts"]["messages"]) == (False, 49)
    assert len(told["forgotten"]["ids"]["messages"]) == 49
    assert [p["name"] for p in told["people"]] == ["Mara", "Otto Brandvik", "Quillon Ferrow"]

    with monkeypatch.context() as terminal:
        terminal.setattr("sys.stdin.isatty", lambda: True)
        terminal.setattr("sys.stderr.isatty", lambda: True)
        terminal.setattr("click.confirm", lambda *_, **__: False)
        refused = says(capsys, "people", "forget", "Quillon Ferrow", code=2)
        assert refused["error"]["code"] == "not_meant"
        assert run(["people", "forget", "Quillon Ferrow"]) == 2
        assert "messages they wrote" in capsys.readouterr().err
    assert says(capsys, "people", "forget", "Quillon Ferrow", "--list") == told, "nothing has changed"

    told = says(capsys, "people", "forget", "Quillon Ferrow", "--keep-mentions", "someone")
    assert told["forgotten"]["done"]
    assert [p["name"] for p in told["people"]] == ["Mara", "Otto Brandvik"]
    [dataset] = says(capsys, "dataset", "list")["datasets"]
    assert "somebody you asked to forget" in dataset["stale"]
    [made] = says(capsys, "runs", "list")
    assert "taught with the dataset us" in made["stale"]
    assert says(capsys, "ask", "what now?", "--run", "r1", code=4)["error"]["code"] == "stale"
    assert run(["dataset", "list"]) == 0
    assert "▲ stale" in capsys.readouterr().out
    with Store.open(home) as store:
        assert not {place.split(".")[0] for place in everywhere(store, "quillon")} - {"datasets", "runs"}


def test_a_name_that_holds_nothing_goes_without_being_asked(capsys: pytest.CaptureFixture[str]) -> None:
    says(capsys, "people", "add", "Jo Nobody")
    told = says(capsys, "people", "forget", "Jo Nobody")
    assert (told["people"], told["forgotten"]["done"]) == ([], True)
    assert says(capsys, "people", "forget", "Jo Nobody", code=1)["error"]["code"] == "not_found"


@pytest.mark.usefixtures("_lived")
def test_taking_a_name_off_the_list_leaves_everything_else(capsys: pytest.CaptureFixture[str], home: Home) -> None:
    told = says(capsys, "people", "forget", "Quillon Ferrow", "--off-list")
    assert [p["name"] for p in told["people"]] == ["Mara", "Otto Brandvik"]
    with Store.open(home) as store:
        assert store.value("SELECT count(*) FROM messages WHERE sender = 'Quillon Ferrow'") == 49
