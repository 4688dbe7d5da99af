"""Faults of a terminology service where it shares value sets by SVS (ITI-48, ITI-60), and in its SOAP."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree
from typing_extensions import override

from harness.messages import soap
from harness.mocks.defects.registry import declare
from harness.mocks.soap_service import Said
from harness.mocks.terminology_service.sharing import Pairs, Shared, Unshared
from harness.mocks.terminology_service.sharing_xml import Listed
from harness.mocks.terminology_service.terminologist import Terminologist

defect = partial(declare, mock="terminology-service")


def concepts(answer: etree._Element) -> list[etree._Element]:
    """Every Concept of an answer."""
    return [one for one in answer.iter() if etree.QName(one).localname == "Concept"]


@defect(
    "shares-all-concepts-but-the-last",
    breaks=["48-01"],
    also=["48-07"],
    where="ConceptList",
    text="The last concept of every list is lost.",
)
class _SharesAllConceptsButTheLast(Terminologist):
    @override
    def lists(self, resource: dict[str, Any]) -> list[Listed]:
        return [replace(one, codes=one.codes[:-1]) for one in super().lists(resource)]


@defect(
    "refuses-without-a-warning",
    breaks=["48-02", "48-03", "60-03"],
    where="Warning",
    text="What is not shared is answered with 404, and nothing says why.",
)
class _RefusesWithoutAWarning(Terminologist):
    @override
    def warning(self, why: Unshared) -> tuple[int, str]:
        return super().warning(why)[0], ""


@defect(
    "shares-every-language",
    breaks=["48-04"],
    also=["48-05"],
    where="ConceptList/@xml:lang",
    text="Whatever language is asked for, all come.",
)
class _SharesEveryLanguage(Terminologist):
    @override
    def in_language(self, lists: list[Listed], language: str) -> list[Listed]:
        return lists


@defect(
    "takes-a-region-for-its-language",
    breaks=["48-05"],
    where="ConceptList/@xml:lang",
    text="Who asks for en-US is given en.",
)
class _TakesARegionForItsLanguage(Terminologist):
    @override
    def in_language(self, lists: list[Listed], language: str) -> list[Listed]:
        return super().in_language(lists, language.partition("-")[0])


@defect(
    "shares-its-own-language-alone",
    breaks=["48-06"],
    where="ConceptList/@xml:lang",
    text="Where no language is asked for, only that of the displays comes.",
)
class _SharesItsOwnLanguageAlone(Terminologist):
    @override
    def in_language(self, lists: list[Listed], language: str) -> list[Listed]:
        return super().in_language(lists, language) if language else [one for one in lists if one.own]


@defect(
    "answers-with-the-action-of-the-question",
    breaks=["48-07", "60-07"],
    where="Envelope.Header.Action",
    text="An answer in SOAP has the wsa:Action of its question.",
)
class _AnswersWithTheActionOfTheQuestion(Terminologist):
    @override
    def addressed(self, addressing: soap.Addressing) -> soap.Addressing:
        return replace(addressing, action=addressing.action.removesuffix("Response"))


@defect(
    "shares-concepts-without-display-name",
    breaks=["48-08", "60-08"],
    also=["48-04"],
    where="Concept",
    text="Concepts are shared by their codes alone.",
)
class _SharesConceptsWithoutDisplayName(Terminologist):
    @override
    def shared(self, answer: etree._Element) -> etree._Element:
        for one in concepts(answer):
            del one.attrib["displayName"]
        return super().shared(answer)


@defect(
    "faults-without-a-code",
    breaks=["48-09"],
    where="Envelope.Body.Fault.Code",
    text="A fault in SOAP has no code of its own: only the words tell what is wrong.",
)
class _FaultsWithoutACode(Terminologist):
    @override
    def fault(self, why: Unshared) -> soap.Fault:
        return replace(super().fault(why), subcode="")


@defect(
    "breaks-off-while-sharing",
    breaks=["48-20", "60-20"],
    where="the answer's end",
    text="A question of SVS over HTTP makes it die in the middle of its answer.",
)
class _BreaksOffWhileSharing(Terminologist):
    @override
    def is_whole(self, place: str) -> bool:
        return False


@defect(
    "looks-for-the-words-as-they-stand",
    breaks=["60-01"],
    also=["60-03"],
    where="DescribedValueSet",
    text="What …Contains parameters hold is looked for as it is written, and is no regular expression.",
)
class _LooksForTheWordsAsTheyStand(Terminologist):
    @override
    def pattern(self, expression: str) -> Any:
        return super().pattern(re.escape(expression))


@defect(
    "calls-nothing-that-fits-unknown",
    breaks=["60-02"],
    also=["60-05", "60-06", "60-07"],
    where="HTTP status",
    text="Where nothing fits, the answer is 404.",
)
class _CallsNothingThatFitsUnknown(Terminologist):
    @override
    def retrieved_several(self, asked: Pairs) -> etree._Element:
        answer = super().retrieved_several(asked)
        if not len(answer):
            raise Unshared(111, "NAV", "Unknown value set")
        return answer


@defect(
    "describes-everything-where-nothing-is-asked",
    breaks=["60-03"],
    where="HTTP status",
    text="A question without a parameter is answered with every value set.",
)
class _DescribesEverythingWhereNothingIsAsked(Terminologist):
    @override
    def tests(self, asked: Pairs) -> Iterator[tuple[str, Any]]:
        yield from super().tests(asked)
        if not asked:
            yield "Format", "CE-List"


@defect(
    "looks-for-no-definitions",
    breaks=["60-04"],
    where="DescribedValueSet",
    text="By DefinitionContains nothing is found.",
)
class _LooksForNoDefinitions(Terminologist):
    @override
    def passes(self, one: Shared, name: str, wanted: Any) -> bool:
        return name != "DefinitionContains" and super().passes(one, name, wanted)


@defect(
    "leaves-out-the-day-that-is-named",
    breaks=["60-05"],
    where="DescribedValueSet",
    text="What was revised on the very day that is named is not found.",
)
class _LeavesOutTheDayThatIsNamed(Terminologist):
    @override
    def passes(self, one: Shared, name: str, wanted: Any) -> bool:
        dated = name.startswith("Revision")
        return super().passes(one, name, wanted) and not (dated and one.resource["date"] == str(wanted))


@defect(
    "finds-what-fits-one-parameter",
    breaks=["60-06"],
    also=["60-05", "60-09"],
    where="DescribedValueSet",
    text="Of several parameters one that fits is enough.",
)
class _FindsWhatFitsOneParameter(Terminologist):
    @override
    def fits(self, one: Shared, tests: Iterable[tuple[str, Any]]) -> bool:
        return any(self.passes(one, name, wanted) for name, wanted in tests)


@defect(
    "knows-no-format",
    breaks=["60-09"],
    where="HTTP status",
    text="Format is a parameter that it does not know, even where it names the only one that there is.",
)
class _KnowsNoFormat(Terminologist):
    @override
    def tests(self, asked: Pairs) -> Iterator[tuple[str, Any]]:
        if any(name == "Format" for name, _ in asked):
            raise Unshared(111, "INV", "Invalid search parameters: Format")
        yield from super().tests(asked)


@defect(
    "sends-envelopes-as-plain-xml",
    breaks=["SOAP-01"],
    where="Content-Type",
    text="An answer in SOAP calls itself text/xml, as SOAP 1.1 did.",
)
class _SendsEnvelopesAsPlainXml(Terminologist):
    @override
    def in_soap(self, said: Said) -> Said:
        return replace(super().in_soap(said), content_type="text/xml; charset=UTF-8")


@defect(
    "answers-without-an-action",
    breaks=["SOAP-02"],
    also=["48-07", "60-07"],
    where="Envelope.Header.Action",
    text="An answer in SOAP has no wsa:Action.",
)
class _AnswersWithoutAnAction(Terminologist):
    @override
    def addressed(self, addressing: soap.Addressing) -> soap.Addressing:
        return replace(super().addressed(addressing), action="")


@defect(
    "relates-to-nothing",
    breaks=["SOAP-03"],
    where="Envelope.Header.RelatesTo",
    text="An answer in SOAP does not say which question it is of.",
)
class _RelatesToNothing(Terminologist):
    @override
    def addressed(self, addressing: soap.Addressing) -> soap.Addressing:
        return replace(super().addressed(addressing), relates_to="")
