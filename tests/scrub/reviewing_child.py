"""A process that reviews, or scans, until it is killed: says what it is about to do, does it, and acknowledges it."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.review.desk import Desk
from studio.scrub.review.review import name_leak, verdict
from studio.scrub.scan import scan
from studio.store import Store
from tests.scrub.life import episode


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def review(store: Store, dice: random.Random) -> None:
    """Decide, undo and redo at random, and name a leak now and then."""
    listed = Desk(store, texts=False).surfaces()
    say(ready=True)
    number = 0
    while True:
        number += 1
        kind = dice.choices(("accept", "reject", "both", "undo", "redo", "leak"), (4, 3, 2, 3, 2, 1))[0]
        some = dice.sample(listed, 2 if kind == "both" else 1)
        say(about=kind, keys=[list(s.at) for s in some], number=number)
        if kind == "undo":
            store.scrub.undo()
        elif kind == "redo":
            store.scrub.redo()
        elif kind == "leak":
            name_leak(store, f"we met at lamp{number} again", f"lamp{number}", "ORG")
        else:
            store.scrub.decide([verdict(s, "reject" if kind == "reject" else "accept") for s in some])
        say(did=kind, stands=standing(store))


def standing(store: Store) -> list[list[str]]:
    """Every decision that stands, and every word that was named."""
    decided = [[v.key, v.entity, v.decision] for v in store.scrub.verdicts().values()]
    return sorted([*decided, *([one.surface, one.entity, "told"] for one in store.scrub.told())])


def look_again(store: Store, home: Home) -> None:
    """Bring in more texts and scan, again and again."""
    for number in range(1000):
        texts = [episode(100 + 20 * number + n, f"my friend Zofia{number}x{n} rang") for n in range(20)]
        store.episodes.put([(one, []) for one in texts], origin="import")
        say(about="scan", number=number)
        report = scan(store, home, Settings(), processes=1)
        say(did="scan", findings=report.findings)


def main(root: str, seed: int, what: str) -> None:
    home = Home(Path(root))
    with Store.open(home) as store:
        if what == "review":
            review(store, random.Random(seed))
        else:
            look_again(store, home)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
