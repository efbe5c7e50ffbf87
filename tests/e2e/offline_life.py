"""One life through every command from the import to the export, in one process with its children beside it."""

from __future__ import annotations

import sys
from pathlib import Path

from studio.cli.main import run
from studio.core.paths import Home
from studio.label.journal import Journal
from studio.scrub import crew
from studio.store import Store


def _do(*arguments: str) -> None:
    print("$", *arguments, flush=True)
    code = run([*arguments])
    if code:
        sys.exit(f"studio {' '.join(arguments)} ended with {code}")


def _label(home: Home) -> None:
    with Store.open(home) as store:
        journal = Journal(store)
        for n, episode in enumerate(store.episodes.all()):
            journal.set(episode, {"outcome": ("good", "mixed", "bad")[n % 3], "advice": f"wait {n} minutes"})


def main(chat: Path, home: Home, out: Path, *, taught: bool) -> None:
    """Everything, once."""
    crew.ENOUGH = 1
    crew.PORTION = 2_000
    _do("import", str(chat), "--me", "Tom Hale", "--tz", "UTC")
    _do("episodes", "cut")
    _label(home)
    _do("gaps")
    _do("scrub", "scan")
    _do("scrub", "residual", "--n", "5", "--planted", "40")
    _do("scrub", "accept-all", "--above", "0")
    _do("dataset", "build", "us", "--allow-unreviewed", "nobody was asked here")
    if taught:
        _do("models", "tiny")
        _do("train", "us", "--model", "tiny", "--iters", "2")
    _do("dataset", "export", "us", "--format", "openai", "--out", str(out))
    _do("people", "forget", "Ingrid", "--yes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Home(Path(sys.argv[2])), Path(sys.argv[3]), taught=sys.argv[4:] == ["taught"])
