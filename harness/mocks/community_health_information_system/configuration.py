"""What a community health information system is told before it starts, as TOML: where requests are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from harness.mocks.configuration import read_as
from harness.mocks.errands.addresses import base_url

SHARED_HEALTH_RECORD = "http://127.0.0.1:8088/fhir"
EXAMPLE = f'shared_health_record = "{SHARED_HEALTH_RECORD}"'


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    shared_health_record: Annotated[str, AfterValidator(base_url)] = SHARED_HEALTH_RECORD


def read(file: Path) -> str:
    """The FHIR base URL of the shared health record. Raises UsageError with every mistake in `file`."""
    return read_as(_File, file, example=EXAMPLE).shared_health_record
