"""The report of every check over a person's record, and the fixes that act on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

from studio.core.errors import GateError, UsageError
from studio.gaps.check import Check
from studio.gaps.checks import CHECKS
from studio.gaps.evidence import Evidence, FrameRow, Source
from studio.gaps.findings import CheckResult, Fix, Picks
from studio.gaps.folding import fold
from studio.gaps.looks import due, settled
from studio.gaps.states import SEVERITY
from studio.gaps.wording import DOMAIN_NAMES

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.attestations import Attestation

AUDIT = 30
"""Random labels that tell a 20 % from a 60 % share with 87 % power."""


@dataclass(frozen=True, slots=True)
class GapReport:
    """Every check's answer, and what they were answered from."""

    n_frame: int
    """Episodes that labels are judged against, labelled or not."""
    n_episodes: int
    n_labelled: int
    n_audit: int
    """Labelled since they were drawn at random; base rates are read off these alone."""
    checks: tuple[CheckResult, ...]

    @property
    def nagging(self) -> CheckResult | None:
        """The worst finding that the person has not said is how it is; None when there is none."""
        open_ones = [c for c in self.checks if c.nags]
        return max(open_ones, key=lambda c: SEVERITY[c.state]) if open_ones else None

    def check(self, check_id: str) -> CheckResult:
        """One check's answer.

        Raises:
            UsageError: no such check.
        """
        named = find_check(check_id).ID
        return next(c for c in self.checks if c.id == named)

    def as_dict(self, only: str | None = None) -> dict[str, Any]:
        """The report as `studio gaps --json` prints it, with one check alone when it is named."""
        shown = self.checks if only is None else (self.check(only),)
        return {
            "n_frame": self.n_frame,
            "n_episodes": self.n_episodes,
            "n_labelled": self.n_labelled,
            "n_audit": self.n_audit,
            "checks": [c.as_dict() for c in shown],
        }


def find_check(check_id: str) -> Check:
    """The check of an id, upper or lower case.

    Raises:
        UsageError: no such check.
    """
    for check in CHECKS:
        if check_id.strip().lower().replace("-", "_") == check.ID:
            return check
    raise UsageError(
        f"“{check_id}” is no check.",
        fix=f"The checks are: {', '.join(c.ID for c in CHECKS)}.",
        code="unknown_check",
    )


def weigh(store: Store, *, at_build: bool = False) -> GapReport:
    """Run every check on the record of a store, and keep what this look found when it is time for one.

    Args:
        store: The record.
        at_build: Every red counts, whether it held before or not.
    """
    from studio.store.attestations import Look

    attestations = store.attestations
    evidence, looks = gather(store), attestations.looks()
    answers = _answers(evidence)
    labelled = sum(len(one.labelled) for one in evidence)
    if due(looks, labelled):
        attestations.record_look(Look(labelled, {c.id: c.state for c in answers}))
    return _report(evidence, answers if at_build else settled(answers, looks, labelled), attestations.latest())


def weigh_evidence(evidence: Sequence[Evidence], said: dict[str, Attestation] | None = None) -> GapReport:
    """Run every check on the frames of one or more domains.

    Args:
        evidence: One frame per domain; those without labels are not judged while another has some.
        said: Check id → what the person said about it last.
    """
    return _report(evidence, _answers(evidence), said or {})


def gather(store: Store) -> list[Evidence]:
    """The frame of each domain that has episodes, the largest first; one empty frame when there are none."""
    from studio.store.frame import FrameReader

    reader = FrameReader(store)
    return frames([FrameRow(*row) for row in reader.rows()], reader)


def frames(rows: Sequence[FrameRow], source: Source) -> list[Evidence]:
    """Rows of any order as one `Evidence` per domain, the largest first."""
    sizes = Counter(row.domain for row in rows)
    domains = sorted(sizes, key=lambda d: (-sizes[d], d)) or ["relationship"]
    return [Evidence(d, [r for r in rows if r.domain == d], source) for d in domains]


def audit_draw(store: Store, n: int = AUDIT) -> Picks:
    """Draw unlabelled episodes uniformly at random, and record each one's chance.

    What an earlier draw left open comes first; the order of the rest is fixed by the frame.

    Raises:
        UsageError: n is not positive.
        GateError: nothing is unlabelled.
    """
    if n < 1:
        raise UsageError(f"{n} is no number of episodes to draw.", fix="Ask for at least 1, such as --n 30.")
    evidence = gather(store)
    free = [one.rows[i].id for one in evidence for i in one.unlabelled]
    if not free:
        raise GateError(
            "There is no unlabelled episode to draw.",
            fix="Bring in an export and cut it: studio episodes cut.",
            code="nothing_to_draw",
        )
    seed = 0
    for one in evidence:
        seed ^= one.frame_hash
    order = sorted(row.id for one in evidence for row in one.rows)
    Random(seed).shuffle(order)
    open_ones = frozenset(free)
    before = [i for draw in store.attestations.drawn() for i in draw]
    drawn = tuple([i for i in dict.fromkeys([*before, *order]) if i in open_ones][:n])
    chance = len(drawn) / len(free)
    store.attestations.record_draw(drawn, chance)
    return Picks(drawn, "audit", chance)


def audit_picks(store: Store, n: int = AUDIT) -> list[str]:
    """Ids of `audit_draw`."""
    return list(audit_draw(store, n).ids)


def fill(store: Store, check_id: str) -> Picks:
    """The episodes that a check's fix would have the person label; where chance drew them, that is recorded.

    Raises:
        UsageError: no such check.
        GateError: the check asks for no labels.
    """
    check = find_check(check_id)
    judged = _judged(gather(store))
    result, worst = _answer(check, judged), _worst(check, judged)
    found = check.picks(worst)
    if result.fix is None or not found.ids:
        raise GateError(
            f"The check {check.ID} asks for no labels: {result.headline}.",
            fix=_way(result.fix),
            code="nothing_to_fill",
        )
    if found.why == "audit" and found.inclusion_prob is not None:
        store.attestations.record_draw(found.ids, found.inclusion_prob)
    return found


def _way(fix: Fix | None) -> str:
    """What to do where there is nothing to label."""
    if fix is None:
        return "See studio gaps."
    action = f"{fix.action[0].upper()}{fix.action[1:]}"
    return f"{action}." if fix.why == "plan" else f"{action}: studio dataset build NAME."


def fill_picks(store: Store, check_id: str) -> list[str]:
    """Ids of `fill`."""
    return list(fill(store, check_id).ids)


def attest(store: Store, check_id: str, note: str) -> CheckResult:
    """Record that the person says a finding is how it really is; returns the finding, marked.

    It holds while the check gets no worse.

    Raises:
        UsageError: no such check, or an empty note.
    """
    check = find_check(check_id)
    if not note.strip():
        raise UsageError(
            "The note is empty.", fix="Say in a few words why this is how it really is.", code="empty_note"
        )
    result = weigh(store).check(check.ID)
    store.attestations.add(check.ID, note.strip(), "red" if result.held else result.state)
    return replace(result, attested=True, attested_note=note.strip())


def withdraw(store: Store, check_id: str) -> CheckResult:
    """Record that the person takes back what they said of a finding; returns the finding, which may ask again.

    Raises:
        UsageError: no such check.
        GateError: nothing was said of it, or it was taken back already.
    """
    check = find_check(check_id)
    if check.ID not in store.attestations.latest():
        raise GateError(
            f"Nothing was said of {check.ID} that could be taken back.",
            fix=f'To say that it is how it is: studio gaps attest {check.ID} --note "…".',
            code="nothing_to_withdraw",
        )
    store.attestations.withdraw(check.ID)
    return weigh(store).check(check.ID)


def _answers(evidence: Sequence[Evidence]) -> list[CheckResult]:
    judged = _judged(evidence)
    return [_answer(check, judged) for check in CHECKS]


def _report(evidence: Sequence[Evidence], answers: Sequence[CheckResult], said: Mapping[str, Attestation]) -> GapReport:
    rows = [row for one in evidence for row in one.rows]
    return GapReport(
        n_frame=len(rows),
        n_episodes=len(rows),
        n_labelled=sum(r.outcome is not None for r in rows),
        n_audit=sum(r.outcome is not None and r.why == "audit" for r in rows),
        checks=fold(_attested(answer, said.get(answer.id)) for answer in answers),
    )


def _judged(evidence: Sequence[Evidence]) -> list[Evidence]:
    return [one for one in evidence if one.labelled] or list(evidence[:1])


def _worst(check: Check, judged: Sequence[Evidence]) -> Evidence:
    if len(judged) == 1:
        return judged[0]
    found = [check.weigh(one) for one in judged]
    place = max(range(len(found)), key=lambda k: (found[k].applies, SEVERITY[found[k].state]))
    return judged[place]


def _answer(check: Check, judged: Sequence[Evidence]) -> CheckResult:
    results = [check.weigh(one) for one in judged]
    results = [r for r in results if r.applies] or results[:1]
    if len(results) == 1:
        return results[0]
    worst = max(results, key=lambda r: SEVERITY[r.state])
    others = [r for r in results if r is not worst]
    said = " ".join(f"{_name(r.domain)}: {r.headline[0].lower()}{r.headline[1:]} ({_count(r)})." for r in others)
    return replace(
        worst,
        message=f"{_name(worst.domain)}: {worst.message} {said}",
        by_domain={r.domain: {**r.figures(), "message": r.message} for r in results},
    )


def _count(result: CheckResult) -> str:
    return f"{result.n} of {result.n_needed:,}" if result.n < result.n_needed else f"n = {result.n}"


def _name(domain: str) -> str:
    return DOMAIN_NAMES.get(domain, domain)


def _attested(result: CheckResult, said: Attestation | None) -> CheckResult:
    if said is None:
        return result
    rank = {str(state): place for state, place in SEVERITY.items()}
    if rank[result.state] > rank.get(said.state, 0):
        return result
    return replace(result, attested=True, attested_note=said.note)
