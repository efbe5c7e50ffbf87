"""Commands: find what identifies people, review it, and read texts through the scrubber."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from studio.cli.scrub_measures import add_measures
from studio.cli.scrub_review import add_review
from studio.cli.session import Group, Session, session
from studio.core.errors import InputError


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group(cls=Group, help="Find what identifies people, and replace it so that the text still teaches.")
    def scrub() -> None:
        pass

    for add in (_text, _scan, add_review, add_measures):
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
        from studio.scrub.regions import of_locale, order_of, regions_of
        from studio.scrub.voter import installed_model

        settings = here.settings
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
