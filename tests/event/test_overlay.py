"""A country's rules are laid over the catalogue, and what the catalogue says elsewhere is kept beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import event
from harness.event import National
from harness.openhie.requirement import Change
from harness.openhie.requirements import Catalogue

OWN = "requirement,level,actor,text\nKE-1,SHALL,client_registry,keep its records in the country\n"


@pytest.fixture
def kenya(tmp_path: Path) -> Catalogue:
    """The catalogue as it counts in a country that changes, leaves out, adds and asks for identifiers."""
    file = tmp_path / "kenya.csv"
    file.write_text(OWN)
    rules = National(
        title="Kenya",
        requirements=(str(file),),
        identifiers=("urn:oid:2.16.404.1",),
        levels={"104-02": ("SHOULD", "not before 2028"), "78-11": ("SHALL", "others search too")},
        left_out={"104-01": "another office does it"},
    )
    return event.catalogue(rules)


@pytest.mark.parametrize(("identifier", "level", "was"), [("104-02", "SHOULD", "SHALL"), ("78-11", "SHALL", "SHOULD")])
def test_a_level_is_changed_and_the_old_one_kept(kenya: Catalogue, identifier: str, level: str, was: str) -> None:
    changed = kenya.requirement(identifier)
    assert (changed.level, changed.level_elsewhere) == (level, was)


def test_what_is_left_out_stays_in_the_catalogue_with_the_reason(kenya: Catalogue) -> None:
    change = Change("Kenya", was="SHALL", because="another office does it", left_out=True)
    assert kenya.requirement("104-01").national == change
    assert kenya.counting(("104-01", "104-02", "unknown")) == ("104-02", "unknown")


def test_a_requirement_of_its_own_is_marked_as_that(kenya: Catalogue) -> None:
    assert kenya.requirement("KE-1").national == Change("Kenya")


def test_each_identifier_domain_is_a_requirement(kenya: Catalogue) -> None:
    assert kenya.identifiers == {"NATIONAL-ID-1": "urn:oid:2.16.404.1"}
    assert kenya.requirement("NATIONAL-ID-1").sentence == (
        "Every patient identity source SHALL tell of each patient with an identifier of urn:oid:2.16.404.1."
    )


def test_everything_else_is_as_everywhere(kenya: Catalogue) -> None:
    changed = {one.requirement for one in kenya if one.national}
    assert changed == {"104-01", "104-02", "78-11", "KE-1", "NATIONAL-ID-1"}
    assert not any(one.national for one in event.catalogue(None))
