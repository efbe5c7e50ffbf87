"""A thousand episodes that may fill a gap: what they say, how typical each is, and which are near copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from studio.label.picking.pieces import Resembling, cut_to_pieces, typicality

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.label.picking.cells import Cells
    from studio.store.label_frame import SampledText

LOOKED_AT = 4000
"""Episodes read to make a pool from; rare kinds among them come in first."""
POOL = 1000
"""Episodes of a pool."""
COMPARED = 2000
"""Labelled episodes, the latest, that a pool is compared with; copies letter for letter are known among all."""
COPY = 0.5
"""Jaccard similarity of 5-character pieces from which an episode is a near copy."""
HOLDERS = 4
"""Labelled episodes remembered for each near copy."""
ODD = 0.05
"""Least typicality: the oddest are still offered when nothing else is left."""

_AT_ONCE = 1000


class Texts(Protocol):
    """Reads what episodes say."""

    def sample(self, ids: Sequence[str], cues: Mapping[str, Sequence[str]]) -> dict[str, SampledText]:
        """Episode id → its text, and the one trigger whose cue words occur in it."""
        ...


@dataclass(frozen=True, slots=True)
class Pool:
    """Episodes to fill gaps from; all columns go by place in the pool."""

    rows: NDArray[np.int64]
    """Places in the frame."""
    places: dict[int, int]
    """The other way round."""
    kinds: NDArray[np.int64]
    typical: NDArray[np.float64]
    """Typicality over its mean among episodes of the domain."""
    resembling: Resembling
    """Finds near copies of a text here."""
    copies: list[tuple[int, int]]
    """(place here, place in the frame of the labelled episode it is a near copy of)."""


def make_pool(
    texts: Texts,
    ids: Sequence[str],
    cells: Cells,
    cues: Mapping[str, Sequence[str]],
    rows: NDArray[np.int64],
    kinds: NDArray[np.int64],
    domains: NDArray[np.int8],
    labelled: NDArray[np.int64],
) -> Pool:
    """Read episodes and choose a pool from them; a quarter of a second with 2,000 labelled.

    Args:
        texts: Where to read.
        ids: Of the whole frame.
        cells: Numbers the kinds.
        cues: Trigger → words that speak of it.
        rows: Places in the frame to look at, at most `LOOKED_AT`, in a random order.
        kinds: The kind of each, as far as known.
        domains: The domain of each.
        labelled: Places in the frame of labelled episodes, the latest first, at most `COMPARED`.
    """
    import numpy as np

    said = texts.sample([ids[row] for row in rows.tolist()], cues)
    known = np.array([ids[row] in said for row in rows.tolist()], dtype=bool)
    rows, kinds, domains = rows[known], kinds[known], domains[known]
    found = [said[ids[row]] for row in rows.tolist()]
    cued = ((kind, cells.code(text.cue)) for kind, text in zip(kinds.tolist(), found, strict=True))
    kinds = np.array([cells.with_trigger(kind, trigger) for kind, trigger in cued], dtype=np.int64)
    chosen = _rare_first(kinds)
    rows, kinds, domains = rows[chosen], kinds[chosen], domains[chosen]
    pieces = cut_to_pieces([found[n].text for n in chosen])
    typical = typicality(pieces)
    for domain in np.unique(domains):
        mean = typical[domains == domain].mean()
        typical[domains == domain] /= mean if mean > 0 else 1
    resembling = Resembling(pieces, COPY)
    copies = list(_copies(texts, ids, resembling, labelled.tolist()))
    places = {row: place for place, row in enumerate(rows.tolist())}
    return Pool(rows, places, kinds, np.maximum(typical, ODD), resembling, copies)


def _copies(
    texts: Texts, ids: Sequence[str], resembling: Resembling, labelled: Sequence[int]
) -> Iterator[tuple[int, int]]:
    for begin in range(0, len(labelled), _AT_ONCE):
        rows = labelled[begin : begin + _AT_ONCE]
        said = texts.sample([ids[row] for row in rows], {})
        there = [row for row in rows if ids[row] in said]
        pieces = cut_to_pieces([said[ids[row]].text for row in there])
        yield from ((place, there[other]) for other, place in resembling.to_each(pieces, HOLDERS))


def _rare_first(kinds: NDArray[np.int64]) -> list[int]:
    """`POOL` places, one of each kind in turn, so that rare kinds are in."""
    turns: list[tuple[int, int]] = []
    seen: defaultdict[int, int] = defaultdict(int)
    for place, kind in enumerate(kinds.tolist()):
        turns.append((seen[kind], place))
        seen[kind] += 1
    return [place for _, place in sorted(turns)[:POOL]]
