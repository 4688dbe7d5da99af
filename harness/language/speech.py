"""What is spoken now, and its words for an English text. Knows catalogues (GNU gettext), not where texts are shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from harness import folders
from harness.errors import UsageError

ENGLISH = "en"
SPOKEN = "HARNESS_SPOKEN"
"""The variable of the environment by which a process that plays tells those of its own what is spoken."""
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def known() -> tuple[str, ...]:
    """The languages there are: English, and those with a folder in fixtures/locale."""
    there = (folders.fixtures() / "locale").iterdir()
    return (ENGLISH, *sorted(each.name for each in there if each.is_dir()))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """While it lasts, texts are those of `language` ("" for English). A UsageError where there is no such one."""
    if language not in ("", ENGLISH) and language not in known():
        raise UsageError(f"--language {language}: there is no such language here; there are {', '.join(known())}.")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def unless_told(language: str) -> AbstractContextManager[None]:
    """As `speaking`, where nobody asked for another language, English or not."""
    return speaking(_spoken.get() or language)


def spoken() -> str:
    """The language in use, as in ``<html lang>``."""
    return _spoken.get() or ENGLISH


def gettext(text: str) -> str:
    """`text` in the language in use; as it is where nobody translated it."""
    return _words(spoken()).gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many` for `count` things, in the language in use and by its own rule of what is plural."""
    return _words(spoken()).ngettext(one, many, count)


def marked(text: str) -> str:
    """`text` itself: this only marks for translators what is asked of `gettext` later, by its value."""
    return text


def counted(one: str, many: str) -> tuple[str, str]:
    """Both texts themselves: this only marks for translators what is asked of `ngettext` later, by its value."""
    return one, many


def told(text: str) -> str | None:
    """`text` in the language in use, None where nobody translated it: then it has to be said that it is English."""
    words = _words(spoken())
    if not text or not isinstance(words, GNUTranslations):
        return text
    found = words.gettext(text)
    return None if found is text else found


@cache
def _words(language: str) -> NullTranslations:
    """Everything that `language` has a word for: all catalogues in its folder as one."""
    if language == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    first: GNUTranslations | None = None
    for file in sorted((folders.fixtures() / "locale" / language).rglob("*.po")):
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(file.read_bytes()), locale=language))
        compiled.seek(0)
        words = GNUTranslations(compiled)
        if first is None:
            first = words
        else:
            first.add_fallback(words)
    return first or NullTranslations()
