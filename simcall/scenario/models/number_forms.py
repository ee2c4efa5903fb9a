"""Know the paths of a scenario that lead to one number: a time, a whole number or any other."""

from __future__ import annotations

from typing import Literal

from simcall.scenario.models.paths import MISSING
from simcall.scenario.models.quantities import format_duration, parse_duration
from simcall.scenario.models.schema import SchemaKey
from simcall.scenario.models.spans import SpanEnd

__all__ = ["NumberForm", "default_number", "number_form"]

NumberForm = Literal["time", "whole", "number"]
"""What is written at a path: a length of time with its unit, a whole number, or any number."""


def number_form(entry: SchemaKey) -> NumberForm | None:
    """Return how the value at a path is written; None if it is not one number or one length of time."""
    if entry.annotation not in (int, float):
        return None
    if any(getattr(part, "func", None) is parse_duration for part in entry.metadata):
        return "time"
    return "whole" if entry.annotation is int else "number"


def default_number(entry: SchemaKey, form: NumberForm) -> SpanEnd:
    """Return the number that holds at a path if nobody writes one; `MISSING` if there is none."""
    default = None
    if entry.field is not None and not entry.field.is_required():
        default = entry.field.get_default(call_default_factory=True, validated_data={})
    if default is None:
        return MISSING  # type: ignore[no-any-return]
    return format_duration(default) if form == "time" and isinstance(default, float) else default
