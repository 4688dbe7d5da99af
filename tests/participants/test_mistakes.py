"""Each mistake in a file of participants has its line, what was found and what would be valid.

The files in `mistaken` say after ``#!`` how the mistake of that line begins; what says nothing has none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.participants import load

FILES = sorted((Path(__file__).parent / "mistaken").glob("*.toml"))


def told(file: Path) -> list[tuple[int, str]]:
    with pytest.raises(UsageError) as caught:
        load(file)
    parts = [each.removeprefix(f"{file}:").partition(": ") for each in caught.value.mistakes]
    return [(int(line), sentence) for line, _, sentence in parts]


def expected(file: Path) -> list[tuple[int, str]]:
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    return [(number, begins.strip()) for number, line in lines for begins in line.split("#!")[1:]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_is_told_at_once_at_its_line(file: Path) -> None:
    wanted = expected(file)
    found = [(line, said[: len(begins)]) for (line, said), (_, begins) in zip(told(file), wanted, strict=True)]
    assert found == wanted


def test_a_mistake_about_credentials_never_repeats_them() -> None:
    said = told(Path(__file__).parent / "mistaken" / "credentials.toml")
    assert "opensesame" not in str(said)


@pytest.mark.parametrize("content", [b"", b"two\nlines", b"\xff\xfe\xfa"])
def test_a_file_that_holds_no_secret_is_a_mistake(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "token").write_bytes(content)
    authentication = 'authentication = { kind = "bearer", token = { file = "token" } }'
    file = tmp_path / "event.toml"
    file.write_text(f'[[participants]]\nname = "A"\nactors = ["verifier"]\n{authentication}\n')
    ((line, said),) = told(file)
    assert (line, said[:28]) == (4, "A, authentication.token: the")
