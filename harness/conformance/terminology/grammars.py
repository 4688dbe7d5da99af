"""Code systems that have a grammar or a short public list instead of content: languages, media types, units and so on.

Knows which codes they allow, not what the codes mean. Answers True, False, or None where that cannot be known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from harness.conformance.terminology.units import alike, is_unit

LANGUAGES = "urn:ietf:bcp:47"
MEDIA_TYPES = "urn:ietf:bcp:13"
CURRENCIES = "urn:iso:std:iso:4217"
UNITS = "http://unitsofmeasure.org"
URIS = "urn:ietf:rfc:3986"
TIME_ZONES = "https://www.iana.org/time-zones"

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_VALUE = r"[^\s\";\\](?:[^\";\\\x00-\x1f]*[^\s\";\\])?"
"""A token, and what ought to be quoted and seldom is, slashes and spaces: HL7 publishes such media types itself."""
_PARAMETER = rf'[ \t]*;[ \t]*{_TOKEN}=(?:{_VALUE}|"[^"\\]*")'
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:{_PARAMETER})*[ \t]*;?", re.ASCII)
_SUBTAGS = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", re.ASCII)

SHORT_FORMATS = frozenset({"xml", "json", "ttl"})
"""The names that FHIR itself gives to three media types (R4 http.html#mime-type, CapabilityStatement.format)."""

_WITHDRAWN = (
    "ADP AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BGN BOP BRB BRC BRE BRN BRR BUK "
    "BYB BYR CHC CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD "
    "HRK IEP ILP ILR ISJ ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI "
    "PES PLZ PTE RHD ROK ROL RUR SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC "
    "XEU XFO XFU XRE YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR"
)
FORMER_CURRENCIES = frozenset(_WITHDRAWN.split())
"""Codes that ISO 4217 withdrew (its list three). Records keep them."""


def has_grammar(system: str) -> bool:
    """Whether codes of this system can be judged without content."""
    return system in _JUDGES


def knows(system: str, code: str) -> bool | None:
    """Whether the system has this code; None where it has no grammar or the grammar does not decide."""
    judge = _JUDGES.get(system)
    return judge(code) if judge else None


def meets(system: str, name: str, value: str, code: str) -> bool | None:
    """Whether a code's property has this value; None where it cannot be known. UCUM's ``canonical`` is one of a kind.

    Its value is a unit: those have it that measure the same.
    """
    return alike(code, value) if (system, name) == (UNITS, "canonical") and is_unit(code) else None


def is_language(code: str) -> bool:
    """Whether this is a valid tag of BCP 47 (RFC 5646), its subtags registered or in private use."""
    from langcodes import tag_is_valid  # a quarter of a second, which most validations do not need

    return bool(_SUBTAGS.fullmatch(code)) and bool(tag_is_valid(code))


def is_media_type(code: str) -> bool:
    """Whether this has the form of a media type with parameters (RFC 2045 §5.1), or FHIR's short name."""
    return code in SHORT_FORMATS or (len(code) < 1000 and bool(_MEDIA_TYPE.fullmatch(code)))


def _is_currency(code: str) -> bool:
    return code in _currencies() or code in FORMER_CURRENCIES


@cache
def _currencies() -> frozenset[str]:
    from iso4217 import Currency  # reads its table when imported

    return frozenset(one.code for one in Currency)


def _is_uri(code: str) -> bool | None:
    """True for a URI; a relative one may be meant, so never False."""
    return True if _URI.fullmatch(code) else None


def _is_time_zone(code: str) -> bool | None:
    """True where this computer's time zone database has it; it may be cut down, so never False."""
    return True if code in _time_zones() else None


@cache
def _time_zones() -> frozenset[str]:
    from zoneinfo import available_timezones  # reads a whole folder

    return frozenset(available_timezones())


_JUDGES: dict[str, Callable[[str], bool | None]] = {
    LANGUAGES: lru_cache(maxsize=1024)(is_language),
    MEDIA_TYPES: is_media_type,
    CURRENCIES: _is_currency,
    UNITS: is_unit,
    URIS: _is_uri,
    TIME_ZONES: _is_time_zone,
}
