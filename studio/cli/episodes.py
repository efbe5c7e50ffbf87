"""Commands: episodes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Group, Session, session

if TYPE_CHECKING:
    from studio.core.episode import Episode
    from studio.store.episodes import EvidenceLine


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group("episodes")
    def episodes() -> None:
        """Cut your record into episodes: situation, response, outcome."""

    for command in (_cut, _list, _show, _import, _export, _merge, _split):
        command(episodes)


def _cut(group: click.Group) -> None:
    @group.command("cut")
    @click.option("--scheme", type=click.Choice(["relationship", "fitness"]), help="Only talks, or only training days.")
    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Leave earlier days as they are.")
    @click.option("--gap", type=int, metavar="MINUTES", help="Silence that ends a session; learned when not given.")
    @click.pass_context
    def cut_command(context: click.Context, scheme: str | None, since: datetime | None, gap: int | None) -> None:
        """Cut sessions and episodes out of what you brought in; what you labelled stays as it is."""
        from studio.episodes.cutting import cut
        from studio.episodes.sessions import chosen_gap

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
            f"{made.created:,} new of {made.total:,} episodes, {made.sessions:,} sessions. {made.why}",
        )


def _list(group: click.Group) -> None:
    @group.command("list")
    @click.option("--labelled/--unlabelled", default=None, help="Only those with an outcome, or only those without.")
    @click.option("--limit", type=click.IntRange(min=0), metavar="N", help="The first N.")
    @click.pass_context
    def list_command(context: click.Context, labelled: bool | None, limit: int | None) -> None:
        """List episodes in order of time."""
        from studio.core.episode_json import to_dict

        here = session(context)
        with here.store() as store:
            found = store.episodes.all(labelled=labelled, limit=limit)
        here.emit({"episodes": [to_dict(e) for e in found]}, "\n".join(_row(e) for e in found) or _EMPTY)


def _show(group: click.Group) -> None:
    @group.command("show")
    @click.argument("episode_id", metavar="ID")
    @click.pass_context
    def show_command(context: click.Context, episode_id: str) -> None:
        """Show one episode and the records it came from; a unique beginning of the id will do."""
        from studio.episodes.revise import find

        here = session(context)
        with here.store() as store:
            episode = find(store, episode_id)
            lines = store.episodes.evidence_lines(episode.id)
        _emit_episode(here, episode, lines)


def _import(group: click.Group) -> None:
    @group.command("import")
    @click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
    @click.pass_context
    def import_command(context: click.Context, path: Path) -> None:
        """Bring in episodes, with or without labels, as schemas/episode.v1.json describes them."""
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
        """Write every episode with its labels to a file only you can read; it is not scrubbed."""
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
        """Make two episodes one; labels of both are kept, and differing outcomes are asked again."""
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
        """Take an episode apart; each half is to be judged for itself."""
        from studio.core.episode_json import to_dict
        from studio.episodes.revise import split

        here = session(context)
        with here.store() as store:
            made = split(store, episode_id, at)
        here.emit(
            {"episodes": [to_dict(made.first), to_dict(made.second)], "gone": made.gone},
            f"{made.gone} is now {made.first.id} and {made.second.id}.",
        )


_EMPTY = "No episodes. Cut some: studio episodes cut."


def _row(episode: Episode) -> str:
    told = " ".join(episode.situation.split())
    judged = episode.labels.outcome or "-"
    return f"{episode.id}  {episode.started_at:%Y-%m-%d %H:%M}  {judged:<7}  {told[:60]}"


def _emit_episode(here: Session, episode: Episode, lines: list[EvidenceLine]) -> None:
    from studio.core.clock import iso
    from studio.core.episode_json import to_dict

    value: dict[str, Any] = to_dict(episode)
    value["evidence"] = [
        {"record_id": e.record_id, "part": e.part, "kind": e.kind, "at": iso(e.at), "who": e.who, "text": e.text}
        for e in lines
    ]
    told = [
        f"{episode.id} · {episode.domain} · {episode.started_at:%a %d %b %Y %H:%M} · thread {episode.thread or '-'}"
    ]
    for title, text in (
        ("Situation", episode.situation),
        ("Response", episode.response),
        ("Outcome", episode.outcome),
        ("Judged", episode.labels.outcome),
        ("Advice", episode.labels.advice),
        ("What helped", episode.labels.what_helped),
        ("Note", episode.labels.note),
    ):
        if text:
            told += ["", title, *(f"  {line}" for line in text.splitlines())]
    if lines:
        told += ["", "Came from"]
        told += [f"  {e.record_id}  {e.part:<9}  {_when(e)}  {e.kind}: {_said(e)}" for e in lines]
    here.emit(value, "\n".join(told))


def _when(line: EvidenceLine) -> str:
    return f"{line.at:%d %b %H:%M}" if line.at else " " * 12


def _said(line: EvidenceLine) -> str:
    text = " ".join((line.text or "").split())
    return " ".join(piece for piece in (line.who, text[:70]) if piece)
