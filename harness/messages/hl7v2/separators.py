"""The characters that part an HL7 v2 message, and the escapes that stand for them. Knows text, not places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

HEX = re.compile(r"[0-9A-Fa-f]+")


@dataclass(frozen=True, slots=True)
class Separators:
    """MSH-1 and MSH-2 (HL7 v2.5 2.5.4), each one character, empty where MSH-2 has none. `truncation` is of 2.7."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""

    @property
    def encoding(self) -> str:
        """MSH-2."""
        return f"{self.component}{self.repetition}{self.escape}{self.subcomponent}{self.truncation}"

    def escaped(self, value: str) -> str:
        """`value` as it is written in a message (2.7): no character of it is taken for a separator or a line end.

        Without an escape character, `value` stays as it is: there is no way to say it then.
        """
        if not self.escape or value.isalnum():
            return value
        return value.translate(_letters(self))

    def unescaped(self, text: str, codec: str = "ascii") -> str:
        r"""The value that `text` stands for: ``\F\ \S\ \T\ \R\ \E\ \P\``, ``\X..\`` in `codec`, and ``\.br\``.

        What has no meaning as plain text stays as it came: highlighting, other formatting, changes of the character set
        (``\C..\``, ``\M..\``), local escapes (``\Z..\``), and an escape character without its partner.
        """
        if not self.escape or self.escape not in text:
            return text
        pieces = text.split(self.escape)
        found = [pieces[0]]
        number = 1
        while number < len(pieces):
            meant = self._meant(pieces[number], codec) if number + 1 < len(pieces) else None
            if meant is None:
                found.append(self.escape + pieces[number])
                number += 1
            else:
                found.append(meant + pieces[number + 1])
                number += 2
        return "".join(found)

    def _meant(self, name: str, codec: str) -> str | None:
        """What the escape called `name` stands for; None where it has no meaning as plain text."""
        if name in _meanings(self):
            return _meanings(self)[name]
        if name[:1] == "X" and len(name) % 2 and HEX.fullmatch(name, 1):
            return bytes.fromhex(name[1:]).decode(codec, "replace")
        return None


@lru_cache(maxsize=16)
def _meanings(separators: Separators) -> dict[str, str]:
    named = {
        "F": separators.field,
        "S": separators.component,
        "T": separators.subcomponent,
        "R": separators.repetition,
        "E": separators.escape,
        "P": separators.truncation,
    }
    return {".br": "\n"} | {name: character for name, character in named.items() if character}


@lru_cache(maxsize=16)
def _letters(separators: Separators) -> dict[int, str]:
    """How each character that means something is written. Of two letters for one character, the first counts."""
    mark = separators.escape
    letters = {ord("\r"): f"{mark}X0D{mark}", ord("\n"): f"{mark}X0A{mark}"}
    for name, character in _meanings(separators).items():
        if name != ".br":
            letters.setdefault(ord(character), f"{mark}{name}{mark}")
    return letters
