"""Design files: the scenario, the targets, and what the design may do with each group."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simcall.errors import Problem, ScenarioError, SimcallError
from simcall.files.messages import listed, meant
from simcall.files.text import beside
from simcall.measures.targets import Target, own_targets
from simcall.scenario import Scenario, Shift, load
from simcall.scenario.models.paths import KeyPath, format_path
from simcall.scenario.reading.overrides import Overrides
from simcall.studies.design.group_requests import group_faults, group_request
from simcall.studies.design.request import DesignRequest, GroupRequest, Minimise
from simcall.studies.design.request_tables import DesignFile, GroupTable, RequestTables
from simcall.studies.design.shift_choices import Fault, chosen_shifts, crowded_group, named_apart, own_shift_faults
from simcall.studies.toml_files import faults_of_tables, read_toml, valid_entries
from simcall.studies.trials.goals import check_target
from simcall.studies.typed_figures import parse_target

__all__ = ["read_request", "request_of"]

_KIND = "a design file"
_OTHER_KINDS = {
    "lines": "a scenario",
    "extends": "a scenario",
    "vary": "a sweep file",
    "points": "a sweep file",
    "calibration": "a study file",
}
"""What a file is that has some key."""


def read_request(path: str | os.PathLike[str], overrides: Overrides = ()) -> DesignRequest:
    """Read a design file.

    Parameters
    ----------
    path : str or path
        The TOML file. The scenario in it is named relative to it.
    overrides : mapping or iterable of str
        As for ``--set``, laid over the scenario.

    Returns
    -------
    DesignRequest

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file, the scenario and the names in it.
    """
    file = os.fspath(path)
    tables = read_toml(file, _KIND)
    _refuse_other_kind(file, tables)
    form = _Form(file, tables, list(faults_of_tables(tables, DesignFile)))
    name, scenario = tables.get("scenario"), None
    if isinstance(name, str) and name.strip():
        try:
            scenario = load(beside(str(Path(file).parent), name), overrides)
        except ScenarioError as error:
            form.of_scenario += error.problems
    return form.request(scenario)


def _refuse_other_kind(file: str, tables: Mapping[str, Any]) -> None:
    """Refuse a scenario or the file of another study in one message, and not for each of its keys."""
    kind = next((kind for key, kind in _OTHER_KINDS.items() if key in tables), None)
    if kind is not None:
        message = (
            f'this is {kind}, and {_KIND} is needed: it names the scenario, such as scenario = "my-hub.toml", and says '
            "in a table such as [groups.handlers] what may be designed"
        )
        raise ScenarioError([Problem(file, "", message)])


def request_of(scenario: Scenario, tables: Mapping[str, Any], file: str = "") -> DesignRequest:
    """Return what the tables of a design file, without the scenario's name, ask of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is staffed today.
    tables : mapping
        ``targets``, ``groups`` and so on, as the file has them.
    file : str
        The file, for messages.

    Returns
    -------
    DesignRequest

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    return _Form(file, tables, list(faults_of_tables(tables, RequestTables))).request(scenario)


@dataclass
class _Form:
    """A design file while it is read: each part is checked, whatever is wrong with the others.

    Attributes
    ----------
    file : str
        As the user named it.
    tables : mapping
        What is in it.
    faults : list of Fault
        What is wrong with it so far.
    of_scenario : list of Problem
        What is wrong with the scenario.
    """

    file: str
    tables: Mapping[str, Any]
    faults: list[Fault]
    of_scenario: list[Problem] = field(default_factory=list)

    def request(self, scenario: Scenario | None) -> DesignRequest:
        """Return what is to be designed, or raise everything that is wrong."""
        targets: tuple[Target, ...] = ()
        groups: dict[str, GroupRequest] = {}
        if scenario is not None:
            tables = dict(self._group_tables(scenario))
            targets = self._targets(scenario)
            groups = self._groups(scenario, tables)
            self._check_lines(scenario, targets, tables)
        if self.faults or scenario is None:
            raise ScenarioError(self._problems())
        rest = RequestTables.model_validate({key: value for key, value in self.tables.items() if key != "scenario"})
        minimise = Minimise(rest.minimise)
        return DesignRequest(scenario, groups, targets, rest.hold, minimise, rest.confidence, self.file)

    def refuse(self, path: KeyPath, message: str) -> None:
        """Add what is wrong at a path."""
        self.faults.append((path, message))

    def _problems(self) -> list[Problem]:
        """Return everything that is wrong in the order of the file; those of the scenario are at its name."""
        of_file = [(self._position(path), Problem(self.file, format_path(path), words)) for path, words in self.faults]
        of_scenario = [(self._position(("scenario",)), problem) for problem in self.of_scenario]
        return [problem for _, problem in sorted([*of_file, *of_scenario], key=lambda placed: placed[0])]

    def _position(self, path: KeyPath) -> list[int]:
        """Return where in the file a path leads: the number of each key in its table."""
        node: object = self.tables
        position = []
        for key in path:
            if not isinstance(node, Mapping):
                break
            position.append(list(node).index(key) if key in node else len(node))
            node = node.get(key)
        return position

    # Targets ----------------------------------------------------------------------------------------------------------

    def _targets(self, scenario: Scenario) -> tuple[Target, ...]:
        """Return the targets that the file names, or the scenario's own."""
        read = [
            self._target(("targets", str(index)), text, scenario)
            for index, text in valid_entries(self.tables, "targets", str)
        ]
        if "targets" in self.tables:
            return tuple(dict.fromkeys(target for target in read if target is not None))
        own = own_targets(scenario)
        if not own:
            example = 'targets = ["999.answered_in_target>=0.9"]'
            self.refuse(("targets",), f"the scenario has no target of its own; name one, such as {example}")
        return tuple(target for target in own if self._is_suitable(("targets",), target, scenario))

    def _target(self, path: KeyPath, text: str, scenario: Scenario) -> Target | None:
        try:
            target = parse_target(text, scenario)
        except ScenarioError as error:
            for problem in error.problems:
                self.refuse(path, problem.message)
            return None
        return target if self._is_suitable(path, target, scenario) else None

    def _is_suitable(self, path: KeyPath, target: Target, scenario: Scenario) -> bool:
        """Tell whether a design can hold a target, or refuse it."""
        try:
            check_target(target, scenario)
        except SimcallError as error:
            remedy = "; limit paid hours with paid_hours = { max = … } in the table of a group"
            self.refuse(path, f"{target} is not a target of a line{remedy}" if target.is_planned else str(error))
            return False
        return True

    def _check_lines(self, scenario: Scenario, targets: tuple[Target, ...], tables: Mapping[str, GroupTable]) -> None:
        """Refuse targets of lines that no designed group answers."""
        answered = {line for name in tables for line in scenario.groups[name].lines}
        for line in dict.fromkeys(target.line_or_group for target in targets) if tables else ():
            if line not in answered:
                does = f"{listed(list(tables))} {'do' if len(tables) > 1 else 'does'} not answer it"
                remedy = "design a group that does" + ("" if "targets" in self.tables else ", or name other targets")
                self.refuse(("targets",), f"{line} has a target, and {does}; {remedy}")

    # Groups -----------------------------------------------------------------------------------------------------------

    def _group_tables(self, scenario: Scenario) -> Iterator[tuple[str, GroupTable]]:
        """Yield the tables of groups that the scenario has, without the keys that hold a wrong value."""
        tables = self.tables.get("groups")
        wrong = {path[:3] for path, _ in self.faults}
        for name, table in tables.items() if isinstance(tables, Mapping) else ():
            if name not in scenario.groups:
                hint = meant(name, scenario.groups, "the groups are")
                self.refuse(("groups", name), f"there is no such group in the scenario; {hint}")
            elif isinstance(table, Mapping):
                right = {key: value for key, value in table.items() if ("groups", name, key) not in wrong}
                yield name, GroupTable.model_validate(right)

    def _groups(self, scenario: Scenario, tables: Mapping[str, GroupTable]) -> dict[str, GroupRequest]:
        """Return what the design may do with each group; of no group if anything is wrong."""
        shifts = self._shifts(scenario, tables)
        needs_cost = self.tables.get("minimise") == Minimise.COST.value
        for name, table in tables.items():
            given = frozenset(self.tables["groups"][name])
            self._refuse_in(name, group_faults(scenario, name, table, given, needs_cost=needs_cost))
        if self.faults:
            return {}
        return {name: group_request(scenario, name, table, shifts[name]) for name, table in tables.items()}

    def _shifts(self, scenario: Scenario, tables: Mapping[str, GroupTable]) -> dict[str, dict[str, Shift]]:
        """Return the shifts of each group, with one name for one shift over all groups."""
        crowded = crowded_group(tables)
        if crowded is not None:
            self._refuse_in(crowded[0], [crowded[1]])
        shifts: dict[str, dict[str, Shift]] = {}
        for name, table in tables.items():
            shifts[name], faults = chosen_shifts(table, scenario.shifts)
            self._refuse_in(name, faults)
        own = {name: shifts[name] for name, table in tables.items() if isinstance(table.shifts, Mapping)}
        for number, name in enumerate(own):
            before = {other: own[other] for other in list(own)[:number]}
            self._refuse_in(name, own_shift_faults(own[name], before, scenario.shifts))
        taken = {**scenario.shifts, **{key: shift for table in own.values() for key, shift in table.items()}}
        for name in shifts:
            if name not in own:
                shifts[name] = named_apart(shifts[name], name, taken)
                taken |= shifts[name]
        return shifts

    def _refuse_in(self, group: str, faults: Iterable[Fault]) -> None:
        """Add problems of a group's table."""
        for keys, message in faults:
            self.refuse(("groups", group, *keys), message)
