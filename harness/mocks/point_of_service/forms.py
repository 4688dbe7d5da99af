"""The forms of the point of service's pages: their fields, and the task that each fills in. Data, no HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, str]

GENDERS = ("female", "male", "other", "unknown")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` is an HTML input type, or ``select`` with `choices`, ``checkbox``, ``textarea``."""

    name: str
    label: str
    kind: str = "text"
    needed: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One form at ``/<slug>``. `task` makes a task of what was filled in; empty fields are not in it."""

    slug: str
    title: str
    button: str
    fields: tuple[Field, ...]
    task: Callable[[Values], dict[str, Any]]
    transaction: str
    intro: str = ""


PERSON = (
    Field("given", "Given names", needed=True),
    Field("family", "Family name", needed=True),
    Field("birth_date", "Date of birth", "date", needed=True),
    Field("gender", "Gender", "select", needed=True, choices=GENDERS),
    Field("mothers_maiden_name", "Mother's maiden name"),
    Field("phone", "Telephone", "tel"),
    Field("city", "Town or village"),
    Field("country", "Country", hint="two letters, like KE"),
)
IDENTIFIER = (
    Field("value", "Number", needed=True),
    Field("system", "Issued by", hint="the domain's URI; left empty, it is a number of this clinic"),
)
SEARCH = {
    "family": Field("family", "Family name", hint="or its beginning"),
    "given": Field("given", "Given name", hint="or its beginning"),
    "birthdate": Field("birthdate", "Date of birth", hint="1982-03-14, or only 1982"),
    "gender": Field("gender", "Gender", "select", choices=GENDERS),
    "telecom": Field("telecom", "Telephone"),
    "address-city": Field("address-city", "Town or village"),
    "mothersMaidenName": Field("mothersMaidenName", "Mother's maiden name"),
}


def forms(domain: str) -> tuple[Form, ...]:
    """Every form; a number that is written without its issuer is one of `domain`, the clinic's own."""
    return (*_feeds(), *_searches(domain), *_directories(), *_follow_ups(), *_others(domain))


def _feeds() -> tuple[Form, ...]:
    number = Field("number", "Number here", hint="only to correct a patient who has one; else left empty")
    duplicates = (
        Field("subsumed", "Number that ends", needed=True, hint="a number of this clinic"),
        Field("survivor", "Number that stays", needed=True),
    )
    return (
        Form("register", "Register or correct", "Save and send", (*PERSON, number), _feed, "ITI-104"),
        Form("resolve", "Resolve a duplicate", "Resolve", duplicates, _plain("resolve duplicate"), "ITI-104"),
        Form("remove", "Remove", "Remove", (Field("identifier", "Number", needed=True),), _plain("remove"), "ITI-104"),
    )


def _searches(domain: str) -> tuple[Form, ...]:
    def by_identifier(values: Values) -> dict[str, Any]:
        return {"action": "query", "parameters": [["identifier", _token(values, domain)]]}

    def match(values: Values) -> dict[str, Any]:
        most = values.get("count", "")
        options = {"only_certain": True if values.get("only_certain") else None, "count": _number(most)}
        return {"action": "match", "person": _person(values), **options}

    certain = Field("only_certain", "Certain matches only", "checkbox")
    most = Field("count", "At most", "number")
    return (
        Form("find", "Find by number", "Find", IDENTIFIER, by_identifier, "ITI-78"),
        Form("search", "Search", "Search", tuple(SEARCH.values()), _search, "ITI-78", "Fill in one field or several."),
        Form("match", "Who could this be?", "Ask", (*PERSON, certain, most), match, "ITI-119"),
    )


def _directories() -> tuple[Form, ...]:
    def find(values: Values) -> dict[str, Any]:
        kind, name = values.get("kind", ""), values.get("name", "").strip()
        return {"action": "find", "kind": kind, "parameters": [["name", name]]}

    kind = Field("kind", "What", "select", needed=True, choices=("Location", "Organization", "Practitioner"))
    name = Field("name", "Name", needed=True, hint="or its beginning")
    record = Field("record", "Record of the directory", needed=True, hint="like Location/17")
    return (
        Form("directory", "Find a facility or a health worker", "Find", (kind, name), find, "ITI-90"),
        Form("facility", "Open a facility or a health worker", "Open", (record,), _plain("open"), "ITI-90"),
    )


def _follow_ups() -> tuple[Form, ...]:
    def request(values: Values) -> dict[str, Any]:
        return {"action": "request follow-up", "person": _person(values)}

    status = Field("status", "Status", "select", needed=True, choices=("active", "on-hold", "completed"))
    return (
        Form("visit", "Ask for a home visit", "Ask", PERSON, request, "FHIR"),
        Form("visits", "Home visits", "Look", (status,), _plain("find follow-up"), "FHIR"),
    )


def _others(domain: str) -> tuple[Form, ...]:
    def cross_reference(values: Values) -> dict[str, Any]:
        targets = values.get("targets", "").split()
        return {"action": "cross-reference", "identifier": _token(values, domain), "targets": targets}

    targets = Field("targets", "Domains wanted", "textarea", hint="URIs, one a line; left empty, all of them")
    mother = (
        Field("child", "Record of the child", needed=True, hint="at the registry, like Patient/17"),
        Field("given", "Given names of the mother", needed=True),
        Field("family", "Family name of the mother", needed=True),
    )
    record = Field("record", "Record at the registry", needed=True, hint="like Patient/17")
    return (
        Form("numbers", "Her other numbers", "Ask", (*IDENTIFIER, targets), cross_reference, "ITI-83"),
        Form("open", "Open a record", "Open", (record,), _plain("read"), "ITI-78"),
        Form("next", "Next page", "Show more", (), _plain("next page"), "ITI-78"),
        Form("mother", "Name a mother", "Save and send", mother, _plain("mother"), "FHIR"),
        Form("abilities", "What can the registry do?", "Ask", (), _plain("capabilities"), "FHIR"),
    )


def _feed(values: Values) -> dict[str, Any]:
    return {"action": "feed", "person": _person(values), "number": values.get("number", "").strip()}


def _search(values: Values) -> dict[str, Any]:
    asked = ((name, values.get(name, "").strip()) for name in SEARCH)
    return {"action": "query", "parameters": [[name, value] for name, value in asked if value]}


def _plain(action: str) -> Callable[[Values], dict[str, Any]]:
    return lambda values: {**values, "action": action}


def _person(values: Values) -> dict[str, str]:
    return {one.name: values.get(one.name, "") for one in PERSON}


def _token(values: Values, domain: str) -> str:
    value, system = values.get("value", "").strip(), values.get("system", "").strip()
    return f"{system or domain}|{value}"


def _number(written: str) -> int | str | None:
    return int(written) if written.isdecimal() and len(written) < 10 else written or None
