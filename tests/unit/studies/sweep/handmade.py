"""Sweeps whose cells are written by hand, with no simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from simcall.api import Sweep
from simcall.studies.sweep import Cell, Design, Parameter, Point, Settings
from simcall.studies.sweep.cells import Request
from simcall.studies.typed_figures import parse_figure, parse_target
from tests.making import TWO_LINES, scenario

HEADCOUNT, RESERVE, PATIENCE = "groups.officers.headcount", "groups.handlers.reserve.101", "lines.101.patience.mean"
INTIME, ABANDONED = "999.answered_in_target", "101.abandonment_rate"
Triple = tuple[float | None, float | None, float | None]


def document(
    figures: Mapping[str, Triple] | None = None,
    paid: Mapping[str, float] | None = None,
    totals: Mapping[str, tuple[Sequence[float], Sequence[float]]] | None = None,
    replications: int = 10,
) -> dict[str, Any]:
    """Return a cell's document: figures and totals by ``NAME.MEASURE``, paid hours by group."""
    return {
        "scenario": "by hand",
        "replications": replications,
        "paid_hours": dict(paid or {"handlers": 100.0}),
        "figures": _by_subject({name: list(triple) for name, triple in (figures or {}).items()}),
        "totals": _by_subject({name: [list(one) for one in both] for name, both in (totals or {}).items()}),
    }


def _by_subject(written: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"line": {}, "group": {}}
    for text, what in written.items():
        name, measure = text.split(".")
        found["line" if name.isdigit() else "group"].setdefault(name, {})[measure] = what
    return found


def around(mean: float, half: float = 0.01) -> Triple:
    """Return an estimate with an interval."""
    return (mean, mean - half, mean + half)


def swept(
    points: Sequence[tuple[Mapping[str, object], Mapping[str, Any]]],
    targets: Sequence[str] = (),
    minimise: str | None = None,
) -> Sweep:
    """Return a sweep of points, each its values and its cell's document."""
    base = scenario(TWO_LINES)
    made = tuple(Point(number, values) for number, (values, _) in enumerate(points))
    paths = dict.fromkeys(path for values, _ in points for path in values)
    design = Design(
        "by hand",
        base,
        tuple(Parameter(path, tuple(dict.fromkeys(str(values.get(path)) for values, _ in points))) for path in paths),
        made,
        settings=Settings(
            targets=tuple(parse_target(text, base) for text in targets),
            minimise=None if minimise is None else parse_figure(minimise, base),
        ),
    )
    cells = tuple(Cell(point, found) for point, (_, found) in zip(made, points, strict=True))
    return Sweep(design, Request(10, 1, "kernel"), cells, {point.key: point.key for point in made})


def by_headcount(*rows: tuple[Triple, float], targets: Sequence[str] = (), minimise: str | None = None) -> Sweep:
    """Return a sweep of officers' headcounts from 0 on, each with 999 answered in time and paid hours."""
    return swept(
        [
            ({HEADCOUNT: number}, document({INTIME: found}, {"handlers": 100.0, "officers": paid}))
            for number, (found, paid) in enumerate(rows)
        ],
        targets,
        minimise,
    )


def with_request(sweep: Sweep, **changes: Any) -> Sweep:
    """Return a sweep that was asked for in another way."""
    return replace(sweep, request=replace(sweep.request, **changes))
