"""The keys of the label screen: every one has an id to remap it by, a group, and words for the help."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from studio.label.codebook.scheme import RESPONSE_KEYS, TRIGGER_KEYS
from studio.label.codebook.schemes import OUTCOME_KEYS, VALUE_KEYS

_NAMES = ("values", "undo", "aside", "flag", "suggested", "in your words", "evidence", "episode", "move", "sitting")
_GROUPS = {name: Binding.Group(name) for name in _NAMES}
_SHOWN = {"a": ("a s d f", "outcome→next"), "1": ("1-9", "trigger"), "q": ("q-p", "response")}
"""Keys the bottom line names, each for its row."""


def key_rows(keys: Mapping[str, str]) -> dict[str, str]:
    """Binding id → the keys of its whole row as they are now, for the bottom line; rows left as they are have none."""
    rows = {}
    for first, row, between in (("a", OUTCOME_KEYS, " "), ("1", TRIGGER_KEYS, ""), ("q", RESPONSE_KEYS, "")):
        now = [keys.get(f"label.value.{key}", key) for key in row]
        if now != list(row):
            rows[f"label.value.{first}"] = (" " if any(len(key) > 1 for key in now) else between).join(now)
    return rows


def _value(key: str) -> Binding:
    shown, words = _SHOWN.get(key, (key, "value"))
    return Binding(
        key,
        f"value('{key}')",
        words,
        show=key in _SHOWN,
        key_display=shown,
        group=_GROUPS["values"],
        id=f"label.value.{key}",
        system=key not in _SHOWN,
        tooltip=f"The value the panel shows on {key}; an outcome moves on",
    )


def _quiet(keys: str, action: str, name: str, group: str, tooltip: str) -> Binding:
    """A binding the panel or the evidence names itself, so the bottom line need not."""
    words = name.replace("_", " ")
    return Binding(keys, action, words, show=False, id=f"label.{name}", group=_GROUPS[group], tooltip=tooltip)


def _shown(keys: str, action: str, name: str, group: str, tooltip: str) -> Binding:
    words = name.replace("_", " ")
    return Binding(keys, action, words, id=f"label.{name}", group=_GROUPS[group], tooltip=tooltip)


LABEL_KEYS: list[BindingType] = [
    *map(_value, sorted(VALUE_KEYS, key=lambda key: key not in OUTCOME_KEYS)),
    _shown("enter,plus", "accept", "take", "suggested", "Take what is suggested, and on"),
    _shown("u", "undo", "undo", "undo", "Take the last thing back, go there"),
    _quiet("U,ctrl+r", "redo", "redo", "undo", "Bring back what was undone last"),
    _shown("x", "skip", "skip", "aside", "Set aside; it comes back at the end, u brings it back now"),
    _shown("exclamation_mark", "flag", "flag", "flag", "Come back to it; once more to say why"),
    _shown("space,right", "following", "on", "move", "On without a label"),
    _quiet("b,left", "previous", "back", "move", "The one before"),
    _shown("M", "mode", "mode", "sitting", "How the next ones are chosen"),
    _shown("B", "bulk", "bulk", "sitting", "Many at once, in a list"),
    _quiet("T", "target", "target", "sitting", "How many labels make a sitting"),
    _quiet("A", "quality", "quality", "sitting", "How steady your labels are, how good the suggestions"),
    _quiet("i", "write('advice')", "advice", "in your words", "What you would tell yourself next time"),
    _quiet("I", "take_advice", "take_advice", "in your words", "Keep the advice drafted from your own record as it is"),
    _quiet("h", "write('what_helped')", "what_helped", "in your words", "What helped, even a little"),
    _quiet("v", "write('better')", "better", "in your words", "What would have been the better response"),
    _quiet("n", "write('note')", "note", "in your words", "Anything else"),
    _quiet("j", "topics", "topics", "in your words", "Topics, a letter each"),
    _quiet("H", "history", "history", "in your words", "All you ever said about this one"),
    _quiet("slash", "find", "find", "evidence", "Search in what is shown"),
    _quiet("comma", "context('before')", "before", "evidence", "What came before"),
    _quiet("full_stop", "context('after')", "after", "evidence", "What came after"),
    _quiet("up", "scroll(-1)", "up", "evidence", "Scroll the evidence up"),
    _quiet("down", "scroll(1)", "down", "evidence", "Scroll the evidence down"),
    _quiet("pageup", "scroll(-10)", "page_up", "evidence", "A page of evidence up"),
    _quiet("pagedown", "scroll(10)", "page_down", "evidence", "A page of evidence down"),
    _quiet("left_square_bracket", "revise('begin_later')", "begin_later", "episode", "Leave out the first line"),
    _quiet("right_square_bracket", "revise('end_earlier')", "end_earlier", "episode", "Leave out the last line"),
    _quiet("left_curly_bracket", "revise('begin_earlier')", "begin_earlier", "episode", "Take in one line before"),
    _quiet("right_curly_bracket", "revise('end_later')", "end_later", "episode", "Take in one line after"),
    _quiet("m", "revise('join')", "join", "episode", "Join it with the next one"),
]
"""The bottom line shows what is not printed on the panel or the evidence itself."""
