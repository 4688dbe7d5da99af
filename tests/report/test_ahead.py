"""What is drawn beside a run is what is drawn at its end, whatever comes after it; and nothing of it stays behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Act
from harness.report import finish
from harness.report.ahead import DRAWING, DRAWN, WORTH_IT, Ahead
from harness.report.assembly import read_run
from harness.report.drawing_ahead import Drawing
from harness.report.html_plays import GREAT
from harness.report.strays import strays, told_to
from tests.evidence.test_mishaps import no_file_larger_than
from tests.report import demo
from tests.report.demo_catalogue import PARTICIPANTS
from tests.report.demo_exchanges import exchange
from tests.report.demo_plays import MOCK, begin, renamed, sent_twice
from tests.report.demo_telling import REGISTRY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="whoever goes is killed by a signal here")

BEGIN = "import sys; from pathlib import Path; from harness.report.ahead import Ahead; "
BEGIN += "one = Ahead(Path(sys.argv[1]), 600); print(one.process, flush=True); sys.stdin.read()"


def files(folder: Path) -> dict[str, bytes]:
    """What is in `folder`, folders too."""
    there = sorted(folder.rglob("*"))
    return {one.relative_to(folder).as_posix(): one.read_bytes() if one.is_file() else b"" for one in there}


def told(run: Path, folder: str = DRAWING) -> int:
    """How many plays are drawn so far."""
    index = run / folder / "index"
    return max(index.read_bytes().count(b"\n") - 1, 0) if index.exists() else 0


def until(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 240  # who draws ahead has the cores when nobody else wants them
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ended(run: Path) -> int:
    return sum(one.played and not one.interrupted for one in read_run(run).plays)


def drawn_ahead(run: Path, *, plays: int = WORTH_IT, wait_for: int = 0) -> None:
    """Have all of `run` that has ended drawn beside it, or so many plays."""
    wanted = wait_for or ended(run)
    ahead = Ahead(run, plays)
    until(lambda: told(run) == wanted)
    ahead.end(keep=True)


def taken(run: Path, *, whole: bool | None = None) -> int:
    """Draw `run` with what was drawn ahead; how many pages of plays were taken from there."""
    before = {one.stem: one.stat().st_mtime_ns for one in (run / DRAWN / "pages" / "plays").iterdir()}
    _, page = finish(run, ahead=True, whole=whole)
    after = {one.stem: one.stat().st_mtime_ns for one in (page.parent / "plays").iterdir()}
    return sum(after.get(name) == at for name, at in before.items())


def is_as_drawn_anew(run: Path, *, whole: bool | None = None) -> bool:
    """Whether the report, and all else in the folder, is what `harness report` makes of the run."""
    report = files(run)
    finish(run, whole=whole)
    return report == files(run)


@pytest.fixture
def event(event_folder: Path, tmp_path: Path) -> Path:
    """A run with failures, notes, a message that nobody waited for, and a play that never ended."""
    return shutil.copytree(event_folder, tmp_path / "event", ignore=lambda *_: ["report", "results.json", "latest"])


@pytest.fixture
def beside(event: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has `event` drawn ahead, until its stdin ends or it is killed."""
    words = [sys.executable, "-c", BEGIN, str(event)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        until(lambda: told(event))
        yield child
        child.kill()


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{process}/stat").exists() and ") Z " in Path(f"/proc/{process}/stat").read_text()


@contextmanager
def more(run: Path, writer: str = "main") -> Iterator[Ledger]:
    """What is written in the run's ledger then."""
    with closing(Ledger(run, writer=writer)) as ledger:
        yield ledger


def test_a_run_drawn_ahead_is_the_run_drawn_at_its_end(event: Path) -> None:
    drawn_ahead(event)
    assert taken(event) >= 10
    assert is_as_drawn_anew(event)


def test_a_play_is_drawn_when_it_ends_and_not_before(tmp_path: Path) -> None:
    (tmp_path / DRAWN).mkdir()
    with more(tmp_path) as ledger:
        demo.snapshots(ledger, PARTICIPANTS)
        with closing(Drawing(tmp_path, tmp_path / DRAWN, WORTH_IT)) as drawing:
            play = begin(ledger, "an_unknown_domain_is_told", demo.KIJANI, demo.AT)
            drawn = [told(tmp_path, DRAWN) for _ in drawing.news()]
            play.ends()
            drawn += [told(tmp_path, DRAWN) for _ in drawing.news()]
    assert (drawn[0], drawn[-1], taken(tmp_path)) == (0, 1, 1)
    assert is_as_drawn_anew(tmp_path)


def test_so_is_a_great_one_whose_messages_are_texts(event: Path) -> None:
    drawn_ahead(event, plays=GREAT)
    assert taken(event, whole=False) >= 10
    assert is_as_drawn_anew(event, whole=False)


def test_one_that_grew_greater_or_less_than_was_said_is_drawn_as_it_is(event: Path) -> None:
    drawn_ahead(event, plays=GREAT)
    assert taken(event) == 0
    assert is_as_drawn_anew(event)


def test_a_play_that_somebody_spoke_of_is_drawn_anew(event: Path) -> None:
    drawn_ahead(event)
    plays = [one for one in read_run(event).plays if one.verdict == "FAIL"]
    act = {"by": "Wanjiru", "role": "mentor", "text": "This is right in our country."}
    wrong = next(one for one in plays[0].findings if one.verdict == "FAIL")
    named = {"play": wrong.play, "requirement": wrong.requirement, "participant": wrong.participant}
    with more(event, "review") as ledger:
        ledger.add(Act("a1", "override", at=demo.AT + 90, verdict="PASS", **named, **act))  # type: ignore[arg-type]
        ledger.add(Act("a2", "comment", at=demo.AT + 91, play=plays[1].id, **act))  # type: ignore[arg-type]
    assert taken(event) == ended(event) - len(strayed(event)) - 2
    assert is_as_drawn_anew(event)


def test_a_play_that_is_played_again_is_drawn_as_it_went_last(event: Path) -> None:
    drawn_ahead(event)
    with more(event) as ledger:
        play = begin(ledger, "a_changed_name_is_seen_by_everybody", demo.KIJANI, demo.AT + 95, times=2)
        play.ends("INCONCLUSIVE", reason="the network was away", caused_by="the network")
    assert taken(event) == ended(event) - len(strayed(event)) - 1
    assert is_as_drawn_anew(event)


def strayed(run: Path) -> list[str]:
    """The plays during which something came that nobody waited for."""
    read = read_run(run)
    return [one.id for one in read.plays if strays(one, read.unexpected, told_to(read.plays))]


def test_a_message_that_nobody_waited_for_is_shown_where_it_came(event: Path) -> None:
    drawn_ahead(event)
    plays = read_run(event).plays
    (play,) = [one for one in plays if one.scenario.function == "a_broken_registry_is_not_an_empty_one"]
    came = exchange("GET", f"{MOCK}/Patient?family=Otieno", at=play.started + 1, transaction="", captured_at="mock")
    with more(event) as ledger:
        ledger.add_exchange(came)
    assert taken(event) > 0
    assert play.id in strayed(event)
    assert is_as_drawn_anew(event)


def test_of_two_plays_whose_names_come_out_alike_each_has_its_own_page(tmp_path: Path) -> None:
    twins = [{**PARTICIPANTS[0], "name": name} for name in ("Kijani MPI", "Kijani-MPI")]
    with more(tmp_path) as ledger:
        demo.snapshots(ledger, [*twins, *PARTICIPANTS[1:]])
        for number, twin in enumerate(twins):
            sent_twice(ledger, demo.KIJANI | {REGISTRY: str(twin["name"])}, demo.AT + number, wrong=bool(number))
        renamed(ledger, demo.KIJANI, demo.AT + 9)
    drawn_ahead(tmp_path, wait_for=2)
    assert taken(tmp_path) == 2
    assert is_as_drawn_anew(tmp_path)


def test_what_only_the_whole_run_can_tell_is_left_to_its_end(tmp_path: Path) -> None:
    with more(tmp_path) as ledger:
        demo.snapshots(ledger, PARTICIPANTS)
        play = begin(ledger, "a_changed_name_is_seen_by_everybody", demo.KIJANI, demo.AT)
        play.finds(REGISTRY, "104-999", "do what no catalogue knows", exchange="")
        play.ends()
        sent_twice(ledger, demo.KIJANI, demo.AT + 3)
    drawn_ahead(tmp_path, wait_for=1)
    assert taken(tmp_path) == 1
    assert is_as_drawn_anew(tmp_path)


def test_what_cannot_be_written_as_text_is_left_to_its_end(tmp_path: Path) -> None:
    with more(tmp_path) as ledger:
        demo.snapshots(ledger, PARTICIPANTS)
        for casting, found in ((demo.KIJANI, "half a pair: \ud800"), (demo.PEERS, "a whole one")):
            play = begin(ledger, "an_unknown_domain_is_told", casting, demo.AT)
            play.judges(REGISTRY, "78-04b", "prefer 404", "FAIL", where="here", expected="", found=found)
            play.ends("FAIL")
    drawn_ahead(tmp_path, wait_for=1)
    assert taken(tmp_path) == 1
    assert is_as_drawn_anew(tmp_path)


def test_where_evidence_was_changed_everything_is_drawn_anew(event: Path) -> None:
    drawn_ahead(event)
    bodies = event / "bodies" / "main.bin"
    bodies.write_bytes(bodies.read_bytes().replace(b"Achieng", b"Otienos"))
    assert taken(event) == 0
    assert is_as_drawn_anew(event)


def test_what_was_drawn_before_kill_9_is_taken(event: Path) -> None:
    ahead = Ahead(event, WORTH_IT)
    until(lambda: told(event) >= 2)
    os.kill(ahead.process, signal.SIGKILL)
    ahead.end(keep=True)
    assert taken(event) >= 2
    assert is_as_drawn_anew(event)


def test_half_a_line_and_what_it_tells_of_are_not_taken(event: Path) -> None:
    drawn_ahead(event)
    index = event / DRAWN / "index"
    index.write_bytes(index.read_bytes()[:-20])
    (event / DRAWN / "pages" / "plays" / "of-nobody.html").write_text("half a p", encoding="utf-8")
    assert taken(event) > 0
    assert is_as_drawn_anew(event)


def test_an_index_that_cannot_be_read_is_no_index(event: Path) -> None:
    drawn_ahead(event)
    (event / DRAWN / "index").write_bytes(b"[]\n[]\n")
    assert taken(event) == 0
    assert is_as_drawn_anew(event)


def test_whoever_only_draws_takes_nothing_and_leaves_nothing(event: Path) -> None:
    drawn_ahead(event)
    (event / DRAWN / "pages" / "plays" / "of-nobody.html").write_text("old", encoding="utf-8")
    _, page = finish(event)
    assert not (page.parent / "plays" / "of-nobody.html").exists()
    assert {one.name for one in event.iterdir()} == {"ledger", "bodies", "report", "results.json"}


def test_a_folder_that_cannot_be_written_to_is_told_nobody(event: Path) -> None:
    (event / DRAWING).write_text("in the way", encoding="utf-8")
    ahead = Ahead(event, WORTH_IT)
    until(lambda: gone(ahead.process))
    ahead.end(keep=True)
    finish(event, ahead=True)
    assert is_as_drawn_anew(event)


def test_where_there_is_no_room_nothing_is_drawn_ahead(event: Path) -> None:
    with no_file_larger_than(3_000):
        ahead = Ahead(event, WORTH_IT)
    until(lambda: gone(ahead.process))
    assert not (event / DRAWING).exists()
    ahead.end(keep=True)
    finish(event, ahead=True)
    assert is_as_drawn_anew(event)


def test_few_plays_are_drawn_at_the_end(event: Path) -> None:
    ahead = Ahead(event, WORTH_IT - 1)
    ahead.end(keep=True)
    assert (ahead.process, (event / DRAWING).exists()) == (0, False)


def test_what_nobody_wants_is_gone(event: Path) -> None:
    ahead = Ahead(event, WORTH_IT)
    until(lambda: told(event))
    ahead.end(keep=False)
    assert [gone(ahead.process), (event / DRAWING).exists(), (event / DRAWN).exists()] == [True, False, False]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_whoever_began_it_and_leaves_nothing(
    event: Path, beside: subprocess.Popen[bytes], how: signal.Signals
) -> None:
    assert beside.stdout is not None
    process = int(beside.stdout.readline())
    beside.send_signal(how)
    until(lambda: gone(process))
    assert [(event / DRAWING).exists(), (event / DRAWN).exists()] == [False, False]


def test_ctrl_c_is_not_for_it(event: Path) -> None:
    wanted = ended(event)
    ahead = Ahead(event, WORTH_IT)
    until(lambda: told(event))
    os.kill(ahead.process, signal.SIGINT)
    until(lambda: told(event) == wanted)
    ahead.end(keep=True)
    assert taken(event) >= 10
