"""WhatsApp in other tongues, on older phones and by other calendars, and what a fast reading must not change."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected
from studio.ingest.files.container import open_export
from studio.ingest.formats import whatsapp
from studio.ingest.formats.whatsapp.header import HEADERS, Dialect, dialect_of, pieces_of
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import singles

MARK = "\u200e"


def read(folder: Path, text: str, name: str = "_chat.txt", order: str = "") -> tuple[list[Message], Facts]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    items = list(singles(whatsapp.read(open_export(path), ReadOptions(order))))
    assert not [item for item in items if isinstance(item, Rejected)]
    (facts,) = [item for item in items if isinstance(item, Facts)]
    return [item for item in items if isinstance(item, Message)], facts


@pytest.mark.parametrize(
    ("header", "when"),
    [
        ("[14:56:01, 27/3/22] ", "2022-03-27 14:56:01"),
        ("[2:56:01 CH, 27/3/22] ", "2022-03-27 14:56:01"),
        ("14:56, 27/03/2022 - ", "2022-03-27 14:56:00"),
        ("27/03/2022, 14:56:01: ", "2022-03-27 14:56:01"),
        ("27/12/2012 17:03:48: ", "2012-12-27 17:03:48"),
        ("3/24/14, 1:59:59 PM: ", "2014-03-24 13:59:59"),
        ("2016-06-27, 8:04:08 AM: ", "2016-06-27 08:04:08"),
        ("20.12.23 г., 14:42 - ", "2023-12-20 14:42:00"),
        ("[20.12.2023 г., 14:42:10] ", "2023-12-20 14:42:10"),
        ("20.12.23, 2:42 сл.об. - ", "2023-12-20 14:42:00"),
        ("17/12/2022 à 17:25 - ", "2022-12-17 17:25:00"),
        ("[3/27/2565 BE, 21:41:35] ", "2022-03-27 21:41:35"),
        ("27/3/2565, 21:41 - ", "2022-03-27 21:41:00"),
        ("27/3/65, 21:41 - ", "2022-03-27 21:41:00"),
        ("๒๗/๓/๒๕๖๕ ๒๑:๔๑ - ", "2022-03-27 21:41:00"),
        ("[3/27/R4, 21:41:35] ", "2022-03-27 21:41:35"),
        ("[R4/3/27 21:41:35] ", "2022-03-27 21:41:35"),
        ("[令和4年3月27日 21:41:35] ", "2022-03-27 21:41:35"),
        ("[3/27/H30, 21:41:35] ", "2018-03-27 21:41:35"),
        ("۲۵/۱۰/۱۴۰۲، ۰۹:۳۰ - ", "2024-01-15 09:30:00"),
        ("[۱۴۰۳/۱/۱، ۰۹:۳۰:۰۵] ", "2024-03-20 09:30:05"),
        ("1403/12/30, 09:30 - ", "2025-03-20 09:30:00"),
        ("20/12/23, 2:42 ptg - ", "2023-12-20 14:42:00"),
        ("20/12/23 2:42 nm. - ", "2023-12-20 14:42:00"),
    ],
)
def test_headers_of_other_phones_and_calendars(tmp_path: Path, header: str, when: str) -> None:
    path = tmp_path / "c.txt"
    path.write_text(f"{header}Jo: hello: there\n{header}Al: ok\n", encoding="utf-8")
    assert whatsapp.sniff(open_export(path)) > 0.5
    messages, _ = read(tmp_path, f"{header}Jo: hello: there\n{header}Al: ok\n")
    assert [(m.sender, m.text) for m in messages] == [("Jo", "hello: there"), ("Al", "ok")]
    assert messages[0].sent_at == datetime.fromisoformat(when)


@pytest.mark.parametrize(("header", "word"), [("27/3/2565, 21:41 - ", "Buddhist"), ("27/10/1402, 21:41 - ", "Persian")])
def test_another_calendar_is_told(tmp_path: Path, header: str, word: str) -> None:
    _, facts = read(tmp_path, f"{header}Jo: a\n")
    assert any(word in note for note in facts.notes)


def test_the_islamic_calendar_asks_for_another_export(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, "27/3/1445, 21:41 - Jo: a\n")
    assert refused.value.code == "calendar"


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-15 09:30:45: INFO: started\n2024-01-15 09:30:46: INFO: stopped\n",
        "2024-01-15 09:30 - all is well\n2024-01-15 09:31 - all is well\n",
    ],
)
def test_the_log_of_a_program_is_no_chat(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    assert whatsapp.sniff(open_export(tmp_path / "a.txt")) < 0.5


IOS = "[13/02/2023, 14:42:00] Jo: "
ANDROID = "13/02/2023, 14:42 - Jo: "


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        (f"{IOS}{MARK}obrázek vynechán", "media", None),
        (f"{IOS}{MARK}لم يتم إدراج الصورة", "media", None),
        (f"{IOS}{MARK}GIFは含まれていません", "media", None),
        (f"{IOS}{MARK}このメッセージは削除されました。", "deleted", None),
        (f"{IOS}{MARK}यह मैसेज डिलीट कर दिया गया है.", "deleted", None),
        (f"{IOS}{MARK}הודעה זו נמחקה.", "deleted", None),
        (f"{IOS}{MARK}This message was deleted by admin ~ Al.", "deleted", None),
        (f"{IOS}{MARK}สายที่ไม่ได้รับ", "call", "สายที่ไม่ได้รับ"),
        (f"{IOS}Some file.txt {MARK}document omitted", "media", None),
        (f"{IOS}plan.pdf • {MARK}2 Seiten {MARK}Dokument weggelassen", "media", None),
        (f"{IOS}plan.pdf • 2 pages document omitted", "media", None),
        (f"{IOS}the document omitted", "text", "the document omitted"),
        (f"{IOS}< attached: 00000042-PHOTO-2020-06-07-15-13-20.jpg >", "media", None),
        (f"{IOS}{MARK}Gardens (London, United Kingdom): https://foursquare.com/v/4e89af", "media",
         "Gardens (London, United Kingdom): https://foursquare.com/v/4e89af"),
        (f"{IOS}लोकेशन: https://maps.google.com/?q=51.5,-0.12", "media", "लोकेशन: https://maps.google.com/?q=51.5,-0.12"),
        (f"{ANDROID}Helsinki\nHelsinki\nlocation: https://maps.google.com/?q=60.1,24.9", "media",
         "Helsinki\nHelsinki\nlocation: https://maps.google.com/?q=60.1,24.9"),
        (f"{ANDROID}<Media omitted>\nour lake", "media", "our lake"),
        (f"{ANDROID}<Media omitted>\nplan.pdf", "media", None),
        (f"{ANDROID}< Média vynechána >", "media", None),
        (f"{ANDROID}<Без медиафайлов>\nозеро\nи лес", "media", "озеро\nи лес"),
        (f"{ANDROID}plan.pdf (file attached)\nplan", "media", None),
        (f"{ANDROID}AUD-20190101-WA0000. (file attached)", "media", None),
        (f"{ANDROID}Al.vcf (файл додано)", "media", None),
        (f"{ANDROID}sheet.numbers (archivo adjuntado)", "media", None),
    ],
)  # fmt: skip
def test_what_other_tongues_say(tmp_path: Path, line: str, kind: str, text: str | None) -> None:
    messages, _ = read(tmp_path, f"{line}\n")
    assert [(m.sender, m.type, m.text) for m in messages] == [("Jo", kind, text)]


@pytest.mark.parametrize(
    "notice",
    [
        "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.",
        "Сообщения и звонки защищены сквозным шифрованием. Третьи лица, включая WhatsApp, не могут их прочитать.",
        "Your security code with Al changed. Tap to learn more.",
        "รหัสความปลอดภัยของคุณกับ Al มีการเปลี่ยนแปลง แตะเพื่อเรียนรู้เพิ่มเติม",
    ],
)
def test_notices_that_lost_their_mark_are_still_none_of_the_persons_words(tmp_path: Path, notice: str) -> None:
    messages, _ = read(tmp_path, f"{IOS}{notice}\n{IOS}hi\n[13/02/2023, 14:43:00] Al: ho\n")
    assert [(m.sender, m.type) for m in messages] == [(None, "system"), ("Jo", "text"), ("Al", "text")]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("WhatsApp_Chat_with_Jo_Smith.txt", "Jo Smith"),
        ("WhatsApp%20Chat%20with%20Jo.txt", "Jo"),
        ("Chat WhatsApp s uživatelem Jo.txt", "Jo"),
        ("WhatsApp Chat mit Jo_B.txt", "Jo_B"),
        ("Conversa no WhatsApp com Jo.txt", "Jo"),
    ],
)
def test_titles_of_other_tongues(tmp_path: Path, name: str, title: str) -> None:
    assert read(tmp_path, f"{ANDROID}hi\n", name)[1].conversation == title


_DAYS = ["12/10/23", "12/11/23", f"{MARK}12/10/23", "\ufeff12/10/23", "1/2/2023", "12.10.23"]
_COMMAS = [", ", " ", ",  ", "، "]
_CLOCKS = ["5:10 PM", "5:10\u202fPM", "17:10", "17:10:05", "p. m. 5:10", f"5:10{MARK}"]
_SHAPES = {
    "ios": "[{day}{comma}{clock}] ",
    "ios_tight": "[{day}{comma}{clock}]",
    "android": "{day}{comma}{clock} - ",
    "android_long": "{day}{comma}{clock} – ",
    "ios_time_first": "[{clock}{comma}{day}] ",
    "android_time_first": "{clock}{comma}{day} - ",
    "ios_old": "{day}{comma}{clock}: ",
}
_LINES = st.one_of(
    st.builds(
        lambda shape, day, comma, clock, said: shape.format(day=day, comma=comma, clock=clock) + said,
        st.sampled_from(sorted(_SHAPES.values())),
        st.sampled_from(_DAYS),
        st.sampled_from(_COMMAS),
        st.sampled_from(_CLOCKS),
        st.sampled_from(["Jo: hi", "Jo: 12/10/23, 17:10 - Al: no", "Jo: a] b - c: d", "left", ""]),
    ),
    st.sampled_from(["", "and on", "12/10/23, and so on - yes", "[12/10/23, 17:10", "17:10 - 12/10/23"]),
)


@settings(max_examples=400, deadline=None)
@given(lines=st.lists(_LINES, max_size=14), dialect=st.sampled_from(sorted(HEADERS)))
def test_reading_fast_finds_what_the_pattern_finds(lines: list[str], dialect: Dialect) -> None:
    text = "".join(f"{line}\n" for line in lines)
    expected: list[tuple[str, str, str, int]] = []
    for number, line in enumerate(lines, 1):
        if found := HEADERS[dialect].match(line):
            expected.append((found["day"], found["clock"], line[found.end() :], number))
        elif expected:
            day, clock, rest, at = expected.pop()
            expected.append((day, clock, f"{rest}\n{line}", at))
    pieces = pieces_of(text, dialect)
    assert list(zip(pieces.days, pieces.clocks, pieces.rests, pieces.lines, strict=True)) == expected


@pytest.mark.parametrize("dialect", sorted(HEADERS))
def test_each_dialect_is_known_by_its_headers(dialect: Dialect) -> None:
    line = _SHAPES[dialect].format(day="12/10/23", comma=", ", clock="17:10") + "Jo: hi\n"
    assert dialect_of(line * 3) == dialect


@pytest.mark.parametrize("when", ["2020-01-01 12:00:05", "2020-01-01 12:00", "2020-01-01, 12:00"])
def test_the_lines_of_signal_export_are_left_to_it(tmp_path: Path, when: str) -> None:
    (tmp_path / "a.txt").write_text(f"[{when}] Jo: hi\n[{when}] Me: ho\n")
    assert whatsapp.sniff(open_export(tmp_path / "a.txt")) < 0.5


def test_a_message_of_very_many_lines_is_put_together_once(tmp_path: Path) -> None:
    messages, _ = read(tmp_path, f"{ANDROID}hi\n" + "and so on\n" * 300_000 + f"{ANDROID}end\n")
    assert [len(message.text or "") for message in messages] == [2 + 10 * 300_000, 3]
