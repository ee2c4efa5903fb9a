"""List the values of a scenario row by row, with where each comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from simcall.scenario.listing.follow_on_holdings import written_follow_on
from simcall.scenario.listing.staffing_holdings import writer_at, written_breaks, written_headcounts, written_pattern
from simcall.scenario.models.distributions import whole_weights
from simcall.scenario.models.follow_ons import NOT_OF_PHONES, NOT_OF_WORK
from simcall.scenario.models.keys import RUN_SETTINGS, alternatives_at, is_roster
from simcall.scenario.models.lines import OF_DUTIES, WITH_AVAILABILITY, Group, Line, Provenance, ScenarioModel
from simcall.scenario.models.paths import KeyPath, covers, format_path, parse_path
from simcall.scenario.models.quantities import parse_duration, plain_duration
from simcall.scenario.models.schema import SchemaKey, schema_key
from simcall.scenario.models.week import MINUTES_PER_WEEK

__all__ = ["DEFAULT", "Holding", "holdings", "set_paths", "written_value"]

DEFAULT = "default"
"""The kind of a value that is not set."""
_SETTING = ("setting", "chosen for this run")

_STEP_NAMES = {10080: "steady", 1440: "daily", 60: "hourly", 30: "half-hourly", 15: "quarter-hourly", 1: "one-minute"}
_STEPS = {"profile": "weights", "headcount_profile": "headcounts", "handling_by_hour": "factors"}
"""What the steps of a week are, by key."""
_SHOWN_OF_LIST = 8
_UNREMARKABLE = ("provenance", "at_zero", "from", "to", "shifts")


@dataclass(frozen=True)
class Holding:
    """One value of a scenario.

    Attributes
    ----------
    path : str
        As an override names it.
    value : str
        For people: ``"7 min"``, ``"lognormal: mean 7 min, sd 6 min"``, ``"168 hourly weights, 0.4 to 1.8"``.
    kind : str
        published, measured, given, calibrated or assumed; setting for a choice of the study; default for what is not
        set.
    key : SchemaKey or None
        What the models say about it, which is read when somebody asks for `meaning`.
    written_source : str
        Where it is from, if it is set.
    """

    path: str
    value: str
    kind: str
    key: SchemaKey | None
    written_source: str = ""

    @property
    def meaning(self) -> str:
        """What the models say about it: of a value that is set, in a few words; may be empty."""
        if self.key is None:
            return ""
        return self.key.description if self.kind == DEFAULT else self.key.meaning

    @property
    def source(self) -> str:
        """Where it is from; of a default, what it means."""
        return self.meaning if self.kind == DEFAULT else self.written_source


def holdings(scenario: ScenarioModel) -> tuple[Holding, ...]:
    """Return a row for each value that the scenario sets, in its order, and then for each that it leaves as it is."""
    document = scenario.document()
    rows = _rows_of(scenario, document)
    return tuple(_holding(scenario, document, path, value) for path, value in rows) + tuple(_defaults(scenario, ()))


def set_paths(scenario: ScenarioModel) -> Iterator[KeyPath]:
    """Yield the path of each value that the scenario sets, as `holdings` lists them."""
    return (path for path, _ in _rows_of(scenario, scenario.document()))


def _rows_of(scenario: ScenarioModel, document: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    entries = [parse_path(key) for key in scenario.provenance]
    return _rows({key: value for key, value in document.items() if key != "provenance"}, (), entries)


def _holding(scenario: ScenarioModel, document: Mapping[str, Any], path: KeyPath, value: object) -> Holding:
    entry = scenario.provenance_at(path)
    kind, source = _SETTING if path[0] in RUN_SETTINGS else (entry.kind, entry.source)
    return Holding(format_path(path), written_value(path, value), kind, schema_key(path, document), source)


def _defaults(node: object, path: KeyPath) -> Iterator[Holding]:
    """Walk over the defaults that hold, so that no value of the scenario is hidden."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _defaults(value, (*path, key))
    if not isinstance(node, BaseModel) or isinstance(node, Provenance) or writer_at(path):
        return
    dumped = node.model_dump(mode="json", by_alias=True)
    left_out = {
        *alternatives_at(path),
        *_UNREMARKABLE,
        *(_not_of(node) if isinstance(node, Group) else ()),
        *(_not_of_kind(node) if isinstance(node, Line) else ()),
    }
    for name, field in type(node).model_fields.items():
        inner_path = (*path, field.alias or name)
        if name in node.model_fields_set:
            yield from _defaults(getattr(node, name), inner_path)
        elif inner_path[-1] not in left_out and inner_path[0] not in RUN_SETTINGS:
            key = SchemaKey(field.annotation, owner=type(node), name=name)
            yield Holding(format_path(inner_path), _default(dumped[inner_path[-1]]), DEFAULT, key)


def _not_of_kind(line: Line) -> Iterable[str]:
    """Return the keys that are nothing to a line, because of its kind."""
    return NOT_OF_WORK if line.is_work else NOT_OF_PHONES


def _not_of(group: Group) -> Iterator[str]:
    """Yield the keys that are nothing to a group, because of the way in which it is staffed."""
    if not group.has_duties:
        yield from OF_DUTIES
    if not any(getattr(group, way) is not None for way in WITH_AVAILABILITY):
        yield "availability"


def _default(value: Any) -> str:
    """Write a value that nobody wrote."""
    if value is None or value in ({}, []):
        return "none"
    if isinstance(value, dict):
        return _distribution(value) if "distribution" in value else "none"
    return ", ".join(map(_scalar, value)) if isinstance(value, list) else _scalar(value)


def _rows(table: Mapping[str, Any], path: KeyPath, entries: list[KeyPath]) -> Iterator[tuple[KeyPath, Any]]:
    """Walk over the values; a distribution, a shift or a rota is one, unless its parts have their own provenance."""
    for key, value in table.items():
        inner_path = (*path, key)
        if key == "leads_to":
            yield from (((*inner_path, str(number)), entry) for number, entry in enumerate(value))
        elif isinstance(value, dict) and value and not _is_one(inner_path, value, entries):
            yield from _rows(value, inner_path, entries)
        else:
            yield inner_path, value


def _is_one(path: KeyPath, value: Mapping[str, Any], entries: list[KeyPath]) -> bool:
    if is_roster(path):
        return True
    together = "distribution" in value or path[-1] == "answer_target" or writer_at(path)
    return bool(together) and not any(covers(path, entry) and entry != path for entry in entries)


def written_value(path: KeyPath, value: Any) -> str:
    """Write the value at a path for people: "7 min", "lognormal: mean 7 min, sd 6 min"."""
    if path[-2:-1] == ("leads_to",):
        return written_follow_on(value, _distribution)
    if path[-1] == "answer_target":
        targets = [value] if isinstance(value, dict) else value
        return ", ".join(f"{target['share'] * 100:g} % in {_scalar(target['within'])}" for target in targets)
    if isinstance(value, dict) and value and (writer := writer_at(path)):
        return writer(value, _distribution)
    if isinstance(value, dict):
        return _distribution(value) if "distribution" in value else "none"
    if isinstance(value, list):
        return _list(path[-1], value)
    return value if isinstance(value, str) and path[-1] in ("name", "description") else _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        return _distribution(value)
    if isinstance(value, str):
        return _as_duration(value) or value
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def _as_duration(text: str) -> str | None:
    try:
        return plain_duration(parse_duration(text))
    except ValueError:
        return None


def _distribution(table: Mapping[str, Any]) -> str:
    name = str(table["distribution"])
    zero = f"; {table['at_zero'] * 100:g} % are zero" if table.get("at_zero") else ""
    if name == "mixture":
        weights = whole_weights(table["weights"], len(table["components"]))
        parts = zip(weights, table["components"], strict=True)
        return "mixture: " + " + ".join(f"{weight:g} x ({_distribution(part)})" for weight, part in parts) + zero
    parameters = {key: value for key, value in table.items() if key not in ("distribution", "at_zero")}
    if name == "empirical":
        return f"empirical: {_list('values', parameters['values'])}{zero}"
    if name == "constant":
        return f"always {_scalar(parameters['value'])}{zero}"
    return f"{name}: {', '.join(f'{key} {_scalar(value)}' for key, value in parameters.items())}{zero}"


def _list(key: str, values: Sequence[Any]) -> str:
    if key == "pattern":
        return written_pattern(values)
    if key == "breaks":
        return written_breaks(values)
    if key == "headcount_by_date":
        return written_headcounts(values)
    if key in _STEPS:
        length, noun = MINUTES_PER_WEEK // len(values), _STEPS[key]
        steps = f"{_STEP_NAMES[length]} {noun}" if length in _STEP_NAMES else f"{noun} of {length} min each"
        return f"{len(values)} {steps}, {_span(values, float)}"
    if key == "values" and len(values) > _SHOWN_OF_LIST:
        return f"{len(values)} values, {_span(values, parse_duration, plain_duration)}"
    written = [_scalar(value) for value in values[:_SHOWN_OF_LIST]]
    more = len(values) - _SHOWN_OF_LIST
    return ", ".join(written) + (f" and {more} more" if more > 0 else "")


def _span(values: Sequence[Any], read: Callable[[Any], float], write: Callable[[float], str] = "{:.4g}".format) -> str:
    numbers = [read(value) for value in values]
    return f"{write(min(numbers))} to {write(max(numbers))}"
