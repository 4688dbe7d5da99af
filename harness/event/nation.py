"""Whether what a country asks for can be read, and is there: its files, and the requirements that it speaks of.

Takes a table that may be wrong elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.errors import UsageError
from harness.openhie import requirement_files
from harness.openhie.requirements import Catalogue
from harness.participants.mistakes import Mistake
from harness.participants.raw import Raw, table, text, texts

OUTER = "national"


def own_requirements(national: Raw, folder: Path) -> list[str]:
    """The ids of a country's own requirements, as far as its files can be read: a workflow of its own is one."""
    files = [folder / name for name in texts(national, "requirements") if (folder / name).is_file()]
    return [one.requirement for file in files for one in requirement_files.read(file)[0]]


def national_mistakes(national: Raw, folder: Path) -> Iterator[Mistake]:
    """Files that are missing or have mistakes, requirements that nobody knows, levels that stay as they are."""
    if not national:
        return
    yield from _absent(national, folder)
    for uri in table(national.get("numbers")):
        if uri not in texts(national, "identifiers"):
            said = "nobody is asked for such numbers; name it among the identifiers"
            yield Mistake((OUTER, "numbers", uri), said)
    files = [folder / name for name in texts(national, "requirements")]
    try:
        catalogue = Catalogue.load(*(file for file in files if file.is_file()))
    except UsageError as wrong:
        yield from (Mistake((OUTER, "requirements"), mistake) for mistake in wrong.mistakes)
        return
    yield from _levels(national, catalogue)


def _absent(national: Raw, folder: Path) -> Iterator[Mistake]:
    for key, kind in (("requirements", "file"), ("scenarios", "folder"), ("packages", "file or folder")):
        for index, name in enumerate(texts(national, key)):
            place = folder / name
            there = place.is_dir() if kind == "folder" else place.is_file() or (key == "packages" and place.exists())
            if name and not there and not (key == "packages" and "#" in name):
                said = f"found no {kind} {name}; the path is read from the folder of this file"
                yield Mistake((OUTER, key, index), said)


def _levels(national: Raw, catalogue: Catalogue) -> Iterator[Mistake]:
    left_out = table(national.get("left_out"))
    for key in ("levels", "left_out"):
        for name in table(national.get(key)):
            try:
                catalogue.requirement(name)
            except UsageError as unknown:
                yield Mistake((OUTER, key, name), str(unknown))
    for name, change in table(national.get("levels")).items():
        level = text(change, "level")
        if name in catalogue and catalogue.requirement(name).level == level:
            yield Mistake((OUTER, "levels", name, "level"), f"it is {level} already, everywhere; take this line out")
        if name in left_out:
            yield Mistake((OUTER, "levels", name), "it is left out besides ([national.left_out]); keep one of the two")
