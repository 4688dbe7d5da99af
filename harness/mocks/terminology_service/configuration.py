"""The configuration file of a terminology service (TOML): what it loads and how it answers. Knows the file alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.conformance.terminology.operations.expanding import MOST
from harness.errors import UsageError
from harness.mocks.configuration import read_configuration

EXAMPLE = """load = ["terminology"]      # folders, packages (.tgz) and Bundles, beside this file
largest_expansion = 1000    # codes that are listed without being asked for page by page
svcm = true                 # what IHE SVCM does not allow in a GET is refused"""


@dataclass(frozen=True, slots=True)
class Settings:
    """`load` are folders, packages and bundles; `largest_expansion` codes are listed at once; `svcm`: the rules of IHE
    SVCM hold for GET; `core`: FHIR's own code systems and value sets are known where its definitions are installed."""

    load: tuple[Path, ...] = ()
    largest_expansion: int = MOST
    svcm: bool = True
    core: bool = True


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    load: list[str] = []
    largest_expansion: Annotated[int, Field(ge=1, le=1_000_000)] = MOST
    svcm: bool = True
    core: bool = True


def read(file: Path) -> Settings:
    """What `file` says. Raises UsageError with every mistake in it."""
    content = read_configuration(file, example=EXAMPLE)
    try:
        said = _File.model_validate(content)
    except ValidationError as fault:
        told = (f"{file}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors())
        raise UsageError(*told) from None
    load = tuple(file.parent / name for name in said.load)
    return Settings(load, said.largest_expansion, said.svcm, said.core)
