"""Who could still be recognised: facts that stand in the scrubbed texts, gathered by person, the most telling first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from studio.core.errors import InputError
from studio.core.spans import Replacement
from studio.scrub.entities import group_key
from studio.scrub.review.review import check_replacement
from studio.scrub.risk.facts import AS_ENTITY, INSTEAD, KINDS, Kind, facts
from studio.scrub.scan import corpus
from studio.store import Store
from studio.store.decisions import Told
from studio.store.scrub import StoredFinding, Verdict, stand_in

SHOWN = 3
"""Contexts kept of each trait."""

CONTEXT = 80
"""Characters of the scrubbed line on each side of a trait."""

_FAR = 400
"""Characters before a fact in which whoever it is told of is looked for."""

ME = "me"
SOMEBODY = "somebody"

_KEPT_AS: Mapping[str, tuple[Kind, int]] = {
    "LOCATION": ("place", 3), "ADDRESS": ("place", 3), "ORG": ("employer", 3), "DATE": ("birth", 2), "AGE": ("age", 2),
    "EMAIL": ("other", 3), "PHONE": ("other", 3), "URL": ("other", 2), "HANDLE": ("other", 3), "ID": ("other", 3),
    "SECRET": ("other", 3), "PERSON": ("other", 3),
}  # fmt: skip
"""Entity of something that was decided to be kept → what it tells and how much."""

_HEAD = re.compile(r"^(?P<who>[^\n:]{1,40}): ")
_SENTENCE = re.compile(r"[.!?…;]\s")
_KIN = (
    r"mother|father|mum|mom|mam|dad|sister|brother|son|daughter|wife|husband|aunt|uncle|cousin|niece|nephew|gran|"
    r"grandma|grandad|grandpa|grandmother|grandfather|boyfriend|girlfriend|fianc[eé]e?|partner|boss|colleague|"
    r"neighbou?r|flatmate|roommate|friend|mate|therapist|stepmother|stepfather|stepson|stepdaughter|ex"
)
_WHO = re.compile(
    rf"(?i)\b(?:(?P<kin>(?:my|his|her|our|your|their) (?:\w+ )?(?:{_KIN}))\b|(?P<me>i|i'm|i'd|i've|me|my)\b(?!['’]s)|"
    r"(?P<you>you|you're|your)\b|(?P<they>he|she|he's|she's|his|her|him)\b)"
)


@dataclass(frozen=True, slots=True)
class Trait:
    """One fact that still stands about somebody."""

    kind: Kind
    words: str
    """As the model reads them most often."""
    weight: int
    """3 where few have it, 2 where some do, 1 where many do."""
    count: int
    kept: str | None
    """The entity it was found and kept as; None where no rule found it."""
    contexts: tuple[str, ...]
    """Where it stands in the scrubbed texts."""
    shared: int = 1
    """People it is told of."""

    @property
    def instead(self) -> str:
        """Words that say less, offered in its place."""
        return INSTEAD[self.kind]

    @property
    def act(self) -> str:
        """The command that takes it out."""
        if self.kept is not None:
            return f'studio scrub accept "{self.words}" --entity {self.kept}'
        return f'studio scrub blur "{self.words}" --with "{self.instead}"'


@dataclass(frozen=True, slots=True)
class Profile:
    """What still tells who somebody is."""

    person: str
    """The name in the person's own texts, `me`, or a tie such as `my sister`."""
    stand_in: str
    """What the model reads for them; empty where they have no name."""
    traits: tuple[Trait, ...]
    """The most telling first."""

    @property
    def kinds(self) -> int:
        """How many different kinds of facts stand."""
        return len({t.kind for t in self.traits})

    @property
    def rank(self) -> tuple[int, int, int]:
        """For sorting only: facts few have, then kinds of facts, then facts. No chance is worked out from it."""
        rare = sum(t.weight == 3 and t.shared == 1 for t in self.traits)
        return rare, self.kinds, len(self.traits)

    def in_words(self) -> str:
        """One sentence."""
        rare, kinds, count = self.rank
        told = f"{count} {'fact' if count == 1 else 'facts'} of {kinds} {'kind' if kinds == 1 else 'kinds'} still stand"
        return f"{told}, {rare} of them few people share" if rare else told


class _Span(NamedTuple):
    start: int
    end: int
    """In the scrubbed text."""
    finding: StoredFinding
    kept: bool


@dataclass(slots=True)
class _Seen:
    kind: Kind
    weight: int
    kept: str | None
    written: Counter[str] = field(default_factory=Counter)
    contexts: dict[str, None] = field(default_factory=dict)


def profiles(store: Store) -> list[Profile]:
    """Everybody of whom something still stands in the scrubbed texts, the most recognisable first.

    What is undecided is taken as replaced. Facts are attributed by who speaks, by names and by pronouns, so some stand
    under the wrong person or under `somebody`; the ranking says nothing of how likely it is that anybody is recognised.
    """
    found, fresh, verdicts = store.scrub.findings(), store.scrub.fresh(), store.scrub.verdicts()
    seen: dict[str, dict[tuple[Kind, str], _Seen]] = defaultdict(dict)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    fakes: dict[str, Counter[str]] = defaultdict(Counter)
    for digest, text in corpus(store).items():
        if digest not in fresh:
            continue
        scrubbed, spans = _read(text, found.get(digest, ()), verdicts)
        for span in spans:
            if span.finding.entity == "PERSON":
                who = _who_is(span.finding, verdicts)
                names[who][span.finding.surface] += 1
                if not span.kept:
                    fakes[who][scrubbed[span.start : span.end]] += 1
        for who, kind, weight, kept, start, end in _told(scrubbed, spans, verdicts):
            words = " ".join(scrubbed[start:end].split())
            one = seen[who].setdefault((kind, words.casefold()), _Seen(kind, weight, kept))
            one.written[words] += 1
            if len(one.contexts) < SHOWN:
                one.contexts[_around(scrubbed, start, end)] = None
    return _ranked(seen, names, fakes)


def _ranked(
    seen: Mapping[str, Mapping[tuple[Kind, str], _Seen]],
    names: Mapping[str, Counter[str]],
    fakes: Mapping[str, Counter[str]],
) -> list[Profile]:
    people: Counter[tuple[Kind, str]] = Counter(key for traits in seen.values() for key in traits)
    made = []
    for who, traits in seen.items():
        listed = [
            Trait(one.kind, one.written.most_common(1)[0][0], one.weight, one.written.total(), one.kept,
                  tuple(one.contexts), people[key])
            for key, one in traits.items()
        ]  # fmt: skip
        listed.sort(key=lambda t: (-t.weight, t.shared, list(KINDS).index(t.kind), -t.count, t.words))
        name = names[who].most_common(1)[0][0] if who in names else who
        fake = fakes[who].most_common(1)[0][0] if who in fakes else ""
        made.append(Profile(name, fake, tuple(listed)))
    return sorted(made, key=lambda p: ([-n for n in p.rank], p.person))


def _read(
    text: str, findings: Sequence[StoredFinding], verdicts: Mapping[tuple[str, str], Verdict]
) -> tuple[str, list[_Span]]:
    """The scrubbed text, and where in it each finding stands."""
    pieces: list[str] = []
    spans: list[_Span] = []
    at = size = 0
    for f in findings:
        verdict = verdicts.get((f.key, f.entity))
        kept = verdict is not None and verdict.decision == "reject"
        change = Replacement(f.start, f.end, f.surface if kept else stand_in(f, verdict))
        pieces += [text[at : change.start], change.text]
        size += change.start - at
        spans.append(_Span(size, size + len(change.text), f, kept))
        size += len(change.text)
        at = change.end
    pieces.append(text[at:])
    return "".join(pieces), spans


def _who_is(finding: StoredFinding, verdicts: Mapping[tuple[str, str], Verdict]) -> str:
    """The first word all forms of a name share."""
    verdict = verdicts.get((finding.key, finding.entity))
    if verdict is not None and verdict.person:
        return "person/" + verdict.person.split()[0].casefold()
    return finding.canonical.split(" ")[0]


def _told(
    scrubbed: str, spans: Sequence[_Span], verdicts: Mapping[tuple[str, str], Verdict]
) -> Iterator[tuple[str, Kind, int, str | None, int, int]]:
    """(person, kind, weight, entity it was kept as, start, end) of every fact that stands in a scrubbed text."""
    offset, last = 0, SOMEBODY
    speakers = _speakers(scrubbed, spans, verdicts)
    starts = [s.start for s in spans]
    for line in scrubbed.split("\n"):
        end_of_line = offset + len(line)
        here = spans[bisect_left(starts, offset) : bisect_left(starts, end_of_line)]
        head = _HEAD.match(line)
        speaker = ME
        if head and here and here[0].start == offset and here[0].end <= offset + head.end():
            speaker = _who_is(here[0].finding, verdicts)
        begin = offset + (head.end() if head else 0)
        asides = (*sorted(speakers - {speaker}), SOMEBODY)
        said = scrubbed[begin:end_of_line]
        begins = [s.start for s in here]
        mentions = [s for s in here if s.start >= begin and s.finding.entity == "PERSON"]
        named_at = [s.start - begin for s in mentions]
        for fact in facts(said):
            start, end = begin + fact.start, begin + fact.end
            before = bisect_left(begins, end)
            if before and here[before - 1].end > start:
                continue
            who, last = _subject(
                said, fact.cue, fact.end, begin, mentions, named_at, speaker, asides[0], last, verdicts
            )
            yield who, fact.kind, fact.weight, None, start, end
        for span in here:
            if span.kept and span.start >= begin:
                kind, weight = _KEPT_AS[span.finding.entity]
                own = span.finding.entity == "PERSON"
                who = _who_is(span.finding, verdicts) if own else speaker
                if not own:
                    at = span.start - begin
                    who, last = _subject(said, at, at, begin, mentions, named_at, speaker, asides[0], last, verdicts)
                yield who, kind, weight, span.finding.entity, span.start, span.end
        if mentions:
            last = _who_is(mentions[-1].finding, verdicts)
        offset = end_of_line + 1


def _speakers(scrubbed: str, spans: Sequence[_Span], verdicts: Mapping[tuple[str, str], Verdict]) -> set[str]:
    found = {ME} if "Me: " in scrubbed else set()
    for s in spans:
        opens = s.start == 0 or scrubbed[s.start - 1] == "\n"
        if opens and s.finding.entity == "PERSON" and scrubbed[s.end : s.end + 2] == ": ":
            found.add(_who_is(s.finding, verdicts))
    return found


def _subject(
    said: str,
    cue: int,
    end: int,
    begin: int,
    mentions: Sequence[_Span],
    named_at: Sequence[int],
    speaker: str,
    other: str,
    last: str,
    verdicts: Mapping[tuple[str, str], Verdict],
) -> tuple[str, str]:
    """(whom a fact is told of, whom `she` means from now on): the nearest name, tie or pronoun before it."""
    far = max(0, cue - _FAR)
    stops = [m.end() for m in _SENTENCE.finditer(said, far, cue)]
    since = stops[-1] if stops else far
    first, behind = bisect_left(named_at, since), bisect_left(named_at, end)
    last = _who_is(mentions[first - 1].finding, verdicts) if first else last
    named = mentions[first:behind]
    words = list(_WHO.finditer(said, since, max(cue, since))) or list(_WHO.finditer(said, since, end))
    nearest = words[-1] if words else None
    if named and (nearest is None or named[-1].start - begin > nearest.start() or nearest["they"]):
        who = _who_is(named[-1].finding, verdicts)
        return who, who
    if nearest is None:
        return speaker, last
    if nearest["kin"]:
        owner = "" if speaker == ME else " of somebody"
        tie = nearest["kin"].casefold()
        return (tie + owner if tie.startswith("my ") else tie), tie
    if nearest["me"]:
        return speaker, last
    if nearest["you"]:
        return other, last
    return last, last


def _around(scrubbed: str, start: int, end: int) -> str:
    left, right = max(0, start - CONTEXT), min(len(scrubbed), end + CONTEXT)
    left = max(left, scrubbed.rfind("\n", 0, start) + 1)
    stop = scrubbed.find("\n", end)
    return scrubbed[left : min(right, stop if stop >= 0 else right)].strip()


def blur(store: Store, words: str, instead: str | None = None) -> Trait:
    """Say that a fact tells too much: its words are looked for everywhere by the next scan, and read as less.

    Args:
        store: A store that was scanned.
        words: As the model reads them, in any capitals.
        instead: What to read in their place; None takes words that fit the kind of fact.

    Raises:
        InputError: no such fact stands in the texts.
        UsageError: there are no words in `instead`, or they are a tag such as `[JOB]`.
    """
    if instead is not None:
        check_replacement(instead)
    wanted = " ".join(words.split()).casefold()
    trait = next((t for p in profiles(store) for t in p.traits if t.words.casefold() == wanted), None)
    if trait is None:
        raise InputError(
            f"“{words}” is no fact that still stands in the texts.",
            fix="List what stands: studio scrub about.",
            code="not_found",
        )
    reads = instead or trait.instead
    if trait.kept is not None:
        key = group_key(trait.words, trait.kept)
        store.scrub.decide([Verdict(key, trait.kept, "replace" if instead else "accept", instead)])
        return trait
    entity = AS_ENTITY[trait.kind]
    forms = dict.fromkeys(
        group_key(form, entity) for form in (trait.words, wanted, wanted.capitalize(), wanted.upper())
    )
    store.scrub.decide([Verdict(form, entity, "replace", reads) for form in forms], told=[Told(trait.words, entity)])
    return trait
