"""Commands: what was not logged, the episodes that would tell, and what the person says about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Group, session
from studio.core.errors import UsageError

if TYPE_CHECKING:
    from studio.gaps.findings import CheckResult, Picks
    from studio.store import Store

MARKS = {"red": "▲ red", "amber": "◐ amber", "fine": "✓ fine", "cant_tell": "○ can't tell"}
"""State → how it is marked; by shape and word, never by colour."""


def register(app: Group) -> None:
    """Add the commands to the tree."""
    app.add_command(gaps)


@click.group(cls=Group, invoke_without_command=True)
@click.option("--check", "check_id", metavar="ID", help="One check alone, such as outcome_mix.")
@click.pass_context
def gaps(context: click.Context, check_id: str | None) -> None:
    """Tell what you did not log: every check with its state, its numbers and what to do."""
    if context.invoked_subcommand is not None:
        if check_id:
            raise UsageError("--check goes with the report alone.", fix="See: studio gaps --help")
        return
    from studio.gaps.folding import nested, under
    from studio.gaps.pages.summary import counts_line, labelled_line, ordered
    from studio.gaps.report import weigh

    here = session(context)
    with here.store() as store:
        report = weigh(store)
    checks = nested(ordered(report.checks)) if check_id is None else [report.check(check_id)]
    labelled = labelled_line(report.n_labelled, report.n_frame, report.n_audit)
    head = f"{counts_line(report.checks)} — {labelled}"
    here.emit(
        report.as_dict(check_id),
        "\n\n".join([head, *(_paragraph(check, under(check, report.checks)) for check in checks)]),
    )


def _paragraph(check: CheckResult, folded: str = "") -> str:
    said = "  (you said: this is how it really is)" if check.attested else ""
    low, high = (100 * edge for edge in check.interval)
    found = "–" if check.estimate is None else f"{100 * check.estimate:.0f} %"
    lines = [
        f"{MARKS[check.state]}  {check.headline}{said}",
        f"  {check.message}",
        *([f"  {folded}"] if folded else []),
        f"  {check.id}: {found}, interval {low:.0f}–{high:.0f} %, n = {check.n} (needs {check.n_needed:,})",
    ]
    if check.fix and not check.attested:
        commands = {"rebuild": ": studio dataset build NAME", "plan": ""}
        lines.append(f"  → {check.fix.action}{commands.get(check.fix.why, f': studio gaps fill {check.id}')}")
        lines += [f"    {check.fix.in_parts}"] if check.fix.in_parts else []
    return "\n".join(f"    {line}" for line in lines) if folded else "\n".join(lines)


@gaps.command()
@click.option("--n", "count", type=int, default=30, show_default=True, help="How many to draw.")
@click.pass_context
def audit(context: click.Context, count: int) -> None:
    """Draw unlabelled episodes at random; labelled with --why audit, they tell what you usually leave out."""
    from studio.gaps.audit import audit_of
    from studio.gaps.report import audit_draw

    here = session(context)
    with here.store() as store:
        picks = audit_draw(store, count)
        here.emit(_picked(picks), f"{audit_of(store).said}\n{_listing(store, picks)}")


@gaps.command()
@click.argument("check_id", metavar="CHECK")
@click.pass_context
def fill(context: click.Context, check_id: str) -> None:
    """List the episodes that a check's fix would have you label."""
    from studio.gaps.report import fill as fill_check
    from studio.gaps.report import find_check

    here = session(context)
    with here.store() as store:
        picks = fill_check(store, check_id)
        here.emit({"check": find_check(check_id).ID, **_picked(picks)}, _listing(store, picks))


@gaps.command()
@click.argument("check_id", metavar="CHECK")
@click.option("--note", help="Why this is how it really is, in a few words.")
@click.option("--withdraw", is_flag=True, help="Take back what you said; it may ask again.")
@click.pass_context
def attest(context: click.Context, check_id: str, note: str | None, withdraw: bool) -> None:
    """Say that a finding is how it really is, or take that back; it keeps its state and stops asking."""
    from studio.gaps.report import attest as attest_check
    from studio.gaps.report import withdraw as withdraw_check

    if (note is None) != withdraw:
        raise UsageError(
            "--note and --withdraw do not go together." if withdraw else "A note is missing.",
            fix=f'Either: studio gaps attest {check_id} --note "why", or: studio gaps attest {check_id} --withdraw.',
        )
    here = session(context)
    with here.store() as store:
        result = withdraw_check(store, check_id) if note is None else attest_check(store, check_id, note)
    done = f"Taken back for {result.id}." if note is None else f"Noted for {result.id}: {note.strip()}"
    here.emit(result.as_dict(), f"{done}\n{MARKS[result.state]}  {result.headline}")


@gaps.command()
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="A .md or .html file.")
@click.pass_context
def report(context: click.Context, out: Path) -> None:
    """Write the report with its pictures as Markdown or as one self-contained HTML page."""
    from studio.gaps.pages.page import write_report
    from studio.gaps.report import weigh

    here = session(context)
    with here.store() as store:
        found = weigh(store)
    size = write_report(found, out)
    here.emit({"path": str(out), "bytes": size, "checks": len(found.checks)}, f"Written: {out}")


def _picked(picks: Picks) -> dict[str, Any]:
    chance = {} if picks.inclusion_prob is None else {"inclusion_prob": picks.inclusion_prob}
    rows = [{"id": i, "why": picks.why, **chance} for i in picks.ids]
    return {"why": picks.why, "count": len(picks.ids), **chance, "ids": list(picks.ids), "picks": rows}


def _listing(store: Store, picks: Picks) -> str:
    from studio.store.frame import FrameReader

    words = {text.id: " ".join(text.situation.split()) for text in FrameReader(store).texts(picks.ids)}
    lines = [f"{i}  {words.get(i, '')[:80]}" for i in picks.ids]
    return "\n".join([*lines, f"Label them with: studio label set ID --outcome … --why {picks.why}"])
