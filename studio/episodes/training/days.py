"""Episodes out of training days: readiness and plan, what was done, recovery; and the days that were skipped.

Every workout is read against the ones before it, every morning against the person's own median. `context.causes` of a
training day holds, besides the answers to a device's journal, what can be told of:

- `cut_short`: less than 60 % of the planned (else usual) sets were done; absent when neither is known.
- `personal_record`: one was set; absent while no exercise of the day was done often enough to tell.
- `volume_vs_usual`: kilograms (else sets) over the median of the last sessions of that name; 1 is as usual.
- `readiness_vs_usual`: recovery score (else HRV) over its median of 28 days; 1 is as usual.
- `slept_over_7h`: the night before.
- `moved`: done a day before or after the plan had it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studio.core.clock import lived_day, now, zone
from studio.core.episode import Context, Episode
from studio.core.ids import content_id
from studio.core.progress import Pace, Report, Stop, silent
from studio.core.set_words import RECORD, folded
from studio.episodes.talk.beside import NotesByDay
from studio.episodes.training.history import (
    NOON,
    WEEK,
    Past,
    begins,
    by_name,
    day_of,
    ends,
    itself,
    timed,
    without_echoes,
    working,
)
from studio.episodes.training.plan import Calendar, DayPlan, Share, done_share
from studio.episodes.training.readiness import Mornings, Told, body_remarks
from studio.episodes.training.regions import Region, regions
from studio.episodes.training.skips import Skip, rhythm_skips
from studio.episodes.training.spell import counted, duration, muscles_line, totals, volume
from studio.store import Store
from studio.store.episodes import EpisodeWithEvidence, Evidence
from studio.store.records import StoredNote, StoredWorkout

SCHEME = "fitness"
NOT_DONE = "Did not train."
"""The response of a skipped day."""
_PAUSE_EVERY = 256
"""Days between two looks at whether to stop."""


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything a training day is told from."""

    workouts: tuple[StoredWorkout, ...]
    """In order of time."""
    past: Past
    mornings: Mornings
    notes: NotesByDay
    calendar: Calendar

    @classmethod
    def of(cls, store: Store, today: date | None = None) -> Diary:
        """The diary of a store; nothing from `today` on counts as skipped (None: the present day)."""
        workouts = tuple(store.records.workouts())
        past = Past(workouts)
        return cls(
            workouts,
            past,
            Mornings(store.records.daily()),
            NotesByDay(store.records.notes()),
            Calendar(store.plans.all(), past, today or lived_day(now())),
        )


@dataclass(frozen=True, slots=True)
class Days:
    """Training days as episodes."""

    episodes: list[EpisodeWithEvidence]
    """In order of time."""
    reasons: dict[str, list[str]]
    """Episode id → what made it one, and what it was measured against."""


@dataclass(frozen=True, slots=True)
class DayTold:
    """One training day, or a skipped one."""

    episode: Episode
    evidence: list[Evidence]
    reasons: list[str]


def cut_days(
    store: Store,
    *,
    since: date | None = None,
    today: date | None = None,
    report: Report = silent,
    stop: Stop | None = None,
) -> Days:
    """One episode per lived day with a workout, and one per day whose training was skipped.

    Args:
        store: Read only.
        since: Leave out earlier lived days.
        today: Nothing from this day on counts as skipped; None is the present day.
        report: Told how far it is.
        stop: Polled.
    """
    today = today or lived_day(now())
    diary = Diary.of(store, today)
    planned = {plan.day: plan for plan in diary.calendar.skipped}
    by_rhythm = {skip.day: skip for skip in rhythm_skips(diary.past, today) if not diary.calendar.near(skip.day)}
    days = sorted(day for day in {*diary.past.order, *planned, *by_rhythm} if since is None or day >= since)
    pace = Pace(report, len(days), "Cutting training days")
    told: list[DayTold] = []
    for n, day in enumerate(days):
        if day in diary.past.days:
            told.append(tell_day(day, diary.past.days[day], diary))
        else:
            told.append(tell_skipped(day, diary, planned.get(day), by_rhythm.get(day)))
        pace.at(n + 1)
        if stop and n % _PAUSE_EVERY == 0:
            stop.check()
    return Days([(one.episode, one.evidence) for one in told], {one.episode.id: one.reasons for one in told})


def training_day(day: date, workouts: Sequence[StoredWorkout], diary: Diary) -> EpisodeWithEvidence:
    """The episode of these workouts, told from that day's morning, the time before and the mornings after."""
    told = tell_day(day, workouts, diary)
    return told.episode, told.evidence


def tell_day(day: date, workouts: Sequence[StoredWorkout], diary: Diary) -> DayTold:
    """The episode of these workouts with its reasons.

    Args:
        day: The lived day they began on.
        workouts: In order of time; not all of the day's need be among them, and they may reach into other days.
        diary: Everything else that is known.
    """
    known = [w for w in workouts if timed(w)] or workouts
    first, last = min(known, key=begins), max(known, key=ends)
    plan = diary.calendar.of(day)
    share = done_share(plan, workouts, diary.past)
    before = diary.mornings.before(day)
    remarks = body_remarks(diary.notes.around(day - timedelta(days=1), 1), begins(first))
    after = diary.mornings.after(max(map(day_of, workouts)))
    situation = [" ".join(before.lines), *remarks.lines, _history(day, workouts, diary.past), *_planned(day, plan)]
    later = [diary.past.next_time(name, workouts) for name in sorted(_regions(workouts))]
    episode = Episode(
        id=content_id("e", SCHEME, *(w.id for w in workouts)),
        domain="fitness",
        started_at=begins(first),
        ended_at=ends(last),
        thread=content_id("t", SCHEME, day.isoformat()),
        situation="\n".join(line for line in situation if line),
        response=_done(workouts, diary.past, share),
        outcome="\n".join(line for line in (*after.lines, *later) if line) or None,
        context=Context(
            mood=diary.notes.mood(day),
            readiness=diary.mornings.value(day, "recovery.score"),
            planned=True if plan else None,
            done=True,
            causes={
                **diary.mornings.causes(day),
                **_causes(workouts, diary.past, share),
                **({"moved": plan.day != day} if plan else {}),
            },
            proxy_outcome=diary.mornings.proxy(day),
        ),
        source=first.source_id,
    )
    evidence = _evidence(
        before, plan, workouts, after, [*diary.mornings.journal(day)], diary.notes.around(day, 0), remarks
    )
    return DayTold(episode, evidence, _reasons(day, workouts, diary, plan, share))


def tell_skipped(day: date, diary: Diary, plan: DayPlan | None, skip: Skip | None) -> DayTold:
    """The episode of a day without the training that was planned, or usual, on it."""
    near = diary.past.before(day)
    where = near.started_at.tzinfo if near else zone(plan.rows[0].tz) if plan else None
    before, after = diary.mornings.before(day), diary.mornings.after(day)
    noon = datetime.combine(day, NOON, where or zone("UTC"))
    remarks = body_remarks(diary.notes.around(day - timedelta(days=1), 1), noon)
    last = " ".join(_week(day, diary.past))
    situation = [" ".join(before.lines), *remarks.lines, last, *_planned(day, plan)]
    if plan is None and skip is not None:
        situation.append(f"Usually a training day: {skip.times} of the last 8 {day:%A}s were.")
    episode = Episode(
        id=content_id("e", SCHEME, "skipped", day.isoformat()),
        domain="fitness",
        started_at=noon,
        thread=content_id("t", SCHEME, day.isoformat()),
        situation="\n".join(line for line in situation if line),
        response=NOT_DONE,
        outcome="\n".join(after.lines) or None,
        context=Context(
            mood=diary.notes.mood(day),
            readiness=diary.mornings.value(day, "recovery.score"),
            planned=True if plan else None,
            done=False,
            causes=diary.mornings.causes(day),
            proxy_outcome=diary.mornings.proxy(day),
        ),
        source=plan.rows[0].source_id if plan else None,
    )
    reasons = [f"“{plan.names}” was planned, and no workout of this day, or of one beside it, fits"] if plan else []
    reasons += [skip.reason] if skip else []
    reasons.append("there is training in the days before and after, so logging had not stopped")
    journal, notes = diary.mornings.journal(day), diary.notes.around(day, 0)
    return DayTold(episode, _evidence(before, plan, (), after, journal, notes, remarks), reasons)


def _evidence(
    before: Told,
    plan: DayPlan | None,
    workouts: Sequence[StoredWorkout],
    after: Told,
    journal: Sequence[str],
    notes: Sequence[StoredNote],
    remarks: Told,
) -> list[Evidence]:
    context = dict.fromkeys([*journal, *remarks.ids, *(note.id for note in notes)])
    return [
        *(Evidence(record, "situation") for record in before.ids),
        *(Evidence(row.id, "situation") for row in (plan.rows if plan else ())),
        *(Evidence(w.id, "response") for w in workouts),
        *(Evidence(record, "outcome") for record in after.ids),
        *(Evidence(record, "context") for record in context),
    ]


def _planned(day: date, plan: DayPlan | None) -> list[str]:
    if plan is None:
        return []
    moved = f"It was planned for {_date(plan.day)} and done on {_date(day)}."
    return [plan.line(), *([moved] if plan.day != day else [])]


def _history(day: date, workouts: Sequence[StoredWorkout], past: Past) -> str:
    """Sentences about the last training of the same region and the seven days before."""
    told = []
    first = min((w.started_at for w in workouts if timed(w)), default=None)
    for name in sorted(_regions(workouts)):
        if (hours := past.hours_since(name, day, first)) is not None:
            told.append(f"Last {name}-body training {_ago(hours)} ago.")
    return " ".join([*told, *_week(day, past)])


def _week(day: date, past: Past) -> list[str]:
    week = past.week_before(day)
    if not week:
        return [f"No training in the {WEEK} days before."]
    sets = working(s for w in week for s in w.sets)
    return [f"Last {WEEK} days: {counted(len(week), 'workout')}{f', {totals(sets)}' if sets else ''}."]


def _done(workouts: Sequence[StoredWorkout], past: Past, share: Share | None) -> str:
    """What was done: per exercise its sets, the totals, the records, the person's own remarks."""
    told: list[str] = []
    real = without_echoes(workouts)
    for workout in real:
        told.append(workout.name + (f", {duration(workout.seconds)}" if workout.seconds else ""))
        sets = working(workout.sets)
        told += [f"{name}: {folded(ones)}" for name, ones in by_name(sets).items()]
        if sets:
            told.append(f"In all {totals(sets)}.")
        remarks = dict.fromkeys(r.strip() for r in (workout.note, *(s.note for s in workout.sets)) if r and r.strip())
        told += [f"Note: {remark}" for remark in remarks]
    told.append(muscles_line([s for w in real for s in working(w.sets) or itself(w)]))
    told += [f"{RECORD}{record.exercise}, {record.told}" for record in past.records(real)]
    if share is not None and share.cut_short:
        told.append(f"Cut short: {share.words}.")
    return "\n".join(line for line in told if line)


def _causes(workouts: Sequence[StoredWorkout], past: Past, share: Share | None) -> Mapping[str, bool | float]:
    causes: dict[str, bool | float] = {}
    real = without_echoes(workouts)
    if share is not None:
        causes["cut_short"] = share.cut_short
    if past.familiar(real):
        causes["personal_record"] = bool(past.records(real))
    known = [(w, usual) for w in real if (usual := past.usual(w)) is not None]
    if known:
        lifted, kilograms = sum(volume(working(w.sets)) for w, _ in known), sum(usual.kilograms for _, usual in known)
        sets, of_sets = sum(len(working(w.sets)) for w, _ in known), sum(usual.sets for _, usual in known)
        causes["volume_vs_usual"] = round(lifted / kilograms if kilograms else sets / of_sets, 2)
    return causes


def _reasons(
    day: date, workouts: Sequence[StoredWorkout], diary: Diary, plan: DayPlan | None, share: Share | None
) -> list[str]:
    count = len(without_echoes(workouts))
    told = [
        "the one workout of that day"
        if count == 1
        else f"{count} workouts of one day, which begins at 4 in the morning"
    ]
    if (echoes := len(workouts) - count) > 0:
        told.append(f"{counted(echoes, 'record')} of a device at the same time told once")
    if plan is not None and plan.day != day:
        told.append(f"“{plan.names}” was planned for {_date(plan.day)}: moved")
    elif plan is not None:
        told.append(f"“{plan.names}” was planned for this day")
    if share is not None and (share.cut_short or share.measure == "planned"):
        told.append(share.words + (": cut short" if share.cut_short else " were done"))
    records = diary.past.records(workouts)
    if records:
        least = min(record.earlier for record in records)
        told.append(f"records are against every earlier workout with the exercise, {least} at least")
    mornings = diary.mornings.known(day)
    told.append(
        f"“usually” is your own median of the 28 days before ({counted(mornings, 'morning')})"
        if diary.mornings.usual(day, "recovery.score") is not None
        or diary.mornings.usual(day, "sleep.asleep") is not None
        else "too few mornings before it to say what was usual"
    )
    return told[:4]


def _regions(workouts: Sequence[StoredWorkout]) -> frozenset[Region]:
    return regions(s.exercise for w in workouts for s in w.sets)


def _ago(hours: float) -> str:
    """`47 h`, `12 days`; `2 days` for exactly so many."""
    return f"{hours:.0f} h" if hours < 96 and hours % 24 else counted(round(hours / 24), "day")


def _date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
