"""An invented life to scrub: people, chats, notes, and lines in which nobody is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from studio.core.episode import Episode
from studio.store import Store

BENIGN = """
Plank: 3 sets, 60 s. 8 Pendlay Row after that
Squat 5x5 @ 110 kg RPE 8, last set was a grinder
3x10 @ 185 lb then 2x8 @ 195
bench 135x12, 155x8, 175x5
Arnold press 3x12, Zottman curl 3x10
Nordic curl negatives, Pallof press each side
Pendlay row 4x6, Larsen press 3x8
Turkish get-up 24 kg, Bulgarian split squat 2x12
Smith machine incline 4x10
avg HR 152, max 181, strain 15.1, recovery 54%
sleep 7:12, HRV 61, resting HR 52
2,450 kcal, 180 g protein, 70 g fat
tempo 3-1-1-0, rest 90 s
5.6.7.8 is how I count myself in
pain 3/10 in the left shoulder, 8/10 yesterday
splits 1:58, 2:01, 2:03
week 4 of 12: 3x5 at 77.5%
10-12 reps, then 6-8 heavy
took vitamin D3 and B12, A1C was fine
ran 10k in 52:10, zone 2 mostly
version 2.4.1 of the app lost my log
I will call you later, may be after dinner
you may be right and I hope you are
grace under pressure, that is what I want
I have faith in us
mark my words, it will rain
can we rob the fridge and have joy tonight
he was frank with me and I was glad
she has a will of iron
the summer was long and hard
let's chase the sun this weekend
pat the dog before you go
can you bill me for the parking
I was in the bath reading when you rang
it was sunny on Monday and Tuesday
see you tomorrow at 6:30
my mum said she would pick up the kids
dad and my sister are coming for dinner
babe come to bed
sleep.no more talking now
ok.so what do you want
I said sorry.it was my fault
that.is all I wanted
Honestly, I don't know what to say
Okay, you are right
Please stop shouting at me
I felt flooded so I took twenty minutes
We agreed on a break and it worked
When I slow down we both calm down
Thank you for saying that
Merry Christmas my love
Happy birthday to you
we watched a film on Netflix and ordered a takeaway
my therapist asked what I needed
therapy at 4, then the gym
I'm 10 minutes late, sorry
I'm 2 reps short
order 2 pizzas please
no. 1 rule: no phones in bed
24/7 on my mind
half and half, 1/2 each
""".strip().splitlines()
"""Invented lines in which nothing identifies anybody."""

STRUCTURED: tuple[tuple[str, str], ...] = (
    ("mail me at nora.quist@example.com ok", "nora.quist@example.com"),
    ("it is bo+gym@mail.example.co.uk", "bo+gym@mail.example.co.uk"),
    ("call 212-555-0187 after six", "212-555-0187"),
    ("ring +44 7700 900461", "+44 7700 900461"),
    ("my number is (415) 555-0132", "(415) 555-0132"),
    ("office 0131 496 0821 ext", "0131 496 0821"),
    ("look at https://example.net/a/quist?x=1", "https://example.net/a/quist?x=1"),
    ("it is on www.example.org/nora", "www.example.org/nora"),
    ("card 4000 0566 5566 5556 please", "4000 0566 5566 5556"),
    ("iban GB33 BUKB 2020 1555 5555 55", "GB33 BUKB 2020 1555 5555 55"),
    ("DE75512108001245126199 is the account", "DE75512108001245126199"),
    ("my ssn is 536-22-8145", "536-22-8145"),
    ("NI number AB 12 34 56 C", "AB 12 34 56 C"),
    ("the router is at 192.168.178.24", "192.168.178.24"),
    ("mac 00:1B:44:11:3A:B7", "00:1B:44:11:3A:B7"),
    ("id 7d444840-9dc0-11d1-b245-5ffdce74fad2", "7d444840-9dc0-11d1-b245-5ffdce74fad2"),
    ("policy number HX-4410-22", "HX-4410-22"),
    ("claim CLM-55120", "CLM-55120"),
    ("the pin is 4471", "4471"),
    ("password: Bluebell7!", "Bluebell7!"),
    ("I am @nora_quist there", "@nora_quist"),
    ("insta: nora.q_92", "nora.q_92"),
)
"""(line, what must be found in it)."""

START = datetime(2024, 3, 14, 21, 4, tzinfo=UTC)


def episode(
    number: int,
    situation: str,
    response: str | None = None,
    outcome: str | None = None,
) -> Episode:
    return Episode(
        id=f"e{number:04d}",
        domain="relationship",
        started_at=START + timedelta(days=number),
        situation=situation,
        response=response,
        outcome=outcome,
    )


def live(store: Store) -> None:
    """A couple, a sister, a therapist; three towns; dates."""
    store.people.add(["Ingrid Solheim", "Teo Marsh"])
    store.people.alias("Ingrid Solheim", "Inge")
    store.people.set_role("Teo Marsh", "me")
    store.episodes.put(
        [
            (
                episode(
                    0,
                    "Ingrid: you said seven\nMe: I know. I'm sorry, traffic\nIngrid: it's always traffic",
                    "I told Inge I would call her sister Wilhelmina on 14 March",
                    "Ingrid's mood lifted, she hugged me",
                ),
                [],
            ),
            (
                episode(
                    1,
                    "We drove to Brighton on 21 March and INGRID was quiet",
                    "I asked Dr Oyelaran what to do, she said breathe",
                    "Wilhelmina rang from 07700 900312",
                ),
                [],
            ),
            (episode(2, "I slept badly and felt low", "went for a walk", "felt better"), []),
        ],
        origin="import",
    )
