"""Say in plain English what is wrong with a value, without the validation library's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from simcall.files.messages import listed, nearest, shown
from simcall.scenario.models.paths import KeyPath
from simcall.scenario.models.quantities import format_duration
from simcall.scenario.models.schema import DISTRIBUTIONS, SchemaKey, bounds

__all__ = ["Fault", "Kind", "worded"]

Kind = Literal["unknown", "missing", "value", "table", "alternatives", "reference"]

_DISTRIBUTION_EXAMPLE = 'write a distribution, such as { distribution = "exponential", mean = "10 min" }'


@dataclass(frozen=True)
class Fault:
    """One thing wrong at a path, before it is known which file wrote it.

    Attributes
    ----------
    path : KeyPath
        Where.
    message : str
        What is wrong, and what is allowed.
    kind : str
        Which sort of fault, so that consequences of another fault can be left out.
    """

    path: KeyPath
    message: str
    kind: Kind = "value"


def worded(error_type: str, context: Mapping[str, Any], value: object, key: SchemaKey | None) -> str:
    """Say what is wrong with a value.

    Parameters
    ----------
    error_type : str
        Pydantic's name for the fault.
    context : mapping
        Pydantic's particulars.
    value : object
        As the scenario has it.
    key : SchemaKey or None
        What may stand there.
    """
    writer = _WRITERS.get(error_type)
    if writer is None:
        return f"{shown(value)} cannot stand here"
    return writer(value, context, key)


def _whole_number(value: object, _context: Mapping[str, Any], _key: SchemaKey | None) -> str:
    if isinstance(value, float) and value.is_integer():
        return f"{value!r} is written with a decimal point; write a whole number: {int(value)}"
    return f"{shown(value)} is not a whole number{_quote_hint(value)}"


def _number(value: object, _context: Mapping[str, Any], _key: SchemaKey | None) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{shown(value)} is too large"
    return f"{shown(value)} is not a number{_quote_hint(value)}"


def _quote_hint(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        float(value)
    except ValueError:
        return ""
    return "; write it without quotes"


def _out_of_range(value: object, context: Mapping[str, Any], key: SchemaKey | None) -> str:
    limits = (bounds(key) if key else {}) or dict(context)
    write = _plain if isinstance(value, int | float) else format_duration
    return f"{shown(value)} is out of range: {_range(limits, context, write)}{_percent_hint(value, limits)}"


def _range(limits: Mapping[str, float], context: Mapping[str, Any], write: Callable[[float], str]) -> str:
    low = f"{write(limits['ge'])} or more" if "ge" in limits else ""
    # Of "more than 0" and "1e-6 or more", name the bound that the value broke.
    if "gt" in limits and ("gt" in context or not low):
        low = f"more than {write(limits['gt'])}"
    high = f"{write(limits['le'])} or less" if "le" in limits else ""
    if "ge" in limits and "gt" not in context and high and limits["le"] <= 1000:
        return f"from {write(limits['ge'])} to {write(limits['le'])}"
    return high if "le" in context else low


def _plain(number: float) -> str:
    return f"{number:,.12g}" if abs(number) >= 1000 else f"{number:.12g}"


def _percent_hint(value: object, limits: Mapping[str, float]) -> str:
    if limits.get("ge") == 0 and 0 < limits.get("le", 2) <= 1 and isinstance(value, int | float) and 2 <= value <= 100:
        return f" ({value:g} % is written {value / 100:g})"
    return ""


def _choice(value: object, _context: Mapping[str, Any], key: SchemaKey | None) -> str:
    options = [str(option) for option in get_args(key.annotation)] if key else []
    guess = nearest(value, options) if isinstance(value, str) else None
    hint = f"; did you mean {shown(guess)}?" if guess else ""
    return f"{shown(value)} is not one of {listed(options)}{hint}"


def _text(value: object, _context: Mapping[str, Any], _key: SchemaKey | None) -> str:
    simple = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{shown(value)} is not text" + (f'; write it in quotes: "{shown(value)}"' if simple else "")


def _table(value: object, _context: Mapping[str, Any], key: SchemaKey | None) -> str:
    return f"{shown(value)} is not a table" + (f"; {_DISTRIBUTION_EXAMPLE}" if key and key.is_distribution else "")


def _list(value: object, _context: Mapping[str, Any], key: SchemaKey | None) -> str:
    return f"{shown(value)} is not a list; write values in square brackets, such as {_list_example(value, key)}"


def _list_example(value: object, key: SchemaKey | None) -> str:
    if key and key.field and key.field.examples:
        return str(key.field.examples[0])
    return f"[{shown(value)}]" if key and isinstance(value, str | date) else "[1, 2]"


def _own(value: object, context: Mapping[str, Any], _key: SchemaKey | None) -> str:
    message = str(context.get("error", ""))
    # A message about a whole table or list says itself which values it means.
    return message if isinstance(value, Mapping | list | tuple) else f"{shown(value)}: {message}"


def _distribution(value: object, _context: Mapping[str, Any], _key: SchemaKey | None) -> str:
    name = value.get("distribution") if isinstance(value, Mapping) else value
    guess = nearest(name, DISTRIBUTIONS) if isinstance(name, str) else None
    hint = f"; did you mean {shown(guess)}?" if guess else ";"
    return f"{shown(name)} is not a known distribution{hint} known are {listed(DISTRIBUTIONS)}"


def _no_distribution(value: object, _context: Mapping[str, Any], _key: SchemaKey | None) -> str:
    keys = [str(key) for key in value] if isinstance(value, Mapping) else []
    misspelt = nearest("distribution", keys)
    hint = f"is {shown(misspelt)} a misspelling of it?" if misspelt else f"name one of {listed(DISTRIBUTIONS)}"
    return f"this is missing; {hint}"


def _missing(_value: object, _context: Mapping[str, Any], key: SchemaKey | None) -> str:
    return "this is missing and has no default" + (f"; {_DISTRIBUTION_EXAMPLE}" if key and key.is_distribution else "")


_WRITERS: Mapping[str, Callable[[object, Mapping[str, Any], SchemaKey | None], str]] = {
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), _whole_number),
    **dict.fromkeys(("float_type", "float_parsing"), _number),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _out_of_range),
    **dict.fromkeys(("model_type", "dict_type", "mapping_type", "model_attributes_type"), _table),
    **dict.fromkeys(("tuple_type", "list_type"), _list),
    **dict.fromkeys(("string_type", "string_unicode"), _text),
    **dict.fromkeys(
        ("bool_type", "bool_parsing"), lambda value, _context, _key: f"{shown(value)} is not true or false"
    ),
    "finite_number": lambda value, _context, _key: f"{shown(value)} is not a finite number",
    "too_short": lambda _value, _context, _key: "this is empty; give at least one",
    "string_too_short": lambda _value, _context, _key: "this is empty; write some text",
    "literal_error": _choice,
    "value_error": _own,
    "union_tag_invalid": _distribution,
    "union_tag_not_found": _no_distribution,
    "missing": _missing,
    "invalid_key": lambda _value, _context, _key: "a key must be text",
}
