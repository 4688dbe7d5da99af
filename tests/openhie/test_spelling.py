import pytest

from harness.openhie.spelling import did_you_mean, numbered, unknown


def test_a_slip_of_the_pen_is_recognised_in_any_case():
    assert did_you_mean("crwf1", ["CRWF-1", "TSF-10"]) == " Did you mean 'CRWF-1'?"


def test_nothing_is_suggested_for_what_resembles_nothing():
    assert did_you_mean("zebra", ["CRWF-1", "TSF-10"]) == ""


def test_an_unknown_name_is_told_with_everything_that_is_valid():
    error = unknown("level", "MUST", ["SHALL", "SHOULD", "MAY"])
    assert str(error) == "There is no level 'MUST'. Valid: SHALL, SHOULD, MAY."


def test_what_is_known_to_be_meant_is_suggested_before_what_looks_alike():
    assert "Did you mean 'client_registry'?" in str(unknown("actor", "CR", ["cra"], meant="client_registry"))


def test_a_list_too_long_to_read_is_cut_to_what_looks_alike():
    known = [f"R-{number}-of-all" for number in range(200)]
    text = str(unknown("requirement", "R-7-of-al", known, listed_by="harness catalogue"))
    assert "200 are valid, as R-7-of-all," in text
    assert (len(text) < 200, text.endswith(" All of them: harness catalogue")) == (True, True)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CRWF-99", " Of CRWF there are CRWF-1 to CRWF-12."),
        ("crwf-01", " Did you mean 'CRWF-1'?"),
        ("CRWF", " Of CRWF there are CRWF-1 to CRWF-12."),
        ("78-9", " Did you mean '78-09a' or '78-09b'?"),
        ("78-9999", " Of 78 there are 78-09a to 78-09b."),
        ("Z-2", " Of Z there is Z-01 alone."),
        ("W-1", ""),
        ("zebra", ""),
    ],
)
def test_another_number_of_a_series_is_answered_by_its_ends(name, told):
    assert numbered(name, ["CRWF-12", "CRWF-2", "CRWF-1", "78-09b", "78-09a", "Z-01", "zero"]) == told


def test_what_resembles_nothing_is_answered_by_the_command_that_lists_all():
    text = str(unknown("workflow", "xyz", [f"CRWF-{number}" for number in range(200)], listed_by="harness catalogue"))
    assert text == "There is no workflow 'xyz'. 200 are valid. All of them: harness catalogue"
