"""Check the spans of assumed inputs against the values that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcall.files.messages import listed, shown
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.keys import RUN_SETTINGS
from simcall.scenario.models.number_forms import NumberForm, default_number, number_form
from simcall.scenario.models.paths import MISSING, KeyPath, child, format_path, lookup, named, parse_path
from simcall.scenario.models.schema import known_keys, schema_key
from simcall.scenario.models.spans import SpanEnd, read_end, read_span

__all__ = ["span_faults", "spans_written"]

_EXAMPLES: Mapping[NumberForm, str] = {
    "time": 'lengths of time, such as ["3 min", "9 min"]',
    "days": 'whole days, such as ["30 days", "90 days"]',
    "whole": "whole numbers, such as [2, 5]",
    "number": "numbers, such as [0.2, 0.35]",
}


def spans_written(document: Mapping[str, Any]) -> Iterator[tuple[str, KeyPath, tuple[SpanEnd, SpanEnd]]]:
    """Yield the key, the path and the ends of each span that has the right form."""
    for key, entry in named(document, "provenance").items():
        span = child(entry, "span")
        if span is None or span is MISSING:
            continue
        try:
            low, high = read_span(span)
            yield key, parse_path(key), (low, high)
        except ValueError:  # reported by the models
            continue


def span_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Find spans at paths that lead to no single number or time, or that do not hold the scenario's value.

    Parameters
    ----------
    document : mapping
        The merged document, right or wrong: what has the wrong type is passed over here.
    """
    values = {key: value for key, value in document.items() if key != "provenance"}
    for key, path, ends in spans_written(document):
        if message := _message(path, ends, values):
            yield Fault(("provenance", key, "span"), message, "reference")


def _message(path: KeyPath, ends: tuple[SpanEnd, SpanEnd], values: Mapping[str, Any]) -> str:
    """Return what is wrong with a span; nothing if nothing is."""
    if path[0] in RUN_SETTINGS:
        return f"{path[0]} is chosen for the run, so it is not assumed; leave the span out"
    entry = schema_key(path, values)
    if entry is None:
        return ""  # there is nothing at the path, which is reported itself
    form = number_form(entry)
    if form is None:
        return _not_one_number(path, values)
    if not all(_has_form(end, form) for end in ends):
        return f"{shown(list(ends))} does not have the form of the value; write {_EXAMPLES[form]}"
    value = lookup(values, path)
    value = default_number(entry, form) if value is MISSING else value
    if not _has_form(value, form):
        return ""  # reported where the value is
    low, high = ends
    if not read_end(low) <= read_end(value) <= read_end(high):
        return (
            f"the value of {format_path(path)} is {shown(value)}, outside its span from {shown(low)} to {shown(high)}; "
            "correct the value or the span"
        )
    return ""


def _has_form(value: object, form: NumberForm) -> bool:
    if form in ("time", "days"):
        try:
            return isinstance(value, str) and read_end(value) >= 0
        except ValueError:
            return False
    kinds = int if form == "whole" else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool)


def _not_one_number(path: KeyPath, values: Mapping[str, Any]) -> str:
    """Say that a span is at a table or at text, and name the numbers within it."""
    inner = [format_path((*path, key)) for key in known_keys(path, values) if _leads_to_number((*path, key), values)]
    remedy = f"give an entry to one of {listed(inner)}" if inner else "leave the span out"
    return f"a span belongs to one number or one length of time, and {format_path(path)} is neither; {remedy}"


def _leads_to_number(path: KeyPath, values: Mapping[str, Any]) -> bool:
    entry = schema_key(path, values)
    return entry is not None and lookup(values, path) is not MISSING and number_form(entry) is not None
