"""The frame that gaps are judged against: every episode, labelled or not, a few columns at a time."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any, Concatenate, Literal, NamedTuple, ParamSpec, TypeVar

from studio.core.clock import DAY_STARTS_AT, now
from studio.store.daily import daily
from studio.store.label_events import MERGE_SITTING

if TYPE_CHECKING:
    from studio.store.database import Store

AGAIN_AFTER = timedelta(days=7)
"""Sooner than this a second reading is memory."""
FELT = ("mood.valence", "recovery.score")
"""Metrics that tell how good a day was."""
EPOCH = date(1970, 1, 1)
FEW = 500
"""Episodes beyond which reading all of them is quicker than looking them up."""
_NUMERIC, _MOST = frozenset({bool, int, float}), 1e300
"""What counts as a number in JSON, and the size beyond which it is none."""
_LIVED = f"date_diff('day', DATE '1970-01-01', (wall - INTERVAL {DAY_STARTS_AT.seconds} SECOND)::DATE)"


@dataclass(frozen=True, slots=True)
class EpisodeText:
    """The words of one episode."""

    id: str
    situation: str
    response: str
    """Empty when there is none."""
    outcome: str
    """Empty when there is none."""

    @property
    def whole(self) -> str:
        """All of it, one part a line."""
        return "\n".join(part for part in (self.situation, self.response, self.outcome) if part)


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """An outcome given twice, the second time with the first hidden."""

    id: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class GivenAt:
    """When an outcome was given."""

    utc: float
    """Unix seconds."""
    sitting: str
    """Labels given in one go share it; may be empty."""


class Voice(NamedTuple):
    """Who is heard in an episode; absent what is not known."""

    started_by: Literal["me", "other"] | None
    words_me: int | None
    words_other: int | None


class Training(NamedTuple):
    """What became of a training; absent what is not known."""

    planned: bool | None
    done: bool | None
    readiness: float | None
    """0..100, that morning."""


class Mark(NamedTuple):
    """What an episode carries besides what its words mean."""

    source: str
    """Format id of the export it was cut from, or how else it came in; empty when unknown."""
    characters: int
    """Length of all its parts."""


_P = ParamSpec("_P")
_T = TypeVar("_T")


def _once(read: Callable[Concatenate[FrameReader, _P], _T]) -> Callable[Concatenate[FrameReader, _P], _T]:
    """Reads only once for the same arguments, which are to be hashable."""

    def kept(self: FrameReader, /, *args: _P.args, **named: _P.kwargs) -> _T:
        key = (read.__name__, args, tuple(named.items()))
        if key not in self.kept:
            self.kept[key] = read(self, *args, **named)
        found: _T = self.kept[key]
        return found

    kept.__doc__ = read.__doc__
    return kept


class FrameReader:
    """Reads the frame, and what a check may ask for beyond it; what several checks ask for, once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kept: dict[tuple[Any, ...], Any] = {}
        """What was read: name, arguments → answer."""

    def rows(self) -> list[tuple[Any, ...]]:
        """(id, domain, thread or id, Unix seconds of start, wall-clock seconds, outcome or None, why or None) each."""
        return self._store.rows(
            """SELECT e.id, e.domain, coalesce(nullif(trim(e.thread), ''), e.id), epoch(e.utc), epoch(e.wall),
                l.outcome, l.why_labelled
            FROM episodes e LEFT JOIN (SELECT episode_id,
                max(value ->> '$') FILTER (WHERE field = 'outcome') AS outcome,
                max(why) FILTER (WHERE field = 'outcome') AS why_labelled
                FROM current_fields WHERE field = 'outcome' GROUP BY 1) l ON l.episode_id = e.id"""
        )

    def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
        """The words of the named episodes, in the order named; unknown ids are left out."""
        found = {
            row[0]: EpisodeText(row[0], row[1] or "", row[2] or "", row[3] or "")
            for row in self._store.rows(
                "SELECT id, situation, response, outcome FROM episodes WHERE id IN (SELECT unnest(?))", [list(ids)]
            )
        }
        return [found[i] for i in ids if i in found]

    def proxies(self, ids: Sequence[str]) -> dict[str, float]:
        """Episode id → a machine's guess at how it went, -1..1, for those that have one."""
        sql = """SELECT id, TRY_CAST(context ->> '$.proxy_outcome' AS DOUBLE) AS guess FROM episodes
            WHERE guess IS NOT NULL"""
        if len(ids) <= FEW:
            return dict(self._store.rows(f"{sql} AND id IN (SELECT unnest(?))", [list(ids)]))
        found = dict(self._store.rows(sql))
        return {i: found[i] for i in ids if i in found}

    def messages_between(self, start: float, end: float) -> int:
        """Messages exchanged from one moment to another, Unix seconds, both included."""
        sql = "SELECT count(*) FROM messages WHERE utc BETWEEN ? AND ? AND type NOT IN ('system', 'reaction')"
        return int(self._store.value(sql, [_moment(start), _moment(end)]))

    @_once
    def splits(self) -> dict[str, str]:
        """Episode id → split of the packed episodes."""
        return self._store.datasets.splits()

    @_once
    def skipped(self) -> frozenset[str]:
        """Episodes the person set aside."""
        return self._store.labels.skipped()

    @_once
    def drawn(self) -> frozenset[str]:
        """Episodes that were drawn at random, labelled since or not."""
        return frozenset(self._store.attestations.draws())

    @_once
    def said(self, field: str) -> dict[str, str]:
        """Episode id → the value that stands of a label field of one value, where it has one."""
        sql = """SELECT episode_id, value ->> '$' FROM current_fields
            WHERE field = ? AND value IS NOT NULL AND json_type(value) = 'VARCHAR' AND value <> '""'"""
        return dict(self._store.rows(sql, [field]))

    @_once
    def first_topics(self) -> dict[str, str]:
        """Episode id → the first topic said of it, where one was."""
        sql = """SELECT episode_id, value ->> '$[0]' AS first FROM current_fields
            WHERE field = 'topics' AND first IS NOT NULL AND first <> ''"""
        return dict(self._store.rows(sql))

    def cues(self, domain: str) -> dict[str, list[str]]:
        """Trigger → words that speak of it, by the scheme of a domain that was kept last; empty before one was."""
        kept = [scheme.toml for scheme in self._store.codebook.kept() if scheme.domain == domain]
        return {value: list(words) for value, words in tomllib.loads(kept[-1]).get("cues", {}).items()} if kept else {}

    @_once
    def begun(self) -> frozenset[str]:
        """Episodes of which something was said, but not how they ended."""
        sql = """SELECT episode_id FROM current_fields WHERE value IS NOT NULL AND value NOT IN ('[]', '""')
            GROUP BY 1 HAVING bool_and(field <> 'outcome')"""
        return frozenset(row[0] for row in self._store.rows(sql))

    @_once
    def read_again(self) -> list[ReadAgain]:
        """Outcomes given a second time `AGAIN_AFTER` or more after the first, in the order they were given."""
        readings = self._store.labels.readings("outcome")
        return [
            ReadAgain(r.episode_id, r.first, r.second)
            for r in readings
            if r.first_at is None or r.at - r.first_at >= AGAIN_AFTER
        ]

    @_once
    def due_again(self) -> frozenset[str]:
        """Episodes whose outcome was last given `AGAIN_AFTER` or more ago."""
        sql = "SELECT episode_id FROM current_fields WHERE field = 'outcome' AND value IS NOT NULL AND utc <= ?"
        return frozenset(row[0] for row in self._store.rows(sql, [_moment((now() - AGAIN_AFTER).timestamp())]))

    @_once
    def given(self) -> dict[str, GivenAt]:
        """Episode id → when the outcome that stands was first given; second readings and merges of values aside."""
        sql = """SELECT episode_id, epoch(arg_max(utc, seq)), coalesce(arg_max(sitting, seq), '') FROM effective
            WHERE kind = 'set' AND field = 'outcome' AND value <> 'null' AND coalesce(why, '') <> 'relabel'
                AND coalesce(sitting, '') <> ? GROUP BY 1"""
        return {row[0]: GivenAt(row[1], row[2]) for row in self._store.rows(sql, [MERGE_SITTING])}

    def voices(self, domain: str) -> dict[str, Voice]:
        """Episode id → who is heard in it, for those of a domain of which anything is known."""
        sql = """SELECT id, told[1] AS starter, TRY_CAST(told[2] AS BIGINT) AS me, TRY_CAST(told[3] AS BIGINT) AS other
            FROM (SELECT id, json_extract_string(context, ['$.started_by', '$.words_me', '$.words_other']) AS told
                FROM episodes WHERE domain = ?) WHERE coalesce(starter, me::VARCHAR, other::VARCHAR) IS NOT NULL"""
        return {row[0]: Voice(*row[1:]) for row in self._store.rows(sql, [domain])}

    @_once
    def trainings(self, domain: str) -> dict[str, Training]:
        """Episode id → what became of the training, for those of a domain of which it is known."""
        sql = """SELECT id, TRY_CAST(told[1] AS BOOLEAN), TRY_CAST(told[2] AS BOOLEAN) AS done, readiness
            FROM (SELECT id, told, TRY_CAST(told[3] AS DOUBLE) AS number,
                CASE WHEN isfinite(number) THEN number END AS readiness
                FROM (SELECT id, json_extract_string(context, ['$.planned', '$.done', '$.readiness']) AS told
                    FROM episodes WHERE domain = ?)) WHERE done IS NOT NULL"""
        return {row[0]: Training(*row[1:]) for row in self._store.rows(sql, [domain])}

    @_once
    def moods(self, domain: str) -> dict[str, float]:
        """Episode id → mood that day, -1..1, from another source than its own words, where there is one."""
        sql = """SELECT id, greatest(-1, least(1, TRY_CAST(context ->> '$.mood' AS DOUBLE))) AS mood FROM episodes
            WHERE domain = ? AND mood IS NOT NULL AND isfinite(mood)"""
        return dict(self._store.rows(sql, [domain]))

    @_once
    def day_moods(self, domain: str) -> dict[str, dict[int, float]]:
        """What tells how a day was → lived day (days since 1970) → value; absent what tells nothing.

        `mood` (-1..1) and `readiness` (0..100) are means over the episodes of a domain that carry one, `notes` over the
        notes of a day (-1..1); `mood.valence` (-1..1) and `recovery.score` (0..100) are measurements, folded as
        `studio.store.daily` says.
        """
        sql = f"""SELECT {_LIVED} AS day, avg(mood) FILTER (isfinite(mood)), avg(ready) FILTER (isfinite(ready))
            FROM (SELECT wall, TRY_CAST(told[1] AS DOUBLE) AS mood, TRY_CAST(told[2] AS DOUBLE) AS ready
                FROM (SELECT wall, json_extract_string(context, ['$.mood', '$.readiness']) AS told FROM episodes
                    WHERE domain = ? AND (contains(context, '"mood"') OR contains(context, '"readiness"'))))
            GROUP BY 1"""
        kept = self._store.rows(sql, [domain])
        noted = self._store.rows(
            f"""SELECT CASE WHEN wall::TIME = TIME '00:00' THEN date_diff('day', DATE '1970-01-01', wall::DATE)
                ELSE {_LIVED} END AS day, avg(mood) FROM notes
            WHERE mood IS NOT NULL AND isfinite(mood) AND wall IS NOT NULL GROUP BY 1"""
        )
        found: dict[str, dict[int, float]] = {
            "mood": {day: mood for day, mood, _ in kept if mood is not None},
            "readiness": {day: ready for day, _, ready in kept if ready is not None},
            "notes": dict(noted),
        }
        if self._store.value("SELECT count(*) FROM measurements WHERE metric IN (SELECT unnest(?))", [[*FELT]]):
            for day, values in daily(self._store, FELT).items():
                for metric, (_, value) in values.items():
                    if isfinite(value):
                        found.setdefault(metric, {})[(day - EPOCH).days] = value
        return {name: days for name, days in found.items() if days}

    def causes(self, domain: str, ids: Sequence[str] | None = None) -> dict[str, dict[str, float]]:
        """Episode id → what the person suspects matters, name → value; yes is 1, no is 0; other values are left out.

        Args:
            domain: Whose episodes.
            ids: Of these alone; all of the domain when None.
        """
        sql = "SELECT id, context ->> '$.causes' AS told FROM episodes WHERE domain = ? AND told IS NOT NULL"
        named = [] if ids is None else [list(ids)]
        if named:
            sql += " AND id IN (SELECT unnest(?))"
        found = {}
        for episode_id, told in self._store.rows(sql, [domain, *named]):
            if kept := {k: float(v) for k, v in json.loads(told).items() if type(v) in _NUMERIC and -_MOST < v < _MOST}:
                found[episode_id] = kept
        return found

    def formats(self, ids: Sequence[str]) -> dict[str, str]:
        """Episode id → format id of the export it was cut from, or how else it came in; where it is known."""
        sql = """SELECT e.id, coalesce(s.format, nullif(e.source, 'import'), e.origin) AS name
            FROM episodes e LEFT JOIN sources s ON s.id = e.source
            WHERE e.id IN (SELECT unnest(?)) AND name IS NOT NULL"""
        return dict(self._store.rows(sql, [list(ids)]))

    @_once
    def marks(self, domain: str) -> dict[str, Mark]:
        """Episode id → what it carries besides what its words mean, for every episode of a domain."""
        sql = """SELECT e.id, coalesce(s.format, nullif(e.source, 'import'), e.origin, ''), length(e.situation)
                + length(coalesce(e.response, '')) + length(coalesce(e.outcome, ''))
            FROM episodes e LEFT JOIN sources s ON s.id = e.source WHERE e.domain = ?"""
        return {row[0]: Mark(row[1], row[2]) for row in self._store.rows(sql, [domain])}


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
