from __future__ import annotations

from typing import Any

import pytest

from harness.transactions import Identifier, PatientOnTheWire
from tests.transactions.people import GRACE, HERE

NOBODY = Identifier("", "")


def test_a_token_is_what_a_search_writes() -> None:
    assert Identifier("http://a", "1|2").token == "http://a|1|2"


def test_a_changed_person_is_still_she() -> None:
    changed = GRACE.changed(family="Atieno")

    assert (changed.key, changed.family, changed.given) == (GRACE.key, "Atieno", GRACE.given)


def test_a_renamed_person_is_said_to_have_had_another_name() -> None:
    renamed = GRACE.renamed("Juma")

    assert (renamed.family, renamed.formerly) == ("Juma", "Grace Atieno Éboué & Söhne, female, born 1982-01-07")


def test_the_year_of_birth_is_the_beginning_of_the_date() -> None:
    assert GRACE.birth_year == "1982"


def test_a_patient_shows_the_identifiers_that_are_whole() -> None:
    listed = [{"system": "a"}, {"value": "1"}, {"system": "a", "value": "1"}, "b", {"system": 1, "value": "2"}]

    assert PatientOnTheWire({"identifier": listed}, NOBODY).identifiers == (Identifier("a", "1"),)


def test_a_patient_shows_the_family_name_of_her_first_name() -> None:
    assert PatientOnTheWire({"name": [{"family": "A"}, {"family": "B"}]}, NOBODY).family == "A"


@pytest.mark.parametrize("odd", [None, 7, "A", {}, [], ["A"], [{}], [[1]]])
def test_a_patient_of_an_odd_shape_shows_nothing(odd: Any) -> None:
    patient = PatientOnTheWire({"name": odd, "identifier": odd}, Identifier(HERE.uri, "1"))

    assert (patient.family, patient.identifiers) == ("", ())


def test_a_newborn_without_a_name_is_told_of_in_words() -> None:
    nameless = GRACE.changed(family="", given="")

    assert nameless.in_words == "a newborn who has no name yet, female, born 1982-01-07"


def test_what_a_cross_reference_leads_to_is_of_another_domain() -> None:
    listed = [{"system": HERE.uri, "value": "1"}, {"system": HERE.uri, "value": "2"}, {"system": "b", "value": "3"}]
    patient = PatientOnTheWire({"identifier": listed}, Identifier(HERE.uri, "1"))
    assert patient.elsewhere == (Identifier("b", "3"),)
