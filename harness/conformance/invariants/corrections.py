"""Constraints of R4 4.0.1 whose expression does not say what its words say. Knows texts of expressions, no URLs.

FHIR asks that an invariant be true, so that one which comes out empty is broken. Where the published expression is
empty or false on what its own words (`human`) permit, or true on what they forbid, a corrected one is judged. Each has
its reason beside it. The official validator corrects some of them and others not: where the two differ on a resource of
our corpus, tests/peers/disagreements.csv says so (que-7, per-1). `UNUSABLE` are those that no value can meet or break
as published: not checked.
"""

from __future__ import annotations

from collections.abc import Mapping

CORRECTED: Mapping[str, str] = {
    # ref-1: a Reference without `reference` (an identifier or a display) is empty; `#` is the container (R5 says both)
    "reference.startsWith('#').not() or "
    "(reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))":
    "reference.hasValue().not() or reference.startsWith('#').not() or (reference = '#' and %rootResource != %resource)"
    " or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))",
    # bdl-8: an entry without fullUrl is empty
    "fullUrl.contains('/_history/').not()":
    "fullUrl.hasValue().not() or fullUrl.contains('/_history/').not()",
    # *-0: a name is optional in most of the thirty types that share this; the words ask for a whole name that is an
    # identifier, and FHIRPath matches a part
    "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')":
    "name.hasValue().not() or name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')",
    # eld-19, eld-20: the same of the whole path
    r"""path.matches('[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\.[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}"""
    r"""(\\[x\\])?(\\:[^\\s\\.]+)?)*')""":
    r"""path.matches('^[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\.[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}"""
    r"""(\\[x\\])?(\\:[^\\s\\.]+)?)*$')""",
    r"path.matches('[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*')":
    r"path.matches('^[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*$')",
    # que-7: `Boolean` is FHIRPath's own type, which no element of FHIR has; the words say the answer is a boolean
    "operator = 'exists' implies (answer is Boolean)":
    "operator = 'exists' implies (answer is boolean)",
    # que-12: the words say "more than one enableWhen"
    "enableWhen.count() > 2 implies enableBehavior.exists()":
    "enableWhen.count() > 1 implies enableBehavior.exists()",
    # ras-2: a prediction without probability is empty
    "probability is decimal implies (probability as decimal) <= 100":
    "probability.empty() or (probability is decimal implies (probability as decimal) <= 100)",
    # vs-1: a Period is empty; the words speak of a dateTime only
    "($this as dateTime).toString().length() >= 8":
    "($this is dateTime).not() or $this.hasValue().not() or ($this as dateTime).toString().length() >= 8",
    # per-1: an end of 2020-02-03 includes all times of that day (datatypes.html#Period), where the comparison is empty;
    # nothing is said of a start that is less precise, which the official validator refuses too
    "start.hasValue().not() or end.hasValue().not() or (start <= end)":
    "start.hasValue().not() or end.hasValue().not() or "
    "iif((start > end).empty(), start.precision() >= end.precision(), start <= end)",
    # mdd-1: of two moments of which one is known to the day, neither is before the other
    "whenHandedOver.empty() or whenPrepared.empty() or whenHandedOver >= whenPrepared":
    "whenHandedOver.empty() or whenPrepared.empty() or (whenHandedOver < whenPrepared).empty()"
    " or whenHandedOver >= whenPrepared",
    # Task inv-1: the same
    "lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn":
    "lastModified.exists().not() or authoredOn.exists().not() or (lastModified < authoredOn).empty()"
    " or lastModified >= authoredOn",
    # eld-2: an element without `max` in a differential is covered, one whose max is no number is eld-3's fault
    "min.empty() or max.empty() or (max = '*') or iif(max != '*', min <= max.toInteger())":
    "min.empty() or max.empty() or (max = '*') or max.toInteger().empty() or min <= max.toInteger()",
    # tim-9: with several `when` the words ask for one that an offset can go with
    "offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))":
    "offset.empty() or (when.exists() and when.all($this in ('C' | 'CM' | 'CD' | 'CV')).not())",
}  # fmt: skip

UNUSABLE: Mapping[str, str] = {
    "substanceExposureRisk.exists() and code.empty()":
    "R4 publishes it on the extension, and means the AllergyIntolerance that has the extension",
}  # fmt: skip
