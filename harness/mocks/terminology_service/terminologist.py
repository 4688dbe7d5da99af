"""A terminology service without its door: all it does, method by method. A defect overrides one of them.

Reading order: `RestService` (any FHIR server), `Terminologist` (the operations of ITI-97, 98, 99 and 101), and the
engine that answers: `harness.conformance.terminology.operations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from harness.conformance.looking import text
from harness.conformance.packages.definitions import definitions
from harness.conformance.terminology.operations import expanding, looking_up, problems, translating, validating
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.library import Core, Library
from harness.conformance.terminology.operations.pins import pins
from harness.conformance.terminology.operations.selection import found_value_set
from harness.messages.fhir import Resource
from harness.mocks.loading import load
from harness.mocks.rest.declaration import Declaration, offered
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store
from harness.mocks.terminology_service.capabilities import DECLARED, STATEMENTS, terminology_capabilities
from harness.mocks.terminology_service.configuration import Settings
from harness.mocks.terminology_service.holdings import Holdings
from harness.mocks.terminology_service.questions import asked_by, refusal_of_svcm
from harness.mocks.terminology_service.sharing import Sharing

_DEFINED = "http://hl7.org/fhir/OperationDefinition"
_BOTH = ("GET", "POST")
_AT = ("CodeSystem/$lookup", "CodeSystem/$validate-code", "CodeSystem/$subsumes", "ValueSet/$expand",
       "ValueSet/$validate-code", "ConceptMap/$translate")  # fmt: skip
_READING = frozenset({"read", "vread", "search", "history", "history-type", "capabilities"})


class Terminologist(Sharing, RestService):
    """A Terminology Repository. `data` is the file to keep its resources in; they live in memory without one."""

    title: ClassVar[str] = "terminology service"
    declares: ClassVar[Declaration] = DECLARED
    everywhere: ClassVar[tuple[str, ...]] = ("batch", "transaction")
    instantiates: ClassVar[tuple[str, ...]] = STATEMENTS
    definitions: ClassVar[dict[str, str]] = {
        name.replace("$", ""): f"{_DEFINED}/{name.replace('/$', '-')}" for name in _AT
    }
    operations: ClassVar[dict[str, tuple[str, ...]]] = {
        **dict.fromkeys(_AT, _BOTH),
        **{name.replace("/", "/id/"): _BOTH for name in _AT if name != "CodeSystem/$lookup"},
    }
    actions: ClassVar[dict[str, str]] = {
        "$expand": "expand",
        "$validate-code": "validate_code",
        "$lookup": "look_up",
        "$subsumes": "subsumes",
        "$translate": "translate",
    }
    scopes: ClassVar[dict[str, str]] = {
        "$expand": "ITI-97",
        "$lookup": "ITI-98",
        "$validate-code": "ITI-99",
        "$translate": "ITI-101",
    }

    def __init__(self, settings: Settings, data: Path | None = None) -> None:
        self.settings = settings
        super().__init__(Store(search_table(offered(self.declares)), data))
        self.holdings = Holdings(self.store)
        self.library = self.shelved()
        load(self.store, settings.load)

    def shelved(self) -> Library:
        """Where code systems, value sets and maps are looked for: what is kept here, then FHIR's own."""
        core = definitions() if self.settings.core else None
        return Library(self.holdings, *([Core(core)] if core and core.available else []))

    def close(self) -> None:
        """Ends all use of the data."""
        self.store.close()

    def perform(self, request: Request) -> Answer:
        """Does what is asked for; what was made of resources that may have changed is thrown away."""
        try:
            return super().perform(request)
        except problems.Unanswered as why:
            raise self.unanswered(why) from None
        finally:
            if request.interaction not in _READING and not request.interaction.startswith("$"):
                self.holdings.forget()
                self.library.forget()

    def unanswered(self, why: problems.Unanswered) -> Refusal:
        """How a question is refused that has no answer: with the codes of FHIR's terminology ecosystem."""
        refusal = Refusal(why.status, why.problem.code, why.problem.text)
        refusal.outcome = problems.outcome([why.problem])
        return refusal

    # What is asked.

    def asked(self, request: Request) -> Asked:
        """The parameters of an operation. Raises Refusal (400) for those that SVCM does not allow in a GET."""
        asked = asked_by(request)
        if self.settings.svcm and request.method != "POST" and (refusal := self.not_allowed(request, asked)):
            raise refusal
        return asked

    def not_allowed(self, request: Request, asked: Asked) -> Refusal | None:
        """Why the parameters of a GET are refused, None where they are not."""
        return refusal_of_svcm(request, asked)

    def library_for(self, asked: Asked) -> Library:
        """The library that a question is answered from: what comes with it goes first."""
        brought = [*asked.things("tx-resource"), *asked.things("valueSet"), *asked.things("codeSystem")]
        brought += asked.things("conceptMap")
        return self.library.beside(brought) if brought else self.library

    def language_of(self, request: Request) -> str:
        """The languages that the caller's client prefers."""
        return request.header("accept-language")

    def value_set(self, request: Request, asked: Asked, library: Library) -> Resource:
        """The value set that is asked about. Unanswered (404) where it is not known, (400) where none is named."""
        if request.target:
            return self.kept(request).resource
        if brought := asked.thing("valueSet"):
            return brought
        url, version = asked.text("url"), asked.text("valueSetVersion")
        if not url:
            raise problems.wrong("The parameter url is missing: which value set?")
        return found_value_set(library, pins(asked), f"{url}|{version}" if version and "|" not in url else url)

    # What is answered.

    def expand(self, request: Request) -> Answer:
        """``ValueSet/$expand`` (ITI-97)."""
        asked = self.asked(request)
        library = self.library_for(asked)
        resource = self.value_set(request, asked, library)
        return Answer(200, self.expanded(library, resource, asked, self.language_of(request)))

    def expanded(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        """The value set with its expansion."""
        return expanding.expanded(library, resource, asked, header=language, most=self.settings.largest_expansion)

    def validate_code(self, request: Request) -> Answer:
        """``$validate-code`` of a value set or a code system (ITI-99)."""
        asked = self.asked(request)
        library = self.library_for(asked)
        language = self.language_of(request)
        if request.type == "CodeSystem":
            return Answer(200, self.validated_in_code_system(request, library, asked, language))
        resource = self.value_set(request, asked, library)
        return Answer(200, self.validated_in_value_set(library, resource, asked, language))

    def validated_in_value_set(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        """Whether codes are in a value set."""
        return validating.validated_in_value_set(library, resource, asked, header=language)

    def validated_in_code_system(self, request: Request, library: Library, asked: Asked, language: str) -> Resource:
        """Whether codes are in a code system. Unanswered (404) for one that is named and not known."""
        url = self.code_system_of(request, asked)
        if url and library.find("CodeSystem", url) is None and library.vocabulary(url) is None:
            raise problems.unknown("code system", url)
        return validating.validated_in_code_system(library, asked, url, header=language)

    def code_system_of(self, request: Request, asked: Asked) -> str:
        """The url of the code system that is asked about, empty where the code tells its own."""
        if request.target:
            return text(self.kept(request).resource, "url")
        brought = asked.thing("codeSystem")
        return text(brought, "url") if brought else asked.text("url")

    def look_up(self, request: Request) -> Answer:
        """``CodeSystem/$lookup`` (ITI-98)."""
        asked = self.asked(request)
        return Answer(200, self.looked_up(self.library_for(asked), asked, self.language_of(request)))

    def looked_up(self, library: Library, asked: Asked, language: str) -> Resource:
        """What a code system says of a code."""
        return looking_up.looked_up(library, asked, header=language)

    def subsumes(self, request: Request) -> Answer:
        """``CodeSystem/$subsumes``."""
        asked = self.asked(request)
        return Answer(200, looking_up.subsumed(self.library_for(asked), asked, self.code_system_of(request, asked)))

    def translate(self, request: Request) -> Answer:
        """``ConceptMap/$translate`` (ITI-101)."""
        asked = self.asked(request)
        library = self.library_for(asked)
        return Answer(200, self.translated(library, asked, self.maps(request, asked, library)))

    def translated(self, library: Library, asked: Asked, maps: list[Resource]) -> Resource:
        """What maps say of a code."""
        return translating.translated(library, asked, maps)

    def maps(self, request: Request, asked: Asked, library: Library) -> list[Resource]:
        """The concept maps that are asked; every one that fits where none is named. Unanswered (404) for an unknown."""
        if request.target:
            return [self.kept(request).resource]
        if brought := asked.thing("conceptMap"):
            return [brought]
        url, version = asked.text("url"), asked.text("conceptMapVersion")
        if not url:
            return translating.fitting_maps(library, asked)
        found = library.find("ConceptMap", f"{url}|{version}" if version and "|" not in url else url)
        if found is None:
            raise problems.unknown("concept map", url)
        return [found]

    # What it says of itself.

    def capabilities(self, request: Request) -> Answer:
        """``GET /metadata``, also ``?mode=terminology``."""
        if ("mode", "terminology") in request.parameters:
            return Answer(200, terminology_capabilities(self.systems(), base=request.base, date=self._since))
        return super().capabilities(request)

    def systems(self) -> Iterator[tuple[str, str]]:
        """Url and version of every code system that is known, those of FHIR itself too."""
        kept = (one for one in self.holdings.systems() if text(one, "url") and text(one, "content") != "supplement")
        yield from ((text(one, "url"), text(one, "version")) for one in kept)
        if self.settings.core:
            yield from definitions().told("CodeSystem")
