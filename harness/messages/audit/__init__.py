"""An audit event, whichever way it is told: who did what, when, to what, with what outcome. Nouns, no format.

`dicom` reads and writes the AuditMessage of DICOM PS3.15 A.5.1 (ITI-20 by syslog), `fhir_event` FHIR's AuditEvent.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from harness.errors import MalformedMessage


@dataclass(frozen=True, slots=True)
class Code:
    """A coded value: `system` as DICOM names it (``DCM``, ``IHE Transactions``), or a URI; `text` is for people."""

    code: str
    system: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ActiveParticipant:
    """Who took part: a person, a program, a machine.

    `roles` say how (DCM 110153 the source, 110152 the destination). `network_type` is 1 for a machine's name, 2 for an
    IP address, 3 a telephone number, 4 an e-mail address, 5 a URI.
    """

    user_id: str
    requestor: bool
    roles: tuple[Code, ...] = ()
    alternative_user_id: str = ""
    name: str = ""
    network_address: str = ""
    network_type: str = ""
    media: Code | None = None


@dataclass(frozen=True, slots=True)
class AuditSource:
    """Which system tells of it. `types` are codes (RFC 3881 5.4.3)."""

    id: str
    site: str = ""
    types: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class ParticipantObject:
    """What was touched, or asked. `type` and `role` are RFC 3881's numbers: 1 and 1 a patient, 2 and 24 a query.

    A patient's `id` is a CX (``123^^^&2.16.840.1&ISO``). `query` and the values of `details` are base64 as they stand.
    """

    id: str
    id_type: Code | None = None
    type: str = ""
    role: str = ""
    life_cycle: str = ""
    sensitivity: str = ""
    name: str = ""
    query: str = ""
    details: tuple[tuple[str, str], ...] = ()

    @property
    def is_patient(self) -> bool:
        """Whether it is the patient whom the event is about."""
        return (self.type, self.role) == ("1", "1")

    @property
    def question(self) -> bytes:
        """What was asked, decoded. Raises MalformedMessage where `query` is no base64."""
        try:
            return base64.b64decode("".join(self.query.split()), validate=True)
        except (binascii.Error, ValueError):
            where = "ParticipantObjectIdentification.ParticipantObjectQuery"
            raise MalformedMessage(where, expected="base64", found=repr(self.query[:40])) from None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What happened. `kind` is the EventID (DCM 110112 a query), `types` the transactions (``ITI-78``).

    `action` is C, R, U, D or E, or empty; `outcome` 0 (well), 4, 8 or 12. `at` is the time as it stands.
    """

    kind: Code
    at: str
    outcome: str
    participants: tuple[ActiveParticipant, ...]
    sources: tuple[AuditSource, ...]
    action: str = ""
    types: tuple[Code, ...] = ()
    outcome_description: str = ""
    purposes: tuple[Code, ...] = ()
    objects: tuple[ParticipantObject, ...] = ()

    @property
    def patients(self) -> tuple[ParticipantObject, ...]:
        """The patients whom it is about."""
        return tuple(one for one in self.objects if one.is_patient)
