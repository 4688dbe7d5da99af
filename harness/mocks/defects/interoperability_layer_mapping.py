"""Defects of the interoperability layer where it maps the codes of reports (W-21)."""

from __future__ import annotations

from functools import partial

from lxml import etree

from harness.mocks.defects.registry import declare
from harness.mocks.interoperability_layer.codes import Codes

declared = partial(declare, mock="interoperability-layer")


class _LeavesCodes:
    """Leaves codes of some kinds as they are."""

    kinds: tuple[str, ...] = ()

    def counterpart(self, codes: Codes, kind: str, code: str) -> str | None:
        """The same code, for those kinds."""
        found: str | None = super().counterpart(codes, kind, code)  # type: ignore[misc]
        return code if kind in self.kinds else found


@declared(
    "layer-leaves-facilities",
    breaks=("IOLM-1",),
    where="group/@orgUnit",
    text="Maps what was counted, and leaves the facility under the sender's code.",
)
class LeavesFacilities(_LeavesCodes):
    """Knows no facilities."""

    kinds = ("orgUnit",)


@declared(
    "layer-leaves-disaggregations",
    breaks=("IOLM-2",),
    where="the split of MAL01-1",
    text="Maps data elements, and leaves the codes that they are split by.",
)
class LeavesDisaggregations(_LeavesCodes):
    """Knows no dimensions."""

    kinds = ("age", "gender", "outcome")


@declared(
    "layer-makes-whole-numbers",
    breaks=("IOLM-3",),
    where="dataValue[1]/@value",
    text="Reads numbers as integers on the way, and cuts off what comes after the point.",
)
class MakesWholeNumbers:
    """Has a mapping of integers."""

    def onward_number(self, number: str) -> str:
        """Without what comes after the point."""
        return number.partition(".")[0]


@declared(
    "layer-loses-the-first-figure",
    breaks=("IOLM-3",),
    also=("IOLM-2",),
    where="dataValue",
    text="Begins its list of figures one too late.",
)
class LosesTheFirstFigure:
    """Counts from 1."""

    def onward_values(self, values: list[etree._Element]) -> list[etree._Element]:
        """Without the first."""
        parent = values[0].getparent()
        if parent is not None:
            parent.remove(values[0])
        return values[1:]


@declared(
    "layer-passes-on-what-it-cannot-map",
    breaks=("IOLM-4",),
    also=("IOLM-5",),
    where="the way onward",
    text="Passes a report on as it came where it has a code that has no counterpart.",
)
class PassesOnWhatItCannotMap:
    """Leaves the trouble to the receiver."""

    def passes_on_unmapped(self) -> bool:
        """It does."""
        return True


@declared(
    "layer-thanks-for-what-it-cannot-map",
    breaks=("IOLM-5",),
    where="HTTP status",
    text="Puts a report aside that it cannot map, and tells the sender that it was accepted.",
)
class ThanksForWhatItCannotMap:
    """Leaves the trouble to whoever reads its log."""

    def unmapped_status(self) -> str:
        """As if it had passed it on."""
        return "202 Accepted"
