"""Make docs/reference.md, every key that a scenario may have, from the descriptions in the models.

``python -m docs.builder.reference`` writes the page. A test fails if the page in docs/ differs from it.
"""

from __future__ import annotations

import inspect
import json
import re
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simcall.scenario.models.distributions import Constant
from simcall.scenario.models.duty_table import RosterDuty
from simcall.scenario.models.field_docs import described_fields
from simcall.scenario.models.follow_ons import as_distribution
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.quantities import (
    format_duration,
    parse_clock_time,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_start,
    plain_duration,
)
from simcall.scenario.models.schema import DISTRIBUTIONS
from simcall.scenario.models.spans import read_span
from simcall.scenario.reading.rosters.columns import COLUMNS
from simcall.scenario.reading.rosters.options import SOURCE_KEYS

__all__ = ["PAGE", "page", "tables"]

PAGE = Path(__file__).parents[1] / "reference.md"

_DISTRIBUTIONS_HEADING = "Distributions"
_READERS = {
    parse_clock_time: 'time of day, such as `"06:30"`',
    parse_date: "date, such as `2024-02-01`",
    parse_date_time: "date and time, such as `2024-02-01T17:20:00`",
    parse_start: "date, or date and time",
    read_span: 'list of the lowest and the highest value, such as `["3 min", "9 min"]` or `[0.2, 0.35]`',
}
"""What to write where one of these functions reads the value."""
_PLAIN = {str: "text", bool: "`true` or `false`", int: "whole number", float: "number", time: "time", datetime: "time"}
_WEEK_FILE = "or the name of a [file](scenario-file.md#give-a-profile-as-a-file)"

_HEAD = """\
# Every key of a scenario

simcall's own models make this page (`python -m docs.builder.reference`), so it lists exactly what `simcall` accepts.
[The scenario file](scenario-file.md) explains the same keys one after the other, with examples; start there.

A heading is the path of a table. `NAME` means a name of your own, such as `999` or `handlers`. With `--set`, write a
key behind the path: `--set lines.101.demand.growth=1.1`. A **length of time** is text with a unit: `"90 s"`,
`"2.5 min"`, `"2 h"`, `"1 day"`; the units are ms, s, min, h, day and week. A share is a number from 0 to 1. simcall
refuses any other key, and suggests the nearest known name.

Two keys belong to a file and not to what it describes. `extends` names another scenario file, relative to this one,
whose values apply where this one gives none. `without` is a list of paths to take away from that file first, such as
`without = ["groups.handlers.rota.fixed"]`: see [extend another file](scenario-file.md#extend-another-file).
"""

_TABLE_HEAD = "| key | meaning | what to write | default |\n|---|---|---|---|\n"

_SOURCE = {
    "file": (
        "A CSV file or a workbook (`.xlsx`, `.xls`, `.ods`), relative to the scenario file.",
        "text",
        "must be given",
    ),
    "sheet": ("The sheet of a workbook.", "text", "the first that holds a rota, and others like it for other days"),
    "columns": ("The names of the columns in the file.", "table by column: text", "the usual names"),
    "only": (
        'The rows to read: `{ Role = "Call Handler" }`, or a list of values.',
        "table by column of the file: text, or list of text",
        "the rows that name the group, or all",
    ),
    "codes": (
        'What codes and activities mean: times, a shift of the scenario, or a word such as `"off"`, `"leave"`, '
        '`"training"`, `"break"` or `"duty"`.',
        "table by code: text",
        "the key in the file, the shifts of the scenario, and the usual words",
    ),
    "dates": ("The order of day, month and year.", '`"dmy"` or `"mdy"` or `"ymd"`', "as the dates themselves allow"),
    "nights": ("Whether a night stands on the date on which it starts or ends.", '`"start"` or `"end"`', '`"start"`'),
    "people_in_cell": (
        "Whether a cell such as `Smith / Jones` names two people, or is one name.",
        '`"split"` or `"one"`',
        "simcall asks",
    ),
    "people": (
        "Of a pattern: how many people are in each team.",
        "whole number, or table by team: whole number",
        "simcall asks",
    ),
    "starts": ("Of a pattern: the date on which the teams are in their weeks.", "date", "the date in the notes"),
    "teams": ("Of a pattern: the week in which each team starts.", "table by team: whole number", "as the notes say"),
}
"""The keys of a roster's file, which are read before the models see the duties in it."""

_ROSTER = """\
A roster is the name of a file, `roster = "people.csv"`, or a table with these keys:

{rows}
The columns are {columns}; [a roster](scenario-file.md#read-a-roster-of-named-people) explains them. In a scenario
that `simcall` has saved with its results, the duties take the place of the file, as lists of equal length:
`duties = {{ person = […], start = […], end = […], breaks = […], line = […] }}`.
"""


@dataclass(frozen=True)
class Section:
    """A table that a scenario may have.

    Attributes
    ----------
    path : str
        Where it stands, with NAME for a name that is free; nothing for the top of the file.
    model : type
        The model of the table.
    listed : bool
        Whether the path holds a list of such tables.
    """

    path: str
    model: type[BaseModel]
    listed: bool = False

    @property
    def heading(self) -> str:
        """Its heading on the page."""
        if not self.path:
            return "The top of the file"
        return f"`[{self.path}]`, each of a list" if self.listed else f"`[{self.path}]`"


def tables() -> Iterator[Section]:
    """Yield every table of a scenario except the distributions, from the outermost inwards."""
    yield from _within(Section("", ScenarioModel))


def page() -> str:
    """Return the whole page."""
    sections = [_section(table) for table in tables()]
    distributions = [_distribution(name, model) for name, model in DISTRIBUTIONS.items()]
    return "\n".join([_HEAD, *sections, _distributions_intro(), *distributions])


def _within(table: Section) -> Iterator[Section]:
    yield table
    for key, field in _fields(table.model).items():
        path = f"{table.path}.{key}".removeprefix(".")
        inner = _inner_table(_plain(field.annotation)[0], path)
        if inner:
            yield from _within(inner)


def _inner_table(annotation: Any, path: str) -> Section | None:
    """Return the table that a key holds, if it holds one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Section(path, annotation)
    arguments = get_args(annotation)
    if _is_mapping(annotation) and _is_model(arguments[1]):
        return Section(f"{path}.NAME", arguments[1])
    if get_origin(annotation) is tuple and _is_model(arguments[0]):
        return Section(path, arguments[0], listed=True)
    return None


# The page -------------------------------------------------------------------------------------------------------------


def _section(table: Section) -> str:
    if any(get_args(field.annotation)[:1] == (RosterDuty,) for field in table.model.model_fields.values()):
        return f"## {table.heading}\n\n{_roster()}"
    introduction = f"{_words(inspect.getdoc(table.model) or '')}\n\n" if table.path else ""
    return f"## {table.heading}\n\n{introduction}{_rows(table)}"


def _rows(table: Section) -> str:
    rows = [_row(key, field, table) for key, field in _fields(table.model).items()]
    return _TABLE_HEAD + "\n".join(rows) + "\n"


def _roster() -> str:
    rows = "\n".join(f"| `{key}` | {' | '.join(_SOURCE[key])} |" for key in SOURCE_KEYS)
    return _ROSTER.format(rows=f"{_TABLE_HEAD}{rows}\n", columns=", ".join(f"`{name}`" for name in COLUMNS))


def _row(key: str, field: FieldInfo, table: Section) -> str:
    inner = _inner_table(_plain(field.annotation)[0], f"{table.path}.{key}".removeprefix("."))
    value = _link(inner) if inner else _value(field.annotation, tuple(field.metadata))
    if key in ("profile", "headcount_profile", "handling_by_hour"):
        value = f"{value}; {_WEEK_FILE}"
    return f"| `{key}` | {_words(_description(table.model, key))} | {value} | {_default(field)} |"


def _description(model: type[BaseModel], key: str) -> str:
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    return described_fields(model).get(names[key], "")


def _link(table: Section) -> str:
    what = "list of tables" if table.listed else "tables by name" if table.path.endswith(".NAME") else "table"
    return f"{what}: [`{table.path}`](#{_anchor(table.heading)})"


def _distributions_intro() -> str:
    return (
        f"## {_DISTRIBUTIONS_HEADING}\n\nWhere the page says distribution, write a table such as "
        '`{ distribution = "lognormal", mean = "7 min", sd = "6 min" }`.\n'
        "Its `distribution` is one of these; all of them take `at_zero`.\n"
    )


def _distribution(name: str, model: type[BaseModel]) -> str:
    return f"### `{name}`\n\n{_words(inspect.getdoc(model) or '')}\n\n{_rows(Section('', model))}"


def _words(text: str) -> str:
    """Return a docstring in one line, with bars escaped so that none ends a table cell."""
    return " ".join(text.replace("``", "`").split()).replace("|", "\\|")


def _anchor(heading: str) -> str:
    """Return the anchor that the site and code hosts give a heading."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


# What to write for a value --------------------------------------------------------------------------------------------


def _value(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    """Return what a planner writes for a type, with its bounds."""
    kind, constraints = _plain(annotation, metadata)
    if _is_any_distribution(kind) and any(getattr(part, "func", None) is as_distribution for part in constraints):
        return f"length of time or [distribution](#{_anchor(_DISTRIBUTIONS_HEADING)})"
    if _is_any_distribution(kind):
        return f"[distribution](#{_anchor(_DISTRIBUTIONS_HEADING)})"
    if get_origin(kind) is Literal:
        return " or ".join(f'`"{choice}"`' for choice in get_args(kind))
    if get_origin(kind) in (Union, types.UnionType) and not _reader(constraints):
        return " or ".join(_value(choice) for choice in get_args(kind))
    if _is_mapping(kind):
        return f"table by line: {_value(get_args(kind)[1])}"
    if get_origin(kind) is tuple and not _reader(constraints):
        return f"list: {_value(get_args(kind)[0])}"
    return _simple(kind, constraints)


def _simple(kind: Any, metadata: tuple[Any, ...]) -> str:
    reader = _reader(metadata)
    if reader is parse_duration:
        return f"length of time{_limits(metadata, _duration)}"
    if reader:
        return _READERS[reader]
    return _PLAIN[kind] + _limits(metadata, lambda value: f"{value:,.10g}")


def _duration(seconds: float) -> str:
    return plain_duration(seconds) if seconds < 1 else format_duration(seconds)


def _reader(metadata: tuple[Any, ...]) -> Any:
    """Return the function that reads the value, if any."""
    return next((part.func for part in metadata if getattr(part, "func", None) in (*_READERS, parse_duration)), None)


def _limits(metadata: tuple[Any, ...], in_words: Callable[[float], str]) -> str:
    """Return the bounds of a number or a time in words; the narrower of two bounds applies."""
    limits = {name: getattr(part, name) for part in metadata for name in _LIMITS if hasattr(part, name)}
    if "gt" in limits and limits.get("ge", limits["gt"]) <= limits["gt"]:
        limits.pop("ge", None)
    elif "ge" in limits:
        limits.pop("gt", None)
    return "".join(f", {word} {in_words(limits[name])}" for name, word in _LIMITS.items() if name in limits)


_LIMITS = {"ge": "at least", "gt": "over", "le": "at most"}


def _default(field: FieldInfo) -> str:
    """Return the default of a key."""
    if field.is_required():
        return "must be given"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, Constant):
        return "none: always 0 s"
    if default is None or isinstance(default, BaseModel) or default in ("", (), {}):
        return "none"
    if isinstance(default, float) and _reader(_plain(field.annotation, tuple(field.metadata))[1]) is parse_duration:
        return f'`"{format_duration(default)}"`'
    if isinstance(default, tuple):
        return f"`[{', '.join(map(json.dumps, default))}]`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default:g}`"


# Types ----------------------------------------------------------------------------------------------------------------


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields by key, with `distribution` first and `at_zero` last."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if "distribution" not in fields:
        return fields
    return {
        "distribution": fields.pop("distribution"),
        **dict(sorted(fields.items(), key=lambda item: item[0] == "at_zero")),
    }


def _plain(annotation: Any, metadata: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without None, and its metadata separately."""
    while True:
        if get_origin(annotation) is Annotated and not _is_any_distribution(annotation):
            annotation, *more = get_args(annotation)
            parts = [part.metadata if isinstance(part, FieldInfo) else (part,) for part in more]
            metadata = (*metadata, *(constraint for part in parts for constraint in part))
            continue
        choices = [choice for choice in get_args(annotation) if choice is not type(None)]
        if get_origin(annotation) in (Union, types.UnionType) and len(choices) == 1:
            annotation = choices[0]
            continue
        return annotation, metadata


def _is_any_distribution(annotation: Any) -> bool:
    inner = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    return set(get_args(inner)) - {type(None)} == set(DISTRIBUTIONS.values())


def _is_mapping(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
