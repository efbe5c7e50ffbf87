"""Six months, day by day: what each day holds, when they talk, and what carries over to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from datetime import date, datetime, time, timedelta

from life.cast import FIRST_DAY, LAST_DAY
from life.chance import Chance
from life.scenes import Playwright, Scene
from life.words import Anchor, Script, Situation

QUIET = ((date(2025, 10, 4), date(2025, 10, 11)), (date(2026, 1, 2), date(2026, 1, 10)))
"""Whitby, where they are together all day, and the flu, where both lie in bed."""
AWAY = (date(2025, 12, 19), date(2025, 12, 30))
"""Ingrid is in Aarhus."""
FLU = QUIET[1]
LEAST_SILENCE = timedelta(minutes=110)
"""Between two talks."""
PARTS = {"morn": (6.8, 8.3), "day": (11.6, 15.6), "eve": (17.6, 20.0), "late": (21.2, 22.6)}
"""Part of the day → earliest and latest hour a talk begins."""
TRIGGERS = {"lateness": 1.25, "money": 1.1, "chores": 1.2, "phone": 1.1, "family": 1.1, "tiredness": 1.2,
            "plans": 1.0, "tone": 0.9, "intimacy": 0.7}  # fmt: skip
EARLY_STYLES = {"repaired": 14, "asked": 12, "paused": 13, "joked": 10, "solved": 12, "defended": 20, "withdrew": 12,
                "blamed": 11}  # fmt: skip
LATE_STYLES = {"repaired": 21, "asked": 17, "paused": 17, "joked": 9, "solved": 10, "defended": 13, "withdrew": 7,
               "blamed": 7}  # fmt: skip
"""He learns: less defending, more naming and asking, from September to February."""


class Planner:
    """Lives through the six months."""

    def __init__(self, chance: Chance, play: Playwright, quarrels: list[Situation], talks: list[Script],
                 anchors: list[Anchor]) -> None:  # fmt: skip
        self._chance = chance
        self._play = play
        self._quarrels = quarrels
        self._talks = talks
        self._anchors = anchors
        self._told: Counter[str] = Counter()
        self._last_trigger = ""
        self.scenes: list[Scene] = []

    def live(self) -> list[Scene]:
        """Every scene, in order of time."""
        day = FIRST_DAY
        while day <= LAST_DAY:
            self._day(day)
            day += timedelta(days=1)
        return self.scenes

    def _day(self, day: date) -> None:
        fixed = [(datetime.fromisoformat(a.at), a) for a in self._anchors if a.at.startswith(day.isoformat())]
        bad_before = self._bad_on(day - timedelta(days=1))
        parts = ["morn", "day", "eve", "late"]
        wanted = self._how_many(day, bad_before is not None)
        chosen = sorted(self._chance.shuffled(parts)[:wanted], key=parts.index)
        quarrel_in = self._quarrel_part(day, chosen, bool(fixed))
        for part in parts:
            low, high = PARTS[part]
            anchored = [(at, a) for at, a in fixed if low - 1.5 <= at.hour + at.minute / 60 < high + 1.2]
            if anchored:
                for at, anchor in anchored:
                    fixed.remove((at, anchor))
                    self.scenes.append(self._play.anchor(at, anchor))
            elif part in chosen:
                self._part(day, part, part == quarrel_in, bad_before, fixed)
        for at, anchor in fixed:
            raise ValueError(f"no place on {day} for the evening at {at}, {anchor.trigger}")

    def _part(self, day: date, part: str, quarrel: bool, bad_before: Scene | None,
              fixed: list[tuple[datetime, Anchor]]) -> None:  # fmt: skip
        start = self._start(day, part)
        if start is None or any(timedelta(0) < at - start < timedelta(hours=3) for at, _ in fixed):
            return
        mending = bad_before is not None and self._chance.under(0.55) and not self._mended(day)
        if mending and bad_before is not None and bad_before.kind == "quarrel":
            outcome = self._chance.weighted({"good": 0.55, "mixed": 0.28, "bad": 0.17})
            situation = next(s for s in self._quarrels if s.trigger == bad_before.trigger)
            self.scenes.append(self._play.morning_after(start, bad_before, situation, outcome))
        elif quarrel:
            self.scenes.append(self._quarrel(day, start, part))
        else:
            self.scenes.append(self._chatter(day, start, part, bad_before is not None and not self._mended(day)))

    def _bad_on(self, day: date) -> Scene | None:
        bad = [s for s in self.scenes if s.start.date() == day and s.outcome == "bad" and s.kind != "chatter"]
        mended = any(s.start.date() == day and s.start > bad[-1].start and s.outcome == "good" for s in self.scenes
                     ) if bad else False  # fmt: skip
        return None if not bad or mended or bad[-1].name.startswith("after") else bad[-1]

    def _mended(self, day: date) -> bool:
        return any(s.start.date() == day and s.kind != "chatter" for s in self.scenes)

    def _how_many(self, day: date, cold: bool) -> int:
        if any(first <= day <= last for first, last in QUIET):
            return self._chance.whole(0, 1)
        if AWAY[0] <= day <= AWAY[1]:
            return self._chance.whole(2, 3)
        if cold:
            return self._chance.whole(1, 2)
        return self._chance.one((1, 2, 2, 3, 3, 3) if day.weekday() < 5 else (2, 2, 2, 3))

    def _quarrel_part(self, day: date, chosen: list[str], anchored: bool) -> str:
        share = 0.9
        if anchored or any(first <= day <= last for first, last in QUIET):
            share = 0.0
        elif AWAY[0] <= day <= AWAY[1]:
            share = 0.25
        elif any(s.start.date() == day - timedelta(days=1) and s.kind == "quarrel" for s in self.scenes):
            share = 0.8
        if not chosen or not self._chance.under(share):
            return ""
        return self._chance.one([p for p in chosen for _ in range(3 if p == "eve" else 1)])

    def _start(self, day: date, part: str) -> datetime | None:
        low, high = PARTS[part]
        if part == "morn" and day.weekday() >= 5:
            low, high = 8.6, 10.3
        start = datetime.combine(day, time()) + timedelta(seconds=int(3600 * self._chance.between(low, high)))
        if self.scenes and start - self.scenes[-1].end < LEAST_SILENCE:
            start = self.scenes[-1].end + LEAST_SILENCE + timedelta(seconds=self._chance.whole(0, 2400))
        return None if start.date() != day or start.hour >= 23 else start

    def _quarrel(self, day: date, start: datetime, part: str) -> Scene:
        away = AWAY[0] <= day <= AWAY[1]
        weights = {t: w for t, w in TRIGGERS.items() if t != self._last_trigger}
        if away:
            weights = {"plans": 1, "family": 1, "money": 1, "tone": 1, "phone": 0.6}
        self._last_trigger = trigger = self._chance.weighted(weights)
        fitting = [s for s in self._quarrels if s.trigger == trigger and self._fits(s, day, part, away)]
        pool = fitting or [s for s in self._quarrels if s.trigger == trigger]
        fewest = min(self._told[s.name] for s in pool)
        situation = self._chance.one([s for s in pool if self._told[s.name] == fewest])
        self._told[situation.name] += 1
        gone = (day - FIRST_DAY).days / (LAST_DAY - FIRST_DAY).days
        style = self._chance.weighted(
            {name: weight * (1 - gone) + LATE_STYLES[name] * gone for name, weight in EARLY_STYLES.items()}
        )
        return self._play.quarrel(start, situation, style, self._play.outcome_of(style, trigger))

    def _fits(self, situation: Situation, day: date, part: str, away: bool) -> bool:
        at_home = {"brother_sofa", "maureen_key", "video_reels", "lecture", "sigh", "viewing", "new_year"}
        if away and situation.name in at_home | {"unread", "weekly_call"}:
            return situation.name in ("unread", "weekly_call")
        if situation.name in ("christmas_where", "new_year") and not 10 <= day.month <= 12:
            return False
        if situation.name in ("brother_sofa", "maureen_key") and date(2026, 2, 12) <= day <= date(2026, 2, 18):
            return False
        if situation.name == "sunday_walk" and day.weekday() != 6:
            return False
        if situation.when == "weekend":
            return day.weekday() >= 5 and part in ("day", "eve")
        return situation.when == part or (situation.when == "eve" and part == "late")

    def _chatter(self, day: date, start: datetime, part: str, cold: bool) -> Scene:
        if cold and self._chance.under(0.75):
            talk = self._least_told(day, part, "cold")
            return self._play.chatter(start, [talk], self._chance.weighted({"mixed": 0.55, "bad": 0.45}))
        talks = [self._least_told(day, part, "thaw" if cold and self._chance.under(0.7) else "")]
        while len(talks) < 3 and self._chance.under(0.62):
            talks.append(self._least_told(day, part, "", {script for script, _ in talks}))
        return self._play.chatter(start, talks, "good" if self._chance.under(0.64) else "mixed")

    def _least_told(self, day: date, part: str, want: str, but: Set[Script] = frozenset()) -> tuple[Script, int]:
        away = AWAY[0] <= day <= AWAY[1]
        special = {"cold": want == "cold", "thaw": want == "thaw", "away": away,
                   "dec": day.month == 12 and day.day < 25, "flu": FLU[0] <= day <= FLU[1],
                   "feb": date(2026, 2, 8) <= day <= date(2026, 2, 18)}  # fmt: skip
        apart = {"bus_train", "lift_home", "dinner_date", "shop_list", "whats_for_tea", "running_late_ok", "series",
                 "night_shift", "ward_story", "keys", "cat_window"}  # fmt: skip
        fitting = [
            s for s in self._talks
            if part in s.tags and s not in but
            and all(special[tag] for tag in s.tags & set(special))
            and (not want or want in s.tags)
            and not (away and s.name in apart)
            and not (s.name == "therapy_after" and day.weekday() != 3)
            and not (s.name == "away_baby" and day < date(2025, 12, 22))
            and not (s.name == "snow_site" and day.month not in (12, 1, 2))
        ]  # fmt: skip
        if not fitting:
            fitting = [s for s in self._talks if not s.tags & set(special)]
        favoured = [s for s in fitting if s.tags & {"away", "flu", "feb", "dec"}]
        if favoured and self._chance.under(0.6):
            fitting = favoured
        fewest = min(self._told[s.name] for s in fitting)
        script = self._chance.one([s for s in fitting if self._told[s.name] <= fewest])
        self._told[script.name] += 1
        return script, self._chance.deal(f"version {script.name}", range(max(len(o) for *_, o in script.turns)))
