"""The wheel in a fresh environment, in an empty folder: what `pip install` gives somebody without the sources."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pip(*words: str) -> None:
    """Run pip; skip the test where the package registry cannot be reached."""
    done = subprocess.run([*words], capture_output=True, text=True, timeout=500)
    if done.returncode and ("No matching distribution" in done.stderr or "ConnectionError" in done.stderr):
        pytest.skip("the package registry cannot be reached from here, so nothing can be installed freshly")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that has the wheel and what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT))
    venv.create(folder / "env", with_pip=True)
    found = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    wheel = next(folder.glob("*.whl"))
    pip(str(found), "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"), str(wheel))
    return found


def test_the_wheel_carries_the_library_and_passes_a_rehearsal(python: Path, tmp_path: Path) -> None:
    done = subprocess.run([python, "-m", "harness", "run"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    latest = Path((tmp_path / "reports" / "latest").read_text(encoding="utf-8").strip())
    assert json.loads((latest / "results.json").read_text(encoding="utf-8"))["summary"]["PASS"] > 50


def test_no_setting_of_the_folder_leaks_into_a_verdict(python: Path, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise SystemExit('read by mistake')\n")
    command = [python, "-m", "harness", "run", "Z-03"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
