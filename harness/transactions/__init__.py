"""What actors say to each other: one class per transaction. Knows words and places, not sockets or verdicts."""

from harness.transactions.audit_record_repository import (
    RecordAuditEvent,
    RecordAuditEventByTls,
    RecordAuditEventByUdp,
    RetrieveAuditEvents,
)
from harness.transactions.care_services import Kept, Records
from harness.transactions.care_services_feed import (
    CareServicesFeed,
    CareServicesTransaction,
    FaultyCareServicesFeed,
    FaultyCareServicesTransaction,
    RemoveCareService,
)
from harness.transactions.care_services_query import (
    CareServicesQuery,
    FaultyCareServicesQuery,
    NextCareServices,
    RetrieveCareService,
)
from harness.transactions.care_services_updates import (
    CareServicesUpdates,
    FaultyCareServicesUpdates,
    NextCareServicesUpdates,
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
from harness.transactions.permission import CareServicesQueryOfAStranger, QueryOfAStranger, QueryWithoutPermission
from harness.transactions.person import Identifier, PatientOnTheWire, Person
from harness.transactions.record_audit_event import AuditEventOf, DelayedAuditEventOf, SyslogCall
from harness.transactions.security_alert import SecurityAlertOf
from harness.transactions.terminology_operations import (
    ExpandValueSet,
    FaultyExpansion,
    FaultyLookup,
    FaultyTranslation,
    FaultyValidation,
    FaultyValidationInSystem,
    LookupCode,
    TranslateCode,
    ValidateCode,
    ValidateCodeInSystem,
)
from harness.transactions.terminology_query import (
    ExportCodeSystem,
    ExportConceptMap,
    ExportValueSet,
    LoadTerminology,
    QueryCodeSystem,
    QueryConceptMap,
    QueryValueSet,
    RetrieveCodeSystem,
    RetrieveConceptMap,
    RetrieveValueSet,
    TerminologyAtHand,
)
from harness.transactions.transaction import Call, Source, Transaction
from harness.transactions.update_notification_v2 import UpdateNotificationV2
from harness.transactions.value_set_sharing import (
    FaultySharing,
    RetrieveMultipleValueSets,
    RetrieveMultipleValueSetsBySoap,
    RetrieveSharedValueSet,
    RetrieveSharedValueSetBySoap,
)

__all__ = [
    "AccessTokenRequest",
    "AnonymousNode",
    "AnonymousNodeV2",
    "AuditEventOf",
    "AuthorizationServerMetadataQuery",
    "Call",
    "CancelQueryV2",
    "CapabilitiesQuery",
    "CareServicesFeed",
    "CareServicesQuery",
    "CareServicesQueryOfAStranger",
    "CareServicesTransaction",
    "CareServicesUpdates",
    "ChangeIdentifierV2",
    "CrossReferenceQueryWithoutSource",
    "DelayedAuditEventOf",
    "ExpandValueSet",
    "ExpiredNode",
    "ExpiredNodeV2",
    "ExportCodeSystem",
    "ExportConceptMap",
    "ExportValueSet",
    "FaultyAccessTokenRequest",
    "FaultyCareServicesFeed",
    "FaultyCareServicesQuery",
    "FaultyCareServicesTransaction",
    "FaultyCareServicesUpdates",
    "FaultyExpansion",
    "FaultyLookup",
    "FaultyPatientDemographicsMatch",
    "FaultyPatientDemographicsQueryV2",
    "FaultyPatientIdentityFeed",
    "FaultyPatientIdentityFeedV2",
    "FaultyPatientMergeV2",
    "FaultyQueryWithToken",
    "FaultySharing",
    "FaultyTokenIntrospection",
    "FaultyTranslation",
    "FaultyValidation",
    "FaultyValidationInSystem",
    "ForeignNode",
    "ForeignNodeV2",
    "Identifier",
    "Kept",
    "LinkPatientsV2",
    "LoadTerminology",
    "LookupCode",
    "ManagedPatientMergeV2",
    "MessageCall",
    "MobilePatientDemographicsQuery",
    "NextCareServices",
    "NextCareServicesUpdates",
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
    "QueryCodeSystem",
    "QueryConceptMap",
    "QueryOfAStranger",
    "QueryValueSet",
    "QueryWithToken",
    "QueryWithoutPermission",
    "RecordAuditEvent",
    "RecordAuditEventByTls",
    "RecordAuditEventByUdp",
    "Records",
    "RegisterMother",
    "RemoveCareService",
    "RemovePatient",
    "ResolveDuplicate",
    "ResolveDuplicateAcrossDomains",
    "RetrieveAuditEvents",
    "RetrieveCareService",
    "RetrieveCodeSystem",
    "RetrieveConceptMap",
    "RetrieveMultipleValueSets",
    "RetrieveMultipleValueSetsBySoap",
    "RetrievePatient",
    "RetrieveSharedValueSet",
    "RetrieveSharedValueSetBySoap",
    "RetrieveValueSet",
    "SecurityAlertOf",
    "Source",
    "SyslogCall",
    "TerminologyAtHand",
    "TlsOffer",
    "TlsOfferV2",
    "TokenIntrospection",
    "Transaction",
    "TranslateCode",
    "UnheardOfMessageV2",
    "UpdateNotificationV2",
    "V2Transaction",
    "ValidateCode",
    "ValidateCodeInSystem",
]
