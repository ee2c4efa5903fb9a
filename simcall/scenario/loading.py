"""Load a scenario from a file, the files that it extends and names, and overrides."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import quoted, shown
from simcall.files.text import BadFileError, beside, read_text
from simcall.scenario.checks.problems import validated
from simcall.scenario.reading.areas import with_areas_written_out
from simcall.scenario.reading.attachments import read_attachments
from simcall.scenario.reading.layers import Layer, Merged
from simcall.scenario.reading.merging import lay_over, merge, says_the_same
from simcall.scenario.reading.named_rosters import with_rosters
from simcall.scenario.reading.overrides import DEEPEST, Overrides, depth_over, override_layer
from simcall.scenario.reading.without import absent_problems, read_without
from simcall.scenario.scenario import Scenario

__all__ = ["load", "load_both"]

_LIMIT_MB = 2
"""No scenario comes near this size, for which the slow reader of TOML takes some seconds."""
_PLACE = re.compile(r"(.*?) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_SLIPS = {
    r'"[^"]*\\': "in a file name write / for \\, or put it in single quotes",
    r"\d\s*%": "write a share as a number from 0 to 1: 0.9 for 90 %",
    r"\b\d{1,2}/\d{1,2}/\d{4}\b": "write a date as 2024-06-01",
    r"=\s*\d+,\d": "write a point for decimals, and no comma for thousands",
    r"^[^=]*[,;][^=]*$": "a scenario is a TOML file; if this is a CSV file, give the scenario that names it",
}
"""What breaks a line of TOML, with the advice for its writer. The first that fits is shown."""
_DATE_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")


def load(path: str | os.PathLike[str], overrides: Overrides = ()) -> Scenario:
    """Read a scenario file, with all that it extends.

    Parameters
    ----------
    path : str or path
        The TOML file.
    overrides : mapping or iterable of str
        Values by path, or strings such as ``"lines.101.handling.mean=10 min"``, laid over the file.

    Returns
    -------
    Scenario
        Complete: it names no other file.

    Raises
    ------
    ScenarioError
        With every problem that the files, the values and the names in them have.
    """
    return _loaded(path, overrides, "--set")


def load_both(
    path: str | os.PathLike[str], overrides: Sequence[str], changes: Sequence[str]
) -> tuple[Scenario, Scenario]:
    """Read a scenario as it stands and as changed.

    Parameters
    ----------
    path : str or path
        The TOML file.
    overrides : sequence of str
        Laid over the file in both, as ``PATH=VALUE``.
    changes : sequence of str
        Laid over these in the second, which takes "changed" into its name.

    Raises
    ------
    ScenarioError
        With every problem, as `load`.
    """
    base = load(path, overrides)
    name = f"name={json.dumps(f'{base.name}, changed', ensure_ascii=False)}"
    return base, _loaded(path, (*overrides, *changes, name), "--change")


def _loaded(path: str | os.PathLike[str], overrides: Overrides, source: str) -> Scenario:
    file = os.fspath(path)
    problems: list[Problem] = []
    layers, complete = _layers(file, problems)
    if not layers:
        raise ScenarioError(problems)
    layer, faults = override_layer(overrides, source)
    if not complete:  # a team that is not there may stand in the file that could not be read
        layer = replace(layer, by_parts=())
    *written, layer = with_areas_written_out([*layers, layer], problems)
    merged = lay_over(_laid_over_each_other(written), layer)
    problems += [*faults, *(absent_problems(merged.absent) if complete else ())]
    merged, roster_problems = with_rosters(merged, file, partial=not complete)
    return validated(Scenario, merged, file, [*problems, *roster_problems], partial=not complete)


def _laid_over_each_other(layers: Sequence[Layer]) -> Merged:
    """Merge a file with all that it extends, and note whether it changes anything."""
    *parents, layer = layers
    below = merge(parents)
    merged = lay_over(below, layer)
    # A file that gives its start is about days of its own, even if they are those of the file that it extends.
    changes_nothing = bool(parents) and "start" not in layer.values and says_the_same(below, merged)
    return replace(merged, history=replace(merged.history, changes_nothing=changes_nothing))


def _layers(file: str, problems: list[Problem]) -> tuple[list[Layer], bool]:
    """Read a file and all that it extends, the outermost parent first; tell whether all could be read."""
    layers: list[Layer] = []
    trail: dict[str, str] = {}
    name, named_by = file, ""
    while True:
        if _real(name) in trail:
            circle = " -> ".join([*list(trail.values())[list(trail).index(_real(name)) :], name])
            problems.append(Problem(named_by, "extends", f"the files extend each other in a circle: {circle}"))
            return layers, False
        raw = _read(name, named_by, problems)
        if raw is None:
            return layers, False
        trail[_real(name)] = name
        attached = read_attachments(raw, str(Path(name).parent), name)
        problems += attached.problems
        without = read_without(raw, name, problems)
        layers.insert(
            0, replace(Layer.of(attached.values, name, Path(name).name), without=without, readings=attached.readings)
        )
        if "extends" not in raw:
            return layers, True
        parent = _parent(raw["extends"], name, problems)
        if parent is None:
            return layers, False
        name, named_by = parent, name


def _real(name: str) -> str:
    """Return one name for one file, however it is reached."""
    try:
        return os.path.normcase(os.path.realpath(name))
    except (OSError, ValueError):
        # No file can have this name. Reading the file gives the message.
        return name


def _parent(parent: object, file: str, problems: list[Problem]) -> str | None:
    if isinstance(parent, str) and parent.strip():
        return beside(str(Path(file).parent), parent)
    message = f'{shown(parent)} is not the name of a scenario file; write extends = "base.toml"'
    problems.append(Problem(file, "extends", message))
    return None


def _read(file: str, named_by: str, problems: list[Problem]) -> dict[str, Any] | None:
    """Read one TOML file; a file that another one extends is that one's problem if it is not there."""
    try:
        text = read_text(file, "a scenario file", _LIMIT_MB)
    except BadFileError as fault:
        where = (named_by, "extends", f"{quoted(file)}: ") if named_by else (file, "", "")
        problems.extend(Problem(where[0], where[1], where[2] + message) for message in fault.messages)
        return None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file, "", _syntax(str(error), text)))
    except (ValueError, RecursionError):
        problems.append(Problem(file, "", "it holds a number of thousands of digits, or too many tables within tables"))
    else:
        if not depth_over(raw, DEEPEST):
            return raw
        problems.append(Problem(file, "", "too many tables within tables"))
    return None


def _syntax(message: str, text: str) -> str:
    """Say where a file is not TOML, and show the line."""
    match = _PLACE.fullmatch(message)
    if match is None or match[2] is None:
        reason = match[1] if match else message
        return f"at the end of the file: this is not TOML: {reason[:1].lower()}{reason[1:]}"
    row, column = int(match[2]), int(match[3])
    line = text.replace("\r\n", "\n").split("\n")[row - 1].strip()
    if match[1].startswith("Invalid date"):
        when = _DATE_LIKE.search(line)
        return f"line {row}, column {column}: {when[0] if when else line} is not in the calendar"
    reason = f"{match[1][:1].lower()}{match[1][1:]}, in {shown(line)}"
    return f"line {row}, column {column}: this is not TOML: {reason}{_hint(line)}"


def _hint(line: str) -> str:
    """Return the remedy for mistakes that people who are used to spreadsheets often make."""
    for pattern, remedy in _SLIPS.items():
        if re.search(pattern, line):
            return f"; {remedy}"
    return ""
