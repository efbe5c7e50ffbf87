"""What the screen of many at once says: how many are listed and marked, what the keys give, what was done."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from studio.label.suggest.suggestion import FIELDS, Suggestion
from studio.tui.plain import one_line

KINDS = {"relationship": "talks", "fitness": "training days"}
"""Domain → what its episodes are called."""
BY_HAND = "You pick these by hand: none of them counts as a random pick."


def status(domain: str, listed: int, left: int, marked: int, filters: Sequence[str], width: int) -> Content:
    """`talks · 12 marked · 40 of 340 listed · “late”`."""
    kind = KINDS.get(domain, domain)
    of = f"{listed:,} of {left:,} listed" if filters else f"{left:,} without an outcome"
    parts = [f"many at once · {kind}", of, f"{marked:,} marked" if marked else "none marked", *filters]
    return Content(one_line(" · ".join(parts), max(10, width)))


def offer(count: int, episodes: int, threshold: float, looked: int, listed: int) -> Content:
    """What Enter would take, before it is pressed."""
    where = f" on {episodes:,}" if episodes != count else ""
    so_far = f" (looked at {looked:,} of {listed:,} so far)" if looked < listed else ""
    takes = f"Enter takes {count:,} suggestions ≥ {threshold:.2f}{where}{so_far}" if count else "Nothing to take"
    return Content.assemble(Content.styled(takes, "bold $text-accent"), " · < lower, > higher · Esc leaves them")


def beside_words(labels: dict[str, object], suggested: Sequence[Suggestion]) -> str:
    """What was given here, else what is suggested: `good .91 · money .70`."""
    given = [labels[name] for name in FIELDS if labels.get(name)]
    if given:
        said = (", ".join(map(str, v)) if isinstance(v, list) else str(v) for v in given)
        return "✓ " + " · ".join(one_line(words).replace("_", " ") for words in said)
    return " · ".join(f"{one.value.replace('_', ' ')} {one.score:.2f}".replace("0.", ".") for one in suggested)
