"""Defects of the HMIS: messages in ADX that it takes and should refuse, and answers that say the wrong thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from lxml import etree

from harness.messages import adx
from harness.messages.figures import Figure, Report
from harness.mocks.defects.registry import declare
from harness.mocks.health_management_information_system.intake import Form
from harness.mocks.health_management_information_system.outcome import Conflict, Outcome

declared = partial(declare, mock="health-management-information-system", where="HTTP status")


def _changed(pieces: Iterable[bytes], pattern: str, by: str) -> list[bytes]:
    return [re.sub(pattern, by, b"".join(pieces).decode("utf-8", "replace")).encode()]


@declared("hmis-answers-500", breaks=("53-01a",), text="Keeps a report in ADX, and then fails to write its answer.")
class AnswersFiveHundred:
    """Fails when all is done."""

    def status_of(self, outcome: Outcome, form: Form) -> int:
        """Always a failure in ADX."""
        right: int = super().status_of(outcome, form)  # type: ignore[misc]
        return 500 if (form, right) == ("adx", 200) else right


@declared(
    "hmis-hangs-up-on-adx",
    breaks=("53-12",),
    where="the answer's end",
    text="Closes the connection in the middle of its answer to a message in ADX.",
)
class HangsUpOnAdx:
    """Ends its answer too early."""

    def breaks_off(self, form: Form) -> bool:
        """In ADX."""
        return form == "adx"


@declared(
    "hmis-skips-groups-it-cannot-place",
    breaks=("53-02a", "53-02b"),
    text="Leaves out groups that have no facility or no period, and says that all went well.",
)
class SkipsGroups:
    """Leaves out what it does not understand."""

    def records(self, pieces: Iterable[bytes]) -> Iterator[adx.Record]:
        """Those of the groups that have both."""
        text = b"".join(pieces).decode("utf-8", "replace")
        for group in re.findall(r"<group.*?</group>", text, re.DOTALL):
            tag = group.partition(">")[0]
            if " orgUnit=" not in tag or " period=" not in tag:
                text = text.replace(group, "")
        if "<group" in text:
            yield from super().records([text.encode()])  # type: ignore[misc]


@declared(
    "hmis-skips-figures-it-cannot-name",
    breaks=("53-02c",),
    also=("53-09",),
    text="Leaves out numbers that have no data element, and keeps the rest of the report.",
)
class SkipsFigures:
    """Leaves out what it does not understand."""

    def records(self, pieces: Iterable[bytes]) -> Iterator[adx.Record]:
        """Those with a data element."""
        changed = _changed(pieces, r"<dataValue(?![^>]* dataElement=)[^>]*/>", "")
        yield from super().records(changed)  # type: ignore[misc]


@declared(
    "hmis-takes-words-for-zero",
    breaks=("53-03",),
    also=("53-09",),
    text="Turns whatever it cannot read as a number into 0.",
)
class TakesWordsForZero:
    """Reads numbers by a lenient function."""

    def records(self, pieces: Iterable[bytes]) -> Iterator[adx.Record]:
        """With a number in each place."""
        yield from super().records(_changed(pieces, r' value="[^"0-9]+"', ' value="0"'))  # type: ignore[misc]


@declared(
    "hmis-takes-unknown-dimensions",
    breaks=("53-04",),
    also=("53-09",),
    text="Keeps a figure whatever it is split by.",
)
class TakesUnknownDimensions:
    """Compares no dimension with its form."""

    def split_fault(self, figure: Figure, where: str) -> Conflict | None:
        """None."""
        del figure, where
        return None


@declared(
    "hmis-mends-broken-xml",
    breaks=("53-06",),
    also=("53-09",),
    text="Reads XML with a parser that mends what is broken, and keeps as much as it finds.",
)
class MendsBrokenXml:
    """Makes the best of half a message."""

    def records(self, pieces: Iterable[bytes]) -> Iterator[adx.Record]:
        """Those that are there."""
        root = etree.fromstring(b"".join(pieces), etree.XMLParser(recover=True, resolve_entities=False))
        yield from super().records([etree.tostring(root)])  # type: ignore[misc]


@declared(
    "hmis-reads-any-media-type",
    breaks=("53-07",),
    also=("53-09",),
    text="Never looks at Content-Type, and reads whatever comes as XML.",
)
class ReadsAnyMediaType:
    """Takes everything for ADX."""

    def takes_type(self, media_type: str) -> bool:
        """All."""
        del media_type
        return True


@declared(
    "hmis-ignores-namespaces",
    breaks=("53-13",),
    also=("53-09",),
    text="Reads XML by local names alone, whatever namespace they are in.",
)
class IgnoresNamespaces:
    """Takes any group for a group."""

    def records(self, pieces: Iterable[bytes]) -> Iterator[adx.Record]:
        """As if they were in the right one."""
        yield from super().records(_changed(pieces, r'xmlns="[^"]*"', f'xmlns="{adx.NAMESPACE}"'))  # type: ignore[misc]


@declared(
    "hmis-takes-figures-of-nowhere",
    breaks=("53-08a",),
    text="Keeps figures of facilities that nobody has told it of.",
)
class TakesFiguresOfNowhere:
    """Makes a new facility of each new code."""

    def fault(self, report: Report, figure: Figure, where: str) -> Conflict | None:
        """As for a facility that it knows."""
        known: Report = report.changed(org_unit=self.configuration.facilities[0])  # type: ignore[attr-defined]
        found: Conflict | None = super().fault(known, figure, where)  # type: ignore[misc]
        return found


@declared(
    "hmis-takes-unknown-data-elements",
    breaks=("53-08b",),
    also=("53-09",),
    text="Keeps numbers of whatever data element a message names.",
)
class TakesUnknownDataElements:
    """Makes a new data element of each new code."""

    def fault(self, report: Report, figure: Figure, where: str) -> Conflict | None:
        """None where only the data element is unknown."""
        found: Conflict | None = super().fault(report, figure, where)  # type: ignore[misc]
        return None if found and found.object == figure.data_element else found
