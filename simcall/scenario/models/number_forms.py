"""Know the paths of a scenario that lead to one number: a time, a whole number or any other."""

from __future__ import annotations

from typing import Literal

from simcall.scenario.models.paths import MISSING
from simcall.scenario.models.quantities import format_duration, parse_duration
from simcall.scenario.models.schema import SchemaKey
from simcall.scenario.models.spans import SpanEnd
from simcall.scenario.models.staffing import whole_days

__all__ = ["NumberForm", "default_number", "number_form"]

NumberForm = Literal["time", "days", "whole", "number"]
"""What is written at a path: a length of time with its unit, whole days with theirs, a whole number, or any number."""


def number_form(entry: SchemaKey) -> NumberForm | None:
    """Return how the value at a path is written; None if it is not one number or one length of time."""
    if entry.annotation not in (int, float):
        return None
    readers = [getattr(part, "func", None) for part in entry.metadata]
    if parse_duration in readers:
        return "days" if whole_days in readers else "time"
    return "whole" if entry.annotation is int else "number"


def default_number(entry: SchemaKey, form: NumberForm) -> SpanEnd:
    """Return the number that holds at a path if nobody writes one; `MISSING` if there is none."""
    default = None
    if entry.field is not None and not entry.field.is_required():
        default = entry.field.get_default(call_default_factory=True, validated_data={})
    if default is None:
        return MISSING  # type: ignore[no-any-return]
    return format_duration(default) if form in ("time", "days") and isinstance(default, float) else default
