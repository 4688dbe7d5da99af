from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.openhie.requirements import Catalogue
from harness.scenario.library import scenarios
from harness.scenario.script import Judgement, Script, Send
from harness.transactions import FaultyPatientIdentityFeed, MobilePatientDemographicsQuery, PatientIdentityFeed
from tests.library import LIBRARY

Read = Callable[[str], Script]

RIGHT = """
@verifies("104-01", "104-09", "83-11")
def test_a_patient_is_registered_once(point_of_service, client_registry):
    grace = patients.unseen()
    feed = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
    again = point_of_service.sends(PatientIdentityFeed(grace), to=client_registry)
    query = point_of_service.sends(MobilePatientDemographicsQuery("family=A"), to=client_registry)

    for one in (feed, again):
        with then(point_of_service).shall("name her", "104-09"):
            feeds.updates_by_identifier(one.request, domain=point_of_service.domain)
    with then(client_registry).shall("create her", "104-01"):
        http.answered(feed.response, 201)
    with then(client_registry).should("leave it out", "83-11"):
        http.answered(query.response, 200)
"""


def test_a_right_scenario_has_no_mistakes(script: Read) -> None:
    assert script(RIGHT).mistakes == ()


def test_a_script_knows_its_names(script: Read) -> None:
    read = script(RIGHT)

    assert (read.name, read.title) == (
        "create_patient.a_patient_is_registered_once",
        "A patient is registered once",
    )
    assert (Path(read.file).name, read.line) == ("test_create_patient.py", 14)


def test_a_title_keeps_its_abbreviations_and_whose_a_thing_is(script: Read) -> None:
    named = RIGHT.replace("a_patient_is_registered_once", "her_mother_s_name_comes_in_xml")
    assert script(named).title == "Her mother's name comes in XML"


def test_a_script_knows_its_story_and_its_workflow(script: Read) -> None:
    read = script(RIGHT)

    assert read.workflow == "CRWF-1"
    assert read.story.splitlines()[2] == "Somebody comes to a clinic for the first time."


def test_a_script_knows_who_is_judged_by_what(script: Read) -> None:
    read = script(RIGHT)

    assert read.judgements[0] == Judgement(
        "point_of_service", "SHALL", "name her", "104-09", 22, "patient_identity_source"
    )
    assert [one.level for one in read.judgements] == ["SHALL", "SHALL", "SHOULD"]
    assert read.judged_actors == {"point_of_service", "client_registry"}


def test_a_script_knows_what_is_sent(script: Read) -> None:
    read = script(RIGHT)

    assert read.actors == ("point_of_service", "client_registry")
    assert read.sends == (
        *[Send("point_of_service", "client_registry", PatientIdentityFeed)] * 2,
        Send("point_of_service", "client_registry", MobilePatientDemographicsQuery),
    )
    assert read.transactions == (PatientIdentityFeed, MobilePatientDemographicsQuery)


def test_a_script_knows_what_is_judged_unasked(script: Read) -> None:
    assert script(RIGHT).unasked == ("104-10", "104-11", "FHIR-01", "78-26", "78-01", "78-13")


def test_of_several_workflows_a_scenario_is_of_the_one_it_verifies_else_of_the_first(script: Read) -> None:
    both = replace(script(RIGHT), story="Two at once (CRWF-2, CRWF-3).", verifies=("104-01", "CRWF-3"))
    assert both.workflow == "CRWF-3"
    assert replace(both, verifies=("104-01",)).workflow == "CRWF-2"


def test_a_scenario_without_a_workflow_in_its_story_is_of_the_first_it_verifies(script: Read) -> None:
    assert replace(script(RIGHT), story="A story without a number.").workflow == "104-01"


@pytest.mark.parametrize(
    "line", ["feed = point_of_service.sends(FaultyPatientIdentityFeed(grace, 'no name'), to=client_registry)"]
)
def test_who_sends_what_is_wrong_on_purpose_misbehaves(script: Read, line: str) -> None:
    read = script(
        f"""
        @verifies("104-03b")
        def test_it(point_of_service, client_registry):
            {line}
            with then(client_registry).shall("refuse it", "104-03b"):
                http.refused(feed.response)
        """
    )

    assert (read.misbehaving, read.sends[0].transaction) == ({"point_of_service"}, FaultyPatientIdentityFeed)


def test_who_answers_oddly_misbehaves(script: Read) -> None:
    read = script(
        """
        @verifies("78-17")
        def test_it(point_of_service, client_registry):
            client_registry.answers(oddities.Nobody())
            with then(point_of_service).shall("say so", "78-17"):
                point_of_service.shows(None)
        """
    )

    assert read.misbehaving == {"client_registry"}


JUDGED = """
@verifies({declared})
def test_it(point_of_service, client_registry):
    feed = point_of_service.sends({sent}, to=client_registry)
    with then({actor}).{level}({said}):
        http.answered(feed.response, 201)
"""


def judged(
    said: str = '"create her", "104-01"',
    *,
    declared: str = '"104-01"',
    actor: str = "client_registry",
    level: str = "shall",
    sent: str = "PatientIdentityFeed(patients.unseen())",
) -> str:
    return JUDGED.format(said=said, declared=declared, actor=actor, level=level, sent=sent)


LITERALS = ':17: then(actor).shall("sentence", "requirement"): the sentence and the id have to be literals'
NAMED = ":16: initiator.sends(Transaction(…), to=responder): name all three here, for who is written to has to be known"
MISTAKES: dict[str, tuple[str, str]] = {
    "judged, not declared": (
        judged(declared='"104-01", "104-02"').replace('"104-01", "104-02"', '"104-02"')
        + '    with then(client_registry).shall("update her", "104-02"):\n        pass\n',
        ":17: 104-01 is judged, but @verifies does not declare it",
    ),
    "declared, never judged": (
        judged(declared='"104-01", "104-02"'),
        ":15: @verifies declares 104-02, but no then(…) judges it",
    ),
    "unknown": (
        judged('"create her", "CRWF1"', declared='"CRWF1"'),
        ":17: There is no requirement 'CRWF1'. Did you mean 'CRWF-1'?",
    ),
    "another level": (judged(level="should"), ":17: 104-01 is judged as SHOULD; the catalogue says SHALL (http"),
    "another actor": (
        judged(actor="point_of_service"),
        ":17: 104-01 is a requirement on the client_registry, not on the point_of_service",
    ),
    "an id that is no literal": (judged('"create her", ID'), LITERALS),
    "an id that is made up": (judged('"create her", f"104-{1}"'), LITERALS),
    "no id": (judged('"create her"'), LITERALS),
    "an actor that is none": (judged(actor="players[0]"), LITERALS),
    "a declared id that is no literal": (
        judged(declared="*['104-01']"),
        ':14: @verifies("id", …): every id has to be a literal',
    ),
    "a transaction in a name": (judged(sent="feed"), NAMED),
    "a transaction from elsewhere": (judged(sent="made_up()"), NAMED),
    "no transaction": (judged(sent="patients.unseen()"), NAMED),
    "nobody who feeds": (
        judged().replace("    feed", "    client_registry.knows(patients.unseen())\n    feed", 1),
        ":16: responder.knows(person, by=initiator): name all three here",
    ),
    "no responder": (judged().replace(", to=client_registry", ""), NAMED),
}


@pytest.mark.parametrize(("text", "mistake"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_line(script: Read, text: str, mistake: str) -> None:
    read = script(text)

    assert any(f"{read.file}{mistake}" in told for told in read.mistakes), read.mistakes


def test_every_mistake_is_told(script: Read) -> None:
    read = script(judged('"create her", "104-1"', declared='"104-02"', sent="feed"))

    assert len(read.mistakes) == 4


@pytest.mark.parametrize("sent", ["transactions.PatientIdentityFeed(grace)", "Feed(grace)"])
def test_a_transaction_is_known_under_any_name_that_it_goes_by(script: Read, sent: str) -> None:
    imports = "from harness import transactions\nfrom harness.transactions import PatientIdentityFeed as Feed\n"

    read = script(imports + judged(sent=sent))
    assert [one.transaction for one in read.sends] == [PatientIdentityFeed]


def test_another_decorator_does_no_harm(script: Read) -> None:
    read = script("import pytest\n" + judged().replace("@verifies", '@pytest.mark.skipif(False, reason="")\n@verifies'))

    assert read.mistakes == ()


def test_a_scenario_that_is_no_plain_function_is_told(tmp_path: Path, catalogue: Catalogue) -> None:
    text = 'from harness import verifies\n\n@verifies("104-01")\nasync def test_it(client_registry):\n    pass\n'
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=r"test_it\.py:3: a scenario is a plain function; test_it is none"):
        list(scenarios(catalogue, tmp_path))


def test_what_stands_above_a_scenario_is_passed_over(script: Read) -> None:
    read = script(f"def above():\n    pass\n{RIGHT}")
    assert (read.actors, read.line) == (("point_of_service", "client_registry"), 17)


def test_the_library_has_no_mistakes() -> None:
    assert [mistake for one in LIBRARY for mistake in one.script.mistakes] == []
