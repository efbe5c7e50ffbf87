"""Sessions and episodes, with the ids of the records they came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from studio.core.episode import LABEL_FIELDS, Context, Episode, Labels
from studio.core.ids import text_hash
from studio.store.moments import join_moment, split_moment

if TYPE_CHECKING:
    import duckdb

    from studio.core.progress import Stop
    from studio.store.database import Store

DDL = [
    """CREATE TABLE sessions (id VARCHAR, conversation VARCHAR, utc TIMESTAMP, end_utc TIMESTAMP, tz VARCHAR,
        messages INTEGER, senders INTEGER, gap_seconds DOUBLE)""",
    """CREATE TABLE episodes (id VARCHAR, domain VARCHAR, thread VARCHAR, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
        end_utc TIMESTAMP, situation VARCHAR, response VARCHAR, outcome VARCHAR, context VARCHAR, source VARCHAR,
        people VARCHAR[], origin VARCHAR, text_hash VARCHAR)""",
    "CREATE TABLE episode_records (episode_id VARCHAR, ordinal INTEGER, record_id VARCHAR, part VARCHAR)",
]

SPOKEN = ("text", "media", "call", "reaction")
"""Message types that belong to a session; system lines and deleted ones do not."""


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of one conversation without a long silence."""

    id: str
    conversation: str
    started_at: datetime
    ended_at: datetime
    messages: int
    senders: int
    gap_seconds: float
    """Silence that ended it, as the threshold was when it was cut."""
    cold: int = 0
    """How many of its lines are cold."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record an episode came from."""

    record_id: str
    part: str
    """`situation`, `response`, `outcome`, or `context` for what lies beside the story itself."""


def own_parts(domain: str) -> tuple[str, ...]:
    """Parts whose records belong to one episode alone: the talk's messages, or the day's workouts."""
    return ("response",) if domain == "fitness" else ("situation", "response", "outcome")


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A record an episode came from, as it can be shown."""

    record_id: str
    part: str
    kind: str
    """`message`, `note`, `workout`, `measurement` or `plan`."""
    at: datetime | None
    who: str | None
    """Sender, title, or metric."""
    text: str | None


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """One episode as a list shows it."""

    id: str
    began: datetime
    """Naive wall time."""
    domain: str
    judged: str | None
    """Its outcome label."""
    told: str
    """As `Episode.told`."""


EpisodeWithEvidence = tuple[Episode, Sequence[Evidence]]

NO_REASONS: Mapping[str, Sequence[str]] = {}
"""For episodes that were not cut here."""


class Episodes:
    """The `sessions`, `episodes` and `episode_records` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def silences(self) -> list[float]:
        """Seconds between one spoken message and the next of the same conversation, in no order."""
        kinds = ", ".join(f"'{kind}'" for kind in SPOKEN)
        sql = f"""SELECT epoch(utc - lag(utc) OVER (PARTITION BY conversation ORDER BY utc)) AS gap FROM messages
            WHERE sender IS NOT NULL AND type IN ({kinds}) QUALIFY gap IS NOT NULL"""
        return [float(row[0]) for row in self._store.rows(sql)]

    def sessions(self) -> list[Session]:
        """Every session in order of time."""
        sql = """SELECT id, conversation, utc, end_utc, tz, messages, senders, gap_seconds, cold FROM sessions
            ORDER BY utc, id"""
        found = []
        for row in self._store.rows(sql):
            began, ended = join_moment(row[2], row[4]), join_moment(row[3], row[4])
            assert began is not None
            assert ended is not None
            found.append(Session(row[0], row[1], began, ended, row[5], row[6], row[7], row[8] or 0))
        return found

    def session_count(self) -> int:
        """How many sessions the last cut found."""
        return int(self._store.value("SELECT count(*) FROM sessions"))

    def put(
        self,
        episodes: Sequence[EpisodeWithEvidence],
        *,
        origin: str,
        reasons: Mapping[str, Sequence[str]] = NO_REASONS,
    ) -> int:
        """Add or replace episodes by id (their labels are not touched); returns how many were new.

        Args:
            episodes: Each with the records it came from; the last one of an id counts.
            origin: `cut` or `import`.
            reasons: Episode id → why it was cut as it is, in plain sentences.
        """
        with self._store.transaction() as cursor:
            return put_episodes(cursor, episodes, origin, reasons)

    def recut(
        self,
        *,
        sessions: Sequence[Session] | None,
        gone: Sequence[str],
        episodes: Sequence[EpisodeWithEvidence],
        threads: Mapping[str, str],
        reasons: Mapping[str, Sequence[str]] = NO_REASONS,
    ) -> int:
        """Put the result of a cut in place of the last one, all of it or nothing; returns how many episodes are new.

        Args:
            sessions: In place of all earlier ones; None leaves them.
            gone: Ids of episodes to take out.
            episodes: To add or replace.
            threads: Episode id → thread, for episodes that stay as they are.
            reasons: Episode id → why it was cut as it is; of those in `episodes`.
        """
        with self._store.transaction() as cursor:
            if sessions is not None:
                cursor.execute("DELETE FROM sessions")
                _insert(cursor, "sessions", [_session_row(s) for s in sessions])
            known = {row[0] for row in cursor.execute("SELECT id FROM episodes").fetchall()}
            remove_episodes(cursor, gone)
            put_episodes(cursor, episodes, "cut", reasons)
            for episode_id, thread in threads.items():
                cursor.execute("UPDATE episodes SET thread = ? WHERE id = ?", [thread, episode_id])
        return len({e.id for e, _ in episodes} - known)

    def remove(self, ids: Sequence[str]) -> None:
        """Take out episodes (their label events stay)."""
        with self._store.transaction() as cursor:
            remove_episodes(cursor, ids)

    def count(self) -> int:
        """How many episodes there are."""
        return int(self._store.value("SELECT count(*) FROM episodes"))

    def count_by_domain(self) -> dict[str, int]:
        """Domain → how many episodes it has."""
        return dict(self._store.rows("SELECT domain, count(*) FROM episodes GROUP BY 1 ORDER BY 1"))

    def all(
        self, *, labelled: bool | None = None, domain: str | None = None, limit: int | None = None
    ) -> list[Episode]:
        """Episodes with their current labels, in order of time."""
        return list(self._read(labelled, domain, limit))

    def labelled_last(self, limit: int, stop: Stop | None = None) -> list[Episode]:
        """The episodes labelled last (those with an outcome), the latest at the end; `stop` is polled."""
        sql = f"{_SELECT} WHERE l.outcome IS NOT NULL ORDER BY l.last_labelled_utc DESC, e.id DESC LIMIT ?"
        names = self._store.people.main_names()
        found = []
        for row in self._store.stream(sql, [limit], size=64):
            if stop is not None:
                stop.check()
            found.append(_episode(row, names))
        return found[::-1]

    def get(self, episode_id: str) -> Episode | None:
        """One episode by id, or by a prefix of it that only one has."""
        rows = self._store.rows(_ALONE + " WHERE id = ?", [episode_id])
        if not rows and episode_id:
            rows = self._store.rows(_ALONE + " WHERE starts_with(id, ?) LIMIT 2", [episode_id])
        return self._with_labels(rows[0]) if len(rows) == 1 else None

    def many(self, ids: Sequence[str]) -> list[Episode]:
        """Episodes by id, in that order and without their labels; those that are gone are left out."""
        names = self._store.people.main_names()
        rows = self._store.rows(_ALONE + " WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)])
        found = {row[0]: _episode((*row, *(None,) * 10), names) for row in rows}
        return [found[i] for i in ids if i in found]

    def like(self, reference: str, limit: int = 3) -> list[str]:
        """Ids that begin with these characters, else those that look most like them."""
        sql = """SELECT id FROM episodes ORDER BY starts_with(id, ?) DESC, jaro_winkler_similarity(id, ?) DESC, id
            LIMIT ?"""
        return [row[0] for row in self._store.rows(sql, [reference, reference, limit])]

    def lines(self) -> list[EpisodeLine]:
        """Every episode as a list shows it, in order of time."""
        sql = """SELECT e.id, e.wall, e.domain, l.outcome, left(if(e.domain = 'fitness' AND e.response <> '',
            e.response, e.situation), 160)
            FROM episodes e LEFT JOIN current_labels l ON l.episode_id = e.id ORDER BY e.utc, e.id"""
        return [EpisodeLine(*row) for row in self._store.rows(sql)]

    def reasons(self, episode_id: str) -> list[str]:
        """Why an episode was cut as it is, in plain sentences; empty when nothing is known of it."""
        found = self._store.value("SELECT reasons FROM episodes WHERE id = ?", [episode_id])
        return list(found or ())

    def thread_times(self, thread: str) -> list[tuple[str, datetime]]:
        """(id, aware beginning) of the episodes of a thread, in order of time."""
        sql = "SELECT id, utc, tz FROM episodes WHERE thread = ? ORDER BY utc, id"
        found = ((row[0], join_moment(row[1], row[2])) for row in self._store.rows(sql, [thread]))
        return [(episode_id, began) for episode_id, began in found if began is not None]

    def evidence(self, episode_id: str) -> list[Evidence]:
        """The records an episode came from, in order."""
        sql = "SELECT record_id, part FROM episode_records WHERE episode_id = ? ORDER BY ordinal"
        return [Evidence(*row) for row in self._store.rows(sql, [episode_id])]

    def evidence_lines(self, episode_id: str) -> list[EvidenceLine]:
        """The records an episode came from, in order, each as it can be shown; records taken out since are left out."""
        sql = f"""SELECT e.record_id, e.part, r.kind, r.utc, r.tz, r.who, r.text
            FROM episode_records e JOIN ({_ANY_RECORD}) r ON r.id = e.record_id
            WHERE e.episode_id = ? ORDER BY e.ordinal"""
        return [
            EvidenceLine(row[0], row[1], row[2], join_moment(row[3], row[4]), row[5], row[6])
            for row in self._store.rows(sql, [episode_id])
        ]

    def evidence_of_all(self) -> dict[str, list[Evidence]]:
        """Episode id → the records it came from."""
        found: dict[str, list[Evidence]] = {}
        for episode_id, record_id, part in self._store.stream(
            "SELECT episode_id, record_id, part FROM episode_records ORDER BY episode_id, ordinal"
        ):
            found.setdefault(episode_id, []).append(Evidence(record_id, part))
        return found

    def origins(self) -> dict[str, str]:
        """Episode id → `cut`, `import`, or the revision that made it: `merge`, `split`, `trim`, `extend`."""
        return dict(self._store.rows("SELECT id, origin FROM episodes"))

    def touched(self) -> frozenset[str]:
        """Ids (of episodes there are, or were) that were ever labelled, flagged or set aside."""
        sql = "SELECT DISTINCT episode_id FROM label_events WHERE kind IN ('set', 'skip', 'flag')"
        return frozenset(row[0] for row in self._store.rows(sql))

    def _with_labels(self, row: tuple[Any, ...]) -> Episode:
        standing = self._store.labels.standing(row[0])
        said = standing.values
        topics = json.dumps(said["topics"]) if said.get("topics") else None
        texts = [said.get(name) for name in LABEL_FIELDS if name not in ("outcome", "topics")]
        at = standing.at.replace(tzinfo=None) if standing.at else None
        names = self._store.people.main_names()
        return _episode((*row, said.get("outcome"), topics, *texts, standing.why, at), names)

    def _read(self, labelled: bool | None, domain: str | None, limit: int | None) -> Iterator[Episode]:
        clauses: list[str] = []
        args: list[Any] = []
        if labelled is not None:
            clauses.append(f"l.outcome IS {'NOT ' if labelled else ''}NULL")
        if domain:
            clauses.append("e.domain = ?")
            args.append(domain)
        where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
        tail = f" LIMIT {int(limit)}" if limit is not None else ""
        names = self._store.people.main_names()
        for row in self._store.stream(f"{_SELECT}{where} ORDER BY e.utc, e.id{tail}", args):
            yield _episode(row, names)


_ALONE = """SELECT id, domain, thread, utc, tz, end_utc, situation, response, outcome, context, source, people
    FROM episodes"""

_SELECT = """SELECT e.id, e.domain, e.thread, e.utc, e.tz, e.end_utc, e.situation, e.response, e.outcome, e.context,
    e.source, e.people, l.outcome, l.topics, l.trigger, l.response_style, l.what_helped, l.advice, l.better, l.note,
    l.why_labelled, l.labelled_utc
    FROM episodes e LEFT JOIN current_labels l ON l.episode_id = e.id"""

_ANY_RECORD = """SELECT id, 'message' AS kind, utc, tz, sender AS who, text FROM messages
    UNION ALL SELECT id, 'note', utc, tz, title, text FROM notes
    UNION ALL SELECT id, 'workout', utc, tz, name, note FROM workouts
    UNION ALL SELECT id, 'measurement', utc, tz, metric, format('{:g} {}', value, unit) FROM measurements
    UNION ALL SELECT id, 'plan', day + INTERVAL 12 HOUR, tz, name, concat_ws(' · ', exercise, sets || ' sets',
        reps || ' reps', format('{:g} kg', weight_kg), format('RPE {:g}', rpe), format('{:g} min', seconds / 60),
        format('{:g} m', distance_m), note) FROM plans"""

_EPISODE_COLUMNS = (
    "id", "domain", "thread", "utc", "wall", "tz", "end_utc", "situation", "response", "outcome", "context", "source",
    "people", "origin", "text_hash", "reasons",
)  # fmt: skip

_CONTEXT = tuple(field.name for field in fields(Context))

_COLUMNS: dict[str, tuple[str, ...]] = {
    "sessions": ("id", "conversation", "utc", "end_utc", "tz", "messages", "senders", "gap_seconds", "cold"),
    "episodes": _EPISODE_COLUMNS,
    "episode_records": ("episode_id", "ordinal", "record_id", "part"),
}


def _insert(cursor: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows through Arrow: executemany takes a quarter of a millisecond a row."""
    if not rows:
        return
    import pyarrow as pa

    names = _COLUMNS[table]
    types = {"people": pa.list_(pa.string()), "reasons": pa.list_(pa.string()), "gap_seconds": pa.float64()}
    types |= dict.fromkeys(("utc", "wall", "end_utc"), pa.timestamp("us"))
    types |= dict.fromkeys(("messages", "senders", "ordinal", "cold"), pa.int32())
    columns = {name: pa.array([row[i] for row in rows], types.get(name, pa.string())) for i, name in enumerate(names)}
    cursor.register("incoming", pa.table(columns))
    try:
        cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(names)} FROM incoming")
    finally:
        cursor.unregister("incoming")


def put_episodes(
    cursor: duckdb.DuckDBPyConnection,
    episodes: Sequence[EpisodeWithEvidence],
    origin: str,
    reasons: Mapping[str, Sequence[str]] = NO_REASONS,
) -> int:
    """Add or replace episodes inside the caller's transaction; returns how many were new."""
    last = {episode.id: (episode, evidence) for episode, evidence in episodes}
    held = "SELECT id FROM episodes WHERE id IN (SELECT unnest(?::VARCHAR[]))"
    known = {row[0] for row in cursor.execute(held, [list(last)]).fetchall()}
    remove_episodes(cursor, [i for i in last if i in known])
    _insert(cursor, "episodes", [_row(e, origin, reasons.get(e.id, ())) for e, _ in last.values()])
    _insert(
        cursor,
        "episode_records",
        [(e.id, n, r.record_id, r.part) for e, records in last.values() for n, r in enumerate(records)],
    )
    return len(last.keys() - known)


def remove_episodes(cursor: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    """Take out episodes and their evidence inside the caller's transaction."""
    if not ids:
        return
    cursor.execute("DELETE FROM episodes WHERE id IN (SELECT unnest(?))", [list(ids)])
    cursor.execute("DELETE FROM episode_records WHERE episode_id IN (SELECT unnest(?))", [list(ids)])


def _session_row(s: Session) -> list[Any]:
    utc, _, tz = split_moment(s.started_at)
    return [s.id, s.conversation, utc, split_moment(s.ended_at)[0], tz, s.messages, s.senders, s.gap_seconds, s.cold]


def _row(e: Episode, origin: str, reasons: Sequence[str]) -> list[Any]:
    utc, wall, tz = split_moment(e.started_at)
    end = split_moment(e.ended_at)[0] if e.ended_at else None
    known = {name: value for name in _CONTEXT if (value := getattr(e.context, name)) not in (None, {})}
    context = json.dumps(known, ensure_ascii=False)
    return [
        e.id, e.domain, e.thread, utc, wall, tz, end, e.situation, e.response, e.outcome, context, e.source,
        list(e.people), origin, text_hash(e.situation, e.response or "", e.outcome or ""), list(reasons),
    ]  # fmt: skip


def _episode(row: tuple[Any, ...], names: Mapping[str, str]) -> Episode:
    began = join_moment(row[3], row[4])
    assert began is not None
    return Episode(
        id=row[0], domain=row[1], thread=row[2], started_at=began, ended_at=join_moment(row[5], row[4]),
        situation=row[6], response=row[7], outcome=row[8], context=Context(**json.loads(row[9])), source=row[10],
        people=tuple(dict.fromkeys(names.get(name, name) for name in row[11] or ())),
        labels=Labels(row[12], tuple(json.loads(row[13])) if row[13] else (), *row[14:20]),
        why_labelled=row[20], labelled_at=join_moment(row[21], row[4]),
    )  # fmt: skip
