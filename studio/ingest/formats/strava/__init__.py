"""Strava: activities.csv of the bulk export, and single GPX or TCX files, which other apps and watches write too.

The bulk export holds every activity twice, as a row and as a file; where the rows are there, the files are not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError, StudioError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.gzip_file import plain_file, plain_head
from studio.ingest.files.tables import header_and_row, read_table
from studio.ingest.formats.strava.activities_csv import ActivityTable
from studio.ingest.formats.strava.columns import places_of
from studio.ingest.formats.strava.tracks import ROOT, read_tracks
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "strava.v1"
LABEL = "Strava, and GPX or TCX tracks"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv", ".gpx", ".tcx", ".gz", ".zip")
HOW_TO_EXPORT = (
    "On strava.com open Settings → My Account → “Download or Delete Your Account” → “Get Started”, then “Request Your "
    "Archive”; an e-mail brings a .zip, which you can give here as it is. One activity: “…” → “Export GPX”."
)
READS = "Activities with title, notes, distance, time, energy, heart rate, ascent, power; single GPX and TCX tracks."
LEAVES_OUT = "Routes, photos, weather, gear, kudos; the files of activities that activities.csv already lists."

TRACK_LIMIT = 512 << 20
"""Bytes of one track, unpacked."""

_FOLDERS = {"activities", "media", "routes", "clubs"}
_TRACKS = (".gpx", ".tcx", ".gpx.gz", ".tcx.gz")
_FILES = (*_TRACKS, ".fit", ".fit.gz")
_NEARLY_ALL = 0.9
_NOT_OURS = ("workout-routes/", "takeout/", "google health/", "fitbit/", "/fit/")
"""Folders of exports that hold tracks of trainings which they also list themselves."""
Items = Iterator[Workout | Measurement | Rejected | Skipped | Facts]


def sniff(export: Export) -> float:
    """How sure this is Strava's: by the columns in any language, or the root element of a track."""
    members = export.members()
    if members == [""]:
        if _is_table(export, ""):
            return 0.97
        return _track_score(export)
    if any("/" not in member and _is_table(export, member) for member in members if member.lower().endswith(".csv")):
        return 0.95 * sum(_belongs(member) for member in members) / len(members)
    tracks = [member for member in members if member.casefold().endswith(_TRACKS)]
    if not tracks or len(tracks) < _NEARLY_ALL * len(members) or _is_elsewhere(export):
        return 0.0
    looked_at = tracks[:: max(1, len(tracks) // 12)][:12]
    return 0.9 * len(tracks) / len(members) * sum(_is_track(export, one) for one in looked_at) / len(looked_at)


def read(export: Export, options: ReadOptions) -> Items:
    """A workout per row of activities.csv, or, where there is none, per track.

    Raises:
        InputError: there is neither, or the table is damaged, or its dates can be read two ways (`date_order`).
    """
    members = export.members()
    tables = [member for member in members if _may_be_table(member) and _is_table(export, member)]
    if not tables and "activities.csv" in members:
        raise InputError(
            f"activities.csv of {export.name} is damaged: its header is not whole.",
            fix="Ask Strava for the archive again, or import its folder activities by itself.",
            code="damaged",
        )
    if not tables:
        yield from _tracks(export, members)
        return
    notes: list[str] = []
    taken: Counter[str] = Counter()
    for table in [ActivityTable(read_table(export, member), options) for member in tables]:
        for item in table.read():
            taken[type(item).__name__] += 1
            yield item
        notes += table.notes
    for member in members:
        if member not in tables:
            yield Skipped(member, _why(member))
    notes.append(f"{taken['Workout']} activities and {taken['Measurement']} measurements were read; times are in UTC.")
    yield Facts(notes=tuple(notes))


def _tracks(export: Export, members: list[str]) -> Items:
    single = members == [""]
    if not any(_is_track(export, member) for member in members):
        raise InputError(
            f"{export.name} holds neither Strava's activities.csv nor a GPX or TCX track.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    for member in members:
        name = member or export.name
        if not single and not member.casefold().endswith(_TRACKS):
            yield Skipped(name, "no track")
            continue
        try:
            with plain_file(export, member, TRACK_LIMIT) as stream:
                yield from read_tracks(stream, name)
        except InputError as problem:
            yield Rejected(name, problem.message, "")


def _track_score(export: Export) -> float:
    """For a single file; a FIT file of Strava's own folder is left to whoever reads FIT, and never taken from it."""
    if _is_elsewhere(export):
        return 0.0
    if _is_track(export, ""):
        return 0.9
    own = PurePosixPath(export.path).parent.name == "activities"
    return 0.98 if own and plain_head(export, "", 12)[8:12] == b".FIT" else 0.0


def _is_elsewhere(export: Export) -> bool:
    path = export.path.casefold()
    return any(folder in path for folder in _NOT_OURS)


def _is_track(export: Export, member: str) -> bool:
    try:
        return ROOT.search(plain_head(export, member, 4096)) is not None
    except StudioError:
        return False


def _may_be_table(member: str) -> bool:
    return not member or ("/" not in member and member.casefold().endswith(".csv"))


def _is_table(export: Export, member: str) -> bool:
    return bool(places_of(header_and_row(export, member)[0]))


def _belongs(member: str) -> bool:
    parts = PurePosixPath(member.casefold()).parts
    return parts[0] in _FOLDERS if len(parts) > 1 else member.casefold().endswith((".csv", ".json", ".jpg", ".png"))


def _why(member: str) -> str:
    """Why a file beside activities.csv is not read."""
    if member.casefold().endswith(_FILES) and member.startswith("activities/"):
        return "the same activity in full, already listed in activities.csv"
    if member.startswith("media/"):
        return "a photo or video"
    return "no activities in it"
