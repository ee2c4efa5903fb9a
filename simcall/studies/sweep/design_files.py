"""Sweep files: what is varied over a scenario, the rules that points satisfy, and their targets."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, field_validator

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import quoted
from simcall.files.text import BadFileError, beside, read_text
from simcall.scenario import Scenario, load
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.paths import KeyPath, format_path, parse_path
from simcall.scenario.models.schema import known_keys
from simcall.scenario.reading.overrides import Overrides
from simcall.studies.sweep.constraints import Rules, read_rules
from simcall.studies.sweep.design import Design, Settings
from simcall.studies.sweep.feasible_points import kept
from simcall.studies.sweep.new_design import draw, overlaps
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.sweep.points import MANY, Drawn, ManyPointsError, canonical, listed
from simcall.studies.toml_files import problems_of_tables, read_toml, top_level_keys, valid_entries
from simcall.studies.typed_figures import parse_figure, parse_target

__all__ = ["DesignTable", "SweepFile", "is_sweep_file", "load_design"]

_KIND = "a sweep file"
_LARGEST_SCENARIO_MB = 2
_OWN_KEYS = frozenset({"scenario", "vary", "points"})
_OF_SCENARIOS = frozenset({"lines", "groups", "extends"})
_Read = TypeVar("_Read")


class DesignTable(Frozen):
    """How points are chosen from what is varied."""

    kind: Literal["grid", "random", "latin-hypercube", "sobol"] = "grid"
    """A grid has every combination; the others choose some."""
    points: Annotated[int, Field(ge=1, le=100_000, strict=True)] | None = None
    """How many points the others choose."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1, strict=True)] = 1
    """Chooses the points; the same seed chooses the same ones."""


class SweepFile(Frozen):
    """What a sweep file may hold."""

    name: Annotated[Text, Field(min_length=1)]
    description: Text = ""
    scenario: Annotated[Text, Field(min_length=1)]
    """The scenario's file, relative to this one."""
    replications: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] | None = None
    """Replications of each point."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1, strict=True)] | None = None
    """The seed of the callers, who are the same at every point."""
    only: tuple[Text, ...] = ()
    """Comparisons of values that every point must satisfy."""
    constraints: tuple[Text, ...] = ()
    """Comparisons of paid hours that every point must satisfy."""
    targets: tuple[Text, ...] = ()
    """Targets that points should meet."""
    minimise: Text | None = None
    """The cost: of the points that meet the targets, the one with the smallest figure is best."""
    vary: Mapping[str, Any] = {}
    """The values or the range of each varied path."""
    points: tuple[Mapping[str, Any], ...] = ()
    """Or combinations, each with a value for each path."""
    design: DesignTable = DesignTable()

    @field_validator("name")
    @classmethod
    def _one_line(cls, name: str) -> str:
        if not name.isprintable() or not name.strip():
            raise ValueError("a name is one line of text that can be printed")
        return name


def is_sweep_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file describes a sweep, and not a scenario; one that cannot be read does not."""
    keys = top_level_keys(os.fspath(path), _KIND)
    return bool(keys & _OWN_KEYS) and not keys & _OF_SCENARIOS


def load_design(path: str | os.PathLike[str], overrides: Overrides = (), most: int = MANY) -> Design:
    """Read a sweep file.

    Parameters
    ----------
    path : str or path
        The TOML file. Names of files in it are relative to it.
    overrides : mapping or iterable of str
        As ``--set`` gives them, laid over the scenario before anything is varied.
    most : int
        The most combinations of a grid that need no confirmation.

    Returns
    -------
    Design
        The design with the points that satisfy all rules.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file, the scenario that it names and the names in it.
    ManyPointsError
        If a grid has more combinations than `most`; its ``base`` is the scenario.
    """
    file = os.fspath(path)
    form = _Form(file, read_toml(file, _KIND))
    form.check_tables()
    base = form.base(overrides)
    try:
        parameters, drawn = form.drawn(most)
    except ManyPointsError as many:
        raise many.of(base, f"{file}: vary") from None
    rules, settings = Rules(), Settings()
    if base is not None:
        paths = [parameter.path for parameter in parameters]
        rules, faults = read_rules(form.texts("only"), form.texts("constraints"), base, paths, form.place)
        form.problems += faults
        settings = form.settings(base)
    if form.problems or base is None:
        raise ScenarioError(form.sorted_problems())
    empty = Design(form.raw["name"], base, parameters, (), settings=settings, origin=file, folder=form.folder)
    return kept(empty, drawn, rules)


@dataclass
class _Form:
    """A sweep file while it is read: each part is checked, whatever is wrong with the others.

    Attributes
    ----------
    file : str
        As the user named it.
    raw : dict
        What is in it.
    problems : list of Problem
        What is wrong so far.
    """

    file: str
    raw: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """What names of files in it are relative to."""
        return str(Path(self.file).parent)

    def place(self, *path: str) -> Problem:
        """Return a problem at a path that has no message yet."""
        return Problem(self.file, format_path(path), "")

    def refuse(self, path: KeyPath, message: str) -> None:
        """Add a problem."""
        self.problems.append(replace(self.place(*path), message=message))

    def sorted_problems(self) -> list[Problem]:
        """Return the problems in the order of the file; those of the scenario stay together."""
        keys = list(self.raw)

        def position(problem: Problem) -> int:
            top = parse_path(problem.path)[0] if problem.path and problem.file == self.file else "scenario"
            return keys.index(top) if top in keys else len(keys)

        return sorted(self.problems, key=position)

    # Tables -----------------------------------------------------------------------------------------------------------

    def check_tables(self) -> None:
        """Find unknown and missing keys, and values of a wrong type."""
        self.problems += problems_of_tables(self.file, self.raw, SweepFile)
        if "vary" in self.raw and "points" in self.raw:
            self.refuse(
                ("points",), "points are listed or chosen from what is varied; give either [vary] or [[points]]"
            )
        if not self.raw.get("vary") and not self.raw.get("points"):
            self.refuse(("vary",), 'nothing is varied; give [vary], such as "groups.officers.headcount" = "0..6"')
        if "points" in self.raw and "design" in self.raw:
            self.refuse(("design",), "listed [[points]] need no design; leave one of them out")

    def texts(self, key: str) -> list[str]:
        """Return the texts of a list."""
        return [text for _, text in valid_entries(self.raw, key, str)]

    # Points -----------------------------------------------------------------------------------------------------------

    def drawn(self, most: int) -> tuple[tuple[Parameter, ...], Drawn]:
        """Return what is varied, and the points before any rule."""
        if isinstance(self.raw.get("points"), list):
            return self._listed()
        vary = self.raw.get("vary")
        parameters = self._parameters(vary if isinstance(vary, dict) else {})
        if self.problems or not parameters:
            return parameters, Drawn(())
        return parameters, self._designed(parameters, most)

    def _parameters(self, vary: Mapping[str, Any]) -> tuple[Parameter, ...]:
        read = [self._read(("vary", path), partial(Parameter.of, path, written)) for path, written in _flattened(vary)]
        parameters = tuple(parameter for parameter in read if parameter is not None)
        for path, message in overlaps([parameter.path for parameter in parameters]):
            self.refuse(("vary", path), message)
        return parameters

    def _designed(self, parameters: tuple[Parameter, ...], most: int) -> Drawn:
        table = DesignTable.model_validate(self.raw.get("design", {}))
        if table.kind == "grid":
            for parameter in parameters:
                self._read(("vary", parameter.path), parameter.steps)
        if self.problems:
            return Drawn(())
        key = ("design",) if "design" in self.raw else ("vary",)
        return self._read(key, lambda: draw(parameters, table.kind, table.points, table.seed, most)) or Drawn(())

    def _listed(self) -> tuple[tuple[Parameter, ...], Drawn]:
        points: list[dict[str, object]] = []
        values: dict[str, dict[str, object]] = {}
        for index, row in valid_entries(self.raw, "points", dict):
            point = self._row(index, row)
            points.append(point)
            for path, value in point.items():
                values.setdefault(path, {}).setdefault(canonical(value), value)
        return tuple(Parameter(path, tuple(of.values())) for path, of in values.items()), listed(points)

    def _row(self, index: int, row: Mapping[str, Any]) -> dict[str, object]:
        """Return one listed point by path."""
        point: dict[str, object] = {}
        for written, value in _unnested(row):
            parameter = self._read(("points", str(index), written), partial(Parameter.of, written, [value]))
            if parameter is not None:
                (point[parameter.path],) = parameter.values
        for path, message in overlaps(list(point)):
            self.refuse(("points", str(index), path), message)
        return point

    # What needs the scenario ------------------------------------------------------------------------------------------

    def base(self, overrides: Overrides) -> Scenario | None:
        """Return the scenario that is swept; None if there is none."""
        name = self.raw.get("scenario")
        if not isinstance(name, str) or not name.strip():
            return None
        file = beside(self.folder, name)
        try:
            read_text(file, "a scenario file", _LARGEST_SCENARIO_MB)
            return load(file, overrides)
        except BadFileError as fault:
            for message in fault.messages:
                self.refuse(("scenario",), f"{quoted(name)}: {message}")
        except ScenarioError as error:
            self.problems += error.problems
        return None

    def settings(self, base: Scenario) -> Settings:
        """Return the numbers, the targets and the cost that the file gives."""
        texts = valid_entries(self.raw, "targets", str)
        read = [self._read(("targets", str(index)), partial(parse_target, text, base)) for index, text in texts]
        targets = tuple(target for target in read if target is not None)
        least = self.raw.get("minimise")
        figure = self._read(("minimise",), partial(parse_figure, least, base)) if isinstance(least, str) else None
        return Settings(self.raw.get("replications"), self.raw.get("seed"), targets, figure)

    def _read(self, path: KeyPath, read: Callable[[], _Read]) -> _Read | None:
        """Return what a function reads; if it refuses, report that at a path of this file, and return None."""
        try:
            return read()
        except ScenarioError as error:
            for problem in error.problems:
                self.refuse(path, problem.message)
        except ValueError as fault:
            self.refuse(path, str(fault))
        return None


def _flattened(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    """Walk to the values and ranges, also where somebody forgot to quote a dotted path and TOML nested it."""
    for key, written in table.items():
        inner = _joined(path, key)
        if isinstance(written, dict) and written and not _is_range(written):
            yield from _flattened(written, inner)
        else:
            yield inner, written


def _is_range(written: Mapping[str, Any]) -> bool:
    """Tell a range, right or not, from a table that holds what is varied."""
    ends = [written[end] for end in ("low", "high") if end in written]
    return bool(ends) and "distribution" not in written and not any(isinstance(end, dict | list) for end in ends)


def _unnested(row: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Walk over a listed point; a path that somebody forgot to quote leads down to a value or a distribution."""
    for key, value in row.items():
        if key in known_keys((), {}) and isinstance(value, dict) and value:
            yield from _leaves(value, _joined("", key))
        else:
            yield key, value


def _leaves(table: Mapping[str, Any], path: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        inner = _joined(path, key)
        if isinstance(value, dict) and value and not {"distribution", "file"} & value.keys():
            yield from _leaves(value, inner)
        else:
            yield inner, value


def _joined(path: str, key: str) -> str:
    """Lead a path on by a key; the first may be a whole path, the others are keys of tables."""
    return format_path((*parse_path(path), key)) if path else key
