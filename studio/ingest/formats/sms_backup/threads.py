"""Who is behind a number, and which conversation a message belongs to."""

from __future__ import annotations

from collections import Counter

ME = "Me"
_NOBODY = frozenset({"", "null", "(unknown)", "unknown", "(unknown contact)"})
_HIDDEN = {"": "Unknown number", "-1": "Unknown number", "-2": "Private number", "-3": "Payphone"}
_SAME_DIGITS = 9
"""Last digits by which two spellings of a number, with and without country code, are the same."""


class Threads:
    """Names by number and titles by conversation, as far as the file was read."""

    def __init__(self) -> None:
        self.remarks: Counter[str] = Counter()
        """Kinds of message worth a word, with how many."""
        self._names: dict[str, str] = {}
        self._titles: dict[tuple[str, ...], str] = {}
        self._taken: set[str] = set()

    def name(self, number: str, contact: str | None = None) -> str:
        """The name of a number: the one given with it, one given before, else the number."""
        key = number_key(number)
        if contact is not None and contact.strip().casefold() not in _NOBODY:
            self._names[key] = contact
        return self._names.get(key) or _HIDDEN.get(number) or number

    def title(self, numbers: list[str]) -> str:
        """The title of the conversation with these numbers, always the same; another of the same name gets a number."""
        keys = tuple(sorted({number_key(number): "" for number in numbers}))
        if keys not in self._titles:
            names = sorted(dict.fromkeys(self.name(number) for number in numbers), key=str.casefold)
            wanted = title = ", ".join(names) or _HIDDEN[""]
            count = 1
            while title in self._taken:
                count += 1
                title = f"{wanted} ({count})"
            self._taken.add(title)
            self._titles[keys] = title
        return self._titles[keys]


def number_key(number: str) -> str:
    """What two spellings of one number have in common."""
    digits = "".join(char for char in number if char.isdecimal())
    plain = digits and not any(char.isalpha() for char in number)
    return digits[-_SAME_DIGITS:] if plain else number.strip().casefold()


def known(text: str | None) -> str | None:
    """A value; None for the word `null`, which stands for nothing."""
    return None if text is None or text == "null" else text
