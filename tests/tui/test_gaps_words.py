"""What the gaps screen says in one line."""

from __future__ import annotations

from studio.gaps.audit import Audit
from studio.gaps.findings import CheckResult, Fix
from studio.gaps.pages.summary import counts_line, ordered
from studio.gaps.states import State
from studio.tui.screens.gaps_words import audit_line, finding_line, numbers_lines
from tests.tui.pilot import HOSTILE


def finding(state: State, *, n: int = 12, note: str = "", why: str = "gap_fill", fold: str = "") -> CheckResult:
    return CheckResult(
        f"{state}{bool(note)}", "Is it so?", state, n, n, 30, None, (0.0, 1.0), "It is so", f"{n} of 100.", "How.",
        fix=Fix("find 15 that went well", 15, why), attested=bool(note), attested_note=note, folded_under=fold,
    )  # fmt: skip


def test_only_what_asks_for_something_takes_two_lines() -> None:
    red, unsure = finding_line(finding("red")).plain, finding_line(finding("cant_tell")).plain
    assert red.splitlines()[1].split(" · ")[0].strip() == "[Enter] find 15 that went well"
    assert unsure == "○ can't tell Is it so? · has 12, needs 30 · [Enter] find 15 that went well"
    assert finding_line(finding("fine")).plain == "✓ fine       It is so"
    assert finding_line(finding("red", note="it was")).plain == "▲ red        It is so  (as it is: it was)"
    assert finding_line(finding("amber", fold="selection")).plain.startswith("  └ ◐ amber")
    assert "needs" not in finding_line(finding("cant_tell", n=72)).plain
    assert "[Enter]" not in finding_line(finding("cant_tell", why="plan")).plain


def test_notes_of_any_kind_stay_one_line() -> None:
    for text in HOSTILE:
        line = finding_line(finding("red", note=text + "\nmore"))
        assert "\n" not in line.plain
        assert "\x1b" not in line.plain


def test_what_the_person_settled_is_counted_apart_and_comes_after_what_is_open() -> None:
    checks = [finding("fine"), finding("red", note="it was"), finding("cant_tell"), finding("amber"), finding("red")]
    assert [(c.state, c.attested) for c in ordered(checks)] == [
        ("red", False),
        ("amber", False),
        ("cant_tell", False),
        ("red", True),
        ("fine", False),
    ]
    assert counts_line(checks) == "1 red · 1 amber · 1 can't tell · 1 fine · 1 as it is"


def test_an_audit_is_told_of_only_while_it_is_open_and_begun() -> None:
    assert audit_line(Audit(), "a") == ""
    assert audit_line(Audit(("a", "b"), ("a", "b")), "a") == ""
    assert audit_line(Audit(("a", "b", "c"), ("a",), 1), "Q") == (
        "Random audit: 1 of 3 done, 1 set aside (counted as missing). Q goes on."
    )
    assert audit_line(Audit(("a", "b"), ()), "a") == ""


def test_numbers_say_when_there_are_none() -> None:
    assert numbers_lines(finding("cant_tell")) == "found nothing yet, interval 0–100 %, n = 12 (needs 30)"
