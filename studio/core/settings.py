"""The person's settings: one typed model behind the file, the flags and the screens."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from studio.core.errors import StudioError
from studio.core.paths import Home, write_private


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person may set; absent in the file means the default here."""

    me: str = ""
    """The person's own name as the exports spell it; empty until known."""
    tz: str = ""
    """Zone for exports that carry none; empty means this machine's zone."""
    date_order: str = ""
    """`dmy`, `mdy` or `ymd` for exports whose dates cannot tell; empty means ask."""
    unit: str = ""
    """`kg` or `lb` for training logs that do not say; empty means ask."""
    theme: str = "dark"
    """`dark` or `light`."""
    panel_width: int = 44
    """Columns of the side panel."""
    session_gap_minutes: int = 0
    """Silence that ends a session; 0 means learned from the person's own gaps."""
    sitting_target: int = 30
    """Labels after which a sitting says it is enough for now; 0 for no end."""
    locale: str = "en"
    """Where the texts to scrub come from, such as `en_GB`: its regions and order of dates, unless those are set."""
    phone_regions: tuple[str, ...] = ("US", "GB")
    """Regions (codes of two letters: US GB IE DE AT CH FR BE ES PT IT NL SE NO DK FI PL CA AU NZ IN and others) whose
    telephone and national numbers and postcodes are found without a country code or a word in front."""
    keymap: tuple[str, ...] = ()
    """Remapped keys, each `action_id=key[,key]`."""


def load_settings(home: Home) -> Settings:
    """The settings of a home; defaults where the file is absent.

    Raises:
        StudioError: the file is not TOML, names an unknown setting, or gives one a wrong type.
    """
    try:
        raw = home.settings.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    import tomllib

    try:
        table = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as problem:
        raise StudioError(
            f"{home.settings} is not valid TOML: {problem}.",
            fix="Mend the line it names, or remove the file to start from the defaults.",
            code="bad_settings",
        ) from problem
    return replace(Settings(), **_checked(home, table))


def _checked(home: Home, table: dict[str, Any]) -> dict[str, Any]:
    defaults = Settings()
    known = {f.name: getattr(defaults, f.name) for f in fields(Settings)}
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise StudioError(
                f"{home.settings} sets “{name}”, which is no setting.",
                fix=f"The settings are: {', '.join(sorted(known))}.",
                code="bad_settings",
            )
        if isinstance(known[name], tuple) and isinstance(value, list):
            value = tuple(str(item) for item in value)
        if type(value) is not type(known[name]):
            raise StudioError(
                f"{home.settings}: {name} must be a {type(known[name]).__name__}, not {value!r}.",
                fix="Mend it, or remove the line.",
                code="bad_settings",
            )
        values[name] = value
    return values


def save_settings(home: Home, settings: Settings) -> None:
    """Write what differs from the defaults, whole or not at all."""
    import tomli_w

    defaults = asdict(Settings())
    changed = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(settings).items() if v != defaults[k]}
    write_private(home.settings, tomli_w.dumps(changed).encode())
