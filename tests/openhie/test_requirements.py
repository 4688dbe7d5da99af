import pytest

from harness.errors import UsageError
from harness.openhie.requirements import Catalogue

HEADER = "requirement,level,actor,text\n"
HINT = '[KE-1]\nexplanation = "a"\nlikely = "b"\nmend = "c"\n'


@pytest.fixture
def kenya(tmp_path):
    file = tmp_path / "kenya.csv"
    file.write_text(HEADER + "KE-1,SHALL,client_registry,keep the ward\n", encoding="utf-8")
    return file


def test_a_country_s_requirements_come_after_the_harness_s_own(kenya):
    own, with_kenya = list(Catalogue.load()), list(Catalogue.load(kenya))
    assert with_kenya[:-1] == own
    assert with_kenya[-1].sentence == "The client registry SHALL keep the ward."


def test_a_country_cannot_take_an_id_that_is_used(kenya):
    kenya.write_text(HEADER + "CRWF-1,MAY,client_registry,rest\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"kenya\.csv:2: CRWF-1 is already described at .*openhie\.csv:2"):
        Catalogue.load(kenya)


def test_the_mistakes_of_all_files_are_told_at_once(kenya, tmp_path):
    kenya.write_text(HEADER + "KE-1,MUST,any,go\nKE-2,SHALL,any,\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        Catalogue.load(kenya, tmp_path / "lost.csv")
    assert len(refused.value.mistakes) == 3


def test_a_hint_is_found_at_its_requirement(kenya, tmp_path):
    (tmp_path / "kenya.toml").write_text(HINT, encoding="utf-8")
    hint = Catalogue.read([kenya], [tmp_path / "kenya.toml"]).requirement("KE-1").hint
    assert hint is not None
    assert hint.mend == "c"


def test_a_hint_on_no_requirement_is_told(kenya, tmp_path):
    (tmp_path / "kenya.toml").write_text(HINT.replace("KE-1", "KE-9"), encoding="utf-8")
    with pytest.raises(UsageError, match="A hint is given for KE-9, which no file describes"):
        Catalogue.read([kenya], [tmp_path / "kenya.toml"])


def test_an_unknown_requirement_is_refused_with_what_was_meant():
    with pytest.raises(UsageError, match="Did you mean 'CRWF-1'"):
        Catalogue.load().requirement("CRWF1")


def test_the_specification_s_own_spelling_is_recognised_and_corrected():
    with pytest.raises(UsageError, match="Did you mean 'HWRF-9'"):
        Catalogue.load().requirement("HWFR - 9")


def test_a_catalogue_knows_what_is_in_it():
    catalogue = Catalogue.load()
    assert "104-01" in catalogue
    assert catalogue.requirement("104-01").transaction == "ITI-104"
    assert "104-99" not in catalogue
