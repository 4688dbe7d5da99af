"""Medplum's FHIR router in memory, in the role of a client registry: partial, and judged as that.

It speaks JSON only, keeps what it is given, and writes neither a /metadata nor a fullUrl nor a link. Each FAIL was
tried by hand with curl and compared with the standard.
"""

from __future__ import annotations

import pytest

from tests.peers.conftest import Judged

pytestmark = pytest.mark.peer

NO_PIX = "404 not-found for the address Patient/$ihe-pix"
NO_MATCH = "404 not-found for the address Patient/$match"
NO_FULL_URL = "the entries of a searchset have no fullUrl"
JSON_ONLY = "it reads and writes JSON whatever is asked for"
FAILS = {
    "104-01": NO_PIX,
    "104-03a": "PUT of a Patient without identifier is answered 200 or 201",
    "104-03b": "PUT of a Patient without name is answered 200 or 201",
    "104-04": "any identifier system is taken with 201",
    "104-05": NO_PIX,
    "104-07": JSON_ONLY,
    "119-01": NO_MATCH,
    "119-02": NO_MATCH,
    "119-04": NO_MATCH,
    "119-10": NO_MATCH,
    "119-12": NO_MATCH,
    "78-02": "identifier=system| selects patients, and all their identifiers are shown",
    "78-04a": "identifier=unknown-system| is answered 200 without an OperationOutcome",
    "78-05": JSON_ONLY,
    "78-08a": "family:exact finds names that only contain what was asked for",
    "78-08b": "a name without its accents is not found",
    "78-14d": JSON_ONLY,
    "78-15": "mothersMaidenName is unknown, and nobody is found by it",
    "83-01": NO_PIX,
    "83-07": NO_PIX,
    "83-08": NO_PIX,
    "FHIR-01": NO_FULL_URL,
    "OHIE-FHIR-01a": "an identifier without system is taken with 200 or 201",
    "OHIE-FHIR-03": "any identifier system is taken with 201",
    "OHIE-FHIR-06": NO_PIX,
    "Z-01": JSON_ONLY,
    "Z-02": JSON_ONLY,
    "Z-03": "GET /metadata is answered with an empty searchset",
    "Z-04": "a page of one of three has no next link",
}
NOT_SHOWN = {
    "83-03": NO_PIX,
    "83-05": NO_PIX,
    "119-05": NO_MATCH,
    "119-03": NO_MATCH,
    "119-06": NO_MATCH,
    "83-02": NO_PIX,
    "83-04": NO_PIX,
    "104-06": NO_PIX,
    "119-07": NO_MATCH,
    "119-09": NO_MATCH,
    "83-06": NO_PIX,
    "83-12": NO_PIX,
}


def test_it_fails_what_it_does_not_do(medplum_judged: Judged) -> None:
    assert medplum_judged.requirements("FAIL") == set(FAILS)


def test_what_it_could_not_be_asked_is_inconclusive(medplum_judged: Judged) -> None:
    assert medplum_judged.requirements("INCONCLUSIVE") == set(NOT_SHOWN)


def test_nothing_of_it_is_a_fault_of_the_harness(medplum_judged: Judged) -> None:
    assert medplum_judged.results["summary"]["ERROR"] == 0
    assert medplum_judged.exit == 1


def test_it_passes_what_it_does(medplum_judged: Judged) -> None:
    done = {"104-02", "78-03", "78-07", "78-09a", "78-10a", "78-10b", "78-12", "78-14a", "CRWF-3", "CRWF-4", "Z-05"}
    assert done <= medplum_judged.requirements("PASS")
