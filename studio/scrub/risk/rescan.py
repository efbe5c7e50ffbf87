"""The last look: through the files of a dataset as they are going to be, for anything that should not be there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studio.core.manifest import Rescan
from studio.core.progress import Report, Stop, silent
from studio.core.settings import Settings
from studio.scrub.crew import NOTHING, Crew, Rules
from studio.scrub.entities import SURE, Finding, group_key
from studio.scrub.lexicon.words import everyday
from studio.scrub.regions import regions_of
from studio.scrub.risk.sought import TOLD, Sought, parts_of
from studio.scrub.scan import date_order
from studio.scrub.voter import installed_model
from studio.store import Store
from studio.store.scrub import stand_in

Looker = Callable[[str, Mapping[str, bytes]], Rescan]
"""Looks through the files of a dataset, given its hash and each file's bytes."""

_UNSEEN = 0.5
"""Score of what was decided once and stands in no scanned text by now: looked for, and told where it may be a word."""

SHOWN = 12
"""Places told to the person at most."""

_HASH = re.compile(r"(?:[a-z]{1,12}[_-]?)?[0-9a-f]{10,64}")
"""An id or hash of Studio's own making, in which no word is a word."""

_NOT_TALK = ("manifest.json", "provenance.jsonl")
"""Files in which Studio speaks: what was to be replaced is looked for in them, nothing else is."""

_LINE = re.compile(r"(?P<head>[^\n:]{1,40}): (?P<said>.+)|(?P<whole>.+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was left, for the person's eyes only."""

    file: str
    line: int
    """1-based; 0 in a file that is read as a whole."""
    entity: str
    text: str
    """What stands there."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a last look found."""

    mark: Rescan
    """Counts, for the manifest."""
    remaining: tuple[Place, ...]
    """The first places where something decided to be replaced still stands."""
    unknown: tuple[Place, ...]
    """The first sure findings that are neither stand-ins nor kept."""

    def in_words(self) -> list[str]:
        """Each place on a line."""
        told = [f"{_at(p)}: “{p.text}” still stands there, and was to be replaced." for p in self.remaining]
        return told + [
            f"{_at(p)}: “{p.text}” looks like {p.entity}, and nobody decided about it." for p in self.unknown
        ]


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.line else place.file


class _Decided:
    """What was decided, read once."""

    def __init__(self, store: Store) -> None:
        verdicts = store.scrub.verdicts()
        self.kept: set[str] = set()
        self.stand_ins: set[str] = set(store.scrub.surrogates().values())
        replaced: dict[tuple[str, str], float] = {}
        for findings in store.scrub.findings().values():
            for f in findings:
                verdict = verdicts.get((f.key, f.entity))
                if verdict is None:
                    continue
                if verdict.decision == "reject":
                    self.kept.add(f.surface)
                else:
                    named = f.surface, verdict.as_entity or f.entity
                    replaced[named] = max(f.score, replaced.get(named, 0.0))
                    self.stand_ins.add(stand_in(f, verdict))
        found = {(f.key, f.entity) for findings in store.scrub.findings().values() for f in findings}
        for (key, entity), verdict in verdicts.items():
            if verdict.decision != "reject" and (key, entity) not in found:
                replaced.setdefault((key, verdict.as_entity or entity), _UNSEEN)
        for told in store.scrub.told():
            spoken = verdicts.get((group_key(told.surface, told.entity), told.entity))
            if spoken is None or spoken.decision != "reject":
                replaced[told.surface, told.entity] = TOLD
        self.sought = Sought(((*named, score) for named, score in replaced.items()), {*self.kept, *self.stand_ins})
        self.kept_keys = {group_key(s, "PERSON") for s in self.kept}
        self.kept_parts = {part for s in self.kept for part in parts_of(s)}
        self.stand_in_parts = {part for s in self.stand_ins for part in parts_of(s)}


def look(
    store: Store,
    settings: Settings,
    digest: str,
    contents: Mapping[str, bytes],
    *,
    report: Report = silent,
    stop: Stop | None = None,
    processes: int | None = None,
) -> Leftovers:
    """Look through files that are about to be, or were, packed.

    Everything decided to be replaced is searched in every form: other capitals, possessive, drawn out, inside addresses
    and handles. Then the rules read every line again without the people list, the memory or any decision, and each sure
    finding must be a stand-in or something kept.

    Args:
        store: The decisions.
        settings: Regions and the order of dates.
        digest: The dataset's hash, which the mark is tied to.
        contents: File name → bytes, JSON or JSON lines.
        report: Receives progress.
        stop: Polled.
        processes: How many may read; None means one for every core.

    Raises:
        StoppedError: the person stopped it.
    """
    decided = _Decided(store)
    where = _texts(contents)
    remaining: list[Place] = []
    entities: Counter[str] = Counter()
    files: Counter[str] = Counter()
    ordinary = 0
    for text, places in where.items():
        for hit in decided.sought.hits(text):
            if not hit.sure:
                ordinary += len(places)
                continue
            entities[hit.entity] += len(places)
            files.update(file for file, _ in places)
            remaining += [Place(*places[0], hit.entity, text[hit.start : hit.end])]
    lines = _lines(where)
    rules = Rules((), regions_of(settings), date_order(settings), installed_model())
    with Crew(rules, processes) as crew:
        read = crew.read(list(lines), NOTHING, what="Looking through the dataset", report=report, stop=stop)
    judged: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    strange: list[Place] = []
    for (line, places), findings in zip(lines.items(), read, strict=True):
        for finding in findings:
            if finding.score < SURE:
                continue
            how = _judged(finding, decided)
            judged[how] += len(places)
            if how == "unknown":
                unknown[finding.entity] += len(places)
                strange += [Place(*places[0], finding.entity, line[finding.start : finding.end])]
    mark = Rescan(
        hash=digest,
        engine=store.scrub.engine(),
        texts=len(where),
        sought=decided.sought.count - decided.sought.silent,
        unsought=decided.sought.silent,
        remaining=dict(sorted(entities.items())),
        files=dict(sorted(files.items())),
        ordinary=ordinary,
        stand_ins=judged["stand_in"],
        kept=judged["kept"],
        unknown=dict(sorted(unknown.items())),
    )
    return Leftovers(mark, tuple(_different(remaining)), tuple(_different(strange)))


def looker(
    store: Store,
    settings: Settings,
    report: Report = silent,
    tell: Callable[[Leftovers], None] | None = None,
    stop: Stop | None = None,
) -> Looker:
    """A look that packing can be given; `tell` receives the places, which no file ever holds."""

    def looked(digest: str, contents: Mapping[str, bytes]) -> Rescan:
        found = look(store, settings, digest, contents, report=report, stop=stop)
        if tell is not None:
            tell(found)
        return found.mark

    return looked


def _different(places: Iterable[Place]) -> list[Place]:
    seen: dict[tuple[str, str], Place] = {}
    for place in places:
        seen.setdefault((place.entity, place.text.casefold()), place)
    return list(seen.values())[:SHOWN]


def _judged(finding: Finding, decided: _Decided) -> str:
    told = [p for p in parts_of(finding.text) if p not in everyday()] or list(parts_of(finding.text))
    if decided.stand_in_parts.issuperset(told):
        return "stand_in"
    if group_key(finding.text, "PERSON") in decided.kept_keys or decided.kept_parts.issuperset(told):
        return "kept"
    return "unknown"


def _texts(contents: Mapping[str, bytes]) -> dict[str, list[tuple[str, int]]]:
    """Every different text in the files → (file, line) of each place; keys of objects and ids count as texts."""
    found: dict[str, list[tuple[str, int]]] = {}
    for file, content in contents.items():
        whole = content.decode("utf-8", "surrogatepass")
        pieces = enumerate(whole.split("\n"), start=1) if file.endswith(".jsonl") else [(0, whole)]
        for number, piece in pieces:
            if not piece.strip():
                continue
            try:
                value = json.loads(piece)
            except ValueError:
                value = piece
            for text in _strings(value):
                if not _HASH.fullmatch(text):
                    found.setdefault(text, []).append((file, number))
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from _strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside)


def _lines(where: Mapping[str, list[tuple[str, int]]]) -> dict[str, list[tuple[str, int]]]:
    """Every different line of the texts → its places; who said it is read by itself. One word alone is no line."""
    found: dict[str, list[tuple[str, int]]] = {}
    for text, everywhere in where.items():
        places = [place for place in everywhere if place[0] not in _NOT_TALK]
        for match in _LINE.finditer(text) if places else ():
            parts = (match["whole"],) if match["whole"] else (f"{match['head']}:", match["said"])
            for part in parts:
                if " " in part.strip() or "@" in part or part.endswith(":"):
                    found.setdefault(part, []).extend(places)
    return found
