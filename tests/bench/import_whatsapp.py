"""WhatsApp: 200,000 messages from a file into a new home, beside whatstk only parsing the same file."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.ingest.pipeline import bring_in
from studio.store import Store
from tests.bench import Row

MESSAGES = 200_000
RUNS = 5
PEER = "whatstk"
TARGET = 3.0

_WORDS = """the kids are at grandma's so we could go out later if you like but no rush at all I was late again because
of the train sorry about that did you call the landlord he said maybe on Thursday or was it Friday love you"""
_PARSE = """
import sys, time
from whatstk import WhatsAppChat
WhatsAppChat.from_source(sys.argv[2])
for _ in sys.stdin:
    began = time.perf_counter()
    count = len(WhatsAppChat.from_source(sys.argv[1]).df)
    print(time.perf_counter() - began, count, flush=True)
"""


def rows() -> list[Row]:
    """Median of the paired ratios, ours and the peer in turn, each warm."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        chat = write_chat(place / "WhatsApp Chat with Jo Smith.txt", MESSAGES)
        small = write_chat(place / "small.txt", 500)
        _ours(place / "warm", small)
        ours, theirs = [], []
        with _peer(place, chat, small) as peer:
            for n in range(RUNS):
                ours.append(_ours(place / f"home{n}", chat))
                theirs.append(_ask(peer))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    return [
        Row(f"WhatsApp, {MESSAGES:,} messages, file to DuckDB against parsing alone", statistics.median(ours),
            statistics.median(theirs), ratio, TARGET, "s"),
    ]  # fmt: skip


def write_chat(path: Path, count: int) -> Path:
    """A chat of two people over years, with media, lines below lines, and the first line WhatsApp writes itself."""
    chance = random.Random(3)
    words = _WORDS.split()
    moment = datetime(2014, 1, 13, 8, 0)
    lines = [f"{moment:%d/%m/%Y, %H:%M} - Messages and calls are end-to-end encrypted.\n"]
    for _ in range(count - 1):
        moment += timedelta(seconds=chance.choice((5, 20, 40, 200, 4000)))
        said = " ".join(chance.choices(words, k=chance.randint(1, 18)))
        kind = chance.random()
        said = "<Media omitted>" if kind < 0.03 else f"{said}\nand more" if kind > 0.98 else said
        lines.append(f"{moment:%d/%m/%Y, %H:%M} - {chance.choice(('Jo Smith', 'Sam'))}: {said}\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _ours(root: Path, chat: Path) -> float:
    with Store.open(Home(root)) as store:
        began = time.perf_counter()
        (source,) = bring_in(store, Home(root), [chat], settings=Settings(tz="Europe/London"))
        took = time.perf_counter() - began
        if source.rejected or source.duplicates or store.records.counts()["messages"] != source.records:
            raise RuntimeError(f"{source.rejected} rejected, {source.duplicates} duplicates")
    return took


def _peer(place: Path, chat: Path, small: Path) -> subprocess.Popen[str]:
    """The peer, installed from the package index into an environment of its own, waiting to be asked."""
    python = place / "peer" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(place / "peer")], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEER], check=True, stdout=subprocess.DEVNULL)
    return subprocess.Popen(
        [str(python), "-W", "ignore", "-c", _PARSE, str(chat), str(small)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def _ask(peer: subprocess.Popen[str]) -> float:
    if peer.stdin is None or peer.stdout is None:
        raise RuntimeError("the peer has no pipes")
    peer.stdin.write("again\n")
    peer.stdin.flush()
    seconds, count = peer.stdout.readline().split()
    if abs(int(count) - MESSAGES) > 1:
        raise RuntimeError(f"the peer read {count} messages")
    return float(seconds)
