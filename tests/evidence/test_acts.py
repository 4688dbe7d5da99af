from __future__ import annotations

from typing import Any

import pytest

from harness.evidence.acts import Standing, begun_anew, in_force, taken, wait_name
from harness.evidence.record import Act, Deed, Fact, Finding, Start, Wait

FINDING = Finding("a[b]", 1, "104-01", "client_registry", "OpenCR", "SHALL", "FAIL", "create her")


def did(deed: Deed, number: int, **fields: Any) -> Act:
    """An act whose id is its `number`, done at that second."""
    return Act(str(number), deed, "Wanjiru", "mentor", float(number), **fields)


def overridden(number: int = 1, verdict: str = "PASS", play: str = "a[b]") -> Act:
    return did("override", number, play=play, requirement="104-01", participant="OpenCR", verdict=verdict)


def test_what_is_withdrawn_counts_no_more_until_the_withdrawal_is_withdrawn() -> None:
    acts = [did("withdraw", 2, about="1"), did("comment", 1)]

    assert in_force(acts) == ()
    assert [act.id for act in in_force([*acts, did("withdraw", 3, about="2")])] == ["1"]


def test_the_newest_override_gives_the_word() -> None:
    assert Standing([]).word(FINDING) == "FAIL"
    assert Standing([overridden(2, "INCONCLUSIVE"), overridden(1)]).word(FINDING) == "INCONCLUSIVE"


@pytest.mark.parametrize(("anew", "word"), [(True, "FAIL"), (False, "PASS")])
def test_an_override_holds_for_what_is_judged_again_and_not_for_what_is_played_again(anew: bool, word: str) -> None:
    starts = [Start("a[b]#2", "a", "CRWF-1", {}, 2.0, anew=anew)]
    again = Finding("a[b]#2", 1, "104-01", "client_registry", "OpenCR", "SHALL", "FAIL", "create her")

    assert Standing([overridden()], begun_anew(starts)).word(again) == word


def test_the_newest_attestation_of_a_participant_counts() -> None:
    acts = [
        did("attest", n, participant="OpenCR", requirement="CRF-5", verdict=v) for n, v in ((1, "PASS"), (2, "FAIL"))
    ]
    standing = Standing(acts)

    assert standing.attestation("OpenCR", "CRF-5") is standing.attestations[0] is acts[1]
    assert standing.attestation("Kijani EMR", "CRF-5") is None


def test_comments_are_found_by_what_they_are_about() -> None:
    on_play = did("comment", 1, play="a[b]#2", participant="OpenCR", requirement="104-01")
    standing = Standing([on_play, did("comment", 2, participant="OpenCR")])

    assert standing.comments("a[b]", requirement="104-01") == (on_play,)
    assert standing.comments("a[b]", participant="Kijani EMR") == ()
    assert [act.id for act in standing.comments(participant="OpenCR")] == ["2"]


def test_a_dispute_covers_what_it_does_not_narrow_down() -> None:
    standing = Standing(
        [did("dispute", 1, requirement="104-01"), did("dispute", 2, scenario="a", participant="OpenCR")]
    )

    assert (standing.dispute(scenario="b", requirement="104-01") or FINDING) is standing.disputes[0]
    assert (standing.dispute(scenario="a", requirement="104-01", participant="OpenCR") or FINDING) is standing.disputes[
        1
    ]
    assert standing.dispute(scenario="a", participant="Kijani EMR") is None


def test_a_dispute_lasts_until_it_is_settled() -> None:
    dispute = did("dispute", 1, requirement="104-01")

    assert Standing([dispute, did("settle", 2, requirement="104-02")]).disputes == (dispute,)
    assert Standing([dispute, did("settle", 2, requirement="104-01")]).disputes == ()


def test_a_pause_lasts_until_it_goes_on() -> None:
    pause = did("pause", 1, participant="OpenCR")
    standing = Standing([pause])

    assert standing.pauses == (pause,)
    assert standing.pause(participant="OpenCR", scenario="a") is pause
    assert Standing([pause, did("go-on", 2, participant="OpenCR")]).pause(participant="OpenCR") is None


def test_what_is_said_of_a_wait_is_found_by_its_name() -> None:
    name = wait_name(Wait("a[b c]", 2, 1, "OpenCR", "Register her.", "", 0.0, "open"))
    acts = [
        did("answer", 1, about=name, text="no"),
        did("answer", 2, about=name, text="yes"),
        did("sent", 3, about=name),
    ]
    standing = Standing(acts)

    assert name == "a[b c] 2 1"
    assert (standing.answer(name), standing.answer("another")) == (acts[1], None)
    assert standing.sent(name) == (acts[2],)


def test_a_request_is_open_until_the_run_takes_it_up() -> None:
    acts = [did("again", 2, participant="OpenCR"), did("again", 1, play="a[b]")]
    done = taken([Fact("taken", {"act": "1", "plays": ["a[b]#2"]}), Fact("end")])

    assert done == {"1": ["a[b]#2"]}
    assert [act.id for act in Standing(acts).requests()] == ["1", "2"]
    assert [act.id for act in Standing(acts).requests(done)] == ["2"]
