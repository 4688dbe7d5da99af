from __future__ import annotations

import pytest

from harness.errors import UsageError
from harness.language import ENGLISH, gettext, known, marked, ngettext, speaking, spoken, told


def test_english_is_spoken_where_nothing_is_said() -> None:
    assert (spoken(), gettext("client registry"), told("client registry")) == (ENGLISH, *["client registry"] * 2)


def test_another_language_is_spoken_for_as_long_as_it_lasts() -> None:
    with speaking("fr"):
        assert (spoken(), gettext("client registry")) == ("fr", "registre des clients")
    assert spoken() == ENGLISH


def test_what_nobody_translated_stays_english_and_is_known_to_be() -> None:
    with speaking("fr"):
        assert (gettext("create her the first time"), told("create her the first time")) == (
            "create her the first time",
            None,
        )


def test_one_language_counts_nothing_as_one_and_another_as_many() -> None:
    words = ("%(count)s record", "%(count)s records")
    assert ngettext(*words, 0) == "%(count)s records"
    with speaking("fr"):
        assert ngettext(*words, 0) == "%(count)s enregistrement"


def test_no_text_has_no_translation() -> None:
    with speaking("fr"):
        assert (gettext(""), told("")) == ("", "")


def test_a_language_that_is_not_here_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"--language xx: .* there are en, fr"), speaking("xx"):
        pass


def test_a_mark_changes_nothing() -> None:
    assert marked("PASS") == "PASS"
    assert known()[0] == ENGLISH
