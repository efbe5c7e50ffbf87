"""One sitting at the label screen: where the person is, what they said, how fast, and what comes next."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from studio.core.episode import Episode
from studio.label.codebook.schemes import Scheme
from studio.label.journal import Change, Journal, midnight
from studio.label.learning import Learning
from studio.label.picking.queue import Pick, Queue
from studio.label.stats import AWAY_AFTER, SittingStats
from studio.label.suggest.suggesting import Suggester, Suggestion, offered
from studio.label.suggest.suggestion import standing
from studio.label.trail import Step, Trail
from studio.label.views import View, Views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from studio.core.episode import Why
    from studio.label.suggest.advice import AdviceDraft
    from studio.store.suggestions import Offered


class Sitting:
    """Moves through a queue and writes what the person says; every change is on disk when a call returns."""

    def __init__(
        self,
        journal: Journal,
        queue: Queue,
        *,
        suggester: Suggester | None = None,
        stats: SittingStats | None = None,
    ) -> None:
        self.journal = journal
        self.queue = queue
        self.stats = stats or SittingStats()
        self._suggester = suggester
        self._learning = Learning(journal, suggester)
        self._trail = Trail(queue)
        self._views = Views(journal, suggester, lambda episode: self._draft(episode, {}))
        self._outcomes: dict[str, str | None] = {}
        self._said: dict[str, dict[str, Any]] = {}
        self._undo = journal.depth()[0]
        self._today, self._median = journal.today()
        self._since = monotonic()
        self.view: View | None = None
        self.labels: dict[str, Any] = {}
        """Field → value of the episode in view, as they stand."""
        self.last: Change | None = None
        """What was done last."""
        self.forward()

    def warm(self) -> None:
        """Learn in a thread from what was labelled before; until then rules alone suggest."""
        self._learning.begin()

    def go_on_from(self, other: Sitting) -> None:
        """Take over the learning that another sitting began."""
        self._learning = other._learning

    def stay_with(self, other: Sitting) -> None:
        """Go on at the place of another sitting, with its trail, though the queue was read again."""
        self._trail.follow(other._trail)
        self._said, self.last = other._said, other.last
        for episode_id in (one for one, outcome in other._outcomes.items() if outcome is not None):
            self._outcomes[episode_id] = (labels := self.journal.labels(episode_id)).get("outcome")
            self.queue.labels_changed(episode_id, labels.get("outcome"), labels.get("trigger"))
        if (pick := self.pick) is not None:
            self._look_or_on(pick)
        else:
            self.forward()

    def close(self, *, wait: bool = True) -> None:
        """Stop reading ahead; and learning, unless another sitting goes on with it (`wait` is False then)."""
        self._views.close()
        self.queue.close()
        if wait:
            self._learning.end()

    @property
    def pick(self) -> Pick | None:
        """The pick in view; None at the end of the queue."""
        return self._trail.pick

    @property
    def scheme(self) -> Scheme | None:
        """The scheme of the episode in view."""
        return self.journal.scheme_of(self.view.episode) if self.view else None

    @property
    def hidden(self) -> bool:
        """True while a second reading hides what was said the first time."""
        return self.pick is not None and self.pick.why == "relabel"

    @property
    def shown(self) -> dict[str, Any]:
        """Labels to show: what stands, or in a second reading what was said in this sitting."""
        if self.hidden and self.pick:
            return self._said.get(self.pick.episode_id, {})
        return self.labels

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is suggested for fields that say nothing yet; none in a second reading, or where it is held back."""
        if self.view is None or self.hidden or self.held_back:
            return ()
        return tuple(s for s in self.view.suggestions if not self.labels.get(s.field))

    @property
    def held_back(self) -> bool:
        """True where suggestions are hidden at random, so that their pull on the person can be measured."""
        return self.view is not None and self._suggester is not None and self._suggester.hidden(self.view.episode.id)

    @property
    def suggester(self) -> Suggester | None:
        """Who suggests here."""
        return self._suggester

    @property
    def drafts(self) -> dict[str, str]:
        """Free-text field → text begun and not kept, of the episode in view."""
        return self.view.drafts if self.view is not None else {}

    @property
    def undo_depth(self) -> int:
        """How many actions can be taken back."""
        return self._undo

    @property
    def today(self) -> int:
        """Episodes labelled today."""
        return max(0, self._today)

    @property
    def pace(self) -> float | None:
        """Median seconds a label took, in this sitting or else today."""
        return self.stats.median if self.stats.median is not None else self._median

    @property
    def position(self) -> int:
        """1-based place in this sitting's trail."""
        return self._trail.position

    @property
    def shown_ids(self) -> frozenset[str]:
        """Ids of the episodes shown in this sitting."""
        return self._trail.shown

    def trail(self, before: int, after: int) -> list[Step]:
        """The last picks, the one in view, and the next ones."""
        return self._trail.steps(before, after, self._outcomes.get)

    def began(self, episode_id: str) -> Episode | None:
        """The episode of a trail entry if it has been read already; never waits."""
        return self._views.began(episode_id)

    def forward(self) -> bool:
        """Move on without saying anything; False at the end of the queue."""
        while (pick := self._trail.forward()) is not None:
            if self._look(pick):
                return True
            self._drop()
        self.view, self.labels = None, {}
        return False

    def back(self) -> bool:
        """Go to the one before; False at the beginning."""
        pick = self._trail.back()
        if pick is None:
            return False
        return self._look_or_on(pick)

    def refresh(self) -> None:
        """Read again what is in view, as another room may have changed it; moves on if it is gone."""
        self._views.forget()
        began = self._since
        if (pick := self.pick) is None:
            return
        if self._look_or_on(pick) and self.pick is pick:
            self._since = began

    def give(self, field: str, value: str) -> Change | None:
        """Set a field of the episode in view, or clear it when it already says so."""
        return self._write({field: None if self.shown.get(field) == value else value})

    def outcome(self, value: str) -> Change | None:
        """Say how it went and move on; the same outcome again only moves on."""
        change = None
        if self.view is not None and self.queue.mode == "stale":
            change = self._judge({**self.journal.restated(self.view.episode), "outcome": value})
        elif self.view is not None and self.shown.get("outcome") != value:
            change = self._judge({"outcome": value})
        self.forward()
        return change

    def accept(self) -> Change | None:
        """Take everything suggested as one action and move on if it says how it went; None when nothing is."""
        values: dict[str, Any] = {s.field: _as_given(s) for s in self.suggestions}
        if not values:
            return None
        judged = "outcome" in values
        change = self._judge(values, taken=True) if judged else self._write(values)
        if judged:
            self.forward()
        return change

    def toggle_topic(self, topic: str) -> Change | None:
        """Turn a topic on or off."""
        topics = list(self.shown.get("topics") or ())
        topics = [t for t in topics if t != topic] if topic in topics else [*topics, topic]
        return self._write({"topics": topics or None})

    def write(self, field: str, text: str) -> Change | None:
        """Keep free text; empty text clears the field, unchanged text writes nothing."""
        if (self.shown.get(field) or "") == text.strip():
            return None
        return self._write({field: text})

    def skip(self) -> Change | None:
        """Set the episode in view aside, or bring it back when it already is; then move on."""
        if self.view is None:
            return None
        episode_id = self.view.episode.id
        aside = not self.queue.is_skipped(episode_id)
        self.last = self.journal.skip(episode_id, aside)
        self._acted()
        self.queue.skip_changed(episode_id, aside)
        self.forward()
        return self.last

    def flag(self, reason: str | None = None) -> Change | None:
        """Flag the episode in view, or give its flag a reason; an empty reason takes the flag off."""
        if self.view is None:
            return None
        episode_id = self.view.episode.id
        value: bool | str = True if reason is None else reason.strip() or False
        self.last = self.journal.flag(episode_id, value)
        self._acted()
        self.queue.flag_changed(episode_id, value is not False)
        return self.last

    def keep_draft(self, field: str, text: str) -> None:
        """Keep text that is being typed, so that a crash loses none of it; empty text takes the draft away."""
        if self.view is not None:
            self.journal.keep_draft(self.view.episode.id, field, text)
            self.view.drafts.pop(field, None)
            if text:
                self.view.drafts[field] = text

    def drafted_advice(self) -> AdviceDraft | None:
        """What one's own record says about situations like the one in view; None when too few are like it."""
        if self.view is None or self.hidden:
            return None
        return self._draft(self.view.episode, self.labels)

    def revised(self, gone: Sequence[str], made: str, said: str = "") -> None:
        """Show the episode that took the place of others, and go on from there; `said` tells what was done."""
        pick = self.pick
        if pick is None:
            return
        if said:
            self.last = Change("", "revise", made, {}, said=said)
        for episode_id in gone:
            self._trail.put_in_place(episode_id, replace(pick, episode_id=made))
            self.queue.replaced(episode_id, made)
        self._views.forget()
        self._undo = self.journal.depth()[0]
        self._look_or_on(replace(pick, episode_id=made))

    def undo(self) -> Change | None:
        """Take back the last action and go to its episode; None when there is nothing."""
        return self._turned(self.journal.undo())

    def redo(self) -> Change | None:
        """Bring back what was undone last and go to its episode; None when there is nothing."""
        return self._turned(self.journal.redo())

    def _draft(self, episode: Episode, labels: Mapping[str, Any]) -> AdviceDraft | None:
        if self._suggester is None:
            return None
        return self._suggester.record().draft(episode, labels or standing(episode))

    def _judge(self, values: dict[str, Any], *, taken: bool = False) -> Change | None:
        """Write values with an outcome among them: its seconds, and what had been suggested, go with it."""
        took = monotonic() - self._since
        seconds = round(took, 3) if took < AWAY_AFTER else None
        first = self.labels.get("outcome") is None
        offers: Sequence[Offered] = ()
        if first and not self.hidden and self.view is not None and self.view.suggestions:
            offers = offered(self.view.suggestions, self.held_back, {**self.labels, **values}, taken)
        change = self._write(values, seconds=seconds, offers=offers)
        if first and change is not None:
            self._today += 1
            self.stats.gave(seconds)
        return change

    def _write(
        self, values: dict[str, Any], *, seconds: float | None = None, offers: Sequence[Offered] = ()
    ) -> Change | None:
        pick, view = self.pick, self.view
        if pick is None or view is None:
            return None
        why: Why | None = pick.why if pick.why == "relabel" or self.labels.get("outcome") is None else None
        self.last = change = self.journal.set(
            view.episode, values, why=why, inclusion_prob=pick.inclusion_prob, seconds=seconds, offered=offers
        )
        said = self._said.setdefault(view.episode.id, {})
        said.update({name: change.labels.get(name) for name in values})
        self._acted()
        self._note_labels(change)
        self._teach(view.episode, dict(change.labels))
        return change

    def _teach(self, episode: Episode, labels: Mapping[str, Any]) -> None:
        if (suggester := self._suggester) is not None:
            self._views.later(lambda: suggester.learn(episode, labels))

    def _note_labels(self, change: Change) -> None:
        if self.view is not None and self.view.episode.id == change.episode_id:
            self.labels = change.labels
        self._outcomes[change.episode_id] = change.outcome
        self.queue.labels_changed(change.episode_id, change.outcome, change.trigger)

    def _acted(self) -> None:
        self._undo += 1
        self._learning.acted()

    def _turned(self, change: Change | None) -> Change | None:
        if change is None:
            return None
        self.last = change
        self._undo = self.journal.depth()[0]
        if change.undone_kind == "revise":
            told = change.undone_value
            leaving, coming = ("made", "gone") if change.kind == "undo" else ("gone", "made")
            self._trail.go_to(Pick(told[leaving][0], change.why, "you took it back", change.inclusion_prob))
            self.revised(told[leaving], told[coming][0])
            return change
        if change.undone_kind in ("skip", "flag"):
            marked = change.undone_kind in self.journal.marks(change.episode_id)
            told = self.queue.skip_changed if change.undone_kind == "skip" else self.queue.flag_changed
            told(change.episode_id, marked)
        before = self.queue.labelled
        self._said.pop(change.episode_id, None)
        self._note_labels(change)
        if more := self.queue.labelled - before:
            self._today += more if change.at is not None and change.at >= midnight() else 0
            self.stats.gave(None) if more > 0 else self.stats.took_back()
        self._go_to(change)
        if self.view is not None and self.view.episode.id == change.episode_id:
            self._teach(self.view.episode, dict(change.labels))
        if change.also:
            self._learning.begin()
        return change

    def _go_to(self, change: Change) -> None:
        self._trail.go_to(Pick(change.episode_id, change.why, "you took it back", change.inclusion_prob))
        if (pick := self.pick) is not None:
            self._look_or_on(pick)

    def _drop(self) -> None:
        """Leave out the present place: its episode is gone from the record."""
        self.queue.gone(self._trail.drop())

    def _look_or_on(self, pick: Pick) -> bool:
        if self._look(pick):
            return True
        self._drop()
        return self.forward()

    def _look(self, pick: Pick) -> bool:
        """Bring an episode into view; False if it is gone."""
        self.view = self._views.now(pick.episode_id)
        self._views.ahead([coming.episode_id for coming in self._trail.look_ahead()])
        self._since = monotonic()
        self._learning.acted()
        if self.view is None:
            return False
        if pick.episode_id in self._said or pick.episode_id in self._outcomes:
            self.labels = self.journal.labels(pick.episode_id)
        else:
            self.labels = standing(self.view.episode)
        self._outcomes[pick.episode_id] = self.labels.get("outcome")
        return True


def _as_given(suggestion: Suggestion) -> Any:
    return [suggestion.value] if suggestion.field == "topics" else suggestion.value
