"""Fetches a model the person named: the only part of Studio that ever opens a connection."""

from __future__ import annotations

from studio.core.child import Message, Wire

PATTERNS = ["*.json", "*.safetensors", "*.model", "*.txt", "*.jinja"]
"""What a model folder needs; never code."""


def main() -> None:
    """Answer one request: `{"command": "look" or "fetch", "model", "out"?}`."""
    with Wire() as wire:
        request = wire.receive()
        try:
            answer = _look(request) if request["command"] == "look" else _fetch(request)
        except Exception as problem:  # whatever a network does; it is told in words, the detail goes to stderr
            answer = _refusal(str(request["model"]), problem)
        wire.send(answer)


def _look(request: Message) -> Message:
    from fnmatch import fnmatch

    from huggingface_hub import HfApi

    info = HfApi().model_info(request["model"], files_metadata=True, timeout=30)
    files = [file for file in info.siblings or () if any(fnmatch(file.rfilename, pattern) for pattern in PATTERNS)]
    return {"event": "done", "bytes": sum(file.size or 0 for file in files), "files": len(files)}


def _fetch(request: Message) -> Message:
    from huggingface_hub import snapshot_download

    path = snapshot_download(request["model"], local_dir=request["out"], allow_patterns=PATTERNS)
    return {"event": "done", "path": path}


def _refusal(model: str, problem: Exception) -> Message:
    import sys

    kind = type(problem).__name__
    sys.stderr.write(f"{kind}: {problem}\n")
    if kind in {"RepositoryNotFoundError", "RevisionNotFoundError"}:
        why, fix, code = "the hub has no model of that name (or it is private)", "Check the spelling.", "no_model"
    elif kind == "GatedRepoError":
        why, fix, code = "its owner asks for a licence first", "Choose a model that is free to fetch.", "gated_model"
    else:
        why, code = f"the hub could not be reached ({kind})", "offline"
        fix = "Connect and try again, or copy the folder here and run: studio models add FOLDER"
    return {"event": "failed", "code": code, "message": f"{model} could not be fetched: {why}.", "fix": fix}


if __name__ == "__main__":
    main()
