"""What the bring-in screen says: a source in a line, a person in a line, a question from an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from studio.core.errors import StudioError
from studio.core.progress import Step
from studio.core.records import Rejected
from studio.ingest.pipeline import Haul
from studio.ingest.registry import importers
from studio.ingest.sniff import Recognised
from studio.store.people import Person
from studio.store.sources import Source
from studio.tui.plain import one_line, plain
from studio.tui.theme import QUIET
from studio.tui.widgets.question import Answer

REJECTS_SHOWN = 500
"""Rejects of one source listed on screen."""

QUESTIONS: dict[str, tuple[Answer, ...]] = {
    "date_order": (Answer("d", "day first", "dmy"), Answer("m", "month first", "mdy")),
    "unit_unknown": (Answer("k", "metric: kg, km", "kg"), Answer("l", "imperial: lb, miles", "lb")),
}
"""Error code → what the person may answer."""

_KINDS = {"chat": "Chats", "journal": "Journals", "fitness": "Training, body, sleep, food"}
_ZONES = {"file": "from the export", "flag": "as you said", "settings": "your setting", "system": "this machine's"}


def labels() -> dict[str, str]:
    """Format id → what people call it."""
    return {importer.NAME: importer.LABEL for importer in importers()}


def source_line(source: Source, name: str) -> Content:
    """`✓ Jo · WhatsApp chat  24,118 · 3 not read · 2023-02-13 – 2024-06-14`."""
    mark, style = ("◐", "$text-warning") if source.rejected else ("✓", "$text-success")
    title = source.conversation or source.path.rstrip("/").rsplit("/", 1)[-1]
    rest = f" · {name}  {source.records:,}"
    if source.rejected:
        rest += f" · {source.rejected:,} not read"
    if source.duplicates:
        rest += f" · {source.duplicates:,} there before"
    if source.first_at and source.last_at:
        rest += f" · {source.first_at:%Y-%m-%d} – {source.last_at:%Y-%m-%d}"
    return Content.assemble((mark, style), " ", plain(one_line(title, 40)), (rest, QUIET))


def source_page(source: Source, name: str, rejects: Sequence[Rejected]) -> Content:
    """Everything about one source: counts, zone, notes, and what was not taken with its reason."""
    lines = [
        plain(one_line(source.path), "bold"),
        Content(
            f"{name} ({source.format}) · {source.records:,} records, {source.duplicates:,} of them there before · "
            f"{source.pseudo_rows:,} rows without a record · {source.rejected:,} not read"
        ),
        Content(
            f"Times: {source.tz} ({_ZONES[source.tz_source]}) · took {source.seconds:.1f} s · id {source.source_id}"
        ),
    ]
    if source.people:
        lines.append(plain(one_line(f"People: {', '.join(source.people)}", 400)))
    lines += [plain(note) for note in source.notes]
    lines.append(Content(""))
    if not rejects:
        lines.append(Content("Every line was read."))
    for one in rejects[:REJECTS_SHOWN]:
        lines.append(
            Content.assemble((one_line(one.where, 60), "$text-accent"), "  ", plain(one_line(one.reason, 200)))
        )
        lines.append(plain(f"    {one_line(one.raw, 400)}", QUIET))
    if len(rejects) > REJECTS_SHOWN:
        left = len(rejects) - REJECTS_SHOWN
        lines.append(Content(f"… and {left:,} more: studio sources show {source.source_id}"))
    return Content("\n").join(lines)


def person_line(person: Person) -> Content:
    """`Jo  partner  also Joanna`."""
    role = "you" if person.role == "me" else person.role or ""
    also = f"  also {', '.join(person.aliases)}" if person.aliases else ""
    return Content.assemble(
        plain(one_line(person.name, 40)),
        (f"  {one_line(role, 20)}" if role else "", "$text-accent"),
        (one_line(also, 60), QUIET),
    )


def seen_line(recognised: Recognised) -> Content:
    """What a path was recognised as, before it is brought in."""
    names = labels()
    kinds: dict[str, int] = {}
    for found in recognised.found:
        label = names.get(found.importer.NAME, found.importer.LABEL)
        kinds[label] = kinds.get(label, 0) + 1
    listed = ", ".join(f"{count} × {label}" if count > 1 else label for label, count in kinds.items())
    left = f" · {len(recognised.skipped):,} file(s) nothing reads" if recognised.skipped else ""
    return Content.assemble(("● ", "$text-accent"), f"{listed}{left}", ("   Enter brings it in", QUIET))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file of an import."""

    line: Content
    why: str
    """What there is to say of a file that was not taken."""
    source: Source | None = None


def outcomes(haul: Haul) -> list[Outcome]:
    """Every file of an import: what was refused first, then what was taken, then what was left alone."""
    names = labels()
    refused = [
        Outcome(
            Content.assemble(("✕ ", "$text-error"), plain(one_line(_last(one.path), 40)), "  ",
                             plain(one_line(one.problem.message, 160), QUIET)),
            f"{one.path}\n\n{one.problem.message}\n{one.problem.fix}",
        )
        for one in haul.refused
    ]  # fmt: skip
    taken = [Outcome(source_line(one, names.get(one.format, one.format)), "", one) for one in haul.sources]
    left = [
        Outcome(Content.assemble(("– ", QUIET), plain(one_line(line, 200), QUIET)), f"Left alone.\n\n{line}")
        for line in haul.skipped
    ]
    return [*refused, *taken, *left]


def report_sum(haul: Haul) -> Content:
    """The files and records of an import in two lines."""
    files = [f"{len(haul.sources):,} taken"]
    files += [f"{len(haul.refused):,} refused"] if haul.refused else []
    files += [f"{len(haul.skipped):,} left alone: nothing reads them"] if haul.skipped else []
    held = [f"{sum(one.records for one in haul.sources):,} records"]
    for count, words in (
        (sum(one.duplicates for one in haul.sources), "there before"),
        (sum(one.pseudo_rows for one in haul.sources), "rows without a record"),
        (sum(one.rejected for one in haul.sources), "not read"),
    ):
        held += [f"{count:,} {words}"] if count else []
    return Content(f"Files: {' · '.join(files)}\n{' · '.join(held)}")


def told_page(outcome: Outcome) -> Content:
    """Why a file was not taken."""
    return Content("\n").join([plain(one_line(line, 2000)) for line in outcome.why.split("\n")])


def haul_line(haul: Haul) -> Content:
    """What came of an import, in a line or two."""
    records = sum(source.records for source in haul.sources)
    again = sum(source.duplicates for source in haul.sources)
    rejected = sum(source.rejected for source in haul.sources)
    parts = [f"{records - again:,} new records"]
    if again:
        parts.append(f"{again:,} were there before")
    if rejected:
        parts.append(f"{rejected:,} not read: Enter on the source shows why")
    if haul.skipped:
        parts.append(f"{len(haul.skipped):,} file(s) left alone")
    if len(haul.sources) + len(haul.refused) + len(haul.skipped) > 1:
        parts.append("o report")
    said = Content.assemble(("✓ ", "$text-success"), " · ".join(parts))
    for refusal in haul.refused[:2]:
        said = Content.assemble(said, "\n", trouble_line(refusal.problem))
    return said


def trouble_line(problem: StudioError) -> Content:
    """An error with its fix."""
    return Content.assemble(("✕ ", "$text-error"), plain(one_line(f"{problem.message} {problem.fix}", 400)))


def empty_words() -> Content:
    """What to do when nothing was brought in yet."""
    lines = ["Nothing here yet.", "", "Type or paste the path of an export above, or drop the file here."]
    lines += ["F2 shows how to get an export out of each app.", ""]
    for kind, title in _KINDS.items():
        listed = " · ".join(importer.LABEL for importer in importers() if kind == importer.KIND)
        lines.append(f"{title}: {listed}")
    return Content("\n".join(lines))


def how_to_export_page() -> Content:
    """How to get an export out of every app, what is read of it, and what is not."""
    lines = []
    for kind, title in _KINDS.items():
        lines.append(Content.styled(title, "bold"))
        for one in importers():
            if kind == one.KIND:
                lines.append(Content.assemble("\n", plain(one.LABEL, "$text-accent"), f"  {', '.join(one.EXTENSIONS)}"))
                lines.append(plain(one.HOW_TO_EXPORT))
                lines.append(plain(f"Read: {one.READS} Left out: {one.LEAVES_OUT}", QUIET))
        lines.append(Content(""))
    return Content("\n").join(lines)


def step_line(step: Step) -> Content:
    """How far an import is, with the time left."""
    share = f"{100 * step.done / step.total:.0f} %" if step.total else f"{step.done:,.0f}"
    left = f" · {step.seconds_left:.0f} s left" if step.seconds_left is not None else ""
    return plain(f"{one_line(step.what, 60)} · {share}{left}   x stops")


def _last(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1]
