"""A record in which one person is everywhere: a chat, a group, notes, training, labels, decisions, a dataset, a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.dataset.build import build
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.label.journal import Journal
from studio.scrub.review.review import accept_all
from studio.scrub.scan import scan
from studio.store import Store
from studio.store.scrub import Verdict
from studio.store.suggestions import Guess
from studio.store.turns import Turn

GONE = "Quillon"
"""The name that must not be found anywhere afterwards."""
SETTINGS = Settings(tz="UTC")


@dataclass(frozen=True, slots=True)
class Exports:
    """Files of an invented life."""

    chat: Path
    group: Path
    journal: Path

    @property
    def all(self) -> list[Path]:
        return [self.chat, self.group, self.journal]


def exports(folder: Path) -> Exports:
    """A chat of two with Quillon, a group with him in it, and a journal."""
    folder.mkdir(parents=True, exist_ok=True)
    chat = folder / "WhatsApp Chat with Quillon Ferrow.txt"
    group = folder / "WhatsApp Chat with Climbing.txt"
    journal = folder / "journal.md"
    lines, shared = [], []
    for day in range(1, 25):
        lines += [
            f"{day:02d}/03/2023, 19:00 - Quillon Ferrow: you were late again {day}",
            f"{day:02d}/03/2023, 19:01 - Mara: I know, I am sorry about {day}",
            f"{day:02d}/03/2023, 19:03 - Quillon Ferrow: fine then",
            f"{day:02d}/03/2023, 19:05 - Mara: Quillon, can we talk on day {day}",
        ]
        shared += [
            f"{day:02d}/05/2023, 08:00 - Mara: who climbs on day {day}",
            f"{day:02d}/05/2023, 08:02 - Otto Brandvik: me, number {day}",
            f"{day:02d}/05/2023, 08:04 - Mara: good, bring rope {day}",
        ]
    shared += ["25/05/2023, 08:00 - Otto Brandvik: is Ferrow coming?", "25/05/2023, 08:01 - Mara: QUILLON'S not"]
    shared += ["26/05/2023, 08:00 - Quillon Ferrow: I might", "26/05/2023, 08:01 - Mara: ok"]
    chat.write_text("\n".join(lines) + "\n", encoding="utf-8")
    group.write_text("\n".join(shared) + "\n", encoding="utf-8")
    journal.write_text(
        "# 2023-03-04\n\nQuillon shouted, I left. Mail quillon.ferrow@example.com\n\n# 2023-03-09\n\nA calm day.\n",
        encoding="utf-8",
    )
    return Exports(chat, group, journal)


def lived(store: Store, home: Home, folder: Path) -> Exports:
    """Bring all of it in, cut, label, scan, decide, build, and pretend a run, a turn and a suggestion."""
    files = exports(folder)
    bring_in(store, home, files.all, me="Mara", settings=SETTINGS)
    cut(store)
    journal = Journal(store)
    for n, episode in enumerate(store.episodes.all()):
        journal.set(episode, {"outcome": ("good", "mixed", "bad")[n % 3], "advice": f"breathe, number {n}"})
    last = store.episodes.all()[-1]
    journal.set(last, {"note": "as Quillon always said"})
    scan(store, home, SETTINGS, processes=1)
    store.scrub.decide([Verdict("the grump", "PERSON", "accept", person="Quillon Ferrow")])
    accept_all(store, 0.0)
    build(store, home, "us")
    run = home.runs / "r1"
    (run / "adapter").mkdir(parents=True)
    (run / "adapter" / "adapters.safetensors").write_bytes(b"weights")
    store.runs.start("r1", "us", "tiny", run, {"model_path": str(home.models / "tiny")})
    store.runs.end("r1", "done", None)
    first = store.episodes.all()[0]
    store.turns.add(
        Turn("t1", datetime(2024, 1, 1, tzinfo=UTC), "c", "base", None, "what of it?", "well", (first.id,), {})
    )
    store.suggestions.put([Guess(first.id, "trigger", "lateness", 0.5, "tuned:r1", "")])
    store.drafts.keep(first.id, "note", "begun")
    store.attestations.add("time", "Quillon was away", "amber")
    return files


def everywhere(store: Store, word: str) -> list[str]:
    """`table.column` of every text of the store in which a word stands, but of the places where things lie."""
    columns = store.rows(
        """SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type LIKE 'VARCHAR%'
        AND table_name IN (SELECT table_name FROM duckdb_tables())"""
    )
    return [
        f"{table}.{column}"
        for table, column in columns
        if store.value(f"SELECT count(*) FROM {table} WHERE contains(lower({column}::VARCHAR), ?)", [word.lower()])
    ]
