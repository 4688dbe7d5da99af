"""What a client registry does with which resource, by IHE's names. Data, no behaviour."""

from __future__ import annotations

from harness.mocks.rest.declaration import Declaration, Kept

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
_ALWAYS = ("_id", "_lastUpdated", "_tag", "active", "birthdate", "gender", "identifier", "name", "telecom")
_OF_PATIENTS = (
    *(".own-identifier", "address", "address-city", "address-country", "address-postalcode", "address-state"),
    *("email", "family", "given", "link", "mothersMaidenName", "phone"),
)

DECLARED: Declaration = {
    "Patient": Kept(_INTERACTIONS, (*_ALWAYS, *_OF_PATIENTS), ("create", "update", "delete"), profiles=PROFILES),
    "RelatedPerson": Kept(_INTERACTIONS, (*_ALWAYS, "patient", "relationship"), ("create", "update", "delete")),
}
