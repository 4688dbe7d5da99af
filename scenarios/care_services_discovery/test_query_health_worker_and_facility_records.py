"""Query health worker and facility records (FRWF-1).

The older way of asking who works where. The interlinked registry polls the facility registry and the health worker
registry for what changed since the last time, in SOAP (ITI-74), and keeps it; the point of service sends it the
question of a stored function (ITI-73), through the interoperability layer.
"""

from harness import facilities, given, health_workers, provided, then, verifies, when
from harness.checks import csd, http, soap
from harness.transactions import (
    CareServicesFeed,
    CareServicesModifications,
    FaultyCareServicesModifications,
    FaultyCareServicesRequest,
    FindMatchingServices,
)


@verifies("FRWF-1", "74-01a", "74-01b", "74-06")
def test_a_facility_registry_tells_what_changed(point_of_service, interlinked_registry, facility_registry):
    """Judges the facility registry alone: the interlinked registry only asks."""
    with given("a clinic that is kept for a while, and a new one"):
        old = facility_registry.stores(facilities.unseen(), by=point_of_service)
        new = facility_registry.stores(facilities.unseen(), by=point_of_service)

    with when("the interlinked registry asks for all, and then for what changed since the new one was added"):
        everything = interlinked_registry.sends(CareServicesModifications(old.since), to=facility_registry)
        changes = interlinked_registry.sends(CareServicesModifications(new.since), to=facility_registry)

    with then(facility_registry).shall("hand its facilities to the interlinked registry", "FRWF-1"):
        csd.tells_of(everything.response, "facility", old.identifier("location").value)
    with then(facility_registry).shall("tell of what was added", "74-01a"):
        csd.tells_of(changes.response, "facility", new.identifier("location").value)
        csd.tells_of(changes.response, "organization", new.identifier("organization").value)
    with then(facility_registry).shall("tell of nothing that changed before", "74-01b"):
        csd.changed_as_asked(changes.exchange)
    with then(facility_registry).shall("say by its action what it answers", "74-06"):
        soap.answers_the_action(changes.response, CareServicesModifications.reply)


@verifies("HWWF-1")
def test_a_health_worker_registry_tells_what_changed(point_of_service, interlinked_registry, health_worker_registry):
    """Judges the health worker registry alone: the interlinked registry only asks."""
    with given("a health worker whom nobody knows yet"):
        worker = health_worker_registry.stores(health_workers.unseen(), by=point_of_service)

    with when("the interlinked registry asks what changed"):
        changes = interlinked_registry.sends(CareServicesModifications(worker.since), to=health_worker_registry)

    with then(health_worker_registry).shall("tell of the new health worker", "HWWF-1"):
        csd.tells_of(changes.response, "provider", worker.identifier("practitioner").value)


@verifies("74-02", "74-05")
def test_nothing_changed_since_tomorrow(point_of_service, interlinked_registry, facility_registry):
    """Judges the facility registry alone: nobody else asks for what is to come."""
    with given("a clinic that the registry tells of"):
        clinic = facility_registry.stores(facilities.unseen(), by=point_of_service)
        known = interlinked_registry.sends(CareServicesModifications(clinic.since), to=facility_registry)
        csd.tells_of(known.response, "facility", clinic.identifier("location").value)

    with when("the interlinked registry asks for what changed since a day to come, and since what is no day"):
        to_come = interlinked_registry.sends(CareServicesModifications("2999-01-01T00:00:00Z"), to=facility_registry)
        never = interlinked_registry.sends(FaultyCareServicesModifications("yesterday"), to=facility_registry)

    with then(facility_registry).shall("answer with empty directories", "74-02"):
        csd.is_empty(to_come.response)
    with then(facility_registry).shall("answer with a fault what is no instant", "74-05"):
        csd.faults(never.response)


@verifies("73-01", "73-02", "73-03", "73-06")
def test_a_clinic_is_found_by_what_it_is(point_of_service, interlinked_registry, facility_registry):
    """Judges the interlinked registry alone: the facility registry is judged elsewhere."""
    with given("two clinics that the interlinked registry heard of"):
        clinic, other = facilities.unseen(), facilities.unseen()
        kept = facility_registry.stores(clinic, by=point_of_service)
        facility_registry.stores(other, by=point_of_service)
        heard = interlinked_registry.sends(CareServicesModifications(kept.since), to=facility_registry)
        number = kept.identifier("location")
        name = csd.id_of(heard.response, "facility", number.value)
        coding = clinic["location"]["type"][1]["coding"][0]
        part = clinic["location"]["name"].split()[0][1:].upper()

    with when("the point of service asks by its id, by its number, by a part of its name and by what kind it is"):
        by_id = point_of_service.sends(FindMatchingServices("facility-search", f"id={name}"), to=interlinked_registry)
        by_number = point_of_service.sends(
            FindMatchingServices("facility-search", f"otherID={number.token}"), to=interlinked_registry
        )
        by_name = point_of_service.sends(
            FindMatchingServices("facility-search", f"primaryName={part}"), to=interlinked_registry
        )
        by_kind = point_of_service.sends(
            FindMatchingServices("facility-search", f"codedType={coding['system']}|{coding['code']}"),
            to=interlinked_registry,
        )

    with then(interlinked_registry).shall("find it by its id", "73-01"):
        csd.tells_of_only(by_id.response, "facility", [number.value])
    with then(interlinked_registry).shall("find it by its number", "73-06"):
        csd.tells_of_only(by_number.response, "facility", [number.value])
    with then(interlinked_registry).shall("find it by a part of its name", "73-02"):
        csd.tells_of_only(by_name.response, "facility", [number.value])
    with then(interlinked_registry).shall("find it by what kind it is", "73-03"):
        csd.tells_of_only(by_kind.response, "facility", [number.value])


@verifies("73-04", "73-05")
def test_clinics_are_read_page_by_page(point_of_service, interlinked_registry, facility_registry):
    """Judges the interlinked registry alone: the facility registry is judged elsewhere."""
    with given("two clinics of one name that the interlinked registry heard of"):
        clinic = facilities.unseen()
        kept = facility_registry.stores(clinic, by=point_of_service)
        twin = facility_registry.stores(facilities.unseen(beside=clinic), by=point_of_service)
        interlinked_registry.sends(CareServicesModifications(kept.since), to=facility_registry)
        name = f"primaryName={clinic['location']['name'].split()[0]}"

    with when("the point of service asks for the first, for the second, and for one that is not there"):
        first = point_of_service.sends(
            FindMatchingServices("facility-search", f"{name}&start=1&max=1"), to=interlinked_registry
        )
        second = point_of_service.sends(
            FindMatchingServices("facility-search", f"{name}&start=2&max=1"), to=interlinked_registry
        )
        nobody = point_of_service.sends(
            FindMatchingServices("facility-search", f"{name} of nowhere"), to=interlinked_registry
        )
        both = [one.identifier("location").value for one in (kept, twin)]

    with then(interlinked_registry).shall("give one on each page, and both together", "73-04"):
        csd.finds_pages([first.response, second.response], "facility", both)
    with then(interlinked_registry).shall("answer with empty directories where nothing fits", "73-05"):
        with provided("it finds what fits"):
            csd.finds_pages([first.response, second.response], "facility", both)
        csd.is_empty(nobody.response)


@verifies("73-07")
def test_a_clinic_gets_another_name(point_of_service, interlinked_registry, facility_registry):
    """Judges the interlinked registry alone: the facility registry is judged elsewhere."""
    with given("a clinic that the interlinked registry heard of"):
        clinic = facility_registry.stores(facilities.unseen(), by=point_of_service)
        interlinked_registry.sends(CareServicesModifications(clinic.since), to=facility_registry)

    with when("it gets another name"):
        renamed = clinic.changed("location", name=f"New {clinic.resources['location']['name']}")
        point_of_service.sends(CareServicesFeed(renamed, clinic.places["location"]), to=facility_registry)
    with when("the interlinked registry asks again, and then the point of service does"):
        interlinked_registry.sends(CareServicesModifications(clinic.since), to=facility_registry)
        number = clinic.identifier("location")
        found = point_of_service.sends(
            FindMatchingServices("facility-search", f"otherID={number.token}"), to=interlinked_registry
        )

    with then(interlinked_registry).shall("know the new name", "73-07"):
        csd.shows(found.response, "facility", number.value, "primaryName", renamed["name"])


@verifies("73-08", "73-11")
def test_what_cannot_be_asked_is_refused(point_of_service, interlinked_registry):
    """Judges the interlinked registry alone: the point of service asks wrongly on purpose."""
    with given("a question that is answered"):
        name = facilities.unseen()["location"]["name"]
        right = point_of_service.sends(
            FindMatchingServices("facility-search", f"primaryName={name}"), to=interlinked_registry
        )
        csd.is_empty(right.response)

    with when("the point of service asks a function that nobody has, and sends what is no question"):
        unknown = point_of_service.sends(
            FaultyCareServicesRequest(
                b'<careServicesRequest xmlns="urn:ihe:iti:csd:2013">'
                b'<function urn="urn:example:no-such-function"><requestParams/></function></careServicesRequest>'
            ),
            to=interlinked_registry,
        )
        wrong = point_of_service.sends(
            FaultyCareServicesRequest(b'<careServicesRequest xmlns="urn:ihe:iti:csd:2013">'), to=interlinked_registry
        )

    with then(interlinked_registry).shall("refuse the function", "73-08"):
        csd.refused(unknown.response)
    with then(interlinked_registry).shall("refuse what is no question", "73-11"):
        http.refused(wrong.response)


@verifies("73-02", "73-20", "74-20", "FRWF-1", "HWWF-1", "IOLF-2")
def test_all_of_them_work_together(
    point_of_service, interoperability_layer, interlinked_registry, facility_registry, health_worker_registry
):
    with given("a clinic, and a health worker who works there"):
        clinic = facility_registry.stores(facilities.unseen(), by=point_of_service)
        worker = health_worker_registry.stores(health_workers.unseen(at=clinic), by=point_of_service)

    with when("the interlinked registry asks both registries what changed"):
        places = interlinked_registry.sends(CareServicesModifications(clinic.since), to=facility_registry)
        people = interlinked_registry.sends(CareServicesModifications(worker.since), to=health_worker_registry)

    with when("the point of service asks for her and for the clinic, through the interoperability layer"):
        family = worker.resources["practitioner"]["name"][0]["family"]
        person = point_of_service.sends(
            FindMatchingServices("provider-search", f"commonName={family}"), to=interlinked_registry
        )
        place = point_of_service.sends(
            FindMatchingServices("facility-search", f"primaryName={clinic.resources['location']['name']}"),
            to=interlinked_registry,
        )

    with then(facility_registry).shall("tell of the new clinic", "FRWF-1"):
        csd.tells_of(places.response, "facility", clinic.identifier("location").value)
    with then(health_worker_registry).shall("tell of the new health worker", "HWWF-1"):
        csd.tells_of(people.response, "provider", worker.identifier("practitioner").value)
    with then(interlinked_registry).shall("find her and the clinic by their names", "73-02"):
        csd.tells_of_only(person.response, "provider", [worker.identifier("practitioner").value])
        csd.tells_of_only(place.response, "facility", [clinic.identifier("location").value])
    with then(interlinked_registry).shall("ask since an instant", "74-20"):
        csd.asks_since_an_instant(places.exchange)
    with then(point_of_service).shall("ask by one stored function", "73-20"):
        csd.asks_a_function(person.exchange)
    with then(interoperability_layer).shall("let through who has access", "IOLF-2"):
        http.answered(place.response, 200)
