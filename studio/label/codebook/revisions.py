"""Revisions of a scheme: what was meant when a label was given, and which labels want another look."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import StudioError
from studio.core.ids import text_hash
from studio.label.codebook.scheme import Scheme
from studio.label.codebook.scheme_file import parse_scheme
from studio.label.codebook.schemes import shipped_schemes

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.codebook import GivenGroup, KeptScheme

CHANGING = ("trigger", "response_style", "topics")
"""Fields whose values a person can change; the four outcomes are fixed."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A value given under an earlier revision that no longer means what it meant."""

    episode_id: str
    field: str
    value: str
    why: str
    """In one line."""


def keep_scheme(store: Store, scheme: Scheme) -> bool:
    """Keep a scheme's text before a label is given under it; True when it was not kept yet."""
    return store.codebook.keep(scheme.name, scheme.revision, scheme.domain, meaning(scheme), scheme.text)


def meaning(scheme: Scheme) -> str:
    """Hash of the values, their help and what former ones became: keys, titles, colours and cues change no meaning."""
    values = {d.name: {c.value: _said(c.help) for c in d.choices} for d in scheme.dimensions if d.name != "topics"}
    former = sorted((name, value, list(became)) for (name, value), became in scheme.former.items())
    return text_hash(json.dumps([values, former], sort_keys=True, ensure_ascii=False))


def unrevised(store: Store, schemes: Mapping[str, Scheme]) -> list[str]:
    """A sentence for each own scheme whose values changed while its revision did not."""
    kept = store.codebook.kept()
    told = []
    for scheme in schemes.values():
        if scheme.own and any(k.stamp == scheme.stamp and k.hash != meaning(scheme) for k in kept):
            told.append(
                f"The values of {scheme.name} changed but its revision is still {scheme.revision}: "
                f"write revision = {scheme.revision + 1} in {scheme.path}."
            )
    return told


def stale_values(store: Store, schemes: Mapping[str, Scheme]) -> list[Stale]:
    """Every value that stands and has changed its meaning, in the order the episodes happened.

    Args:
        store: The record.
        schemes: Domain → its scheme of today.
    """
    past = _Past(store, schemes)
    whys = {group: why for group in store.codebook.given_groups() if (why := past.why_stale(group))}
    return [Stale(episode_id, group.field, *whys[group]) for episode_id, group in store.codebook.given_in(whys)]


def stale_episodes(store: Store, schemes: Mapping[str, Scheme]) -> dict[str, str]:
    """Episode id → in one line why its label wants another look, in the order the episodes happened."""
    found: dict[str, str] = {}
    for stale in stale_values(store, schemes):
        found.setdefault(stale.episode_id, stale.why)
    return found


def restated(store: Store, scheme: Scheme, episode_id: str) -> dict[str, Any]:
    """The values of an episode that its scheme still has: given again with the outcome, they are stale no more."""
    standing = store.labels.current(episode_id)
    return {
        name: value
        for name in CHANGING
        if (value := standing.get(name)) and (name == "topics" or value in scheme.dimension(name).values)
    }


class _Past:
    """The schemes labels were given under, parsed once each."""

    def __init__(self, store: Store, schemes: Mapping[str, Scheme]) -> None:
        self._schemes = schemes
        self._kept: dict[str, list[tuple[KeptScheme, Scheme]]] = {}
        for kept in store.codebook.kept():
            try:
                scheme = parse_scheme(kept.toml, Path(kept.stamp))
            except StudioError:
                continue
            self._kept.setdefault(kept.stamp, []).append((kept, scheme))

    def why_stale(self, group: GivenGroup) -> tuple[str, str] | None:
        """(the value, why) where a value of that group no longer means what it meant, else None."""
        scheme = self._schemes.get(group.domain)
        if scheme is None:
            return None
        given = json.loads(group.value)
        was = self._was(group)
        for value in given if isinstance(given, list) else [given]:
            if reason := self._changed(scheme, was, group.field, value):
                return value, f"labelled under {group.stamp}; {reason}"
        return None

    def _was(self, group: GivenGroup) -> Scheme | None:
        texts = self._kept.get(group.stamp, [])
        for kept, scheme in texts:
            if kept.after == group.after:
                return scheme
        if texts:
            return texts[0][1]
        return next((s for s in shipped_schemes().values() if s.stamp == group.stamp), None)

    def _changed(self, scheme: Scheme, was: Scheme | None, name: str, value: str) -> str | None:
        became = scheme.became(name, value)
        before = was.former.get((name, value), ()) if was else ()
        choice = scheme.dimension(name).by_value(value)
        if value in became and scheme.former[name, value] != before:
            apart = [f"“{v}”" for v in became if v != value and v not in before]
            since = self._since(scheme, was, name, value)
            return f"“{value}” has meant less since revision {since}, without {_listed(apart, 'and')}"
        if name == "topics":
            return f"“{value}” is now {_listed([f'“{v}”' for v in became])}" if became and value not in became else None
        if choice is None:
            now = f"; it is now {_listed([f'“{v}”' for v in became])}" if became else ""
            return f"“{value}” is no value any more{now}"
        old = was.dimension(name).by_value(value) if was else None
        if old and _said(old.help) and _said(choice.help) and _said(old.help) != _said(choice.help):
            if was and was.stamp == scheme.stamp:
                return f"“{value}” has been put in other words since, though the revision is still {scheme.revision}"
            since = self._since(scheme, was, name, value)
            return f"“{value}” has meant something else since revision {since}"
        return None

    def _since(self, scheme: Scheme, was: Scheme | None, name: str, value: str) -> int:
        """The first revision after the label's in which the value meant what it means now."""
        known = [s for texts in self._kept.values() for _, s in texts if s.name == scheme.name]
        after = was.revision if was and was.name == scheme.name else 0
        same = [
            s.revision for s in known if s.revision > after and _means(s, name, value) == _means(scheme, name, value)
        ]
        return min([*same, scheme.revision])


def _means(scheme: Scheme, name: str, value: str) -> tuple[str, tuple[str, ...]]:
    choice = scheme.dimension(name).by_value(value)
    return _said(choice.help) if choice else "", scheme.former.get((name, value), ())


def _said(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _listed(words: Sequence[str], last: str = "or") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
