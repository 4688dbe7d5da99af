"""The snapshots at the head of the demonstration's ledger: requirements with hints, scenarios, defects, systems."""

from __future__ import annotations

from typing import Any

PIXM = "https://profiles.ihe.net/ITI/PIXm/ITI-104.html"
PDQM = "https://profiles.ihe.net/ITI/PDQm/ITI-78.html"
OPENHIE = "https://guides.ohie.org/arch-spec/introduction/patient-identity-management-workflows"
REGISTRY, SERVICE = "client_registry", "point_of_service"
MANAGER, SUPPLIER = "patient_identifier_cross_reference_manager", "patient_demographics_supplier"

KEPT_THE_FIRST_NAME = {
    "explanation": "A feed for an identifier that is already known is a revision. What the point of service sends "
    "replaces what was kept, so that the next question gives today's name and not last year's.",
    "likely": "The update finds the record and answers 200, but only adds the new name beside the old one, or keeps "
    "the old one because a merge rule prefers the record that was there first.",
    "mend": "On a conditional update, replace the demographic elements by those of the request. If you keep history, "
    "keep it in versions, not in the current resource.",
    "example": '"name": [{"use": "official", "family": "Okoth", "given": ["Grace", "Atieno"]}]',
}
NO_OUTCOME = {
    "explanation": "A refusal has to be readable by a program: the status says that it was refused, the "
    "OperationOutcome says why.",
    "likely": "An error page of the web framework (HTML) is sent, because the handler raises before the FHIR layer "
    "turns it into an OperationOutcome.",
    "mend": "Catch validation errors in the FHIR layer and answer with an OperationOutcome whose first issue has "
    "severity error, a code and diagnostics.",
    "example": '{"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "required"}]}',
}
ACCENTS = {
    "explanation": "A plain string search matches the beginning of the name, whatever the case and the accents.",
    "likely": "The column is compared byte by byte, so that é and e differ.",
    "mend": "Keep a normalised copy of each name (Unicode NFKD without combining marks, case folded) and search that.",
    "example": "",
}
SHOWS_ERROR = {
    "explanation": "When a registry is broken, the person at the screen must not conclude that the patient is new: "
    "that is how duplicates are made.",
    "likely": "Any answer that is not a Bundle is treated as an empty list.",
    "mend": "Show an error for every status of 400 and above, and offer to try again.",
    "example": "",
}


def requirement(name: str, text: str, *, level: str = "SHALL", actor: str = REGISTRY, **more: Any) -> dict[str, Any]:
    return {
        "requirement": name,
        "spec_id": f"ITI-{name.partition('-')[0]} 2:3.{name.partition('-')[0]}.4",
        "level": level,
        "actor": actor,
        "ihe_actor": MANAGER if name.startswith("104") else SUPPLIER,
        "text": text,
        "source": PIXM if name.startswith("104") else PDQM,
        "not_tested": "",
        "option": "",
        "hint": None,
        **more,
    }


def openhie(number: int, text: str) -> dict[str, Any]:
    return requirement(f"CRWF-{number}", text, spec_id=f"CRWF - {number}", source=OPENHIE, ihe_actor="")


REQUIREMENTS = [
    openhie(1, "create a patient demographic record"),
    openhie(2, "update a patient demographic record"),
    openhie(3, "answer a query for a patient by identifier"),
    openhie(4, "answer a query for patients by demographics"),
    requirement("104-01", "create a patient that it does not know, and answer 201"),
    requirement("104-02", "update a patient that it knows, and show the changed name", hint=KEPT_THE_FIRST_NAME),
    requirement("104-03a", "refuse a patient without an identifier, with an OperationOutcome", hint=NO_OUTCOME),
    requirement("104-03b", "refuse a patient without a name, with an OperationOutcome", hint=NO_OUTCOME),
    requirement("104-05", "follow a resolved duplicate to the surviving record"),
    requirement("104-06", "forget a removed patient", option="remove-patient"),
    requirement("104-08", "record the audit events of the feed", not_tested="It needs the Audit Record Repository."),
    requirement("104-09", "name the patient by an identifier of its own domain", actor=SERVICE),
    requirement("104-10", "answer every feed"),
    requirement("104-11", "feed a Patient that meets IHE.PIXm.Patient", actor=SERVICE),
    requirement("78-01", "return every patient that matches, and no other"),
    requirement("78-04a", "answer 404, or 200 with an OperationOutcome, when a wanted domain is unknown"),
    requirement("78-04b", "prefer 404 when a wanted domain is unknown", level="SHOULD"),
    requirement("78-08b", "match the beginning of a name, whatever the case and the accents", hint=ACCENTS),
    requirement("78-11", "ignore a parameter that it does not know", level="SHOULD"),
    requirement("78-12", "page by _count, so that every match is reached by the next links"),
    requirement("78-13", "return only Patients that meet IHE.PDQm.Patient"),
    requirement("78-14b", "answer a read of an unknown id with 404 and an OperationOutcome", hint=NO_OUTCOME),
    requirement("78-21", "show an error after 500, never “no such patient”", level="SHOULD", actor=SERVICE)
    | {"hint": SHOWS_ERROR},
    requirement("93-01", "apply each entry of an identity feed", not_tested="ITI-93 has no scenario yet."),
    requirement("119-01", "grade every likely patient", option="match-operation"),
]

TITLES = {
    "CRWF-1": "Create patient demographic record",
    "CRWF-2": "Update patient demographic record",
    "CRWF-3": "Query patient demographic records by identifier",
    "CRWF-4": "Query patient demographic records by demographics",
}


def scenario(workflow: str, name: str, judged: list[str], *, story: str, unasked: tuple[str, ...] = ()) -> Any:
    file = TITLES[workflow].lower().replace(" ", "_")
    known = {each["requirement"]: each for each in REQUIREMENTS}
    return {
        "scenario": f"{file}.{name}",
        "title": name.replace("_", " ").capitalize(),
        "workflow": workflow,
        "workflow_title": TITLES[workflow],
        "group": "patient_identity_management",
        "story": story,
        "actors": [SERVICE, REGISTRY],
        "verifies": judged,
        "judged": [{"requirement": each, "actor": known[each]["actor"], "level": "SHALL"} for each in judged],
        "unasked": list(unasked),
        "transactions": ["ITI-104", "ITI-78"],
        "file": f"scenarios/patient_identity_management/test_{file}.py",
        "line": 24,
    }


CREATE = """The point of service feeds a patient's identity. The client registry keeps it once,
acknowledges it, and can be asked for it again.

When a mother brings her child to a second clinic, she must be found and not registered again."""
UPDATE = """A patient's name changes: she marries, or a clerk mends a slip of the pen.
What the registry gives afterwards must be today's name."""
FIND = """Somebody stands at the desk with a card. The point of service asks the registry who that is."""
SEARCH = """Somebody stands at the desk without a card. All they can say is a name and a year of birth."""

SCENARIOS = [
    scenario(
        "CRWF-1",
        "a_patient_sent_twice_is_registered_once",
        ["CRWF-1", "104-01", "104-02", "104-09"],
        story=CREATE,
        unasked=("104-10", "104-11", "78-13"),
    ),
    scenario("CRWF-1", "a_patient_without_a_name_is_refused", ["104-03b"], story=CREATE, unasked=("104-10",)),
    scenario("CRWF-2", "a_changed_name_is_seen_by_everybody", ["CRWF-2", "104-02"], story=UPDATE),
    scenario("CRWF-2", "a_resolved_duplicate_leads_to_the_survivor", ["104-05"], story=UPDATE),
    scenario("CRWF-3", "a_patient_is_found_by_her_card", ["CRWF-3", "78-01"], story=FIND, unasked=("78-13",)),
    scenario("CRWF-3", "an_unknown_domain_is_told", ["78-04a", "78-04b"], story=FIND),
    scenario("CRWF-3", "an_unknown_id_is_not_found", ["78-14b"], story=FIND),
    scenario("CRWF-4", "a_name_is_found_without_its_accent", ["CRWF-4", "78-08b"], story=SEARCH),
    scenario("CRWF-4", "many_patients_come_page_by_page", ["78-12"], story=SEARCH, unasked=("78-13",)),
    scenario("CRWF-4", "a_broken_registry_is_not_an_empty_one", ["78-21"], story=SEARCH),
    scenario("CRWF-4", "likely_patients_are_graded", ["119-01"], story=SEARCH),
]


def defect(name: str, breaks: list[str], where: str, text: str, also: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"name": name, "mock": "client-registry", "breaks": breaks, "also": list(also), "where": where, "text": text}


DEFECTS = [
    defect("keeps-the-first-name", ["104-02"], "Patient.name[0].family", "Answers an update, and keeps the first name"),
    defect("creates-again", ["CRWF-1"], "Bundle.total", "Registers a patient again for every feed", ("104-02",)),
    defect("answers-in-html", ["104-03b", "78-14b"], "HTTP header Content-Type", "Sends refusals as HTML"),
    defect("takes-the-nameless", ["104-03a"], "HTTP status", "Takes whatever it is given"),
    defect("byte-by-byte", ["78-08b", "CRWF-4"], "Bundle.total", "Compares names byte by byte"),
    defect("last-page-only", ["78-12"], "Bundle.link", "Leaves the next link out"),
    defect("finds-nobody", ["78-01", "CRWF-3"], "Bundle.total", "Finds nobody by identifier"),
    defect("forgets-the-link", ["104-05"], "Patient.link", "Forgets which record survived"),
    defect("feeds-without-identifier", ["104-11"], "Patient.identifier", "Feeds a patient without identifier"),
]

PARTICIPANTS = [
    {
        "name": "Kijani MPI",
        "slug": "kijani-mpi",
        "organisation": "Kijani Systems",
        "contact": "kijani@example.org",
        "actors": [REGISTRY],
        "ihe_actors": [MANAGER, SUPPLIER],
        "endpoints": {"fhir": "https://mpi.kijani.example/fhir"},
        "not_supported": {"match-operation": "We grade matches in our own screens only."},
        "domains": [{"uri": "http://ohie.org/test/test", "oid": "2.16.840.1.113883.3.72.5.9.1", "namespace": "TEST"}],
        "test_system": True,
    },
    {
        "name": "Baobab Registry",
        "slug": "baobab-registry",
        "organisation": "Baobab Health",
        "contact": "desk@baobab.example",
        "actors": [REGISTRY],
        "ihe_actors": [MANAGER, SUPPLIER],
        "endpoints": {"fhir": "http://10.20.30.41:8080/fhir"},
        "test_system": True,
    },
    {
        "name": "Mlima EMR",
        "slug": "mlima-emr",
        "organisation": "Mlima Clinic Software",
        "contact": "Wanjiru, table 7",
        "actors": [SERVICE],
        "ihe_actors": ["patient_identity_source", "patient_demographics_consumer"],
        "endpoints": {},
        "domains": [{"uri": "http://mlima.example/patients", "oid": "", "namespace": "MLIMA"}],
        "test_system": True,
    },
]
