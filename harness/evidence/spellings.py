"""In which spellings a text can stand in a message: as it is, in a URL, in JSON, in XML. Knows no secrets itself."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

LETTERS = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r"}
PLAIN = re.compile(r"[A-Za-z0-9_.-]")


def any_spelling(text: str, *, percents: bool = False) -> str:
    """A regular expression for `text` in every spelling, sign by sign, over text or over bytes read as Latin-1.

    Signs may be percent-encoded (once or several times over), escaped as JSON has it (once or several times over),
    XML character references, and UTF-8 taken for Latin-1; what one writer escapes another leaves alone. With `percents`
    even letters and digits may be percent-encoded, which nobody needs to do and which takes longer to look for.
    """
    return "".join(_any_form(sign, percents=percents) for sign in text)


def _any_form(sign: str, *, percents: bool) -> str:
    if PLAIN.fullmatch(sign):
        return f"(?:{re.escape(sign)}|{_percent(sign.encode())})" if percents else re.escape(sign)
    octets = sign.encode("utf-8", "surrogatepass")
    forms = [re.escape(sign), re.escape(octets.decode("latin-1")), _percent(octets), _unicode_escape(sign)]
    forms += [re.escape(escape(sign, {'"': "&quot;", "'": "&apos;"})), f"(?i:&#(?:0*{ord(sign)}|x0*{ord(sign):x});)"]
    if sign.isascii():
        forms.append(_backslashed(sign))
    elif ord(sign) < 256:
        forms.append(_percent(sign.encode("latin-1")))
    return f"(?:{'|'.join(dict.fromkeys(forms))})"


def _percent(octets: bytes) -> str:
    return f"(?i:{''.join(f'%(?:25)*{octet:02x}' for octet in octets)})"


def _unicode_escape(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass")
    escapes = "".join(r"\\+u" + units[place : place + 2].hex() for place in range(0, len(units), 2))
    return f"(?i:{escapes})"


def _backslashed(sign: str) -> str:
    if letter := LETTERS.get(sign):
        return rf"\\+{letter}"
    return r"\+" if sign == " " else r"\\+" if sign == "\\" else rf"\\*{re.escape(sign)}"
