"""People's names without a model: found whole in chats, notes and forms; words and brands left alone."""

from __future__ import annotations

import pytest

from studio.scrub.engine import Detector
from studio.scrub.entities import MAYBE, SURE
from studio.scrub.lexicon.names import fold
from studio.scrub.lexicon.words import looks_english
from studio.scrub.memory import learned
from studio.scrub.people import Roster
from studio.scrub.recognizers.name_spans import camel
from studio.scrub.recognizers.name_verbs import DEED, IS, MIND, NOTHING, doing
from studio.scrub.tokens import words


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(Roster([("Ingrid Solheim", ("Inge",)), ("Teo Marsh", ())]))


def people(detector: Detector, text: str, least: float = SURE) -> list[str]:
    return [f.text for f in detector.find(text, least) if f.entity == "PERSON"]


FOUND = """
[Zorvenka] was on the terrace all evening
[Zorvenka] keeps moving my plants
[Quillam] still hasn't apologised
[Quillam]'s brother drove us
[Quillam] and i shared a cab
the whole row was because of [Mirelko]
why would [Mirelko] lie
is [Mirelko] cross with us
pick up [Mirelko] from practice
you and [Mirelko] left together
did you believe [Mirelko]
ask zorvenka if she has the ladder
zorvenka said nobody came
hey zorvenka, are you awake
love you zorvenka x
did zorvenka call you
we stayed at zorvenka's
me, [Priya] and [Tolvane]
[Priya], [Tolvane] and [Morag] are in
margarets soup was cold
""".strip().splitlines()
"""Chat lines; where one name is small it stands without brackets below."""


def _marked(line: str) -> tuple[str, list[str]]:
    named = [piece.split("]")[0] for piece in line.split("[")[1:]]
    text = line.replace("[", "").replace("]", "")
    return text, named or [w for w in ("zorvenka", "margaret") if w in text]


@pytest.mark.parametrize("line", FOUND)
def test_a_name_no_list_knows_is_found_by_what_stands_around_it(detector: Detector, line: str) -> None:
    text, named = _marked(line)
    assert people(detector, text) == named


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Client T. Obradovich came alone.", "T. Obradovich"),
        ("Signed K. Wennerholm", "K. Wennerholm"),
        ("Referred by Dr. Lidia Karpenko-Hayes.", "Dr. Lidia Karpenko-Hayes"),
        ("Mr J Thistlewaite rang twice.", "Mr J Thistlewaite"),
        ("Letter from Johanna van der Meulen", "Johanna van der Meulen"),
        ("Spoke to Youssef al-Khatibi today", "Youssef al-Khatibi"),
        ("I met Pilar de la Torre there", "Pilar de la Torre"),
        ("Sibongo K. Adelardi asked for a copy.", "Sibongo K. Adelardi"),
        ("Name: Zsuzsenka Bravolin", "Zsuzsenka Bravolin"),
        ("Attn: Orlavek Dunstane", "Orlavek Dunstane"),
        ("The account is under Mbalitho Ferrenz.", "Mbalitho Ferrenz"),
        ("Rest easy,\nOluwadore Finch", "Oluwadore Finch"),
        ("her mother-in-law Nomvuyane moved in", "Nomvuyane"),
        ("Judge Pemberwick dismissed it", "Pemberwick"),
        ("Vandersloot resigned on Monday.", "Vandersloot"),
        ("Patience Okonjo-Reyes wrote again", "Patience Okonjo-Reyes"),
        ("I met Rosalind Baker-Smith", "Rosalind Baker-Smith"),
        ("Dear Fionnuala Mac Giolla", "Fionnuala Mac Giolla"),
    ],
)
def test_a_name_is_found_whole(detector: Detector, text: str, whole: str) -> None:
    assert people(detector, text) == [whole]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Hope", "I told Hope about the flat"),
        ("Grace", "Grace thinks we should wait"),
        ("Mark", "Mark came by with soup"),
        ("Will", "is Will coming too"),
        ("Frank", "Frank and Morag had words"),
        ("Faith", "my cousin Faith is here"),
        ("Joy", "did Joy text you"),
        ("Summer", "Summer never liked him"),
        ("June", "June said it was fine"),
        ("Rose", "because of Rose"),
    ],
)
def test_a_name_that_is_a_word_is_found_where_people_stand(detector: Detector, name: str, text: str) -> None:
    assert name in people(detector, text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hope said no", ["hope"]),
        ("told will to wait", ["will"]),
        ("hey will", ["will"]),
        ("i hope you will", []),
        ("with hope and a strong will", []),
        ("my hope is gone", []),
    ],
)
def test_a_listed_name_that_is_a_word_is_found_small_only_where_a_name_stands(text: str, named: list[str]) -> None:
    assert people(Detector(Roster([("Will Hart", ()), ("Hope Lund", ())])), text) == named


CLEAN = """
sister, We've got the bits and mum, They'll be late
Hope is not a plan
Grace before meals
Mark every set you finish
Will it rain on Saturday
Faith helps me sleep
Joy is what I want more of
Summer was long and dull
June was busy
Frank talk about money
Bill came to 62 in the end
Dawn came too soon
Pat the dog
Rose tinted glasses
she rose to it
he was frank about it
mark it done
Crohn's disease runs in the family
Margherita pizza again
Murphy in 41:20
Jefferson curl 3x8
Ben and Jerry's on the sofa
John Lewis had a sale
Dr Pepper is flat
Nando's was shut
Lidl has no eggs
Netflix asked if we were still watching
Sertraline makes me sleepy
Conjunctivitis came back
DiscordChatExporter and LoRA
definately said that
tommorow works
ask whoever you like
thanks hun
hey gorgeous
love you loads
hows work
How To Talk When You Are Both Tired
PLEASE PICK UP THE PHONE
Shopping List: Bread, Onions, Coffee
Overnight Oats again
Knackered
Unfortunately nothing changed
She withdrew when I raised it
Warrior Two for a minute
Dear Sir or Madam
Headline: Rates Rise
New messages will disappear after a day
Guten Morgen mein Engel, der Termin ist verschoben worden
Wir fahren am Wochenende mit dem Zug zurück
je suis fatiguée mais on peut se voir ce soir
we'll see, they're late, it'll do
""".strip().splitlines()


def test_words_brands_and_headings_are_nobody(detector: Detector) -> None:
    assert {line: people(detector, line) for line in CLEAN if people(detector, line)} == {}


def test_what_may_be_a_brand_or_a_person_is_shown_for_review(detector: Detector) -> None:
    assert people(detector, "John Lewis had a sale", MAYBE) == ["John Lewis"]
    assert people(Detector(Roster([("John Lewis", ())])), "John Lewis had a sale") == ["John Lewis"]


@pytest.mark.parametrize("form", ["Inge'll", "inge'd", "Inges", "INGE'S", "Ingrid’ll", "teos", "Teo's"])
def test_a_short_verb_or_a_lost_apostrophe_does_not_hide_a_name(detector: Detector, form: str) -> None:
    text = f"{form} new place is nearby"
    found = detector.find(text, SURE)
    assert [fold(f.text).removesuffix("s") for f in found] == [fold(form).removesuffix("s")]


def test_a_name_learned_once_is_found_small_and_without_its_apostrophe() -> None:
    detector = Detector()
    detector.remember(*learned(detector.find("my friend Zorvenka moved out")))
    assert people(detector, "zorvenka is loud") == ["zorvenka"]
    assert people(detector, "zorvenkas shoes") == ["zorvenka"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("X said no", MIND),
        ("X never liked me", MIND),
        ("X is asleep", MIND),
        ("X's mum", MIND),
        ("X can't come", MIND),
        ("X brought cake", DEED),
        ("X hurried home", IS),
        ("X'll see", IS),
        ("X has two", IS),
        ("X, said I", NOTHING),
        ("X Said", NOTHING),
    ],
)
def test_what_people_do_is_told_from_what_things_do(text: str, what: int) -> None:
    assert doing(words(text), 0) == what


def test_english_words_are_known_in_their_forms() -> None:
    for word in ("stories", "hopped", "baking", "unlucky", "second-by-second", "tonsillitis", "wouldn't", "happily"):
        assert looks_english(word), word
    for word in ("zorvenka", "quillam", "wennerholm", "adelardi", "karpenko"):
        assert not looks_english(word), word


def test_no_name_has_capitals_inside_but_after_its_prefix() -> None:
    held = {w.text: camel(w) for w in words("McAllister O'Hara LoRA DeShawn PDFs Anne-Marie iCloud MacLeod Quin")}
    assert [word for word, is_camel in held.items() if is_camel] == ["LoRA", "PDFs", "iCloud"]


def test_every_name_says_why_in_words(detector: Detector) -> None:
    for line in FOUND:
        for finding in detector.find(_marked(line)[0]):
            assert len(finding.why.split()) > 1
            assert finding.why[0].islower()
