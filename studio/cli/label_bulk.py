"""The command that labels many episodes at once."""

from __future__ import annotations

from typing import Any

import click

from studio.cli.session import session
from studio.core.episode import DOMAINS, OUTCOMES
from studio.core.errors import UsageError

LISTED = 20
"""Episodes listed unless asked for more."""


def register(label: click.Group) -> None:
    """Add the command to `studio label`."""

    @label.command("many")
    @click.option("--domain", type=click.Choice(DOMAINS), default=DOMAINS[0], show_default=True, help="Which kind.")
    @click.option("--containing", metavar="WORDS", help="Only those with every one of these words.")
    @click.option("--suggested", metavar="TRIGGER", help="Only those whose suggested trigger this is.")
    @click.option("--outcome", type=click.Choice(OUTCOMES), help="Give all of them this outcome.")
    @click.option("--trigger", metavar="T", help="Give all of them this trigger.")
    @click.option("--response-style", metavar="R", help="Give all of them this response.")
    @click.option(
        "--accept", type=click.FloatRange(0.5, 1), metavar="SCORE", help="Accept suggestions from this score."
    )
    @click.option("--limit", type=click.IntRange(1), help=f"How many are listed ({LISTED}) or labelled (all) at most.")
    @click.pass_context
    def many(context: click.Context, /, accept: float | None, limit: int | None, **asked: Any) -> None:
        """Label all episodes without an outcome that match, as one action that one undo takes back.

        Without a value to give they are listed. None of them counts as a random pick.
        --json: {"matched","labelled","action","episodes":[{"id","began","told","suggested":{field:value}}]}.
        """
        from studio.label.bulk import Bulk
        from studio.label.journal import Journal
        from studio.label.suggest.suggesting import Suggester

        here = session(context)
        values = {name: asked[name] for name in ("outcome", "trigger", "response_style") if asked[name] is not None}
        if values and accept is not None:
            raise UsageError("--accept takes what is suggested; values of your own go without it.", code="both_given")
        with here.store() as store:
            journal = Journal(store, here.home)
            suggester = Suggester(store, journal.schemes)
            bulk = Bulk(store, journal, suggester)
            rows = [row for row in bulk.rows() if row.domain == asked["domain"]]
            if asked["containing"]:
                known = bulk.containing(asked["containing"])
                rows = [row for row in rows if row.id in known]
            if accept is not None or asked["suggested"]:
                suggester.warm(here.report())
                bulk.look([row.id for row in rows], here.report())
                here.done()
            if asked["suggested"]:
                wanted = ("trigger", asked["suggested"])
                rows = [row for row in rows if wanted in ((s.field, s.value) for s in bulk.shown.get(row.id, ()))]
            shown = rows[:limit] if limit else rows if values or accept is not None else rows[:LISTED]
            change = bulk.give(shown, values) if values else bulk.take(shown, accept) if accept is not None else None
            taken = bulk.above([row.id for row in shown], accept) if accept is not None else {}
            labelled = 0 if change is None else len(taken) if accept is not None else len(shown)
            listed = shown if limit else shown[:LISTED]
        episodes = [
            {"id": row.id, "began": row.began.isoformat(), "told": row.told, "suggested": taken.get(row.id)}
            for row in listed
        ]
        result = {"matched": len(rows), "labelled": labelled, "action": change.action if change else None}
        if values or accept is not None:
            human = f"{labelled:,} of {len(rows):,} labelled as one action: studio label undo takes it back."
        else:
            told = [f"{row.began:%Y-%m-%d}  {row.id[:10]}  {row.told[:60]}" for row in listed]
            human = "\n".join([*told, f"{len(rows):,} without an outcome match."])
        here.emit({**result, "episodes": episodes}, human)
