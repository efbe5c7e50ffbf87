"""How alike two texts are, for near copies that must not sit on both sides of a split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 5
"""Characters in a shingle."""

_RARE = 0.6
"""Least share of all shingle occurrences that the rare shingles make up."""
_SPREAD = 16
"""A shingle in fewer than one text of so many is rare anyhow, which bounds the dense table."""
_PAD = 0x110000
"""Fills up texts shorter than a shingle; no character has this number."""
_BLOCK = 1 << 20
"""Most numbers held at once while counting."""


def shingles(text: str) -> frozenset[str]:
    """The set of overlapping 5-character pieces of a text, case and white space folded."""
    folded = case_folded(text)
    if len(folded) <= SHINGLE:
        return frozenset({folded}) if folded else frozenset()
    return frozenset(folded[i : i + SHINGLE] for i in range(len(folded) - SHINGLE + 1))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """|A ∩ B| / |A ∪ B|, 0 when both are empty."""
    if not left and not right:
        return 0.0
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def similar_pairs(texts: Sequence[str], at_least: float) -> Iterator[tuple[int, int, float]]:
    """Every pair `(i, j, jaccard)`, i < j, whose shingle sets are at least that alike, in order.

    Exact. Shared rare shingles are counted first; only pairs that could still reach the threshold if they shared every
    common one have those counted too.

    Args:
        texts: Compared all with all.
        at_least: Threshold, above 0.
    """
    if len(texts) < 2:
        return
    import numpy as np

    table = _tabulate([case_folded(text) for text in texts])
    needed = at_least / (1 + at_least)
    for begin, end in table.blocks():
        shared = table.shared_rare(begin, end)
        at_most = shared + np.minimum(table.common_sizes[begin:end, None], table.common_sizes)
        enough = at_most + 1e-9 >= needed * (table.sizes[begin:end, None] + table.sizes)
        left, right = np.nonzero(np.triu(enough, k=begin + 1))
        overlap = shared[left, right] + table.shared_common(left + begin, right)
        together = table.sizes[left + begin] + table.sizes[right] - overlap
        alike = overlap / np.maximum(together, 1)
        for k in np.flatnonzero((alike >= at_least) & (together > 0)):
            yield int(left[k]) + begin, int(right[k]), float(alike[k])


def case_folded(text: str) -> str:
    """As texts are compared: lower case, every run of white space one space."""
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class _Table:
    """Which text holds which shingle: rare ones as an index both ways, common ones as a dense table."""

    sizes: NDArray[np.int64]
    common_sizes: NDArray[np.int64]
    starts: NDArray[np.int64]
    """Where each text's rare shingles begin; one more at the end."""
    later: NDArray[np.int64]
    """For each rare shingle of each text, where in `holders` the later texts with the same shingle begin."""
    ends: NDArray[np.int64]
    """For each rare shingle of each text, where they end."""
    holders: NDArray[np.int32]
    """Texts that hold a rare shingle, shingle by shingle, in order."""
    common: NDArray[np.bool_]
    """Texts × common shingles."""

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of texts that are compared with all others at once."""
        import numpy as np

        n = len(self.sizes)
        work = np.concatenate([[0], np.cumsum(self.ends - self.later)])[self.starts] + np.arange(n + 1) * n
        begin = 0
        while begin < n:
            end = max(begin + 1, int(np.searchsorted(work, work[begin] + _BLOCK, side="right")) - 1)
            yield begin, min(end, n)
            begin = end

    def shared_rare(self, begin: int, end: int) -> NDArray[np.int64]:
        """How many rare shingles each text of a range shares with every later text."""
        import numpy as np

        n = len(self.sizes)
        some = slice(self.starts[begin], self.starts[end])
        rows = np.repeat(np.arange(end - begin), np.diff(self.starts[begin : end + 1]))
        lengths = self.ends[some] - self.later[some]
        before = np.cumsum(lengths) - lengths
        total = int(lengths.sum())
        cells = self.holders[np.arange(total) + np.repeat(self.later[some] - before, lengths)]
        cells = cells + np.repeat(rows * n, lengths)
        return np.bincount(cells, minlength=(end - begin) * n).reshape(end - begin, n)

    def shared_common(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many common shingles each pair shares."""
        import numpy as np

        step = max(1, _BLOCK // max(1, self.common.shape[1]))
        found = np.zeros(len(left), dtype=np.int64)
        for k in range(0, len(left), step):
            both = self.common[left[k : k + step]] & self.common[right[k : k + step]]
            found[k : k + step] = both.sum(axis=1)
        return found


def _tabulate(folded: Sequence[str]) -> _Table:
    import numpy as np

    texts, pieces = _occurrences(folded)
    n = len(folded)
    counts = np.bincount(pieces)
    order = np.argsort(counts, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    cut = int(np.searchsorted(np.cumsum(counts[order]), _RARE * len(pieces)))
    cut = max(cut, int(np.searchsorted(counts[order], n // _SPREAD, side="right")))
    ranks = rank[pieces] if len(pieces) else pieces
    rare = ranks < cut
    common = np.zeros((n, len(order) - cut), dtype=np.bool_)
    common[texts[~rare], ranks[~rare] - cut] = True
    by_piece = np.argsort(ranks[rare], kind="stable")
    place = np.empty_like(by_piece)
    place[by_piece] = np.arange(len(by_piece))
    per_text = np.bincount(texts[rare], minlength=n)
    return _Table(
        sizes=np.bincount(texts, minlength=n),
        common_sizes=common.sum(axis=1),
        starts=np.concatenate([[0], np.cumsum(per_text)]),
        later=place + 1,
        ends=np.cumsum(counts[order])[ranks[rare]],
        holders=texts[rare][by_piece].astype(np.int32),
        common=common,
    )


def _occurrences(folded: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(text, shingle) of every distinct shingle of every text, by text; shingles are numbered from 0.

    Characters are numbered and five of them joined in one integer; where there are too many kinds of them, three and
    two are joined and numbered first. No step can confuse two shingles.
    """
    import numpy as np

    padded = [text.ljust(SHINGLE) if text else "" for text in folded]
    real = np.array([len(text) for text in folded], dtype=np.int64)
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    encoded = "".join(padded).encode("utf-32-le", "surrogatepass")
    written = np.frombuffer(encoded, dtype=np.uint32).astype(np.int64)
    begins = np.cumsum(lengths) - lengths
    written[np.arange(len(written)) - np.repeat(begins, lengths) >= np.repeat(real, lengths)] = _PAD
    used = np.zeros(_PAD + 1, dtype=np.int64)
    used[written] = 1
    kinds = int(used.sum())
    characters = (np.cumsum(used) - 1)[written]
    windows = np.maximum(lengths - SHINGLE + 1, 0)
    texts = np.repeat(np.arange(len(folded)), windows)
    before = np.cumsum(windows) - windows
    at = np.arange(int(windows.sum())) + np.repeat(begins - before, windows)
    head = (characters[at] * kinds + characters[at + 1]) * kinds + characters[at + 2]
    tail = characters[at + 3] * kinds + characters[at + 4]
    if kinds**SHINGLE >= 1 << 62:
        head, tail = _numbered(head), _numbered(tail)
        joined = head << 32 | tail
    else:
        joined = head * (kinds * kinds) + tail
    pieces = _numbered(joined)
    most = int(pieces.max()) + 1 if len(pieces) else 1
    keys = np.sort(texts * most + pieces)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    return keys // most, keys % most


def _numbered(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The values as numbers from 0, in their order."""
    import numpy as np

    return np.unique(values, return_inverse=True)[1].astype(np.int64)
