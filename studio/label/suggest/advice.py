"""Advice drafted from the person's own record: what they did in situations like this one, and what followed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.episode import Episode
from studio.core.progress import Report, Stop, silent
from studio.core.shares import wilson
from studio.label.suggest.own_labels import Neighbour, OwnLabels
from studio.label.suggest.suggestion import standing, values_of

if TYPE_CHECKING:
    from studio.store import Store

READ = 5000
"""Latest labelled episodes that are read."""
SIMILAR = 12
"""Episodes a draft leans on, at most."""
LEAST = 3
"""Similar labelled episodes below which there is no draft."""
ALIKE = 0.12
"""Cosine from which an episode with another trigger is alike."""
FEW = 5
"""Times below which a count is called few and has no range."""
NAMED = 3
"""Ways of answering that a draft names; the rest are told together."""
QUOTED = 160
"""Characters of the person's own words that are quoted."""

_DID: dict[str, tuple[str, str]] = {
    "paused": ("paused", "Pause first."),
    "repaired": ("repaired", "Repair first."),
    "asked": ("asked", "Ask first."),
    "defended": ("explained yourself", "Explain yourself."),
    "withdrew": ("withdrew", "Step back first."),
    "joked": ("joked", "Try making light of it."),
    "solved": ("offered a fix", "Offer a fix."),
    "blamed": ("blamed", "Say what bothers you."),
    "as_planned": ("kept to the plan", "Keep to the plan."),
    "lighter": ("went lighter", "Go lighter."),
    "heavier": ("went heavier", "Go heavier."),
    "swapped": ("swapped something", "Swap something."),
    "cut_short": ("cut it short", "Cut it short."),
    "skipped": ("skipped it", "Skip it."),
}
"""Response style of a shipped scheme → ("you …", what to do)."""


@dataclass(frozen=True, slots=True)
class StyleCount:
    """What followed one way of answering."""

    style: str
    n: int
    good: int
    interval: tuple[float, float] | None
    """95 % of the share that went well, Wilson; None below `FEW`."""


@dataclass(frozen=True, slots=True)
class AdviceDraft:
    """A draft to accept, edit or write over."""

    text: str
    counts: dict[str, int]
    """How the similar episodes ended: `good`, `mixed`, `bad`."""
    of: int
    """How many similar labelled episodes it leans on."""
    episodes: tuple[str, ...]
    """Their ids, the most alike first."""
    because: str
    """Why these, in one line."""
    styles: tuple[StyleCount, ...] = ()
    """What was done in them, the most frequent first; those without a response style are left out."""

    def as_dict(self) -> dict[str, Any]:
        """The draft as `studio label advice --json` prints it."""
        return {
            "text": self.text, "counts": self.counts, "of": self.of, "episodes": list(self.episodes),
            "because": self.because,
            "styles": [
                {"style": s.style, "n": s.n, "good": s.good, "interval": list(s.interval) if s.interval else None}
                for s in self.styles
            ],
        }  # fmt: skip


class OwnRecord:
    """The labelled episodes, ready to be compared with one. Thread-safe.

    Args:
        store: The record.
        own: Domain → labelled episodes that somebody reads and keeps up to date already; None reads them in `warm`.
        lock: Held by whoever changes `own`; needed where that is another thread.
    """

    def __init__(
        self,
        store: Store,
        own: Mapping[str, OwnLabels] | None = None,
        lock: AbstractContextManager[object] | None = None,
    ) -> None:
        self._store = store
        self._own: Mapping[str, OwnLabels] = own if own is not None else {}
        self._given = own is not None
        self._lock = lock if lock is not None else threading.RLock()

    def warm(self, report: Report = silent, stop: Stop | None = None) -> None:
        """Read the labelled episodes; about a second at thousands, so in a thread.

        Raises:
            StoppedError: the person asked to stop.
        """
        if self._given:
            return
        found: dict[str, list[tuple[Episode, Mapping[str, Any]]]] = {}
        for episode in self._store.episodes.labelled_last(READ):
            if stop is not None:
                stop.check()
            found.setdefault(episode.domain, []).append((episode, standing(episode)))
        own = {domain: OwnLabels(rows) for domain, rows in found.items()}
        with self._lock:
            self._own = own

    def learn(self, episode: Episode, labels: Mapping[str, Any]) -> None:
        """An episode's labels are these now; what was given in this sitting counts at once."""
        with self._lock:
            if not self._given and (own := self._own.get(episode.domain)) is not None:
                own.learn(episode, labels)

    def draft(self, episode: Episode, labels: Mapping[str, Any]) -> AdviceDraft | None:
        """What was followed by what in episodes like this one; None with fewer than `LEAST`, or before `warm`.

        Episodes with the same trigger come first, then those in like words; the same record gives the same draft.
        """
        trigger = next(iter(values_of(labels, "trigger")), None)
        same: list[Neighbour] = []
        alike: list[Neighbour] = []
        with self._lock:
            own = self._own.get(episode.domain)
            for one in own.nearest(episode) if own is not None else ():
                if one.row.labels.get("outcome") not in ("good", "mixed", "bad"):
                    continue
                if trigger is not None and one.row.labels.get("trigger") == trigger:
                    same.append(one)
                elif one.alike >= ALIKE:
                    alike.append(one)
                if len(same) == SIMILAR or (trigger is None and len(alike) == SIMILAR):
                    break
        similar = [*same, *alike][:SIMILAR]
        if len(similar) < LEAST:
            return None
        styles = _styles(similar)
        ends = Counter(str(one.row.labels["outcome"]) for one in similar)
        because = [f"{len(same)} with the trigger {trigger}".replace("_", " ")] if same else []
        if len(same) < len(similar):
            because.append(f"{len(similar) - len(same)} in like words")
        return AdviceDraft(
            _told(similar, styles, ends["good"]),
            {name: ends[name] for name in ("good", "mixed", "bad")},
            len(similar),
            tuple(one.row.episode_id for one in similar),
            " and ".join(because),
            styles,
        )


def _styles(similar: Sequence[Neighbour]) -> tuple[StyleCount, ...]:
    done: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for one in similar:
        for style in values_of(one.row.labels, "response_style"):
            done[style] += 1
            good[style] += one.row.labels["outcome"] == "good"
    return tuple(
        StyleCount(style, n, good[style], wilson(good[style] / n, n) if n >= FEW else None)
        for style, n in sorted(done.items(), key=lambda item: (-item[1], -good[item[0]], item[0]))
    )


def _told(similar: Sequence[Neighbour], styles: Sequence[StyleCount], good: int) -> str:
    n = len(similar)
    if not good:
        tried = ", ".join(f"you {_did(s.style)} in {s.n}" for s in styles)
        text = f"Nothing you tried was followed by a good end in {n} like this{f': {tried}' if tried else ''}."
        return text + _quote(similar, ())
    told = styles[:NAMED]
    rest = styles[NAMED:]
    all_few = bool(told) and all(s.n < FEW for s in told)
    sentences = []
    for place, style in enumerate(told):
        who = f"In {n} like this, you" if place == 0 else "You"
        sure = "" if all_few else _sure(style.good, style.n)
        sentences.append(f"{who} {_did(style.style)} in {style.n}: {_well(style.good)}{sure}.")
    if rest:
        sentences.append(f"Something else in {sum(s.n for s in rest)}: {_well(sum(s.good for s in rest))}.")
    unnamed = n - sum(s.n for s in styles)
    if not styles:
        sentences.append(f"In {n} like this, {_well(good)}{_sure(good, n)}.")
    elif unnamed:
        sentences.append(f"{unnamed} {'says' if unnamed == 1 else 'say'} nothing of what you did.")
    if all_few:
        sentences.append("Few of each.")
    best = _best(styles)
    if best is not None:
        sentences.append(_DID[best.style][1] if best.style in _DID else f"Try “{_did(best.style)}” again.")
    return " ".join(sentences) + _quote(similar, (best.style,) if best else ())


def _well(good: int) -> str:
    return "none went well" if good == 0 else f"{good} went well"


def _sure(good: int, n: int) -> str:
    if n < FEW:
        return " (few)"
    low, high = wilson(good / n, n)
    return f" ({low:.0%} to {high:.0%})"


def _best(styles: Sequence[StyleCount]) -> StyleCount | None:
    """The style to name as advice: good at least twice, in most of its times, and more often than after the others."""
    if not styles:
        return None
    best = max(styles, key=lambda s: (wilson(s.good / s.n, s.n)[0], s.style))
    others_n = sum(s.n for s in styles if s is not best)
    others_good = sum(s.good for s in styles if s is not best)
    share = best.good / best.n
    if best.good < 2 or share <= 0.5 or (others_n and share <= others_good / others_n):
        return None
    return best


def _did(style: str) -> str:
    known = _DID.get(style)
    return known[0] if known else f"chose “{style.replace('_', ' ')}”"


def _quote(similar: Sequence[Neighbour], styles: Sequence[str]) -> str:
    """The person's own words in the most alike one that went well, of the named style where there is one."""
    wrote = []
    for place, one in enumerate(similar):
        labels = one.row.labels
        words = labels.get("what_helped") or labels.get("advice")
        if labels["outcome"] == "good" and isinstance(words, str) and words.strip():
            fits = not styles or bool(set(styles) & set(values_of(labels, "response_style")))
            wrote.append((not fits, place, words))
    return f" You wrote then: “{_short(min(wrote)[2])}”" if wrote else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTED else flat[:QUOTED].rsplit(maxsplit=1)[0] + " …"
