"""One line of the person's own on what a value means to them, shown in place of the scheme's help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.errors import UsageError
from studio.label.codebook.scheme import DIMENSIONS, Scheme, did_you_mean, shown
from studio.label.values import cleaned

if TYPE_CHECKING:
    from studio.store import Store

LONGEST = 200
"""Characters of a rule: one line on the panel of a wide terminal."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value means, in a line."""

    domain: str
    field: str
    value: str
    text: str
    """Empty where there is no rule."""
    help: str
    """What the scheme says of it."""

    def as_dict(self) -> dict[str, Any]:
        """The rule as `studio label rules --json` prints it."""
        return {
            "domain": self.domain, "field": self.field, "value": self.value, "rule": self.text or None,
            "help": self.help or None,
        }  # fmt: skip


def all_rules(store: Store, schemes: Mapping[str, Scheme]) -> list[Rule]:
    """Every value of every scheme with its rule, and rules of values that are gone."""
    found = []
    for domain, scheme in sorted(schemes.items()):
        rules = store.codebook.rules(domain)
        for dimension in scheme.dimensions:
            for choice in dimension.choices:
                text = rules.pop((dimension.name, choice.value), "")
                found.append(Rule(domain, dimension.name, choice.value, text, choice.help))
        found += [Rule(domain, field, value, text, "") for (field, value), text in rules.items()]
    return found


def set_rule(store: Store, schemes: Mapping[str, Scheme], reference: str, text: str) -> Rule:
    """Write the rule of a value, named `domain.field.value`; empty text takes it away.

    Raises:
        UsageError: no such value, or the text is longer than a line.
    """
    domain, field, value = _named(schemes, reference)
    scheme = schemes[domain]
    if field == "topics":
        choice = scheme.topics.by_value(value)
    else:
        scheme.check(field, value)
        choice = scheme.dimension(field).by_value(value)
    line = " ".join(cleaned(text).split())
    if len(line) > LONGEST:
        raise UsageError(
            f"A rule is one line of at most {LONGEST} characters; this one has {len(line):,}.",
            fix="Say what tells this value from the one you confuse it with.",
            code="too_long",
        )
    store.codebook.set_rule(domain, field, value, line)
    return Rule(domain, field, value, line, choice.help if choice else "")


def _named(schemes: Mapping[str, Scheme], reference: str) -> tuple[str, str, str]:
    parts = reference.split(".", 2)
    if len(parts) < 3 or not all(map(cleaned, parts)):
        raise UsageError(
            f"“{shown(reference)}” names no value.", fix="For example: relationship.outcome.good.", code="usage"
        )
    domain, field, value = parts[0], parts[1], cleaned(parts[2])
    if domain not in schemes:
        raise UsageError(
            f"“{shown(domain)}” is no domain.",
            fix=f"{did_you_mean(domain, schemes)}Domains: {', '.join(sorted(schemes))}.",
            code="not_found",
        )
    if field not in DIMENSIONS:
        schemes[domain].dimension(field)
    return domain, field, value
