"""What actors say to each other: one class per transaction. Knows words and places, not sockets or verdicts."""

from harness.transactions.audit_record_repository import (
    RecordAuditEvent,
    RecordAuditEventByTls,
    RecordAuditEventByUdp,
    RetrieveAuditEvents,
)
from harness.transactions.faulty_patient_identity_v2 import (
    FaultyPatientIdentityFeedV2,
    FaultyPatientMergeV2,
    UnheardOfMessageV2,
)
from harness.transactions.fhir_rest import CapabilitiesQuery, RegisterMother
from harness.transactions.hl7v2_message import MessageCall, V2Transaction
from harness.transactions.internet_user_authorization import (
    AccessTokenRequest,
    AuthorizationServerMetadataQuery,
    FaultyAccessTokenRequest,
    FaultyQueryWithToken,
    FaultyTokenIntrospection,
    QueryWithToken,
    TokenIntrospection,
)
from harness.transactions.node_authentication import (
    AnonymousNode,
    AnonymousNodeV2,
    ExpiredNode,
    ExpiredNodeV2,
    ForeignNode,
    ForeignNodeV2,
    NodeAuthentication,
    NodeAuthenticationV2,
    TlsOffer,
    TlsOfferV2,
)
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
from harness.transactions.patient_demographics_query_v2 import (
    CancelQueryV2,
    FaultyPatientDemographicsQueryV2,
    NextPageV2,
    PatientDemographicsQueryV2,
)
from harness.transactions.patient_identifier_query_v2 import PatientIdentifierQueryV2
from harness.transactions.patient_identity_feed import (
    FaultyPatientIdentityFeed,
    PatientIdentityFeed,
    RemovePatient,
    ResolveDuplicate,
    ResolveDuplicateAcrossDomains,
)
from harness.transactions.patient_identity_feed_v2 import PatientIdentityFeedV2, PatientMergeV2
from harness.transactions.patient_identity_management_v2 import (
    ChangeIdentifierV2,
    LinkPatientsV2,
    ManagedPatientMergeV2,
    PatientIdentityManagementV2,
)
from harness.transactions.permission import QueryOfAStranger, QueryWithoutPermission
from harness.transactions.person import Identifier, PatientOnTheWire, Person
from harness.transactions.record_audit_event import AuditEventOf, DelayedAuditEventOf, SyslogCall
from harness.transactions.transaction import Call, Source, Transaction
from harness.transactions.update_notification_v2 import UpdateNotificationV2

__all__ = [
    "AccessTokenRequest",
    "AnonymousNode",
    "AnonymousNodeV2",
    "AuditEventOf",
    "AuthorizationServerMetadataQuery",
    "Call",
    "CancelQueryV2",
    "CapabilitiesQuery",
    "ChangeIdentifierV2",
    "CrossReferenceQueryWithoutSource",
    "DelayedAuditEventOf",
    "ExpiredNode",
    "ExpiredNodeV2",
    "FaultyAccessTokenRequest",
    "FaultyPatientDemographicsMatch",
    "FaultyPatientDemographicsQueryV2",
    "FaultyPatientIdentityFeed",
    "FaultyPatientIdentityFeedV2",
    "FaultyPatientMergeV2",
    "FaultyQueryWithToken",
    "FaultyTokenIntrospection",
    "ForeignNode",
    "ForeignNodeV2",
    "Identifier",
    "LinkPatientsV2",
    "ManagedPatientMergeV2",
    "MessageCall",
    "MobilePatientDemographicsQuery",
    "NextPage",
    "NextPageV2",
    "NodeAuthentication",
    "NodeAuthenticationV2",
    "PatientDemographicsMatch",
    "PatientDemographicsQueryV2",
    "PatientIdentifierCrossReferenceQuery",
    "PatientIdentifierQueryV2",
    "PatientIdentityFeed",
    "PatientIdentityFeedV2",
    "PatientIdentityManagementV2",
    "PatientMergeV2",
    "PatientOnTheWire",
    "Person",
    "QueryOfAStranger",
    "QueryWithToken",
    "QueryWithoutPermission",
    "RecordAuditEvent",
    "RecordAuditEventByTls",
    "RecordAuditEventByUdp",
    "RegisterMother",
    "RemovePatient",
    "ResolveDuplicate",
    "ResolveDuplicateAcrossDomains",
    "RetrieveAuditEvents",
    "RetrievePatient",
    "Source",
    "SyslogCall",
    "TlsOffer",
    "TlsOfferV2",
    "TokenIntrospection",
    "Transaction",
    "UnheardOfMessageV2",
    "UpdateNotificationV2",
    "V2Transaction",
]
