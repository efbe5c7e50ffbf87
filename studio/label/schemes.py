"""Label schemes: which values an episode can be given, on which keys, in whose words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, get_args

from studio.core.episode import DOMAINS, OUTCOMES, Domain
from studio.core.errors import StudioError, UsageError
from studio.core.paths import Home

OUTCOME_KEYS = "asdf"
"""Home row: the four outcomes."""
TRIGGER_KEYS = "123456789"
RESPONSE_KEYS = "qwertyop"
"""The upper row without `u` (undo) and `i` (advice)."""
TOPIC_KEYS = "abcdefghijklmnopqrstuvwxyz"
"""Topics take the letters in their own row, in the order they are listed."""

FREE_TEXT = ("what_helped", "advice", "better", "note")

_KEYED = {"outcome": OUTCOME_KEYS, "trigger": TRIGGER_KEYS, "response_style": RESPONSE_KEYS}
_VALUE = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a field can take."""

    key: str
    value: str
    help: str = ""

    @property
    def words(self) -> str:
        """The value as a person reads it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One field of a scheme and its choices, in the order of their keys."""

    name: str
    """`outcome`, `trigger`, `response_style` or `topics`."""
    title: str
    choices: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What the field can be."""
        return tuple(choice.value for choice in self.choices)

    def by_key(self, key: str) -> Choice | None:
        """The choice on a key."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A versioned set of dimensions for episodes of one domain."""

    name: str
    revision: int
    domain: Domain
    outcome: Dimension
    trigger: Dimension
    response_style: Dimension
    topics: Dimension
    words: Mapping[str, str] = field(default_factory=dict)
    """Free-text field → the question asked for it."""
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Trigger → whole words that speak of it; they order the queue and label nothing."""
    path: Path | None = None

    @property
    def stamp(self) -> str:
        """`name@revision`, written on every label given under it."""
        return f"{self.name}@{self.revision}"

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The four dimensions in the order they are shown."""
        return (self.outcome, self.trigger, self.response_style, self.topics)

    def check(self, name: str, value: Any) -> None:
        """Refuse a value the scheme does not have; topics and free text may be anything.

        Raises:
            UsageError: the value is not one of the field's; the message lists those that are.
        """
        if value is None or name in FREE_TEXT or name == "topics":
            return
        dimension = next((d for d in self.dimensions if d.name == name), None)
        if dimension is None:
            raise UsageError(f"“{name}” is no field of the scheme {self.name}.", code="unknown_field")
        if value not in dimension.values:
            raise UsageError(
                f"{name} “{value}” is not in the scheme {self.stamp}.",
                fix=f"Use one of: {', '.join(dimension.values)}.",
                code="unknown_value",
            )

    def as_dict(self) -> dict[str, Any]:
        """The scheme as `studio label schemes --json` prints it."""
        return {
            "name": self.name,
            "revision": self.revision,
            "domain": self.domain,
            "own": self.path is not None and self.path.parent != SHIPPED,
            **{
                d.name: [{"key": c.key, "value": c.value, "help": c.help or None} for c in d.choices]
                for d in self.dimensions
            },
        }


SHIPPED = Path(__file__).resolve().parent / "schemes"
"""Where the schemes that come with the program lie."""


def all_schemes(home: Home | None = None) -> dict[str, Scheme]:
    """Every scheme by name; one of the home's own takes the place of a shipped one of its name.

    Raises:
        StudioError: a file is broken; the message names the file, the line and what is allowed.
    """
    found: dict[str, Scheme] = {}
    for folder in (SHIPPED, *([home.schemes] if home else [])):
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            scheme = read_scheme(path)
            found[scheme.name] = scheme
    return found


def load_scheme(name: str, home: Home | None = None) -> Scheme:
    """The scheme of that name.

    Raises:
        UsageError: there is none.
        StudioError: a scheme file is broken.
    """
    schemes = all_schemes(home)
    if name not in schemes:
        raise UsageError(
            f"No scheme is called “{name}”.", fix=f"There are: {', '.join(sorted(schemes))}.", code="not_found"
        )
    return schemes[name]


def schemes_by_domain(home: Home | None = None) -> dict[str, Scheme]:
    """Domain → the scheme its episodes are labelled with; the person's own wins over a shipped one.

    Raises:
        StudioError: a file is broken, or two of the person's own are for one domain.
    """
    found: dict[str, Scheme] = {}
    for scheme in all_schemes(home).values():
        other = found.get(scheme.domain)
        own = scheme.path is not None and scheme.path.parent != SHIPPED
        other_own = other is not None and other.path is not None and other.path.parent != SHIPPED
        if other is not None and own and other_own:
            raise StudioError(
                f"Two of your schemes, {other.name} and {scheme.name}, are for the domain {scheme.domain}.",
                fix="Keep one of them in the folder schemes of your home.",
                code="bad_scheme",
            )
        if other is None or own:
            found[scheme.domain] = scheme
    return found


def read_scheme(path: Path) -> Scheme:
    """Read one scheme file.

    Raises:
        StudioError: not TOML, or a key is missing, unknown or of the wrong kind; the line is named where there is one.
    """
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise StudioError(
            f"The scheme {path} cannot be read: {reason}.", fix="Mend it or take it away.", code="bad_scheme"
        ) from problem
    except tomllib.TOMLDecodeError as problem:
        raise StudioError(
            f"The scheme {path} is not valid TOML: {problem}.", fix="Mend the line it names.", code="bad_scheme"
        ) from problem
    return _SchemeFile(path, text, table).scheme()


class _SchemeFile:
    """One parsed file, with the text at hand so that an error can name the line."""

    KNOWN = ("name", "revision", "domain", "outcome", "trigger", "response_style", "topics", "words", "help", "cues")

    def __init__(self, path: Path, text: str, table: dict[str, Any]) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.table = table

    def scheme(self) -> Scheme:
        for key in self.table:
            if key not in self.KNOWN:
                self.fail(f"“{key}” is no key of a scheme", f"Allowed: {', '.join(self.KNOWN)}.", key)
        name, revision, domain = self.table.get("name"), self.table.get("revision"), self.table.get("domain")
        if not isinstance(name, str) or not _VALUE.match(name):
            self.fail("`name` must be a short word in lower case", 'For example: name = "ours".', "name")
        if not isinstance(revision, int) or isinstance(revision, bool) or revision < 1:
            self.fail("`revision` must be a whole number from 1", "For example: revision = 2.", "revision")
        if domain not in DOMAINS:
            self.fail(f"`domain` {domain!r} is not known", f"Allowed: {', '.join(DOMAINS)}.", "domain")
        helps = self.strings("help")
        outcome, trigger, response_style = (self.keyed(d, helps) for d in _KEYED)
        if set(outcome.values) != set(OUTCOMES):
            self.fail("outcome must have every outcome once", f"They are: {', '.join(OUTCOMES)}.", "outcome")
        words = self.strings("words")
        for key in words:
            if key not in FREE_TEXT:
                self.fail(f"“{key}” is no free-text field", f"Allowed: {', '.join(FREE_TEXT)}.", "words", key)
        return Scheme(
            name, revision, self.domain_of(domain), outcome, trigger, response_style, self.topics(helps), words,
            self.cues(trigger), self.path,
        )  # fmt: skip

    def domain_of(self, value: Any) -> Domain:
        return next(domain for domain in get_args(Domain) if domain == value)

    def keyed(self, name: str, helps: Mapping[str, str]) -> Dimension:
        table = self.section(name, required=True)
        title = table.pop("title", name.replace("_", " "))
        if not isinstance(title, str):
            self.fail("`title` must be text", "", name, "title")
        allowed = _KEYED[name]
        choices: list[Choice] = []
        for key, value in table.items():
            if key not in allowed or len(key) != 1:
                self.fail(f"“{key}” is no key for {name}", f"Allowed: {' '.join(allowed)}, and title.", name, key)
            if not isinstance(value, str) or not _VALUE.match(value):
                self.fail(f"the value {value!r} must be a word in lower case with _", "", name, key)
            if value in {choice.value for choice in choices}:
                self.fail(f"“{value}” is on two keys", "Give each value one key.", name, key)
            choices.append(Choice(key, value, helps.get(value, "")))
        choices.sort(key=lambda choice: allowed.index(choice.key))
        return Dimension(name, title, tuple(choices))

    def topics(self, helps: Mapping[str, str]) -> Dimension:
        table = self.section("topics")
        for key in table:
            if key not in ("title", "values"):
                self.fail(f"“{key}” is no key of topics", "Allowed: title, values.", "topics", key)
        values = table.get("values", [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            self.fail(
                "`values` must be a list of words", 'For example: values = ["work", "sleep"].', "topics", "values"
            )
        if len(set(values)) != len(values) or len(values) > len(TOPIC_KEYS):
            self.fail(f"`values` must be at most {len(TOPIC_KEYS)} words, each once", "", "topics", "values")
        choices = tuple(Choice(k, v, helps.get(v, "")) for k, v in zip(TOPIC_KEYS, values, strict=False))
        return Dimension("topics", str(table.get("title", "topics")), choices)

    def cues(self, trigger: Dimension) -> dict[str, tuple[str, ...]]:
        found = {}
        for name, words in self.section("cues").items():
            if name not in trigger.values:
                self.fail(f"“{name}” is no trigger", f"Triggers: {', '.join(trigger.values)}.", "cues", name)
            if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
                self.fail(f"the cues of {name} must be a list of words", "", "cues", name)
            found[name] = tuple(word.lower() for word in words)
        return found

    def strings(self, name: str) -> dict[str, str]:
        table = self.section(name)
        for key, value in table.items():
            if not isinstance(value, str):
                self.fail(f"{key} must be text, not {value!r}", "", name, key)
        return table

    def section(self, name: str, *, required: bool = False) -> dict[str, Any]:
        table = self.table.get(name)
        if table is None:
            if required:
                self.fail(f"the table [{name}] is missing", f"Copy it from {SHIPPED.name}/relationship.toml.")
            return {}
        if not isinstance(table, dict):
            self.fail(f"{name} must be a table", f"Write [{name}] on a line of its own.", name)
        return dict(table)

    def fail(self, what: str, fix: str, *keys: str) -> NoReturn:
        line = self.line_of(*keys)
        where = f"{self.path}, line {line}" if line else f"{self.path}"
        raise StudioError(f"The scheme {where}: {what}.", fix=fix or "Mend that line.", code="bad_scheme")

    def line_of(self, *keys: str) -> int | None:
        """1-based line of a top-level key, a table's head, or a key in a table."""
        if not keys:
            return None
        head = re.compile(rf"^\s*\[\s*[\"']?{re.escape(keys[0])}[\"']?\s*\]")
        start = next((n for n, line in enumerate(self.lines) if head.match(line)), None)
        if len(keys) == 1:
            if start is not None:
                return start + 1
            key, start = keys[0], 0
        else:
            key, start = keys[1], (start + 1 if start is not None else 0)
        assign = re.compile(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=")
        return next((n + 1 for n, line in enumerate(self.lines) if n >= start and assign.match(line)), start or None)
