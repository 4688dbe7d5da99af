"""The codes of HL7 v2 beside those of FHIR: sex, names, addresses, phones, marital status. Tables, both ways."""

from __future__ import annotations

GENDERS = {"F": "female", "M": "male", "O": "other", "U": "unknown", "A": "other", "N": "other"}
"""Table 0001 to administrative-gender; the first of several is the way back."""

NAMES = {"L": "official", "D": "usual", "N": "nickname", "M": "maiden"}
"""Table 0200 to name-use; what has no use in FHIR stands without one."""

ADDRESSES = {"H": ("home", ""), "C": ("temp", ""), "O": ("work", ""), "B": ("work", ""), "M": ("", "postal")}
"""Table 0190 to address-use and address-type."""

USES = {"PRN": "home", "WPN": "work", "ORN": "home", "VHN": "temp", "EMR": "home", "PRS": "mobile"}
SYSTEMS = {"PH": "phone", "CP": "phone", "FX": "fax", "BP": "pager", "Internet": "email", "X.400": "email"}
"""Tables 0201 and 0202 to contact-point-use and contact-point-system."""

MARITAL_STATUS = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
MARITAL = {"A": "L", "B": "U", "C": "C", "D": "D", "I": "I", "M": "M", "P": "T", "S": "S", "W": "W"}
"""Table 0002 to v3-MaritalStatus."""

IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
RELATIONSHIP = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
MOTHER = "MTH"

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"
PHONE_PARTS = {
    5: "http://hl7.org/fhir/StructureDefinition/contactpoint-country",
    6: "http://hl7.org/fhir/StructureDefinition/contactpoint-area",
    7: "http://hl7.org/fhir/StructureDefinition/contactpoint-local",
}
"""XTN-5 to XTN-7 to the extensions that hold them."""

KEPT = (10, 17, 18, 20, 22, 23, 26, 27, 28)
"""Fields of a PID that FHIR has no plain place for; each is kept as it came."""


def kept_as(field: int) -> str:
    """The extension, ours alone, that keeps a field of a PID as it came."""
    return f"urn:openhie-connectathon-harness:PID-{field}"


def back(table: dict[str, str], value: str) -> str:
    """The first code of HL7 v2 that means `value`; empty where none does."""
    return next((code for code, meant in table.items() if meant == value), "")
