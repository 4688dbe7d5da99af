"""What actors say to each other: one class per transaction. Knows words and places, not sockets or verdicts."""

from harness.transactions.fhir_rest import CapabilitiesQuery, RegisterMother
from harness.transactions.hl7v2_message import MessageCall, V2Transaction
from harness.transactions.patient_cross_reference import (
    CrossReferenceQueryWithoutSource,
    PatientIdentifierCrossReferenceQuery,
)
from harness.transactions.patient_demographics import (
    FaultyPatientDemographicsMatch,
    MobilePatientDemographicsQuery,
    NextPage,
    PatientDemographicsMatch,
    RetrievePatient,
)
from harness.transactions.patient_identity_feed import (
    FaultyPatientIdentityFeed,
    PatientIdentityFeed,
    RemovePatient,
    ResolveDuplicate,
    ResolveDuplicateAcrossDomains,
)
from harness.transactions.patient_identity_feed_v2 import PatientIdentityFeedV2, PatientMergeV2
from harness.transactions.person import Identifier, PatientOnTheWire, Person
from harness.transactions.transaction import Call, Source, Transaction

__all__ = [
    "Call",
    "CapabilitiesQuery",
    "CrossReferenceQueryWithoutSource",
    "FaultyPatientDemographicsMatch",
    "FaultyPatientIdentityFeed",
    "Identifier",
    "MessageCall",
    "MobilePatientDemographicsQuery",
    "NextPage",
    "PatientDemographicsMatch",
    "PatientIdentifierCrossReferenceQuery",
    "PatientIdentityFeed",
    "PatientIdentityFeedV2",
    "PatientMergeV2",
    "PatientOnTheWire",
    "Person",
    "RegisterMother",
    "RemovePatient",
    "ResolveDuplicate",
    "ResolveDuplicateAcrossDomains",
    "RetrievePatient",
    "Source",
    "Transaction",
    "V2Transaction",
]
