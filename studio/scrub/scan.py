"""The scan: every text a model could read, twice — once by itself, once with what the others taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from studio.core.ids import text_hash
from studio.core.paths import Home
from studio.core.progress import Pace, Report, Stop, silent
from studio.core.settings import Settings
from studio.scrub.calendar import Order
from studio.scrub.engine import Detector, without_overlaps
from studio.scrub.entities import SURE, Finding, group_key
from studio.scrub.memory import learned, small_letters, vocabulary
from studio.scrub.people import Roster
from studio.scrub.surrogates import Surrogates
from studio.store import Store
from studio.store.scrub import StoredFinding


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan did."""

    texts: int
    """Texts there are."""
    read: int
    """Texts read now: new ones, changed ones, and those a name learned since stands in."""
    findings: int
    surfaces: int
    pending: int
    """Surfaces without a decision."""


def corpus(store: Store) -> dict[str, str]:
    """Text hash → text of everything a model could read: episodes' texts and the free text of labels."""
    texts: dict[str, str] = {}
    for episode in store.episodes.all():
        labels = episode.labels
        for text in (
            episode.situation,
            episode.response,
            episode.outcome,
            labels.what_helped,
            labels.advice,
            labels.better,
            labels.note,
        ):
            if text and text.strip():
                texts[text_hash(text)] = text
    return texts


def roster_of(store: Store) -> Roster:
    """The people list, the senders of every chat, and whoever a surface was said to be."""
    people = [(person.name, [*person.aliases]) for person in store.people.all()]
    known = {name for main, others in people for name in (main, *others)}
    people.extend((name, []) for name, _ in store.records.senders() if name not in known)
    said: dict[str, list[str]] = {}
    for verdict in store.scrub.verdicts().values():
        if verdict.person and verdict.decision != "reject":
            said.setdefault(store.people.resolve(verdict.person), []).append(verdict.key)
    merged = [(main, [*others, *said.pop(main, [])]) for main, others in people]
    return Roster([*merged, *said.items()])


def date_order(settings: Settings) -> Order:
    """What `03/04/2024` means to this person: month first in the US order, else day first."""
    return "mdy" if settings.date_order == "mdy" else "dmy"


def options_of(settings: Settings) -> str:
    """The settings that decide what is found, as a short name."""
    return text_hash(settings.locale, *settings.phone_regions, "|", date_order(settings))[:8]


def surrogates_of(store: Store, home: Home, settings: Settings, texts: Iterable[str] = ()) -> Surrogates:
    """The project's stand-ins, those given before included."""
    return Surrogates(
        home.secret(),
        roster_of(store),
        order=date_order(settings),
        taken=store.scrub.surrogates(),
        real=vocabulary(texts),
    )


def scan(store: Store, home: Home, settings: Settings, report: Report = silent, stop: Stop | None = None) -> ScanReport:
    """Look through every text for what identifies people, and give each finding its stand-in.

    Texts scanned before with the same rules are not read again. Everything is stored in one transaction at the
    end, so a scan that is stopped or killed leaves the findings as they were.

    Raises:
        StoppedError: the person stopped it.
    """
    stop = stop or Stop()
    texts = corpus(store)
    options = options_of(settings)
    known = store.scrub.fresh(options) & texts.keys()
    before = {h: [loaded(f) for f in found] for h, found in store.scrub.findings().items() if h in known}
    roster = roster_of(store)
    detector = Detector(roster, regions=settings.phone_regions, order=date_order(settings))
    new = {h: text for h, text in texts.items() if h not in known}
    found = {**{h: before.get(h, []) for h in known}, **_first_pass(detector, new, report, stop)}
    _drop_ordinary(found, texts)
    again = _second_pass(detector, found, texts, report, stop)
    surrogates = surrogates_of(store, home, settings, texts.values())
    stored = {h: [_stored(f, surrogates) for f in found[h]] for h in texts}
    old = store.scrub.findings()
    changed = {h: rows for h, rows in stored.items() if h in new or rows != old.get(h, [])}
    stop.check()
    store.scrub.put(options, changed, surrogates.given)
    store.scrub.forget_texts(texts)
    status = store.scrub.status()
    return ScanReport(len(texts), len(new.keys() | again), status.findings, status.surfaces, status.pending)


def _first_pass(detector: Detector, texts: dict[str, str], report: Report, stop: Stop) -> dict[str, list[Finding]]:
    pace = Pace(report, max(1, len(texts)), "Looking for names, places and dates")
    found: dict[str, list[Finding]] = {}
    for n, (digest, text) in enumerate(texts.items()):
        stop.check()
        found[digest] = detector.find(text)
        pace.at(n + 1)
    return found


def _drop_ordinary(found: dict[str, list[Finding]], texts: dict[str, str]) -> None:
    """Drop guesses from a capital alone for words that are written small elsewhere in the corpus."""
    small = small_letters(texts.values())
    for digest, findings in found.items():
        found[digest] = [
            f
            for f in findings
            if not (f.score < SURE and f.entity in {"PERSON", "LOCATION"} and small[f.text.casefold()] > 0)
        ]


def _second_pass(
    detector: Detector, found: dict[str, list[Finding]], texts: dict[str, str], report: Report, stop: Stop
) -> set[str]:
    """Look again for the names and places learned, in every text that holds one; returns which gained something."""
    people, places = learned(f for findings in found.values() for f in findings)
    detector.remember(people, places)
    pace = Pace(report, max(1, len(texts)), "Looking again for the names found")
    gained: set[str] = set()
    wanted = people | places
    for n, (digest, text) in enumerate(texts.items()):
        stop.check()
        if not wanted.isdisjoint(vocabulary([text])):
            merged = _merged(found[digest], detector.find(text))
            if merged != found[digest]:
                found[digest] = merged
                gained.add(digest)
        pace.at(n + 1)
    return gained


def _merged(first: Sequence[Finding], second: Sequence[Finding]) -> list[Finding]:
    """Both passes without overlaps; where they agree on a span, the surer one."""
    best: dict[tuple[int, int, str], Finding] = {}
    for finding in (*first, *second):
        key = (finding.start, finding.end, finding.entity)
        if key not in best or best[key].score < finding.score:
            best[key] = finding
    return without_overlaps(list(best.values()))


def _stored(finding: Finding, surrogates: Surrogates) -> StoredFinding:
    return StoredFinding(
        start=finding.start,
        end=finding.end,
        entity=finding.entity,
        surface=finding.text,
        key=group_key(finding.text, finding.entity),
        canonical=surrogates.canonical(finding.entity, finding.text),
        surrogate=surrogates.surrogate(finding.entity, finding.text),
        score=finding.score,
        why=finding.why,
    )


def loaded(stored: StoredFinding) -> Finding:
    """A finding as it was when it was found."""
    from studio.scrub.entities import ENTITIES

    entity = next(e for e in ENTITIES if e == stored.entity)
    return replace(
        Finding(stored.start, stored.end, entity, stored.surface, stored.score, stored.why),
        canonical=stored.canonical,
        surrogate=stored.surrogate,
    )
