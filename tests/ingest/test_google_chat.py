from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected
from studio.ingest.formats import google_chat
from studio.ingest.formats.google_chat.moments import moment
from studio.ingest.importer import Facts, ReadOptions
from tests.ingest.memory import MemoryExport, sample

DATE = "Tuesday, January 30, 2024 at 1:29:17 PM UTC"


def read(messages: object) -> list[Any]:
    raw = json.dumps({"messages": messages}).encode()
    return list(google_chat.read(MemoryExport("messages.json", raw), ReadOptions()))


def only(**fields: object) -> Any:
    return read([{"creator": {"name": "Jo"}, "created_date": DATE, "text": "hi", "message_id": "a/b/b"} | fields])[0]


@pytest.mark.parametrize(
    "text",
    [
        DATE,
        "Tuesday, January 30, 2024 at 1:29:17\u202fPM UTC",
        "Tuesday, January 30, 2024 at 1:29:17 p.m. UTC",
        "Tuesday, 30 January 2024 at 13:29:17 UTC",
        "January 30, 2024 at 1:29:17 PM UTC",
        "Dienstag, 30. Januar 2024 um 13:29:17 UTC",
        "mardi 30 janvier 2024 à 13:29:17 UTC",
        "martes, 30 de enero de 2024, 13:29:17 UTC",
        "terça-feira, 30 de janeiro de 2024 às 13:29:17 UTC",
        "dinsdag 30 januari 2024 om 13:29:17 UTC",
        "martedì 30 gennaio 2024 alle ore 13:29:17 UTC",
        "вторник, 30 января 2024 г. в 13:29:17 UTC",
        "вівторок, 30 січня 2024 р. о 13:29:17 UTC",
        "tisdag 30 januari 2024 kl. 13:29:17 UTC",
        "tirsdag den 30. januar 2024 kl. 13.29.17 UTC",
        "tiistai 30. tammikuuta 2024 klo 13.29.17 UTC",
        "30 Ocak 2024 Salı 13:29:17 UTC",
        "Selasa, 30 Januari 2024 pukul 13.29.17 UTC",
        "úterý 30. ledna 2024 v 13:29:17 UTC",
        "2024. január 30., kedd 13:29:17 UTC",
        "Thứ Ba, 30 tháng 1, 2024 lúc 13:29:17 UTC",
        "2024年1月30日火曜日 13時29分17秒 UTC",
        "2024年1月30日星期二 UTC 下午1:29:17",
        "2024年1月30日星期二 世界标准时间 13:29:17",
        "2024년 1월 30일 화요일 오후 1시 29분 17초 UTC",
        "2024-01-30T13:29:17.123Z",
    ],
)
def test_a_date_in_the_languages_that_are_read(text: str) -> None:
    assert moment(text) == datetime(2024, 1, 30, 13, 29, 17, tzinfo=UTC)


@pytest.mark.parametrize(("clock", "hour"), [("12:05:00 AM", 0), ("12:05:00 PM", 12), ("11:05:00 PM", 23)])
def test_noon_and_midnight(clock: str, hour: int) -> None:
    at = moment(f"Monday, January 1, 2024 at {clock} UTC")
    assert at is not None
    assert at.hour == hour


@pytest.mark.parametrize(
    "text",
    ["", "soon", "Tuesday, January 30, 2024 at 1:29:17 PM", "Friday, February 30, 2024 at 1:00:00 PM UTC",
     "Monday, January 1, 2024 at 25:00:00 UTC", "Tuesday, January 30, 2024 at 1:29:17 PM GMT+2",
     "2024年1月30日 13:29:17", "x" * 100_000, "1 " * 99],
)  # fmt: skip
def test_what_is_no_date_or_in_no_language_that_is_read(text: str) -> None:
    assert moment(text) is None


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_every_moment_comes_back(at: datetime) -> None:
    at = at.replace(microsecond=0)
    clock = f"{at.hour % 12 or 12}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"
    assert moment(f"{at:%A, %B} {at.day}, {at.year} at {clock} UTC") == at.replace(tzinfo=UTC)


def test_a_date_in_another_language_says_what_to_do() -> None:
    item = only(created_date="الثلاثاء، ٣٠ يناير ٢٠٢٤ في ١:٢٩:١٧ م UTC")
    assert isinstance(item, Rejected)
    assert "language to English" in item.reason


@pytest.mark.parametrize(
    "fields",
    [{"created_date": 5}, {"created_date": None}, {"text": {}}, {"creator": 3}, {"creator": {"name": []}},
     {"message_id": 7}, {"topic_id": []}, {"quoted_message_metadata": {"message_id": 1}}],
)  # fmt: skip
def test_a_field_of_a_wrong_type_is_refused(fields: dict[str, object]) -> None:
    item = only(**fields)
    assert isinstance(item, Rejected)
    assert item.where == "messages[0]"


@pytest.mark.parametrize("missing", ["creator", "text", "message_id"])
def test_a_message_may_lack(missing: str) -> None:
    item = only(**{missing: None})
    assert isinstance(item, Message)
    assert {"creator": item.sender, "text": item.text, "message_id": item.key}[missing] is None


def test_the_same_id_twice_makes_two_keys_and_the_second_answers_the_first() -> None:
    one, two, _ = read([{"created_date": DATE, "text": text, "topic_id": "b", "message_id": "a/b/b"} for text in "xy"])
    assert (one.key, one.reply_to) == ("a/b/b", None)
    assert (two.key, two.reply_to) == ("a/b/b (2)", "a/b/b")


def test_the_owner_is_who_the_takeout_belongs_to() -> None:
    facts = list(google_chat.read(sample("google_chat/takeout"), ReadOptions()))[-1]
    assert facts == Facts(me="Mara Voss")


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"user": "x"}', b'{"user": {"name": 4}}'])
def test_a_strange_side_file_costs_nothing(content: bytes) -> None:
    export = sample("google_chat/takeout")
    for member in ("Users/User 104857/user_info.json", "Groups/DM 4kzPQ_AAAAE/group_info.json"):
        export = export.changed(member, content)
    items = list(google_chat.read(export, ReadOptions()))
    assert items[-1] == Facts()
    assert sum(isinstance(item, Message) for item in items) == 8


def test_one_broken_chat_of_two_is_refused_and_the_other_read() -> None:
    export = sample("google_chat/takeout").changed("Groups/DM 4kzPQ_AAAAE/messages.json", b'{"messages": [')
    kinds = [type(item) for item in google_chat.read(export, ReadOptions())]
    assert kinds[:2] == [Rejected, Message]
    with pytest.raises(InputError):
        list(google_chat.read(MemoryExport("messages.json", b'{"messages": ['), ReadOptions()))


def test_a_whole_takeout_is_left_to_be_taken_apart() -> None:
    whole = sample("google_chat/takeout")
    files = {f"Google Chat/{member}": whole.open(member).read() for member in whole.members()}
    assert google_chat.sniff(MemoryExport("Takeout", files)) > 0.9
    assert google_chat.sniff(MemoryExport("Takeout", files | {f"Fit/{n}.csv": b"a" for n in range(9)})) == 0
    assert google_chat.sniff(MemoryExport("messages.json", b'{"messages": [{"date": "x", "text": "y"}]}')) == 0
