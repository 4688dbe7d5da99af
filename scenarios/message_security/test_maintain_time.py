"""Common message security: maintain time (W-00).

An audit trail over many systems tells what happened first only where their clocks agree. What time it is by each of
them shows in its messages (ITI-1).
"""

import math

from harness import given, patients, then, verifies, when
from harness.checks import clocks
from harness.transactions import CapabilitiesQuery, PatientIdentityFeedV2

SECOND = 1.0


@verifies("1-01")
def test_a_server_dates_its_answers_rightly(point_of_service, client_registry):
    """Judges the registry alone: requests over HTTP carry no date."""
    with when("the point of service asks what the registry can do"):
        query = point_of_service.sends(CapabilitiesQuery(), to=client_registry)

    with then(client_registry).shall("date its answer within a second of the right time", "1-01"):
        clocks.is_dated(query.exchange, within=SECOND)


@verifies("1-02", "1-03")
def test_messages_in_hl7_v2_are_dated_rightly(point_of_service, client_registry):
    with given("a patient the client registry has never seen"):
        grace = patients.unseen()

    with when("the point of service feeds her identity"):
        feed = point_of_service.sends(PatientIdentityFeedV2(grace), to=client_registry)

    with then(point_of_service).shall("date its message with a time that has come", "1-03"):
        clocks.is_on_time(feed.request, within=SECOND, waited=math.inf)
    with then(client_registry).shall("date its answer within a second of the right time", "1-02"):
        clocks.is_on_time(feed.response, within=SECOND, waited=feed.response.at - feed.request.at)
