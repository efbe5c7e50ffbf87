"""Facts that tell who somebody is without naming them: jobs, ages, illnesses, rare events, where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from studio.scrub.entities import Entity

Kind = Literal[
    "birth", "age", "job", "employer", "place", "origin", "condition", "event", "relation", "schooling", "other"
]

KINDS: dict[Kind, str] = {
    "birth": "when or where they were born",
    "age": "age",
    "job": "job",
    "employer": "employer, school or club",
    "place": "place",
    "origin": "nationality, language or religion",
    "condition": "illness or body",
    "event": "something rare that happened",
    "relation": "family tie that few have",
    "schooling": "degree or school",
    "other": "something you decided to keep",
}
"""Kind of fact → in words."""

INSTEAD: dict[Kind, str] = {
    "birth": "some day",
    "age": "some age",
    "job": "something",
    "employer": "a place",
    "place": "somewhere",
    "origin": "foreign",
    "condition": "an illness",
    "event": "something hard",
    "relation": "relative",
    "schooling": "a degree",
    "other": "something",
}
"""Kind of fact → words that say less, offered in its place."""

AS_ENTITY: dict[Kind, Entity] = {
    "birth": "DATE",
    "age": "AGE",
    "job": "ORG",
    "employer": "ORG",
    "place": "LOCATION",
    "origin": "LOCATION",
    "condition": "SECRET",
    "event": "SECRET",
    "relation": "PERSON",
    "schooling": "ORG",
    "other": "SECRET",
}
"""Kind of fact → what its words are reviewed as, once the person says that they tell too much."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Words that tell something about somebody, in one line."""

    start: int
    end: int
    """The words that tell."""
    kind: Kind
    weight: int
    """3 where few have it, 2 where some do, 1 where many do."""
    cue: int
    """Where the phrase begins: who is meant stands before, or in it."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLE_JOBS = _words(
    "mayor ceo cfo cto headteacher headmaster headmistress principal dean rector bishop ambassador senator councillor "
    "judge magistrate coroner sheriff conductor soloist anchorman bailiff undertaker astronaut"
)
"""Offices of which there is one or a few in a town."""
_MORE_JOBS = _words(
    "plumber electrician carpenter builder chef cook baker butcher farmer cleaner waiter waitress bartender "
    "hairdresser barber policeman policewoman cop detective soldier sailor marine priest vicar pastor imam rabbi monk "
    "nun florist jeweller tattooist beekeeper gardener mechanic welder miner fisherman postman receptionist cashier "
    "caretaker janitor nanny childminder carer model comedian singer drummer dj goalkeeper referee vet veterinarian "
    "zookeeper lifeguard prosecutor diplomat roofer plasterer joiner bricklayer teacher lawyer surgeon gp"
)
_NO_JOBS = _words(
    "activities boy clothing commercial copy crew film forest garment industrial land logistics make museum person "
    "planning product professional runner staff streamer sub television visitor worker aid associate blower coach "
    "trainer officer controller operator handler mentor processor emeritus tutor agent author buyer dealer examiner "
    "presenter executive writer dancer director manager assistant consultant breeder adviser specialist"
)
_CONDITIONS = _words(
    "diabetes diabetic epilepsy epileptic bipolar autism autistic adhd asperger asperger's leukaemia leukemia "
    "lymphoma hiv crohn's colitis endometriosis ivf miscarriage miscarried stillbirth stillborn dialysis dementia "
    "alzheimer's parkinson's schizophrenia schizophrenic psychosis anorexia anorexic bulimia bulimic rehab overdose "
    "overdosed wheelchair deaf stoma narcolepsy lupus ptsd ocd tourette's transgender mastectomy chemo chemotherapy "
    "paraplegic amputee fibromyalgia psoriasis vasectomy hysterectomy aneurysm meningitis hepatitis sepsis"
)
_PLAIN_CONDITIONS = _words("adhd ptsd ocd diabetes diabetic autistic autism")
_ORIGINS = _words(
    "danish swedish norwegian finnish icelandic estonian latvian lithuanian polish czech slovak hungarian romanian "
    "bulgarian serbian croatian bosnian albanian greek turkish ukrainian russian georgian armenian german austrian "
    "swiss dutch belgian portuguese spanish catalan basque italian maltese irish scottish welsh israeli lebanese "
    "syrian iraqi iranian persian afghan pakistani indian bangladeshi nepali tibetan chinese japanese korean "
    "vietnamese thai filipino indonesian malaysian nigerian ghanaian kenyan somali ethiopian eritrean moroccan "
    "algerian tunisian egyptian sudanese brazilian argentinian chilean colombian mexican cuban jamaican haitian "
    "peruvian venezuelan maori kurdish roma romani punjabi tamil yoruba igbo jewish muslim hindu sikh buddhist "
    "catholic mormon quaker jehovah's orthodox protestant amish"
)
_EVENTS = (
    r"car (?:crash|accident)|motorbike accident|house fire|burgled|robbed|mugged|stabbed|raped|assaulted|kidnapped|"
    r"arrested|prison|jail|bankrupt(?:cy)?|custody (?:case|battle|hearing)|court case|trial|lawsuit|sued|lottery|"
    r"deported|asylum|refugee|deployed|redundan(?:t|cy)|evicted|homeless|suicide|killed|murdered|drowned|"
    r"in the (?:news|papers?)|on (?:tv|the radio|the news)|published (?:a|my|his|her) book|elected|"
    r"(?:won|winning) (?:the|a) \w+(?: \w+)?|world record|transplant|coma|stroke|plane crash|shipwreck|avalanche"
)
_RELATIONS = (
    r"twins?|triplets?|step(?:mother|father|mum|mom|dad|son|daughter|brother|sister|kids)|half[- ](?:brother|sister)|"
    r"ex[- ](?:husband|wife)|foster (?:mother|father|mum|dad|parents|child|kids|son|daughter)|widow(?:er|ed)?|"
    r"orphan(?:ed)?|adopted|adoption|only child|surrogate mother|(?:four|five|six|seven|eight|nine|[4-9]) "
    r"(?:kids|children|siblings|brothers|sisters)|second (?:husband|wife)|polyamorous|arranged marriage"
)

_NEAR = 60
"""Characters before a word in which its cue stands."""

_A = r"(?:an? |the |our |their )?"
_SUBJECT = r"\b(?:i'?m|i am|i was|you'?re|he'?s|she'?s|they'?re|is|was|are|were|being|became|become|as)"

_JOB_AS = re.compile(
    rf"(?i)\b(?:works?|worked|working|job|hired|trained|training|qualified) as {_A}"
    r"(?P<v>[^\W\d_]+(?:[ -][^\W\d_]+){0,2})"
)
_AGE = re.compile(
    r"(?i)\b(?:in (?:my|his|her|their) (?P<v>(?:early |mid[- ]?|late )?(?:teens|twenties|thirties|forties|fifties|"
    r"sixties|seventies|eighties|nineties))|(?P<w>\d{1,3})[- ]?(?:years? old|yrs? old|yo\b|y/o|year[- ]olds?))"
)
_BORN = re.compile(
    r"(?i)\b(?:born|raised|grew up|birthday(?: is| was)?) (?:and raised )?(?:in|on|near) (?:the )?"
    r"(?P<v>[^\W_]+(?:[ /.-](?=[A-Z0-9])[^\W_]+){0,3})"
)
_WORKS_AT = re.compile(
    r"\b(?:[Ww]ork(?:s|ed|ing)?|[Jj]ob|[Ss]hifts?|[Ss]tud(?:y|ies|ied|ying)|[Vv]olunteers?|[Pp]lay(?:s|ed)?) "
    r"(?:at|for|with) (?:the )?(?P<v>[A-Z][\w&'’-]+(?: (?:of |the )?[A-Z][\w&'’-]+){0,3})"
)
_SCHOOL = re.compile(
    r"(?i)\b(?P<v>phd|ph\.d|doctorate|mba|master'?s in [^\W\d_]+|degree in [^\W\d_]+|oxford|cambridge|harvard|yale|"
    r"eton|valedictorian|boarding school)\b"
)
_EVENT = re.compile(rf"(?i)\b(?P<v>{_EVENTS})\b")
_RELATION = re.compile(rf"(?i)\b(?P<v>{_RELATIONS})\b")
_SMALL_PLACE = re.compile(
    r"(?i)\b(?P<v>(?:only|last) (?:pub|shop|school|church|doctor|surgery|gym|bakery|farm) (?:in|on) (?:the|our) \w+|"
    r"(?:our|the) (?:village|island|lighthouse|commune|kibbutz|reservation))\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_GATE = re.compile(
    r"(?i)work|job|train|hired|qualif|years? old|year-old|yrs? old|\dyo|y/o|in (?:my|his|her|their) |born|raised|"
    r"grew up|birthday|stud|play|volunteer|shift"
)
_OF_CUE = re.compile(rf"(?i){_SUBJECT} {_A}(?:\w+ ){{0,3}}$")


@cache
def _jobs() -> frozenset[str]:
    """Words for what people do: the last words of Faker's job titles, and our own."""
    from faker.providers.job import Provider

    heads = {str(job).replace("/", ",").replace("(", ",").split(",")[0].split()[-1].lower() for job in Provider.jobs}
    return frozenset((heads - _NO_JOBS) | _MORE_JOBS | _TITLE_JOBS)


def facts(line: str) -> Iterator[Fact]:
    """Every fact a line tells about somebody, whoever that is; a word tells one thing only."""
    busy: set[int] = set()
    for fact in _all(line):
        span = range(fact.start, fact.end)
        if span and busy.isdisjoint(span):
            busy.update(span)
            yield fact


def _all(line: str) -> Iterator[Fact]:
    if _GATE.search(line):
        yield from _by(_BORN, line, "birth", 3)
        yield from _by(_AGE, line, "age", 2)
        yield from _by(_WORKS_AT, line, "employer", 3)
        for match in _JOB_AS.finditer(line):
            start, end = _noun(line, *match.span("v"))
            yield Fact(start, end, "job", 3 if line[start:end].lower() in _TITLE_JOBS else 2, match.start())
    yield from _by(_SCHOOL, line, "schooling", 2)
    yield from _by(_EVENT, line, "event", 3)
    yield from _by(_RELATION, line, "relation", 2)
    yield from _by(_SMALL_PLACE, line, "place", 2)
    for match in _WORD.finditer(line):
        low = match[0].lower().replace("’", "'")
        if low in _CONDITIONS:
            yield Fact(match.start(), match.end(), "condition", 2 if low in _PLAIN_CONDITIONS else 3, match.start())
        elif low in _ORIGINS and _of_somebody(line, match.start()):
            yield Fact(match.start(), match.end(), "origin", 2, match.start())
        elif (low in _jobs() or low.removesuffix("s") in _TITLE_JOBS) and _OF_CUE.search(
            line, max(0, match.start() - _NEAR), match.start()
        ):
            yield Fact(match.start(), match.end(), "job", 3 if low in _TITLE_JOBS else 2, match.start())


def _by(pattern: re.Pattern[str], line: str, kind: Kind, weight: int) -> Iterator[Fact]:
    for match in pattern.finditer(line):
        group = "v" if match["v"] else "w"
        yield Fact(match.start(group), match.end(group), kind, weight, match.start())


_STOPS = _words("and but or so for at in on with now then when while since who that which because if to of from until")


def _noun(line: str, start: int, end: int) -> tuple[int, int]:
    """The words of a job up to the first that ends it."""
    last = start
    for match in _WORD.finditer(line, start, end):
        if match[0].lower() in _STOPS:
            break
        last = match.end()
    return start, last


_OF = re.compile(
    rf"(?i)(?:{_SUBJECT}|\b(?:my|his|her|their|speaks?|spoke|family|from a|born)) (?:an? |the |very |half[- ]|so )*$"
)


def _of_somebody(line: str, start: int) -> bool:
    return _OF.search(line, max(0, start - _NEAR), start) is not None
