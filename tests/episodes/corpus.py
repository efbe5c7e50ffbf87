"""Invented conversations whose talks are known: `=` begins a talk; each line is minutes later, who, and what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from studio.store.records import StoredMessage
from tests.episodes.lives import START

GAP_MINUTES = 60
"""The silence the corpus is meant to be cut with."""

EVENINGS = """
= 0 J did the boiler man come
2 M he did, new valve, forty quid
1 J bargain
3 M I paid cash
= 300 J dinner at mine or yours
1 M yours, my kitchen is a crime scene
4 J bring the big pan then
2 M will do
1 J see you later
= 32 J hey random question, where is the bike pump
3 M shed, left of the door
1 J got it
= 190 J you said seven
1 J it is half past
5 M traffic
1 J it's always traffic
6 M I can't fly
2 J whatever
95 M sorry about before. I should have rung you
4 J ok. thank you
2 M I'm at the door in five
= 600 J morning
2 M morning, slept like a brick
3 J lucky you
14 M what did the vet say
2 J just a cold, drops twice a day
1 M poor thing
= 130 J the landlord rang about the roof again
5 M what does he want now
3 J access on Thursday
40 M I can be there at ten
2 J perfect, tell him
1 M done
"""

QUICK = """
= 0 M standup moved to ten
1 A fine by me
20 M also the printer is dead
1 A again
9 A I rang them, tomorrow
= 240 A lunch?
1 M noodles
1 A deal
75 A where are you, I'm in the queue
2 M lift. one minute
= 200 M are you coming on Saturday
110 A yes, with both kids
1 M great, I'll get more juice
2 A bye, back to work
= 25 A guess what, Nadia got the flat
1 M no way
1 A keys on Monday
2 M drinks then
= 400 A hi, can you send me the slides
12 M sent
11 A thanks
13 A page four has the old logo
2 M fixed
= 900 M good morning, are you in today
2 A from eleven
"""

GERMAN = """
= 0 K hast du den Schlüssel vom Keller
3 M hängt am Brett
1 K gefunden, danke
= 280 K die Steuer ist fertig
2 M du bist meine Rettung
3 K Rückzahlung gibt es auch
1 M dann gehen wir essen
2 K gute nacht
= 28 M übrigens, der Klempner kommt um acht
2 K so früh
1 M ging nicht anders
= 620 K guten morgen
1 M moin
2 K warum stand das Fenster offen
4 M vergessen
1 K schon wieder
1 M mach kein Drama
85 M wegen vorhin: das war dumm von mir
3 K ja war es
2 M tut mir leid
1 K schon gut
= 150 M brauchst du was vom Markt
6 K Tomaten und Brot
30 K und Zitronen
2 M steht auf dem Zettel
"""

SPANISH = """
= 0 L ya salió el niño del cole
2 M lo recojo yo
1 L gracias
= 200 L has llamado a tu madre
3 M esta noche
2 L eso dijiste ayer
4 M siempre haces lo mismo
1 L olvídalo
100 L perdón por lo de antes, estoy agotada
3 M yo también
2 M un abrazo
1 L hasta mañana
= 45 L por cierto, el sábado viene Inés
2 M qué bien
= 500 M buenos días
3 L hola, hay café
= 160 L el coche no arranca
1 M la batería
"""

FRENCH = """
= 0 C tu as les billets
2 M oui, train de neuf heures
1 C voie douze
= 260 C le plombier a laissé un mot
3 M il dit quoi
2 C qu'il revient mardi
1 M je file, à ce soir
= 35 C au fait, Zoé dort chez nous
2 M pas de souci
= 320 C tu avais promis
1 M je sais
2 C comme d'habitude
90 C ce que tu as dit ce matin m'a blessée
4 M je comprends, pardon
3 C merci
= 700 M bonjour
1 C bonjour, bien dormi
"""

CALLS = """
= 0 P can you talk
1 M yes calling
1 M [call] Voice call, 95 min
100 P that helped. thank you
2 M any time
= 400 P did the parcel come
3 M on the step
1 M [call] Video call (72 min 10 s)
80 P ok the shelf stands now, look
1 M straight even
= 130 M off to the station
2 P safe trip
"""

SISTERS = """
= 0 R mum wants the good plates back
3 T which ones
1 R the blue ones from the wedding
2 T I broke one
1 R oh no
25 T don't tell her yet
1 R never
= 210 T swimming lessons are full
4 R try the other pool
2 T too far
1 R ok talk tomorrow
= 50 T morning! did the fever go down
2 R thirty seven five
= 320 R you left me with all the washing up
2 T I had to catch the bus
1 R every time
70 T I've been thinking, you're right about the washing up
3 R thank you
= 140 R cake is in the fridge
1 T bless you
9 T and candles?
2 R second drawer
= 95 R passports came
1 T finally
"""

NEIGHBOURS = """
= 0 B your light is still on
15 M thanks, off now
= 480 B hello, could you water the plants next week
6 M of course
2 B key is under the frog
1 M thank you
40 B twice is enough for the fern
= 170 M somebody parked across the drive
1 B grey van?
1 M yes
2 B plumber, ten minutes
65 M he's still here
4 B on my way down
= 260 M hi, parcel for you
"""


@dataclass(frozen=True)
class Chat:
    """A conversation and the ids its talks begin with."""

    messages: tuple[StoredMessage, ...]
    begins: frozenset[str]


def chat(name: str, text: str) -> Chat:
    """Read one conversation of the corpus."""
    messages: list[StoredMessage] = []
    begins: set[str] = set()
    at = START
    for n, line in enumerate(text.strip().splitlines()):
        fresh, rest = line.startswith("= "), line.removeprefix("= ")
        wait, who, said = rest.split(" ", 2)
        at += timedelta(minutes=float(wait))
        kind = "call" if said.startswith("[call] ") else "text"
        record = StoredMessage(f"{name}{n}", "src", name, who, at, said.removeprefix("[call] "), kind)
        messages.append(record)
        if fresh:
            begins.add(record.id)
    return Chat(tuple(messages), frozenset(begins))


CORPUS = tuple(
    chat(name, text)
    for name, text in (
        ("evenings", EVENINGS), ("quick", QUICK), ("german", GERMAN), ("spanish", SPANISH), ("french", FRENCH),
        ("calls", CALLS), ("sisters", SISTERS), ("neighbours", NEIGHBOURS),
    )
)  # fmt: skip
