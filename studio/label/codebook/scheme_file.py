"""Reading one scheme file: every mistake is told with the file, the line, the key and what is allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, get_args

from studio.core.episode import DOMAINS, OUTCOMES, Domain
from studio.core.errors import StudioError
from studio.label.codebook.scheme import (
    COLOURS,
    DIMENSIONS,
    FREE_TEXT,
    KEYED,
    RESERVED_KEYS,
    TOPIC_KEYS,
    VALUE_KEYS,
    Choice,
    Dimension,
    Scheme,
    did_you_mean,
    shown,
)
from studio.label.codebook.scheme_lines import layout

SUFFIX = ".toml"
MOST_BYTES = 64 * 1024
"""The longest scheme file that is read."""
MOST_REVISION = 1_000_000

TABLES = ("name", "revision", "domain", *DIMENSIONS, "words", "help", "colours", "cues", "former")
"""Everything a scheme file can hold at its top."""

_WORD = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_LINE = re.compile(r" \(at line (\d+), column \d+\)$")
_MISSPELT = 0.75
"""Likeness above which a help for no value is taken for a slip of the pen."""
_NEW = "Write a fresh one: studio label schemes new NAME --domain relationship."


def is_word(value: Any) -> bool:
    """True for what can be a value: lower-case ASCII letters, digits and `_`, a letter first, at most 40."""
    return isinstance(value, str) and bool(_WORD.match(value)) and not value.endswith("\n")


def read_scheme(path: Path, *, own: bool = False) -> Scheme:
    """Read one scheme file.

    Raises:
        StudioError: it cannot be read, is not TOML, or a key is missing, unknown or of the wrong kind; the line is
            named where there is one.
    """
    return parse_scheme(_text(path), path, own=own)


def parse_scheme(text: str, path: Path, *, own: bool = False) -> Scheme:
    """The scheme that a text holds; `path` is named in errors.

    Raises:
        StudioError: as `read_scheme`.
    """
    lines = text.removesuffix("\n").split("\n")
    if not text.strip():
        raise _bad(path, None, "it is empty", _NEW)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as problem:
        line, what, fix = _syntax(problem, lines)
        raise _bad(path, line, what, fix) from None
    return _SchemeFile(path, lines, table).scheme(text, own=own)


def _text(path: Path) -> str:
    try:
        if path.is_dir() or (path.exists() and not path.is_file()):
            raise _bad(path, None, "it is no file", "Put a scheme file there or take it away.")
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise _bad(path, None, f"it cannot be read ({reason})", "Mend it or take it away.") from problem
    if len(raw) > MOST_BYTES:
        raise _bad(path, None, f"it is longer than {MOST_BYTES // 1024} KB", "A scheme is a page or two: " + _NEW)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise _bad(path, line, "it is not UTF-8 text", "Save the file as UTF-8.") from problem


def _bad(path: Path, line: int | None, what: str, fix: str) -> StudioError:
    where = f"{path}, line {line}" if line else f"{path}"
    return StudioError(f"The scheme {where}: {what}.", fix=fix, code="bad_scheme")


def _syntax(problem: Exception, lines: list[str]) -> tuple[int, str, str]:
    """(1-based line, what is wrong, fix) of a file that is not TOML."""
    found = layout(lines)
    said = str(problem)
    if found.twice is not None and said.startswith("Cannot"):
        path, at = found.twice
        if path in found.heads:
            return at + 1, f"the table [{shown('.'.join(path))}] stands twice", "Put both under one head."
        where = f" in [{shown('.'.join(path[:-1]))}]" if len(path) > 1 else ""
        return at + 1, f"“{shown(path[-1])}” stands twice{where}", f"Write it once. {_allowed_in(path)}"
    if match := _LINE.search(said):
        line, said = int(match[1]), _LINE.sub("", said)
    else:
        line, said = len(lines), said.removesuffix(" (at end of document)")
    broken = (e for e in found.entries if e.first < line and not _is_toml(lines[e.first : e.last + 1]))
    line = next((e.first + 1 for e in broken), line)
    fix = 'Write key = "value", one to a line: text in quotes, lists in [ ], a table\'s name in [ ] alone on its line.'
    return line, f"not valid TOML: {shown(said)}", fix


def _allowed_in(path: tuple[str, ...]) -> str:
    return f"Keys there: {' '.join(VALUE_KEYS)}." if path[0] in KEYED else f"Allowed at the top: {', '.join(TABLES)}."


def _is_toml(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return False
    return True


def _kind(value: Any) -> str:
    kinds = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")


class _SchemeFile:
    """One parsed file, with its lines at hand so that an error can name one."""

    def __init__(self, path: Path, lines: list[str], table: dict[str, Any]) -> None:
        self.path = path
        self.lines = lines
        self.table = table

    def scheme(self, text: str, *, own: bool) -> Scheme:
        for key, value in self.table.items():
            if key not in TABLES:
                more = " A scheme has these four fields: give one of them your own title and values." * isinstance(
                    value, dict
                )
                self.fail(f"“{shown(key)}” is no key of a scheme", f"{_allowed(key, TABLES)}{more}", key)
        name, revision = self.table.get("name"), self.table.get("revision")
        if not is_word(name) or not isinstance(name, str):
            self.fail("`name` must be a short word in lower case", 'For example: name = "ours".', "name")
        if type(revision) is not int or not 1 <= revision <= MOST_REVISION:
            self.fail(
                f"`revision` must be a whole number from 1 to {MOST_REVISION:,}", "For example: revision = 2.",
                "revision",
            )  # fmt: skip
        domain = self.domain()
        helps, colours = self.strings("help"), self.colours()
        outcome, trigger, response_style = (self.keyed(d, helps, colours) for d in KEYED)
        self.one_key_each((outcome, trigger, response_style))
        topics = self.topics(helps, colours)
        dimensions = {d.name: d for d in (outcome, trigger, response_style, topics)}
        values = [value for d in dimensions.values() for value in d.values]
        self.helps_known(helps, [name for name in (*DIMENSIONS, *values) if name not in topics.values], topics)
        self.known(colours, "colours", values, "no value")
        words = self.strings("words")
        self.known(words, "words", FREE_TEXT, "no free-text field")
        return Scheme(
            name, revision, domain, outcome, trigger, response_style, topics, words, self.cues(trigger),
            self.former(dimensions), self.path, own, text,
        )  # fmt: skip

    def domain(self) -> Domain:
        value = self.table.get("domain")
        found: Domain | None = next((d for d in get_args(Domain) if d == value), None)
        if found is None:
            what = f"`domain` {shown(repr(value))} is not known" if "domain" in self.table else "`domain` is missing"
            self.fail(what, _allowed(value, DOMAINS), "domain")
        return found

    def keyed(self, name: str, helps: Mapping[str, str], colours: Mapping[str, str]) -> Dimension:
        table = self.section(name, required=True)
        title = table.pop("title", name.replace("_", " "))
        if not isinstance(title, str) or not title.strip():
            self.fail(f"`title` must be text, not {_kind(title)}", 'For example: title = "focus".', name, "title")
        choices: dict[str, Choice] = {}
        for key, value in table.items():
            self.key(name, key)
            if not is_word(value):
                self.fail(
                    f"the value {shown(repr(value))} on “{key}” must be a word in lower case with _",
                    f'Write letters a to z, digits and _ in quotes, for example {key} = "{_as_word(value)}".', name,
                    key,
                )  # fmt: skip
            if name == "outcome" and value not in OUTCOMES:
                self.fail(
                    f"“{value}” is no outcome: it must have every outcome once", _allowed(value, OUTCOMES), name, key
                )
            if value in choices:
                self.fail(
                    f"“{value}” is on two keys, {choices[value].key} and {key}", "Give each value one key.", name, key
                )
            choices[value] = Choice(key, value, helps.get(value, ""), colours.get(value, ""))
        missing = [value for value in OUTCOMES if value not in choices] if name == "outcome" else []
        if missing:
            self.fail(
                f"outcome must have every outcome once: {', '.join(missing)} is missing",
                f'Write a line such as {OUTCOMES.index(missing[0]) + 1} = "{missing[0]}".', name,
            )  # fmt: skip
        ordered = sorted(choices.values(), key=lambda choice: VALUE_KEYS.index(choice.key))
        return Dimension(name, title, tuple(ordered), helps.get(name, ""))

    def key(self, name: str, key: str) -> None:
        if len(key) == 1 and key in VALUE_KEYS:
            return
        used = RESERVED_KEYS.get(key)
        taken = "" if used is None else f": the label screen uses it{f' ({used})' if used else ''}"
        hint = did_you_mean(key, ["title"]) if len(key) > 1 else ""
        self.fail(
            f"“{shown(key)}” is no key for {name}{taken}",
            f"{hint}Allowed: {' '.join(VALUE_KEYS)}, and title. Help and colours stand in [help] and [colours].",
            name, key,
        )  # fmt: skip

    def one_key_each(self, dimensions: Iterable[Dimension]) -> None:
        taken: dict[str, str] = {}
        for dimension in dimensions:
            for choice in dimension.choices:
                if other := taken.get(choice.key):
                    free = " ".join(k for k in VALUE_KEYS if k not in taken)
                    self.fail(
                        f"the key “{choice.key}” is on {other} and on {dimension.name}",
                        f"Give each value a key of its own; not yet taken: {free}.", dimension.name, choice.key,
                    )  # fmt: skip
                taken[choice.key] = dimension.name

    def topics(self, helps: Mapping[str, str], colours: Mapping[str, str]) -> Dimension:
        table = self.section("topics")
        self.known(table, "topics", ("title", "values"), "no key of topics")
        values, title = table.get("values", []), table.get("title", "topics")
        if not isinstance(title, str) or not title.strip():
            self.fail(f"`title` must be text, not {_kind(title)}", 'For example: title = "topics".', "topics", "title")
        example = 'For example: values = ["work", "sleep"].'
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            self.fail("`values` must be a list of words", example, "topics", "values")
        most = len(TOPIC_KEYS)
        if len(set(values)) != len(values) or len(values) > most:
            extra = next((v for n, v in enumerate(values) if v in values[:n]), None)
            what = f"“{shown(extra)}” stands twice" if extra is not None else f"there are {len(values)}"
            self.fail(f"`values` must be at most {most} words, each once; {what}", example, "topics", "values")
        choices = tuple(
            Choice(k, v, helps.get(v, ""), colours.get(v, "")) for k, v in zip(TOPIC_KEYS, values, strict=False)
        )
        return Dimension("topics", title, choices, helps.get("topics", ""))

    def colours(self) -> dict[str, str]:
        found = self.strings("colours")
        for value, colour in found.items():
            if colour not in COLOURS:
                self.fail(
                    f"“{shown(colour)}” is no colour for {shown(value)}", _allowed(colour, COLOURS), "colours", value
                )
        return {value: "" if colour == "none" else colour for value, colour in found.items()}

    def cues(self, trigger: Dimension) -> dict[str, tuple[str, ...]]:
        table = self.section("cues")
        self.known(table, "cues", trigger.values, "no trigger")
        for name, words in table.items():
            if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
                self.fail(
                    f"the cues of {name} must be a list of words", f'For example: {name} = ["late", "waiting"].',
                    "cues", name,
                )  # fmt: skip
        return {name: tuple(word.lower() for word in words) for name, words in table.items()}

    def former(self, dimensions: Mapping[str, Dimension]) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        table = self.section("former")
        fields = [name for name in DIMENSIONS if name != "outcome"]
        self.known(table, "former", fields, "no field whose values can change")
        for name, was in table.items():
            if not isinstance(was, dict):
                self.fail(f"{name} must be a table", f'For example: {name}.old = ["new"].', "former", name)
            values = dimensions[name].values
            for value, became in was.items():
                where = ("former", name, value)
                if not isinstance(became, list) or not became or not all(isinstance(v, str) for v in became):
                    self.fail(f"what {shown(value)} became must be a list of values", 'For example: ["new"].', *where)
                for one in became:
                    if one not in values and one not in was:
                        self.fail(f"“{shown(one)}” is no value of {name}", _allowed(one, values), *where)
                if value in values and value not in became:
                    self.fail(
                        f"“{shown(value)}” is a former value and a value of {name}",
                        "Take it out of [former], or out of the field.", *where,
                    )  # fmt: skip
                found[name, value] = tuple(became)
        return found

    def known(self, table: Mapping[str, Any], name: str, allowed: Iterable[str], what: str) -> None:
        allowed = list(allowed)
        for key in table:
            if key not in allowed:
                self.fail(f"“{shown(key)}” is {what}", _allowed(key, allowed), name, key)

    def helps_known(self, helps: Mapping[str, str], named: list[str], topics: Dimension) -> None:
        """Help of a value that is gone may stay; a misspelt one, near to a value without help, is a mistake."""
        without = [name for name in named if name not in helps]
        for key in helps:
            if key in named or key in topics.values:
                continue
            if hint := did_you_mean(key, without, likeness=_MISSPELT):
                self.fail(
                    f"“{shown(key)}” is no value and no field", f"{hint}Allowed: {', '.join(named)}.", "help", key
                )

    def strings(self, name: str) -> dict[str, str]:
        table = self.section(name)
        for key, value in table.items():
            if not isinstance(value, str):
                self.fail(
                    f"{shown(key)} must be text, not {_kind(value)}", f'For example: {shown(key)} = "…".', name, key
                )
        return table

    def section(self, name: str, *, required: bool = False) -> dict[str, Any]:
        table = self.table.get(name)
        if table is None:
            if required:
                self.fail(f"the table [{name}] is missing", _NEW)
            return {}
        if not isinstance(table, dict):
            self.fail(f"{name} must be a table, not {_kind(table)}", f"Write [{name}] on a line of its own.", name)
        return dict(table)

    def fail(self, what: str, fix: str, *keys: str) -> NoReturn:
        raise _bad(self.path, layout(self.lines).line(*keys) if keys else None, what, fix)


def _allowed(word: Any, allowed: Iterable[str]) -> str:
    allowed = list(allowed)
    return f"{did_you_mean(word, allowed)}Allowed: {', '.join(allowed)}."


def _as_word(value: Any) -> str:
    found = re.sub(r"[^a-z0-9]+", "_", str(value).lower()).strip("_0123456789")[:40]
    return found or "word"
