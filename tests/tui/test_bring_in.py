"""The bring-in room: a path typed, what it is, what came of it, questions in place, hostile text."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from studio.core.paths import Home
from studio.core.settings import Settings, load_settings
from studio.store import Store
from studio.tui.screens.bring_in import BringInScreen
from studio.tui.widgets.path_entry import PathEntry, complete, typed_path
from studio.tui.widgets.question import Question
from tests.tui.pilot import HOSTILE, LARGE, SMALL, opened, screen_text, settled

CHAT = "13/02/2023, 14:42 - Jo: hi\n13/02/2023, 14:43 - Al: ho\n"


def write(path: Path, text: str = CHAT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def room(pilot: Pilot[None]) -> BringInScreen:
    assert isinstance(pilot.app.screen, BringInScreen)
    return pilot.app.screen


async def bring(pilot: Pilot[None], path: Path) -> None:
    await pilot.press("i")
    room(pilot).entry.value = str(path)
    await pilot.press("enter")
    await settled(pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_an_empty_room_says_what_to_press_and_how_to_export(
    store: Store, home: Home, size: tuple[int, int]
) -> None:
    async with opened(store, home, size=size) as pilot:
        await pilot.press("1")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "Nothing here yet" in shown
        assert "Type or paste" in shown
        assert "WhatsApp chat" in shown
        await pilot.press("f2")
        await settled(pilot)
        assert "Export chat" in screen_text(pilot)


async def test_a_typed_path_is_recognised_completed_and_brought_in(store: Store, home: Home, tmp_path: Path) -> None:
    write(tmp_path / "exports" / "WhatsApp Chat with Jo.txt")
    async with opened(store, home, size=SMALL) as pilot:
        await pilot.press("1")
        await settled(pilot)
        await pilot.press(*"/", *str(tmp_path)[1:], *"/exp")
        await pilot.press("tab", "tab")
        assert room(pilot).entry.value == f"{tmp_path}/exports/WhatsApp Chat with Jo.txt"
        await pilot.pause(0.5)
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert "WhatsApp chat" in str(room(pilot).query_one("#look", Static).render())
        assert store.sources.all() == []
        await pilot.press("enter")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "2 new records" in shown
        assert "Jo · WhatsApp chat" in shown
        assert "Al  you" in shown
    assert store.people.me() == {"Al"}


async def test_an_unsure_date_order_is_asked_with_one_key(store: Store, home: Home, tmp_path: Path) -> None:
    path = write(tmp_path / "WhatsApp Chat with Jo.txt", CHAT.replace("13/02", "01/02"))
    async with opened(store, home) as pilot:
        await pilot.press("1")
        await bring(pilot, path)
        assert isinstance(pilot.app.focused, Question)
        assert "day first" in screen_text(pilot)
        await pilot.press("z", "m")
        await settled(pilot)
    (source,) = store.sources.all()
    assert source.first_at is not None
    assert source.first_at.month == 1


async def test_one_answer_serves_every_chat_of_a_folder(store: Store, home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "chats"
    for name in ("Al", "Jo"):
        write(folder / f"WhatsApp Chat with {name}.txt", CHAT.replace("13/02", "01/02").replace("hi", name))
    write(folder / "WhatsApp Chat with Bo.txt")
    async with opened(store, home) as pilot:
        await pilot.press("1")
        await bring(pilot, folder)
        assert len(store.sources.all()) == 1
        await pilot.press("d")
        await settled(pilot)
    assert {s.conversation for s in store.sources.all()} == {"Al", "Bo", "Jo"}


async def test_who_you_are_is_asked_when_no_name_tells(store: Store, home: Home, tmp_path: Path) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("1")
        await bring(pilot, write(tmp_path / "c.txt"))
        assert "Which of these is you?" in screen_text(pilot)
        await pilot.press("2")
        await settled(pilot)
        assert store.people.me() == {"Jo"}
        await pilot.press("w", "down", "x", "up", "p")
        await settled(pilot)
    assert {p.name: p.role for p in store.people.all()} == {"Al": "partner", "Jo": None}


async def test_esc_leaves_a_question_for_later(store: Store, home: Home, tmp_path: Path) -> None:
    async with opened(store, home) as pilot:
        await pilot.press("1")
        await bring(pilot, write(tmp_path / "c.txt"))
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.current_mode == "bring_in"
        assert not room(pilot).question.display
    assert store.people.me() == frozenset()


async def test_a_source_opens_with_what_was_not_read(store: Store, home: Home, tmp_path: Path) -> None:
    async with opened(store, home, size=SMALL) as pilot:
        await pilot.press("1")
        await bring(pilot, write(tmp_path / "WhatsApp Chat with Jo.txt", "stray line\n" + CHAT))
        assert "1 not read" in screen_text(pilot)
        await pilot.press("s", "enter")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "stray line" in shown
        assert "it stands before the first message" in shown
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, BringInScreen)


@pytest.mark.parametrize("name", ["none.txt", "empty.txt", "x.bin"])
async def test_bad_input_is_a_sentence_with_a_way_out(store: Store, home: Home, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "x.bin").write_bytes(bytes(range(256)))
    async with opened(store, home, size=SMALL) as pilot:
        await pilot.press("1")
        await bring(pilot, tmp_path / name)
        assert "✕" in screen_text(pilot)
        assert str(room(pilot).entry.value) == str(tmp_path / name)
    assert store.sources.all() == []


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_hostile_text_is_shown_as_it_is(store: Store, home: Home, tmp_path: Path, size: tuple[int, int]) -> None:
    said = [one.replace("\n", " ").replace("\r", " ") for one in HOSTILE]
    lines = "".join(f"13/02/2023, 14:4{n} - {one[:90]}: {one}\n" for n, one in enumerate(said))
    path = write(tmp_path / "WhatsApp Chat with [red]Jo[%2F].txt", f"{said[0]}\n{said[1]}\n{lines}")
    async with opened(store, home, size=size) as pilot:
        await pilot.press("1")
        await bring(pilot, path)
        assert "[red]" in screen_text(pilot)
        assert "\x1b" not in screen_text(pilot)
        await pilot.press("escape", "s", "enter")
        await settled(pilot)
        assert "[/INST]" in screen_text(pilot)
    assert store.records.counts()["messages"] == len(HOSTILE)


async def test_a_pasted_or_dropped_path_lands_in_the_line(store: Store, home: Home, tmp_path: Path) -> None:
    from textual.events import Paste

    async with opened(store, home) as pilot:
        await pilot.press("1")
        await settled(pilot)
        pilot.app.screen.post_message(Paste(f"'{tmp_path}/a b.txt'\n"))
        await settled(pilot)
        assert isinstance(pilot.app.focused, PathEntry)
        assert pilot.app.screen.query_one("#path", Input).value == f"'{tmp_path}/a b.txt'"


def test_a_line_means_the_path_a_person_meant(tmp_path: Path) -> None:
    there = write(tmp_path / "a (b) c.txt")
    for line in (str(there), f" '{there}' ", f'"{there}"', f"file://{there}".replace(" ", "%20")):
        assert typed_path(line) == there
    assert typed_path(str(there).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")) == there
    assert typed_path("  ") is None
    assert typed_path("a\0b") is None
    assert typed_path("~/x") == Path.home() / "x"


def test_completion_goes_as_far_as_the_names_agree(tmp_path: Path) -> None:
    for name in ("chat one.txt", "chat two.txt", ".hidden", "other/x"):
        write(tmp_path / name)
    assert complete(f"{tmp_path}/c").text == f"{tmp_path}/chat "
    assert complete(f"{tmp_path}/chat ").candidates == ("chat one.txt", "chat two.txt")
    assert complete(f"{tmp_path}/o").text == f"{tmp_path}/other/"
    assert complete(f"{tmp_path}/").candidates == ("chat one.txt", "chat two.txt", "other/")
    assert complete(f"{tmp_path}/.h").text == f"{tmp_path}/.hidden"
    assert complete(f"{tmp_path}/none/x").candidates == ()


async def test_the_zone_is_asked_once_and_remembered(store: Store, home: Home, tmp_path: Path) -> None:
    store.people.add(["Al"], role="me")
    async with opened(store, home) as pilot:
        await pilot.press("1")
        await bring(pilot, write(tmp_path / "WhatsApp Chat with Jo.txt"))
        assert "The times carry no zone" in screen_text(pilot)
        await pilot.press("n")
        await settled(pilot)
        await pilot.press(*"mars", "enter")
        await settled(pilot)
        assert "not a time zone" in screen_text(pilot)
        await pilot.press(*["backspace"] * 4, *"asia/kolkata", "enter")
        await settled(pilot)
        assert [(s.tz, s.tz_source) for s in store.sources.all()] == [("Asia/Kolkata", "settings")]
        assert store.records.counts()["messages"] == 2
        await bring(pilot, write(tmp_path / "WhatsApp Chat with Bo.txt"))
        assert not room(pilot).question.display
    assert load_settings(home).tz == "Asia/Kolkata"


async def test_a_folder_ends_in_a_report_of_every_file(store: Store, home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    write(folder / "WhatsApp Chat with Jo.txt")
    write(folder / "WhatsApp Chat with Bo.txt", CHAT.replace("13/02", "01/02"))
    write(folder / "nonsense.bin", "\x00" * 50)
    store.people.add(["Al"], role="me")
    async with opened(store, home, settings=Settings(tz="UTC")) as pilot:
        await pilot.press("1")
        await bring(pilot, folder)
        await pilot.press("escape", "o")
        await settled(pilot)
        shown = screen_text(pilot)
        assert "1 taken · 1 refused · 1 left alone" in shown
        assert "does not tell" in shown
        await pilot.press("enter")
        await settled(pilot)
        assert "--date-order" in screen_text(pilot)
        await pilot.press("escape", "down", "enter")
        await settled(pilot)
        assert "Every line was read." in screen_text(pilot)


async def test_people_who_may_be_one_are_asked_about_and_never_again_when_they_are_two(
    store: Store, home: Home, tmp_path: Path
) -> None:
    write(tmp_path / "WhatsApp Chat with Jo.txt", CHAT.replace("Al", "Zoë Lund"))
    write(tmp_path / "WhatsApp Chat with Bo.txt", CHAT.replace("Al", "zoe lund").replace("Jo", "José"))
    write(tmp_path / "WhatsApp Chat with Cy.txt", CHAT.replace("Al", "JOSE").replace("Jo", "Zoë Lund"))
    async with opened(store, home, settings=Settings(tz="UTC")) as pilot:
        await pilot.press("1")
        await bring(pilot, tmp_path)
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert "2 may be the same" in screen_text(pilot)
        await pilot.press("w", "plus")
        await settled(pilot)
        assert "one person?" in screen_text(pilot)
        await pilot.press("y")
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        await pilot.press("n")
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert "may be the same" not in screen_text(pilot)
    names = [person.name for person in store.people.all()]
    assert len(names) == 4
    assert len(store.people.apart()) == 1


async def test_somebody_is_forgotten_only_after_a_question_that_counts(
    store: Store, home: Home, tmp_path: Path
) -> None:
    chat = CHAT + "14/02/2023, 14:43 - Al: what does Jo say\n"
    async with opened(store, home, size=LARGE) as pilot:
        await pilot.press("1")
        await settled(pilot)
        await bring(pilot, write(tmp_path / "WhatsApp Chat with Jo.txt", chat))
        await pilot.press("escape", "w", "end", "d")
        await settled(pilot)
        assert "Forget Jo? It cannot be undone. 1 message of theirs, 1 that names them" in screen_text(pilot)
        await pilot.press("escape")
        assert {one.name for one in store.people.all()} == {"Al", "Jo"}
        await pilot.press("w", "end", "d")
        await settled(pilot)
        await pilot.press("k")
        await settled(pilot)
        assert "✓ Jo is forgotten" in screen_text(pilot)
        assert [one.name for one in store.people.all()] == ["Al"]
        assert store.rows("SELECT text FROM messages ORDER BY utc") == [("ho",), ("what does someone say",)]
