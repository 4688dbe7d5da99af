"""The configuration file of a client registry (TOML): the domains it serves. Knows the file, not the registry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.mocks.configuration import read_configuration
from harness.openhie.domains import Domain

KEYS = ("uri", "oid", "namespace", "authority")
EXAMPLE = """[[domains]]
uri = "http://example.org/patients"
oid = "2.16.840.1"
namespace = "EXAMPLE"
authority = "clinic"  # leave it out where any source may feed this domain"""


def read_domains(file: Path) -> tuple[Domain, ...]:
    """The domains that `file` lists. Raises UsageError with every mistake in it."""
    content = read_configuration(file, _mistakes, example=EXAMPLE)
    return tuple(Domain(**one) for one in content["domains"])


def _mistakes(content: dict[str, Any]) -> Iterator[str]:
    for name in sorted(set(content) - {"domains"}):
        yield f"expected [[domains]] and nothing else, found {name}"
    domains = content.get("domains")
    if not isinstance(domains, list) or not domains:
        found = "none" if domains is None else repr(domains)
        yield f"expected at least one [[domains]], found {found}. For example:\n{EXAMPLE}"
        return
    for number, one in enumerate(domains, start=1):
        yield from (f"[[domains]] number {number}: {mistake}" for mistake in _mistakes_of_one(one))
    names = [one.get("uri") for one in domains if isinstance(one, dict)]
    for name in sorted({str(name) for name in names if names.count(name) > 1 and name}):
        yield f"expected each uri once, found {name} twice"


def _mistakes_of_one(one: Any) -> Iterator[str]:
    if not isinstance(one, dict):
        yield f"expected a table, found {one!r}"
        return
    for name, value in one.items():
        if name not in KEYS:
            yield f"expected {', '.join(KEYS)}; found {name}"
        elif not isinstance(value, str):
            yield f"{name}: expected a text, found {value!r}"
    if not one.get("uri"):
        yield 'expected a uri, as in uri = "http://example.org/patients"; found none'
    oid = one.get("oid", "")
    if isinstance(oid, str) and oid and not all(part.isdigit() for part in oid.split(".")):
        yield f"oid: expected numbers with dots between, as in 2.16.840.1; found {oid}"
