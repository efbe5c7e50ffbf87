"""Whether scrubbing stays in proportion: the time of twice as much beside the time of as much, in hostile shapes."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.dataset.build import build
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.label.journal import Journal
from studio.scrub.engine import Detector
from studio.scrub.people import Roster
from studio.scrub.review.review import accept_all, surfaces
from studio.scrub.scan import scan
from studio.store import Store

LENGTH = 20_000
"""Characters of one text; the other has twice as many."""
NAMES = 5_000
"""Different people of one record; the other has twice as many."""
MOST = 3.0
"""Times as long that twice as much may take: in proportion is 2, the square is 4."""

SHAPES = {
    "prose": "so much about Otley and Ingrid said ",
    "one long word": "a",
    "numbers": "1 2 3 4-5 6.7 ",
    "a long number": "1",
    "names on end": "Anna Tom Will Grace ",
    "at signs": "@ a@ @b ",
    "addresses on end": "a@a.a@a.",
    "slashes": "1/2/",
    "zalgo": "I\u0334\u0322n\u0337g\u0336",
    "heads without messages": "Ingrid:\n",
    "streets on end": "12 High Street ",
    "account numbers on end": "GB33 BUKB 2020 ",
    "null bytes": "\0",
    "turned around": "\u202eIngrid\u202c ",
}

_SOUNDS = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ro", "si", "tu", "va", "wo", "ze", "hy", "ja", "qu")


def rows() -> list[dict[str, Any]]:
    """A row for each hostile shape, and one for thousands of names through the whole pipeline."""
    detector = Detector(Roster((("Ingrid Solheim", ("Inge",)),)))
    detector.find("warm at a@example.com on 3 March, 07700 900123")
    found = []
    for name, piece in SHAPES.items():
        texts = [piece * (length // len(piece)) for length in (LENGTH, 2 * LENGTH)]
        found.append(_row(f"one text of {name}: twice as long", *(_least(detector.find, text) for text in texts)))
    return [
        *found,
        _row(f"{2 * NAMES:,} names beside {NAMES:,}, import to dataset", _people(NAMES), _people(2 * NAMES)),
    ]


def name_of(number: int) -> str:
    """An invented first and last name, another for every number below forty thousand."""
    return f"{_sounds(number)}n {_sounds(number // 7)}son"


def _sounds(number: int) -> str:
    said = ""
    for _ in range(3):
        number, rest = divmod(number, len(_SOUNDS))
        said += _SOUNDS[rest]
    return said.title()


def _people(count: int) -> float:
    """Seconds of CPU for a group in which everybody writes once and names somebody else."""
    at = datetime(2020, 1, 1, 8)
    lines = []
    for n in range(count):
        at += timedelta(hours=9) if n % 8 == 0 else timedelta(minutes=2)
        lines.append(f"{at:%d/%m/%Y, %H:%M} - {name_of(n)}: I told {name_of(count - n)} about it, number {n}")
        lines.append(f"{at:%d/%m/%Y, %H:%M} - Me: and what did {name_of(n).split()[0]} say {n}")
    with TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").create()
        chat = Path(folder) / "WhatsApp Chat with Everybody.txt"
        chat.write_text("\n".join(lines) + "\n", encoding="utf-8")
        began = time.process_time()
        with Store.open(home) as store:
            bring_in(store, home, [chat], me="Me", settings=Settings(tz="UTC"))
            cut(store)
            journal = Journal(store)
            for n, episode in enumerate(store.episodes.all()[:60]):
                journal.set(episode, {"outcome": ("good", "mixed", "bad")[n % 3], "advice": f"wait {n} minutes"})
            scan(store, home, Settings(), processes=1)
            surfaces(store)
            accept_all(store, 0.0)
            build(store, home, "us", allow_unreviewed="a benchmark")
        return time.process_time() - began


def _least(read: Callable[[str], object], text: str) -> float:
    """The shortest of three readings, in seconds of CPU."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        read(text)
        best = min(best, time.process_time() - began)
    return max(best, 1e-4)


def _row(what: str, once: float, twice: float) -> dict[str, Any]:
    times = twice / once
    return {
        "what": f"{what} (at most {MOST:g} times the time)",
        "ours": round(times, 2),
        "peer": None,
        "ratio": round(MOST / times, 2),
        "target": 1.0,
        "unit": "×",
        "holds": times <= MOST,
    }
