from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from harness.conformance.terminology import CannotExpand, Terminology, TooCostly

HERE = "http://example.org/harness/"
ROOMS = f"{HERE}CodeSystem/rooms"
SNOMED = "http://snomed.info/sct"
LETTERS = ("CodeSystem", "letters", {"content": "complete", "caseSensitive": True, "concept": [{"code": "a"}]})

Known = Callable[..., Terminology]


def value_set(name: str, *include: dict[str, Any], **more: Any) -> tuple[str, str, dict[str, Any]]:
    return "ValueSet", name, {"compose": {"include": list(include), **more}}


def codes(terminology: Terminology, value_set: str) -> list[str]:
    return [member.code for member in terminology.expand(value_set)]


def filtered(known: Known, name: str, operator: str, value: str) -> list[str]:
    """The codes that one filter picks from four letters: a over b over c, and d, which has a size."""
    tree = {"code": "a", "concept": [{"code": "b", "concept": [{"code": "c"}]}]}
    sized = {"code": "d", "property": [{"code": "size", "valueInteger": 3}]}
    system = {"content": "complete", "caseSensitive": True, "concept": [tree, sized]}
    one = {"property": name, "op": operator, "value": value}
    chosen = value_set("chosen", {"system": "http://example.org/letters", "filter": [one]})
    return codes(known(("CodeSystem", "letters", system), chosen), "http://example.org/chosen")


@pytest.mark.parametrize(
    ("name", "operator", "value", "picked"),
    [
        ("concept", "is-a", "b", "bc"),
        ("concept", "descendent-of", "a", "bc"),
        ("concept", "is-not-a", "b", "ad"),
        ("concept", "generalizes", "c", "abc"),
        ("code", "=", "c", "c"),
        ("code", "in", "a, d", "ad"),
        ("code", "not-in", "a,d", "bc"),
        ("code", "regex", "[a-c]", "abc"),
        ("parent", "=", "a", "b"),
        ("child", "=", "c", "b"),
        ("child", "exists", "false", "cd"),
        ("size", "=", "3", "d"),
        ("size", "exists", "true", "d"),
        ("inactive", "=", "false", "abcd"),
        ("notSelectable", "=", "true", ""),
        ("display", "exists", "true", ""),
    ],
)
def test_a_filter_picks(known: Known, name: str, operator: str, value: str, picked: str) -> None:
    assert filtered(known, name, operator, value) == list(picked)


@pytest.mark.parametrize(
    ("name", "operator", "value"),
    [("colour", "=", "red"), ("code", "near", "a"), ("code", "regex", r"(a)\1"), ("concept", "is-a", "z")],
)
def test_a_filter_that_cannot_be_evaluated_is_said(known: Known, name: str, operator: str, value: str) -> None:
    with pytest.raises(CannotExpand, match="a filter that cannot be evaluated here"):
        filtered(known, name, operator, value)


def test_a_catastrophic_regular_expression_ends_at_once(known: Known) -> None:
    begun = time.process_time()
    assert filtered(known, "code", "regex", "(([a-z])+.)+[A-Z]([a-z])+$") == []
    assert time.process_time() - begun < 2


def test_half_a_character_matches_nothing(known: Known) -> None:
    one = {"property": "code", "op": "regex", "value": "."}
    countries = known(value_set("countries", {"system": "urn:iso:std:iso:3166", "filter": [one]}))
    assert countries.contains("http://example.org/countries", "urn:iso:std:iso:3166", "\ud800") is False


def test_half_a_character_makes_no_regular_expression(known: Known) -> None:
    with pytest.raises(CannotExpand, match="cannot be used"):
        filtered(known, "code", "regex", "\ud800")


def test_a_regular_expression_of_any_length_is_not_run(known: Known) -> None:
    with pytest.raises(CannotExpand, match="more than 1000 characters"):
        filtered(known, "code", "regex", "a" * 2000)


def test_members_come_in_the_order_of_the_code_system(rooms: Terminology) -> None:
    found = codes(rooms, f"{HERE}ValueSet/all-rooms")
    assert found == ["ward", "maternity", "labour", "children", "theatre", "recovery", "store"]


def test_a_listed_concept_keeps_the_display_that_the_value_set_gives_it(rooms: Terminology) -> None:
    found = {member.code: member.display for member in rooms.expand(f"{HERE}ValueSet/listed-rooms")}
    assert found == {"theatre": "Operating theatre", "labour": "Delivery room"}


def test_a_member_tells_what_it_is_not_to_be_used_for(rooms: Terminology) -> None:
    found = {member.code: member for member in rooms.expand(f"{HERE}ValueSet/all-rooms")}
    assert [code for code, member in found.items() if member.abstract] == ["ward"]
    assert [code for code, member in found.items() if member.inactive] == ["store"]


def test_an_import_is_narrowed_by_what_stands_beside_it(rooms: Terminology) -> None:
    assert codes(rooms, f"{HERE}ValueSet/wards-upstairs") == ["maternity", "labour", "children"]


def test_more_members_than_wanted_are_too_costly(rooms: Terminology) -> None:
    with pytest.raises(TooCostly, match="more than 3 codes"):
        list(rooms.expand(f"{HERE}ValueSet/all-rooms", most=3))


def test_a_known_include_is_enough_and_an_unknown_one_leaves_the_rest_open(rooms: Terminology) -> None:
    partly = f"{HERE}ValueSet/rooms-and-places"
    asked = [(ROOMS, "store"), (ROOMS, "cellar"), (SNOMED, "22232009"), ("http://example.org/x", "store")]
    assert [rooms.contains(partly, *one) for one in asked] == [True, False, None, False]


def test_an_unknown_exclude_leaves_open_what_it_may_exclude(rooms: Terminology) -> None:
    assert rooms.contains(f"{HERE}ValueSet/rooms-but-places", ROOMS, "store") is True
    assert rooms.contains(f"{HERE}ValueSet/rooms-but-places", SNOMED, "22232009") is None


def test_a_part_of_a_code_system_says_yes_or_nothing(rooms: Terminology) -> None:
    visits = f"{HERE}CodeSystem/visits"
    assert rooms.contains(f"{HERE}ValueSet/all-visits", visits, "first") is True
    assert rooms.contains(f"{HERE}ValueSet/all-visits", visits, "third") is None
    assert "whose content is not all here" in rooms.why_unknown(f"{HERE}ValueSet/all-visits")


def test_value_sets_that_import_each_other_are_known_as_far_as_they_go(rooms: Terminology) -> None:
    assert rooms.contains(f"{HERE}ValueSet/about", ROOMS, "labour") is True
    assert rooms.contains(f"{HERE}ValueSet/about", ROOMS, "store") is None
    assert "imports itself" in rooms.why_unknown(f"{HERE}ValueSet/about")


def test_a_stored_expansion_answers_where_the_composition_cannot(rooms: Terminology) -> None:
    stored, page = f"{HERE}ValueSet/stored", f"{HERE}ValueSet/page"
    assert [rooms.contains(stored, SNOMED, code) for code in ("22232009", "1")] == [True, False]
    assert [rooms.contains(page, SNOMED, code) for code in ("22232009", "1")] == [True, None]
    assert codes(rooms, stored) == ["22232009"]


def test_a_value_set_that_is_not_here_is_not_known(rooms: Terminology) -> None:
    nowhere = "http://example.org/nowhere"
    assert rooms.contains(nowhere, ROOMS, "store") is None
    assert rooms.why_unknown(nowhere) == f"the value set {nowhere} is not here"


def test_an_empty_value_set_is_unknown_and_has_no_members(known: Known) -> None:
    with pytest.raises(CannotExpand, match="includes nothing"):
        list(known(value_set("empty")).expand("http://example.org/empty"))


def test_imports_that_double_at_each_level_are_looked_into_once(known: Known) -> None:
    chain = [value_set(f"n{i}", *[{"valueSet": [f"http://example.org/n{i + 1}"]}] * 2) for i in range(25)]
    all_of_it = known(LETTERS, value_set("n25", {"system": "http://example.org/letters"}), *chain)
    begun = time.process_time()
    assert all_of_it.contains("http://example.org/n0", "http://example.org/letters", "b") is False
    assert codes(all_of_it, "http://example.org/n0") == ["a"]
    assert time.process_time() - begun < 2


def test_imports_deeper_than_anybody_writes_are_not_followed(known: Known) -> None:
    chain = [value_set(f"n{i}", {"valueSet": [f"http://example.org/n{i + 1}"]}) for i in range(60)]
    deep = known(LETTERS, value_set("n60", {"system": "http://example.org/letters"}), *chain)
    assert deep.contains("http://example.org/n0", "http://example.org/letters", "a") is None


def test_another_version_than_the_one_included_is_not_known(known: Known) -> None:
    listed = {"system": "http://example.org/letters", "version": "1.0", "concept": [{"code": "a"}]}
    terminology = known(LETTERS, value_set("old", listed))
    asked = [
        terminology.contains("http://example.org/old", "http://example.org/letters", "a", v) for v in ("1.0.1", "2")
    ]
    assert asked == [True, None]


def test_a_release_on_a_canonical_finds_a_value_set_with_a_version_of_its_own(of_core: Terminology) -> None:
    bound = "http://terminology.hl7.org/ValueSet/v3-NullFlavor|4.0.1"
    assert of_core.contains(bound, "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNK") is True


def test_nearly_all_value_sets_of_r4_that_are_required_can_be_decided_here(of_core: Terminology) -> None:
    unknown = [of_core.why_unknown(f"http://hl7.org/fhir/ValueSet/{name}") for name in ("event-status", "bundle-type")]
    assert unknown == ["", ""]
    assert of_core.contains("http://hl7.org/fhir/ValueSet/currencies", "", "RWF") is True


@pytest.mark.parametrize(
    "compose", [{"include": "x"}, {"include": [3, {"system": {}}]}, {"include": [{"concept": 1}]}, []]
)
def test_a_malformed_value_set_is_unknown(known: Known, compose: object) -> None:
    broken = known(("ValueSet", "broken", {"compose": compose}))
    assert not broken.contains("http://example.org/broken", "http://example.org/letters", "a")


@pytest.mark.parametrize(
    ("name", "operator", "value", "answers"),
    [
        ("code", "regex", "[A-Z]{3}", [None, False]),
        ("code", "in", "RWA,KEN", [None, False]),
        ("region", "=", "Africa", [None, None]),
        ("code", "regex", r"(a)\1", [None, None]),
    ],
)
def test_a_filter_on_the_code_itself_refuses_without_content(
    known: Known, name: str, operator: str, value: str, answers: list[bool | None]
) -> None:
    one = {"property": name, "op": operator, "value": value}
    countries = known(value_set("countries", {"system": "urn:iso:std:iso:3166", "filter": [one]}))
    asked = [countries.contains("http://example.org/countries", "urn:iso:std:iso:3166", code) for code in ("RWA", "rw")]
    assert asked == answers


def test_a_filter_on_the_code_itself_and_a_grammar_decide_together(known: Known) -> None:
    one = {"property": "code", "op": "regex", "value": "[a-z]{2}"}
    short = known(value_set("short", {"system": "urn:ietf:bcp:47", "filter": [one]}))
    asked = [short.contains("http://example.org/short", "urn:ietf:bcp:47", code) for code in ("rw", "rw-RW", "zz")]
    assert asked == [True, False, False]


def test_inactive_concepts_are_left_out_where_only_active_ones_are_wanted(rooms: Terminology) -> None:
    assert "store" not in codes(rooms, f"{HERE}ValueSet/rooms-in-use")
    assert rooms.contains(f"{HERE}ValueSet/rooms-in-use", ROOMS, "store") is False


def test_supplements_bring_properties_to_filter_by(rooms: Terminology) -> None:
    assert codes(rooms, f"{HERE}ValueSet/rooms-with-two-beds") == ["theatre"]
