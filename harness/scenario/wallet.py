"""The certificates of a run: from the folder that ``harness certificates`` made, or made here for a rehearsal."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from harness.errors import Inconclusive
from harness.participants import Participant
from harness.transactions.node_authentication import Shown
from harness.transport.authentication import ClientCertificate
from harness.transport.certificate_authority import Authority, Validity
from harness.transport.certificate_files import ROLES, Holder, authority, issue, issue_wrong
from harness.transport.tls import client_context

OURS = "harness"
HERE = ("localhost", "127.0.0.1", "::1")
HARNESS = Holder("Harness", OURS, HERE)
DAY = timedelta(days=1)

Face = Literal["server", "unknown authority", "expired-server", "other-name"]
"""What a door of ours shows its callers: the right one, and three that they have to refuse."""


class Wallet:
    """What we show and whom we trust. `folder` is that of ``harness certificates``, empty where there is none."""

    def __init__(self, folder: str) -> None:
        self._given = folder
        self._made = TemporaryDirectory(prefix="harness-certificates-")

    def close(self) -> None:
        """Throw away what was made."""
        self._made.cleanup()

    @cached_property
    def folder(self) -> Path:
        """The event's folder, or one of our own that looks like it."""
        return Path(self._given) if self._given else lay_out(Path(self._made.name) / "event")

    @property
    def authority(self) -> str:
        """The PEM file of the event's authority."""
        return str(self.folder / "ca.pem")

    def own(self, name: str) -> ClientCertificate:
        """One of the harness's own: ``server``, ``client``, ``expired``. Inconclusive where the folder has none."""
        pair = ClientCertificate(self.folder / OURS / f"{name}.pem", self.folder / OURS / f"{name}.key")
        if not (pair.certificate.is_file() and pair.key.is_file()):
            raise Inconclusive(f"there is no {pair.certificate}: harness certificates --out {self.folder} makes it")
        return pair

    @cached_property
    def foreign(self) -> ClientCertificate:
        """One that an authority issued whom nobody at the event knows."""
        _issued(folder := Path(self._made.name) / "foreign")
        return ClientCertificate(folder / OURS / "client.pem", folder / OURS / "client.key")

    def shown_when_called(self, name: Face) -> ClientCertificate:
        """What a door of ours shows: the right one (``server``), or one that its caller has to refuse."""
        if name == "unknown authority":
            folder = self.foreign.certificate.parent
            return ClientCertificate(folder / "server.pem", folder / "server.key")
        return self.own(name)

    def context(self, shown: Shown, participant: Participant | None) -> ssl.SSLContext:
        """What we speak TLS by with `participant`, or with our own mock, showing this certificate."""
        if participant is not None and not self._given and (shown == "expired" or not _is_known_to(participant)):
            raise Inconclusive(
                f"a certificate for {participant.name} has to be of the authority that it trusts: write "
                'certificates = "…" in [harness], the folder that harness certificates made'
            )
        trusted = (participant.ca or (self.authority if self._given else True)) if participant else self.authority
        return client_context(trusted, certificate=self._certificate(shown, participant))

    def _certificate(self, shown: Shown, participant: Participant | None) -> ClientCertificate | None:
        if shown == "none":
            return None
        if shown == "unknown authority":
            return self.foreign
        if shown == "expired":
            return self.own("expired")
        known = participant.authentication if participant else None
        return known if isinstance(known, ClientCertificate) else self.own("client")


def _is_known_to(participant: Participant) -> bool:
    return isinstance(participant.authentication, ClientCertificate)


def lay_out(folder: Path) -> Path:
    """A folder as ``harness certificates`` makes it, with a new authority and the harness's own; good for a day."""
    issue_wrong(folder, HARNESS, by=(root := _issued(folder)), until=root.certificate.not_valid_after_utc)
    return folder


def _issued(folder: Path) -> Authority:
    """A new authority, which has issued what is right and nothing else."""
    now = datetime.now(UTC)
    root, _ = authority(folder, Validity(now - 3 * DAY, now + DAY))
    for role in ROLES:
        issue(folder, HARNESS, role, by=root, until=now + DAY)
    return root
