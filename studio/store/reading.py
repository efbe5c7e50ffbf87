"""What a person reads while labelling: an episode's evidence, and what came before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from studio.core.clock import lived_day
from studio.core.episode import Context, Episode, Labels
from studio.store.moments import join_moment
from studio.store.nights import night_after

if TYPE_CHECKING:
    from studio.store.database import Store

COLD = 2
"""Cold lines that make a session a cold talk."""
REACH = timedelta(days=2)
"""Messages of an episode lie at most so far outside its bounds; kept wide, for a zone that was corrected since."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence: a message, a note, or a part of an episode that has no records."""

    at: datetime | None
    speaker: str | None
    text: str
    part: str
    """`situation`, `response`, `outcome`, `context`, `note`, or `after` for the measured night that followed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an episode stands among those of its thread."""

    nth: int
    of: int


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
        return _episode(found, self._store.labels.current(found[0]), self._store.people.main_names())

    def lines(self, episode: Episode) -> list[Line]:
        """The messages and notes an episode came from, in order of time; its own texts when it has none."""
        if episode.domain == "fitness":
            from studio.store.training_lines import training_lines

            return training_lines(self._store, episode)
        sql = """SELECT m.utc, m.tz, coalesce(a.name, m.sender), m.text, r.part, m.type FROM episode_records r
            JOIN messages m ON m.id = r.record_id LEFT JOIN aliases a ON a.alias = m.sender
            WHERE r.episode_id = ? AND m.utc BETWEEN ? AND ? ORDER BY m.utc, r.ordinal"""
        found = [
            Line(join_moment(utc, tz), sender, text if text is not None else f"({kind})", part)
            for utc, tz, sender, text, part, kind in self._store.rows(sql, [episode.id, *_reach(episode)])
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
        day = lived_day(episode.started_at)
        if (night := night_after(self._store, day)) is not None:
            found.append(Line(None, "Night after", night.told, "after"))
        return found

    def around(self, episode: Episode, side: Literal["before", "after"], limit: int = 40) -> list[Line]:
        """Up to `limit` messages of the same conversation just before or just after an episode, in order of time."""
        row = self._stretch(episode)
        if row is None:
            return []
        compare, order = ("< ?", "DESC") if side == "before" else ("> ?", "ASC")
        sql = f"""WITH near AS (SELECT utc, tz, sender, text, type, ordinal FROM messages
                WHERE conversation = ? AND utc {compare} ORDER BY utc {order}, ordinal {order} LIMIT ?)
            SELECT utc, tz, coalesce(a.name, sender), text, type FROM near LEFT JOIN aliases a ON a.alias = sender
            ORDER BY utc {order}, ordinal {order}"""
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
        if (conversation := self._conversation(episode)) is not None:
            return conversation
        row = self._store.row("SELECT format FROM sources WHERE id = ?", [episode.source])
        return str(row[0]).partition(".")[0].replace("_", " ").capitalize() if row else episode.source or ""

    def calm_after(self, episode: Episode) -> str | None:
        """How long it was until the next cold talk of the conversation: `2 days calm`.

        `12 days calm, as far as the record goes` when no cold talk followed; None when no talk followed at all, or the
        episode is no talk. A talk is cold with `COLD` cold lines.
        """
        conversation = self._conversation(episode)
        if conversation is None:
            return None
        sql = """SELECT min(utc) FILTER (WHERE cold >= ?), max(end_utc) FROM sessions
            WHERE conversation = ? AND utc > ?"""
        ended = episode.ended_at or episode.started_at
        found = self._store.row(sql, [COLD, conversation, _utc(ended)])
        if found is None or found[1] is None:
            return None
        cold, last = found
        lasted = _spelled((cold or last) - _utc(ended))
        return f"{lasted} calm" if cold else f"{lasted} calm, as far as the record goes"

    def _conversation(self, episode: Episode) -> str | None:
        """The conversation of an episode; None when it is no talk.

        Only one conversation has a message at the moment it began, as a rule, and that is found fastest.
        """
        if episode.domain != "relationship":
            return None
        sql = "SELECT DISTINCT conversation FROM messages WHERE utc = ? AND source_id = ? LIMIT 2"
        begun = self._store.rows(sql, [_utc(episode.started_at), episode.source])
        row = begun[0] if len(begun) == 1 else self._stretch(episode)
        return str(row[0]) if row else None

    def _stretch(self, episode: Episode) -> tuple[Any, ...] | None:
        """Conversation, first and last moment (naive UTC) of an episode's messages; None when it has none."""
        sql = """SELECT m.conversation, min(m.utc), max(m.utc) FROM episode_records r JOIN messages m
            ON m.id = r.record_id WHERE r.episode_id = ? AND m.utc BETWEEN ? AND ?
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""
        return self._store.row(sql, [episode.id, *_reach(episode)])


_EPISODE = """SELECT id, domain, thread, utc, tz, end_utc, situation, response, outcome, context, source, people
    FROM episodes"""


def _episode(row: tuple[Any, ...], labels: Mapping[str, Any], names: Mapping[str, str]) -> Episode:
    began = join_moment(row[3], row[4])
    assert began is not None
    return Episode(
        id=row[0], domain=row[1], thread=row[2], started_at=began, ended_at=join_moment(row[5], row[4]),
        situation=row[6], response=row[7], outcome=row[8], context=Context(**json.loads(row[9] or "{}")),
        source=row[10], people=tuple(dict.fromkeys(names.get(name, name) for name in row[11] or ())),
        labels=Labels(
            labels.get("outcome"), tuple(labels.get("topics", ())),
            *(labels.get(name) for name in ("trigger", "response_style", "what_helped", "advice", "better", "note")),
        ),
    )  # fmt: skip


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _reach(episode: Episode) -> tuple[datetime, datetime]:
    """Between which moments (naive UTC) an episode's messages lie, those borrowed from the next talk included."""
    return _utc(episode.started_at) - REACH, _utc(episode.ended_at or episode.started_at) + REACH


def _spelled(lasted: timedelta) -> str:
    """`40 min`, `5 h`, `2 days`, `9 weeks`."""
    minutes = lasted.total_seconds() / 60
    for size, unit, least in ((7 * 1440, "week", 60 * 1440), (1440, "day", 2 * 1440), (60, "h", 60)):
        if minutes >= least:
            count = int(minutes // size)
            return f"{count} {unit}" if unit == "h" else f"{count} {unit}s"
    return f"{max(1, round(minutes))} min"
