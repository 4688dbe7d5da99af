"""What a single value in a file of participants has to look like. Knows no tables, and no other value beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from pydantic_core import PydanticCustomError

from harness.errors import UsageError
from harness.messages.toml_syntax import SECRET as WORDS
from harness.openhie.actors import ACTORS, IHE_ACTORS
from harness.openhie.options import option
from harness.openhie.preparation import EVERY
from harness.openhie.spelling import did_you_mean
from harness.participants.urls import base_url

SECRET = '{ env = "NAME" } (an environment variable) or { file = "path" }'

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*))+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def offer(name: str, valid: Iterable[str]) -> str:
    """The one of `valid` that was meant, or all of them where none is close: a sentence with a space before it."""
    return did_you_mean(name, valid := sorted(set(valid) - {""})) or f" Valid: {', '.join(valid)}."


def offer_actors(name: str, valid: Iterable[str]) -> str:
    """The one of many that was meant, or the command that lists them."""
    return did_you_mean(name, valid) or " All of them: harness catalogue --actors"


def mistaken(sentence: str) -> PydanticCustomError:
    """An error with a whole sentence of ours, where "found this, expected that" would not say it."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence})


def text(value: str) -> str:
    """A text that says something, without the space around it; the control characters in it are line ends and tabs."""
    return _fitting(bool(value.strip()), _readable(value.strip(), besides="\t\r\n"))


def name(value: str) -> str:
    """A name as pages show it: a text on one line, without control characters."""
    return text(_readable(value.strip()))


def _readable(value: str, *, besides: str = "") -> str:
    for each in value:
        if unicodedata.category(each) == "Cc" and each not in besides:
            raise mistaken(f"the control character U+{ord(each):04X} stands in it; take it out")
    return value


def oid(value: str) -> str:
    """An object identifier in dots, also where ``urn:oid:`` stands before it."""
    bare = value.strip().removeprefix("urn:oid:")
    return _fitting(bool(_OID.fullmatch(bare)), bare)


def uri(value: str) -> str:
    """An absolute URI, as FHIR's ``Identifier.system`` wants it."""
    return _fitting(bool(_URI.fullmatch(value.strip())), value.strip())


def slug(value: str) -> str:
    """What stands in addresses: lower-case ASCII letters, digits and single hyphens."""
    return _fitting(bool(_SLUG.fullmatch(value)), value)


def preparation(value: str) -> str:
    """The id of something to be set up at a system before it is played against."""
    known = [one.id for one in EVERY]
    if value not in known:
        raise mistaken(f'there is no preparation "{value}".{did_you_mean(value, known)} Valid: {", ".join(known)}')
    return value


def host(value: str) -> str:
    """A host name or address alone, without scheme, port or path."""
    bare = value.strip().strip("[]")
    return _fitting(bool(bare) and not re.search(r"[\s/@?#]|^[^:]*:[^:]*$", bare), bare)


def _fitting(fits: bool, value: str) -> str:
    if not fits:
        raise ValueError
    return value


def fhir_endpoint(value: str) -> str:
    """The base URL of a FHIR server."""
    return _listener(value, "fhir")


def http_endpoint(name: str) -> Callable[[str], str]:
    """The base URL of whatever else is reached over HTTP."""
    return lambda value: _listener(value, name)


def mllp_endpoint(value: str) -> str:
    """The address of a listener for HL7 v2 in MLLP."""
    return _listener(value, "hl7v2")


def udp_endpoint(value: str) -> str:
    """The address of a listener for syslog over UDP."""
    return _listener(value, "syslog_udp")


def tls_endpoint(value: str) -> str:
    """The address of a listener for syslog over TLS."""
    return _listener(value, "syslog_tls")


def _listener(value: str, endpoint: str) -> str:
    try:
        return base_url(value, endpoint)
    except ValueError as error:
        raise mistaken(str(error)) from error


def issuer(value: str) -> str:
    """The issuer of an authorization server, letter by letter: a slash at its end belongs to it."""
    try:
        base_url(value, "oauth")
    except ValueError as error:
        raise mistaken(str(error)) from error
    return value.strip()


def hook(value: str) -> str:
    """The URL of a program that plays the person at the keyboard; it may have a query."""
    if urlsplit(value.strip()).scheme not in ("http", "https") or not urlsplit(value.strip()).hostname:
        raise mistaken(
            "expected the URL of a program that does what the instructions ask, beginning with http or https"
        )
    return value.strip()


def openhie_actor(name: str) -> str:
    """The name of one of OpenHIE's actors."""
    known = [each.name for each in ACTORS]
    if name in known:
        return name
    inside = next((each.inside[0] for each in IHE_ACTORS if each.name == name and each.inside), "")
    if inside:
        raise mistaken(
            f'"{name}" is an IHE actor inside {inside}: write actors = ["{inside}"], '
            f'and ihe_actors = ["{name}"] where it is the only one played'
        )
    meant = next((each.name for each in ACTORS if name.strip().upper() == each.abbreviation.upper() != ""), "")
    hint = f" Did you mean {meant!r}?" if meant else offer_actors(name, known)
    raise mistaken(f'there is no OpenHIE actor "{name}".{hint}')


def ihe_actor(name: str) -> str:
    """The name of one of the IHE actors that lie inside OpenHIE's."""
    known = [each.name for each in IHE_ACTORS]
    if name not in known:
        raise mistaken(f'there is no IHE actor "{name}".{offer_actors(name, known)}')
    return name


def option_id(name: str) -> str:
    """The id of something that a standard leaves open."""
    try:
        return option(name).id
    except UsageError as error:
        raise mistaken(
            f"{error} Only what a standard leaves open can be declared unsupported; "
            "a role that the system does not play is left out of actors or ihe_actors"
        ) from error


def secret(value: object) -> object:
    """A reference to a secret; a secret that stands inline is a mistake, which does not repeat it."""
    if isinstance(value, str):
        raise mistaken(f"a secret stands inline; take it out of this file and write {SECRET} instead")
    if isinstance(value, dict) and is_reference(value):
        return value
    raise mistaken(f"expected {SECRET}")


def is_reference(value: dict[object, object]) -> bool:
    """Whether `value` is ``{env = …}`` or ``{file = …}``."""
    return set(value) in ({"env"}, {"file"}) and all(isinstance(each, str) and each.strip() for each in value.values())


def header_name(name: str) -> str:
    """A name that an HTTP header field can have (RFC 9110 section 5.1)."""
    if not _HEADER_NAME.fullmatch(name):
        raise mistaken(f'"{name}" is no name for an HTTP header; use letters, digits and hyphens')
    return name


def header_value(value: object) -> object:
    """The value of a header: text on one line, or a reference to a secret."""
    if isinstance(value, dict):
        return secret(value)
    if not isinstance(value, str) or not value.isprintable() or not value.isascii():
        raise mistaken(f"expected the header's value as plain text on one line, or {SECRET}")
    return value


def is_secret_header(name: str) -> bool:
    """Whether a header of this name carries a secret as a rule, and so may not stand in the file."""
    return bool(WORDS.search(name))
