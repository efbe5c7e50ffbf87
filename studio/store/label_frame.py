"""The frame as the queue needs it: every episode in columns, texts only of the few that are asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from studio.core.episode import DOMAINS, OUTCOMES, WHYS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.store.database import Store

READ = 1000
"""Characters of an episode's text that are compared with others and searched for cue words."""


@dataclass(frozen=True, slots=True)
class LabelFrame:
    """Every episode to label, one entry per episode in each column; codes count from 1, 0 means none."""

    ids: list[str]
    draw: NDArray[np.uint64]
    """64 random bits of a seed and the id: the same ones whenever it is read, as long as DuckDB hashes alike."""
    domain: NDArray[np.int8]
    """Into `DOMAINS`."""
    outcome: NDArray[np.int8]
    """Into `OUTCOMES`."""
    trigger: NDArray[np.int16]
    """Into the triggers it was read with; a value that is none of them counts as none."""
    why: NDArray[np.int8]
    """Into `WHYS`: why it was labelled the first time."""
    labelled_at: NDArray[np.float64]
    """Unix seconds of the latest outcome; 0 without one."""
    proxy: NDArray[np.float64]
    """-1..1, a machine's guess at how it went; NaN without one."""
    text: NDArray[np.uint64]
    """Equal for episodes of one and the same text."""
    skipped: NDArray[np.bool_]
    flagged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SampledText:
    """What one episode says, for the queue."""

    text: str
    """Its first `READ` characters, all parts."""
    cue: str | None
    """The trigger whose cue words occur; None unless exactly one trigger's do."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where an episode lies on the wall clock of its zone."""

    id: str
    domain: str
    wall: datetime
    """Naive, as is the end."""
    wall_end: datetime
    tz: str


class LabelFrameReader:
    """Reads what the queue chooses by; safe to use from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def frame(
        self,
        triggers: Sequence[str],
        *,
        seed: int,
        domains: Sequence[str] = (),
        only: Sequence[str] | None = None,
    ) -> LabelFrame:
        """Every episode as the queue sees it; about 0.1 s at 100,000.

        Args:
            triggers: What `LabelFrame.trigger` counts in.
            seed: Of `LabelFrame.draw`.
            domains: Only these; empty means all.
            only: Only these ids; None means all.
        """
        wanted: list[str] = []
        args: list[Any] = [_stored(OUTCOMES), _stored(triggers), list(WHYS), f"{seed}\x1f", list(DOMAINS)]
        if domains:
            wanted.append("e.domain IN (SELECT unnest(?::VARCHAR[]))")
            args.append(list(domains))
        if only is not None:
            wanted.append("e.id IN (SELECT unnest(?::VARCHAR[]))")
            args.append(list(only))
        where = f"WHERE {' AND '.join(wanted)}" if wanted else ""
        with self._store.cursor() as cursor:
            columns = cursor.execute(f"{_SAID} {_FRAME} {where}", args).fetchnumpy()
        return LabelFrame(
            columns["id"].tolist(), columns["draw"], columns["domain"], columns["outcome"], columns["trigger"],
            columns["why"], columns["labelled_at"], columns["proxy"], columns["text"], columns["skipped"],
            columns["flagged"],
        )  # fmt: skip

    def sample(self, ids: Sequence[str], cues: Mapping[str, Sequence[str]]) -> dict[str, SampledText]:
        """Episode id → its text and cue; unknown ids are left out.

        Args:
            ids: Which episodes.
            cues: Trigger → whole words that speak of it, lower case.
        """
        patterns = {trigger: _pattern(words) for trigger, words in cues.items() if words}
        names = list(patterns)
        found = " || ".join(f"CASE WHEN regexp_matches(said, ?) THEN [{n}] ELSE [] END" for n in range(len(names)))
        sql = f"""SELECT id, told, {found or "[]"} FROM (SELECT id, {_TOLD} AS told,
            lower(left(situation, {READ})) AS said FROM episodes WHERE id IN (SELECT unnest(?::VARCHAR[])))"""
        return {
            row[0]: SampledText(row[1], names[row[2][0]] if len(row[2]) == 1 else None)
            for row in self._store.rows(sql, [*patterns.values(), list(ids)])
        }

    def spans(self) -> list[Span]:
        """Where every episode lies on the wall clock, by start."""
        sql = """SELECT id, domain, wall, wall + coalesce(end_utc - utc, INTERVAL 0 SECOND), tz FROM episodes
            ORDER BY wall, id"""
        return [Span(*row) for row in self._store.rows(sql)]


_SAID = """WITH undone AS (
        SELECT target AS action FROM label_events WHERE target IS NOT NULL AND kind IN ('undo', 'redo')
        GROUP BY target HAVING arg_max(kind, seq) = 'undo'),
    said AS (
        SELECT episode_id,
            arg_max(value, seq) FILTER (field = 'outcome') AS outcome,
            arg_max(value, seq) FILTER (field = 'trigger') AS trigger,
            coalesce(arg_max(why, seq) FILTER (field = 'outcome' AND why <> 'relabel'),
                arg_max(why, seq) FILTER (field = 'outcome')) AS why,
            arg_max(utc, seq) FILTER (field = 'outcome') AS utc,
            arg_max(value, seq) FILTER (kind = 'skip') AS skipped,
            arg_max(value, seq) FILTER (kind = 'flag') AS flagged
        FROM label_events ANTI JOIN undone USING (action)
        WHERE field IN ('outcome', 'trigger', 'skip', 'flag') GROUP BY 1)"""
"""What stands of each episode, as the view `current_labels` has it, in one pass over the few fields that matter."""

_FRAME = """SELECT e.id AS id,
        coalesce(list_position(?::VARCHAR[], said.outcome), 0)::TINYINT AS outcome,
        coalesce(list_position(?::VARCHAR[], said.trigger), 0)::SMALLINT AS trigger,
        CASE WHEN coalesce(said.outcome, 'null') = 'null' THEN 0
            ELSE coalesce(list_position(?::VARCHAR[], said.why), 0) END::TINYINT AS why,
        CASE WHEN coalesce(said.outcome, 'null') = 'null' THEN 0 ELSE epoch(said.utc) END::DOUBLE AS labelled_at,
        hash(?::VARCHAR || e.id)::UBIGINT AS draw,
        coalesce(list_position(?::VARCHAR[], e.domain), 0)::TINYINT AS domain,
        coalesce(TRY_CAST(e.context ->> '$.proxy_outcome' AS DOUBLE), 'nan'::DOUBLE) AS proxy,
        hash(e.text_hash)::UBIGINT AS text,
        coalesce(said.skipped, 'false') <> 'false' AS skipped, coalesce(said.flagged, 'false') <> 'false' AS flagged
    FROM episodes e LEFT JOIN said ON said.episode_id = e.id"""

_TOLD = f"left(concat_ws('\n', situation, response, outcome), {READ})"


def _stored(values: Sequence[str]) -> list[str]:
    return [json.dumps(value, ensure_ascii=False) for value in values]


def _pattern(words: Sequence[str]) -> str:
    escaped = ("".join(c if c.isalnum() or c == " " else f"\\{c}" for c in word) for word in words)
    return rf"\b(?:{'|'.join(escaped)})\b"
