"""What R4 says of single resource types in words, where no definition and no invariant says it. Knows no profiles.

A rule is a function ``(resource, where, scope) -> Iterator[Issue]``; `RULES` holds those of each type. They look at
anything that is given to them and never raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from harness.conformance.issue import Issue
from harness.conformance.rules import bundle, questionnaire, questionnaire_response
from harness.conformance.scope import Resource, Scope

Rule = Callable[[Resource, str, Scope], Iterator[Issue]]

RULES: Mapping[str, tuple[Rule, ...]] = {
    "Bundle": (
        bundle.check_entries,
        bundle.check_links,
        bundle.check_search,
        bundle.check_requests,
        bundle.check_linked,
    ),
    "Questionnaire": (questionnaire.check_enabling, questionnaire.check_values),
    "QuestionnaireResponse": (questionnaire_response.check_response,),
}
"""The rules of each resource type that has any."""
