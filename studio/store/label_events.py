"""What a label event is, and the tables and views that hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from studio.core.episode import Why
from studio.store.suggestions import Offered

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
    """CREATE VIEW current_fields AS
        SELECT episode_id, field, nullif(arg_max(value, seq), 'null') AS value, max(seq) AS seq,
            arg_max(utc, seq) AS utc,
            coalesce(arg_max(utc, seq) FILTER (why <> 'relabel'), arg_max(utc, seq)) AS first_utc,
            coalesce(arg_max(why, seq) FILTER (why <> 'relabel'), arg_max(why, seq)) AS why,
            arg_max(inclusion_prob, seq) FILTER (why <> 'relabel') AS inclusion_prob
        FROM effective WHERE kind = 'set' GROUP BY 1, 2""",
    CURRENT_LABELS,
]

Mark = Literal["skip", "flag"]


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """One thing the person did to one field of one episode."""

    seq: int
    action: str
    """Events of one keystroke or command share an action; undo takes back an action."""
    at: datetime
    kind: str
    """`set`, `undo`, `redo`, `skip` or `flag`."""
    episode_id: str
    field: str | None
    value: Any
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
class Reading:
    """An outcome given to the same episode twice, the second time with the first hidden."""

    episode_id: str
    first: str
    second: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One day of labelling."""

    day: date
    """In UTC."""
    labels: int
    median_seconds: float | None
