"""Scans, or decides, in a home, and says what it has got to; to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from studio.core.paths import Home
from studio.core.progress import Step
from studio.core.settings import Settings
from studio.scrub import crew
from studio.scrub.review.review import decide, surfaces
from studio.scrub.scan import scan
from studio.store import Store

SETTINGS = Settings()


def _scan(store: Store, home: Home) -> None:
    crew.ENOUGH, crew.PORTION = 1, 4_000
    begun = False

    def tell(step: Step) -> None:
        nonlocal begun
        if step.done and not begun:
            begun = True
            print("reading", flush=True)

    told = scan(store, home, SETTINGS, tell, processes=2)
    print(f"scanned {told.texts}", flush=True)


def _decide(store: Store) -> None:
    for surface in surfaces(store, contexts=False):
        decide(store, surface.surface, "accept", entity=surface.entity)
        print(f"{surface.entity} {surface.surface}", flush=True)


if __name__ == "__main__":
    at = Home(Path(sys.argv[1]))
    with Store.open(at) as opened:
        if sys.argv[2] == "scan":
            _scan(opened, at)
        else:
            _decide(opened)
