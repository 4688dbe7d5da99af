"""An answer that is given elsewhere counts where nobody sits at a terminal."""

from __future__ import annotations

import subprocess
import sys

ASK = """
from harness.scenario.keyboard import ask
said = iter([None, None, "yes"])
print(ask("Is she there?", elsewhere=lambda: next(said), patience={patience}))
"""


def asked(patience: float) -> str:
    words = [sys.executable, "-c", ASK.format(patience=patience)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return done.stdout.strip()


def test_what_is_said_elsewhere_in_time_is_the_answer() -> None:
    assert asked(20) == "yes"


def test_without_patience_nobody_is_waited_for() -> None:
    assert asked(0) == "None"
