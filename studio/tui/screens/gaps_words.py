"""What the gaps screen says of a finding: its lines in the list, its numbers, and the line above all of them."""

from __future__ import annotations

from textual.content import Content

from studio.gaps.audit import Audit
from studio.gaps.findings import CheckResult
from studio.gaps.pages.summary import STATE_WORDS, counts_line, labelled_line
from studio.gaps.report import GapReport
from studio.gaps.states import State
from studio.tui.plain import one_line
from studio.tui.theme import QUIET

_STYLES: dict[State, str] = {
    "red": "$text-error",
    "amber": "$text-warning",
    "fine": "$text-success",
    "cant_tell": QUIET,
}
_MARK = 13
"""Columns for the mark and word of a state."""
_MOST = 300
"""Characters of a message that a line of the list looks at."""


def finding_line(check: CheckResult) -> Content:
    """Two lines for what asks for something, one for anything else."""
    inset = "  └ " if check.folded_under else ""
    mark = (STATE_WORDS[check.state].ljust(_MARK), _STYLES[check.state])
    fix = fix_words(check, "[Enter] ") if not check.attested else ""
    if check.state == "cant_tell" and not check.attested:
        has = f"has {check.n:,}, needs {check.n_needed:,}" if check.n < check.n_needed else f"n = {check.n:,}"
        return Content.assemble(
            inset,
            mark,
            one_line(check.question),
            (f" · {has}", QUIET),
            (f" · {fix}" if fix else "", "$text-accent"),
        )
    if check.state == "fine" or check.attested:
        said = f"  (as it is: {one_line(check.attested_note, _MOST)})" if check.attested else ""
        return Content.assemble(inset, mark, one_line(check.headline), (said, QUIET))
    return Content.assemble(
        inset,
        mark,
        (one_line(check.headline), "bold"),
        "\n" + " " * (_MARK + len(inset)),
        (f"{fix} · " if fix else "", "$text-accent"),
        (one_line(check.message, _MOST), QUIET),
    )


def fix_words(check: CheckResult, key: str) -> str:
    """What to do about a finding, with the key that does it; without one where no key can; empty for nothing."""
    if check.fix is None:
        return ""
    return ("" if check.fix.why == "plan" else key) + one_line(check.fix.action)


def report_line(report: GapReport) -> str:
    """`2 red · 1 amber · 7 can't tell · 5 fine — 143 of 412 labelled, 30 at random`."""
    labelled = labelled_line(report.n_labelled, report.n_frame, report.n_audit)
    return f"{counts_line(report.checks)} — {labelled}"


def audit_line(audit: Audit, key: str) -> str:
    """How far a random audit is that was begun and not finished; empty when there is none."""
    return f"{audit.said} {key} goes on." if audit.open and audit.done + audit.aside else ""


def numbers_lines(check: CheckResult) -> str:
    """What was found with its interval and n, and every other number behind it."""
    low, high = check.interval
    share = "nothing yet" if check.estimate is None else f"{100 * check.estimate:.0f} %"
    first = f"found {share}, interval {100 * low:.0f}–{100 * high:.0f} %, n = {check.n:,} (needs {check.n_needed:,})"
    rest = " · ".join(f"{name}: {value}" for name, value in check.numbers)
    return f"{first}\n{rest}" if rest else first
