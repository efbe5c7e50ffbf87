"""Two themes, one accent; meaning is always carried by a shape as well."""

from __future__ import annotations

from textual.theme import Theme

ACCENT_DARK = "#e0a458"
ACCENT_LIGHT = "#9a5b00"

DARK = Theme(
    name="studio-dark",
    primary=ACCENT_DARK,
    accent=ACCENT_DARK,
    secondary="#8fa3ad",
    foreground="#dfe3e6",
    background="#14171a",
    surface="#1b1f23",
    panel="#23282d",
    success="#7fb77e",
    warning="#e0a458",
    error="#e07a6a",
    dark=True,
    variables={
        "footer-key-foreground": ACCENT_DARK,
        "voice-2": "#9fb8e8",
        "voice-3": "#86c5b4",
        "voice-4": "#d3a5c9",
        "border-blurred": "#3a4147",
        "block-cursor-background": "#343b42",
        "block-cursor-foreground": "#f4f6f7",
        "block-cursor-blurred-background": "#262b30",
        "block-cursor-blurred-foreground": "#dfe3e6",
        "block-cursor-text-style": "bold",
    },
)

LIGHT = Theme(
    name="studio-light",
    primary=ACCENT_LIGHT,
    accent=ACCENT_LIGHT,
    secondary="#4d5f69",
    foreground="#1d2326",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    success="#2f6b2e",
    warning="#9a5b00",
    error="#a3321f",
    dark=False,
    variables={
        "footer-key-foreground": ACCENT_LIGHT,
        "voice-2": "#30509a",
        "voice-3": "#1a6557",
        "voice-4": "#83386f",
        "border-blurred": "#b9b4a8",
        "block-cursor-background": "#d9d3c5",
        "block-cursor-foreground": "#14181a",
        "block-cursor-blurred-background": "#e6e2d8",
        "block-cursor-blurred-foreground": "#1d2326",
        "block-cursor-text-style": "bold",
    },
)

THEMES = {"dark": DARK, "light": LIGHT}

QUIET = "$foreground 60%"
"""Style of text that steps back; `$text-muted` works in CSS only, content ignores it."""

MARKS = {"done": "✓", "ready": "●", "partly": "◐", "needs_you": "▲", "empty": "○", "failed": "✕"}
"""State → mark; shape first, colour second."""

MARK_STYLES = {
    "done": "$text-success",
    "ready": "$text-accent",
    "partly": "$text-accent",
    "needs_you": "$text-warning",
    "empty": QUIET,
    "failed": "$text-error",
}
"""State → style of its mark."""
