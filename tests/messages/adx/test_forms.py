"""The form of the scenarios has the codes of the made-up country."""

from __future__ import annotations

import json
from typing import Any

from harness import folders
from harness.messages import adx
from harness.messages.code_maps import from_concept_map

COUNTRY = folders.fixtures() / "country"


def terminology(name: str) -> Any:
    return json.loads((COUNTRY / "terminology" / f"{name}.json").read_text(encoding="utf-8"))


def test_data_elements_and_their_splits_are_those_of_the_country_s_measure() -> None:
    measure = json.loads((COUNTRY / "reporting" / "Measure-MAL01.json").read_text(encoding="utf-8"))
    told = {}
    for group in measure["group"]:
        parts = [one["code"]["coding"][0]["code"] for each in group.get("stratifier", ()) for one in each["component"]]
        told[group["code"]["coding"][0]["code"]] = tuple(parts)
    form = adx.malaria()
    assert {code: form.disaggregations.get(code, ()) for code in form.codes("dataElement")} == told


def test_its_facilities_and_the_clinic_s_names_of_them_are_the_country_s() -> None:
    known = from_concept_map(terminology("ConceptMap-facility-to-org-unit"), "orgUnit").codes["orgUnit"]
    ours = adx.clinic_codes().codes["orgUnit"]
    assert {code: known[code] for code in ours} == ours
    assert {*ours.values()} == {*adx.malaria().codes("orgUnit")}


def test_the_clinic_s_codes_are_the_country_s_where_it_has_them() -> None:
    for kind, name in (("dataElement", "clinic-indicator-to-data-element"), ("age", "clinic-age-band-to-age-group")):
        known = from_concept_map(terminology(f"ConceptMap-{name}"), kind).codes[kind]
        ours = adx.clinic_codes().codes[kind]
        assert {code: ours[code] for code in ours if code in known}.items() <= known.items()


def test_every_data_element_can_be_added_up_over_months() -> None:
    """W-21 has months added up to a quarter: an average, a rate or a stock would be wrong when it is."""
    said = " ".join(adx.malaria().codes("dataElement").values()).lower()
    assert not [one for one in ("average", "mean", "rate", "percent", "at the end") if f" {one}" in f" {said}"]
