"""Labels from a JSON-lines file: each line names an episode by id, or by domain and moment."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.clock import lived_day, now, zone
from studio.core.episode import DOMAINS, LABEL_FIELDS, WHYS
from studio.core.errors import InputError, StudioError, UsageError
from studio.core.progress import Pace, Report, silent
from studio.label.codebook.revisions import keep_scheme
from studio.label.codebook.schemes import Scheme, schemes_by_domain
from studio.label.values import checked_values
from studio.store.label_events import Given
from studio.store.label_frame import LabelFrameReader, Span

if TYPE_CHECKING:
    from studio.core.paths import Home
    from studio.store import Store

KEYS = ("id", "domain", "at", *LABEL_FIELDS, "why", "inclusion_prob", "labelled_at")
"""Everything a line may hold."""


def import_labels(
    store: Store, path: Path, report: Report = silent, *, home: Home | None = None
) -> tuple[int, list[tuple[int, str]]]:
    """Take the labels of a file; good lines are kept in one transaction, bad ones are told.

    A line is `{"id": …}` or `{"domain": …, "at": …}` plus any of outcome, topics, trigger, response_style, what_helped,
    advice, better, note, why, inclusion_prob, labelled_at. `at` is wall time inside the episode, or a date. Each line
    is an action of its own; a line that says what stands already adds nothing.

    Args:
        store: The record.
        path: UTF-8, one JSON object a line.
        report: Receives progress.
        home: Whose own schemes apply; None for the shipped ones.

    Returns:
        How many lines were taken, and (1-based line, reason) of each that was not.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as problem:
        raise InputError(
            f"{path} cannot be read: {problem.strerror or problem}.", fix="Check the path and its rights."
        ) from problem
    pace = Pace(report, len(lines), "Reading labels")
    matcher = _Matcher(LabelFrameReader(store).spans())
    schemes = schemes_by_domain(home)
    given: list[Given] = []
    bad: list[tuple[int, str]] = []
    taken = 0
    for number, raw in enumerate(lines, 1):
        pace.at(number)
        if not raw.strip():
            continue
        try:
            one = _given(raw.removeprefix(b"\xef\xbb\xbf"), matcher, schemes)
        except StudioError as problem:
            bad.append((number, problem.message))
            continue
        taken += 1
        given.append(one)
    pace.at(len(lines), force=True)
    for scheme in schemes.values():
        if any(one.scheme == scheme.stamp for one in given):
            keep_scheme(store, scheme)
    store.labels.set_many(_news(store, given))
    return taken, bad


def _news(store: Store, given: list[Given]) -> list[Given]:
    """What says something new: a value other than the one that stands, or a second reading not taken yet.

    Second readings come after all others. Of an episode whose second reading stands already, the first is not news.
    """
    again = {g.episode_id for g in given if g.why == "relabel"}
    standing, read = store.labels.current_of({g.episode_id for g in given}), store.labels.second_readings_of(again)
    found = []
    for g in sorted(given, key=lambda g: g.why == "relabel"):
        told = read.setdefault(g.episode_id, [])
        if g.why == "relabel":
            known = all(_was_read(told, name, value, g.at) for name, value in g.values.items())
            told += [(name, value, g.at or now()) for name, value in g.values.items()]
        else:
            known = all(standing.get(g.episode_id, {}).get(name) == value for name, value in g.values.items())
            known |= any(name in g.values and (g.at is None or g.at <= moment) for name, _, moment in told)
        if not known:
            found.append(g)
    return found


def _was_read(told: list[tuple[str, Any, datetime]], name: str, value: Any, at: datetime | None) -> bool:
    """Whether a second reading is taken: the same value of that moment, or, without a moment, the last one."""
    of = [(was, moment) for field, was, moment in told if field == name]
    if at is None:
        return bool(of) and of[-1][0] == value
    return any(was == value and moment == at for was, moment in of)


def _given(raw: bytes, matcher: _Matcher, schemes: Mapping[str, Scheme]) -> Given:
    try:
        line = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("it is not UTF-8 text") from None
    except (json.JSONDecodeError, RecursionError) as problem:
        raise InputError(f"it is not JSON ({problem})") from None
    if not isinstance(line, dict):
        raise InputError("it is not a JSON object")
    unknown = [key for key in line if key not in KEYS]
    if unknown:
        raise InputError(f"unknown key {', '.join(repr(k) for k in unknown)}; allowed: {', '.join(KEYS)}")
    span = matcher.find(line)
    scheme = schemes.get(span.domain)
    if scheme is None:
        raise UsageError(f"no scheme is for the domain {span.domain}")
    values = checked_values(scheme, {name: line[name] for name in LABEL_FIELDS if name in line})
    why = line.get("why", "spontaneous")
    known_why = next((w for w in WHYS if w == why), None)
    if known_why is None:
        raise InputError(f"why {why!r} is not one of {', '.join(WHYS)}")
    chance = line.get("inclusion_prob")
    if chance is not None and (isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 < chance <= 1):
        raise InputError(f"inclusion_prob {chance!r} is not a number above 0 and up to 1")
    at = _moment(line.get("labelled_at"), "labelled_at")
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=zone(span.tz))
    return Given(span.id, values, known_why, chance, "import", scheme.stamp, None, at)


class _Matcher:
    """Finds the one episode a line speaks of."""

    def __init__(self, spans: list[Span]) -> None:
        self._by_id = {span.id: span for span in spans}
        self._spans = spans
        self._starts = [span.wall.replace(second=0, microsecond=0) for span in spans]
        self._longest = max((span.wall_end - span.wall for span in spans), default=timedelta(0))

    def find(self, line: Mapping[str, Any]) -> Span:
        if (episode_id := line.get("id")) is not None:
            found = self._by_id.get(episode_id) if isinstance(episode_id, str) else None
            if found is None:
                raise InputError(f"no episode has the id {episode_id!r}")
            return found
        domain = line.get("domain")
        if domain not in DOMAINS:
            raise InputError(f"it needs an id, or a domain ({', '.join(DOMAINS)}) and an `at`; domain is {domain!r}")
        at = line.get("at")
        if isinstance(at, str) and len(at) == 10:
            day = _day(at)
            hits = [s for s in self._within(day - timedelta(days=1), day + timedelta(days=2)) if s.domain == domain]
            hits = [s for s in hits if s.wall.date() == day] or [s for s in hits if lived_day(s.wall) == day]
        else:
            moment = _moment(at, "at")
            if moment is None:
                raise InputError("`at` is missing: give the wall time inside the episode, or a date")
            hits = [s for s in self._around(moment) if s.domain == domain]
        if len(hits) == 1:
            return hits[0]
        there = "no" if not hits else str(len(hits))
        raise InputError(f"{there} {domain} episodes lie at {at}" + (": name the one you mean by id" if hits else ""))

    def _around(self, moment: datetime) -> list[Span]:
        wall = moment.replace(tzinfo=None)
        slack = self._longest + (timedelta(days=1) if moment.tzinfo else timedelta(minutes=1))
        near = self._between(wall - slack, wall + (timedelta(days=1) if moment.tzinfo else timedelta(0)))
        return [s for s in near if _holds(s, moment)]

    def _within(self, first: date, last: date) -> list[Span]:
        return self._between(datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.min.time()))

    def _between(self, first: datetime, last: datetime) -> list[Span]:
        return self._spans[bisect_right(self._starts, first - timedelta(minutes=1)) : bisect_right(self._starts, last)]


def _holds(span: Span, moment: datetime) -> bool:
    wall = moment.astimezone(zone(span.tz)).replace(tzinfo=None) if moment.tzinfo else moment
    minute = timedelta(seconds=59, microseconds=999_999)
    return span.wall.replace(second=0, microsecond=0) <= wall <= span.wall_end.replace(second=0, microsecond=0) + minute


def _moment(value: Any, name: str) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(f"{name} {value!r} is not an ISO date and time") from None


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(f"`at` {value!r} is not an ISO date") from None
