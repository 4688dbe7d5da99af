"""The configuration file of a client registry (TOML): its domains and its rules. Knows the file, not the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.errors import UsageError
from harness.mocks.auditing import Target
from harness.mocks.auditing.configuration import AuditTable
from harness.mocks.client_registry.rules import Consumer, Linking, Rules, Speech
from harness.mocks.configuration import read_configuration
from harness.openhie.domains import Domain

EXAMPLE = """[[domains]]
uri = "http://example.org/patients"
oid = "2.16.840.1"
namespace = "EXAMPLE"
authority = "clinic"  # leave it out where any source may feed this domain"""


def read(file: Path) -> tuple[tuple[Domain, ...], Rules, Target | None, tuple[Path, ...]]:
    """What `file` says: domains, rules, who is told of what is done, and what is loaded.

    Raises UsageError with every mistake in it.
    """
    content = read_configuration(file, example=EXAMPLE)
    if not content.get("domains"):
        raise UsageError(f"{file}: expected at least one [[domains]], found none. For example:\n{EXAMPLE}")
    try:
        table = _File.model_validate(content)
    except ValidationError as fault:
        raise UsageError(*(f"{file}: {_sentence(one)}" for one in fault.errors())) from None
    if mistakes := [f"{file}: {one}" for one in _contradictions(table)]:
        raise UsageError(*mistakes)
    told = table.audit.target(file.parent) if table.audit else None
    load = tuple(file.parent / one for one in table.load)
    return tuple(one.domain for one in table.domains), _rules(table), told, load


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Domain(_Table):
    uri: Annotated[str, Field(min_length=1)]
    oid: Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)*)?$")] = ""
    namespace: str = ""
    authority: str = ""
    application: str = ""
    facility: str = ""
    national: bool = False
    ssn: bool = False
    required: bool = False

    @property
    def domain(self) -> Domain:
        """As the registry knows it."""
        return Domain(**self.model_dump(exclude={"national", "ssn", "required"}))


class _Linking(_Table):
    shared: Literal["any", "national", "none"] = "any"
    demographics: bool = True
    mother: bool = False
    likeness: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.0


class _Speech(_Table):
    application: Annotated[str, Field(min_length=1)] = "CR1"
    facility: Annotated[str, Field(min_length=1)] = "MOH_CAAT"
    repeats_queried: bool = False
    completes_authority: bool = False
    similar_names: bool = True


class _Consumer(_Table):
    address: Annotated[str, Field(pattern=r"^mllp://[^/:@ ]+:[0-9]{1,5}$")]
    application: str = ""
    facility: str = ""
    domains: list[str] = []


class _Tokens(_Table):
    issuer: Annotated[str, Field(pattern=r"^https?://")]
    audience: Annotated[str, Field(min_length=1)]


class _File(_Table):
    domains: Annotated[list[_Domain], Field(min_length=1)]
    linking: _Linking = _Linking()
    hl7v2: _Speech = _Speech()
    consumers: list[_Consumer] = []
    tokens: _Tokens | None = None
    audit: AuditTable | None = None
    load: list[str] = []


def _rules(table: _File) -> Rules:
    return Rules(
        linking=Linking(**table.linking.model_dump()),
        speech=Speech(**table.hl7v2.model_dump()),
        consumers=tuple(
            Consumer(one.address, one.application, one.facility, tuple(one.domains)) for one in table.consumers
        ),
        national=frozenset(one.uri for one in table.domains if one.national),
        required=frozenset(one.uri for one in table.domains if one.required),
        ssn=next((one.uri for one in table.domains if one.ssn), ""),
        **(table.tokens.model_dump() if table.tokens else {}),
    )


def _contradictions(table: _File) -> Iterator[str]:
    """What is right by itself and wrong together."""
    for name in ("uri", "oid", "namespace"):
        seen = Counter(value for one in table.domains if (value := getattr(one, name)))
        yield from (f"expected each {name} once, found {value} twice" for value, times in seen.items() if times > 1)
    if sum(one.ssn for one in table.domains) > 1:
        yield "PID-19 is in one domain: expected ssn = true at one of them"
    served = {one.uri for one in table.domains}
    for number, consumer in enumerate(table.consumers, start=1):
        for uri in (one for one in consumer.domains if one not in served):
            yield f"[[consumers]] number {number}: expected domains that are served ({', '.join(served)}); found {uri}"


def _sentence(error: Any) -> str:
    """A mistake that pydantic found: where, what is wrong there, what stands there."""
    where = ".".join(str(step + 1) if isinstance(step, int) else str(step) for step in error["loc"])
    found = repr(error["input"])
    return f"{where}: {error['msg']} (found {found if len(found) <= 80 else found[:79] + '…'})"
