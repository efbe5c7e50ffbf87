"""Commands: dataset."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Group, Session, session

if TYPE_CHECKING:
    from studio.core.manifest import Manifest, Rescan
    from studio.core.paths import Home
    from studio.scrub.risk.rescan import Leftovers

_VIEWS = ("advice", "predict", "pattern")


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group("dataset")
    def dataset() -> None:
        """Pack labelled, scrubbed episodes into examples to learn from."""

    for command in (_build, _list, _show, _export, _check):
        command(dataset)


def _build(group: click.Group) -> None:
    @group.command("build")
    @click.argument("name")
    @click.option(
        "--view",
        "views",
        multiple=True,
        type=click.Choice(_VIEWS),
        help="A view of each episode; all of them when none is named.",
    )
    @click.option("--template", type=click.Path(path_type=Path), metavar="FILE", help="A TOML template of your own.")
    @click.option(
        "--seed", type=int, default=13, show_default=True, help="Draws sides for new episodes, and the order."
    )
    @click.option("--valid", type=float, default=0.15, show_default=True, metavar="F", help="Fraction for validation.")
    @click.option("--test", type=float, default=0.15, show_default=True, metavar="F", help="Fraction for the test.")
    @click.option(
        "--weights",
        type=click.Choice(["none", "poststratify"]),
        default="none",
        show_default=True,
        help="Repeat in training what you label too seldom, as the random audit says: by outcome, and by trigger too "
        "where the audit can tell.",
    )
    @click.option("--allow-unreviewed", metavar="WHY", help="Let unreviewed text in, with your reason in the manifest.")
    @click.pass_context
    def build_command(context: click.Context, /, name: str, views: tuple[str, ...], **options: Any) -> None:
        """Freeze a dataset; the same inputs give the same bytes, and an episode never changes sides."""
        from studio.dataset.build import build, check_name
        from studio.gaps.marks import marks_at_build
        from studio.scrub.risk.rescan import looker

        here = session(context)
        check_name(name)

        def tell(found: Leftovers) -> None:
            here.done()
            for line in found.in_words():
                here.say(line)

        with here.store() as store:
            look = looker(store, here.settings, here.report(), tell)
            options |= {"gaps": marks_at_build(store), "look": look, "report": here.report()}
            made = build(store, here.home, name, views=views or _VIEWS, **options)
        here.done()
        for gate in made.gates:
            if gate.state != "passed":
                here.say(f"{gate.message} {gate.fix}".strip())
        here.emit(_told(made, here.home), f"{_summary(made)}\n{here.home.datasets / name}")


def _list(group: click.Group) -> None:
    @group.command("list")
    @click.pass_context
    def list_command(context: click.Context) -> None:
        """List the datasets, the newest first."""
        from studio.core.clock import iso
        from studio.core.manifest import Manifest

        here = session(context)
        with here.store() as store:
            found = [(d, Manifest.from_json(d.manifest)) for d in store.datasets.all()]
            stale = store.stale.reasons("dataset")
        listed = [
            {**_told(made, here.home), "built_at": iso(d.built_at), "stale": stale.get(d.name)} for d, made in found
        ]
        here.emit(
            {"datasets": listed},
            "\n".join(
                f"{d.built_at:%Y-%m-%d %H:%M}  {_summary(made)}"
                + (f"\n  ▲ stale: {stale[d.name]}" if d.name in stale else "")
                for d, made in found
            )
            or "No datasets. Build one: studio dataset build NAME.",
        )


def _show(group: click.Group) -> None:
    @group.command("show")
    @click.argument("name")
    @click.pass_context
    def show_command(context: click.Context, name: str) -> None:
        """Show a dataset's card: what is in it and what not, gaps and weights, and an example as the model reads it."""
        from studio.dataset.card import card
        from studio.dataset.shelf import examples, manifest_of

        here = session(context)
        with here.store() as store:
            made = manifest_of(store, name)
            stale = store.stale.reason("dataset", name)
        first = next(examples(here.home, name, "train"), None)
        lines = [_summary(made), *([f"▲ stale: {stale}"] if stale else [])]
        for heading, told in card(made).items():
            lines += ["", heading, *(f"  {line}" for line in told)]
        if first is not None:
            lines += ["", "an example", "", *(f"{turn['role']}:\n{turn['content']}\n" for turn in first)]
        shown = {**_told(made, here.home), "stale": stale, "manifest": made.as_dict(), "example": first}
        here.emit(shown, "\n".join(lines).rstrip())


def _export(group: click.Group) -> None:
    @group.command("export")
    @click.argument("name")
    @click.option("--format", "form", required=True, metavar="FORMAT", help="mlx, openai or completions.")
    @click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to write into.")
    @click.pass_context
    def export_command(context: click.Context, name: str, form: str, out: Path) -> None:
        """Hand a dataset out in another format."""
        from studio.dataset.card import let_in
        from studio.dataset.shelf import export, manifest_of

        here = session(context)
        with here.store() as store:
            made = export(store, here.home, name, form, out)
            packed = manifest_of(store, name)
        if packed.unreviewed is not None:
            here.say(f"▲ {let_in(packed.unreviewed)}")
        if packed.rescan is None:
            here.say(f"▲ Nobody looked through {name} after it was rendered: studio dataset check FILE --look.")
        told = "\n".join(f"{count:,} lines in {path}" for path, count in made.files.items())
        aside = None if packed.unreviewed is None else asdict(packed.unreviewed)
        here.emit({"name": name, "format": made.format, "files": made.files, "unreviewed": aside}, told)


def _check(group: click.Group) -> None:
    @group.command("check")
    @click.argument("path", metavar="FILE.jsonl", type=click.Path(path_type=Path))
    @click.option(
        "--look",
        "looks",
        is_flag=True,
        help="Look through it for what you have decided to replace by now, and for names.",
    )
    @click.pass_context
    def check_command(context: click.Context, path: Path, looks: bool) -> None:
        """Check a file of examples line by line, whoever wrote it."""
        from studio.dataset.check import check, frozen

        here = session(context)
        made = check(path)
        part = frozen(path)
        for bad in made.bad:
            here.say(f"{path}:{bad.line}: {bad.reason}")
        seen = _looked_at(here, path) if looks else None
        here.emit(
            {
                "good": made.good,
                "shapes": made.shapes,
                "repeated": made.repeated,
                "bad": [{"line": bad.line, "reason": bad.reason} for bad in made.bad],
                "dataset": None if part is None else asdict(part),
                "look": None if seen is None else asdict(seen),
            },
            f"{made.good:,} good lines, {len(made.bad):,} bad, {made.repeated:,} repeated."
            + (f"\n{part.in_words()}" if part else "")
            + (f"\n{_seen_in_words(seen)}" if seen else ""),
        )


def _looked_at(here: Session, path: Path) -> Rescan:
    """What a look through a file finds now; the places are told aside."""
    from studio.core.ids import file_hash
    from studio.scrub.risk.rescan import look

    with here.store() as store:
        found = look(store, here.settings, file_hash(path), {path.name: path.read_bytes()}, report=here.report())
    here.done()
    for line in found.in_words():
        here.say(line)
    return found.mark


def _seen_in_words(mark: Rescan) -> str:
    left, unknown = sum(mark.remaining.values()), sum(mark.unknown.values())
    told = f"{left:,} places hold what was to be replaced" if left else "nothing that is to be replaced is left"
    return f"Looked through with what is decided by now: {told}, {unknown:,} places look like a name or number."


def _told(made: Manifest, home: Home) -> dict[str, Any]:
    """The contract's keys."""
    whole = made.as_dict()
    keys = (
        "name",
        "hash",
        "train",
        "valid",
        "test",
        "episodes",
        "views",
        "seed",
        "excluded",
        "tokens",
        "gates",
        "unreviewed",
        "rescan",
        "gaps",
        "weights",
        "audited",
    )
    return {"path": str(home.datasets / made.name), **{key: whole[key] for key in keys}}


def _summary(made: Manifest) -> str:
    return (
        f"{made.name}: {made.train:,} to learn from, {made.valid:,} for validation, {made.test:,} for the test, "
        f"about {made.tokens.train:,} tokens, hash {made.hash[:12]}"
    )
