"""The language that pages are written in: which there are, and what each says for a text. Knows no text itself.

English stands in code, templates and fixtures, and is the key to every other language: a translation is one of
exactly that text, so that it falls away by itself when the English says something else.
"""

from __future__ import annotations

from harness.language.speech import (
    ENGLISH,
    SPOKEN,
    counted,
    gettext,
    known,
    marked,
    ngettext,
    speaking,
    spoken,
    told,
    unless_told,
)

__all__ = [
    "ENGLISH",
    "SPOKEN",
    "counted",
    "gettext",
    "known",
    "marked",
    "ngettext",
    "speaking",
    "spoken",
    "told",
    "unless_told",
]
