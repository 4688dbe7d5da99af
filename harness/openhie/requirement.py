"""Knows what a requirement is: a numbered sentence of a standard about one actor. Knows nothing of files."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("SHALL", "SHOULD", "MAY")
HARNESS, ANY = "harness", "any"

_FAMILIES = {
    "openhie": "OpenHIE components and workflows",
    "fhir_rest": "FHIR over HTTP, as IHE wants it (ITI TF-2 Appendix Z)",
    "iti_1": "ITI-1 Maintain Time",
    "iti_19": "ITI-19 Authenticate Node",
    "iti_71": "ITI-71 Get Access Token",
    "iti_72": "ITI-72 Incorporate Access Token",
    "iti_102": "ITI-102 Introspect Token",
    "iti_103": "ITI-103 Get Authorization Server Metadata",
    "hl7v2": "HL7 v2 messages, as IHE wants them (ITI TF-2 Appendix C)",
    "iti_8": "ITI-8 Patient Identity Feed",
    "iti_9": "ITI-9 PIX Query",
    "iti_10": "ITI-10 PIX Update Notification",
    "iti_21": "ITI-21 Patient Demographics Query",
    "iti_30": "ITI-30 Patient Identity Management",
    "iti_78": "ITI-78 Mobile Patient Demographics Query",
    "iti_83": "ITI-83 Mobile Patient Identifier Cross-reference Query",
    "iti_84": "ITI-84 Mobile Report Alert",
    "iti_85": "ITI-85 Query for Alert Status",
    "iti_90": "ITI-90 Find Matching Care Services",
    "iti_91": "ITI-91 Request Care Services Updates",
    "iti_93": "ITI-93 and ITI-94 Mobile Patient Identity Feed and its subscription",
    "iti_104": "ITI-104 Patient Identity Feed FHIR",
    "iti_130": "ITI-130 Care Services Feed",
    "interlinked_registry": "The interlinked registry, which joins others",
    "iti_119": "ITI-119 Patient Demographics Match",
    "qrph_53": "QRPH-53 Provide aggregate data in ADX",
    "qrph_58": "QRPH-58 Send Aggregate Report",
    "qrph_59": "QRPH-59 Retrieve Aggregate Report Definition",
    "dhis2": "DHIS2's dataValueSets",
    "community_follow_up": "Requests for follow-up in the community",
    "interoperability_layer": "The interoperability layer between two others",
    "ohie_cr_cases": "HL7 v2 cases of the OpenHIE client registry suite",
    "ohie_fhir_cases": "FHIR cases of the OpenHIE client registry suite",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """A mentor's word on a requirement: what it is about, what usually goes wrong, how to mend it, a right example."""

    explanation: str = ""
    likely: str = ""
    mend: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a country made of a requirement. `title` is what its rules are called, `source` where they stand.

    `was` is the level that the requirement has elsewhere, "" for one of the country's own; `left_out` where nobody is
    judged by it. `because` is the reason. `identifier` is the URI of the domain that patients have to be known by,
    where it is this that the country asks for, `numbers` how its numbers look (a regular expression).
    """

    title: str
    was: str = ""
    because: str = ""
    left_out: bool = False
    identifier: str = ""
    source: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A numbered sentence of a standard: one sentence, one level, one actor.

    `requirement` is the normalised id (``TSF-10``, ``104-01``); `spec_id` is the standard's own spelling (``TS -10``)
    or its section (``ITI-104 2:3.104.4.1.4``). `level` is SHALL, SHOULD or MAY. `actor` is the OpenHIE actor that is
    judged, ``harness`` for a rule on ourselves, ``any`` for every system; `ihe_actor` the IHE actor inside it.
    `text` completes "the <actor> SHALL …". `not_tested` is the reason why no scenario judges it, empty when one does.
    `attest` is the question to a person where no wire shows it: answered with yes or no, and something to see.
    `option` is the option of the standard that it belongs to. `family` is the file it was read from, without ending.
    `national` is what a country made of it, None where it is as everywhere.
    """

    requirement: str
    spec_id: str
    level: str
    actor: str
    ihe_actor: str
    text: str
    source: str
    not_tested: str = ""
    option: str = ""
    transaction: str = ""
    family: str = ""
    note: str = ""
    attest: str = ""
    hint: Hint | None = None
    national: Change | None = None

    @property
    def left_out(self) -> bool:
        """Whether a country judges nobody by it."""
        return self.national is not None and self.national.left_out

    @property
    def identifier(self) -> str:
        """The URI of the domain that patients have to be known by in a country, where it is this that it asks for."""
        return self.national.identifier if self.national else ""

    @property
    def level_elsewhere(self) -> str:
        """Its level by the standard, whatever a country made of it."""
        return (self.national and self.national.was) or self.level

    @property
    def sentence(self) -> str:
        """The whole sentence: ``The client registry SHALL answer …``."""
        every = f"Every {self.ihe_actor.replace('_', ' ') or 'system'}"
        subject = every if self.actor == ANY else f"The {self.actor.replace('_', ' ')}"
        return f"{subject} {self.level} {self.text.rstrip('.')}."

    @property
    def family_title(self) -> str:
        """The family in words, for a heading."""
        return _FAMILIES.get(self.family, self.family.replace("_", " "))
