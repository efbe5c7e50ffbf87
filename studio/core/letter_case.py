"""Capitals of one word carried over to another."""

from __future__ import annotations


def cased_like(like: str, word: str) -> str:
    """The word in the capitals of another: small, shouted, or as it is."""
    letters = [c for c in like if c.isalpha()]
    if letters and all(c.islower() for c in letters):
        return word.lower()
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    return word[:1].upper() + word[1:] if letters and letters[0].isupper() else word
