"""Sessions and episodes, with the ids of the records they came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from studio.core.episode import Context, Episode, Labels
from studio.core.ids import text_hash
from studio.store.moments import join_moment, split_moment

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE sessions (id VARCHAR, conversation VARCHAR, utc TIMESTAMP, end_utc TIMESTAMP, tz VARCHAR,
        messages INTEGER, senders INTEGER, gap_seconds DOUBLE)""",
    """CREATE TABLE episodes (id VARCHAR, domain VARCHAR, thread VARCHAR, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
        end_utc TIMESTAMP, situation VARCHAR, response VARCHAR, outcome VARCHAR, context VARCHAR, source VARCHAR,
        people VARCHAR[], origin VARCHAR, text_hash VARCHAR)""",
    "CREATE TABLE episode_records (episode_id VARCHAR, ordinal INTEGER, record_id VARCHAR, part VARCHAR)",
]


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record an episode came from."""

    record_id: str
    part: str
    """`situation`, `response`, `outcome` or `context`."""


class Episodes:
    """The `sessions`, `episodes` and `episode_records` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def replace_sessions(self, sessions: Iterable[Session]) -> None:
        """Put these sessions in place of all earlier ones."""
        rows = []
        for s in sessions:
            utc, _, tz = split_moment(s.started_at)
            end = split_moment(s.ended_at)[0]
            rows.append([s.id, s.conversation, utc, end, tz, s.messages, s.senders, s.gap_seconds])
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM sessions")
            if rows:
                cursor.executemany("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def sessions(self) -> list[Session]:
        """Every session in order of time."""
        sql = "SELECT id, conversation, utc, end_utc, tz, messages, senders, gap_seconds FROM sessions ORDER BY utc, id"
        found = []
        for row in self._store.rows(sql):
            began, ended = join_moment(row[2], row[4]), join_moment(row[3], row[4])
            assert began is not None
            assert ended is not None
            found.append(Session(row[0], row[1], began, ended, row[5], row[6], row[7]))
        return found

    def put(self, episodes: Sequence[tuple[Episode, Sequence[Evidence]]], *, origin: str) -> int:
        """Add or replace episodes by id (their labels are not touched); returns how many were new.

        Args:
            episodes: Each with the records it came from.
            origin: `cut`, `import`, `merge` or `split`.
        """
        known = {row[0] for row in self._store.rows("SELECT id FROM episodes")}
        ids = [e.id for e, _ in episodes]
        with self._store.transaction() as cursor:
            again = [i for i in ids if i in known]
            if again:
                cursor.execute("DELETE FROM episodes WHERE id IN (SELECT unnest(?))", [again])
                cursor.execute("DELETE FROM episode_records WHERE episode_id IN (SELECT unnest(?))", [again])
            rows = [_row(e, origin) for e, _ in episodes]
            if rows:
                cursor.executemany(f"INSERT INTO episodes VALUES ({', '.join('?' * 15)})", rows)
            evidence = [[e.id, n, r.record_id, r.part] for e, records in episodes for n, r in enumerate(records)]
            if evidence:
                cursor.executemany("INSERT INTO episode_records VALUES (?, ?, ?, ?)", evidence)
        return len(set(ids) - known)

    def remove(self, ids: Sequence[str]) -> None:
        """Take out episodes (their label events stay)."""
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM episodes WHERE id IN (SELECT unnest(?))", [list(ids)])
            cursor.execute("DELETE FROM episode_records WHERE episode_id IN (SELECT unnest(?))", [list(ids)])

    def count(self) -> int:
        """How many episodes there are."""
        return int(self._store.value("SELECT count(*) FROM episodes"))

    def all(
        self, *, labelled: bool | None = None, domain: str | None = None, limit: int | None = None
    ) -> list[Episode]:
        """Episodes with their current labels, in order of time."""
        return list(self._read(labelled, domain, limit))

    def get(self, episode_id: str) -> Episode | None:
        """One episode by id, or by a prefix of it that only one has."""
        rows = self._store.rows(_SELECT + " WHERE starts_with(e.id, ?) LIMIT 2", [episode_id])
        exact = [row for row in rows if row[0] == episode_id] or rows
        return _episode(exact[0]) if len(exact) == 1 else None

    def evidence(self, episode_id: str) -> list[Evidence]:
        """The records an episode came from, in order."""
        sql = "SELECT record_id, part FROM episode_records WHERE episode_id = ? ORDER BY ordinal"
        return [Evidence(*row) for row in self._store.rows(sql, [episode_id])]

    def evidence_of_all(self) -> dict[str, list[Evidence]]:
        """Episode id → the records it came from."""
        found: dict[str, list[Evidence]] = {}
        for episode_id, record_id, part in self._store.rows(
            "SELECT episode_id, record_id, part FROM episode_records ORDER BY episode_id, ordinal"
        ):
            found.setdefault(episode_id, []).append(Evidence(record_id, part))
        return found

    def origins(self) -> dict[str, str]:
        """Episode id → `cut`, `import`, `merge` or `split`."""
        return dict(self._store.rows("SELECT id, origin FROM episodes"))

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
        for row in self._store.stream(f"{_SELECT}{where} ORDER BY e.utc, e.id{tail}", args):
            yield _episode(row)


_SELECT = """SELECT e.id, e.domain, e.thread, e.utc, e.tz, e.end_utc, e.situation, e.response, e.outcome, e.context,
    e.source, e.people, l.outcome, l.topics, l.trigger, l.response_style, l.what_helped, l.advice, l.note,
    l.why_labelled, l.labelled_utc
    FROM episodes e LEFT JOIN current_labels l ON l.episode_id = e.id"""


def _row(e: Episode, origin: str) -> list[Any]:
    utc, wall, tz = split_moment(e.started_at)
    end = split_moment(e.ended_at)[0] if e.ended_at else None
    context = json.dumps({k: v for k, v in asdict(e.context).items() if v not in (None, {})}, ensure_ascii=False)
    return [
        e.id, e.domain, e.thread, utc, wall, tz, end, e.situation, e.response, e.outcome, context, e.source,
        list(e.people), origin, text_hash(e.situation, e.response or "", e.outcome or ""),
    ]  # fmt: skip


def _episode(row: tuple[Any, ...]) -> Episode:
    began = join_moment(row[3], row[4])
    assert began is not None
    return Episode(
        id=row[0], domain=row[1], thread=row[2], started_at=began, ended_at=join_moment(row[5], row[4]),
        situation=row[6], response=row[7], outcome=row[8], context=Context(**json.loads(row[9])), source=row[10],
        people=tuple(row[11] or ()),
        labels=Labels(row[12], tuple(json.loads(row[13])) if row[13] else (), *row[14:19]),
        why_labelled=row[19], labelled_at=join_moment(row[20], row[4]),
    )  # fmt: skip
