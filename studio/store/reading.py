"""What a person reads while labelling: an episode's evidence, what came before and after, and the frame."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from studio.core.episode import Context, Domain, Episode, Labels
from studio.store.moments import join_moment

if TYPE_CHECKING:
    from studio.store.database import Store


CUE_SAMPLE = 4000
"""About so many episodes are searched for cue words; a record of more has plenty of every kind among them."""


@dataclass(frozen=True, slots=True)
class FrameRow:
    """What the queue needs of one episode; no text."""

    id: str
    domain: Domain
    outcome: str | None
    trigger: str | None
    why: str | None
    last_labelled_at: datetime | None
    proxy_outcome: float | None
    """-1..1, a machine's guess at how it went."""
    cue: str | None
    """The trigger whose cue words occur in the text; None unless exactly one trigger's do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence: a message, a note, or a part of an episode that has no records."""

    at: datetime | None
    speaker: str | None
    text: str
    part: str
    """`situation`, `response`, `outcome`, `context` or `note`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an episode stands among those of its thread."""

    nth: int
    of: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where an episode lies on the wall clock of its zone."""

    id: str
    domain: str
    wall: datetime
    """Naive, as is the end."""
    wall_end: datetime
    tz: str


class EvidenceReader:
    """Reads for the label screen; every call costs a few milliseconds at 100,000 episodes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def episode(self, episode_id: str) -> Episode | None:
        """One episode with its current labels, by exact id or by a prefix that only one has."""
        found = self._store.row(_EPISODE + " WHERE id = ?", [episode_id])
        if found is None and episode_id:
            some = self._store.rows(_EPISODE + " WHERE starts_with(id, ?) LIMIT 2", [episode_id])
            found = some[0] if len(some) == 1 else None
        if found is None:
            return None
        return _episode(found, self._store.labels.current(found[0]))

    def lines(self, episode: Episode) -> list[Line]:
        """The messages and notes an episode came from, in order of time; its own texts when it has none."""
        sql = """SELECT m.utc, m.tz, m.sender, m.text, r.part, m.type FROM episode_records r
            JOIN messages m ON m.id = r.record_id WHERE r.episode_id = ? ORDER BY m.utc, r.ordinal"""
        found = [
            Line(join_moment(utc, tz), sender, text if text is not None else f"({kind})", part)
            for utc, tz, sender, text, part, kind in self._store.rows(sql, [episode.id])
        ]
        if not found:
            found = [
                Line(None, None, text, part)
                for part, text in (
                    ("situation", episode.situation),
                    ("response", episode.response),
                    ("outcome", episode.outcome),
                )
                if text
            ]
        sql = """SELECT n.utc, n.tz, n.title, n.text FROM episode_records r JOIN notes n ON n.id = r.record_id
            WHERE r.episode_id = ? ORDER BY n.utc"""
        for utc, tz, title, text in self._store.rows(sql, [episode.id]):
            found.append(Line(join_moment(utc, tz), title, text, "note"))
        return found

    def around(self, episode: Episode, side: Literal["before", "after"], limit: int = 40) -> list[Line]:
        """Up to `limit` messages of the same conversation just before or just after an episode, in order of time."""
        sql = """SELECT m.conversation, min(m.utc), max(m.utc) FROM episode_records r JOIN messages m
            ON m.id = r.record_id WHERE r.episode_id = ? GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""
        row = self._store.row(sql, [episode.id])
        if row is None:
            return []
        compare, order = ("< ?", "DESC") if side == "before" else ("> ?", "ASC")
        sql = f"""SELECT utc, tz, sender, text, type FROM messages WHERE conversation = ? AND utc {compare}
            ORDER BY utc {order}, ordinal {order} LIMIT ?"""
        found = [
            Line(join_moment(utc, tz), sender, text if text is not None else f"({kind})", "context")
            for utc, tz, sender, text, kind in self._store.rows(sql, [row[0], row[1 if side == "before" else 2], limit])
        ]
        return found[::-1] if side == "before" else found

    def place(self, episode: Episode) -> Place | None:
        """Which time of its thread an episode is; None without a thread."""
        if episode.thread is None:
            return None
        sql = "SELECT count(*) FILTER (WHERE (utc, id) <= (?, ?)), count(*) FROM episodes WHERE thread = ?"
        row = self._store.row(sql, [_utc(episode.started_at), episode.id, episode.thread])
        return Place(int(row[0]), int(row[1])) if row else None

    def source_label(self, episode: Episode) -> str:
        """Where an episode came from in the person's words: the conversation, or the format of its source."""
        sql = """SELECT m.conversation FROM episode_records r JOIN messages m ON m.id = r.record_id
            WHERE r.episode_id = ? LIMIT 1"""
        conversation = self._store.value(sql, [episode.id])
        return str(conversation) if conversation else (episode.source or "")

    def frame(self, cues: Mapping[str, Sequence[str]], domains: Sequence[str] = ()) -> list[FrameRow]:
        """Every episode as the queue sees it, by id.

        Args:
            cues: Trigger → whole words that speak of it, lower case.
            domains: Only these; empty means all.
        """
        patterns = {trigger: _pattern(words) for trigger, words in cues.items() if words}
        pieces = " || ".join(
            f"CASE WHEN regexp_matches(e.text, ?) THEN [{n}] ELSE [] END" for n in range(len(patterns))
        )
        every = max(1, int(self._store.value("SELECT count(*) FROM episodes")) // CUE_SAMPLE)
        sampled = f"CASE WHEN md5_number_lower(e.id) % {every} = 0 THEN {pieces} END" if pieces else "NULL"
        only = "WHERE domain IN (SELECT unnest(?::VARCHAR[]))" if domains else ""
        sql = f"""WITH e AS (SELECT id, domain, context, lower(left(situation, 2000)) AS text FROM episodes {only})
            SELECT e.id, e.domain, l.outcome, l.trigger, l.why_labelled, l.last_labelled_utc,
                TRY_CAST(e.context ->> '$.proxy_outcome' AS DOUBLE), {sampled}
            FROM e LEFT JOIN current_labels l ON l.episode_id = e.id ORDER BY e.id"""
        names = list(patterns)
        # DuckDB binds `?` in the order of the text: the domains first, then the patterns.
        args: list[Any] = [*([list(domains)] if domains else []), *patterns.values()]
        return [
            FrameRow(
                row[0], row[1], row[2], row[3], row[4], row[5].replace(tzinfo=UTC) if row[5] else None, row[6],
                names[row[7][0]] if row[7] is not None and len(row[7]) == 1 else None,
            )
            for row in self._store.rows(sql, args)
        ]  # fmt: skip

    def spans(self) -> list[Span]:
        """Where every episode lies on the wall clock, by start."""
        sql = """SELECT id, domain, wall, wall + coalesce(end_utc - utc, INTERVAL 0 SECOND), tz FROM episodes
            ORDER BY wall, id"""
        return [Span(*row) for row in self._store.rows(sql)]


_EPISODE = """SELECT id, domain, thread, utc, tz, end_utc, situation, response, outcome, context, source, people
    FROM episodes"""


def _episode(row: tuple[Any, ...], labels: Mapping[str, Any]) -> Episode:
    began = join_moment(row[3], row[4])
    assert began is not None
    return Episode(
        id=row[0], domain=row[1], thread=row[2], started_at=began, ended_at=join_moment(row[5], row[4]),
        situation=row[6], response=row[7], outcome=row[8], context=Context(**json.loads(row[9] or "{}")),
        source=row[10], people=tuple(row[11] or ()),
        labels=Labels(
            labels.get("outcome"), tuple(labels.get("topics", ())),
            *(labels.get(name) for name in ("trigger", "response_style", "what_helped", "advice", "better", "note")),
        ),
    )  # fmt: skip


def _pattern(words: Sequence[str]) -> str:
    escaped = ("".join(c if c.isalnum() or c == " " else f"\\{c}" for c in word) for word in words)
    return rf"\b(?:{'|'.join(escaped)})\b"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
