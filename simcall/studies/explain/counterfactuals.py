"""What a scenario would be without one thing that makes its figures worse or better: each by a name.

A level has no cause by itself. It needs a comparison: for example, the same hub with everybody present. Each
counterfactual here takes one thing out of a scenario's document and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from simcall.scenario import Scenario
from simcall.scenario.models.distributions import Distribution
from simcall.scenario.models.lines import STAFFING
from simcall.scenario.models.paths import MISSING, KeyPath, Table, lookup
from simcall.scenario.models.quantities import format_duration
from simcall.studies.explain.causes import Cause, Kind
from simcall.studies.explain.spread_hours import HoursOfGroup, spread_by_demand

__all__ = ["EVERYBODY_PRESENT", "counterfactuals", "with_everybody_present"]

EVERYBODY_PRESENT = "absence"
_ABSENCE = ("absence", "availability", "leavers_per_year")
_HANDLING = ("handling", "wrap_up")

Changed = Callable[[Table], Table]


def counterfactuals(scenario: Scenario, hours: Mapping[str, HoursOfGroup]) -> list[Cause]:
    """Return the causes that a scenario holds, each of which can be taken out.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    hours : mapping of str to HoursOfGroup
        The hours of each group whose people can work at other times.

    Returns
    -------
    list of Cause
        Only those that are in the scenario: one without redials has none to take out.
    """
    document = scenario.document()
    causes = [
        Cause(EVERYBODY_PRESENT, Kind.PEOPLE, tuple(_absences(scenario)), with_everybody_present),
        Cause("hours of work", Kind.PEOPLE, _staffing(document, hours), partial(spread_by_demand, hours)),
        _without("reserve", Kind.PEOPLE, _present(document, "groups", ("reserve",))),
        _without("variation", Kind.DEMAND, _variations(document)),
        _without("incidents", Kind.DEMAND, _present(document, "lines", ("demand", "bursts"))),
        _without("growth", Kind.DEMAND, _present(document, "lines", ("demand", "growth"))),
        _without("redial", Kind.CALLERS, _present(document, "lines", ("redial",))),
        Cause("uneven calls", Kind.WORK, _uneven(scenario), partial(_with_even_calls, _even_calls(scenario))),
    ]
    return [cause for cause in causes if cause.paths]


def with_everybody_present(document: Table) -> Table:
    """Return a document in which nobody is absent, on training, late or gone for good."""
    groups = {name: _of_present(group) for name, group in document["groups"].items()}
    return {**document, "groups": groups}


def _of_present(group: Table) -> Table:
    more_than_all = group.get("availability", 1.0) > 1
    return {
        key: value for key, value in group.items() if key not in _ABSENCE or (key == "availability" and more_than_all)
    }


def _absences(scenario: Scenario) -> Iterator[KeyPath]:
    """Yield the values through which somebody who is planned is not there."""
    for name, group in scenario.groups.items():
        absence = group.absence
        if absence.probability or absence.training_every or absence.late or absence.on:
            yield "groups", name, "absence"
        if group.availability < 1:
            yield "groups", name, "availability"
        if group.leavers_per_year:
            yield "groups", name, "leavers_per_year"


def _staffing(document: Table, hours: Iterable[str]) -> tuple[KeyPath, ...]:
    return tuple(("groups", name, way) for name in hours for way in STAFFING if way in document["groups"][name])


def _present(document: Table, kind: str, keys: KeyPath) -> tuple[KeyPath, ...]:
    """Return the paths of a value, of every line or group that has it and does not leave it empty."""
    paths = ((kind, name, *keys) for name in document.get(kind, {}))
    return tuple(path for path in paths if lookup(document, path) not in (MISSING, {}, None, 1.0))


def _variations(document: Table) -> tuple[KeyPath, ...]:
    """Return the paths of what makes one day or hour busier than another by chance."""
    shared = [("busyness", key) for key in ("cv", "hour_cv")]
    own = [("lines", name, "demand", key) for name in document["lines"] for key in ("day_factor_cv", "hour_factor_cv")]
    return tuple(path for path in [*shared, *own] if lookup(document, path) not in (MISSING, 0, 0.0, None))


def _without(name: str, kind: Kind, paths: tuple[KeyPath, ...]) -> Cause:
    return Cause(name, kind, paths, partial(_pruned, paths))


def _pruned(paths: Iterable[KeyPath], document: Table) -> Table:
    """Return a document without the values at some paths, so that each takes its default."""
    for path in paths:
        document = _without_value(document, path)
    return document


def _without_value(table: Table, path: KeyPath) -> Table:
    key, rest = path[0], path[1:]
    if not rest:
        return {name: value for name, value in table.items() if name != key}
    return {**table, key: _without_value(table[key], rest)} if isinstance(table.get(key), dict) else table


def _uneven(scenario: Scenario) -> tuple[KeyPath, ...]:
    return tuple(_even_calls(scenario))


def _even_calls(scenario: Scenario) -> Mapping[KeyPath, Table]:
    """Return the handling times that are not all alike, each as a constant with the same mean."""
    of_lines = (
        (("lines", name, key), getattr(line, key)) for name, line in scenario.lines.items() for key in _HANDLING
    )
    return {
        path: _constant(times) for path, times in of_lines if times is not None and times.distribution != "constant"
    }


def _constant(times: Distribution) -> Table:
    return {"distribution": "constant", "value": format_duration(times.mean_s())}


def _with_even_calls(constants: Mapping[KeyPath, Table], document: Table) -> Table:
    lines = {name: dict(line) for name, line in document["lines"].items()}
    for (_, name, key), constant in constants.items():
        lines[name][key] = constant
    return {**document, "lines": lines}
