from __future__ import annotations

from xml.etree import ElementTree

from harness.report.diagram import Arrow, Caption, Lifeline, Row, sequence

SIDES = [Lifeline("point of service", "Mlima EMR"), Lifeline("client registry", "Kijani MPI")]
SVG = "svg"


def drawn(*rows: Row, sides: list[Lifeline] = SIDES, described: str = "PUT: 201") -> ElementTree.Element:
    return ElementTree.fromstring(str(sequence(sides, rows, described=described)))


def lines(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in tree.iter("line") if each.get("class") == name]


def test_each_side_has_a_lifeline_with_its_player() -> None:
    tree = drawn(Arrow(0, 1, "PUT Patient"))
    assert [each.text for each in tree.iter("span")] == ["Mlima EMR", "Kijani MPI"]
    assert len(lines(tree, "life")) == 2


def test_an_answer_goes_back_the_other_way() -> None:
    tree = drawn(Arrow(0, 1, "PUT Patient"), Arrow(1, 0, "201 Created", "answer"))
    ask, answer = lines(tree, "ask")[0], lines(tree, "answer")[0]
    assert (ask.get("x1"), ask.get("x2")) == (answer.get("x2"), answer.get("x1"))


def test_a_failed_message_says_so_in_a_word_and_a_shape() -> None:
    tree = drawn(Arrow(1, 0, "200 OK", "answer", "FAIL"))
    assert len(lines(tree, "bad")) == 1
    assert [each.get("href") for each in tree.iter("use")] == ["#v-fail"]
    assert "FAIL" in "".join(tree.itertext())


def test_a_message_that_did_not_arrive_ends_on_the_way() -> None:
    tree = drawn(Arrow(0, 1, "PUT Patient", "none"))
    ends = [float(str(each.get("x2")).rstrip("%")) for each in (*lines(tree, "bad"), *lines(tree, "life"))]
    assert ends[0] < ends[2]


def test_a_sentence_of_the_play_stands_across() -> None:
    assert "when she asks" in " ".join("".join(drawn(Caption("when", "she asks")).itertext()).split())


def test_a_drawing_of_many_sides_may_be_scrolled_to() -> None:
    tree = drawn(Arrow(0, 2, "GET"), sides=[*SIDES, Lifeline("layer", "X")])
    assert next(tree.iter(SVG)).get("class") == "sequence crowded"


def test_a_drawing_is_described_in_words() -> None:
    assert next(drawn(described='a "b" <c>').iter(SVG)).get("aria-label") == 'a "b" <c>'


def test_nothing_on_the_wire_becomes_markup() -> None:
    tree = drawn(Arrow(0, 1, "</svg><script>alert(1)</script>", link='"><script>'))
    assert list(tree.iter("script")) == []


def test_a_play_with_one_side_can_be_drawn() -> None:
    assert len(lines(drawn(sides=SIDES[:1]), "life")) == 1


def test_names_that_take_more_lines_have_the_room_above_the_first_message() -> None:
    short, long = SIDES, [SIDES[0], Lifeline("registre des établissements", "simulateur de référence")]
    tops = [float(lines(drawn(Arrow(0, 1, "GET"), sides=each), "ask")[0].get("y1") or 0) for each in (short, long)]
    assert tops[1] - tops[0] == 34
