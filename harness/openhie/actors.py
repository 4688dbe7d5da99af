"""Knows the actors of OpenHIE and the IHE actors inside them. Knows nothing of who plays them.

Sources: OpenHIE architecture specification 5.2, component pages and workflow pages; the IHE profiles each names.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.openhie.spelling import unknown

PATIENT_IDENTITY = ("patient_identity_source", "patient_identifier_cross_reference_consumer")


@dataclass(frozen=True, slots=True)
class Actor:
    """A role in a workflow.

    `answers` is the question the component answers for a health system, in a few words. `plays` names the IHE actors
    inside an OpenHIE actor; `inside` names the OpenHIE actors that an IHE actor lies in, the most usual first, and is
    empty for OpenHIE's own.
    """

    name: str
    title: str
    abbreviation: str = ""
    answers: str = ""
    plays: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


ACTORS: tuple[Actor, ...] = (
    Actor(
        "point_of_service",
        "Point of Service",
        "PoS",
        "where care is given and recorded",
        (
            *PATIENT_IDENTITY,
            "patient_demographics_consumer",
            "document_source",
            "document_consumer",
            "service_finder",
            "query_client",
            "terminology_consumer",
            "value_set_consumer",
            "clinical_data_consumer",
        ),
    ),
    Actor(
        "client_registry",
        "Client Registry",
        "CR",
        "for whom",
        (
            "patient_identifier_cross_reference_manager",
            "patient_demographics_supplier",
            "patient_identity_registry",
        ),
    ),
    Actor("facility_registry", "Facility Registry", "FR", "where", ("service_directory", "directory")),
    Actor("health_worker_registry", "Health Worker Registry", "HWR", "by whom", ("service_directory", "directory")),
    Actor(
        "interlinked_registry",
        "InterLinked Registry",
        "ILR",
        "which health worker gives which service where",
        ("care_services_infomanager", "directory", "update_client"),
    ),
    Actor(
        "terminology_service", "Terminology Service", "TS", "what", ("terminology_repository", "value_set_repository")
    ),
    Actor(
        "shared_health_record",
        "Shared Health Record",
        "SHR",
        "what care was given to a person",
        (
            "document_repository",
            "document_registry",
            "on_demand_document_source",
            "document_recipient",
            "document_responder",
            "clinical_data_source",
        ),
    ),
    Actor(
        "health_management_information_system",
        "Health Management Information System",
        "HMIS",
        "how much of it, in routine figures",
        ("content_consumer",),
    ),
    Actor(
        "logistics_management_information_system",
        "Logistics Management Information System",
        "LMIS",
        "which commodities are where, and what to send",
    ),
    Actor("product_catalogue", "Product Catalogue", "PC", "what a product is"),
    Actor("finance_and_insurance_service", "Finance and Insurance Service", "FIS", "who pays"),
    Actor(
        "interoperability_layer",
        "Interoperability Layer",
        "IOL",
        "who may ask whom, and where a message goes",
        (
            "secure_node",
            "patient_identifier_cross_reference_consumer",
            "service_finder",
            "query_client",
        ),
    ),
    Actor("authorization_server", "Authorization Server", "AS", "which application may do what"),
    Actor("audit_record_repository", "Audit Record Repository", "ARR", "who saw or changed what, and when"),
    Actor(
        "laboratory_information_system",
        "Laboratory Information System",
        "LIS",
        "which tests were ordered, and what they gave",
    ),
    Actor(
        "community_health_information_system",
        "Community Health Information System",
        "CHIS",
        "who is to be followed up at home",
    ),
    Actor(
        "alert_reporter",
        "Alert Reporter",
        "AR",
        "who has to be told something",
        ("patient_demographics_consumer", "service_finder", "query_client"),
    ),
    Actor("alert_aggregator", "Alert Aggregator", "AA", "how the alert reaches people, and whether it did"),
    Actor(
        "aggregate_data_sender",
        "Sender of aggregate data",
        "",
        "which figures a system has to report",
        ("content_creator",),
    ),
    Actor(
        "aggregate_data_receiver",
        "Receiver of aggregate data",
        "",
        "whether the reported figures were taken",
        ("content_consumer",),
    ),
    Actor("document_generation_service", "Document Generation Service", "", "how a health certificate is made"),
    Actor("verifier", "Verifier", "", "whether a health certificate is genuine"),
)

_IHE_TITLES = {
    "patient_identity_source": "Patient Identity Source",
    "patient_identifier_cross_reference_consumer": "Patient Identifier Cross-reference Consumer",
    "patient_identifier_cross_reference_manager": "Patient Identifier Cross-reference Manager",
    "patient_demographics_consumer": "Patient Demographics Consumer",
    "patient_demographics_supplier": "Patient Demographics Supplier",
    "patient_identity_registry": "Patient Identity Registry",
    "document_source": "Document Source",
    "document_consumer": "Document Consumer",
    "document_repository": "Document Repository",
    "document_registry": "Document Registry",
    "on_demand_document_source": "On-Demand Document Source",
    "document_recipient": "Document Recipient",
    "document_responder": "Document Responder",
    "clinical_data_consumer": "Clinical Data Consumer",
    "clinical_data_source": "Clinical Data Source",
    "service_finder": "Service Finder",
    "service_directory": "Service Directory",
    "care_services_infomanager": "Care Services InfoManager",
    "query_client": "Query Client",
    "update_client": "Update Client",
    "directory": "Directory",
    "terminology_consumer": "Terminology Consumer",
    "terminology_repository": "Terminology Repository",
    "value_set_consumer": "Value Set Consumer",
    "value_set_repository": "Value Set Repository",
    "content_creator": "Content Creator",
    "content_consumer": "Content Consumer",
    "secure_node": "Secure Node",
}


def _inside(name: str) -> tuple[str, ...]:
    return tuple(each.name for each in ACTORS if name in each.plays)


IHE_ACTORS: tuple[Actor, ...] = tuple(Actor(name, title, inside=_inside(name)) for name, title in _IHE_TITLES.items())

_BY_NAME = {each.name: each for each in (*ACTORS, *IHE_ACTORS)}
_BY_ABBREVIATION = {each.abbreviation: each.name for each in ACTORS if each.abbreviation}


def actor(name: str) -> Actor:
    """The actor called `name`, OpenHIE's or IHE's. Raises UsageError with what was meant and what is valid."""
    if name not in _BY_NAME:
        meant = _BY_ABBREVIATION.get(name.upper())
        raise unknown("actor", name, _BY_NAME, meant=meant, listed_by="harness catalogue --actors")
    return _BY_NAME[name]


def openhie_actor_of(name: str) -> Actor:
    """The OpenHIE actor that `name` is, or that the IHE actor `name` lies in (the first of `inside`).

    ``patient_demographics_supplier`` lies in the client registry. Raises UsageError for an unknown name.
    """
    known = actor(name)
    return actor(known.inside[0]) if known.inside else known
