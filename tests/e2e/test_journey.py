"""One person's first evening with Studio, key by key, in a real terminal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.paths import Home
from studio.store import Store
from tests.e2e.chat import android_chat
from tests.e2e.terminal import Terminal

pytestmark = [pytest.mark.pty, pytest.mark.mlx, pytest.mark.slow]

OFFLINE = Path(__file__).with_name("offline")


@pytest.fixture
def terminal(toy_home: Home) -> Iterator[Terminal]:
    environment = {"PYTHONPATH": str(OFFLINE), "HOME": os.environ["HOME"]}
    with Terminal(["--home", str(toy_home.root)], size=(120, 40), env=environment) as opened:
        yield opened


def labelled(shown: str) -> int:
    """The header's count of labelled episodes."""
    found = re.search(r"· (\d+) of 14 ·", shown)
    return int(found[1]) if found else -1


def test_from_a_chat_file_to_an_answer(terminal: Terminal, toy_home: Home, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Ingrid.txt"
    chat.write_text(android_chat(), encoding="utf-8")

    terminal.wait_for("Next ▸ Bring in an export")

    terminal.press("1")
    terminal.wait_for("path of an export")
    terminal.type(str(chat))
    terminal.wait_for("WhatsApp chat")
    terminal.press("enter")
    shown = terminal.wait_for("89 new records")
    assert "Tom Hale" in shown

    terminal.press("g", "c")
    terminal.wait_for("Press c to cut them")
    terminal.press("c")
    shown = terminal.wait_for("14 episodes")
    assert "of silence end a talk" in shown
    terminal.wait_for("the rent bounced again")

    terminal.press("g", "l")
    terminal.wait_for("0 of 14")
    terminal.press("2", "w", "a")
    terminal.wait_for("1 of 14")
    for n, key in enumerate("dsad", 2):
        terminal.press(key)
        terminal.wait_for(f"{n} of 14")
    terminal.press("u")
    assert labelled(terminal.wait_for("4 of 14")) == 4
    for n, key in enumerate("asdasdas", 5):
        terminal.press(key)
        terminal.wait_for(f"{n} of 14")

    terminal.press("g", "s")
    terminal.wait_for("Scan")
    terminal.press("s")
    shown = terminal.wait_for("Birgit", 90)
    assert "Ingrid" in shown
    assert "▲ Otley" in shown
    terminal.press("y")
    terminal.wait_for("✓ Ingrid")
    terminal.press("y")
    terminal.wait_for("✓ Birgit")
    assert "▲ Otley" in terminal.text
    terminal.press("Y")
    terminal.wait_for("all decided")

    terminal.press("g", "p")
    shown = terminal.wait_for("12 labelled episodes make examples")
    assert "Ingrid" not in shown.split("datasets")[0]
    terminal.press("b")
    terminal.wait_for("a name for the dataset")
    terminal.type("us")
    terminal.press("enter")
    terminal.wait_for("✓ us")

    terminal.press("g", "t")
    terminal.wait_for("tiny (a toy)")
    terminal.press("s")
    terminal.wait_for("to beat:", 180)
    shown = terminal.wait_for("finished", 240)
    assert "better" in shown

    terminal.press("ctrl+t")
    terminal.wait_for("asking the tuned model")
    terminal.type("I was late again. What now?")
    terminal.press("enter")
    shown = terminal.wait_for("nearest in your record", 120)
    assert "tok/s" in shown

    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0

    with Store.open(toy_home) as store:
        assert len(store.episodes.all(labelled=True)) == 12
        (turn,) = store.turns.recent()
        assert turn.question == "I was late again. What now?"
        assert turn.citations
        run = store.runs.newest_usable()
        assert run is not None
        assert run.result is not None
        assert run.result["best_valid_loss"] < run.result["base_valid_loss"]
    packed = (toy_home.datasets / "us" / "train.jsonl").read_text(encoding="utf-8")
    assert packed
    assert not {"Ingrid", "Birgit", "Otley"} & set(re.findall(r"\w+", packed))
    assert all(json.loads(line)["messages"][-1]["role"] == "assistant" for line in packed.splitlines())


def test_what_was_on_the_screen_survives_a_kill(toy_home: Home, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Ingrid.txt"
    chat.write_text(android_chat(), encoding="utf-8")
    with Terminal(["--home", str(toy_home.root), "import", str(chat)]) as importing:
        assert importing.exit_code() == 0
    with Terminal(["--home", str(toy_home.root), "episodes", "cut"]) as cutting:
        assert cutting.exit_code() == 0
    with Terminal(["--home", str(toy_home.root)], size=(80, 24)) as first:
        first.wait_for("Next ▸")
        first.press("3")
        first.wait_for("your response")
        for n in (1, 2, 3):
            first.press("a")
            first.wait_for(f"{n} of 14")
        first.press("u")
        first.wait_for("2 of 14")
        first.kill()
    with Terminal(["--home", str(toy_home.root)], size=(80, 24)) as second:
        second.wait_for("2 of 14")
        second.press("3")
        second.wait_for("your response")
        second.press("u")
        second.wait_for("1 of 14")
        second.press("ctrl+q")
        assert second.exit_code() == 0


def test_a_second_studio_says_who_holds_the_home(toy_home: Home) -> None:
    with Terminal(["--home", str(toy_home.root)], size=(80, 24)) as first:
        first.wait_for("Next ▸")
        with Terminal(["--home", str(toy_home.root)], size=(80, 24)) as second:
            assert second.exit_code() == 5
            told = " ".join(second.text.split())
            assert "is in use by process" in told
            assert "Traceback" not in second.text
