"""What a participant has: its waits, its results with bytes, its three buttons; and nothing of others."""

from __future__ import annotations

import re
import time

import pytest

from harness.evidence.acts import Standing
from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Ending, Start
from tests.report.demo import KIJANI, PEERS
from tests.report.demo_plays import nameless, sent_twice
from tests.report.demo_telling import REGISTRY
from tests.review.conftest import PNG, Served, Visitor
from tests.review.going_on import QUESTION, TASK, GoingOn

WAIT = r'id="w-([\w-]+)">\s*<p class="task">Register'
FAILED = r"Play everything that failed \((\d+)\)"
LOOK = r'id="w-([\w-]+)">\s*<p class="task">Does the screen'


def test_it_is_told_what_to_do_where_and_by_when(mlima: Visitor) -> None:
    page = mlima.get()

    assert TASK in page
    assert "http://127.0.0.1:8081/mlima-emr/client-registry/fhir" in page
    assert " left</span>" in page


def test_nothing_arrived_is_said_as_such(mlima: Visitor) -> None:
    assert "Nothing has arrived at this address since" in mlima.does("sent", wait=mlima.mark(WAIT)).text


def test_what_arrived_and_nobody_waits_for_is_shown(mlima: Visitor, run: GoingOn) -> None:
    mlima.does("sent", wait=mlima.mark(WAIT))
    run.strays()
    page = mlima.get()

    assert "GET Patient?family=Otieno" in page
    assert "<b>Nobody waits.</b>" in page


def test_what_arrived_and_was_taken_is_shown(mlima: Visitor, run: GoingOn) -> None:
    mlima.does("sent", wait=mlima.mark(WAIT))
    run.arrives()
    assert "Taken: this is what was waited for." in mlima.get()


def test_what_is_held_is_shown(mlima: Visitor, run: GoingOn) -> None:
    mlima.does("sent", wait=mlima.mark(WAIT))
    run.holds()
    assert "Held: it may be for a step that comes later." in mlima.get()


def test_it_answers_what_its_screen_shows(mlima: Visitor, served: Served, run: GoingOn) -> None:
    page = mlima.does("answer", wait=mlima.mark(LOOK), text="no").text

    assert "answered: <b>no</b>" in page
    assert (served.acts[0].about, served.acts[0].text) == (f"{run.question.play} 1 1", "no")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "perhaps"}, "Which answer?"),
        ({"wait": "no-such"}, "There is no such wait."),
        ({"wait": ""}, "no such wait"),
    ],
)
def test_an_answer_fits_its_question(mlima: Visitor, fields: dict[str, str], words: str) -> None:
    assert words in mlima.does("answer", **{"wait": mlima.mark(LOOK), "text": "yes"} | fields).text


def test_a_wait_that_is_over_is_not_answered(mlima: Visitor, run: GoingOn) -> None:
    wait = mlima.mark(WAIT)
    run.expires()
    assert "That wait is over" in mlima.does("sent", wait=wait).text


def test_another_participant_does_not_answer_for_it(mlima: Visitor, served: Served) -> None:
    answer = served.visitor("Kijani MPI").does("answer", wait=mlima.mark(LOOK), text="yes")
    assert (answer.status_code, served.acts) == (422, [])


def test_it_asks_for_a_scenario_again_once(mlima: Visitor, served: Served) -> None:
    play = mlima.play("A patient sent twice is registered once")
    assert "You asked for 1 thing to be played again" in mlima.does("again", play=play).text
    assert "It is in the queue already." in mlima.does("again", play=play).text
    assert [(act.act, act.participant) for act in served.acts] == [("again", "Mlima EMR")]


def test_it_asks_for_everything_that_failed_and_takes_it_back(mlima: Visitor, served: Served) -> None:
    assert "Play everything that failed (1)" in mlima.get()
    assert "everything that failed</p>" in mlima.does("again").text
    mlima.does("withdraw", about=served.acts[0].id)
    assert "Play everything that failed (1)" in mlima.get()


@pytest.mark.parametrize("own", ["NONE", "PASS"])
def test_what_went_wrong_for_the_other_side_of_a_pair_is_not_counted_as_failed(
    mlima: Visitor, served: Served, run: GoingOn, own: str
) -> None:
    run.ledger.add(Start("x", "x", "CRWF-1", {"client_registry": "Kijani MPI", "point_of_service": "Mlima EMR"}, 1.0))
    before = int(served.visitor("Kijani MPI").mark(FAILED))
    run.ledger.add(Ending("x", "FAIL", {"Kijani MPI": "FAIL", "Mlima EMR": own}, 2.0))
    assert int(served.visitor("Kijani MPI").mark(FAILED)) == before + 1
    assert "Play everything that failed (1)" in mlima.get()


def test_what_a_mentor_asked_for_is_not_told_as_its_own_wish(mlima: Visitor, mentor: Visitor) -> None:
    mentor.does("again", participant="Mlima EMR")
    assert "1 thing is to be played again, asked for at" in mlima.get()
    assert "You asked" not in mlima.get()


def test_what_was_overridden_is_not_counted_as_failed(mlima: Visitor, mentor: Visitor) -> None:
    play = mentor.play("A patient sent twice is registered once", "systems/mlima-emr")
    requirement = mentor.mark(r'name="requirement" value="([^"]+)"', f"plays/{play}")
    mentor.does("override", play=play, requirement=requirement, participant="Mlima EMR", verdict="PASS", text="Seen.")
    assert "Play everything that failed" not in mlima.get()


def test_what_the_run_took_up_is_asked_for_no_more(mlima: Visitor, served: Served, run: GoingOn) -> None:
    mlima.does("again")
    run.takes_up(served.acts[0].id)
    assert "to be played again" not in mlima.get()


def test_what_waits_for_its_turn_is_shown_until_it_begins(mlima: Visitor, served: Served, run: GoingOn) -> None:
    mlima.does("again", play=mlima.play("A patient sent twice is registered once"))
    again = f"{served.acts[0].play}#2"
    run.takes_up(served.acts[0].id, again)
    assert "In the queue: <a" in mlima.get()
    run.ledger.add(Start(again, "x", "CRWF-1", {"point_of_service": "Mlima EMR"}, time.time(), anew=True))
    assert "In the queue" not in mlima.get()


def test_its_results_have_bytes(mlima: Visitor) -> None:
    page = mlima.get(f"plays/{mlima.play('A patient sent twice is registered once')}")

    assert "PUT /mlima-emr/client-registry/fhir/Patient" in page
    assert "http://mlima.example/patients" in page


def test_it_sees_nothing_of_others(mlima: Visitor, run: GoingOn) -> None:
    run.arrives()
    plays = {mlima.mark(rf'(?:.*?plays/([\w-]+)"){{{n}}}') for n in (1, 2)}
    seen = "".join([mlima.get(), *(mlima.get(f"plays/{one}") for one in plays)])

    assert "another participant" in seen
    assert [name for name in ("Kijani", "kijani", "Baobab", "baobab") if name in seen] == []


def test_what_it_has_to_mend_stands_first(organiser: Visitor, run: GoingOn) -> None:
    nameless(run.ledger, KIJANI, time.time())
    words = re.findall(r'<td data-col="verdict"><span class="v v-([a-z]+)', organiser.get("systems/kijani-mpi"))
    assert words == ["fail", "fail", "pass", "pass"]


def test_others_have_numbers_that_stay(mlima: Visitor, run: GoingOn) -> None:
    numbers = set(re.findall(r"with another participant (\d)", mlima.get()))
    sent_twice(run.ledger, {**PEERS, REGISTRY: "Baobab Registry"}, time.time())
    assert len(numbers) == 1
    assert set(re.findall(r"with another participant (\d)", mlima.get())) == {"1", "2"}


def test_others_have_the_same_number_on_the_page_of_a_play(mlima: Visitor, run: GoingOn) -> None:
    sent_twice(run.ledger, {**PEERS, REGISTRY: "Baobab Registry"}, time.time())
    row = r'plays/([\w-]+)">(?:(?!</tr>).)*?with another participant (\d)'
    listed = re.findall(row, mlima.get(), re.DOTALL)

    assert len({number for _, number in listed}) == 2
    for mark, number in listed:
        assert f"another participant {number} plays the client registry" in mlima.get(f"plays/{mark}")


def test_pages_of_others_are_not_there(mlima: Visitor, organiser: Visitor) -> None:
    theirs = organiser.play("A changed name is seen by everybody", "systems/kijani-mpi")
    paths = (f"plays/{theirs}", f"plays/{theirs}/bodies/{'a' * 24}", "systems/kijani-mpi", "plays", "acts", "links")
    assert {mlima.status(path) for path in paths} == {404}
    assert mlima.status("systems/mlima-emr") == 200


def test_it_does_not_ask_for_plays_of_others(mlima: Visitor, organiser: Visitor, served: Served) -> None:
    theirs = organiser.play("A changed name is seen by everybody", "systems/kijani-mpi")
    assert "There is no such play." in mlima.does("again", play=theirs).text
    assert served.acts == []


def test_it_shows_its_evidence_to_the_mentors_and_to_nobody_else(
    served: Served, mentor: Visitor, mlima: Visitor
) -> None:
    kijani = served.visitor("Kijani MPI")
    kijani.does("comment", requirement="CRF-5", text="Load test of May", files={"picture": ("load.png", PNG)})
    picture = mentor.mark(r"(pictures/[0-9a-f]{64})", "systems/kijani-mpi")

    assert "Load test of May" in kijani.get()
    assert (kijani.status(picture), mlima.status(picture), mlima.status("pictures/none")) == (200, 404, 404)


def test_it_does_what_the_page_offers_and_no_more(mlima: Visitor, served: Served) -> None:
    for deed in ("override", "attest", "dispute", "pause", "go-on", "settle", "nonsense"):
        assert mlima.does(deed, requirement="104-02", text="x", verdict="PASS").status_code == 422
    assert served.acts == []


def test_it_acts_in_its_own_name_where_it_gives_none(mlima: Visitor, served: Served) -> None:
    mlima.does("comment", by="", participant="Kijani MPI", text="Hello")
    assert (served.acts[0].by, served.acts[0].participant) == ("Mlima EMR", "Mlima EMR")


def test_questions_of_a_screen_are_told_apart(mlima: Visitor) -> None:
    assert QUESTION in mlima.get()
    assert mlima.get().count(">I have sent it</button>") == 1


def test_one_participant_does_not_fill_the_disk(mlima: Visitor) -> None:
    four = [("picture", (f"{number}.png", PNG)) for number in range(4)]
    answers = [mlima.does("comment", files=four).status_code for _ in range(11)]
    assert answers == [200] * 10 + [422]
    assert "as many pictures as it may" in mlima.does("comment", files=four[:1]).text
    assert mlima.does("comment", text="A word").status_code == 200


def test_a_participant_has_an_end_of_things_to_send(mlima: Visitor, run: GoingOn) -> None:
    acts = Ledger(run.folder, writer="review")
    for number in range(1000):
        acts.add(Act(str(number), "comment", "Mlima EMR", "participant", 1.0, participant="Mlima EMR"))
    acts.close()
    assert "Speak to the organiser." in mlima.does("comment", text="x").text


def test_the_newest_word_counts_whatever_is_done_to_the_clock(mlima: Visitor, run: GoingOn, served: Served) -> None:
    acts = Ledger(run.folder, writer="review")
    acts.add(Act("1", "again", "Mlima EMR", "participant", time.time() + 3600, participant="Mlima EMR"))
    acts.close()
    mlima.does("withdraw", about="1")
    assert Standing(served.acts).requests() == ()
