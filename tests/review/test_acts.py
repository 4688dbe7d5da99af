"""What mentors and the organiser do: each act is in the ledger, and the page shows both words."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from harness.report.assembly import read_run
from tests.review.conftest import PNG, Served, Visitor

RENAMED = "A changed name is seen by everybody"


def overridden(mentor: Visitor, **fields: str) -> str:
    play = mentor.play(RENAMED, "systems/kijani-mpi")
    target = {
        "play": play,
        "requirement": "104-02",
        "participant": "Kijani MPI",
        "verdict": "PASS",
        "text": "We saw it.",
    }
    return mentor.does("override", **target | fields).text


def test_an_override_is_written_down_with_its_reason_and_name(mentor: Visitor, served: Served) -> None:
    overridden(mentor)
    (act,) = served.acts
    assert (act.act, act.by, act.role, act.verdict, act.text) == ("override", "Wanjiru", "mentor", "PASS", "We saw it.")
    run = read_run(served.folder)
    assert {run.standing.word(one) for play in run.plays for one in play.findings if one.requirement == "104-02"} > {
        "PASS"
    }


def test_the_page_shows_the_machines_verdict_beside_the_persons(mentor: Visitor) -> None:
    overridden(mentor)
    page = mentor.get(f"plays/{mentor.play(RENAMED, 'systems/kijani-mpi')}")

    assert "We saw it." in page
    assert "the machine:" in page


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"by": " "}, "Your name is missing"),
        ({"text": ""}, "The reason is missing."),
        ({"verdict": "ERROR"}, "Which verdict? One of PASS, NOTED, INCONCLUSIVE, FAIL."),
        ({"play": "no-such"}, "There is no such play."),
        ({"requirement": "nothing"}, "There is no requirement"),
        ({"requirement": ""}, "It does not say what it is about."),
        ({"id": "x"}, "The form was not whole."),
    ],
)
def test_what_is_missing_is_said_and_nothing_written(
    mentor: Visitor, served: Served, missing: dict[str, str], words: str
) -> None:
    assert words in overridden(mentor, **missing)
    assert served.acts == []


def test_what_was_written_in_vain_can_be_copied(mentor: Visitor) -> None:
    assert ">A long text</textarea>" in overridden(mentor, by="", text="A long text")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "é" * 5001}, "The text is too long: it has 5,001 characters, and may have 5,000."),
        ({"by": "W" * 81}, "The name is too long: it has 81 characters, and may have 80."),
    ],
)
def test_what_is_too_long_is_handed_back_whole(
    mentor: Visitor, served: Served, fields: dict[str, str], words: str
) -> None:
    sent = {"participant": "Kijani MPI", "text": "A text"} | fields
    answer = mentor.does("comment", **sent)
    assert (answer.status_code, served.acts) == (422, [])
    assert all(told in answer.text for told in (words, f">{sent['text']}</textarea>"))


def test_a_text_as_long_as_it_may_be_is_kept(mentor: Visitor, served: Served) -> None:
    mentor.does("comment", participant="Kijani MPI", text="x\r\n" + "é" * 4998)
    assert served.acts[0].text == "x\n" + "é" * 4998


def test_a_form_that_is_sent_twice_is_done_once(mentor: Visitor, served: Served) -> None:
    for _ in range(2):
        mentor.does("comment", id="the-same-every-time", participant="Kijani MPI", text="Look at the log.")
    assert len(served.acts) == 1


def test_a_comment_on_a_finding_stands_beside_it(mentor: Visitor) -> None:
    play = mentor.play(RENAMED, "systems/kijani-mpi")
    about = {"play": play, "requirement": "104-02", "participant": "Kijani MPI"}
    answer = mentor.does("comment", text="Look at <the> log.", back=f"/review/plays/{play}#f1", **about)

    assert str(answer.url).endswith(f"/review/plays/{play}#f1")
    assert "Look at &lt;the&gt; log." in answer.text


def test_a_disputed_requirement_is_said_to_be_so_until_it_is_settled(organiser: Visitor) -> None:
    organiser.does("dispute", requirement="104-02", text="The standard says otherwise.")
    assert "disputed: played and shown, not counted" in organiser.get()
    organiser.does("settle", requirement="104-02")
    assert "disputed: played and shown, not counted" not in organiser.get()


def test_the_organiser_pauses_a_participant_with_a_reason(organiser: Visitor, served: Served) -> None:
    organiser.does("pause", participant="Mlima EMR", text="Their server is being moved.")
    page = served.visitor("Mlima EMR").get()

    assert "Paused: nothing more is played with you" in page
    assert "Their server is being moved." in page
    assert "is paused." not in organiser.does("go-on", participant="Mlima EMR").text


def test_a_pause_and_a_dispute_say_what_they_are_about(organiser: Visitor) -> None:
    assert "Which participant, or which scenario?" in organiser.does("pause", text="Why not").text
    assert "Which requirement, or which scenario?" in organiser.does("dispute", text="Why not").text


def test_a_mentor_pauses_nobody(mentor: Visitor, served: Served) -> None:
    assert mentor.does("pause", participant="Mlima EMR", text="Why not").status_code == 422
    assert served.acts == []


def test_what_no_wire_shows_is_attested_with_a_picture(mentor: Visitor) -> None:
    about = {"requirement": "CRF-5", "participant": "Kijani MPI", "verdict": "PASS"}
    mentor.does("attest", **about, files={"picture": ("screen.png", PNG)})
    page = mentor.get("systems/kijani-mpi")
    picture = mentor.client.get(f"/review/{mentor.mark(r'(pictures/[0-9a-f]{64})', 'systems/kijani-mpi')}")

    assert "Has it been run with as many patients" in page
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
    assert "sandbox" in picture.headers["content-security-policy"]


def test_an_attestation_says_how_one_knows(mentor: Visitor) -> None:
    answer = mentor.does("attest", requirement="CRF-5", participant="Kijani MPI", verdict="PASS")
    assert "How do you know?" in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<svg onload=alert(1)>", "is no picture in PNG, JPEG or WebP"), (PNG * 100_000, "a picture may have 5 MB")],
)
def test_what_is_no_picture_is_refused_by_its_bytes(
    mentor: Visitor, served: Served, content: bytes, words: str
) -> None:
    answer = mentor.does("comment", participant="Kijani MPI", files={"picture": ("a.png", content, "image/png")})
    assert words in answer.text
    assert served.acts == []


def photograph(kind: str) -> bytes:
    made = BytesIO()
    Image.effect_noise((60, 40), 90).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(("name", "kind"), [("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_photograph_is_known_by_how_it_begins(mentor: Visitor, served: Served, name: str, kind: str) -> None:
    mentor.does("comment", participant="Kijani MPI", files={"picture": ("../../a.x", photograph(name))})
    (picture,) = served.acts[0].pictures
    assert (picture["name"], picture["type"]) == ("a.x", kind)


@pytest.mark.parametrize(
    "content", [PNG[:60], PNG.replace(b"IDAT", b"IDAX"), photograph("JPEG")[:700], photograph("WEBP")[:700]]
)
def test_a_picture_that_is_not_whole_is_refused(mentor: Visitor, served: Served, content: bytes) -> None:
    answer = mentor.does("comment", participant="Kijani MPI", text="See here", files={"picture": ("a.png", content)})
    assert "a.png is not whole, or damaged" in answer.text
    assert ("See here</textarea>" in answer.text, served.acts) == (True, [])


def test_a_picture_of_more_points_than_there_is_memory_for_is_refused(mentor: Visitor, served: Served) -> None:
    made = BytesIO()
    Image.new("1", (10_000, 10_000)).save(made, "PNG")
    answer = mentor.does("comment", participant="Kijani MPI", files={"picture": ("a.png", made.getvalue())})
    assert ("a.png has 10000 by 10000 points" in answer.text, served.acts) == (True, [])


def test_a_text_that_is_too_long_is_given_back_whole(mentor: Visitor, served: Served) -> None:
    answer = mentor.does("comment", participant="Kijani MPI", text="y" * 200_000, files={"picture": ("a.png", PNG)})
    assert (answer.status_code, "y" * 200_000 in answer.text, served.acts) == (422, True, [])


def test_a_text_that_nobody_types_is_refused_with_how_long_one_may_be(mentor: Visitor, served: Served) -> None:
    answer = mentor.does("comment", participant="Kijani MPI", text="y" * 2_000_000, files={"picture": ("a.png", PNG)})
    assert (answer.status_code, "A text may have 5,000 characters" in answer.text, served.acts) == (400, True, [])


def test_more_than_a_form_holds_is_not_read(mentor: Visitor) -> None:
    many = [("picture", ("a.png", PNG * 100_000)) for _ in range(4)]
    answer = mentor.does("comment", participant="Kijani MPI", files=many)
    assert (answer.status_code, "Nothing was kept." in answer.text) == (413, True)


def test_what_is_withdrawn_stays_and_says_so(mentor: Visitor, served: Served) -> None:
    overridden(mentor)
    mentor.does("withdraw", about=served.acts[0].id)

    assert "withdrawn" in mentor.get("acts")
    assert [act.act for act in served.acts] == ["override", "withdraw"]
    assert read_run(served.folder).standing.acts == ()


def test_a_mentor_does_not_withdraw_what_the_organiser_did(mentor: Visitor, organiser: Visitor, served: Served) -> None:
    organiser.does("pause", participant="Mlima EMR", text="A break.")
    assert "it is not yours" in mentor.does("withdraw", about=served.acts[0].id).text
    assert organiser.does("withdraw", about=served.acts[0].id).status_code == 200


def test_two_people_at_once_lose_nothing(mentor: Visitor, organiser: Visitor, served: Served) -> None:
    for number in range(5):
        mentor.does("comment", participant="Kijani MPI", text=f"m{number}")
        organiser.does("comment", participant="Kijani MPI", text=f"o{number}")

    assert len(served.acts) == 10
    assert all(f"{who}{number}" in mentor.get("acts") for who in "mo" for number in range(5))


def test_a_token_that_somebody_types_is_not_written_down(mentor: Visitor, served: Served) -> None:
    token = served.links["Mlima EMR"].rpartition("/")[2]
    mentor.does("comment", participant="Mlima EMR", text=f"Use {token}")
    assert served.acts[0].text == "Use [redacted]"


def test_lists_tell_the_word_that_counts_and_the_machines(mentor: Visitor) -> None:
    assert ">3 FAIL<" in mentor.get("systems/kijani-mpi")
    for requirement in ("104-02", "CRWF-2"):
        overridden(mentor, requirement=requirement)
    page = mentor.get("systems/kijani-mpi")

    assert ">2 FAIL<" in page
    assert "the machine: FAIL" in page


def test_what_is_disputed_is_listed_as_that(mentor: Visitor) -> None:
    mentor.does("dispute", requirement="104-03b", text="The standard says otherwise.")
    assert ">2 FAIL<" in mentor.get("systems/kijani-mpi")
    scenario = mentor.mark(r'name="scenario" value="([^"]+)"', f"plays/{mentor.play(RENAMED, 'systems/kijani-mpi')}")
    mentor.does("dispute", scenario=scenario, text="It cannot be played so.")
    assert ">1 FAIL<" in mentor.get("systems/kijani-mpi")
    assert ">2 DISPUTED<" in mentor.get("systems/kijani-mpi")
