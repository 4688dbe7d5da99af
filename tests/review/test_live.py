"""A run that goes on while it is looked at."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Fact, NotPlayed
from harness.language import speaking
from harness.review.drawing import Clock, left
from harness.review.live import Live
from tests.report.demo import BAOBAB, KIJANI, PEERS
from tests.report.demo_plays import card, sent_twice
from tests.review.conftest import Served, Visitor
from tests.review.going_on import GoingOn


def test_a_page_that_is_open_is_told_when_something_changes(mentor: Visitor, run: GoingOn) -> None:
    with mentor.client.stream("GET", "/review/events") as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data:"))
        first = next(lines)
        run.arrives()
        assert next(lines) != first


def test_a_participant_is_not_told_of_what_others_do(run: GoingOn) -> None:
    live = Live(run.folder)
    live.refresh()
    before = live.versions["Mlima EMR"]
    sent_twice(run.ledger, KIJANI, time.time())
    live.refresh()
    assert live.versions["Mlima EMR"] == before
    run.strays()
    live.refresh()
    assert live.versions["Mlima EMR"] == before + 1


def test_what_is_played_meanwhile_is_on_the_next_page(mentor: Visitor, run: GoingOn) -> None:
    before = mentor.get("plays").count("<tr>")
    run.ledger.add(NotPlayed("create.graded", "CRWF-4", KIJANI, "It declares the option unsupported"))
    assert mentor.get("plays").count("<tr>") == before + 1
    run.ends()
    assert "This run is over" in mentor.get()


def test_of_a_run_that_is_over_it_is_said_what_was_played_and_what_plays_more(organiser: Visitor, run: GoingOn) -> None:
    assert "Pause a scenario" in organiser.get()
    run.ends()
    organiser.does("again", participant="Mlima EMR")
    page = organiser.get()
    assert f"harness run --resume {run.folder.parent.name}/run --open" in page
    assert ("Everything was played" in page, "Pause a scenario" in page) == (False, False)


def test_what_is_played_again_counts_as_it_stands_now(run: GoingOn) -> None:
    live = Live(run.folder)
    live.refresh()
    (before,) = (one for one in live.of("Kijani MPI") if len(one.participants) == 2)
    assert before.word("Kijani MPI") == "FAIL"
    sent_twice(run.ledger, PEERS, time.time())
    live.refresh()
    assert before.word("Kijani MPI") == "PASS"


def test_what_was_left_out_is_played_after_all(run: GoingOn) -> None:
    live, casting = Live(run.folder), {"point_of_service": "", "client_registry": "Kijani MPI"}
    (scenario,) = {one["scenario"] for one in _scenarios(live) if "card" in one["scenario"]}
    run.ledger.add(NotPlayed(scenario, "CRWF-3", casting, "not now"))
    live.refresh()
    count = len(live.plays)
    card(run.ledger, casting, time.time())
    live.refresh()
    assert len(live.plays) == count


def _scenarios(live: Live) -> list[dict[str, str]]:
    live.refresh()
    return list(live.rows("scenarios", "scenarios"))


def test_a_run_that_was_resumed_goes_on(run: GoingOn) -> None:
    live = Live(run.folder)
    run.ends()
    live.refresh()
    assert live.is_over
    run.ledger.add(Fact("run", live.facts["run"]))
    live.refresh()
    assert not live.is_over


def test_when_a_run_is_over_nobody_is_waited_for_and_nothing_goes_on(run: GoingOn) -> None:
    live = Live(run.folder)
    live.refresh()
    before = [one.word("Mlima EMR") for one in live.of("Mlima EMR")].count("")
    run.ends()
    live.refresh()
    assert (before, live.open_waits()) == (2, [])
    assert [one.word("Mlima EMR") for one in live.of("Mlima EMR")].count("INCONCLUSIVE") >= before


def test_what_lacks_a_field_stands_in_nobodys_way(run: GoingOn) -> None:
    with (run.folder / "ledger" / "other.jsonl").open("w") as file:
        file.write('{"kind": "act"}\n{"kind": "newer"}\n')
    live = Live(run.folder)
    live.refresh()
    assert live.plays
    assert live.acts == []


def test_acts_of_another_page_are_seen_here(mentor: Visitor, run: GoingOn) -> None:
    other = Ledger(run.folder, writer="review")
    other.add_act(Act("1", "comment", "Otieno", "mentor", time.time(), text="From the other room"))
    other.close()
    assert "From the other room" in mentor.get("acts")


def test_a_run_that_has_only_begun_has_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_STATE", str(tmp_path / "state"))
    (tmp_path / "run" / "ledger").mkdir(parents=True)
    served = Served(tmp_path / "run")
    page = served.visitor("organiser").get()
    served.stop()
    assert "A rehearsal: reference mocks play everybody." in page


def test_what_is_too_long_for_a_page_can_be_had(mentor: Visitor) -> None:
    play = mentor.play("Many patients come page by page", "systems/baobab-registry")
    body = mentor.client.get(mentor.mark(r"(/review/plays/[\w-]+/bodies/[0-9a-f]{24})", f"plays/{play}"))

    assert body.headers["content-disposition"] == "attachment"
    assert body.json()["resourceType"] == "Bundle"
    assert mentor.status(f"plays/{play}/bodies/{'0' * 24}") == 404


def test_pages_of_plays_are_numbered(mentor: Visitor) -> None:
    assert mentor.get("plays?page=99").count("<tr>") == mentor.get("plays?page=x").count("<tr>") > 5


@pytest.mark.parametrize(
    ("until", "words"), [(0.0, ""), (250.5, "4:10 left"), (7.0, "0:07 left"), (-1.0, "time is up")]
)
def test_the_time_that_is_left_is_told(until: float, words: str) -> None:
    assert left(until, 0.0) == words


def test_times_are_those_of_the_clock_on_the_wall() -> None:
    assert Clock("Africa/Nairobi").day(1_795_356_311.0) == "22 November, 17:05 EAT"
    assert Clock("UTC").hour(1_795_356_311.0) == "14:05:11 UTC"
    assert Clock("").hour(1_795_356_311.0) == Clock("Nowhere/Land").hour(1_795_356_311.0) == "14:05:11 UTC"
    assert Clock("").hour(0.0) == Clock("").day(0.0) == ""


def test_a_page_has_one_clock(mentor: Visitor, run: GoingOn) -> None:
    run.ledger.add(Fact("event", {"name": "Lusaka", "slug": "lusaka", "zone": "Asia/Kathmandu"}))
    sent_twice(run.ledger, BAOBAB, 1_795_356_311.0)
    page = mentor.get(f"plays/{mentor.play('A patient sent twice is registered once', 'systems/baobab-registry')}")

    assert "22 November, 19:50 UTC+0545." in page
    assert {told[:5] for told in re.findall(r"ITI-104 · ([\d:]+)", page)} == {"19:50"}


def test_a_run_whose_folder_is_gone_is_said(mentor: Visitor, run: GoingOn) -> None:
    (run.folder / "ledger" / "main.jsonl").unlink()
    answer = mentor.client.get("/review/")

    assert (answer.status_code, "The run cannot be read" in answer.text) == (503, True)


def test_a_french_page_has_a_space_before_its_colons(run: GoingOn) -> None:
    with speaking("fr"):
        served = Served(run.folder)
    text = served.visitor("mentor").get()
    served.stop()

    assert "<b>Mlima EMR</b>\N{NO-BREAK SPACE}: " in text
    assert "</b>: " not in text
