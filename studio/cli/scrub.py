"""Commands: find what identifies people, review it, and read texts through the scrubber."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.scrub_measures import add_measures
from studio.cli.session import Group, Session, session
from studio.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from studio.scrub.desk import Surface


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group(cls=Group, help="Find what identifies people, and replace it so that the text still teaches.")
    def scrub() -> None:
        pass

    for add in (_text, _scan, _review, _decisions, add_measures):
        add(scrub)


def _text(scrub: click.Group) -> None:
    @scrub.command(
        help='JSON lines {"id","text"} on stdin → scrubbed, with findings, on stdout. Bad lines are named on stderr.'
    )
    @click.option(
        "--person", "people", multiple=True, metavar="NAME", help="Somebody to look for; may be given several times."
    )
    @click.option(
        "--locale",
        metavar="L",
        help="Such as en_US: whose telephone and national numbers, and what 03/04/2024 means.",
    )
    @click.pass_context
    def text(context: click.Context, people: tuple[str, ...], locale: str | None) -> None:
        here = session(context)
        lines = list(_json_lines(here))
        from studio.scrub.engine import Scrubber

        settings = here.settings
        from studio.scrub.regions import of_locale, order_of, regions_of
        from studio.scrub.voter import installed_model

        regions, order = of_locale(locale) if locale else (regions_of(settings), order_of(settings))
        scrubber = Scrubber(
            here.home.create().secret(),
            [(name, ()) for name in people],
            regions=regions,
            order=order,
            model=installed_model(),
        )
        scrubber.learn(body for _, body in lines)
        for identity, body in lines:
            done = scrubber.scrub(body)
            findings = [
                {
                    "start": f.start,
                    "end": f.end,
                    "entity": f.entity,
                    "text": f.text,
                    "surrogate": f.surrogate,
                    "score": f.score,
                    "why": f.why,
                }
                for f in done.findings
            ]
            _write({"id": identity, "text": done.text, "findings": findings})


def _json_lines(here: Session) -> Iterator[tuple[Any, str]]:
    """(id, text) of every good line on stdin; bad ones are told on stderr.

    Raises:
        InputError: there were lines, and none was good.
    """
    good = bad = 0
    for number, raw in enumerate(sys.stdin.buffer, 1):
        line = raw.strip()
        if not line:
            continue
        reason = ""
        try:
            value = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            reason = "not UTF-8"
        except (ValueError, RecursionError) as problem:
            reason = f"not JSON ({problem})"
        else:
            if not isinstance(value, dict):
                reason = "not a JSON object"
            elif not isinstance(value.get("text"), str):
                reason = "“text” is missing or no string"
        if reason:
            bad += 1
            sys.stderr.write(f"line {number}: {reason}\n")
            continue
        good += 1
        yield value.get("id"), value["text"]
    if bad and not good:
        raise InputError(
            f"None of {bad} lines could be read.",
            fix='Give one JSON object a line: {"id": "1", "text": "…"}',
            code="no_good_line",
        )


def _write(value: dict[str, Any]) -> None:
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        line = json.dumps(value)
    sys.stdout.write(line + "\n")


def _scan(scrub: click.Group) -> None:
    @scrub.command(help="Look through every text a model could read; texts scanned before are not read again.")
    @click.pass_context
    def scan(context: click.Context) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.scan import scan as run

            report = run(store, here.home, here.settings, here.report())
        here.done()
        here.emit(
            asdict(report),
            f"{report.texts} texts, {report.read} read now: {report.findings} findings, {report.surfaces} different, "
            f"{report.pending} to decide.\n"
            + ("Next: studio scrub review" if report.pending else "Nothing to decide."),
        )


def _review(scrub: click.Group) -> None:
    @scrub.command(help="List what was found, the undecided first, most frequent first.")
    @click.option("--entity", metavar="E", help="Only PERSON, LOCATION, DATE, …")
    @click.pass_context
    def review(context: click.Context, entity: str | None) -> None:
        here = session(context)
        from studio.scrub.entities import ENTITIES

        if entity and entity.upper() not in ENTITIES:
            raise UsageError(f"“{entity}” is no entity.", fix=f"One of: {', '.join(ENTITIES)}.", code="bad_entity")
        with here.store() as store:
            from studio.scrub.review import surfaces

            listed = surfaces(store, entity=entity.upper() if entity else None)
        rows = [_row(s) for s in listed]
        human = "\n".join(
            f"{'·' if s.decision is None else '✓':<2}{s.surface[:28]:<30}{s.entity:<10}{s.count:>5}×  "
            f"→ {s.replacement[:28]:<30}{s.score:.2f}  {s.decision or s.why}"
            for s in listed
        )
        here.emit(rows, human or "Nothing was found. Scan first: studio scrub scan")

    @scrub.command(name="map", help="Original → stand-in of everything replaced: the way back, for your eyes only.")
    @click.option(
        "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file only you can read."
    )
    @click.pass_context
    def map_(context: click.Context, out: Path | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review import mapping, write_mapping

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


def _decisions(scrub: click.Group) -> None:
    def add(name: str, explanation: str) -> None:
        @scrub.command(name=name, help=explanation)
        @click.argument("surfaces", nargs=-1, required=True, metavar="SURFACE...")
        @click.option("--entity", metavar="E", help="Only where it was found as this.")
        @click.pass_context
        def decide_(context: click.Context, surfaces: tuple[str, ...], entity: str | None) -> None:
            here = session(context)
            with here.store() as store:
                from studio.scrub.review import decide, find

                for surface in surfaces:
                    find(store, surface, _entity(entity))
                for surface in surfaces:
                    decide(store, surface, "accept" if name == "accept" else "reject", entity=_entity(entity))
                _told(here, store.scrub.pending(), len(surfaces))

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
            from studio.scrub.review import decide

            decide(store, surface, "replace", with_, _entity(entity))
            _told(here, store.scrub.pending(), 1)

    @scrub.command(name="accept-all", help="Accept the stand-ins of everything undecided that is at least this sure.")
    @click.option("--above", type=click.FloatRange(0, 1), required=True, metavar="SCORE", help="0 to 1.")
    @click.option("--entity", metavar="E", help="Only this one.")
    @click.pass_context
    def accept_all_(context: click.Context, above: float, entity: str | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.review import accept_all

            _told(here, store.scrub.pending(), accept_all(store, above, _entity(entity)), store.scrub.pending)

    @scrub.command(help="Take back the latest decision; may be repeated.")
    @click.pass_context
    def undo(context: click.Context) -> None:
        here = session(context)
        with here.store() as store:
            taken = store.scrub.undo()
            here.emit(
                {"undone": [v.key for v in taken], "pending": store.scrub.pending()},
                f"Taken back: {', '.join(v.key for v in taken[:5])}{' …' if len(taken) > 5 else ''}"
                if taken
                else "Nothing to take back.",
            )


def _entity(entity: str | None) -> str | None:
    return entity.upper() if entity else None


def _told(here: Session, pending: int, decided: int, again: Any = None) -> None:
    left = again() if again is not None else pending
    here.emit({"decided": decided, "pending": left}, f"{decided} decided, {left} to decide.")
