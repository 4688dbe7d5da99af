"""A profile's snapshot, made from what it says of R4's own types."""

from __future__ import annotations

from harness.conformance.packages.definitions import Definitions
from harness.conformance.packages.snapshot import snapshot
from tests.conformance.packages.profiles import TYPES, element, elements, known, profile


def test_an_empty_differential_changes_nothing(core: Definitions) -> None:
    base = core.type_definition("Patient")

    assert base is not None
    assert list(elements(core).values()) == base["snapshot"]["element"]


def test_what_the_differential_says_replaces_what_the_base_says(core: Definitions) -> None:
    changed = elements(core, element("Patient.name", min=1, max="1", mustSupport=True))["Patient.name"]

    assert (changed["min"], changed["max"], changed["mustSupport"]) == (1, "1", True)
    assert changed["base"] == {"path": "Patient.name", "min": 0, "max": "*"}


def test_constraints_are_added_and_never_taken_away(core: Definitions) -> None:
    own = {"key": "x-1", "severity": "error", "human": "x", "expression": "true"}
    changed = elements(core, element("Patient.contact", constraint=[own]))["Patient.contact"]

    assert [one["key"] for one in changed["constraint"]] == ["ele-1", "pat-1", "x-1"]


def test_a_binding_that_only_gets_stronger_keeps_its_value_set(core: Definitions) -> None:
    changed = elements(core, element("Patient.maritalStatus", binding={"strength": "required"}))[
        "Patient.maritalStatus"
    ]

    assert (changed["binding"]["strength"], changed["binding"]["valueSet"]) == (
        "required",
        f"{TYPES[:19]}/ValueSet/marital-status",
    )


def test_a_fixed_value_of_another_type_replaces_the_earlier(core: Definitions) -> None:
    base = snapshot(
        profile(element("Extension.value[x]", fixedCode="a"), of="Extension"), known(core, "Extension"), core.structure
    )
    changed = elements(core, element("Extension.value[x]", fixedString="a"), of="Extension", base=base)[
        "Extension.value[x]"
    ]

    assert [name for name in changed if name.startswith("fixed")] == ["fixedString"]


def test_a_type_is_walked_into_only_where_the_differential_goes(core: Definitions) -> None:
    found = elements(core, element("Patient.name.family", min=1))

    assert [one for one in found if one.startswith("Patient.name.")][-3:] == [
        "Patient.name.prefix",
        "Patient.name.suffix",
        "Patient.name.period",
    ]
    assert (found["Patient.name.family"]["min"], "Patient.address.city" in found) == (1, False)


def test_a_slice_begins_as_what_it_slices_and_need_not_be_there(core: Definitions) -> None:
    slicing = {"discriminator": [{"type": "value", "path": "use"}], "rules": "open"}
    found = elements(
        core,
        element("Patient.name", slicing=slicing, min=1),
        element("Patient.name", "official", max="1"),
        element("Patient.name.use", fixedCode="official"),
    )

    assert [one for one in found if one.startswith("Patient.name")][:2] == ["Patient.name", "Patient.name:official"]
    assert (found["Patient.name:official"]["min"], found["Patient.name"]["min"]) == (0, 1)
    assert found["Patient.name:official.use"]["fixedCode"] == "official"


def test_a_slice_of_the_base_is_constrained_further(core: Definitions) -> None:
    first = profile(element("Patient.name", slicing={"rules": "open"}), element("Patient.name", "a", max="3"))
    base = snapshot(first, known(core, "Patient"), core.structure)
    found = elements(core, element("Patient.name", "a", min=1, sliceIsConstraining=True), base=base)

    assert (found["Patient.name:a"]["min"], found["Patient.name:a"]["max"]) == (1, "3")


def test_a_slice_of_a_slice_begins_as_that_one_and_stands_after_it(core: Definitions) -> None:
    found = elements(
        core,
        element("Patient.name", "a", max="3"),
        element("Patient.name", "b"),
        element("Patient.name", "a/x", min=1),
    )

    assert [one for one in found if ":" in one] == ["Patient.name:a", "Patient.name:a/x", "Patient.name:b"]
    assert found["Patient.name:a/x"]["max"] == "3"


def test_a_type_of_a_choice_named_short_is_a_slice_of_it(core: Definitions) -> None:
    found = elements(core, element("Observation.valueQuantity.unit", min=1), of="Observation")

    assert found["Observation.value[x]"]["slicing"]["discriminator"] == [{"type": "type", "path": "$this"}]
    assert found["Observation.value[x]:valueQuantity"]["type"] == [{"code": "Quantity"}]
    assert found["Observation.value[x]:valueQuantity.unit"]["min"] == 1


def test_the_other_types_of_a_choice_stay_allowed(core: Definitions) -> None:
    found = elements(core, element("Observation.valueQuantity", short="x"), of="Observation")

    assert (len(found["Observation.value[x]"]["type"]), found["Observation.value[x]"]["slicing"]["rules"]) == (
        11,
        "open",
    )


def test_the_last_type_of_a_choice_named_short_is_the_choice(core: Definitions) -> None:
    first = profile(element("Observation.value[x]", type=[{"code": "Quantity"}]), of="Observation")
    base = snapshot(first, known(core, "Observation"), core.structure)
    found = elements(core, element("Observation.valueQuantity", min=1), of="Observation", base=base)

    assert (found["Observation.value[x]"]["min"], [one for one in found if ":" in one]) == (1, [])


def test_extensions_are_sliced_by_their_url(core: Definitions) -> None:
    birth = {"code": "Extension", "profile": [f"{TYPES}/patient-birthPlace"]}
    found = elements(core, element("Patient.extension", "birthPlace", type=[birth]))

    assert found["Patient.extension"]["slicing"]["discriminator"] == [{"type": "value", "path": "url"}]
    assert (found["Patient.extension:birthPlace"]["type"], found["Patient.extension:birthPlace"]["max"]) == (
        [birth],
        "1",
    )


def test_walking_into_an_extension_shows_what_its_own_definition_says(core: Definitions) -> None:
    birth = {"code": "Extension", "profile": [f"{TYPES}/patient-birthPlace"]}
    found = elements(
        core,
        element("Patient.extension", "birthPlace", type=[birth]),
        element("Patient.extension.valueAddress.city", min=1),
    )

    assert found["Patient.extension:birthPlace.url"]["fixedUri"] == f"{TYPES}/patient-birthPlace"
    assert found["Patient.extension:birthPlace.value[x].city"]["min"] == 1


def test_a_content_reference_is_walked_into(core: Definitions) -> None:
    found = elements(core, element("Questionnaire.item.item.linkId", max="1", short="inner"), of="Questionnaire")

    assert "contentReference" not in found["Questionnaire.item.item"]
    assert found["Questionnaire.item.item.linkId"]["short"] == "inner"
    assert found["Questionnaire.item.item.item"]["contentReference"] == "#Questionnaire.item"


def test_a_resource_inside_another_is_walked_into(core: Definitions) -> None:
    entry = element("Bundle.entry.resource", type=[{"code": "Patient"}])
    found = elements(core, entry, element("Bundle.entry.resource.birthDate", min=1), of="Bundle")

    assert found["Bundle.entry.resource.birthDate"]["min"] == 1


def test_of_several_types_only_what_they_share_is_walked_into(core: Definitions) -> None:
    found = elements(core, element("Observation.value[x].extension", max="0"), of="Observation")

    assert [one for one in found if one.startswith("Observation.value[x].")] == [
        "Observation.value[x].id",
        "Observation.value[x].extension",
    ]


def test_a_type_of_ones_own_adds_to_its_base(core: Definitions) -> None:
    logical = profile(element("Thing"), element("Thing.part", min=1, max="*"), of="Thing", derivation="specialization")
    elements = snapshot(logical, known(core, "Element"), core.structure)["snapshot"]["element"]

    assert [one["path"] for one in elements] == ["Thing", "Thing.id", "Thing.extension", "Thing.part"]


def test_a_choice_of_one_type_in_an_older_snapshot_is_found_by_its_name(core: Definitions) -> None:
    old = {"id": "Extension.valueCode", "path": "Extension.valueCode", "base": {"path": "Extension.value[x]"}}
    base = profile(of="Extension", snapshot={"element": [{"id": "Extension", "path": "Extension"}, old]})

    assert (
        elements(core, element("Extension.value[x]", min=1), of="Extension", base=base)["Extension.valueCode"]["min"]
        == 1
    )


def test_a_slice_of_a_content_reference_is_walked_into(core: Definitions) -> None:
    found = elements(
        core,
        element("Parameters.parameter.part", "a"),
        element("Parameters.parameter.part.name", fixedString="a"),
        of="Parameters",
    )

    assert found["Parameters.parameter.part:a.name"]["fixedString"] == "a"
    assert "fixedString" not in found["Parameters.parameter.name"]


def test_a_type_that_must_be_there_leaves_no_other(core: Definitions) -> None:
    choice = elements(core, element("Observation.valueQuantity", min=1), of="Observation")["Observation.value[x]"]

    assert (choice["min"], choice["type"], choice["slicing"]["rules"]) == (1, [{"code": "Quantity"}], "closed")


def test_a_slicing_of_a_choice_that_tells_no_discriminator_is_by_type(core: Definitions) -> None:
    slicing = element("Observation.value[x]", slicing={"rules": "open"})
    short = element("Observation.value[x]", "valueQuantity", type=[{"code": "Quantity"}])
    found = elements(core, slicing, short, of="Observation")["Observation.value[x]"]["slicing"]

    assert (found["discriminator"], found["rules"]) == ([{"type": "type", "path": "$this"}], "open")


def test_a_choice_that_is_sliced_by_a_value_stays_as_it_is(core: Definitions) -> None:
    own = {"discriminator": [{"type": "value", "path": "code"}], "rules": "open"}
    found = elements(
        core,
        element("Observation.value[x]", slicing=own),
        element("Observation.value[x]", "a", min=1),
        of="Observation",
    )

    assert (found["Observation.value[x]"]["slicing"], found["Observation.value[x]"]["min"]) == (own, 0)
