"""Words and half sentences from which the toy's first lessons are put together; all invented."""

from __future__ import annotations

COUPLE_TOPICS: dict[str, dict[str, tuple[str, ...]]] = {
    "lateness": {
        "event": (
            "I came home late again",
            "I was an hour late for dinner",
            "I forgot to call that I would be late",
            "we missed the start of the film because of me",
        ),
        "sore": ("being left waiting", "the empty chair at dinner", "not knowing when I would come"),
        "mend": (
            "send a message before you are late, not after",
            "name the time you will be home and keep it",
            "say sorry for the waiting first and explain later",
        ),
    },
    "chores": {
        "event": (
            "the dishes stood in the sink all week",
            "I left the laundry on the floor",
            "nobody took out the rubbish",
            "I said I would clean the kitchen and did not",
        ),
        "sore": ("doing everything alone", "asking for the same thing three times", "the mess in the kitchen"),
        "mend": (
            "pick one job and own it every week",
            "do the dishes before you are asked",
            "make a short list together on Sunday",
        ),
    },
    "money": {
        "event": (
            "I bought a new bike without asking",
            "we argued about the rent",
            "the bill came and I had not paid it",
            "I spent the holiday money",
        ),
        "sore": (
            "finding out about the money too late",
            "the feeling that plans do not count",
            "worrying about the rent alone",
        ),
        "mend": (
            "agree on an amount you both can spend freely",
            "show the numbers before you talk about them",
            "talk about money in the morning when you are rested",
        ),
    },
    "phone": {
        "event": (
            "I looked at my phone all through dinner",
            "I answered an email while we were talking",
            "I was scrolling in bed again",
            "I did not look up when the story was told",
        ),
        "sore": ("talking to the top of my head", "coming second after a screen", "being heard only by half"),
        "mend": (
            "leave the phone in another room for an hour",
            "put the screen down and ask one question",
            "look up first and answer after",
        ),
    },
    "family": {
        "event": (
            "my mother made a remark about our flat",
            "we talked about where to spend the holidays",
            "I said yes to my parents without asking",
            "my brother stayed for a week",
        ),
        "sore": ("not being asked", "standing alone against my family", "the remark at the table"),
        "mend": (
            "check with each other before you say yes",
            "stand beside your partner when the remark comes",
            "decide on the holidays as two, then tell the others",
        ),
    },
    "work": {
        "event": (
            "I brought my bad day home",
            "I worked through the weekend",
            "I took a call in the middle of our walk",
            "I talked about my boss all evening",
        ),
        "sore": ("getting only what is left of me", "the third weekend alone", "the walk that was not a walk"),
        "mend": (
            "take ten minutes alone before you come in",
            "say how the day was in two sentences and then listen",
            "keep one evening a week free of work",
        ),
    },
    "plans": {
        "event": (
            "I cancelled our evening at the last minute",
            "I made plans with friends on our day",
            "we could not agree on the weekend",
            "I forgot our anniversary",
        ),
        "sore": ("being easy to move", "the third evening that fell away", "hoping for it all week"),
        "mend": (
            "offer a new day in the same sentence",
            "write shared plans where both can see them",
            "treat an evening together like a promise",
        ),
    },
    "distance": {
        "event": (
            "we hardly talked for days",
            "I pulled back after the argument",
            "we went to bed without a word",
            "I said that everything was fine and it was not",
        ),
        "sore": ("the long silence", "not knowing what I did wrong", "feeling alone in the same room"),
        "mend": (
            "say that you need an hour and come back when it is over",
            "start with a small warm thing and not with the argument",
            "tell them what you miss instead of what they do wrong",
        ),
    },
}
"""What couples fall out over: what happened, what it felt like, what mends it."""

PARTNERS = ("my partner", "she", "he", "my wife", "my husband", "my girlfriend", "my boyfriend")
FEELINGS = (
    "hurt",
    "tired",
    "angry",
    "sad",
    "worried",
    "alone",
    "not heard",
    "tense",
    "disappointed",
    "calm",
    "close",
    "relieved",
)
TONES = (
    "in a flat voice",
    "very quietly",
    "while looking away",
    "with tears in the eyes",
    "before leaving the room",
    "after a long pause",
)
COMPLAINTS = (
    "I don't feel supported",
    "you never listen",
    "it is always the same",
    "I need some space",
    "you promised",
    "I can't do this alone",
    "do what you want",
    "it doesn't matter",
    "I miss you",
    "can we talk later",
)

CLOSED = (
    ("I defended myself", "the voices got louder"),
    ("I said that it was not my fault", "the door closed"),
    ("I said you always do this", "an old list of complaints came out"),
    ("I made a joke", "nobody laughed and the evening was cold"),
    ("I explained my reasons for ten minutes", "the talk ended without peace"),
    ("I went silent", "we slept with our backs turned"),
    ("I gave advice at once", "the feeling was not heard and it grew"),
)
"""What a person did that closed the talk, and what followed."""

OPENED = (
    ("I said I hear you and waited", "the shoulders came down after a while"),
    ("I said sorry without a but", "we laughed about it the next morning"),
    ("I asked what it was like", "the whole story came out and we felt close"),
    ("I asked for half an hour and came back", "we could talk calmly"),
    ("I said I feel worried instead of you never", "there was an answer and not a wall"),
    ("I took the hand and said nothing", "the crying stopped and we talked"),
    ("I wrote a short note", "there was a smile and a cup of tea"),
)
"""What a person did that opened the talk, and what followed."""

COUPLE_LINES = (
    "Listen first and solve later.",
    "Say back what you heard before you answer.",
    "Name the feeling, then be quiet for a moment.",
    "Don't explain, reconnect first.",
    "Say sorry for one thing and mean it.",
    "Ask one open question and wait for the answer.",
    "Give it time, the talk goes better after sleep.",
    "Start with I feel and not with you always.",
    "Keep your voice low and slow.",
    "A small repair today is worth more than a big talk next week.",
)
TENDERNESS = (
    "I hear you. That sounds hard.",
    "I am here. Tell me more.",
    "I am sorry that I left you alone with it.",
    "You are right, I forgot it. What would help now?",
    "I want to understand what that means to you.",
    "Thank you for telling me.",
)

LIFTS = ("the squat", "the deadlift", "the bench press", "the overhead press", "the row", "the pull-up", "the lunge")
BODY = ("my lower back", "my left knee", "my right shoulder", "my hip", "my elbow", "my ankle", "my neck")
SESSIONS = (
    "a heavy leg day",
    "an upper body day",
    "a long run",
    "interval training",
    "an easy run",
    "a full body session",
    "a short session at home",
)
STATES = (
    "slept only five hours",
    "slept eight hours",
    "had a recovery of thirty percent",
    "had a recovery of eighty percent",
    "was sore from the last session",
    "had eaten too little",
    "was stressed from work",
    "felt fresh",
    "had two days of rest",
    "drank wine the evening before",
)
GOOD_STATES = frozenset({"slept eight hours", "had a recovery of eighty percent", "felt fresh", "had two days of rest"})
WENT_WELL = (
    "it felt strong",
    "the last set moved fast",
    "I slept well after it",
    "the numbers went up",
    "there was no pain the next day",
)
WENT_BADLY = (
    "it felt heavy from the first set",
    "the volume was too much",
    "I had to stop early",
    "I was sore for three days",
    "my sleep was bad after it",
)
HOLD_BACK = (
    "cut the sets in half and keep the weight",
    "do an easy walk and sleep early",
    "keep two repetitions in reserve",
    "take a day of rest and train tomorrow",
    "drop the weight by ten percent and move slowly",
    "skip the heavy sets and do the light work",
)
PUSH_ON = (
    "add a little weight and stop one repetition early",
    "keep the plan and write down how it felt",
    "do the heavy set first while you are fresh",
    "add one set and keep the rest long",
    "go for the planned weight after a slow warm-up",
)
BODY_LINES = (
    "Leave two days between heavy leg sessions.",
    "Pain that grows during a set is a reason to stop.",
    "Sleep does more than the extra set.",
    "Lower the volume before you lower the intensity.",
    "Warm up longer when you are stiff.",
    "Eat something an hour before you train.",
    "One good week is worth more than one hard day.",
    "Change the exercise when the joint complains.",
    "Rest is a part of the plan.",
)
MOVES = (
    "a hinge with a light weight",
    "a leg press",
    "slow step-ups",
    "a machine row",
    "a push-up",
    "an easy bike ride",
    "a goblet squat",
)

DAYS = (
    "on Monday",
    "on Tuesday",
    "on Wednesday",
    "on Thursday",
    "on Friday",
    "on Saturday",
    "on Sunday",
    "last night",
    "this morning",
    "yesterday",
    "last week",
    "after work",
)
ASKS = (
    "What should I do?",
    "How do I respond?",
    "What would help?",
    "What do I say now?",
    "What can I do differently?",
    "Any advice?",
    "What would you suggest?",
)
FORESEES = ("What will happen?", "How will it go?", "What comes next?", "How did it go?")
