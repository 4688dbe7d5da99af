"""Ctrl-C before there is anything to report ends in plain words, wherever it finds us."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")

PROGRAM = """
import os, signal, sys
from harness.__main__ import main

class CtrlC:
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, CtrlC())
sys.argv[1:] = ["run", "CRWF-1"]
main()
"""


@pytest.mark.parametrize("name", ["harness.cli", "click", "harness.errors", "harness.commands.run"])
def test_while_the_command_is_loaded(tmp_path: Path, name: str) -> None:
    words = [sys.executable, "-c", PROGRAM.format(name=name)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.startswith("\nharness: interrupted")
    assert "Traceback" not in done.stderr
