"""A process that revises episodes until it is killed: says what it is about to do, does it, and says what is now."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from studio.core.errors import StudioError
from studio.core.paths import Home
from studio.episodes.revise import extend, merge, split, trim
from studio.store import Store
from tests.episodes.revised import state


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what, default=str) + "\n")
    sys.stdout.flush()


def main(root: str, seed: int) -> None:
    dice = random.Random(seed)
    with Store.open(Home(Path(root))) as store:
        say(state=state(store))
        while True:
            ids = [e.id for e in store.episodes.all()]
            chosen = dice.choice(ids)
            record = dice.choice([e.record_id for e in store.episodes.evidence(chosen) if e.part != "context"])
            kind = dice.choice(("merge", "split", "trim", "extend", "undo"))
            say(about=kind)
            try:
                if kind == "merge":
                    merge(store, chosen, dice.choice(ids))
                elif kind == "split":
                    split(store, chosen, record)
                elif kind == "trim":
                    trim(store, chosen, last=record)
                elif kind == "extend":
                    extend(store, chosen, "after", 2)
                else:
                    store.labels.undo()
            except StudioError:
                pass
            say(state=state(store))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
