"""What a label event is, and the tables and views that hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from studio.core.episode import Why
from studio.store.suggestions import Offered

CURRENT_FIELDS = """CREATE OR REPLACE VIEW current_fields AS
        SELECT episode_id, field, nullif(arg_max(value, seq), 'null') AS value, max(seq) AS seq,
            arg_max(utc, seq) AS utc,
            coalesce(arg_max(utc, seq) FILTER (why <> 'relabel'), arg_max(utc, seq)) AS first_utc,
            coalesce(arg_max(why, seq) FILTER (why <> 'relabel'), arg_max(why, seq)) AS why,
            arg_max_null(inclusion_prob, seq) FILTER (why <> 'relabel') AS inclusion_prob
        FROM effective WHERE kind = 'set' GROUP BY 1, 2"""
"""The chance is that of the event which says why: one drawn at random, cleared and labelled anew has none."""

CURRENT_LABELS = """CREATE OR REPLACE VIEW current_labels AS
        SELECT episode_id,
            max(value ->> '$') FILTER (WHERE field = 'outcome') AS outcome,
            max(value) FILTER (WHERE field = 'topics') AS topics,
            max(value ->> '$') FILTER (WHERE field = 'trigger') AS trigger,
            max(value ->> '$') FILTER (WHERE field = 'response_style') AS response_style,
            max(value ->> '$') FILTER (WHERE field = 'what_helped') AS what_helped,
            max(value ->> '$') FILTER (WHERE field = 'advice') AS advice,
            max(value ->> '$') FILTER (WHERE field = 'better') AS better,
            max(value ->> '$') FILTER (WHERE field = 'note') AS note,
            max(why) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS why_labelled,
            max(inclusion_prob) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS inclusion_prob,
            max(first_utc) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS labelled_utc,
            max(utc) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS last_labelled_utc
        FROM current_fields GROUP BY 1"""
"""A relabel changes the value but never the provenance: why, probability and moment stay those of the first reading."""

DDL = [
    "CREATE SEQUENCE label_seq",
    """CREATE TABLE label_events (seq BIGINT DEFAULT nextval('label_seq'), action VARCHAR, utc TIMESTAMP, kind VARCHAR,
        episode_id VARCHAR, field VARCHAR, value VARCHAR, previous VARCHAR, target VARCHAR, why VARCHAR,
        inclusion_prob DOUBLE, sitting VARCHAR, scheme VARCHAR, seconds DOUBLE)""",
    """CREATE VIEW undone AS
        SELECT target AS action FROM label_events WHERE kind IN ('undo', 'redo')
        GROUP BY target HAVING arg_max(kind, seq) = 'undo'""",
    """CREATE VIEW effective AS
        SELECT * FROM label_events
        WHERE kind IN ('set', 'skip', 'flag') AND action NOT IN (SELECT action FROM undone)""",
    CURRENT_FIELDS,
    CURRENT_LABELS,
]

MERGE_SITTING = "merge"
"""The sitting of labels changed by a merge of values: they are no readings."""

Mark = Literal["skip", "flag"]

CARRIED = "revise"
"""The sitting of labels that went along from one episode to the one made of it; nobody gave them anew."""


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """One thing the person did to one field of one episode."""

    seq: int
    action: str
    """Events of one keystroke or command share an action; undo takes back an action."""
    at: datetime
    kind: str
    """`set`, `undo`, `redo`, `skip`, `flag` or `revise`."""
    episode_id: str
    field: str | None
    """Of a `revise`: what was done, such as `merge`."""
    value: Any
    """Of a `revise`: `{"what", "gone": [ids], "made": [ids]}`."""
    previous: Any
    target: str | None
    """The action that an undo or redo speaks of."""
    why: str | None
    inclusion_prob: float | None = None
    sitting: str = ""
    scheme: str = ""
    """`name@revision` of the scheme it was given under."""
    seconds: float | None = None
    """From seeing the episode to this event."""
    also: tuple[str, ...] = ()
    """Other episodes of the same action; only on what undo and redo return."""


@dataclass(frozen=True, slots=True)
class Given:
    """Values for fields of one episode; None clears a field."""

    episode_id: str
    values: Mapping[str, Any]
    why: Why = "spontaneous"
    inclusion_prob: float | None = None
    sitting: str = ""
    scheme: str = ""
    seconds: float | None = None
    at: datetime | None = None
    """Aware; None means this moment."""
    offered: Sequence[Offered] = ()
    """What was suggested for these fields, shown or held back; logged with the label."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of everything said about one episode."""

    values: dict[str, Any]
    """Field → value; fields without one are absent."""
    marks: dict[Mark, bool | str]
    """Marks that stand; a text is the reason of a flag."""
    why: str | None
    """Of the outcome, as are the next two; a relabel changes none of them. None without an outcome."""
    inclusion_prob: float | None
    at: datetime | None
    """Aware, UTC."""
    scheme: str
    """`name@revision` the outcome was given under, else that of the last label; may be empty."""
    own: bool
    """Whether the person labelled this very episode, and labels did not only come along from another."""


def standing_of(rows: Sequence[tuple[Any, ...]]) -> Standing:
    """What stands after the events of one episode.

    Args:
        rows: (action, kind, field, value, target, why, inclusion_prob, utc, scheme, sitting) in order.
    """
    turned = {row[4]: row[1] for row in rows if row[4] is not None}
    stands = [row for row in rows if row[1] in ("set", "skip", "flag") and turned.get(row[0]) != "undo"]
    given = [row for row in stands if row[1] == "set"]
    values = {row[2]: json.loads(row[3]) for row in given}
    marks = {row[1]: json.loads(row[3]) for row in stands if row[1] != "set"}
    judged = [row for row in given if row[2] == "outcome"] if values.get("outcome") is not None else []
    first_readings = [row for row in judged if row[5] != "relabel"]
    first = next(reversed(first_readings or judged), None)
    last = next(reversed(judged or given), None)
    return Standing(
        {name: value for name, value in values.items() if value is not None},
        {kind: value for kind, value in marks.items() if value is not False},
        first[5] if first else None,
        first[6] if first and first_readings else None,
        first[7].replace(tzinfo=UTC) if first else None,
        (last[8] or "") if last else "",
        any(row[9] != CARRIED for row in given),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A value given to the same episode twice, the second time with the first hidden."""

    episode_id: str
    first: str
    second: str
    at: datetime
    """Of the second reading."""
    first_at: datetime | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of labelling."""

    day: date
    """In UTC."""
    labels: int
    median_seconds: float | None
