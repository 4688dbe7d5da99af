"""Common message security: authorise the client (W-00).

The interoperability layer is the one door to the registries. It opens to the clients that were registered with it, and
each of them may go where it was given permission; what it turns away does not reach a registry (W-00, steps 8 and 9).
"""

from harness import given, patients, then, verifies, when
from harness.checks import fhir, passing
from harness.transactions import MobilePatientDemographicsQuery, QueryOfAStranger, QueryWithoutPermission


@verifies("IOLP-3", "IOLP-5")
def test_a_stranger_is_not_let_through(point_of_service, interoperability_layer, client_registry):
    """Judges the layer alone: the point of service does not say who it is, on purpose."""
    with given("a search that is let through when the point of service says who it is"):
        nobody = f"family={patients.unseen().family}"
        query = point_of_service.sends(MobilePatientDemographicsQuery(nobody), to=client_registry)
        fhir.returns_patients(query.response, count=0)

    with when("the same is asked by somebody who does not say who it is"):
        stranger = point_of_service.sends(QueryOfAStranger(nobody), to=client_registry)

    with then(interoperability_layer).shall("turn a client away that it does not know", "IOLP-3"):
        passing.turned_away(stranger.exchange)
    with then(interoperability_layer).shall("pass nothing of it on", "IOLP-5"):
        passing.went_no_further(stranger.exchange)


@verifies("IOLP-4", "IOLP-5")
def test_a_client_without_permission_is_not_let_through(point_of_service, interoperability_layer, client_registry):
    """Judges the layer alone: who asks has no permission, on purpose."""
    with given("a search that is let through when it comes from a client that may use the route"):
        nobody = f"family={patients.unseen().family}"
        query = point_of_service.sends(MobilePatientDemographicsQuery(nobody), to=client_registry)
        fhir.returns_patients(query.response, count=0)

    with when("the same is asked by a client that the layer knows, and that may not use the route"):
        barred = point_of_service.sends(QueryWithoutPermission(nobody), to=client_registry)

    with then(interoperability_layer).shall("turn it away from a route that it may not use", "IOLP-4"):
        passing.turned_away(barred.exchange)
    with then(interoperability_layer).shall("pass nothing of it on", "IOLP-5"):
        passing.went_no_further(barred.exchange)
