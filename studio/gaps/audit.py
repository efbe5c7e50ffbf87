"""The random audit as one sitting: what was drawn, how much of it is labelled, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.gaps.report import AUDIT, GapReport, audit_draw, gather

if TYPE_CHECKING:
    from studio.store import Store


@dataclass(frozen=True, slots=True)
class Audit:
    """Episodes drawn at random to be labelled in one sitting, or in a few."""

    ids: tuple[str, ...] = ()
    """In the order they were drawn; those gone from the record are left out."""
    open: tuple[str, ...] = ()
    """Neither labelled nor set aside."""
    aside: int = 0
    """Set aside without a label: they count as missing."""

    @property
    def done(self) -> int:
        """How many are labelled."""
        return len(self.ids) - len(self.open) - self.aside

    @property
    def said(self) -> str:
        """How far it is, such as `Random audit: 12 of 30 done.`; what was set aside is told."""
        if not self.ids:
            return "No random audit was begun."
        aside = f", {self.aside} set aside (counted as missing)" if self.aside else ""
        return f"Random audit: {self.done} of {len(self.ids)} done{aside}."


def audit_of(store: Store, finished: Sequence[str] = ()) -> Audit:
    """The audit that is not finished yet, from its oldest open draw on; else what is named as finished, or the latest.

    Args:
        store: The record.
        finished: Ids of an audit that was open a moment ago, for when it is not any more.
    """
    drawn = store.attestations.drawn()
    if not drawn:
        return Audit()
    evidence = gather(store)
    outcomes = {row.id: row.outcome for one in evidence for row in one.rows}
    aside = evidence[0].source.skipped()
    draws = [[i for i in draw if i in outcomes] for draw in drawn]

    def is_open(episode_id: str) -> bool:
        return outcomes[episode_id] is None and episode_id not in aside

    first = next((k for k, draw in enumerate(draws) if any(map(is_open, draw))), len(draws) - 1)
    ids = tuple(i for draw in draws[max(0, first) :] for i in draw)
    if finished and not any(map(is_open, ids)):
        ids = tuple(i for i in finished if i in outcomes)
    left_out = sum(outcomes[i] is None and i in aside for i in ids)
    return Audit(ids, tuple(filter(is_open, ids)), left_out)


def go_on(store: Store, n: int = AUDIT) -> Audit:
    """The audit to go on with: what is open of it, or `n` newly drawn when nothing is.

    Raises:
        GateError: nothing is open and nothing is unlabelled.
    """
    audit = audit_of(store)
    if audit.open:
        return audit
    audit_draw(store, n)
    return audit_of(store)


def showed(audit: Audit, report: GapReport) -> str:
    """What a finished audit told, in a sentence or two."""
    found = report.check("selection")
    return f"{audit.said} {found.headline}."
