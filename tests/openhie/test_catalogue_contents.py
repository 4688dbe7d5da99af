"""What the committed catalogue holds: nothing missing, nothing twice, nothing without a reason."""

import re
from collections import Counter

import pytest

from harness.openhie.requirements import Catalogue

CATALOGUE = list(Catalogue.load())
OPENHIE = [each for each in CATALOGUE if each.family == "openhie"]
AGGREGATES = {"HMISWF-1", "HMISF-1", "HMISF-3", "HMISF-4", "IOLF-5", "IOLF-6"}
TESTED_OPENHIE = {"CRWF-1", "CRWF-2", "CRWF-3", "CRWF-4", "CRF-10"}
CARE_SERVICES = {
    *("FRWF-1", "HWWF-1", "HWWF-2", "HWWF-3", "HWWF-4", "FRF-2", "FRF-3", "FRF-6", "FRF-9"),
    *("HWRF-1", "HWRF-2", "HWRF-4", "HWRF-5", "HWRF-6", "HWRF-7"),
}


def numbered(prefix, last, *, width=1):
    return {f"{prefix}-{number:0{width}}" for number in range(1, last + 1)}


def of_openhie(pattern):
    return {each.requirement for each in OPENHIE if re.fullmatch(pattern, each.requirement)}


def test_every_workflow_id_of_the_components_is_there():
    ours = of_openhie(r"\w+WF-\d+") - of_openhie(r"HFW-\d+")
    counts = {"CRWF": 4, "FRWF": 1, "HMISWF": 1, "HWWF": 4, "IOLWF": 1, "SHRWF": 2, "TSWF": 8}
    assert ours == set().union(*(numbered(prefix, last) for prefix, last in counts.items()))
    assert len(ours) == 21


def test_every_workflow_id_of_finance_is_there():
    assert of_openhie(r"HFW-\d+") == numbered("HFW", 5, width=3)


def test_every_functional_id_is_there():
    counts = {"CRF": 10, "FRF": 14, "HMISF": 7, "HWRF": 12, "IOLF": 16, "SHRF": 12, "TSF": 13}
    wanted = set().union(*(numbered(prefix, last) for prefix, last in counts.items())) | numbered("FISF", 29, width=2)
    assert of_openhie(r"(CR|FR|FIS|HMIS|HWR|IOL|SHR|TS)F-\d+") == wanted
    assert len(wanted) == 113


def test_every_non_functional_id_is_there_and_nothing_else():
    assert of_openhie(r"NFR-\d+") == numbered("NFR", 12)
    assert len(OPENHIE) == 21 + 5 + 113 + 12


def test_every_id_is_normalised_and_unique():
    form = re.compile(r"([A-Z]+-\d+|V2-\d\d|\d+-\d\d[a-z]?|OHIE-CR-\d\d|OHIE-FHIR-\d\d[a-z]?)")
    assert [each.requirement for each in CATALOGUE if not form.fullmatch(each.requirement)] == []
    assert Counter(each.requirement for each in CATALOGUE).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("NFR-1", "NRF-1"), ("FRF-13", "FR-13"), ("FRF-14", "FR-14"), ("HWRF-9", "HWFR - 9"), ("TSF-10", "TS -10")],
)
def test_the_specification_s_own_spelling_is_kept(ours, theirs):
    assert next(each.spec_id for each in CATALOGUE if each.requirement == ours) == theirs


@pytest.mark.parametrize(
    ("prefix", "required"),
    [
        ("CRF", "2 8"),
        ("FRF", "1 2 4 8"),
        ("HMISF", "1"),
        ("HWRF", "1 2 3 5 8 9 10"),
        ("IOLF", "2 3 7 9 10 12 13 14"),
        ("SHRF", ""),
        ("TSF", "1 2 5 6 7 8 9 10 11 12 13"),
        ("FISF", "01 03 05 06 08 09 10 14 15"),
        ("NFR", "12"),
        ("HWWF", "1 2 4"),
    ],
)
def test_what_the_specification_requires_is_a_shall(prefix, required):
    shall = [each.requirement for each in OPENHIE if each.level == "SHALL"]
    assert [name for name in shall if name.startswith(prefix + "-")] == [f"{prefix}-{n}" for n in required.split()]


def test_what_the_specification_calls_optional_is_a_may():
    assert [each.requirement for each in CATALOGUE if each.level == "MAY"] == [f"FISF-{n}" for n in range(16, 20)]


def test_families_come_in_the_order_of_their_numbers():
    families = list(dict.fromkeys(each.family for each in CATALOGUE))
    numbers = [int(each.removeprefix("iti_")) for each in families if each.startswith("iti_")]
    assert (families[0], numbers) == ("openhie", sorted(numbers))


def test_of_openhie_these_scenarios_and_a_layer_between_test_these():
    tested = {each.requirement for each in OPENHIE if not each.not_tested and not each.requirement.startswith("TS")}
    assert tested == TESTED_OPENHIE | CARE_SERVICES | AGGREGATES | {"IOLF-2"}


def test_all_that_openhie_asks_of_a_terminology_service_is_tested():
    rows = [each for each in OPENHIE if each.actor == "terminology_service"]
    assert (len(rows), [each.requirement for each in rows if each.not_tested]) == (21, [])


def test_what_no_wire_shows_asks_a_person_a_question():
    unseen = [each for each in CATALOGUE if "attest" in each.not_tested or "No wire shows" in each.not_tested]
    assert [each.requirement for each in unseen if "?" not in each.attest] == []
    assert {each.requirement for each in CATALOGUE if each.attest} == {each.requirement for each in unseen}


def test_of_ihe_only_these_are_not_tested():
    reasons = {each.requirement for each in CATALOGUE if each.not_tested and each.family != "openhie"}
    others = {"1-05", "19-06", "71-13", "71-14"} | {"60-10", "60-11"} | {"130-05", "73-12"}
    assert reasons - others == {"83-09", "104-08", "104-12", "93-01", "93-02", "93-03", "94-01", "94-02"}


@pytest.mark.parametrize(
    ("family", "count"),
    [
        *(("hl7v2", 15), ("iti_8", 21), ("iti_9", 12), ("iti_10", 4), ("iti_21", 22), ("iti_30", 9)),
        *(("ohie_cr_cases", 18), ("fhir_rest", 6), ("iti_78", 35)),
        *(
            ("iti_1", 5),
            ("iti_19", 11),
            ("iti_20", 16),
            ("iti_81", 14),
            ("iti_71", 17),
            ("iti_72", 12),
            ("iti_102", 4),
            ("iti_103", 4),
        ),
        *(("iti_20", 16), ("iti_81", 14)),
        ("iti_83", 14),
        *(("iti_84", 13), ("iti_85", 7), ("community_follow_up", 15)),
        ("iti_104", 14),
        ("iti_119", 13),
        ("ohie_fhir_cases", 10),
    ],
)
def test_a_family_holds_as_many_as_the_list_of_assertions(family, count):
    assert sum(each.family == family for each in CATALOGUE) == count


def test_every_requirement_links_to_its_source():
    assert [each.requirement for each in CATALOGUE if not each.source.startswith("https://")] == []


def test_every_text_completes_its_sentence():
    wrong = [each.requirement for each in CATALOGUE if each.text[0].isupper() or each.text.endswith((".", " "))]
    assert wrong == []


def test_every_tested_requirement_has_a_hint_and_no_other():
    assert [each.requirement for each in CATALOGUE if bool(each.hint) is bool(each.not_tested)] == []
