"""What the bring-in screen says: a source in a line, a person in a line, a question from an error."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from studio.core.errors import StudioError
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
    "unit": (Answer("k", "kilograms", "kg"), Answer("l", "pounds", "lb")),
}
"""Error code → what the person may answer."""

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
        parts.append(f"{len(haul.skipped):,} file(s) skipped")
    said = Content.assemble(("✓ ", "$text-success"), " · ".join(parts))
    for refusal in haul.refused:
        said = Content.assemble(said, "\n", trouble_line(refusal.problem))
    return said


def trouble_line(problem: StudioError) -> Content:
    """An error with its fix."""
    return Content.assemble(("✕ ", "$text-error"), plain(one_line(f"{problem.message} {problem.fix}", 400)))


def empty_words() -> Content:
    """What to do when nothing was brought in yet."""
    lines = ["Nothing here yet.", "", "Press i, then type or paste the path of an export, or drop the file here.", ""]
    lines += [f"{importer.LABEL}: {importer.HOW_TO_EXPORT}" for importer in importers()]
    return Content("\n".join(lines))
