"""The table ``[audit]`` in a mock's TOML: which repository is told of what it does. Knows the table, sends nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from harness.mocks.auditing.outlet import Target
from harness.transport.authentication import ClientCertificate

REPOSITORY = r"^(udp|tls)://[^/:@ ]+:[0-9]{1,5}$|^https?://[^/@ ]+"


class AuditTable(BaseModel):
    """Where events go, and over TLS who vouches for the repository and who we are (PEM files)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    repository: Annotated[str, Field(pattern=REPOSITORY)]
    ca: str = ""
    certificate: str = ""
    key: str = ""

    @model_validator(mode="after")
    def _whole(self) -> AuditTable:
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate and key belong together: name both, or neither")
        return self

    def target(self, folder: Path) -> Target:
        """The repository; paths are read from `folder`."""
        own = ClientCertificate(folder / self.certificate, folder / self.key) if self.certificate else None
        return Target(self.repository, str(folder / self.ca) if self.ca else "", own)
