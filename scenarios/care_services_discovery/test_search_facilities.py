"""Search care services: facilities (HWWF-3).

A mother is to be referred. The point of service looks for the places of the district that are open, asks the facility
registry (ITI-90) by all that is known of them, and gets those that fit, and no other.
"""

from harness import facilities, given, then, verifies, when
from harness.checks import capabilities, directories, fhir, http
from harness.checks.directories import PARAMETERS
from harness.transactions import CapabilitiesQuery, CareServicesQuery, RetrieveCareService
from harness.transactions.care_services_questions import near, questions


@verifies("90-01a", "90-01b", "90-01e", "90-01f", "90-01g", "FRF-9")
def test_a_facility_is_found_by_every_parameter(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard asks thirty questions."""
    with given("a facility with its district, its service and its programme, and another beside it that differs"):
        clinic = facilities.network()
        kept = facility_registry.stores(clinic, by=point_of_service)
        facility_registry.stores(facilities.network(beside=clinic), by=point_of_service)

    with when("the point of service asks by one parameter after the other"):
        asked = {
            name: [
                (each, point_of_service.sends(CareServicesQuery(each.kind, each.query), to=facility_registry).response)
                for each in questions(kept, name)
            ]
            for name in ("organization", "location", "service", "endpoint", "affiliation")
        }

    with then(facility_registry).shall("find organizations by every parameter, and only those that fit", "90-01a"):
        directories.answers_each(asked["organization"], kept.identifier("organization"))
    with then(facility_registry).shall("find locations by every parameter, and only those that fit", "90-01b"):
        directories.answers_each(asked["location"], kept.identifier("location"))
    with then(facility_registry).shall("find services by every parameter, and only those that fit", "90-01e"):
        directories.answers_each(asked["service"], kept.identifier("service"))
    with then(facility_registry).shall("find endpoints by every parameter, and only those that fit", "90-01f"):
        directories.answers_each(asked["endpoint"], kept.identifier("endpoint"))
    with then(facility_registry).shall("find affiliations by every parameter, and only those that fit", "90-01g"):
        directories.answers_each(asked["affiliation"], kept.identifier("affiliation"))
    with then(facility_registry).should("find facilities by their attributes", "FRF-9"):
        directories.answers_each(asked["location"], kept.identifier("location"))


@verifies("90-02a", "90-02b", "90-02c")
def test_a_name_is_matched_in_part_in_whole_and_from_its_beginning(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard chooses how a name is matched."""
    with given("a facility, and another whose name begins with the same word and goes on with an accent"):
        clinic = facilities.unseen()
        post = facilities.unseen(beside=clinic)
        kept = facility_registry.stores(clinic, by=point_of_service)
        other = facility_registry.stores(post, by=point_of_service)
        name, word = clinic["location"]["name"], clinic["location"]["name"].split()[0]

    with when("the point of service asks for a part of the name, for the whole, and for its plain beginning"):
        part = point_of_service.sends(CareServicesQuery("Location", f"name:contains={name[3:]}"), to=facility_registry)
        exact = point_of_service.sends(CareServicesQuery("Location", f"name:exact={name}"), to=facility_registry)
        small = point_of_service.sends(
            CareServicesQuery("Location", f"name:exact={name.lower()}"), to=facility_registry
        )
        begun = point_of_service.sends(
            CareServicesQuery("Organization", f"name={word.lower()} east"), to=facility_registry
        )

    with then(facility_registry).shall("find a name by any part of it with :contains", "90-02a"):
        directories.finds(part.response, kept.identifier("location"))
    with then(facility_registry).shall("take :exact for the whole name, letter by letter", "90-02b"):
        directories.finds(exact.response, kept.identifier("location"))
        directories.finds_nothing(small.response)
    with then(facility_registry).shall("take a name for a beginning, without regard to case and accents", "90-02c"):
        directories.finds(begun.response, other.identifier("organization"))


@verifies("90-03a", "90-03b", "90-03c", "90-03d", "90-03e", "90-03g")
def test_what_belongs_to_a_facility_comes_along(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard chooses what comes along."""
    with given("a facility with its district, its service and its programme"):
        kept = facility_registry.stores(facilities.network(), by=point_of_service)
        one, area = (f"identifier={kept.identifier(name).token}" for name in ("organization", "area"))
        place, part = (f"identifier={kept.identifier(name).token}" for name in ("location", "affiliation"))

    with when("the point of service asks for it together with what belongs to it"):
        led, taking = "_revinclude=OrganizationAffiliation:primary-organization", "participating-organization"
        endpoints = point_of_service.sends(
            CareServicesQuery("Organization", f"{one}&_include=Organization:endpoint"), to=facility_registry
        )
        locations = point_of_service.sends(
            CareServicesQuery("Organization", f"{one}&_revinclude=Location:organization"), to=facility_registry
        )
        programmes = point_of_service.sends(
            CareServicesQuery("Organization", f"{one}&_revinclude=OrganizationAffiliation:{taking}"),
            to=facility_registry,
        )
        leading = point_of_service.sends(CareServicesQuery("Organization", f"{area}&{led}"), to=facility_registry)
        managing = point_of_service.sends(
            CareServicesQuery("Location", f"{place}&_include=Location:organization"), to=facility_registry
        )
        reached = point_of_service.sends(
            CareServicesQuery("OrganizationAffiliation", f"{part}&_include=OrganizationAffiliation:endpoint"),
            to=facility_registry,
        )

    with then(facility_registry).shall("include the endpoints of an organization", "90-03a"):
        directories.includes(endpoints.response, "Endpoint", kept.identifier("endpoint"))
    with then(facility_registry).shall("include the locations that an organization manages", "90-03b"):
        directories.includes(locations.response, "Location", kept.identifier("location"))
    with then(facility_registry).shall("include the affiliations that an organization takes part in", "90-03c"):
        directories.includes(programmes.response, "OrganizationAffiliation", kept.identifier("affiliation"))
    with then(facility_registry).shall("include the affiliations that an organization leads", "90-03d"):
        directories.includes(leading.response, "OrganizationAffiliation", kept.identifier("affiliation"))
    with then(facility_registry).shall("include the organization that manages a location", "90-03e"):
        directories.includes(managing.response, "Organization", kept.identifier("organization"))
    with then(facility_registry).shall("include the endpoints of an affiliation", "90-03g"):
        directories.includes(reached.response, "Endpoint", kept.identifier("endpoint"))


@verifies("90-04a", "90-04b", "90-13a", "90-13b", "FRF-2")
def test_a_facility_and_its_district_are_pairs(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard follows references."""
    with given("a facility that lies in a district, and takes part in its programme"):
        kept = facility_registry.stores(facilities.network(), by=point_of_service)

    with when("the point of service finds the places by what they lie in, and goes on to who manages them"):
        inside = f"partof={kept.places['area_location']}"
        clinic = point_of_service.sends(CareServicesQuery("Location", inside), to=facility_registry)
        district = point_of_service.sends(
            CareServicesQuery("Location", kept.identifier("area_location")), to=facility_registry
        )
        below = point_of_service.sends(
            CareServicesQuery("Organization", f"partof={kept.places['area']}"), to=facility_registry
        )
        joined = f"participating-organization={kept.places['organization']}"
        programme = point_of_service.sends(CareServicesQuery("OrganizationAffiliation", joined), to=facility_registry)
        facility = point_of_service.sends(RetrieveCareService(kept.places["organization"]), to=facility_registry)
        area = point_of_service.sends(RetrieveCareService(kept.places["area"]), to=facility_registry)

    with then(facility_registry).should("find locations by what they lie in", "90-13b"):
        directories.finds(clinic.response, kept.identifier("location"))
    with then(facility_registry).should("find organizations by what they are part of", "90-13a"):
        directories.finds(below.response, kept.identifier("organization"))
    with then(facility_registry).shall("keep the two halves of a facility together", "90-04a"):
        directories.leads_to(clinic.response, managingOrganization=kept.places["organization"])
        directories.is_marked_as(clinic.response, "facility")
        directories.is_marked_as(facility.response, "facility")
    with then(facility_registry).shall("keep the two halves of a jurisdiction together", "90-04b"):
        directories.leads_to(district.response, managingOrganization=kept.places["area"])
        directories.is_marked_as(district.response, "jurisdiction")
        directories.is_marked_as(area.response, "jurisdiction")
    with then(facility_registry).shall("hold it in the hierarchy of areas and in that of a programme", "FRF-2"):
        directories.leads_to(below.response, partOf=kept.places["area"])
        directories.leads_to(programme.response, organization=kept.places["area"])


@verifies("90-09")
def test_a_facility_is_found_by_where_it_is(point_of_service, facility_registry):
    """Judges the registry alone: nobody at a keyboard chooses units."""
    with given("a facility, and another 39 kilometres away"):
        clinic = facilities.unseen()
        kept = facility_registry.stores(clinic, by=point_of_service)
        other = facility_registry.stores(facilities.unseen(beside=clinic), by=point_of_service)
        word = clinic["location"]["name"].split()[0]

    with when("the point of service asks what lies within 10 kilometres, 10000 metres and 60 kilometres of the first"):
        here = near(kept, "location", "10|km")
        by_metres = near(kept, "location", "10000|m")
        around = near(kept, "location", "60|km")
        first = point_of_service.sends(CareServicesQuery("Location", f"{here}&name={word}"), to=facility_registry)
        same = point_of_service.sends(CareServicesQuery("Location", f"{by_metres}&name={word}"), to=facility_registry)
        both = point_of_service.sends(CareServicesQuery("Location", f"{around}&name={word}"), to=facility_registry)

    with then(facility_registry).shall("find what lies within the distance, and no other", "90-09"):
        directories.finds(first.response, kept.identifier("location"))
        directories.finds(same.response, kept.identifier("location"))
        directories.finds(both.response, kept.identifier("location"), other.identifier("location"))


@verifies("FRF-3", "FRF-6", "90-08a", "Z-03")
def test_a_facility_registry_says_what_it_can_do_and_keeps_what_it_is_told(point_of_service, facility_registry):
    """Judges the registry alone: a capability statement is for programs."""
    with given("a facility with its name, type, address, phone, position, hours and who manages it"):
        clinic = facilities.unseen()
        kept = facility_registry.stores(clinic, by=point_of_service)
        told = clinic["location"]

    with when("the point of service asks what the registry can do, and reads the facility"):
        statement = point_of_service.sends(CapabilitiesQuery(), to=facility_registry)
        location = point_of_service.sends(RetrieveCareService(kept.places["location"]), to=facility_registry)

    with then(facility_registry).shall("give the record that it has", "90-08a"):
        directories.is_the_resource(location.response, kept.identifier("location"))
    with then(facility_registry).should("keep the minimum data set of a facility", "FRF-3"):
        directories.shows(
            location.response,
            name=told["name"],
            status=told["status"],
            type=told["type"],
            address=told["address"],
            telecom=told["telecom"],
            position=told["position"],
            hoursOfOperation=told["hoursOfOperation"],
        )
    with then(facility_registry).should("offer an interface built on standards", "FRF-6"):
        http.answered(statement.response, 200)
        fhir.is_a(statement.response, "CapabilityStatement")
    with then(facility_registry).shall("declare what it is searched by", "Z-03"):
        capabilities.declare_r4(statement.response)
        capabilities.declare_search(statement.response, "Organization", PARAMETERS["Organization"] - {"partof"})
        capabilities.declare_search(statement.response, "Location", PARAMETERS["Location"] - {"partof", "near"})
