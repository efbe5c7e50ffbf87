"""The eight rooms in the order of the week: names, keys, and where their screens are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """One room as the frame shows it."""

    name: str
    """Mode of the app, and name of the module and help page."""
    number: int
    """Key on the home screen."""
    letter: str
    """Key after `g`."""
    short: str
    """Word in the header."""
    title: str
    screen: str
    """Class name in `studio.tui.screens.<name>`."""
    empty: str
    """What to do when there is nothing here yet."""


ROOMS: tuple[Room, ...] = (
    Room("bring_in", 1, "i", "in", "Bring in", "BringInScreen", "Press 1 and give it an export"),
    Room("episodes", 2, "c", "cut", "Episodes", "EpisodesScreen", "Bring something in first (1), then cut (2)"),
    Room("label", 3, "l", "label", "Label", "LabelScreen", "Cut episodes first (2)"),
    Room("gaps", 4, "w", "gaps", "Gaps", "GapsScreen", "Label a few first (3)"),
    Room("scrub", 5, "s", "scrub", "Scrub", "ScrubScreen", "Cut episodes first (2), then scan (5)"),
    Room("dataset", 6, "p", "pack", "Pack", "DatasetScreen", "Label and scrub first (3, 5)"),
    Room("train", 7, "t", "teach", "Teach", "TrainScreen", "Pack a dataset first (6)"),
    Room("talk", 8, "k", "talk", "Talk", "TalkScreen", "Teach a model first (7)"),
)

BY_NAME = {room.name: room for room in ROOMS}
