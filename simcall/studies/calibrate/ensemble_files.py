"""The ensemble of a calibration, read back from its folder: sets of values for any scenario that has their paths."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError, SimcallError
from simcall.files.manifests import open_manifest
from simcall.files.messages import listed, shown
from simcall.scenario import Scenario
from simcall.scenario.models.paths import MISSING, Table, lookup, parse_path
from simcall.studies.calibrate.calibration_summary import read_summary
from simcall.studies.calibrate.evaluation_folder import KIND
from simcall.studies.calibrate.fitted_parameters import problems_with
from simcall.studies.calibrate.study import figure_label

__all__ = ["EnsembleValues", "load_ensemble"]

Values = Mapping[str, object]
"""By path."""


@dataclass(frozen=True)
class EnsembleValues:
    """Sets of values that meet the targets of a calibration, as scenarios take them.

    Attributes
    ----------
    study : str
        The calibration's name.
    members : tuple of mapping
        The values of each set: by the label of the study's scenario, by path.
    documents : mapping of str to dict
        By label, the study's scenario as it was.
    fitted_to : tuple of str
        The figures that they meet: "november: 999.answered_in_target". Every other figure is a prediction.
    """

    study: str
    members: tuple[Mapping[str, Values], ...]
    documents: Mapping[str, Table]
    fitted_to: tuple[str, ...] = ()

    def overrides(self, scenario: Scenario, like: str | None = None) -> list[dict[str, object]]:
        """Return the changes that each member makes to a scenario: its values at the paths that the scenario has.

        Parameters
        ----------
        scenario : Scenario
            Any scenario: one of the study's, or a variant of it.
        like : str, optional
            Label of the study's scenario that it resembles; it takes the values fitted in that one. Needed only if a
            path was fitted in some of the study's scenarios, or separately in each, and the scenario has the name of
            none of them.

        Raises
        ------
        SimcallError
            If the scenario has none of the paths, or it is not clear which values it takes.
        """
        if like is not None and like not in self.documents:
            raise SimcallError(f'"{self.study}" has no scenario {shown(like)}; it has {listed(list(self.documents))}')
        namesakes = (label for label, document in self.documents.items() if document.get("name") == scenario.name)
        own = like or next(namesakes, None)
        labels = [own] if own is not None else list(self.documents)
        values = {path: value for label in labels for path, value in self.members[0].get(label, {}).items()}
        owners = {
            path: self._owner(path, labels, scenario) for path, value in values.items() if _takes(scenario, path, value)
        }
        if not owners:
            raise SimcallError(f'"{scenario.name}" has none of the values that "{self.study}" fitted')
        return [{path: member[label][path] for path, label in owners.items()} for member in self.members]

    def _owner(self, path: str, labels: Sequence[str], scenario: Scenario) -> str:
        """Return the label of a scenario whose value at a path holds for all of them."""
        having = [label for label in labels if lookup(self.documents[label], parse_path(path)) is not MISSING]
        owners = [label for label in labels if path in self.members[0].get(label, {})]
        equal = all(len({member[label][path] for label in owners}) == 1 for member in self.members)
        if not equal or (len(labels) > 1 and not set(having) <= set(owners)):
            raise SimcallError(
                f"{path} was fitted {'separately ' if len(owners) > 1 else 'only '}for {listed(owners)}: say which of "
                f'{listed(list(labels))} "{scenario.name}" resembles (--like)'
            )
        return owners[0]


def _takes(scenario: Scenario, path: str, value: object) -> bool:
    """Tell whether a scenario has a value at a path, or a default that can be set."""
    has_value = lookup(scenario.document(), parse_path(path)) is not MISSING
    return has_value or not problems_with(scenario, {path: value})


def load_ensemble(folder: str | os.PathLike[str]) -> EnsembleValues:
    """Read the ensemble of a calibration from its folder.

    Raises
    ------
    ResultsError
        If it is not a calibration's folder, the calibration is not finished, or no set of values meets the targets.
    """
    path = Path(folder)
    manifest = open_manifest(path, {KIND}, "an ensemble is read from the results")
    if not (path / "summary.json").exists():
        raise ResultsError(f"{path}: the calibration is not finished; run the same command again")
    summary = read_summary(path / "summary.json")
    labels = {label for parameter in summary["parameters"] for label in parameter["where"]}
    if not labels <= manifest["scenarios"].keys():
        raise ResultsError(f"{path}: summary.json and manifest.json have different scenarios: calibrate again")
    ensemble = EnsembleValues(
        summary["study"],
        tuple(_by_label(member, summary["parameters"]) for member in summary["ensemble"]["members"]),
        manifest["scenarios"],
        tuple(figure_label(row["scenario"], row["figure"], row["at"]) for row in summary["targets"]),
    )
    if not ensemble.members:
        raise ResultsError(f"{path}: no set of values met its targets, so there is no ensemble")
    return ensemble


def _by_label(member: list[float], parameters: list[dict[str, Any]]) -> dict[str, dict[str, object]]:
    """Return the values of a set by label and path."""
    values: dict[str, dict[str, object]] = {}
    for number, parameter in zip(member, parameters, strict=True):
        for label, paths in parameter["where"].items():
            values.setdefault(label, {}).update(dict.fromkeys(paths, _written(number, parameter)))
    return values


def _written(number: float, parameter: Mapping[str, Any]) -> object:
    plain: object = round(number) if parameter["whole"] else float(f"{number:.8g}")
    return f"{plain} {parameter['unit']}" if parameter["unit"] else plain
