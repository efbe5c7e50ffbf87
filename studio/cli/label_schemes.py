"""Commands: label schemes, rules, stale, agreement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.session import Group, Session, session
from studio.core.episode import DOMAINS, Domain
from studio.core.errors import HomeBusyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.label.agreement import SelfAgreement
    from studio.label.codebook.scheme import Scheme
    from studio.label.codebook.scheme_changes import Changed

LISTED = 20
"""Stale labels shown before the rest is counted."""


def register(label: click.Group) -> None:
    """Add the commands to `studio label`."""
    _meaning_commands(label)

    @label.group(cls=Group, invoke_without_command=True)
    @click.pass_context
    def schemes(context: click.Context) -> None:
        """The label schemes: values, keys and revision; your own lie in the folder schemes of the home.

        --json: {"schemes":[{"name","revision","domain","own","path","titles","help","outcome":[{"key","value","help",
        "colour"}],"trigger","response_style","topics","former":[{"field","value","became"}]}],"unrevised":[sentences]}
        """
        if context.invoked_subcommand is not None:
            return
        from studio.label.codebook.schemes import all_schemes

        here = session(context)
        found = all_schemes(here.home)
        told = _unrevised(here)
        for sentence in told:
            here.say(sentence)
        here.emit(
            {"schemes": [s.as_dict() for s in found.values()], "unrevised": told},
            "\n".join(_in_words(s) for s in found.values()),
        )

    _file_commands(schemes)
    _change_commands(schemes)


def _file_commands(schemes: click.Group) -> None:
    @schemes.command()
    @click.argument("file", type=click.Path(path_type=Path))
    @click.pass_context
    def check(context: click.Context, file: Path) -> None:
        """Say whether FILE reads as a scheme; a mistake is told with its line and what is allowed.

        --json: {"ok":true,"scheme":{...}} as one of `studio label schemes`; a mistake is an error, exit 1.
        """
        from studio.label.codebook.schemes import read_scheme

        scheme = read_scheme(file)
        session(context).emit({"ok": True, "scheme": scheme.as_dict()}, f"It reads well.\n{_in_words(scheme)}")

    @schemes.command()
    @click.argument("name")
    @click.option("--domain", type=click.Choice(DOMAINS), required=True, help="Which episodes it is for.")
    @click.pass_context
    def new(context: click.Context, name: str, domain: Domain) -> None:
        """Write a scheme of your own, called NAME, to change as you like: a copy of the one that comes with Studio.

        --json: {"path","scheme":{...}}
        """
        from studio.label.codebook.scheme_changes import new_scheme

        here = session(context)
        scheme = new_scheme(here.home, name, domain)
        here.emit(
            {"path": str(scheme.path), "scheme": scheme.as_dict()},
            f"{scheme.path}\nChange it in any editor, then: studio label schemes check {scheme.path}",
        )


def _change_commands(schemes: click.Group) -> None:
    @schemes.command()
    @click.argument("field", metavar="DOMAIN.FIELD")
    @click.argument("old")
    @click.argument("into")
    @click.pass_context
    def merge(context: click.Context, field: str, old: str, into: str) -> None:
        """Make the value OLD part of INTO: in your scheme, and on every label that has it.

        The scheme becomes one revision newer; its former file stays beside it as .bak. The labels change in one action
        that `studio label undo` takes back; what was said before stays in their history.

        --json: {"scheme":"name@revision","path","backup","action","changed"}
        """
        from studio.label.codebook.scheme_changes import merge_values

        here = session(context)
        scheme, name = _field(here, field)
        with here.store() as store:
            done = merge_values(store, here.home, scheme, name, old, into)
        labels = f"{done.episodes:,} labels now say “{into}”" + (": studio label undo." if done.action else ".")
        here.emit({**_written(done), "changed": done.episodes}, f"{_where(done)}\n{labels}")

    @schemes.command()
    @click.argument("field", metavar="DOMAIN.FIELD")
    @click.argument("old")
    @click.argument("values", metavar="NEW1 NEW2 [..]", nargs=-1, required=True)
    @click.pass_context
    def split(context: click.Context, field: str, old: str, values: tuple[str, ...]) -> None:
        """Make several values of OLD, which may be one of them and then means less.

        No label changes: those that say OLD keep it and wait in `studio label stale`. The scheme becomes one revision
        newer; its former file stays beside it as .bak.

        --json: {"scheme":"name@revision","path","backup","action":null,"stale"}
        """
        from studio.label.codebook.scheme_changes import split_value

        here = session(context)
        scheme, name = _field(here, field)
        with here.store() as store:
            done = split_value(store, here.home, scheme, name, old, values)
        here.emit(
            {**_written(done), "stale": done.episodes},
            f"{_where(done)}\n{done.episodes:,} labels say “{old}” and wait to be looked at: studio label stale.\n"
            "Write what each new value means: studio label rules.",
        )


def _meaning_commands(label: click.Group) -> None:
    @label.command()
    @click.pass_context
    def agreement(context: click.Context) -> None:
        """Would you label it the same today? First and second readings compared.

        A second reading counts when the old label was hidden (studio label next --why relabel) and a week had passed.
        kappa and ac1 are 1 where you always say the same and 0 where chance alone would give as much; `read` says which
        of the two to read: ac1 where one value is more than 80 % of the readings. Below `needed` readings there are no
        intervals. weighted_kappa counts a near miss (mixed for good) half.

        --json: {"n","needed","state":"cant_tell|told","raw","kappa","interval","ac1","ac1_interval",
        "read":"kappa|ac1|null","weighted_kappa","weighted_interval","confused":[{"first","second","count","first_rule",
        "second_rule"}],"message","domain","field","fields":[the same for each field of each domain],
        "drift":{"good_to_bad","bad_to_good","p_value","message"},"too_soon","advice",
        "rule_for":"domain.field.value|null"}
        """
        from studio.label.agreement import agreement as read
        from studio.label.codebook.schemes import schemes_by_domain

        here = session(context)
        schemes = schemes_by_domain(here.home)
        with here.store() as store:
            found = read(store, schemes)
        here.emit(found.as_dict(), _told(found))

    @label.command()
    @click.argument("value", metavar="[DOMAIN.FIELD.VALUE]", required=False)
    @click.argument("text", required=False)
    @click.pass_context
    def rules(context: click.Context, value: str | None, text: str | None) -> None:
        """One line of your own on what a value means: list them, or write one. An empty TEXT takes it away.

        For example: studio label rules relationship.outcome.good "We both would say it went well."

        --json: {"rules":[{"domain","field","value","rule","help"}]}; after writing, that one alone.
        """
        from studio.label.codebook.rules import all_rules, set_rule
        from studio.label.codebook.schemes import schemes_by_domain

        here = session(context)
        schemes = schemes_by_domain(here.home)
        if value is not None and text is None:
            raise UsageError(
                f"What does “{value[:80]}” mean?", fix='Write it after the value: "We both would say so."', code="usage"
            )
        with here.store() as store:
            found = [set_rule(store, schemes, value, text or "")] if value is not None else all_rules(store, schemes)
        lines = [f"{r.domain}.{r.field}.{r.value}  {r.text or f'({r.help})' * bool(r.help) or '–'}" for r in found]
        here.emit({"rules": [rule.as_dict() for rule in found]}, "\n".join(lines))

    @label.command()
    @click.pass_context
    def stale(context: click.Context) -> None:
        """Labels given before a value changed its meaning: gone, split, or put in other words.

        Look at one with `studio episodes show ID` and say it anew with `studio label set ID`.

        --json: {"stale":[{"episode_id","field","value","why"}],"episodes","unrevised":[sentences]}
        """
        from studio.label.codebook.revisions import stale_values, unrevised
        from studio.label.codebook.schemes import schemes_by_domain

        here = session(context)
        schemes = schemes_by_domain(here.home)
        with here.store() as store:
            found = stale_values(store, schemes)
            told = unrevised(store, schemes)
        for sentence in told:
            here.say(sentence)
        lines = [f"{s.episode_id}  {s.why}" for s in found[:LISTED]]
        if len(found) > LISTED:
            lines.append(f"… and {len(found) - LISTED:,} more")
        here.emit(
            {
                "stale": [
                    {"episode_id": s.episode_id, "field": s.field, "value": s.value, "why": s.why} for s in found
                ],
                "episodes": len({s.episode_id for s in found}),
                "unrevised": told,
            },
            "\n".join(lines) or "No label is older than what its value means now.",
        )


def _field(here: Session, reference: str) -> tuple[Scheme, str]:
    from studio.label.codebook.schemes import schemes_by_domain

    schemes = schemes_by_domain(here.home)
    domain, _, name = reference.partition(".")
    if domain not in schemes or not name:
        raise UsageError(
            f"“{reference[:80]}” is no field of a domain.",
            fix=f"For example: relationship.trigger. Domains: {', '.join(sorted(schemes))}.",
            code="not_found",
        )
    return schemes[domain], name


def _unrevised(here: Session) -> list[str]:
    """What changed without a revision; nothing where there is no record yet, or another process holds it."""
    if not here.home.database.exists():
        return []
    from studio.label.codebook.revisions import unrevised
    from studio.label.codebook.schemes import schemes_by_domain

    schemes = schemes_by_domain(here.home)
    try:
        with here.store() as store:
            return unrevised(store, schemes)
    except HomeBusyError:
        return []


def _in_words(scheme: Scheme) -> str:
    own = f"\n  yours: {scheme.path}" if scheme.own else ""
    rows: Sequence[str] = [
        f"  {d.name}{f' ({d.title})' if d.title != d.name.replace('_', ' ') else ''}: "
        f"{', '.join(f'{c.key} {c.value}' for c in d.choices)}"
        for d in scheme.dimensions
    ]
    return "\n".join([f"{scheme.stamp} ({scheme.domain}){own}", *rows])


def _written(done: Changed) -> dict[str, object]:
    return {
        "scheme": done.scheme.stamp,
        "path": str(done.path),
        "backup": str(done.backup) if done.backup else None,
        "action": done.action,
    }


def _where(done: Changed) -> str:
    kept = f" The former one: {done.backup}." if done.backup else ""
    return f"Your scheme is now {done.scheme.stamp}: {done.path}.{kept}"


def _told(found: SelfAgreement) -> str:
    lines = [found.outcome.message]
    for pair in found.outcome.confused:
        lines.append(f"  first {pair.first}, then {pair.second}: {pair.count:,}")
        lines += [
            f"    {v}: {rule}" for v, rule in ((pair.first, pair.first_rule), (pair.second, pair.second_rule)) if rule
        ]
    for part in found.fields:
        if part.field != "outcome":
            lines.append(f"{part.domain}, {part.field.replace('_', ' ')}: {part.message}")
            lines += [f"  first {p.first}, then {p.second}: {p.count:,}" for p in part.confused[:3]]
    return "\n".join([*lines, found.drift.message, found.advice])
