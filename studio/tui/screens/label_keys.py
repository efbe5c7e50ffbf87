"""The keys of the label screen: every one has an id to remap it by, a group, and words for the help."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from studio.label.schemes import OUTCOME_KEYS, RESPONSE_KEYS, TRIGGER_KEYS

_GROUPS = {name: Binding.Group(name) for name in ("outcome", "trigger", "response_style", "undo", "aside", "flag")}
_WORDS, _CONTEXT, _MOVE = Binding.Group("in your words"), Binding.Group("evidence"), Binding.Group("move")
_MODE = Binding.Group("mode")


def _values(name: str, keys: str, shown: str, what: str) -> list[Binding]:
    return [
        Binding(
            key,
            f"give('{name}', '{key}')",
            what,
            show=key == keys[0],
            key_display=shown,
            group=_GROUPS[name],
            id=f"label.{name}.{key}",
            tooltip=f"{what}: the value the panel shows on {key}",
        )
        for key in keys
    ]


def _quiet(keys: str, action: str, name: str, group: Binding.Group, tooltip: str) -> Binding:
    """A binding the panel or the evidence names itself, so the footer need not."""
    words = name.replace("_", " ")
    return Binding(keys, action, words, show=False, id=f"label.{name}", group=group, tooltip=tooltip)


LABEL_KEYS: list[BindingType] = [
    *_values("outcome", OUTCOME_KEYS, "a s d f", "outcome→next"),
    *_values("trigger", TRIGGER_KEYS, "1-9", "trigger"),
    *_values("response_style", RESPONSE_KEYS, "q-p", "response"),
    Binding("u", "undo", "undo", id="label.undo", group=_GROUPS["undo"], tooltip="Take the last thing back, go there"),
    _quiet("U,ctrl+r", "redo", "redo", _GROUPS["undo"], "Bring back what was undone last"),
    Binding("x", "skip", "skip", id="label.skip", group=_GROUPS["aside"], tooltip="Set aside; u brings it back"),
    Binding("exclamation_mark", "flag", "flag", id="label.flag", group=_GROUPS["flag"], tooltip="Come back to it"),
    Binding("space,right", "following", "on", id="label.on", group=_MOVE, tooltip="On without a label"),
    _quiet("b,left", "previous", "back", _MOVE, "The one before"),
    Binding("M", "mode", "mode", id="label.mode", group=_MODE, tooltip="How the next ones are chosen"),
    _quiet("i", "write('advice')", "advice", _WORDS, "What you would tell yourself next time"),
    _quiet("h", "write('what_helped')", "what_helped", _WORDS, "What helped, even a little"),
    _quiet("v", "write('better')", "better", _WORDS, "What would have been the better response"),
    _quiet("n", "write('note')", "note", _WORDS, "Anything else"),
    _quiet("j", "topics", "topics", _WORDS, "Topics, a letter each"),
    _quiet("H", "history", "history", _WORDS, "All you ever said about this one"),
    _quiet("comma", "context('before')", "before", _CONTEXT, "What came before"),
    _quiet("full_stop", "context('after')", "after", _CONTEXT, "What came after"),
    _quiet("up", "scroll(-1)", "up", _CONTEXT, "Scroll the evidence up"),
    _quiet("down", "scroll(1)", "down", _CONTEXT, "Scroll the evidence down"),
    _quiet("pageup", "scroll(-10)", "page_up", _CONTEXT, "A page of evidence up"),
    _quiet("pagedown", "scroll(10)", "page_down", _CONTEXT, "A page of evidence down"),
]
"""The footer shows what is not printed on the panel or the evidence itself."""
