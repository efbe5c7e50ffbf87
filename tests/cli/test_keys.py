"""`studio keys`: what every key does, from the command line."""

from __future__ import annotations

import json

import pytest

from studio.cli.main import run
from studio.core.paths import Home
from studio.core.settings import load_settings


def test_a_key_is_listed_set_and_put_back(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "set", "label.note", "N", "!", "--json"]) == 2
    assert "does something else" in json.loads(capsys.readouterr().out)["error"]["message"]
    assert run(["keys", "set", "label.note", "N", "f5"]) == 0
    assert load_settings(home).keymap == ("label.note=N,f5",)
    capsys.readouterr()
    assert run(["keys", "--json"]) == 0
    listed = {key["id"]: key for key in json.loads(capsys.readouterr().out)}
    assert listed["label.note"]["keys"] == ["N", "f5"]
    assert listed["label.note"]["default"] == ["n"]
    assert listed["app.go"]["fixed"] is True
    assert run(["keys"]) == 0
    assert "* N, f5" in capsys.readouterr().out
    assert run(["keys", "reset", "label.note"]) == 0
    assert load_settings(home).keymap == ()


def test_what_cannot_be_meant_is_told_and_can_be_taken_out(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.settings.write_text('keymap = [\n    "label.nte=x",\n    "label.on=g",\n]\n', encoding="utf-8")
    assert run(["keys"]) == 0
    told = capsys.readouterr().err
    assert "line 2: no key has the id “label.nte”; label.note?" in told
    assert "line 3: g acts everywhere" in told
    assert run(["keys", "reset", "label.nte"]) == 0
    assert load_settings(home).keymap == ("label.on=g",)
    assert run(["keys", "reset"]) == 0
    assert load_settings(home).keymap == ()
    assert run(["keys", "reset", "nonsense"]) == 2
    assert run(["keys", "set", "label.nte", "x"]) == 2
    assert "Did you mean: label.note" in capsys.readouterr().err
