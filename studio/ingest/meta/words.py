"""Words of Meta's own in a thread: what stands for a reaction, a file, a call or a change to the chat."""

from __future__ import annotations

import re

DELETED_USERS = frozenset(
    {
        "facebook user", "instagram user", "messenger user", "facebook-nutzer", "instagram-nutzer",
        "usuario de facebook", "usuario de instagram", "utilisateur facebook", "utilisateur de facebook",
        "utilisateur instagram", "usuário do facebook", "usuário do instagram", "utente di facebook",
        "utente di instagram", "facebook-gebruiker", "instagram-gebruiker",
    }
)  # fmt: skip
"""What Meta calls people whose account is gone, casefolded."""

LIKE = "❤️"
"""What “Liked a message” put on the message: a double tap is a heart."""

_LIKED = frozenset(
    {
        "liked a message", "hat eine nachricht mit gefällt mir markiert", "gefällt eine nachricht",
        "le gustó un mensaje", "le ha gustado un mensaje", "indicó que le gusta un mensaje", "a aimé un message",
        "curtiu uma mensagem", "gostou de uma mensagem", "ha messo mi piace a un messaggio",
        "vindt een bericht leuk", "heeft een bericht leuk gevonden",
    }
)  # fmt: skip
_EMOJI = r"[„“”\"«»]?\s*(?P<emoji>[^\w\s„“”\"«»'.,;:!?()]{1,16})\s*[„“”\"«»]?"
_REACTED = tuple(
    re.compile(rf"\s*{head}\s+{_EMOJI}\s+{tail}\.?\s*", re.IGNORECASE)
    for head, tail in (
        ("reacted(?: with)?", "to (?:your|a|the) message"),
        ("hat(?: mit)?", "auf (?:deine|eine) nachricht reagiert"),
        ("(?:ha )?reaccion(?:ó|ado)(?: con)?", "a(?: tu| un|l) mensaje"),
        ("a réagi(?: avec| par)?", "à (?:votre|ton|un) message"),
        ("reagiu(?: com)?", "à (?:sua|tua|mensagem)(?: mensagem)?"),
        ("ha (?:reagito(?: con)?|aggiunto la reazione)", "al (?:tuo )?messaggio"),
        ("heeft(?: met)?", "op (?:je|een) bericht gereageerd"),
    )
)
_SENT = re.compile(
    r"(?:(?P<who>.{1,100}?) )?(?:"
    r"sent (?:an attachment|a photo|a video|a voice message|a sticker|a gif|a file|a link|a location|an? live location)"
    r"|ha(?:t|st) einen anhang gesendet|(?:envió|ha enviado|enviaste|has enviado) un archivo adjunto"
    r"|(?:a|avez|as) envoyé une pièce jointe|(?:enviou|enviaste) um anexo|ha(?:i)? inviato un allegato"
    r"|(?:heeft|hebt) een bijlage (?:verzonden|gestuurd))\.",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?P<who>.{1,100}?) (?:started|joined|ended) (?:an? |the )?(?:(?:video|audio|voice) )?(?:call|chat)\.?",
    re.IGNORECASE,
)
_CALL_ENDED = re.compile(r"(?:the )?(?:video|audio|voice) (?:call|chat) ended\.?", re.IGNORECASE)
_CHANGED = re.compile(
    r"(?P<who>.{1,100}?) (?:named the group .+|created (?:the|this) group|changed the (?:chat )?theme to .+"
    r"|changed the (?:group photo|chat colou?rs)|set the (?:emoji|quick reaction) to .+"
    r"|set the nickname for .+ to .+|set (?:his|her|their|your) (?:own )?nickname to .+|cleared the nickname for .+"
    r"|cleared (?:his|her|their|your) own nickname|added .+ to the group|removed .+ from the group|left the group"
    r"|joined the (?:group|video chat)|turned (?:on|off) .+ (?:approval|messages|sharing).*)\.",
    re.IGNORECASE,
)
_REMARKS = re.compile(
    r"you are now connected on messenger\.?|you can now (?:message and )?call each other.*"
    r"|say hi to your new facebook friend,? .+",
    re.IGNORECASE,
)
_YOU = frozenset({"you", "du", "tú", "vous", "tu", "você", "je", "u"})
_EDITED = re.compile(r" \((?:edited|bearbeitet|editado|editada|modifié|modificato|bewerkt)\)\Z")
_LONGEST = 300


def repaired(text: str) -> str:
    """Meta writes the bytes of UTF-8 as if each were a character; text that is not so is given back as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def is_deleted_user(name: str) -> bool:
    """Whether a name is what Meta puts in place of a person whose account is gone."""
    return not name.strip() or name.strip().casefold() in DELETED_USERS


def reaction_in(text: str) -> str | None:
    """The emoji of a message that only says that somebody reacted to another; None for any other text."""
    if len(text) > _LONGEST:
        return None
    plain = text.strip().rstrip(".").casefold()
    if "".join(char for char in plain if char not in "„“”\"«»'") in _LIKED:
        return LIKE
    found = next((match for shape in _REACTED if (match := shape.fullmatch(text))), None)
    return found["emoji"] if found else None


def says_sent(text: str, sender: str) -> bool:
    """Whether a text is Meta's “X sent an attachment.” in place of words."""
    return _by_meta(_SENT, text, sender)


def says_called(text: str, sender: str) -> bool:
    """Whether a text is Meta's line about a call."""
    return bool(_CALL_ENDED.fullmatch(text.strip())) or _by_meta(_CALLED, text, sender)


def says_changed(text: str, sender: str) -> bool:
    """Whether a text is Meta's line about the chat itself: its name, theme, people."""
    return len(text) <= _LONGEST and (bool(_REMARKS.fullmatch(text)) or _by_meta(_CHANGED, text, sender))


def without_edited(text: str) -> tuple[str, bool]:
    """A text without Instagram's “ (edited)” at its end, and whether it was there."""
    rest = _EDITED.sub("", text)
    return (rest, True) if rest and rest != text else (text, False)


def _by_meta(shape: re.Pattern[str], text: str, sender: str) -> bool:
    if len(text) > _LONGEST or not (match := shape.fullmatch(text.strip())):
        return False
    who = match["who"]
    return who is None or who == sender or who.casefold() in _YOU or who == sender.partition(" ")[0]
