"""Commands: the review of what was found, each act of the screen as a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from studio.cli.session import Session, session
from studio.core.errors import UsageError

if TYPE_CHECKING:
    from studio.scrub.review.desk import Surface
    from studio.store import Store
    from studio.store.decisions import Verdict


def add_review(scrub: click.Group) -> None:
    """Add the commands of the review to the group."""
    for add in (_review, _map, _one_by_one, _in_bulk, _taught, _back_and_forth, _look):
        add(scrub)


def _review(scrub: click.Group) -> None:
    @scrub.command(help="List what was found: forms of one name together, the undecided first, most frequent first.")
    @click.option("--entity", metavar="E", help="Only PERSON, LOCATION, DATE, …")
    @click.option("--pending", is_flag=True, help="Only what waits for a decision.")
    @click.option("--search", metavar="WORDS", default="", help="Only what holds these words, or stands in for them.")
    @click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many.")
    @click.pass_context
    def review(context: click.Context, entity: str | None, pending: bool, search: str, limit: int | None) -> None:
        here = session(context)
        entity = _entity(entity)
        with here.store() as store:
            from studio.scrub.review.desk import Desk
            from studio.scrub.review.listing import pick

            desk = Desk(store)
            found = pick(desk.surfaces(entity), pending=pending, words=search)[:limit]
            listed = [replace(s, contexts=desk.contexts(s, 3)) for s in found]
        human = "\n".join(
            f"{'·' if s.decision is None else '✓':<2}{s.surface[:28]:<30}{s.entity:<10}{s.count:>5}×  "
            f"→ {s.replacement[:28]:<30}{s.score:.2f}  {s.decision or s.why}"
            for s in listed
        )
        nothing = "Nothing of that kind." if pending or search or entity else "Nothing was found."
        here.emit([_row(s) for s in listed], human or f"{nothing} Scan first: studio scrub scan")


def _map(scrub: click.Group) -> None:
    @scrub.command(name="map", help="Original → stand-in of everything replaced: the way back, for your eyes only.")
    @click.option(
        "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file only you can read."
    )
    @click.pass_context
    def map_(context: click.Context, out: Path | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review.review import mapping, write_mapping

            if out is not None:
                count = write_mapping(store, out)
                here.emit({"path": str(out), "lines": count}, f"{count} lines in {out}, which only you can read.")
                return
            rows = mapping(store)
        here.emit(
            list(rows),
            "\n".join(f"{r['entity']:<10}{r['surface']} → {r['surrogate']}" for r in rows)
            or "Nothing is replaced yet.",
        )


def _row(surface: Surface) -> dict[str, Any]:
    row = asdict(replace(surface, contexts=()))
    del row["contexts"]
    return row | {"contexts": [{"wrote": c.wrote, "reads": c.reads} for c in surface.contexts[:3]]}


def _one_by_one(scrub: click.Group) -> None:
    def add(name: str, explanation: str) -> None:
        @scrub.command(name=name, help=explanation)
        @click.argument("surfaces", nargs=-1, required=True, metavar="SURFACE...")
        @click.option("--entity", metavar="E", help="Only where it was found as this.")
        @click.pass_context
        def decide_(context: click.Context, surfaces: tuple[str, ...], entity: str | None) -> None:
            here = session(context)
            with here.store() as store:
                from studio.scrub.review.review import decide_several

                decision: Literal["accept", "reject"] = "accept" if name == "accept" else "reject"
                _told(here, store, len(decide_several(store, surfaces, decision, _entity(entity))))

    add("accept", "Replace these surfaces by their stand-ins, wherever they stand.")
    add("reject", "Keep these surfaces as they are: they identify nobody.")

    @scrub.command(name="replace", help="Replace a surface by words of your own.")
    @click.argument("surface")
    @click.argument("with_", metavar="WITH")
    @click.option("--entity", metavar="E", help="Only where it was found as this.")
    @click.pass_context
    def replace_(context: click.Context, surface: str, with_: str, entity: str | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review.review import decide

            _told(here, store, len(decide(store, surface, "replace", with_, _entity(entity))))


def _in_bulk(scrub: click.Group) -> None:
    @scrub.command(name="accept-all", help="Accept the stand-ins of everything undecided that is at least this sure.")
    @click.option("--above", type=click.FloatRange(0, 1), required=True, metavar="SCORE", help="0 to 1.")
    @click.option("--entity", metavar="E", help="Only this one.")
    @click.pass_context
    def accept_all_(context: click.Context, above: float, entity: str | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review.review import accept_all

            _told(here, store, accept_all(store, above, _entity(entity)))

    @scrub.command(name="reject-all", help="Keep everything undecided that is less sure than this as it is.")
    @click.option("--below", type=click.FloatRange(0, 1), required=True, metavar="SCORE", help="0 to 1.")
    @click.option("--entity", metavar="E", help="Only this one.")
    @click.pass_context
    def reject_all_(context: click.Context, below: float, entity: str | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review.review import reject_all

            _told(here, store, reject_all(store, below, _entity(entity)))


def _taught(scrub: click.Group) -> None:
    @scrub.command(help="Say what a surface really is: PERSON, LOCATION, DATE, …; its stand-in is chosen anew.")
    @click.argument("surface")
    @click.argument("to", metavar="TYPE")
    @click.option("--entity", metavar="E", help="What it was found as, where that is not clear.")
    @click.pass_context
    def retype(context: click.Context, surface: str, to: str, entity: str | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review.review import retype as run

            run(store, here.home, here.settings, surface, _entity(entity), to.upper())
            _told(here, store, 1)

    @scrub.command(help="Say whom a surface means: it reads as their stand-in, and they are looked for again at once.")
    @click.argument("surface")
    @click.argument("name", metavar="NAME")
    @click.option("--entity", metavar="E", help="What it was found as, where that is not clear.")
    @click.option("--no-scan", is_flag=True, help="Do not look again now; the next scan does.")
    @click.pass_context
    def person(context: click.Context, surface: str, name: str, entity: str | None, no_scan: bool) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review.review import this_is

            this_is(store, here.home, here.settings, surface, _entity(entity), name)
            if not no_scan:
                _scan(here, store)
            _told(here, store, 1)


def _back_and_forth(scrub: click.Group) -> None:
    def add(name: str, done: str, said: str, nothing: str, explanation: str) -> None:
        @scrub.command(name=name, help=explanation)
        @click.pass_context
        def step(context: click.Context) -> None:
            here = session(context)
            with here.store() as store:
                act: Callable[[], list[Verdict]] = store.scrub.undo if name == "undo" else store.scrub.redo
                moved = act()
                if any(v.person for v in moved) or _named(store, moved):
                    _scan(here, store)
                names = ", ".join(v.key for v in moved[:5])
                here.emit(
                    {done: [v.key for v in moved], "pending": store.scrub.pending()},
                    f"{said}: {names}{' …' if len(moved) > 5 else ''}" if moved else nothing,
                )

    add("undo", "undone", "Taken back", "Nothing to take back.", "Take back the latest action; may be repeated.")
    add(
        "redo",
        "redone",
        "Brought back",
        "Nothing to bring back.",
        "Bring back what was taken back last; may be repeated.",
    )


def _named(store: Store, moved: Sequence[Verdict]) -> bool:
    """True where one of these stands for words that no rule found."""
    from studio.scrub.review.told import WHY
    from studio.scrub.scan import told_by

    named = {surface.casefold() for surface, _ in told_by(store)}
    found = {f.key.casefold() for fs in store.scrub.findings().values() for f in fs if f.why == WHY}
    return any(v.key.casefold() in named | found for v in moved)


def _look(scrub: click.Group) -> None:
    @scrub.command(
        help="Say of a line nothing was found in (studio scrub residual shows some) whether it identifies anybody."
    )
    @click.argument("lines", nargs=-1, required=True, metavar="LINE...")
    @click.option("--clean", is_flag=True, help="These lines identify nobody.")
    @click.option("--leak", metavar="WORDS", help="These words of the line do; they are looked for everywhere at once.")
    @click.option("--entity", metavar="E", help="What the words are: PERSON, LOCATION, …")
    @click.option("--no-scan", is_flag=True, help="Do not look for them now; the next scan does.")
    @click.pass_context
    def look(
        context: click.Context, lines: tuple[str, ...], clean: bool, leak: str | None, entity: str | None, no_scan: bool
    ) -> None:
        here = session(context)
        if clean == (leak is not None):
            raise UsageError(
                "Is it clean, or does it leak?", fix="Give --clean, or --leak WORDS --entity E.", code="usage"
            )
        if leak is not None and (entity is None or len(lines) != 1):
            raise UsageError(
                "A leak needs one line, its words and what they are.",
                fix='studio scrub look "LINE" --leak WORDS --entity PERSON',
                code="usage",
            )
        wanted = _entity(entity)
        with here.store() as store:
            from studio.scrub.review.review import name_leak
            from studio.scrub.risk.residual import unflagged_lines

            there = set(unflagged_lines(store))
            for line in lines:
                if line.strip() not in there:
                    raise UsageError(
                        f"“{line.strip()[:60]}” is no line that nothing was found in.",
                        fix="studio scrub residual shows some, as they are written.",
                        code="not_found",
                    )
            if leak is not None and wanted is not None:
                name_leak(store, lines[0].strip(), leak, wanted)
                if not no_scan:
                    _scan(here, store)
            else:
                for line in lines:
                    store.scrub.look(line.strip(), False)
            looked = store.scrub.looked()
            told = {"looked": len(looked), "leaks": sum(looked.values()), "pending": store.scrub.pending()}
        here.emit(told, f"{told['looked']} lines looked at, {told['leaks']} of them leaked.")


def _scan(here: Session, store: Store) -> None:
    """Look again for what was just taught; only texts it stands in are read."""
    from studio.scrub.scan import scan

    scan(store, here.home, here.settings, here.report())
    here.done()


def _entity(entity: str | None) -> str | None:
    """An entity as it is written in the store.

    Raises:
        UsageError: there is none of that name.
    """
    from studio.scrub.entities import ENTITIES

    if entity is not None and entity.upper() not in ENTITIES:
        raise UsageError(f"“{entity}” is no entity.", fix=f"One of: {', '.join(ENTITIES)}.", code="bad_entity")
    return entity.upper() if entity else None


def _told(here: Session, store: Store, decided: int) -> None:
    left = store.scrub.pending()
    here.emit({"decided": decided, "pending": left}, f"{decided} decided, {left} to decide.")
