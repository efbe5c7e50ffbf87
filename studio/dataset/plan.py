"""The plan of a dataset: what goes in, what stays out and why, and what the gates say, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from studio.core.episode import Episode
from studio.core.errors import UsageError
from studio.core.manifest import GapMark, Gate, Override, Weights
from studio.core.progress import Pace, Report, silent
from studio.dataset.gates import examine
from studio.dataset.holes import Holes, holes
from studio.dataset.render import Example, render
from studio.dataset.split import HELD_OUT_WHYS, Assignment, Candidate, assign
from studio.dataset.templates import VIEWS, Template, read_template, shipped_template
from studio.dataset.weights import Said, Weighting, poststratify
from studio.store import Store
from studio.store.datasets import SPLITS

WEIGHTINGS = ("none", "poststratify")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for."""

    views: tuple[str, ...] = VIEWS
    template: Path | None = None
    """Of the person's own; stands in for the shipped one of its view, or adds a view."""
    seed: int = 13
    valid: float = 0.15
    test: float = 0.15
    weights: str = "none"
    allow_unreviewed: str | None = None
    """Why unreviewed text may go in, in the person's own words."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            UsageError: no view, a fraction out of bounds, an unknown weighting, or an override without a reason.
        """
        if not self.views:
            raise UsageError("A dataset needs a view.", fix=f"Name one of {', '.join(VIEWS)}.", code="no_view")
        for name, fraction in (("--valid", self.valid), ("--test", self.test)):
            if not 0 <= fraction <= 0.5:
                raise UsageError(f"{name} {fraction:g} is out of bounds.", fix="Give 0 to 0.5.", code="bad_fraction")
        if self.weights not in WEIGHTINGS:
            fix = f"Use {' or '.join(WEIGHTINGS)}."
            raise UsageError(f"There is no weighting “{self.weights}”.", fix=fix, code="bad_weights")
        if self.allow_unreviewed is not None and not self.allow_unreviewed.strip():
            raise UsageError(
                "--allow-unreviewed needs a reason.", fix="Say why; it is kept with the dataset.", code="no_reason"
            )


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a build would write, and whether it may."""

    wish: Wish
    templates: Mapping[str, Template]
    """View → template."""
    episodes: tuple[Episode, ...]
    """Labelled episodes that make at least one example, in order of time."""
    examples: Mapping[str, tuple[Example, ...]]
    """Split → examples, none twice."""
    excluded: Mapping[str, int]
    """Reason → count."""
    assignment: Assignment
    weights: Weights
    gates: tuple[Gate, ...]
    unreviewed: Override | None
    """The override, where one is asked for and needed."""
    repeats: Mapping[str, float]
    """Training episode → mean number of times each of its examples stands in train.jsonl; 1 for those not named."""
    gaps: tuple[GapMark, ...] = ()
    """Every gap check as it stood; empty when they were not asked."""
    holes: Holes = field(default_factory=Holes)
    """What is not reviewed."""

    @property
    def refused(self) -> Gate | None:
        """The first gate that refuses, or None when the dataset may be built."""
        return next((gate for gate in self.gates if gate.state == "refused"), None)


def draw_up(store: Store, wish: Wish, *, gaps: Sequence[GapMark] = (), report: Report = silent) -> Plan:
    """Select, render and split, and ask every gate; writes nothing.

    Args:
        store: The record.
        wish: What is asked for.
        gaps: Every gap check as it stands.
        report: Told of progress.

    Raises:
        InputError: a template cannot be used.
    """
    templates = _templates(wish)
    chosen, excluded = _select(store)
    made, raw = _render(store, chosen, templates, excluded, report)
    open_ones = holes(store, raw)
    by_id = {e.id: e for e in chosen if e.id in made}
    assignment = assign(
        [_candidate(e) for e in by_id.values()],
        seed=wish.seed,
        valid=wish.valid,
        test=wish.test,
        frozen=store.datasets.splits(),
        frozen_threads=store.datasets.split_threads(),
    )
    excluded.update(assignment.dropped.values())
    examples = _apart(made, assignment, excluded)
    used = {one.episode_id for split in examples.values() for one in split}
    episodes = tuple(e for e in by_id.values() if e.id in used)
    learned = [e for e in episodes if assignment.sides[e.id] == "train"]
    audit = [e for e in chosen if e.why_labelled == "audit"]
    plain = Weighting(Weights("none"), (1.0,) * len(learned))
    weighting = plain if wish.weights == "none" else _weigh(learned, audit)
    gates = examine(
        examples,
        weighting.mark,
        episodes=len(episodes),
        learned=len(learned),
        wants_valid=wish.valid > 0,
        holes=open_ones,
        why_unreviewed=wish.allow_unreviewed,
        taught=[view for view, template in templates.items() if template.ending == "taught"],
        gaps=gaps,
        audit=len(audit),
    )
    return Plan(
        wish,
        templates,
        episodes,
        examples,
        dict(sorted(excluded.items())),
        assignment,
        weighting.mark,
        gates,
        open_ones.override(wish.allow_unreviewed) if wish.allow_unreviewed and open_ones.texts else None,
        dict(zip((e.id for e in learned), weighting.repeats, strict=True)),
        tuple(gaps),
        open_ones,
    )


def whole_text(episode: Episode) -> str:
    """Situation, response and outcome, one part a line: what near copies are told by."""
    return "\n".join(part for part in (episode.situation, episode.response, episode.outcome) if part)


def _templates(wish: Wish) -> dict[str, Template]:
    own = read_template(wish.template) if wish.template else None
    views = [*dict.fromkeys(wish.views)]
    if own and own.view not in views:
        views.append(own.view)
    return {view: own if own and own.view == view else shipped_template(view) for view in views}


def _select(store: Store) -> tuple[list[Episode], Counter[str]]:
    """Labelled episodes that were not set aside, and how many of the others there are."""
    labelled = store.episodes.all(labelled=True)
    aside = store.labels.skipped()
    excluded: Counter[str] = Counter()
    if unlabelled := store.episodes.count() - len(labelled):
        excluded["not_labelled"] = unlabelled
    chosen = [e for e in labelled if e.id not in aside]
    if len(chosen) < len(labelled):
        excluded["set_aside"] = len(labelled) - len(chosen)
    return chosen, excluded


def _render(
    store: Store,
    chosen: Sequence[Episode],
    templates: Mapping[str, Template],
    excluded: Counter[str],
    report: Report,
) -> tuple[dict[str, list[Example]], set[str]]:
    """Episode id → its examples, and the different texts in them that are not reviewed."""
    needed: dict[str, None] = {}

    def noted(text: str) -> str:
        needed[text] = None
        return text

    for episode in chosen:
        for template in templates.values():
            render(episode, template, noted)
    readable = dict(zip(needed, store.scrub.scrubbed_many(needed), strict=True))
    made: dict[str, list[Example]] = {}
    pending: set[str] = set()
    pace = Pace(report, len(chosen), "Rendering examples")
    for n, episode in enumerate(chosen):
        for view, template in templates.items():
            raw: set[str] = set()
            turns = render(episode, template, partial(_read, readable, raw))
            if isinstance(turns, str):
                excluded[turns] += 1
                continue
            made.setdefault(episode.id, []).append(Example(episode.id, view, turns, bool(raw)))
            pending |= raw
        pace.at(n + 1)
    return made, pending


def _read(readable: Mapping[str, str | None], raw: set[str], text: str) -> str:
    """What the model may read of a text; the text itself, noted as raw, when nobody has reviewed it."""
    safe = readable[text]
    if safe is None:
        raw.add(text)
        return text
    return safe


def _candidate(episode: Episode) -> Candidate:
    return Candidate(episode.id, episode.thread, whole_text(episode), episode.why_labelled in HELD_OUT_WHYS)


def _apart(
    made: Mapping[str, Sequence[Example]], assignment: Assignment, excluded: Counter[str]
) -> dict[str, tuple[Example, ...]]:
    """Split → its examples; of equal ones the most strictly held out stays."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    found: dict[str, tuple[Example, ...]] = {}
    for split in reversed(SPLITS):
        kept: list[Example] = []
        for episode_id in assignment.of(split):
            for one in made[episode_id]:
                if one.messages in seen:
                    excluded["duplicate_example"] += 1
                    continue
                seen.add(one.messages)
                kept.append(one)
        found[split] = tuple(kept)
    return {split: found[split] for split in SPLITS}


def _weigh(learned: Sequence[Episode], audit: Sequence[Episode]) -> Weighting:
    return poststratify([_said(e) for e in learned], [_said(e) for e in audit])


def _said(episode: Episode) -> Said:
    trigger = episode.labels.trigger
    return episode.labels.outcome or "", f"{episode.domain}\x1f{trigger}" if trigger else ""
