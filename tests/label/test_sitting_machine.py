"""Whatever is pressed in a sitting, in any order: its counts are those of a sitting begun anew."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from studio.core.progress import Stop, silent
from studio.label.opening import begin
from studio.label.picking.queue import Mode, open_queue
from studio.store import Store
from tests.label.life import put

MODES: tuple[Mode, ...] = ("mixed", "audit", "set_aside", "flagged")


class SittingMachine(RuleBasedStateMachine):
    """Random keys on a small life."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(None)
        put(self.store, evenings=5, training_days=1)
        self.sat = begin(self.store, None, report=silent, stop=Stop())

    def teardown(self) -> None:
        self.sat.close()
        self.store.close()

    @rule(value=st.sampled_from(("good", "bad", "unknown")))
    def outcome(self, value: str) -> None:
        self.sat.outcome(value)

    @rule(field=st.sampled_from(("advice", "note")), text=st.sampled_from(("", "wait", "[/INST]")))
    def write(self, field: str, text: str) -> None:
        self.sat.write(field, text)

    @rule()
    def topic(self) -> None:
        self.sat.toggle_topic("work")

    @rule()
    def trigger(self) -> None:
        if self.sat.scheme is not None:
            self.sat.give("trigger", self.sat.scheme.trigger.values[0])

    @rule()
    def accept(self) -> None:
        self.sat.accept()

    @rule()
    def skip(self) -> None:
        self.sat.skip()

    @rule(reason=st.sampled_from((None, "", "ask Jo")))
    def flag(self, reason: str | None) -> None:
        self.sat.flag(reason)

    @rule()
    def undo(self) -> None:
        self.sat.undo()

    @rule()
    def redo(self) -> None:
        self.sat.redo()

    @rule(back=st.booleans())
    def move(self, back: bool) -> None:
        self.sat.back() if back else self.sat.forward()

    @rule(mode=st.sampled_from(MODES))
    def another_way(self, mode: Mode) -> None:
        before = self.sat
        self.sat = begin(self.store, None, mode=mode, after=before, report=silent, stop=Stop())
        before.close(wait=False)

    @invariant()
    def counts_are_those_of_the_record(self) -> None:
        sat, journal = self.sat, self.sat.journal
        anew = open_queue(self.store, journal.schemes)
        counted = (sat.queue.labelled, sat.queue.set_aside, sat.queue.flagged, sat.queue.left)
        assert counted == (anew.labelled, anew.set_aside, anew.flagged, anew.left)
        anew.close()
        assert sat.undo_depth == journal.depth()[0]
        assert sat.today == journal.today()[0]
        if sat.view is not None:
            episode_id = sat.view.episode.id
            assert sat.labels == journal.labels(episode_id)
            assert sat.queue.is_skipped(episode_id) == (episode_id in self.store.labels.skipped())
            assert sat.queue.is_flagged(episode_id) == (episode_id in self.store.labels.flagged())


TestSittingMachine = SittingMachine.TestCase
TestSittingMachine.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
