"""The toy's first lessons: short conversations and notes about couples and training, drawn by a seeded generator."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from studio.train.worker import toy_words as words
from studio.train.worker.toy_talk import sentences, talk_lesson, training_lesson

Turn = dict[str, str]
Conversation = list[Turn]

SYSTEM = (
    "You are a calm coach. Answer in a few sentences.",
    "You are a coach who knows this person.",
    "Answer from the notes below. Say what helped before.",
)


def conversations(seed: int, count: int) -> list[Conversation]:
    """`count` invented conversations, the same for the same seed."""
    random = Random(seed)
    makers: list[Callable[[Random], Conversation]] = [
        _couple_advice, _couple_foresight, _couple_pattern, _training_advice, _training_foresight,
        _with_notes, _two_turns, _plain, talk_lesson, talk_lesson, talk_lesson, talk_lesson, training_lesson,
        training_lesson,
    ]  # fmt: skip
    return [random.choice(makers)(random) for _ in range(count)]


def prose(seed: int, count: int) -> list[str]:
    """`count` invented notes and short accounts."""
    random = Random(seed)
    return [random.choice([_couple_note, _training_note, _sentences, _sentences])(random) for _ in range(count)]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return _upper(text) + ("" if text[-1] in ".?!" else ".")


def _talk(user: str, assistant: str, system: str | None = None) -> Conversation:
    opening = [{"role": "system", "content": system}] if system else []
    return [*opening, {"role": "user", "content": user}, {"role": "assistant", "content": assistant}]


def _maybe_system(random: Random) -> str | None:
    return random.choice(SYSTEM[:2]) if random.random() < 0.35 else None


def _couple_event(random: Random) -> tuple[str, dict[str, tuple[str, ...]]]:
    topic = words.COUPLE_TOPICS[random.choice(list(words.COUPLE_TOPICS))]
    partner, feeling = random.choice(words.PARTNERS), random.choice(words.FEELINGS[:9])
    event = random.choice(topic["event"])
    shapes = (
        f"{event} and {partner} was {feeling}",
        f"{random.choice(words.DAYS)} {event}. {_upper(partner)} said: {random.choice(words.COMPLAINTS)}",
        f"{partner} said “{random.choice(words.COMPLAINTS)}” {random.choice(words.TONES)}. {_upper(event)}",
        f"{event}. {_upper(partner)} feels {feeling}",
    )
    return _sentence(random.choice(shapes)), topic


def _couple_answer(random: Random, topic: dict[str, tuple[str, ...]]) -> str:
    mend, sore = random.choice(topic["mend"]), random.choice(topic["sore"])
    shapes = (
        f"{random.choice(words.COUPLE_LINES)} Then {mend}.",
        f"It is about {sore}. {random.choice(words.COUPLE_LINES)} You could say: “{random.choice(words.TENDERNESS)}”",
        f"Say: “{random.choice(words.TENDERNESS)}” After that, {mend}.",
        f"{_upper(mend)}. {random.choice(words.COUPLE_LINES)}",
        f"What hurts is {sore}. {_upper(mend)}, and give it time.",
    )
    return random.choice(shapes)


def _couple_advice(random: Random) -> Conversation:
    event, topic = _couple_event(random)
    shapes = (
        f"{event} {random.choice(words.ASKS)}",
        f"Situation: {event}\n{random.choice(words.ASKS)}",
        f"{random.choice(words.ASKS)} {event}",
    )
    return _talk(random.choice(shapes), _couple_answer(random, topic), _maybe_system(random))


def _couple_foresight(random: Random) -> Conversation:
    event, _ = _couple_event(random)
    opened = random.random() < 0.5
    did, then = random.choice(words.OPENED if opened else words.CLOSED)
    asks = f"{event} {_sentence(did)} {random.choice(words.FORESEES)}"
    asks = random.choice((asks, f"Situation: {event}\nResponse: {_sentence(did)}\n{random.choice(words.FORESEES)}"))
    verdict = "That went well" if opened else "That went badly"
    return _talk(asks, f"{verdict}: {then}." if random.random() < 0.6 else _sentence(then), _maybe_system(random))


def _couple_pattern(random: Random) -> Conversation:
    good, bad = random.choice(words.OPENED), random.choice(words.CLOSED)
    asks = random.choice(
        ("What patterns do you see?", "What works with us?", "What makes it worse?", "When does it go well?")
    )
    answer = random.choice(
        (
            f"When {bad[0]}, {bad[1]}. When {good[0]}, {good[1]}.",
            f"It goes well when {good[0]}: {good[1]}. It goes badly when {bad[0]}.",
            f"It was followed by peace when {good[0]}. It got worse when {bad[0]}.",
        )
    )
    return _talk(asks, answer, _maybe_system(random))


def _training_day(random: Random) -> tuple[str, bool]:
    state = random.choice(words.STATES)
    fresh = state in words.GOOD_STATES
    place = f" and {random.choice(words.BODY)} hurts a little" if not fresh and random.random() < 0.3 else ""
    shapes = (
        f"I {state}{place}. Today is {random.choice(words.SESSIONS)}",
        f"{random.choice(words.DAYS)} I {state}{place}. The plan says {random.choice(words.LIFTS)}",
        f"Today is {random.choice(words.SESSIONS)} with {random.choice(words.LIFTS)}. I {state}{place}",
    )
    return _sentence(random.choice(shapes)), fresh


def _training_answer(random: Random, fresh: bool) -> str:
    do = random.choice(words.PUSH_ON if fresh else words.HOLD_BACK)
    shapes = (
        f"{_upper(do)}. {random.choice(words.BODY_LINES)}",
        f"{random.choice(words.BODY_LINES)} Today, {do}.",
        f"You are {'rested' if fresh else 'tired'}, so {do}.",
        f"{_upper(do)}, and try {random.choice(words.MOVES)}. {random.choice(words.BODY_LINES)}",
    )
    return random.choice(shapes)


def _training_advice(random: Random) -> Conversation:
    day, fresh = _training_day(random)
    shapes = (f"{day} {random.choice(words.ASKS)}", f"Situation: {day}\n{random.choice(words.ASKS)}")
    return _talk(random.choice(shapes), _training_answer(random, fresh), _maybe_system(random))


def _training_foresight(random: Random) -> Conversation:
    day, fresh = _training_day(random)
    well = random.random() < (0.85 if fresh else 0.25)
    then = random.choice(words.WENT_WELL if well else words.WENT_BADLY)
    did = (
        f"I did {random.choice(words.LIFTS)} as planned"
        if fresh
        else random.choice((f"I did {random.choice(words.LIFTS)} anyway", "I kept it short"))
    )
    asks = f"Situation: {day}\nResponse: {_sentence(did)}\n{random.choice(words.FORESEES)}"
    return _talk(asks, f"That went {'well' if well else 'badly'}: {then}.", _maybe_system(random))


def _with_notes(random: Random) -> Conversation:
    event, topic = _couple_event(random)
    notes = [_couple_note(random) for _ in range(random.randint(1, 3))]
    system = SYSTEM[2] + "\n" + "\n".join(f"- {note}" for note in notes)
    return _talk(f"{event} {random.choice(words.ASKS)}", _couple_answer(random, topic), system)


def _two_turns(random: Random) -> Conversation:
    event, topic = _couple_event(random)
    more = random.choice(
        ("And if that does not work?", "And what do I say tomorrow?", "Why?", "What else?", "Thank you. Anything else?")
    )
    return [
        *_talk(f"{event} {random.choice(words.ASKS)}", _couple_answer(random, topic)),
        *_talk(more, _couple_answer(random, topic)),
    ]


def _plain(random: Random) -> Conversation:
    asks, answer = random.choice(
        (
            ("Hello.", "Hello. What happened, and how do you feel about it?"),
            (
                "Who are you?",
                "I am a toy: a very small model made on this machine. I know a little about couples and training.",
            ),
            ("Thank you.", "You are welcome. Write down what helped, so that you find it again."),
            ("I need help.", "I am here. Tell me what happened first, and then what you did."),
            ("How was my week?", "You had hard days and good days. Look at what was different on the good ones."),
        )
    )
    return _talk(asks, answer, _maybe_system(random))


def _sentences(random: Random) -> str:
    return sentences(random, random.randint(2, 6))


def _couple_note(random: Random) -> str:
    event, _ = _couple_event(random)
    did, then = random.choice((*words.OPENED, *words.CLOSED))
    return f"{event} {_sentence(did)} {_sentence('then ' + then)}"


def _training_note(random: Random) -> str:
    day, fresh = _training_day(random)
    then = random.choice(words.WENT_WELL if fresh else words.WENT_BADLY)
    return (
        f"{day} {_sentence('I did ' + random.choice(words.LIFTS))} {_sentence(then)} {random.choice(words.BODY_LINES)}"
    )
