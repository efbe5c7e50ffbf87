"""A process that labels until it is killed: says what it is about to do, does it, and acknowledges it."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from studio.core.paths import Home
from studio.label.journal import Change, Journal
from studio.store import Store

OUTCOMES = ("good", "mixed", "bad")
TRIGGERS = ("money", "chores", "tone")


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(root: str, seed: int) -> None:
    dice = random.Random(seed)
    with Store.open(Home(Path(root))) as store:
        journal = Journal(store)
        ids = [f"e{n:03}" for n in range(20)]
        say(ready=True)
        while True:
            kind = dice.choices(("set", "undo", "redo", "skip", "flag"), (6, 3, 2, 1, 1))[0]
            episode_id = dice.choice(ids)
            values = {"outcome": dice.choice(OUTCOMES), "trigger": dice.choice(TRIGGERS), "note": "x" * 500}
            say(about=kind, episode=episode_id, values=values)
            done: Change | None
            if kind == "set":
                done = journal.set(journal.episode(episode_id), values)
            elif kind in ("skip", "flag"):
                done = journal.skip(episode_id) if kind == "skip" else journal.flag(episode_id)
            else:
                done = journal.undo() if kind == "undo" else journal.redo()
            say(did=kind, action=done.action if done else None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
