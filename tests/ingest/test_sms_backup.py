from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.formats import sms_backup
from studio.ingest.formats.sms_backup import Backup
from studio.ingest.formats.sms_backup.threads import Threads, number_key
from studio.ingest.importer import Facts, Item, ReadOptions
from tests.ingest.memory import MemoryExport

DATE = "1714550400000"


def sms(body: str = "hi", number: str = "+15550100123", name: str = "Priya", kind: str = "1", date: str = DATE) -> str:
    return f'  <sms address="{number}" date="{date}" type="{kind}" body="{body}" contact_name="{name}" />\n'


def mms(numbers: str, names: str, sender: str, parts: str = '<part ct="text/plain" text="hi"/>', box: str = "1") -> str:
    addresses = f'<addrs><addr address="{sender}" type="137"/></addrs>' if sender else ""
    said = f'date="{DATE}" msg_box="{box}" address="{numbers}" contact_name="{names}"'
    return f"<mms {said}><parts>{parts}</parts>{addresses}</mms>\n"


def read(*elements: str, root: str = "smses") -> list[Item]:
    content = f'<?xml version="1.0"?>\n<{root} count="1">\n{"".join(elements)}</{root}>'
    return list(sms_backup.read(MemoryExport("sms.xml", content.encode()), ReadOptions()))


def messages(items: list[Item]) -> list[Message]:
    return [item for item in items if isinstance(item, Message)]


def one(*elements: str) -> Message:
    (found,) = messages(read(*elements))
    return found


def test_emoji_written_as_two_halves() -> None:
    assert one(sms("&#55357;&#56838; and &#x11;")).text == "😆 and �"


def test_line_breaks_and_quotes_stay() -> None:
    assert one(sms("a&#10;b &quot;c&quot; &amp; d")).text == 'a\nb "c" & d'


def test_the_word_null_stands_for_nothing() -> None:
    found = one(sms("null", name="null"))
    assert (found.text, found.sender, found.conversation) == (None, "+15550100123", "+15550100123")


@pytest.mark.parametrize(
    ("kind", "sender", "note"),
    [
        ("1", "Priya", ()),
        ("2", "Me", ()),
        ("3", "Me", ("Drafts, never sent: 1.",)),
        ("4", "Me", ("Messages that were still waiting to be sent: 1.",)),
        ("5", "Me", ("Messages that could not be sent: 1.",)),
        ("6", "Me", ("Messages that were still waiting to be sent: 1.",)),
    ],
)
def test_the_box_says_who_wrote(kind: str, sender: str, note: tuple[str, ...]) -> None:
    *found, facts = read(sms(kind=kind))
    assert [item.sender for item in found if isinstance(item, Message)] == [sender]
    assert facts == Facts(me="Me", notes=note)


def test_a_number_is_one_person_however_it_is_spelt() -> None:
    found = messages(read(sms(), sms(number="(555) 010-0123"), sms(number="0015550100123", name="null")))
    assert {message.conversation for message in found} == {"Priya"}
    assert {message.sender for message in found} == {"Priya"}


def test_two_people_of_one_name_stay_apart() -> None:
    found = messages(read(sms(), sms(number="+15550100999"), sms(number="+15550100999"), sms()))
    assert [message.conversation for message in found] == ["Priya", "Priya (2)", "Priya (2)", "Priya"]


def test_a_group_is_its_people_in_whatever_order() -> None:
    first = mms("+15550100123~+15550100456", "Priya, Owen", "+15550100456")
    second = mms("+15550100456~+15550100123", "Owen, Priya", "insert-address-token", box="2")
    found = messages(read(first, second))
    assert [message.conversation for message in found] == ["Owen, Priya"] * 2
    assert [message.sender for message in found] == ["Owen", "Me"]


@pytest.mark.parametrize(
    ("parts", "text", "kind"),
    [
        ('<part ct="text/plain" text="hi"/>', "hi", "text"),
        ('<part ct="application/smil" text="x"/><part ct="text/plain" text="hi"/>', "hi", "text"),
        ('<part ct="image/jpeg" text="null" data="QUJD"/><part ct="text/plain" text="hi"/>', "hi", "media"),
        ('<part ct="image/jpeg" text="null" data="QUJD"/>', None, "media"),
        ('<part ct="text/plain" text="a"/><part ct="text/plain" text="b"/>', "a\nb", "text"),
        ("", None, "media"),
    ],
)
def test_parts_of_a_message(parts: str, text: str | None, kind: str) -> None:
    found = one(mms("+15550100123", "Priya", "+15550100123", parts))
    assert (found.text, found.type, found.sender) == (text, kind, "Priya")


@pytest.mark.parametrize(
    ("kind", "number", "seconds", "text", "sender"),
    [
        ("1", "+15550100123", "372", "Incoming call, 6:12", "Priya"),
        ("2", "+15550100123", "61", "Outgoing call, 1:01", "Me"),
        ("3", "+15550100123", "0", "Missed call", "Priya"),
        ("5", "", "0", "Rejected call", "Unknown number"),
        ("6", "-2", "0", "Blocked call", "Private number"),
    ],
)
def test_calls(kind: str, number: str, seconds: str, text: str, sender: str) -> None:
    name = "Priya" if number.startswith("+") else "(Unknown)"
    call = f'<call number="{number}" duration="{seconds}" date="{DATE}" type="{kind}" contact_name="{name}"/>'
    (found,) = messages(read(call, root="calls"))
    assert (found.text, found.sender, found.type) == (text, sender, "call")


@pytest.mark.parametrize("element", [sms(date="soon"), sms(date="0"), sms(date="9" * 18), sms(kind="9"), sms(date="²")])
def test_what_cannot_be_is_refused_and_the_next_is_read(element: str) -> None:
    items = read(element, sms())
    assert [item.where for item in items if isinstance(item, Rejected)] == ["sms.xml: sms[0]"]
    assert len(messages(items)) == 1


def test_other_elements_are_told() -> None:
    assert [item for item in read("<fax/>") if isinstance(item, Skipped)] == [
        Skipped("sms.xml: fax[0]", "a fax, which is not read")
    ]


def test_no_backup_is_said() -> None:
    with pytest.raises(InputError):
        list(sms_backup.read(MemoryExport("sms.xml", b"<?xml version='1.0'?>"), ReadOptions()))


@pytest.mark.parametrize(
    ("content", "sure"),
    [
        (b"<?xml version='1.0'?>\n<!--x & y-->\n<smses count=\"0\">", True),
        (b"\xef\xbb\xbf<smses>", True),
        (b'<calls count="1" backup_set="x">', True),
        (b'<calls count="1"><call number="1" date="2"/>', True),
        (b'<calls count="1"><call name="main" line="3"/>', False),
        (b"<feed/>", False),
        (b"smses", False),
    ],
)
def test_a_backup_is_told_by_its_root(content: bytes, sure: bool) -> None:
    assert (sms_backup.sniff(MemoryExport("any.dat", content)) >= 0.5) is sure


def test_pictures_are_never_held_in_memory() -> None:
    class Pictures(io.BytesIO):
        left = 48

        def read(self, size: int | None = -1) -> bytes:
            self.left -= 1
            if self.left == 47:
                return b'<smses><mms date="1714550400000" msg_box="1" address="1"><parts><part ct="image/png" data="'
            return b"QUJD" * (1 << 18) if self.left > 0 else b'"/></parts></mms></smses>' if self.left == 0 else b""

    tracemalloc.start()
    found = list(Backup("sms.xml").read(Pictures()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [item.type for item in found if isinstance(item, Message)] == ["media"]
    assert len(found) == 1
    assert peak < 12 << 20


@given(st.lists(st.text(max_size=12)))
def test_titles_are_stable_and_tell_conversations_apart(numbers: list[str]) -> None:
    threads = Threads()
    titles = {number_key(number): threads.title([number]) for number in numbers}
    assert len(set(titles.values())) == len(titles)
    assert all(threads.title([number]) == titles[number_key(number)] for number in numbers)


def test_a_date_in_seconds_is_the_same_moment() -> None:
    assert one(sms(date="1700000180")).sent_at == one(sms(date="1700000180000")).sent_at
