from __future__ import annotations

from harness.report.decoded_xml import xml_lines

BUNDLE = b"""<Bundle xmlns="http://hl7.org/fhir"><!-- two --><entry><resource><Patient>
<name><family value="A"/></name><name><family value="B&amp;C"/></name>
<text><div xmlns="http://www.w3.org/1999/xhtml">Hello <b>you</b> there</div></text>
</Patient></resource></entry></Bundle>"""


def test_xml_is_indented_and_knows_its_places() -> None:
    line = next(each for each in xml_lines(BUNDLE) if "B&amp;C" in each.text)
    assert line.text == '          <family value="B&amp;C"/>'
    assert (line.place, line.near) == ("Bundle.entry.resource.name[1].family", "Patient.name[1].family")


def test_comments_namespaces_and_mixed_text_are_shown() -> None:
    text = "\n".join(line.text for line in xml_lines(BUNDLE))
    assert "<!-- two -->" in text
    assert '<div xmlns="http://www.w3.org/1999/xhtml">Hello\n' in text
    assert "<b>you</b>\n            there" in text


def test_a_namespaced_attribute_keeps_its_prefix() -> None:
    assert xml_lines(b'<a xmlns:x="urn:x" x:b="1"/>')[0].text == '<a xmlns:x="urn:x" x:b="1"/>'


def test_an_entity_is_not_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert "haha" not in "".join(line.text for line in xml_lines(bomb))


def test_no_file_is_fetched() -> None:
    thief = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
    assert "root" not in "".join(line.text for line in xml_lines(thief))


def test_what_is_not_xml_or_too_deep_has_no_lines() -> None:
    assert xml_lines(b"<a>") == ()
    assert xml_lines(b"<a>" * 250 + b"</a>" * 250) == ()
