from __future__ import annotations

from markupsafe import Markup

from harness.language import speaking
from harness.report.glossary import linked, sections


def test_the_first_use_of_a_word_leads_to_what_it_means() -> None:
    page = linked(Markup("<p>Each exchange and all exchanges.</p>"), "../")
    assert page == '<p>Each <a class="term" href="../glossary.html#g-exchange">exchange</a> and all exchanges.</p>'


def test_links_headings_and_code_stay_as_they_are() -> None:
    page = Markup('<h2>Relay</h2><a href="x.html">relay</a><code>relay</code><dt>relay</dt>')
    assert linked(page, "") == page


def test_the_longer_of_two_words_is_the_one_that_is_meant() -> None:
    assert "#g-reference-mock" in linked(Markup("<p>reference mock</p>"), "")
    assert "<a" not in linked(Markup("<p>displays of a player</p>"), "")


def test_no_word_is_explained_twice() -> None:
    forms = [form.lower() for section in sections() for entry in section.entries for form in entry.forms]
    assert sorted(forms) == sorted(set(forms))


def test_another_language_has_its_own_words_and_the_same_places() -> None:
    page = Markup("<p>Une exigence.</p>")
    with speaking("fr"):
        assert linked(page, "") == '<p>Une <a class="term" href="glossary.html#g-requirement">exigence</a>.</p>'
        assert sections()[1].title == "Les mots du rapport"
