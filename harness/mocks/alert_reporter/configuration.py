"""What an alert reporter is told before it starts, as TOML: where to find people, and whom to report to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from harness.errors import UsageError
from harness.mocks.configuration import read_configuration
from harness.mocks.errands.addresses import base_url
from harness.mocks.errands.values import mistakes

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
    try:
        return Registries.model_validate(read_configuration(file, example=EXAMPLE))
    except ValidationError as fault:
        raise UsageError(*(f"{file}: {one}" for one in mistakes(fault))) from None
