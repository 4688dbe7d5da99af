"""What is drawn beside a run is what is drawn at its end, whatever comes after it."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from harness.evidence.record import Act
from harness.report import links
from harness.report.ahead import DRAWN, WORTH_IT
from harness.report.assembly import read_run
from harness.report.drawing_ahead import Drawing
from harness.report.html_plays import GREAT
from harness.report.strays import strays, told_to
from tests.report import demo
from tests.report.demo_ahead import drawn_ahead, ended, is_as_drawn_anew, more, taken, told
from tests.report.demo_catalogue import PARTICIPANTS
from tests.report.demo_exchanges import exchange
from tests.report.demo_plays import MOCK, begin, renamed, sent_twice
from tests.report.demo_telling import REGISTRY


@pytest.fixture
def event(event_folder: Path, tmp_path: Path) -> Path:
    """A run with failures, notes, a message that nobody waited for, and a play that never ended."""
    return shutil.copytree(
        event_folder, tmp_path / "event", ignore=shutil.ignore_patterns("report*", "results.json", "latest")
    )


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


def test_a_play_whose_page_is_gone_is_drawn_anew(event: Path) -> None:
    drawn_ahead(event)
    page = next(links.play(one) for one in read_run(event).plays if one.verdict == "FAIL")
    (event / DRAWN / "pages" / page).unlink()
    assert taken(event) == ended(event) - len(strayed(event)) - 1
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
