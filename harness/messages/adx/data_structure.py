"""What a report may hold, from an SDMX data structure definition (SDMX-ML 2.1): codes, dimensions, splits.

Knows one definition; what is reported by it is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.adx.prolog import Prolog
from harness.messages.xml_bounds import refuse_beyond_bounds

_SDMX = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
_NAMES = {"mes": f"{_SDMX}message", "str": f"{_SDMX}structure", "com": f"{_SDMX}common"}
SPLIT_BY = "disaggregation"
"""The type of the annotation by which a data element names its dimensions."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """An attribute of ADX and its `codes`, each with its name; an `outer` one stands at the group. Free where empty."""

    id: str
    codes: Mapping[str, str]
    outer: bool = False


@dataclass(frozen=True, eq=False)
class DataStructure:
    """A form: its `dimensions` in their order, and by which of them each data element is split (`disaggregations`)."""

    id: str
    title: str
    agency: str
    dimensions: tuple[Dimension, ...]
    disaggregations: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_name(self) -> Mapping[str, Dimension]:
        """The dimensions by their id."""
        return {one.id: one for one in self.dimensions}

    def codes(self, dimension: str) -> Mapping[str, str]:
        """The codes of a dimension with their names, none where there is no such dimension."""
        known = self.by_name.get(dimension)
        return known.codes if known else {}

    def splits(self, data_element: str) -> Iterator[tuple[tuple[str, str], ...]]:
        """Every combination of codes that a data element is reported by, one empty one where it is not split."""
        found: list[tuple[tuple[str, str], ...]] = [()]
        for name in self.disaggregations.get(data_element, ()):
            found = [(*one, (name, code)) for one in found for code in self.codes(name)]
        yield from found


def read_structure(body: bytes) -> DataStructure:
    """The first data structure definition in an SDMX structure message. Raises MalformedMessage."""
    prolog = Prolog()
    text = prolog.feed(body) + prolog.feed(b"", last=True)
    refuse_beyond_bounds(text)
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        raise MalformedMessage(
            f"line {error.position[0]}", expected="well-formed XML", found=f"a fault: {error.msg}"
        ) from None
    structure = next(iter(_found(root, ".//str:DataStructure")), None)
    if structure is None:
        raise MalformedMessage("line 1", expected="an SDMX structure message with a DataStructure", found=root.tag)
    lists = {one.get("id", ""): one for one in _found(root, ".//str:Codelist")}
    outer = {one.get("id") for one in _found(structure, ".//str:Group//str:DimensionReference/Ref")}
    return DataStructure(
        id=structure.get("id", ""),
        title=_name(structure),
        agency=structure.get("agencyID", ""),
        dimensions=tuple(_dimension(one, lists, outer) for one in _found(structure, ".//str:DimensionList/*")),
        disaggregations={
            code.get("id", ""): tuple((note.text or "").split())
            for code in _found(root, ".//str:Code")
            for note in _found(code, f".//com:Annotation[com:AnnotationType='{SPLIT_BY}']/com:AnnotationTitle")
        },
    )


def _dimension(node: etree._Element, lists: Mapping[str, etree._Element], outer: set[str | None]) -> Dimension:
    named = next((one.get("id", "") for one in _found(node, "str:LocalRepresentation/str:Enumeration/Ref")), "")
    if named and named not in lists:
        raise MalformedMessage(f"line {node.sourceline}", expected=f"a Codelist {named}", found="none")
    codes = {one.get("id", ""): _name(one) for one in _found(lists[named], "str:Code")} if named else {}
    return Dimension(node.get("id", ""), codes, node.get("id") in outer)


def _name(node: etree._Element) -> str:
    return next((one.text or "" for one in _found(node, "com:Name")), "")


def _found(node: etree._Element, path: str) -> list[etree._Element]:
    return node.xpath(path, namespaces=_NAMES)  # type: ignore[return-value]
