"""An entry of Apple Journal: one page of badly nested HTML, read by the `div` it stands in and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

_REGIONS = {
    "pageHeader": "header", "title": "title", "bodyText": "body", "reflectionPrompt": "prompt", "assetGrid": "grid",
}  # fmt: skip
_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr"})
_UNSEEN = frozenset({"style", "script", "audio", "video", "head"})
_BARE = re.compile(r"\s*(?:-|\d+\.) ")
"""A list mark with nothing after it yet."""
_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]{0,20})([^<>]*)|[!?][^<>]*)>")
_CLASS = re.compile(r"""(?<![\w-])class\s{0,4}=\s{0,4}(?:"([^"]{0,400})"|'([^']{0,400})')""")
_DEEPEST = 500
"""Open `div`s beyond which nothing more is opened; real pages have six."""


@dataclass(slots=True)
class Asset:
    """One tile of the grid above an entry."""

    kind: str
    """What stands after `assetType_`, such as `photo`, `stateOfMind`, `workoutIcon`."""
    texts: list[str] = field(default_factory=list)
    """What is written on the tile, in order, each once."""


@dataclass(slots=True)
class Page:
    """What an entry says."""

    header: str = ""
    """The date in the reader's language."""
    title: str = ""
    prompt: str = ""
    """The question the entry answers."""
    body: str = ""
    assets: list[Asset] = field(default_factory=list)
    found: bool = False
    """Whether this is an entry at all."""


def read_page(html: str) -> Page:
    """The parts of a page; tags are told apart in one pass, whatever is open or never closed."""
    reader = _Reader()
    at = 0
    visible = "".join(part.partition("-->")[2] if n else part for n, part in enumerate(html.split("<!--")))
    for tag in _TAG.finditer(visible):
        reader.data(unescape(visible[at : tag.start()]))
        at = tag.end()
        if tag[1]:
            reader.end(tag[2].lower())
        elif tag[2]:
            classes = _CLASS.search(tag[3])
            reader.start(tag[2].lower(), (classes[1] or classes[2] or "").split() if classes else [])
    reader.data(unescape(visible[at:]))
    return reader.page()


class _Reader:
    """Keeps which `div`s are open, and puts every line of text where the innermost known one says."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {name: [""] for name in (*_REGIONS.values(), "loose", "tile")}
        self._open: list[str] = []
        self._lists: list[int] = []
        self._assets: list[Asset] = []
        self._unseen = 0
        self._quoted = 0
        self._kept_space = False
        self._filler = False
        self._found = False

    def page(self) -> Page:
        """What was gathered."""
        body = self._text("body") or self._text("loose")
        one_line = {name: " ".join(self._text(name).split()) for name in ("header", "title", "prompt")}
        for asset in self._assets:
            asset.texts = list(dict.fromkeys(text for text in (" ".join(one.split()) for one in asset.texts) if text))
        return Page(one_line["header"], one_line["title"], one_line["prompt"], body, self._assets, self._found)

    def start(self, tag: str, classes: list[str]) -> None:
        """An opening tag."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._line()
            self._filler = True
        elif tag in _BLOCKS:
            self._start_block(tag, classes)
        elif tag == "span":
            self._kept_space = "Apple-converted-space" in classes

    def end(self, tag: str) -> None:
        """A closing tag."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "span":
            self._kept_space = False
        elif tag in ("p", "li"):
            self._drop_filler()
        elif tag == "div" and self._open:
            self._open.pop()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)

    def data(self, data: str) -> None:
        """Text between two tags."""
        if self._unseen:
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data.replace("\xa0", " ") if self._kept_space else data)
        region = self._region()
        if region == "tile":
            if self._assets:
                self._assets[-1].texts[-1:] = ["".join(self._assets[-1].texts[-1:]) + text]
        elif region != "loose" or self._found:
            lines = self._lines[region]
            lines[-1] += text if lines[-1] else text.lstrip(" ")
            self._filler = self._filler and not text.strip()

    def _start_block(self, tag: str, classes: list[str]) -> None:
        if tag == "div":
            self._start_div(classes)
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "blockquote":
            self._quoted += 1
        if tag not in ("ul", "ol") and not (tag == "p" and _BARE.fullmatch(self._lines[self._region()][-1])):
            self._line()
        if tag == "li":
            self._lines[self._region()][-1] = self._bullet()
        elif tag == "p" and self._quoted:
            self._lines[self._region()][-1] = "> "

    def _start_div(self, classes: list[str]) -> None:
        name = next((_REGIONS[one] for one in classes if one in _REGIONS), "")
        kind = next((one.removeprefix("assetType_") for one in classes if one.startswith("assetType_")), "")
        self._found = self._found or bool(name) or "pageContainer" in classes
        if kind or "gridItem" in classes:
            self._assets.append(Asset(kind or "unknown"))
            name = "tile"
        if name == "body" and not self._text("title") and self._text("loose").count("\n") == 0:
            self._lines["title"], self._lines["loose"] = self._lines["loose"], [""]
        if len(self._open) < _DEEPEST:
            self._open.append(name or self._region())

    def _bullet(self) -> str:
        deep = "  " * min(len(self._lists) - 1, 10)
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            return f"{deep}{self._lists[-1]}. "
        return f"{deep}- "

    def _drop_filler(self) -> None:
        """Take back the line of a `<br>` that only keeps an empty paragraph open."""
        lines = self._lines[self._region()]
        if self._filler and len(lines) > 1 and not lines[-1]:
            lines.pop()
        self._filler = False

    def _line(self) -> None:
        region = self._region()
        if region == "tile":
            if self._assets:
                self._assets[-1].texts.append("")
        else:
            self._lines[region].append("")

    def _region(self) -> str:
        """The innermost known part that is open; `tile` inside the grid, `loose` outside of all."""
        return self._open[-1] if self._open else "loose"

    def _text(self, region: str) -> str:
        return "\n".join(line.rstrip(" ") for line in self._lines[region]).strip("\n")
