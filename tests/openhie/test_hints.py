import pytest

from harness.openhie.hints import read

HINT = '["104-01"]\nexplanation = "a "\nlikely = "b"\nmend = "c"\n'


def read_text(tmp_path, *contents):
    files = [tmp_path / f"{number}.toml" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_text(content, encoding="utf-8")
    return read(files)


def test_a_hint_is_read_with_or_without_an_example(tmp_path):
    hints, mistakes = read_text(tmp_path, HINT, '["104-02"]\nexplanation="a"\nlikely="b"\nmend="c"\nexample="PUT"\n')
    assert mistakes == []
    assert (hints["104-01"].explanation, hints["104-01"].example, hints["104-02"].example) == ("a", "", "PUT")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('["104-01"]\nexplanation = "a"\nlikely = " "\n', "[104-01]: likely is missing or empty."),
        (HINT + 'cure = "d"\n', "[104-01]: there is no key 'cure'."),
        (HINT.replace('"c"', "3"), "[104-01]: expected a table of texts."),
        ('Z = "text"\n', "[Z]: expected a table of texts."),
        ("[104-01\n", "at line 1"),
    ],
)
def test_a_wrong_hint_is_told_with_its_place(tmp_path, content, said):
    assert said in " ".join(read_text(tmp_path, content)[1])


def test_two_hints_on_one_requirement_are_told(tmp_path):
    assert "[104-01]: has another hint already." in read_text(tmp_path, HINT, HINT)[1][0]


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "lost.toml" in read([tmp_path / "lost.toml"])[1][0]
