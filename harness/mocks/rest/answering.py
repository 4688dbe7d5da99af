"""How a FHIR R4 service answers whatever it is asked (FHIR R4 3.1.0). Knows requests and refusals, not what is kept.

Each method does one thing, so that an actor or a defect can change just that. The seams most wanted: `seen` (a
request, before anything) and `before_answering`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from harness.messages.fhir import JSON, Resource
from harness.mocks.node import Node
from harness.mocks.rest.capabilities import capability_statement, rest_of
from harness.mocks.rest.declaration import Declaration, check_allowed
from harness.mocks.rest.formats import wanted_format
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.token_gate import TokenGate
from harness.mocks.store import NoRoom, Store

if TYPE_CHECKING:
    from harness.mocks.rest.strictness import Strictness


class Answering(TokenGate, Node):
    """Answers requests about the resource types that are declared.

    `title` is what the service is called, `declares` what it does with each type, `everywhere` with all of them
    (``transaction``, ``batch``, ``history-system``), `instantiates` what IHE calls such a service. `operations` maps
    ``$name``, ``Type/$name`` or ``Type/id/$name`` to the methods it can be called by; ``$name`` is answered by the
    method whose name is in `actions`, and defined by the canonical in `definitions`, by its name without ``$``, after
    ``Type/`` where types define it differently.
    """

    title: ClassVar[str] = ""
    declares: ClassVar[Declaration] = {}
    everywhere: ClassVar[tuple[str, ...]] = ()
    operations: ClassVar[dict[str, tuple[str, ...]]] = {}
    actions: ClassVar[dict[str, str]] = {}
    definitions: ClassVar[dict[str, str]] = {}
    instantiates: ClassVar[Sequence[str]] = ()

    def __init__(self, store: Store) -> None:
        self.store = store
        self.strictness: Strictness | None = None
        self._since = datetime.now(UTC).isoformat(timespec="seconds")

    @property
    def types(self) -> tuple[str, ...]:
        """The resource types that are kept."""
        return tuple(self.declares)

    def be_strict(self) -> None:
        """From now on refuse what is not valid FHIR. Raises UsageError without the definitions of FHIR."""
        from harness.mocks.rest.strictness import Strictness  # the validator takes 0.3 s to load

        self.strictness = Strictness()

    def answer(self, request: Request) -> Answer:
        """The answer to `request`, whatever it is."""
        wanted = JSON
        try:
            request = self.seen(request)
            wanted = self.format_of(request)
            self.admit(request)
            if self.strictness:
                self.strictness.check(request)
            answer = self.perform(request)
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.outcome, refusal.headers)
        return self.before_answering(request, replace(answer, format=wanted))

    def seen(self, request: Request) -> Request:
        """The request that is served in place of the one that came. Raises Refusal."""
        return request

    def format_of(self, request: Request) -> str:
        """The media type to answer in. Raises Refusal."""
        wanted = wanted_format(request)
        if wanted is None:
            raise self.unsupported_format(request)
        return wanted

    def unsupported_format(self, request: Request) -> Refusal:  # noqa: ARG002 - an actor looks at it
        """How an answer in neither JSON nor XML is refused."""
        return Refusal(406, "not-supported", "Answers are application/fhir+json or application/fhir+xml")

    def perform(self, request: Request) -> Answer:
        """Does what is asked for. Raises Refusal: 405 for what is not declared, 507 where nothing more can be kept."""
        check_allowed(request, self.declares.get(request.type), self.everywhere)
        name = self.actions.get(request.interaction, request.interaction.replace("-", "_"))
        try:
            answer: Answer = getattr(self, name)(request)
        except NoRoom as fault:
            raise Refusal(507, "no-store", f"Nothing more can be kept here: {fault}") from fault
        return answer

    def before_answering(self, request: Request, answer: Answer) -> Answer:  # noqa: ARG002 - a defect looks at it
        """The answer that goes out in place of `answer`, which is right."""
        return answer

    def capabilities(self, request: Request) -> Answer:
        """``GET /metadata``."""
        return Answer(200, self.statement(request))

    def statement(self, request: Request) -> Resource:
        """The CapabilityStatement: what is declared, and no more."""
        rest = rest_of(
            self.declares,
            self.store.table,
            everywhere=self.everywhere,
            operations=tuple(self.operations),
            definitions=self.definitions,
        )
        instantiates, since = self.instantiates, self._since
        return capability_statement(self.title, rest, base=request.base, date=since, instantiates=instantiates)
