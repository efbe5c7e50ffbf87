"""The wheel carries everything and runs in a clean environment."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    ran = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (built,) = out.glob("*.whl")
    return built


def test_schemas_and_sample_data_travel_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schemas", "sample_data"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"studio/{path.relative_to(ROOT)}" in names
    for kind in (
        "tui/app.tcss",
        "help/home.md",
        "label/codebook/shipped/relationship.toml",
        "dataset/templates/advice.toml",
    ):
        assert f"studio/{kind}" in names
    assert not [n for n in names if n.startswith("tests/")]


@pytest.mark.slow
def test_the_wheel_runs_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """Studio itself is installed from the wheel; its dependencies are lent by this environment through a path file."""
    place = tmp_path / "clean"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (site,) = (place / "lib").glob("python3*/site-packages")
    lent = [p for p in sys.path if p.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join(lent) + "\n")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "STUDIO_HOME": str(tmp_path / "home")}

    def studio(*arguments: str) -> str:
        ran = subprocess.run(
            [place / "bin" / "studio", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert studio("--version").startswith("studio 0.")
    formats = json.loads(studio("formats", "--json"))
    assert {f["format"] for f in formats} >= {"whatsapp.v1", "strong.v1", "whoop.v1", "notes.v1"}
    asked = [str(python), "-c", "import studio; print(studio.__file__)"]
    where = subprocess.run(asked, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
    assert str(place) in where.stdout
