"""What he said about it afterwards: labels, with the two gaps that are planted in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from life.cast import CLOCKS_BACK, HER, SILENT_MONTH
from life.chance import Chance
from life.scenes import Scene
from life.teller import Frame, Teller
from life.training import Session
from life.whatsapp import NEW_PHONE

AUDIT = (22, 8)
"""Picked at random: talks, training days."""
SPONTANEOUS = 120
"""Labelled on his own accord."""
WENT_WELL = (12, 6)
"""Good ones among them: talks, training days."""
TRAINED_BADLY = 27
"""Training days among them that were not good, at most; talks are the rest."""
AUDIT_GOOD = (16, 18)
"""Good ones among the 30 picked at random lie between these, as in the whole life."""

TOPICS = {
    "lateness": ("partner", "work"), "money": ("home", "future"), "chores": ("home",), "phone": ("partner", "work"),
    "family": ("parents",), "tiredness": ("health", "work"), "plans": ("friends", "future"),
    "tone": ("partner", "trust"), "intimacy": ("partner", "trust"), "": ("home",),
}  # fmt: skip
HELPING = ("repaired", "asked", "paused", "joked", "solved")
"""Answers of which something helped."""
BREATHING = datetime(2026, 3, 1, 10, 5)
"""The Sunday on which he went through the thirty."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that can be labelled: a talk or a training session."""

    at: datetime
    outcome: str
    scene: Scene | None = None
    session: Session | None = None


def frame(scenes: Sequence[Scene], sessions: Sequence[Session]) -> tuple[list[Moment], list[Moment]]:
    """What could be labelled outside the silent month: talks in which both speak, and training days."""
    talks = [Moment(s.start, s.outcome, scene=s) for s in scenes if len({line.speaker for line in s.lines}) == 2]
    days = [Moment(s.start, s.outcome, session=s) for s in sessions]
    spoken = [m for m in talks if f"{m.at:%Y-%m}" != SILENT_MONTH]
    trained = [m for m in days if f"{m.at:%Y-%m}" != SILENT_MONTH]
    return spoken, trained


def choose(spoken: list[Moment], trained: list[Moment], chance: Chance) -> tuple[list[Moment], list[Moment]]:
    """The audit and the spontaneous ones."""
    while True:
        audit = [*chance.shuffled(spoken)[: AUDIT[0]], *chance.shuffled(trained)[: AUDIT[1]]]
        if AUDIT_GOOD[0] <= sum(m.outcome == "good" for m in audit) <= AUDIT_GOOD[1]:
            break
    kept: list[Moment] = []
    for rest, good in ((trained, WENT_WELL[1]), (spoken, WENT_WELL[0])):
        left = [m for m in rest if m not in audit]
        went_well = [m for m in left if m.outcome == "good" and (m.session or (m.scene and m.scene.trigger))]
        badly = sorted((m for m in chance.shuffled(left) if m.outcome != "good"), key=_dullness)
        most = TRAINED_BADLY if rest is trained else SPONTANEOUS - len(kept) - good
        kept += [*chance.shuffled(went_well)[:good], *badly[:most]]
    return sorted(audit, key=lambda m: m.at), sorted(kept, key=lambda m: m.at)


def _dullness(moment: Moment) -> tuple[int, int]:
    quarrel = moment.session is not None or bool(moment.scene and moment.scene.trigger)
    return (0 if quarrel else 1, 0 if moment.outcome == "bad" else 1)


def offset(at: datetime) -> str:
    """Greenwich's offset at a wall time of these months."""
    return "+01:00" if at.date() < CLOCKS_BACK else "+00:00"


class Afterwards:
    """Writes labels."""

    def __init__(self, teller: Teller, chance: Chance, pools: dict[str, list[str]]) -> None:
        self._teller = teller
        self._chance = chance
        self._pools = pools
        self._advised: set[str] = set()

    def label(self, moment: Moment, why: str, labelled_at: datetime) -> dict[str, object]:
        """One label as the file has it."""
        if moment.scene is not None:
            body = self._talk(moment.scene, why)
        elif moment.session is not None:
            body = self._training(moment.session)
        else:
            raise ValueError("nothing to label")
        return {**body, "why": why, "labelled_at": f"{labelled_at:%Y-%m-%dT%H:%M:%S}{offset(labelled_at)}"}

    def _line(self, pools: Sequence[str], frame: Frame) -> str:
        """A line of the first pool there is; one with open slots only if they are known."""
        name = next(pool for pool in pools if pool in self._pools)
        known = {"{therapist_short}", "{friend}", "{date+6}"} | {"{" + key + "}" for key in frame.values}
        options = [o for o in self._pools[name] if all(s in known for s in _slots(o))]
        return self._teller.fill(self._chance.deal(f"{name} {len(options)}", options), frame)

    def _advice(self, first: Sequence[str], second: str, frame: Frame) -> str | None:
        for _ in range(12):
            parts = [self._line(first, frame)]
            if second:
                parts.append(self._line((second,), frame))
            text = " ".join(parts)
            if text not in self._advised:
                self._advised.add(text)
                return text
        return None

    def _talk(self, scene: Scene, why: str) -> dict[str, object]:
        chance = self._chance
        frame = Frame(scene.start, dict(scene.frame.values) if scene.frame else {})
        middle = scene.lines[len(scene.lines) // 2].at
        at = middle.replace(second=0) if middle >= NEW_PHONE else middle
        outcome = scene.outcome
        if why != "audit" and not scene.trigger and outcome == "mixed" and chance.under(0.2):
            outcome = "unknown"
        advice: str | None = None
        if scene.trigger:
            did = (f"did.{scene.style}.{scene.outcome}", f"did.{scene.style}")
            advice = self._advice(did, f"do.{scene.trigger}", frame)
        elif chance.under(0.85):
            advice = self._advice((f"plain.{scene.outcome}",), "", frame)
        helped = None
        if scene.style in HELPING and outcome in ("good", "mixed") and chance.under(0.55):
            helped = self._line(("helped",), frame)
        return {
            "domain": "relationship", "at": at.isoformat(), "outcome": outcome, "topics": list(TOPICS[scene.trigger]),
            "trigger": scene.trigger or None, "response_style": scene.style or None, "what_helped": helped,
            "advice": advice, "note": self._line(("note",), frame) if scene.trigger and chance.under(0.3) else None,
        }  # fmt: skip

    def _training(self, session: Session) -> dict[str, object]:
        chance, frame = self._chance, Frame(session.start)
        topics = ["sleep"] if not session.causes["slept_over_7h"] else []
        topics += ["recovery"] if session.close else []
        topics += ["shoulder"] if session.causes["hurt"] else []
        topics = topics or [chance.one(("strength", "volume", "technique"))]
        advice = self._advice(
            (f"fit.{session.approach}.{session.outcome}", f"fit.{session.approach}"), f"fit.{session.focus}", frame
        )
        return {
            "domain": "fitness", "at": session.start.date().isoformat(), "outcome": session.outcome, "topics": topics,
            "trigger": session.focus, "response_style": session.approach, "what_helped": None, "advice": advice,
            "note": self._fit_note(session),
        }  # fmt: skip

    def _fit_note(self, session: Session) -> str | None:
        if session.close:
            return "Second lower in two days."
        if session.causes["magnesium"] and session.causes["slept_over_7h"] and self._chance.under(0.4):
            return "Magnesium, but also a long night, so who knows."
        if not session.causes["slept_over_7h"] and self._chance.under(0.4):
            return "Short night."
        return session.note or None


def _slots(text: str) -> list[str]:
    return ["{" + part.split("}")[0] + "}" for part in text.split("{")[1:]]


def when_labelled(moment: Moment, chance: Chance) -> datetime:
    """Mostly the evening after; sometimes days later, never in the silent month."""
    days = 1 if chance.under(0.66) else chance.whole(2, 13)
    at = (moment.at + timedelta(days=days)).replace(hour=21, minute=0, second=0)
    at += timedelta(seconds=chance.whole(0, 5400))
    if f"{at:%Y-%m}" == SILENT_MONTH:
        at = datetime(2025, 11, 30, 21, chance.whole(0, 59), chance.whole(0, 59))
        if at <= moment.at:
            at = moment.at + timedelta(minutes=40)
    return at


def labels(scenes: Sequence[Scene], sessions: Sequence[Session], teller: Teller, chance: Chance,
           pools: dict[str, list[str]]) -> list[dict[str, object]]:  # fmt: skip
    """Every label, in the order in which it was given.

    Raises:
        ValueError: there is too little to label.
    """
    spoken, trained = frame(scenes, sessions)
    audit, kept = choose(spoken, trained, chance)
    writer = Afterwards(teller, chance, pools)
    timed = sorted(((when_labelled(m, chance), m) for m in kept), key=lambda pair: pair[0])
    made = [writer.label(m, "spontaneous", at) for at, m in timed]
    at = BREATHING
    for moment in chance.shuffled(audit):
        at += timedelta(seconds=chance.whole(25, 95))
        drawn, of = (AUDIT[0], len(spoken)) if moment.scene else (AUDIT[1], len(trained))
        made.append({**writer.label(moment, "audit", at), "inclusion_prob": round(drawn / of, 4)})
    if len(made) != sum(AUDIT) + SPONTANEOUS:
        raise ValueError(f"only {len(made)} moments with {HER} and the bar could be labelled")
    return made
