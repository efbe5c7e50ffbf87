"""Small invented records in a real store."""

from __future__ import annotations

from datetime import UTC, datetime

from studio.core.episode import Context, Episode
from studio.store import Store
from tests.gaps.people import Person


def keep(store: Store, person: Person, *, domain: str = "relationship") -> None:
    """Put a person's frame and labels into a store."""
    episodes = [
        Episode(
            row.id,
            "fitness" if domain == "fitness" else "relationship",
            datetime.fromtimestamp(row.utc, UTC),
            person.words[row.id],
            thread=row.thread,
            context=_context(person, row.id),
        )
        for row in person.rows
    ]
    store.episodes.put([(e, ()) for e in episodes], origin="import")
    label(store, person, [r.id for r in person.rows if r.outcome is not None], "spontaneous")


def _context(person: Person, episode_id: str) -> Context:
    voice, training = person.heard.get(episode_id), person.trained.get(episode_id)
    return Context(
        started_by=voice.started_by if voice else None,
        words_me=voice.words_me if voice else None,
        words_other=voice.words_other if voice else None,
        planned=training.planned if training else None,
        done=training.done if training else None,
        mood=person.felt.get(episode_id),
        readiness=training.readiness if training else None,
        causes=dict(person.suspected.get(episode_id, {})),
        proxy_outcome=person.guesses[episode_id],
    )


def label(store: Store, person: Person, ids: list[str], why: str) -> None:
    """Label episodes as they really went."""
    from studio.core.episode import WHYS

    (known,) = (w for w in WHYS if w == why)
    for episode_id in ids:
        said = {field: values[episode_id] for field, values in person.answers.items() if episode_id in values}
        store.labels.set(episode_id, {"outcome": person.truth[episode_id], **said}, why=known)
