"""The scenario that users hold: frozen, comparable, and able to return a changed copy."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Self

from pydantic import ValidationInfo, model_validator

from simcall.errors import Problem, ScenarioError
from simcall.scenario.checks.known_parts import KnownParts
from simcall.scenario.checks.problems import validated
from simcall.scenario.checks.references import reference_faults
from simcall.scenario.models.history import History
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.reading.areas import with_areas_written_out
from simcall.scenario.reading.layers import Layer
from simcall.scenario.reading.merging import lay_over, merge
from simcall.scenario.reading.named_rosters import with_rosters
from simcall.scenario.reading.overrides import DEEPEST, depth_over, override_layer

__all__ = ["Scenario"]


class Scenario(ScenarioModel):
    """A whole scenario, in which every name that refers to another is right."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any], origin: str = "document") -> Self:
        """Make a scenario of a document such as `document` gives.

        Parameters
        ----------
        document : mapping
            Nested tables, without ``extends`` and without names of files.
        origin : str
            What to call it in messages.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        if depth_over(document, DEEPEST):
            raise ScenarioError([Problem(origin, "", "too many tables within tables")])
        alone = "a document stands alone; `simcall.load` reads a file that extends another"
        problems = [Problem(origin, key, alone) for key in ("extends", "without") if key in document]
        layers = with_areas_written_out([Layer.of(document, origin, origin)], problems)
        return validated(cls, merge(layers), origin, problems)

    def update(self, overrides: Mapping[str, object], name: str | None = None) -> Self:
        """Return a copy with other values.

        Parameters
        ----------
        overrides : mapping
            New values by path, such as ``{"lines.101.handling.mean": "10 min"}``, or whole tables. None leaves a
            value out. Names of files are relative to the current folder.
        name : str, optional
            The copy's name; left out, it is the same.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        named = overrides if name is None else {**overrides, "name": name}
        layer, problems = override_layer(named, "update")
        known = self._known
        (layer,) = with_areas_written_out([layer], problems, known.merged.values.get("areas", {}))
        merged, roster_problems = with_rosters(lay_over(known.merged, layer), self.name, partial=bool(problems))
        all_problems = [*problems, *roster_problems]
        return validated(type(self), merged, self.name, all_problems, partial=bool(problems), known=known)

    @property
    def _known(self) -> KnownParts:
        """Its parts and its document, which are kept: a sweep makes many copies of one scenario."""
        if self._kept_parts.scenario is not self:  # pydantic copies what is kept when it copies a scenario
            del self._kept_parts
        return self._kept_parts

    @cached_property
    def _kept_parts(self) -> KnownParts:
        below = merge([Layer.of(self.document(), self.name, self.name)])
        return KnownParts(self, replace(below, history=replace(self.history, changes_nothing=False)))

    def fingerprint(self) -> str:
        """Return the SHA-256 of the document in canonical JSON: equal only for scenarios that say the same."""
        canonical = json.dumps(self.document(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _repr_html_(self) -> str:
        """Return the values as a table with the assumed ones marked, for notebooks."""
        from simcall.scenario.listing.scenario_display import scenario_html

        return scenario_html(self)

    @model_validator(mode="after")
    def _names_agree(self, info: ValidationInfo) -> Self:
        """Refuse names that lead nowhere, however the scenario is made."""
        if isinstance(info.context, History):  # whoever merged the files has checked them
            return self
        faults = reference_faults(self.document())
        if faults:
            raise ValueError("; ".join(f"{'.'.join(fault.path)}: {fault.message}" for fault in faults))
        return self
