"""The toy's second lessons: talks line by line, training days in numbers, and plain sentences of many common words."""

from __future__ import annotations

from random import Random

from studio.train.worker import toy_words as words

NAMES = (
    "Alex", "Anna", "Ben", "Carla", "Chris", "Clara", "Dana", "David", "Ella", "Emma", "Eva", "Finn", "Frank",
    "Hanna", "Ida", "Jack", "Jan", "Jo", "Julia", "Karl", "Kim", "Laura", "Lena", "Leo", "Lisa", "Lucy", "Maria",
    "Mark", "Max", "Mia", "Nina", "Nora", "Olga", "Paul", "Peter", "Rosa", "Sam", "Sara", "Simon", "Sophie", "Theo",
    "Tom", "Vera",
)  # fmt: skip

SORE = (
    "you said you would be here at seven", "I waited for you", "you didn't even ask me", "again?",
    "you always say that", "I did it all on my own today", "can you please call them",
    "do you remember what we said on Sunday?", "it's fine.", "I'm not angry. I'm tired", "who said yes to that?",
    "I need a bit of time", "that's not what I meant", "whatever", "we had a plan", "when are you home?",
    "why do I have to find out like this", "you were on your phone all evening", "I miss how we were",
    "I can't do this tonight", "nobody asked me", "it was the only evening we both have", "ok",
    "the bill came today", "your mum called again", "I don't want to fight about dishes", "are you even listening?",
    "I feel like I'm the only one who thinks about it", "that hurt", "I thought we were saving", "fine, go then",
    "it's cold now", "I had a long day too", "is it too much to ask", "you promised", "I never said that",
)  # fmt: skip
SHUT = (
    "it's not my fault", "you do the same", "I can't do everything", "not now", "calm down", "I said I was sorry",
    "ok ok", "I'm not doing this now", "you're making it bigger than it is", "what do you want me to say",
    "I had to work", "that's not fair", "here we go again", "let's talk tomorrow", "I forgot, ok?",
    "it was only ten minutes", "lol",
)  # fmt: skip
OPEN = (
    "I hear you", "you're right, I forgot", "I'm sorry. that was me", "what would help now?", "tell me more",
    "I'm listening", "can we sit down at eight?", "that sounds hard", "I should have called",
    "give me twenty minutes, then I'm yours", "thank you for telling me", "I want to get this right",
    "I miss you too", "let me do it tonight", "shall I make tea?",
)  # fmt: skip
SOFT = (
    "ok. thank you", "that helps", "I just wanted you to ask", "come here", "love you", "I'm not angry any more",
    "let's eat something", "thank you for saying that", "sorry too", "that's all I needed", "see you at home",
    "haha ok",
)  # fmt: skip
HARD = (
    "forget it", "good night", "I'm going to bed", "do what you want", "you never change", "I'm done talking",
    "no.", "I'll sleep in the other room", "don't bother", "I knew it", "leave it", "it's always the same with you",
)  # fmt: skip

_KNOWING = "You are the coach of one person. You know how their {} Answer briefly, in their words."
COACH = (
    _KNOWING.format("talks with the people close to them go."),
    _KNOWING.format("body answers to training and rest."),
    "You are my coach. Answer from what has worked and what has failed in my own record, briefly and concretely.",
)

SUBJECTS = (
    "the man", "the woman", "my friend", "the doctor", "a child", "the teacher", "our neighbour", "the dog",
    "my sister", "the driver", "a student", "the manager", "his father", "her mother", "the team", "somebody",
    "the old cat", "I", "we",
)  # fmt: skip
VERBS = (
    "found", "lost", "opened", "closed", "carried", "watched", "wanted", "needed", "bought", "sold", "cleaned",
    "broke", "fixed", "moved", "painted", "forgot", "remembered", "left", "kept", "gave away", "took",
    "wrote about", "asked for", "looked at", "talked about", "thought about", "paid for", "waited for", "put down",
    "picked up", "cooked", "held", "showed", "sent", "read", "heard", "saw", "drew", "built", "changed", "checked",
    "counted", "hid", "missed", "shared",
)  # fmt: skip
ADJECTIVES = (
    "small", "big", "new", "old", "red", "blue", "green", "white", "black", "warm", "cold", "hot", "wet", "dry",
    "long", "short", "heavy", "light", "quiet", "loud", "empty", "full", "broken", "clean", "dirty", "cheap",
    "good", "bad", "strange", "nice", "early", "late", "soft", "hard", "simple", "important", "different", "whole",
    "second", "last",
)  # fmt: skip
THINGS = (
    "book", "letter", "car", "key", "door", "window", "table", "chair", "bed", "lamp", "cup", "tea", "coffee",
    "bread", "soup", "dinner", "breakfast", "lunch", "bag", "box", "phone", "picture", "song", "film", "game",
    "ball", "bike", "train", "ticket", "bus", "street", "garden", "tree", "flower", "river", "sea", "beach",
    "mountain", "city", "house", "room", "kitchen", "bathroom", "floor", "wall", "clock", "watch", "coat", "shoe",
    "shirt", "hat", "money", "bill", "job", "office", "meeting", "list", "plan", "idea", "question", "answer",
    "story", "word", "name", "number", "week", "month", "year", "morning", "night", "hour", "minute", "weekend",
    "holiday", "birthday", "present", "party", "wedding", "school", "hospital", "shop", "market", "bank", "church",
    "park", "road", "bridge", "boat", "plane", "storm", "rain", "snow", "sun", "moon", "light", "noise", "music",
    "dance", "sleep", "dream", "pain", "knee", "back", "shoulder", "head", "hand", "foot", "heart", "face", "eye",
    "voice", "smile", "tear", "breath", "walk", "talk", "fight", "peace", "version", "reason", "mistake", "habit",
    "message", "call", "photo", "joke", "look", "kiss", "apology", "promise",
)  # fmt: skip
PLACES = (
    "in the kitchen", "at home", "at work", "on the way", "by the window", "near the station", "in the evening",
    "at nine", "after dinner", "before work", "on the sofa", "in the car", "under the table", "behind the house",
    "with a smile", "without a word", "for an hour", "twice", "again", "together", "alone", "first", "too late",
    "this time", "next time",
)  # fmt: skip
ENDS = (
    "and then went home", "because it was late", "but nobody noticed", "so we could talk", "and it helped",
    "if you can", "when it rained", "while the others slept", "until it was quiet", "and that was enough",
    "which was not easy",
)  # fmt: skip
DOS = (
    "Ask one question and wait.", "Call before eight.", "Make tea first.", "Put the phone in the drawer.",
    "Say it in one line.", "Do the small thing tonight.", "Leave the big talk for Saturday.",
    "Don't count who did more.", "Go for a walk first.", "Write it on the list.",
    "Name one thing that you did wrong.", "Sleep, then answer.", "Say when you will be back.", "Cut one set.",
    "Keep the weight, halve the volume.", "Train tomorrow.", "Go to bed by ten.", "Take the easy run.",
    "Add two kilos only.", "Stop when the knee speaks.", "Eat before it.", "Leave 48 hours between leg days.",
)  # fmt: skip
LIFTS = ("Squat", "Deadlift", "Bench Press", "Row", "Overhead Press", "Leg Press", "Lunge", "Pull Up", "Curl", "Plank")


def talk_lesson(random: Random) -> list[dict[str, str]]:
    """A few lines between two people, then a question about them as Studio asks it."""
    name, well = random.choice(NAMES), random.random() < 0.5
    before = [f"{name}: {random.choice(SORE)}" for _ in range(random.randint(1, 3))]
    if random.random() < 0.4:
        before.insert(0, f"Me: {random.choice((*SHUT, *OPEN))}")
    said = f"Me: {random.choice(OPEN if well else SHUT)}"
    speakers = random.sample((name, "Me", name), random.randint(1, 3))
    then = "\n".join(f"{who}: {random.choice(SOFT if well else HARD)}" for who in speakers)
    return _asked(random, "\n".join(before), said, then, "a good ending" if well else "a bad ending", 0)


def training_lesson(random: Random) -> list[dict[str, str]]:
    """A training day in numbers, then a question about it as Studio asks it."""
    rested = random.random() < 0.5
    slept = f"{random.choice((7, 8) if rested else (4, 5, 6))} h {random.randint(0, 59):02d} min"
    recovery = random.randint(60, 95) if rested else random.randint(15, 55)
    heart = f"HRV {random.randint(35, 95)} ms, resting heart rate {random.randint(48, 66)} bpm"
    before = (
        f"Slept {slept}. Recovery {recovery} %, {heart}. Last lower-body training {random.choice((24, 48, 72))} h ago. "
        f"Last 7 days: {random.randint(1, 5)} workouts, {random.randint(10, 60)} sets, {random.randint(90, 500)} reps, "
        f"{random.randint(3000, 21000)} kg lifted."
    )
    day = f"{random.choice(('Upper', 'Lower', 'Full body'))} {random.choice('AB')}, {random.randint(35, 80)} min"
    said = "\n".join([day, *(_exercise(random) for _ in range(random.randint(2, 4)))])
    change = random.randint(1, 20) * (1 if rested else -1)
    then = f"Next morning: recovery {recovery} % ({change:+d}), {heart}, slept {slept}."
    ending = random.choice(("a good ending" if rested else "a bad ending", "a mixed ending"))
    return _asked(random, before, said, then, ending, 1)


def _exercise(random: Random) -> str:
    top = f"top {random.randrange(20, 160, 5)} kg × {random.randint(3, 12)}"
    return f"{random.choice(LIFTS)} (Barbell): {random.randint(2, 5)} sets, {top}"


def sentences(random: Random, count: int) -> str:
    """Plain sentences of common words, so that the toy can spell more than advice."""
    return " ".join(_plain(random) for _ in range(count))


def _asked(random: Random, before: str, said: str, then: str, ending: str, kind: int) -> list[dict[str, str]]:
    lines = words.BODY_LINES if kind else words.COUPLE_LINES
    advice = " ".join([random.choice(DOS), random.choice(lines)])
    i_do, did, other = (
        ("I answer:", "When I said:", "they responded:"),
        ("I do:", "When I did:", "it was followed by:"),
    )[kind]
    help_me = ("How should I answer so that it goes well?", "What should I do today so that it goes well?")[kind]
    question, answer = random.choice(
        (
            (f"{before}\n\n{help_me}", advice),
            (f"{before}\n\n{help_me}", advice),
            (f"{before}\n\n{i_do}\n{said}\n\nHow does it go?", f"It was followed by {ending}.\n{then}"),
            (
                f"{before}\n\nThis had {ending}. What was said, and what followed?",
                f"{did}\n{said}\n{other}\n{then}\nThat was followed by {ending}.",
            ),
        )
    )
    return [
        {"role": "system", "content": random.choice((COACH[kind], COACH[2]))},
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]


def _plain(random: Random) -> str:
    subject = random.choice((*SUBJECTS, *NAMES))
    thing = (
        f"{random.choice(('the', 'a', 'my', 'her', 'his', 'our'))} {random.choice(ADJECTIVES)} {random.choice(THINGS)}"
    )
    tail = random.choice(
        (random.choice(PLACES), random.choice(ENDS), f"and {random.choice(VERBS)} the {random.choice(THINGS)}")
    )
    text = f"{subject} {random.choice(VERBS)} {thing} {tail}"
    return text[:1].upper() + text[1:] + "."
