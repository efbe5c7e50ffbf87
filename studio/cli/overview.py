"""`studio status` and `studio doctor`: what is there, and what stands in the way."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from studio.cli.session import Command, Group, Session
from studio.core.errors import StudioError

if TYPE_CHECKING:
    from studio.core.health import Check


def register(app: Group) -> None:
    """Add the commands to the tree."""
    app.add_command(status)
    app.add_command(doctor)


@click.command(cls=Command)
@click.pass_obj
def status(here: Session) -> None:
    """Counts of everything, and the one thing to do now.

    JSON: messages, notes, workouts, measurements, people, sessions, episodes, labelled, findings_pending, datasets,
    runs, next.
    """
    from studio.store.overview import overview

    with here.store() as store:
        n = overview(store)
    counts = {
        "messages": n.messages,
        "notes": n.notes,
        "workouts": n.workouts,
        "measurements": n.measurements,
        "people": n.people,
        "sessions": n.sessions,
        "episodes": n.episodes,
        "labelled": n.labelled,
        "findings_pending": n.findings_pending,
        "datasets": n.datasets,
        "runs": n.runs,
    }
    lines = [f"{count:>9,}  {name.replace('_', ' ')}" for name, count in counts.items()]
    here.emit({**counts, "next": n.next.text}, "\n".join([*lines, "", f"Next: {n.next.text}."]))


@click.command(cls=Command)
@click.pass_obj
def doctor(here: Session) -> None:
    """Look at Python, MLX and its BLAS, memory, disk, the scrubber, a language model, the formats, the home.

    JSON: {"checks": [{"id", "state": "ok|warn|fail", "message", "fix"}]}. Exit 1 when a check fails.
    """
    from studio.core.health import examine

    checks = [*examine(here.home), _voter(), _formats(), _lock(here)]
    marks = {"ok": "✓", "warn": "▲", "fail": "✕"}
    lines = [f"{marks[c.state]} {c.id:<8} {c.message}" + (f"\n           {c.fix}" if c.fix else "") for c in checks]
    here.emit({"checks": [asdict(c) for c in checks]}, "\n".join(lines))
    if any(c.state == "fail" for c in checks):
        raise click.exceptions.Exit(1)


def _voter() -> Check:
    from studio.core.health import Check
    from studio.scrub.voter import voter_of

    voter = voter_of()
    if voter is None:
        return Check(
            "model", "ok",
            "No spaCy model of English; none is needed. One installed by you would add people, towns and firms that "
            "no rule or list knows.",
        )  # fmt: skip
    if not voter.ready():
        return Check(
            "model", "warn", f"{voter.model} is installed but does not load, so it is left out: {voter.problem}",
            "Install the release of it that fits your spaCy, or uninstall it.",
        )  # fmt: skip
    return Check("model", "ok", f"{voter.model} votes on people, places and organisations beside the rules.")


def _formats() -> Check:
    from studio.core.health import Check
    from studio.ingest.registry import importers, plugin_warnings

    warnings = plugin_warnings()
    if warnings:
        return Check("formats", "warn", " ".join(warnings), "Update or uninstall those packages; the others are read.")
    return Check("formats", "ok", f"{len(importers())} export formats can be read.")


def _lock(here: Session) -> Check:
    from studio.core.health import Check

    if not here.home.database.exists():
        return Check("lock", "ok", "No store yet.")
    try:
        with here.store():
            return Check("lock", "ok", "Nobody else holds the home.")
    except StudioError as problem:
        return Check("lock", "fail", problem.message, problem.fix)
