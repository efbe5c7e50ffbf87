"""Findings of a scan, and the person's decisions about each surface, append-only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from studio.core.clock import now
from studio.core.ids import text_hash
from studio.core.letter_case import cased_like
from studio.core.spans import Replacement, splice
from studio.store.decisions import Decision as Decision
from studio.store.decisions import Decisions, Told
from studio.store.decisions import Verdict as Verdict
from studio.store.in_force import RULES, InForce

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = [
    "CREATE TABLE scanned (text_hash VARCHAR, engine VARCHAR, utc TIMESTAMP)",
    """CREATE TABLE findings (text_hash VARCHAR, start_at INTEGER, end_at INTEGER, entity VARCHAR, surface VARCHAR,
        surface_key VARCHAR, canonical VARCHAR, surrogate VARCHAR, score DOUBLE, why VARCHAR)""",
    "CREATE TABLE surrogates (canonical VARCHAR, surrogate VARCHAR)",
    "CREATE SEQUENCE decision_seq",
    """CREATE TABLE decisions (seq BIGINT DEFAULT nextval('decision_seq'), action VARCHAR, utc TIMESTAMP,
        decision VARCHAR, surface_key VARCHAR, entity VARCHAR, replacement VARCHAR, as_entity VARCHAR, person VARCHAR,
        target VARCHAR)""",
    "CREATE TABLE looked (seq BIGINT DEFAULT nextval('decision_seq'), line_hash VARCHAR, leak BOOLEAN, utc TIMESTAMP)",
    "CREATE TABLE planted (utc TIMESTAMP, engine VARCHAR, entity VARCHAR, planted INTEGER, found INTEGER)",
    """CREATE VIEW standing_decisions AS
        SELECT * FROM decisions
        WHERE decision <> 'undo' AND action NOT IN (SELECT target FROM decisions WHERE decision = 'undo')
        QUALIFY row_number() OVER (PARTITION BY surface_key, entity ORDER BY seq DESC) = 1""",
]


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding as stored."""

    start: int
    end: int
    entity: str
    surface: str
    key: str
    """The surface as decisions are kept, without its capitals."""
    canonical: str
    surrogate: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class ScrubStatus:
    """How far scrubbing is."""

    scanned: int
    """Texts scanned with the present rules, people list and settings."""
    stale: int
    """Texts scanned before with others."""
    findings: int
    surfaces: int
    pending: int
    """Surfaces without a decision."""
    pending_by_entity: dict[str, int]
    decided: dict[str, int]
    """Decision → surfaces."""


def _findings(store: Store) -> Iterator[tuple[str, StoredFinding]]:
    sql = """SELECT text_hash, start_at, end_at, entity, surface, surface_key, canonical, surrogate, score, why
        FROM findings ORDER BY text_hash, start_at"""
    for digest, *rest in store.stream(sql):
        yield digest, StoredFinding(*rest)


class _Snapshot:
    """Everything the gate needs, read at once."""

    def __init__(self, store: Store, engine: str) -> None:
        self.fresh = set()
        self.stale = 0
        for digest, made_by in store.rows("SELECT text_hash, engine FROM scanned"):
            if made_by.startswith(engine):
                self.fresh.add(digest)
            else:
                self.stale += 1
        self.findings: dict[str, list[StoredFinding]] = {}
        for digest, finding in _findings(store):
            if digest in self.fresh:
                self.findings.setdefault(digest, []).append(finding)
        self.surfaces = {(f.key, f.entity) for found in self.findings.values() for f in found}
        self.verdicts: Mapping[tuple[str, str], Verdict] = {}
        self.status: ScrubStatus | None = None

    def decided(self, verdicts: Mapping[tuple[str, str], Verdict]) -> None:
        """Take other decisions."""
        self.verdicts, self.status = verdicts, None

    def counted(self) -> ScrubStatus:
        """How far scrubbing is, counted once for the decisions that stand."""
        by_entity: dict[str, int] = {}
        decided: dict[str, int] = {"accept": 0, "reject": 0, "replace": 0}
        verdicts = self.verdicts
        for surface in self.surfaces:
            verdict = verdicts.get(surface)
            if verdict is None:
                by_entity[surface[1]] = by_entity.get(surface[1], 0) + 1
            else:
                decided[verdict.decision] += 1
        return ScrubStatus(
            scanned=len(self.fresh),
            stale=self.stale,
            findings=sum(map(len, self.findings.values())),
            surfaces=len(self.surfaces),
            pending=sum(by_entity.values()),
            pending_by_entity=dict(sorted(by_entity.items())),
            decided=decided,
        )

    def replacements(self, text: str) -> list[Replacement] | None:
        """What to replace in a text; None when it is not scanned or something in it is undecided."""
        digest = text_hash(text)
        if digest not in self.fresh:
            return [] if not text.strip() else None
        changes: list[Replacement] = []
        for finding in self.findings.get(digest, ()):
            verdict = self.verdicts.get((finding.key, finding.entity))
            if verdict is None:
                return None
            if verdict.decision != "reject":
                changes.append(Replacement(finding.start, finding.end, stand_in(finding, verdict)))
        return changes

    def scrubbed(self, text: str) -> str | None:
        """The text with its replacements made, or None when it is not reviewed."""
        changes = self.replacements(text)
        return None if changes is None else splice(text, changes)


def stand_in(finding: StoredFinding, verdict: Verdict | None) -> str:
    """What the model reads in place of a finding: the person's own words in its capitals, or the surrogate."""
    if verdict is None or verdict.replacement is None:
        return finding.surrogate
    if finding.entity in {"PERSON", "LOCATION", "ORG"}:
        return cased_like(finding.surface, verdict.replacement)
    return verdict.replacement


def _put_surrogates(cursor: duckdb.DuckDBPyConnection, surrogates: Mapping[str, str]) -> None:
    cursor.execute("DELETE FROM surrogates")
    if surrogates:
        cursor.execute(
            "INSERT INTO surrogates SELECT unnest(?), unnest(?)", [list(surrogates), list(surrogates.values())]
        )


class ScrubTables:
    """The `scanned`, `findings`, `surrogates`, `decisions`, `looked` and `planted` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._said = Decisions(store)
        self._in_force = InForce(store)
        self._scans = 0
        self._decisions = 0
        self._cached: tuple[tuple[int, str], int, _Snapshot] | None = None
        self._taking = Lock()
        self.drawing = Lock()
        """Held from reading the stand-ins given so far until new ones are stored, and while somebody is forgotten."""

    def engine(self) -> str:
        """The present rules, people list and settings as one name; what was scanned under another is not reviewed."""
        return self._in_force.name()

    def reread(self) -> None:
        """Take the tables as they are now: something else than a scan or a decision changed them."""
        with self._taking:
            self._in_force, self._cached = InForce(self._store), None

    def replacements(self, text: str) -> list[Replacement] | None:
        """What to replace in a text; None when it is not scanned with the present rules or not decided."""
        return self._snapshot().replacements(text)

    def scrubbed(self, text: str) -> str | None:
        """The text as a model may read it; None when it is not reviewed. This is the gate."""
        return self._snapshot().scrubbed(text)

    def scrubbed_many(self, texts: Iterable[str]) -> list[str | None]:
        """`scrubbed` for many texts, with one look at the tables."""
        snapshot = self._snapshot()
        return [snapshot.scrubbed(text) for text in texts]

    def findings(self) -> dict[str, list[StoredFinding]]:
        """Text hash → findings of every text scanned with the present rules, in reading order."""
        return self._snapshot().findings

    def fresh(self) -> set[str]:
        """Hashes of the texts scanned with the present rules, people list and settings."""
        wanted = self.engine()
        return {
            h for h, engine in self._store.rows("SELECT text_hash, engine FROM scanned") if engine.startswith(wanted)
        }

    def found_before(self, options: str) -> dict[str, list[StoredFinding]]:
        """Text hash → findings of every text scanned with these options, whoever was on the people list."""
        wanted = f"{RULES}.%.{options}"
        hashes = self._store.rows("SELECT text_hash FROM scanned WHERE engine LIKE ?", [wanted])
        found: dict[str, list[StoredFinding]] = {row[0]: [] for row in hashes}
        for digest, finding in _findings(self._store):
            if digest in found:
                found[digest].append(finding)
        return found

    def verdicts(self) -> Mapping[tuple[str, str], Verdict]:
        """(surface key, entity) → the decision that stands."""
        return self._snapshot().verdicts

    def pending(self) -> int:
        """Surfaces without a decision."""
        return self.status().pending

    def status(self) -> ScrubStatus:
        """How far scrubbing is."""
        snapshot = self._snapshot()
        if snapshot.status is None:
            snapshot.status = snapshot.counted()
        return snapshot.status

    def put(
        self,
        options: str,
        found: Mapping[str, Sequence[StoredFinding]],
        surrogates: Mapping[str, str],
        same: Collection[str] = (),
        *,
        engine: str = "",
    ) -> None:
        """Store the findings of texts, in place of what was found in them before, and all stand-ins given so far.

        Args:
            options: Whatever besides the rules, the people list and the settings decides what is found.
            found: Text hash → findings; a text with none is recorded as scanned.
            surrogates: What it stands for → stand-in.
            same: Hashes of texts for which what was found before still holds.
            engine: `engine()` as it was when reading began; as it is now where empty.
        """
        import pyarrow as pa

        engine, moment = (engine or self.engine()) + options, now().replace(tzinfo=None)
        rows = [
            (h, f.start, f.end, f.entity, f.surface, f.key, f.canonical, f.surrogate, f.score, f.why)
            for h, findings in found.items()
            for f in findings
        ]
        names = (
            "text_hash", "start_at", "end_at", "entity", "surface", "surface_key", "canonical", "surrogate", "score",
            "why",
        )  # fmt: skip
        with self._store.transaction() as cursor:
            hashes = list(found)
            cursor.execute("UPDATE scanned SET engine = ? WHERE text_hash IN (SELECT unnest(?))", [engine, list(same)])
            cursor.execute("DELETE FROM scanned WHERE text_hash IN (SELECT unnest(?))", [hashes])
            cursor.execute("DELETE FROM findings WHERE text_hash IN (SELECT unnest(?))", [hashes])
            cursor.execute("INSERT INTO scanned SELECT unnest(?), ?, ?", [hashes, engine, moment])
            if rows:
                columns = list(zip(*rows, strict=True))
                cursor.register(
                    "incoming", pa.table({name: pa.array(values) for name, values in zip(names, columns, strict=True)})
                )
                cursor.execute(f"INSERT INTO findings ({', '.join(names)}) SELECT {', '.join(names)} FROM incoming")
                cursor.unregister("incoming")
            _put_surrogates(cursor, surrogates)
        self._scans += 1

    def save_surrogates(self, surrogates: Mapping[str, str]) -> None:
        """Keep all stand-ins given so far."""
        with self._store.transaction() as cursor:
            _put_surrogates(cursor, surrogates)

    def forget_texts(self, keep: Iterable[str]) -> int:
        """Drop what was found in texts that are no longer there; returns how many were dropped."""
        kept = list(keep)
        with self._store.transaction() as cursor:
            gone = cursor.execute(
                "SELECT count(*) FROM scanned WHERE text_hash NOT IN (SELECT unnest(?))", [kept]
            ).fetchone()
            cursor.execute("DELETE FROM scanned WHERE text_hash NOT IN (SELECT unnest(?))", [kept])
            cursor.execute("DELETE FROM findings WHERE text_hash NOT IN (SELECT unnest(?))", [kept])
        self._scans += 1
        return int(gone[0]) if gone else 0

    def surrogates(self) -> dict[str, str]:
        """What it stands for → stand-in, as given so far."""
        return dict(self._store.rows("SELECT canonical, surrogate FROM surrogates"))

    def decide(self, verdicts: Sequence[Verdict], told: Sequence[Told] = (), leaks: Sequence[str] = ()) -> str:
        """Record decisions as one action, which one undo takes back; on disk when this returns. The action's id.

        Args:
            verdicts: The decisions.
            told: Words that no rule found, to be looked for everywhere from the next scan on.
            leaks: Unflagged lines in which they stood.
        """
        action = self._said.decide(verdicts, told, leaks)
        self._take({(v.key, v.entity): v for v in verdicts})
        return action

    def undo(self) -> list[Verdict]:
        """Take back the latest action that stands; returns its decisions, none when there was nothing to undo."""
        return self.step_back()[0]

    def redo(self) -> list[Verdict]:
        """Bring back what was undone last, unless something was decided since; returns its decisions."""
        return self.step_forth()[0]

    def step_back(self) -> tuple[list[Verdict], dict[tuple[str, str], Verdict | None]]:
        """Undo; what was taken back, and (surface key, entity) → the decision that stands now, None for none."""
        taken = self._said.undo()
        keys = [(v.key, v.entity) for v in taken]
        before = self._said.standing(keys) if taken else {}
        stands = {key: before.get(key) for key in keys}
        self._take(stands)
        return taken, stands

    def step_forth(self) -> tuple[list[Verdict], dict[tuple[str, str], Verdict | None]]:
        """Redo; what was brought back, and (surface key, entity) → the decision that stands now."""
        brought = self._said.redo()
        stands: dict[tuple[str, str], Verdict | None] = {(v.key, v.entity): v for v in brought}
        self._take(stands)
        return brought, stands

    def standing(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Verdict]:
        """(surface key, entity) → the decision that stands, for these."""
        return self._said.standing(keys)

    def told(self) -> list[Told]:
        """Words that no rule found and that the person named."""
        return self._said.told()

    def look(self, line: str, leak: bool | None) -> None:
        """Record that the person looked at an unflagged line: whether it identifies somebody, None to take it back."""
        self._said.look(line, leak)

    def looked(self) -> dict[str, bool]:
        """Hash of a line looked at → whether it leaked, as said last."""
        return self._said.looked()

    def put_planted(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Record a test with planted spans: entity → (planted, found); it takes the place of an earlier one."""
        engine, moment = self.engine(), now().replace(tzinfo=None)
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM planted")
            for entity, (planted, found) in counts.items():
                cursor.execute("INSERT INTO planted VALUES (?, ?, ?, ?, ?)", [moment, engine, entity, planted, found])

    def planted(self) -> dict[str, tuple[int, int]]:
        """Entity → (planted, found) of the latest test with the present rules; empty when there was none."""
        rows = self._store.rows(
            "SELECT entity, planted, found FROM planted WHERE engine = ? ORDER BY entity", [self.engine()]
        )
        return {entity: (planted, found) for entity, planted, found in rows}

    def _take(self, changes: Mapping[tuple[str, str], Verdict | None]) -> None:
        """Carry decisions just stored over to what was read before; None takes one away."""
        with self._taking:
            cached, before = self._cached, self._decisions
            self._decisions += 1
            if cached is not None and cached[1] == before:
                verdicts = dict(cached[2].verdicts)
                for key, verdict in changes.items():
                    if verdict is None:
                        verdicts.pop(key, None)
                    else:
                        verdicts[key] = verdict
                cached[2].decided(verdicts)
                self._cached = (cached[0], self._decisions, cached[2])

    def _snapshot(self) -> _Snapshot:
        engine = self.engine()
        stamp, decisions = (self._scans, engine), self._decisions
        cached = self._cached
        if cached is None or cached[0] != stamp:
            cached = (stamp, -1, _Snapshot(self._store, engine))
        if cached[1] != decisions:
            cached[2].decided(self._said.standing())
            self._cached = (stamp, decisions, cached[2])
        return cached[2]
