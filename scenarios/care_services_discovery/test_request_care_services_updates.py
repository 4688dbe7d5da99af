"""Request care services updates (HWWF-4).

A clinic opens, another closes, a third was entered by mistake. The interlinked registry asks each registry what
happened since it asked last (ITI-91), and has to hear of all of it, and of nothing else.
"""

from harness import facilities, given, health_workers, oddities, then, verifies, when
from harness.checks import directories, fhir, http, updates
from harness.transactions import (
    CareServicesFeed,
    CareServicesQuery,
    CareServicesUpdates,
    FaultyCareServicesUpdates,
    RemoveCareService,
    RetrieveCareService,
)


@verifies("91-01a", "91-01b", "91-01d", "91-03", "91-04")
def test_what_was_added_and_changed_is_told(point_of_service, interlinked_registry, facility_registry):
    """Judges the registry alone: what the interlinked registry makes of it is seen elsewhere."""
    with given("a facility from before, one that is changed and one that is new, and when the changes began"):
        old = facility_registry.stores(facilities.unseen(), by=point_of_service)
        known = facility_registry.stores(facilities.unseen(), by=point_of_service)
        new = facility_registry.stores(facilities.unseen(), by=point_of_service)
        closed = known.changed("location", status="inactive")
        point_of_service.sends(CareServicesFeed(closed, known.places["location"]), to=facility_registry)
        begun = point_of_service.sends(RetrieveCareService(new.places["location"]), to=facility_registry)
        since = begun.changed_at

    with when("the interlinked registry asks what happened since then, and what will have happened in ten years"):
        told = interlinked_registry.sends(CareServicesUpdates("Location", since), to=facility_registry)
        future = interlinked_registry.sends(
            CareServicesUpdates("Location", f"{int(since[:4]) + 10}-01-01T00:00:00Z"), to=facility_registry
        )

    with then(facility_registry).shall("tell of what was added", "91-01a"):
        updates.tells_of(told.pages, "POST", new.places["location"])
    with then(facility_registry).shall("tell of what was changed", "91-01b"):
        updates.tells_of(told.pages, "PUT", known.places["location"])
    with then(facility_registry).shall("tell nothing of what happened before", "91-01d"):
        updates.tells_nothing_of(told.pages, old.places["location"], since=since)
    with then(facility_registry).shall("tell the newest first", "91-04"):
        updates.comes_newest_first(told.pages)
    with then(facility_registry).shall("tell of nothing where nothing happened", "91-03"):
        updates.is_empty(future.response)


@verifies("91-01c", "91-02", "130-03")
def test_what_was_removed_is_told(point_of_service, interlinked_registry, facility_registry):
    """Judges the registry alone: what the interlinked registry makes of it is seen elsewhere."""
    with given("a facility that was entered by mistake, and is removed"):
        kept = facility_registry.stores(facilities.unseen(), by=point_of_service)
        place = kept.places["location"]
        before = point_of_service.sends(RetrieveCareService(place), to=facility_registry)
        directories.is_the_resource(before.response, kept.identifier("location"))
        point_of_service.sends(RemoveCareService(place), to=facility_registry)

    with when("the interlinked registry asks what happened, and the point of service looks for it"):
        told = interlinked_registry.sends(CareServicesUpdates("Location", before.changed_at), to=facility_registry)
        read = point_of_service.sends(RetrieveCareService(place), to=facility_registry)

    with then(facility_registry).shall("tell of what was removed", "91-01c"):
        updates.tells_of(told.pages, "DELETE", place)
    with then(facility_registry).shall("tell of it without the resource", "91-02"):
        updates.tells_without_resource(told.pages, place)
    with then(facility_registry).shall("have it gone", "130-03"):
        directories.is_gone(read.response)


@verifies("HWWF-4", "HWRF-4", "HWRF-6")
def test_a_health_worker_registry_hands_on_what_happened(
    point_of_service, interlinked_registry, health_worker_registry
):
    """Judges the registry alone: what the interlinked registry makes of it is seen elsewhere."""
    with given("a health worker who was married since she was entered"):
        worker = health_workers.unseen()
        kept = health_worker_registry.stores(worker, by=point_of_service)
        read = point_of_service.sends(RetrieveCareService(kept.places["practitioner"]), to=health_worker_registry)
        name = {**worker["practitioner"]["name"][0], "family": f"{worker['practitioner']['name'][0]['family']}-Okello"}
        married = kept.changed("practitioner", name=[name])
        point_of_service.sends(CareServicesFeed(married, kept.places["practitioner"]), to=health_worker_registry)

    with when("the interlinked registry asks what happened to health workers and their roles since she was entered"):
        people = interlinked_registry.sends(
            CareServicesUpdates("Practitioner", read.changed_at), to=health_worker_registry
        )
        roles = interlinked_registry.sends(
            CareServicesUpdates("PractitionerRole", read.changed_at), to=health_worker_registry
        )

    with then(health_worker_registry).shall("tell what was added or changed since a given time", "HWWF-4"):
        updates.tells_of(people.pages, "PUT", kept.places["practitioner"])
        updates.tells_of(roles.pages, "POST", kept.places["role"])
    with then(health_worker_registry).should("hand its updates on to the interlinked registry", "HWRF-4"):
        updates.tells_of(roles.pages, "POST", kept.places["role"])
    with then(health_worker_registry).should("keep earlier versions of its records", "HWRF-6"):
        updates.tells_of(people.pages, "POST", kept.places["practitioner"])


@verifies("91-07")
def test_a_long_history_comes_page_by_page(point_of_service, interlinked_registry, facility_registry):
    """Judges the registry alone: how many entries stand on a page is asked by the harness."""
    with given("three facilities that were added one after the other"):
        first = facility_registry.stores(facilities.unseen(), by=point_of_service)
        since = point_of_service.sends(RetrieveCareService(first.places["location"]), to=facility_registry).changed_at
        facility_registry.stores(facilities.unseen(), by=point_of_service)
        facility_registry.stores(facilities.unseen(), by=point_of_service)

    with when("the interlinked registry asks for two a page, and follows every link"):
        told = interlinked_registry.sends(CareServicesUpdates("Location", since, count=2), to=facility_registry)

    with then(facility_registry).shall("tell all of it on pages that link to each other, and nothing twice", "91-07"):
        updates.tells_each_once(told.pages, 3)


@verifies("91-08")
def test_a_time_that_is_none_is_refused(point_of_service, interlinked_registry, facility_registry):
    """Judges the registry alone: the interlinked registry asks wrongly on purpose."""
    with given("a request that is understood"):
        kept = facility_registry.stores(facilities.unseen(), by=point_of_service)
        since = point_of_service.sends(RetrieveCareService(kept.places["location"]), to=facility_registry).changed_at
        interlinked_registry.sends(CareServicesUpdates("Location", since), to=facility_registry)

    with when("the same is asked since yesterday, in words"):
        wrong = interlinked_registry.sends(FaultyCareServicesUpdates("Location", "yesterday"), to=facility_registry)

    with then(facility_registry).shall("refuse it with 400, and say why", "91-08"):
        http.answered(wrong.response, 400)
        fhir.explains(wrong.response, severities=["error", "fatal"])


@verifies("91-10")
def test_a_long_history_is_read_to_its_end(point_of_service, interlinked_registry, facility_registry):
    """Judges the interlinked registry alone: our facility registry answers in short pages."""
    with given("three facilities, and a facility registry that puts two entries on a page"):
        first = facility_registry.stores(facilities.unseen(), by=point_of_service)
        facility_registry.stores(facilities.unseen(), by=point_of_service)
        facility_registry.stores(facilities.unseen(), by=point_of_service)
        facility_registry.answers(oddities.ShortPages())

    with when("the interlinked registry asks what happened, and the point of service looks for the first facility"):
        interlinked_registry.sends(CareServicesUpdates("Location", first.since), to=facility_registry)
        query = point_of_service.sends(
            CareServicesQuery("Location", first.identifier("location")), to=interlinked_registry
        )

    with then(interlinked_registry).shall("read every page of it", "91-10"):
        directories.finds(query.response, first.identifier("location"))
