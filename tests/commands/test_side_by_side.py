"""Participants are played side by side: one who is slow, or gone, holds up nobody."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending, NotPlayed
from tests.commands.conftest import HarnessIn
from tests.commands.unsteady import Unsteady, table

Ended = list[Ending | NotPlayed]


@pytest.fixture(scope="module")
def ended(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """How each play of one run ended: with one who is slow, one who goes, one who comes back, and two in a hurry."""
    folder = tmp_path_factory.mktemp("event")
    systems = {
        "Quick": Unsteady(),
        "Slow": Unsteady(delay=0.1),
        "Gone": Unsteady(ends_after=8),
        "Back": Unsteady(ends_after=8),
        "Hasty": Unsteady(delay=0.1),
        "Short": Unsteady(delay=0.1),
    }
    settings = {"Hasty": "play_limit = 0.15", "Short": "time_limit = 0.15"}
    text = "".join(table(name, one, settings.get(name, "")) for name, one in systems.items())
    (folder / "event.toml").write_text(text, encoding="utf-8")
    threading.Thread(target=come_back, args=(systems["Back"], folder)).start()
    harness_in(folder, "run", "--participants", "event.toml", "--listen-port", "0", "CRWF-1", "CRWF-2")
    for one in systems.values():
        one.close()
    (run,) = (one for one in (folder / "reports").iterdir() if one.is_dir())
    told = [one for one in read(run).records if isinstance(one, Ending | NotPlayed)]
    return [one for one in told if one.verdict != "NOT APPLICABLE"]


def come_back(system: Unsteady, folder: Path) -> None:
    """Once it was missed three times."""
    limit = time.monotonic() + 60
    while sum(one.read_text().count('"caused_by":"Back"') for one in folder.glob("reports/*/ledger/*.jsonl")) < 3:
        assert time.monotonic() < limit
        time.sleep(0.02)
    system.come_back()


def of(ended: Ended, name: str) -> Ended:
    """How each play of one participant ended."""
    return [one for one in ended if name in (one.verdicts if isinstance(one, Ending) else one.casting.values())]


def test_one_who_is_slow_holds_up_nobody(ended: Ended) -> None:
    slow, quick = (sorted(one.at for one in of(ended, name)) for name in ("Slow", "Quick"))
    assert {one.verdict for name in ("Slow", "Quick") for one in of(ended, name)} == {"PASS"}
    assert quick[-1] < slow[-1]


def test_one_who_is_gone_is_left_in_peace_and_given_up_at_the_end(ended: Ended) -> None:
    given_up = [one for one in of(ended, "Gone") if isinstance(one, NotPlayed)]
    why = r"not reached three times in a row, last at \d\d:\d\d \S+: .*refused"
    assert {one.caused_by for one in given_up} == {"Gone"}
    assert all(re.match(why, one.reason) for one in given_up)


def test_one_who_comes_back_is_played_with_again(ended: Ended) -> None:
    words = [one.verdict for one in of(ended, "Back")]
    assert (words.count("INCONCLUSIVE"), {*words}) == (3, {"INCONCLUSIVE", "PASS"})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Hasty", "the play was given 0.15 s (play_limit), and took longer"),
        ("Short", "its 0.15 s for all that is played with it (time_limit) were over at "),
    ],
)
def test_a_limit_of_time_is_told(ended: Ended, name: str, reason: str) -> None:
    late = [one.reason for one in of(ended, name) if one.verdict == "INCONCLUSIVE"]
    assert late
    assert all(one.startswith(reason) for one in late)
