"""What is said at a terminal of 80 columns stays inside them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import cli
from harness.screen import on_screen
from harness.verbs.event import event
from tests.commands.conftest import HARNESS

COMMANDS = ["", *cli.commands]
EVENT = event.commands
GREAT = """
from types import SimpleNamespace
from harness.pytest_plugin.terminal import Bar

bar = Bar(exchanges=False)
bar.pytest_runtestloop(SimpleNamespace(items=range(10_000)))
for word, count in {"PASS": 2500, "FAIL": 1250, "INCONCLUSIVE": 1000, "ERROR": 150, "NOT APPLICABLE": 100}.items():
    for number in range(count):
        bar.ended(f"{word} {number}", word)
bar.pytest_sessionfinish()
"""
"""A run of 10,000 plays, after half of them."""


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_fits(name: str) -> None:
    told = CliRunner().invoke(cli, [*filter(None, [name]), "--help"]).output
    assert [line for line in told.splitlines() if len(line) > 80] == []
    assert "<=x<=" not in told


@pytest.mark.parametrize(
    "words", [(name,) for name in cli.commands if name != "event"] + [("event", one) for one in EVENT]
)
def test_every_help_tells_the_exit_codes(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(cli, [*words, "--help"]).output
    (codes,) = re.findall(r"^  Exit code: (.*(?:\n {13}.*)*)", told, re.MULTILINE)
    assert "0 " in codes
    assert "2 wrong use" in codes


def test_a_number_that_is_none_of_a_port_is_told_with_its_limits() -> None:
    told = CliRunner().invoke(cli, ["mock", "cr", "--port", "99999"])
    assert (told.exit_code, "expected a whole number from 0 to 65535" in told.output) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--as", "Kis\udce0"),
        ("run", "--only", "Kis\udce0"),
        ("doctor", "--against", "client_registry=http://kis\udce0"),
        ("event", "report", "event.toml", "--only", "Kis\udce0"),
        ("review", ".", "--renew", "Kis\udce0"),
    ],
)
def test_words_that_are_no_utf_8_are_told_with_their_option(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(cli, words)
    assert (told.exit_code, f"Invalid value for '{words[-2]}': expected text in UTF-8" in told.output) == (2, True)
    assert "is\\udce0'" in told.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="what Linux has as a full disk")
@pytest.mark.parametrize("words", [("mock", "--list"), ("catalogue", "CRWF-1")])
def test_what_cannot_be_printed_is_told_in_a_sentence(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*HARNESS, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert done.stderr.startswith("harness: What is printed cannot be written: No space left on device.")


@pytest.mark.parametrize(
    ("words", "code"), [(("catalogue",), 0), (("run", "CRWF-3"), 0), (("run", "78-05", "-v"), 0), (("mock", "ab"), 2)]
)
def test_a_reader_who_has_left_changes_nothing(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*HARNESS, *words], cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, timeout=120)
    os.close(writing)
    assert (done.returncode, b"Broken" in done.stderr, bool(done.stderr)) == (code, False, code == 2)
    assert [one.is_file() for one in tmp_path.glob("reports/2*/report/index.html")] == [True] * (words[0] == "run")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
@pytest.mark.parametrize("words", [("run", "--listen", "0.0.0.0"), ("mock",)], ids=["by the child", "by the command"])
def test_a_mistake_fits_a_terminal(tmp_path: Path, words: tuple[str, ...]) -> None:
    reading, writing = os.openpty()
    done = subprocess.run([*HARNESS, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=writing, timeout=60)
    os.close(writing)
    told = os.read(reading, 10_000).decode()
    os.close(reading)
    lines = [line for line in told.splitlines() if line]
    assert (done.returncode, lines[0][:9], len(lines) > 1) == (2, "harness: ", True)
    assert max(map(len, lines)) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_an_instruction_fits_a_terminal_and_its_address_stays_whole() -> None:
    address = f"http://127.0.0.1:8765/{'clinic/' * 12}fhir"
    saying = f"from harness.pytest_plugin.terminal import Bar; Bar(exchanges=False).say('word ' * 40 + {address!r})"
    reading, writing = os.openpty()
    subprocess.run([sys.executable, "-c", saying], stdout=writing, timeout=60, check=True)
    os.close(writing)
    *lines, last = os.read(reading, 10_000).decode().splitlines()
    os.close(reading)
    assert (max(map(len, lines)) <= 80, last.strip()) == (True, address)


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_the_bar_of_a_great_run_tells_every_count_and_the_time_on_a_terminal() -> None:
    reading, writing = os.openpty()
    subprocess.run([sys.executable, "-c", GREAT], stdout=writing, timeout=60, check=True)
    os.close(writing)
    last = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", os.read(reading, 100_000).decode()).splitlines()[-1]
    os.close(reading)
    assert last.startswith("PASS 2500  FAIL 1250  INCONCL. 1000  ERROR 150  N/A 100 ")
    assert re.search(r" 5000/10000 0:00:0\d\Z", last.rstrip())


def test_what_goes_to_no_terminal_is_one_line() -> None:
    assert on_screen("word " * 40, 0) == "word " * 40


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
def test_what_a_person_is_asked_fits_a_terminal_too() -> None:
    saying = "from harness.scenario.keyboard import show; show('Clinic: ' + 'word ' * 40 + '\\n  to http://here/')"
    reading, writing = os.openpty()
    subprocess.run([sys.executable, "-c", saying], stdout=writing, timeout=60, check=True)
    os.close(writing)
    told = os.read(reading, 10_000).decode().splitlines()
    os.close(reading)
    assert (max(map(len, told)) <= 80, told[-1]) == (True, "  to http://here/")
