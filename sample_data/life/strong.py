"""The training log as Strong 6 exports it: semicolons, everything quoted, one row per set."""

from __future__ import annotations

from datetime import date

from life.cast import FIRST_DAY
from life.chance import Chance
from life.training import Session

HEADER = ("Workout #", "Date", "Workout Name", "Duration (sec)", "Exercise Name", "Set Order", "Weight (kg)", "Reps",
          "RPE", "Distance (meters)", "Seconds", "Notes", "Workout Notes")  # fmt: skip

EXERCISES = {
    "Upper A": (("Bench Press (Barbell)", 77.5, 6), ("Bent Over Row (Barbell)", 70.0, 8),
                ("Overhead Press (Barbell)", 45.0, 6), ("Face Pull (Cable)", 22.5, 15)),
    "Upper B": (("Incline Bench Press (Dumbbell)", 26.0, 9), ("Pull Up", 0.0, 7), ("Seated Row (Cable)", 60.0, 10),
                ("Bicep Curl (Dumbbell)", 14.0, 11)),
    "Lower A": (("Squat (Barbell)", 105.0, 5), ("Romanian Deadlift (Barbell)", 90.0, 8), ("Leg Press", 160.0, 10),
                ("Plank", 0.0, 0)),
    "Lower B": (("Deadlift (Barbell)", 127.5, 4), ("Front Squat (Barbell)", 72.5, 6),
                ("Standing Calf Raise (Machine)", 80.0, 12)),
    "Full Body": (("Goblet Squat (Kettlebell)", 24.0, 12), ("Push Up", 0.0, 15), ("Kettlebell Swing", 24.0, 15)),
    "Easy Row": (("Rowing (Machine)", 0.0, 0),),
    "Beach Run": (("Running", 0.0, 0),),
}  # fmt: skip
SWAPS = {
    "Bench Press (Barbell)": ("Bench Press (Dumbbell)", 24.0, 9),
    "Overhead Press (Barbell)": ("Landmine Press", 25.0, 10),
    "Incline Bench Press (Dumbbell)": ("Chest Press (Machine)", 45.0, 11),
}
"""What he does in place of pressing with a bar while the shoulder pinches."""


def name_of(session: Session, nth: int) -> str:
    """The name he gives the workout; upper and lower take turns A and B."""
    if session.focus == "cardio":
        return "Beach Run" if session.start.date() == date(2025, 10, 8) else "Easy Row"
    if session.focus == "full_body":
        return "Full Body"
    return f"{session.focus.title()} {'AB'[nth % 2]}"


def strong_csv(sessions: list[Session], chance: Chance) -> bytes:
    """The whole log."""
    rows: list[tuple[object, ...]] = [HEADER]
    turns: dict[str, int] = {}
    for n, session in enumerate(sessions, start=1):
        nth = turns.get(session.focus, 0)
        turns[session.focus] = nth + 1
        rows += _workout(n, session, name_of(session, nth), chance)
    return "".join(";".join(_quoted(cell) for cell in row) + "\n" for row in rows).encode()


def _quoted(cell: object) -> str:
    return '"' + str(cell).replace('"', '""') + '"'


def _workout(n: int, session: Session, name: str, chance: Chance) -> list[tuple[object, ...]]:
    head = (n, f"{session.start:%Y-%m-%d %H:%M:%S}", name, session.minutes * 60 + chance.whole(0, 59))
    log = _Log(head, session, chance)
    lifts = EXERCISES[name][:2] if session.approach == "cut_short" else EXERCISES[name]
    for place, (exercise, base, reps) in enumerate(lifts):
        if exercise in ("Rowing (Machine)", "Running"):
            seconds = session.minutes * 60 - 90
            log.add(exercise, 1, metres=int(seconds * chance.between(3.3, 3.8)), seconds=seconds)
        elif exercise == "Plank":
            for order in (1, 2, 3):
                log.add(exercise, order, seconds=chance.whole(45, 75))
        else:
            log.lift(exercise, base, reps, place, last=place == len(EXERCISES[name]) - 1)
        if place == 1 and chance.under(0.08):
            log.add(exercise, "Note", note="Belt on the last set;\nstraps if the grip goes")
    return log.rows


class _Log:
    """The rows of one workout."""

    def __init__(self, head: tuple[object, ...], session: Session, chance: Chance) -> None:
        self.rows: list[tuple[object, ...]] = []
        self._head = head
        self._session = session
        self._chance = chance
        self._weeks = (session.start.date() - FIRST_DAY).days / 7

    def add(self, exercise: str, order: object, weight: float | str = "", reps: object = "", rpe: object = "",
            metres: object = "", seconds: object = "", note: str = "") -> None:  # fmt: skip
        """One row."""
        self.rows.append((*self._head, exercise, order, weight, reps, rpe, metres, seconds, note, self._session.note))

    def lift(self, exercise: str, base: float, reps: int, place: int, *, last: bool) -> None:
        """Warm-ups, working sets, rests and now and then a drop set of one exercise."""
        chance, session = self._chance, self._session
        note = ""
        if session.approach == "swapped" and exercise in SWAPS:
            exercise, base, reps = SWAPS[exercise]
            note = "neutral grip, shoulder"
        step = 2.5 if base >= 40 else 1.0
        weight = round((base * (1 + 0.0055 * self._weeks)) * session.load / step) * step
        if place == 0 and base:
            for share in (0.4, 0.65):
                self.add(exercise, "W", round(base * share / 2.5) * 2.5, 6)
        effort = {"good": 7.5, "mixed": 8.5, "bad": 9.5}[session.outcome]
        sets = 3 if place or session.approach == "lighter" else 4
        for order in range(1, sets + 1):
            done = max(1, reps + chance.whole(-1, 1) - (order if session.outcome == "bad" else 0))
            rpe = min(10.0, effort + 0.5 * chance.whole(-1, 1)) if order == sets and chance.under(0.8) else ""
            fails = session.outcome == "bad" and order == sets and place == 0
            self.add(exercise, "F" if fails else order, weight or "", done, rpe, note=note if order == 1 else "")
            if order < sets and chance.under(0.5):
                self.add(exercise, "Rest Timer", seconds=chance.one((90, 120, 150, 180)))
        if last and base and chance.under(0.12):
            self.add(exercise, "D", round(weight * 0.7 / step) * step, reps + 2)
