"""How fast and how thorough scrubbing is, beside stock Presidio with the same blank engine on the same texts.

`STUDIO_PII_LINES` may name a file of marked lines (`my [[PERSON|Ada]]`, `#` for remarks) to be scored as well.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.scrub.engine import Detector
from studio.scrub.entities import SURE
from studio.scrub.people import Roster
from studio.scrub.scan import scan
from studio.store import Store
from tests.bench import scrub_growth
from tests.gaps.people import WORDS
from tests.scrub.life import BENIGN, STRUCTURED

PEOPLE = (("Ingrid Solheim", ("Inge",)), ("Teo Marsh", ()))
MANY = 100_000
"""Messages of the large record."""
_SAME = {"ADDRESS": "LOCATION"}

_CALM = (
    "I said we could talk about it tomorrow if you are still up for it after work",
    "ok see you at 6:30 then, I need some space right now but I love you",
    "squat 5x5 @ 100 kg felt heavy, slept badly, RPE 9, going to deload next week",
    "I felt flooded so I took a twenty minute break and came back and it went better",
    "we agreed on no phones in bed and it has worked three nights in a row so far",
    "the kids were loud and I snapped, then I said sorry and we made tea together",
)
_TELLING = (
    "Ingrid said the flat in Leeds was too expensive for us, call me on 07700 900123 later",
    "email me the invoice at jo.bloggs@example.com or ring Dr Okafor about the 14th of March",
)
_SHORT = (
    "ok", "see you at 6", "I'm sorry, traffic", "did you call mum?", "love you", "Ingrid are you up", "on my way",
    "ran 5k in 24:31", "no I didn't say that at all", "can you bring milk", "what about tomorrow then",
    "Teo rang about the 14th",
)  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Speed, a hundred thousand messages, growth in hostile shapes, recall and lines touched for nothing."""
    ours, stock = Detector(Roster(PEOPLE)), _stock()
    draw = random.Random(11)
    long = [_hundred(draw) for _ in range(1500)]
    short = [
        f"{draw.choice(_SHORT)}{'!' * draw.randrange(4)} {draw.choice(_SHORT)}"[: draw.randrange(4, 60)]
        for _ in range(3000)
    ]
    found = [
        _speed("texts of 100 characters", long, ours.find, stock, 2.0),
        _speed("short chat messages", short, ours.find, stock, 3.0),
        *_hundred_thousand(draw),
        *scrub_growth.rows(),
    ]
    marked = [f"{a}[[ID|{wanted}]]{b}" for line, wanted in STRUCTURED for a, b in [line.split(wanted, 1)]]
    found.extend(_scores("invented lines", [*marked, *BENIGN], ours, stock))
    if named := os.environ.get("STUDIO_PII_LINES"):
        lines = [line for line in Path(named).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        roster = Roster(
            [(name.strip(), ()) for name in os.environ.get("STUDIO_PII_ROSTER", "").split(",") if name.strip()]
        )
        found.extend(_scores(Path(named).name, lines, Detector(roster), stock))
    return found


def _hundred(draw: random.Random) -> str:
    text = draw.choice(_TELLING) if draw.random() < 0.25 else draw.choice(_CALM)
    return f"{text} {draw.choice(_CALM)}"[:97] + f" {draw.randrange(99)}"


def _stock() -> Callable[[str], list[Any]]:
    """Stock Presidio: its own registry, a blank spaCy pipeline, and its suffix list kept off the network."""
    import spacy
    import tldextract.tldextract as suffixes
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from studio.scrub.presidio import AnalyzerEngine

    def load(self: Any) -> None:
        self.nlp = {"en": spacy.blank("en")}

    blank = type("Blank", (SpacyNlpEngine,), {"load": load})
    suffixes.TLD_EXTRACTOR = suffixes.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = AnalyzerEngine(
        nlp_engine=blank(models=[{"lang_code": "en", "model_name": "blank"}]), supported_languages=["en"]
    )
    return lambda text: list(engine.analyze(text, language="en"))


def _speed(
    what: str, texts: list[str], ours: Callable[[str], Any], stock: Callable[[str], Any], target: float
) -> dict[str, Any]:
    for text in texts[:60]:
        ours(text)
        stock(text)
    best = {"ours": 0.0, "stock": 0.0}
    for _ in range(3):
        for name, read in (("ours", ours), ("stock", stock)):
            best[name] = max(best[name], len(texts) / _seconds(read, texts))
    ratio = best["ours"] / best["stock"]
    return {
        "what": what,
        "ours": round(best["ours"]),
        "peer": round(best["stock"]),
        "ratio": round(ratio, 2),
        "target": target,
        "unit": "texts/s",
        "holds": ratio >= target,
    }


def _seconds(read: Callable[[str], Any], texts: Iterable[str]) -> float:
    began = time.process_time()
    for text in texts:
        read(text)
    return max(time.process_time() - began, 1e-9)


def _hundred_thousand(draw: random.Random) -> list[dict[str, Any]]:
    """A hundred thousand different messages brought in, cut into episodes and scanned by two processes."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").create()
        with Store.open(home) as store:
            _live(store, home, Path(folder) / "chat.txt", draw)
            seconds = _wall(lambda: scan(store, home, Settings(), processes=2))
            again = _wall(lambda: scan(store, home, Settings(), processes=2))
    return [
        {
            "what": f"{MANY:,} messages scanned, two processes (at most 40 s)",
            "ours": round(seconds, 2),
            "peer": None,
            "ratio": round(40 / seconds, 2),
            "target": 1.0,
            "unit": "s",
            "holds": seconds <= 40,
        },
        {
            "what": "the same again with nothing new (at most a quarter of it)",
            "ours": round(again, 2),
            "peer": round(seconds, 2),
            "ratio": round(seconds / again / 4, 2),
            "target": 1.0,
            "unit": "s",
            "holds": again <= seconds / 4,
        },
    ]


def _live(store: Store, home: Home, path: Path, draw: random.Random) -> None:
    """Two people's chat over years, hardly a message like another, cut into episodes."""
    at = datetime(2019, 1, 1, 8)
    lines: list[str] = []
    while len(lines) < MANY:
        at += timedelta(hours=draw.choice((3, 5, 9, 14, 26)))
        for _ in range(draw.randrange(5, 40)):
            at += timedelta(seconds=draw.randrange(20, 300))
            said = draw.choice(_SHORT) if draw.random() < 0.8 else draw.choice((*_CALM, *_TELLING))
            who = draw.choice(("Tom Hale", "Ingrid Solheim"))
            about = " ".join(draw.sample(WORDS, 3))
            lines.append(f"{at:%d/%m/%Y, %H:%M} - {who}: {said} {draw.choice(_SHORT)} {about}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    bring_in(store, home, [path], me="Tom Hale", settings=Settings(tz="UTC"))
    cut(store)


def _wall(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _scores(name: str, lines: list[str], ours: Detector, stock: Callable[[str], list[Any]]) -> list[dict[str, Any]]:
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    by_stock = touched = clean = 0
    for line in lines:
        text, spans = unmarked(line)
        found = ours.find(text, SURE)
        stocks = stock(text) if spans else []
        for start, end, entity in spans:
            planted[entity] += 1
            hit[entity] += any(f.start < end and start < f.end for f in found)
            by_stock += any(f.start < end and start < f.end and f.score >= 0.4 for f in stocks)
        clean += not spans
        touched += not spans and bool(found)
    total = sum(planted.values())
    recall, peer = sum(hit.values()) / max(1, total), by_stock / max(1, total)
    listed = [_row(f"{name}: recall", recall, peer, 0.95)]
    listed.extend(
        _row(f"{name}: recall of {e}", hit[e] / n, None, 0.93 if e == "PERSON" else 0.95)
        for e, n in sorted(planted.items())
    )
    share = touched / max(1, clean)
    listed.append(
        {
            "what": f"{name}: clean lines touched (at most 4 %)",
            "ours": round(share, 4),
            "peer": None,
            "ratio": round(0.04 / share, 2) if share else 25.0,
            "target": 1.0,
            "unit": "share",
            "holds": share <= 0.04,
        }
    )
    return listed


def _row(what: str, value: float, peer: float | None, least: float) -> dict[str, Any]:
    return {
        "what": f"{what} (at least {least:.0%})",
        "ours": round(value, 4),
        "peer": None if peer is None else round(peer, 4),
        "ratio": round(value / least, 3),
        "target": 1.0,
        "unit": "share",
        "holds": value >= least,
    }


def unmarked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a marked line, and (start, end, entity) of every mark in it."""
    text, spans, at = "", [], 0
    for match in re.finditer(r"\[\[(\w+)\|(.*?)\]\]", line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), _SAME.get(match[1], match[1])))
        text += match[2]
        at = match.end()
    return text + line[at:], spans
