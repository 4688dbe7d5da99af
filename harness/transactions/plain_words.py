"""A search as one reads it out to the person at the keyboard. Knows the names of parameters, not what they find."""

from __future__ import annotations

from collections.abc import Iterable

NAMES = {
    "_id": "record id",
    "active": "in use:",
    "address-city": "city",
    "address-country": "country",
    "address-postalcode": "postal code",
    "address-state": "state",
    "birthdate": "birth date",
    "family": "family name",
    "given": "given name",
    "mothersMaidenName": "mother's maiden name",
    "name": "any name",
    "telecom": "phone or e-mail",
}
COMPARED = {"ap": "about", "eb": "before", "ge": "from", "gt": "after", "le": "until", "lt": "before", "sa": "after"}
MODIFIERS = {"exact": "exactly", "contains": "containing", "not": "other than"}


def in_plain_words(parameters: Iterable[tuple[str, str]]) -> str:
    """``family=Achieng&birthdate=ap1982`` as "family name Achieng and birth date about 1982".

    How the answer is to come (``_count``, ``_format``) is a matter of programs, and left out but for the page.
    """
    told = [_told(*pair) for pair in parameters]
    return " and ".join(filter(None, told)) or "anything"


def _told(name: str, value: str) -> str:
    plain, _, modifier = name.partition(":")
    if plain == "_count":
        return f"{value} of them on a page"
    if plain.startswith("_") and plain not in NAMES:
        return ""
    values = " or ".join(_value(plain, one) for one in value.split(","))
    return " ".join(filter(None, (NAMES.get(plain, plain), MODIFIERS.get(modifier, modifier), values)))


def _value(name: str, value: str) -> str:
    if name == "birthdate" and value[:2] in COMPARED:
        return f"{COMPARED[value[:2]]} {value[2:]}"
    if name == "identifier" and value.endswith("|"):
        return f"of the domain {value[:-1]}, whatever the number,"
    return value
