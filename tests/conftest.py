"""What holds for the tests of the harness itself and not for scenarios: a warning is an error, nothing is timed.

Many start a command as a user does, in a process of its own; what it loads is compiled once, before the first of them.
"""

from __future__ import annotations

import compileall
import shutil
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import harness
from harness.scenario.wallet import lay_out

HERE = Path(__file__).parent

settings.register_profile("harness", deadline=None, derandomize=True)
settings.load_profile("harness")


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to keep nothing compiled, as in many containers, every process would compile us anew."""
    if sys.dont_write_bytecode and not hasattr(config, "workerinput"):
        for folder in harness.__path__:
            compileall.compile_dir(folder, quiet=2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a scenario a warning is no verdict; here it is a fault."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.filterwarnings("error"), append=False)


@pytest.fixture(scope="session", autouse=True)
def ctrl_c() -> None:
    """Ctrl-C means what it means at a terminal: a shell that runs us in the background has it ignored, children too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def _certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("certified") / "event")


@pytest.fixture
def certified(_certified: Path, tmp_path: Path) -> Path:
    """The folder of an event's certificates, for one test alone; they are made once, for a key takes its time."""
    return shutil.copytree(_certified, tmp_path / "event")
