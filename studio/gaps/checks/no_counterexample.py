"""NO_COUNTEREXAMPLE: for which triggers have you never shown one that worked, or one that failed?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import Literal

from studio.core.shares import Z80, wilson
from studio.gaps.evidence import DECIDED, OWN_CHOICE, Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.picking.resemblance import ranked
from studio.gaps.states import MOST_ASKED, SEVERITY, State
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import WENT, counted, percent

ID = "no_counterexample"
QUESTION = "For which triggers have you never shown one that worked, or one that failed?"
HOW = (
    "For each trigger (of a training day, its focus), how many of its labelled episodes ended well and how many badly, "
    "whatever they were labelled for. Where n are labelled and none ended well, the true share could still be up to "
    "1 - 0.05^(1/n); likewise where none ended badly. n is divided by the design effect over threads. With p the share "
    "of the other triggers' labels that ended so, kept within 10–90 %, chance leaves none in (1-p)^n. Amber: n is at "
    "least 5, and that is below .02. Red: n is at least 8, and it is below .002. Amber at most: the 80 % Wilson "
    "interval of your commonest response to a trigger lies above 75 %, of 8 or more, so that there is next to nothing "
    "to compare it with. Fine: every trigger with 5 or more has both endings. Needs 30 labels with a trigger; with 50, "
    "a trigger that makes up a tenth of them is seldom seen. Of triggers with fewer than 5 nothing is said."
)

LEAST = 30
"""Labels with a trigger below which nothing is said."""
AMBER_N, RED_N = 5, 8
"""Effective labels of one trigger from which on a missing ending is said."""
AMBER_CHANCE, RED_CHANCE = 0.02, 0.002
"""Chance of so many without one, were the trigger like the others."""
ONE_RESPONSE = (0.0, 0.75)
"""Share of the commonest response to a trigger that leaves something to compare it with."""
AT_ONCE = 40
"""Labels asked for at once, however many would tell."""
LOOK = 10
"""Episodes looked through for each missing ending."""
MOST_LOOKED = 30
SHOWN = 8
"""Triggers drawn, the commonest first."""


Missing = Literal["good", "bad", "response"]


@dataclass(frozen=True, slots=True)
class _Trigger:
    """The labelled episodes of one trigger."""

    value: str
    n: int
    n_effective: float
    good: int
    bad: int
    responses: tuple[tuple[str, int], ...]
    """Response styles with their counts, the commonest first."""

    @property
    def name(self) -> str:
        return self.value.replace("_", " ")

    @property
    def upper(self) -> float:
        """Highest share that none in n leaves open, one-sided 95 %."""
        return float(1 - 0.05 ** (1 / self.n_effective))

    @property
    def judged(self) -> bool:
        return self.n_effective >= AMBER_N

    def interval(self, hits: int) -> tuple[float, float]:
        return wilson(hits / self.n, self.n_effective) if hits else (0.0, self.upper)


@dataclass(frozen=True, slots=True)
class _Alarm:
    """An ending, or a second response, that one trigger has never been shown with."""

    trigger: _Trigger
    missing: Missing
    state: State
    chance: float
    """Of so many without one, were the trigger like the others; 1 where it is about responses."""

    @property
    def order(self) -> tuple[int, float, int, str, str]:
        """The worst first."""
        return -SEVERITY[self.state], self.chance, -self.trigger.n, self.trigger.value, self.missing


class _Triggers:
    """The triggers of one domain's labels, and what they were never shown with."""

    def __init__(self, evidence: Evidence) -> None:
        said = evidence.source.said("trigger")
        self.kept = [evidence.rows[i] for i in evidence.labelled if evidence.rows[i].outcome in DECIDED]
        self.rows = [r for r in self.kept if r.id in said]
        self.of = {r.id: said[r.id] for r in self.rows}
        groups: dict[str, list[FrameRow]] = defaultdict(list)
        for row in self.rows:
            groups[said[row.id]].append(row)
        answered = evidence.source.said("response_style") if groups else {}
        found = [_trigger(value, rows, answered) for value, rows in groups.items()]
        self.all = sorted(found, key=lambda t: (-t.n, t.value))
        self.judged = [t for t in self.all if t.judged]
        lacking = self._lacking() if len(self.rows) >= LEAST else []
        alarms = [a for a in lacking if a.chance < AMBER_CHANCE]
        alarms += [one for t in self.judged if (one := _one_response(t))] if len(self.rows) >= LEAST else []
        self.alarms = sorted(alarms, key=lambda a: a.order)
        self.unclear = sorted((a for a in lacking if a not in alarms), key=lambda a: a.order)
        """Endings never shown where chance alone may explain it."""

    @property
    def state(self) -> State:
        if self.alarms:
            return self.alarms[0].state
        return "fine" if len(self.rows) >= LEAST and self.judged and not self.unclear else "cant_tell"

    @property
    def needed(self) -> int:
        n = len(self.rows)
        if n < LEAST or self.state != "cant_tell":
            return LEAST
        if self.unclear:
            times = min(log(AMBER_CHANCE) / log(a.chance) for a in self.unclear)
        else:
            times = AMBER_N / max(t.n_effective for t in self.all)
        return max(n + 1, min(MOST_ASKED, ceil(n * times)))

    def _lacking(self) -> list[_Alarm]:
        """Endings that a trigger was never shown with."""
        good = [_without(t, "good", self._usual("good", t)) for t in self.judged if not t.good]
        return good + [_without(t, "bad", self._usual("bad", t)) for t in self.judged if not t.bad]

    def _usual(self, outcome: str, trigger: _Trigger) -> float:
        """Share of the other triggers' labels that ended so."""
        others = [r.outcome == outcome for r in self.rows if self.of[r.id] != trigger.value]
        return min(0.9, max(0.1, sum(others) / len(others))) if others else 0.1


def weigh(evidence: Evidence) -> CheckResult:
    """Find the triggers that were labelled often and always without one ending."""
    triggers = _Triggers(evidence)
    estimate, interval = _figure(triggers)
    good = [r.outcome == "good" for r in triggers.rows]
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=triggers.state,
        n=len(triggers.rows),
        n_effective=len(good) / design_effect(good, [r.thread for r in triggers.rows]),
        n_needed=triggers.needed,
        estimate=estimate,
        interval=interval,
        headline=_headline(triggers),
        message=_message(evidence, triggers),
        how=HOW,
        fix=_fix(evidence, triggers),
        plot=_plot(triggers),
        numbers=_numbers(triggers),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Unlabelled ones that read like the trigger and are guessed to have ended the missing way, in turns."""
    triggers = _Triggers(evidence)
    fix = _fix(evidence, triggers)
    if fix is None:
        return Picks((), "gap_fill")
    if not triggers.alarms:
        return Picks(tuple(_unsaid(evidence, triggers)[: fix.count]), "spontaneous")
    lines = [_likely(evidence, triggers, alarm) for alarm in _asked(triggers)]
    taken: dict[str, None] = {}
    for place in range(max(len(line) for line in lines)):
        taken |= dict.fromkeys(line[place] for line in lines if place < len(line))
    return Picks(tuple(taken)[: fix.count], "gap_fill")


def _trigger(value: str, rows: Sequence[FrameRow], answered: Mapping[str, str]) -> _Trigger:
    good, bad = ([r.outcome == outcome for r in rows] for outcome in ("good", "bad"))
    threads = [r.thread for r in rows]
    effect = max(design_effect(hits, threads) for hits in (good, bad))
    responses = Counter(answered[r.id] for r in rows if r.id in answered)
    common = sorted(responses.items(), key=lambda one: (-one[1], one[0]))
    return _Trigger(value, len(rows), len(rows) / effect, sum(good), sum(bad), tuple(common))


def _without(trigger: _Trigger, missing: Missing, usual: float) -> _Alarm:
    chance = float((1 - usual) ** trigger.n_effective)
    red = trigger.n_effective >= RED_N and chance < RED_CHANCE
    return _Alarm(trigger, missing, "red" if red else "amber", chance)


def _one_response(trigger: _Trigger) -> _Alarm | None:
    answered = sum(n for _, n in trigger.responses)
    effective = answered * trigger.n_effective / trigger.n
    if effective < RED_N:
        return None
    low, _ = wilson(trigger.responses[0][1] / answered, effective, Z80)
    return _Alarm(trigger, "response", "amber", 1.0) if low > ONE_RESPONSE[1] else None


def _asked(triggers: _Triggers) -> list[_Alarm]:
    """The alarms of the worst state, which the fix is about."""
    worst = [a for a in triggers.alarms if a.state == triggers.state]
    return worst[: MOST_LOOKED // LOOK]


def _candidates(evidence: Evidence, missing: Missing) -> dict[str, float]:
    """Unlabelled id → how strongly it is guessed to have ended the missing way; all of them where none is."""
    ids = [evidence.rows[i].id for i in evidence.unlabelled]
    if missing == "response":
        return dict.fromkeys(ids, 0.0)
    guesses = evidence.guesses
    sign = 1 if missing == "good" else -1
    leaning = {i: sign * guesses[i] for i in ids if sign * guesses.get(i, 0.0) > 0}
    return leaning or dict.fromkeys(ids, 0.0)


def _likely(evidence: Evidence, triggers: _Triggers, alarm: _Alarm) -> list[str]:
    like = [i for i, value in triggers.of.items() if value == alarm.trigger.value]
    unlike = [i for i, value in triggers.of.items() if value != alarm.trigger.value]
    return ranked(evidence, _candidates(evidence, alarm.missing), like, unlike)


def _unsaid(evidence: Evidence, triggers: _Triggers) -> list[str]:
    """The person's own labels without a trigger, then what has no label; the newest first of both."""
    own = [r.id for r in evidence.decided(OWN_CHOICE) if r.id not in triggers.of]
    return [*reversed(own), *(evidence.rows[i].id for i in reversed(evidence.unlabelled))]


def _fix(evidence: Evidence, triggers: _Triggers) -> Fix | None:
    if triggers.state == "fine":
        return None
    if not triggers.alarms:
        count = min(len(_unsaid(evidence, triggers)), triggers.needed - len(triggers.rows), AT_ONCE)
        noun = _noun(evidence)
        return Fix(f"label {count:,} with their {noun}", count, "spontaneous") if count > 0 else None
    asked = _asked(triggers)
    open_ones: set[str] = set()
    for missing in {a.missing for a in asked}:
        open_ones |= _candidates(evidence, missing).keys()
    count = min(LOOK * len(asked), len(open_ones))
    if not count:
        return None
    if len(asked) > 1:
        return Fix(f"look through {count} that may show what is missing", count, "gap_fill")
    how = "went another way" if asked[0].missing == "response" else f"went {WENT[asked[0].missing]}"
    return Fix(f"look through {count} that may be about {asked[0].trigger.name} and {how}", count, "gap_fill")


def _noun(evidence: Evidence) -> str:
    return "focus" if evidence.domain == "fitness" else "trigger"


def _figure(triggers: _Triggers) -> tuple[float | None, tuple[float, float]]:
    if triggers.state == "cant_tell":
        return None, (0.0, 1.0)
    if not triggers.alarms:
        shares = [(hits / t.n, t.interval(hits)) for t in triggers.judged for hits in (t.good, t.bad)]
        return min(shares)
    worst = triggers.alarms[0]
    if worst.missing == "response":
        answered = sum(n for _, n in worst.trigger.responses)
        share = worst.trigger.responses[0][1] / answered
        return share, wilson(share, answered * worst.trigger.n_effective / worst.trigger.n)
    return 0.0, (0.0, worst.trigger.upper)


def _headline(triggers: _Triggers) -> str:
    if triggers.state == "fine":
        return "Every common trigger has both endings"
    if not triggers.alarms:
        return "Can't tell yet whether a trigger lacks an ending"
    worst = triggers.alarms[0]
    more = f", and {len(triggers.alarms) - 1} more" if len(triggers.alarms) > 1 else ""
    if worst.missing == "response":
        return f"Only one response to {worst.trigger.name}{more}"
    return f"None about {worst.trigger.name} that went {WENT[worst.missing]}{more}"


def _message(evidence: Evidence, triggers: _Triggers) -> str:
    n = len(triggers.rows)
    if n < LEAST:
        text = f"{counted(n, 'label')} with a {_noun(evidence)} so far; this needs {LEAST}."
        silent = len(triggers.kept) - n
        return text + (f" {counted(silent, 'label')} without one." if silent else "")
    rare = len(triggers.all) - len(triggers.judged)
    rest = f" Of {counted(rare, 'rarer one')} (under {AMBER_N} each) nothing is said." if rare else ""
    if triggers.state == "cant_tell" and triggers.unclear:
        first = triggers.unclear[0]
        few = f"{_words(first)} Few of the others did, so chance alone may leave none;"
        return f"{few} about {triggers.needed:,} labels would tell.{rest}"
    if triggers.state == "cant_tell":
        return f"None of {len(triggers.all)} has {AMBER_N} that count; about {triggers.needed:,} labels would tell."
    if triggers.state == "fine":
        common = len(triggers.judged)
        return f"{counted(common, 'trigger')} with {AMBER_N} or more ended both well and badly in {n} labels.{rest}"
    said = " ".join(_words(alarm) for alarm in triggers.alarms[:3])
    left = len(triggers.alarms) - 3
    more = f" So with {left} more." if left > 0 else ""
    return f"{said}{more} If there never was one, say that this is how it is.{rest}"


def _words(alarm: _Alarm) -> str:
    trigger = alarm.trigger
    if alarm.missing == "response":
        value, times = trigger.responses[0]
        answered = sum(n for _, n in trigger.responses)
        response = value.replace("_", " ")
        return f"{times} of {answered} about {trigger.name} were met with “{response}”; others cannot be compared."
    could = f"the true share could still be up to {percent(trigger.upper)}"
    return f"{trigger.n} about {trigger.name}, none went {WENT[alarm.missing]}; {could}."


def _plot(triggers: _Triggers) -> PlotData:
    alarmed = {a.trigger.value: a.missing for a in reversed(triggers.alarms) if a.missing != "response"}
    first = [t for t in triggers.all if t.value in alarmed]
    shown = [*first, *(t for t in triggers.all if t.value not in alarmed)][:SHOWN]
    rows = []
    for trigger in sorted(shown, key=lambda t: (-t.n, t.value)):
        low, high = trigger.interval(trigger.good)
        if trigger.good == trigger.n:
            low, high = 1 - trigger.upper, 1.0
        mark = "▲ " if trigger.value in alarmed else ""
        rows.append(IntervalRow(mark + trigger.name, trigger.good / trigger.n, low, high, trigger.n))
    return PlotData(intervals=IntervalPlot("share that went well, by trigger", tuple(rows), (0.0, 0.0)))


def _numbers(triggers: _Triggers) -> tuple[tuple[str, str], ...]:
    numbers = []
    for t in triggers.all[:SHOWN]:
        said = f"{t.good} well, {t.bad} badly of {t.n}"
        numbers.append((t.name, said + (f"; {len(t.responses)} responses" if t.responses else "")))
    return tuple(numbers)
