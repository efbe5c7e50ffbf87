"""Commands of room 1: import, sources, records, formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Group, Session, session
from studio.core.clock import iso
from studio.core.errors import StudioError

if TYPE_CHECKING:
    from studio.ingest.pipeline import Haul
    from studio.store import Store
    from studio.store.sources import Source

KINDS = ("message", "note", "workout", "set", "measurement", "plan")

_TZ_WORDS = {
    "file": "from the export",
    "flag": "as you said",
    "settings": "from your settings",
    "system": "this machine's",
}


def register(app: Group) -> None:
    """Add the commands to the tree."""
    app.add_command(_import())
    app.add_command(_sources())
    app.add_command(_records())
    app.add_command(_formats())


def source_json(source: Source) -> dict[str, Any]:
    """A source as `studio import` and `studio sources` print it."""
    return {
        "source_id": source.source_id,
        "path": source.path,
        "format": source.format,
        "kind": source.kind,
        "conversation": source.conversation,
        "records": source.records,
        "pseudo_rows": source.pseudo_rows,
        "rejected": source.rejected,
        "duplicates": source.duplicates,
        "people": list(source.people),
        "first_at": iso(source.first_at),
        "last_at": iso(source.last_at),
        "tz": source.tz,
        "tz_source": source.tz_source,
        "seconds": source.seconds,
        "notes": list(source.notes),
    }


def describe(source: Source) -> str:
    """A source in a line or two for people."""
    name = f" “{source.conversation}”" if source.conversation else ""
    parts = [f"{source.records:,} records"]
    if source.duplicates:
        parts.append(f"{source.duplicates:,} of them there already")
    if source.pseudo_rows:
        parts.append(f"{source.pseudo_rows:,} rows without a record")
    if source.rejected:
        parts.append(f"{source.rejected:,} not read (studio sources show {source.source_id})")
    span = ""
    if source.first_at and source.last_at:
        span = f" · {source.first_at:%Y-%m-%d} to {source.last_at:%Y-%m-%d}"
    zone = f" · {source.tz} ({_TZ_WORDS[source.tz_source]})"
    return f"{source.source_id}  {source.format}{name}: {', '.join(parts)}{span}{zone}"


def _import() -> click.Command:
    @click.command("import", cls=Group.command_class)
    @click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
    @click.option("--format", "format_name", metavar="F", help="Read it as this format, whatever it looks like.")
    @click.option("--me", metavar="NAME", help="Your own name in the chat, as the export spells it.")
    @click.option("--tz", metavar="ZONE", help="Zone of times that carry none, such as Europe/Berlin or +02:00.")
    @click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="For dates that cannot tell.")
    @click.option("--unit", type=click.Choice(["kg", "lb"]), help="For training logs that do not say.")
    @click.option("--replace", is_flag=True, help="Take out earlier exports of the same chat first; labels stay.")
    @click.pass_context
    def import_(
        context: click.Context,
        paths: tuple[Path, ...],
        format_name: str | None,
        me: str | None,
        tz: str | None,
        date_order: str | None,
        unit: str | None,
        replace: bool,
    ) -> None:
        """Bring in exports: files, zips, or folders of them. Importing the same thing twice adds nothing."""
        from studio.ingest.pipeline import gather, nothing_usable
        from studio.ingest.registry import plugin_warnings
        from studio.ingest.taking import Request

        here = session(context)
        for warning in plugin_warnings():
            here.say(f"▲ {warning}")
        request = Request(format_name, me, tz, date_order, unit, replace)
        with here.store() as store:
            haul = gather(store, paths, request, settings=here.settings, report=here.report())
        here.done()
        if not haul.sources:
            raise nothing_usable(haul)
        _tell(here, haul)
        if haul.refused:
            context.exit(1)

    return import_


def _tell(here: Session, haul: Haul) -> None:
    refused = [{"path": one.path, **one.problem.as_dict()} for one in haul.refused]
    human = []
    for source in haul.sources:
        human.append(describe(source))
        human += [f"    {note}" for note in source.notes]
    here.emit(
        {"sources": [source_json(s) for s in haul.sources], "refused": refused, "skipped": list(haul.skipped)},
        "\n".join(human),
    )
    for line in haul.skipped:
        here.say(f"skipped  {line}")
    for one in haul.refused:
        here.say(f"refused  {one.problem.message} {one.problem.fix}".rstrip())


def _sources() -> click.Command:
    @click.group("sources", cls=Group, invoke_without_command=True)
    @click.pass_context
    def sources(context: click.Context) -> None:
        """What was brought in."""
        if context.invoked_subcommand is not None:
            return
        here = session(context)
        with here.store() as store:
            found = store.sources.all()
        human = "\n".join(describe(source) for source in found) or "Nothing brought in yet: studio import PATH."
        here.emit({"sources": [source_json(source) for source in found]}, human)

    @sources.command("show")
    @click.argument("source_id", metavar="ID")
    @click.pass_context
    def show(context: click.Context, source_id: str) -> None:
        """One source, and every piece of it that was not taken, with the reason."""
        here = session(context)
        with here.store() as store:
            source = _source(store, source_id)
            rejects = store.sources.rejects(source.source_id)
        listed = [{"where": r.where, "reason": r.reason, "raw": r.raw} for r in rejects]
        human = [describe(source), *(f"    {note}" for note in source.notes)]
        human += [f"{r.where}  {r.reason}\n    {r.raw}" for r in rejects]
        here.emit({**source_json(source), "rejects": listed}, "\n".join(human))

    return sources


def _records() -> click.Command:
    @click.command("records", cls=Group.command_class)
    @click.option("--source", "source_id", metavar="ID", help="Only what came from this source.")
    @click.option("--kind", type=click.Choice(KINDS), help="Only records of this kind.")
    @click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most this many.")
    @click.pass_context
    def records(context: click.Context, source_id: str | None, kind: str | None, limit: int | None) -> None:
        """What was stored, in order, one JSON object a line."""
        here = session(context)
        with here.store() as store:
            full = _source(store, source_id).source_id if source_id else None
            for record in store.records.listing(full, kind, limit):
                here.line(record)

    return records


def _formats() -> click.Command:
    @click.command("formats", cls=Group.command_class)
    @click.pass_context
    def formats(context: click.Context) -> None:
        """The exports that can be read, and how to get each out of its app."""
        from studio.ingest.registry import importers, plugin_warnings

        here = session(context)
        found = importers()
        listed = [
            {
                "format": one.NAME,
                "label": one.LABEL,
                "kind": one.KIND,
                "extensions": list(one.EXTENSIONS),
                "how_to_export": one.HOW_TO_EXPORT,
                "reads": one.READS,
                "leaves_out": one.LEAVES_OUT,
            }
            for one in found
        ]
        for warning in plugin_warnings():
            here.say(f"▲ {warning}")
        wide = max(len(one.NAME) for one in found) + 1
        told = [
            f"{one.NAME:<{wide}} {one.LABEL} ({', '.join(one.EXTENSIONS)})\n"
            f"{'':<{wide}} {one.HOW_TO_EXPORT}\n{'':<{wide}} Read: {one.READS} Left out: {one.LEAVES_OUT}"
            for one in found
        ]
        here.emit(listed, "\n".join(told))

    return formats


def _source(store: Store, source_id: str) -> Source:
    found = store.sources.get(source_id)
    if found is None:
        ids = ", ".join(source.source_id for source in store.sources.all()[:8])
        raise StudioError(
            f"No one source has the id “{source_id}”.",
            fix=f"There are: {ids}." if ids else "Nothing was brought in yet: studio import PATH.",
            code="not_found",
        )
    return found
