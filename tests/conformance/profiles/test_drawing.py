"""The tree of a snapshot."""

from __future__ import annotations

from typing import Any

from harness.conformance.profiles.drawing import DEEPEST, Drawn, draw


def drawn(*elements: tuple[str, str]) -> Drawn:
    """The tree of elements given by path and slice name."""
    rows: list[dict[str, Any]] = [{"path": path, **({"sliceName": name} if name else {})} for path, name in elements]
    found = draw({"snapshot": {"element": rows}})
    assert found
    return found


def test_children_hang_under_the_slice_they_follow() -> None:
    root = drawn(("A", ""), ("A.b", ""), ("A.b.c", ""), ("A.b", "one"), ("A.b.d", ""), ("A.e", ""))

    assert set(root.children) == {"b", "e"}
    assert set(root.children["b"].children) == {"c"}
    assert set(root.children["b"].slices["one"].children) == {"d"}


def test_a_reslice_is_a_slice_of_its_slice() -> None:
    root = drawn(("A", ""), ("A.b", ""), ("A.b", "one"), ("A.b", "one/two"), ("A.b", "one/two/three"))

    assert set(root.children["b"].slices) == {"one"}
    assert set(root.children["b"].slices["one"].slices["one/two"].slices) == {"one/two/three"}


def test_a_slice_of_nothing_gets_something_to_slice() -> None:
    assert set(drawn(("A", ""), ("A.b", "one")).children["b"].slices) == {"one"}


def test_what_hangs_in_the_air_or_is_too_deep_is_left_out() -> None:
    assert drawn(("A", ""), ("A.b.c", ""), ("B.d", "")).children == {}
    deep = [".".join(["A"] * count) for count in range(1, 4 * DEEPEST)]
    node, depth = drawn(*((path, "") for path in deep)), 0
    while node.children:
        node, depth = node.children["A"], depth + 1
    assert depth == DEEPEST


def test_without_a_snapshot_there_is_no_tree() -> None:
    assert draw({}) is None
