"""What R4 says of single resource types in words, where no definition and no invariant says it. Knows no profiles.

A rule is a function ``(resource, where, scope) -> Iterator[Issue]``; `RULES` holds those of each type. They look at
anything that is given to them and never raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from harness.conformance.issue import Issue
from harness.conformance.rules import (
    bundle,
    capability_statement,
    code_system,
    concept_map,
    every,
    measure,
    measure_report,
    questionnaire,
    questionnaire_response,
    search_parameter,
    structure_definition,
    structure_map,
    value_set,
)
from harness.conformance.scope import Resource, Scope

Rule = Callable[[Resource, str, Scope], Iterator[Issue]]

EVERY: tuple[Rule, ...] = (every.check_elements, every.check_inner_links)
"""The rules of all resources."""

_BUNDLE = (bundle.check_entries, bundle.check_links, bundle.check_search, bundle.check_requests, bundle.check_linked)
_SEARCH = (search_parameter.check_expressions, search_parameter.check_components, search_parameter.check_derived)
_STRUCTURE = (
    structure_definition.check_type,
    structure_definition.check_elements,
    structure_definition.check_uses,
    structure_definition.check_differential,
)


class _Rules(Mapping[str, tuple[Rule, ...]]):
    """The rules of every resource type, those of all resources first; a type that is not here has only these."""

    def __init__(self, own: Mapping[str, tuple[Rule, ...]]) -> None:
        self._own = {name: (*EVERY, *rules) for name, rules in own.items()}

    def __getitem__(self, name: str) -> tuple[Rule, ...]:
        return self._own.get(name, EVERY)

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


RULES: Mapping[str, tuple[Rule, ...]] = _Rules(
    {
        "Bundle": _BUNDLE,
        "CapabilityStatement": (capability_statement.check_rest,),
        "CodeSystem": (code_system.check_content, code_system.check_properties, code_system.check_whole),
        "ConceptMap": (concept_map.check_codes,),
        "Measure": (measure.check_groups, measure.check_criteria),
        "MeasureReport": (measure_report.check_against, measure_report.check_counts),
        "Questionnaire": (questionnaire.check_enabling, questionnaire.check_values),
        "QuestionnaireResponse": (questionnaire_response.check_response,),
        "SearchParameter": _SEARCH,
        "StructureDefinition": _STRUCTURE,
        "StructureMap": (structure_map.check_groups,),
        "ValueSet": (value_set.check_compose,),
    }
)
"""The rules of a resource type."""
