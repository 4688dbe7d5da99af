"""The configuration file of an alert aggregator (TOML): where recipients are found. Knows the file, asks nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.mocks.alert_aggregator.recipients import KINDS
from harness.mocks.configuration import read_configuration
from harness.mocks.errands.addresses import base_url

EXAMPLE = """[registries]
Patient = "http://127.0.0.1:8081/fhir"
Practitioner = "http://127.0.0.1:8085/fhir\""""


def read(file: Path) -> dict[str, str]:
    """The FHIR base URL at which each resource type is found. Raises UsageError with every mistake in the file."""
    content = read_configuration(file, example=EXAMPLE)
    mistakes = [f"{file}: expected [registries], found {name}" for name in content if name != "registries"]
    table: Any = content.get("registries", {})
    if not isinstance(table, dict):
        raise UsageError(f"{file}: registries: expected a table, found {table!r}. For example:\n{EXAMPLE}")
    for kind, url in table.items():
        if kind not in KINDS:
            mistakes.append(f"{file}: registries: expected {', '.join(KINDS)}; found {kind}")
        elif wrong := _wrong(url):
            mistakes.append(f"{file}: registries.{kind}: {wrong} (found {url!r})")
    if mistakes:
        raise UsageError(*mistakes)
    return {kind: base_url(url) for kind, url in table.items()}


def _wrong(url: Any) -> str:
    try:
        base_url(str(url))
    except ValueError as fault:
        return str(fault)
    return ""
