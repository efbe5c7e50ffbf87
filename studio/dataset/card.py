"""The dataset card: what a person should know of a dataset before they believe what was learned from it."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.manifest import GapMark, Manifest, Override, Rescan
from studio.dataset.gates import margins_in_words
from studio.dataset.reasons import in_words

GAP_STATES = {"red": "red", "amber": "amber", "cant_tell": "cannot tell yet", "fine": "fine"}
"""Gap state → words, the ones that matter most first."""

Lines = tuple[str, ...]


def card(made: Manifest) -> dict[str, Lines]:
    """Heading → lines, in the order they are read; headings with nothing to say are absent.

    Nothing a person wrote is in it but the reason of an override.
    """
    parts = {
        "what it holds": tuple(_holds(made)),
        "gates": tuple(f"{gate.state:<10} {gate.message}" for gate in made.gates),
        "gap checks when it was built": tuple(_gaps(made)),
        "weights": tuple(_weights(made)),
        "the last look through its files": tuple(_looked(made)),
        "left out": tuple(f"{count:,} {in_words(reason)}" for reason, count in made.excluded.items()),
    }
    return {heading: lines for heading, lines in parts.items() if lines}


def _holds(made: Manifest) -> Iterator[str]:
    yield f"{made.episodes:,} episodes, seen as {', '.join(made.views)}"
    held = sum(len(made.splits.get(split, ())) for split in ("valid", "test"))
    if made.audited:
        drawn = sum(made.audited.get(split, 0) for split in ("valid", "test"))
        yield f"{held:,} episodes are held out, {drawn:,} of them labelled in a random audit"


def _looked(made: Manifest) -> Iterator[str]:
    mark = made.rescan
    if made.unreviewed is not None:
        yield let_in(made.unreviewed)
    if mark is None:
        yield "nobody looked through them after they were rendered"
        return
    if mark.hash != made.hash:
        yield "it was made for other files than these: build again"
        return
    yield f"{mark.sought:,} surfaces looked for in every form in {mark.texts:,} texts, {_left(mark)}"
    if mark.unsought:
        yield f"{mark.unsought:,} too short to be looked for, such as ages"
    if mark.ordinary:
        yield f"{mark.ordinary:,} places read like one of them and are taken for ordinary words or stand-ins"
    yield (
        f"a reading that knows no decision finds {mark.stand_ins:,} stand-ins, {mark.kept:,} you kept, "
        f"{sum(mark.unknown.values()):,} nobody decided about"
    )


def _left(mark: Rescan) -> str:
    if mark.clean:
        return "none left"
    kinds = ", ".join(f"{n:,} {entity}" for entity, n in mark.remaining.items())
    return f"left: {kinds} (in {', '.join(mark.files)})"


def let_in(override: Override) -> str:
    """What was let in without review, and why, on one line."""
    told = [f"{override.texts:,} texts not reviewed"]
    told += [f"{override.unscanned:,} of them not looked through"] if override.unscanned else []
    told += [f"{n:,} {entity} undecided" for entity, n in override.surfaces.items()]
    told += [f"{override.remaining:,} places that still hold what was to be replaced"] if override.remaining else []
    told += [f"not measured: {override.residual}"] if override.residual else []
    return f"let in, as you said “{override.why}”: {'; '.join(told)}"


def _gaps(made: Manifest) -> Iterator[str]:
    if not made.gaps:
        yield "not asked when it was built"
    for state, words in GAP_STATES.items():
        marks = [mark for mark in made.gaps if mark.state == state]
        if marks:
            yield f"{words}: {', '.join(_marked(mark) for mark in marks)}"


def _marked(mark: GapMark) -> str:
    said = ", you said this is how it really is" if mark.attested else ""
    return f"{mark.id.replace('_', ' ')} (n = {mark.n:,}{said})"


def _weights(made: Manifest) -> Iterator[str]:
    weights = made.weights
    if weights.method == "none":
        yield "none: every example stands once"
        return
    learned = len(made.splits.get("train", ()))
    yield f"to a random audit of {weights.audit:,} labels, {margins_in_words(weights)}"
    if weights.effective is not None:
        yield f"worth {weights.effective:.0f} of {learned:,} episodes to learn from"
    if weights.converged is False:
        yield f"stopped after {weights.rounds} rounds, before both agreed with the audit"
    for outcome, share in (weights.labelled or {}).items():
        told = [f"{share:.0%} of the labels"]
        told += [f"{shares[outcome]:.0%} {what}" for shares, what in _beside(made) if outcome in shares]
        times = (weights.copies or {}).get(outcome, 1.0)
        yield f"{outcome}: {', '.join(told)}; stands {times:.1f} times on average"


def _beside(made: Manifest) -> list[tuple[dict[str, float], str]]:
    return [(made.weights.target or {}, "of the audit"), (made.weights.reached or {}, "as repeated")]
