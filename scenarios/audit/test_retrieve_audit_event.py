"""Retrieve audit events (W-00).

An Audit Record Repository keeps what it was told, by whichever way it came. Whoever looks into the matter later asks it
by what is known: when, who, whom, from which machine (ITI-20, ITI-81). The repository alone is judged.
"""

from harness import given, patients, then, verifies, when
from harness.checks import audit, http
from harness.transactions import (
    RecordAuditEvent,
    RecordAuditEventByTls,
    RecordAuditEventByUdp,
    RetrieveAuditEvents,
)


@verifies("20-08", "20-11", "81-01")
def test_an_event_by_fhir_is_kept(point_of_service, audit_record_repository):
    with given("a patient whose number nobody has"):
        somebody = patients.number_nobody_has(point_of_service.domain)

    with when("an event about her is posted, and asked for"):
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        asked = [("patient.identifier", somebody.token)]
        query = point_of_service.sends(RetrieveAuditEvents(asked, eager=True), to=audit_record_repository)

    with then(audit_record_repository).shall("take the event", "20-08"):
        http.answered(told.response, 201)
    with then(audit_record_repository).shall("answer with a searchset", "81-01"):
        audit.is_searchset(query.last)
    with then(audit_record_repository).shall("give it as it was told", "20-11"):
        audit.gives(query.last, told.request)


@verifies("20-09", "20-11")
def test_an_event_by_syslog_over_udp_is_kept(point_of_service, audit_record_repository):
    with given("a patient whose number nobody has"):
        somebody = patients.number_nobody_has(point_of_service.domain)

    with when("an event about her comes by syslog over UDP, and is asked for"):
        told = point_of_service.sends(RecordAuditEventByUdp(somebody), to=audit_record_repository)
        asked = [("patient.identifier", somebody.token)]
        query = point_of_service.sends(RetrieveAuditEvents(asked, eager=True), to=audit_record_repository)

    with then(audit_record_repository).shall("keep the event", "20-09"):
        audit.finds_one(query.last)

    with given("that this is so"):
        audit.finds_one(query.last)

    with then(audit_record_repository).shall("give it as it was told", "20-11"):
        audit.gives(query.last, told.request)


@verifies("20-10", "20-11")
def test_an_event_by_syslog_over_tls_is_kept(point_of_service, audit_record_repository):
    with given("a patient whose number nobody has"):
        somebody = patients.number_nobody_has(point_of_service.domain)

    with when("an event about her comes by syslog over TLS, and is asked for"):
        told = point_of_service.sends(RecordAuditEventByTls(somebody), to=audit_record_repository)
        asked = [("patient.identifier", somebody.token)]
        query = point_of_service.sends(RetrieveAuditEvents(asked, eager=True), to=audit_record_repository)

    with then(audit_record_repository).shall("keep the event", "20-10"):
        audit.finds_one(query.last)

    with given("that this is so"):
        audit.finds_one(query.last)

    with then(audit_record_repository).shall("give it as it was told", "20-11"):
        audit.gives(query.last, told.request)


@verifies("81-02", "81-03")
def test_events_are_found_by_time_and_place(point_of_service, audit_record_repository):
    with given("an event that the repository keeps"):
        somebody = patients.number_nobody_has(point_of_service.domain)
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        record = told.record
        here = ("_id", record.partition("/")[2])

    with when("it is asked for by the time at which it took place, and by another"):
        date = [here, ("date", "ge2020-01-01")]
        found_by_date = point_of_service.sends(RetrieveAuditEvents(date), to=audit_record_repository)
        other_date = [here, ("date", "lt2020-01-01")]
        missed_by_date = point_of_service.sends(RetrieveAuditEvents(other_date), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by the time at which it took place, and not by another", "81-02"):
        audit.finds(found_by_date.response, record)
        audit.leaves_out(missed_by_date.response, record)

    with when("it is asked for by a machine that took part, and by another"):
        address = [here, ("address", "192.0.2.7")]
        found_by_address = point_of_service.sends(RetrieveAuditEvents(address), to=audit_record_repository)
        other_address = [here, ("address", "198.51.100")]
        missed_by_address = point_of_service.sends(RetrieveAuditEvents(other_address), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by a machine that took part, and not by another", "81-03"):
        audit.finds(found_by_address.response, record)
        audit.leaves_out(missed_by_address.response, record)


@verifies("81-04", "81-09")
def test_events_are_found_by_who_acted_and_who_told(point_of_service, audit_record_repository):
    with given("an event that the repository keeps"):
        somebody = patients.number_nobody_has(point_of_service.domain)
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        record = told.record
        here = ("_id", record.partition("/")[2])

    with when("it is asked for by who took part, and by another"):
        agent = [here, ("agent.identifier", "openhie-harness")]
        found_by_agent = point_of_service.sends(RetrieveAuditEvents(agent), to=audit_record_repository)
        other_agent = [here, ("agent.identifier", "nobody")]
        missed_by_agent = point_of_service.sends(RetrieveAuditEvents(other_agent), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by who took part, and not by another", "81-04"):
        audit.finds(found_by_agent.response, record)
        audit.leaves_out(missed_by_agent.response, record)

    with when("it is asked for by who told of it, and by another"):
        source = [here, ("source.identifier", "openhie-harness")]
        found_by_source = point_of_service.sends(RetrieveAuditEvents(source), to=audit_record_repository)
        other_source = [here, ("source.identifier", "nobody")]
        missed_by_source = point_of_service.sends(RetrieveAuditEvents(other_source), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by who told of it, and not by another", "81-09"):
        audit.finds(found_by_source.response, record)
        audit.leaves_out(missed_by_source.response, record)


@verifies("81-05", "81-06")
def test_events_are_found_by_whom_they_are_about(point_of_service, audit_record_repository):
    with given("an event that the repository keeps"):
        somebody = patients.number_nobody_has(point_of_service.domain)
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        record = told.record
        here = ("_id", record.partition("/")[2])

    with when("it is asked for by the number of the patient, and by another"):
        patient = [here, ("patient.identifier", somebody.token)]
        found_by_patient = point_of_service.sends(RetrieveAuditEvents(patient), to=audit_record_repository)
        other_patient = [here, ("patient.identifier", "nobody")]
        missed_by_patient = point_of_service.sends(RetrieveAuditEvents(other_patient), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by the number of the patient, and not by another", "81-05"):
        audit.finds(found_by_patient.response, record)
        audit.leaves_out(missed_by_patient.response, record)

    with when("it is asked for by the number of whom or what it was about, and by another"):
        entity = [here, ("entity.identifier", somebody.token)]
        found_by_entity = point_of_service.sends(RetrieveAuditEvents(entity), to=audit_record_repository)
        other_entity = [here, ("entity.identifier", "nobody")]
        missed_by_entity = point_of_service.sends(RetrieveAuditEvents(other_entity), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by the number of whom it was about, and not by another", "81-06"):
        audit.finds(found_by_entity.response, record)
        audit.leaves_out(missed_by_entity.response, record)


@verifies("81-07", "81-08")
def test_events_are_found_by_what_they_are_about(point_of_service, audit_record_repository):
    with given("an event that the repository keeps"):
        somebody = patients.number_nobody_has(point_of_service.domain)
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        record = told.record
        here = ("_id", record.partition("/")[2])

    with when("it is asked for by the type of what it was about, and by another"):
        kind = [here, ("entity-type", "1")]
        found_by_kind = point_of_service.sends(RetrieveAuditEvents(kind), to=audit_record_repository)
        other_kind = [here, ("entity-type", "3")]
        missed_by_kind = point_of_service.sends(RetrieveAuditEvents(other_kind), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by the type of what it was about, and not by another", "81-07"):
        audit.finds(found_by_kind.response, record)
        audit.leaves_out(missed_by_kind.response, record)

    with when("it is asked for by the role of what it was about, and by another"):
        role = [here, ("entity-role", "1")]
        found_by_role = point_of_service.sends(RetrieveAuditEvents(role), to=audit_record_repository)
        other_role = [here, ("entity-role", "24")]
        missed_by_role = point_of_service.sends(RetrieveAuditEvents(other_role), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by the role of what it was about, and not by another", "81-08"):
        audit.finds(found_by_role.response, record)
        audit.leaves_out(missed_by_role.response, record)


@verifies("81-10", "81-11", "81-12")
def test_events_are_found_by_what_they_are_and_how_it_went(point_of_service, audit_record_repository):
    with given("an event that the repository keeps"):
        somebody = patients.number_nobody_has(point_of_service.domain)
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        record = told.record
        here = ("_id", record.partition("/")[2])

    with when("it is asked for by its type, and by another"):
        type = [here, ("type", "rest")]
        found_by_type = point_of_service.sends(RetrieveAuditEvents(type), to=audit_record_repository)
        other_type = [here, ("type", "110112")]
        missed_by_type = point_of_service.sends(RetrieveAuditEvents(other_type), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by its type, and not by another", "81-10"):
        audit.finds(found_by_type.response, record)
        audit.leaves_out(missed_by_type.response, record)

    with when("it is asked for by its transaction, and by another"):
        subtype = [here, ("subtype", "urn:ihe:event-type-code|ITI-104")]
        found_by_subtype = point_of_service.sends(RetrieveAuditEvents(subtype), to=audit_record_repository)
        other_subtype = [here, ("subtype", "urn:ihe:event-type-code|ITI-78")]
        missed_by_subtype = point_of_service.sends(RetrieveAuditEvents(other_subtype), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by its transaction, and not by another", "81-11"):
        audit.finds(found_by_subtype.response, record)
        audit.leaves_out(missed_by_subtype.response, record)

    with when("it is asked for by its outcome, and by another"):
        outcome = [here, ("outcome", "0")]
        found_by_outcome = point_of_service.sends(RetrieveAuditEvents(outcome), to=audit_record_repository)
        other_outcome = [here, ("outcome", "8")]
        missed_by_outcome = point_of_service.sends(RetrieveAuditEvents(other_outcome), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by its outcome, and not by another", "81-12"):
        audit.finds(found_by_outcome.response, record)
        audit.leaves_out(missed_by_outcome.response, record)


@verifies("81-13", "81-14")
def test_events_are_found_by_how_they_are_kept(point_of_service, audit_record_repository):
    with given("an event that the repository keeps"):
        somebody = patients.number_nobody_has(point_of_service.domain)
        told = point_of_service.sends(RecordAuditEvent(somebody), to=audit_record_repository)
        record = told.record
        here = ("patient.identifier", somebody.token)

    with when("it is asked for by its id, and by another"):
        id = [here, ("_id", record.partition("/")[2])]
        found_by_id = point_of_service.sends(RetrieveAuditEvents(id), to=audit_record_repository)
        other_id = [here, ("_id", "nobody")]
        missed_by_id = point_of_service.sends(RetrieveAuditEvents(other_id), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by its id, and not by another", "81-13"):
        audit.finds(found_by_id.response, record)
        audit.leaves_out(missed_by_id.response, record)

    with when("it is asked for by the time at which it came, and by another"):
        updated = [here, ("_lastUpdated", "ge2020-01-01")]
        found_by_updated = point_of_service.sends(RetrieveAuditEvents(updated), to=audit_record_repository)
        other_updated = [here, ("_lastUpdated", "lt2020-01-01")]
        missed_by_updated = point_of_service.sends(RetrieveAuditEvents(other_updated), to=audit_record_repository)

    with then(audit_record_repository).shall("find it by the time at which it came, and not by another", "81-14"):
        audit.finds(found_by_updated.response, record)
        audit.leaves_out(missed_by_updated.response, record)
