"""Draws the pages of the point of service: HTML and forms, everything escaped. Knows no task, sends nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harness.messages.fhir import Resource
from harness.mocks.errands.answer import objects, text
from harness.mocks.point_of_service.desk import State
from harness.mocks.point_of_service.forms import Form, Values
from harness.transactions.patient_identity_feed import as_task
from harness.transport.http_client import Exchange, Message

LONGEST = 40_000
"""Characters of a body that the page shows."""
NEWEST = 50
"""Patients of the clinic that the page shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A patient of an answer, as a line on the screen. `link` holds the fields to register her here with."""

    name: str
    facts: str
    identifiers: tuple[str, ...]
    grade: str
    id: str
    link: dict[str, str]


def front(state: State, *, root: str, forms: Sequence[Form], domain: str, registry: str) -> bytes:
    """The first page: the screen, the exchange behind it, the patients of the clinic. `root` is the mount's path."""
    rows = [_row(one, state.screen.grades) for one in state.screen.patients]
    shown = {"rows": rows, "services": [_service(one) for one in state.screen.services]}
    here = [(one, {**as_task(one), "number": one.key}) for one in state.patients[:NEWEST]]
    told = _bodies(state.exchange) if state.exchange else None
    facts = {"root": root, "forms": forms, "domain": domain, "registry": registry}
    return _draw(
        "front.html",
        **facts,
        screen=state.screen,
        **shown,
        told=told,
        here=here,
        all=len(state.patients),
    )


def filled(form: Form, values: Values, *, root: str, forms: Sequence[Form], mistakes: Sequence[str] = ()) -> bytes:
    """The page of one form with `values` in its fields, and what was wrong with them."""
    return _draw("form.html", root=root, forms=forms, form=form, values=values, mistakes=mistakes)


def _draw(template: str, **facts: object) -> bytes:
    return _templates().get_template(template).render(**facts).encode("utf-8", "replace")


@cache
def _templates() -> Environment:
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _row(patient: Resource, grades: Mapping[str, str]) -> Row:
    name = next(iter(objects(patient, "name")), {})
    words = name.get("given")
    given = " ".join(one for one in words if isinstance(one, str)) if isinstance(words, list) else ""
    link = {
        "given": given,
        "family": text(name, "family"),
        "birth_date": text(patient, "birthDate"),
        "gender": text(patient, "gender"),
    }
    facts = [link["gender"], link["birth_date"], "not active" if patient.get("active") is False else ""]
    return Row(
        name=f"{given} {link['family']}".strip() or text(name, "text") or "(without a name)",
        facts=", ".join(filter(None, facts)),
        identifiers=tuple(f"{text(one, 'system')}|{text(one, 'value')}" for one in objects(patient, "identifier")),
        grade=grades.get(text(patient, "id"), ""),
        id=text(patient, "id"),
        link=link,
    )


def _service(resource: Resource) -> Row:
    """What a directory keeps, as a line on the screen."""
    name = text(resource, "name") or next((_row(resource, {}).name for _ in objects(resource, "name")), "")
    kind, status = text(resource, "resourceType"), text(resource, "status")
    state = "not active" if resource.get("active") is False else status
    numbers = tuple(f"{text(one, 'system')}|{text(one, 'value')}" for one in objects(resource, "identifier"))
    facts = ", ".join(filter(None, (kind, state)))
    return Row(name or kind, facts, numbers, "", text(resource, "id"), {})


def _bodies(exchange: Exchange) -> tuple[str, str]:
    response = exchange.response
    return _written(exchange.request), _written(response) if response else exchange.failure


def _written(message: Message) -> str:
    body = message.body.decode("utf-8", "replace")
    with suppress(ValueError, RecursionError):  # no JSON: shown as it is
        body = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    head = message.head.decode("latin-1").replace("\r\n", "\n").strip() or message.start
    cut = "" if len(body) <= LONGEST else f"\n… {len(body) - LONGEST:,} characters more"
    return f"{head}\n\n{body[:LONGEST]}{cut}".strip()
