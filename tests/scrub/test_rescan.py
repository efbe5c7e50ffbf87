"""The last look through the files: what was to be replaced is found in every form, and words are left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import GateError
from studio.core.manifest import Manifest
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.dataset.build import build
from studio.dataset.card import card
from studio.dataset.check import frozen
from studio.scrub.review.review import accept_all, decide, name_leak
from studio.scrub.risk.rescan import Leftovers, look, looker
from studio.scrub.risk.sought import Sought
from studio.scrub.scan import scan
from studio.store import Store
from studio.store.collisions import collisions
from studio.store.label_events import Given
from tests.scrub.life import episode

SETTINGS = Settings()
SURFACES = (
    ("Ingrid Solheim", "PERSON", 1.0),
    ("Will", "PERSON", 0.7),
    ("St Thomas Hospital", "ORG", 0.8),
    ("Ravensholme", "LOCATION", 0.7),
    ("07700 900312", "PHONE", 0.9),
    ("HX-4410-22", "ID", 0.9),
    ("14 March", "DATE", 0.9),
    ("14th", "DATE", 0.6),
    ("34", "AGE", 0.9),
    ("bo+gym@mail.example.org", "EMAIL", 1.0),
)

STANDS = (
    "so INGRID said", "ingrid's mood", "oh ingriddd no", "iiingrid", "Ingrid-Teo", "mrs solheim", "ask ingrid_92",
    "write to ingrid.s@example.org", "@theingrid_s", "ingridsolheim@example.org", "at St. Thomas’ Hospital again",
    "in ravensholme", "RAVENSHOLME!", "call 07700900312", "(07700) 900-312", "policy hx 4410 22", "on 14 march",
    "14. March", "bo+gym@mail.example.org", "and then Will rang",
)  # fmt: skip

STANDS_NOT = (
    "I will go", "Will you come", "sold a home", "the 14th rep", "34 reps", "March on", "a saint, a hospital",
    "the grid in here", "solhe imagined", "14 days in March", "0770", "she is 34", "HX", "reading ravens holme",
)  # fmt: skip


@pytest.mark.parametrize("text", STANDS)
def test_every_form_is_found(text: str) -> None:
    hits = list(Sought(SURFACES).hits(text))
    assert hits
    assert any(hit.sure for hit in hits)
    assert all(text[hit.start : hit.end].strip() for hit in hits)


@given(
    st.sampled_from(["ingrid", "ravensholme", "solheim"]),
    st.sampled_from(
        ["{}", "{}'s", "{}’s", "({})", "{}!", "#{}", "@{}", "{}_x", "x_{}", "{}7", "{}.x@example.org", "{}-to"]
    ),
    st.lists(st.integers(0, 3), min_size=12, max_size=12),
    st.integers(0, 4095),
)
def test_no_capital_ending_or_drawn_out_letter_hides_it(word: str, around: str, more: list[int], capitals: int) -> None:
    drawn = "".join(c * (1 + (n if n > 1 else 0)) for c, n in zip(word, more, strict=False))
    cased = "".join(c.upper() if capitals >> n & 1 else c for n, c in enumerate(drawn))
    text = f"so we met {around.format(cased)} there"
    assert [hit for hit in Sought(SURFACES).hits(text) if hit.sure], text


@pytest.mark.parametrize("text", STANDS_NOT)
def test_ordinary_words_are_no_leak(text: str) -> None:
    assert not [hit for hit in Sought(SURFACES).hits(text) if hit.sure]


def test_what_may_stand_is_not_looked_for() -> None:
    allowed = Sought(SURFACES, ["Ravensholme Harriers", "Solheim"])
    assert not list(allowed.hits("Solheim ran for ravensholme"))
    assert [hit.entity for hit in allowed.hits("Ingrid Solheim")] == ["PERSON"]


def live(store: Store) -> None:
    """A year of two people, with labels, in which one name comes in forms the rules miss."""
    start = datetime(2024, 3, 14, 21, 4, tzinfo=UTC)
    store.people.add(["Ingrid Solheim"])
    lines = [
        f"Ingrid: you said {word}\nMe: I know, Ingrid, and the {word} was late on {n % 27 + 1} March"
        for n, word in enumerate(WORDS)
    ]
    episodes = [
        replace(
            episode(n, line, f"I told Dr Oyelaran about {word} and the {n} of them"),
            started_at=start + timedelta(days=9 * n),
        )
        for n, (line, word) in enumerate(zip(lines, WORDS, strict=True))
    ]
    store.episodes.put([(e, ()) for e in episodes], origin="import")
    store.labels.set_many(
        [
            Given(
                e.id,
                {"outcome": ("good", "bad")[n % 2], "advice": f"breathe about {WORDS[n]} first"},
                why="spontaneous",
                at=start,
            )
            for n, e in enumerate(episodes)
        ]
    )


WORDS = (
    "river", "lantern", "pocket", "marble", "thunder", "velvet", "orchard", "compass", "saffron", "meadow", "copper",
    "whistle", "harbor", "feather", "cinder", "willow", "anchor", "puzzle", "ribbon", "canyon", "timber", "blossom",
)  # fmt: skip


@pytest.fixture
def reviewed(store: Store, home: Home) -> Store:
    live(store)
    scan(store, home.create(), SETTINGS, processes=1)
    accept_all(store)
    return store


def lines(*texts: str) -> bytes:
    return "".join(
        json.dumps({"messages": [{"role": "user", "content": text}]}, ensure_ascii=False) + "\n" for text in texts
    ).encode()


def test_a_dataset_says_that_nothing_is_left_and_is_tied_to_its_hash(reviewed: Store, home: Home) -> None:
    told: list[Leftovers] = []
    made = build(reviewed, home, "us", look=looker(reviewed, SETTINGS, tell=told.append))
    mark = made.rescan
    assert mark is not None
    assert (mark.hash, mark.remaining, mark.unknown, mark.clean) == (made.hash, {}, {}, True)
    assert mark.sought > 5
    assert mark.stand_ins > 20
    assert told[0].in_words() == []
    assert Manifest.from_json((home.datasets / "us" / "manifest.json").read_bytes()) == made
    assert next(gate for gate in made.gates if gate.id == "remaining").state == "passed"
    assert any("none left" in line for line in card(made)["the last look through its files"])
    part = frozen(home.datasets / "us" / "train.jsonl")
    assert part is not None
    assert (part.name, part.unchanged, part.rescan) == ("us", True, mark)
    assert "nothing that was to be replaced is left" in part.in_words()
    (home.datasets / "us" / "test.jsonl").write_bytes(lines("somebody wrote into it"))
    changed = frozen(home.datasets / "us" / "test.jsonl")
    assert changed is not None
    assert (changed.unchanged, changed.rescan) == (False, None)
    assert frozen(home.datasets / "us" / "none.jsonl") is None
    stale = replace(made, hash="another")
    assert any("other files" in line for line in card(stale)["the last look through its files"])


def test_what_the_scan_missed_is_refused_and_shown_but_never_written(
    reviewed: Store, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = type(reviewed.scrub).scrubbed_many
    monkeypatch.setattr(
        type(reviewed.scrub),
        "scrubbed_many",
        lambda self, texts: [t and t.replace("the river", "ask ingriddd_92 of the river") for t in whole(self, texts)],
    )
    told: list[Leftovers] = []
    look_at = looker(reviewed, SETTINGS, tell=told.append)
    with pytest.raises(GateError, match="still hold") as caught:
        build(reviewed, home, "us", look=look_at)
    assert caught.value.code == "gate_remaining"
    assert "ingrid" not in caught.value.message.casefold()
    assert any("ingriddd" in line for line in told[0].in_words())
    assert not (home.datasets / "us").exists()
    made = build(reviewed, home, "us", look=look_at, allow_unreviewed="it is a nickname of nobody")
    assert made.unreviewed is not None
    assert made.unreviewed.remaining == sum((made.rescan.remaining if made.rescan else {}).values()) > 0
    assert "ingriddd" not in made.as_json()
    assert any("still hold" in line for line in card(made)["the last look through its files"])


def test_words_named_since_the_last_scan_are_looked_for(reviewed: Store, home: Home) -> None:
    name_leak(reviewed, "you said lantern", "lantern", "SECRET")
    told: list[Leftovers] = []
    with pytest.raises(GateError, match="hold"):
        build(reviewed, home, "us", look=looker(reviewed, SETTINGS, tell=told.append))
    assert [p.text for p in told[0].remaining] == ["lantern"]
    scan(reviewed, home, SETTINGS, processes=1)
    assert build(reviewed, home, "us", look=looker(reviewed, SETTINGS)).rescan is not None


def test_every_hole_that_is_let_in_is_named_by_kind(store: Store, home: Home) -> None:
    live(store)
    with pytest.raises(GateError, match="44 texts not reviewed yet: 44 not looked through"):
        build(store, home, "us", look=looker(store, SETTINGS))
    scan(store, home.create(), SETTINGS, processes=1)
    with pytest.raises(GateError, match=r"22 texts not reviewed yet: 22 dates and \d+ names? to decide"):
        build(store, home, "us", look=looker(store, SETTINGS))
    decide(store, "Ingrid", "accept")
    made = build(store, home, "us", look=looker(store, SETTINGS), allow_unreviewed="a trial")
    let_in = made.unreviewed
    assert let_in is not None
    assert (let_in.why, let_in.texts, let_in.unscanned, let_in.residual) == ("a trial", 22, 0, "planted, looked")
    assert let_in.surfaces.keys() == {"PERSON", "DATE"}
    gate = next(gate for gate in made.gates if gate.id == "residual")
    assert (gate.state, "nobody looked" in gate.message) == ("warned", True)
    assert any("22 DATE undecided" in line for line in card(made)["the last look through its files"])
    assert Manifest.from_json(made.as_json()) == made


def test_names_in_the_name_of_a_dataset_are_named_too(reviewed: Store, home: Home) -> None:
    with pytest.raises(GateError, match=r"manifest\.json"):
        build(reviewed, home, "me-and-ingrid", look=looker(reviewed, SETTINGS))


def test_a_reading_that_knows_no_decision_names_what_nobody_decided_about(reviewed: Store) -> None:
    content = {"train.jsonl": lines("I asked Dr Quimbelow to call 212-555-0187", "we all went home")}
    found = look(reviewed, SETTINGS, "h", content, processes=1)
    assert found.mark.unknown == {"PERSON": 1, "PHONE": 1}
    assert [p.line for p in found.unknown] == [1, 1]
    stand_in = next(v for k, v in reviewed.scrub.surrogates().items() if k.startswith("first/"))
    again = look(reviewed, SETTINGS, "h", {"train.jsonl": lines(f"I told {stand_in} about it")}, processes=1)
    assert again.mark.unknown == {}


def test_looking_twice_finds_the_same(reviewed: Store) -> None:
    content = {"train.jsonl": lines("INGRID came", "then she left Oyelaran's")}
    first, second = (look(reviewed, SETTINGS, "h", content, processes=n) for n in (1, 2))
    assert first == second
    assert first.mark.remaining == {"PERSON": 2}
    assert first.mark.files == {"train.jsonl": 2}


def test_a_kept_name_that_reads_like_a_stand_in_is_told(store: Store, home: Home) -> None:
    store.episodes.put([(episode(0, "Marta met Ottilie in Ravensholme"), ())], origin="import")
    scan(store, home.create(), SETTINGS, processes=1)
    accept_all(store)
    assert collisions(store) == []
    fake = next(f.surrogate for fs in store.scrub.findings().values() for f in fs if f.surface == "Marta")
    hand = next(iter(store.scrub.findings().items()))
    kept = replace(hand[1][0], surface=fake, key=fake.casefold(), canonical=f"person/{fake.casefold()}")
    store.scrub.put("", {hand[0]: [*hand[1][1:], kept], "other": [hand[1][0]]}, store.scrub.surrogates())
    decide(store, fake, "reject")
    found = collisions(store)
    assert [(c.surface, c.other, c.kept) for c in found] == [("Marta", fake, True)]


HOSTILE = {
    "one word": "x" * 1_000_000,
    "one tied word": "@" + "x" * 1_000_000,
    "words that are names": "and then Will rang and will " * 40_000,
    "one letter": "I" * 200_000 + "ngrid",
    "digits": "07700 " * 40_000,
    "names": "Ingrid_" * 60_000,
    "signs": "\ud800\x00\u202e" * 100_000,
    "zalgo": "e\u0301\u0300\u0302" * 80_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_looked_through_in_one_go(name: str) -> None:
    text = HOSTILE[name]
    for hit in Sought(SURFACES).hits(text):
        assert 0 <= hit.start < hit.end <= len(text)
    assert len(list(Sought(SURFACES).hits(f"{text} and Ingrid"))) > 0
