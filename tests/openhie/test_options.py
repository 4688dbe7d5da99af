import pytest

from harness.errors import UsageError
from harness.openhie.options import OPTIONS, option
from harness.openhie.requirements import Catalogue


def test_an_option_tells_its_transactions():
    assert option("remove-patient").transactions == ("ITI-104",)


def test_what_is_no_option_cannot_be_declared_away():
    with pytest.raises(UsageError, match="no option of a standard 'paging'") as refused:
        option("paging")
    assert "remove-patient, match-operation, patient-identity-management" in str(refused.value)


def test_a_misspelt_option_is_refused_with_what_was_meant():
    with pytest.raises(UsageError, match="Did you mean 'match-operation'"):
        option("match-operations")


@pytest.mark.parametrize("known", OPTIONS, ids=lambda each: each.id)
def test_an_option_and_the_catalogue_agree_on_what_falls_away(known):
    assert known.requirements == tuple(each.requirement for each in Catalogue.load().of_option(known.id))
