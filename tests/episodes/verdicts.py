"""Invented endings of talks and how they ended: `good` or `bad`, then the lines, `M:` mine and `J:` the other's."""

from __future__ import annotations

ENDINGS: tuple[tuple[str, str], ...] = (
    ("good", "J: you forgot the bread|M: I did, sorry|J: no worries|M: I'll go now|J: thank you"),
    ("good", "J: that stung|M: I can hear that|M: I'm sorry|J: ok. come here"),
    ("good", "M: shall we walk|J: yes please|M: coat on|J: hahaha already at the door"),
    ("good", "J: du hast recht|M: danke dir|J: schlaf gut"),
    ("good", "J: estoy nerviosa|M: te entiendo|M: voy contigo|J: te quiero"),
    ("good", "M: pardon pour ce matin|J: c'est pas grave|M: bisous|J: bisous"),
    ("good", "J: I was unfair too|M: a bit|J: I know|M: tea?|J: tea 😊"),
    ("good", "J: the interview went well|M: proud of you|J: ❤️"),
    ("good", "M: could we sit down about money on Sunday|J: yes, I'd like that|M: deal|J: makes sense"),
    ("good", "J: I was scared|M: me too|J: that helps, actually|M: what do you need|J: a hug"),
    ("good", "M: tut mir leid wegen heute|J: schon gut|M: pizza?|J: unbedingt 😄"),
    ("good", "J: look at this dog|M: magnificent|J: he has my uncle's face|M: and his walk|J: lol|M: tell him hi"),
    ("bad", "J: you always do this|M: I was working|J: whatever|M: fine.|J: I'm done"),
    ("bad", "M: can we talk|J: not now|M: when then|J: leave me alone"),
    ("bad", "J: are you even listening to me|M: yes|J: what did I say|M: ok|J: forget it"),
    ("bad", "J: you promised|M: I know|J: every time|M: what do you want me to do|J: never mind"),
    ("bad", "J: lass mich in ruhe|M: was hab ich gemacht|J: egal"),
    ("bad", "J: nunca me escuchas|M: no empieces|J: me da igual"),
    ("bad", "J: tu m'écoutes jamais|M: c'est faux|J: laisse tomber"),
    ("bad", "J: I waited an hour at the station|M: the client again|J: so you always say|M: k|J: ok|M: k|J: k"),
    ("bad", "J: I told her no|M: you didn't|J: I did not want her|M: not fair|J: no it isn't|M: I can't do this"),
    ("bad", "J: 😭|M: don't cry|J: don't tell me what to do|M: I'm not|J: you never help"),
    ("bad", "M: where are you|M: it's late|J: out|M: with whom|J: stop it"),
    ("bad", "J: do you still want this?|M: dinner was nice|J: do you?|M: I'm tired|J: that's not an answer. do you?"),
    ("none", "J: the train is at nine|M: platform two"),
    ("none", "M: milk|J: oat or cow|M: cow"),
    ("none", "J: he moved the meeting to four|M: which room"),
)  # fmt: skip
