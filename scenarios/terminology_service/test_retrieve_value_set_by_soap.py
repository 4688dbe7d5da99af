"""Retrieve value sets by SVS in SOAP, the other binding (TSWF-3).

The same laboratory system, where its vendor chose SOAP: the question stands in an envelope, and so does the answer.
"""

from harness import given, terminology, then, verifies, when
from harness.checks import soap, value_sets
from harness.transactions import RetrieveMultipleValueSetsBySoap, RetrieveSharedValueSetBySoap


@verifies("48-07", "48-21", "SOAP-01", "SOAP-02")
def test_a_value_set_is_shared_in_an_envelope(point_of_service, terminology_service):
    with given("a value set that the terminology service has, by its OID"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks for it in SOAP"):
        shared = point_of_service.sends(RetrieveSharedValueSetBySoap(f"id={codes.oid}"), to=terminology_service)

    with then(point_of_service).shall("send one SOAP 1.2 envelope", "SOAP-01"):
        soap.is_an_envelope(shared.request)
    with then(point_of_service).shall("address it", "SOAP-02"):
        soap.is_addressed(shared.request)
    with then(point_of_service).shall("ask for one value set by its OID", "48-21"):
        value_sets.asks_by_oid(shared.exchange)
    with then(terminology_service).shall("answer in SOAP as it does over HTTP", "48-07"):
        value_sets.shares(shared.response, codes.oid, codes=codes.members)
        soap.answers_the_action(shared.response, RetrieveSharedValueSetBySoap.reply)


@verifies("48-09")
def test_what_nobody_shares_is_a_fault(point_of_service, terminology_service):
    with given("a value set that is shared in SOAP"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)
        shared = point_of_service.sends(RetrieveSharedValueSetBySoap(f"id={codes.oid}"), to=terminology_service)
        value_sets.shares(shared.response, codes.oid)

    with when("the point of service asks for an OID, and for a version, that nobody has"):
        unknown = point_of_service.sends(RetrieveSharedValueSetBySoap(f"id={codes.oid}.999"), to=terminology_service)
        other = point_of_service.sends(
            RetrieveSharedValueSetBySoap(f"id={codes.oid}&version=no-such-version"), to=terminology_service
        )

    with then(terminology_service).shall("answer what it does not know with a fault", "48-09"):
        value_sets.faults_with(unknown.response, "NAV")
        value_sets.faults_with(other.response, "VERUNK")


@verifies("60-07")
def test_value_sets_are_found_in_an_envelope(point_of_service, terminology_service):
    with given("a value set that the terminology service has, by its OID"):
        codes = terminology_service.knows_codes(terminology.vaccines(), by=point_of_service)

    with when("the point of service asks in SOAP for what fits, and for what fits nothing"):
        found = point_of_service.sends(RetrieveMultipleValueSetsBySoap(f"id={codes.oid}"), to=terminology_service)
        nothing = point_of_service.sends(
            RetrieveMultipleValueSetsBySoap("DisplayNameContains=nobody has this"), to=terminology_service
        )

    with then(terminology_service).shall("answer in SOAP as it does over HTTP", "60-07"):
        value_sets.describes_only(found.response, [codes.oid])
        value_sets.describes_only(nothing.response, [])
        soap.answers_the_action(found.response, RetrieveMultipleValueSetsBySoap.reply)
