"""The scan: every text a model could read, twice — once by itself, once with what the others taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from studio.core.ids import text_hash
from studio.core.paths import Home
from studio.core.progress import Report, Stop, silent
from studio.core.settings import Settings
from studio.scrub.calendar import PLAIN_YEAR, Order
from studio.scrub.crew import Crew, Learned, Rules
from studio.scrub.engine import without_overlaps
from studio.scrub.entities import ENTITIES, SURE, Finding, group_key
from studio.scrub.memory import Lesson, lesson, together, vocabulary, written_small
from studio.scrub.people import Roster
from studio.scrub.regions import order_of, regions_of
from studio.scrub.review.told import Named
from studio.scrub.spellings import Spellings
from studio.scrub.surrogates.surrogates import CHOSEN, YEAR, Surrogates
from studio.scrub.units import Unit, joined, units
from studio.scrub.voter import installed_model
from studio.store import Store
from studio.store.scan_memory import ScanState
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


def told_by(store: Store) -> frozenset[tuple[str, str]]:
    """(surface, entity) of words that no rule found and that the person named."""
    return frozenset((one.surface, one.entity) for one in store.scrub.told())


def chosen_by(store: Store) -> dict[str, str]:
    """Names and places that the person chose words for → those words, as `Surrogates.follow` takes them."""
    return {
        f"{CHOSEN}{entity}/{key}": verdict.replacement
        for (key, entity), verdict in store.scrub.verdicts().items()
        if verdict.decision == "replace" and verdict.replacement and not (verdict.person or verdict.as_entity)
        if entity in {"PERSON", "LOCATION"}
    }


def taught_since(store: Store, settings: Settings) -> bool:
    """True when the last scan did not know the people list, the words named or those chosen as they are now."""
    before = store.scan_memory.state(options_of(settings))
    if before is None:
        return False
    followed = {key: words for key, words in store.scrub.surrogates().items() if key.startswith(CHOSEN)}
    chosen = chosen_by(store) != followed
    return chosen or told_by(store) != before.told or bool(_changed(roster_of(store), before))


def date_order(settings: Settings) -> Order:
    """What `03/04/2024` means to this person: month first in the US order, else day first."""
    return order_of(settings)


def options_of(settings: Settings) -> str:
    """The settings that decide what is found, as a short name."""
    return text_hash(settings.locale, *regions_of(settings), "|", date_order(settings), installed_model())[:8]


def surrogates_of(store: Store, home: Home, settings: Settings, texts: Iterable[str] = ()) -> Surrogates:
    """The project's stand-ins, those given before included; who stores new ones holds `store.scrub.drawing`."""
    taken = store.scrub.surrogates()
    years = Counter(e.started_at.year for e in store.episodes.all()) if YEAR not in taken else Counter[int]()
    surrogates = Surrogates(
        home.secret(),
        roster_of(store),
        order=date_order(settings),
        regions=regions_of(settings),
        taken=taken,
        real=vocabulary(texts),
        year=years.most_common(1)[0][0] if years else PLAIN_YEAR,
    )
    surrogates.follow(chosen_by(store))
    return surrogates


def scan(
    store: Store,
    home: Home,
    settings: Settings,
    report: Report = silent,
    stop: Stop | None = None,
    *,
    processes: int | None = None,
) -> ScanReport:
    """Look through every text for what identifies people, and give each finding its stand-in.

    Names are learned from everything that was brought in, titles and tags included; findings are kept for what a model
    could read. Texts scanned before are read again only where a name was learned or the people list has changed since
    that stands in them. What was found is stored in one transaction, so a scan that is stopped or killed leaves the
    findings as they were. Where somebody is forgotten while it runs, it begins again.

    Args:
        store: The store.
        home: Where the project's key is.
        settings: Regions, language and the order of dates.
        report: Receives progress.
        stop: Polled.
        processes: How many may read; None means one for every core.

    Raises:
        StoppedError: the person stopped it.
    """
    stop, done = stop or Stop(), None
    while done is None:
        done = _scanned(store, home, settings, report, stop, processes)
    return done


def _scanned(
    store: Store, home: Home, settings: Settings, report: Report, stop: Stop, processes: int | None
) -> ScanReport | None:
    """One scan; None where somebody was forgotten meanwhile, of whom nothing may be stored again."""
    engine, forgotten = store.scrub.engine(), store.forgotten.latest()
    texts = corpus(store)
    options = options_of(settings)
    roster = roster_of(store)
    before = store.scan_memory.state(options)
    told = told_by(store)
    kept = _kept(store, texts, options, roster, told, before)
    pages = {h: units(text, roster.heads) for h, text in texts.items() if h not in kept}
    with Crew(_rules(roster, settings), processes) as crew:
        lessons, heard = _lessons(store, options, crew, report, stop)
        first = _read(crew, pages.values(), heard, report, stop)
        own = [f for found in (*first.values(), *kept.values()) for f in found]
        memory = together(lessons.values(), lesson(own))
        learned = (memory[0] | memory[1]) - (before.people | before.places if before else frozenset())
        touched = {h: units(texts[h], roster.heads) for h in kept if not learned.isdisjoint(vocabulary([texts[h]]))}
        second = _again(crew, [*pages.values(), *touched.values()], memory, report, stop)
    whole = first | {text: _merged(first[text], again) for text, again in second.items() if text in first}
    found = {h: joined(parts, whole) for h, parts in pages.items()}
    found |= {h: _merged(kept[h], joined(parts, second)) for h, parts in touched.items()}
    _drop_ordinary(found, texts)
    named = Named(told)
    found = {h: named.added(texts[h], findings) for h, findings in found.items()}
    with store.scrub.drawing:
        surrogates = surrogates_of(store, home, settings, texts.values())
        everything = _all_stored(kept | found, surrogates)
        stored = {h: new for h, new in everything.items() if h in found or _reads_otherwise(kept[h], new)}
        stop.check()
        if store.forgotten.latest() != forgotten:
            return None
        store.scrub.put(options, stored, surrogates.given, same=kept.keys() - stored.keys(), engine=engine)
        store.scrub.forget_texts(texts)
        store.scan_memory.put_lessons(options, {source: one.as_dict() for source, one in lessons.items()})
        store.scan_memory.put_state(options, ScanState(_meanings(roster), *memory, told))
    status = store.scrub.status()
    return ScanReport(len(texts), len(found), status.findings, status.surfaces, status.pending)


def _rules(roster: Roster, settings: Settings) -> Rules:
    people = tuple((main, tuple(others)) for main, *others in roster.names)
    return Rules(people, regions_of(settings), date_order(settings), installed_model())


def _meanings(roster: Roster) -> dict[str, tuple[str, str]]:
    return {word: (meaning.base, meaning.slot) for word, meaning in roster.words.items()}


def _kept(
    store: Store,
    texts: Mapping[str, str],
    options: str,
    roster: Roster,
    told: frozenset[tuple[str, str]],
    before: ScanState | None,
) -> dict[str, list[Finding]]:
    """Text hash → findings of an earlier scan that still hold: no word of it has come to name somebody or ceased to."""
    if before is None:
        return {}
    changed = _changed(roster, before)
    spellings = Spellings(changed)
    named = Named(told ^ before.told)
    kept = {}
    for digest, findings in store.scrub.found_before(options).items():
        text = texts.get(digest)
        if text is not None and not (changed and _speaks_of(changed, spellings, text)) and not named.holds(text):
            kept[digest] = [loaded(f) for f in findings]
    return kept


def _changed(roster: Roster, before: ScanState) -> set[str]:
    """Words of the people list that mean something else than at the last scan."""
    now, then = _meanings(roster), {word: tuple(meaning) for word, meaning in before.roster.items()}
    return {word for word in now.keys() | then.keys() if now.get(word) != then.get(word)}


def _speaks_of(names: Set[str], spellings: Spellings, text: str) -> bool:
    found = vocabulary([text])
    return not names.isdisjoint(found) or any(spellings.of(word) is not None for word in found)


def _lessons(
    store: Store, options: str, crew: Crew, report: Report, stop: Stop
) -> tuple[dict[str, Lesson], dict[str, list[Finding]]]:
    """Source id → what its words teach, and what was found in them: only sources new since the last scan are read."""
    known = store.scan_memory.lessons(options)
    lessons: dict[str, Lesson] = {}
    heard: dict[str, list[Finding]] = {}
    for source in store.scan_memory.sources():
        if source in known:
            lessons[source] = Lesson.from_dict(known[source])
            continue
        said = list(store.scan_memory.words_of(source))
        found = crew.read(said, what="Learning who is who", report=report, stop=stop)
        lessons[source] = lesson(f for one in found for f in one)
        heard.update(zip(said, found, strict=True))
    return lessons, heard


def _read(
    crew: Crew, pages: Iterable[Sequence[Unit]], heard: Mapping[str, list[Finding]], report: Report, stop: Stop
) -> dict[str, list[Finding]]:
    """Unit text → what is found in it, each different one read once, and none that was heard already."""
    different = dict.fromkeys(unit.text for parts in pages for unit in parts)
    unheard = [text for text in different if text not in heard]
    found = crew.read(unheard, what="Looking for names, places and dates", report=report, stop=stop)
    read = dict(zip(unheard, found, strict=True))
    return {text: read[text] if text in read else heard[text] for text in different}


def _again(
    crew: Crew, pages: Iterable[Sequence[Unit]], learned: Learned, report: Report, stop: Stop
) -> dict[str, list[Finding]]:
    """Unit text → what is found knowing the names learned, for every unit in which one of them stands."""
    wanted = learned[0] | learned[1]
    different = dict.fromkeys(unit.text for parts in pages for unit in parts)
    holding = [text for text in different if not wanted.isdisjoint(vocabulary([text]))]
    found = crew.read(holding, learned, what="Looking again for the names found", report=report, stop=stop)
    return dict(zip(holding, found, strict=True))


def _drop_ordinary(found: dict[str, list[Finding]], texts: Mapping[str, str]) -> None:
    """Drop guesses from a capital alone for words that are written small elsewhere in the corpus."""

    def guessed(finding: Finding) -> bool:
        return finding.score < SURE and finding.entity in {"PERSON", "LOCATION"}

    wanted = {f.text.casefold() for findings in found.values() for f in findings if guessed(f)}
    small = written_small(texts.values(), wanted)
    for digest, findings in found.items():
        found[digest] = [f for f in findings if not (guessed(f) and f.text.casefold() in small)]


def _merged(first: Sequence[Finding], second: Sequence[Finding]) -> list[Finding]:
    """Both passes without overlaps; where they agree on a span, the surer one."""
    best: dict[tuple[int, int, str], Finding] = {}
    for finding in (*first, *second):
        key = (finding.start, finding.end, finding.entity)
        if key not in best or best[key].score < finding.score:
            best[key] = finding
    return without_overlaps(list(best.values()))


def _all_stored(found: Mapping[str, Sequence[Finding]], surrogates: Surrogates) -> dict[str, list[StoredFinding]]:
    """The findings as they are kept, each different surface given its stand-in once."""
    given: dict[tuple[str, str], tuple[str, str, str]] = {}
    surrogates.meet({(f.entity, f.text) for findings in found.values() for f in findings})

    def of(finding: Finding) -> StoredFinding:
        named = finding.entity, finding.text
        if named not in given:
            key = group_key(finding.text, finding.entity)
            given[named] = key, surrogates.canonical(*named), surrogates.surrogate(*named)
        return StoredFinding(
            finding.start, finding.end, finding.entity, finding.text, *given[named], finding.score, finding.why
        )

    return {digest: [of(finding) for finding in findings] for digest, findings in found.items()}


def _reads_otherwise(before: Sequence[Finding], after: Sequence[StoredFinding]) -> bool:
    """True where a stand-in or what it stands for is another than at the last scan."""
    return [(f.canonical, f.surrogate) for f in before] != [(f.canonical, f.surrogate) for f in after]


def loaded(stored: StoredFinding) -> Finding:
    """A finding as it was when it was found."""
    entity = next(e for e in ENTITIES if e == stored.entity)
    return replace(
        Finding(stored.start, stored.end, entity, stored.surface, stored.score, stored.why),
        canonical=stored.canonical,
        surrogate=stored.surrogate,
    )
