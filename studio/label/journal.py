"""Giving labels: checked against the scheme, kept as events, taken back and brought back without end."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import iso, now
from studio.core.episode import WHYS, Episode, Why
from studio.core.errors import UsageError
from studio.label.codebook.revisions import keep_scheme, restated
from studio.label.codebook.schemes import Scheme, schemes_by_domain
from studio.label.imports import import_labels
from studio.label.values import checked_values, cleaned
from studio.store.label_events import Given, LabelEvent
from studio.store.reading import EvidenceReader

if TYPE_CHECKING:
    from studio.core.paths import Home
    from studio.core.progress import Stop
    from studio.store import Store
    from studio.store.suggestions import Offered

__all__ = ["Change", "Journal", "event_as_dict", "import_labels"]


@dataclass(frozen=True, slots=True)
class Change:
    """What one action did, once it is on disk."""

    action: str
    kind: str
    """`set`, `skip`, `flag`, `revise`, `undo` or `redo`."""
    episode_id: str
    labels: dict[str, Any]
    """The episode's labels now; fields without one are absent."""
    undone_kind: str | None = None
    """For undo and redo: what kind of action was taken back or brought back."""
    undone_value: Any = None
    """For undo and redo: the value that action had given; of a revision `{"what", "gone", "made"}` with ids."""
    why: Why = "spontaneous"
    """For undo and redo: why that action was done."""
    inclusion_prob: float | None = None

    said: str = ""
    """What was done in a few words: the values given, that a flag was taken off, what was trimmed."""
    many: bool = False
    """For undo and redo: the action was about more than this one episode, or changed how many there are."""
    at: datetime | None = None
    """For undo and redo: when that action was done; aware."""
    also: tuple[str, ...] = ()
    """For undo and redo: the other episodes the action was about."""

    @property
    def outcome(self) -> str | None:
        """The outcome now."""
        value = self.labels.get("outcome")
        return None if value is None else str(value)

    @property
    def trigger(self) -> str | None:
        """The trigger now."""
        value = self.labels.get("trigger")
        return None if value is None else str(value)


class Journal:
    """Labels one sitting's worth of episodes; every call returns once its event is on disk.

    Args:
        store: The record.
        home: Whose own schemes apply; None for the shipped ones.
        sitting: Id of the sitting, a fresh one unless given.

    Raises:
        StudioError: a scheme file is broken.
    """

    def __init__(self, store: Store, home: Home | None = None, *, sitting: str = "") -> None:
        self._store = store
        self.schemes: dict[str, Scheme] = schemes_by_domain(home)
        """Domain → scheme."""
        self.sitting = sitting or f"s{secrets.token_hex(6)}"
        self.evidence = EvidenceReader(store)
        self._kept: set[str] = set()

    def episode(self, reference: str) -> Episode:
        """The episode of an id, or of a prefix that only one has.

        Raises:
            UsageError: there is none.
        """
        found = self.evidence.episode(reference)
        if found is None:
            total = self._store.episodes.count()
            raise UsageError(
                f"No single episode is called “{reference[:80]}”.",
                fix=f"There are {total:,}: studio episodes list." if total else "Cut some first: studio episodes cut.",
                code="not_found",
            )
        return found

    def scheme_of(self, episode: Episode) -> Scheme:
        """The scheme an episode is labelled with.

        Raises:
            UsageError: no scheme is for its domain.
        """
        scheme = self.schemes.get(episode.domain)
        if scheme is None:
            raise UsageError(f"No scheme is for the domain {episode.domain}.", code="not_found")
        return scheme

    def set(
        self,
        episode: Episode,
        values: Mapping[str, Any],
        *,
        why: Why | None = None,
        inclusion_prob: float | None = None,
        seconds: float | None = None,
        at: datetime | None = None,
        offered: Sequence[Offered] = (),
    ) -> Change:
        """Give an episode values; None clears a field.

        Args:
            episode: As `episode` returned it.
            values: Field → value.
            why: Why it was labelled; None keeps what stands, `spontaneous` when it had no label.
            inclusion_prob: Chance of the random draw that picked it.
            seconds: How long the person looked.
            at: When it was said; None means now.
            offered: What was suggested for these fields, to be logged with the label.

        Raises:
            UsageError: a field or value is not in the scheme.
        """
        scheme = self.scheme_of(episode)
        clean = checked_values(scheme, values)
        self._keep(scheme)
        if why is None:
            why, inclusion_prob = self._standing_why(episode.id)
        action, labels = self._store.labels.give(
            Given(episode.id, clean, why, inclusion_prob, self.sitting, scheme.stamp, seconds, at, tuple(offered))
        )
        return Change(action, "set", episode.id, labels, said=_in_words(clean))

    def skip(self, episode_id: str, value: bool = True) -> Change:
        """Set an episode aside, or bring it back."""
        action = self._store.labels.mark("skip", episode_id, value, sitting=self.sitting)
        said = "set aside" if value else "no longer set aside"
        return Change(action, "skip", episode_id, self._store.labels.current(episode_id), said=said)

    def flag(self, episode_id: str, value: bool | str = True) -> Change:
        """Flag an episode to come back to, with a reason in words if there is one; False takes the flag off."""
        value = (cleaned(value) or True) if isinstance(value, str) else value
        action = self._store.labels.mark("flag", episode_id, value, sitting=self.sitting)
        said = "flagged" if value else "flag taken off"
        return Change(action, "flag", episode_id, self._store.labels.current(episode_id), said=said)

    def undo(self) -> Change | None:
        """Take back the last action that stands, of any sitting; None when there is none."""
        return self._turned("undo", self._store.labels.undo(sitting=self.sitting))

    def redo(self) -> Change | None:
        """Bring back what was undone last; None when there is nothing, or something was labelled since."""
        return self._turned("redo", self._store.labels.redo(sitting=self.sitting))

    def ready_undo(self, stop: Stop) -> None:
        """Read the log, so that the first undo comes at once; labels can be given meanwhile."""
        self._store.labels.ready_undo(stop)

    def depth(self) -> tuple[int, int]:
        """How many actions can be undone and redone."""
        return self._store.labels.depth()

    def labels(self, episode_id: str) -> dict[str, Any]:
        """Field → value of an episode's current labels."""
        return self._store.labels.current(episode_id)

    def marks(self, episode_id: str) -> Collection[str]:
        """Which of `skip` and `flag` stand on an episode."""
        return self._store.labels.standing(episode_id).marks.keys()

    def history(self, episode_id: str) -> list[LabelEvent]:
        """Every event of an episode, oldest first."""
        return self._store.labels.history(episode_id)

    def flag_reason(self, episode_id: str) -> str:
        """Why an episode was flagged; empty when no reason was given."""
        return self._store.labels.flag_reasons().get(episode_id, "")

    def restated(self, episode: Episode) -> dict[str, Any]:
        """The values of an episode that its scheme still has, to be given again under its present revision."""
        return restated(self._store, self.scheme_of(episode), episode.id)

    def drafts(self, episode_id: str) -> dict[str, str]:
        """Free-text field → text begun and not kept."""
        return self._store.drafts.of(episode_id)

    def keep_draft(self, episode_id: str, field: str, text: str) -> None:
        """Keep text begun; empty text takes it away."""
        self._store.drafts.keep(episode_id, field, text)

    def today(self) -> tuple[int, float | None]:
        """(episodes labelled since the day began here, median seconds each took)."""
        return self._store.labels.given_since(midnight())

    def _keep(self, scheme: Scheme) -> None:
        if scheme.stamp not in self._kept:
            keep_scheme(self._store, scheme)
            self._kept.add(scheme.stamp)

    def _standing_why(self, episode_id: str) -> tuple[Why, float | None]:
        """Why the outcome that stands was given, and its chance; `spontaneous` without one or its first reading."""
        standing = self._store.labels.standing(episode_id)
        if standing.why in (None, "relabel"):
            return "spontaneous", None
        return known_why(standing.why), standing.inclusion_prob

    def _turned(self, kind: str, event: LabelEvent | None) -> Change | None:
        if event is None:
            return None
        episode_id = event.episode_id
        if event.kind == "revise":
            episode_id = event.value["gone" if kind == "undo" else "made"][0]
        labels = self._store.labels.current(episode_id)
        fewer = event.kind == "revise" and len(event.value["gone"]) != len(event.value["made"])
        return Change(
            event.action, kind, episode_id, labels, event.kind, event.value, known_why(event.why),
            event.inclusion_prob, said=_event_in_words(event), many=bool(event.also) or fewer,
            at=event.at, also=event.also,
        )  # fmt: skip


def midnight() -> datetime:
    """When the day began here."""
    return now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def _in_words(values: Mapping[str, Any]) -> str:
    return ", ".join("cleared" if v is None else ", ".join(v) if isinstance(v, list) else v for v in values.values())


REVISED_WORDS = {
    "merge": "joined",
    "split": "taken apart",
    "trim": "made to begin or end elsewhere",
    "extend": "made longer",
}
"""What a revision did to an episode → how it is told."""


def _event_in_words(event: LabelEvent) -> str:
    if event.kind == "set":
        return _in_words({"": event.value})
    if event.kind == "revise":
        return REVISED_WORDS.get(event.field or "", "made by hand")
    if event.kind == "flag":
        return "flagged" if event.value else "flag taken off"
    return "set aside" if event.value else "no longer set aside"


def known_why(text: str | None) -> Why:
    """The reason a stored word stands for; `spontaneous` when it stands for none."""
    return next((why for why in WHYS if why == text), "spontaneous")


def event_as_dict(event: LabelEvent) -> dict[str, Any]:
    """An event as `studio label history --json` prints it."""
    return {
        "seq": event.seq, "action": event.action, "at": iso(event.at), "kind": event.kind, "field": event.field,
        "value": event.value, "previous": event.previous, "target": event.target, "why": event.why,
        "inclusion_prob": event.inclusion_prob, "sitting": event.sitting or None, "scheme": event.scheme or None,
        "seconds": event.seconds,
    }  # fmt: skip
