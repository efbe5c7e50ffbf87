"""Commands: how far scrubbing is, what may have slipped through, and who could still be recognised."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import session

if TYPE_CHECKING:
    from studio.scrub.risk.profiles import Profile


def add_measures(scrub: click.Group) -> None:
    """Add `residual`, `about`, `blur` and `status`."""
    for add in (_residual, _about, _status):
        add(scrub)


def _residual(scrub: click.Group) -> None:
    @scrub.command(
        help="What may have slipped through: random unflagged lines to look at, and how many planted spans are found."
    )
    @click.option("--n", type=click.IntRange(0, 1000), default=20, show_default=True, help="Lines to show.")
    @click.option("--planted", type=click.IntRange(0, 5000), default=160, show_default=True, help="Spans to plant.")
    @click.pass_context
    def residual(context: click.Context, n: int, planted: int) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.risk.residual import in_words, plant, sample
            from studio.scrub.risk.residual import residual as measure

            state = plant(store, here.settings, planted, report=here.report()) if planted else measure(store)
            here.done()
            lines = sample(store, n)
        told = in_words(state)
        human = [*told, *(["", "Not flagged, please look:", *lines] if lines else [])]
        here.emit(asdict(state) | {"words": told, "sample": lines}, "\n".join(human))


def _about(scrub: click.Group) -> None:
    @scrub.command(
        help="Facts that still tell who somebody is, by person, the most recognisable first: job, age, illness, rare "
        "events, places you kept. A ranking only: no chance is worked out."
    )
    @click.argument("person", required=False)
    @click.option("--n", type=click.IntRange(1), default=10, show_default=True, help="Facts of each person to show.")
    @click.pass_context
    def about(context: click.Context, person: str | None, n: int) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.risk.profiles import profiles

            ranked = profiles(store)
        if person:
            ranked = [p for p in ranked if person.casefold() in {p.person.casefold(), p.stand_in.casefold()}]
        here.emit(
            {"people": [_profile(p, n) for p in ranked]},
            "\n\n".join(_in_words(p, n) for p in ranked) or "No fact stands that tells who somebody is.",
        )

    @scrub.command(
        help="Let a fact read as less, everywhere from the next scan on: studio scrub blur “lighthouse keeper”."
    )
    @click.argument("words")
    @click.option("--with", "instead", metavar="WORDS", help="What to read in its place.")
    @click.pass_context
    def blur(context: click.Context, words: str, instead: str | None) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.risk.profiles import blur as blur_fact

            trait = blur_fact(store, words, instead)
            pending = store.scrub.pending()
        reads = instead or trait.instead
        here.emit(
            {"words": trait.words, "kind": trait.kind, "reads": reads, "places": trait.count, "pending": pending},
            f"“{trait.words}” will read as less in {trait.count} places. Next: studio scrub scan",
        )


def _profile(profile: Profile, n: int) -> dict[str, Any]:
    """The keys of `studio scrub about --json`."""
    traits = [asdict(t) | {"act": t.act, "instead": t.instead} for t in profile.traits[:n]]
    rare, kinds, count = profile.rank
    return {"person": profile.person, "stand_in": profile.stand_in, "facts": count, "kinds": kinds, "rare": rare,
            "traits": traits}  # fmt: skip


def _in_words(profile: Profile, n: int) -> str:
    from studio.scrub.risk.facts import KINDS

    name = f"{profile.person} → {profile.stand_in}" if profile.stand_in else profile.person
    told = [f"{name}: {profile.in_words()}"]
    for t in profile.traits[:n]:
        told.append(f"  {KINDS[t.kind]}: {t.words} ({t.count}×) · {t.contexts[0] if t.contexts else ''}")
        told.append(f"    {t.act}")
    if len(profile.traits) > n:
        told.append(f"  … and {len(profile.traits) - n} more: --n {len(profile.traits)}")
    return "\n".join(told)


def _status(scrub: click.Group) -> None:
    @scrub.command(help="How far scrubbing is.")
    @click.pass_context
    def status(context: click.Context) -> None:
        here = session(context)
        with here.store() as store:
            from studio.scrub.risk.residual import in_words
            from studio.scrub.risk.residual import residual as measure
            from studio.scrub.scan import corpus
            from studio.scrub.surrogates.holidays import telltales
            from studio.store.collisions import collisions

            state = store.scrub.status()
            texts = corpus(store)
            unscanned = len(texts.keys() - store.scrub.fresh())
            reviewed = sum(done is not None for done in store.scrub.scrubbed_many(texts.values()))
            clashes = collisions(store)
            left = measure(store)
            telling = telltales(store, texts)
        holes = [f"{unscanned} texts not looked through"] if unscanned else []
        holes += [f"{n} {entity} to decide" for entity, n in state.pending_by_entity.items()]
        holes += [f"“{c.surface}” reads as {c.stand_in}, which is {_clash(c.kept, c.other)}" for c in clashes]
        holes += [] if left.planted else ["nothing planted yet: studio scrub residual"]
        holes += [] if left.looked else ["no unflagged line looked at yet: studio scrub residual"]
        here.emit(
            asdict(state)
            | {
                "texts": len(texts),
                "unscanned": unscanned,
                "reviewed": reviewed,
                "collisions": [asdict(c) for c in clashes],
                "holidays": [asdict(t) for t in telling],
                "residual": asdict(left),
                "holes": holes,
            },
            f"{len(texts)} texts, {unscanned} not scanned, {reviewed} reviewed · "
            f"{state.surfaces} surfaces, {state.pending} to decide"
            + "".join(f"\n  {entity:<10}{count}" for entity, count in state.pending_by_entity.items())
            + "".join(f"\n▲ “{c.surface}” reads as {c.stand_in}, which is {_clash(c.kept, c.other)}" for c in clashes)
            + "".join(
                f"\n▲ “{t.holiday}” stands near a day that moves, in {t.texts} texts: together they tell how far days "
                f"move. Look at “{t.words[:80]}”."
                for t in telling
            )
            + "\n"
            + "\n".join(in_words(left)),
        )


def _clash(kept: bool, other: str) -> str:
    return f"in “{other}”, which you kept" if kept else f"the stand-in of “{other}” too"
