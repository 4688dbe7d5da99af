"""A data structure definition tells dimensions, codes and splits."""

from __future__ import annotations

import pytest

from harness.errors import MalformedMessage
from harness.messages import adx
from tests.messages.adx.malaria import form


def test_a_form_tells_its_dimensions_outer_ones_first() -> None:
    told = [(one.id, one.outer) for one in form().dimensions]
    assert told[:4] == [("dataSet", True), ("orgUnit", True), ("period", True), ("dataElement", False)]


def test_a_data_element_is_split_by_what_its_annotation_says() -> None:
    assert [len([*form().splits(one)]) for one in form().codes("dataElement")] == [6, 12, 6, 6, 1, 1]


def test_names_keep_their_script() -> None:
    assert form().codes("orgUnit")["Bu2P1B3NXbe"] == "Ìlú Ọ̀sán Health Centre"


def test_a_dimension_that_is_not_there_has_no_codes() -> None:
    assert form().codes("colour") == {}


@pytest.mark.parametrize("text", ["<a/>", "<a", "<!DOCTYPE a><a/>"])
def test_what_holds_no_definition_is_refused(text: str) -> None:
    with pytest.raises(MalformedMessage):
        adx.read_structure(text.encode())


def test_a_code_list_that_is_missing_is_told() -> None:
    ns = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"
    inside = '<LocalRepresentation><Enumeration><Ref xmlns="" id="CL_X"/></Enumeration></LocalRepresentation>'
    dimension = f'<DimensionList><Dimension id="a">{inside}</Dimension></DimensionList>'
    text = f'<DataStructure xmlns="{ns}">{dimension}</DataStructure>'
    with pytest.raises(MalformedMessage, match="CL_X"):
        adx.read_structure(f"<s>{text}</s>".encode())
