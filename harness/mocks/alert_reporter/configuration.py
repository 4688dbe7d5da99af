"""What an alert reporter is told before it starts, as TOML: where to find people, and whom to report to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from harness.mocks.configuration import read_as
from harness.mocks.errands.addresses import base_url

EXAMPLE = """aggregator = "http://127.0.0.1:8086/fhir"
client_registry = "http://127.0.0.1:8081/fhir"
directory = "http://127.0.0.1:8085/fhir\""""


_Url = Annotated[str, AfterValidator(base_url)]


class Registries(BaseModel):
    """FHIR base URLs: where alerts go, where people are found, where health workers and facilities are."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    aggregator: _Url = "http://127.0.0.1:8086/fhir"
    client_registry: _Url = "http://127.0.0.1:8081/fhir"
    directory: _Url = "http://127.0.0.1:8085/fhir"


def read(file: Path) -> Registries:
    """What `file` says. Raises UsageError with every mistake in it."""
    return read_as(Registries, file, example=EXAMPLE)
