"""``harness mock NAME --exercise SEED --reveal``: what the faults of an exercise were, in the language in use.

Knows requirements, hints and defects; draws and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.language import gettext as _
from harness.mocks.defects import Defect
from harness.openhie.requirements import Catalogue
from harness.report.html_site import subject

INDENT = 12


def revealed(defects: Sequence[Defect]) -> str:
    """What each of `defects` is, what it breaks, where that shows, and how it would be mended; a paragraph each."""
    catalogue = Catalogue.load()
    return "\n\n".join("\n".join(_told(each, catalogue)) for each in defects)


def _told(defect: Defect, catalogue: Catalogue) -> Iterator[str]:
    yield f"{defect.name}: {_(defect.sentence)}"
    for name in defect.breaks:
        broken = catalogue.requirement(name)
        who = subject(broken.actor)
        yield _line(_("breaks"), f"{name}: {who[:1].upper()}{who[1:]} {_(broken.level)} {_(broken.text)}.")
        yield _line("", broken.source)
        if broken.hint:
            yield _line(_("mend"), _(broken.hint.mend))
    yield _line(_("shows"), defect.where)
    if defect.also:
        yield _line(_("with it"), ", ".join(defect.also))


def _line(word: str, text: str) -> str:
    return f"  {word:<{INDENT}}{text}"
