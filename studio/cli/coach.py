"""`studio ask`: one question to the tuned model, with the episodes it leans on."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from studio.cli.failure import printable
from studio.cli.session import Command, Group, Session


def register(app: Group) -> None:
    """Add the command to the tree."""
    app.add_command(ask)


@click.command(cls=Command)
@click.argument("question")
@click.option("--run", "run_id", metavar="ID", help="Which run answers; the newest finished one otherwise.")
@click.option("--allow-stale", is_flag=True, help="Ask the run of --run though somebody it learned of was forgotten.")
@click.option("--base", is_flag=True, help="Ask the base without your training.")
@click.option("--template", type=click.Path(path_type=Path), help="TOML with `system`, `plain`, `retrieved`.")
@click.option("--no-retrieve", is_flag=True, help="Do not show the model your nearest episodes.")
@click.option("--max-tokens", default=220, show_default=True, type=click.IntRange(1, 4096), help="Longest answer.")
@click.pass_obj
def ask(
    here: Session,
    question: str,
    run_id: str | None,
    allow_stale: bool,
    base: bool,
    template: Path | None,
    no_retrieve: bool,
    max_tokens: int,
) -> None:
    """Ask the coach one question.

    JSON: answer, citations (episode ids), evidence {good, mixed, bad}, contender, prompt_tokens, cached_tokens,
    completion_tokens, ttft_seconds, tokens_per_second, safety.
    """
    from studio.coach.prompts import load_template
    from studio.coach.session import CoachSession

    form = load_template(template) if template else None
    with here.store() as store, CoachSession(store, here.home, run_id, allow_stale=allow_stale) as session:

        def heard(piece: str) -> None:
            if not here.json:
                sys.stdout.write(printable(piece))
                sys.stdout.flush()

        answer = session.ask(
            question, tuned=not base, retrieve=not no_retrieve, template=form, max_tokens=max_tokens, on_token=heard
        )
        if here.json:
            here.emit({**asdict(answer), "citations": list(answer.citations)})
            return
        sys.stdout.write("\n")
        for citation in answer.citations:
            episode = store.episodes.get(citation)
            if episode is not None:
                first = " ".join(episode.situation.split())[:70]
                here.say(
                    f"  {citation}  {episode.started_at:%d %b %Y}  {episode.labels.outcome or 'unlabelled'}  {first}"
                )
        here.say(f"  ({answer.contender})")
