"""Base models: the toy, folders on this machine, and what was fetched because the person named it."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.child import ChildProcess
from studio.core.errors import InputError, StoppedError, StudioError, UsageError
from studio.core.paths import Home
from studio.core.progress import Report, Step, Stop, silent

TINY = "tiny"
HUB = "huggingface.co"
DOWNLOAD = "studio.train.worker.download"

_HUB_ID = re.compile(r"^[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*$")


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A base model on this machine."""

    name: str
    path: Path
    bytes: int
    """Size of its weights."""
    architecture: str
    """`model_type` of its configuration, such as `qwen3`."""
    toy: bool
    config: dict[str, Any]

    @property
    def bits(self) -> int:
        """Bits per weight: 4 or 8 when quantised, else 16 or 32."""
        quantised = self.config.get("quantization")
        if isinstance(quantised, dict) and isinstance(quantised.get("bits"), int):
            return int(quantised["bits"])
        return 32 if "32" in str(self.config.get("torch_dtype") or self.config.get("dtype") or "") else 16

    @property
    def parameters(self) -> int:
        """Weights, about: from the size on disk."""
        per_weight = (self.bits + 0.5) / 8 if self.bits < 16 else self.bits / 8
        return round(self.bytes / per_weight)


@dataclass(frozen=True, slots=True)
class Remote:
    """A model somewhere else, before it is fetched."""

    name: str
    bytes: int
    files: int


def list_models(home: Home) -> list[BaseModel]:
    """Every usable model in the home, by name."""
    found = []
    for folder in sorted(home.models.iterdir()) if home.models.is_dir() else []:
        if not folder.name.startswith(".") and folder.is_dir():
            try:
                found.append(_read(_name_of(folder), folder))
            except InputError:
                continue
    return found


def resolve(home: Home, name: str) -> BaseModel:
    """The model of a name from `list_models`, or in a folder.

    Raises:
        StudioError: there is none; says how to get it.
        InputError: the folder holds no model.
    """
    kept = home.models / _folder_name(name)
    if kept.is_dir():
        return _read(name, kept)
    if (folder := Path(name).expanduser()).is_dir():
        return _read(folder.name, folder.absolute())
    if name == TINY:
        raise StudioError(
            "The toy has not been made yet.", fix="Make it (under a minute): studio models tiny", code="no_model"
        )
    if looks_remote(name):
        raise StudioError(
            f"The model {name} is not on this machine.",
            fix=f"Fetch it from {HUB}: studio models add {name}",
            code="no_model",
        )
    known = ", ".join(model.name for model in list_models(home)) or "none yet"
    raise StudioError(
        f"There is no model “{name}”; here are: {known}.",
        fix="Name one of them, give a folder, or make the toy: studio models tiny",
        code="no_model",
    )


def looks_remote(name: str) -> bool:
    """Whether a name has the form of a Hugging Face id (`mlx-community/…`)."""
    return bool(_HUB_ID.match(name)) and ".." not in name


def add_folder(home: Home, folder: Path) -> BaseModel:
    """Make a model folder known by its name; it stays where it is.

    Raises:
        InputError: the folder holds no model.
        UsageError: another model has that name.
    """
    source = folder.expanduser().resolve()
    _read(source.name, source)
    home.create()
    link = home.models / _folder_name(source.name)
    if link.is_symlink():
        link.unlink()
    elif link.exists():
        raise UsageError(
            f"There is a model called “{source.name}” already.", fix="Rename the folder first.", code="name_taken"
        )
    link.symlink_to(source, target_is_directory=True)
    return _read(source.name, link)


def look_up(name: str) -> Remote:
    """Ask the hub how large a model is: the first of the two network calls, made only on request.

    Raises:
        StudioError: the hub cannot be reached, or has no such model.
    """
    with _downloader() as child:
        child.send({"command": "look", "model": name})
        answer = _answer(child.receive(timeout=60))
    return Remote(name, int(answer["bytes"]), int(answer["files"]))


def fetch(home: Home, remote: Remote, report: Report = silent, stop: Stop | None = None) -> BaseModel:
    """Download a model into the home, whole or not at all.

    Raises:
        StudioError: the download failed.
        StoppedError: the person stopped it.
    """
    home.create()
    target = home.models / _folder_name(remote.name)
    draft = home.models / f".{target.name}.{secrets.token_hex(4)}"
    try:
        with _downloader() as child:
            child.send({"command": "fetch", "model": remote.name, "out": str(draft)})
            _await_download(child, draft, remote, report, stop)
        _read(remote.name, draft)
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return _read(remote.name, target)


def _await_download(child: ChildProcess, draft: Path, remote: Remote, report: Report, stop: Stop | None) -> None:
    while True:
        if stop is not None and stop.wanted:
            raise StoppedError("Stopped, as you asked; nothing of the model was kept.")
        try:
            _answer(child.receive(timeout=0.5))
        except TimeoutError:
            report(Step(_weight(draft), remote.bytes, f"Fetching {remote.name}"))
            continue
        return


def _downloader() -> ChildProcess:
    return ChildProcess(DOWNLOAD, name="The download", online=True)


def _answer(message: dict[str, Any]) -> dict[str, Any]:
    if message.get("event") == "failed":
        raise StudioError(str(message["message"]), fix=str(message["fix"]), code=str(message["code"]))
    return message


def _read(name: str, folder: Path) -> BaseModel:
    try:
        config = json.loads((folder / "config.json").read_bytes())
        architecture = str(config["model_type"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _no_model(folder, "config.json with a model_type is missing") from None
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    if not weights:
        raise _no_model(folder, "there are no .safetensors weights")
    if not any((folder / file).exists() for file in ("tokenizer.json", "tokenizer.model", "vocab.json")):
        raise _no_model(folder, "the tokenizer is missing")
    return BaseModel(name, folder, weights, architecture, config.get("studio_toy") is True, config)


def _no_model(folder: Path, why: str) -> InputError:
    return InputError(
        f"{folder} is no model folder MLX can read: {why}.",
        fix="Give a folder with config.json, *.safetensors and tokenizer.json, such as one from mlx-community.",
        code="no_model",
    )


def _folder_name(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name.replace("/", "--")).lstrip(".") or "_"


def _name_of(folder: Path) -> str:
    return folder.name.replace("--", "/", 1)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.exists() else iter(())


def _weight(folder: Path) -> int:
    total = 0
    for path in _files(folder):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return total
