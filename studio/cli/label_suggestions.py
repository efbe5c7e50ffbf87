"""Commands: what is suggested for labels, what became of it, advice from one's own record, and pairs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.session import Session, session

if TYPE_CHECKING:
    from studio.label.journal import Journal
    from studio.store import Store


def add_commands(label: click.Group) -> None:
    """Add the commands to `studio label`."""
    _reading(label)
    _writing(label)


def _reading(label: click.Group) -> None:
    @label.command()
    @click.argument("episode")
    @click.pass_context
    def suggestions(context: click.Context, episode: str) -> None:
        """What would be suggested for EPISODE, by which rule, label or model, and how often such were right.

        On a random part of the episodes the screen holds suggestions back (hidden), so that their pull on you can be
        measured; here they are told.

        --json: {"episode_id","hidden","suggestions":[{"field","value","score","source","because"}]}
        """
        from studio.label.suggest.suggesting import Suggester

        here = session(context)
        with here.store() as store:
            journal = _journal(store, here)
            found = journal.episode(episode)
            suggester = Suggester(store, journal.schemes)
            suggester.warm(here.report())
            here.done()
            told, hidden = suggester.of(found), suggester.hidden(found.id)
        lines = [f"{s.field}: {s.value.replace('_', ' ')}  {s.score:.2f}  {s.source}  {s.because}" for s in told]
        if hidden:
            lines.append("On the label screen these are held back.")
        here.emit(
            {"episode_id": found.id, "hidden": hidden, "suggestions": [asdict(s) for s in told]},
            "\n".join(lines) if told else "Nothing is suggested.",
        )

    @label.command()
    @click.pass_context
    def acceptance(context: click.Context) -> None:
        """How good suggestions were: taken, changed or left, by source and field; and whether seeing them pulls you.

        --json: {"rates":[{"source","field","offered","accepted","edited","rejected","share","interval","hidden_n",
        "hidden_agree","hidden_interval","anchoring","anchoring_interval","state":"cant_tell|told","message"}]}
        """
        from studio.label.suggest.suggesting import acceptance as rates

        here = session(context)
        with here.store() as store:
            found = rates(store)
        here.emit(
            {"rates": [rate.as_dict() for rate in found]},
            "\n".join(rate.message for rate in found) or "Can't tell yet: nothing was suggested while you labelled.",
        )

    @label.command()
    @click.argument("episode")
    @click.pass_context
    def advice(context: click.Context, episode: str) -> None:
        """Draft advice for EPISODE from your own record: what you did in ones like it, and what followed.

        --json: {"episode_id","draft":{"text","counts":{"good","mixed","bad"},"of","episodes":[ids],"because",
        "styles":[{"style","n","good","interval"}]}}; draft is null with fewer than three like it.
        """
        from studio.label.suggest.advice import LEAST, OwnRecord

        here = session(context)
        with here.store() as store:
            journal = _journal(store, here)
            found = journal.episode(episode)
            record = OwnRecord(store)
            record.warm()
            draft = record.draft(found, journal.labels(found.id))
        nothing = f"Fewer than {LEAST} labelled episodes are like this one; there is nothing to draft from yet."
        here.emit(
            {"episode_id": found.id, "draft": draft.as_dict() if draft else None},
            f"{draft.text}\n({draft.because})" if draft else nothing,
        )


def _writing(label: click.Group) -> None:
    @label.command()
    @click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write them to a file, a line each.")
    @click.pass_context
    def pairs(context: click.Context, out: Path | None) -> None:
        """Your better responses beside those you gave, as pairs of chosen and rejected. Not scrubbed: keep them home.

        A line of the file has "episode_id", "situation", "chosen", "rejected", "at" and "why".

        --json: {"pairs":[{"episode_id","situation","chosen","rejected","at","why"}],"out"}
        """
        from studio.label.pairs import pairs as read
        from studio.label.pairs import write_pairs

        here = session(context)
        with here.store() as store:
            found = read(store)
        if out is not None:
            write_pairs(found, out)
        said = f"{len(found):,} pairs written to {out}; they are not scrubbed." if out else "\n\n".join(
            f"{pair.episode_id}\n  better: {pair.chosen}\n  said:   {pair.rejected}" for pair in found
        )  # fmt: skip
        none = "No pairs yet: say what would have been better (studio label set ID --better TEXT)."
        here.emit(
            {"pairs": [pair.as_dict() for pair in found], "out": str(out) if out else None}, said if found else none
        )

    @label.command()
    @click.option("--run", "run_id", metavar="ID", help="Which run guesses; the newest finished one otherwise.")
    @click.option("--n", "count", type=click.IntRange(1, 100_000), default=100, show_default=True, help="Episodes.")
    @click.pass_context
    def suggest(context: click.Context, run_id: str | None, count: int) -> None:
        """Let your tuned model guess labels of unlabelled episodes; they are suggested while you label.

        It reads scrubbed and reviewed text only. Ctrl-C keeps what it guessed so far; calling again goes on.

        --json: {"run_id","source","episodes","suggestions","unreviewed","left"}
        """
        from studio.coach.suggest import suggest as guess

        here = session(context)
        with here.store() as store:
            schemes = _journal(store, here).schemes
            choices = {domain: {d.name: d.values for d in s.dimensions} for domain, s in schemes.items()}
            found = guess(store, here.home, choices, run_id, count, report=here.report())
        here.done()
        aside = f" {found.unreviewed:,} were left out, as they are not reviewed." if found.unreviewed else ""
        here.emit(
            asdict(found),
            f"{found.run_id} guessed {found.suggestions:,} labels of {found.episodes:,} episodes; "
            f"{found.left:,} are left.{aside}",
        )


def _journal(store: Store, here: Session) -> Journal:
    from studio.label.journal import Journal

    return Journal(store, here.home)
