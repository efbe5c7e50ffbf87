"""Golden lines for everything that is no person's name: numbers, dates, ages, addresses, places, employers, secrets."""

from __future__ import annotations

import re
import socket
from itertools import pairwise, product

import pytest

from studio.core.errors import StudioError
from studio.core.settings import Settings
from studio.scrub.engine import Detector, Scrubber
from studio.scrub.entities import MAYBE, SURE
from studio.scrub.people import Roster
from studio.scrub.regions import REGIONS, of_locale, order_of, regions_of
from studio.scrub.units import units

FOUND = r"""
PHONE|ring [[020 7946 0312]] tomorrow
PHONE|Tel. [[(212) 555-0147 x22]] or write
PHONE|it is [[+49 (0)30 901820-44]] in the office
PHONE|from abroad [[0048 22 555 01 23]] works
PHONE|my number is [[06.39.98.41.27]]
PHONE|call her on [[08-465 004 27]]
EMAIL|write to [[o'dowd.niamh+log@mail.example.co.uk]].
EMAIL|niamh.dowd@example.fitness or not|[[niamh.dowd@example.fitness]]
EMAIL|it's [[teo dot marsh at example dot com]]|[[marsh at example dot com]]
EMAIL|[["teo marsh"@example.org]] is odd
URL|he wrote on [[quietlarch.blog/2020]] again
URL|see [[larchandquill.co.uk]] ok
URL|at [[http://brightquill.nl:8080/x]]
ID|the card is [[4539 1488 0343 6467]]
ID|iban [[gb82west12345698765432]]
ID|log in from [[10.42.17.93]]
ID|she has [[fe80::1ff:fe23:4567:890a]] there
ID|account number [[301 442 918]]
ID|the referral number is [[RX44-9012]]
ID|the incident number they gave me is [[4471902]]
ID|order [[8830127]] has shipped
ID|driver's license [[D4471-90211]]
ID|my reg is [[7KLM442]]
HANDLE|ig: [[quietlarch]]
HANDLE|venmo me at [[larch_and_co]]
HANDLE|discord [[larchling#4417]]
SECRET|pw is [[otter-lantern-quince]]
SECRET|i changed the password to [[lanternquince]]
SECRET|wifi password?\n[[Lantern44]]
SECRET|the gate code is [[9023]]
AGE|Client ([[52]]) reports low mood
AGE|we're both [[41]]
AGE|she is [[thirty-four]] years old
AGE|he is in his [[mid-fifties]]
AGE|the twins are [[6]]
AGE|my dad just hit [[70]]
DATE|[[12/03]]: felt lighter
DATE|from 14 March to [[3 May]]
DATE|appointment [[12/20]] at ten
DATE|back in [[Q3 2018]] it broke
DATE|since [[Jun-17]]
DATE|born [[19870611]]
DATE|rent on the [[1st]] or the 14th
DATE|on [[4 maart 2021]] begonnen
ADDRESS|we are at [[C/ Olmo, 14]]
ADDRESS|send it to [[2209 larkfield drive]]
ADDRESS|[[Corso Alba 12, 38917 Bologna]]
ADDRESS|write to [[P.O. Box 4471]]
LOCATION|the office is in [[8801 KB Utrecht]]
LOCATION|he's from [[Eddleburgh]] I think
LOCATION|we moved to [[winnipeg]]
LOCATION|a run in [[Foxglove Woods]]
LOCATION|zip [[44245-4139]]
ORG|Employer: [[Kestrel & Vane]]
ORG|a letter from [[Brightwater S.A.]]
""".strip().splitlines()  # fmt: skip
"""Kind, line, and where the marked part is not what must be found, what is."""

LEFT_ALONE = r"""
I aged 10 years today
turn 2 pages and breathe
she's 5 for 10 on free throws
the 90s were better
in his forties album phase
8/10: good day
3/4 of the cake is gone
5/3/1 week two
the 5th rep was slow
on the 3rd attempt I got it
use your password to log in
password?\nno idea
snap out of it
steam the rice
felt good.then slept
readme.md and main.py are gone
on 10.15 seconds rest
took 2000 IU D3 and B12
record 10-12 reps
staff 10-15 people
file 2019-2021 is big
5.6.7.8 is how I count
version 10.42.17.93
10 good court shoes
12 minute drive
order number 4 please
call me at 10, 30 or 45
""".strip().splitlines()


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.mark.parametrize("golden", FOUND)
def test_it_is_found_whole_and_called_what_it_is(detector: Detector, golden: str) -> None:
    kind, marked, *other = golden.replace("\\n", "\n").split("|")
    wanted = re.search(r"\[\[(.*)\]\]", other[0] if other else marked)
    assert wanted is not None
    line = marked.replace("[[", "").replace("]]", "")
    found = {(f.entity, f.text) for f in detector.find(line, SURE)}
    assert (kind, wanted[1]) in found, found


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_numbers_that_are_nobodys_are_left_alone(detector: Detector, line: str) -> None:
    assert detector.find(line.replace("\\n", "\n"), SURE) == []


NATIONAL = {
    "US": "9{}-70-1{}", "IE": "1234567T", "DE": "86095742719", "FR": "255081416802538", "ES": "12345678Z",
    "IT": "RSSMRA85T10A562S", "NL": "111222333", "SE": "811218-9876", "PL": "44051401359", "CA": "046 454 286",
    "AU": "123 456 782", "CH": "756.9217.0769.85", "BE": "85.07.30-033.28", "IN": "9999 9999 0019",
}  # fmt: skip
"""Region → a number of its published examples, with check digits that hold."""


@pytest.mark.parametrize("region", NATIONAL)
def test_a_region_in_the_settings_turns_on_its_numbers(region: str) -> None:
    number = NATIONAL[region].format("12", "234")
    line = f"he wrote {number} there"
    assert number in [f.text for f in Detector(regions=(region,)).find(line, SURE)]
    digits = [at for at, char in enumerate(number) if char.isdigit()]
    if REGIONS[region].numbers[0].valid is not None and region != "US":
        changed = str((int(number[digits[3]]) + 1) % 10)
        wrong = number[: digits[3]] + changed + number[digits[3] + 1 :]
        named = {n.why for n in REGIONS[region].numbers}
        why = {f.why for f in Detector(regions=(region,)).find(line.replace(number, wrong), SURE)}
        assert why.isdisjoint(named)


@pytest.mark.parametrize(
    ("region", "number"),
    [("FR", "06 39 98 41 27"), ("ES", "612 34 59 46"), ("SE", "08-465 00 42"), ("AU", "0491 570 156")],
)
def test_a_number_without_its_country_is_found_by_its_region_or_by_a_word(region: str, number: str) -> None:
    assert [f.text for f in Detector(regions=(region,)).find(f"it is {number} now", SURE)] == [number]
    assert [f.text for f in Detector(regions=("US",)).find(f"my number is {number} now", SURE)] == [number]


def test_the_settings_say_regions_or_a_locale_and_an_unknown_one_is_an_error() -> None:
    assert regions_of(Settings()) == ("US", "GB")
    assert regions_of(Settings(phone_regions=("de", "NL"))) == ("DE", "NL")
    assert regions_of(Settings(locale="en_IE")) == ("IE", "GB")
    assert (order_of(Settings(locale="en_US")), order_of(Settings(locale="en_US", date_order="dmy"))) == ("mdy", "dmy")
    assert of_locale("sv") == (("SE",), "dmy")
    with pytest.raises(StudioError, match="XX"):
        regions_of(Settings(phone_regions=("XX",)))


def test_every_region_is_one_telephone_numbers_know() -> None:
    from phonenumbers import SUPPORTED_REGIONS

    assert set(REGIONS) <= SUPPORTED_REGIONS


def test_the_answer_to_a_question_for_a_password_is_read_with_the_question() -> None:
    chat = "Inge: what's the wifi password?\nMe: lanternquince\nInge: thanks"
    read = [unit.text for unit in units(chat, {"Inge"})]
    assert "what's the wifi password?\nMe: lanternquince" in read
    assert "thanks" in read
    assert all(chat[unit.start :].startswith(unit.text) for unit in units(chat, {"Inge"}))
    found = [f.text for unit in read for f in Detector().find(unit, SURE)]
    assert "lanternquince" in found


def test_an_age_in_words_stays_in_words() -> None:
    scrubber = Scrubber(bytes(range(32)))
    assert re.fullmatch(r"she is [a-z]+(-[a-z]+)? years old", scrubber.scrub("she is forty-one years old").text)
    moved = scrubber.scrub("he is in his mid-fifties").text
    assert re.fullmatch(r"he is in his (early|late)-(fifties)", moved)


def test_cues_are_whole_words(detector: Detector) -> None:
    """`lic` is in `public` and `call` in `called`: neither raises what only a word would."""

    def score(text: str) -> float:
        return max((r.score for r in detector.analyzer.analyze(text) if r.entity_type == "US_SSN"), default=0.0)

    assert score("ssn 536228145") >= MAYBE > score("lessness 536228145")
    plain = detector.find("the public 4471902 republic", SURE)
    assert plain == []


def test_no_socket_is_opened_for_any_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("tried to reach the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fresh = Detector(regions=tuple(REGIONS))
    for golden in FOUND:
        fresh.find(golden)


HOSTILE = {
    "zalgo": "z\u0301\u0323\u0488alg\u0336o ",
    "turned": "\u202e12 March\u202c ",
    "half": "\ud83d\x00 pin 4471 \udc00",
    "hex": "ab:",
    "octets": "1.1.1.",
    "spaces": "password   ",
    "counts": "1 2 ",
    "plus": "+1",
    "street": "Aa 1 Street, ",
    "account": "account number is ",
    "quoted": '"a@',
    "spelt": "a at a dot ",
    "dates": "12/03/2024 to ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_is_read_to_its_end(detector: Detector, name: str) -> None:
    line = HOSTILE[name] * (24_000 // len(HOSTILE[name])) + " ring 020 7946 0312"
    found = detector.find(line, SURE)
    assert all(line[f.start : f.end] == f.text for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "020 7946 0312" in [f.text for f in found]


def test_ten_thousand_people_on_the_list_are_looked_up_and_not_searched() -> None:
    syllables = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu")
    people = [("".join(four).capitalize(), ()) for four in product(syllables, repeat=4)]
    crowd = Detector(Roster(people))
    assert len(people) == 10_000
    assert [f.text for f in crowd.find(f"I told {people[7044][0]} on 14 March", SURE)] == [people[7044][0], "14 March"]
