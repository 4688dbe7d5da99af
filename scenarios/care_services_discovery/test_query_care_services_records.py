"""Query care services records (HWWF-2).

Facilities are kept by one registry, health workers by another. The interlinked registry asks both what happened
(ITI-91) and joins what it hears; the point of service asks it alone (ITI-90), through the interoperability layer, and
learns who works where, today.
"""

from harness import facilities, given, health_workers, then, verifies, when
from harness.checks import directories, http, updates
from harness.transactions import CareServicesFeed, CareServicesQuery, CareServicesUpdates, RemoveCareService
from harness.transactions.care_services_questions import questions


@verifies("ILR-1", "ILR-4", "91-05")
def test_who_works_where_is_known_when_both_registries_were_asked(
    point_of_service, interlinked_registry, facility_registry, health_worker_registry
):
    """Judges the interlinked registry alone: what it is told by the others is judged elsewhere."""
    with given("a clinic that one registry keeps, and a health worker whom another does"):
        clinic = facility_registry.stores(facilities.unseen(), by=point_of_service)
        worker = health_worker_registry.stores(health_workers.unseen(at=clinic), by=point_of_service)

    with when("the interlinked registry has asked both"):
        first = interlinked_registry.sends(CareServicesUpdates("Organization", clinic.since), to=facility_registry)
        interlinked_registry.sends(CareServicesUpdates("Location", clinic.since), to=facility_registry)
        interlinked_registry.sends(CareServicesUpdates("Practitioner", worker.since), to=health_worker_registry)
        interlinked_registry.sends(CareServicesUpdates("PractitionerRole", worker.since), to=health_worker_registry)

    with when("the point of service asks for the clinic, for her, and for who works there"):
        place = point_of_service.sends(
            CareServicesQuery("Organization", clinic.identifier("organization")), to=interlinked_registry
        )
        person = point_of_service.sends(
            CareServicesQuery("Practitioner", worker.identifier("practitioner")), to=interlinked_registry
        )
    with then(interlinked_registry).shall("find the clinic and the health worker", "ILR-1"):
        directories.finds(place.response, clinic.identifier("organization"))
        directories.finds(person.response, worker.identifier("practitioner"))
    with when("the point of service asks who works at the clinic"):
        role = point_of_service.sends(
            CareServicesQuery("PractitionerRole", f"organization={place.found}"), to=interlinked_registry
        )
    with when("the interlinked registry asks a second time"):
        again = interlinked_registry.sends(CareServicesUpdates("Organization", first.told_until), to=facility_registry)

    with then(interlinked_registry).shall("lead from the clinic to the health worker", "ILR-4"):
        directories.finds(role.response, worker.identifier("role"))
        directories.leads_to(role.response, practitioner=person.found, organization=place.found)
    with then(interlinked_registry).shall("ask for what happened since it asked the first time", "91-05"):
        updates.asks_from(again.request, again.response)


@verifies("ILR-2")
def test_a_clinic_closes_and_a_health_worker_moves(
    point_of_service, interlinked_registry, facility_registry, health_worker_registry
):
    """Judges the interlinked registry alone: what it is told by the others is judged elsewhere."""
    with given("two clinics and a health worker of the first, whom the interlinked registry knows"):
        old = facility_registry.stores(facilities.unseen(), by=point_of_service)
        new = facility_registry.stores(facilities.unseen(), by=point_of_service)
        worker = health_worker_registry.stores(health_workers.unseen(at=old), by=point_of_service)
        for kind in ("Organization", "Location"):
            interlinked_registry.sends(CareServicesUpdates(kind, old.since), to=facility_registry)
        for kind in ("Practitioner", "PractitionerRole"):
            interlinked_registry.sends(CareServicesUpdates(kind, worker.since), to=health_worker_registry)
        known = interlinked_registry.mirrors(new, by=point_of_service)

    with when("the first clinic closes and she moves to the second"):
        closed = old.changed("location", status="inactive")
        point_of_service.sends(CareServicesFeed(closed, old.places["location"]), to=facility_registry)
        at = {"organization": new.reference("organization"), "location": [new.reference("location")]}
        moved = worker.changed("role", **at)
        point_of_service.sends(CareServicesFeed(moved, worker.places["role"]), to=health_worker_registry)
    with when("the interlinked registry asks both again"):
        interlinked_registry.sends(CareServicesUpdates("Location", old.since), to=facility_registry)
        interlinked_registry.sends(CareServicesUpdates("PractitionerRole", worker.since), to=health_worker_registry)
    with when("the point of service asks for the clinic, and for who works at the second"):
        place = point_of_service.sends(
            CareServicesQuery("Location", old.identifier("location")), to=interlinked_registry
        )
        there = f"organization={known.places['organization']}"
        role = point_of_service.sends(CareServicesQuery("PractitionerRole", there), to=interlinked_registry)

    with then(interlinked_registry).shall("know that the clinic closed and that she moved", "ILR-2"):
        directories.shows(place.response, status="inactive")
        directories.finds(role.response, worker.identifier("role"))


@verifies("ILR-3")
def test_a_record_is_deleted(point_of_service, interlinked_registry, health_worker_registry):
    """Judges the interlinked registry alone: what it is told by the others is judged elsewhere."""
    with given("a health worker whom the interlinked registry knows"):
        worker = health_worker_registry.stores(health_workers.unseen(), by=point_of_service)
        for kind in ("Practitioner", "PractitionerRole"):
            interlinked_registry.sends(CareServicesUpdates(kind, worker.since), to=health_worker_registry)
        interlinked_registry.mirrors(worker, by=point_of_service)

    with when("her role is deleted"):
        point_of_service.sends(RemoveCareService(worker.places["role"]), to=health_worker_registry)
    with when("the interlinked registry asks again, and the point of service asks for the role afterwards"):
        interlinked_registry.sends(CareServicesUpdates("PractitionerRole", worker.since), to=health_worker_registry)
        gone = point_of_service.sends(
            CareServicesQuery("PractitionerRole", worker.search("role")), to=interlinked_registry
        )

    with then(interlinked_registry).shall("no longer find what was deleted", "ILR-3"):
        directories.finds_nothing(gone.response)


@verifies("ILR-5")
def test_two_registries_tell_of_one_clinic(
    point_of_service, interlinked_registry, facility_registry, health_worker_registry
):
    """Judges the interlinked registry alone: what it is told by the others is judged elsewhere."""
    with given("a clinic that the facility registry keeps, and of which the health worker registry has a copy"):
        clinic = facilities.unseen()
        original = facility_registry.stores(clinic, by=point_of_service)
        copied = health_worker_registry.stores(clinic, by=point_of_service)

    with when("the interlinked registry has asked both, and the point of service asks for the clinic"):
        interlinked_registry.sends(CareServicesUpdates("Organization", original.since), to=facility_registry)
        interlinked_registry.sends(CareServicesUpdates("Organization", copied.since), to=health_worker_registry)
        query = point_of_service.sends(
            CareServicesQuery("Organization", original.identifier("organization")), to=interlinked_registry
        )

    with then(interlinked_registry).shall("hold both as one clinic", "ILR-5"):
        directories.finds(query.response, original.identifier("organization"))


@verifies("90-01a", "90-01b", "90-01c", "90-01d", "90-01e", "90-01f", "90-01g")
def test_what_was_joined_is_found_by_every_parameter(
    point_of_service, interlinked_registry, facility_registry, health_worker_registry
):
    """Judges the interlinked registry alone: nobody at a keyboard asks forty questions."""
    with given("a clinic with all that belongs to it, and a health worker there, whom the interlinked registry knows"):
        clinic = facility_registry.stores(facilities.network(), by=point_of_service)
        worker = health_worker_registry.stores(health_workers.unseen(at=clinic), by=point_of_service)
        for kind in clinic.kinds:
            interlinked_registry.sends(CareServicesUpdates(kind, clinic.since), to=facility_registry)
        for kind in worker.kinds:
            interlinked_registry.sends(CareServicesUpdates(kind, worker.since), to=health_worker_registry)
        places = interlinked_registry.mirrors(clinic, by=point_of_service)
        known = places.beside(interlinked_registry.mirrors(worker, by=point_of_service))

    with when("the point of service asks by one parameter after the other"):
        asked = {
            name: [
                (one, point_of_service.sends(CareServicesQuery(one.kind, one.query), to=interlinked_registry).response)
                for one in questions(known, name)
            ]
            for name in known.places
            if not name.startswith("area")
        }

    with then(interlinked_registry).shall("find organizations by every parameter, and only those that fit", "90-01a"):
        directories.answers_each(asked["organization"], known.identifier("organization"))
    with then(interlinked_registry).shall("find locations by every parameter, and only those that fit", "90-01b"):
        directories.answers_each(asked["location"], known.identifier("location"))
    with then(interlinked_registry).shall("find practitioners by every parameter, and only those who fit", "90-01c"):
        directories.answers_each(asked["practitioner"], known.identifier("practitioner"))
    with then(interlinked_registry).shall("find roles by every parameter, and only those that fit", "90-01d"):
        directories.answers_each(asked["role"], known.identifier("role"))
    with then(interlinked_registry).shall("find services by every parameter, and only those that fit", "90-01e"):
        directories.answers_each(asked["service"], known.identifier("service"))
    with then(interlinked_registry).shall("find endpoints by every parameter, and only those that fit", "90-01f"):
        directories.answers_each(asked["endpoint"], known.identifier("endpoint"))
    with then(interlinked_registry).shall("find affiliations by every parameter, and only those that fit", "90-01g"):
        directories.answers_each(asked["affiliation"], known.identifier("affiliation"))


@verifies("ILR-1", "90-16", "91-01a", "HWWF-4", "IOLF-2")
def test_all_of_them_work_together(
    point_of_service, interoperability_layer, interlinked_registry, facility_registry, health_worker_registry
):
    with given("a clinic, and a health worker who works there"):
        clinic = facility_registry.stores(facilities.unseen(), by=point_of_service)
        worker = health_worker_registry.stores(health_workers.unseen(at=clinic), by=point_of_service)

    with when("the interlinked registry asks both registries what happened"):
        places = interlinked_registry.sends(CareServicesUpdates("Organization", clinic.since), to=facility_registry)
        interlinked_registry.sends(CareServicesUpdates("Practitioner", worker.since), to=health_worker_registry)
        roles = interlinked_registry.sends(
            CareServicesUpdates("PractitionerRole", worker.since), to=health_worker_registry
        )

    with when("the point of service asks for her and for the clinic, through the interoperability layer"):
        family = worker.resources["practitioner"]["name"][0]["family"]
        person = point_of_service.sends(CareServicesQuery("Practitioner", f"family={family}"), to=interlinked_registry)
        place = point_of_service.sends(
            CareServicesQuery("Organization", clinic.identifier("organization")), to=interlinked_registry
        )

    with then(facility_registry).shall("tell of the new clinic", "91-01a"):
        updates.tells_of(places.pages, "POST", clinic.places["organization"])
    with then(health_worker_registry).shall("tell where the new health worker works", "HWWF-4"):
        updates.tells_of(roles.pages, "POST", worker.places["role"])
    with then(interlinked_registry).shall("find her and the clinic", "ILR-1"):
        directories.finds(person.response, worker.identifier("practitioner"))
        directories.finds(place.response, clinic.identifier("organization"))
    with then(point_of_service).shall("ask by parameters of the profile", "90-16"):
        directories.asks_by(person.request, "family")
    with then(interoperability_layer).shall("let through who has access", "IOLF-2"):
        http.answered(place.response, 200)
