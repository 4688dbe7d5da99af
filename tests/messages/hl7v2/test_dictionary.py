from __future__ import annotations

import pytest

from harness.messages.hl7v2 import place
from harness.messages.hl7v2.dictionary import VERSIONS, Item, codes, components, fields, name_of, structure


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_knows_the_fields_of_a_patient(version: str) -> None:
    found = fields(version, "PID")
    assert [one.number for one in found[:27]] == list(range(1, len(found[:27]) + 1))
    assert found[2].required


def test_a_field_has_a_name_a_type_and_how_often_it_may_be_there() -> None:
    assert fields("2.5", "PID")[2] == Item(3, "Patient identifier list", "CX", required=True, most=0)
    assert fields("2.5", "PID")[7] == Item(8, "Administrative sex", "IS", required=False, most=1, table="0001")


def test_the_components_of_a_type_are_known() -> None:
    assert [one.name for one in components("2.5", "HD")] == ["Namespace ID", "Universal ID", "Universal ID type"]
    assert components("2.5", "ST") == ()


def test_a_structure_has_its_segments_and_groups_in_order() -> None:
    *_, group = structure("2.5", "ADT_A39")
    assert [one.name for one in structure("2.5", "ADT_A39")] == ["MSH", "SFT", "EVN", "ADT_A39_PATIENT"]
    assert [(one.name, one.required) for one in group.parts][-2:] == [("MRG", True), ("PV1", False)]


def test_the_codes_of_a_table_are_known_from_2_3_1_on() -> None:
    assert set(codes("2.5", "0001")) == {"A", "F", "M", "N", "O", "U"}
    assert (codes("2.1", "0001"), codes("2.5", "9999")) == ((), ())


def test_what_a_version_does_not_have_is_empty() -> None:
    assert (fields("2.5", "ZKE"), structure("2.5", "ZZZ_Z99"), fields("2.7", "QRD")) == ((), (), ())


def test_where_the_tables_are_crooked_nothing_breaks() -> None:
    assert len(fields("2.1", "ORO")) == 4


NAMES = {
    "PID-3.4.2": "Patient identifier list, assigning authority, universal ID",
    "PID-6": "Mother's maiden name",
    "PID-8": "Administrative sex",
    "PID-19": "SSN number patient",
    "PID-8.3": "Administrative sex",
    "PID": "",
    "ZKE-1": "",
}


@pytest.mark.parametrize(("where", "name"), NAMES.items())
def test_a_place_has_the_name_that_hl7_gives_it(where: str, name: str) -> None:
    assert name_of("2.5", place(where)) == name


def test_an_unknown_version_is_read_with_the_newest_tables() -> None:
    assert name_of("7.0", place("PID-3")) == "Patient identifier list"
