"""A frame made by hand: rows with an id, labels, and what is guessed of them; texts in a dictionary."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from studio.core.episode import DOMAINS, OUTCOMES, WHYS
from studio.label.codebook.schemes import schemes_by_domain
from studio.label.picking.cells import Cells
from studio.label.picking.queue import Queue
from studio.store.label_frame import LabelFrame, SampledText

SCHEMES = schemes_by_domain()
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One episode of a frame."""

    id: str
    outcome: str | None = None
    trigger: str | None = None
    why: str | None = None
    days_ago: int = 0
    proxy: float | None = None
    cue: str | None = None
    text: str = ""
    domain: str = "relationship"


def row(n: int, **given: Any) -> Row:
    """The n-th row."""
    return Row(f"e{n:04}", **given)


class Told:
    """Reads from memory what the store would read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {one.id: one for one in rows}
        self.read = 0

    def sample(self, ids: Sequence[str], cues: Mapping[str, Sequence[str]]) -> dict[str, SampledText]:
        """As `LabelFrameReader.sample`."""
        self.read += len(ids)
        return {i: SampledText(self._rows[i].text, self._rows[i].cue) for i in ids if i in self._rows}


def frame(
    rows: Sequence[Row], *, seed: int = 13, skipped: Iterable[str] = (), flagged: Iterable[str] = ()
) -> LabelFrame:
    """The columns of these rows."""
    triggers = ("", *Cells(SCHEMES).triggers)
    draws = [hashlib.md5(f"{seed}\x1f{one.id}".encode()).digest() for one in rows]
    texts: dict[str, int] = {}
    moments = [(NOW - timedelta(days=one.days_ago)).timestamp() if one.outcome else 0.0 for one in rows]
    aside, marked = set(skipped), set(flagged)
    return LabelFrame(
        ids=[one.id for one in rows],
        draw=np.array([int.from_bytes(digest[:8], "big") for digest in draws], dtype=np.uint64),
        domain=np.array([DOMAINS.index(d) + 1 for one in rows for d in DOMAINS if d == one.domain], dtype=np.int8),
        outcome=np.array([("", *OUTCOMES).index(one.outcome or "") for one in rows], dtype=np.int8),
        trigger=np.array(
            [triggers.index(one.trigger) if one.trigger in triggers else 0 for one in rows], dtype=np.int16
        ),
        why=np.array([("", *WHYS).index(one.why or "") for one in rows], dtype=np.int8),
        labelled_at=np.array(moments, dtype=np.float64),
        proxy=np.array([np.nan if one.proxy is None else one.proxy for one in rows], dtype=np.float64),
        text=np.array([texts.setdefault(one.text or one.id, len(texts)) for one in rows], dtype=np.uint64),
        skipped=np.array([one.id in aside for one in rows], dtype=bool),
        flagged=np.array([one.id in marked for one in rows], dtype=bool),
    )


def queue_of(
    rows: Sequence[Row], *, seed: int = 13, skipped: Iterable[str] = (), flagged: Iterable[str] = (), **given: Any
) -> Queue:
    """A queue over these rows."""
    marked = frame(rows, seed=seed, skipped=skipped, flagged=flagged)
    return Queue(marked, SCHEMES, Told(rows), moment=NOW, **given)
