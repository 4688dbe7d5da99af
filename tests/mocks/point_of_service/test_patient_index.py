from __future__ import annotations

from harness.mocks.point_of_service.patient_index import PatientIndex
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import Identifier, Person

TEST_A = DEFAULT_DOMAINS[1]
GRACE = Person("", "Achieng", "Grace", "1982-03-14", "female")


def test_a_clinic_that_is_started_again_issues_no_number_twice() -> None:
    assert PatientIndex(TEST_A).admit(GRACE).key != PatientIndex(TEST_A).admit(GRACE).key


def test_numbers_begin_where_they_are_told_to() -> None:
    index = PatientIndex(TEST_A, start=70)
    assert [index.admit(one).key for one in (GRACE, GRACE.changed(given="Hope"))] == ["70", "71"]


def test_the_newest_patient_comes_first() -> None:
    index = PatientIndex(TEST_A, start=70)
    index.admit(GRACE)
    index.admit(GRACE.changed(given="Hope"))
    assert [one.given for one in index.everybody] == ["Hope", "Grace"]


def test_a_patient_is_found_by_her_number_and_by_her_token() -> None:
    index = PatientIndex(TEST_A, start=70)
    grace = index.admit(GRACE)
    assert index.numbered("70") == index.numbered(index.identifier_of(grace, TEST_A).token) == grace


def test_her_identifier_is_of_the_clinics_domain() -> None:
    index = PatientIndex(TEST_A, start=70)
    assert index.identifier_of(index.admit(GRACE), TEST_A) == Identifier(TEST_A.uri, "70")
