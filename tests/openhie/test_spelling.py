from harness.openhie.spelling import did_you_mean, unknown


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
    known = [f"R-{number}" for number in range(200)]
    text = str(unknown("requirement", "R-7", known, listed_by="harness catalogue"))
    assert "200 are valid, as R-7," in text
    assert (len(text) < 200, text.endswith(" All of them: harness catalogue")) == (True, True)
