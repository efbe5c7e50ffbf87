"""The report as a file: Markdown, or one HTML page that needs nothing else."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from studio.core.clock import now
from studio.core.errors import StudioError, UsageError
from studio.core.paths import write_private
from studio.gaps.findings import CheckResult
from studio.gaps.folding import nested, under
from studio.gaps.pages.figures import figures
from studio.gaps.pages.summary import INTERVALS, STATE_WORDS, ordered, summary
from studio.gaps.pages.svg import drawings
from studio.gaps.report import GapReport

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile(r"([\\`*_\[\]])")

_STYLE = """:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1d2326;
background:#fbfaf7}
h1{line-height:1.2}h2{margin:.2rem 0;font-size:1.25rem}section{border-top:1px solid #b9b4a8;padding:1rem 0}
p,td,th,h2{overflow-wrap:anywhere}.state{font-weight:600;white-space:nowrap}.muted{color:#4d5f69}
.folded{margin-left:2rem}
table{border-collapse:collapse;width:100%}td,th{padding:.2rem 1rem .2rem 0;vertical-align:top;text-align:left}
.checks td,.checks th{border-top:1px solid #d9d5cb}.checks td:last-child{white-space:nowrap}
.numbers,details{font-size:.9rem}.numbers td:first-child{width:35%}
svg{display:block;max-width:100%;height:auto;margin:1rem 0}
blockquote{margin:.5rem 0;padding:.2rem 1rem;border-left:3px solid #b06a00}
.pair{display:flex;gap:1rem}
.pair>div{flex:1;min-width:0;border:1px solid #b9b4a8;padding:.5rem;white-space:pre-wrap;overflow-wrap:anywhere}
@media screen and (prefers-color-scheme:dark){body{color:#dfe3e6;background:#14171a}.muted{color:#9fb0b9}
section,.pair>div{border-color:#48525a}.checks td,.checks th{border-color:#333b41}
.ink{fill:#9fb0b9}.ink-line{stroke:#9fb0b9}.soft{fill:#6c7378}.soft-line{stroke:#6c7378}
.accent{fill:#e0a048}.accent-line{stroke:#e0a048}.alarm-line{stroke:#ff8a70}}
@media screen and (max-width:40rem){.pair{display:block}.folded{margin-left:.5rem}}
@media print{body{font-size:11pt;max-width:none;margin:0;padding:0;color:#000;background:#fff}
svg,tr,blockquote,.pair{break-inside:avoid}h1,h2,section>.muted{break-after:avoid}.muted{color:#333}}"""


def write_report(report: GapReport, out: Path) -> int:
    """Write the report to a `.md` or `.html` file, whole or not at all; returns its size in bytes.

    Raises:
        UsageError: another ending, or a folder that does not exist.
        StudioError: the file cannot be written.
    """
    kinds = {".md": as_markdown, ".html": as_html, ".htm": as_html}
    render = kinds.get(out.suffix.lower())
    if render is None:
        raise UsageError(
            f"{out} is neither a .md nor a .html file.", fix="End the name in .md or .html.", code="bad_ending"
        )
    if not out.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}.", fix="Make it first, or choose another.", code="no_folder")
    content = _CONTROL.sub("�", render(report)).encode("utf-8", "replace")
    try:
        write_private(out, content)
    except OSError as problem:
        raise StudioError(
            f"{out} cannot be written: {problem.strerror or problem}.", fix="Choose another place.", code="unwritable"
        ) from problem
    return len(content)


def as_markdown(report: GapReport) -> str:
    """The report as Markdown; pictures as inline SVG with their figures beneath, the person's own words escaped."""
    parts = ["# What was not logged", "", _flat(_summary(report)), "", _made(), "", INTERVALS, ""]
    parts += ["| state | question | finding | n |", "|---|---|---|---|"]
    for check in _shown(report):
        cells = (_state(check), check.question, _finding(check), f"{check.n:,}")
        parts.append(f"| {' | '.join(map(_cell, cells))} |")
    parts.append("")
    for check in _shown(report):
        parts += [
            f"{'###' if check.folded_under else '##'} {_state(check)} · {_flat(_headline(check))}",
            "",
            f"*{_flat(check.question)}*",
            "",
        ]
        parts += [_flat(check.message), ""]
        if folded := under(check, report.checks):
            parts += [_flat(folded), ""]
        if said := _attestation(check):
            parts += [f"> {_flat(said)}", ""]
        for drawing in drawings(check.plot):
            parts += [drawing, ""]
        for table in figures(check.plot):
            parts += [f"{_flat(table.title)}:", "", f"| {' | '.join(map(_cell, table.head))} |"]
            parts += ["|" + "---|" * len(table.head)]
            parts += [*(f"| {' | '.join(map(_cell, row))} |" for row in table.rows), ""]
        if pair := check.plot.pair:
            for title, text in ((pair.left_title, pair.left), (pair.right_title, pair.right)):
                parts += [_flat(title), "", *(f"    {line}" for line in text.splitlines() or [""]), ""]
        parts += ["| number | value |", "|---|---|", *(f"| {_cell(k)} | {_cell(v)} |" for k, v in _numbers(check)), ""]
        if check.fix:
            parts += [f"What to do: {_flat(check.fix.action)}. {check.fix.in_parts}".strip(), ""]
        parts += [f"How: {_flat(check.how)}", ""]
    return "\n".join(parts)


def as_html(report: GapReport) -> str:
    """The report as one HTML page: no script, no link, nothing fetched, the person's own words escaped."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>What was not logged</title><style>{_STYLE}</style></head><body>",
        f'<h1>What was not logged</h1><p>{escape(_summary(report))}</p><p class="muted">{_made()} {INTERVALS}</p>',
        '<table class="checks"><tr><th>state</th><th>question</th><th>finding</th><th>n</th></tr>',
    ]
    for check in _shown(report):
        cells = "".join(f"<td>{escape(_line(t))}</td>" for t in (check.question, _finding(check), f"{check.n:,}"))
        parts.append(f'<tr><td class="state">{_state(check)}</td>{cells}</tr>')
    parts.append("</table>")
    for check in _shown(report):
        kind = ' class="folded"' if check.folded_under else ""
        parts.append(f'<section id="{check.id}"{kind}><p class="muted">{escape(check.question)}</p>')
        parts.append(f'<h2><span class="state">{_state(check)}</span> · {escape(_headline(check))}</h2>')
        parts.append(f"<p>{escape(check.message)}</p>")
        if folded := under(check, report.checks):
            parts.append(f'<p class="muted">{escape(folded)}</p>')
        if said := _attestation(check):
            parts.append(f"<blockquote>{escape(said)}</blockquote>")
        parts += drawings(check.plot)
        if pair := check.plot.pair:
            sides = ((pair.left_title, pair.left), (pair.right_title, pair.right))
            boxes = "".join(f"<div><b>{escape(title)}</b>\n{escape(text)}</div>" for title, text in sides)
            parts.append(
                f'<p class="muted">The closest pair, {pair.alike:.2f} alike</p><div class="pair">{boxes}</div>'
            )
        rows = "".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in _numbers(check))
        parts.append(f'<table class="numbers">{rows}</table>')
        if check.fix:
            parts.append(f"<p><b>What to do:</b> {escape(check.fix.action)}. {check.fix.in_parts}</p>")
        parts.append(f"<details><summary>How this was found</summary><p>{escape(check.how)}</p></details></section>")
    return "".join([*parts, "</body></html>\n"])


def _shown(report: GapReport) -> list[CheckResult]:
    return nested(ordered(report.checks))


def _summary(report: GapReport) -> str:
    return summary(report.n_labelled, report.n_frame, report.n_audit, report.checks)


def _made() -> str:
    return f"Made {now().date().isoformat()}."


def _state(check: CheckResult) -> str:
    said = " (as it is)" if check.attested and check.state in ("red", "amber") else ""
    return STATE_WORDS[check.state] + said


def _headline(check: CheckResult) -> str:
    """The finding without the words that its state says before it."""
    for already in ("Can't tell yet ", "Can't tell "):
        if check.state == "cant_tell" and check.headline.startswith(already):
            return check.headline.removeprefix(already)
    return check.headline


def _finding(check: CheckResult) -> str:
    return f"{_headline(check)}. You said: {check.attested_note}" if check.attested else _headline(check)


def _attestation(check: CheckResult) -> str:
    return f"You said that this is how it really is: {check.attested_note}" if check.attested else ""


def _numbers(check: CheckResult) -> list[tuple[str, str]]:
    low, high = check.interval
    found = "–" if check.estimate is None else f"{100 * check.estimate:.1f} %"
    return [
        ("estimate", found),
        (
            "interval",
            "–" if check.estimate is None and (low, high) == (0, 1) else f"{100 * low:.1f}–{100 * high:.1f} %",
        ),
        ("n", f"{check.n:,} (effective {check.n_effective:,.0f}, needs {check.n_needed:,})"),
        *check.numbers,
    ]


def _line(text: str) -> str:
    return " ".join(text.split())


def _flat(text: str) -> str:
    """Words on one line of Markdown, none of them taken for a tag or for its marks."""
    return _MARKS.sub(r"\\\1", escape(_line(text), quote=False))


def _cell(text: str) -> str:
    return _flat(text).replace("|", "\\|")
