"""Which elements FHIR R4 gives each of its types, read off the classes of fhir.resources. Knows types, not bytes.

fhir.resources has no 4.0.1; its R4B differs from R4 in types that OpenHIE does not exchange. Importing it takes 0.4 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from fhir.resources.R4B import get_fhir_model_class
from fhir_core.utils import get_fhir_type_name, is_list_type, is_primitive_type


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a type. `primitive` is the name of its primitive type (``date``), empty for a complex one.

    `model` is the class of fhir.resources of a complex one, None for a primitive one.
    """

    name: str
    primitive: str
    repeats: bool
    model: Any

    @property
    def holds_resource(self) -> bool:
        """Whether the element holds a whole resource of any type (``contained``, ``Bundle.entry.resource``)."""
        return self.model is not None and self.model.get_resource_type() == "Resource"


@cache
def resource_model(name: str) -> Any:
    """The class of the resource type `name`, or None if FHIR has no such resource type."""
    try:
        model: Any = get_fhir_model_class(name)
    except ValueError:
        return None
    return model if "meta" in elements(model) and name not in ("Resource", "DomainResource") else None


@cache
def elements(model: Any) -> dict[str, Element]:
    """The elements of a class by name, in the order that XML wants, without its `attributes`."""
    fields = {field.alias: field for field in model.model_fields.values()}
    names = [name for name in model.elements_sequence() if name not in attributes(model)]
    return {name: _element(name, fields[name]) for name in names}


@cache
def attributes(model: Any) -> tuple[str, ...]:
    """What XML writes as attributes of a type: the id of an element, the url of an extension, nothing of a resource."""
    names = model.elements_sequence()
    if "meta" in names:
        return ()
    return ("id", "url") if model.get_resource_type() == "Extension" else ("id",)


def _element(name: str, field: Any) -> Element:
    if is_primitive_type(field):
        return Element(name, get_fhir_type_name(field), is_list_type(field), None)
    return Element(name, "", is_list_type(field), _model_in(field.annotation))


def _model_in(annotation: Any) -> Any:
    if get_origin(annotation) is None:
        return annotation.get_model_klass() if hasattr(annotation, "get_model_klass") else None
    return next((model for part in get_args(annotation) if (model := _model_in(part)) is not None), None)
