"""The designed scenario as a file that extends the first one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simcall.errors import ScenarioError
from simcall.present.imported.entries import Entry, Source, scenario_text
from simcall.scenario import Scenario, load
from simcall.scenario.models.paths import format_path
from simcall.studies.design.designed import RotaDesignNumbers

__all__ = ["SCENARIO", "designed_text"]

SCENARIO = "scenario.toml"
_HEADING = """\
Written by simcall design{file} on {date}. The next design with this results folder replaces this file.
Write your own changes into another file that begins with: extends = "{scenario}"

To get the figures of the design again:

  simcall run {scenario} --seed {seed} --replications {replications}"""
_EXTENDS = "The scenario with today's rota. If you move this file, change the path."
_CLOSING = "Where the designed values come from. The scenario above says where all other values come from."


def designed_text(numbers: RotaDesignNumbers, folder: Path) -> str:
    """Return the designed scenario as the text of a scenario file.

    Parameters
    ----------
    numbers : RotaDesignNumbers
        The designed rota.
    folder : Path
        Where the file will be. The path to the first scenario is relative to it.

    Returns
    -------
    str
        A file that extends that of the first scenario. If the first scenario has no file, or its file says something
        else by now, the whole scenario.
    """
    today = datetime.now(UTC)
    heading = _HEADING.format(
        file=f" from {Path(numbers.request.file).name}" if numbers.request.file else "",
        date=f"{today.day} {today:%B %Y}",
        scenario=SCENARIO,
        seed=numbers.check_seed,
        replications=numbers.replications,
    )
    file = _file_of(numbers.request.scenario)
    if file is None:
        return _whole(numbers.scenario, heading)
    return scenario_text(heading, list(_entries(numbers, _relative(file, folder))), _CLOSING, _sources(numbers))


def _file_of(scenario: Scenario) -> str | None:
    """Return the file of a scenario, if it still says the same."""
    if not scenario.history.files:
        return None
    file = scenario.history.files[-1]
    try:
        return file if load(file) == scenario else None
    except ScenarioError:
        return None


def _relative(file: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(os.path.realpath(file), os.path.realpath(folder))).as_posix()
    except ValueError:  # on another drive of Windows
        return Path(os.path.realpath(file)).as_posix()


def _whole(scenario: Scenario, heading: str) -> str:
    import tomlkit

    comments = "\n".join(f"# {line}".rstrip() for line in heading.splitlines())
    return f"{comments}\n{tomlkit.dumps(scenario.document())}"


def _entries(numbers: RotaDesignNumbers, extends: str) -> Iterator[Entry]:
    yield Entry((), "name", numbers.scenario.name)
    yield Entry((), "extends", extends, comment=_EXTENDS)
    if numbers.without:
        yield Entry((), "without", list(numbers.without), comment="What this file takes away from it, to design anew.")
    yield from _entries_of_table((), numbers.changes)


def _entries_of_table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the entries of a table, then those of the tables in it; a table without tables in it stands in one line."""
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping) and _has_tables(value)}
    for key, value in table.items():
        if key not in inner:
            yield Entry(path, key, value)
    for key, value in inner.items():
        yield from _entries_of_table((*path, key), value)


def _has_tables(table: Mapping[str, Any]) -> bool:
    """Tell whether a table holds a table, or a list of tables, which is too long for one line."""
    return any(
        isinstance(value, Mapping) or (isinstance(value, list | tuple) and any(isinstance(e, Mapping) for e in value))
        for value in table.values()
    )


def _sources(numbers: RotaDesignNumbers) -> dict[str, Source]:
    """Return the source of each designed shift, and of each part of a group."""
    changes, scenario = numbers.changes, numbers.scenario
    shifts = [("shifts", name) for name in changes.get("shifts", {})]
    groups = [("groups", name, key) for name, group in changes.get("groups", {}).items() for key in group]
    return {format_path(path): Source("given", scenario.provenance_at(path).source) for path in (*shifts, *groups)}
