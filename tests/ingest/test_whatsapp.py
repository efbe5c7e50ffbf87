"""WhatsApp: every date shape, every placeholder, and nothing lost or invented on any text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError, StudioError
from studio.core.records import Message, Rejected
from studio.ingest.files.container import open_export
from studio.ingest.formats import whatsapp
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import singles


@dataclass
class Result:
    """What reading one text gave."""

    messages: list[Message]
    rejects: list[Rejected]
    facts: Facts


def read(folder: Path, text: str | bytes, *, name: str = "WhatsApp Chat with Jo.txt", date_order: str = "") -> Result:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = Result([], [], Facts())
    for item in singles(whatsapp.read(open_export(path), ReadOptions(date_order))):
        if isinstance(item, Message):
            result.messages.append(item)
        elif isinstance(item, Rejected):
            result.rejects.append(item)
        elif isinstance(item, Facts):
            result.facts = item
    return result


def only(folder: Path, text: str, **options: str) -> Message:
    result = read(folder, text, **options)
    assert not result.rejects
    (message,) = result.messages
    return message


@pytest.mark.parametrize(
    ("header", "when"),
    [
        ("[1/29/18, 12:24:03 PM] ", "2018-01-29 12:24:03"),
        ("[1/29/18, 12:24:03 AM] ", "2018-01-29 00:24:03"),
        ("[25/12/22, 5:46:10\u202fPM] ", "2022-12-25 17:46:10"),
        ("[25.12.23, 5:52:02 PM] ", "2023-12-25 17:52:02"),
        ("\u200e[\ufeff29.01.18, 10:11:12] ", "2018-01-29 10:11:12"),
        ("\ufeff\ufeff[29.01.18, 10:11:12] ", "2018-01-29 10:11:12"),
        ("[2023/12/20, 下午5:10:33] ", "2023-12-20 17:10:33"),
        ("[2023. 12. 20. 오후 5:10:33] ", "2023-12-20 17:10:33"),
        ("\u200e[٢٠\u200f/١٢\u200f/٢٠٢٣، ٥:٤٦:١٠ م] ", "2023-12-20 17:46:10"),
        ("[20/01/19 11:25] ", "2019-01-20 11:25:00"),
        ("1/29/18, 12:24 PM - ", "2018-01-29 12:24:00"),
        ("2023-12-20, 5:46 p.m. - ", "2023-12-20 17:46:00"),
        ("2023/12/20, 5:46 pm - ", "2023-12-20 17:46:00"),
        ("22.08.18, 14:42 - ", "2018-08-22 14:42:00"),
        ("22.08.18, 2:42 nachm. - ", "2018-08-22 14:42:00"),
        ("22.08.18, 2:42 vorm. - ", "2018-08-22 02:42:00"),
        ("22.08.18, 12:42 mittags - ", "2018-08-22 12:42:00"),
        ("22.08.18, 1:42 mittags - ", "2018-08-22 13:42:00"),
        ("22.08.18, abends 8:42 - ", "2018-08-22 20:42:00"),
        ("22.08.18, 8:42 morgens - ", "2018-08-22 08:42:00"),
        ("22.08.18, 12:42 nachts - ", "2018-08-22 00:42:00"),
        ("30/08/25 18.00 - ", "2025-08-30 18:00:00"),
        ("21.2.2023 klo 21.25 - ", "2023-02-21 21:25:00"),
        ("13. 6. 2018. 14:42 - ", "2018-06-13 14:42:00"),
        ("23/5/23, 5:10 p.\u00a0m. - ", "2023-05-23 17:10:00"),
        ("23/5/23, 5:10 a. m. - ", "2023-05-23 05:10:00"),
        ("2023/12/20 下午5:10 - ", "2023-12-20 17:10:00"),
        ("2023/12/20 上午12:10 - ", "2023-12-20 00:10:00"),
        ("2023/12/20 中午12:10 - ", "2023-12-20 12:10:00"),
        ("2023/12/20 中午1:10 - ", "2023-12-20 13:10:00"),
        ("2023/12/20 오전 5:10 - ", "2023-12-20 05:10:00"),
        ("2023/12/20 午後5:10 - ", "2023-12-20 17:10:00"),
        ("٢٠/١٢/٢٠٢٣، ٥:٤٦ م - ", "2023-12-20 17:46:00"),
        ("20/12/23, 14:42 – ", "2023-12-20 14:42:00"),
    ],
)
def test_every_date_shape(tmp_path: Path, header: str, when: str) -> None:
    message = only(tmp_path, f"{header}Jo: hello: there\n")
    assert message.sent_at == datetime.fromisoformat(when)
    assert (message.sender, message.text, message.type) == ("Jo", "hello: there", "text")


@pytest.mark.parametrize(
    "line", ["2016-04-29 10:30:00 the log says", "[not a date] x", "12/10 - 5:30 - no", "(22.08.18, 14:42) - Jo: x"]
)
def test_what_only_looks_like_a_header_goes_on_the_message_before(tmp_path: Path, line: str) -> None:
    assert only(tmp_path, f"22.08.18, 14:42 - Jo: first\n{line}\n").text == f"first\n{line}"


def test_a_transcript_of_the_other_dialect_inside_a_message_stays_there(tmp_path: Path) -> None:
    text = "[22.08.18, 14:42:00] Jo: look\n22.08.18, 14:42 - Ann: pasted\n[22.08.18, 14:43:00] Al: ok\n"
    result = read(tmp_path, text)
    assert [m.text for m in result.messages] == ["look\n22.08.18, 14:42 - Ann: pasted", "ok"]


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (("13/02/23", "01/03/23"), [2, 3]),
        (("02/13/23", "03/01/23"), [2, 3]),
        (("01/02/23", "02/02/23", "05/02/23", "09/02/23"), [2, 2, 2, 2]),
        (("02/01/23", "02/02/23", "02/05/23", "02/09/23"), [2, 2, 2, 2]),
        (("09/01/23", "01/02/23", "09/02/23"), [1, 2, 2]),
        (("30/6/2023", "6/30/23"), [6, 6]),
        (("23/12/31", "32/01/01"), [12, 1]),
    ],
)
def test_date_order_over_the_whole_file(tmp_path: Path, dates: tuple[str, ...], months: list[int]) -> None:
    result = read(tmp_path, "".join(f"{day}, 14:42 - Jo: hi\n" for day in dates))
    assert [m.sent_at.month for m in result.messages] == months


def test_an_undecidable_order_asks(tmp_path: Path) -> None:
    text = "01/02/23, 14:42 - Jo: a\n03/04/23, 14:42 - Jo: b\n"
    with pytest.raises(InputError) as asked:
        read(tmp_path, text)
    assert asked.value.code == "date_order"
    assert "--date-order" in asked.value.fix
    assert read(tmp_path, text, date_order="dmy").messages[0].sent_at.month == 2
    assert read(tmp_path, text, date_order="mdy").messages[0].sent_at.month == 1


def test_a_number_above_twelve_knows_better_than_the_person(tmp_path: Path) -> None:
    assert read(tmp_path, "13/02/23, 14:42 - Jo: a\n", date_order="mdy").messages[0].sent_at.month == 2
    assert read(tmp_path, "02/13/23, 14:42 - Jo: a\n", date_order="dmy").messages[0].sent_at.month == 2


def test_a_date_that_is_none_is_rejected_with_its_line_and_words(tmp_path: Path) -> None:
    result = read(tmp_path, "13/02/23, 14:42 - Jo: a\nmore\n31/02/23, 14:43 - Jo: b\n14/02/23, 26:43 - Jo: c\n")
    assert [(r.where.split(":")[-1], r.raw) for r in result.rejects] == [
        ("3", "31/02/23, 14:43 - Jo: b"),
        ("4", "14/02/23, 26:43 - Jo: c"),
    ]
    assert [m.text for m in result.messages] == ["a\nmore"]


def test_lines_before_the_first_message_are_rejected(tmp_path: Path) -> None:
    result = read(tmp_path, "junk\n\nmore junk\n13/02/23, 14:42 - Jo: a\n")
    assert [(r.where[-2:], r.raw) for r in result.rejects] == [(":1", "junk"), (":3", "more junk")]


def test_line_breaks_inside_a_message_are_kept(tmp_path: Path) -> None:
    text = "13/02/23, 14:42 - Jo: a\r\n\r\nb\n\n  c\r\n13/02/23, 14:43 - Al: d"
    assert [m.text for m in read(tmp_path, text).messages] == ["a\n\nb\n\n  c", "d"]


IOS = "[13/02/2023, 14:42:00] "
ANDROID = "13/02/2023, 14:42 - "


@pytest.mark.parametrize(
    ("line", "sender", "kind", "text"),
    [
        (f"{ANDROID}Jo: <Media omitted>", "Jo", "media", None),
        (f"{ANDROID}Jo: <Medien ausgeschlossen>", "Jo", "media", None),
        (f"{ANDROID}Jo: <Multimedia omitido>", "Jo", "media", None),
        (f"{ANDROID}Jo: null", "Jo", "media", None),
        (f"{ANDROID}Jo:", "Jo", "media", None),
        (f"{ANDROID}Jo: ", "Jo", "media", None),
        (f"{ANDROID}Jo: .", "Jo", "text", "."),
        (f"{ANDROID}Jo: IMG-20230213-WA0001.jpg (file attached)", "Jo", "media", None),
        (f"{ANDROID}Jo: IMG-20230213-WA0001.jpg (file attached)\nour lake", "Jo", "media", "our lake"),
        (f"{ANDROID}Jo: \u200eplan.pdf (Datei angehängt)", "Jo", "media", None),
        (f"{ANDROID}Jo: PTT-20230213-WA0001.opus (whatever it is)", "Jo", "media", None),
        (f"{ANDROID}Jo: see plan.pdf (the new one)", "Jo", "text", "see plan.pdf (the new one)"),
        (f"{ANDROID}Jo: This message was deleted", "Jo", "deleted", None),
        (f"{ANDROID}Jo: You deleted this message", "Jo", "deleted", None),
        (f"{ANDROID}Jo: Diese Nachricht wurde gelöscht.", "Jo", "deleted", None),
        (f"{ANDROID}Missed voice call", None, "call", "Missed voice call"),
        (f"{ANDROID}Jo: Missed video call", "Jo", "call", "Missed video call"),
        (f"{ANDROID}Jo: voice call later?", "Jo", "text", "voice call later?"),
        (f"{ANDROID}Jo: Location: https://maps.google.com/?q=52.1,13.2", "Jo", "media",
         "Location: https://maps.google.com/?q=52.1,13.2"),
        (f"{ANDROID}Jo: live location shared", "Jo", "media", None),
        (f"{ANDROID}Jo: POLL:\nPizza?\nOPTION: yes (2 votes)", "Jo", "text", "POLL:\nPizza?\nOPTION: yes (2 votes)"),
        (f"{ANDROID}Messages and calls are end-to-end encrypted.", None, "system",
         "Messages and calls are end-to-end encrypted."),
        (f'{ANDROID}Jo changed the subject to "us: two"', None, "system", 'Jo changed the subject to "us: two"'),
        (f'{ANDROID}You created group "a: b"', None, "system", 'You created group "a: b"'),
        (f"{ANDROID}Jo: Jo updated the message timer. New messages will disappear.", None, "system",
         "Jo updated the message timer. New messages will disappear."),
        (f"{IOS}Jo: \u200eimage omitted", "Jo", "media", None),
        (f"{IOS}Jo: \u200eContact card omitted", "Jo", "media", None),
        (f"{IOS}Jo: \u200eVideonotiz weggelassen", "Jo", "media", None),
        (f"{IOS}Jo: \u200e<attached: 00000012-PHOTO-2023-02-13-14-42-00.jpg>", "Jo", "media", None),
        (f"{IOS}Jo: our lake \u200e<attached: 00000012-PHOTO-2023-02-13-14-42-00.jpg>", "Jo", "media", "our lake"),
        (f"{IOS}Jo: \u200e<Anhang: 00000012-PHOTO-2023-02-13-14-42-00.jpg>", "Jo", "media", None),
        (f"{IOS}Jo: plan.pdf • \u200e3 pages \u200e<attached: 00000013-plan.pdf>", "Jo", "media", None),
        (f"{IOS}Jo: 2018-01-29-PHOTO-00000004.jpg <\u200eattached>", "Jo", "media", None),
        (f"{IOS}Jo: \u200eThis message was deleted.", "Jo", "deleted", None),
        (f"{IOS}Jo: \u200eVoice call, \u200e12 min", "Jo", "call", "Voice call, 12 min"),
        (f"{IOS}Jo: \u200eMissed voice call, \u200eTap to call back", "Jo", "call",
         "Missed voice call, Tap to call back"),
        (f"{IOS}Jo: \u200eLocation: https://maps.google.com/?q=52.1,13.2", "Jo", "media",
         "Location: https://maps.google.com/?q=52.1,13.2"),
        (f"{IOS}Jo: \u200ePOLL:\nPizza?\n\u200eOPTION: yes (2 votes)", "Jo", "text",
         "POLL:\nPizza?\nOPTION: yes (2 votes)"),
        (f"{IOS}Jo: \u200eYou blocked this contact", None, "system", "You blocked this contact"),
        (f"{IOS}~\u202fJo: hi", "Jo", "text", "hi"),
        (f"{IOS}\u202a+49\u00a0151\u00a02345\u202c: hi", "+49 151 2345", "text", "hi"),
        (f"{ANDROID}~ Jo: hi", "Jo", "text", "hi"),
    ],
)  # fmt: skip
def test_system_lines_and_placeholders(
    tmp_path: Path, line: str, sender: str | None, kind: str, text: str | None
) -> None:
    message = only(tmp_path, line + "\n")
    assert (message.sender, message.type, message.text, message.edited) == (sender, kind, text, False)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (f"{ANDROID}Jo: I am late <This message was edited>", "I am late"),
        (f"{IOS}Jo: I am late \u200e<This message was edited>", "I am late"),
        (f"{IOS}Jo: spät \u200e<Diese Nachricht wurde bearbeitet.>", "spät"),
        (f"{IOS}Jo: two\nlines \u200e<an unknown tongue says so>", "two\nlines"),
    ],
)
def test_edited_messages_lose_the_remark(tmp_path: Path, line: str, text: str) -> None:
    message = only(tmp_path, line)
    assert (message.text, message.edited) == (text, True)


def test_an_unknown_language_media_remark_is_known_by_coming_back(tmp_path: Path) -> None:
    lines = [f"{ANDROID}Jo: <midia yok>", f"{ANDROID}Al: <midia yok>", f"{ANDROID}Jo: <midia yok>", f"{ANDROID}Jo: <3>"]
    assert [m.type for m in read(tmp_path, "\n".join(lines)).messages] == ["media", "media", "media", "text"]


def test_names_without_a_space_and_names_with_a_colon(tmp_path: Path) -> None:
    lines = [
        f"{ANDROID}Bob: one",
        f"{ANDROID}Bob:Hi",
        f"{ANDROID}Bob:Hi: there",
        f"{ANDROID}Dr: Who: a",
        f"{ANDROID}Bob: b",
    ]
    got = [(m.sender, m.text) for m in read(tmp_path, "\n".join(lines)).messages]
    assert got == [("Bob", "one"), ("Bob", "Hi"), ("Bob", "Hi: there"), ("Dr", "Who: a"), ("Bob", "b")]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("WhatsApp Chat with Jo.txt", "Jo"),
        ("WhatsApp Chat with Jo (1).txt", "Jo"),
        ("WhatsApp-Chat mit Jo.txt", "Jo"),
        ("Chat de WhatsApp con Jo.txt", "Jo"),
        ("Conversa do WhatsApp com Jo.txt", "Jo"),
        ("Discussion WhatsApp avec Jo.txt", "Jo"),
        ("WhatsApp Chat - Jo.txt", "Jo"),
        ("saved.txt", None),
    ],
)
def test_the_export_is_named_after_somebody(tmp_path: Path, name: str, title: str | None) -> None:
    result = read(tmp_path, f"{ANDROID}Jo: hi\n{ANDROID}Al: ho\n", name=name)
    assert result.facts.title_person == title
    assert result.facts.conversation == (title or "Al & Jo")
    assert {m.conversation for m in result.messages} == {title or "Al & Jo"}


def test_an_ios_chat_without_a_name_is_signed_in_its_first_notice(tmp_path: Path) -> None:
    text = f"{IOS}Jo: \u200eMessages and calls are end-to-end encrypted.\n{IOS}Al: hi\n{IOS}Jo: ho\n"
    assert read(tmp_path, text, name="_chat.txt").facts.title_person == "Jo"


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("utf-16-le", False), ("cp1252", True)],
)
def test_encodings_are_read_and_a_guess_is_told(tmp_path: Path, encoding: str, noted: bool) -> None:
    text = f"{ANDROID}Zoë: où es-tu, mon “cœur”? ça va\n" * 20
    result = read(tmp_path, text.encode(encoding))
    assert {(m.sender, m.text) for m in result.messages} == {("Zoë", "où es-tu, mon “cœur”? ça va")}
    assert any("Windows-1252" in note for note in result.facts.notes) == noted


def test_a_cut_in_the_middle_of_a_letter_does_not_spoil_the_rest(tmp_path: Path) -> None:
    result = read(tmp_path, f"{ANDROID}Zoë: où es-tu\n{ANDROID}Zoë: ça".encode()[:-2])
    assert result.messages[0].text == "où es-tu"
    assert any("UTF-8" in note for note in result.facts.notes)


def test_a_stray_null_does_not_make_a_chat_binary(tmp_path: Path) -> None:
    text = f"{ANDROID}Jo: a\0b\n" + f"{ANDROID}Jo: plain words follow, many of them\n" * 9
    (tmp_path / "c.txt").write_text(text)
    assert whatsapp.sniff(open_export(tmp_path / "c.txt")) > 0.5
    assert read(tmp_path, text).messages[0].text == "a\0b"


def test_a_file_of_another_kind_is_not_claimed(tmp_path: Path) -> None:
    for name, text in {
        "a.txt": "[2024-05-01 09:00] A walk. It rained\n[2024-05-02 09:00] Slept well.\n",
        "s.md": "[2024-05-01 09:00] Jo: hi\n[2024-05-01 09:01] Al: ho\n",
        "b.csv": "Date,Workout Name,Set Order\n2024-05-01 09:00:00,Push,1\n",
        "c.md": "# 1 May\n\nA long day.\n",
    }.items():
        (tmp_path / name).write_text(text)
        assert whatsapp.sniff(open_export(tmp_path / name)) < 0.5


_NAMES = st.text("abcdefghijklmnopqrstuvwxyzäöüß ABC漢字", min_size=1, max_size=20).map(str.strip).filter(bool)
_WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf"], exclude_characters="<>()[]/.-:年\u2028\u2029\ufffd"),
    min_size=1,
    max_size=60,
).map(str.strip)
_BODIES = st.lists(_WORDS, min_size=1, max_size=3).map("\n".join).map(lambda text: f"so {text} ok")
_MOMENTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1)).map(lambda d: d.replace(microsecond=0))


def _at(moment: datetime, dialect: str) -> str:
    twelve = (moment.hour + 11) % 12 + 1
    half = "PM" if moment.hour >= 12 else "AM"
    return {
        "ios": f"[{moment:%d/%m/%Y, %H:%M:%S}] ",
        "ios_us": f"[{moment.month}/{moment.day}/{moment:%y}, {twelve}:{moment:%M:%S}\u202f{half}] ",
        "android": f"{moment:%d.%m.%y}, {moment:%H:%M} - ",
        "android_iso": f"{moment:%Y-%m-%d}, {twelve}:{moment:%M} {half.lower()[0]}.m. - ",
        "zh": f"{moment.year}/{moment.month}/{moment.day} {'下午' if half == 'PM' else '上午'}{twelve}:{moment:%M} - ",
    }[dialect]


ORDERS = {"ios": "dmy", "ios_us": "mdy", "android": "dmy", "android_iso": "ymd", "zh": "ymd"}


@pytest.mark.parametrize("dialect", sorted(ORDERS))
@settings(max_examples=60, deadline=None)
@given(said=st.lists(st.tuples(_MOMENTS, _NAMES, _BODIES), min_size=1, max_size=8))
def test_what_is_rendered_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, dialect: str, said: list[tuple[datetime, str, str]]
) -> None:
    text = "".join(f"{_at(moment, dialect)}{name}: {body}\n" for moment, name, body in said)
    result = read(tmp_path_factory.mktemp("chat"), text, date_order=ORDERS[dialect])
    second = 1 if dialect.startswith("ios") else 60
    assert not result.rejects
    assert [(m.sender, m.text) for m in result.messages] == [(name, body) for _, name, body in said]
    for message, (moment, _, _) in zip(result.messages, said, strict=True):
        assert 0 <= (moment - message.sent_at).total_seconds() < second


def reads_or_refuses(folder: Path, raw: bytes) -> None:
    """Anything but an error with a message is a failure, and so is a message that lost its sender."""
    try:
        result = read(folder, raw)
    except StudioError:
        return
    for message in result.messages:
        assert message.type == "system" or message.sender or message.type == "call"


_TRAPS = st.sampled_from(
    [IOS, ANDROID, "[13/02/23, 25:61:00] ", "99/99/99, 1:00 - ", "Jo: ", "\n", "\u200e", "<", ">", "<attached: ",
     "null", ": ", ":", "\u202a", "(file attached)", ".jpg", "\x00", "😀", "[", "] ", "\r", "٣/٤/٢٠٢٣، ٥:٤٦ م - "]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(st.one_of(_TRAPS, st.text(max_size=12)), max_size=40))
def test_any_text_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    reads_or_refuses(tmp_path_factory.mktemp("chat"), "".join(["x", *pieces]).encode("utf-8", "replace"))


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    reads_or_refuses(tmp_path_factory.mktemp("chat"), IOS.encode() + b"Jo: " + raw)
