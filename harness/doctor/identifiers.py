"""Does a registry know the identifier domains it was said to serve, and not the one it was said not to know?

Asks by reading only, for an identifier that nobody has. ITI-78 case 4 and the error table of ITI-83 say what a
registry answers for a domain it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.doctor.capability import MANAGER, SUPPLIER
from harness.doctor.service import refusal
from harness.doctor.symptom import DOMAIN, Symptom
from harness.doctor.visit import Answer, Visit
from harness.participants import Domain

NOBODY = "harness-doctor-nobody"
"""An identifier that no patient has."""


def identifiers(visit: Visit) -> Iterator[Symptom]:
    """Ask for each domain that the registry serves, then for the one that it does not know."""
    asked = [(domain, _answers(visit, domain)) for domain in visit.participant.domains]
    if shut := next((each for _, answers in asked for each in answers if each.refused), None):
        yield refusal(visit, shut)
        return
    if silent := next((each for _, answers in asked for each in answers if not each.status), None):
        yield visit.symptom(DOMAIN, "warn", f"{silent.question} was not answered: {silent.failure}")
        return
    refused = [(domain, shown) for domain, answers in asked if (shown := _refusal(answers))]
    yield _known(visit, refused)
    yield from _unknown(visit)


def _answers(visit: Visit, domain: Domain) -> list[Answer]:
    """What it says to a question about `domain` in each of the two roles, until one is not answered."""
    answers: list[Answer] = []
    if visit.participant.plays(MANAGER):
        answers.append(visit.get("Patient/$ihe-pix", sourceIdentifier=f"{domain.uri}|{NOBODY}"))
    if visit.participant.plays(SUPPLIER) and all(each.status for each in answers):
        answers.append(visit.get("Patient", identifier=f"{domain.uri}|", _count="1"))
    return answers


def _refusal(answers: list[Answer]) -> str:
    """How a domain was refused, empty where it was not.

    By ``$ihe-pix`` with 400 and code-invalid (404 is an unknown identifier of a known domain); by the search with an
    OperationOutcome that says not-found or code-invalid, whatever the status.
    """
    for each in answers:
        cross_reference = "$ihe-pix" in each.question
        wanted = {"code-invalid"} if cross_reference else {"code-invalid", "not-found"}
        if each.codes & wanted and (
            each.status == 400 if cross_reference else each.status in (200, 400, 403, 404, 422)
        ):
            return f"{each.status} {', '.join(sorted(each.codes & wanted))}"
    return ""


def _known(visit: Visit, refused: list[tuple[Domain, str]]) -> Symptom:
    if not refused:
        names = ", ".join(named(each) for each in visit.participant.domains)
        return visit.symptom(DOMAIN, "ok", f"It refuses none of the identifier domains {names}.")
    words = " and ".join(f"{named(domain)} ({shown})" for domain, shown in refused)
    configure = "; ".join(described(domain) for domain, _ in refused)
    remedy = f"Configure in the registry: {configure}. Or list the domains it serves in [[participants.domains]]."
    return visit.symptom(DOMAIN, "bad", f"It does not know the identifier domain {words}.", remedy)


def _unknown(visit: Visit) -> Iterator[Symptom]:
    domain = visit.participant.unknown_domain
    answers = _answers(visit, domain)
    if _refusal(answers):
        yield visit.symptom("unknown domain", "ok", f"It does not know {named(domain)}, as it should not.")
    elif answers and all(each.status for each in answers):
        yield visit.symptom(
            "unknown domain",
            "warn",
            f"It answers for {named(domain)} ({domain.uri}) as for a domain that it knows.",
            "If it is configured there, name another under [participants.unknown_domain]. "
            "If it takes any domain, there is nothing to configure.",
            fails=", ".join(_broken(visit)),
        )


def _broken(visit: Visit) -> Iterator[str]:
    """The requirements that a registry breaks which takes a domain that it does not know."""
    if visit.participant.plays(MANAGER):
        yield from ("104-04", "OHIE-FHIR-03", "83-04", "83-05")
    if visit.participant.plays(SUPPLIER):
        yield "78-04a"


def named(domain: Domain) -> str:
    """The shortest name of `domain`."""
    return domain.namespace or domain.uri


def described(domain: Domain) -> str:
    """Every name of `domain`, as somebody who configures a registry needs them."""
    names = [f"URI {domain.uri}"]
    names += [f"OID {domain.oid}"] if domain.oid else []
    names += [f"namespace {domain.namespace}"] if domain.namespace else []
    return ", ".join(names)
