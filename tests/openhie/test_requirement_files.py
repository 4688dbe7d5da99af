import pytest

from harness.openhie.requirement_files import read

HEADER = "requirement,level,actor,text,ihe_actor,option\n"


def mistakes_in(tmp_path, content):
    file = tmp_path / "kenya.csv"
    file.write_text(content, encoding="utf-8")
    return [mistake.removeprefix(str(file)) for mistake in read(file)[2]]


def test_a_country_s_file_needs_four_columns_only(tmp_path):
    file = tmp_path / "kenya.csv"
    file.write_text('requirement,level,actor,text\nKE-1,SHALL,client_registry,"keep the ward, too"\n', encoding="utf-8")
    found, _, mistakes = read(file)
    assert mistakes == []
    assert (found[0].text, found[0].spec_id, found[0].family) == ("keep the ward, too", "KE-1", "kenya")


def test_a_file_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(tmp_path):
    assert mistakes_in(tmp_path, "\ufeff" + HEADER + "KE-1,SHALL,any,be there,,\n") == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("KE-1,MUST,any,be there,,", "level: There is no level 'MUST'. Valid: SHALL, SHOULD, MAY."),
        ("KE-1,shall,any,be there,,", "Did you mean 'SHALL'?"),
        ("KE-1,SHALL,client_regisrty,be there,,", "Did you mean 'client_registry'?"),
        ("KE-1,SHALL,patient_identity_source,be there,,", "the OpenHIE actor it lies in is point_of_service"),
        ("KE-1,SHALL,client_registry,be there,patient_identity_source,", "lies in point_of_service, not in client"),
        ("KE-1,SHALL,client_registry,be there,point_of_service,", "point_of_service is no actor of IHE"),
        ("KE-1,SHALL,any,be there,nobody,", "ihe_actor: There is no actor 'nobody'"),
        ("KE-1,SHALL,any,be there,,paging", "option: There is no option of a standard 'paging'"),
        ("KE-1,SHALL,any,,,", "text: is empty"),
        ("KE -1,SHALL,any,be there,,", "found 'KE -1'. The standard's own spelling belongs in spec_id"),
        ("KE-1,SHALL,any", "expected 6 cells, as in the first line, found 3"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_what_is_valid(tmp_path, row, said):
    mistakes = mistakes_in(tmp_path, HEADER + row + "\n")
    assert len(mistakes) == 1
    assert mistakes[0].startswith(":2: ")
    assert said in mistakes[0]


def test_every_mistake_is_told_at_once(tmp_path):
    mistakes = mistakes_in(tmp_path, HEADER + "KE-1,MUST,nobody,,,\n\nKE-2,SHALL,any,be there,,\nKE-2,MAY,any,go,,\n")
    assert [mistake.split(": ")[0] for mistake in mistakes] == [":2", ":2", ":2", ":5"]


def test_a_line_after_a_text_of_several_lines_is_counted_right(tmp_path):
    mistakes = mistakes_in(tmp_path, HEADER + 'KE-1,SHALL,any,"be\nthere",,\nKE-2,MUST,any,go,,\n')
    assert mistakes[0].startswith(":4: ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("requirement,levle,actor,text\n", "there is no column 'levle'. Did you mean 'level'?"),
        ("requirement,actor,text\n", "has to name the column level"),
        ("requirement,level,actor,text,text\n", "the column 'text' is there 2 times"),
        ("requirement;level;actor;text\n", "separated by commas, found semicolons"),
        ("", "has to name the columns requirement, level, actor, text"),
        (HEADER + '"KE-1,SHALL\n', "is not CSV"),
    ],
)
def test_a_wrong_header_or_form_is_told(tmp_path, content, said):
    assert said in " ".join(mistakes_in(tmp_path, content))


@pytest.mark.parametrize("content", [b"requirement\xff,level", None])
def test_a_file_that_is_no_text_or_not_there_is_told(tmp_path, content):
    file = tmp_path / "kenya.csv"
    if content:
        file.write_bytes(content)
    assert "kenya.csv: cannot be read as UTF-8 text" in read(file)[2][0]


def test_a_folder_in_place_of_a_file_is_told_in_words(tmp_path):
    assert read(tmp_path)[2] == [f"{tmp_path}: cannot be read as UTF-8 text: Is a directory."]
