"""Label schemes: those that come with the program and the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from studio.core.errors import StudioError, UsageError
from studio.core.paths import Home
from studio.label.codebook.scheme import (
    COLOURS,
    FREE_TEXT,
    OUTCOME_KEYS,
    RESERVED_KEYS,
    RESPONSE_KEYS,
    TOPIC_KEYS,
    TRIGGER_KEYS,
    VALUE_KEYS,
    Choice,
    Dimension,
    Scheme,
    did_you_mean,
    shown,
)
from studio.label.codebook.scheme_file import SUFFIX, read_scheme

__all__ = [
    "COLOURS", "FREE_TEXT", "OUTCOME_KEYS", "RESERVED_KEYS", "RESPONSE_KEYS", "SHIPPED", "TOPIC_KEYS", "TRIGGER_KEYS",
    "VALUE_KEYS", "Choice", "Dimension", "Scheme", "all_schemes", "load_scheme", "own_schemes", "read_scheme",
    "schemes_by_domain", "shipped_schemes",
]  # fmt: skip

SHIPPED = Path(__file__).resolve().parent / "shipped"
"""Where the schemes that come with the program lie."""


@cache
def shipped_schemes() -> Mapping[str, Scheme]:
    """The schemes that come with the program, by name."""
    return MappingProxyType({s.name: s for s in map(read_scheme, sorted(SHIPPED.glob(f"*{SUFFIX}")))})


def own_schemes(home: Home) -> dict[str, Scheme]:
    """The person's own schemes by name: at most one for each domain.

    Raises:
        StudioError: a file is broken, or two are for one domain or of one name; the message names the files.
    """
    shipped = shipped_schemes()
    found: dict[str, Scheme] = {}
    for path in sorted(home.schemes.glob(f"*{SUFFIX}")) if home.schemes.is_dir() else ():
        scheme = read_scheme(path, own=True)
        for other in found.values():
            if other.name == scheme.name or other.domain == scheme.domain:
                what = "have the name" if other.name == scheme.name else "are for the domain"
                which = other.name if other.name == scheme.name else other.domain
                raise StudioError(
                    f"Two of your schemes, {other.name} and {scheme.name}, {what} {which}: {other.path} and {path}.",
                    fix=f"Keep one of them in {home.schemes}.",
                    code="bad_scheme",
                )
        namesake = shipped.get(scheme.name)
        if namesake is not None and namesake.domain != scheme.domain:
            raise StudioError(
                f"The scheme {path} is called {scheme.name}, which is the name of the scheme for {namesake.domain}.",
                fix=f"Give it another name, or the domain {namesake.domain}.",
                code="bad_scheme",
            )
        found[scheme.name] = scheme
    return found


def all_schemes(home: Home | None = None) -> dict[str, Scheme]:
    """Every scheme by name; one of the home's own takes the place of a shipped one of its name.

    Raises:
        StudioError: a file is broken; the message names the file, the line and what is allowed.
    """
    return {**shipped_schemes(), **(own_schemes(home) if home else {})}


def load_scheme(name: str, home: Home | None = None) -> Scheme:
    """The scheme of that name.

    Raises:
        UsageError: there is none.
        StudioError: a scheme file is broken.
    """
    schemes = all_schemes(home)
    if name not in schemes:
        raise UsageError(
            f"No scheme is called “{shown(name)}”.",
            fix=f"{did_you_mean(name, schemes)}There are: {', '.join(sorted(schemes))}.",
            code="not_found",
        )
    return schemes[name]


def schemes_by_domain(home: Home | None = None) -> dict[str, Scheme]:
    """Domain → the scheme its episodes are labelled with; the person's own wins over a shipped one.

    Raises:
        StudioError: a file is broken, or two of the person's own are for one domain.
    """
    own = own_schemes(home) if home else {}
    return {scheme.domain: scheme for scheme in (*shipped_schemes().values(), *own.values())}
