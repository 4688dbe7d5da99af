"""In which codings a text can hide: base64, wherever it stands in what was coded, and hex. Knows no secrets itself.

A coded text is looked for by its `probe` first, a plain search that costs next to nothing where it is not there.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

SIGN = r"(?:[A-Za-z0-9+/_-]|\\/|%2[BbFf])"
ESCAPED = {"+": r"(?:[+-]|%2[Bb])", "/": r"(?:\\?/|_|%2[Ff])"}  # the plain and the URL-safe alphabet (RFC 4648 4, 5)
PADDING = "(?:=|%3[Dd]){0,2}"


def any_coding(text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """For each coding of `text` in UTF-8 and in Latin-1: a part that stands in it for sure, and all of it."""
    for octets in _octets(text):
        for lead in range(3):
            yield _in_base64(octets, lead)
        for probe in (octets.hex(), octets.hex().upper()):
            yield probe, re.compile(probe)


def _octets(text: str) -> set[bytes]:
    found = {text.encode("utf-8", "surrogatepass")}
    return found | {text.encode("latin-1")} if all(sign <= "\xff" for sign in text) else found


def _in_base64(octets: bytes, lead: int) -> tuple[str, re.Pattern[str]]:
    """`octets` after a number of others that leaves `lead` over when it is divided by three.

    A sign at either end that holds bits of a neighbour too is not known, and hidden with the others.
    """
    coded = b64encode(bytes(lead) + octets).decode()
    known = coded[(lead * 8 + 5) // 6 : (lead + len(octets)) * 8 // 6]
    before = f"{SIGN}?" if lead else ""
    after = f"{SIGN}?{PADDING}" if (lead + len(octets)) % 3 else ""
    middle = "".join(ESCAPED.get(sign, sign) for sign in known)
    return max(re.split("[+/]", known), key=len), re.compile(before + middle + after)
