"""An option that names somebody is never everybody because a variable of a shell was not set."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.commands.conftest import Ran

COMMANDS = (
    ("report", "somewhere"),
    ("export", "somewhere", "--format", "csv"),
    ("event", "report", "event.toml"),
    ("run",),
)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("name", ["", " "])
def test_nobody_s_name_is_refused(harness: Callable[..., Ran], words: tuple[str, ...], name: str) -> None:
    done = harness(*words, "--only", name)
    assert (done.code, "expected a name, found nothing" in done.err) == (2, True)
