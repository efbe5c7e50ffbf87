"""Commands: episodes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Group, Session, session

if TYPE_CHECKING:
    from studio.core.episode import Episode
    from studio.episodes.cutting import CutReport
    from studio.episodes.revise import Trimmed
    from studio.store.episodes import EvidenceLine


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group("episodes")
    def episodes() -> None:
        """Cut your record into episodes: situation, response, outcome."""

    for command in (_cut, _list, _show, _import, _export, _merge, _split, _trim, _extend):
        command(episodes)


def _cut(group: click.Group) -> None:
    @group.command("cut")
    @click.option("--scheme", type=click.Choice(["relationship", "fitness"]), help="Only talks, or only training days.")
    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Leave earlier days as they are.")
    @click.option("--gap", type=int, metavar="MINUTES", help="Silence that ends a session; learned when not given.")
    @click.pass_context
    def cut_command(context: click.Context, scheme: str | None, since: datetime | None, gap: int | None) -> None:
        """Cut sessions and episodes out of what you brought in; what you labelled stays as it is.

        --json: {"created","total","sessions","gap_minutes","gap_learned","gap_why","by_domain":{domain:n},"kept"}
        """
        from studio.episodes.cutting import cut
        from studio.episodes.talk.sessions import chosen_gap

        here = session(context)
        minutes = here.settings.session_gap_minutes or None
        if gap is not None:
            minutes = chosen_gap(gap).minutes
        with here.store() as store:
            day = since.date() if since else None
            made = cut(store, scheme=scheme, since=day, gap_minutes=minutes, report=here.report())
        here.done()
        here.emit(
            {
                "created": made.created,
                "total": made.total,
                "sessions": made.sessions,
                "gap_minutes": made.gap_minutes,
                "gap_learned": made.learned,
                "gap_why": made.why,
                "by_domain": made.by_domain,
                "kept": made.kept,
            },
            _made(made),
        )


def _list(group: click.Group) -> None:
    @group.command("list")
    @click.option("--labelled/--unlabelled", default=None, help="Only those with an outcome, or only those without.")
    @click.option("--limit", type=click.IntRange(min=0), metavar="N", help="The first N.")
    @click.pass_context
    def list_command(context: click.Context, labelled: bool | None, limit: int | None) -> None:
        """List episodes in order of time.

        --json: {"episodes":[each as in schemas/episode.v1.json]}
        """
        from studio.core.episode_json import to_dict

        here = session(context)
        with here.store() as store:
            found = store.episodes.all(labelled=labelled, limit=limit)
            empty = f"None of {store.episodes.count():,} episodes." if store.episodes.count() else _EMPTY
        here.emit({"episodes": [to_dict(e) for e in found]}, "\n".join(_row(e) for e in found) or empty)


def _show(group: click.Group) -> None:
    @group.command("show")
    @click.argument("episode_id", metavar="ID")
    @click.pass_context
    def show_command(context: click.Context, episode_id: str) -> None:
        """Show one episode, why it was cut as it is, its thread, and the records it came from.

        A unique beginning of the id will do.

        --json: the episode as in schemas/episode.v1.json, with "reasons":[...], "thread_episodes":[{"id",
        "started_at","situation","outcome"}] and "evidence":[{"record_id","part","kind","at","who","text"}]
        """
        from studio.episodes.revise import find

        here = session(context)
        with here.store() as store:
            episode = find(store, episode_id)
            lines = store.episodes.evidence_lines(episode.id)
            reasons = store.episodes.reasons(episode.id)
            times = store.episodes.thread_times(episode.thread) if episode.thread else []
            thread = [one for episode_id, _ in times if (one := store.episodes.get(episode_id))]
        _emit_episode(here, episode, lines, reasons, thread)


def _import(group: click.Group) -> None:
    @group.command("import")
    @click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
    @click.pass_context
    def import_command(context: click.Context, path: Path) -> None:
        """Bring in episodes, with or without labels, as schemas/episode.v1.json describes them.

        --json: {"added","updated","unchanged","labelled","rejected":[{"line","reason"}]}
        """
        from studio.episodes.exchange import import_episodes

        here = session(context)
        with here.store() as store:
            made = import_episodes(store, path)
        for bad in made.rejected:
            here.say(f"{path}:{bad.line}: {bad.reason}")
        here.emit(
            {
                "added": made.added,
                "updated": made.updated,
                "unchanged": made.unchanged,
                "labelled": made.labelled,
                "rejected": [{"line": bad.line, "reason": bad.reason} for bad in made.rejected],
            },
            f"{made.added:,} new, {made.updated:,} changed, {made.unchanged:,} as before; "
            f"{made.labelled:,} got labels; {len(made.rejected):,} lines not taken.",
        )


def _export(group: click.Group) -> None:
    @group.command("export")
    @click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
    @click.pass_context
    def export_command(context: click.Context, path: Path) -> None:
        """Write every episode with its labels to a file only you can read; it is not scrubbed.

        --json: {"episodes","path"}
        """
        from studio.episodes.exchange import export_episodes

        here = session(context)
        with here.store() as store:
            count = export_episodes(store, path)
        here.emit({"episodes": count, "path": str(path)}, f"{count:,} episodes, unscrubbed, in {path}.")


def _merge(group: click.Group) -> None:
    @group.command("merge")
    @click.argument("one", metavar="A")
    @click.argument("other", metavar="B")
    @click.pass_context
    def merge_command(context: click.Context, one: str, other: str) -> None:
        """Make two episodes one; labels of both are kept, and differing outcomes are asked again.

        Taken back by: studio label undo.

        --json: {"episode":{...},"gone":[ids],"asks_again"}
        """
        from studio.core.episode_json import to_dict
        from studio.episodes.revise import merge

        here = session(context)
        with here.store() as store:
            made = merge(store, one, other)
        again = " Their outcomes differ: label the whole." if made.asks_again else ""
        here.emit(
            {"episode": to_dict(made.episode), "gone": list(made.gone), "asks_again": made.asks_again},
            f"{made.gone[0]} and {made.gone[1]} are now {made.episode.id}.{again}",
        )


def _split(group: click.Group) -> None:
    @group.command("split")
    @click.argument("episode_id", metavar="ID")
    @click.option("--at", required=True, metavar="RECORD", help="Record the second half begins with (see: show ID).")
    @click.pass_context
    def split_command(context: click.Context, episode_id: str, at: str) -> None:
        """Take an episode apart; each half is to be judged for itself.

        Taken back by: studio label undo.

        --json: {"episodes":[{...},{...}],"gone"}
        """
        from studio.core.episode_json import to_dict
        from studio.episodes.revise import split

        here = session(context)
        with here.store() as store:
            made = split(store, episode_id, at)
        here.emit(
            {"episodes": [to_dict(made.first), to_dict(made.second)], "gone": made.gone},
            f"{made.gone} is now {made.first.id} and {made.second.id}.",
        )


def _trim(group: click.Group) -> None:
    @group.command("trim")
    @click.argument("episode_id", metavar="ID")
    @click.option("--from", "first", metavar="RECORD", help="Record to begin with (see: show ID).")
    @click.option("--to", "last", metavar="RECORD", help="Record to end with.")
    @click.pass_context
    def trim_command(context: click.Context, episode_id: str, first: str | None, last: str | None) -> None:
        """Let an episode begin or end elsewhere among its own records; all its labels stay.

        What is cut off belongs to no episode, however often you cut. Taken back by: studio label undo.

        --json: {"episode":{...},"gone","taken_from":[]}
        """
        from studio.episodes.revise import trim

        here = session(context)
        with here.store() as store:
            made = trim(store, episode_id, first=first, last=last)
        _emit_trimmed(here, made)


def _extend(group: click.Group) -> None:
    @group.command("extend")
    @click.argument("episode_id", metavar="ID")
    @click.option("--before", type=int, metavar="N", help="Take in the N messages before it.")
    @click.option("--after", type=int, metavar="N", help="Take in the N messages after it.")
    @click.pass_context
    def extend_command(context: click.Context, episode_id: str, before: int | None, after: int | None) -> None:
        """Take in the messages of the same conversation next to a talk; all its labels stay.

        A neighbouring episode they belong to shrinks or goes away; a labelled one is never taken from. Taken back
        by: studio label undo.

        --json: {"episode":{...},"gone","taken_from":[ids]}
        """
        from studio.core.errors import UsageError
        from studio.episodes.revise import extend

        here = session(context)
        if (before is None) == (after is None):
            raise UsageError("It is not said which side to extend.", fix="Give --before N or --after N.")
        with here.store() as store:
            made = (
                extend(store, episode_id, "before", before)
                if before is not None
                else extend(store, episode_id, "after", after or 0)
            )
        _emit_trimmed(here, made)


def _emit_trimmed(here: Session, made: Trimmed) -> None:
    from studio.core.episode_json import to_dict

    taken = f" Taken from {', '.join(made.taken_from)}." if made.taken_from else ""
    here.emit(
        {"episode": to_dict(made.episode), "gone": made.gone, "taken_from": list(made.taken_from)},
        f"{made.gone} is now {made.episode.id}.{taken}",
    )


_EMPTY = "No episodes. Cut some: studio episodes cut."


def _made(made: CutReport) -> str:
    told = f"{made.created:,} new of {made.total:,} episodes"
    if not made.sessions:
        return f"{told}."
    told = f"{told}, {made.sessions:,} sessions. {made.why}"
    return told if made.total else f"{told} No talk holds words of yours and of somebody else; those become episodes."


def _row(episode: Episode) -> str:
    judged = episode.labels.outcome or "-"
    return f"{episode.id}  {episode.started_at:%Y-%m-%d %H:%M}  {judged:<7}  {_flat(episode.situation)[:60]}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _emit_episode(
    here: Session, episode: Episode, lines: list[EvidenceLine], reasons: list[str], thread: list[Episode]
) -> None:
    from studio.core.clock import iso
    from studio.core.episode_json import to_dict

    value: dict[str, Any] = to_dict(episode)
    value["reasons"] = reasons
    value["thread_episodes"] = [
        {
            "id": one.id,
            "started_at": iso(one.started_at),
            "situation": one.situation,
            "outcome": one.labels.outcome,
        }
        for one in thread
    ]
    value["evidence"] = [
        {"record_id": e.record_id, "part": e.part, "kind": e.kind, "at": iso(e.at), "who": e.who, "text": e.text}
        for e in lines
    ]
    told = [
        f"{episode.id} · {episode.domain} · {episode.started_at:%a %d %b %Y %H:%M} · thread {episode.thread or '-'}"
    ]
    told += [f"  {reason}" for reason in reasons]
    for title, text in (
        ("Situation", episode.situation),
        ("Response", episode.response),
        ("Outcome", episode.outcome),
        ("Judged", episode.labels.outcome),
        ("Advice", episode.labels.advice),
        ("Better", episode.labels.better),
        ("What helped", episode.labels.what_helped),
        ("Note", episode.labels.note),
    ):
        if text:
            told += ["", title, *(f"  {line}" for line in text.splitlines())]
    if len(thread) > 1:
        told += ["", "In the same thread"]
        told += [f"{'>' if one.id == episode.id else ' '} {_row(one)}" for one in thread]
    if lines:
        told += ["", "Came from"]
        told += [f"  {e.record_id}  {e.part:<9}  {_when(e)}  {e.kind}: {_said(e)}" for e in lines]
    here.emit(value, "\n".join(told))


def _when(line: EvidenceLine) -> str:
    return f"{line.at:%d %b %H:%M}" if line.at else " " * 12


def _said(line: EvidenceLine) -> str:
    return " ".join(piece for piece in (line.who, _flat(line.text or "")[:70]) if piece)
