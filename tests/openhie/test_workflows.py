import pytest

from harness.errors import UsageError
from harness.openhie.actors import ACTORS
from harness.openhie.requirements import Catalogue
from harness.openhie.workflows import WORKFLOWS, groups, workflow


def test_there_are_the_workflows_w_00_to_w_36_in_order():
    assert [each.id for each in WORKFLOWS] == [f"W-{number:02}" for number in range(37)]


def test_a_workflow_is_found_by_our_id_and_by_the_specifications():
    assert workflow("CRWF-1") is workflow("W-01")


def test_an_id_of_two_workflows_means_the_one_in_the_specification():
    assert workflow("SHRWF-1").id == "W-09"


def test_an_unknown_workflow_is_refused_with_what_was_meant():
    with pytest.raises(UsageError, match="Did you mean 'CRWF-1'"):
        workflow("CRWF1")


def test_every_actor_of_every_workflow_is_an_openhie_actor():
    assert {name for each in WORKFLOWS for name in each.actors} <= {each.name for each in ACTORS}


def test_every_spec_id_is_a_requirement_of_the_catalogue():
    catalogue = Catalogue.load()
    assert [name for each in WORKFLOWS for name in each.spec_ids if name not in catalogue] == []


def test_the_four_patient_identity_workflows_lie_in_one_group():
    ids = [each.id for each in WORKFLOWS if each.group == "patient_identity_management"]
    assert ids == ["W-01", "W-02", "W-03", "W-04"]


def test_groups_keep_the_order_of_the_specification():
    assert groups()[:3] == ("message_security", "patient_identity_management", "care_services_discovery")


def test_a_workflow_links_to_its_page_where_it_has_one():
    assert workflow("W-07").source.endswith("/introduction/care-services-discovery/search-care-services-workflow")
    assert workflow("W-00").source == ""
