"""The scenario with the designed rota, and where its new values come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simcall.files.messages import counted, listed
from simcall.scenario import Scenario
from simcall.scenario.models.lines import OF_DUTIES
from simcall.scenario.models.paths import KeyPath, format_path, is_covered, parse_path
from simcall.studies.design.options import Option, staffed, tables_of
from simcall.studies.design.request import DesignRequest

__all__ = ["designed_scenario", "idle_shifts", "sources_of"]


def designed_scenario(
    request: DesignRequest, options: Sequence[Option], people: Sequence[int], replications: int, seed: int
) -> Scenario:
    """Return the scenario with people on the options, under its own name and with the source of each designed value.

    Parameters
    ----------
    request : DesignRequest
        What is designed.
    options : sequence of Option
        The options.
    people : sequence of int
        Steps on each of them.
    replications, seed : int
        How the rota was checked.
    """
    sources = sources_of(request, tables_of(request, options, people), replications, seed)
    designed = staffed(request, options, people, f"{request.scenario.name}, with a designed rota", sources)
    idle = idle_shifts(request.scenario, designed)
    return designed.update({format_path(("shifts", name)): None for name in idle}) if idle else designed


def idle_shifts(today: Scenario, designed: Scenario) -> tuple[str, ...]:
    """Return the shifts that somebody works today and nobody in the designed scenario, so it need not have them."""
    used, needed = _worked(today), _worked(designed)
    needed |= {absence.shift for group in designed.groups.values() for absence in group.absence.on if absence.shift}
    return tuple(name for name in today.shifts if name in used - needed)


def _worked(scenario: Scenario) -> set[str]:
    rotas = [group.rota for group in scenario.groups.values() if group.rota is not None]
    return {name for rota in rotas for name in (*rota.pattern, *(post.shift for post in rota.fixed.values()))}


def sources_of(
    request: DesignRequest, tables: Mapping[str, Any], replications: int, seed: int
) -> dict[str, dict[str, str]]:
    """Return the entries of provenance that a designed scenario has in place of the first one's.

    What a group keeps besides its rota, such as absence, has the source that it had.

    Parameters
    ----------
    request : DesignRequest
        What is designed.
    tables : mapping
        What a file of the designed scenario says: see `tables_of`.
    replications, seed : int
        How the rota was checked.
    """
    file = f" from {Path(request.file).name}" if request.file else ""
    source = f"designed by simcall design{file}; checked in {counted(replications, 'simulation')} with seed {seed}"
    sources: dict[KeyPath, str] = {("shifts", name): source for name in tables.get("shifts", {})}
    for name, entries in tables["groups"].items():
        keep = request.groups[name].keep
        of_group = f"{source}; it keeps {listed(keep)}" if keep else source
        sources |= {("groups", name, key): of_group for key in entries}
    designed = {format_path(path): {"kind": "given", "source": text} for path, text in sources.items()}
    return dict(_kept_sources(request)) | designed


def _kept_sources(request: DesignRequest) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the sources of what the designed groups have besides a rota."""
    kept: list[KeyPath] = [("groups", name, key) for name in request.groups for key in OF_DUTIES]
    for path, entry in request.scenario.provenance.items():
        if is_covered(parse_path(path), kept):
            yield path, {"kind": entry.kind, "source": entry.source}
