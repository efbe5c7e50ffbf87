"""What a dataset keeps of the gap checks: states and numbers, nothing a person wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.manifest import GapMark
from studio.gaps.report import weigh

if TYPE_CHECKING:
    from studio.store import Store


def marks_at_build(store: Store) -> tuple[GapMark, ...]:
    """Every check as it stands now, in the order of the report; at a build every red counts at once."""
    return tuple(GapMark(c.id, c.state, c.n, c.attested) for c in weigh(store, at_build=True).checks)
