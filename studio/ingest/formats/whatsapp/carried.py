"""What a WhatsApp message carries beside its words: a file, a place, the remark that it was edited."""

from __future__ import annotations

import re

from studio.ingest.formats.whatsapp.names import MARK
from studio.ingest.formats.whatsapp.omitted import DOCUMENTS, MEDIA, folded
from studio.ingest.formats.whatsapp.phrases import ATTACHED, EDITED

_FILE = r"[^\n/<>]{1,200}\.\w{2,10}"
_FILE_NAME = re.compile(_FILE)
_ATTACHED_IOS = re.compile(rf"{MARK}?<{MARK}? ?[^:<>\n]{{2,24}}: ?{_FILE} ?>")
_ATTACHED_OLD = re.compile(rf"{MARK}?{_FILE} <{MARK}?[^<>\n]{{3,24}}>")
_ATTACHED_ANDROID = re.compile(rf"{MARK}?([^\n/<>]{{1,200}}\.\w{{0,10}}) \(([^()\n]{{3,30}})\)(?:\n|$)")
_CAMERA_NAME = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+")
_DOCUMENT = re.compile(rf"{_FILE} • {MARK}?[^\n]{{1,40}}")
_LEFT_OUT = "|".join(map(re.escape, sorted(DOCUMENTS)))
_DOCUMENT_OMITTED = re.compile(
    rf"{MARK}?([^\n]{{1,250}}?)(?: • {MARK}?[^\n•]{{1,40}}?)? {MARK}?(?:{_LEFT_OUT})\.?", re.IGNORECASE
)
_PLACE = re.compile(
    rf"""{MARK}?(?:
    [^\d\n:]{{3,25}}:\ https?://(?:maps\.google\.|www\.google\.[a-z.]+/maps|maps\.apple\.|foursquare\.)
    |[^\n:]{{1,120}}:\ https?://(?:foursquare\.com/v/|maps\.google\.com/\?q=-?[\d.]+,)\S+$
    |[^\n]{{1,120}}\n(?:[^\n]{{1,120}}\n)?[^\d\n:]{{1,30}}:\ https?://maps\.google\.com/\?q=-?[\d.]+,\S+$
    )""",
    re.VERBOSE,
)
_EDIT_TAIL = re.compile(rf" ?({MARK}?)<({MARK}?[^<>\n]{{6,60}})>\Z")

DOCUMENT_ENDINGS = frozenset(phrase[-6:] for phrase in DOCUMENTS)
"""How a body ends that stands for a document left out; a quick look before a close one."""


def without_file(said: str) -> str | None:
    """What a body says beside the file it carries or that was left out; None when there is none."""
    if "<" in said:
        if found := _ATTACHED_IOS.search(said):
            return said[: found.start()] + said[found.end() :]
        if _ATTACHED_OLD.fullmatch(said):
            return ""
        first, _, rest = said.partition("\n")
        if first.startswith("<") and folded(first) in MEDIA:
            return "" if _FILE_NAME.fullmatch(rest) else rest
    if (found := _ATTACHED_ANDROID.match(said)) and (found[2].casefold() in ATTACHED or _CAMERA_NAME.match(found[1])):
        rest = said[found.end() :]
        return "" if rest == found[1].rpartition(".")[0] else rest
    return None


def is_document(said: str) -> bool:
    """True for `plan.pdf • 2 pages document omitted`, in any language."""
    found = _DOCUMENT_OMITTED.fullmatch(said)
    return found is not None and (MARK in said or _FILE_NAME.fullmatch(found[1]) is not None)


def caption(rest: str) -> str | None:
    """The words beside a file; None when there are none but its name."""
    text = rest.replace(MARK, "").strip()
    return None if not text or _DOCUMENT.fullmatch(text) else text


def is_place(said: str) -> bool:
    """True for a place sent, which is a word or a name and a link to a map."""
    return _PLACE.match(said) is not None


def edited(said: str) -> tuple[str, bool]:
    """A body without the remark that it was edited, and whether it had one."""
    tail = _EDIT_TAIL.search(said, max(0, len(said) - 80))
    if tail and (folded(tail[2].replace(MARK, "")) in EDITED or MARK in (tail[1] or tail[2][:1])):
        return said[: tail.start()], True
    return said, False
