"""Cutting: from the records of a store to its episodes, again and again without losing a label."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from studio.core.clock import lived_day
from studio.core.episode import DOMAINS, Episode
from studio.core.errors import StudioError, UsageError
from studio.core.progress import Report, Stop, silent
from studio.episodes.talk.relationship import cut_talks
from studio.episodes.talk.sessions import GapChoice, chosen_gap, learn_gap
from studio.episodes.training.days import cut_days
from studio.store import Store
from studio.store.episodes import EpisodeWithEvidence, Evidence, Session, own_parts


@dataclass(frozen=True, slots=True)
class CutReport:
    """What a cut made."""

    created: int
    """Episodes that were not there before."""
    total: int
    """Episodes there are now, of every domain and origin."""
    sessions: int
    gap_minutes: int
    learned: bool
    """Whether the gap was learned from the person's own pauses."""
    why: str
    """How the gap came to be, in one sentence."""
    by_domain: dict[str, int]
    kept: int
    """Episodes left as they are because the person labelled, flagged, set aside, joined or split them."""


def cut(
    store: Store,
    *,
    scheme: str | None = None,
    since: date | None = None,
    gap_minutes: int | None = None,
    report: Report = silent,
    stop: Stop | None = None,
) -> CutReport:
    """Cut sessions and episodes out of the store's records.

    Cutting twice changes nothing. Episodes nobody touched are replaced by what the records say now; labelled, flagged
    and skipped ones stay as they are (an outcome not known then is filled in), and nothing new overlaps them.

    Args:
        store: Read, and written in one transaction at the end.
        scheme: `relationship` or `fitness`; None for both.
        since: Leave what began on earlier lived days alone.
        gap_minutes: Silence that ends a session; None (or 0) learns it.
        report: Told how far it is.
        stop: Polled.

    Raises:
        UsageError: no such scheme, or a gap out of bounds.
        StudioError: there is nothing to cut, or nobody is known to be the person themself.
    """
    if scheme is not None and scheme not in DOMAINS:
        raise UsageError(
            f"“{scheme}” is not a scheme to cut by.", fix=f"Use {' or '.join(DOMAINS)}.", code="bad_scheme"
        )
    gap = find_gap(store, gap_minutes)
    counts = store.records.counts()
    domains = [d for d in DOMAINS if scheme in (None, d) and counts[_NEEDS[d]]]
    if not domains:
        needed = " or ".join(_NEEDS[d] for d in DOMAINS if scheme in (None, d))
        raise StudioError(
            f"There are no {needed} to cut episodes from.",
            fix="Bring in an export: studio import PATH.",
            code="no_records",
        )
    sessions: Sequence[Session] | None = None
    fresh: list[EpisodeWithEvidence] = []
    threads: dict[str, str] = {}
    reasons: dict[str, Sequence[str]] = {}
    if "relationship" in domains:
        talks = cut_talks(store, gap.minutes, report=report, stop=stop)
        sessions, threads = talks.sessions, talks.threads
        reasons |= talks.reasons
        fresh += [made for made in talks.episodes if since is None or lived_day(made[0].started_at) >= since]
    if "fitness" in domains:
        days = cut_days(store, since=since, report=report, stop=stop)
        fresh += days.episodes
        reasons |= days.reasons
    plan = _plan(store, fresh, frozenset(domains), since, threads)
    created = store.episodes.recut(
        sessions=sessions, gone=plan.gone, episodes=plan.put, threads=plan.threads, reasons=reasons
    )
    return CutReport(
        created=created,
        total=store.episodes.count(),
        sessions=store.episodes.session_count(),
        gap_minutes=gap.minutes,
        learned=gap.learned,
        why=gap.why,
        by_domain=store.episodes.count_by_domain(),
        kept=plan.kept,
    )


def find_gap(store: Store, minutes: int | None = None) -> GapChoice:
    """The silence that ends a session: what the person set, else learned from their pauses.

    Raises:
        UsageError: a gap out of bounds.
    """
    return chosen_gap(minutes) if minutes else learn_gap(store.episodes.silences())


_NEEDS = {"relationship": "messages", "fitness": "workouts"}


@dataclass(frozen=True, slots=True)
class _Plan:
    gone: list[str]
    put: list[EpisodeWithEvidence]
    threads: dict[str, str]
    kept: int


def _plan(
    store: Store,
    fresh: Sequence[EpisodeWithEvidence],
    domains: Set[str],
    since: date | None,
    threads: dict[str, str],
) -> _Plan:
    """What goes, what comes, and what stays, so that no touched episode changes and none overlap."""
    touched, origins, evidence = store.episodes.touched(), store.episodes.origins(), store.episodes.evidence_of_all()
    gone: list[str] = []
    stays: dict[str, Episode] = {}
    for old in store.episodes.all():
        replaceable = origins[old.id] == "cut" and old.id not in touched
        if old.domain in domains and replaceable and (since is None or lived_day(old.started_at) >= since):
            gone.append(old.id)
        else:
            stays[old.id] = old
    taken = {record for kept_id, old in stays.items() for record in own_records(old.domain, evidence.get(kept_id, ()))}
    put: list[EpisodeWithEvidence] = []
    for episode, records in fresh:
        if (kept := stays.get(episode.id)) is not None:
            if kept.outcome is None and episode.outcome is not None and origins[kept.id] == "cut":
                put.append((replace(kept, outcome=episode.outcome, thread=episode.thread), records))
        elif taken.isdisjoint(own_records(episode.domain, records)):
            put.append((episode, records))
    moved: dict[str, str] = {}
    for kept_id, old in stays.items():
        own = own_records(old.domain, evidence.get(kept_id, ()))
        thread = next((threads[r] for r in own if r in threads), old.thread)
        if thread is not None and thread != old.thread:
            moved[kept_id] = thread
    return _Plan(gone, put, moved, sum(old.domain in domains and origins[i] != "import" for i, old in stays.items()))


def own_records(domain: str, evidence: Sequence[Evidence]) -> list[str]:
    """The records that belong to this episode alone: the talk's messages, or the day's workouts."""
    parts = own_parts(domain)
    return [e.record_id for e in evidence if e.part in parts]
