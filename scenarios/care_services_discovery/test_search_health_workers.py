"""Search care services: health workers (HWWF-3, HWWF-2).

Who of the midwives works at the clinic? The point of service asks the health worker registry (ITI-90) by name, by role
and by place, and gets those who fit, and nobody else.
"""

from harness import facilities, given, health_workers, then, verifies, when
from harness.checks import capabilities, directories, http
from harness.checks.directories import PARAMETERS
from harness.transactions import CapabilitiesQuery, CareServicesQuery, RetrieveCareService
from harness.transactions.care_services_questions import questions


@verifies("90-01c", "90-01d", "HWWF-2", "HWWF-3", "HWRF-2")
def test_a_health_worker_is_found_by_every_parameter(point_of_service, health_worker_registry):
    """Judges the registry alone: nobody at a keyboard asks fifteen questions."""
    with given("a health worker with her role and the clinic where she works, and another who differs in everything"):
        worker = health_workers.working_at(facilities.network())
        kept = health_worker_registry.stores(worker, by=point_of_service)
        health_worker_registry.stores(health_workers.unseen(beside=worker), by=point_of_service)

    with when("the point of service asks by one parameter after the other"):
        asked = {
            name: [
                (
                    one,
                    point_of_service.sends(CareServicesQuery(one.kind, one.query), to=health_worker_registry).response,
                )
                for one in questions(kept, name)
            ]
            for name in ("practitioner", "role")
        }

    with then(health_worker_registry).shall("find practitioners by every parameter, and only those who fit", "90-01c"):
        directories.answers_each(asked["practitioner"], kept.identifier("practitioner"))
    with then(health_worker_registry).shall("find roles by every parameter, and only those that fit", "90-01d"):
        directories.answers_each(asked["role"], kept.identifier("role"))
    with then(health_worker_registry).shall("answer queries for care services records in the form of mCSD", "HWWF-2"):
        directories.finds(asked["practitioner"][0][1], kept.identifier("practitioner"))
    with then(health_worker_registry).should("let others search its care services", "HWWF-3"):
        directories.finds(asked["role"][0][1], kept.identifier("role"))
    with then(health_worker_registry).shall("answer queries for the health workers that it stores", "HWRF-2"):
        directories.shows(asked["practitioner"][0][1], name=worker["practitioner"]["name"])


@verifies("90-03f")
def test_the_practitioner_of_a_role_comes_along(point_of_service, health_worker_registry):
    """Judges the registry alone: nobody at a keyboard chooses what comes along."""
    with given("a health worker and her role"):
        kept = health_worker_registry.stores(health_workers.unseen(), by=point_of_service)

    with when("the point of service asks for the role together with her"):
        role = kept.resources["role"]["code"][0]["coding"][0]
        asked = f"role={role['system']}|{role['code']}&_include=PractitionerRole:practitioner"
        query = point_of_service.sends(CareServicesQuery("PractitionerRole", asked), to=health_worker_registry)

    with then(health_worker_registry).shall("include the practitioner of a role", "90-03f"):
        directories.includes(query.response, "Practitioner", kept.identifier("practitioner"))


@verifies("HWRF-1", "HWRF-5", "HWRF-7", "Z-03")
def test_a_health_worker_registry_keeps_what_it_is_told(point_of_service, health_worker_registry):
    """Judges the registry alone: a capability statement is for programs."""
    with given("a health worker"):
        worker = health_workers.unseen()
        kept = health_worker_registry.stores(worker, by=point_of_service)

    with when("the point of service asks what the registry can do, and reads the health worker"):
        statement = point_of_service.sends(CapabilitiesQuery(), to=health_worker_registry)
        practitioner = point_of_service.sends(
            RetrieveCareService(kept.places["practitioner"]), to=health_worker_registry
        )
        role = point_of_service.sends(RetrieveCareService(kept.places["role"]), to=health_worker_registry)

    with then(health_worker_registry).shall("keep the updates that it receives", "HWRF-1"):
        http.answered(practitioner.response, 200)
        directories.shows(practitioner.response, name=worker["practitioner"]["name"])
    with then(health_worker_registry).should("keep the minimum data set of a health worker", "HWRF-7"):
        directories.shows(
            practitioner.response,
            identifier=worker["practitioner"]["identifier"],
            gender=worker["practitioner"]["gender"],
            telecom=worker["practitioner"]["telecom"],
        )
        directories.shows(role.response, code=worker["role"]["code"], specialty=worker["role"]["specialty"])
    with then(health_worker_registry).shall("offer an interface built on mCSD", "HWRF-5"):
        capabilities.declare_r4(statement.response)
        capabilities.declare_search(statement.response, "Practitioner", ())
    with then(health_worker_registry).shall("declare what it is searched by", "Z-03"):
        capabilities.declare_search(statement.response, "Practitioner", PARAMETERS["Practitioner"])
        capabilities.declare_search(statement.response, "PractitionerRole", PARAMETERS["PractitionerRole"])
