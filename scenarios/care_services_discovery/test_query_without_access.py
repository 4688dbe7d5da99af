"""Query care services records: who may not (HWWF-2).

What a country knows of its health workers is not for everybody. The interoperability layer lets a query through to
the interlinked registry (ITI-90) where access is allowed, and tells all others that it is not; their users have to see
that.
"""

from harness import facilities, given, oddities, sights, then, verifies, when
from harness.checks import directories, passing
from harness.transactions import CareServicesQuery, CareServicesQueryOfAStranger


@verifies("IOLP-3", "IOLP-5")
def test_a_stranger_does_not_reach_the_interlinked_registry(
    point_of_service, interoperability_layer, interlinked_registry
):
    """Judges the layer alone: the point of service does not say who it is, on purpose."""
    with given("a query that is let through when the point of service says who it is"):
        nowhere = f"name={facilities.unseen()['location']['name']}"
        query = point_of_service.sends(CareServicesQuery("Location", nowhere), to=interlinked_registry)
        directories.finds_nothing(query.response)

    with when("the same is asked by somebody who does not say who it is"):
        stranger = point_of_service.sends(CareServicesQueryOfAStranger("Location", nowhere), to=interlinked_registry)

    with then(interoperability_layer).shall("turn a client away that it does not know", "IOLP-3"):
        passing.turned_away(stranger.exchange)
    with then(interoperability_layer).shall("pass nothing of it on", "IOLP-5"):
        passing.went_no_further(stranger.exchange)


@verifies("90-16", "90-17")
def test_a_refusal_is_shown_and_no_empty_list(point_of_service, interlinked_registry):
    with given("an interlinked registry that lets nobody in"):
        name = facilities.unseen()["location"]["name"]
        interlinked_registry.answers(oddities.ARefusal(403))

    with when("the point of service asks for a facility"):
        query = point_of_service.sends(CareServicesQuery("Location", f"name={name}"), to=interlinked_registry)

    with then(point_of_service).shall("ask by parameters of the profile", "90-16"):
        directories.asks_by(query.request, "name")
    with then(point_of_service).shall("show an error, and no empty list", "90-17"):
        point_of_service.shows(sights.AnError())
