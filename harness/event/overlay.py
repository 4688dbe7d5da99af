"""A country's rules laid over the catalogue: levels changed, requirements left out, its own added. Reads its files.

What the catalogue says elsewhere is kept beside (`Requirement.national`), so that whoever shows a requirement can tell
that it is not as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from harness.event.event import National
from harness.openhie.requirement import ANY, Change, Requirement
from harness.openhie.requirements import Catalogue

IDENTIFIER = "NATIONAL-ID-{}"
"""The id of the requirement that patients are known in a domain, by the place of that in ``national.identifiers``."""

_ASKED = "tell of each patient with an identifier of {}"


def catalogue(national: National | None, *files: Path | str) -> Catalogue:
    """The catalogue as it counts in a country: ours, the requirements of `files`, and `national` laid over both.

    Raises UsageError with every mistake in a file.
    """
    everywhere = Catalogue.load(*files)
    if national is None:
        return everywhere
    whole = Catalogue.load(*files, *national.requirements) if national.requirements else everywhere
    changed = (_changed(each, national, own=each.requirement not in everywhere) for each in whole)
    return Catalogue((*changed, *_identifiers(national)))


def _changed(each: Requirement, national: National, *, own: bool) -> Requirement:
    """One requirement as it is in the country."""
    made = Change(national.title, was=each.level, source=national.source)
    if each.requirement in national.left_out:
        return replace(each, national=replace(made, because=national.left_out[each.requirement], left_out=True))
    if each.requirement in national.levels:
        level, because = national.levels[each.requirement]
        return replace(each, level=level, national=replace(made, because=because))
    return replace(each, national=replace(made, was="")) if own else each


def _identifiers(national: National) -> Iterator[Requirement]:
    """One requirement for each domain that patients have to be known by."""
    for number, uri in enumerate(national.identifiers, 1):
        yield Requirement(
            IDENTIFIER.format(number),
            spec_id=national.title,
            level="SHALL",
            actor=ANY,
            ihe_actor="patient_identity_source",
            text=_ASKED.format(uri),
            source=national.source,
            family="national",
            national=Change(
                national.title, identifier=uri, source=national.source, numbers=national.numbers.get(uri, "")
            ),
        )
