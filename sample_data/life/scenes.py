"""A talk from its first message to its last: quarrels that escalate or mend, ordinary talk, written-out evenings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from life.chance import Chance
from life.teller import Frame, Teller, to_him
from life.words import Anchor, Script, Situation, dialogue

GROUP = {
    "repaired": "open", "asked": "open", "paused": "open", "solved": "fix", "joked": "light", "defended": "hard",
    "blamed": "hard", "withdrew": "gone",
}  # fmt: skip
"""Response style → which of her answers follow it."""

HOW_IT_GOES = {
    "repaired": (0.80, 0.16, 0.04), "asked": (0.72, 0.21, 0.07), "paused": (0.62, 0.28, 0.10),
    "joked": (0.38, 0.36, 0.26), "solved": (0.32, 0.40, 0.28), "defended": (0.06, 0.28, 0.66),
    "withdrew": (0.03, 0.29, 0.68), "blamed": (0.01, 0.12, 0.87),
}  # fmt: skip
"""Response style → chance of good, mixed, bad: the regularity a model should find."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message."""

    at: datetime
    speaker: str
    """`T` or `I`."""
    text: str
    """Words, or a mark such as `<image>`."""
    edited: bool = False


@dataclass(slots=True)
class Scene:
    """One talk and what is true of it."""

    start: datetime
    kind: str
    """`quarrel`, `chatter` or `anchor`."""
    trigger: str = ""
    style: str = ""
    outcome: str = "good"
    matter: str = ""
    name: str = ""
    lines: list[Line] = field(default_factory=list)
    frame: Frame | None = None

    @property
    def end(self) -> datetime:
        """When the last message was sent."""
        return self.lines[-1].at


def _sentences(text: str) -> list[str]:
    """A two-sentence line as two messages, where both halves stand alone."""
    head, stop, tail = text.partition(". ")
    if not stop or len(head) < 9 or len(tail) < 9 or '"' in text or "£" in text:
        return [text]
    return [head, tail]


class Stage:
    """Puts lines on the clock."""

    def __init__(self, scene: Scene, teller: Teller, chance: Chance) -> None:
        self.scene = scene
        self.frame = Frame(scene.start)
        scene.frame = self.frame
        self._teller = teller
        self._chance = chance
        self._now = scene.start
        self._last = ""

    def wait(self, low: float, high: float) -> None:
        """Let minutes pass."""
        self._now += timedelta(seconds=int(60 * self._chance.between(low, high)))

    def say(self, speaker: str, text: str, *, warm: bool = False) -> None:
        """One turn; `|` parts messages sent in one go."""
        self._pass(speaker, len(text))
        parts = [part.strip() for part in text.split("|")]
        if len(parts) > 1 and self._chance.under(0.08):
            parts = ["\n".join(parts)]
        elif len(parts) == 1 and self._chance.under(0.4):
            parts = _sentences(text)
        for n, part in enumerate(parts):
            if n:
                self._now += timedelta(seconds=self._chance.whole(2, 14))
            for k, typed in enumerate(self._teller.typed(speaker, part, warm=warm, firm=self.scene.kind != "chatter")):
                if k:
                    self._now += timedelta(seconds=self._chance.whole(3, 9))
                edited = len(typed) > 14 and not typed.startswith(("<", "*")) and self._chance.under(0.008)
                self.scene.lines.append(Line(self._now, speaker, typed, edited))

    def _pass(self, speaker: str, length: int) -> None:
        if not self.scene.lines:
            return
        chance = self._chance
        seconds = chance.between(4, 22) + length * chance.between(0.15, 0.5)
        if speaker != self._last and chance.under(0.35):
            seconds += chance.between(20, 110)
        if chance.under(0.05):
            seconds += chance.between(120, 420)
        self._now += timedelta(seconds=int(seconds))
        self._last = speaker


class Playwright:
    """Writes scenes."""

    def __init__(self, teller: Teller, chance: Chance, pools: dict[str, list[str]], all_situations: list[Situation],
                 slots: dict[str, list[str]]) -> None:  # fmt: skip
        self._teller = teller
        self._chance = chance
        self._pools = pools
        self._situations = all_situations
        self._slots = slots

    def _pool(self, name: str, frame: Frame) -> str:
        return self._teller.pick(name, self._pools[name], frame)

    def _set(self, situation: Situation, frame: Frame) -> None:
        values = frame.values
        for key, text in situation.facts.items():
            values[key] = self._teller.fill(text, frame)
        values["wish_t"] = to_him(values["wish"])
        values["Cause"] = values["cause"][0].upper() + values["cause"][1:]
        values["offer_past"] = "were to " + values["offer"]
        values["offer_we"] = values["offer"]
        values["matter_short"] = values["matter"]
        others = [s for s in self._situations if s.trigger == situation.trigger and s.name != situation.name]
        values["matter2"] = self._teller.fill(self._chance.one(others).facts["matter"], Frame(frame.at))
        values["feel"] = self._chance.deal("feel", self._pools["feel"])
        values["feel_her"] = self._chance.deal("feel_her", self._pools["feel_her"])

    def outcome_of(self, style: str, trigger: str) -> str:
        """How it goes: the style decides most, the trigger a little."""
        good, mixed, bad = HOW_IT_GOES[style]
        if style == "joked":
            tilt = 0.3 if trigger in ("chores", "plans", "tone") else -0.25
            good, bad = good + tilt, max(0.03, bad - tilt)
        if style == "solved":
            tilt = 0.28 if trigger in ("chores", "plans", "money") else -0.25
            good, bad = max(0.04, good + tilt), max(0.03, bad - tilt)
        return self._chance.weighted({"good": max(0.03, good), "mixed": mixed, "bad": bad})

    def quarrel(self, start: datetime, situation: Situation, style: str, outcome: str) -> Scene:
        """Something came up between them."""
        scene = Scene(start, "quarrel", situation.trigger, style, outcome, name=situation.name)
        stage = Stage(scene, self._teller, self._chance)
        self._set(situation, stage.frame)
        scene.matter = stage.frame.values["matter"]
        raised = style in ("repaired", "asked", "blamed") and self._chance.under(0.22)
        if raised:
            self._raise(stage, situation, style)
        elif self._chance.under(0.16):
            stage.say("T", self._teller.pick(f"{situation.name}.T", situation.lines["T"], stage.frame))
            stage.say("I", self._teller.pick(f"{situation.name}.P", situation.lines["P"], stage.frame))
        else:
            stage.say("I", self._teller.pick(f"{situation.name}.I", situation.lines["I"], stage.frame))
            if self._chance.under(0.3):
                stage.say("T", self._pool("notice", stage.frame))
            stage.say("I", self._teller.pick(f"{situation.name}.P", situation.lines["P"], stage.frame))
        self._answer(stage, situation, style, outcome, raised)
        self._finish(stage, style, outcome)
        return scene

    def _raise(self, stage: Stage, situation: Situation, style: str) -> None:
        values = stage.frame.values
        for key in ("topic_me", "gripe"):
            name = f"{key}.{situation.trigger}"
            values[key] = self._teller.fill(self._chance.deal(name, self._slots[name]), stage.frame)
        values["matter"] = values["matter_short"] = stage.scene.matter = values["topic_me"]
        values["wish"], values["wish_t"] = "hear it kindly", "hear it kindly"
        values["offer"] = "say it sooner and not save it up"
        stage.say("T", self._pool(f"raise_{style}", stage.frame))

    def _react(self, stage: Stage, style: str, tone: str) -> None:
        group = GROUP[style]
        name = f"{group}.{tone}"
        stage.say("I", self._pool(name, stage.frame))

    def _answer(self, stage: Stage, situation: Situation, style: str, outcome: str, raised: bool) -> None:
        tone = outcome if outcome != "good" or GROUP[style] in ("open", "fix", "light") else "mixed"
        if not raised:
            if style == "withdrew":
                stage.wait(1, 6)
            stage.say("T", self._pool(f"{style}.1", stage.frame))
        if not raised and style not in ("paused", "withdrew") and self._chance.under(0.5):
            stage.say("I", self._teller.pick(f"{situation.name}.P", situation.lines["P"], stage.frame))
        if style == "paused":
            stage.wait(0, 1)
            if self._chance.under(0.6):
                stage.say("I", self._chance.one(("ok", "ok. 20", "fine", "ok, go", "mm", "ok. I make tea")))
            stage.wait(18, 24)
            stage.say("T", self._pool("paused.2", stage.frame))
        if style == "withdrew":
            stage.wait(8, 24)
        if style == "asked":
            stage.say("I", self._pool(f"told.{outcome}", stage.frame))
        else:
            self._react(stage, style, tone)
        second = f"{style}.2"
        if raised and style != "blamed":
            second = "raise_follow"
        elif style == "paused":
            second = "repaired.2" if self._chance.under(0.6) else "asked.2"
        stage.say("T", self._pool(second, stage.frame))
        self._murmur(stage)
        self._react(stage, style, outcome if outcome == "bad" else tone)

    def _murmur(self, stage: Stage) -> None:
        if self._chance.under(0.4):
            stage.say(self._chance.one(("T", "I", "I")), self._chance.one(self._pools["murmur"]))

    def _finish(self, stage: Stage, style: str, outcome: str) -> None:
        if self._chance.under(0.85) and style != "withdrew":
            for _ in range(self._chance.whole(1, 2)):
                self._script(stage, f"between.{outcome}", warm=False)
        if outcome == "bad" and style != "withdrew":
            if self._chance.under(0.7):
                stage.say("T", self._pool(f"{style}.2", stage.frame))
                self._murmur(stage)
                self._react(stage, style, "bad")
            if self._chance.under(0.06):
                stage.say("I", "<deleted>")
        if outcome == "good" and GROUP[style] in ("hard", "gone"):
            stage.say("T", self._pool("repaired.1", stage.frame))
            stage.say("I", self._pool("open.good", stage.frame))
        if outcome == "bad" and self._chance.under(0.12):
            stage.wait(4, 12)
            stage.say("T", "<missed>")
        self._script(stage, f"ending.{outcome}", warm=outcome == "good")

    def _script(self, stage: Stage, pool: str, *, warm: bool) -> None:
        for speaker, line in dialogue(self._pool(pool, stage.frame)):
            stage.say(speaker, line, warm=warm)

    def morning_after(self, start: datetime, before: Scene, situation: Situation, outcome: str) -> Scene:
        """The day after a bad evening: coming back to it, or not."""
        style = {"good": "repaired", "mixed": "asked", "bad": "withdrew"}[outcome]
        scene = Scene(start, "quarrel", before.trigger, style, outcome, name=f"after {before.name}")
        stage = Stage(scene, self._teller, self._chance)
        self._set(situation, stage.frame)
        if before.frame is not None:
            stage.frame.values.update({k: v for k, v in before.frame.values.items() if k not in ("feel", "feel_her")})
        scene.matter = before.matter
        self._script(stage, f"morning_after.{outcome}", warm=False)
        if outcome == "good":
            if self._chance.under(0.6):
                stage.say("T", self._pool("repaired.2", stage.frame))
                stage.say("I", self._pool("open.good", stage.frame), warm=True)
            self._script(stage, "ending.good", warm=True)
        elif outcome == "mixed" and self._chance.under(0.7):
            stage.say("T", self._pool("asked.1", stage.frame))
            stage.say("I", self._pool("open.mixed", stage.frame))
            self._script(stage, "ending.mixed", warm=False)
        elif outcome == "bad":
            stage.say("I", self._pool("gone.bad", stage.frame))
            stage.say("T", self._pool("withdrew.2", stage.frame))
        return scene

    def chatter(self, start: datetime, talks: list[tuple[Script, int]], outcome: str) -> Scene:
        """One or more ordinary talks in a row, each in one of its versions."""
        scene = Scene(start, "chatter", outcome=outcome, name=" + ".join(f"{s.name}.{n}" for s, n in talks))
        stage = Stage(scene, self._teller, self._chance)
        for n, (script, version) in enumerate(talks):
            if n:
                stage.wait(1, 9)
            swapped = "swap" in script.tags and self._chance.under(0.5)
            full = 0.93 if outcome == "good" else 0.5
            skipped = False
            for speaker, optional, options in script.turns:
                skipped = skipped or (optional and not self._chance.under(full))
                if skipped:
                    continue
                who = {"T": "I", "I": "T"}[speaker] if swapped else speaker
                text = self._teller.fill(options[version % len(options)], stage.frame)
                stage.say(who, text.removeprefix("<link> "), warm=outcome == "good")
        return scene

    def anchor(self, start: datetime, anchor: Anchor) -> Scene:
        """An evening as it was written out."""
        scene = Scene(start, "anchor", anchor.trigger, anchor.style, anchor.outcome, name=f"anchor {anchor.at[:10]}")
        stage = Stage(scene, self._teller, self._chance)
        for speaker, minutes, line in anchor.turns:
            if minutes:
                stage.wait(minutes, minutes + 0.5)
            stage.say(speaker, self._teller.fill(line, stage.frame))
        return scene
