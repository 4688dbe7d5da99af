"""What an answer of a terminology service says, in the words of fixtures/terminology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]


class Answer:
    """A ValueSet with an expansion, or Parameters."""

    def __init__(self, resource: Row) -> None:
        self.expansion: Row = resource.get("expansion", {})
        self.parameters: list[Row] = resource.get("parameter", self.expansion.get("parameter", []))
        self.rows = list(_deep(self.expansion.get("contains", [])))

    def told(self, name: str, wanted: Any) -> Any:
        """What it says of `name`, as far as that is `wanted`."""
        if name == "codes":
            return [*wanted] if sorted(wanted) == sorted(self._codes()) else self._codes()
        if name in ("total", "offset"):
            return self.expansion.get(name)
        if name in ("inactive", "abstract"):
            return [row["code"] for row in self.rows if row.get(name)] if self.rows else self._value(name)
        found = getattr(self, f"_{name}", None)
        if found is None:
            return self._value(name)
        value = found()
        return {one: value.get(one) for one in wanted} if isinstance(wanted, dict) and wanted else value

    def _codes(self) -> list[str]:
        return [row["code"] for row in self.rows]

    def _nested(self) -> dict[str, list[str]]:
        return {row["code"]: [below["code"] for below in row["contains"]] for row in self.rows if "contains" in row}

    def _displays(self) -> dict[str, str]:
        return {row["code"]: row["display"] for row in self.rows if "display" in row}

    def _versions(self) -> dict[str, str]:
        return {row["code"]: row["version"] for row in self.rows if "version" in row}

    def _designations(self) -> Any:
        if self.rows:
            told = {row["code"]: row["designation"] for row in self.rows if "designation" in row}
            return {code: [one["value"] for one in many] for code, many in told.items()}
        return [_parts(one)["value"] for one in self.parameters if one["name"] == "designation"]

    def _properties(self) -> Any:
        if self.rows:
            return {row["code"]: _properties_of(row) for row in self.rows}
        told = [_parts(one) for one in self.parameters if one["name"] == "property"]
        return {one["code"]: one["value"] for one in told}

    def _parameters(self) -> Any:
        found: dict[str, Any] = {}
        for one in self.parameters:
            if self.expansion:
                found.setdefault(one["name"], []).append(_value_of(one))
            else:
                found[one["name"]] = _value_of(one)
        return found

    def _issues(self) -> list[str]:
        issues = next((one["resource"]["issue"] for one in self.parameters if one["name"] == "issues"), [])
        return sorted(
            " ".join((one["severity"], one["code"], one["details"]["coding"][0]["code"], *one.get("location", [""])))
            for one in issues
        )

    def _matches(self) -> list[str]:
        found = [_parts(one) for one in self.parameters if one["name"] == "match"]
        codings = [one.get("concept", {}) for one in found]
        systems = [one.get("system", "").rpartition("/")[2] for one in codings]
        return [f"{one['equivalence']} {system} {coding.get('code', '')}" for one, system, coding in
                zip(found, systems, codings, strict=True)]  # fmt: skip

    def _value(self, name: str) -> Any:
        return next((_value_of(one) for one in self.parameters if one["name"] == name), None)


def _deep(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _deep(row.get("contains", []))


def _value_of(parameter: Row) -> Any:
    return next((value for name, value in parameter.items() if name.startswith("value")), None)


def _parts(parameter: Row) -> dict[str, Any]:
    return {part["name"]: _value_of(part) for part in parameter.get("part", [])}


def _properties_of(row: Row) -> dict[str, Any]:
    told = [one["extension"] for one in row.get("extension", []) if one["url"].endswith("contains.property")]
    return {one[0]["valueCode"]: _value_of(one[1]) for one in told}
