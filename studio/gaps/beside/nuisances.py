"""What an episode carries besides what was said and done: where it came from, when, how long, how it begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from studio.gaps.evidence import OWN_CHOICE, Evidence, FrameRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.store.frame import EpisodeText

Kind = Literal["source", "voices", "opening", "length", "hour", "weekend", "sitting"]

LEAST_GROUP = 6
"""Labels below which a group is not looked at."""
OTHERS = "others"
"""Everything that is too rare to be a group of its own, together."""
SAID_OF: Mapping[Kind, str] = {
    "source": "where it came from",
    "voices": "whether they are heard in it",
    "opening": "its first words",
    "length": "its length",
    "hour": "the time of day",
    "weekend": "the part of the week",
    "sitting": "the sitting it was labelled in",
}
"""What it is, after “could be guessed from”."""

_PARTS = ("at night", "in the morning", "in the afternoon", "in the evening")
_HEARD = {
    "both": "where they are heard",
    "mine": "without a word of theirs",
    "untold": "that do not say who speaks",
}
_BREAK = 7_200.0
"""Seconds without a label that end a sitting which has no name."""
_UNNAMED = frozenset({"", "import"})
_DAY = 86_400.0
_OPENING = 200
"""Characters in which the first words are looked for."""
_MARKS = " \t.,;:!?…#*_-–—\"'“”„‘’()[]>"
_WORD = re.compile(r"\w+")
_LEADING = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Nuisance:
    """One such thing, and the labelled episodes of which it is known."""

    kind: Kind
    rows: Sequence[FrameRow]
    groups: tuple[str, ...]
    """As they are told, such as `from whatsapp.v1`."""
    member: NDArray[np.int64]
    """Group of each row."""
    values: NDArray[np.float64] | None = None
    """Of each row, where it is a number."""
    cut: float = 0.0
    """Where the number divides the groups."""
    keys: tuple[str, ...] = field(default=())
    """What stands for each group in the record."""

    def spread(self, evidence: Evidence, rows: Sequence[FrameRow]) -> list[list[str]]:
        """Ids of these episodes that belong to each group; those of which it is not known are left out."""
        places = {key: j for j, key in enumerate(self.keys)}
        found: list[list[str]] = [[] for _ in self.keys]
        texts = _texts(evidence, rows) if self.kind in ("opening", "length") else []
        rare = places.get(OTHERS)
        for i, key in _keys(self.kind, evidence, rows, texts, self.cut).items():
            place = places.get(key, rare)
            if place is not None:
                found[place].append(i)
        return found


def nuisances(evidence: Evidence, rows: Sequence[FrameRow]) -> list[Nuisance]:
    """Everything in which these labelled episodes differ, in two or more groups that are large enough."""
    from statistics import median

    texts = _texts(evidence, rows)
    lengths = {t.id: _length(t, evidence.domain) for t in texts}
    cut = median(lengths.values()) if lengths else 0.0
    found = []
    for kind in SAID_OF:
        told = _sittings(evidence, rows) if kind == "sitting" else _keys(kind, evidence, rows, texts, cut)
        if kind == "opening":
            told = _without_content(evidence, told)
        one = _grouped(kind, rows, told, lengths, cut)
        if one is not None:
            found.append(one)
    return found


def _grouped(
    kind: Kind, rows: Sequence[FrameRow], told: Mapping[str, str], lengths: Mapping[str, float], cut: float
) -> Nuisance | None:
    import numpy as np

    counts = Counter(told[r.id] for r in rows if r.id in told)
    keys = sorted((k for k, n in counts.items() if n >= LEAST_GROUP), key=lambda k: (-counts[k], k))
    rare = sum(n for n in counts.values() if n < LEAST_GROUP)
    pools = kind in ("source", "opening") and rare >= LEAST_GROUP
    if len(keys) + pools < 2:
        return None
    places = {key: j for j, key in enumerate(keys)}
    if pools:
        places |= {key: len(keys) for key, n in counts.items() if n < LEAST_GROUP}
        keys.append(OTHERS)
    kept = [r for r in rows if told.get(r.id) in places]
    member = np.array([places[told[r.id]] for r in kept], dtype=np.int64)
    names = tuple(_name(kind, key, place) for place, key in enumerate(keys))
    values = np.array([lengths[r.id] for r in kept], dtype=np.float64) if kind == "length" else None
    return Nuisance(kind, kept, names, member, values, cut, tuple(keys))


def _keys(
    kind: Kind, evidence: Evidence, rows: Sequence[FrameRow], texts: Sequence[EpisodeText], cut: float
) -> Mapping[str, str]:
    """Id → the key of its group, for those of which it is known."""
    if kind == "source":
        return _sources(evidence.source.formats([r.id for r in rows]))
    if kind == "voices":
        voices = evidence.voices
        known = {r.id: voices[r.id].words_other if r.id in voices else None for r in rows}
        return {i: "untold" if n is None else "both" if n else "mine" for i, n in known.items()}
    if kind == "opening" and evidence.domain == "relationship":
        return {t.id: opening for t in texts if (opening := first_words(t.situation))}
    if kind == "length":
        return {t.id: "long" if _length(t, evidence.domain) > cut else "short" for t in texts}
    if kind == "hour":
        return {r.id: str(int(r.wall % _DAY // (_DAY / 4))) for r in rows}
    return {r.id: str(int((r.wall // _DAY + 3) % 7 >= 5)) for r in rows} if kind == "weekend" else {}


def _sources(formats: Mapping[str, str]) -> dict[str, str]:
    """The format of the export; where names are mostly one of a kind, the letters that they begin with."""
    tidy = {name: " ".join(name.casefold().split()) for name in frozenset(formats.values())}
    told = {i: tidy[name] for i, name in formats.items() if tidy[name]}
    single = sum(n for n in Counter(told.values()).values() if n < LEAST_GROUP)
    if single * 2 <= len(told):
        return told
    return {i: found[0] if (found := _LEADING.match(name)) else name for i, name in told.items()}


def first_words(text: str) -> str:
    """A heading that ends in a colon, or the first three words; figures read `#`. Empty without a word."""
    line = text[:_OPENING].lstrip().partition("\n")[0]
    heading = line[:40].partition(":")
    if heading[1] and heading[2][:1] in ("", " "):
        line = heading[0]
    words = [w.strip(_MARKS) for w in line.split(maxsplit=6)]
    return " ".join(["#" if w.isdigit() else w for w in words if w][:3]).casefold()


def _without_content(evidence: Evidence, told: Mapping[str, str]) -> dict[str, str]:
    """Openings without those that name what set it off or who began: these are what it is about."""
    counts = Counter(told.values())
    if sum(n >= LEAST_GROUP for n in counts.values()) < 1:
        return dict(told)
    triggers, voices = evidence.source.said("trigger"), evidence.voices
    begun: dict[str, str] = {i: v.started_by for i in told if i in voices and (v := voices[i]).started_by}
    of: dict[str, list[str]] = {}
    for i, opening in told.items():
        of.setdefault(opening, []).append(i)
    usual = Counter(begun.values())
    dropped = set()
    for opening, ids in of.items():
        if len(ids) < LEAST_GROUP:
            continue
        named = [i for i in ids if i in triggers and _shares_a_word(triggers[i], opening)]
        starters = Counter(begun[i] for i in ids if i in begun)
        starter, n = starters.most_common(1)[0] if starters else ("", 0)
        one_sided = n >= 0.9 * len(ids) and usual[starter] < 0.8 * len(begun)
        if 2 * len(named) > len(ids) or one_sided:
            dropped.add(opening)
    return {i: OTHERS if opening in dropped else opening for i, opening in told.items()}


def _shares_a_word(value: str, opening: str) -> bool:
    return not frozenset(_WORD.findall(value.casefold())).isdisjoint(opening.split())


def _texts(evidence: Evidence, rows: Sequence[FrameRow]) -> list[EpisodeText]:
    return evidence.source.texts([r.id for r in rows])


def _length(text: EpisodeText, domain: str) -> float:
    """Characters of what led up to it and, of a talk, of what was said; of a training day that is what was done."""
    return float(len(text.situation) + (len(text.response) if domain == "relationship" else 0))


def _sittings(evidence: Evidence, rows: Sequence[FrameRow]) -> dict[str, str]:
    """The sitting of what the person chose: in one that was sought out, the endings are alike by design."""
    given = evidence.source.given()
    own = [r for r in rows if (r.why or "spontaneous") in OWN_CHOICE and r.id in given]
    told = {r.id: given[r.id].sitting for r in own if given[r.id].sitting not in _UNNAMED}
    last, number = float("-inf"), 0
    for row in sorted((r for r in own if r.id not in told), key=lambda r: (given[r.id].utc, r.id)):
        if given[row.id].utc - last > _BREAK:
            number += 1
        last = given[row.id].utc
        told[row.id] = f" {number:06d}"
    if sum(n >= LEAST_GROUP for n in Counter(told.values()).values()) < 2:
        return {}
    again = {reading.id for reading in evidence.source.read_again()}
    return {i: key for i, key in told.items() if i not in again}


def _name(kind: Kind, key: str, place: int) -> str:
    plain = "".join(c if c.isprintable() else "�" for c in key[:34])
    said = f"{plain[:32]}…" if len(plain) > 33 else plain
    if kind == "source":
        return "from other sources" if key == OTHERS else f"from {said}"
    if kind == "opening":
        return "that begin otherwise" if key == OTHERS else f"that begin “{said}”"
    if kind == "hour":
        return _PARTS[int(key)]
    if kind == "weekend":
        return "on weekends" if key == "1" else "on weekdays"
    if kind == "length":
        return "of the longer half" if key == "long" else "of the shorter half"
    if kind == "voices":
        return _HEARD[key]
    return f"of sitting {place + 1}"
