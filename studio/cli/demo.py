"""`studio demo`: an invented life through every room, then the screens on it."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Command, Group, Session
from studio.core.errors import StudioError
from studio.core.paths import Home, shipped
from studio.core.progress import Step
from studio.core.settings import Settings, save_settings

if TYPE_CHECKING:
    from studio.core.progress import Report
    from studio.store import Store
    from studio.train.spec import RunResult

DATASET = "demo"
STEPS = 80
"""Steps the toy learns for: enough to see the curve fall, short enough to wait for."""
QUESTION = "My partner just said “I don't feel supported”, in that flat tone. How do I respond?"
REVIEW_ABOVE = 0.0
"""The demo accepts every finding: a person would review them one by one."""

EXPORTS = ("whatsapp", "notes", "strong", "whoop")
ZONE = "Europe/London"
ME = "Tom"


def register(app: Group) -> None:
    """Add the command to the tree."""
    app.add_command(demo)


@dataclass
class Walk:
    """The demo's way through the rooms: what each found, and how long it took."""

    here: Session
    home: Home
    store: Store
    rooms: list[dict[str, Any]] = field(default_factory=list)

    def room(self, name: str, label: str, work: Callable[[], tuple[dict[str, Any], str]]) -> None:
        """Do one room's work and say what it found."""
        self.here.say(f"\n{label}")
        began = time.monotonic()
        counts, told = work()
        seconds = round(time.monotonic() - began, 2)
        self.here.done()
        self.rooms.append({"room": name, "seconds": seconds, "counts": counts})
        self.here.say(f"   {told}  ({seconds:.1f} s)")


@click.command(cls=Command)
@click.option("--headless", is_flag=True, help="Print the summary and leave; no screens afterwards.")
@click.pass_obj
def demo(here: Session, headless: bool) -> None:
    """Take an invented life through the whole studio, then open the screens on it.

    Without --home the record is thrown away at the end. JSON: rooms [{room, seconds, counts}], base_valid_loss,
    best_valid_loss, answer, citations, home, seconds.
    """
    stay = not headless and not here.json and sys.stdout.isatty()
    if here.home_option is not None:
        _run(here, here.home, stay)
        return
    with tempfile.TemporaryDirectory(prefix="studio-demo-") as folder:
        _run(here, Home(Path(folder) / "home"), stay)


def _run(here: Session, home: Home, stay: bool) -> None:
    if home.database.exists():
        raise StudioError(
            f"{home.root} holds a record already, and the demo would mix an invented life into it.",
            fix="Give --home an empty folder, or leave it out.",
            code="home_not_empty",
        )
    began = time.monotonic()
    from studio.store import Store

    save_settings(home.create(), Settings(tz=ZONE, me=ME))
    with Store.open(home) as store:
        summary = _walk(Walk(here, home, store))
    summary |= {"home": str(home.root), "seconds": round(time.monotonic() - began, 1)}
    here.emit(summary, _told(summary, kept=here.home_option is not None))
    if stay:
        here.say("\nEnter opens the studio on this life; Ctrl+C leaves.")
        sys.stdin.readline()
        from studio.cli.screens import open_screens

        open_screens(home)


def _walk(walk: Walk) -> dict[str, Any]:
    walk.room("bring_in", "1 Bring in: a couple's chat, therapy notes, training and sleep", lambda: _bring_in(walk))
    walk.room("episodes", "2 Cut: sessions out of silence, episodes out of sessions", lambda: _cut(walk))
    walk.room("label", "3 Label: what the two of them had said about 150 of them", lambda: _label(walk))
    walk.room("gaps", "4 Weigh: what did they not log?", lambda: _weigh(walk))
    walk.room("scrub", "5 Scrub: names, places, dates", lambda: _scrub(walk))
    walk.room("dataset", "6 Pack: examples to learn from", lambda: _pack(walk))
    ended: list[RunResult] = []
    walk.room("train", "7 Teach: a toy model, made here and now, learns from them", lambda: _teach(walk, ended))
    said: dict[str, Any] = {}
    walk.room("coach", "8 Talk: one question", lambda: _ask(walk, said))
    result = ended[0]
    return {
        "rooms": walk.rooms,
        "base_valid_loss": result.base_valid_loss,
        "best_valid_loss": result.best_valid_loss,
        **said,
    }


def _bring_in(walk: Walk) -> tuple[dict[str, Any], str]:
    from studio.ingest.pipeline import bring_in

    paths = [shipped("sample_data") / name for name in EXPORTS]
    sources = bring_in(
        walk.store, walk.home, paths, me=ME, tz=ZONE, settings=Settings(tz=ZONE, me=ME), report=walk.here.report()
    )
    n = walk.store.records.counts()
    rejected = sum(s.rejected for s in sources)
    counts = {"sources": len(sources), **n, "rejected": rejected}
    told = (
        f"{n['messages']:,} messages, {n['notes']} notes, {n['workouts']} workouts, {n['measurements']:,} measurements"
    )
    return counts, f"{told}; {rejected} lines not taken"


def _cut(walk: Walk) -> tuple[dict[str, Any], str]:
    from studio.episodes.cutting import cut

    made = cut(walk.store, report=walk.here.report())
    counts = {"episodes": made.total, "sessions": made.sessions, "gap_minutes": made.gap_minutes}
    return (
        counts,
        f"{made.total} episodes out of {made.sessions} sessions (a silence of {made.gap_minutes:.0f} min ends one)",
    )


def _label(walk: Walk) -> tuple[dict[str, Any], str]:
    from studio.label.journal import import_labels

    taken, refused = import_labels(walk.store, shipped("sample_data") / "labels" / "labels.jsonl")
    told = f"{taken} labels" + (f", {len(refused)} matched no episode" if refused else "")
    return {"labels": taken, "refused": len(refused)}, told


def _weigh(walk: Walk) -> tuple[dict[str, Any], str]:
    from studio.gaps.report import weigh

    report = weigh(walk.store)
    states = {check.id: check.state for check in report.checks}
    worst = report.nagging
    told = worst.message if worst else "nothing stands out, which is not the same as nothing missing"
    return {"frame": report.n_frame, "labelled": report.n_labelled, **states}, told


def _scrub(walk: Walk) -> tuple[dict[str, Any], str]:
    from studio.scrub.review.review import accept_all
    from studio.scrub.scan import scan

    looked = scan(walk.store, walk.home, Settings(tz=ZONE, me=ME), report=walk.here.report())
    accepted = accept_all(walk.store, above=REVIEW_ABOVE)
    counts = {"texts": looked.texts, "findings": looked.findings, "surfaces": looked.surfaces, "accepted": accepted}
    return counts, f"{looked.findings:,} findings of {looked.surfaces:,} names, places, dates and numbers, all replaced"


def _pack(walk: Walk) -> tuple[dict[str, Any], str]:
    from studio.dataset.build import build
    from studio.gaps.marks import marks_at_build
    from studio.scrub.risk.rescan import looker

    look = looker(walk.store, Settings(tz=ZONE, me=ME), walk.here.report())
    gaps = marks_at_build(walk.store)
    made = build(walk.store, walk.home, DATASET, gaps=gaps, look=look, report=walk.here.report())
    counts = {"train": made.train, "valid": made.valid, "test": made.test}
    return counts, f"{made.train} examples to learn from, {made.valid} to validate on, {made.test} kept for the exam"


def _teach(walk: Walk, ended: list[RunResult]) -> tuple[dict[str, Any], str]:
    from studio.train.spec import RunSpec
    from studio.train.supervisor import run_to_end
    from studio.train.toy import make_toy

    make_toy(walk.home, report=walk.here.report())
    result = run_to_end(
        walk.store,
        walk.home,
        RunSpec(dataset=DATASET, model="tiny", preset="quick", iterations=STEPS),
        _lessons(walk.here.report()),
    )
    ended.append(result)
    counts = {"iterations": result.iterations, "tokens_per_second": result.tokens_per_second}
    told = f"held-out loss {result.base_valid_loss:.2f} → {result.best_valid_loss:.2f} after {result.iterations} steps"
    return counts, told


def _lessons(report: Report) -> Callable[[dict[str, Any]], None]:
    """Training events as progress."""
    total: float | None = None
    began = time.monotonic()

    def heard(event: dict[str, Any]) -> None:
        nonlocal total
        total = event.get("iterations", total) if event["event"] == "plan" else total
        if event["event"] == "train" and total:
            done = float(event["iteration"])
            report(Step(done, total, "learning", (time.monotonic() - began) * (total - done) / max(done, 1.0)))

    return heard


def _ask(walk: Walk, said: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from studio.coach.session import CoachSession

    with CoachSession(walk.store, walk.home) as coach:
        answer = coach.ask(QUESTION, max_tokens=120)
    said |= {"question": QUESTION, "answer": answer.answer, "citations": list(answer.citations)}
    counts = {"completion_tokens": answer.completion_tokens, "citations": len(answer.citations)}
    return counts, f"an answer, leaning on {len(answer.citations)} episodes"


def _told(summary: dict[str, Any], *, kept: bool) -> str:
    where = f"this life is kept in {summary['home']}" if kept else "this life is thrown away when you leave"
    lines = [
        "",
        f"  Asked:     {summary['question']}",
        f"  Answered:  {summary['answer']}",
        f"  Cites:     {', '.join(summary['citations']) or 'none'}",
        f"  Held-out loss: base {summary['base_valid_loss']:.3f}, tuned {summary['best_valid_loss']:.3f}"
        " (a toy model: it shows the way, not what a real one can do)",
        f"  {summary['seconds']:.0f} s in all; {where}",
    ]
    return "\n".join(lines)
