"""Names that people write for one another: the same sound, a short form. Pure; knows Latin letters, no languages."""

from __future__ import annotations

import re
from functools import lru_cache

from harness.mocks.search.values import folded

SHORTEST = 3
"""Letters of a short form: Jen for Jennifer, and not J."""

_SILENT = (("^kn", "n"), ("^gn", "n"), ("^wr", "r"), ("^ps", "s"), ("^x", "s"), ("mb$", "m"))
_SOUNDS = (
    ("ph", "f"),
    ("sch|sh|tch|ch", "x"),
    ("ck|qu|q", "k"),
    ("x", "ks"),
    ("c(?=[eiy])", "s"),
    ("c", "k"),
    ("g(?=[eiy])", "j"),
    ("gh|h", ""),
    ("z", "s"),
    ("v", "f"),
    ("d", "t"),
    ("g", "k"),
)
_TOGETHER = ("ckqg", "fvp", "szcxp", "jgy", "dt", "kgn", "wr", "aeiouyh")
"""First letters that may stand for one sound."""


@lru_cache(maxsize=8192)
def sound(name: str) -> str:
    """What `name` sounds like: its consonants, those of one sound written alike; equal for names that sound alike."""
    text = folded(name).replace(" ", "")
    text = re.sub(r"([^\W\d_])\1+", r"\1", text)
    for pattern, instead in (*_SILENT, *_SOUNDS):
        text = re.sub(pattern, instead, text)
    first, rest = ("a" if text[:1] in tuple("aeiouy") else text[:1]), text[1:]
    return re.sub(r"(.)\1+", r"\1", first + re.sub("[aeiouyw]", "", rest))


def is_similar(one: str, other: str) -> bool:
    """Whether two names could be one, written by two people."""
    one, other = folded(one), folded(other)
    short, long = sorted((one, other), key=len)
    return one == other or sound(one) == sound(other) or (len(short) >= SHORTEST and long.startswith(short))


def beginnings(name: str) -> tuple[str, ...]:
    """The first letters that a similar name can have."""
    first = folded(name)[:1]
    together = {letter for group in _TOGETHER if first in group for letter in group} if first else set()
    return tuple(sorted({first, *together}))
