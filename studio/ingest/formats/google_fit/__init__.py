"""Google Fit, as Google Takeout gives it: activity tables, sessions, and the raw data points behind them.

The same steps stand there up to three times: in the day's totals, in its quarter-hours, and in data points of every
app and of Google's own merging. Each quantity is read once: quarter-hours before totals, tables before points for what
adds up, points before tables for heart rate, weight and sleep, and merged points before those of single apps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.core.errors import InputError
from studio.core.records import Record, Rejected, Skipped
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.tables import header_and_row, read_table
from studio.ingest.formats.google_fit.activity import Activity
from studio.ingest.formats.google_fit.columns import table_kind
from studio.ingest.formats.google_fit.points import SLEEP, chosen, opened
from studio.ingest.formats.google_fit.sessions import read_session
from studio.ingest.groups import lies_deeper
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "google_fit.v1"
LABEL = "Google Fit"
KIND: ExportKind = "fitness"
EXTENSIONS = (".zip", ".csv", ".json")
HOW_TO_EXPORT = (
    "At takeout.google.com choose “Deselect all”, tick “Google Fit”, then “Next step” and “Create export”; "
    "an e-mail brings a .zip, which you can give here as it is."
)
READS = "Steps, distance, energy, heart rate, weight, sleep, activities and how long they took."
LEAVES_OUT = "Places, speeds, GPS tracks, and whatever repeats what was read from a finer or merged source."

_HEAD = 8192
_LOOKED_AT = 24
"""Members whose heads are read to recognise a folder; the others are told by their extension."""


def sniff(export: Export) -> float:
    """How sure this is Google Fit: by the columns of its tables and the keys of its JSON, never by its name."""
    members = export.members()
    likely = [name for name in members if name == "" or name.casefold().endswith((".csv", ".json"))]
    tracks = sum(name.casefold().endswith(".tcx") for name in members)
    if not likely or len(likely) + tracks < len(members) / 2:
        return 0.0
    looked = likely[:: -(-len(likely) // _LOOKED_AT)]
    ours = [name for name in looked if _kind(export, name)]
    if not ours or lies_deeper(ours, members):
        return 0.0
    return 0.95 * (len(ours) / len(looked) * len(likely) + tracks) / len(members)


def read(export: Export, options: ReadOptions) -> Iterator[Record | Rejected | Skipped | Facts]:
    """Measurements and workouts: tables first, then sessions, then data points.

    Raises:
        InputError: nothing in it is Google Fit's, or a lone file is damaged or lacks its date.
    """
    kinds: dict[str, list[str]] = {"quarters": [], "days": [], "session": [], "points": []}
    rest: list[str] = []
    for member in export.members():
        kinds.get(_kind(export, member), rest).append(member)
    if not any(kinds.values()):
        raise InputError(f"{export.name} is not a Google Fit export.", fix=HOW_TO_EXPORT, code="not_recognised")
    streams, broken = opened(export, kinds["points"])
    taken = chosen(streams)
    nights = any(stream.type == SLEEP for stream in taken)
    activity = Activity({stream.type for stream in taken}, sleep_elsewhere=nights or _sleeps(export, kinds["session"]))
    yield from _tables(export, activity, kinds["quarters"], kinds["days"])
    for member in kinds["session"]:
        yield from _guarded(export, member, read_session(export, member, nights=nights))
    yield from broken
    for stream in streams:
        reason = activity.holds(stream.type) or ("" if stream in taken else "another stream holds the same, merged")
        yield from stream.read(export, reason)
    for member in rest:
        track = member.casefold().endswith(".tcx")
        yield Skipped(member, "the track of a session, which is read itself" if track else "no data of Google Fit")
    yield Facts(notes=tuple(activity.notes))


def _tables(
    export: Export, activity: Activity, quarters: Sequence[str], days: Sequence[str]
) -> Iterator[Record | Rejected | Skipped]:
    """Quarter-hours of all days, then the totals of the days of which there are none."""
    tables = []
    for member in (*quarters, *days):
        try:
            tables.append(read_table(export, member))
        except InputError as problem:
            if len(export.members()) == 1:
                raise
            yield Rejected(member, problem.message, "")
    activity.learn(tables)
    for table in tables:
        if "date" not in table.columns:
            yield from activity.quarters(table, alone=len(export.members()) == 1)
    for table in tables:
        if "date" in table.columns:
            yield from activity.days(table)


def _kind(export: Export, member: str) -> str:
    """`quarters`, `days`, `session`, `points`, or empty for what is none of Google Fit's."""
    if member and not member.casefold().endswith((".csv", ".json")):
        return ""
    head = export.head(member, _HEAD)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return table_kind(*header_and_row(export, member)) if b"," in head else ""
    found = glimpse(head)
    if not isinstance(found, dict):
        return ""
    if "fitnessActivity" in found and "startTime" in found:
        return "session"
    return "points" if "Data Source" in found and "Data Points" in found else ""


def _sleeps(export: Export, members: Sequence[str]) -> bool:
    """Whether any session is a night's sleep."""
    return any(b'"sleep"' in export.head(member, 256) for member in members)


def _guarded(
    export: Export, member: str, items: Iterator[Record | Rejected | Skipped]
) -> Iterator[Record | Rejected | Skipped]:
    """The items of one file; a broken file of many is refused alone."""
    try:
        yield from items
    except InputError as problem:
        if len(export.members()) == 1:
            raise
        yield Rejected(member, problem.message, "")
