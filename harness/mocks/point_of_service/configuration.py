"""What a point of service is told before it starts, as TOML: its registry, its own domain, its first number."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import TypedDict

from harness.errors import UsageError
from harness.mocks.auditing import Target
from harness.mocks.auditing.configuration import AuditTable
from harness.mocks.errands.addresses import base_url
from harness.mocks.errands.values import mistakes
from harness.openhie.domains import DEFAULT_DOMAINS, Domain

CLIENT_REGISTRY = "http://127.0.0.1:8081/fhir"
OWN_DOMAIN = DEFAULT_DOMAINS[1]


@dataclass(frozen=True, slots=True)
class Configuration:
    """`registry` is the FHIR base URL to send to, `domain` the one whose identifiers it issues.

    `start_number` is the number of the first patient; 0 takes it from the clock, so that a service that is started
    again never issues a number twice. `client` is who it is at an authorization server (IUA): an id and its secret.
    `repository` is told of what is done (ITI-20).
    """

    registry: str = CLIENT_REGISTRY
    domain: Domain = OWN_DOMAIN
    start_number: int = 0
    client: tuple[str, str] = ("", "")
    repository: Target | None = None


def load(file: Path) -> Configuration:
    """The configuration in `file`. Raises UsageError with every mistake that is in it."""
    try:
        return read(file.read_text(encoding="utf-8"), name=str(file), folder=file.parent)
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{file} cannot be read: {fault}") from fault


def read(content: str, *, name: str = "the configuration", folder: Path = Path()) -> Configuration:
    """The configuration that the TOML text `content` holds; `name` stands in front of each mistake.

    Paths in it are read from `folder`.
    """
    try:
        table = _File.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as fault:
        raise UsageError(f"{name} is no TOML: {fault}") from fault
    except ValidationError as fault:
        raise UsageError(*(f"{name}: {one}" for one in mistakes(fault))) from fault
    own = table.domain
    domain = Domain(**own.model_dump()) if own else OWN_DOMAIN
    told = table.audit.target(folder) if table.audit else None
    return Configuration(table.registry, domain, table.start_number, _client(table.tokens, name), told)


def _client(told: _Tokens | None, name: str) -> tuple[str, str]:
    if told is None:
        return "", ""
    secret = os.environ.get(told.secret["env"], "")
    if not secret:
        raise UsageError(f"{name}: tokens.secret: the environment variable {told.secret['env']} is not set")
    return told.client, secret


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Domain(_Table):
    uri: Annotated[str, Field(min_length=1)]
    oid: str = ""
    namespace: str = ""
    application: str = ""
    facility: str = ""


class _Secret(TypedDict):
    env: str


class _Tokens(_Table):
    client: Annotated[str, Field(min_length=1)]
    secret: _Secret


class _File(_Table):
    registry: Annotated[str, AfterValidator(base_url)] = CLIENT_REGISTRY
    start_number: Annotated[int, Field(ge=0)] = 0
    domain: _Domain | None = None
    tokens: _Tokens | None = None
    audit: AuditTable | None = None
