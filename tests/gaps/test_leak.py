"""LEAK: copies and threads across a split, opposite labels, outcomes told in the response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from studio.gaps.checks import leak
from studio.gaps.evidence import FrameRow
from studio.store.frame import EpisodeText
from tests.gaps.people import START, WORDS, Person


class Record(Person):
    """A person whose episodes have responses and outcomes too."""

    responses: dict[str, str]
    outcomes: dict[str, str]

    def texts(self, ids: Sequence[str]) -> list[EpisodeText]:
        return [EpisodeText(i, self.words[i], self.responses.get(i, ""), self.outcomes.get(i, "")) for i in ids]


def record(n: int, *, packed: bool = False, labelled: int | None = None) -> Record:
    """n unlike labelled episodes, a third of them held out when packed."""
    dice = Random(9)
    ids = [f"e{k:03d}" for k in range(n)]
    known = n if labelled is None else labelled
    rows = [
        FrameRow(
            i,
            "relationship",
            f"t{k}",
            START + k * 700_000,
            START + k * 700_000,
            ("good" if k % 2 else "bad") if k < known else None,
            "spontaneous" if k < known else None,
        )
        for k, i in enumerate(ids)
    ]
    words = {i: " ".join(dice.sample(WORDS, 20)) for i in ids}
    split = {i: "train" if k % 3 else ("test" if k % 2 else "valid") for k, i in enumerate(ids)} if packed else {}
    made = Record(rows, {}, {}, words, split)
    made.responses, made.outcomes = {}, {}
    return made


def test_a_clean_split_is_fine() -> None:
    found = leak.weigh(record(60, packed=True).evidence)
    assert (found.state, found.estimate, found.fix) == ("fine", 0.0, None)
    assert "None of 20 held-out" in found.message


def test_a_copy_with_six_of_seventy_words_changed_across_the_split_is_red() -> None:
    one = record(60, packed=True)
    dice = Random(1)
    words = [dice.choice(WORDS) + str(k) for k in range(70)]
    one.words["e001"] = " ".join(words)
    one.words["e003"] = " ".join([*words[:64], *(f"{w}ly" for w in words[64:])])
    found = leak.weigh(one.evidence)
    assert found.state == "red"
    assert found.message.startswith("1 pair of near copies")
    assert "1 of 20 held-out" in found.message
    assert found.plot.pair is not None
    assert {found.plot.pair.left, found.plot.pair.right} == {one.words["e001"], one.words["e003"]}
    assert found.fix is not None
    assert found.fix.why == "rebuild"


def test_the_same_copy_on_one_side_is_no_leak() -> None:
    one = record(60, packed=True)
    one.words["e004"] = one.words["e008"]
    assert leak.weigh(one.evidence).state == "fine"


def test_a_thread_across_the_split_is_red() -> None:
    one = record(60, packed=True)
    one.rows[1] = replace(one.rows[1], thread="shared")
    one.rows[3] = replace(one.rows[3], thread="shared")
    found = leak.weigh(one.evidence)
    assert found.state == "red"
    assert "1 thread" in found.message
    assert found.estimate == 1 / 20


def test_texts_that_are_alike_across_the_split_are_amber() -> None:
    one = record(60, packed=True)
    words = one.words["e001"].split()
    one.words["e003"] = " ".join([*words[:15], "quite", "other", "ending", "today"])
    assert leak.weigh(one.evidence).state == "amber"


def test_a_shared_week_is_told_and_raises_no_alarm() -> None:
    one = record(60, packed=True)
    one.rows = [replace(r, utc=START + k * 3600, wall=START + k * 3600) for k, r in enumerate(one.rows)]
    found = leak.weigh(one.evidence)
    assert found.state == "fine"
    assert ("weeks across", "1 (for information)") in found.numbers


def test_before_packing_copies_are_amber_and_the_split_is_promised() -> None:
    one = record(40)
    one.words["e004"] = one.words["e008"] = one.words["e010"]
    found = leak.weigh(one.evidence)
    assert found.state == "amber"
    assert "3 of 40 labelled episodes are near copies in 1 group" in found.message
    assert "will keep copies and threads on one side" in found.message


def test_before_packing_unlike_episodes_are_fine() -> None:
    assert leak.weigh(record(40).evidence).state == "fine"


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_and_nothing_packed_cannot_tell(n: int) -> None:
    found = leak.weigh(record(60, labelled=n).evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert len(leak.picks(record(60, labelled=n).evidence).ids) == 30 - n


def test_copies_with_opposite_labels_are_offered_again() -> None:
    one = record(40)
    one.words["e004"] = one.words["e007"]
    found, picks = leak.weigh(one.evidence), leak.picks(one.evidence)
    assert found.state == "amber"
    assert found.headline == "Copies carry opposite labels"
    assert (set(picks.ids), picks.why) == ({"e004", "e007"}, "relabel")


def test_a_response_that_holds_its_own_outcome_is_amber() -> None:
    one = record(40)
    one.outcomes["e005"] = "we laughed about it the whole evening"
    one.responses["e005"] = "I said sorry and we laughed about it the whole evening"
    one.outcomes["e006"], one.responses["e006"] = "we laughed about it the whole evening", "I said nothing at all"
    found = leak.weigh(one.evidence)
    assert found.state == "amber"
    assert leak.picks(one.evidence).ids == ("e005",)


def test_stock_words_matter_only_when_there_are_several() -> None:
    one = record(40)
    one.responses["e001"] = "told her the evening went well"
    assert leak.weigh(one.evidence).state == "fine"
    one.responses |= {f"e00{k}": "in short it ended badly" for k in range(2, 5)}
    assert leak.weigh(one.evidence).state == "amber"


def test_what_was_packed_is_judged_alone() -> None:
    one = record(60, packed=True)
    one.split = {i: s for i, s in one.split.items() if i < "e030"}
    one.words["e040"] = one.words["e001"]
    found = leak.weigh(one.evidence)
    assert (found.n, found.state) == (30, "fine")


def test_many_identical_texts_are_counted_not_listed() -> None:
    one = record(60, packed=True)
    one.words = dict.fromkeys(one.words, "the very same words every time")
    found = leak.weigh(one.evidence)
    held_out = 20
    within = sum(a * b for a, b in [(40, 10), (40, 10), (10, 10)])
    assert found.state == "red"
    assert found.message.startswith(f"{within} pairs")
    assert found.estimate == held_out / held_out
