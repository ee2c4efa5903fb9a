"""A sweep before anything is simulated: its points, and the scenario of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b

from simcall.errors import Problem, ScenarioError
from simcall.measures.targets import Figure, Target, own_targets, unlisted
from simcall.scenario import Scenario
from simcall.scenario.models.paths import KeyPath, Table, format_path, lookup, parse_path
from simcall.scenario.reading.attachments import read_attachments
from simcall.studies.sweep.parameters import Parameter, value_in_words
from simcall.studies.sweep.points import Point, canonical

__all__ = ["DUPLICATE", "Design", "Faults", "Settings", "brief", "placed", "short_labels"]

DUPLICATE = "the same as another point"
"""Why a point is dropped that no rule drops."""

_REPORTED = 5
"""Messages about one path that are reported one by one."""
_LONG = 60


@dataclass(frozen=True)
class Settings:
    """How to simulate the points of a sweep, and their targets; where None, the command chooses."""

    replications: int | None = None
    seed: int | None = None
    targets: tuple[Target, ...] = ()
    minimise: Figure | None = None


@dataclass(frozen=True)
class Design:
    """The points of a sweep.

    Attributes
    ----------
    name : str
        The sweep's name; its results folder has the same.
    base : Scenario
        The scenario that every point changes.
    parameters : tuple of Parameter
        The varied paths and their values.
    points : tuple of Point
        The points that satisfy the rules. A point's number is its index here.
    dropped : mapping of str to int
        Number of points dropped by each rule, as written, or as a `DUPLICATE`. A point that breaks several rules
        counts under the first.
    notes : tuple of str
        Remarks on the rules.
    settings : Settings
        The settings in the sweep file.
    origin : str
        What to call it in messages: the sweep file as the user named it, ``"--vary"`` or ``"sweep"``.
    folder : str
        What names of files in the values are relative to.
    """

    name: str
    base: Scenario
    parameters: tuple[Parameter, ...]
    points: tuple[Point, ...]
    dropped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    origin: str = "sweep"
    folder: str = "."
    _read: dict[str, tuple[object, list[Problem]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What is in the files that values name, so that each is read once."""

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """For each path, the shortest ending that no other path has: ``evening.people``."""
        return short_labels([parameter.path for parameter in self.parameters])

    def scenario_of(self, point: Point) -> Scenario:
        """Return the scenario of a point, named after its values.

        Raises
        ------
        ScenarioError
            With every problem in the scenario.
        """
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for path, value in point.values.items():
            values[path], faults = self._with_files(path, value)
            problems += faults
        try:
            scenario = self.base.update(values, name=f"{self.base.name}: {self.label_of(point)}")
        except ScenarioError as error:
            problems += [placed(problem, self.origin) for problem in error.problems]
        if problems:
            raise ScenarioError(problems)
        return scenario

    def label_of(self, point: Point) -> str:
        """Return a point's values in few words: ``evening.people = 3, late.start = 14:00``."""
        parts = (f"{self.labels.get(path, path)} = {brief(value)}" for path, value in point.values.items())
        return ", ".join(parts) or "as it is"

    def checked(self) -> Design:
        """Make the scenario of every point once, and return the design.

        Raises
        ------
        ScenarioError
            With each problem once and the number of points that have it.
        """
        for _ in self.made():
            pass
        return self

    def unlisted_figures(self, until: Iterable[Figure] = ()) -> tuple[Figure, ...]:
        """Return the figures that cells hold only because the targets, the cost or the precision name them."""
        settings = self.settings
        targets = settings.targets or own_targets(self.base)
        return unlisted((*targets, *([settings.minimise] if settings.minimise else []), *until))

    def made(self) -> Iterator[tuple[Point, Scenario]]:
        """Yield each point with its scenario.

        Raises
        ------
        ScenarioError
            After the last point, with each problem once and the number of points that have it.
        """
        faults = Faults(self.origin)
        for point in self.points:
            try:
                scenario = self.scenario_of(point)
            except ScenarioError as error:
                faults.add(self.label_of(point), error.problems)
            else:
                yield point, scenario
        faults.raise_any(len(self.points))

    def files_read(self) -> dict[str, object]:
        """Return the contents of the files that values name, by path and value, for scenarios made so far."""
        return {
            key: read for key, (read, problems) in self._read.items() if not problems and read != json.loads(key)[1]
        }

    def with_files(self, files: Iterable[tuple[tuple[str, object], object]]) -> Design:
        """Return the design with the contents of files that values name, so that they are not read again."""
        design = replace(self)
        design._read.update((canonical(list(key)), (read, [])) for key, read in files)
        return design

    def _with_files(self, path: str, value: object) -> tuple[object, list[Problem]]:
        """Read the files that a value names, as `simcall.scenario.load` does for a file in `folder`."""
        if not isinstance(value, str | Mapping | list | tuple):
            return value, []
        key = canonical([path, value])
        if key not in self._read:
            keys = parse_path(path)
            attached = read_attachments(_nested(keys, value), self.folder, self.origin)
            self._read[key] = lookup(attached.values, keys), attached.problems
        return self._read[key]


def placed(problem: Problem, origin: str) -> Problem:
    """Return a problem with the sweep's file in place of the value's."""
    return replace(problem, file=origin) if problem.file in ("update", "") else problem


class Faults:
    """Problems of points, each reported once with the number of points that have it.

    Parameters
    ----------
    origin : str
        What to call the sweep.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._points: dict[Problem, list[str]] = {}

    def add(self, label: str, problems: Iterable[Problem]) -> None:
        """Add the problems of a point."""
        for problem in dict.fromkeys(placed(fault, self._origin) for fault in problems):
            self._points.setdefault(problem, []).append(label)

    def raise_any(self, total: int) -> None:
        """Raise the problems, if there are any.

        Parameters
        ----------
        total : int
            How many points there are.
        """
        if not self._points:
            return
        by_place: dict[tuple[str, str], list[Problem]] = {}
        for problem, labels in self._points.items():
            counted_problem = replace(problem, message=f"{problem.message} ({_how_many(labels, total)})")
            by_place.setdefault((problem.file, problem.path), []).append(counted_problem)
        raise ScenarioError(
            [
                reported
                for (file, path), counted_problem in by_place.items()
                for reported in _first(counted_problem, file, path)
            ]
        )


def _first(problems: Sequence[Problem], file: str, path: str) -> Iterator[Problem]:
    """Return the first few problems of one path, and how many more there are."""
    yield from problems[:_REPORTED]
    if len(problems) > _REPORTED:
        yield Problem(file, path, f"and {len(problems) - _REPORTED} more such values")


def _how_many(labels: Sequence[str], total: int) -> str:
    if len(labels) == total:
        return "at every point" if total > 1 else f"at {labels[0]}"
    return f"at {len(labels)} of {total} points, the first with {labels[0]}"


def short_labels(paths: Sequence[str]) -> dict[str, str]:
    """Return each path's last two keys, or more if another path ends the same."""
    keys = {path: parse_path(path) for path in paths}
    return {
        path: format_path(_short(own_keys, [other_keys for other_keys in keys.values() if other_keys != own_keys]))
        for path, own_keys in keys.items()
    }


def _short(path: KeyPath, others: Sequence[KeyPath]) -> KeyPath:
    ends = (path[-length:] for length in range(min(2, len(path)), len(path)))
    return next((end for end in ends if all(other_keys[-len(end) :] != end for other_keys in others)), path)


def brief(value: object) -> str:
    """Write a value for a label. Short tables are written in full; lists and long tables get a few digits of a hash."""
    if isinstance(value, Mapping) and len(text := _table_in_words(value)) <= _LONG:
        return text
    text = value_in_words(value)
    if isinstance(value, Mapping | list | tuple) or len(text) > _LONG:
        begin = text if len(text) <= _LONG else f"{text[:_LONG]}…"
        text = f"{begin} {blake2b(canonical(value).encode(), digest_size=2).hexdigest()}"
    return text


def _table_in_words(table: Mapping[str, object]) -> str:
    """Write a table, whatever the order of its keys: ``{exponential, mean = 2 min}``."""
    parts = []
    for key, value in sorted(table.items(), key=lambda item: (item[0] != "distribution", item[0])):
        words = _table_in_words(value) if isinstance(value, Mapping) else value_in_words(value)
        parts.append(words if key == "distribution" else f"{key} = {words}")
    return f"{{{', '.join(parts)}}}"


def _nested(keys: KeyPath, value: object) -> Table:
    """Return the table in which a value stands at a path."""
    for key in reversed(keys):
        value = {key: value}
    assert isinstance(value, dict)
    return value
