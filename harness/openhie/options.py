"""Knows the options of the standards that a system may do without. Knows nothing of who does without them."""

from __future__ import annotations

from dataclasses import dataclass

from harness.openhie.spelling import unknown


@dataclass(frozen=True, slots=True)
class Option:
    """What a standard leaves open, and so a participant may declare unsupported: it is then NOT APPLICABLE.

    `transactions` are the ones that only exist with the option, in whole or in part; `requirements` are the ids of the
    catalogue that fall away with it. `source` is the page that makes it an option.
    """

    id: str
    title: str
    transactions: tuple[str, ...]
    requirements: tuple[str, ...]
    source: str


OPTIONS: tuple[Option, ...] = (
    Option(
        id="remove-patient",
        title="Remove Patient option of PIXm: a source takes a patient's identity back",
        transactions=("ITI-104",),
        requirements=("104-06",),
        source="https://profiles.ihe.net/ITI/PIXm/ITI-104.html",
    ),
    Option(
        id="match-operation",
        title="Match Operation option of PDQm: the supplier finds likely patients and grades them",
        transactions=("ITI-119",),
        requirements=tuple(f"119-{number:02}" for number in range(1, 14)),
        source="https://profiles.ihe.net/ITI/PDQm/ITI-119.html",
    ),
    Option(
        id="patient-identity-management",
        title="Patient Identity Management: a feed of HL7 v2.5 beside ITI-8, which OpenHIE does not name",
        transactions=("ITI-30",),
        requirements=tuple(f"30-{number:02}" for number in range(1, 10)),
        source="https://profiles.ihe.net/ITI/TF/Volume2/ITI-30.html",
    ),
    Option(
        id="location-distance",
        title="Location Distance option of mCSD: the directory finds what lies near a place",
        transactions=("ITI-90",),
        requirements=("90-09", "90-14b"),
        source="https://profiles.ihe.net/ITI/mCSD/ITI-90.html",
    ),
    Option(
        id="care-services-feed",
        title="Care Services Feed of mCSD: others may add to the directory and change what it keeps",
        transactions=("ITI-130",),
        requirements=tuple(f"130-{number:02}" for number in (1, 2, 4, 6, 7, 8)),
        source="https://profiles.ihe.net/ITI/mCSD/ITI-130.html",
    ),
    Option(
        id="care-services-delete",
        title="To delete by a Care Services Feed of mCSD, which ITI-130 leaves optional",
        transactions=("ITI-130",),
        requirements=("130-03",),
        source="https://profiles.ihe.net/ITI/mCSD/ITI-130.html",
    ),
)

_BY_ID = {each.id: each for each in OPTIONS}


def option(identifier: str) -> Option:
    """The option with this id. Raises UsageError for anything else: what is no option cannot be declared away."""
    if identifier not in _BY_ID:
        raise unknown("option of a standard", identifier, _BY_ID)
    return _BY_ID[identifier]
