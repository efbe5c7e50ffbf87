from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.errors import StudioError
from studio.core.paths import Home
from studio.core.settings import Settings, load_settings, save_settings


def test_no_file_means_the_defaults(home: Home) -> None:
    assert load_settings(home) == Settings()


def test_what_was_saved_is_loaded(home: Home) -> None:
    mine = replace(Settings(), me="Zoë [x] “q”\n", phone_regions=("DE",), session_gap_minutes=45)
    save_settings(home, mine)
    assert load_settings(home) == mine
    assert home.settings.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("me = 3", "me"),
        ("colour = 'x'", "colour"),
        ("me = ", "not valid TOML"),
        ("session_gap_minutes = true", "session_gap"),
    ],
)
def test_a_broken_file_is_named_with_its_reason(home: Home, text: str, named: str) -> None:
    home.settings.write_text(text)
    with pytest.raises(StudioError, match=named) as raised:
        load_settings(home)
    assert raised.value.fix
