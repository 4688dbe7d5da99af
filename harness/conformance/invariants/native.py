"""Constraints of R4 core in plain Python, by the text of their expression. Knows no URL, and asks no engine.

Each says the same as FHIRPath says (tests/conformance/invariants/test_native.py proves it), or leaves it to FHIRPath by
returning None. A judge is given the JSON object, or a primitive and the object beside it as a pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.conformance.invariants import native_bundle as bundle
from harness.conformance.invariants import native_resources as resources
from harness.conformance.invariants import native_values as values
from harness.conformance.invariants.native_forms import (
    Judge,
    both_or_none,
    chosen,
    counted,
    distinct,
    needs,
    not_both,
    one_of,
    only_if,
    some,
    there,
)  # fmt: skip

if TYPE_CHECKING:
    from harness.conformance.scope import Scope


@dataclass(frozen=True, slots=True)
class Native:
    """A judge, and the types or backbone elements whose properties it knows; any where there are none.

    `places` tells where below the value it is broken, where that can be told.
    """

    judge: Judge
    holders: frozenset[str] = frozenset()
    places: Callable[[Any, Scope], list[str]] | None = None


def element(value: Any, _: Scope) -> bool:
    """ele-1: a value, or children beside an id."""
    if isinstance(value, tuple):
        value, extra = value
        if value is not None:
            return True
        value = extra if isinstance(extra, dict) else {}
    names = {name.removeprefix("_") for name in value if isinstance(name, str)} - {"id", "resourceType"}
    return any(there(value, name) for name in names)


def extension(value: Any, _: Scope) -> bool | None:
    """ext-1: extensions or a value, not both."""
    return there(value, "extension") != chosen(value, "value") if isinstance(value, dict) else None


def more_than(name: str, *others: str) -> Judge:
    """``(a.count() + b.count()) > 0``"""
    return some(name, *others)


def any_enabled(value: Any, _: Scope) -> bool:
    """que-12: several conditions say how they combine."""
    return counted(value, "enableWhen") < 2 or there(value, "enableBehavior")


def on(judge: Judge, *holders: str) -> Native:
    """A judge for some types."""
    return Native(judge, frozenset(holders))


QUANTITIES = ("Quantity", "Age", "Count", "Distance", "Duration", "SimpleQuantity", "MoneyQuantity")
VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
ITEM = "Questionnaire.item"
FIRST_CODE = "verificationStatus.coding.where(system = '" + VERIFIED + "' and code = 'entered-in-error')"
DOM_3 = (
    "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | "
    "%resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#')"
    ".exists() or descendants().where(as(canonical) = '#').exists() or descendants().where(as(canonical) = '#')"
    ".exists()).not()).trace('unmatched', id).empty()"
)
REF_1 = (
    "reference.startsWith('#').not() or (reference.substring(1).trace('url') in "
    "%rootResource.contained.id.trace('ids'))"
)
BDL_3 = "(%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history')"
BDL_4 = "(%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history')"
AGE_1 = (
    "(code.exists() or value.empty()) and (system.empty() or system = %ucum) and "
    "(value.empty() or value.hasValue().not() or value > 0)"
)
TRD_3 = (
    "(type = 'named-event' implies name.exists()) and (type = 'periodic' implies timing.exists()) and "
    "(type.startsWith('data-') implies data.exists())"
)
PARAMETER = (
    "(part.exists() and value.empty() and resource.empty()) or "
    "(part.empty() and (value.exists() xor resource.exists()))"
)

NATIVE: Mapping[str, Native] = {
    # everywhere
    "hasValue() or (children().count() > id.count())": Native(element),
    "extension.exists() != value.exists()": on(extension, "Extension"),
    "contained.contained.empty()": Native(resources.nested),
    DOM_3: Native(resources.referred, places=resources.unreferred),
    "contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()":
        Native(resources.meta_without("versionId", "lastUpdated")),
    "contained.meta.security.empty()": Native(resources.meta_without("security")),
    "text.`div`.exists()": Native(resources.narrated),
    "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')": Native(values.machine_name),
    # data types
    REF_1: on(values.reference, "Reference"),
    "code.empty() or system.exists()": on(needs("code", "system"), *QUANTITIES, "ValueSet.expansion.contains"),
    "comparator.empty()": on(lambda value, _: not there(value, "comparator"), *QUANTITIES),
    AGE_1: on(values.age, "Age"),
    "(code.exists() or value.empty()) and (system.empty() or system = %ucum)": on(values.distance, "Distance"),
    "(code.exists() or value.empty()) and (system.empty() or system = 'urn:iso:std:iso:4217')":
        on(values.money, "MoneyQuantity", "Quantity"),
    "code.exists() implies ((system = %ucum) and value.exists())": on(values.duration, "Duration"),
    "value.empty() or system.exists()": on(needs("value", "system"), "ContactPoint"),
    "data.empty() or contentType.exists()": on(needs("data", "contentType"), "Attachment"),
    "(numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())":
        on(values.ratio, "Ratio"),
    "start.hasValue().not() or end.hasValue().not() or (start <= end)": on(values.period, "Period"),
    "low.empty() or high.empty() or (low <= high)": on(values.limits, "Range"),
    "expression.exists() or reference.exists()": on(some("expression", "reference"), "Expression"),
    "path.exists() xor searchParam.exists()":
        on(one_of("path", "searchParam"), "DataRequirement.codeFilter", "DataRequirement.dateFilter"),
    "data.empty() or timing.empty()": on(not_both("data", "timing[x]"), "TriggerDefinition"),
    "condition.exists() implies data.exists()": on(needs("condition", "data"), "TriggerDefinition"),
    TRD_3: on(values.expressible, "TriggerDefinition"),
    "duration.empty() or durationUnit.exists()": on(needs("duration", "durationUnit"), "Timing.repeat"),
    "period.empty() or periodUnit.exists()": on(needs("period", "periodUnit"), "Timing.repeat"),
    "duration.exists() implies duration >= 0": on(values.not_negative("duration"), "Timing.repeat"),
    "period.exists() implies period >= 0": on(values.not_negative("period"), "Timing.repeat"),
    "periodMax.empty() or period.exists()": on(needs("periodMax", "period"), "Timing.repeat"),
    "durationMax.empty() or duration.exists()": on(needs("durationMax", "duration"), "Timing.repeat"),
    "countMax.empty() or count.exists()": on(needs("countMax", "count"), "Timing.repeat"),
    "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))":
        on(values.offset, "Timing.repeat"),
    "timeOfDay.empty() or when.empty()": on(not_both("timeOfDay", "when"), "Timing.repeat"),
    # Bundle and Parameters
    "total.empty() or (type = 'searchset') or (type = 'history')":
        on(only_if("total", "type", "searchset", "history"), "Bundle"),
    "entry.search.empty() or (type = 'searchset')": on(bundle.searched, "Bundle"),
    f"entry.all(request.exists() = {BDL_3})": on(bundle.paired("request", bundle.ASKED), "Bundle"),
    f"entry.all(response.exists() = {BDL_4})": on(bundle.paired("response", bundle.ANSWERED), "Bundle"),
    "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()":
        on(bundle.distinct, "Bundle"),
    "type = 'document' implies (identifier.system.exists() and identifier.value.exists())":
        on(bundle.document, "Bundle"),
    "type = 'document' implies (timestamp.hasValue())": on(bundle.dated, "Bundle"),
    "type = 'document' implies entry.first().resource.is(Composition)":
        on(bundle.first_is("document", "Composition"), "Bundle"),
    "type = 'message' implies entry.first().resource.is(MessageHeader)":
        on(bundle.first_is("message", "MessageHeader"), "Bundle"),
    "resource.exists() or request.exists() or response.exists()":
        on(some("resource", "request", "response"), "Bundle.entry"),
    "fullUrl.contains('/_history/').not()": on(bundle.versionless, "Bundle.entry"),
    PARAMETER: on(resources.parameter, "Parameters.parameter"),
    # people, care
    "name.exists() or telecom.exists() or address.exists() or organization.exists()":
        on(some("name", "telecom", "address", "organization"), "Patient.contact"),
    "(identifier.count() + name.count()) > 0": on(some("identifier", "name"), "Organization", "InsurancePlan"),
    "where(use = 'home').empty()": on(resources.elsewhere_than_home, "Address", "ContactPoint"),
    "dataAbsentReason.empty() or value.empty()": on(not_both("dataAbsentReason", "value[x]"), "Observation"),
    "value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()":
        on(resources.valued_or_components, "Observation"),
    "low.exists() or high.exists() or text.exists()":
        on(some("low", "high", "text"), "Observation.referenceRange"),
    "value.exists() or dataAbsentReason.exists()": on(some("value[x]", "dataAbsentReason"), "Observation.component"),
    f"{FIRST_CODE}.exists() or clinicalStatus.exists()":
        on(resources.in_error(wanted=True, system=VERIFIED), "AllergyIntolerance"),
    f"{FIRST_CODE}.empty() or clinicalStatus.empty()":
        on(resources.in_error(wanted=False, system=VERIFIED), "AllergyIntolerance"),
    "summary.exists() or assessment.exists()": on(some("summary", "assessment"), "Condition.stage"),
    "code.exists() or detail.exists()": on(some("code", "detail"), "Condition.evidence"),
    "documentType.exists() or reference.exists()":
        on(some("documentType", "reference"), "Immunization.education"),
    "vaccineCode.exists() or targetDisease.exists()":
        on(some("vaccineCode", "targetDisease"), "ImmunizationRecommendation.recommendation"),
    "dose.exists() or rate.exists()": on(some("dose", "rate[x]"), "MedicationAdministration.dosage"),
    "detail.empty() or reference.empty()": on(not_both("detail", "reference"), "CarePlan.activity"),
    "orderDetail.empty() or code.exists()": on(needs("orderDetail", "code"), "ServiceRequest"),
    "start.exists() = end.exists()": on(both_or_none("start", "end"), "Appointment"),
    "(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))":
        on(resources.appointed, "Appointment"),
    "type.exists() or actor.exists()": on(some("type", "actor"), "Appointment.participant"),
    "participantType.exists() or actor.exists()": on(some("participantType", "actor"), "AppointmentResponse"),
    "name.empty() or query.empty()": on(not_both("name", "query"), "AuditEvent.entity"),
    "policy.exists() or policyRule.exists()": on(some("policy", "policyRule"), "Consent"),
    "emptyReason.empty() or entry.empty()": on(not_both("emptyReason", "entry"), "Composition.section", "List"),
    "text.exists() or entry.exists() or section.exists()":
        on(some("text", "entry", "section"), "Composition.section"),
    # definitions
    "valueSet.exists() or system.exists()": on(some("valueSet", "system"), "ValueSet.compose.include"),
    "(concept.exists() or filter.exists()) implies system.exists()":
        on(lambda value, _: there(value, "system") or not (there(value, "concept") or there(value, "filter")),
           "ValueSet.compose.include"),
    "concept.empty() or filter.empty()": on(not_both("concept", "filter"), "ValueSet.compose.include"),
    "code.exists() or display.exists()": on(some("code", "display"), "ValueSet.expansion.contains"),
    "rest.exists() or messaging.exists() or document.exists()":
        on(some("rest", "messaging", "document"), "CapabilityStatement"),
    "(description.count() + software.count() + implementation.count()) > 0":
        on(more_than("description", "software", "implementation"), "CapabilityStatement"),
    "searchParam.select(name).isDistinct()":
        on(distinct("searchParam", "name"), "CapabilityStatement.rest.resource"),
    "resource.select(type).isDistinct()": on(distinct("resource", "type"), "CapabilityStatement.rest"),
    "(answer.exists() and item.exists()).not()": on(not_both("answer", "item"), "QuestionnaireResponse.item"),
    "(type='group' implies item.empty().not()) and (type.trace('type')='display' implies item.trace('item').empty())":
        on(resources.group_item, ITEM),
    "type!='display' or code.empty()": on(resources.not_of_display("code"), ITEM),
    "answerOption.empty() or answerValueSet.empty()": on(not_both("answerOption", "answerValueSet"), ITEM),
    "type!='display' or (required.empty() and repeats.empty())":
        on(resources.not_of_display("required", "repeats"), ITEM),
    "(type!='group' and type!='display') or initial.empty()": on(resources.initial, ITEM),
    "type!='display' or readOnly.empty()": on(resources.not_of_display("readOnly"), ITEM),
    "answerOption.empty() or initial.empty()": on(not_both("answerOption", "initial"), ITEM),
    "enableWhen.count() > 2 implies enableBehavior.exists()": on(any_enabled, ITEM),
}  # fmt: skip
