"""The report in one paragraph and one table: what was found, what cannot be told yet, and what the intervals mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from studio.gaps.findings import CheckResult
from studio.gaps.states import State

STATE_WORDS: dict[State, str] = {"red": "▲ red", "amber": "◐ amber", "fine": "✓ fine", "cant_tell": "○ can't tell"}
"""State → its mark and word; by shape first, never by colour alone."""

INTERVALS = (
    "An interval such as 39–73 % is the range in which the true share most likely lies; ranges made this way hold it "
    "about 95 times in 100. Fewer labels make it wider. Red: the whole range lies outside what is tolerated. Amber: a "
    "narrower one, right about 80 times in 100, does. Fine: the whole range lies inside. Can't tell: it lies across "
    "the edge, or there are too few labels. The shaded band of a picture is what is tolerated, unless its title says "
    "otherwise. Fine never means that nothing is missing, only that nothing this large "
    "showed with this many labels; and what goes together here need not come from one another."
)
"""What the intervals and the states mean, for somebody who sees them for the first time."""

_NAMED = 4
"""Questions or findings that the paragraph names before it only counts."""


def ordered(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """What asks for something first, red before amber; then what cannot be told yet; what is settled or fine last."""
    return sorted(checks, key=_rank)


def _rank(check: CheckResult) -> int:
    if check.state in ("red", "amber") and not check.attested:
        return 0 if check.state == "red" else 1
    return {"cant_tell": 2, "red": 3, "amber": 3, "fine": 4}[check.state]


def counts_line(checks: Sequence[CheckResult]) -> str:
    """`2 red · 1 amber · 7 can't tell · 5 fine · 1 as it is`; what the person said is how it is, is counted apart."""
    settled = [c for c in checks if c.attested and c.state in ("red", "amber")]
    found = Counter[str](c.state for c in checks if c not in settled)
    words = [("red", "red"), ("amber", "amber"), ("cant_tell", "can't tell"), ("fine", "fine")]
    told = [f"{found[state]} {word}" for state, word in words if found[state]]
    return " · ".join([*told, *([f"{len(settled)} as it is"] if settled else [])])


def labelled_line(n_labelled: int, n_frame: int, n_audit: int) -> str:
    """`143 of 412 labelled, 30 at random`."""
    return f"{n_labelled:,} of {n_frame:,} labelled, {n_audit:,} at random"


def summary(n_labelled: int, n_frame: int, n_audit: int, checks: Sequence[CheckResult]) -> str:
    """One paragraph: from how many labels, what was found, what the person said of it, what cannot be told yet."""
    of_them = "one of them was" if n_audit == 1 else f"{n_audit:,} of them were"
    parts = [f"{n_labelled:,} of {n_frame:,} episodes are labelled; {of_them} picked at random."]
    for state, sure in (("red", "stands out"), ("amber", "is likely, but not sure")):
        found = [c for c in checks if c.state == state and c.nags]
        if found:
            verb = sure if len(found) == 1 else sure.replace("stands", "stand").replace("is ", "are ", 1)
            count = f"{len(found)} finding{'s' if len(found) > 1 else ''}"
            parts.append(f"{count} {verb}: {_listed([f'“{c.headline}”' for c in found])}.")
    folded = [f"“{c.headline}”" for c in checks if c.folded_under and not c.attested]
    if folded:
        parts.append(f"{_listed(folded)} most likely {'comes' if len(folded) == 1 else 'come'} with that.")
    if not any(c.nags for c in checks):
        parts.append("Nothing stands out." if any(c.state == "fine" for c in checks) else "Nothing can be said yet.")
    said = [c for c in checks if c.attested and c.state in ("red", "amber")]
    if said:
        parts.append(f"Of {_listed([f'“{c.headline}”' for c in said])} you said that this is how it really is.")
    unsure = [c for c in checks if c.state == "cant_tell"]
    if unsure:
        parts.append(f"What cannot be told yet ({len(unsure)}): {_listed([f'“{c.question}”' for c in unsure])}.")
    fine = sum(c.state == "fine" for c in checks)
    if fine:
        parts.append(f"{fine} question{'s' if fine > 1 else ''} raised no alarm with this many labels.")
    return " ".join(parts)


def _listed(words: Sequence[str]) -> str:
    shown = list(words[:_NAMED])
    if len(words) > _NAMED:
        shown.append(f"{len(words) - _NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
