"""What each column of a spreadsheet of participants means in an event's file. Knows cells, not rows and no files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from harness.openhie.actors import ACTORS
from harness.participants.lines import Path

SECRETS = ("password", "token", "secret", "bearer", "user", "authentication", "credentials")
_YES, _NO = ("yes", "true", "1", "x", "oui", "vrai"), ("no", "false", "0", "non", "faux")
_FLAGS = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_IN_CELLS = {"true or false": "yes or no", "[20000, 20009]": "20000-20009"}
"""How what is expected of a value in TOML is written in a cell."""
_ABBREVIATED = {each.abbreviation.upper(): each.name for each in ACTORS if each.abbreviation}
_ENDPOINTS = ("fhir", "hl7v2", "oauth", "adx", "dhis2", "soap", "svs", "csd", "syslog_udp", "syslog_tls")
_DOMAIN = {"domain": "uri", "oid": "oid", "namespace": "namespace"}


def _text(cell: str) -> object:
    """A text on one line: a break within a cell is a space."""
    return " ".join(cell.split())


def _list(cell: str) -> object:
    """Several, with semicolons, bars or line breaks between, or with commas where there is none of these."""
    parts = re.split(r"[;|\n]", cell) if re.search(r"[;|\n]", cell) else cell.split(",")
    return [one for part in parts if (one := " ".join(part.split()))]


def _names(cell: str) -> object:
    """The same in names as actors have them: "Client Registry" and "CR" are ``client_registry``."""
    found = _list(cell)
    assert isinstance(found, list)
    return [_ABBREVIATED.get(one.upper()) or re.sub(r"[ -]", "_", one.lower()) for one in found]


def _flag(cell: str) -> object:
    return _FLAGS.get(cell.lower(), cell)


def _number(cell: str) -> object:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return cell


def _ports(cell: str) -> object:
    found = re.fullmatch(r"(\d+)\s*[-,; ]\s*(\d+)", cell)
    return [int(found[1]), int(found[2])] if found else cell


_READ: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("tracks", "issues", "prepared", "protocols"), _list),
    **dict.fromkeys(("actors", "ihe_actors"), _names),
    **dict.fromkeys(("test_system", "tls"), _flag),
    **dict.fromkeys(("timeout", "patience"), _number),
    "ports": _ports,
}
COLUMNS = (
    *("name", "slug", "organisation", "contact", "actors", "ihe_actors", "tracks", "mentor", "protocols", "issues"),
    *("prepared", "test_system", "tls", "timeout", "patience", "ports", "audits", "operator", "ca"),
    *_ENDPOINTS,
    *_DOMAIN,
)
"""Every column that there can be."""


def table(cells: Mapping[str, str]) -> dict[str, Any]:
    """The table of a participant with these cells, by column; an empty cell says nothing."""
    told: dict[str, Any] = {}
    for column, cell in cells.items():
        if not cell.strip():
            continue
        value = _READ.get(column, _text)(cell.strip())
        if column in _ENDPOINTS:
            told.setdefault("endpoints", {})[column] = value
        elif column in _DOMAIN:
            told.setdefault("domains", [{}])[0][_DOMAIN[column]] = value
        else:
            told[column] = value
    return told


def in_cells(sentence: str) -> str:
    """What is wrong with a value, with what is right as a cell has it."""
    for of_toml, of_cells in _IN_CELLS.items():
        sentence = sentence.replace(of_toml, of_cells)
    return sentence


def column_of(path: Path) -> str:
    """The column that a place in a participant's table came from, "" where it is the table as a whole."""
    if path[:1] == ("domains",):
        return next((name for name, key in _DOMAIN.items() if path[-1] == key), "domain")
    names = [step for step in path if isinstance(step, str) and step in COLUMNS]
    return names[-1] if names else ""
