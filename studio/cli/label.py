"""Commands: label."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from studio.cli import label_bulk, label_schemes, label_suggestions
from studio.cli.session import Group, Session, session
from studio.core.episode import LABEL_FIELDS, OUTCOMES, WHYS
from studio.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from studio.label.journal import Change
    from studio.label.picking.queue import Mode, Pick
    from studio.store import Store

LISTED = 20
"""Bad lines shown before the rest is counted."""

FIELDS = LABEL_FIELDS


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group(help="Say how it went: give labels, take them back, ask what to label next.")
    def label() -> None:
        pass

    _change_commands(label)
    _queue_commands(label)
    _reading_commands(label)
    label_schemes.register(label)
    label_suggestions.add_commands(label)
    label_bulk.register(label)


def _change_commands(label: click.Group) -> None:
    @label.command("set")
    @click.argument("episode")
    @click.option("--outcome", type=click.Choice(OUTCOMES), help="How it went.")
    @click.option("--topic", "topics", multiple=True, metavar="T", help="A topic; may be given more than once.")
    @click.option("--trigger", metavar="T", help="What set it off (see: studio label schemes).")
    @click.option("--response-style", metavar="R", help="What you did (see: studio label schemes).")
    @click.option("--what-helped", metavar="TEXT", help="What helped, even a little.")
    @click.option("--advice", metavar="TEXT", help="What you would tell yourself next time.")
    @click.option("--better", metavar="TEXT", help="What would have been the better response.")
    @click.option("--note", metavar="TEXT", help="Anything else.")
    @click.option("--clear", multiple=True, type=click.Choice(FIELDS), help="Take the value of a field away.")
    @click.option("--why", type=click.Choice(WHYS), help="Why this one was labelled; kept as it was when left out.")
    @click.option(
        "--inclusion-prob", "chance", type=click.FloatRange(0, 1, min_open=True), metavar="P",
        help="Of a random pick: the chance that `studio label next` told with it.",
    )  # fmt: skip
    @click.pass_context
    def set_labels(
        context: click.Context, /, episode: str, why: Any, chance: float | None, clear: tuple[str, ...], **given: Any
    ) -> None:
        """Label EPISODE, an id or the beginning of one.

        --json: {"episode_id","action","labels":{...},"kind":"set","undone_kind":null}; labels are those that stand now.
        """
        if chance is not None and why != "audit":
            raise UsageError("Only a random pick has a chance.", fix="Give --why audit with it.", code="usage")
        here = session(context)
        values = {name: list(v) if name == "topics" else v for name, v in given.items() if v not in (None, ())}
        values |= {name: None for name in clear if name not in values}
        with here.store() as store:
            journal = _journal(store, here)
            found = journal.episode(episode)
            _told(here, journal.set(found, values, why=why, inclusion_prob=chance), "Labelled")

    @label.command()
    @click.pass_context
    def undo(context: click.Context) -> None:
        """Take back the last thing done; again and again, across restarts.

        --json: {"done","kind":"undo","undone_kind","action","episode_id","also":[ids],"labels"}, "revision":{"what",
        "gone","made"} where episodes were joined, split, trimmed or extended; done is false when there was nothing.
        """
        _turn(session(context), "undo")

    @label.command()
    @click.pass_context
    def redo(context: click.Context) -> None:
        """Bring back what was undone last, unless something was labelled since.

        --json: as of `studio label undo`.
        """
        _turn(session(context), "redo")

    @label.command()
    @click.argument("episode")
    @click.option("--off", is_flag=True, help="Bring it back into the queue.")
    @click.pass_context
    def skip(context: click.Context, episode: str, off: bool) -> None:
        """Set EPISODE aside: it comes back at the end of the queue, and gaps count it as missing.

        --json: {"episode_id","action","kind":"skip","value","labels","undone_kind":null}
        """
        here = session(context)
        with here.store() as store:
            journal = _journal(store, here)
            change = journal.skip(journal.episode(episode).id, not off)
            _told(here, change, "Brought back" if off else "Set aside", value=not off)

    @label.command()
    @click.argument("episode")
    @click.option("--reason", metavar="TEXT", help="Why come back to it.")
    @click.option("--off", is_flag=True, help="Take the flag off.")
    @click.pass_context
    def flag(context: click.Context, episode: str, reason: str | None, off: bool) -> None:
        """Flag EPISODE to come back to.

        --json: {"episode_id","action","kind":"flag","value","reason","labels","undone_kind":null}
        """
        if off and reason:
            raise UsageError("A flag that is taken off has no reason.", fix="Give one or the other.", code="both_given")
        here = session(context)
        with here.store() as store:
            journal = _journal(store, here)
            found = journal.episode(episode).id
            change = journal.flag(found, False if off else reason or True)
            why = journal.flag_reason(found) or None
            _told(here, change, "Flag taken off" if off else "Flagged", value=not off, reason=why)

    @label.command("import")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.pass_context
    def import_file(context: click.Context, file: Path) -> None:
        """Take labels from FILE, one JSON object a line.

        A line names its episode by "id", or by "domain" and "at" (wall time inside the episode, or a date), and
        gives any of outcome, topics, trigger, response_style, what_helped, advice, better, note, why,
        inclusion_prob, labelled_at. Bad lines are told with their number and kept out; the good ones are kept.
        Importing twice adds nothing.

        --json: {"taken","rejected":[{"line","reason"}]}
        """
        from studio.label.journal import import_labels

        here = session(context)
        with here.store() as store:
            taken, bad = import_labels(store, file, here.report(), home=here.home)
        here.done()
        for line, reason in bad[:LISTED]:
            here.say(f"{file.name}, line {line}: {reason}")
        if len(bad) > LISTED:
            here.say(f"… and {len(bad) - LISTED} more")
        if not taken and bad:
            raise InputError(
                f"No line of {file} could be taken; line {bad[0][0]}: {bad[0][1]}.",
                fix="See: studio label import --help.",
                code="nothing_usable",
            )
        here.emit(
            {"taken": taken, "rejected": [{"line": line, "reason": reason} for line, reason in bad]},
            f"{taken:,} labels taken, {len(bad):,} lines kept out.",
        )


def _queue_commands(label: click.Group) -> None:
    @label.command("next")
    @click.option("--n", "count", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many.")
    @click.option("--why", type=click.Choice(WHYS[1:]), help="Choose only this way; without it, half are random.")
    @click.option("--domain", type=click.Choice(["relationship", "fitness"]), help="Only episodes of this domain.")
    @click.option("--seed", type=int, default=13, show_default=True, help="Of the random order.")
    @click.pass_context
    def next_episodes(context: click.Context, count: int, why: Any, domain: str | None, seed: int) -> None:
        """Say what to label next, and why that one. The same until something is labelled.

        Pass on the reason it gives, and the chance: studio label set ID --outcome … --why audit --inclusion-prob P.

        --json: {"picks":[{"id","why","because","inclusion_prob","domain","started_at","situation","response",
        "outcome"}],"mode","total","labelled","left","set_aside"}
        """
        from studio.label.picking.queue import open_queue

        here = session(context)
        mode: Mode = why or "mixed"
        with here.store() as store:
            journal = _journal(store, here)
            queue = open_queue(store, journal.schemes, mode=mode, seed=seed, domain=domain, report=here.report())
            here.done()
            with closing(queue):
                picks = [_pick(journal.evidence.episode(pick.episode_id), pick) for pick in queue.take(count)]
            counts = {
                "total": queue.total,
                "labelled": queue.labelled,
                "left": queue.left,
                "set_aside": queue.set_aside,
            }
        told = [
            f"{p['id']}  {p['started_at']}  because: {p['because']}\n" + indent(p["situation"][:300], "  ")
            for p in picks
        ]
        here.emit({"picks": picks, "mode": mode, **counts}, "\n".join(told) or _nothing(counts, mode))

    @label.command()
    @click.pass_context
    def flagged(context: click.Context) -> None:
        """List the flagged episodes, one id a line, and why.

        --json: {"flagged":[ids],"reasons":{id:text},"set_aside":[ids]}; flags without a reason are not in reasons.
        """
        here = session(context)
        with here.store() as store:
            why, aside = store.labels.flag_reasons(), sorted(store.labels.skipped())
        reasons = {episode: text for episode, text in sorted(why.items()) if text}
        lines = [f"{episode}  {reasons.get(episode, '')}".rstrip() for episode in sorted(why)]
        here.emit(
            {"flagged": sorted(why), "reasons": reasons, "set_aside": aside}, "\n".join(lines) or "Nothing is flagged."
        )


def _reading_commands(label: click.Group) -> None:
    @label.command()
    @click.argument("episode")
    @click.pass_context
    def history(context: click.Context, episode: str) -> None:
        """Everything ever said about EPISODE, oldest first; undone things too.

        --json: {"episode_id","labels","events":[{"seq","action","at","kind","field","value","previous","target","why",
        "inclusion_prob","sitting","scheme","seconds"}]}
        """
        from studio.label.journal import event_as_dict

        here = session(context)
        with here.store() as store:
            journal = _journal(store, here)
            found = journal.episode(episode)
            events = [event_as_dict(event) for event in journal.history(found.id)]
            labels = store.labels.current(found.id)
        lines = [f"{e['at']}  {e['kind']:<6} {e['field'] or '':<15} {_value(e['value'])}" for e in events]
        here.emit({"episode_id": found.id, "labels": labels, "events": events}, "\n".join(lines) or "Nothing yet.")


def _value(value: Any) -> str:
    """A value of the history in words; of a revision, what it was made of."""
    if isinstance(value, dict):
        return f"out of {', '.join(value['gone'])}"
    return "" if value is None else str(value)


def _journal(store: Store, here: Session) -> Any:
    from studio.core.clock import now
    from studio.label.journal import Journal

    return Journal(store, here.home, sitting=f"cli-{now():%Y-%m-%d}")


def _turn(here: Session, kind: str) -> None:
    with here.store() as store:
        journal = _journal(store, here)
        change = journal.undo() if kind == "undo" else journal.redo()
    if change is None:
        here.emit({"done": False, "kind": kind}, f"Nothing to {kind}.")
        return
    done = ("Taken" if kind == "undo" else "Brought") + " back"
    if change.undone_kind == "revise":
        _told(
            here,
            change,
            f"{done}: {change.undone_value['what']}; now",
            done=True,
            also=list(change.also),
            revision=change.undone_value,
        )
        return
    more = f" {len(change.also):,} others and" if change.also else ""
    _told(here, change, f"{done} on{more}", done=True, also=list(change.also))


def _told(here: Session, change: Change, what: str, **more: Any) -> None:
    labels = ", ".join(f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in change.labels.items())
    here.emit(
        {
            "episode_id": change.episode_id,
            "action": change.action,
            "kind": change.kind,
            "undone_kind": change.undone_kind,
            "labels": change.labels,
            **more,
        },
        f"{what} {change.episode_id}: {labels or 'no labels'}",
    )


def _pick(episode: Any, pick: Pick) -> dict[str, Any]:
    from studio.core.clock import iso

    return {
        "id": episode.id, "why": pick.why, "because": pick.because, "inclusion_prob": pick.inclusion_prob,
        "domain": episode.domain, "started_at": iso(episode.started_at), "situation": episode.situation,
        "response": episode.response, "outcome": episode.outcome,
    }  # fmt: skip


def _nothing(counts: dict[str, int], mode: str) -> str:
    if not counts["total"]:
        return "There are no episodes yet: studio episodes cut."
    if mode == "relabel":
        return "Nothing to read again yet: it takes a week after the first label."
    aside = f", {counts['set_aside']:,} set aside" if counts["set_aside"] else ""
    return f"Nothing left to label: {counts['labelled']:,} of {counts['total']:,}{aside}."
