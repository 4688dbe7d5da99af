"""What a sender of aggregate data is told before it starts, as TOML: where reports go. Knows no reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from harness.mocks.configuration import read_as
from harness.mocks.errands.addresses import base_url

EXAMPLE = """adx = "http://127.0.0.1:8088/adx"
fhir = "http://127.0.0.1:8088/fhir"
dhis2 = "http://127.0.0.1:8088/api\""""

_Url = Annotated[str, AfterValidator(base_url)]


class Receivers(BaseModel):
    """Where reports go by their form: the address for ADX, the FHIR base URL, DHIS2's Web API."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    adx: _Url = "http://127.0.0.1:8088/adx"
    fhir: _Url = "http://127.0.0.1:8088/fhir"
    dhis2: _Url = "http://127.0.0.1:8088/api"


def read(file: Path) -> Receivers:
    """What `file` says. Raises UsageError with every mistake in it."""
    return read_as(Receivers, file, example=EXAMPLE)
