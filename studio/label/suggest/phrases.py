"""Phrases that speak of the way a person answered: folded words, several languages, the sure ones and the weak."""

from __future__ import annotations

SURE: dict[str, tuple[str, ...]] = {
    "paused": (
        "give me a minute", "give me a moment", "give me some time", "i need a moment", "i need a minute",
        "i need some time", "i need a bit of time", "need time to think", "let me think", "let s talk later",
        "can we talk later", "can we talk tomorrow", "take a break", "need a break", "twenty minutes", "cool off",
        "cool down", "before i answer", "ich brauche zeit", "ich brauche kurz", "gib mir kurz", "lass mich nachdenken",
        "necesito tiempo", "necesito un momento", "dejame pensar", "j ai besoin de temps", "laisse moi reflechir",
        "ho bisogno di tempo", "preciso de tempo",
    ),
    "repaired": (
        "sorry", "my fault", "my bad", "i was wrong", "you re right", "you are right", "i should have",
        "i shouldn t have", "forgive me", "i apologise", "i apologize", "i hear you", "make it up to you",
        "that was me", "i understand why", "i get why", "tut mir leid", "entschuldige", "entschuldigung",
        "mein fehler", "du hast recht", "verzeih", "perdon", "perdona", "lo siento", "mi culpa", "tienes razon",
        "desole", "desolee", "pardon", "ma faute", "tu as raison", "mi dispiace", "scusa", "scusami", "colpa mia",
        "hai ragione", "desculpa", "culpa minha", "spijt me", "het spijt", "mijn schuld", "je hebt gelijk",
        "прости", "извини", "ごめん", "对不起", "미안",
    ),
    "asked": (
        "what would help", "what do you need", "tell me more", "what happened", "how do you feel", "are you ok",
        "do you want to talk", "can you tell me", "what do you mean", "help me understand", "was brauchst du",
        "erzahl mir", "was ist passiert", "wie geht es dir", "que necesitas", "cuentame", "que paso", "como te sientes",
        "de quoi as tu besoin", "raconte moi", "qu est ce qui s est passe", "di cosa hai bisogno", "raccontami",
    ),
    "defended": (
        "not my fault", "that s not true", "that s not fair", "that is not true", "that s not what", "i never said",
        "i had to", "i only", "it was only", "i was busy", "i had no time", "i was working", "i was stuck",
        "i told you", "what do you want me to say", "i can t do everything", "nicht meine schuld", "stimmt nicht",
        "ich musste", "ich habe nur", "no es mi culpa", "no es verdad", "tuve que", "pas ma faute", "c est pas vrai",
        "j ai du", "non e colpa mia", "non e vero",
    ),
    "withdrew": (
        "whatever", "forget it", "leave me alone", "not now", "i m done", "never mind", "nevermind", "leave it",
        "do what you want", "i don t care", "i m going to bed", "i don t want to talk", "not talking", "ist mir egal",
        "vergiss es", "lass mich in ruhe", "mach was du willst", "dejame en paz", "da igual", "olvidalo",
        "haz lo que quieras", "laisse tomber", "laisse moi tranquille", "peu importe", "fais ce que tu veux",
        "lascia stare", "lasciami in pace", "deixa pra la",
    ),
    "joked": (
        "just kidding", "only joking", "i m joking", "haha", "hahaha", "lol", "lmao", "rofl", "jaja", "jajaja", "hihi",
        "mdr", "war nur spass", "kidding",
    ),
    "solved": (
        "i ll do", "i will do", "i ll call", "i ll fix", "i ll take care", "i ll book", "i ll pick", "i ll cook",
        "i ll buy", "i ll clean", "i will cook", "i will call", "we could", "how about", "what if we", "shall we",
        "shall i", "let me do", "here s what", "let s put", "let s make", "set an alarm", "i can pick", "i can do",
        "lass uns", "wir konnten", "ich mache das", "wie ware es", "podriamos", "yo me encargo", "que tal si",
        "on pourrait", "je m en occupe", "potremmo", "ci penso io",
    ),
    "blamed": (
        "you always", "you never", "your fault", "because of you", "you started", "you re the one", "you are the one",
        "you make me", "you don t even", "you do the same", "typical of you", "that s on you", "du bist schuld",
        "deine schuld", "immer musst du", "du machst nie", "es tu culpa", "por tu culpa", "siempre haces",
        "nunca haces", "c est ta faute", "tu fais toujours", "tu ne fais jamais", "e colpa tua", "non fai mai",
    ),
}  # fmt: skip
"""Response style → phrases that rarely mean another one; folded, that is without accents, apostrophes and case."""

WEAK: dict[str, tuple[str, ...]] = {
    "paused": ("later", "spater", "mas tarde", "plus tard"),
    "repaired": ("understand", "thank you", "danke", "gracias", "merci", "love you"),
    "defended": ("but", "because", "aber", "weil", "pero", "porque", "mais", "parce que", "ma", "perche", "just"),
    "withdrew": ("fine", "ok ok", "good night", "tomorrow", "egal", "vale", "ok"),
    "joked": ("funny", "joke"),
    "solved": ("let s", "i ll", "i will", "we can", "vamos", "on peut"),
    "blamed": ("always", "never", "immer", "nie", "siempre", "nunca", "toujours", "jamais", "sempre", "mai"),
}  # fmt: skip
"""Response style → words that hint at it and mean other things too; two of them weigh like a sure one."""

LAUGHING = "😂🤣😜😝😹😆"
"""Emoji that make light of it."""
