"""The gates in front of a dataset: what must be true before a person's words are learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from studio.core.manifest import GapMark, Gate, Rescan, Weights
from studio.dataset.holes import WORDS, Holes
from studio.dataset.render import Example
from studio.dataset.weights import LEAST_AUDIT, efficient

LEAST_EPISODES = 8
"""Labelled episodes without which nothing is packed."""
TELLING_HELD_OUT = 30
"""Held-out examples below which a difference between two models hardly shows."""

_UNTESTED = "nothing was planted to see what is found"
_UNSEEN = "nobody looked at lines in which nothing was found"
_STANDING = ("amber", "red")
_WEIGHABLE = ("outcome_mix", "selection")
"""Checks whose finding weights can mend in part."""
_OUTCOME_ALONE = {
    "few_named": "too few labels name a trigger",
    "thin": "the audit is too thin for each kind of situation",
    "lopsided": "with situations the weights would be too lopsided",
}


def examine(
    examples: Mapping[str, Sequence[Example]],
    weights: Weights,
    *,
    episodes: int,
    learned: int,
    wants_valid: bool,
    holes: Holes,
    why_unreviewed: str | None,
    taught: Sequence[str] = (),
    gaps: Sequence[GapMark] = (),
    audit: int = 0,
) -> tuple[Gate, ...]:
    """Every gate's answer, the ones that matter most first.

    Args:
        examples: Split → examples.
        weights: As they would be applied.
        episodes: Labelled episodes that make an example.
        learned: Those of them in training.
        wants_valid: Whether a validation set was asked for.
        holes: What is not reviewed.
        why_unreviewed: The person's reason to let unreviewed text in, if they gave one.
        taught: Views that learn what was lived without being told how it ended.
        gaps: Every gap check as it stands; none when they were not asked.
        audit: Labels given in a random audit.
    """
    gates = [_enough(episodes), _reviewed(holes, why_unreviewed, episodes)]
    if episodes >= LEAST_EPISODES:
        gates += [_apart(examples, wants_valid), _held_out(examples), _endings(taught)]
        if weights.method != "none":
            gates.append(_weighed(weights, learned))
        if gaps:
            gates.append(_gaps(gaps, weights, audit))
        gates.append(_residual(holes))
    return tuple(gates)


def _enough(episodes: int) -> Gate:
    if episodes >= LEAST_EPISODES:
        return Gate("enough", "passed", f"{episodes} labelled episodes make examples; {LEAST_EPISODES} are needed.")
    return Gate(
        "enough",
        "refused",
        f"Only {episodes} labelled episodes make an example; {LEAST_EPISODES} are needed.",
        f"Label {LEAST_EPISODES - episodes} more, with advice: studio label next.",
    )


def _reviewed(holes: Holes, why: str | None, episodes: int) -> Gate:
    if not holes.texts:
        told = "Every text in it is scrubbed and reviewed." if episodes else "No text yet."
        if holes.collisions:
            several = _count(holes.collisions, "stand-in reads", "stand-ins read")
            told = f"{told} {several} like something else that is in the texts."
            return Gate("reviewed", "warned", told, "See which: studio scrub status.")
        return Gate("reviewed", "passed", told)
    if why is not None:
        return Gate("reviewed", "overridden", f"{holes.in_words()}; let in, as you said: {why}")
    command = "studio scrub scan, then studio scrub review" if holes.unscanned else "studio scrub review"
    return Gate(
        "reviewed",
        "refused",
        f"Refused, with {holes.in_words()}. Nothing is packed that nobody has looked at.",
        f"{command}. To let them in all the same: --allow-unreviewed WHY.",
    )


def _residual(holes: Holes) -> Gate:
    """Whether it was measured what slips through; it warns and never refuses."""
    missing = [told for told, done in ((_UNTESTED, holes.planted), (_UNSEEN, holes.looked)) if not done]
    if not missing:
        return Gate("residual", "passed", "What slips through was measured: studio scrub residual tells it.")
    told = f"How much slips through is not known: {' and '.join(missing)}."
    return Gate("residual", "warned", told, "Measure it: studio scrub residual, or R in the scrub room.")


def remaining(mark: Rescan, why: str | None) -> Gate:
    """What the last look through the files found: something that was to be replaced refuses, unless it is let in."""
    unknown = sum(mark.unknown.values())
    also = f" {_count(unknown, 'other place looks', 'other places look')} like a name or number." if unknown else ""
    if mark.clean:
        told = f"Nothing of {_count(mark.sought, 'surface')} to be replaced is left in its files.{also}"
        if not unknown:
            return Gate("remaining", "passed", told)
        return Gate("remaining", "warned", told, "Look at them as they are listed, and name them in the scrub room.")
    places = sum(mark.remaining.values())
    kinds = ", ".join(f"{n:,} {WORDS[e][n != 1] if e in WORDS else e}" for e, n in mark.remaining.items())
    told = f"{_count(places, 'place')} still {'holds' if places == 1 else 'hold'} what was to be replaced ({kinds})"
    where = f" in {', '.join(mark.files)}.{also}"
    if why is not None:
        return Gate("remaining", "overridden", f"{told}{where} Let in, as you said: {why}")
    fix = "Name these words in the scrub room and scan again, or let them in: --allow-unreviewed WHY."
    return Gate("remaining", "refused", f"Refused: {told}{where}", fix)


def _apart(examples: Mapping[str, Sequence[Example]], wants_valid: bool) -> Gate:
    if not examples["train"]:
        return Gate(
            "apart", "refused", "Nothing is left to learn from.", "Label episodes of other days: studio label next."
        )
    if wants_valid and not examples["valid"]:
        return Gate(
            "apart",
            "refused",
            "Nothing can be held out: all labelled episodes hang together, or were sought out on purpose.",
            "Label a few picked at random: studio label next --why audit.",
        )
    return Gate("apart", "passed", "No thread and no near copy has one part to learn from and one for the exam.")


def _held_out(examples: Mapping[str, Sequence[Example]]) -> Gate:
    held = len(examples["valid"]) + len(examples["test"])
    if held >= TELLING_HELD_OUT:
        return Gate("held_out", "passed", f"{held} examples are held out.")
    return Gate(
        "held_out",
        "warned",
        f"Only {held} examples are held out: whether tuning helped will hardly show below {TELLING_HELD_OUT}.",
        "Label more when you can.",
    )


def _endings(taught: Sequence[str]) -> Gate:
    if not taught:
        return Gate("endings", "passed", "How it ended stands in what is asked, so how common that is is not learned.")
    return Gate(
        "endings",
        "warned",
        f"{', '.join(taught)}: what was done or followed is learned as if it all had ended alike.",
        "Put {a_ending} into the prompt of the template.",
    )


def _weighed(weights: Weights, learned: int) -> Gate:
    if weights.audit < LEAST_AUDIT:
        return Gate(
            "weights",
            "refused",
            f"Weights need {LEAST_AUDIT} labels picked at random; there are {weights.audit}.",
            f"Label {LEAST_AUDIT - weights.audit} more at random: studio label next --why audit.",
        )
    size = f"{weights.effective:.0f} of {learned}" if weights.effective is not None else "none"
    if not efficient(weights, learned):
        return Gate(
            "weights",
            "refused",
            f"Too lopsided to weight, label more: the training episodes would count for {size}, and half is the least.",
            "Label more of what is rare: studio gaps.",
        )
    told = f"Weighted to the random audit ({weights.audit} labels) {margins_in_words(weights)}; worth {size} episodes."
    if weights.converged is False:
        stopped = f"The two did not come to agree with it fully: stopped after {weights.rounds} rounds."
        return Gate(
            "weights", "warned", f"{told} {stopped}", "Label more at random, in every kind of situation: studio gaps."
        )
    return Gate("weights", "passed", told)


def margins_in_words(weights: Weights) -> str:
    """What was made to agree with the audit, and why no more: `by outcome alone, as few labels name a trigger`."""
    if "situation" in weights.margins:
        return f"by outcome and by situation ({weights.situations} kinds)"
    why = _OUTCOME_ALONE.get(weights.without_situations)
    return f"by outcome alone ({why})" if why else "by outcome alone"


def _gaps(gaps: Sequence[GapMark], weights: Weights, audit: int) -> Gate:
    """Reds and ambers that the person has not called how it is; they warn and never refuse."""
    standing = sorted((m for m in gaps if m.state in _STANDING and not m.attested), key=lambda m: m.state != "red")
    attested = sum(m.state in _STANDING and m.attested for m in gaps)
    untold = sum(m.state == "cant_tell" for m in gaps)
    rest = [f"{attested} you said are how it really is"] if attested else []
    rest += [f"{untold} of {len(gaps)} cannot tell yet"] if untold else []
    more = f" ({'; '.join(rest)})" if rest else ""
    if not standing:
        told = f"None of {len(gaps)} gap checks asks for anything{more}; that does not mean nothing is missing."
        return Gate("gaps", "passed", told)
    names = ", ".join(f"{m.id.replace('_', ' ')} ({m.state})" for m in standing)
    fix = "Look at what is missing: studio gaps."
    lopsided = any(m.state == "red" and m.id in _WEIGHABLE for m in standing)
    if lopsided and weights.method == "none" and audit >= LEAST_AUDIT:
        fix = f"{fix} With {audit} labels picked at random, weights can help: --weights poststratify."
    told = _count(len(standing), "gap check stands", "gap checks stand")
    return Gate("gaps", "warned", f"{told} open: {names}{more}.", fix)


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"
