"""Where the home lies, and where the files that travel with the program are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import StudioError


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds one person's record: directory 0700, files 0600."""

    root: Path

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.root / "studio.duckdb"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.toml"

    @property
    def models(self) -> Path:
        """Base models added or made here, a folder each."""
        return self.root / "models"

    @property
    def datasets(self) -> Path:
        """Frozen datasets, a folder each."""
        return self.root / "datasets"

    @property
    def runs(self) -> Path:
        """Training runs, a folder each."""
        return self.root / "runs"

    @property
    def schemes(self) -> Path:
        """The person's own label schemes."""
        return self.root / "schemes"

    @property
    def templates(self) -> Path:
        """The person's own rendering templates."""
        return self.root / "templates"

    @property
    def cache(self) -> Path:
        """What can be made again: compiled shims, indexes."""
        return self.root / "cache"

    @property
    def key(self) -> Path:
        """The secret that keeps surrogates and the date shift the same from one scan to the next."""
        return self.root / "scrub.key"

    def create(self) -> Home:
        """Make the folder, for its owner alone.

        Raises:
            StudioError: the folder cannot be made or written to.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.root.chmod(0o700)
            for folder in (self.models, self.datasets, self.runs, self.cache):
                folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as problem:
            raise StudioError(
                f"The home {self.root} cannot be used: {problem.strerror or problem}.",
                fix="Give --home a folder you may write to.",
                code="home_unusable",
            ) from problem
        return self

    def secret(self) -> bytes:
        """The project key, made on first use."""
        if not self.key.exists():
            import secrets

            write_private(self.key, secrets.token_bytes(32))
        return self.key.read_bytes()


def home_from(option: Path | None) -> Home:
    """The home named by `--home`, else `STUDIO_HOME`, else the platform's data folder."""
    if option is not None:
        return Home(option.expanduser().absolute())
    if named := os.environ.get("STUDIO_HOME"):
        return Home(Path(named).expanduser().absolute())
    from platformdirs import user_data_path

    return Home(user_data_path("studio", appauthor=False))


def shipped(folder: str) -> Path:
    """`schemas` or `sample_data`: inside the installed package, else beside it in a checkout.

    Raises:
        StudioError: the installation lacks the folder.
    """
    package = Path(__file__).resolve().parent.parent
    for place in (package / folder, package.parent / folder):
        if place.is_dir():
            return place
    raise StudioError(
        f"The folder {folder} is missing from this installation.",
        fix="Install Studio again.",
        code="broken_install",
    )


def write_private(path: Path, content: bytes) -> None:
    """Write a 0600 file whole or not at all: a temporary file, synced, then renamed over the target."""
    import secrets

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
