"""Elements of JSON files of any size, one at a time: memory stays flat, and no element is larger than a bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Rejected
from studio.ingest.files.json_files import read_json
from studio.ingest.files.json_reader import Broken, JsonReader
from studio.ingest.importer import Export

ELEMENT_LIMIT = 4 << 20
"""Characters of one element beyond which reading stops; real ones have a few hundred."""


def elements(export: Export, member: str, prefix: str) -> Iterator[Any | Rejected]:
    """The elements under a prefix such as `Data Points.item`; where the JSON breaks off, a last `Rejected`.

    Args:
        export: The export.
        member: One of its members.
        prefix: Where the elements are: names of fields, and `item` for what is in a list.
    """
    where = member or export.name
    count = 0
    with export.open(member) as stream:
        reader = JsonReader(stream, limit=ELEMENT_LIMIT)
        try:
            for one in _under(reader, prefix.split(".")):
                count += 1
                yield one
            if reader.peek():
                raise Broken("there is more after its end", "")
        except Broken as problem:
            yield Rejected(f"{where}[{count}]", _TOLD.get(str(problem), _BROKEN), "")


_BROKEN = "the JSON breaks off here; the rest could not be read"
_TOLD = {"it is too long": f"an element of more than {ELEMENT_LIMIT >> 20} MiB; the rest was not read"}


def _under(reader: JsonReader, path: Sequence[str]) -> Iterator[Any]:
    """What stands at a path of the value that comes next; all else is passed over."""
    name, below = path[0], path[1:]
    if name == "item" and reader.peek() == "[":
        if below:
            for _ in reader.entries():
                yield from _under(reader, below)
        else:
            yield from reader.elements()
    elif name != "item" and reader.peek() == "{":
        for key in reader.fields():
            if key == name:
                yield from _under(reader, below)
            else:
                reader.skip()
    else:
        reader.skip()


def entries_of(export: Export, member: str, key: str) -> Iterator[Any | Rejected] | None:
    """The list under a key of a file's object, or what comes of it before the file breaks off; None if there is none.

    Args:
        export: The export.
        member: One of its members; what is too large to be read at once is streamed.
        key: Name of the list.

    Raises:
        InputError: the file is no text, or breaks off before the first entry.
    """
    try:
        whole = read_json(export, member)
    except InputError as problem:
        begun = elements(export, member, f"{key}.item")
        first = next(begun, None) if problem.code in ("damaged", "too_long") else None
        if first is None or isinstance(first, Rejected):
            raise
        return chain([first], begun)
    listed = whole.get(key) if isinstance(whole, dict) else None
    return iter(listed) if isinstance(listed, list) else None
