"""The wearable's export: four tables in a zip, newest first, wall times with the cycle's offset beside them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from life.cast import CLOCKS_BACK, LAST_DAY
from life.chance import Chance
from life.training import Body, Night, Session
from life.whatsapp import stored

_CYCLE = "Cycle start time,Cycle end time,Cycle timezone"
_SLEEP = ("Sleep performance %,Respiratory rate (rpm),Asleep duration (min),In bed duration (min),"
          "Light sleep duration (min),Deep (SWS) duration (min),REM duration (min),Awake duration (min),"
          "Sleep need (min),Sleep debt (min),Sleep efficiency %,Sleep consistency %")  # fmt: skip
CYCLES = (f"{_CYCLE},Recovery score %,Resting heart rate (bpm),Heart rate variability (ms),Skin temp (celsius),"
          "Blood oxygen %,Day Strain,Energy burned (cal),Max HR (bpm),Average HR (bpm),Sleep onset,Wake onset,"
          f"{_SLEEP}")  # fmt: skip
SLEEPS = f"{_CYCLE},Sleep onset,Wake onset,{_SLEEP},Nap"
WORKOUTS = (f"{_CYCLE},Workout start time,Workout end time,Duration (min),Activity name,Activity Strain,"
            "Energy burned (cal),Max HR (bpm),Average HR (bpm),HR Zone 1 %,HR Zone 2 %,HR Zone 3 %,HR Zone 4 %,"
            "HR Zone 5 %,GPS enabled")  # fmt: skip
JOURNAL = f"{_CYCLE},Question text,Answered yes,Notes"
UNWORN = {date(2025, 10, 9), date(2026, 1, 15), date(2026, 1, 16)}
"""The band lay on the charger: no numbers that night."""


def whoop_zip(body: Body, chance: Chance) -> bytes:
    """All four tables."""
    tables: dict[str, list[str]] = {"physiological_cycles": [], "sleeps": [], "workouts": [], "journal_entries": []}
    days = sorted(body.nights)
    by_day: dict[date, list[Session]] = {}
    for session in body.sessions:
        by_day.setdefault(session.start.date(), []).append(session)
    for day in days:
        night = body.nights[day]
        after = body.nights.get(day + timedelta(days=1))
        cycle = _cycle(night, after)
        if day not in UNWORN:
            sleep = _sleep(night, chance)
            trained = by_day.get(day, [])
            tables["physiological_cycles"].append(_cycle_row(cycle, night, sleep, trained, after, chance))
            tables["sleeps"].append(f"{cycle},{_at(night.onset)},{_at(night.wake)},{sleep},false")
            if day.weekday() == 6 and night.hours < 6 and chance.under(0.7):
                tables["sleeps"].append(_nap(cycle, night, chance))
            tables["workouts"] += [_workout(cycle, session, chance) for session in trained]
        tables["journal_entries"] += _journal(cycle, night, chance)
    heads = {"physiological_cycles": CYCLES, "sleeps": SLEEPS, "workouts": WORKOUTS, "journal_entries": JOURNAL}
    return stored(
        (f"{name}.csv", ("\n".join([heads[name], *reversed(rows)]) + "\n").encode()) for name, rows in tables.items()
    )


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _cycle(night: Night, after: Night | None) -> str:
    offset = "UTC+01:00" if night.onset.date() < CLOCKS_BACK else "UTC+00:00"
    return f"{_at(night.onset)},{_at(after.onset) if after else ''},{offset}"


def _sleep(night: Night, chance: Chance) -> str:
    asleep = int(night.hours * 60)
    in_bed = int((night.wake - night.onset).total_seconds() / 60)
    deep, rem = int(asleep * chance.between(0.16, 0.23)), int(asleep * chance.between(0.2, 0.27))
    need = chance.whole(455, 495)
    values = (
        min(100, 100 * asleep // need), round(chance.bell(14.8, 0.3), 1), asleep, in_bed, asleep - deep - rem, deep,
        rem, in_bed - asleep, need, max(0, chance.whole(10, 40) + (420 - asleep) // 8),
        100 * asleep // in_bed, min(96, chance.whole(58, 84) + int(night.hours)),
    )  # fmt: skip
    return ",".join(str(value) for value in values)


def _cycle_row(cycle: str, night: Night, sleep: str, trained: list[Session], after: Night | None,
               chance: Chance) -> str:  # fmt: skip
    resting = int(60 - night.recovery / 11 + chance.bell(0, 1.2))
    hrv = int(34 + night.recovery * 0.55 + chance.bell(0, 4))
    strain = round(chance.between(7.5, 11.0) + 4.2 * len(trained), 1)
    day = (strain, chance.whole(2250, 2600) + 330 * len(trained), chance.whole(128, 142) + 24 * len(trained),
           chance.whole(66, 76)) if after else ("", "", "", "")  # fmt: skip
    values = (night.recovery, resting, hrv, round(chance.bell(33.6, 0.3), 2), round(chance.between(94.5, 97.5), 1),
              *day, _at(night.onset), _at(night.wake))  # fmt: skip
    return f"{cycle},{','.join(str(value) for value in values)},{sleep}"


def _nap(cycle: str, night: Night, chance: Chance) -> str:
    start = night.wake + timedelta(hours=6, minutes=chance.whole(5, 55))
    minutes = chance.whole(24, 58)
    end = start + timedelta(minutes=minutes + 6)
    efficiency = 100 * minutes // (minutes + 6)
    sleep = f",15.1,{minutes},{minutes + 6},{minutes},0,0,6,,,{efficiency},"
    return f"{cycle},{_at(start)},{_at(end)},{sleep},true"


def _workout(cycle: str, session: Session, chance: Chance) -> str:
    cardio = session.focus == "cardio"
    end = session.start + timedelta(minutes=session.minutes)
    zones = (30, 34, 24, 10, 2) if cardio else (46, 33, 16, 4, 1)
    names = {"Running" if session.start.date() == date(2025, 10, 8) else "Rowing": cardio, "Weightlifting": not cardio}
    name = next(activity for activity, fits in names.items() if fits)
    strain = round(chance.between(8.4, 11.8) + (1.2 if session.focus == "lower" else 0), 1)
    values = (_at(session.start), _at(end), session.minutes, name, strain, session.minutes * 7 + chance.whole(-30, 40),
              chance.whole(148, 171), chance.whole(104, 128), *zones, "false")  # fmt: skip
    return f"{cycle},{','.join(str(value) for value in values)}"


def _journal(cycle: str, night: Night, chance: Chance) -> list[str]:
    if night.wake.date() == LAST_DAY or chance.under(0.06):
        return []
    answers = (("Took a magnesium supplement?", night.magnesium), ("Had any alcoholic drinks?", night.alcohol),
               ("Felt stressed before bed?", night.stressed), ("Had caffeine after 4 pm?", night.caffeine))  # fmt: skip
    return [f"{cycle},{question},{str(yes).lower()}," for question, yes in answers]
