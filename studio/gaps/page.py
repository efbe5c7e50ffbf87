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
from studio.gaps.report import GapReport
from studio.gaps.svg import drawings

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

STATE_WORDS = {"red": "▲ red", "amber": "◐ amber", "fine": "✓ fine", "cant_tell": "○ can't tell"}

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2326;
background:#fbfaf7}
section{border-top:1px solid #b9b4a8;padding:1rem 0}h2{margin:.2rem 0}.state{font-weight:600}.muted{color:#4d5f69}
.folded{margin-left:2rem}
table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;vertical-align:top}svg{max-width:100%;height:auto}
.pair{display:flex;gap:1rem}.pair>div{flex:1;border:1px solid #b9b4a8;padding:.5rem;white-space:pre-wrap;
overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{color:#dfe3e6;background:#14171a}.muted{color:#8fa3ad}}"""


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
    """The report as Markdown; pictures as inline SVG, the person's own words escaped."""
    parts = ["# What was not logged", "", _opening(report), ""]
    for check in nested(report.checks):
        parts += [
            f"{'###' if check.folded_under else '##'} {STATE_WORDS[check.state]} · {escape(check.headline)}",
            "",
            f"*{check.question}*",
            "",
        ]
        parts += [escape(check.message), ""]
        if folded := under(check, report.checks):
            parts += [escape(folded), ""]
        if said := _attestation(check):
            parts += [escape(said).replace("\n", " "), ""]
        for drawing in drawings(check.plot):
            parts += [drawing, ""]
        if pair := check.plot.pair:
            for title, text in ((pair.left_title, pair.left), (pair.right_title, pair.right)):
                parts += [escape(title), "", *(f"    {line}" for line in text.splitlines()), ""]
        parts += ["| | |", "|---|---|", *(f"| {_cell(k)} | {_cell(v)} |" for k, v in _numbers(check)), ""]
        if check.fix:
            parts += [f"What to do: {check.fix.action}.", ""]
        parts += [f"How: {check.how}", ""]
    return "\n".join(parts)


def as_html(report: GapReport) -> str:
    """The report as one HTML page: no script, no link, nothing fetched, the person's own words escaped."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>What was not logged</title><style>{_STYLE}</style></head><body>",
        f"<h1>What was not logged</h1><p>{escape(_opening(report))}</p>",
    ]
    for check in nested(report.checks):
        kind = ' class="folded"' if check.folded_under else ""
        parts.append(f'<section id="{check.id}"{kind}><p class="muted">{escape(check.question)}</p>')
        parts.append(f'<h2><span class="state">{STATE_WORDS[check.state]}</span> · {escape(check.headline)}</h2>')
        parts.append(f"<p>{escape(check.message)}</p>")
        if folded := under(check, report.checks):
            parts.append(f'<p class="muted">{escape(folded)}</p>')
        if said := _attestation(check):
            parts.append(f"<p><em>{escape(said)}</em></p>")
        parts += drawings(check.plot)
        if pair := check.plot.pair:
            sides = ((pair.left_title, pair.left), (pair.right_title, pair.right))
            boxes = "".join(f"<div><b>{escape(title)}</b>\n{escape(text)}</div>" for title, text in sides)
            parts.append(
                f'<p class="muted">The closest pair, {pair.alike:.2f} alike</p><div class="pair">{boxes}</div>'
            )
        rows = "".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in _numbers(check))
        parts.append(f"<table>{rows}</table>")
        if check.fix:
            parts.append(f"<p><b>What to do:</b> {escape(check.fix.action)}.</p>")
        parts.append(f"<details><summary>How this was found</summary><p>{escape(check.how)}</p></details></section>")
    return "".join([*parts, "</body></html>\n"])


def _opening(report: GapReport) -> str:
    made = now().date().isoformat()
    labelled = f"{report.n_labelled:,} of {report.n_frame:,} episodes labelled, {report.n_audit} picked at random"
    return f"{labelled}. Made {made}. No alarm does not mean that nothing is missing."


def _attestation(check: CheckResult) -> str:
    return f"You said that this is how it really is: {check.attested_note}" if check.attested else ""


def _numbers(check: CheckResult) -> list[tuple[str, str]]:
    low, high = check.interval
    found = "–" if check.estimate is None else f"{100 * check.estimate:.1f} %"
    return [
        ("estimate", found),
        ("interval", f"{100 * low:.1f}–{100 * high:.1f} %"),
        ("n", f"{check.n} (effective {check.n_effective:.0f}, needs {check.n_needed:,})"),
        *check.numbers,
    ]


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|").replace("\n", " ")
