"""Would you label it the same today? Agreement of first and second readings of the same episodes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from studio.core.coefficients import (
    Pairs,
    ac1_interval,
    cohen_kappa,
    gwet_ac1,
    kappa_interval,
    raw_agreement,
    sign_test,
    weighted_kappa,
)

if TYPE_CHECKING:
    from studio.label.codebook.scheme import Scheme
    from studio.store import Store
    from studio.store.label_events import Reading

NEEDED = 30
"""Second readings below which nothing is said (published coverage of the interval is poor below; Gwet 2016)."""
AFTER = timedelta(days=7)
"""Sooner than this a second reading is memory, and is left out."""
LOPSIDED = 0.8
"""Share of one value above which AC₁ is read in place of kappa, which then is low however well readings agree."""
DRIFTS = 0.05
"""Two-sided p-value below which a drift is told."""
ORDER = ("bad", "mixed", "good")
FIELDS = ("outcome", "trigger", "response_style")

Read = Literal["kappa", "ac1"]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two values given to the same episodes at different times."""

    first: str
    second: str
    count: int
    first_rule: str = ""
    """The person's own line on the value, else the scheme's help; empty where there is none."""
    second_rule: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The pair as `studio label agreement --json` prints it."""
        return {
            "first": self.first, "second": self.second, "count": self.count,
            "first_rule": self.first_rule or None, "second_rule": self.second_rule or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether outcomes moved one way between readings."""

    good_to_bad: int
    bad_to_good: int
    p_value: float | None
    """Exact sign test, two-sided; None below `needed` readings."""
    message: str

    def as_dict(self) -> dict[str, Any]:
        """The drift as `studio label agreement --json` prints it."""
        return {
            "good_to_bad": self.good_to_bad, "bad_to_good": self.bad_to_good, "p_value": self.p_value,
            "message": self.message,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well second readings of one field agree with the first."""

    n: int
    needed: int
    state: Literal["cant_tell", "told"]
    raw: float | None
    """Share of equal readings."""
    kappa: float | None
    """Cohen's kappa; None where it is not defined (all readings equal)."""
    interval: tuple[float, float] | None
    """95 % interval of kappa; None below `needed`."""
    confused: tuple[Confusion, ...]
    """The most frequent disagreement first."""
    message: str
    ac1: float | None = None
    """Gwet's AC₁."""
    ac1_interval: tuple[float, float] | None = None
    """95 %; None below `needed`."""
    read: Read | None = None
    """Which of the two to read; None below `needed`."""
    field: str = "outcome"
    domain: str | None = None
    """None for both together."""

    def as_dict(self) -> dict[str, Any]:
        """The agreement as `studio label agreement --json` prints it."""
        return {
            "domain": self.domain, "field": self.field, "n": self.n, "needed": self.needed, "state": self.state,
            "raw": self.raw, "kappa": self.kappa, "interval": _listed(self.interval), "ac1": self.ac1,
            "ac1_interval": _listed(self.ac1_interval), "read": self.read,
            "confused": [pair.as_dict() for pair in self.confused], "message": self.message,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SelfAgreement:
    """Agreement of the outcome, of the other fields, drift, and what to do."""

    outcome: Agreement
    fields: tuple[Agreement, ...]
    """Each field of each domain that was read twice; the outcome too where there are two domains."""
    weighted_kappa: float | None
    """Of the outcome, a near miss counting half; `unknown` left out."""
    weighted_interval: tuple[float, float] | None
    drift: Drift
    too_soon: int
    """Second readings within a week of the first: left out."""
    advice: str
    rule_for: str = ""
    """The value whose rule is wanting, as `domain.field.value`; empty when none is."""

    def as_dict(self) -> dict[str, Any]:
        """All of it as `studio label agreement --json` prints it: the outcome's numbers at the top."""
        return {
            **self.outcome.as_dict(), "weighted_kappa": self.weighted_kappa,
            "weighted_interval": _listed(self.weighted_interval), "fields": [f.as_dict() for f in self.fields],
            "drift": self.drift.as_dict(), "too_soon": self.too_soon, "advice": self.advice,
            "rule_for": self.rule_for or None,
        }  # fmt: skip


def weigh(pairs: Pairs, *, field: str = "outcome", domain: str | None = None) -> Agreement:
    """Agreement of (first, second) readings, with words that say no more than n allows."""
    n = len(pairs)
    apart = Counter((a, b) for a, b in pairs if a != b)
    confused = tuple(Confusion(a, b, c) for (a, b), c in sorted(apart.items(), key=lambda item: (-item[1], item[0])))
    if n == 0:
        message = (
            f"Can't tell yet: nothing was labelled twice. It needs {NEEDED} second readings, a week after the first."
        )
        return Agreement(0, NEEDED, "cant_tell", None, None, None, (), message, field=field, domain=domain)
    raw, kappa, ac1 = raw_agreement(pairs), cohen_kappa(pairs), gwet_ac1(pairs)
    if n < NEEDED:
        message = f"Can't tell yet: {n} labelled twice, {NEEDED - n} more are needed."
        return Agreement(n, NEEDED, "cant_tell", raw, kappa, None, confused, message, ac1, field=field, domain=domain)
    commonest, count = Counter(value for pair in pairs for value in pair).most_common(1)[0]
    read: Read = "ac1" if kappa is None or count / (2 * n) > LOPSIDED else "kappa"
    interval, around = kappa_interval(pairs), ac1_interval(pairs)
    undefined = "not defined (one value only)"
    told = undefined if kappa is None else f"{kappa:.2f} ({interval[0]:.2f} to {interval[1]:.2f})"
    message = (
        f"You said the same {raw:.0%} of the time on {n} second readings; kappa {told}, "
        f"AC1 {ac1:.2f} ({around[0]:.2f} to {around[1]:.2f}); 1 is always the same, 0 what chance alone gives."
    )
    if read == "ac1":
        message += f" Read AC1: {count / (2 * n):.0%} of the readings are “{commonest}”, which makes kappa low."
    return Agreement(
        n, NEEDED, "told", raw, kappa, interval, confused, message, ac1, around, read, field=field, domain=domain
    )


def drift(pairs: Pairs) -> Drift:
    """Whether outcomes moved one way: good to bad against bad to good, with the exact sign test."""
    down, up = pairs.count(("good", "bad")), pairs.count(("bad", "good"))
    if len(pairs) < NEEDED:
        message = f"Can't tell yet whether you judge harder or milder: {NEEDED - len(pairs)} more are needed."
        return Drift(down, up, None, message)
    p_value = sign_test(down, up)
    turned = f"good became bad {_times(down)} and bad became good {_times(up)}"
    if p_value >= DRIFTS:
        return Drift(down, up, p_value, f"No drift shows: {turned} (p = {p_value:.2f}).")
    way = "harder" if down > up else "milder"
    return Drift(down, up, p_value, f"You judge {way} than you did: {turned} (p = {p_value:.3f}).")


def agreement(store: Store, schemes: Mapping[str, Scheme] | None = None) -> SelfAgreement:
    """Agreement of the record's own second readings (labels given with why = relabel, a week or more after the first).

    Args:
        store: The record.
        schemes: Domain → scheme: readings of merged values count as the value they became, and help stands in for
            rules that were not written.
    """
    schemes = schemes or {}
    book = _Book(store, schemes)
    found: list[Agreement] = []
    outcome = weigh([])
    pairs: list[tuple[str, str]] = []
    soon = 0
    for field in FIELDS:
        by_domain: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for reading in store.labels.readings(field):
            if reading.first_at is not None and reading.at - reading.first_at < AFTER:
                soon += field == "outcome"
                continue
            by_domain[reading.domain or ""].append(book.pair(reading, field))
        parts = [
            book.ruled(weigh(given, field=field, domain=domain or None)) for domain, given in sorted(by_domain.items())
        ]
        if field == "outcome":
            pairs = [pair for given in by_domain.values() for pair in given]
            outcome = parts[0] if len(parts) == 1 else book.ruled(replace(weigh(pairs), domain=None), parts)
            found += parts if len(parts) > 1 else []
        else:
            found += parts
    if soon:
        outcome = replace(outcome, message=f"{outcome.message} {soon} read again within a week are left out.")
    ordered = [pair for pair in pairs if pair[0] in ORDER and pair[1] in ORDER]
    return SelfAgreement(
        outcome,
        tuple(found),
        weighted_kappa(ordered, ORDER),
        kappa_interval(ordered, order=ORDER) if len(ordered) >= NEEDED else None,
        drift(pairs),
        soon,
        *book.advice(found if any(part.field == "outcome" for part in found) else [outcome, *found]),
    )


class _Book:
    """The rules of values, and what merged values became."""

    def __init__(self, store: Store, schemes: Mapping[str, Scheme]) -> None:
        self._store = store
        self._schemes = schemes
        self._rules: dict[str, dict[tuple[str, str], str]] = {}

    def pair(self, reading: Reading, field: str) -> tuple[str, str]:
        """Both values as they are called today."""
        return self._today(reading.domain, field, reading.first), self._today(reading.domain, field, reading.second)

    def _today(self, domain: str | None, field: str, value: str) -> str:
        scheme = self._schemes.get(domain or "")
        became = scheme.became(field, value) if scheme else ()
        return became[0] if len(became) == 1 else value

    def rule(self, domain: str | None, field: str, value: str) -> str:
        """The person's own line on a value."""
        if domain is None:
            return ""
        if domain not in self._rules:
            self._rules[domain] = self._store.codebook.rules(domain)
        return self._rules[domain].get((field, value), "")

    def _says(self, domain: str | None, field: str, value: str) -> str:
        scheme = self._schemes.get(domain or "")
        choice = scheme.dimension(field).by_value(value) if scheme else None
        return self.rule(domain, field, value) or (choice.help if choice else "")

    def ruled(self, one: Agreement, parts: Sequence[Agreement] = ()) -> Agreement:
        """The agreement with what each confused value means, in the domain where the pair is most frequent."""
        pairs = []
        for pair in one.confused:
            domain = one.domain or _where(pair, parts)
            says = [self._says(domain, one.field, value) for value in (pair.first, pair.second)]
            pairs.append(replace(pair, first_rule=says[0], second_rule=says[1]))
        return replace(one, confused=tuple(pairs))

    def advice(self, told: Sequence[Agreement]) -> tuple[str, str]:
        """One sentence: the pair most in need of a rule, else what there is to do; and the value to write it for."""
        both: Counter[tuple[str, str | None, str, str]] = Counter()
        for one in told:
            for pair in one.confused:
                a, b = sorted((pair.first, pair.second))
                both[one.field, one.domain, a, b] += pair.count
        for (field, domain, a, b), count in sorted(both.items(), key=lambda item: (-item[1], item[0][2:])):
            home = domain or next((d for d in sorted(self._schemes)), "relationship")
            without = [value for value in (a, b) if not self.rule(home, field, value)]
            if without:
                value = f"{home}.{field}.{without[0]}"
                return (
                    f"“{a}” and “{b}” were taken for each other {_times(count)}. Say in a line what tells them apart: "
                    f"studio label rules {value} TEXT."
                ), value
        if both:
            (field, domain, a, b), count = both.most_common(1)[0]
            merge = "" if field == "outcome" else ", or merge them: studio label schemes merge"
            return (
                f"“{a}” and “{b}” were taken for each other {_times(count)}; both have a rule. Sharpen one{merge}.",
                "",
            )
        if told and told[0].n:
            return "You said the same every time.", ""
        return "Read some again a week after the first time: studio label next --why relabel.", ""


def _where(pair: Confusion, parts: Sequence[Agreement]) -> str | None:
    counts = {
        part.domain: sum(p.count for p in part.confused if {p.first, p.second} == {pair.first, pair.second})
        for part in parts
    }
    return max(counts, key=lambda domain: counts[domain], default=None)


def _listed(interval: tuple[float, float] | None) -> list[float] | None:
    return list(interval) if interval else None


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
