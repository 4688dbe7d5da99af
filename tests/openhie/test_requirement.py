from dataclasses import replace

from harness.openhie.requirement import Requirement

FEED = Requirement(
    "104-01", "ITI-104 2:3.104.4.1.4", "SHALL", "client_registry", "", "answer 201", "", family="iti_104"
)


def test_a_requirement_reads_as_a_sentence():
    assert FEED.sentence == "The client registry SHALL answer 201."


def test_a_requirement_on_everybody_reads_as_a_sentence():
    assert replace(FEED, actor="any").sentence == "Every system SHALL answer 201."


def test_a_full_stop_in_a_country_s_text_is_not_doubled():
    assert replace(FEED, text="answer 201.").sentence == "The client registry SHALL answer 201."


def test_a_family_has_a_title_and_a_country_s_file_its_name():
    assert FEED.family_title == "ITI-104 Patient Identity Feed FHIR"
    assert replace(FEED, family="kenya_2026").family_title == "kenya 2026"
