"""List the inputs of a scenario that have a span: nobody knows their value exactly."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.scenario.checks.spans import spans_written
from simcall.scenario.listing.holdings import written_value
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.number_forms import NumberForm, default_number, number_form
from simcall.scenario.models.paths import MISSING, format_path, lookup
from simcall.scenario.models.schema import schema_key
from simcall.scenario.models.spans import SpanEnd

__all__ = ["SpannedInput", "spanned_inputs"]


@dataclass(frozen=True)
class SpannedInput:
    """An input with a span.

    Attributes
    ----------
    path : str
        As an override names it.
    value : int, float or str
        What the scenario has.
    low, high : int, float or str
        The ends of the span, in the form of the value.
    form : str
        What the value is: "time", "days", "whole" or "number".
    kind, source : str
        Where the value and its span are from.
    """

    path: str
    value: SpanEnd
    low: SpanEnd
    high: SpanEnd
    form: NumberForm
    kind: str
    source: str

    @property
    def value_in_words(self) -> str:
        """The value for people: "9 min"."""
        return written_value((self.path,), self.value)

    @property
    def span_in_words(self) -> str:
        """The span for people: "8 min to 12 min"."""
        low, high = (written_value((self.path,), end) for end in (self.low, self.high))
        return f"{low} to {high}"


def spanned_inputs(scenario: ScenarioModel) -> tuple[SpannedInput, ...]:
    """Return the inputs with a span, in the order of their provenance."""
    document = scenario.document()
    inputs = []
    for _, path, (low, high) in spans_written(document):
        entry, source = schema_key(path, document), scenario.provenance_at(path)
        form = number_form(entry) if entry is not None else None
        assert entry is not None
        assert form is not None  # the checks refuse spans elsewhere
        value = lookup(document, path)
        value = default_number(entry, form) if value is MISSING else value
        inputs.append(SpannedInput(format_path(path), value, low, high, form, source.kind, source.source))
    return tuple(inputs)
