"""A training day as lines of evidence: the morning, the plan, every workout with its sets, the mornings after."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from studio.core.episode import Episode
from studio.core.set_words import RECORD, WARM_UP, counted, duration, folded
from studio.store.moments import join_moment
from studio.store.reading import Line
from studio.store.records import StoredSet

if TYPE_CHECKING:
    from studio.store.database import Store

STAR = "★"
"""Marks an exercise with a personal record."""
READINESS = "Readiness"
"""Who says how the person woke."""

_TOLD = ("Plan: ", "Noted before: ", "Cut short: ", "By muscle: ", "Next morning: ", "Two mornings later: ")
"""Beginnings of lines of an episode that say themselves what they are about."""


def training_lines(store: Store, episode: Episode) -> list[Line]:
    """What a training day, or a skipped one, came from; its own texts when its workouts are not in the store.

    The speaker is the workout, the exercise, or what the line is about; an exercise with a personal record is marked
    with a star, behind which the record stands.
    """
    sql = """SELECT w.id, w.utc, w.tz, w.name, w.seconds, w.note FROM episode_records r JOIN workouts w
        ON w.id = r.record_id WHERE r.episode_id = ? ORDER BY w.utc, r.ordinal"""
    workouts = store.rows(sql, [episode.id])
    if not workouts and episode.context.done is not False:
        texts = (("situation", episode.situation), ("response", episode.response), ("outcome", episode.outcome))
        return [*(Line(None, None, text, part) for part, text in texts if text), *_notes(store, episode)]
    sets = _sets(store, [row[0] for row in workouts])
    response = (episode.response or "").split("\n")
    records = [line.removeprefix(RECORD) for line in response if line.startswith(RECORD)]
    found = [_told(line, "situation", READINESS) for line in episode.situation.split("\n")]
    for workout_id, utc, tz, name, seconds, note in workouts:
        found.append(Line(join_moment(utc, tz), name, duration(seconds) if seconds else "", "response"))
        ones = sets.get(workout_id, [])
        found += _exercises(ones, records)
        remarks = dict.fromkeys(r.strip() for r in (note, *(one.note for one in ones)) if r and r.strip())
        found += [Line(None, name, remark, "note") for remark in remarks]
    if not workouts:
        found += [_told(line, "response", None) for line in response if line]
    found += [_told(line, "response", None) for line in response if line.startswith(("By muscle: ", "Cut short: "))]
    found += [_told(line, "outcome", None) for line in (episode.outcome or "").split("\n") if line]
    return [*found, *_notes(store, episode)]


def _told(line: str, part: str, speaker: str | None) -> Line:
    """A line of the episode's own, with what it is about as its speaker."""
    about = next((begin for begin in _TOLD if line.startswith(begin)), "")
    return Line(None, about.removesuffix(": ") or speaker, line.removeprefix(about), part)


def _exercises(sets: list[StoredSet], records: list[str]) -> Iterator[Line]:
    """A line per exercise, in the order they were begun."""
    by_exercise: dict[str, list[StoredSet]] = {}
    for one in sets:
        by_exercise.setdefault(one.exercise, []).append(one)
    for exercise, ones in by_exercise.items():
        counting = [one for one in ones if one.type != WARM_UP]
        warm_ups = len(ones) - len(counting)
        pieces = [folded(counting)] if counting else []
        pieces += [f"after {counted(warm_ups, 'warm-up')}"] if warm_ups else []
        record = next((r.removeprefix(f"{exercise}, ") for r in records if r.startswith(f"{exercise}, ")), "")
        pieces += [f"{STAR} {record}"] if record else []
        yield Line(None, exercise, " · ".join(pieces), "response")


def _sets(store: Store, workouts: list[str]) -> dict[str, list[StoredSet]]:
    """Workout → its sets, in order."""
    if not workouts:
        return {}
    sql = """SELECT workout_id, exercise, position, type, weight_kg, reps, rpe, distance_m, seconds, note FROM sets
        WHERE workout_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY workout_id, source_id, ordinal"""

    def workout(row: tuple[Any, ...]) -> str:
        return str(row[0])

    rows = store.rows(sql, [workouts])
    return {name: [StoredSet(*row[1:]) for row in group] for name, group in groupby(rows, key=workout)}


def _notes(store: Store, episode: Episode) -> list[Line]:
    sql = """SELECT n.utc, n.tz, n.title, n.text FROM episode_records r JOIN notes n ON n.id = r.record_id
        WHERE r.episode_id = ? ORDER BY n.utc"""
    return [Line(join_moment(row[0], row[1]), row[2], row[3], "note") for row in store.rows(sql, [episode.id])]
