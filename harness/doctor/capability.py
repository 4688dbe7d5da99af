"""What a CapabilityStatement leaves out of what a participant's roles need. A remark, never a verdict.

Sources: PIXm CapabilityStatement IHE.PIXm.Manager; PDQm CapabilityStatement IHE.PDQm.PatientDemographicsSupplier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.doctor.visit import members
from harness.messages.fhir import Resource
from harness.participants import Participant

MANAGER = "patient_identifier_cross_reference_manager"
SUPPLIER = "patient_demographics_supplier"
PARAMETERS = (
    "_id",
    "active",
    "family",
    "given",
    "identifier",
    "telecom",
    "birthdate",
    "address",
    "address-city",
    "address-country",
    "address-postalcode",
    "address-state",
    "gender",
    "mothersMaidenName",
)
OPERATIONS = {"$ihe-pix": "83-10", "$match": "119-11"}
"""The requirement that is broken where the operation is not only undeclared, but not there."""


def undeclared(statement: Resource, participant: Participant) -> list[str]:
    """What is missing in `statement`, each in a word or two: ``$ihe-pix``, ``conditionalUpdate of Patient``."""
    return [
        each
        for role in (MANAGER, SUPPLIER)
        if participant.plays(role)
        for each in _missing(role, statement, participant)
    ]


def broken(missing: Iterable[str]) -> str:
    """The requirements that a run will find broken by what is `missing` in a statement."""
    asked = tuple(missing)
    told = ["Z-03"] if any("search" in each for each in asked) else []
    told += [f"{OPERATIONS[each]} if there is no {each}" for each in asked if each in OPERATIONS]
    return ", ".join(told)


def _missing(role: str, statement: Resource, participant: Participant) -> Iterator[str]:
    rest = members(statement, "rest")
    patients = [each for side in rest for each in members(side, "resource") if each.get("type") == "Patient"]
    interactions = {each.get("code") for patient in patients for each in members(patient, "interaction")}
    if role == MANAGER:
        yield from _if_not(_operation([*rest, *patients], "ihe-pix", "PIXm.pix"), "$ihe-pix")
        yield from _if_not("update" in interactions, "update of Patient")
        yield from _if_not(
            any(each.get("conditionalUpdate") is True for each in patients), "conditionalUpdate of Patient"
        )
        return
    yield from _if_not("search-type" in interactions, "search of Patient")
    yield from _if_not("read" in interactions, "read of Patient")
    if "match-operation" not in participant.not_supported:
        yield from _if_not(_operation([*rest, *patients], "match", "Patient-match"), "$match")
    searched = {each.get("name") for patient in patients for each in members(patient, "searchParam")}
    absent = [each for each in PARAMETERS if each not in searched]
    yield from _if_not(not absent, f"the search parameter{'s' if len(absent) > 1 else ''} {', '.join(absent)}")


def _operation(holders: list[Resource], name: str, definition: str) -> bool:
    """Whether one of `holders` declares the operation, by its name or by its definition's address."""
    declared = [each for holder in holders for each in members(holder, "operation")]
    return any(
        str(each.get("name", "")).lstrip("$") == name
        or str(each.get("definition", "")).partition("|")[0].endswith(definition)
        for each in declared
    )


def _if_not(there: bool, word: str) -> Iterator[str]:
    if not there:
        yield word
