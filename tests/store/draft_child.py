"""Keeps drafts in a home and says so, until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path

from studio.core.paths import Home
from studio.store import Store

if __name__ == "__main__":
    with Store.open(Home(Path(sys.argv[1]))) as store:
        for n in range(100_000):
            store.drafts.keep("e1", "advice", f"draft {n}")
            print(n, flush=True)
