"""Starts pytest as a child process with settings of its own, and waits for it. Knows nothing of what it plays."""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import click

from harness import folders
from harness.errors import UsageError
from harness.language import SPOKEN, spoken
from harness.screen import SCREEN

HERE = Path(__file__).parent
INTERRUPTED = 130
POSIX = os.name == "posix"  # elsewhere a process that is gone remains somebody's parent
A_MOMENT = 0.05  # Ctrl-C reaches child and parent at once, and the child may be the first to speak of it
ONE_PRESS = 0.5  # seconds in which a second signal is the first one, sent to us and to our group
CLOSING = b"\nharness: closing the run; what was judged is kept. Ctrl-C again stops at once.\n"
DRAWING = b"\nharness: the report is being drawn. Ctrl-C again stops at once.\n"
ENDINGS = {2: 2, 3: 4, 4: 2, 5: 3}  # pytest's: files that cannot be read, its own fault, wrong use, nothing to play


def launch(folder: Path, *, arguments: Sequence[str], scenarios: Sequence[Path] = (), workers: int = 0) -> int:
    """Play into the run's `folder`; give back what to exit with when nothing was played (DESIGN section 7).

    `arguments` are options of `harness.pytest_plugin.options`; `scenarios` are a country's own folders beside the
    library, or files and folders that stand alone. Raises KeyboardInterrupt where Ctrl-C was pressed twice.
    """
    command = [
        *(sys.executable, "-P", "-m", "pytest", *settings()),
        *(("-p", "xdist", "-n", str(workers)) if workers else ("--begun-by", str(os.getpid())) if POSIX else ()),
        *("--run-dir", str(folder), *arguments, *map(str, scenarios or (folders.scenarios(),))),
    ]
    child = subprocess.Popen(command, env=_environment(), stderr=subprocess.PIPE)
    interrupted = threading.Event()
    relay = threading.Thread(target=_relay, args=(child.stderr, interrupted), daemon=True)
    relay.start()
    code = _wait(child, interrupted)
    relay.join(1)  # a worker that outlives the child keeps the pipe open
    return INTERRUPTED if interrupted.is_set() else ENDINGS.get(code, code)


def settings() -> list[str]:
    """The words for pytest that make a run ours: settings of its own, our plugin, and none that nobody would look at.

    What scenarios log would land in reports of pytest that are not written; and `assert` is no word of theirs. Nor are
    warnings written of what nobody could catch, for which pytest collects all garbage five times at the end.
    """
    return [
        *("-c", str(HERE / "run.ini"), f"--confcutdir={HERE}", f"--rootdir={folders.scenarios().parent}"),
        *("-p", "harness.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging"),
        *("-p", "no:unraisableexception", "-p", "no:threadexception"),
        *("--import-mode=importlib", "--capture=sys", "--assert=plain"),
    ]


def _is_place(text: str) -> bool:
    path = Path(text)
    return bool(text) and path.exists() and (path.suffix == ".py" or os.sep in text or path.is_dir())


def _environment() -> dict[str, str]:
    leaking = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_THEME")
    kept = {name: value for name, value in os.environ.items() if name not in leaking}
    wide = {SCREEN: str(shutil.get_terminal_size().columns)} if sys.stderr.isatty() else {}
    return {**kept, **wide, SPOKEN: spoken(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def _relay(stream: IO[bytes], interrupted: threading.Event) -> None:
    """Pass on what the child complains of; once interrupted, nothing: what is cut off in its middle is no complaint."""
    while some := os.read(stream.fileno(), 65536):
        if not interrupted.wait(A_MOMENT):
            click.echo(some, err=True, nl=False)


def _wait(child: subprocess.Popen[bytes], interrupted: threading.Event) -> int:
    """Ctrl-C reaches the child too, and SIGTERM is passed on: give it time to write the end down, then insist.

    Raises KeyboardInterrupt at a second Ctrl-C, once the child is gone: what it judged is written down as it is judged.
    """

    def pass_on(number: int) -> None:
        interrupted.set()
        if number == signal.SIGTERM:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child.send_signal(signal.SIGTERM)
        raise KeyboardInterrupt

    with _hearing(signal.SIGINT, signal.SIGTERM, says=CLOSING, first=pass_on):
        return _patiently(child)


def one_press_later(*, pressed: bool) -> AbstractContextManager[Callable[[], bool]]:
    """What is done here is not cut off by a first Ctrl-C, which is only noted; a second raises KeyboardInterrupt.

    Gives a function that says whether there was one; `pressed` where there was one before.
    """
    return _hearing(signal.SIGINT, says=DRAWING, pressed=pressed)


@contextlib.contextmanager
def _hearing(
    *signals: signal.Signals, says: bytes, first: Callable[[int], None] = lambda _: None, pressed: bool = False
) -> Iterator[Callable[[], bool]]:
    """While it lasts, the first of `signals` is told by what it `says`, then `first` has its number.

    A later one raises KeyboardInterrupt, as the first does where one was `pressed` before; what is not heeded stays so.
    """
    at = -ONE_PRESS if pressed else None

    def hear(number: int, _: object) -> None:
        nonlocal at
        if at is None:
            at = time.monotonic()
            os.write(2, says)  # at once, and from wherever the signal met us
            first(number)
        elif time.monotonic() >= at + ONE_PRESS:
            raise KeyboardInterrupt

    heard = [one for one in signals if signal.getsignal(one) is not signal.SIG_IGN]
    before = [signal.signal(one, hear) for one in heard]
    try:
        yield lambda: at is not None
    finally:
        for one, handler in zip(heard, before, strict=True):
            signal.signal(one, handler)


def _patiently(child: subprocess.Popen[bytes]) -> int:
    for patience in (None, 15, 5):
        try:
            return child.wait(patience)
        except KeyboardInterrupt:
            if patience is not None:
                child.kill()
                child.wait()
                raise
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGTERM)
    child.kill()
    return child.wait()


def places(selection: Iterable[str], extra: Sequence[str]) -> tuple[list[Path], list[str]]:
    """What was asked for, as files and folders, and as ids or names. `extra` are folders of a country's own."""
    folders_asked = [Path(one) for one in extra]
    asked = list(selection)
    if not all(asked):
        raise UsageError("An empty SELECTION stands for no scenario. Leave it out to play everything.")
    files = [Path(one).resolve() for one in asked if _is_place(one)]
    names = [one for one in asked if not _is_place(one)]
    if missing := [f"{one}: there is no such file or folder" for one in names if one.endswith(".py") or os.sep in one]:
        raise UsageError(*missing)
    empty = without_scenarios(extra)
    empty += [f"{one}: {_wanted(one)}" for one in files if not _holds_scenarios(one)]
    if empty:
        raise UsageError(*empty)
    if files:
        return files, names
    return [folders.scenarios(), *(one.resolve() for one in folders_asked)], names


def without_scenarios(extra: Sequence[str]) -> list[str]:
    """What is wrong with each of the folders of a country's own in which no scenario stands."""
    return [f"--scenarios {one}: {_wanted(Path(one))}" for one in extra if not _holds_scenarios(Path(one))]


def _holds_scenarios(place: Path) -> bool:
    """Whether there is a scenario: known without running anything that stands there."""
    return _is_of_scenarios(place) if place.is_file() else any(place.rglob("test_*.py"))


def _is_of_scenarios(file: Path) -> bool:
    """Whether a function in it is under @verifies; a file that Python cannot read is told of by whoever plays it."""
    if file.suffix != ".py":
        return False
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return file.name.startswith("test_")
    made = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    return any("verifies" in ast.unparse(mark) for one in made for mark in one.decorator_list)


def _wanted(place: Path) -> str:
    """What was expected at a place without scenarios, what was found, and what to do."""
    if (place / "ledger").is_dir():
        return (
            f"this is the folder of a run. `harness report {place}` draws it, `harness judge {place}` judges it again."
        )
    found = "none" if place.is_dir() else "a file of another kind" if place.exists() else "no such folder"
    if place.suffix == ".py" and place.is_file():
        return (
            "it holds no scenario, so it is not run: expected functions test_… under @verifies(…), as in "
            f"{folders.scenarios()}. CONTRIBUTING.md takes you through writing one."
        )
    return (
        f"expected scenarios, in files named test_*.py; found {found}. `harness run` alone plays the library, "
        "`harness run FOLDER` only what is in FOLDER, and `harness run --scenarios FOLDER` both."
    )
