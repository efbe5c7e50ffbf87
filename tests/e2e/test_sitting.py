"""A sitting of two hundred in a real terminal: one key a label, killed in the middle, all of it taken back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from studio.core.paths import Home
from studio.store import Store
from tests.e2e.terminal import Terminal
from tests.label.life import put

pytestmark = [pytest.mark.pty, pytest.mark.slow]

EPISODES = 200
BURST = 10


def sitting(home: Home) -> Terminal:
    terminal = Terminal(["--home", str(home.root)], size=(120, 40))
    terminal.wait_for("Next ▸")
    terminal.press("g", "l")
    terminal.wait_for("undo  ⚑")
    return terminal


def count(shown: str) -> int:
    """How many the screen says are labelled; -1 while it says nothing."""
    found = re.search(rf"([\d,]+) of {EPISODES}\b", shown)
    return int(found[1]) if found else -1


def says(labelled: int) -> Callable[[str], bool]:
    return lambda shown: count(shown) == labelled


def standing(home: Home) -> dict[str, str]:
    """Episode id → outcome, as the record has it."""
    with Store.open(home) as store:
        return {e.id: e.labels.outcome for e in store.episodes.all() if e.labels.outcome is not None}


def test_two_hundred_in_one_sitting_killed_in_the_middle_and_all_taken_back(home: Home) -> None:
    with Store.open(home) as store:
        put(store, evenings=EPISODES)
    dice = random.Random(20261126)
    pressed = 0
    shown = 0

    # One key, one label: bursts faster than anyone types, until somebody pulls the plug.
    with sitting(home) as terminal:
        while pressed < 120:
            terminal.type("".join(dice.choice("asd") for _ in range(BURST)))
            pressed += BURST
            terminal.wait_for(says(pressed))
        shown = pressed
        terminal.type("".join(dice.choice("asd") for _ in range(BURST)))
        pressed += BURST
        shown = max(shown, count(terminal.text))
        terminal.kill()

    # What the screen had said is on disk, and nothing that was never pressed.
    kept = standing(home)
    assert shown <= len(kept) <= pressed
    assert set(kept.values()) <= {"good", "mixed", "bad"}

    # The next start goes on where it stopped; nothing is asked twice.
    with sitting(home) as terminal:
        assert count(terminal.text) == len(kept)
        left = EPISODES - len(kept)
        for burst in range(0, left, BURST):
            keys = min(BURST, left - burst)
            terminal.type("".join(dice.choice("asd") for _ in range(keys)))
            pressed += keys
            if burst + keys < left:
                terminal.wait_for(says(len(kept) + burst + keys))
        terminal.wait_for("200 of 200")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
    everything = standing(home)
    assert len(everything) == EPISODES
    assert everything.items() >= kept.items()
    assert EPISODES / (pressed - (120 + BURST - len(kept))) >= 1

    # After a restart every one of them is taken back, and brought back.
    with sitting(home) as terminal:
        for undone in range(BURST, EPISODES + 1, BURST):
            terminal.type("u" * BURST)
            terminal.wait_for(says(EPISODES - undone))
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
    assert standing(home) == {}
    with sitting(home) as terminal:
        for redone in range(BURST, EPISODES + 1, BURST):
            terminal.type("U" * BURST)
            terminal.wait_for(says(redone))
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
    assert standing(home) == everything
