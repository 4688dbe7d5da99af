"""The CapabilityStatement of a client registry: what it does, read off what it is made of. Knows no requests."""

from __future__ import annotations

from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.rest.capabilities import capability_statement, kept_type
from harness.mocks.search.parameters import SearchTable

_PDQM = "https://profiles.ihe.net/ITI/PDQm"
_PIXM = "https://profiles.ihe.net/ITI/PIXm"
STATEMENTS = (
    f"{_PDQM}/CapabilityStatement/IHE.PDQm.PatientDemographicsSupplier",
    f"{_PDQM}/CapabilityStatement/IHE.PDQm.PatientDemographicsSupplierMatch",
    f"{_PIXM}/CapabilityStatement/IHE.PIXm.Manager",
)
PROFILES = (f"{_PDQM}/StructureDefinition/IHE.PDQm.Patient", f"{_PIXM}/StructureDefinition/IHE.PIXm.Patient")
OPERATIONS = {
    "match": "http://hl7.org/fhir/OperationDefinition/Patient-match",
    "ihe-pix": f"{_PIXM}/OperationDefinition/IHE.PIXm.pix",
}
_INTERACTIONS = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")


def capabilities(table: SearchTable, *, base: str, date: str) -> Resource:
    """What we can do, as of `date`, for whoever asks at `base`."""
    resources = (_patient(table), _kept_type("RelatedPerson", table))
    return capability_statement("client registry", resources, base=base, date=date, instantiates=STATEMENTS)


def _patient(table: SearchTable) -> dict[str, Any]:
    operations = [{"name": name, "definition": definition} for name, definition in OPERATIONS.items()]
    return {**_kept_type("Patient", table), "supportedProfile": list(PROFILES), "operation": operations}


def _kept_type(type_: str, table: SearchTable) -> dict[str, Any]:
    references = [one for name in table.by_resource for one in table.of(name).values() if one.type == "reference"]
    return {
        **kept_type(type_, _INTERACTIONS, table),
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": False,
        "conditionalCreate": True,
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "referencePolicy": ["literal", "logical", "enforced"],
        "searchInclude": [f"{type_}:{one.name}" for one in references if one.resource == type_],
        "searchRevInclude": [f"{one.resource}:{one.name}" for one in references if type_ in one.targets],
    }
