"""The ensemble of a calibration, read back from its folder: sets of values for any scenario that has their places."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError, ScenarioError, SimcallError
from simcall.files.messages import listed, shown
from simcall.files.own_folders import MANIFEST
from simcall.scenario import Scenario
from simcall.scenario.models.paths import MISSING, Table, lookup, parse_path
from simcall.studies.calibrate.evaluating import KIND

__all__ = ["EnsembleValues", "load_ensemble"]

Values = Mapping[str, object]
"""By path."""


@dataclass(frozen=True)
class EnsembleValues:
    """Sets of values that a calibration found to fit, as scenarios take them.

    Attributes
    ----------
    study : str
        The calibration's name.
    members : tuple of mapping
        Each the values of one set: by the label of the study's scenario, by path.
    documents : mapping of str to dict
        By label, the study's scenario as it was.
    fitted_to : tuple of str
        The figures that they meet: "november: 999.answered_in_target". Whatever else they give is a prediction.
    """

    study: str
    members: tuple[Mapping[str, Values], ...]
    documents: Mapping[str, Table]
    fitted_to: tuple[str, ...] = ()

    def overrides(self, scenario: Scenario, like: str | None = None) -> list[dict[str, object]]:
        """Return what each member writes into a scenario: the values at places that it has.

        Parameters
        ----------
        scenario : Scenario
            Any; one of the study's, or a what-if on it.
        like : str, optional
            Label of the study's scenario that it is like: it takes the values that were fitted in that one. Needed
            only where a place was fitted in some of them, or apart; not for a scenario of the study's own name.

        Raises
        ------
        SimcallError
            If it has none of the places, or it is not clear which values it takes.
        """
        if like is not None and like not in self.documents:
            raise SimcallError(f'"{self.study}" has no scenario {shown(like)}; it has {listed(list(self.documents))}')
        own = like or next((label for label, one in self.documents.items() if one["name"] == scenario.name), None)
        labels = [own] if own is not None else list(self.documents)
        values = {path: value for label in labels for path, value in self.members[0].get(label, {}).items()}
        owners = {
            path: self._owner(path, labels, scenario) for path, value in values.items() if _takes(scenario, path, value)
        }
        if not owners:
            raise SimcallError(f'"{scenario.name}" has none of the values that "{self.study}" fitted')
        return [{path: member[label][path] for path, label in owners.items()} for member in self.members]

    def _owner(self, path: str, labels: Sequence[str], scenario: Scenario) -> str:
        """Return the label of a scenario whose value at a path is that of all."""
        having = [label for label in labels if lookup(self.documents[label], parse_path(path)) is not MISSING]
        owners = [label for label in labels if path in self.members[0].get(label, {})]
        alike = all(len({member[label][path] for label in owners}) == 1 for member in self.members)
        if not alike or (len(labels) > 1 and not set(having) <= set(owners)):
            raise SimcallError(
                f"{path} was fitted for {listed(owners)} {'apart' if len(owners) > 1 else 'alone'}: say which of "
                f'{listed(list(labels))} "{scenario.name}" is like (--like)'
            )
        return owners[0]


def _takes(scenario: Scenario, path: str, value: object) -> bool:
    """Tell whether a scenario has a value at a path, or a default that can be set."""
    if lookup(scenario.document(), parse_path(path)) is not MISSING:
        return True
    try:
        scenario.update({path: value})
    except ScenarioError:
        return False
    return True


def load_ensemble(folder: str | os.PathLike[str]) -> EnsembleValues:
    """Read the ensemble of a calibration from its folder.

    Raises
    ------
    ResultsError
        If it is not a calibration's folder, the calibration is not done, or no set of values fitted.
    """
    place = Path(folder)
    manifest = _document(place / MANIFEST)
    if (manifest.get("written_by"), manifest.get("kind")) != ("simcall", KIND):
        raise ResultsError(f"{place}: is not the folder of a calibration; simcall calibrate makes one")
    document = _document(place / "summary.json")
    if not document:
        raise ResultsError(f"{place}: the calibration is not done; the same command goes on with it")
    try:
        values = EnsembleValues(
            document["study"],
            tuple(_by_label(member, document["parameters"]) for member in document["ensemble"]["members"]),
            manifest["scenarios"],
            tuple(map(_fitted_to, document["targets"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ResultsError(f"{place}: cannot be read; another version may have written it: calibrate again") from error
    if not values.members:
        raise ResultsError(f"{place}: no set of values met its targets, so that there is no ensemble")
    return values


def _document(file: Path) -> dict[str, Any]:
    """Return a JSON document; an empty one if there is none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _fitted_to(target: Mapping[str, str]) -> str:
    at = f"@{target['at']}" if target["at"] else ""
    return f"{target['scenario']}: {target['figure']}{at}"


def _by_label(member: list[float], parameters: list[dict[str, Any]]) -> dict[str, dict[str, object]]:
    """Return the values of a set by label and path."""
    found: dict[str, dict[str, object]] = {}
    for number, parameter in zip(member, parameters, strict=True):
        for label, paths in parameter["where"].items():
            found.setdefault(label, {}).update(dict.fromkeys(paths, _written(number, parameter)))
    return found


def _written(number: float, parameter: Mapping[str, Any]) -> object:
    plain: object = round(number) if parameter["whole"] else float(f"{number:.8g}")
    return f"{plain} {parameter['unit']}" if parameter["unit"] else plain
