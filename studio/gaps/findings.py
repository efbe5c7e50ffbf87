"""What a check hands over: a state, its numbers, its picture and one thing to do. Screens and pages only draw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from studio.core.episode import Why
from studio.gaps.states import State

SITTING = 60
"""More labels than this are not asked for at one go without saying so."""


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One share with its interval."""

    name: str
    estimate: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Shares on one 0..1 axis, with the band that is tolerated."""

    title: str
    rows: tuple[IntervalRow, ...]
    band: tuple[float, float]


@dataclass(frozen=True, slots=True)
class TimelinePlot:
    """Sessions and labels per stretch of equal calendar time."""

    start: str
    """First day, as shown."""
    end: str
    sessions: tuple[int, ...]
    labels: tuple[int, ...]
    """As many bins as `sessions`."""
    hole: tuple[int, int] | None = None
    """First and last bin of the longest stretch without labels."""
    alarmed: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """One part of the week."""

    expected: float
    """Labels there if they were spread like the sessions."""
    labelled: int
    short: bool = False
    """True when it holds fewer than chance explains."""


@dataclass(frozen=True, slots=True)
class GridPlot:
    """Parts of the week against what the sessions would lead one to expect."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[GridCell, ...], ...]
    """One tuple per row."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One kind of episode that went one way."""

    n: int
    alarmed: bool = False
    """True when it is one that the finding speaks of."""


@dataclass(frozen=True, slots=True)
class HeatPlot:
    """How many labels there are of each kind (down) and outcome (across)."""

    title: str
    rows: tuple[str, ...]
    """May be the person's own words."""
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    """One tuple per row."""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A difference of two shares with its interval, -1..1."""

    name: str
    """May be the person's own words."""
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EffectPlot:
    """Differences on one axis from -100 to 100 points around zero, such as crude against adjusted."""

    title: str
    rows: tuple[EffectRow, ...]
    band: tuple[float, float] = (0.0, 0.0)
    """Differences that are no alarm; nothing is drawn when empty."""


@dataclass(frozen=True, slots=True)
class PairPlot:
    """The two most similar episodes that matter, side by side. The texts are the person's own."""

    left_title: str
    left: str
    right_title: str
    right: str
    alike: float
    """Jaccard similarity of their 5-character shingles."""


@dataclass(frozen=True, slots=True)
class PlotData:
    """Everything a check wants drawn; absent parts are not drawn."""

    intervals: IntervalPlot | None = None
    timeline: TimelinePlot | None = None
    grid: GridPlot | None = None
    heat: HeatPlot | None = None
    effects: EffectPlot | None = None
    pair: PairPlot | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """The one thing to do about a finding."""

    action: str
    """In words that follow a key: `find 15 that went well`."""
    count: int
    why: str
    """How its labels will be marked (one of `core.episode.WHYS`); where nothing is to be labelled, `rebuild` when
    packing again mends it, and `plan` when only what the person does or brings in can."""

    @property
    def in_parts(self) -> str:
        """What to say where it is more than a sitting's worth; empty otherwise."""
        if self.count <= SITTING or self.why in ("rebuild", "plan"):
            return ""
        return "Any part of it helps: each label counts at once, and you can stop and go on."


@dataclass(frozen=True, slots=True)
class Picks:
    """Episodes to label, and how those labels are to be marked."""

    ids: tuple[str, ...]
    why: Why
    inclusion_prob: float | None = None
    """Chance each had of being drawn, when they were drawn at random."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found."""

    id: str
    question: str
    state: State
    n: int
    n_effective: float
    """n less what likeness within threads takes away."""
    n_needed: int
    """Labels at which it can tell."""
    estimate: float | None
    """The share the state was decided on, or the size of the difference of two; None before there is any."""
    interval: tuple[float, float]
    """95 % around the estimate; for `time`, what chance alone would give."""
    headline: str
    """The finding in a few words."""
    message: str
    """The finding with its numbers."""
    how: str
    """The rule in words, with the names of its formulas."""
    fix: Fix | None = None
    held: bool = False
    """Red, and shown as amber until it holds at a second look."""
    attested: bool = False
    """The person said this is how it really is."""
    attested_note: str = ""
    plot: PlotData = PlotData()
    numbers: tuple[tuple[str, str], ...] = ()
    """Name and value of every number behind it, as shown."""
    by_domain: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Per domain where both have labels; empty otherwise."""
    domain: str = ""
    """The domain this speaks of."""
    folded_under: str = ""
    """Id of the finding that this one most likely comes with and is shown under; empty when it stands alone."""
    applies: bool = True
    """False where the check has nothing to ask in this domain; another domain's answer then stands."""

    @property
    def nags(self) -> bool:
        """True while it wants something of its own and the person has not said that this is how it is."""
        return self.state in ("amber", "red") and not self.attested and not self.folded_under

    def as_dict(self) -> dict[str, Any]:
        """The check as `studio gaps --json` prints it."""
        fix = None
        if self.fix:
            fix = {"action": self.fix.action, "count": self.fix.count, "why": self.fix.why}
        found: dict[str, Any] = {"id": self.id, "question": self.question, **self.figures(), "headline": self.headline}
        found |= {"message": self.message, "fix": fix, "attested": self.attested}
        if self.attested:
            found["attested_note"] = self.attested_note
        if self.folded_under:
            found["folded_under"] = self.folded_under
        if self.by_domain:
            found["by_domain"] = self.by_domain
        return found

    def figures(self) -> dict[str, Any]:
        """State and numbers alone, rounded for printing."""
        return {
            "state": self.state,
            "n": self.n,
            "n_effective": round(self.n_effective, 2),
            "n_needed": self.n_needed,
            "estimate": None if self.estimate is None else round(self.estimate, 6),
            "interval": [round(self.interval[0], 6), round(self.interval[1], 6)],
        }
