"""What a registry has to be set up for, as far as its file does not say that it is. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator

from harness.doctor.symptom import Symptom
from harness.doctor.visit import Place

CHECK = "set-up"
REMEDY = (
    "A run says in full what each is, and asks once whether it is done; what needs one that is not is INCONCLUSIVE. "
    "What is done already stands in its table, and is not asked: prepared = {ids}"
)


def preparations(place: Place) -> Iterator[Symptom]:
    """What some scenarios in HL7 v2 need to have been configured: what its file says was, and what nobody says."""
    one = place.participant
    if missing := one.unprepared:
        names = "; ".join(f"{each.id} ({each.title})" for each in missing)
        ids = "[" + ", ".join(f'"{each.id}"' for each in missing) + "]"
        yield place.symptom(CHECK, "warn", f"Nobody says that it is set up for: {names}.", REMEDY.format(ids=ids))
    elif one.prepared:
        yield place.symptom(CHECK, "ok", f"Set up, as its file says: {', '.join(one.prepared)}.")
