"""Merging and splitting the values of a scheme: in its file, and in the labels, whose history stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from studio.core.episode import Domain
from studio.core.errors import UsageError
from studio.core.paths import Home, write_private
from studio.label.codebook.revisions import CHANGING, keep_scheme
from studio.label.codebook.scheme import Dimension, Scheme, did_you_mean, shown
from studio.label.codebook.scheme_edit import divided, merged, renamed
from studio.label.codebook.scheme_file import SUFFIX, is_word, parse_scheme
from studio.label.codebook.schemes import own_schemes, shipped_schemes
from studio.label.journal import known_why
from studio.label.values import cleaned
from studio.store.label_events import MERGE_SITTING, Given

if TYPE_CHECKING:
    from studio.store import Store


NEW_HEADER = """\
# Your own scheme for {domain}: it is used in place of the one that comes with Studio.
# Change values, keys, titles, help and colours as you like, then see that it reads:
#     studio label schemes check FILE
# Add one to `revision` whenever a value changes its meaning: every label keeps the revision it was given under,
# and the older ones come back to you in  studio label stale.
# To join two values or to make several of one, labels included: studio label schemes merge, and split.
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a merge or a split did."""

    scheme: Scheme
    """As it reads now."""
    path: Path
    backup: Path | None
    """The former file; None where there was none of one's own."""
    action: str | None
    """The action that `undo` takes back; None when no label changed."""
    episodes: int
    """Labels changed by a merge, or to look at again after a split."""


def new_scheme(home: Home, name: str, domain: Domain) -> Scheme:
    """Write a scheme of the person's own: a commented copy of the shipped one for a domain.

    Raises:
        UsageError: the name cannot be used, or there is one of one's own for the domain already.
    """
    shipped = {scheme.domain: scheme for scheme in shipped_schemes().values()}
    if not is_word(name):
        raise UsageError(
            f"“{shown(name)}” cannot be the name of a scheme.",
            fix="Write a word in lower case: a to z, digits and _, a letter first.",
            code="usage",
        )
    namesake = shipped_schemes().get(name)
    if namesake is not None and namesake.domain != domain:
        raise UsageError(
            f"{name} is the name of the scheme for {namesake.domain}.", fix="Choose another name.", code="usage"
        )
    path = home.schemes / f"{name}{SUFFIX}"
    there = next((s.path for s in own_schemes(home).values() if s.domain == domain), None)
    if there is not None or path.exists():
        raise UsageError(
            f"You have a scheme for {domain} already: {there or path}." if there else f"{path} is there already.",
            fix="Change that one, or take it out of the folder first.",
            code="usage",
        )
    text = renamed(shipped[domain], name, NEW_HEADER.format(domain=domain))
    scheme = parse_scheme(text, path, own=True)
    write_private(path, text.encode())
    return scheme


def merge_values(store: Store, home: Home, scheme: Scheme, name: str, old: str, into: str) -> Changed:
    """Make one value of a field part of another: in the scheme's own file, and wherever the old one stands.

    The labels change in one action that one undo takes back; each keeps why it was given, and its history.

    Args:
        store: The record.
        home: Where the person's own schemes lie.
        scheme: Of the domain.
        name: The field.
        old: The value that goes; one that only stands on labels may go too.
        into: The value that takes its place.

    Raises:
        UsageError: the field is fixed, or a value is not what it has to be.
        StudioError: the file cannot be edited by line.
    """
    dimension = _changing(scheme, name)
    if into not in dimension.values:
        raise _no_value(scheme, name, into)
    if old == into:
        raise UsageError(f"“{shown(old)}” cannot be merged into itself.", fix="Name two values.", code="nothing_to_do")
    standing = store.codebook.standing(scheme.domain, name, old) if cleaned(old) == old else []
    if old not in dimension.values and not standing:
        raise _no_value(scheme, name, old)
    keep_scheme(store, scheme)
    now, path, backup = (
        _write(home, scheme, merged(scheme, name, old, into))
        if old in dimension.values
        else (scheme, scheme.path or home.schemes, None)
    )
    keep_scheme(store, now)
    action = store.labels.give_as_one(
        [
            Given(
                one.episode_id,
                {name: _in_place(one.value, old, into)},
                "spontaneous" if one.why == "relabel" else known_why(one.why),
                one.inclusion_prob,
                MERGE_SITTING,
                now.stamp,
            )
            for one in standing
        ]
    )
    return Changed(now, path, backup, action, len(standing))


def split_value(store: Store, home: Home, scheme: Scheme, name: str, old: str, new: Sequence[str]) -> Changed:
    """Make several values of one: no label changes, and those given the old one wait to be looked at again.

    Args:
        store: The record.
        home: Where the person's own schemes lie.
        scheme: Of the domain.
        name: The field.
        old: The value to split.
        new: Two or more; the old one may be among them, and then means less.

    Raises:
        UsageError: the field is fixed, a value is not what it has to be, or no key is free.
        StudioError: the file cannot be edited by line.
    """
    dimension = _changing(scheme, name)
    if old not in dimension.values:
        raise _no_value(scheme, name, old)
    if len(set(new)) != len(new) or len(new) < 2:
        raise UsageError(
            f"“{shown(old)}” can be split into two or more different values.", fix="Name each once.", code="usage"
        )
    for value in new:
        if name == "topics" and not _is_topic(value):
            raise UsageError(
                f"“{shown(value)}” cannot be a topic.",
                fix="Write one to forty letters on a line.",
                code="unknown_value",
            )
        if name != "topics" and not is_word(value):
            raise UsageError(
                f"“{shown(value)}” cannot be a value.",
                fix="Write a word in lower case: a to z, digits and _, a letter first.",
                code="unknown_value",
            )
        if value != old and value in dimension.values:
            raise UsageError(
                f"“{shown(value)}” is a value of {name} already.",
                fix="Choose another word, or merge the two.",
                code="unknown_value",
            )
        if value != old and (name, value) in scheme.former:
            raise UsageError(
                f"“{shown(value)}” was a value of {name} before, and older labels mean that.",
                fix=f"Choose another word, or take it out of [former] in {scheme.path}.",
                code="unknown_value",
            )
    keep_scheme(store, scheme)
    now, path, backup = _write(home, scheme, divided(scheme, name, old, new))
    keep_scheme(store, now)
    return Changed(now, path, backup, None, len(store.codebook.standing(scheme.domain, name, old)))


def _changing(scheme: Scheme, name: str) -> Dimension:
    if name == "outcome":
        raise UsageError(
            "The outcomes are always good, mixed, bad and unknown.",
            fix=f"Fields whose values you can change: {', '.join(CHANGING)}.",
            code="fixed_field",
        )
    return scheme.dimension(name)


def _no_value(scheme: Scheme, name: str, value: str) -> UsageError:
    values = scheme.dimension(name).values
    return UsageError(
        f"{name} has no value “{shown(value)}” in the scheme {scheme.stamp}.",
        fix=f"{did_you_mean(value, values)}Values: {', '.join(values)}.",
        code="unknown_value",
    )


def _is_topic(value: str) -> bool:
    return cleaned(value) == value and 0 < len(value) <= 40 and not any(category(c) == "Cc" for c in value)


def _in_place(value: Any, old: str, into: str) -> Any:
    return list(dict.fromkeys(into if v == old else v for v in value)) if isinstance(value, list) else into


def _write(home: Home, scheme: Scheme, text: str) -> tuple[Scheme, Path, Path | None]:
    """Write a scheme as the person's own; the former file stays beside it."""
    path, backup = scheme.path, None
    if scheme.own and path is not None:
        backup = next(p for n in range(1, 10_000) if _free(p := _backup(path, scheme.revision, n), scheme.text))
        write_private(backup, scheme.text.encode())
    else:
        names = (f"{scheme.name}.toml", *(f"{scheme.name}-{n}.toml" for n in range(2, 10_000)))
        path = next(p for name in names if not (p := home.schemes / name).exists())
    now = parse_scheme(text, path, own=True)
    write_private(path, text.encode())
    return now, path, backup


def _backup(path: Path, revision: int, n: int) -> Path:
    return path.with_name(f"{path.name}.{revision}{f'-{n}' if n > 1 else ''}.bak")


def _free(path: Path, text: str) -> bool:
    return not path.exists() or path.read_bytes() == text.encode()
